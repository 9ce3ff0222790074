/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _LINUX_KFUNC_PAIRS_H
#define _LINUX_KFUNC_PAIRS_H

#include <linux/types.h>

struct btf;
struct btf_type;

/**
 * struct kfunc_info - what the id of a kernel function in BTF stands for
 * @id:      FUNC that owns the symbol and the kfunc flags: for a kfunc with
 *           implicit arguments the interface, whichever FUNC was asked for
 * @impl_id: the other FUNC of a kfunc with implicit arguments, else 0
 * @name:    name of that FUNC, and of its symbol
 * @proto:   FUNC_PROTO as the kernel declares the function, implicit
 *           arguments included
 * @nr_args: number of arguments that a BPF program passes; what @proto has
 *           beyond them is implicit
 */
struct kfunc_info {
	u32 id;
	u32 impl_id;
	const char *name;
	const struct btf_type *proto;
	u32 nr_args;
};

int kfunc_resolve(const struct btf *btf, u32 id, struct kfunc_info *kfunc);

#endif /* _LINUX_KFUNC_PAIRS_H */
