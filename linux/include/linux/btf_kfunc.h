/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _LINUX_BTF_KFUNC_H
#define _LINUX_BTF_KFUNC_H

#include <linux/types.h>

struct bpf_insn;
struct bpf_verifier_env;
struct btf;
struct btf_kfunc_pair;
struct btf_kfunc_pairs;
struct btf_type;

/**
 * struct btf_kfunc - what the id of a kernel function in BTF stands for
 * @id:      FUNC that owns the symbol and the kfunc flags: for a kfunc with
 *           implicit arguments the interface, whichever FUNC was asked for
 * @name:    name of that FUNC, and of its symbol
 * @proto:   FUNC_PROTO as the kernel declares the function, implicit
 *           arguments included
 * @nr_args: number of arguments that a BPF program passes; what @proto has
 *           beyond them is implicit
 */
struct btf_kfunc {
	u32 id;
	const char *name;
	const struct btf_type *proto;
	u32 nr_args;
};

/* vmlinux' own pair table; a module's is in its struct module */
extern const struct btf_kfunc_pair __start_BTF_kfunc_pairs[];
extern const struct btf_kfunc_pair __stop_BTF_kfunc_pairs[];

int btf_kfunc_resolve(const struct btf *btf, u32 id, struct btf_kfunc *kfunc);

struct btf_kfunc_pairs *btf_kfunc_pairs_new(const struct btf *btf,
					    const struct btf_kfunc_pair *pairs,
					    u32 cnt);
void btf_kfunc_pairs_free(struct btf_kfunc_pairs *pairs);
const struct btf_kfunc_pairs *btf_get_kfunc_pairs(const struct btf *btf);
int btf_kfunc_check_flags(const struct btf *btf, u32 id, u32 flags);

bool bpf_implicit_args_valid(const struct btf *btf, const struct btf_type *proto,
			     u32 first);
int bpf_implicit_args_fill(struct bpf_verifier_env *env, const struct btf *btf,
			   const struct btf_type *proto, u32 first,
			   struct bpf_insn *insns);

#endif /* _LINUX_BTF_KFUNC_H */
