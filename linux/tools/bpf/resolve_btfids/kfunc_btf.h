/* SPDX-License-Identifier: (LGPL-2.1 OR BSD-2-Clause) */
#ifndef __KFUNC_BTF_H
#define __KFUNC_BTF_H

struct btf;
struct kfunc_table;

/*
 * kfunc_btf__complete() adds to @btf the _impl FUNCs that pahole left out.
 * kfunc_table__resolve() has looked up those that are there, and
 * kfunc_table__check_pairs() comes afterwards.
 *
 * Returns 0, or a negative errno after a message.
 */
int kfunc_btf__complete(struct kfunc_table *table, struct btf *btf);

#endif /* __KFUNC_BTF_H */
