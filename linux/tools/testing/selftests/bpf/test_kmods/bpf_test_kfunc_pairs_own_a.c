// SPDX-License-Identifier: GPL-2.0
/* Kfuncs with implicit arguments where BTF does not tell all: one of them sees another
 * struct bpf_prog_aux, see the other unit, and one is in a set that nobody registers.
 */
#include <linux/bpf.h>
#include <linux/btf.h>
#include <linux/btf_ids.h>
#include <linux/init.h>
#include <linux/module.h>

u32 bpf_test_own_prog_id(const void *aux);

u32 bpf_test_own_prog_id(const void *aux)
{
	return ((const struct bpf_prog_aux *)aux)->id;
}

__bpf_kfunc_start_defs();

__bpf_kfunc long bpf_test_implicit_unregistered(int a, struct bpf_prog_aux *aux)
{
	return (long)aux + a;
}

__bpf_kfunc_end_defs();

/* The kernel calls the function, with an argument that tracing must not lose. */
static int set_call(const char *val, const struct kernel_param *kp)
{
	unsigned long arg;
	int err;

	err = kstrtoul(val, 0, &arg);
	if (err)
		return err;
	*(long *)kp->arg = bpf_test_implicit_unregistered(1000, (struct bpf_prog_aux *)arg);
	return 0;
}

static const struct kernel_param_ops call_ops = {
	.set = set_call,
	.get = param_get_long,
};

static long call;
module_param_cb(call, &call_ops, &call, 0600);
MODULE_PARM_DESC(call, "pass this to the function of no set; read what it returned");

BTF_KFUNCS_START(bpf_test_implicit_own_ids)
BTF_ID_FLAGS(func, bpf_test_implicit_own, KF_IMPLICIT_ARGS)
BTF_KFUNCS_END(bpf_test_implicit_own_ids)

static const struct btf_kfunc_id_set bpf_test_implicit_own_set = {
	.owner = THIS_MODULE,
	.set = &bpf_test_implicit_own_ids,
};

BTF_KFUNCS_START(bpf_test_implicit_unregistered_ids)
BTF_ID_FLAGS(func, bpf_test_implicit_unregistered, KF_IMPLICIT_ARGS)
BTF_KFUNCS_END(bpf_test_implicit_unregistered_ids)

static int __init bpf_test_kfunc_pairs_own_init(void)
{
	return register_btf_kfunc_id_set(BPF_PROG_TYPE_UNSPEC, &bpf_test_implicit_own_set);
}
module_init(bpf_test_kfunc_pairs_own_init);

static void __exit bpf_test_kfunc_pairs_own_exit(void)
{
}
module_exit(bpf_test_kfunc_pairs_own_exit);

MODULE_DESCRIPTION("Kfuncs with implicit arguments for the BPF selftests, own struct and no set");
MODULE_LICENSE("GPL");
