// SPDX-License-Identifier: GPL-2.0
/* Cannot override a kfunc: the module has two functions of that name. */
#include <linux/bpf.h>
#include <linux/btf.h>
#include <linux/btf_ids.h>
#include <linux/init.h>
#include <linux/module.h>
#include "bpf_test_kfunc_flags.h"

int bpf_test_kfunc_override_twin_call(const char *s);

__bpf_kfunc_start_defs();

__bpf_kfunc int bpf_strlen(const char *s__ign)
{
	return 2;
}

__bpf_kfunc_end_defs();

BTF_KFUNCS_START(twin_ids)
BTF_ID_FLAGS(func, bpf_strlen, BPF_STRING_FLAGS)
BTF_KFUNCS_END(twin_ids)

static const struct btf_kfunc_id_set twin_set = {
	.owner = THIS_MODULE,
	.set = &twin_ids,
};

static int __init bpf_test_kfunc_override_twin_init(void)
{
	if (bpf_test_kfunc_override_twin_call("") != 1)
		return -EIO;
	return override_btf_kfunc_set(BPF_PROG_TYPE_UNSPEC, &twin_set);
}
module_init(bpf_test_kfunc_override_twin_init);

static void __exit bpf_test_kfunc_override_twin_exit(void)
{
}
module_exit(bpf_test_kfunc_override_twin_exit);

MODULE_DESCRIPTION("A refused override for the BPF selftests, with two functions of a name");
MODULE_LICENSE("GPL");
