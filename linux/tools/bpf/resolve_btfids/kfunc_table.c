// SPDX-License-Identifier: (LGPL-2.1 OR BSD-2-Clause)

/*
 * The kfuncs of an object, and the pair table of those with implicit arguments.
 *
 * BTF_ID_FLAGS(func, bpf_foo, KF_IMPLICIT_ARGS) puts into section .BTF_ids
 * what it does for any kfunc, and into section .BTF_kfunc_pairs
 *
 *             __BTF_ID__pair__bpf_foo__5:
 *             .zero 8
 *
 * which receives the ids of the FUNCs bpf_foo and bpf_foo_impl.
 *
 * When BTF lacks one of them, the kernel could not verify a single call of
 * the kfunc, and its users would be told so by a program that does not load.
 * So whatever is wrong with a pair has to stop the build.
 */

#include <errno.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <byteswap.h>
#include <linux/btf_ids.h>
#include <bpf/btf.h>
#include "kfunc_pairs.h"
#include "kfunc_table.h"

/* BTF_SET8_KFUNCS, see include/linux/btf_ids.h */
#define SET8_KFUNCS	(1 << 0)

#define pr_err(fmt, ...) \
	fprintf(stderr, "FAILED: resolve_btfids: " fmt, ##__VA_ARGS__)

#define for_each_id(id, root)						\
	for (struct rb_node *node = rb_first(root);			\
	     node && (id = rb_entry(node, struct btf_id, rb_node));	\
	     node = rb_next(node))

/* struct btf_kfunc_pair in the kernel */
struct pair {
	__u32 interface_id;
	__u32 impl_id;
};

static __u32 read_ids(const struct object *obj, Elf64_Addr addr)
{
	const Elf_Data *ids = obj->efile.idlist;
	size_t off = addr - obj->efile.idlist_addr;
	__u32 val;

	if (off + sizeof(val) > ids->d_size)
		return 0;
	memcpy(&val, ids->d_buf + off, sizeof(val));
	return obj->efile.encoding != ELFDATANATIVE ? bswap_32(val) : val;
}

static const struct btf_id *find_kfunc_set(struct object *obj, Elf64_Addr addr)
{
	const struct btf_id *set;
	Elf64_Addr flags;
	int idx;

	set = find_set8(obj, addr, &idx);
	if (!set)
		return NULL;
	flags = set->addr[0] + offsetof(struct btf_id_set8, flags);
	return read_ids(obj, flags) & SET8_KFUNCS ? set : NULL;
}

bool kfunc_table__has(struct object *obj, Elf64_Addr addr)
{
	return find_kfunc_set(obj, addr);
}

/* Flags are what is next to the id, whether the set is sorted or not */
static bool has_implicit_args(const struct object *obj, Elf64_Addr addr)
{
	return read_ids(obj, addr + sizeof(__u32)) & KF_IMPLICIT_ARGS;
}

static int check_kfunc(struct object *obj, const struct btf_id *func)
{
	const struct btf_id *set, *prev_set = NULL;
	bool implicit, prev_implicit = false;
	int i, err = 0;

	for (i = 0; i < func->addr_cnt; i++) {
		set = find_kfunc_set(obj, func->addr[i]);
		if (!set)
			continue;

		implicit = has_implicit_args(obj, func->addr[i]);
		if (prev_set && implicit != prev_implicit) {
			pr_err("kfunc %s has KF_IMPLICIT_ARGS in one of the sets %s and %s only; set it in both\n",
			       func->name, prev_set->name, set->name);
			err = -EINVAL;
		}
		if (implicit && !btf_id__find(&obj->pairs, func->name)) {
			pr_err("kfunc %s has KF_IMPLICIT_ARGS in set %s, but no pair; declare it with BTF_ID_FLAGS()\n",
			       func->name, set->name);
			err = -EINVAL;
		}
		prev_set = set;
		prev_implicit = implicit;
	}
	return err;
}

static int check_pair_flag(struct object *obj, const struct btf_id *pair)
{
	const struct btf_id *func = btf_id__find(&obj->funcs, pair->name);
	int i;

	for (i = 0; func && i < func->addr_cnt; i++)
		if (find_kfunc_set(obj, func->addr[i]) &&
		    has_implicit_args(obj, func->addr[i]))
			return 0;

	pr_err("%s has a pair, but no kfunc set lists it with KF_IMPLICIT_ARGS; declare it with BTF_ID_FLAGS() in one\n",
	       pair->name);
	return -EINVAL;
}

int kfunc_table__check_flags(struct object *obj)
{
	struct btf_id *id;
	int err = 0;

	for_each_id(id, &obj->funcs)
		err = check_kfunc(obj, id) ?: err;
	for_each_id(id, &obj->pairs)
		err = check_pair_flag(obj, id) ?: err;
	return err;
}

static int set_pair_id(int *slot, const struct btf_id *pair, const char *suffix, int id)
{
	if (*slot) {
		pr_err("kfunc %s: more than one FUNC %s%s in BTF; rename the other function\n",
		       pair->name, pair->name, suffix);
		return -EINVAL;
	}
	*slot = id;
	return 0;
}

static int resolve_pair(struct object *obj, const char *name, int id)
{
	size_t len = strlen(name), sfx_len = strlen(KFUNC_PAIR_IMPL_SUFFIX);
	struct btf_id *pair;
	char *kfunc;
	int err;

	pair = btf_id__find(&obj->pairs, name);
	if (pair) {
		err = set_pair_id(&pair->own_id, pair, "", id);
		if (err)
			return err;
	}

	if (len <= sfx_len || strcmp(name + len - sfx_len, KFUNC_PAIR_IMPL_SUFFIX))
		return 0;
	kfunc = strndup(name, len - sfx_len);
	if (!kfunc)
		return -ENOMEM;
	pair = btf_id__find(&obj->pairs, kfunc);
	free(kfunc);

	return pair ? set_pair_id(&pair->impl_id, pair, KFUNC_PAIR_IMPL_SUFFIX, id) : 0;
}

int kfunc_table__resolve(struct object *obj, const struct btf *btf)
{
	const struct btf *base = btf__base_btf(btf);
	const struct btf_type *t;
	struct btf_id *func;
	const char *name;
	int err;
	__u32 id;

	for (id = base ? btf__type_cnt(base) : 1; id < btf__type_cnt(btf); id++) {
		t = btf__type_by_id(btf, id);
		if (!btf_is_func(t))
			continue;
		name = btf__name_by_offset(btf, t->name_off);
		func = btf_id__find(&obj->funcs, name);
		if (func && !func->own_id)
			func->own_id = id;
		err = resolve_pair(obj, name, id);
		if (err)
			return err;
	}
	return 0;
}

static const struct btf_type *func_proto(const struct btf *btf, __u32 func_id)
{
	return btf__type_by_id(btf, btf__type_by_id(btf, func_id)->type);
}

bool kfunc_table__pair_fits(const struct btf *btf, const struct btf_id *pair)
{
	const struct btf_type *interface = func_proto(btf, pair->own_id);
	const struct btf_type *impl = func_proto(btf, pair->impl_id);

	return interface->type == impl->type && btf_vlen(interface) < btf_vlen(impl) &&
	       !memcmp(btf_params(interface), btf_params(impl),
		       btf_vlen(interface) * sizeof(struct btf_param));
}

static int check_pair(const struct btf *btf, const struct btf_id *pair)
{
	if (!pair->own_id) {
		pr_err("kfunc %s: no such FUNC in BTF; is it compiled in, and marked __bpf_kfunc?\n",
		       pair->name);
		return -ENOENT;
	}
	if (!pair->impl_id) {
		pr_err("kfunc %s has KF_IMPLICIT_ARGS, but BTF has no %s" KFUNC_PAIR_IMPL_SUFFIX
		       "; before the BTF is linked, pahole (BTF feature implicit_args) or resolve_btfids --make_pairs has to add it\n",
		       pair->name, pair->name);
		return -ENOENT;
	}
	if (!kfunc_table__pair_fits(btf, pair)) {
		pr_err("kfunc %s: its prototype in BTF is not that of %s" KFUNC_PAIR_IMPL_SUFFIX
		       " without implicit arguments; rename the function %s" KFUNC_PAIR_IMPL_SUFFIX
		       " if there is one\n",
		       pair->name, pair->name, pair->name);
		return -EINVAL;
	}
	return 0;
}

int kfunc_table__check_pairs(struct object *obj, const struct btf *btf)
{
	struct btf_id *pair;
	int err = 0;

	for_each_id(pair, &obj->pairs)
		err = check_pair(btf, pair) ?: err;
	return err;
}

int kfunc_table__own_id(struct object *obj, const struct btf_id *func, Elf64_Addr addr)
{
	/* mostly there is nothing to choose from, and sets are many */
	if (!func->own_id || func->own_id == func->id)
		return 0;
	return kfunc_table__has(obj, addr) ? func->own_id : 0;
}

bool kfunc_table__is_own(struct object *obj, const struct btf_id *func, int type_id)
{
	int i;

	if (func->own_id != type_id)
		return false;
	for (i = 0; i < func->addr_cnt; i++)
		if (!kfunc_table__has(obj, func->addr[i]))
			return false;
	return true;
}

void kfunc_table__patch(struct object *obj)
{
	Elf_Data *data = obj->efile.pairs;
	struct btf_id *id;
	int i;

	if (!data)
		return;

	/* One kfunc has as many pairs as there are sets that list it. */
	for_each_id(id, &obj->pairs) {
		struct pair pair = { id->own_id, id->impl_id };

		for (i = 0; i < id->addr_cnt; i++)
			memcpy(data->d_buf + id->addr[i] - obj->efile.pairs_addr,
			       &pair, sizeof(pair));
	}

	/* libelf converts words to the object's byte order */
	data->d_type = ELF_T_WORD;
	elf_flagdata(data, ELF_C_SET, ELF_F_DIRTY);
}
