// SPDX-License-Identifier: GPL-2.0
/* Callers of kfuncs that modules override. What vmlinux' own bodies return is
 * small, what a module's does is 100 * its number and more.
 */
#include <vmlinux.h>
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_core_read.h>
#include <bpf/bpf_tracing.h>
#include "../test_kmods/bpf_testmod.h"
#include "bpf_misc.h"

extern int bpf_strlen(const char *s__ign) __ksym;
extern int bpf_strnlen(const char *s__ign, size_t count) __ksym;
extern int bpf_strcmp(const char *s1__ign, const char *s2__ign) __ksym;
extern int bpf_strcasecmp(const char *s1__ign, const char *s2__ign) __ksym;
extern int bpf_strchr(const char *s__ign, char c) __ksym;
extern int bpf_strchrnul(const char *s__ign, char c) __ksym;
extern int bpf_strnchr(const char *s__ign, size_t count, char c) __ksym;
extern int bpf_strrchr(const char *s__ign, int c) __ksym;
extern int bpf_strspn(const char *s__ign, const char *accept__ign) __ksym;
extern int bpf_strcspn(const char *s__ign, const char *reject__ign) __ksym;
extern int bpf_strstr(const char *s1__ign, const char *s2__ign) __ksym;
extern int bpf_strnstr(const char *s1__ign, const char *s2__ign, size_t len) __ksym;
extern struct bpf_cpumask *bpf_cpumask_create(void) __ksym;
extern void bpf_cpumask_release(struct bpf_cpumask *cpumask) __ksym;
extern u32 bpf_cpumask_weight(const struct cpumask *cpumask) __ksym;

static const char str[] = "abc";
const volatile bool never;
int seen;
__u32 seen_aux_id;

struct {
	__uint(type, BPF_MAP_TYPE_PROG_ARRAY);
	__uint(max_entries, 1);
	__type(key, int);
	__type(value, int);
} tail_calls SEC(".maps");

SEC("?syscall")
int call_strlen(void *ctx)
{
	return bpf_strlen(str);
}

SEC("?xdp")
int call_strlen_xdp(struct xdp_md *ctx)
{
	return bpf_strlen(str);
}

SEC("?tc")
int call_strlen_tc(struct __sk_buff *ctx)
{
	return bpf_strlen(str);
}

SEC("?sk_lookup")
int call_strlen_sk_lookup(struct bpf_sk_lookup *ctx)
{
	return bpf_strlen(str) ? SK_PASS : SK_DROP;
}

SEC("?syscall")
int call_strnlen(void *ctx)
{
	return bpf_strnlen(str, 2);
}

SEC("?xdp")
int call_strnlen_xdp(struct xdp_md *ctx)
{
	return bpf_strnlen(str, 2);
}

SEC("?tc")
int call_strnlen_tc(struct __sk_buff *ctx)
{
	return bpf_strnlen(str, 2);
}

SEC("?syscall")
int call_strcmp(void *ctx)
{
	return bpf_strcmp(str, str);
}

/* The verifier removes one of the calls. */
SEC("?syscall")
int call_dead(void *ctx)
{
	return never ? bpf_strlen(str) : bpf_strnlen(str, 2);
}

static __noinline int subprog(int count)
{
	return bpf_strnlen(str, count) + bpf_strlen(str);
}

/* An overridden kfunc and one that is not, from more than one place. */
SEC("?syscall")
int call_many(void *ctx)
{
	return bpf_strlen(str) + subprog(1) + subprog(2) + bpf_strcmp(str, str);
}

/* More of them than the kernel has room for at first. */
SEC("?syscall")
int call_strings(void *ctx)
{
	return bpf_strlen(str) + bpf_strnlen(str, 2) + bpf_strcmp(str, str) +
	       bpf_strcasecmp(str, str) + bpf_strchr(str, 'a') + bpf_strchrnul(str, 'a') +
	       bpf_strnchr(str, 3, 'a') + bpf_strrchr(str, 'a') + bpf_strspn(str, str) +
	       bpf_strcspn(str, str) + bpf_strstr(str, str) + bpf_strnstr(str, str, 3);
}

SEC("?syscall")
int call_cpumask(void *ctx)
{
	struct bpf_cpumask *mask;
	int ret;

	mask = bpf_cpumask_create();
	if (!mask)
		return -1;
	ret = bpf_cpumask_weight((const struct cpumask *)mask);
	bpf_cpumask_release(mask);
	return ret;
}

/* The two names of a kfunc with an implicit argument. */
SEC("?syscall")
int call_implicit(void *ctx)
{
	const __u64 args[] = { 1 };

	return bpf_stream_vprintk(BPF_STDOUT, "%d", args, sizeof(args));
}

SEC("?syscall")
int call_implicit_impl(void *ctx)
{
	const __u64 args[] = { 1 };

	return bpf_stream_vprintk_impl(BPF_STDOUT, "%d", args, sizeof(args), NULL);
}

/* What attaches to the body which a module has for it. */
static int trace_exit(void *ctx)
{
	struct bpf_prog_aux *aux;
	__u64 arg, ret;

	if (bpf_get_func_arg_cnt(ctx) != 5 || bpf_get_func_arg(ctx, 4, &arg) ||
	    bpf_get_func_ret(ctx, &ret))
		return 0;
	aux = bpf_core_cast((void *)arg, struct bpf_prog_aux);
	seen_aux_id = aux->id;
	seen = ret;
	return 0;
}

SEC("?fexit/bpf_test_kfunc_override_x:bpf_stream_vprintk")
int trace_body(void *ctx)
{
	return trace_exit(ctx);
}

SEC("?fexit/bpf_test_kfunc_override_x:bpf_stream_vprintk_impl")
int trace_body_impl(void *ctx)
{
	return trace_exit(ctx);
}

/* A program that is attached, and runs when something else does. */
SEC("?fentry/bpf_fentry_test1")
int BPF_PROG(traced)
{
	seen = bpf_strlen(str);
	return 0;
}

__noinline int replaced(struct xdp_md *ctx)
{
	volatile int ret = 1;

	return ctx ? ret : 0;
}

SEC("?xdp")
int call_replaced(struct xdp_md *ctx)
{
	return replaced(ctx);
}

SEC("?freplace/replaced")
int replacement(struct xdp_md *ctx)
{
	return bpf_strnlen(str, 2);
}

SEC("?xdp")
int call_tail(struct xdp_md *ctx)
{
	bpf_tail_call_static(ctx, &tail_calls, 0);
	return -1;
}

SEC("?struct_ops/test_1")
int BPF_PROG(test_1)
{
	seen = bpf_strlen(str);
	return seen;
}

SEC("?struct_ops/test_2")
void BPF_PROG(test_2, int a, int b)
{
	seen = bpf_strlen(str);
}

SEC("?.struct_ops.link")
struct bpf_testmod_ops testmod_ops = {
	.test_1 = (void *)test_1,
	.test_2 = (void *)test_2,
};

char _license[] SEC("license") = "GPL";
