/* SPDX-License-Identifier: GPL-2.0 */
#ifndef __KFUNC_HOOKS_H
#define __KFUNC_HOOKS_H

#include <linux/bpf.h>
#include <linux/types.h>

struct btf;

/*
 * A hook is a group of program types that share their kfuncs, see enum
 * btf_kfunc_hook in btf.c.
 */
int bpf_prog_type_to_kfunc_hook(enum bpf_prog_type prog_type);
const char *kfunc_hook_name(int hook);
const u32 *kfunc_hook_flags(const struct btf *btf, int hook, u32 id);

#endif /* __KFUNC_HOOKS_H */
