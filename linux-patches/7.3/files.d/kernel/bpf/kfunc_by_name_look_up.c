// SPDX-License-Identifier: GPL-2.0
#include <linux/bpf.h>
#include "btf_func_names.h"
#include "kfunc_by_name.h"

/**
 * bpf_look_up_kfuncs_by_name - Find the kfuncs of vmlinux that have given names
 * @names: names, either one of a kfunc with implicit arguments
 *
 * The build sorts BTF by name: a few binary searches are less than a pass over all
 * kfuncs. What is found may be a function that is no kfunc.
 */
void bpf_look_up_kfuncs_by_name(struct btf_func_names *names)
{
	btf_func_names_look_up(names, bpf_get_btf_vmlinux());
}
