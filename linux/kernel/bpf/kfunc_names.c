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
 *
 * BTF has no index by name. Whoever has names to look up collects all of them
 * and then asks once, for one pass over the BTF (btf_func_names_look_up()).
 */
#include <linux/bitops.h>
#include <linux/bpf.h>
#include <linux/btf.h>
#include <linux/btf_kfunc.h>
#include <linux/log2.h>
#include <linux/slab.h>
#include <linux/stringhash.h>

struct btf_func_name {
	u64 hashlen;
	const char *name;
	u32 id;
	s32 next;	/* in the same bucket, or -1 */
};

struct btf_func_names {
	u32 cnt;
	u32 max;
	u32 mask;
	s32 *buckets;
	struct btf_func_name names[] __counted_by(max);
};

static u64 hash_name(const char *name)
{
	return hashlen_string(NULL, name);
}

static s32 *bucket_of(const struct btf_func_names *names, u64 hashlen)
{
	return &names->buckets[hashlen_hash(hashlen) & names->mask];
}

static struct btf_func_name *find_name(struct btf_func_names *names, const char *name)
{
	u64 hashlen = hash_name(name);
	s32 i;

	for (i = *bucket_of(names, hashlen); i >= 0; i = names->names[i].next)
		if (names->names[i].hashlen == hashlen && !strcmp(names->names[i].name, name))
			return &names->names[i];
	return NULL;
}

/**
 * btf_func_names_new - Allocate an empty collection of function names
 * @max: how many names will be added at most
 *
 * A collection is for one user: there is no lock in it. May sleep.
 *
 * Return: the collection, to be freed with btf_func_names_free(), or NULL.
 */
struct btf_func_names *btf_func_names_new(u32 max)
{
	struct btf_func_names *names;
	u32 nr_buckets;

	/* mostly empty buckets: nearly all of the names in a BTF are others */
	nr_buckets = roundup_pow_of_two(max(max, 1U)) * 4;

	names = kvzalloc(struct_size(names, names, max), GFP_KERNEL);
	if (!names)
		return NULL;
	names->buckets = kvmalloc_array(nr_buckets, sizeof(*names->buckets), GFP_KERNEL);
	if (!names->buckets) {
		kvfree(names);
		return NULL;
	}
	memset(names->buckets, -1, nr_buckets * sizeof(*names->buckets));
	names->mask = nr_buckets - 1;
	names->max = max;
	return names;
}

/**
 * btf_func_names_free - Free a collection of function names
 * @names: the collection, or NULL
 *
 * May not be called in atomic context.
 */
void btf_func_names_free(struct btf_func_names *names)
{
	if (!names)
		return;
	kvfree(names->buckets);
	kvfree(names);
}

/**
 * btf_func_names_add - Add a name to a collection
 * @names: the collection
 * @name:  the name, which has to live as long as the collection
 *
 * Adding a name again does nothing.
 *
 * Return: false if there is no room for it.
 */
bool btf_func_names_add(struct btf_func_names *names, const char *name)
{
	struct btf_func_name *new;
	s32 *bucket;

	if (find_name(names, name))
		return true;
	if (names->cnt == names->max)
		return false;

	new = &names->names[names->cnt];
	new->name = name;
	new->hashlen = hash_name(name);
	bucket = bucket_of(names, new->hashlen);
	new->next = *bucket;
	*bucket = names->cnt++;
	return true;
}

/**
 * btf_func_names_has - Is a name in a collection?
 * @names: the collection
 * @name:  the name
 *
 * Return: true if it has been added.
 */
bool btf_func_names_has(struct btf_func_names *names, const char *name)
{
	return find_name(names, name);
}

/**
 * btf_func_names_look_up - Find all names of a collection among a BTF's functions
 * @names: the collection
 * @btf:   BTF of vmlinux; the caller holds a reference
 *
 * Takes one pass over @btf, however many names there are; may sleep.
 */
void btf_func_names_look_up(struct btf_func_names *names, const struct btf *btf)
{
	struct btf_func_name *name;
	const struct btf_type *t;
	u32 id, found = 0;

	for (id = 1; id < btf_nr_types(btf) && found < names->cnt; id++) {
		if (!(id % 4096))
			cond_resched();
		t = btf_type_by_id(btf, id);
		if (!btf_type_is_func(t))
			continue;
		name = find_name(names, btf_name_by_offset(btf, t->name_off));
		if (name && !name->id) {
			name->id = id;
			found++;
		}
	}
}

/**
 * btf_func_names_id - Get what btf_func_names_look_up() found
 * @names: the collection
 * @name:  a name in it
 *
 * Return: id of the FUNC of that name, 0 when there is none.
 */
u32 btf_func_names_id(struct btf_func_names *names, const char *name)
{
	const struct btf_func_name *found = find_name(names, name);

	return found ? found->id : 0;
}

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

static int check_other_kfunc(const struct btf *other, int hook, u32 id, u32 flags, void *data)
{
	const struct names_check *check = data;
	const char *name, *impl;

	if (other == check->btf)
		return 0;
	name = btf_kfunc_name(other, id);
	if (btf_func_names_has(check->names, name))
		return name_taken(check->btf, name, btf_get_name(other));
	impl = btf_kfunc_impl_name(other, id);
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
		err = check_vmlinux_func(check, btf_kfunc_name(check->btf, id));
		impl = btf_kfunc_impl_name(check->btf, id);
		if (!err && impl)
			err = check_vmlinux_func(check, impl);
		if (err)
			return err;
	}
	return btf_walk_module_kfuncs(check_other_kfunc, (void *)check);
}

/**
 * btf_kfunc_check_names - Check that the names of a module's kfuncs are free
 * @btf: BTF of a module
 * @set: kfuncs that the module is about to register; all of them are FUNCs of @btf
 *
 * Names that the module has registered already, for another program type, are
 * not looked up again. For all others together it takes one pass over vmlinux'
 * BTF and one over the other modules' kfuncs.
 *
 * Must be called with kfunc_register_mutex held, until the set is registered:
 * of two modules that load at the same time one finds the other's kfuncs. May
 * sleep.
 *
 * Return: 0; -EINVAL and a message which names the kfunc, @btf's module and who
 * has that name when there is one (-EEXIST would do for the kernel, but kmod
 * takes it for "the module is loaded already" and reports success); -ENOMEM.
 */
int btf_kfunc_check_names(const struct btf *btf, const struct btf_id_set8 *set)
{
	struct names_check check = { .btf = btf };
	const char *impl;
	u32 i, id;
	int err;

	check.names = btf_func_names_new(2 * set->cnt);
	if (!check.names)
		return -ENOMEM;

	for (i = 0; i < set->cnt; i++) {
		id = btf_relocate_id(btf, set->pairs[i].id);
		if (btf_kfunc_is_registered(btf, id))
			continue;
		btf_func_names_add(check.names, btf_kfunc_name(btf, id));
		impl = btf_kfunc_impl_name(btf, id);
		if (impl)
			btf_func_names_add(check.names, impl);
	}

	err = check.names->cnt ? check_names(&check, set) : 0;
	btf_func_names_free(check.names);
	return err;
}
