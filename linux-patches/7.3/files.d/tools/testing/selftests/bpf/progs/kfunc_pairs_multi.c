// SPDX-License-Identifier: GPL-2.0
/* Programs that attach to many functions, among them kfuncs with implicit arguments. */
#include <vmlinux.h>
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>
#include <bpf/bpf_core_read.h>
#include "kfunc_pairs_callers.h"

struct seen {
	__u64 hits;
	__u64 nr_args;
	__u64 cookie;
	__u32 prog_id;
	__s32 ret;
};

struct seen entry, leave, session_entry, session_leave, entry_stream, entry_ids;
int my_pid;

/* The implicit argument is the last one. */
static __always_inline void look(void *ctx, struct seen *seen, bool is_return)
{
	struct bpf_prog_aux *aux;
	__u64 val;

	if (bpf_get_current_pid_tgid() >> 32 != my_pid)
		return;
	seen->hits++;
	seen->nr_args = bpf_get_func_arg_cnt(ctx);
	if (bpf_get_func_arg(ctx, seen->nr_args - 1, &val))
		return;
	aux = (struct bpf_prog_aux *)val;
	seen->prog_id = BPF_CORE_READ(aux, id);
	if (is_return && !bpf_get_func_ret(ctx, &val))
		seen->ret = val;
}

/* A pattern matches both names of a kfunc. */
SEC("fentry.multi/bpf_test_kfunc_pairs_trace:bpf_test_implicit_t*")
int at_entry(void *ctx)
{
	look(ctx, &entry, false);
	return 0;
}

SEC("fexit.multi/bpf_test_kfunc_pairs_trace:bpf_test_implicit_t*")
int at_exit(void *ctx)
{
	look(ctx, &leave, true);
	return 0;
}

SEC("fsession.multi/bpf_test_kfunc_pairs_trace:bpf_test_implicit_t*")
int in_session(void *ctx)
{
	if (bpf_session_is_return(ctx))
		look(ctx, &session_leave, true);
	else
		look(ctx, &session_entry, false);
	return 0;
}

/* of vmlinux */
SEC("fentry.multi/bpf_stream_vprintk*")
int at_entry_stream(void *ctx)
{
	look(ctx, &entry_stream, false);
	return 0;
}

SEC("fentry.multi")
int by_ids(void *ctx)
{
	look(ctx, &entry_ids, false);
	if (entry_ids.hits)
		entry_ids.cookie = bpf_get_attach_cookie(ctx);
	return 0;
}

char _license[] SEC("license") = "GPL";
