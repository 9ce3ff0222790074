/* SPDX-License-Identifier: GPL-2.0 */
#ifndef __BTF_FUNC_NAMES_H
#define __BTF_FUNC_NAMES_H

#include <linux/bitmap.h>
#include <linux/types.h>

struct btf;

struct btf_func_name {
	u64 hashlen;
	const char *name;
	u32 id;		/* of the FUNC that was found, or 0 */
	s32 next;	/* in the same bucket, or -1 */
};

struct btf_func_names {
	u32 cnt;
	u32 max;
	u32 mask;
	s32 *buckets;
	DECLARE_BITMAP(letters, 256);	/* that names begin with */
	struct btf_func_name names[] __counted_by(max);
};

struct btf_func_names *btf_func_names_new(u32 max);
void btf_func_names_free(struct btf_func_names *names);
bool btf_func_names_add(struct btf_func_names *names, const char *name);
struct btf_func_name *__btf_func_names_find(struct btf_func_names *names, const char *name);
void btf_func_names_look_up(struct btf_func_names *names, const struct btf *btf);

/* What there is of @name, or NULL if it has not been added. Most names in a BTF begin with
 * another letter than those that somebody looks for.
 */
static inline struct btf_func_name *btf_func_names_find(struct btf_func_names *names,
							const char *name)
{
	return test_bit((u8)*name, names->letters) ? __btf_func_names_find(names, name) : NULL;
}

/* Has @name been added? */
static inline bool btf_func_names_has(struct btf_func_names *names, const char *name)
{
	return btf_func_names_find(names, name);
}

/* The id of the FUNC of that name that was found, or 0 */
static inline u32 btf_func_names_id(struct btf_func_names *names, const char *name)
{
	const struct btf_func_name *found = btf_func_names_find(names, name);

	return found ? found->id : 0;
}

#endif /* __BTF_FUNC_NAMES_H */
