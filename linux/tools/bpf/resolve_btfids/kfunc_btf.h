/* SPDX-License-Identifier: (LGPL-2.1 OR BSD-2-Clause) */
#ifndef __KFUNC_BTF_H
#define __KFUNC_BTF_H

#include "resolve_btfids.h"

struct btf;

/*
 * kfunc_btf__complete() adds to @btf the FUNCs of kfuncs that pahole left out.
 * kfunc_table__resolve() has looked up those that are there. If there was something
 * to add, obj->new_btf is set.
 * kfunc_btf__store() replaces the object's .BTF section by obj->new_btf. Nobody may
 * have the file open meanwhile.
 *
 * Both return 0, or a negative errno after a message.
 */
int kfunc_btf__complete(struct object *obj, struct btf *btf);
int kfunc_btf__store(struct object *obj);

#endif /* __KFUNC_BTF_H */
