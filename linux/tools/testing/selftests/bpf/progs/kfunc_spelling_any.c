// SPDX-License-Identifier: GPL-2.0
/* Kfuncs with implicit arguments by the names that the kernel has for them */
#include "bpf_experimental.h"

static __always_inline void *obj_new(__u64 id)
{
	return bpf_ksym_exists(bpf_obj_new) ?
	       (bpf_obj_new)(id) :
	       bpf_obj_new_impl(id, NULL);
}

static __always_inline void obj_drop(void *obj)
{
	if (bpf_ksym_exists(bpf_obj_drop))
		bpf_obj_drop(obj);
	else
		bpf_obj_drop_impl(obj, NULL);
}

static __always_inline void *percpu_obj_new(__u64 id)
{
	return bpf_ksym_exists(bpf_percpu_obj_new) ?
	       (bpf_percpu_obj_new)(id) :
	       bpf_percpu_obj_new_impl(id, NULL);
}

static __always_inline void percpu_obj_drop(void *obj)
{
	if (bpf_ksym_exists(bpf_percpu_obj_drop))
		bpf_percpu_obj_drop(obj);
	else
		bpf_percpu_obj_drop_impl(obj, NULL);
}

static __always_inline void *refcount_acquire(void *obj)
{
	return bpf_ksym_exists(bpf_refcount_acquire) ?
	       bpf_refcount_acquire(obj) :
	       bpf_refcount_acquire_impl(obj, NULL);
}

static __always_inline int list_push_front(struct bpf_list_head *head, struct bpf_list_node *node)
{
	return bpf_ksym_exists(bpf_list_push_front) ?
	       bpf_list_push_front(head, node) :
	       bpf_list_push_front_impl(head, node, NULL, 0);
}

static __always_inline int list_push_back(struct bpf_list_head *head, struct bpf_list_node *node)
{
	return bpf_ksym_exists(bpf_list_push_back) ?
	       bpf_list_push_back(head, node) :
	       bpf_list_push_back_impl(head, node, NULL, 0);
}

static __always_inline int
rbtree_add(struct bpf_rb_root *root, struct bpf_rb_node *node,
	   bool (less)(struct bpf_rb_node *a, const struct bpf_rb_node *b))
{
	return bpf_ksym_exists(bpf_rbtree_add) ?
	       bpf_rbtree_add(root, node, less) :
	       bpf_rbtree_add_impl(root, node, less, NULL, 0);
}

static __always_inline int
task_work_schedule_signal(struct task_struct *task, struct bpf_task_work *tw, void *map,
			  bpf_task_work_callback_t callback)
{
	return bpf_ksym_exists(bpf_task_work_schedule_signal) ?
	       bpf_task_work_schedule_signal(task, tw, map, callback) :
	       bpf_task_work_schedule_signal_impl(task, tw, map, callback, NULL);
}

static __always_inline int
task_work_schedule_resume(struct task_struct *task, struct bpf_task_work *tw, void *map,
			  bpf_task_work_callback_t callback)
{
	return bpf_ksym_exists(bpf_task_work_schedule_resume) ?
	       bpf_task_work_schedule_resume(task, tw, map, callback) :
	       bpf_task_work_schedule_resume_impl(task, tw, map, callback, NULL);
}

static __always_inline int stream_vprintk(int id, const char *fmt, const void *args, __u32 len)
{
	return bpf_ksym_exists(bpf_stream_vprintk) ?
	       bpf_stream_vprintk(id, fmt, args, len) :
	       bpf_stream_vprintk_impl(id, fmt, args, len, NULL);
}

static __always_inline int
wq_set_callback(struct bpf_wq *wq, int (callback)(void *map, int *key, void *value))
{
	return bpf_ksym_exists(bpf_wq_set_callback) ?
	       bpf_wq_set_callback(wq, callback, 0) :
	       bpf_wq_set_callback_impl(wq, callback, 0, NULL);
}

#include "kfunc_spelling.h"
