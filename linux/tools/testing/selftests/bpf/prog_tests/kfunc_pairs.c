// SPDX-License-Identifier: GPL-2.0
#include <test_progs.h>
#include "kfunc_run.h"
#include "kfunc_pairs.skel.h"
#include "kfunc_pairs_fail.skel.h"
#include "kfunc_pairs_proto.skel.h"

/* The workqueue is another thread: give it time, but not for ever. */
static bool wait_for(const int *val, int want)
{
	int i;

	for (i = 0; i < 10000 && READ_ONCE(*val) != want; i++)
		usleep(1000);
	return ASSERT_EQ(READ_ONCE(*val), want, "callback runs");
}

static struct kfunc_pairs *load_tracers(void)
{
	struct kfunc_pairs *skel;

	skel = kfunc_pairs__open();
	if (!ASSERT_OK_PTR(skel, "open"))
		return NULL;
	bpf_program__set_autoload(skel->progs.ksym_exists, true);
	bpf_program__set_autoload(skel->progs.dead_code, true);
	if (!ASSERT_OK(kfunc_pairs__load(skel), "load"))
		goto destroy;
	skel->bss->my_pid = getpid();
	if (!ASSERT_OK(kfunc_pairs__attach(skel), "attach"))
		goto destroy;
	return skel;
destroy:
	kfunc_pairs__destroy(skel);
	return NULL;
}

static void check_seen(struct kfunc_pairs *skel, const struct bpf_program *prog)
{
	__u32 id = kfunc_prog_id(prog);

	ASSERT_NEQ(id, 0, "program id");
	ASSERT_EQ(skel->bss->seen_prog_id, id, "implicit argument at entry");
	ASSERT_EQ(skel->bss->exit_prog_id, id, "implicit argument at exit");
	ASSERT_EQ(skel->bss->seen_retval, 0, "return value");
	ASSERT_EQ(skel->bss->nr_args, 4, "number of arguments");
}

static void test_spelling(const char *name)
{
	struct kfunc_pairs *skel;
	struct bpf_program *prog;

	skel = load_tracers();
	if (!skel)
		return;
	prog = bpf_object__find_program_by_name(skel->obj, name);
	if (ASSERT_OK_PTR(prog, name) && ASSERT_EQ(kfunc_run(prog), 0, "retval") &&
	    wait_for(&skel->bss->callbacks, 1))
		check_seen(skel, prog);
	kfunc_pairs__destroy(skel);
}

/* What libbpf hashes has the id of the name that the program calls. */
static void test_exclusive_map(const char *name)
{
	struct kfunc_pairs *skel;
	struct bpf_program *prog, *pos;

	skel = kfunc_pairs__open();
	if (!ASSERT_OK_PTR(skel, "open"))
		return;
	prog = bpf_object__find_program_by_name(skel->obj, name);
	bpf_object__for_each_program(pos, skel->obj)
		bpf_program__set_autoload(pos, pos == prog);
	if (ASSERT_OK(bpf_map__set_exclusive_program(skel->maps.array, prog), "exclusive") &&
	    ASSERT_OK(kfunc_pairs__load(skel), name) &&
	    ASSERT_EQ(kfunc_run(prog), 0, "retval"))
		wait_for(&skel->bss->callbacks, 1);
	kfunc_pairs__destroy(skel);
}

/* An object compiled against the headers of a kernel which had only
 * bpf_wq_set_callback_impl(): progs/wq.c of that kernel, if somebody has put it
 * there.
 */
#define OLD_OBJECT "old_objects/wq.bpf.o"

static void test_old_object(void)
{
	struct kfunc_pairs *skel;
	struct bpf_object *obj = NULL;
	struct bpf_program *prog;
	struct bpf_map *bss;
	int *ok_sleepable;
	size_t size;

	if (access(OLD_OBJECT, F_OK)) {
		test__skip();
		return;
	}

	skel = load_tracers();
	if (!skel)
		return;

	obj = bpf_object__open_file(OLD_OBJECT, NULL);
	if (!ASSERT_OK_PTR(obj, "open old object") ||
	    !ASSERT_OK(bpf_object__load(obj), "load old object"))
		goto out;

	prog = bpf_object__find_program_by_name(obj, "test_syscall_array_sleepable");
	bss = bpf_object__find_map_by_name(obj, ".bss");
	if (!ASSERT_OK_PTR(prog, "program") || !ASSERT_OK_PTR(bss, "bss"))
		goto out;

	/* u32 ok, ok_sleepable */
	ok_sleepable = (int *)bpf_map__initial_value(bss, &size) + 1;
	if (ASSERT_EQ(size, 2 * sizeof(int), "bss size") &&
	    ASSERT_EQ(kfunc_run(prog), 0, "retval") && wait_for(ok_sleepable, 1 << 1))
		check_seen(skel, prog);
out:
	bpf_object__close(obj);
	kfunc_pairs__destroy(skel);
}

/* libbpf compares an extern's prototype with the kernel's. */
static void test_proto(void)
{
	struct kfunc_pairs_proto *skel;
	char *log;

	if (start_libbpf_log_capture())
		return;
	skel = kfunc_pairs_proto__open_and_load();
	log = stop_libbpf_log_capture();

	if (!ASSERT_ERR_PTR(skel, "load"))
		kfunc_pairs_proto__destroy(skel);
	ASSERT_HAS_SUBSTR(log, "extern (func ksym) 'bpf_wq_set_callback': func_proto",
			  "which extern");
	ASSERT_HAS_SUBSTR(log, "incompatible with vmlinux", "what is wrong");
	free(log);
}

/* serial: traces a function that other tests call */
void serial_test_kfunc_pairs(void)
{
	static const char * const spellings[] = {
		"new_spelling", "old_spelling", "both_spellings",
		"new_spelling_junk", "old_spelling_junk", "new_spelling_own_pointer",
		"ksym_exists", "dead_code",
	};
	int i;

	for (i = 0; i < ARRAY_SIZE(spellings); i++)
		if (test__start_subtest(spellings[i]))
			test_spelling(spellings[i]);
	if (test__start_subtest("exclusive_map")) {
		test_exclusive_map("new_spelling");
		test_exclusive_map("old_spelling");
	}
	if (test__start_subtest("old_object"))
		test_old_object();
	if (test__start_subtest("proto"))
		test_proto();
	RUN_TESTS(kfunc_pairs_fail);
}
