// SPDX-License-Identifier: GPL-2.0
/* For a light skeleton: no libbpf compares prototypes when it is loaded. */
#define BPF_NO_KFUNC_PROTOTYPES
#include <vmlinux.h>
#include <bpf/bpf_helpers.h>

extern __u32 bpf_test_implicit_prog_id(void) __ksym;
extern __u32 bpf_test_implicit_prog_id_impl(void *aux__ign) __ksym;

extern int bpf_wq_init(struct bpf_wq *wq, void *p__map, unsigned int flags) __ksym;
extern int bpf_wq_start(struct bpf_wq *wq, unsigned int flags) __ksym;
extern int bpf_wq_set_callback(struct bpf_wq *wq,
			       int (callback_fn)(void *map, int *key, void *value),
			       unsigned int flags) __weak __ksym;
extern int bpf_wq_set_callback_impl(struct bpf_wq *wq,
				    int (callback_fn)(void *map, int *key, void *value),
				    unsigned int flags, void *aux__ign) __weak __ksym;

struct elem {
	struct bpf_wq w;
};

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__type(key, int);
	__type(value, struct elem);
} array SEC(".maps");

int prog_id, prog_id_old;
int callbacks;

static int callback(void *map, int *key, void *value)
{
	__sync_fetch_and_add(&callbacks, 1);
	return 0;
}

SEC("syscall")
int both_spellings(void *ctx)
{
	struct elem *elem;
	int key = 0;

	prog_id = bpf_test_implicit_prog_id();
	prog_id_old = bpf_test_implicit_prog_id_impl(NULL);

	if (!bpf_ksym_exists(bpf_wq_set_callback) ||
	    !bpf_ksym_exists(bpf_wq_set_callback_impl))
		return 1;
	elem = bpf_map_lookup_elem(&array, &key);
	if (!elem || bpf_wq_init(&elem->w, &array, 0) ||
	    bpf_wq_set_callback(&elem->w, callback, 0) ||
	    bpf_wq_set_callback_impl(&elem->w, callback, 0, NULL))
		return 2;
	return bpf_wq_start(&elem->w, 0);
}

char _license[] SEC("license") = "GPL";
