// SPDX-License-Identifier: GPL-2.0
/*
 * A module with a kfunc that has an implicit argument.
 *
 * bpf_sample_stamp() combines a number with the id of the program that calls
 * it. A program cannot pass its own struct bpf_prog_aux, so that argument is
 * implicit: the program calls bpf_sample_stamp(value), and the verifier
 * supplies the rest.
 *
 * Example:
 *
 * # insmod kfunc-implicit.ko
 * # ./kfunc-user implicit
 * program 21: bpf_sample_stamp(7) returns 7 of program 21
 * # rmmod kfunc-implicit
 */

#include <linux/bpf.h>
#include <linux/btf.h>
#include <linux/btf_ids.h>
#include <linux/module.h>

__bpf_kfunc_start_defs();

/* The implicit argument is the last one. */
__bpf_kfunc u64 bpf_sample_stamp(u32 value, struct bpf_prog_aux *aux)
{
	return (u64)aux->id << 32 | value;
}

__bpf_kfunc_end_defs();

BTF_KFUNCS_START(kfunc_implicit_ids)
BTF_ID_FLAGS(func, bpf_sample_stamp, KF_IMPLICIT_ARGS)
BTF_KFUNCS_END(kfunc_implicit_ids)

static const struct btf_kfunc_id_set kfunc_implicit_set = {
	.owner = THIS_MODULE,
	.set   = &kfunc_implicit_ids,
};

static int __init kfunc_implicit_init(void)
{
	return register_btf_kfunc_id_set(BPF_PROG_TYPE_SYSCALL, &kfunc_implicit_set);
}
module_init(kfunc_implicit_init);

/* The kernel forgets the kfunc when the module is unloaded. */
static void __exit kfunc_implicit_exit(void)
{
}
module_exit(kfunc_implicit_exit);

MODULE_DESCRIPTION("Sample of a kfunc with an implicit argument");
MODULE_LICENSE("GPL");
