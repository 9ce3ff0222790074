// SPDX-License-Identifier: GPL-2.0
/* Whose destructor does a map call, when names are the same? */
#define BPF_NO_KFUNC_PROTOTYPES
#include <vmlinux.h>
#include <bpf/bpf_helpers.h>

/* of bpf_test_kfunc_names_x */
struct bpf_test_names_obj {
	int val;
};

extern struct bpf_test_names_obj *bpf_test_names_acquire(void) __ksym;
extern void bpf_test_names_release(struct bpf_test_names_obj *obj) __ksym;

struct elem {
	struct bpf_test_names_obj __kptr * obj;
};

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__type(key, int);
	__type(value, struct elem);
} objs SEC(".maps");

SEC("syscall")
int keep(void *ctx)
{
	struct bpf_test_names_obj *obj;
	struct elem *elem;
	int key = 0;

	elem = bpf_map_lookup_elem(&objs, &key);
	if (!elem)
		return 1;
	obj = bpf_test_names_acquire();
	if (!obj)
		return 2;
	obj = bpf_kptr_xchg(&elem->obj, obj);
	if (!obj)
		return 0;
	bpf_test_names_release(obj);
	return 3;
}

char _license[] SEC("license") = "GPL";
