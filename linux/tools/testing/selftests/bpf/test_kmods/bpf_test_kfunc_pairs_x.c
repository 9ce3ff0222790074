// SPDX-License-Identifier: GPL-2.0
/* One of two modules of the same shape: the ids in their BTF are the same, what
 * they stand for is not.
 */
#include <linux/bpf.h>
#include <linux/btf.h>
#include <linux/btf_ids.h>
#include <linux/init.h>
#include <linux/module.h>

__bpf_kfunc_start_defs();

__bpf_kfunc int bpf_test_implicit_x(struct bpf_prog_aux *aux)
{
	return aux->id ? 'x' : 0;
}

__bpf_kfunc_end_defs();

BTF_KFUNCS_START(bpf_test_implicit_x_ids)
BTF_ID_FLAGS(func, bpf_test_implicit_x, KF_IMPLICIT_ARGS)
BTF_KFUNCS_END(bpf_test_implicit_x_ids)

static const struct btf_kfunc_id_set bpf_test_implicit_x_set = {
	.owner = THIS_MODULE,
	.set = &bpf_test_implicit_x_ids,
};

static int __init bpf_test_implicit_x_init(void)
{
	return register_btf_kfunc_id_set(BPF_PROG_TYPE_UNSPEC, &bpf_test_implicit_x_set);
}
module_init(bpf_test_implicit_x_init);

static void __exit bpf_test_implicit_x_exit(void)
{
}
module_exit(bpf_test_implicit_x_exit);

MODULE_DESCRIPTION("A kfunc with an implicit argument for the BPF selftests, module X");
MODULE_LICENSE("GPL");
