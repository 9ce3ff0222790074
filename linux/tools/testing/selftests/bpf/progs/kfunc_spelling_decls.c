// SPDX-License-Identifier: GPL-2.0
/* Kfuncs by their old names, with the prototypes that the headers of Linux 6.18 and
 * before declare: libbpf compares these with the kernel's.
 */
#define BPF_NO_KFUNC_PROTOTYPES
#include <vmlinux.h>
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_core_read.h>
#include "bpf_misc.h"

#define __contains(name, node) __attribute__((btf_decl_tag("contains:" #name ":" #node)))

typedef int (*task_work_callback_fn)(struct bpf_map *map, void *key, void *value);

extern void *bpf_obj_new_impl(__u64 local_type_id, void *meta) __ksym;
extern void bpf_obj_drop_impl(void *kptr, void *meta) __ksym;
extern void *bpf_percpu_obj_new_impl(__u64 local_type_id, void *meta) __ksym;
extern void bpf_percpu_obj_drop_impl(void *kptr, void *meta) __ksym;
extern void *bpf_refcount_acquire_impl(void *kptr, void *meta) __ksym;
extern int bpf_list_push_front_impl(struct bpf_list_head *head, struct bpf_list_node *node,
				    void *meta, __u64 off) __ksym;
extern int bpf_list_push_back_impl(struct bpf_list_head *head, struct bpf_list_node *node,
				   void *meta, __u64 off) __ksym;
extern int bpf_rbtree_add_impl(struct bpf_rb_root *root, struct bpf_rb_node *node,
			       bool (less)(struct bpf_rb_node *a, const struct bpf_rb_node *b),
			       void *meta, __u64 off) __ksym;
extern int bpf_wq_init(struct bpf_wq *wq, void *p__map, unsigned int flags) __ksym;
extern int bpf_wq_set_callback_impl(struct bpf_wq *wq,
				    int (callback_fn)(void *map, int *key, void *value),
				    unsigned int flags__k, void *aux__ign) __ksym;
extern int bpf_task_work_schedule_signal_impl(struct task_struct *task, struct bpf_task_work *tw,
					      void *map__map, task_work_callback_fn callback,
					      void *aux__prog) __ksym;
extern int bpf_task_work_schedule_resume_impl(struct task_struct *task, struct bpf_task_work *tw,
					      void *map__map, task_work_callback_fn callback,
					      void *aux__prog) __ksym;

struct item {
	__u64 key;
	struct bpf_list_node l;
	struct bpf_rb_node r;
	struct bpf_refcount ref;
};

/* one section: the lock protects what is in its map */
SEC(".data.A") __hidden struct bpf_spin_lock lock;
SEC(".data.A") __hidden struct bpf_list_head head __contains(item, l);
SEC(".data.A") __hidden struct bpf_rb_root root __contains(item, r);

static struct item *new_item(void)
{
	return bpf_obj_new_impl(bpf_core_type_id_local(struct item), NULL);
}

static bool less(struct bpf_rb_node *a, const struct bpf_rb_node *b)
{
	return container_of(a, struct item, r)->key < container_of(b, struct item, r)->key;
}

/* What is in list and tree is freed with the map. */
SEC("syscall")
__success __retval(0)
int objects(void *ctx)
{
	struct item *one, *two, *three;

	one = new_item();
	if (!one)
		return 1;
	two = new_item();
	if (!two) {
		bpf_obj_drop_impl(one, NULL);
		return 2;
	}
	three = bpf_refcount_acquire_impl(two, NULL);

	bpf_spin_lock(&lock);
	bpf_list_push_front_impl(&head, &one->l, NULL, 0);
	bpf_list_push_back_impl(&head, &two->l, NULL, 0);
	bpf_rbtree_add_impl(&root, &three->r, less, NULL, 0);
	bpf_spin_unlock(&lock);
	return 0;
}

struct percpu_item {
	__u64 val;
};

SEC("syscall")
__success __retval(0)
int percpu_object(void *ctx)
{
	void *item;

	item = bpf_percpu_obj_new_impl(bpf_core_type_id_local(struct percpu_item), NULL);
	if (!item)
		return 1;
	bpf_percpu_obj_drop_impl(item, NULL);
	return 0;
}

struct elem {
	struct bpf_wq wq;
};

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__type(key, int);
	__type(value, struct elem);
} wqs SEC(".maps");

struct tw_elem {
	struct bpf_task_work tw;
};

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 2);
	__type(key, int);
	__type(value, struct tw_elem);
} task_works SEC(".maps");

static int wq_callback(void *map, int *key, void *value)
{
	return 0;
}

static int task_work_callback(struct bpf_map *map, void *key, void *value)
{
	return 0;
}

SEC("syscall")
__success __retval(0)
int callbacks(void *ctx)
{
	struct task_struct *task = bpf_get_current_task_btf();
	struct tw_elem *tw_elem;
	struct elem *elem;
	int key = 0;

	elem = bpf_map_lookup_elem(&wqs, &key);
	if (!elem || bpf_wq_init(&elem->wq, &wqs, 0) ||
	    bpf_wq_set_callback_impl(&elem->wq, wq_callback, 0, NULL))
		return 1;
	tw_elem = bpf_map_lookup_elem(&task_works, &key);
	if (!tw_elem || bpf_task_work_schedule_signal_impl(task, &tw_elem->tw, &task_works,
							   task_work_callback, NULL))
		return 2;
	key = 1;
	tw_elem = bpf_map_lookup_elem(&task_works, &key);
	if (!tw_elem || bpf_task_work_schedule_resume_impl(task, &tw_elem->tw, &task_works,
							   task_work_callback, NULL))
		return 3;
	return 0;
}

char _license[] SEC("license") = "GPL";
