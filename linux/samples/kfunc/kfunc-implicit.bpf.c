// SPDX-License-Identifier: GPL-2.0
/* A program that calls the kfunc of kfunc-implicit.c. */

/* The one kfunc that is called here is declared here. */
#define BPF_NO_KFUNC_PROTOTYPES
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>

/* Without the implicit argument */
extern __u64 bpf_sample_stamp(__u32 value) __ksym;

__u32 value = 7;
__u64 stamp;

SEC("syscall")
int call_stamp(void *ctx)
{
	stamp = bpf_sample_stamp(value);
	return 0;
}

char _license[] SEC("license") = "GPL";
