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

#ifdef ADDRESS
extern int bpf_strcmp(const char *s1__ign, const char *s2__ign) __ksym;
extern int bpf_strchr(const char *s__ign, char c) __weak __ksym;

/* One name is fixed, and the address is looked up nevertheless. */
SEC("syscall")
int address(void *ctx)
{
	unsigned long addr = (unsigned long)bpf_strcmp;

	asm volatile ("" : "+r"(addr));
	return addr && !bpf_strcmp(text, text);
}

/* Nobody loads it, so nothing of it is looked up. */
SEC("?syscall")
int not_loaded(void *ctx)
{
	return bpf_strchr(text, 'f');
}
#endif

SEC("syscall")
int lengths(void *ctx)
{
	return 10 * bpf_strlen(text) + bpf_strnlen(text, 3);
}

char _license[] SEC("license") = "GPL";
