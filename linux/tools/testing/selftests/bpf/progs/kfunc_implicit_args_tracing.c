// SPDX-License-Identifier: GPL-2.0
/* Who traces a kfunc with an implicit argument sees the kernel function with
 * all that it gets, and attaches to that one function by either name.
 */
#include <vmlinux.h>
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>
#include <bpf/bpf_core_read.h>
#include "bpf_misc.h"

extern int bpf_test_implicit_traced(int a) __ksym;
extern int bpf_test_implicit_traced_impl(int a, void *aux__ign) __ksym;

struct seen {
	__u64 hits;
	__u64 nr_args;
	__u64 args[2];
	long beyond;	/* error of asking for one more argument */
	__u32 prog_id;
	__s32 ret;
};

struct seen entry, entry_impl, entry_sleepable, entry_wq;
struct seen leave, leave_impl, leave_sleepable;
struct seen modret, modret_impl, modret_sleepable;
int modret_val;
int my_pid;

static __always_inline bool look(void *ctx, struct seen *seen, struct bpf_prog_aux *aux)
{
	__u64 val;

	if (bpf_get_current_pid_tgid() >> 32 != my_pid)
		return false;
	seen->hits++;
	seen->nr_args = bpf_get_func_arg_cnt(ctx);
	bpf_get_func_arg(ctx, 0, &seen->args[0]);
	bpf_get_func_arg(ctx, seen->nr_args - 1, &seen->args[1]);
	seen->beyond = bpf_get_func_arg(ctx, seen->nr_args, &val);
	seen->prog_id = BPF_CORE_READ(aux, id);
	return true;
}

SEC("syscall")
int call_new(void *ctx)
{
	return bpf_test_implicit_traced(1000);
}

SEC("syscall")
int call_old(void *ctx)
{
	return bpf_test_implicit_traced_impl(1000, NULL);
}

SEC("fentry/bpf_test_implicit_traced")
int BPF_PROG(at_entry, int a, struct bpf_prog_aux *aux)
{
	look(ctx, &entry, aux);
	return 0;
}

SEC("fentry/bpf_test_implicit_traced_impl")
__success __log_level(2)
__msg("bpf_test_implicit_traced is attached to by its other name bpf_test_implicit_traced_impl")
int BPF_PROG(at_entry_impl, int a, struct bpf_prog_aux *aux)
{
	look(ctx, &entry_impl, aux);
	return 0;
}

SEC("fentry.s/bpf_test_implicit_traced_impl")
int BPF_PROG(at_entry_sleepable, int a, struct bpf_prog_aux *aux)
{
	look(ctx, &entry_sleepable, aux);
	return 0;
}

/* of vmlinux */
SEC("fentry/bpf_wq_set_callback_impl")
int BPF_PROG(at_entry_wq, struct bpf_wq *wq, void *cb, unsigned int flags,
	     struct bpf_prog_aux *aux)
{
	look(ctx, &entry_wq, aux);
	return 0;
}

static __always_inline void look_at_exit(void *ctx, struct seen *seen,
					 struct bpf_prog_aux *aux)
{
	__u64 ret;

	if (look(ctx, seen, aux) && !bpf_get_func_ret(ctx, &ret))
		seen->ret = ret;
}

SEC("fexit/bpf_test_implicit_traced")
int BPF_PROG(at_exit, int a, struct bpf_prog_aux *aux, int ret)
{
	look_at_exit(ctx, &leave, aux);
	return 0;
}

SEC("fexit/bpf_test_implicit_traced_impl")
int BPF_PROG(at_exit_impl, int a, struct bpf_prog_aux *aux, int ret)
{
	look_at_exit(ctx, &leave_impl, aux);
	return 0;
}

SEC("fexit.s/bpf_test_implicit_traced_impl")
int BPF_PROG(at_exit_sleepable, int a, struct bpf_prog_aux *aux, int ret)
{
	look_at_exit(ctx, &leave_sleepable, aux);
	return 0;
}

SEC("fmod_ret/bpf_test_implicit_traced")
int BPF_PROG(mod_ret, int a, struct bpf_prog_aux *aux, int ret)
{
	look(ctx, &modret, aux);
	return ret;
}

SEC("fmod_ret/bpf_test_implicit_traced_impl")
int BPF_PROG(mod_ret_impl, int a, struct bpf_prog_aux *aux, int ret)
{
	look(ctx, &modret_impl, aux);
	return ret;
}

SEC("fmod_ret.s/bpf_test_implicit_traced_impl")
int BPF_PROG(mod_ret_sleepable, int a, struct bpf_prog_aux *aux, int ret)
{
	return look(ctx, &modret_sleepable, aux) ? modret_val : ret;
}

/* What is refused is refused by either name, and called by the function's. */
SEC("?fentry.s/bpf_test_implicit_fast_impl")
__failure __msg("bpf_test_implicit_fast is not sleepable")
int BPF_PROG(not_sleepable, struct bpf_prog_aux *aux)
{
	return 0;
}

SEC("?fmod_ret/bpf_test_implicit_fast_impl")
__failure __msg("bpf_test_implicit_fast() is not modifiable")
int BPF_PROG(not_modifiable, struct bpf_prog_aux *aux)
{
	return 0;
}

/* The function has two arguments: ctx[2] is beyond them. */
SEC("?fentry/bpf_test_implicit_traced_impl")
__failure __msg("func 'bpf_test_implicit_traced' doesn't have 3-th argument")
int beyond_arguments(__u64 *ctx)
{
	return ctx[2];
}

char _license[] SEC("license") = "GPL";
