/* SPDX-License-Identifier: GPL-2.0 */
#ifndef __KFUNC_IMPLICIT_ARGS_H
#define __KFUNC_IMPLICIT_ARGS_H

#include <linux/types.h>

struct bpf_insn;
struct bpf_verifier_env;
struct btf;
struct btf_type;

const char *bpf_implicit_args_defect(const struct btf *btf, const struct btf_type *proto,
				     u32 first);
int bpf_implicit_args_fill(struct bpf_verifier_env *env, u32 insn_idx,
			   const struct btf *btf, const struct btf_type *proto,
			   u32 first, struct bpf_insn *insns);

#endif /* __KFUNC_IMPLICIT_ARGS_H */
