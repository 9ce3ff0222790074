// SPDX-License-Identifier: GPL-2.0
/* Calls that are refused, whichever name the program uses. */
#include "bpf_experimental.h"
#include <bpf/bpf_helpers.h>
#include "bpf_misc.h"
#include "kfunc_messages.h"

struct elem {
	struct bpf_wq w;
};

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__type(key, int);
	__type(value, struct elem);
} array SEC(".maps");

static int callback(void *map, int *key, void *value)
{
	return 0;
}

static struct bpf_wq *find_wq(void)
{
	struct elem *elem;
	int key = 0;

	elem = bpf_map_lookup_elem(&array, &key);
	return elem ? &elem->w : NULL;
}

SEC("?syscall")
__failure __msg(MSG_ARG(1) " expected pointer to func")
long wrong_callback(void *ctx)
{
	struct bpf_wq *wq = find_wq();

	return wq ? bpf_wq_set_callback(wq, (void *)wq, 0) : 0;
}

SEC("?syscall")
__failure __msg(MSG_ARG(1) " expected pointer to func")
long wrong_callback_old(void *ctx)
{
	struct bpf_wq *wq = find_wq();

	return wq ? bpf_wq_set_callback_impl(wq, (void *)wq, 0, NULL) : 0;
}

SEC("?syscall")
__failure __msg(MSG_ARG_HASH(0) " doesn't point to a map value")
long wrong_wq(void *ctx)
{
	return bpf_wq_set_callback(ctx, callback, 0);
}

SEC("?syscall")
__failure
__msg("kernel function bpf_wq_set_callback is called by its other name bpf_wq_set_callback_impl")
__msg(": (85) call bpf_wq_set_callback#")
__msg(MSG_ARG_HASH(0) " doesn't point to a map value")
long wrong_wq_old(void *ctx)
{
	return bpf_wq_set_callback_impl(ctx, callback, 0, NULL);
}

/* An argument short: R3 is not set since the helper call. */
SEC("?syscall")
__failure __msg(MSG_R3_NOT_SET)
long missing_argument(void *ctx)
{
	struct bpf_wq *wq = find_wq();

	if (!wq)
		return 0;
	asm volatile ("call %[bpf_get_smp_processor_id];"
		      "r1 = %[wq];"
		      "r2 = %[cb];"
		      "call %[bpf_wq_set_callback];"
		      :: [wq]"r"(wq), [cb]"r"(callback), __imm(bpf_wq_set_callback),
			 __imm(bpf_get_smp_processor_id)
		      : __clobber_common);
	return 0;
}

/* The implicit register belongs to the call: nothing is left in it. */
SEC("?syscall")
__failure __msg("R4 !read_ok")
long implicit_register_after_call(void *ctx)
{
	struct bpf_wq *wq = find_wq();

	if (!wq)
		return 0;
	asm volatile ("r1 = %[wq];"
		      "r2 = %[cb];"
		      "r3 = 0;"
		      "r4 = 0;"
		      "call %[bpf_wq_set_callback];"
		      "r0 = r4;"
		      :: [wq]"r"(wq), [cb]"r"(callback), __imm(bpf_wq_set_callback)
		      : __clobber_common);
	return 0;
}

SEC("?socket")
__success __failure_unpriv
__msg_unpriv("kernel functions are allowed for CAP_BPF and CAP_SYS_ADMIN")
__naked int unprivileged(void)
{
	asm volatile ("r0 = 0;"
		      "if r0 == 0 goto 1f;"
		      "call %[bpf_wq_set_callback];"
		      "1: r0 = 0;"
		      "exit;"
		      :: __imm(bpf_wq_set_callback)
		      : __clobber_all);
}

SEC("?socket")
__success __failure_unpriv
__msg_unpriv("kernel functions are allowed for CAP_BPF and CAP_SYS_ADMIN")
__naked int unprivileged_old(void)
{
	asm volatile ("r0 = 0;"
		      "if r0 == 0 goto 1f;"
		      "call %[bpf_wq_set_callback_impl];"
		      "1: r0 = 0;"
		      "exit;"
		      :: __imm(bpf_wq_set_callback_impl)
		      : __clobber_all);
}

char _license[] SEC("license") = "GPL";
