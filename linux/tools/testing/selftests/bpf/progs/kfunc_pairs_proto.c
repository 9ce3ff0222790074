// SPDX-License-Identifier: GPL-2.0
/* A program that passes the implicit argument to the interface. */
#define BPF_NO_KFUNC_PROTOTYPES
#include <vmlinux.h>
#include <bpf/bpf_helpers.h>

extern int bpf_wq_set_callback(struct bpf_wq *wq, int (cb)(void *map, int *key, void *value),
			       unsigned int flags, void *aux) __ksym;

static int callback(void *map, int *key, void *value)
{
	return 0;
}

SEC("syscall")
long too_many(void *ctx)
{
	return bpf_wq_set_callback(NULL, callback, 0, NULL);
}

char _license[] SEC("license") = "GPL";
