// SPDX-License-Identifier: GPL-2.0
/* Two kfuncs that have the same id, each in the BTF of its module. */
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>

extern int bpf_test_implicit_x(void) __ksym;
extern int bpf_test_implicit_x_impl(void *aux__ign) __ksym;
extern int bpf_test_implicit_y(void) __ksym;
extern int bpf_test_implicit_y_impl(void *aux__ign) __ksym;

SEC("tc")
int xy(struct __sk_buff *skb)
{
	return bpf_test_implicit_x() << 8 | bpf_test_implicit_y();
}

SEC("tc")
int yx(struct __sk_buff *skb)
{
	return bpf_test_implicit_y() << 8 | bpf_test_implicit_x();
}

SEC("tc")
int xy_old(struct __sk_buff *skb)
{
	return bpf_test_implicit_x_impl(NULL) << 8 | bpf_test_implicit_y();
}

SEC("tc")
int yx_old(struct __sk_buff *skb)
{
	return bpf_test_implicit_y_impl(NULL) << 8 | bpf_test_implicit_x_impl(NULL);
}

char _license[] SEC("license") = "GPL";
