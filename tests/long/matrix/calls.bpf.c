// SPDX-License-Identifier: GPL-2.0
/*
 * What scripts/matrix loads on each kernel: a program that calls kfuncs with implicit
 * arguments, compiled against the vmlinux.h of an unpatched kernel, -DSPELL_old for one
 * that has them by their _impl names only, -DSPELL_new for one that has the interfaces,
 * -DSPELL_either with what there is at run time.
 */
#include "vmlinux.h"
#include <bpf/bpf_core_read.h>
#include <bpf/bpf_helpers.h>

struct value {
	struct bpf_wq wq;
	struct bpf_task_work work;
};

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__type(key, int);
	__type(value, struct value);
} values SEC(".maps");

struct object {
	long data;
};

static const char format[] = "";

static int wq_callback(void *map, int *key, void *value)
{
	return 0;
}

static int work_callback(struct bpf_map *map, void *key, void *value)
{
	return 0;
}

#define TYPE	bpf_core_type_id_local(struct object)

#if defined(SPELL_old)

#define NEW()		bpf_obj_new_impl(TYPE, NULL)
#define DROP(object)	bpf_obj_drop_impl(object, NULL)
#define STREAM(args)	bpf_stream_vprintk_impl(1, format, args, sizeof(args), NULL)
#define WQ(wq)		bpf_wq_set_callback_impl(wq, wq_callback, 0, NULL)
#define WORK(task, work)	\
	bpf_task_work_schedule_signal_impl(task, work, &values, work_callback, NULL)

#elif defined(SPELL_new)

#define NEW()		bpf_obj_new(TYPE)
#define DROP(object)	bpf_obj_drop(object)
#define STREAM(args)	bpf_stream_vprintk(1, format, args, sizeof(args))
#define WQ(wq)		bpf_wq_set_callback(wq, wq_callback, 0)
#define WORK(task, work)	\
	bpf_task_work_schedule_signal(task, work, &values, work_callback)

#elif defined(SPELL_either)

/* vmlinux.h may have them with other types; libbpf looks for what is before ___ */
extern void *bpf_obj_new_impl___old(__u64 type, void *meta) __weak __ksym;
extern void bpf_obj_drop_impl___old(void *object, void *meta) __weak __ksym;
extern int bpf_stream_vprintk_impl___old(int stream_id, const char *fmt__str, const void *args,
					 __u32 len__sz, void *aux) __weak __ksym;
extern int bpf_wq_set_callback_impl___old(struct bpf_wq *wq,
					  int (*callback_fn)(void *, int *, void *),
					  unsigned int flags, void *aux) __weak __ksym;
extern int bpf_task_work_schedule_signal_impl___old(struct task_struct *task,
						    struct bpf_task_work *tw, void *map__map,
						    bpf_task_work_callback_t callback,
						    void *aux) __weak __ksym;

#define EITHER(call, old_call, ...)						\
	(bpf_ksym_exists(call) ? call(__VA_ARGS__) : old_call(__VA_ARGS__, NULL))
#define NEW()		EITHER(bpf_obj_new, bpf_obj_new_impl___old, TYPE)
#define DROP(object)	EITHER(bpf_obj_drop, bpf_obj_drop_impl___old, object)
#define STREAM(args)	EITHER(bpf_stream_vprintk, bpf_stream_vprintk_impl___old, 1, format,	\
			       args, sizeof(args))
#define WQ(wq)		EITHER(bpf_wq_set_callback, bpf_wq_set_callback_impl___old, wq,		\
			       wq_callback, 0)
#define WORK(task, work)	EITHER(bpf_task_work_schedule_signal,				\
				       bpf_task_work_schedule_signal_impl___old, task, work,	\
				       (void *)&values, work_callback)

#else
#error which spelling?
#endif

/* Returns 0 when all calls did what they should. */
SEC("syscall")
int calls(void *ctx)
{
	struct object *object;
	struct value *value;
	__u64 args[1] = {};
	int key = 0;

	object = NEW();
	if (!object)
		return 1;
	DROP(object);
	if (STREAM(args))
		return 2;
	value = bpf_map_lookup_elem(&values, &key);
	if (!value || bpf_wq_init(&value->wq, &values, 0) || WQ(&value->wq))
		return 3;
	return WORK(bpf_get_current_task_btf(), &value->work) ? 4 : 0;
}

char _license[] SEC("license") = "GPL";
