// SPDX-License-Identifier: GPL-2.0
/*
 * What vm/builds/check.c loads: calls of kfuncs with implicit arguments, or, with
 * NO_CALLS for a kernel that cannot do kfunc calls, just their addresses.
 */
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>
#include "check.h"

extern int bpf_wq_init(struct bpf_wq *wq, void *map, unsigned int flags) __ksym;
extern int bpf_wq_start(struct bpf_wq *wq, unsigned int flags) __ksym;
extern int bpf_wq_set_callback(struct bpf_wq *wq,
			       int (callback_fn)(void *map, int *key, void *value),
			       unsigned int flags) __ksym __weak;
extern int bpf_wq_set_callback_impl(struct bpf_wq *wq,
				    int (callback_fn)(void *map, int *key, void *value),
				    unsigned int flags, void *aux__prog) __ksym __weak;
extern __u32 bpf_test_implicit_prog_id(void) __ksym __weak;

#ifndef NO_CALLS
struct elem {
	struct bpf_wq wq;
};

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 2);
	__type(key, int);
	__type(value, struct elem);
} elems SEC(".maps");

static int done(void *map, int *key, void *value)
{
	return 0;
}

SEC("syscall")
int check(struct check_result *result)
{
	struct elem *elem;
	int key = 0;

	elem = bpf_map_lookup_elem(&elems, &key);
	if (!elem || bpf_wq_init(&elem->wq, &elems, 0))
		return 1;
	if (bpf_wq_set_callback(&elem->wq, done, 0))
		return 2;
	if (bpf_wq_start(&elem->wq, 0))
		return 3;
	result->interface = 1;

	key = 1;
	elem = bpf_map_lookup_elem(&elems, &key);
	if (!elem || bpf_wq_init(&elem->wq, &elems, 0))
		return 4;
	if (bpf_wq_set_callback_impl(&elem->wq, done, 0, NULL))
		return 5;
	if (bpf_wq_start(&elem->wq, 0))
		return 6;
	result->impl = 1;

	if (bpf_ksym_exists(bpf_test_implicit_prog_id))
		result->module = bpf_test_implicit_prog_id();
	return 0;
}
#else
SEC("syscall")
int check(struct check_result *result)
{
	result->interface = bpf_ksym_exists(bpf_wq_set_callback);
	result->impl = bpf_ksym_exists(bpf_wq_set_callback_impl);
	result->module = bpf_ksym_exists(bpf_test_implicit_prog_id);
	return 0;
}
#endif

char _license[] SEC("license") = "GPL";
