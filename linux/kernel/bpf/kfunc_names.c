// SPDX-License-Identifier: GPL-2.0
/*
 * The one namespace of kfuncs.
 *
 * A program names a kfunc, libbpf looks the name up in vmlinux' BTF, then in
 * that of each module, and takes the first one that it finds. A second kfunc of
 * the same name would never be called, or be called instead of the first one,
 * depending on which was loaded earlier. So a module may not register a kfunc
 * with the name of a function in vmlinux' BTF or of another module's kfunc;
 * both names of a kfunc with implicit arguments count. A function of another
 * module that is no kfunc does not own its name: libbpf may find it first, but
 * then the verifier refuses to call it, and no wrong body is run.
 */
#include <linux/bpf.h>
#include <linux/btf.h>
#include <linux/btf_ids.h>
#include "btf_func_names.h"
#include "kfunc_names.h"
#include "kfunc_pairs.h"
#include "kfunc_sets.h"

static int name_taken(const struct btf *btf, const char *name, const char *owner)
{
	pr_err("kfunc %s of %s: %s has a function of that name already; rename it\n",
	       name, btf_get_name(btf), owner);
	return -EINVAL;
}

struct names_check {
	const struct btf *btf;
	struct btf_func_names *names;
};

/* The second name of a kfunc with implicit arguments, NULL for any other */
static const char *impl_name(const struct btf *btf, u32 id)
{
	struct kfunc_info kfunc;

	if (kfunc_resolve(btf, id, &kfunc) || !kfunc.impl_id)
		return NULL;
	return kfunc_name(btf, kfunc.impl_id);
}

static int check_other_kfunc(const struct btf *other, int hook, u32 id, u32 flags, void *data)
{
	const struct names_check *check = data;
	const char *name, *impl;

	if (other == check->btf)
		return 0;
	name = kfunc_name(other, id);
	if (btf_func_names_has(check->names, name))
		return name_taken(check->btf, name, btf_get_name(other));
	impl = impl_name(other, id);
	if (impl && btf_func_names_has(check->names, impl))
		return name_taken(check->btf, impl, btf_get_name(other));
	return 0;
}

static int check_vmlinux_func(const struct names_check *check, const char *name)
{
	if (!btf_func_names_id(check->names, name))
		return 0;
	return name_taken(check->btf, name, "vmlinux");
}

static int check_names(const struct names_check *check, const struct btf_id_set8 *set)
{
	const char *impl;
	u32 i, id;
	int err;

	btf_func_names_look_up(check->names, bpf_get_btf_vmlinux());

	for (i = 0; i < set->cnt; i++) {
		id = btf_relocate_id(check->btf, set->pairs[i].id);
		err = check_vmlinux_func(check, kfunc_name(check->btf, id));
		impl = impl_name(check->btf, id);
		if (!err && impl)
			err = check_vmlinux_func(check, impl);
		if (err)
			return err;
	}
	return btf_walk_module_kfuncs(check_other_kfunc, (void *)check);
}

/**
 * kfunc_check_names - Check that the names of a module's kfuncs are free
 * @btf: BTF of a module
 * @set: kfuncs that the module is about to register; all of them are FUNCs of @btf
 *
 * Names that the module has registered already, for another program type, are
 * not looked up again. All others are looked up at once in vmlinux' BTF, and in one
 * pass over the other modules' kfuncs.
 *
 * Must be called with kfunc_register_mutex held, until the set is registered:
 * of two modules that load at the same time one finds the other's kfuncs. May
 * sleep.
 *
 * Return: 0; -EINVAL and a message which names the kfunc, @btf's module and who
 * has that name when there is one (-EEXIST would do for the kernel, but kmod
 * takes it for "the module is loaded already" and reports success); -ENOMEM.
 */
int kfunc_check_names(const struct btf *btf, const struct btf_id_set8 *set)
{
	struct names_check check = { .btf = btf };
	const char *impl;
	bool any = false;
	u32 i, id;
	int err;

	check.names = btf_func_names_new(2 * set->cnt);
	if (!check.names)
		return -ENOMEM;

	for (i = 0; i < set->cnt; i++) {
		id = btf_relocate_id(btf, set->pairs[i].id);
		if (kfunc_is_registered(btf, id))
			continue;
		any = true;
		btf_func_names_add(check.names, kfunc_name(btf, id));
		impl = impl_name(btf, id);
		if (impl)
			btf_func_names_add(check.names, impl);
	}

	err = any ? check_names(&check, set) : 0;
	btf_func_names_free(check.names);
	return err;
}
