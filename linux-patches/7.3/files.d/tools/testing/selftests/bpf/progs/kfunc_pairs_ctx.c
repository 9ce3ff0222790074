// SPDX-License-Identifier: GPL-2.0
/* A tracing program may load from a pointer into its ctx. What it finds there, when it is
 * attached to a kfunc with implicit arguments by the interface, goes by where the pointer
 * points and not by the offset in the instruction.
 */
#include <vmlinux.h>
#include <bpf/bpf_helpers.h>
#include "bpf_misc.h"

extern int bpf_stream_vprintk(int stream_id, const char *fmt__str, const void *args,
			      __u32 len__sz) __ksym;

int my_pid;
__u64 from_ctx, from_pointer, argument;

static const char fmt[] = "x";

SEC("syscall")
int call_stream(void *ctx)
{
	__u64 param = 0;

	/* no such stream: returns -ENOENT */
	return bpf_stream_vprintk(12345, fmt, &param, sizeof(param));
}

static __always_inline bool is_mine(void)
{
	return bpf_get_current_pid_tgid() >> 32 == my_pid;
}

/* The return value is the fifth. */
SEC("fexit/bpf_stream_vprintk")
int at_exit(__u64 *ctx)
{
	__u64 *p = ctx;
	__u64 val, arg;

	asm volatile("%[p] += 32;"
		     "%[val] = *(u64 *)(%[p] + 0);"
		     "%[arg] = *(u64 *)(%[p] - 32);"
		     : [p]"+r"(p), [val]"=&r"(val), [arg]"=&r"(arg));
	if (is_mine()) {
		from_ctx = ctx[4];
		from_pointer = val;
		argument = arg;
	}
	return 0;
}

static __noinline __u64 get(__u64 *p)
{
	return *p;
}

SEC("?fexit/bpf_stream_vprintk")
__failure
__msg("the same load reads the return value of bpf_stream_vprintk and, on another")
__msg("path, an argument: use a load for each, or attach to bpf_stream_vprintk_impl")
int one_load_for_both(__u64 *ctx)
{
	argument = get(ctx + 4) + get(ctx + 1);
	return 0;
}

/* has no pair: all is where its FUNC says */
SEC("?fexit/bpf_fentry_test1")
__success
int no_implicit_arguments(__u64 *ctx)
{
	argument = get(ctx + 1) + get(ctx);
	return 0;
}

/* by this name nothing is left out */
SEC("?fexit/bpf_stream_vprintk_impl")
__success
int all_arguments(__u64 *ctx)
{
	argument = get(ctx + 5) + get(ctx + 3);
	return 0;
}

char _license[] SEC("license") = "GPL";
