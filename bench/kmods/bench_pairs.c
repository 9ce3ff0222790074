// SPDX-License-Identifier: GPL-2.0
/*
 * 400 kfuncs, of which PAIRS (4 or 400) have an implicit argument: two modules
 * that differ in the length of the pair table, and in nothing else that the
 * load of a program has to do with.
 */
#include <linux/bpf.h>
#include <linux/btf.h>
#include <linux/btf_ids.h>
#include <linux/init.h>
#include <linux/module.h>

#define TEN(x, n)	x(n##0) x(n##1) x(n##2) x(n##3) x(n##4)	\
			x(n##5) x(n##6) x(n##7) x(n##8) x(n##9)
#define HUNDRED(x, n)	TEN(x, n##0) TEN(x, n##1) TEN(x, n##2) TEN(x, n##3) TEN(x, n##4) \
			TEN(x, n##5) TEN(x, n##6) TEN(x, n##7) TEN(x, n##8) TEN(x, n##9)

/* x(000) ... x(003), x(004) ... x(199), x(200) ... x(399) */
#define FIRST_4(x)	x(000) x(001) x(002) x(003)
#define OTHER_196(x)	x(004) x(005) x(006) x(007) x(008) x(009)			\
			TEN(x, 01) TEN(x, 02) TEN(x, 03) TEN(x, 04) TEN(x, 05)		\
			TEN(x, 06) TEN(x, 07) TEN(x, 08) TEN(x, 09)			\
			HUNDRED(x, 1)
#define LAST_200(x)	HUNDRED(x, 2) HUNDRED(x, 3)

#define DEFINE_IMPLICIT(n)							\
__bpf_kfunc int bpf_bench_##n(int a, struct bpf_prog_aux *aux)			\
{										\
	return a + aux->id;							\
}
#define DEFINE_PLAIN(n)								\
__bpf_kfunc int bpf_bench_##n(int a)						\
{										\
	return a + 1##n;							\
}
#define LIST_IMPLICIT(n)	BTF_ID_FLAGS(func, bpf_bench_##n, KF_IMPLICIT_ARGS)
#define LIST_PLAIN(n)		BTF_ID_FLAGS(func, bpf_bench_##n)

#if PAIRS == 400
#define DEFINE_OTHER		DEFINE_IMPLICIT
#define LIST_OTHER		LIST_IMPLICIT
#else
#define DEFINE_OTHER		DEFINE_PLAIN
#define LIST_OTHER		LIST_PLAIN
#endif

__bpf_kfunc_start_defs();

FIRST_4(DEFINE_IMPLICIT)
OTHER_196(DEFINE_OTHER)
LAST_200(DEFINE_OTHER)

__bpf_kfunc_end_defs();

/* A program type cannot have more than 256 kfuncs of one module. */
BTF_KFUNCS_START(bench_ids)
FIRST_4(LIST_IMPLICIT)
OTHER_196(LIST_OTHER)
BTF_KFUNCS_END(bench_ids)

BTF_KFUNCS_START(bench_more_ids)
LAST_200(LIST_OTHER)
BTF_KFUNCS_END(bench_more_ids)

static const struct btf_kfunc_id_set bench_set = {
	.owner = THIS_MODULE,
	.set = &bench_ids,
};

static const struct btf_kfunc_id_set bench_more_set = {
	.owner = THIS_MODULE,
	.set = &bench_more_ids,
};

static int __init bench_init(void)
{
	return register_btf_kfunc_id_set(BPF_PROG_TYPE_SYSCALL, &bench_set) ?:
	       register_btf_kfunc_id_set(BPF_PROG_TYPE_TRACING, &bench_more_set);
}
module_init(bench_init);

static void __exit bench_exit(void)
{
}
module_exit(bench_exit);

MODULE_DESCRIPTION("Kfuncs for the bench of KF_IMPLICIT_ARGS");
MODULE_LICENSE("GPL");
