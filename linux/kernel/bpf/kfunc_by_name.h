/* SPDX-License-Identifier: GPL-2.0 */
#ifndef __KFUNC_BY_NAME_H
#define __KFUNC_BY_NAME_H

#include <linux/types.h>

struct bpf_insn;
struct bpf_kfunc_callees;
struct bpf_prog;
struct bpf_verifier_env;
struct bpf_verifier_log;
struct btf_func_names;

bool bpf_prog_calls_kfuncs_by_name(const struct bpf_prog *prog);
int bpf_kfuncs_by_name_calc_tag(struct bpf_verifier_env *env);
int bpf_get_kfunc_callees(struct bpf_verifier_log *log, const struct bpf_prog *prog,
			  struct bpf_insn *insns, struct bpf_kfunc_callees *callees);
void bpf_kfuncs_by_name_log(struct bpf_verifier_log *log, const struct bpf_prog *prog);
int bpf_resolve_kfunc_calls_by_name(struct bpf_verifier_env *env);
void bpf_look_up_kfuncs_by_name(struct btf_func_names *names);

#endif /* __KFUNC_BY_NAME_H */
