/* SPDX-License-Identifier: (LGPL-2.1 OR BSD-2-Clause) */
#ifndef __KFUNC_TABLE_H
#define __KFUNC_TABLE_H

#include <libelf.h>

struct btf;
struct kfunc_table;

/*
 * kfunc_table__new() reads the kfunc sets and the pair table of an ELF object,
 * kfunc_table__resolve() looks up both FUNCs of every pair in the object's BTF,
 * kfunc_table__patch() writes their ids into the pair table.
 *
 * Each of them fails with a message that names the kfunc. The latter two do
 * nothing when there is no kfunc with implicit arguments.
 */
int kfunc_table__new(Elf *elf, struct kfunc_table **ptable);
int kfunc_table__resolve(struct kfunc_table *table, const struct btf *btf);
void kfunc_table__patch(struct kfunc_table *table);
void kfunc_table__free(struct kfunc_table *table);

#endif /* __KFUNC_TABLE_H */
