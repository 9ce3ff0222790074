// SPDX-License-Identifier: GPL-2.0
#include <linux/btf.h>
#include "btf_func_names.h"

/**
 * btf_func_names_look_up - Find all names of a collection among a BTF's functions
 * @names: the collection
 * @btf:   BTF of vmlinux; the caller holds a reference
 *
 * The build sorts @btf by name, so each name takes a binary search. In a BTF that is not
 * sorted each takes a pass.
 */
void btf_func_names_look_up(struct btf_func_names *names, const struct btf *btf)
{
	s32 id;
	u32 i;

	for (i = 0; i < names->cnt; i++) {
		id = btf_find_by_name_kind(btf, names->names[i].name, BTF_KIND_FUNC);
		names->names[i].id = max(id, 0);
	}
}
