/* SPDX-License-Identifier: GPL-2.0 */
/* What the compiler makes of a call differs from one instruction set version to
 * the next: jumps, 32-bit registers, sign extension.
 */
#define BPF_NO_KFUNC_PROTOTYPES
#include <vmlinux.h>
#include <bpf/bpf_helpers.h>

extern __u64 bpf_test_implicit_sum(__u32 a, __u64 b, __u32 c, __u64 d) __ksym;
extern __u64 bpf_test_implicit_sum_impl(__u32 a, __u64 b, __u32 c, __u64 d, void *aux__ign) __ksym;

volatile __s8 one = 1;
volatile __u32 two = 2;
volatile __s64 minus_eight = -8;

SEC("tc")
int new_spelling(struct __sk_buff *skb)
{
	__s64 d = minus_eight / -1;
	__u32 a = one;

	return a < two ? bpf_test_implicit_sum(a, two, a + a + two, d) : 0;
}

SEC("tc")
int old_spelling(struct __sk_buff *skb)
{
	__s64 d = minus_eight / -1;
	__u32 a = one;

	return a < two ? bpf_test_implicit_sum_impl(a, two, a + a + two, d, NULL) : 0;
}

char _license[] SEC("license") = "GPL";
