// SPDX-License-Identifier: GPL-2.0
/* For loaders, signed and others, in which all but weak calls are by name. */
#define BPF_NO_KFUNC_PROTOTYPES
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_core_read.h>

extern int bpf_strlen(const char *s__ign) __ksym;
extern int bpf_strlen___flavour(const char *s__ign) __ksym;
extern int bpf_strnlen(const char *s__ign, size_t count) __ksym;
extern int bpf_strcmp(const char *s1__ign, const char *s2__ign) __ksym;
extern struct bpf_key *bpf_lookup_system_key(u64 id) __ksym;
extern void bpf_key_put(struct bpf_key *bkey) __ksym;
extern int bpf_no_such_kfunc(const char *s__ign) __ksym __weak;

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__type(key, int);
	__type(value, int);
} array SEC(".maps");

static const char str[] = "by name";
static const char sub[] = "name";

static __noinline int subprog(int count)
{
	return bpf_strnlen(str, count) + bpf_strlen(str);
}

SEC("syscall")
int prog(void *ctx)
{
	if (bpf_ksym_exists(bpf_no_such_kfunc))
		return bpf_no_such_kfunc(str);
	return 100 * bpf_strlen(str) + subprog(3);
}

/* Nothing in it is left to the loader or the kernel. */
SEC("?syscall")
int exclusive(void *ctx)
{
	int key = 0, *value;

	value = bpf_map_lookup_elem(&array, &key);
	return value ? *value + bpf_strlen(str) : -1;
}

SEC("?syscall")
int other(void *ctx)
{
	int key = 0, *value;

	value = bpf_map_lookup_elem(&array, &key);
	return value ? *value + bpf_strnlen(str, 3) : -1;
}

SEC("?syscall")
int compare(void *ctx)
{
	return bpf_strcmp(str, sub);
}

SEC("?syscall")
int core(void *ctx)
{
	return bpf_core_field_exists(struct task_struct, pid) ? bpf_strlen(str) : -1;
}

SEC("?syscall")
int flavour(void *ctx)
{
	return bpf_strlen___flavour(str);
}

SEC("?syscall")
int immutable(void *ctx)
{
	struct bpf_key *key;

	key = bpf_lookup_system_key(0);
	if (!key)
		return 0;
	bpf_key_put(key);
	return 1;
}

char _license[] SEC("license") = "GPL";
