// SPDX-License-Identifier: GPL-2.0
/* A program that calls the kfunc which kfunc-override.c overrides. */

/* The one kfunc that is called here is declared here. */
#define BPF_NO_KFUNC_PROTOTYPES
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>

extern int bpf_strlen(const char *s__ign) __ksym;

/* Six bytes, five characters */
char word[] = "na\xc3\xafve";
int len;

SEC("syscall")
int call_strlen(void *ctx)
{
	len = bpf_strlen(word);
	return 0;
}

char _license[] SEC("license") = "GPL";
