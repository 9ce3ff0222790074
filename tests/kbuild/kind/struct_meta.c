// SPDX-License-Identifier: GPL-2.0
/* The verifier has a btf_struct_meta for kfuncs of vmlinux only. */
#include <linux/bpf.h>
#include <linux/btf.h>
#include <linux/btf_ids.h>
#include <linux/init.h>
#include <linux/module.h>

__bpf_kfunc_start_defs();

__bpf_kfunc int bpf_case_struct_meta(int a, struct btf_struct_meta *meta)
{
	return a + !meta;
}

__bpf_kfunc_end_defs();

BTF_KFUNCS_START(struct_meta_ids)
BTF_ID_FLAGS(func, bpf_case_struct_meta, KF_IMPLICIT_ARGS)
BTF_KFUNCS_END(struct_meta_ids)

static const struct btf_kfunc_id_set struct_meta_set = {
	.owner = THIS_MODULE,
	.set = &struct_meta_ids,
};

static int __init struct_meta_init(void)
{
	return register_btf_kfunc_id_set(BPF_PROG_TYPE_SYSCALL, &struct_meta_set);
}
module_init(struct_meta_init);

static void __exit struct_meta_exit(void)
{
}
module_exit(struct_meta_exit);

MODULE_DESCRIPTION("A kfunc with a kind of implicit argument that modules cannot have");
MODULE_LICENSE("GPL");
