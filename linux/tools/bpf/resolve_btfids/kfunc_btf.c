// SPDX-License-Identifier: (LGPL-2.1 OR BSD-2-Clause)

/*
 * The _impl FUNCs of kfuncs with implicit arguments, as far as BTF has none yet.
 *
 * pahole describes a function as the kernel declares it, and kfunc_pairs.c makes the
 * pair of it now. Nothing is added where the pair is there, which a pahole that is
 * asked for it can have made, with the same file.
 *
 * It has to be done before BTF becomes part of a linked vmlinux, and before the ids of
 * an object are resolved. main.c knows when that is.
 */

#include <bpf/btf.h>
#include "kfunc_btf.h"
#include "kfunc_pairs.h"
#include "kfunc_table.h"

int kfunc_btf__complete(struct kfunc_table *table, struct btf *btf)
{
	struct kfunc_node *kfunc;
	int id, err = 0;

	for_each_kfunc(kfunc, table) {
		/* kfunc_table__check_pairs() will say what is missing */
		if (!kfunc->nr_pairs || !kfunc->own_id)
			continue;
		if (kfunc->impl_id && kfunc__pair_fits(kfunc, btf))
			continue;

		id = kfunc_pair__add(btf, kfunc->own_id);
		if (id < 0)
			err = id;
		else
			kfunc->impl_id = id;
	}
	return err;
}
