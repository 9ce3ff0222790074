// SPDX-License-Identifier: GPL-2.0
/* For its prologue and epilogue, see st_ops_gen_prologue() of bpf_testmod. The program
 * calls the kfunc that they call, too.
 */
#include <vmlinux.h>
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>
#include "../test_kmods/bpf_testmod.h"
#include "../test_kmods/bpf_testmod_kfunc.h"

extern int bpf_stream_vprintk(int stream_id, const char *fmt__str, const void *args,
			      __u32 len__sz) __ksym;

static const char fmt[] = "own %d ";
int own_ret;

SEC("struct_ops/test_pro_epilogue")
int BPF_PROG(test_implicit_pro_epilogue, struct st_ops_args *args)
{
	__u64 param = 0;

	own_ret = bpf_stream_vprintk(BPF_STDOUT, fmt, &param, sizeof(param));
	return 0;
}

SEC("syscall")
int call(void *ctx)
{
	struct st_ops_args args = {};

	return bpf_kfunc_st_ops_test_pro_epilogue(&args);
}

SEC(".struct_ops.link")
struct bpf_testmod_st_ops pro_epilogue = {
	.test_pro_epilogue = (void *)test_implicit_pro_epilogue,
};

char _license[] SEC("license") = "GPL";
