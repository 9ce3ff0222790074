// SPDX-License-Identifier: GPL-2.0
/* Kfuncs of bpf_test_kfunc_pairs.ko */
#define BPF_NO_KFUNC_PROTOTYPES
#include <vmlinux.h>
#include <bpf/bpf_helpers.h>
#include "bpf_misc.h"

extern __u32 bpf_test_implicit_prog_id(void) __ksym;
extern __u32 bpf_test_implicit_prog_id_impl(void *aux__ign) __ksym;
extern __u64 bpf_test_implicit_sum(__u32 a, __u64 b, __u32 c, __u64 d) __ksym;
extern __u64 bpf_test_implicit_sum_impl(__u32 a, __u64 b, __u32 c, __u64 d, void *aux__ign) __ksym;
extern __u32 bpf_test_implicit_sleep(void) __ksym;
extern __u32 bpf_test_implicit_sleep_impl(void *aux__ign) __ksym;

SEC("syscall")
long new_spelling(void *ctx)
{
	return bpf_test_implicit_prog_id();
}

SEC("syscall")
long old_spelling(void *ctx)
{
	return bpf_test_implicit_prog_id_impl(NULL);
}

SEC("syscall")
long junk(void *ctx)
{
	long ret;

	asm volatile ("r1 = 0xbad1dea ll;"
		      "call %[bpf_test_implicit_prog_id];"
		      "%[ret] = r0;"
		      : [ret]"=r"(ret)
		      : __imm(bpf_test_implicit_prog_id)
		      : __clobber_common);
	return ret;
}

static __noinline long subprog(void)
{
	return bpf_test_implicit_prog_id();
}

SEC("syscall")
long from_subprog(void *ctx)
{
	return subprog();
}

static long loop_callback(__u32 i, long *id)
{
	*id = bpf_test_implicit_prog_id();
	return 0;
}

SEC("syscall")
long from_callback(void *ctx)
{
	long id = 0;

	bpf_loop(2, loop_callback, &id, 0);
	return id;
}

SEC("syscall")
long sleep(void *ctx)
{
	return bpf_test_implicit_sleep();
}

SEC("syscall")
__success __retval(15)
/* as if the JIT did not extend 32-bit definitions */
__flag(BPF_F_TEST_RND_HI32)
long sum(void *ctx)
{
	__u32 a = bpf_get_smp_processor_id() * 0 + 1;

	return bpf_test_implicit_sum(a, 2, 4, 8);
}

SEC("syscall")
__success __retval(15)
__flag(BPF_F_TEST_RND_HI32)
long sum_old_spelling(void *ctx)
{
	return bpf_test_implicit_sum_impl(1, 2, 4, 8, ctx);
}

/* R5 was last written by a helper call, which defines no register that could
 * be extended.
 */
SEC("syscall")
__success __retval(15)
__flag(BPF_F_TEST_RND_HI32)
__naked int sum_after_helper(void)
{
	asm volatile ("call %[bpf_get_smp_processor_id];"
		      "w1 = 1;"
		      "r2 = 2;"
		      "w3 = 4;"
		      "r4 = 8;"
		      "call %[bpf_test_implicit_sum];"
		      "exit;"
		      :: __imm(bpf_get_smp_processor_id), __imm(bpf_test_implicit_sum)
		      : __clobber_all);
}

/* Nobody reads this w5: it has not become a 64-bit argument of the call, or the
 * verifier would not fill its upper half with junk.
 */
SEC("syscall")
__success __retval(15)
__flag(BPF_F_TEST_RND_HI32)
__log_level(2) __msg(" 5: .1234..... (85) call bpf_test_implicit_sum#")
__xlated("{{[0-9]+}}: w5 = 16")
__xlated("{{[0-9]+}}: r{{1[12]}} = {{.*}}")
__xlated("{{[0-9]+}}: r{{1[12]}} <<= 32")
__xlated("{{[0-9]+}}: r5 |= r{{1[12]}}")
__naked int sum_after_w5(void)
{
	asm volatile ("w1 = 1;"
		      "r2 = 2;"
		      "w3 = 4;"
		      "r4 = 8;"
		      "w5 = 16;"
		      "call %[bpf_test_implicit_sum];"
		      "exit;"
		      :: __imm(bpf_test_implicit_sum)
		      : __clobber_all);
}

SEC("?tc")
__failure
__msg("program must be sleepable to call sleepable kfunc bpf_test_implicit_sleep")
long not_sleepable(void *ctx)
{
	return bpf_test_implicit_sleep();
}

SEC("?tc")
__failure
__msg("program must be sleepable to call sleepable kfunc bpf_test_implicit_sleep")
long not_sleepable_old(void *ctx)
{
	return bpf_test_implicit_sleep_impl(NULL);
}

char _license[] SEC("license") = "GPL";
