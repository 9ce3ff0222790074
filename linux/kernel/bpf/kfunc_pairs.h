/* SPDX-License-Identifier: GPL-2.0 */
#ifndef __KFUNC_PAIRS_H
#define __KFUNC_PAIRS_H

#include <linux/kfunc_pairs.h>

struct kfunc_pair;
struct kfunc_pairs;

/* vmlinux' own pair table; a module's is in its struct module */
extern const struct kfunc_pair __start_BTF_kfunc_pairs[];
extern const struct kfunc_pair __stop_BTF_kfunc_pairs[];

struct kfunc_pairs *kfunc_pairs_new(const struct btf *btf, const struct kfunc_pair *pairs,
				    u32 cnt);
void kfunc_pairs_free(struct kfunc_pairs *pairs);
const struct kfunc_pairs *btf_get_kfunc_pairs(const struct btf *btf);

int kfunc_check_flags(const struct btf *btf, u32 id, u32 flags);
const char *kfunc_name(const struct btf *btf, u32 id);

#endif /* __KFUNC_PAIRS_H */
