// SPDX-License-Identifier: GPL-2.0
/* The macros of tools/sched_ext for kfuncs that take a btf_struct_meta */
#include <vmlinux.h>
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_core_read.h>
#include "scx.h"

struct node {
	struct bpf_list_node list;
	struct bpf_rb_node rb;
	struct bpf_refcount ref;
};

private(list) struct bpf_spin_lock list_lock;
private(list) struct bpf_list_head list __contains(node, list);
private(tree) struct bpf_spin_lock tree_lock;
private(tree) struct bpf_rb_root tree __contains(node, rb);

static bool less(struct bpf_rb_node *a, const struct bpf_rb_node *b)
{
	return a < b;
}

SEC("tc")
int scx(struct __sk_buff *skb)
{
	struct node *n = bpf_obj_new(typeof(*n)), *other;

	if (!n)
		return 0;
	other = bpf_refcount_acquire(n);
	bpf_spin_lock(&tree_lock);
	bpf_rbtree_add(&tree, &other->rb, less);
	bpf_spin_unlock(&tree_lock);
	bpf_spin_lock(&list_lock);
	bpf_list_push_back(&list, &n->list);
	bpf_spin_unlock(&list_lock);

	n = bpf_obj_new(typeof(*n));
	if (n)
		bpf_obj_drop(n);
	n = bpf_obj_new(typeof(*n));
	if (!n)
		return 0;
	bpf_spin_lock(&list_lock);
	bpf_list_push_front(&list, &n->list);
	bpf_spin_unlock(&list_lock);
	return 0;
}

char _license[] SEC("license") = "GPL";
