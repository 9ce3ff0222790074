// SPDX-License-Identifier: GPL-2.0
/* Kfuncs with implicit arguments by the names they have now */
#include "bpf_experimental.h"

static __always_inline void *obj_new(__u64 id)
{
	return (bpf_obj_new)(id);
}

static __always_inline void obj_drop(void *obj)
{
	bpf_obj_drop(obj);
}

static __always_inline void *percpu_obj_new(__u64 id)
{
	return (bpf_percpu_obj_new)(id);
}

static __always_inline void percpu_obj_drop(void *obj)
{
	bpf_percpu_obj_drop(obj);
}

static __always_inline void *refcount_acquire(void *obj)
{
	return bpf_refcount_acquire(obj);
}

static __always_inline int list_push_front(struct bpf_list_head *head, struct bpf_list_node *node)
{
	return bpf_list_push_front(head, node);
}

static __always_inline int list_push_back(struct bpf_list_head *head, struct bpf_list_node *node)
{
	return bpf_list_push_back(head, node);
}

static __always_inline int
rbtree_add(struct bpf_rb_root *root, struct bpf_rb_node *node,
	   bool (less)(struct bpf_rb_node *a, const struct bpf_rb_node *b))
{
	return bpf_rbtree_add(root, node, less);
}

static __always_inline int
task_work_schedule_signal(struct task_struct *task, struct bpf_task_work *tw, void *map,
			  bpf_task_work_callback_t callback)
{
	return bpf_task_work_schedule_signal(task, tw, map, callback);
}

static __always_inline int
task_work_schedule_resume(struct task_struct *task, struct bpf_task_work *tw, void *map,
			  bpf_task_work_callback_t callback)
{
	return bpf_task_work_schedule_resume(task, tw, map, callback);
}

static __always_inline int stream_vprintk(int id, const char *fmt, const void *args, __u32 len)
{
	return bpf_stream_vprintk(id, fmt, args, len);
}

static __always_inline int
wq_set_callback(struct bpf_wq *wq, int (callback)(void *map, int *key, void *value))
{
	return bpf_wq_set_callback(wq, callback, 0);
}

#include "kfunc_spelling.h"
