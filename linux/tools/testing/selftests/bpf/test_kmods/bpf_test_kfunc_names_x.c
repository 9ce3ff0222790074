// SPDX-License-Identifier: GPL-2.0
/* Kfuncs whose names are taken, or are not. */
#define MODULE_ID 1
#include "bpf_test_kfunc_flags.h"
#include "bpf_test_kfunc_names.h"

/* what a map may keep, and how often the destructor has run */
struct bpf_test_names_obj {
	int val;
};

static struct bpf_test_names_obj bpf_test_names_the_obj;
static int dtor_runs;
module_param(dtor_runs, int, 0444);
MODULE_PARM_DESC(dtor_runs, "how often the destructor has run");

__bpf_kfunc_start_defs();

/* in y it is no kfunc */
__bpf_kfunc int bpf_test_names_plain(void)
{
	return MODULE_ID;
}

/* has a flag that asks for another name; no function has different flags in two sets */
__bpf_kfunc int bpf_test_names_iter(void)
{
	return MODULE_ID;
}

/* y has the name of its _impl */
__bpf_kfunc int bpf_test_names_implicit(struct bpf_prog_aux *aux)
{
	return aux ? MODULE_ID : 0;
}

__bpf_kfunc struct bpf_test_names_obj *bpf_test_names_acquire(void)
{
	return &bpf_test_names_the_obj;
}

__bpf_kfunc void bpf_test_names_release(struct bpf_test_names_obj *obj)
{
}

/* y has a function of that name */
__bpf_kfunc void bpf_test_names_dtor(void *obj)
{
	dtor_runs += obj == &bpf_test_names_the_obj;
}
CFI_NOSEAL(bpf_test_names_dtor);

/* a kfunc of vmlinux, as it is there */
__bpf_kfunc int bpf_strnlen(const char *s__ign, size_t count)
{
	return MODULE_ID;
}

/* one with other arguments */
__bpf_kfunc int bpf_strlen(int a)
{
	return a;
}

/* a function of vmlinux that is no kfunc */
__bpf_kfunc int bpf_fentry_test2(void)
{
	return MODULE_ID;
}

/* the second name of a kfunc of vmlinux, for which there is no symbol */
__bpf_kfunc int bpf_wq_set_callback_impl(int a)
{
	return a;
}

/* kfuncs of vmlinux that cannot be overridden, for one reason and another */
__bpf_kfunc void bpf_rcu_read_lock(int a)
{
}

__bpf_kfunc void bpf_task_under_cgroup(int a)
{
}

/* is freed when the init function has returned */
__bpf_kfunc int __init bpf_test_names_init(void)
{
	return MODULE_ID;
}

/* its second name is that of a function of vmlinux */
__bpf_kfunc int __bpf_obj_drop(struct bpf_prog_aux *aux)
{
	return MODULE_ID;
}

__bpf_kfunc_end_defs();

BTF_KFUNCS_START(plain_ids)
BTF_ID_FLAGS(func, bpf_test_names_plain)
BTF_KFUNCS_END(plain_ids)

BTF_KFUNCS_START(implicit_ids)
BTF_ID_FLAGS(func, bpf_test_names_implicit, KF_IMPLICIT_ARGS)
BTF_KFUNCS_END(implicit_ids)

BTF_KFUNCS_START(dtor_ids)
BTF_ID_FLAGS(func, bpf_test_names_acquire, KF_ACQUIRE | KF_RET_NULL)
BTF_ID_FLAGS(func, bpf_test_names_release, KF_RELEASE)
BTF_KFUNCS_END(dtor_ids)

BTF_ID_LIST(dtor_id_list)
BTF_ID(struct, bpf_test_names_obj)
BTF_ID(func, bpf_test_names_dtor)

/* The first one is new: nothing of the set may stay. */
BTF_KFUNCS_START(vmlinux_kfunc_ids)
BTF_ID_FLAGS(func, bpf_test_names_new)
BTF_ID_FLAGS(func, bpf_strlen)
BTF_KFUNCS_END(vmlinux_kfunc_ids)

BTF_KFUNCS_START(vmlinux_same_ids)
BTF_ID_FLAGS(func, bpf_strnlen, BPF_STRING_FLAGS)
BTF_KFUNCS_END(vmlinux_same_ids)

BTF_KFUNCS_START(vmlinux_func_ids)
BTF_ID_FLAGS(func, bpf_fentry_test2)
BTF_KFUNCS_END(vmlinux_func_ids)

BTF_KFUNCS_START(vmlinux_impl_ids)
BTF_ID_FLAGS(func, bpf_wq_set_callback_impl)
BTF_KFUNCS_END(vmlinux_impl_ids)

BTF_KFUNCS_START(impl_in_vmlinux_ids)
BTF_ID_FLAGS(func, __bpf_obj_drop, KF_IMPLICIT_ARGS)
BTF_KFUNCS_END(impl_in_vmlinux_ids)

BTF_KFUNCS_START(vmlinux_special_ids)
BTF_ID_FLAGS(func, bpf_rcu_read_lock)
BTF_KFUNCS_END(vmlinux_special_ids)

BTF_KFUNCS_START(vmlinux_immutable_ids)
BTF_ID_FLAGS(func, bpf_task_under_cgroup)
BTF_KFUNCS_END(vmlinux_immutable_ids)

BTF_KFUNCS_START(init_ids)
BTF_ID_FLAGS(func, bpf_test_names_init)
BTF_KFUNCS_END(init_ids)

BTF_KFUNCS_START(no_iter_ids)
BTF_ID_FLAGS(func, bpf_test_names_iter, KF_ITER_NEW)
BTF_KFUNCS_END(no_iter_ids)

/* as kfuncs were declared before 6.9 */
BTF_SET8_START(old_ids)
BTF_ID_FLAGS(func, bpf_test_names_new)
BTF_SET8_END(old_ids)

static const struct btf_kfunc_id_set fmodret_set = {
	.owner = THIS_MODULE,
	.set = &vmlinux_func_ids,
};

static const struct named_set sets[] = {
	NAMED_SET(new),
	NAMED_SET(plain),
	NAMED_SET(implicit),
	NAMED_SET(dtor),
	NAMED_SET(vmlinux_kfunc),
	NAMED_SET(vmlinux_same),
	NAMED_SET(vmlinux_func),
	NAMED_SET(vmlinux_impl),
	NAMED_SET(impl_in_vmlinux),
	NAMED_SET(vmlinux_special),
	NAMED_SET(vmlinux_immutable),
	NAMED_SET(init),
	NAMED_SET(no_iter),
	NAMED_SET(old),
};

static int register_dtor(void)
{
	const struct btf_id_dtor_kfunc dtor = {
		.btf_id = dtor_id_list[0],
		.kfunc_btf_id = dtor_id_list[1],
	};

	return register_btf_id_dtor_kfuncs(&dtor, 1, THIS_MODULE);
}

static int __init bpf_test_kfunc_names_x_init(void)
{
	if (!strcmp(set, "fmodret"))
		return register_btf_fmodret_id_set(&fmodret_set);
	/* programs of this type call kfuncs that are for all */
	if (!strcmp(set, "no_hook"))
		return register_btf_kfunc_id_set(BPF_PROG_TYPE_SK_LOOKUP, &sets[0].kset);
	return register_set(sets, ARRAY_SIZE(sets)) ?:
	       strcmp(set, "dtor") ? 0 : register_dtor();
}
module_init(bpf_test_kfunc_names_x_init);

static void __exit bpf_test_kfunc_names_x_exit(void)
{
}
module_exit(bpf_test_kfunc_names_x_exit);

MODULE_DESCRIPTION("Names of kfuncs for the BPF selftests, module X");
MODULE_LICENSE("GPL");
