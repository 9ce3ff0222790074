// SPDX-License-Identifier: GPL-2.0
/* Kfuncs of bpf_test_kfunc_pairs_own.ko */
#define BPF_NO_KFUNC_PROTOTYPES
#include <vmlinux.h>
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>
#include "bpf_misc.h"

extern __u32 bpf_test_implicit_own(__u32 a) __ksym;
extern __u32 bpf_test_implicit_own_impl(__u32 a, void *aux__ign) __ksym;

int my_pid;
int hits;
__u64 nr_args;
__u64 arg;

SEC("syscall")
int new_spelling(void *ctx)
{
	return bpf_test_implicit_own(1000);
}

SEC("syscall")
int old_spelling(void *ctx)
{
	return bpf_test_implicit_own_impl(1000, NULL);
}

/* The program does not choose the argument. */
SEC("syscall")
int junk(void *ctx)
{
	int ret;

	asm volatile ("r1 = 1000;"
		      "r2 = 0xbad1dea ll;"
		      "call %[bpf_test_implicit_own];"
		      "%[ret] = r0;"
		      : [ret]"=r"(ret)
		      : __imm(bpf_test_implicit_own)
		      : __clobber_common);
	return ret;
}

SEC("?fentry/bpf_test_implicit_unregistered")
int BPF_PROG(at_entry)
{
	if (bpf_get_current_pid_tgid() >> 32 != my_pid)
		return 0;
	hits++;
	nr_args = bpf_get_func_arg_cnt(ctx);
	bpf_get_func_arg(ctx, nr_args - 1, &arg);
	return 0;
}

char _license[] SEC("license") = "GPL";
