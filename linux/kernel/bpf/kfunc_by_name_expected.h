/* SPDX-License-Identifier: GPL-2.0 */
#ifndef __KFUNC_BY_NAME_EXPECTED_H
#define __KFUNC_BY_NAME_EXPECTED_H

#include <linux/bpfptr.h>

struct bpf_verifier_env;
union bpf_attr;

int bpf_check_expected_kfunc_callees(struct bpf_verifier_env *env, const union bpf_attr *attr,
				     bpfptr_t uattr);

#endif /* __KFUNC_BY_NAME_EXPECTED_H */
