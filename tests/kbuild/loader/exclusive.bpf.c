// SPDX-License-Identifier: GPL-2.0
/* A map to be exclusive to a program, so its loader has the program's hash */
#define BPF_NO_KFUNC_PROTOTYPES
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>

extern int bpf_strlen(const char *s__ign) __ksym;
extern int bpf_strnlen(const char *s__ign, size_t count) __ksym;

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__type(key, int);
	__type(value, int);
} array SEC(".maps");

static const char text[] = "by name";

SEC("syscall")
int exclusive(void *ctx)
{
	int key = 0, *value = bpf_map_lookup_elem(&array, &key);

	return value ? *value + bpf_strlen(text) + bpf_strnlen(text, 3) + bpf_strlen(text) : -1;
}

char _license[] SEC("license") = "GPL";
