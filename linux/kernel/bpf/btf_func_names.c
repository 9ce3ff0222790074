// SPDX-License-Identifier: GPL-2.0
/*
 * Names of functions, to be looked up in a BTF many at a time.
 *
 * Whoever has names to look up collects all of them and then asks once. How a BTF is
 * searched is in btf_func_names_look_up.c.
 */
#include <linux/log2.h>
#include <linux/slab.h>
#include <linux/stringhash.h>
#include "btf_func_names.h"

static u64 hash_name(const char *name)
{
	return hashlen_string(NULL, name);
}

static s32 *bucket_of(const struct btf_func_names *names, u64 hashlen)
{
	return &names->buckets[hashlen_hash(hashlen) & names->mask];
}

/**
 * __btf_func_names_find - Find a name in a collection, as btf_func_names_find()
 * @names: the collection
 * @name:  the name
 *
 * Return: what there is of the name, or NULL if it has not been added.
 */
struct btf_func_name *__btf_func_names_find(struct btf_func_names *names, const char *name)
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

	if (btf_func_names_find(names, name))
		return true;
	if (names->cnt == names->max)
		return false;

	new = &names->names[names->cnt];
	new->name = name;
	new->hashlen = hash_name(name);
	bucket = bucket_of(names, new->hashlen);
	new->next = *bucket;
	*bucket = names->cnt++;
	__set_bit((u8)*name, names->letters);
	return true;
}
