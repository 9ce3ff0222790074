// SPDX-License-Identifier: GPL-2.0
/* A program that attaches to a function of a module whose name vmlinux has, too. */
#include <vmlinux.h>
#include <bpf/bpf_helpers.h>

SEC("fentry.multi/bpf_test_kfunc_names_x:bpf_strlen")
int at_strlen(void *ctx)
{
	return 0;
}

char _license[] SEC("license") = "GPL";
