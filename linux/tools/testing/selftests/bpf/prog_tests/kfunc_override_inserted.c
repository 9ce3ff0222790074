// SPDX-License-Identifier: GPL-2.0
/* Calls that the kernel inserts into a program run the body of vmlinux. */
#include <test_progs.h>
#include "kfunc_pairs_pro_epilogue.skel.h"
#include "kfunc_test_helpers.h"

#define X "bpf_test_kfunc_override_x"

/* What a struct_ops provider inserts prints, only the program's own call is of the
 * body of x.
 */
static void test_pro_epilogue(void)
{
	struct kfunc_pairs_pro_epilogue *skel;
	struct bpf_prog_info info = {};
	__u32 info_len = sizeof(info);
	char buf[64] = {};
	int fd, len;

	skel = kfunc_pairs_pro_epilogue__open_and_load();
	if (!ASSERT_OK_PTR(skel, "open_and_load"))
		return;
	if (!ASSERT_OK(kfunc_pairs_pro_epilogue__attach(skel), "attach"))
		goto destroy;
	ASSERT_EQ(kfunc_run(skel->progs.call), 0, "retval");
	fd = bpf_program__fd(skel->progs.test_implicit_pro_epilogue);
	ASSERT_OK(bpf_prog_get_info_by_fd(fd, &info, &info_len), "prog_info");
	len = bpf_prog_stream_read(fd, BPF_STREAM_STDOUT, buf, sizeof(buf) - 1, NULL);
	ASSERT_GT(len, 0, "stream_read");
	ASSERT_EQ(skel->bss->own_ret, 1000000 + info.id, "own call");
	ASSERT_STREQ(buf, "prologue epilogue", "stream");
destroy:
	kfunc_pairs_pro_epilogue__destroy(skel);
}

/* serial: loads a module that other tests load */
void serial_test_kfunc_override_inserted(void)
{
	if (!ASSERT_OK(kmod_load(X, "sets=implicit"), "load x"))
		return;
	if (test__start_subtest("pro_epilogue"))
		test_pro_epilogue();
	ASSERT_OK(kmod_unload(X), "unload x");
}
