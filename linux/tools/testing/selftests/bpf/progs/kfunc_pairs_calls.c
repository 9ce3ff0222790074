// SPDX-License-Identifier: GPL-2.0
/* Kinds of programs, and places in them, that call a kfunc with an implicit
 * argument: the kernel function gets the program that was loaded.
 */
#define BPF_NO_KFUNC_PROTOTYPES
#include <vmlinux.h>
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>
#include "bpf_misc.h"

#define __exception_cb(name) __attribute__((btf_decl_tag("exception_callback:" #name)))

extern void bpf_throw(u64 cookie) __ksym;
extern int bpf_wq_init(struct bpf_wq *wq, void *p__map, unsigned int flags) __ksym;
extern int bpf_wq_start(struct bpf_wq *wq, unsigned int flags) __ksym;
extern int bpf_wq_set_callback(struct bpf_wq *wq,
			       int (callback_fn)(void *map, int *key, void *value),
			       unsigned int flags) __ksym;

extern __u32 bpf_test_implicit_prog_id(void) __weak __ksym;
extern __u32 bpf_test_implicit_prog_id_impl(void *aux__ign) __weak __ksym;
extern __u32 bpf_test_implicit_fast(void) __ksym;
extern __u32 bpf_test_implicit_fast_impl(void *aux__ign) __ksym;

static __always_inline int same_id(__u32 id)
{
	return bpf_test_implicit_prog_id_impl(NULL) == id ? id : -1;
}

SEC("tc")
int from_tc(struct __sk_buff *skb)
{
	return same_id(bpf_test_implicit_prog_id());
}

SEC("xdp")
int from_xdp(struct xdp_md *xdp)
{
	return same_id(bpf_test_implicit_prog_id());
}

SEC("raw_tp")
int from_raw_tp(void *ctx)
{
	return same_id(bpf_test_implicit_prog_id());
}

SEC("syscall")
int from_syscall(void *ctx)
{
	return same_id(bpf_test_implicit_prog_id());
}

SEC("struct_ops/test_1")
int BPF_PROG(from_struct_ops, struct bpf_dummy_ops_state *state)
{
	return same_id(bpf_test_implicit_prog_id());
}

SEC("struct_ops.s/test_sleepable")
int BPF_PROG(from_struct_ops_sleepable, struct bpf_dummy_ops_state *state)
{
	return same_id(bpf_test_implicit_prog_id());
}

SEC(".struct_ops")
struct bpf_dummy_ops dummy = {
	.test_1 = (void *)from_struct_ops,
	.test_sleepable = (void *)from_struct_ops_sleepable,
};

/* Global, for an extension to replace. */
__noinline int replaceable(int x)
{
	return x > 0 ? same_id(bpf_test_implicit_prog_id()) : 0;
}

SEC("tc")
int from_global_subprog(struct __sk_buff *skb)
{
	return replaceable(1);
}

static __noinline int static_subprog_old(void)
{
	return bpf_test_implicit_prog_id_impl(NULL);
}

SEC("tc")
int from_static_subprog_old(struct __sk_buff *skb)
{
	return static_subprog_old();
}

static long loop_callback_old(__u32 i, int *id)
{
	*id = same_id(bpf_test_implicit_prog_id());
	return 0;
}

SEC("tc")
int from_callback_old(struct __sk_buff *skb)
{
	int id = 0;

	bpf_loop(2, loop_callback_old, &id, 0);
	return id;
}

struct elem {
	struct bpf_wq w;
};

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__type(key, int);
	__type(value, struct elem);
} array SEC(".maps");

int wq_id;

/* The callback of a kfunc that has an implicit argument itself. */
static int wq_callback(void *map, int *key, void *value)
{
	__sync_val_compare_and_swap(&wq_id, 0, same_id(bpf_test_implicit_prog_id()));
	return 0;
}

SEC("syscall")
int from_async_callback(void *ctx)
{
	struct elem *elem;
	int key = 0;

	elem = bpf_map_lookup_elem(&array, &key);
	if (!elem || bpf_wq_init(&elem->w, &array, 0) ||
	    bpf_wq_set_callback(&elem->w, wq_callback, 0) || bpf_wq_start(&elem->w, 0))
		return -1;
	return same_id(bpf_test_implicit_prog_id());
}

/* Exceptions unwind frames that have made such calls, with what these returned. */
static __noinline int throw_in_subprog(void)
{
	__u32 id = bpf_test_implicit_prog_id();

	if (id)
		bpf_throw(same_id(id));
	return 0;
}

SEC("tc")
int from_exception(struct __sk_buff *skb)
{
	if (bpf_test_implicit_prog_id_impl(NULL))
		throw_in_subprog();
	return bpf_test_implicit_prog_id() ? -2 : -3;
}

__noinline int exception_cb(u64 cookie)
{
	return cookie == 42 ? same_id(bpf_test_implicit_prog_id()) : -2;
}

SEC("tc")
__exception_cb(exception_cb)
int from_exception_callback(struct __sk_buff *skb)
{
	if (bpf_test_implicit_prog_id())
		bpf_throw(42);
	return -3;
}

struct {
	__uint(type, BPF_MAP_TYPE_PROG_ARRAY);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, __u32);
} jmp_table SEC(".maps");

int tail_caller_id;

SEC("tc")
int tail_caller(struct __sk_buff *skb)
{
	tail_caller_id = same_id(bpf_test_implicit_prog_id());
	bpf_tail_call_static(skb, &jmp_table, 0);
	return -2;
}

SEC("tc")
int tail_callee(struct __sk_buff *skb)
{
	return same_id(bpf_test_implicit_prog_id());
}

/* Both names have one address, that of the only symbol. */
SEC("tc")
int from_ksym_exists(struct __sk_buff *skb)
{
	void *new, *old;

	if (!bpf_ksym_exists(bpf_test_implicit_prog_id) ||
	    !bpf_ksym_exists(bpf_test_implicit_prog_id_impl))
		return -2;

	asm volatile ("%[new] = %[bpf_test_implicit_prog_id] ll;"
		      "%[old] = %[bpf_test_implicit_prog_id_impl] ll;"
		      : [new]"=r"(new), [old]"=r"(old)
		      : __imm_addr(bpf_test_implicit_prog_id),
			__imm_addr(bpf_test_implicit_prog_id_impl));
	return new == old ? same_id(bpf_test_implicit_prog_id()) : -3;
}

/* Loading the implicit argument overwrites R1, which the program believes to be
 * preserved by a bpf_fastcall function: its spill and fill have to stay.
 */
SEC("tc")
__xlated("{{[0-9]+}}: r1 = 1")
__xlated("{{[0-9]+}}: *(u64 *)(r10 -8) = r1")
__xlated("{{[0-9]+}}: r1 = 0x")
__xlated("{{[0-9]+}}: call kernel-function")
__xlated("{{[0-9]+}}: r1 = *(u64 *)(r10 -8)")
__success
__naked int from_fastcall(void)
{
	asm volatile ("r1 = 1;"
		      "*(u64 *)(r10 - 8) = r1;"
		      "call %[bpf_test_implicit_fast];"
		      "r1 = *(u64 *)(r10 - 8);"
		      "r0 *= r1;"
		      "exit;"
		      :: __imm(bpf_test_implicit_fast)
		      : __clobber_all);
}

SEC("tc")
__xlated("{{[0-9]+}}: *(u64 *)(r10 -8) = r2")
__xlated("{{[0-9]+}}: r1 = 0x")
__xlated("{{[0-9]+}}: call kernel-function")
__xlated("{{[0-9]+}}: r2 = *(u64 *)(r10 -8)")
__success
__naked int from_fastcall_old(void)
{
	asm volatile ("r1 = 0;"
		      "r2 = 1;"
		      "*(u64 *)(r10 - 8) = r2;"
		      "call %[bpf_test_implicit_fast_impl];"
		      "r2 = *(u64 *)(r10 - 8);"
		      "r0 *= r2;"
		      "exit;"
		      :: __imm(bpf_test_implicit_fast_impl)
		      : __clobber_all);
}

/* BTF for what only inline assembly calls */
void __kfunc_btf_root(void)
{
	bpf_test_implicit_fast();
	bpf_test_implicit_fast_impl(NULL);
}

/* The log has the function's name, and says what else it was called. */
SEC("?tc")
__failure
__msg("bpf_test_implicit_prog_id is called by its other name bpf_test_implicit_prog_id_impl")
__msg(": (85) call bpf_test_implicit_prog_id#")
__msg("R1 !read_ok")
__naked int log_old(void)
{
	asm volatile ("r1 = 0;"
		      "call %[bpf_test_implicit_prog_id_impl];"
		      "r0 = r1;"
		      "exit;"
		      :: __imm(bpf_test_implicit_prog_id_impl)
		      : __clobber_all);
}

char _license[] SEC("license") = "GPL";
