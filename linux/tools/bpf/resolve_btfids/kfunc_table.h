/* SPDX-License-Identifier: (LGPL-2.1 OR BSD-2-Clause) */
#ifndef __KFUNC_TABLE_H
#define __KFUNC_TABLE_H

#include <stdbool.h>
#include <linux/types.h>
#include "resolve_btfids.h"

struct btf;

/*
 * In the order of use:
 *
 * kfunc_table__check_flags() checks that the kfunc sets and the pair table of an
 * object agree.
 * kfunc_table__resolve() looks up the object's own FUNCs of its kfuncs, and both
 * FUNCs of every pair; it sets own_id and impl_id.
 * kfunc_table__check_pairs() checks that both are there and fit each other.
 * kfunc_table__patch() writes their ids into the pair table.
 *
 * The first three return 0, or a negative errno after a message that names the
 * kfunc.
 */
int kfunc_table__check_flags(struct object *obj);
int kfunc_table__resolve(struct object *obj, const struct btf *btf);
int kfunc_table__check_pairs(struct object *obj, const struct btf *btf);
void kfunc_table__patch(struct object *obj);

/* Is @addr in .BTF_ids an entry of a kfunc set? */
bool kfunc_table__has(struct object *obj, Elf64_Addr addr);

/*
 * The BTF of a module is on top of vmlinux's, which may have FUNCs of the same
 * names. A kfunc set is about functions of the module itself, any other list
 * takes the first FUNC of the name.
 *
 * kfunc_table__own_id() returns what goes to @addr of @func if it is the former,
 * else 0. kfunc_table__is_own() tells whether FUNC @type_id is that one, for all
 * the places where @func is listed.
 */
int kfunc_table__own_id(struct object *obj, const struct btf_id *func, Elf64_Addr addr);
bool kfunc_table__is_own(struct object *obj, const struct btf_id *func, int type_id);

/* Do the prototypes of both FUNCs of @pair fit each other? */
bool kfunc_table__pair_fits(const struct btf *btf, const struct btf_id *pair);

#endif /* __KFUNC_TABLE_H */
