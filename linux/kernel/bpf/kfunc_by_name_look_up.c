// SPDX-License-Identifier: GPL-2.0
#include <linux/bpf.h>
#include <linux/btf.h>
#include "btf_func_names.h"
#include "kfunc_by_name.h"
#include "kfunc_pairs.h"
#include "kfunc_sets.h"

static void note_id(struct btf_func_names *names, const struct btf *btf, u32 id)
{
	struct btf_func_name *called = btf_func_names_find(names, kfunc_name(btf, id));

	if (called)
		called->id = id;
}

static int note_kfunc(const struct btf *btf, int hook, u32 id, u32 flags, void *data)
{
	struct btf_func_names *names = data;
	struct kfunc_info kfunc;

	note_id(names, btf, id);
	if (flags & KF_IMPLICIT_ARGS && !kfunc_resolve(btf, id, &kfunc))
		note_id(names, btf, kfunc.impl_id);
	return 0;
}

/**
 * bpf_look_up_kfuncs_by_name - Find the kfuncs of vmlinux that have given names
 * @names: names, either one of a kfunc with implicit arguments
 *
 * BTF has no index by name. There are a hundred times as many types as kfuncs, so this
 * takes one pass over the kfuncs, however many names there are. May be called as soon
 * as there are programs: sets of vmlinux do not change after the last initcall.
 */
void bpf_look_up_kfuncs_by_name(struct btf_func_names *names)
{
	btf_walk_kfuncs(bpf_get_btf_vmlinux(), note_kfunc, names);
}
