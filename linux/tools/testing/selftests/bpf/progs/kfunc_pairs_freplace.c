// SPDX-License-Identifier: GPL-2.0
#define BPF_NO_KFUNC_PROTOTYPES
#include <vmlinux.h>
#include <bpf/bpf_helpers.h>

extern __u32 bpf_test_implicit_prog_id(void) __ksym;
extern __u32 bpf_test_implicit_prog_id_impl(void *aux__ign) __ksym;

/* An extension is a program of its own. */
SEC("freplace/replaceable")
int replacement(int x)
{
	__u32 id = bpf_test_implicit_prog_id_impl(NULL);

	return bpf_test_implicit_prog_id() == id ? id : -1;
}

char _license[] SEC("license") = "GPL";
