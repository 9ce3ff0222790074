/* SPDX-License-Identifier: (LGPL-2.1 OR BSD-2-Clause) */
#ifndef __KFUNC_TABLE_H
#define __KFUNC_TABLE_H

#include <stdbool.h>
#include <gelf.h>
#include <linux/rbtree.h>
#include <linux/types.h>

struct btf;

/* A set8 of .BTF_ids. Offsets are those in the section, checked against its size. */
struct kfunc_set {
	const char	*name;
	__u64		 off;		/* of the first entry */
	__u32		 cnt;
	bool		 is_kfuncs;	/* BTF_SET8_KFUNCS: a kfunc set */
};

/* A place in .BTF_ids that names a function */
struct kfunc_entry {
	__u64			 off;
	const struct kfunc_set	*set;	/* NULL for lists without flags */
	__u32			 flags;
};

/* A function that .BTF_ids names, a kfunc when one of the entries is in a kfunc set */
struct kfunc_node {
	struct rb_node		 rb_node;
	char			*name;
	struct kfunc_entry	*entries;
	int			 nr_entries;
	__u64			*pairs;		/* its places in .BTF_kfunc_pairs */
	int			 nr_pairs;
	int			 own_id;	/* FUNC in the object's own BTF, 0: none */
	int			 impl_id;	/* the same of the _impl FUNC */
};

struct kfunc_table {
	struct rb_root		 kfuncs;
	struct kfunc_set	*sets;
	int			 nr_sets;
	bool			 is_module;
	bool			 is_32bit;
	Elf_Data		*ids;		/* .BTF_ids */
	Elf_Data		*pairs;		/* .BTF_kfunc_pairs, NULL: none */
};

#define for_each_kfunc(kfunc, table)						\
	for (struct rb_node *node_ = rb_first(&(table)->kfuncs);		\
	     node_ && (kfunc = rb_entry(node_, struct kfunc_node, rb_node), true);	\
	     node_ = rb_next(node_))

/*
 * The passes, in this order. Those that return an int return 0, or a negative
 * errno after a message.
 *
 * kfunc_table__new() collects what the ELF file has of kfuncs, and checks that
 * the sets and the pair table agree. @host_order: somebody has converted .BTF_ids
 * to the byte order of the host already. Returns NULL after a message. The table is
 * for as long as @elf is open.
 * kfunc_table__resolve() looks up the object's own FUNCs in @btf. What the BTF
 * that @btf is on top of has by the same names are other functions. Whoever gives
 * the types other ids calls it again.
 * kfunc_table__check_pairs() checks that the kernel can make use of every pair.
 * kfunc_table__warn() prints what may be meant otherwise, and returns how much of
 * that is to fail a build that takes warnings for errors.
 * kfunc_table__patch() writes the ids into the kfunc sets, which are not sorted
 * yet, and into the pair table, in the byte order of the host.
 */
struct kfunc_table *kfunc_table__new(Elf *elf, bool host_order);
int kfunc_table__resolve(struct kfunc_table *table, const struct btf *btf);
int kfunc_table__check_pairs(const struct kfunc_table *table, const struct btf *btf);
int kfunc_table__warn(const struct kfunc_table *table, const struct btf *btf);
void kfunc_table__patch(struct kfunc_table *table);

/* Is FUNC @id what all places that name function @name get from the table? */
bool kfunc_table__is_own(const struct kfunc_table *table, const char *name, int id);

/* Do the prototypes of both FUNCs of @kfunc fit each other? */
bool kfunc__pair_fits(const struct kfunc_node *kfunc, const struct btf *btf);

#endif /* __KFUNC_TABLE_H */
