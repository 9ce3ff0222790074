// SPDX-License-Identifier: GPL-2.0
/* Whose body runs, and whose address is taken, when names are the same? */
#include <vmlinux.h>
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

/* Weak: not all of them are there in each test. */
extern int bpf_test_names_new(void) __ksym __weak;
extern int bpf_test_names_plain(void) __ksym __weak;
extern int bpf_test_names_implicit(void) __ksym __weak;
extern int bpf_test_names_init(void) __ksym __weak;
extern const int bpf_test_names_percpu __ksym __weak;

__u64 address;

SEC("?syscall")
int call_new(void *ctx)
{
	return bpf_test_names_new();
}

SEC("?xdp")
int call_new_xdp(struct xdp_md *ctx)
{
	return bpf_test_names_new();
}

SEC("?tc")
int call_new_tc(struct __sk_buff *ctx)
{
	return bpf_test_names_new();
}

SEC("?syscall")
int call_plain(void *ctx)
{
	return bpf_test_names_plain();
}

SEC("?syscall")
int call_implicit(void *ctx)
{
	return bpf_test_names_implicit();
}

SEC("?syscall")
int call_init(void *ctx)
{
	return bpf_test_names_init();
}

SEC("?syscall")
int take_address(void *ctx)
{
	address = (__u64)&bpf_test_names_plain;
	return 0;
}

SEC("?syscall")
int read_percpu(void *ctx)
{
	const int *p = bpf_this_cpu_ptr(&bpf_test_names_percpu);

	return *p;
}

/* Whoever has found the names of its kfuncs to be free does not go on before
 * another module has done so as well. It cannot, if all is well: wait a while.
 */
int checked;

static int another_has_checked(__u64 i, __u64 *give_up)
{
	return *(volatile int *)&checked > 1 || bpf_ktime_get_ns() > *give_up;
}

SEC("?fexit/kfunc_check_names")
int BPF_PROG(names_checked)
{
	__u64 give_up = bpf_ktime_get_ns() + 250 * 1000 * 1000;

	__sync_fetch_and_add(&checked, 1);
	bpf_loop(1 << 23, another_has_checked, &give_up, 0);
	return 0;
}

char _license[] SEC("license") = "GPL";
