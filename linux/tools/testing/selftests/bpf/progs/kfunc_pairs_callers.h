/* SPDX-License-Identifier: GPL-2.0 */
/* Calls of what other programs of an object trace, by each name. */
#ifndef __KFUNC_PAIRS_CALLERS_H
#define __KFUNC_PAIRS_CALLERS_H

extern int bpf_stream_vprintk(int stream_id, const char *fmt__str, const void *args,
			      __u32 len__sz) __ksym;
extern int bpf_test_implicit_traced(int a) __ksym;
extern int bpf_test_implicit_traced_impl(int a, void *aux__ign) __ksym;

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

static const char fmt[] = "x";

SEC("syscall")
int call_stream(void *ctx)
{
	__u64 param = 0;

	/* no such stream: returns -ENOENT */
	return bpf_stream_vprintk(12345, fmt, &param, sizeof(param));
}

#endif /* __KFUNC_PAIRS_CALLERS_H */
