// SPDX-License-Identifier: GPL-2.0
/* Arguments of kfuncs that the verifier has to look at before it reads what a
 * register of the right type would say, or before the kfunc reads address 0.
 */
#include <vmlinux.h>
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>
#include "bpf_arena_common.h"
#include "bpf_misc.h"
#include "bpf_experimental.h"
#include "../test_kmods/bpf_testmod_kfunc.h"

/* first in its object: a pointer to either is the same */
struct rb_elem {
	struct bpf_rb_node node;
	long key;
};

struct list_elem {
	struct bpf_list_node node;
	struct bpf_rb_node rb_node;
	struct bpf_refcount ref;
};

struct plain {
	long val;
};

struct plain_too {
	int val[2];
};

struct plain_big {
	long val[64];
};

struct list_elem_too {
	struct plain plain;
	struct bpf_list_node node;
	struct bpf_refcount ref;
};

#define private(name) SEC(".data." #name) __hidden __attribute__((aligned(8)))
private(A) struct bpf_spin_lock glock;
private(A) struct bpf_rb_root groot __contains(rb_elem, node);
private(A) struct bpf_list_head ghead __contains(list_elem, node);
private(A) struct bpf_list_head ghead_too __contains(list_elem_too, node);

struct {
	__uint(type, BPF_MAP_TYPE_RINGBUF);
	__uint(max_entries, 4096);
} ringbuf SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_ARENA);
	__uint(map_flags, BPF_F_MMAPABLE);
	__uint(max_entries, 1);
} arena SEC(".maps");

extern void bpf_cpumask_release(struct bpf_cpumask *cpumask) __ksym __weak;
extern struct bpf_crypto_ctx *
bpf_crypto_ctx_create(const struct bpf_crypto_params *params, u32 params__sz,
		      int *err) __ksym __weak;
extern void bpf_crypto_ctx_release(struct bpf_crypto_ctx *ctx) __ksym __weak;
extern void bpf_task_release(struct task_struct *p) __ksym __weak;

/* With an empty tree this is NULL. */
SEC("?tc")
__failure __msg("Possibly NULL pointer passed to arg#1 of bpf_rbtree_remove")
long rbtree_remove_first_or_null(void *ctx)
{
	struct bpf_rb_node *node;

	bpf_spin_lock(&glock);
	node = bpf_rbtree_first(&groot);
	node = bpf_rbtree_remove(&groot, node);
	bpf_spin_unlock(&glock);
	if (node)
		bpf_obj_drop(container_of(node, struct rb_elem, node));
	return 0;
}

SEC("?tc")
__failure __msg("Possibly NULL pointer passed to arg#1 of bpf_rbtree_left")
long rbtree_left_of_root_or_null(void *ctx)
{
	struct bpf_rb_node *node;

	bpf_spin_lock(&glock);
	node = bpf_rbtree_left(&groot, bpf_rbtree_root(&groot));
	bpf_spin_unlock(&glock);
	return node ? 1 : 0;
}

SEC("?tc")
__failure __msg("Possibly NULL pointer passed to arg#1 of bpf_rbtree_right")
long rbtree_right_of_new_or_null(void *ctx)
{
	struct bpf_rb_node *node;
	struct rb_elem *elem;

	elem = bpf_obj_new(typeof(*elem));
	bpf_spin_lock(&glock);
	node = bpf_rbtree_right(&groot, (void *)elem);
	bpf_spin_unlock(&glock);
	if (elem)
		bpf_obj_drop(elem);
	return node ? 1 : 0;
}

/* The error is written there. */
SEC("?syscall")
__failure __msg("Possibly NULL pointer passed to trusted arg2")
int crypto_ctx_without_error(void *ctx)
{
	struct bpf_crypto_params params = {};
	struct bpf_crypto_ctx *crypto;

	crypto = bpf_crypto_ctx_create(&params, sizeof(params), NULL);
	if (crypto)
		bpf_crypto_ctx_release(crypto);
	return 0;
}

SEC("?tc")
__failure __msg("arg#0 doesn't point to a type with bpf_refcount field")
long refcount_acquire_plain(void *ctx)
{
	struct plain *elem, *ref;

	elem = bpf_obj_new(typeof(*elem));
	if (!elem)
		return 1;
	ref = bpf_refcount_acquire(elem);
	bpf_obj_drop(elem);
	if (ref)
		bpf_obj_drop(ref);
	return 0;
}

/* One call for objects of several types, as each of these functions is verified where
 * it is called.
 */
static __noinline void *new_any(__u64 type_id)
{
	barrier_var(type_id);
	return (bpf_obj_new)(type_id);
}

static __noinline void drop_any(void *obj)
{
	bpf_obj_drop(obj);
}

static __noinline void *acquire_any(void *obj)
{
	return bpf_refcount_acquire(obj);
}

static __noinline int push_any(struct bpf_list_head *head, struct bpf_list_node *node)
{
	return bpf_list_push_front(head, node);
}

/* One of the sizes would be the size of both. */
SEC("?syscall")
__failure __msg("the same call of bpf_obj_new is reached with objects of different types")
int new_of_two_sizes(void *ctx)
{
	struct plain_big *big;
	struct plain *elem;

	big = new_any(bpf_core_type_id_local(struct plain_big));
	if (big)
		bpf_obj_drop(big);
	elem = new_any(bpf_core_type_id_local(struct plain));
	if (elem)
		bpf_obj_drop(elem);
	return 0;
}

/* These differ in what has to be freed, or is in them, and where that is. */
SEC("?syscall")
__failure __msg("the same call of bpf_obj_drop is reached with objects of different types")
int drop_of_two_types(void *ctx)
{
	struct list_elem *elem;
	struct plain *plain;

	elem = bpf_obj_new(typeof(*elem));
	if (elem)
		drop_any(elem);
	plain = bpf_obj_new(typeof(*plain));
	if (plain)
		drop_any(plain);
	return 0;
}

SEC("?syscall")
__failure
__msg("the same call of bpf_refcount_acquire is reached with objects of different types")
int acquire_of_two_types(void *ctx)
{
	struct list_elem_too *too, *too_ref;
	struct list_elem *elem, *ref;

	elem = bpf_obj_new(typeof(*elem));
	if (!elem)
		return 1;
	ref = acquire_any(elem);
	bpf_obj_drop(elem);
	if (ref)
		bpf_obj_drop(ref);
	too = bpf_obj_new(typeof(*too));
	if (!too)
		return 1;
	too_ref = acquire_any(too);
	bpf_obj_drop(too);
	if (too_ref)
		bpf_obj_drop(too_ref);
	return 0;
}

SEC("?tc")
__failure
__msg("the same call of bpf_list_push_front is reached with objects of different types")
long push_of_two_types(void *ctx)
{
	struct list_elem_too *too;
	struct list_elem *elem;

	elem = bpf_obj_new(typeof(*elem));
	if (!elem)
		return 1;
	bpf_spin_lock(&glock);
	push_any(&ghead, &elem->node);
	bpf_spin_unlock(&glock);
	too = bpf_obj_new(typeof(*too));
	if (!too)
		return 1;
	bpf_spin_lock(&glock);
	push_any(&ghead_too, &too->node);
	bpf_spin_unlock(&glock);
	return 0;
}

/* Of one size, and nothing in them that the kernel has to know. */
SEC("?syscall")
__success __retval(3)
int new_and_drop_of_like_types(void *ctx)
{
	struct plain_too *too;
	struct plain *elem;
	int ret = 0;

	elem = new_any(bpf_core_type_id_local(struct plain));
	if (elem) {
		ret |= 1;
		drop_any(elem);
	}
	too = new_any(bpf_core_type_id_local(struct plain_too));
	if (too) {
		ret |= 2;
		drop_any(too);
	}
	return ret;
}

SEC("?syscall")
__failure __msg("release kernel function bpf_cpumask_release expects refcounted PTR_TO_BTF_ID")
int release_memory(void *ctx)
{
	void *mem;

	mem = bpf_ringbuf_reserve(&ringbuf, 2048, 0);
	if (!mem)
		return 1;
	bpf_cpumask_release(mem);
	return 0;
}

SEC("?tp_btf/task_newtask")
__failure __msg("kernel function bpf_task_release args#0 expected pointer to STRUCT task_struct")
int BPF_PROG(release_with_offset, struct task_struct *task, u64 clone_flags)
{
	bpf_task_release((void *)task + 8);
	return 0;
}

/* A map is a map, also when the kernel hands it out: it is not known which one,
 * and the kfunc looks.
 */
SEC("?iter.s/bpf_map")
__success
int arena_of_kernel_map(struct bpf_iter__bpf_map *ctx)
{
	struct bpf_map *map = ctx->map;
	void *mine = &arena;

	/* a program with an arena */
	asm volatile ("" :: "r"(mine));
	if (map)
		bpf_arena_free_pages(map, NULL, 1);
	return 0;
}

SEC("?iter.s/task")
__failure __msg("kernel function bpf_arena_free_pages args#0 expected pointer to STRUCT bpf_map")
int arena_of_task(struct bpf_iter__task *ctx)
{
	struct task_struct *task = ctx->task;

	if (task)
		bpf_arena_free_pages(task, NULL, 1);
	return 0;
}

static __noinline int called(int a)
{
	asm volatile ("");
	return a + 1;
}

static int used_callback(__u32 i, void *ctx)
{
	return 1;
}

static int unused_callback(__u32 i, void *ctx)
{
	return 0;
}

/* The function is the last one of the program: its address was nowhere. */
SEC("?syscall")
__success __retval(3)
int unused_callback_last(void *ctx)
{
	int ret = called(2);
	void *func = unused_callback;

	asm volatile ("" :: "r"(func));
	return ret;
}

/* The function stands before another one, whose address it got. */
SEC("?syscall")
__success __retval(0)
int unused_callback_first(void *ctx)
{
	void *unused = unused_callback, *used;

	asm volatile ("" : "+r"(unused));
	used = used_callback;
	asm volatile ("" : "+r"(used));
	bpf_loop(1, used, NULL, 0);
	if (!unused)
		return 2;
	return unused == used;
}

const volatile bool never;

/* How a compiler makes one: the call is never reached, the load of the address
 * is.
 */
SEC("?syscall")
__success __retval(3)
int unused_callback_hoisted(void *ctx)
{
	int ret = called(2);
	void *func = unused_callback;

	asm volatile ("" : "+r"(func));
	if (never)
		bpf_loop(1, func, NULL, 0);
	return ret;
}

static int kfunc_callback(int a)
{
	return a;
}

SEC("?tc")
__failure
__msg("bpf_kfunc_call_test_callback is a callback, but the verifier doesn't know how")
long unknown_callback(void *ctx)
{
	return bpf_kfunc_call_test_callback(kfunc_callback, 1);
}

char _license[] SEC("license") = "GPL";
