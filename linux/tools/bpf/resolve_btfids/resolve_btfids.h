/* SPDX-License-Identifier: (LGPL-2.1 OR BSD-2-Clause) */
#ifndef __RESOLVE_BTFIDS_H
#define __RESOLVE_BTFIDS_H

#include <endian.h>
#include <stdbool.h>
#include <gelf.h>
#include <linux/rbtree.h>

#define ADDR_CNT	100

#if __BYTE_ORDER == __LITTLE_ENDIAN
# define ELFDATANATIVE	ELFDATA2LSB
#elif __BYTE_ORDER == __BIG_ENDIAN
# define ELFDATANATIVE	ELFDATA2MSB
#else
# error "Unknown machine endianness!"
#endif

struct btf_id {
	struct rb_node	 rb_node;
	char		*name;
	union {
		int	 id;
		int	 cnt;
	};
	int		 own_id;  /* of kfuncs: FUNC in the object's own BTF, or 0 */
	int		 impl_id; /* of pairs: likewise for the _impl FUNC */
	int		 addr_cnt;
	bool		 is_set;
	bool		 is_set8;
	int		*new_idx; /* of set8 entries, by index before sorting */
	Elf64_Addr	 addr[ADDR_CNT];
};

struct object {
	const char *path;
	const char *btf;
	const char *base_btf_path;

	struct {
		int		 fd;
		Elf		*elf;
		Elf_Data	*symbols;
		Elf_Data	*idlist;
		Elf_Data	*pairs;
		int		 symbols_shndx;
		int		 idlist_shndx;
		int		 pairs_shndx;
		size_t		 strtabidx;
		unsigned long	 idlist_addr;
		unsigned long	 pairs_addr;
		int		 encoding;
	} efile;

	struct rb_root	sets;
	struct rb_root	structs;
	struct rb_root	unions;
	struct rb_root	typedefs;
	struct rb_root	funcs;
	struct rb_root	pairs;	/* of kfuncs with implicit arguments */

	void	*new_btf;	/* what .BTF has to become, if not NULL */
	size_t	 new_btf_size;

	int nr_funcs;
	int nr_structs;
	int nr_unions;
	int nr_typedefs;
};

struct btf_id *btf_id__find(struct rb_root *root, const char *name);

/* The set8 that the entry at @addr is in, and the entry's index. */
struct btf_id *find_set8(struct object *obj, Elf64_Addr addr, int *idx);

#endif /* __RESOLVE_BTFIDS_H */
