// SPDX-License-Identifier: GPL-2.0
/* Kfuncs with implicit arguments, declared by a module. */
#include <linux/bpf.h>
#include <linux/btf.h>
#include <linux/btf_ids.h>
#include <linux/init.h>
#include <linux/module.h>

__bpf_kfunc_start_defs();

__bpf_kfunc u32 bpf_test_implicit_prog_id(struct bpf_prog_aux *aux)
{
	return aux->id;
}

/* An implicit argument in the last register that can hold one. */
__bpf_kfunc u64 bpf_test_implicit_sum(u32 a, u64 b, u32 c, u64 d, struct bpf_prog_aux *aux)
{
	return aux->id ? a + b + c + d : 0;
}

__bpf_kfunc u32 bpf_test_implicit_sleep(struct bpf_prog_aux *aux)
{
	might_sleep();
	return aux->id;
}

__bpf_kfunc_end_defs();

BTF_KFUNCS_START(bpf_test_implicit_ids)
BTF_ID_FLAGS(func, bpf_test_implicit_prog_id, KF_IMPLICIT_ARGS)
BTF_ID_FLAGS(func, bpf_test_implicit_sum, KF_IMPLICIT_ARGS)
BTF_ID_FLAGS(func, bpf_test_implicit_sleep, KF_IMPLICIT_ARGS | KF_SLEEPABLE)
BTF_KFUNCS_END(bpf_test_implicit_ids)

static const struct btf_kfunc_id_set bpf_test_implicit_set = {
	.owner = THIS_MODULE,
	.set = &bpf_test_implicit_ids,
};

static int __init bpf_test_kfunc_pairs_init(void)
{
	return register_btf_kfunc_id_set(BPF_PROG_TYPE_UNSPEC, &bpf_test_implicit_set);
}
module_init(bpf_test_kfunc_pairs_init);

static void __exit bpf_test_kfunc_pairs_exit(void)
{
}
module_exit(bpf_test_kfunc_pairs_exit);

MODULE_DESCRIPTION("Kfuncs with implicit arguments for the BPF selftests");
MODULE_LICENSE("GPL");
