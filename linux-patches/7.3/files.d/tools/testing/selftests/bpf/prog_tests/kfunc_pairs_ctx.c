// SPDX-License-Identifier: GPL-2.0
/* Loads from pointers into the ctx of programs that trace kfuncs with implicit arguments */
#include <test_progs.h>
#include "kfunc_run.h"
#include "kfunc_pairs_ctx.skel.h"

static void test_pointer(void)
{
	struct kfunc_pairs_ctx *skel = kfunc_pairs_ctx__open_and_load();

	if (!ASSERT_OK_PTR(skel, "open_and_load"))
		return;
	skel->bss->my_pid = getpid();
	if (ASSERT_OK(kfunc_pairs_ctx__attach(skel), "attach")) {
		ASSERT_EQ((int)kfunc_run(skel->progs.call_stream), -ENOENT, "no such stream");
		ASSERT_EQ((int)skel->bss->from_ctx, -ENOENT, "return value");
		ASSERT_EQ((int)skel->bss->from_pointer, -ENOENT, "return value by a pointer");
		ASSERT_EQ(skel->bss->argument, 12345, "argument by a pointer");
	}
	kfunc_pairs_ctx__destroy(skel);
}

/* serial: traces a function that other tests call */
void serial_test_kfunc_pairs_ctx(void)
{
	if (test__start_subtest("pointer"))
		test_pointer();
	RUN_TESTS(kfunc_pairs_ctx);
}
