// SPDX-License-Identifier: GPL-2.0
/* Who traces a kfunc with an implicit argument attaches to one kernel function by
 * either name, and finds in ctx what the FUNC of that name has: the _impl FUNC has
 * the implicit argument. The helpers know all arguments.
 */
#include <vmlinux.h>
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>
#include <bpf/bpf_core_read.h>
#include "bpf_misc.h"
#include "kfunc_pairs_callers.h"

struct seen {
	__u64 hits;
	__u64 nr_args;
	__u64 args[2];
	__u64 ctx_arg;	/* the implicit one, by the _impl FUNC */
	long beyond;	/* error of asking for one more argument */
	__u32 prog_id;
	__s32 ret;
	__s32 ctx_ret;
};

struct seen entry, entry_impl, entry_sleepable, entry_wq;
struct seen leave, leave_impl, leave_sleepable;
struct seen leave_stream, leave_stream_sub, leave_stream_impl;
struct seen modret, modret_impl, modret_sleepable;
int modret_val;
int my_pid;

static __always_inline bool look(void *ctx, struct seen *seen)
{
	struct bpf_prog_aux *aux;
	__u64 val;

	if (bpf_get_current_pid_tgid() >> 32 != my_pid)
		return false;
	seen->hits++;
	seen->nr_args = bpf_get_func_arg_cnt(ctx);
	bpf_get_func_arg(ctx, 0, &seen->args[0]);
	bpf_get_func_arg(ctx, seen->nr_args - 1, &seen->args[1]);
	seen->beyond = bpf_get_func_arg(ctx, seen->nr_args, &val);
	aux = (struct bpf_prog_aux *)seen->args[1];
	seen->prog_id = BPF_CORE_READ(aux, id);
	return true;
}

static __always_inline bool look_impl(void *ctx, struct seen *seen, struct bpf_prog_aux *aux)
{
	if (!look(ctx, seen))
		return false;
	seen->ctx_arg = (unsigned long)aux;
	return true;
}

SEC("fentry/bpf_test_implicit_traced")
int BPF_PROG(at_entry, int a)
{
	look(ctx, &entry);
	return 0;
}

SEC("fentry/bpf_test_implicit_traced_impl")
__success __log_level(2)
__msg("bpf_test_implicit_traced is attached to by its other name bpf_test_implicit_traced_impl")
int BPF_PROG(at_entry_impl, int a, struct bpf_prog_aux *aux)
{
	look_impl(ctx, &entry_impl, aux);
	return 0;
}

SEC("fentry.s/bpf_test_implicit_traced_impl")
int BPF_PROG(at_entry_sleepable, int a, struct bpf_prog_aux *aux)
{
	look_impl(ctx, &entry_sleepable, aux);
	return 0;
}

/* of vmlinux */
SEC("fentry/bpf_wq_set_callback_impl")
int BPF_PROG(at_entry_wq, struct bpf_wq *wq, void *cb, unsigned int flags,
	     struct bpf_prog_aux *aux)
{
	look_impl(ctx, &entry_wq, aux);
	return 0;
}

static __always_inline void look_at_ret(void *ctx, struct seen *seen, int ctx_ret)
{
	__u64 ret;

	if (!bpf_get_func_ret(ctx, &ret))
		seen->ret = ret;
	seen->ctx_ret = ctx_ret;
}

SEC("fexit/bpf_test_implicit_traced")
int BPF_PROG(at_exit, int a, int ret)
{
	if (look(ctx, &leave))
		look_at_ret(ctx, &leave, ret);
	return 0;
}

/* has the prototype of the interface above */
SEC("fexit/bpf_fentry_test1")
int BPF_PROG(at_exit_plain, int a, int ret)
{
	return 0;
}

/* bpf_stream_vprintk() of vmlinux: of its FUNC's arguments, the return value is next */
SEC("fexit/bpf_stream_vprintk")
int at_exit_stream(__u64 *ctx)
{
	if (look(ctx, &leave_stream))
		look_at_ret(ctx, &leave_stream, ctx[4]);
	return 0;
}

/* in a subprogram as well */
static __noinline int ret_of(__u64 *ctx)
{
	return ctx[4];
}

SEC("fexit/bpf_stream_vprintk")
int at_exit_stream_sub(__u64 *ctx)
{
	if (look(ctx, &leave_stream_sub))
		look_at_ret(ctx, &leave_stream_sub, ret_of(ctx));
	return 0;
}

SEC("fexit/bpf_stream_vprintk_impl")
int at_exit_stream_impl(__u64 *ctx)
{
	if (look_impl(ctx, &leave_stream_impl, (void *)ctx[4]))
		look_at_ret(ctx, &leave_stream_impl, ctx[5]);
	return 0;
}

SEC("fexit/bpf_test_implicit_traced_impl")
int BPF_PROG(at_exit_impl, int a, struct bpf_prog_aux *aux, int ret)
{
	if (look_impl(ctx, &leave_impl, aux))
		look_at_ret(ctx, &leave_impl, ret);
	return 0;
}

SEC("fexit.s/bpf_test_implicit_traced_impl")
int BPF_PROG(at_exit_sleepable, int a, struct bpf_prog_aux *aux, int ret)
{
	if (look_impl(ctx, &leave_sleepable, aux))
		look_at_ret(ctx, &leave_sleepable, ret);
	return 0;
}

SEC("fmod_ret/bpf_test_implicit_traced")
int BPF_PROG(mod_ret, int a, int ret)
{
	if (look(ctx, &modret))
		modret.ctx_ret = ret;
	return ret;
}

SEC("fmod_ret/bpf_test_implicit_traced_impl")
int BPF_PROG(mod_ret_impl, int a, struct bpf_prog_aux *aux, int ret)
{
	if (look_impl(ctx, &modret_impl, aux))
		modret_impl.ctx_ret = ret;
	return ret;
}

SEC("fmod_ret.s/bpf_test_implicit_traced_impl")
int BPF_PROG(mod_ret_sleepable, int a, struct bpf_prog_aux *aux, int ret)
{
	return look_impl(ctx, &modret_sleepable, aux) ? modret_val : ret;
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

/* The interface has one argument. The implicit one is not the return value. */
SEC("?fentry/bpf_test_implicit_traced")
__failure __msg("func 'bpf_test_implicit_traced' doesn't have 2-th argument")
int beyond_interface(__u64 *ctx)
{
	return ctx[1];
}

SEC("?fexit/bpf_test_implicit_traced")
__failure __msg("func 'bpf_test_implicit_traced' doesn't have 3-th argument")
int beyond_return_value(__u64 *ctx)
{
	return ctx[2];
}

SEC("?fmod_ret/bpf_test_implicit_traced")
__failure __msg("func 'bpf_test_implicit_traced' doesn't have 3-th argument")
int mod_beyond_return_value(__u64 *ctx)
{
	return ctx[2];
}

/* The function has two arguments: ctx[2] is beyond them. */
SEC("?fentry/bpf_test_implicit_traced_impl")
__failure __msg("func 'bpf_test_implicit_traced' doesn't have 3-th argument")
int beyond_arguments(__u64 *ctx)
{
	return ctx[2];
}

char _license[] SEC("license") = "GPL";
