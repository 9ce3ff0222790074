// SPDX-License-Identifier: GPL-2.0
/*
 * A module with COUNT kfuncs (1, 16 or 256), which measures their registration:
 * what rdtsc says is in /sys/module/NAME/parameters/, as `cost`. Built by other
 * names too, to have many modules with kfuncs.
 *
 * `naive` is what it would cost, for one kfunc, to look its name up in the BTF
 * of vmlinux and of each module in turn; only measured when `scan` is set.
 */
#include <linux/bpf.h>
#include <linux/btf.h>
#include <linux/btf_ids.h>
#include <linux/init.h>
#include <linux/module.h>
#include <linux/moduleparam.h>
#include <asm/msr.h>

static bool scan;
module_param(scan, bool, 0);
static ulong cost;
module_param(cost, ulong, 0444);
static ulong naive;
module_param(naive, ulong, 0444);

#define TEN(x, n)	x(n##0) x(n##1) x(n##2) x(n##3) x(n##4)	\
			x(n##5) x(n##6) x(n##7) x(n##8) x(n##9)
#define HUNDRED(x, n)	TEN(x, n##0) TEN(x, n##1) TEN(x, n##2) TEN(x, n##3) TEN(x, n##4) \
			TEN(x, n##5) TEN(x, n##6) TEN(x, n##7) TEN(x, n##8) TEN(x, n##9)
#if COUNT == 1
#define ALL(x)		x(000)
#elif COUNT == 16
#define ALL(x)		TEN(x, 00) x(010) x(011) x(012) x(013) x(014) x(015)
#elif COUNT == 256
#define ALL(x)		HUNDRED(x, 0) HUNDRED(x, 1)					\
			TEN(x, 20) TEN(x, 21) TEN(x, 22) TEN(x, 23) TEN(x, 24)		\
			x(250) x(251) x(252) x(253) x(254) x(255)
#endif

/* PREFIX_000() ... */
#define PASTE_KFUNC(prefix, n)	prefix##_##n
#define EXPAND_KFUNC(prefix, n)	PASTE_KFUNC(prefix, n)
#define KFUNC(n)		EXPAND_KFUNC(PREFIX, n)

#define DEFINE(n)								\
__bpf_kfunc int KFUNC(n)(int a)							\
{										\
	return a + 1##n;							\
}
#define LIST(n)	BTF_ID_FLAGS(func, KFUNC(n))

__bpf_kfunc_start_defs();
ALL(DEFINE)
__bpf_kfunc_end_defs();

BTF_KFUNCS_START(bench_ids)
ALL(LIST)
BTF_KFUNCS_END(bench_ids)

static const struct btf_kfunc_id_set bench_set = {
	.owner = THIS_MODULE,
	.set = &bench_ids,
};

static int __init bench_init(void)
{
	struct btf *btf;
	u64 start;
	int err;

	if (scan) {
		start = rdtsc();
		if (bpf_find_btf_id("no such function", BTF_KIND_FUNC, &btf) > 0)
			return -EINVAL;
		naive = rdtsc() - start;
	}

	start = rdtsc();
	err = register_btf_kfunc_id_set(BPF_PROG_TYPE_SYSCALL, &bench_set);
	cost = rdtsc() - start;
	return err;
}
module_init(bench_init);

static void __exit bench_exit(void)
{
}
module_exit(bench_exit);

MODULE_DESCRIPTION("Kfuncs for the bench of their registration");
MODULE_LICENSE("GPL");
