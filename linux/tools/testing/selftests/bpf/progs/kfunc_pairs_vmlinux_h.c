// SPDX-License-Identifier: GPL-2.0
/* What bpftool generates from the kernel's BTF declares both names. */
#include <vmlinux.h>
#include <bpf/bpf_helpers.h>

struct elem {
	struct bpf_wq w;
};

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__type(key, int);
	__type(value, struct elem);
} array SEC(".maps");

static int callback(void *map, int *key, void *value)
{
	return 0;
}

SEC("syscall")
int both_spellings(void *ctx)
{
	struct elem *elem;
	int key = 0;

	elem = bpf_map_lookup_elem(&array, &key);
	if (!elem || bpf_wq_init(&elem->w, &array, 0) ||
	    bpf_wq_set_callback(&elem->w, callback, 0) ||
	    bpf_wq_set_callback_impl(&elem->w, callback, 0, NULL))
		return 1;
	return 0;
}

char _license[] SEC("license") = "GPL";
