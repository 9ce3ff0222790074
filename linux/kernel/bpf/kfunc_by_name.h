/* SPDX-License-Identifier: GPL-2.0 */
#ifndef __KFUNC_BY_NAME_H
#define __KFUNC_BY_NAME_H

struct bpf_verifier_env;

int bpf_resolve_kfunc_calls_by_name(struct bpf_verifier_env *env);

#endif /* __KFUNC_BY_NAME_H */
