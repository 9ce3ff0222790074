// SPDX-License-Identifier: GPL-2.0
/* It is the build of a module that decides what is implicit, not the name of a struct in
 * its BTF, nor what it registers.
 */
#include <test_progs.h>
#include "kfunc_kmod.h"
#include "kfunc_run.h"
#include "kfunc_pairs_own.skel.h"

#define MODULE "bpf_test_kfunc_pairs_own"
#define CALL "/sys/module/" MODULE "/parameters/call"

static void check_id(const struct bpf_program *prog)
{
	ASSERT_EQ(kfunc_run(prog), 1000 + kfunc_prog_id(prog), bpf_program__name(prog));
}

/* A kfunc whose struct bpf_prog_aux is not vmlinux'. */
static void test_own_struct(void)
{
	struct kfunc_pairs_own *skel = kfunc_pairs_own__open_and_load();

	if (!ASSERT_OK_PTR(skel, "open_and_load"))
		return;
	check_id(skel->progs.new_spelling);
	check_id(skel->progs.old_spelling);
	check_id(skel->progs.junk);
	kfunc_pairs_own__destroy(skel);
}

static long call(const char *arg)
{
	long ret = 0;
	FILE *f;

	f = fopen(CALL, "r+");
	if (!ASSERT_OK_PTR(f, CALL))
		return 0;
	ASSERT_GE(fputs(arg, f), 0, "write");
	ASSERT_OK(fclose(f), "call");

	f = fopen(CALL, "r");
	if (!ASSERT_OK_PTR(f, CALL))
		return 0;
	ASSERT_EQ(fscanf(f, "%ld", &ret), 1, "read");
	fclose(f);
	return ret;
}

/* The kernel's own calls keep the argument, whether the set is registered or not. */
static void test_unregistered(void)
{
	struct kfunc_pairs_own *skel = kfunc_pairs_own__open();
	struct bpf_link *link;

	if (!ASSERT_OK_PTR(skel, "open"))
		return;
	bpf_program__set_autoload(skel->progs.at_entry, true);
	if (!ASSERT_OK(kfunc_pairs_own__load(skel), "load"))
		goto destroy;
	skel->bss->my_pid = getpid();
	ASSERT_EQ(call("0x123456"), 1000 + 0x123456, "not traced");
	link = bpf_program__attach(skel->progs.at_entry);
	if (!ASSERT_OK_PTR(link, "attach"))
		goto destroy;
	ASSERT_EQ(call("0x654321"), 1000 + 0x654321, "traced");
	ASSERT_EQ(skel->bss->hits, 1, "hits");
	ASSERT_EQ(skel->bss->nr_args, 2, "arguments");
	ASSERT_EQ(skel->bss->arg, 0x654321, "argument");
	bpf_link__destroy(link);
destroy:
	kfunc_pairs_own__destroy(skel);
}

/* serial: loads a module */
void serial_test_kfunc_pairs_own(void)
{
	if (!ASSERT_OK(kmod_load(MODULE, ""), "load module"))
		return;
	if (test__start_subtest("own_struct"))
		test_own_struct();
	if (test__start_subtest("unregistered"))
		test_unregistered();
	ASSERT_OK(kmod_unload(MODULE), "unload module");
}
