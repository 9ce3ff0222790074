// SPDX-License-Identifier: GPL-2.0
/* Kfuncs with implicit arguments for those who read prototypes, flags or names
 * of kernel functions.
 */
#include <linux/bpf.h>
#include <linux/btf.h>
#include <linux/btf_ids.h>
#include <linux/init.h>
#include <linux/module.h>

struct bpf_test_implicit_obj {
	int val;
};

__bpf_kfunc_start_defs();

__bpf_kfunc int bpf_test_implicit_traced(int a, struct bpf_prog_aux *aux)
{
	return a + aux->id;
}

__bpf_kfunc u32 bpf_test_implicit_fast(struct bpf_prog_aux *aux)
{
	return aux->id;
}

/* A test turns the name into __bpf_obj_drop: vmlinux has a __bpf_obj_drop_impl(),
 * which is another function. pahole would not let us have the name.
 */
__bpf_kfunc u32 __bpf_obj_drip(struct bpf_prog_aux *aux)
{
	return aux->id;
}

/* By its interface it could be a destructor. */
__bpf_kfunc void bpf_test_implicit_release(struct bpf_test_implicit_obj *p,
					   struct bpf_prog_aux *aux)
{
	p->val = aux->id;
}

__bpf_kfunc_end_defs();

BTF_KFUNCS_START(bpf_test_implicit_trace_ids)
BTF_ID_FLAGS(func, bpf_test_implicit_traced, KF_IMPLICIT_ARGS | KF_SLEEPABLE)
BTF_ID_FLAGS(func, bpf_test_implicit_fast, KF_IMPLICIT_ARGS | KF_FASTCALL)
BTF_ID_FLAGS(func, __bpf_obj_drip, KF_IMPLICIT_ARGS)
BTF_ID_FLAGS(func, bpf_test_implicit_release, KF_IMPLICIT_ARGS)
BTF_KFUNCS_END(bpf_test_implicit_trace_ids)

static const struct btf_kfunc_id_set bpf_test_implicit_trace_set = {
	.owner = THIS_MODULE,
	.set = &bpf_test_implicit_trace_ids,
};

/* one kfunc in two sets: KF_IMPLICIT_ARGS has to be in both */
BTF_KFUNCS_START(bpf_test_implicit_fmodret_ids)
BTF_ID_FLAGS(func, bpf_test_implicit_traced, KF_IMPLICIT_ARGS | KF_SLEEPABLE)
BTF_KFUNCS_END(bpf_test_implicit_fmodret_ids)

static const struct btf_kfunc_id_set bpf_test_implicit_fmodret_set = {
	.owner = THIS_MODULE,
	.set = &bpf_test_implicit_fmodret_ids,
};

BTF_ID_LIST(bpf_test_implicit_dtor_ids)
BTF_ID(struct, bpf_test_implicit_obj)
BTF_ID(func, bpf_test_implicit_release)

static bool dtor;
module_param(dtor, bool, 0);
MODULE_PARM_DESC(dtor, "Register bpf_test_implicit_release() as a destructor, which must fail");

static int __init bpf_test_kfunc_pairs_trace_init(void)
{
	const struct btf_id_dtor_kfunc dtors[] = {
		{
			.btf_id = bpf_test_implicit_dtor_ids[0],
			.kfunc_btf_id = bpf_test_implicit_dtor_ids[1],
		},
	};
	int err;

	err = register_btf_kfunc_id_set(BPF_PROG_TYPE_UNSPEC, &bpf_test_implicit_trace_set);
	if (!err)
		err = register_btf_fmodret_id_set(&bpf_test_implicit_fmodret_set);
	if (!err && dtor)
		err = register_btf_id_dtor_kfuncs(dtors, ARRAY_SIZE(dtors), THIS_MODULE);
	return err;
}
module_init(bpf_test_kfunc_pairs_trace_init);

static void __exit bpf_test_kfunc_pairs_trace_exit(void)
{
}
module_exit(bpf_test_kfunc_pairs_trace_exit);

MODULE_DESCRIPTION("Kfuncs with implicit arguments for the BPF selftests");
MODULE_LICENSE("GPL");
