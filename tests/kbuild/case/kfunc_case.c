// SPDX-License-Identifier: GPL-2.0
/* What can go wrong with a kfunc that has implicit arguments, a case each. */
#include <linux/bpf.h>
#include <linux/btf.h>
#include <linux/btf_ids.h>
#include <linux/init.h>
#include <linux/module.h>

typedef struct bpf_prog_aux *case_aux;

__bpf_kfunc_start_defs();

__bpf_kfunc int bpf_case_plain(int a)
{
	return a;
}

#ifdef CASE_six_args
__bpf_kfunc int bpf_case_implicit(int a, int b, int c, int d, int e, struct bpf_prog_aux *aux)
#elif defined(CASE_ambiguous)
__bpf_kfunc int bpf_case_implicit(int a, struct bpf_prog_aux *prog, struct bpf_prog_aux *aux)
#elif defined(CASE_not_last)
__bpf_kfunc int bpf_case_implicit(int a, struct bpf_prog_aux *aux, int flags)
#elif defined(CASE_typedef)
__bpf_kfunc int bpf_case_implicit(int a, case_aux aux)
#else
__bpf_kfunc int bpf_case_implicit(int a, struct bpf_prog_aux *aux)
#endif
{
	return a + aux->id;
}

#if defined(CASE_name_taken) || defined(CASE_legacy_impl)
__bpf_kfunc int bpf_case_implicit_impl(int a, void *aux__ign)
{
	return a;
}
#endif

/* A kind of implicit argument which only a newer kernel could supply. */
struct case_kind {
	int id;
};

__bpf_kfunc int bpf_case_unknown_kind(int a, struct case_kind *kind__implicit)
{
	return a + kind__implicit->id;
}

#ifdef CASE_like_vmlinux
/* vmlinux has both of these, a pair the one and the other not */
__bpf_kfunc int bpf_wq_set_callback(struct bpf_wq *wq,
				    int (callback_fn)(void *map, int *key, void *value),
				    unsigned int flags, struct bpf_prog_aux *aux)
{
	return flags + aux->id;
}

__bpf_kfunc bool bpf_dynptr_is_null(const struct bpf_dynptr *p)
{
	return !p;
}
#endif

__bpf_kfunc_end_defs();

BTF_KFUNCS_START(case_ids)
BTF_ID_FLAGS(func, bpf_case_plain)
#ifndef CASE_set8
BTF_ID_FLAGS(func, bpf_case_implicit, KF_IMPLICIT_ARGS)
#endif
#ifdef CASE_legacy_impl
BTF_ID_FLAGS(func, bpf_case_implicit_impl)
#endif
#ifdef CASE_unknown_kind
BTF_ID_FLAGS(func, bpf_case_unknown_kind, KF_IMPLICIT_ARGS)
#endif
#ifdef CASE_like_vmlinux
BTF_ID_FLAGS(func, bpf_wq_set_callback, KF_IMPLICIT_ARGS)
BTF_ID_FLAGS(func, bpf_dynptr_is_null)
#endif
BTF_KFUNCS_END(case_ids)

#if defined(CASE_two_sets_agree)
BTF_KFUNCS_START(other_case_ids)
BTF_ID_FLAGS(func, bpf_case_implicit, KF_IMPLICIT_ARGS)
BTF_KFUNCS_END(other_case_ids)
#elif defined(CASE_two_sets_other_flags)
BTF_KFUNCS_START(other_case_ids)
BTF_ID_FLAGS(func, bpf_case_implicit, KF_IMPLICIT_ARGS | KF_SLEEPABLE)
BTF_KFUNCS_END(other_case_ids)
#elif defined(CASE_two_sets_differ)
BTF_KFUNCS_START(other_case_ids)
BTF_ID_FLAGS(func, bpf_case_implicit)
BTF_KFUNCS_END(other_case_ids)
#endif

#ifdef CASE_set8
/* as sets of kfuncs began before there was BTF_KFUNCS_START() */
BTF_SET8_START(set8_ids)
BTF_ID_FLAGS(func, bpf_case_implicit, KF_IMPLICIT_ARGS)
BTF_SET8_END(set8_ids)
#endif

#ifdef CASE_fmodret
BTF_SET8_START(fmodret_ids)
BTF_ID_FLAGS(func, bpf_case_implicit)
BTF_SET8_END(fmodret_ids)

static const struct btf_kfunc_id_set fmodret_set = {
	.owner = THIS_MODULE,
	.set = &fmodret_ids,
};
#endif

#ifdef CASE_lists_impl
BTF_ID_LIST(impl_ids)
BTF_ID(func, bpf_case_implicit_impl)
#endif

#ifdef CASE_flag_without_pair
/* BTF_ID_FLAGS() cannot be made to write this */
BTF_KFUNCS_START(raw_case_ids)
__BTF_ID(__ID(__BTF_ID__func__bpf_case_plain__), ".long 1 << 16\n")
BTF_KFUNCS_END(raw_case_ids)
#endif

#ifdef CASE_pair_without_flag
/* nor this */
asm(__BTF_KFUNC_PAIR(__ID(__BTF_ID__pair__bpf_case_plain__), KF_IMPLICIT_ARGS));
#endif

static const struct btf_kfunc_id_set case_set = {
	.owner = THIS_MODULE,
	.set = &case_ids,
};

static int __init kfunc_case_init(void)
{
	int err = register_btf_kfunc_id_set(BPF_PROG_TYPE_SYSCALL, &case_set);

#ifdef CASE_fmodret
	err = err ?: register_btf_fmodret_id_set(&fmodret_set);
#endif
	return err;
}
module_init(kfunc_case_init);

static void __exit kfunc_case_exit(void)
{
}
module_exit(kfunc_case_exit);

MODULE_DESCRIPTION("Test cases for kfuncs with implicit arguments");
MODULE_LICENSE("GPL");
