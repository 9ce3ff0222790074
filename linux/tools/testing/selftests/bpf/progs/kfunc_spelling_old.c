// SPDX-License-Identifier: GPL-2.0
/* Kfuncs with implicit arguments by the names they had before they had such. This
 * must compile with the headers of kernels from before that, too, where STRONG
 * makes all externs strong ones.
 */
#ifdef STRONG
#define BPF_NO_KFUNC_PROTOTYPES
#include <vmlinux.h>

/* out of the way: it is __weak */
#define bpf_stream_vprintk_impl bpf_stream_vprintk_impl_weak
#include <bpf/bpf_helpers.h>
#undef bpf_stream_vprintk_impl

extern int bpf_stream_vprintk_impl(int stream_id, const char *fmt__str, const void *args,
				   __u32 len__sz, void *aux__prog) __ksym;
extern int bpf_task_work_schedule_signal_impl(struct task_struct *task,
					      struct bpf_task_work *tw, void *map__map,
					      bpf_task_work_callback_t callback,
					      void *aux__prog) __ksym;
extern int bpf_task_work_schedule_resume_impl(struct task_struct *task,
					      struct bpf_task_work *tw, void *map__map,
					      bpf_task_work_callback_t callback,
					      void *aux__prog) __ksym;
#endif

#include "bpf_experimental.h"

static __always_inline void *obj_new(__u64 id)
{
	return bpf_obj_new_impl(id, NULL);
}

static __always_inline void obj_drop(void *obj)
{
	bpf_obj_drop_impl(obj, NULL);
}

static __always_inline void *percpu_obj_new(__u64 id)
{
	return bpf_percpu_obj_new_impl(id, NULL);
}

static __always_inline void percpu_obj_drop(void *obj)
{
	bpf_percpu_obj_drop_impl(obj, NULL);
}

static __always_inline void *refcount_acquire(void *obj)
{
	return bpf_refcount_acquire_impl(obj, NULL);
}

static __always_inline int list_push_front(struct bpf_list_head *head, struct bpf_list_node *node)
{
	return bpf_list_push_front_impl(head, node, NULL, 0);
}

static __always_inline int list_push_back(struct bpf_list_head *head, struct bpf_list_node *node)
{
	return bpf_list_push_back_impl(head, node, NULL, 0);
}

static __always_inline int
rbtree_add(struct bpf_rb_root *root, struct bpf_rb_node *node,
	   bool (less)(struct bpf_rb_node *a, const struct bpf_rb_node *b))
{
	return bpf_rbtree_add_impl(root, node, less, NULL, 0);
}

static __always_inline int
task_work_schedule_signal(struct task_struct *task, struct bpf_task_work *tw, void *map,
			  bpf_task_work_callback_t callback)
{
	return bpf_task_work_schedule_signal_impl(task, tw, map, callback, NULL);
}

static __always_inline int
task_work_schedule_resume(struct task_struct *task, struct bpf_task_work *tw, void *map,
			  bpf_task_work_callback_t callback)
{
	return bpf_task_work_schedule_resume_impl(task, tw, map, callback, NULL);
}

static __always_inline int stream_vprintk(int id, const char *fmt, const void *args, __u32 len)
{
	return bpf_stream_vprintk_impl(id, fmt, args, len, NULL);
}

static __always_inline int
wq_set_callback(struct bpf_wq *wq, int (callback)(void *map, int *key, void *value))
{
	return bpf_wq_set_callback_impl(wq, callback, 0, NULL);
}

#include "kfunc_spelling.h"
