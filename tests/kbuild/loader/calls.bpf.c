// SPDX-License-Identifier: GPL-2.0
/* A kfunc to be called by name, and one that the loader looks up, as it is weak */
#define BPF_NO_KFUNC_PROTOTYPES /* which are all weak */
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>

#ifdef MISSING
extern int bpf_no_such_kfunc(const char *s__ign) __ksym;
#define bpf_strlen bpf_no_such_kfunc
#else
extern int bpf_strlen(const char *s__ign) __ksym;
#endif
extern int bpf_strnlen(const char *s__ign, unsigned long count) __weak __ksym;

char text[] = "four";

SEC("syscall")
int lengths(void *ctx)
{
	return 10 * bpf_strlen(text) + bpf_strnlen(text, 3);
}

char _license[] SEC("license") = "GPL";
