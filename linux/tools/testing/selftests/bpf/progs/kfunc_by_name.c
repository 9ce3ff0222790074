// SPDX-License-Identifier: GPL-2.0
/* Ordinary calls of kfuncs, which the test turns into calls by name. */
#include "bpf_experimental.h"
#include <bpf/bpf_helpers.h>

extern int bpf_strlen(const char *s__ign) __ksym;
extern int bpf_strnlen(const char *s__ign, size_t count) __ksym;
extern int bpf_strcmp(const char *s1__ign, const char *s2__ign) __ksym;

struct elem {
	struct bpf_wq w;
};

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__type(key, int);
	__type(value, struct elem);
} array SEC(".maps");

static const char str[] = "by name";
int callbacks;

SEC("syscall")
int one(void *ctx)
{
	return bpf_strlen(str);
}

static __noinline int subprog(int count)
{
	return bpf_strnlen(str, count) + bpf_strlen(str);
}

/* Each name more than once, and from a subprogram. */
SEC("syscall")
int many(void *ctx)
{
	return bpf_strcmp(str, str) + 100 * bpf_strlen(str) + subprog(2) + subprog(3) +
	       1000 * bpf_strnlen(str, 1);
}

static int callback(void *map, int *key, void *value)
{
	__sync_fetch_and_add(&callbacks, 1);
	return 0;
}

static __always_inline int start(bool old_name)
{
	struct elem *elem;
	int key = 0, err;

	elem = bpf_map_lookup_elem(&array, &key);
	if (!elem)
		return 1;
	bpf_wq_init(&elem->w, &array, 0); /* once is enough */
	err = old_name ? bpf_wq_set_callback_impl(&elem->w, callback, 0, NULL) :
			 bpf_wq_set_callback(&elem->w, callback, 0);
	return err ?: bpf_wq_start(&elem->w, 0);
}

/* The two names of a kfunc with an implicit argument. */
SEC("syscall")
int implicit(void *ctx)
{
	return start(false);
}

SEC("syscall")
int implicit_impl(void *ctx)
{
	return start(true);
}

char _license[] SEC("license") = "GPL";
