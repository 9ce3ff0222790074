// SPDX-License-Identifier: GPL-2.0
/* Overrides kfuncs of vmlinux. */
#define MODULE_ID 1
#include "bpf_test_kfunc_override.h"

static int __init bpf_test_kfunc_override_x_init(void)
{
	return override_init();
}
module_init(bpf_test_kfunc_override_x_init);

static void __exit bpf_test_kfunc_override_x_exit(void)
{
	override_exit();
}
module_exit(bpf_test_kfunc_override_x_exit);

MODULE_DESCRIPTION("Overrides kfuncs for the BPF selftests, module X");
MODULE_LICENSE("GPL");
