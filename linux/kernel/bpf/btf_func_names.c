// SPDX-License-Identifier: GPL-2.0
/*
 * Looking up functions of a BTF by name, many at a time.
 *
 * BTF has no index by name. Whoever has names to look up collects all of them
 * and then asks once, for one pass over the BTF.
 */
#include <linux/bitops.h>
#include <linux/btf.h>
#include <linux/log2.h>
#include <linux/sched.h>
#include <linux/slab.h>
#include <linux/stringhash.h>
#include "btf_func_names.h"

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
