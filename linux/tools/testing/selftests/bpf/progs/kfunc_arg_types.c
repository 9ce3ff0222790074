// SPDX-License-Identifier: GPL-2.0
/* Arguments of kfuncs that the verifier has to look at before it reads what a
 * register of the right type would say, or before the kfunc reads address 0. And
 * what it writes into an instruction, which has to fit all paths there.
 */
#include <vmlinux.h>
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>
#include <bpf/bpf_core_read.h>
#include "bpf_arena_common.h"
#include "bpf_misc.h"
#include "bpf_experimental.h"
#include "kfunc_messages.h"
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

struct percpu_elem {
	struct plain __percpu_kptr *plain;
};

struct ptr_elem {
	struct plain __kptr *plain;
};

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__type(key, int);
	__type(value, struct percpu_elem);
} percpu_elems SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__type(key, int);
	__type(value, struct ptr_elem);
} ptr_elems SEC(".maps");

extern const int bpf_prog_active __ksym;
extern void bpf_cpumask_release(struct bpf_cpumask *cpumask) __ksym __weak;
extern struct bpf_crypto_ctx *
bpf_crypto_ctx_create(const struct bpf_crypto_params *params, u32 params__sz,
		      int *err) __ksym __weak;
extern void bpf_crypto_ctx_release(struct bpf_crypto_ctx *ctx) __ksym __weak;
extern void bpf_task_release(struct task_struct *p) __ksym __weak;

/* With an empty tree this is NULL. */
SEC("?tc")
__failure __msg(MSG_NULL_NODE(1))
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
__failure __msg(MSG_NULL_NODE(1))
long rbtree_left_of_root_or_null(void *ctx)
{
	struct bpf_rb_node *node;

	bpf_spin_lock(&glock);
	node = bpf_rbtree_left(&groot, bpf_rbtree_root(&groot));
	bpf_spin_unlock(&glock);
	return node ? 1 : 0;
}

SEC("?tc")
__failure __msg(MSG_NULL_NODE(1))
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
__failure __msg("Possibly NULL pointer passed to trusted " MSG_ARG(2))
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
__failure __msg(MSG_ARG_HASH(0) " doesn't point to a type with bpf_refcount field")
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

static __noinline void *this_cpu_of_any(void *percpu)
{
	return bpf_this_cpu_ptr(percpu);
}

/* The one is a percpu pointer, the other a pointer to one. */
SEC("?tc")
__failure
__msg("the same call of bpf_this_cpu_ptr is reached with percpu objects of program and kernel")
long this_cpu_of_both_kinds(void *ctx)
{
	struct percpu_elem *elem;
	long *active, *plain;
	int key = 0;

	active = this_cpu_of_any((void *)&bpf_prog_active);
	if (!active)
		return 1;
	elem = bpf_map_lookup_elem(&percpu_elems, &key);
	if (!elem || !elem->plain)
		return 2;
	plain = this_cpu_of_any((void *)elem->plain);
	return plain ? 0 : 3;
}

SEC("?tc")
__failure
__msg("the same call of bpf_this_cpu_ptr is reached with percpu objects of program and kernel")
long this_cpu_of_both_kinds_swapped(void *ctx)
{
	struct percpu_elem *elem;
	int key = 0;

	elem = bpf_map_lookup_elem(&percpu_elems, &key);
	if (!elem || !elem->plain)
		return 1;
	if (!this_cpu_of_any((void *)elem->plain))
		return 2;
	return this_cpu_of_any((void *)&bpf_prog_active) ? 0 : 3;
}

/* volatile: the compiler would move the load to the callers */
static __noinline __u64 load_any(const void *ptr)
{
	return *(const volatile __u64 *)ptr;
}

/* The load of the first has to survive the fault of the second, and gets 0 then. */
static __always_inline int load_of_memory_and(const void *invalid)
{
	__u64 *mem, ret;

	mem = bpf_ringbuf_reserve(&ringbuf, sizeof(*mem), 0);
	if (!mem)
		return 1;
	*mem = 0;
	ret = load_any(mem);
	bpf_ringbuf_discard(mem, 0);
	ret |= load_any(invalid);
	return !!ret;
}

SEC("?syscall")
__success __retval(0)
int load_of_memory_and_object(void *ctx)
{
	return load_of_memory_and(bpf_core_cast((void *)8, struct task_struct));
}

SEC("?syscall")
__success __retval(0)
int load_of_object_and_memory(void *ctx)
{
	__u64 ret = load_any(bpf_core_cast((void *)8, struct task_struct));

	return ret ? 2 : load_of_memory_and((void *)bpf_core_cast((void *)8, struct task_struct));
}

SEC("?syscall")
__success __retval(0)
int load_of_memory_and_anywhere(void *ctx)
{
	return load_of_memory_and(bpf_rdonly_cast((void *)8, 0));
}

#ifdef CAN_USE_LOAD_ACQ_STORE_REL

/* No fault handler is for a load-acquire. */
SEC("?syscall")
__failure __msg("BPF_ATOMIC loads from R1 rdonly_untrusted_mem is not allowed")
int acquire_of_anywhere(void *ctx)
{
	void *anywhere = bpf_rdonly_cast((void *)8, 0);

	/* r2 = load_acquire((u64 *)(r1 + 0)) */
	asm volatile ("r1 = %[anywhere]; .8byte 0x100000012db"
		      :: [anywhere] "r"(anywhere) : "r1", "r2");
	return 0;
}

SEC("?syscall")
__failure __msg("BPF_ATOMIC loads from R1 untrusted_ptr_ is not allowed")
int acquire_of_object(void *ctx)
{
	void *task = bpf_core_cast((void *)8, struct task_struct);

	/* r2 = load_acquire((u64 *)(r1 + 0)) */
	asm volatile ("r1 = %[task]; .8byte 0x100000012db"
		      :: [task] "r"(task) : "r1", "r2");
	return 0;
}

/* The register is a number afterwards. */
SEC("?syscall")
__failure __msg("BPF_ATOMIC loads from R1 ctx is not allowed")
__naked int acquire_into_itself(void)
{
	/* r1 = load_acquire((u64 *)(r1 + 0)) */
	asm volatile (".8byte 0x100000011db; r0 = 0; exit" ::: __clobber_all);
}

#endif

/* Not the number: that would be an offset. */
SEC("?syscall")
__failure __msg("pointer += pointer prohibited")
int number_plus_anywhere(void *ctx)
{
	void *anywhere = bpf_rdonly_cast((void *)8, 0);
	__u64 val = 0;

	asm volatile ("r1 = 8; r1 += %[anywhere]; r2 = %[val]; r2 += r1;"
		      :: [anywhere] "r"(anywhere), [val] "r"(&val) : "r1", "r2");
	return 0;
}

/* That the address is used makes it a program with an arena. */
static __always_inline __u64 arena_pointer(void)
{
	void *mine = &arena;
	__u64 ptr = 0;

	asm volatile ("" :: "r"(mine));
	bpf_addr_space_cast(ptr, 0, 1);
	return ptr;
}

static __noinline void add_to_any(__u64 val)
{
	asm volatile ("%[val] += 8" : [val] "+r"(val));
}

/* 32 bits of the one are added to, 64 of the other. */
SEC("?syscall")
__failure __msg("same insn cannot be used with and without arena pointer")
int add_to_arena_and_number(void *ctx)
{
	add_to_any(arena_pointer());
	add_to_any(bpf_get_prandom_u32());
	return 0;
}

SEC("?syscall")
__failure __msg("same insn cannot be used with and without arena pointer")
int add_to_number_and_arena(void *ctx)
{
	add_to_any(bpf_get_prandom_u32());
	add_to_any(arena_pointer());
	return 0;
}

/* The second path is pruned. Without zero-extension the upper half is random. */
SEC("?syscall")
__success __retval(0) __flag(BPF_F_TEST_STATE_FREQ)
__naked int zext_on_pruned_path(void)
{
	asm volatile ("call %[bpf_ktime_get_ns];"
		      "if r0 != 0 goto l0_%=;"
		      "w7 = 1;"
		      "goto l1_%=;"
		      "l0_%=: w7 = 1;"
		      "l1_%=: r0 = r7;"
		      "r0 >>= 32;"
		      "exit;"
		      :: __imm(bpf_ktime_get_ns)
		      : __clobber_all);
}

/* It is a kernel pointer like others: no lock protects it. */
SEC("?tc")
__success __log_level(2) __not_msg("verifier bug") __retval(0)
long list_node_of_module(void *ctx)
{
	return bpf_kfunc_call_test_list_node() ? 1 : 0;
}

SEC("?syscall")
__failure __msg(MSG_NO_REFERENCE("bpf_cpumask_release"))
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
__failure __msg(MSG_RELEASE_WITH_OFFSET("bpf_task_release"))
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
__failure __msg("kernel function bpf_arena_free_pages " MSG_ARGS_HASH(0)
		" expected pointer to STRUCT bpf_map")
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

/* It is not inlined: that would call a function that was removed. As long as another one
 * is left, functions are compiled one by one.
 */
SEC("?syscall")
__success __retval(0)
int loop_of_nothing(void *ctx)
{
	int ret = called(2);

	return bpf_loop(0, unused_callback, NULL, 0) ?: ret - 3;
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

SEC("?tc")
__failure __msg("Possibly NULL pointer passed to helper ")
long xchg_of_object_or_null(void *ctx)
{
	struct ptr_elem *elem;
	struct plain *plain;
	int key = 0;

	elem = bpf_map_lookup_elem(&ptr_elems, &key);
	if (!elem)
		return 1;
	plain = bpf_kptr_xchg(&elem->plain, bpf_obj_new(typeof(*plain)));
	if (plain)
		bpf_obj_drop(plain);
	return 0;
}

SEC("?tc")
__failure __msg("Possibly NULL pointer passed to helper ")
long xchg_of_percpu_object_or_null(void *ctx)
{
	struct plain __percpu_kptr *plain;
	struct percpu_elem *elem;
	int key = 0;

	elem = bpf_map_lookup_elem(&percpu_elems, &key);
	if (!elem)
		return 1;
	plain = bpf_kptr_xchg(&elem->plain, bpf_percpu_obj_new(struct plain));
	if (plain)
		bpf_percpu_obj_drop(plain);
	return 0;
}

/* Has the compiler describe what assembly calls. */
static __used void kfunc_btf_root(void)
{
	bpf_dynptr_slice(NULL, 0, NULL, 0);
}

/* A pointer is no size, whether there is memory or not. */
SEC("?tc")
__failure __msg(MSG_SIZE_NO_SCALAR)
long pointer_for_size(struct __sk_buff *ctx)
{
	struct bpf_dynptr ptr;

	bpf_dynptr_from_skb(ctx, 0, &ptr);
	asm volatile ("r1 = %[ptr];"
		      "r2 = 0;"
		      "r3 = 0;"
		      "r4 = r1;"
		      "call %[bpf_dynptr_slice];"
		      :
		      : [ptr]"r"(&ptr), __imm(bpf_dynptr_slice)
		      : __clobber_common);
	return 0;
}

SEC("?tc")
__failure __msg(MSG_SIZE_NO_SCALAR)
long pointer_for_size_of_memory(struct __sk_buff *ctx)
{
	struct bpf_dynptr ptr;
	__u64 mem = 0;

	bpf_dynptr_from_skb(ctx, 0, &ptr);
	asm volatile ("r1 = %[ptr];"
		      "r2 = 0;"
		      "r3 = %[mem];"
		      "r4 = r3;"
		      "call %[bpf_dynptr_slice];"
		      :
		      : [ptr]"r"(&ptr), [mem]"r"(&mem), __imm(bpf_dynptr_slice)
		      : __clobber_common);
	return 0;
}

char _license[] SEC("license") = "GPL";
