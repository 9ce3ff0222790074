/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The kernel's kfuncs with implicit arguments, called in programs that return 0
 * when the kfuncs have done their work. The sources that include this say by
 * which names they are called.
 */
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_core_read.h>
#include "bpf_misc.h"

#define EINVAL 22
#define CANARY 0x6b66756e63ULL

/* The nodes are not where the object begins, and a refcount that is looked for
 * from the node on is a canary.
 */
struct item {
	__u64 key;
	struct bpf_list_node l;
	struct bpf_rb_node r;
	struct bpf_refcount ref;
	__u64 canary[8];
};

/* one section: the lock protects what is in its map */
SEC(".data.A") __hidden struct bpf_spin_lock lock;
SEC(".data.A") __hidden struct bpf_list_head head __contains(item, l);
SEC(".data.A") __hidden struct bpf_rb_root root __contains(item, r);

static struct item *new_item(__u64 key)
{
	struct item *item = obj_new(bpf_core_type_id_local(struct item));
	int i;

	if (!item)
		return NULL;
	item->key = key;
	for (i = 0; i < 8; i++)
		item->canary[i] = CANARY;
	return item;
}

/* Free an item, return its key, 0 if that or the canary is broken */
static __u64 put_item(struct item *item)
{
	__u64 key = item->key;
	int i;

	for (i = 0; i < 8; i++)
		if (item->canary[i] != CANARY)
			key = 0;
	obj_drop(item);
	return key;
}

static bool less(struct bpf_rb_node *a, const struct bpf_rb_node *b)
{
	return container_of(a, struct item, r)->key < container_of(b, struct item, r)->key;
}

static __u64 pop_list(void)
{
	struct bpf_list_node *l;

	bpf_spin_lock(&lock);
	l = bpf_list_pop_front(&head);
	bpf_spin_unlock(&lock);
	return l ? put_item(container_of(l, struct item, l)) : 0;
}

static __u64 pop_tree(void)
{
	struct bpf_rb_node *r;

	bpf_spin_lock(&lock);
	r = bpf_rbtree_first(&root);
	if (r)
		r = bpf_rbtree_remove(&root, r);
	bpf_spin_unlock(&lock);
	return r ? put_item(container_of(r, struct item, r)) : 0;
}

SEC("syscall")
int obj(void *ctx)
{
	struct item *item = new_item(1);

	return !item || put_item(item) != 1;
}

struct percpu_item {
	__u64 val;
};

SEC("syscall")
int percpu_obj(void *ctx)
{
	void *item = percpu_obj_new(bpf_core_type_id_local(struct percpu_item));

	if (!item)
		return 1;
	percpu_obj_drop(item);
	return 0;
}

/* The list is 1, 2, 3. Adding an item a second time fails, and drops the
 * reference that comes with it.
 */
SEC("syscall")
int list(void *ctx)
{
	struct item *one, *two, *three, *again;
	int err;

	one = new_item(1);
	if (!one)
		return 1;
	two = new_item(2);
	if (!two) {
		obj_drop(one);
		return 2;
	}
	three = new_item(3);
	if (!three) {
		obj_drop(one);
		obj_drop(two);
		return 3;
	}
	again = refcount_acquire(two);

	bpf_spin_lock(&lock);
	list_push_back(&head, &two->l);
	list_push_back(&head, &three->l);
	list_push_front(&head, &one->l);
	err = list_push_front(&head, &again->l);
	bpf_spin_unlock(&lock);
	if (err != -EINVAL)
		return 4;

	return pop_list() == 1 && pop_list() == 2 && pop_list() == 3 ? 0 : 5;
}

SEC("syscall")
int rbtree(void *ctx)
{
	struct item *one, *two, *again;
	int err;

	one = new_item(1);
	if (!one)
		return 1;
	two = new_item(2);
	if (!two) {
		obj_drop(one);
		return 2;
	}
	again = refcount_acquire(two);

	bpf_spin_lock(&lock);
	rbtree_add(&root, &two->r, less);
	rbtree_add(&root, &one->r, less);
	err = rbtree_add(&root, &again->r, less);
	bpf_spin_unlock(&lock);
	if (err != -EINVAL)
		return 3;

	return pop_tree() == 1 && pop_tree() == 2 ? 0 : 4;
}

SEC("syscall")
int stream(void *ctx)
{
	__u64 arg = 42;
	int err;

	err = stream_vprintk(BPF_STDOUT, "%d", &arg, sizeof(arg));
	return err ?: bpf_stream_printk(BPF_STDOUT, " %s", "printk");
}

struct elem {
	struct bpf_task_work tw;
};

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 2);
	__type(key, int);
	__type(value, struct elem);
} task_works SEC(".maps");

struct wq_elem {
	struct bpf_wq wq;
};

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__type(key, int);
	__type(value, struct wq_elem);
} wqs SEC(".maps");

int callbacks;

static int task_work_callback(struct bpf_map *map, void *key, void *value)
{
	__sync_fetch_and_add(&callbacks, 1);
	return 0;
}

static int wq_callback(void *map, int *key, void *value)
{
	__sync_fetch_and_add(&callbacks, 1);
	return 0;
}

SEC("syscall")
int task_work(void *ctx)
{
	struct task_struct *task = bpf_get_current_task_btf();
	struct elem *elem;
	int key = 0, err;

	elem = bpf_map_lookup_elem(&task_works, &key);
	if (!elem)
		return 1;
	err = task_work_schedule_signal(task, &elem->tw, &task_works, task_work_callback);
	if (err)
		return err;
	key = 1;
	elem = bpf_map_lookup_elem(&task_works, &key);
	if (!elem)
		return 1;
	return task_work_schedule_resume(task, &elem->tw, &task_works, task_work_callback);
}

SEC("syscall")
int wq(void *ctx)
{
	struct wq_elem *elem;
	int key = 0;

	elem = bpf_map_lookup_elem(&wqs, &key);
	if (!elem)
		return 1;
	bpf_wq_init(&elem->wq, &wqs, 0);
	return wq_set_callback(&elem->wq, wq_callback) ?: bpf_wq_start(&elem->wq, 0);
}

/* Not a test, but how many callbacks have not run yet */
SEC("syscall")
int callbacks_left(void *ctx)
{
	return 3 - callbacks;
}

char _license[] SEC("license") = "GPL";
