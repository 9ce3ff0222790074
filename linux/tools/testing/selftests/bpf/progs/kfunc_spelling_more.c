// SPDX-License-Identifier: GPL-2.0
/* Kfuncs with implicit arguments that not each kernel has, by both of their names.
 * Where there is no such kfunc, nothing is called.
 */
#include "bpf_experimental.h"
#include "bpf_misc.h"

extern int bpf_list_add(struct bpf_list_head *head, struct bpf_list_node *new,
			struct bpf_list_node *prev) __weak __ksym;
extern int bpf_list_add_impl(struct bpf_list_head *head, struct bpf_list_node *new,
			     struct bpf_list_node *prev, void *meta, u64 off) __weak __ksym;
extern int bpf_stream_print_stack(int stream_id) __weak __ksym;
extern int bpf_stream_print_stack_impl(int stream_id, void *aux) __weak __ksym;

/* The node is not where the object begins. */
struct item {
	__u64 key;
	struct bpf_list_node l;
};

/* one section: the lock protects what is in its map */
SEC(".data.A") __hidden struct bpf_spin_lock lock;
SEC(".data.A") __hidden struct bpf_list_head head __contains(item, l);

static struct item *new_item(__u64 key)
{
	struct item *item = bpf_obj_new(typeof(*item));

	if (item)
		item->key = key;
	return item;
}

static __u64 pop(void)
{
	struct bpf_list_node *l;
	struct item *item;
	__u64 key;

	bpf_spin_lock(&lock);
	l = bpf_list_pop_front(&head);
	bpf_spin_unlock(&lock);
	if (!l)
		return 0;
	item = container_of(l, struct item, l);
	key = item->key;
	bpf_obj_drop(item);
	return key;
}

/* Add 2 after 1, before 3. */
static __always_inline int add_in_the_middle(bool old_name)
{
	struct item *one, *two, *three;
	int err;

	one = new_item(1);
	if (!one)
		return 1;
	two = new_item(2);
	if (!two) {
		bpf_obj_drop(one);
		return 2;
	}
	three = new_item(3);
	if (!three) {
		bpf_obj_drop(one);
		bpf_obj_drop(two);
		return 3;
	}

	bpf_spin_lock(&lock);
	bpf_list_push_back(&head, &three->l);
	bpf_list_push_front(&head, &one->l);
	err = old_name ? bpf_list_add_impl(&head, &two->l, &one->l, NULL, 0) :
			 bpf_list_add(&head, &two->l, &one->l);
	bpf_spin_unlock(&lock);
	if (err)
		return 4;

	return pop() == 1 && pop() == 2 && pop() == 3 ? 0 : 5;
}

SEC("syscall")
__success __retval(0)
int list_add(void *ctx)
{
	return bpf_ksym_exists(bpf_list_add) ? add_in_the_middle(false) : 0;
}

SEC("syscall")
__success __retval(0)
int list_add_old(void *ctx)
{
	return bpf_ksym_exists(bpf_list_add_impl) ? add_in_the_middle(true) : 0;
}

/* into the stream of this program, which the kfunc finds by its implicit argument */
SEC("syscall")
__success __retval(0)
int print_stack(void *ctx)
{
	return bpf_ksym_exists(bpf_stream_print_stack) ?
	       bpf_stream_print_stack(BPF_STDERR) : 0;
}

SEC("syscall")
__success __retval(0)
int print_stack_old(void *ctx)
{
	return bpf_ksym_exists(bpf_stream_print_stack_impl) ?
	       bpf_stream_print_stack_impl(BPF_STDERR, NULL) : 0;
}

char _license[] SEC("license") = "GPL";
