// SPDX-License-Identifier: GPL-2.0
#include <linux/btf.h>
#include <linux/sched.h>
#include "btf_func_names.h"

/**
 * btf_func_names_look_up - Find all names of a collection among a BTF's functions
 * @names: the collection
 * @btf:   BTF of vmlinux; the caller holds a reference
 *
 * BTF has no index by name. This takes one pass over @btf, however many names there
 * are; may sleep.
 */
void btf_func_names_look_up(struct btf_func_names *names, const struct btf *btf)
{
	struct btf_func_name *name;
	const struct btf_type *t;
	u32 id, nr_types = btf_nr_types(btf), found = 0;

	for (id = 1; id < nr_types && found < names->cnt; id++) {
		if (!(id % 4096))
			cond_resched();
		t = btf_type_by_id(btf, id);
		if (!btf_type_is_func(t))
			continue;
		name = btf_func_names_find(names, btf_name_by_offset(btf, t->name_off));
		if (name && !name->id) {
			name->id = id;
			found++;
		}
	}
}
