// SPDX-License-Identifier: GPL-2.0
/*
 * Are two types the same, though they are described by two BTFs?
 *
 * "Compatible" in the sense of CO-RE is not enough where one function takes the
 * place of another: here names, sizes, offsets, qualifiers, and whatever a type
 * refers to have to be equal. Types form graphs with cycles; a pair of types
 * that is being compared already is taken to be equal, a difference will be
 * found where it is. Types that both BTFs have from the same base are the same
 * by their ids, which is what most comparisons end with soon.
 */
#include <linux/bpf.h>
#include <linux/btf.h>
#include <linux/hash.h>
#include <linux/slab.h>
#include "btf_equal.h"

/* Far more than what a kfunc's arguments refer to beyond types of the base. */
#define MAX_PAIRS	2048
#define PAIR_HASH_BITS	12

struct type_pair {
	u32 a;
	u32 b;
};

struct comparison {
	const struct btf *btf_a;
	const struct btf *btf_b;
	u32 nr_pairs;
	u32 nr_done;
	struct type_pair pairs[MAX_PAIRS];
	u16 slots[1 << PAIR_HASH_BITS];	/* index of a pair + 1, or 0 */
};

/* Of names of arguments nobody has checked that they are there. */
static bool same_name(const struct comparison *cmp, u32 name_off_a, u32 name_off_b)
{
	const char *name_a = btf_name_by_offset(cmp->btf_a, name_off_a);
	const char *name_b = btf_name_by_offset(cmp->btf_b, name_off_b);

	return name_a && name_b && !strcmp(name_a, name_b);
}

/* A type of a BTF that the other one is based on has one id in both. */
static bool same_type(const struct comparison *cmp, u32 a, u32 b)
{
	if (a != b)
		return false;
	return !a || cmp->btf_a == cmp->btf_b ||
	       btf_type_by_id(cmp->btf_a, a) == btf_type_by_id(cmp->btf_b, b);
}

/* Have a pair of types compared as well, unless it has been already. */
static int add_pair(struct comparison *cmp, u32 a, u32 b)
{
	u32 slot = hash_64((u64)a << 32 | b, PAIR_HASH_BITS);
	const struct type_pair *pair;

	if (same_type(cmp, a, b))
		return 0;

	for (; cmp->slots[slot]; slot = (slot + 1) % ARRAY_SIZE(cmp->slots)) {
		pair = &cmp->pairs[cmp->slots[slot] - 1];
		if (pair->a == a && pair->b == b)
			return 0;
	}
	if (cmp->nr_pairs == MAX_PAIRS)
		return -E2BIG;
	cmp->pairs[cmp->nr_pairs++] = (struct type_pair){ a, b };
	cmp->slots[slot] = cmp->nr_pairs;
	return 0;
}

static int compare_members(struct comparison *cmp, const struct btf_type *a,
			   const struct btf_type *b)
{
	const struct btf_member *ma = btf_type_member(a), *mb = btf_type_member(b);
	u32 i;
	int err;

	for (i = 0; i < btf_type_vlen(a); i++, ma++, mb++) {
		if (ma->offset != mb->offset || !same_name(cmp, ma->name_off, mb->name_off))
			return -ENOENT;
		err = add_pair(cmp, ma->type, mb->type);
		if (err)
			return err;
	}
	return 0;
}

static int compare_params(struct comparison *cmp, const struct btf_type *a,
			  const struct btf_type *b)
{
	const struct btf_param *pa = btf_params(a), *pb = btf_params(b);
	u32 i;
	int err;

	for (i = 0; i < btf_type_vlen(a); i++, pa++, pb++) {
		if (!same_name(cmp, pa->name_off, pb->name_off))
			return -ENOENT;
		err = add_pair(cmp, pa->type, pb->type);
		if (err)
			return err;
	}
	return add_pair(cmp, a->type, b->type);
}

static int compare_enums(const struct comparison *cmp, const struct btf_type *a,
			 const struct btf_type *b)
{
	const struct btf_enum *ea = btf_enum(a), *eb = btf_enum(b);
	u32 i;

	for (i = 0; i < btf_type_vlen(a); i++)
		if (ea[i].val != eb[i].val ||
		    !same_name(cmp, ea[i].name_off, eb[i].name_off))
			return -ENOENT;
	return 0;
}

static int compare_enums64(const struct comparison *cmp, const struct btf_type *a,
			   const struct btf_type *b)
{
	const struct btf_enum64 *ea = btf_enum64(a), *eb = btf_enum64(b);
	u32 i;

	for (i = 0; i < btf_type_vlen(a); i++)
		if (ea[i].val_lo32 != eb[i].val_lo32 || ea[i].val_hi32 != eb[i].val_hi32 ||
		    !same_name(cmp, ea[i].name_off, eb[i].name_off))
			return -ENOENT;
	return 0;
}

static int compare_arrays(struct comparison *cmp, const struct btf_type *a,
			  const struct btf_type *b)
{
	const struct btf_array *aa = btf_array(a), *ab = btf_array(b);

	return aa->nelems == ab->nelems ? add_pair(cmp, aa->type, ab->type) : -ENOENT;
}

static u32 int_data(const struct btf_type *t)
{
	return *(const u32 *)(t + 1);
}

/* Compare two types themselves; what they refer to becomes pairs. */
static int compare_pair(struct comparison *cmp, const struct type_pair *pair)
{
	const struct btf_type *a = btf_type_by_id(cmp->btf_a, pair->a);
	const struct btf_type *b = btf_type_by_id(cmp->btf_b, pair->b);

	/* info: kind, number of members or arguments, kind flag */
	if (!a || !b || !pair->a || !pair->b || a->info != b->info ||
	    !same_name(cmp, a->name_off, b->name_off))
		return -ENOENT;

	switch (BTF_INFO_KIND(a->info)) {
	case BTF_KIND_INT:
		return a->size == b->size && int_data(a) == int_data(b) ? 0 : -ENOENT;
	case BTF_KIND_FLOAT:
		return a->size == b->size ? 0 : -ENOENT;
	case BTF_KIND_FWD:
		return 0;
	case BTF_KIND_ENUM:
		return a->size == b->size ? compare_enums(cmp, a, b) : -ENOENT;
	case BTF_KIND_ENUM64:
		return a->size == b->size ? compare_enums64(cmp, a, b) : -ENOENT;
	case BTF_KIND_STRUCT:
	case BTF_KIND_UNION:
		return a->size == b->size ? compare_members(cmp, a, b) : -ENOENT;
	case BTF_KIND_ARRAY:
		return compare_arrays(cmp, a, b);
	case BTF_KIND_FUNC_PROTO:
		return compare_params(cmp, a, b);
	case BTF_KIND_PTR:
	case BTF_KIND_TYPEDEF:
	case BTF_KIND_CONST:
	case BTF_KIND_VOLATILE:
	case BTF_KIND_RESTRICT:
	case BTF_KIND_TYPE_TAG:
		return add_pair(cmp, a->type, b->type);
	default:
		return -ENOENT;
	}
}

/**
 * btf_types_equal - Compare a type of one BTF with a type of another, strictly
 * @btf_a: first BTF
 * @a:     type in @btf_a
 * @btf_b: second BTF
 * @b:     type in @btf_b
 *
 * The caller holds references to both BTFs. May sleep.
 *
 * Return: 0 when they are equal in all that they consist of and refer to,
 * -ENOENT when they differ, -E2BIG when they refer to too many types which the
 * BTFs do not share, -ENOMEM.
 */
int btf_types_equal(const struct btf *btf_a, u32 a, const struct btf *btf_b, u32 b)
{
	struct comparison *cmp;
	int err;

	cmp = kvzalloc(sizeof(*cmp), GFP_KERNEL);
	if (!cmp)
		return -ENOMEM;
	cmp->btf_a = btf_a;
	cmp->btf_b = btf_b;

	err = add_pair(cmp, a, b);
	while (!err && cmp->nr_done < cmp->nr_pairs)
		err = compare_pair(cmp, &cmp->pairs[cmp->nr_done++]);

	kvfree(cmp);
	return err;
}
