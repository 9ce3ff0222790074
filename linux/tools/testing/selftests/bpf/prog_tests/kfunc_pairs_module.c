// SPDX-License-Identifier: GPL-2.0
/* A module's kfuncs with implicit arguments. */
#include <test_progs.h>
#include "kfunc_run.h"
#include "kfunc_pairs_module.skel.h"

static void test_calls(void)
{
	struct kfunc_pairs_module *skel;
	struct bpf_program *prog;

	skel = kfunc_pairs_module__open_and_load();
	if (!ASSERT_OK_PTR(skel, "open_and_load"))
		return;

	bpf_object__for_each_program(prog, skel->obj) {
		const char *name = bpf_program__name(prog);

		if (!bpf_program__autoload(prog))
			continue;
		ASSERT_EQ(kfunc_run(prog), strstr(name, "sum") ? 15 : kfunc_prog_id(prog), name);
	}

	kfunc_pairs_module__destroy(skel);
}

/* serial: loads a module that other tests load */
void serial_test_kfunc_pairs_module(void)
{
	const bool verbose = env.verbosity > VERBOSE_NONE;

	if (!ASSERT_OK(load_module("bpf_test_kfunc_pairs.ko", verbose), "load_module"))
		return;
	if (test__start_subtest("calls"))
		test_calls();
	RUN_TESTS(kfunc_pairs_module);
	ASSERT_OK(unload_module("bpf_test_kfunc_pairs", verbose), "unload_module");
}
