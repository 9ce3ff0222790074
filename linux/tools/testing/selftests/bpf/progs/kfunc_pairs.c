// SPDX-License-Identifier: GPL-2.0
/* bpf_wq_set_callback() has an implicit argument: both of its names work, and
 * hand the kernel the calling program whatever the program left in R4.
 */
#include "bpf_experimental.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>
#include <bpf/bpf_core_read.h>
#include "bpf_misc.h"

struct elem {
	struct bpf_wq w;
};

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__type(key, int);
	__type(value, struct elem);
} array SEC(".maps");

int my_pid;
int callbacks;		/* runs of the callback */
__u32 seen_prog_id;	/* what the kernel function got, and... */
long seen_retval;	/* ...what it returned */
__u32 exit_prog_id;
__u64 nr_args;

static int callback(void *map, int *key, void *value)
{
	__sync_fetch_and_add(&callbacks, 1);
	return 0;
}

static struct bpf_wq *init_wq(void)
{
	struct elem *elem;
	int key = 0;

	elem = bpf_map_lookup_elem(&array, &key);
	if (!elem)
		return NULL;
	bpf_wq_init(&elem->w, &array, 0); /* once is enough */
	return &elem->w;
}

SEC("syscall")
long new_spelling(void *ctx)
{
	struct bpf_wq *wq = init_wq();

	if (!wq || bpf_wq_set_callback(wq, callback, 0))
		return 1;
	return bpf_wq_start(wq, 0);
}

SEC("syscall")
long old_spelling(void *ctx)
{
	struct bpf_wq *wq = init_wq();

	if (!wq || bpf_wq_set_callback_impl(wq, callback, 0, NULL))
		return 1;
	return bpf_wq_start(wq, 0);
}

SEC("syscall")
long both_spellings(void *ctx)
{
	struct bpf_wq *wq = init_wq();

	if (!wq || bpf_wq_set_callback_impl(wq, callback, 0, NULL) ||
	    bpf_wq_set_callback(wq, callback, 0))
		return 1;
	return bpf_wq_start(wq, 0);
}

#define set_callback_with_junk(name, wq, junk)					\
({										\
	long ret;								\
										\
	asm volatile ("r1 = %[_wq];"						\
		      "r2 = %[_cb];"						\
		      "r3 = 0;"							\
		      junk							\
		      "call %[" #name "];"					\
		      "%[_ret] = r0;"						\
		      : [_ret]"=r"(ret)						\
		      : [_wq]"r"(wq), [_cb]"r"(callback), __imm(name)		\
		      : __clobber_common);					\
	ret;									\
})

SEC("syscall")
long new_spelling_junk(void *ctx)
{
	struct bpf_wq *wq = init_wq();

	if (!wq || set_callback_with_junk(bpf_wq_set_callback, wq, "r4 = 0xbad1dea ll;"))
		return 1;
	return bpf_wq_start(wq, 0);
}

SEC("syscall")
long old_spelling_junk(void *ctx)
{
	struct bpf_wq *wq = init_wq();

	if (!wq || set_callback_with_junk(bpf_wq_set_callback_impl, wq, "r4 = 0xbad1dea ll;"))
		return 1;
	return bpf_wq_start(wq, 0);
}

/* A pointer of the program's own is no better than a number. */
SEC("syscall")
long new_spelling_own_pointer(void *ctx)
{
	struct bpf_wq *wq = init_wq();

	if (!wq || set_callback_with_junk(bpf_wq_set_callback, wq, "r4 = r10;"))
		return 1;
	return bpf_wq_start(wq, 0);
}

SEC("?syscall")
long ksym_exists(void *ctx)
{
	struct bpf_wq *wq = init_wq();
	long ret;

	if (!wq || !bpf_ksym_exists(bpf_wq_set_callback) ||
	    !bpf_ksym_exists(bpf_wq_set_callback_impl))
		return 1;

	/* how one object serves old and new kernels */
	if (bpf_ksym_exists(bpf_wq_set_callback))
		ret = bpf_wq_set_callback(wq, callback, 0);
	else
		ret = bpf_wq_set_callback_impl(wq, callback, 0, NULL);
	return ret ?: bpf_wq_start(wq, 0);
}

/* wq is no valid argument, but the verifier knows that nobody gets there */
const volatile bool never;

SEC("?syscall")
long dead_code(void *ctx)
{
	struct bpf_wq *wq = init_wq();

	if (!wq)
		return 1;
	if (never) {
		bpf_wq_set_callback(ctx, callback, 0);
		bpf_wq_set_callback_impl(ctx, callback, 0, NULL);
	}
	if (bpf_wq_set_callback(wq, callback, 0))
		return 1;
	return bpf_wq_start(wq, 0);
}

/* The trampoline saves and restores the implicit argument, so what it shows is
 * what the kernel function gets.
 */
SEC("fentry/bpf_wq_set_callback_impl")
int BPF_PROG(at_entry, struct bpf_wq *wq, void *cb, unsigned int flags,
	     struct bpf_prog_aux *aux)
{
	if (bpf_get_current_pid_tgid() >> 32 != my_pid)
		return 0;
	seen_prog_id = BPF_CORE_READ(aux, id);
	nr_args = bpf_get_func_arg_cnt(ctx);
	return 0;
}

SEC("fexit/bpf_wq_set_callback_impl")
int BPF_PROG(at_exit, struct bpf_wq *wq, void *cb, unsigned int flags,
	     struct bpf_prog_aux *aux, long ret)
{
	if (bpf_get_current_pid_tgid() >> 32 != my_pid)
		return 0;
	exit_prog_id = BPF_CORE_READ(aux, id);
	seen_retval = (int)ret;
	return 0;
}

char _license[] SEC("license") = "GPL";
