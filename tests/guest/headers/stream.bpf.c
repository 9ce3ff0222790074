// SPDX-License-Identifier: GPL-2.0
/* What bpf_helpers.h makes of a kfunc with an implicit argument */
#include <vmlinux.h>
#include <bpf/bpf_helpers.h>

SEC("syscall")
int stream(void *ctx)
{
	return bpf_stream_printk(1, "%d", 42);
}

char _license[] SEC("license") = "GPL";
