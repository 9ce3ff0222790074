// SPDX-License-Identifier: GPL-2.0
/*
 * What a kfunc's id in BTF stands for.
 *
 * A kfunc with implicit arguments (KF_IMPLICIT_ARGS) is one kernel function
 *
 *	__bpf_kfunc int bpf_foo(int a, struct bpf_prog_aux *aux);
 *
 * and two FUNCs in BTF:
 *
 *	bpf_foo(int a)			the interface: symbol, flags, and what
 *					a BPF program calls
 *	bpf_foo_impl(int a, void *aux)	the kernel's own prototype; there is no
 *					such symbol
 *
 * A program may call either, since bpf_foo_impl() is what such kfuncs were
 * called, and what programs were compiled against, before they had an
 * interface. That is why an implicit pointer is a void pointer in the _impl
 * prototype: libbpf compares it with the one the program was compiled with.
 *
 * The two are joined by the pair table, which BTF_ID_FLAGS() declares and
 * resolve_btfids fills; vmlinux and each module have their own. The ids in a
 * table are valid in that table's BTF only, so every lookup is by BTF and id. A
 * module's BTF takes ids of vmlinux' as well, those are looked up in vmlinux'.
 *
 * kfunc_resolve() is the one place that knows about pairs. Its callers get
 * the interface's id and the full prototype whichever FUNC they ask for, and
 * then have no use for the _impl id any more.
 */
#include <linux/bpf.h>
#include <linux/bsearch.h>
#include <linux/btf.h>
#include <linux/btf_ids.h>
#include <linux/btf_kfunc_implicit.h>
#include <linux/slab.h>
#include <linux/sort.h>
#include "kfunc_implicit_args.h"
#include "kfunc_pairs.h"

static_assert(BTF_KFUNC_PAIR_FLAG == KF_IMPLICIT_ARGS);

/*
 * A pair is found by either of its ids, hence listed under both of them. One with
 * a defect is listed, too, with impl_id 0: it has no prototype to rely on.
 */
struct kfunc_pairs {
	u32 cnt;
	struct kfunc_pair_ref {
		u32 id;
		struct kfunc_pair pair;
	} refs[] __counted_by(cnt);
};

static int cmp_pair_ref(const void *a, const void *b)
{
	const struct kfunc_pair_ref *ra = a, *rb = b;

	return cmp_int(ra->id, rb->id);
}

/* of two pairs with the same id, the one without a defect comes first */
static int cmp_new_pair_ref(const void *a, const void *b)
{
	const struct kfunc_pair_ref *ra = a, *rb = b;

	return cmp_pair_ref(a, b) ?: !ra->pair.impl_id - !rb->pair.impl_id;
}

static const struct btf *owner_of(const struct btf *btf, u32 id)
{
	const struct btf *base = btf_base_btf(btf);

	return base && id < btf_nr_types(base) ? base : btf;
}

static const struct kfunc_pair *find_pair(const struct btf *btf, u32 id)
{
	const struct kfunc_pairs *pairs = btf_get_kfunc_pairs(owner_of(btf, id));
	const struct kfunc_pair_ref key = { .id = id };
	const struct kfunc_pair_ref *ref;

	if (!pairs)
		return NULL;
	ref = bsearch(&key, pairs->refs, pairs->cnt, sizeof(key), cmp_pair_ref);
	return ref ? &ref->pair : NULL;
}

static const struct btf_type *func_by_id(const struct btf *btf, u32 id)
{
	const struct btf_type *func = btf_type_by_id(btf, id);

	return func && btf_type_is_func(func) ? func : NULL;
}

static const struct btf_type *own_func_by_id(const struct btf *btf, u32 id)
{
	return owner_of(btf, id) == btf ? func_by_id(btf, id) : NULL;
}

static const struct btf_type *proto_of(const struct btf *btf,
				       const struct btf_type *func)
{
	const struct btf_type *proto = btf_type_by_id(btf, func->type);

	return proto && btf_type_is_func_proto(proto) ? proto : NULL;
}

/**
 * kfunc_resolve - Find out which kernel function an id stands for
 * @btf:   BTF of vmlinux, of a module, or of a program, which has functions of
 *         its own and no pairs; the caller holds a reference
 * @id:    id of a FUNC in @btf: a kfunc, one of the two FUNCs of a kfunc with
 *         implicit arguments, or any other kernel function
 * @kfunc: filled in on success; its pointers live as long as @btf
 *
 * Takes O(log n) for n pairs in @btf and may be called in any context.
 *
 * Return: 0; -ENOENT when @id is not a FUNC of @btf; -EINVAL when the FUNC has
 * no valid prototype; -EUCLEAN when it is one of a pair in which
 * kfunc_pairs_new() has found a defect. Nobody may call or attach to that
 * kfunc then, as nobody knows which registers it wants to be filled.
 */
int kfunc_resolve(const struct btf *btf, u32 id, struct kfunc_info *kfunc)
{
	const struct btf_type *func, *proto, *impl;
	const struct kfunc_pair *pair;

	pair = find_pair(btf, id);
	if (pair)
		id = pair->interface_id;

	func = func_by_id(btf, id);
	if (!func)
		return -ENOENT;
	proto = proto_of(btf, func);
	if (!proto)
		return -EINVAL;
	if (pair && !pair->impl_id)
		return -EUCLEAN;

	kfunc->id = id;
	kfunc->impl_id = pair ? pair->impl_id : 0;
	kfunc->name = btf_name_by_offset(btf, func->name_off);
	kfunc->proto = proto;
	kfunc->nr_args = btf_type_vlen(proto);

	if (pair) {
		impl = func_by_id(btf, pair->impl_id);
		kfunc->proto = proto_of(btf, impl);
	}
	return 0;
}

static bool is_impl_name(const char *impl, const char *interface)
{
	size_t len = strlen(interface);

	return !strncmp(impl, interface, len) && !strcmp(impl + len, KFUNC_IMPL_SUFFIX);
}

static bool is_proto_prefix(const struct btf_type *interface, const struct btf_type *impl)
{
	u32 nr_args = btf_type_vlen(interface);

	return interface->type == impl->type && nr_args < btf_type_vlen(impl) &&
	       !memcmp(btf_params(interface), btf_params(impl),
		       nr_args * sizeof(struct btf_param));
}

/* What is wrong with a pair, or NULL. */
static const char *pair_defect(const struct btf *btf, const struct kfunc_pair *pair)
{
	const struct btf_type *interface, *impl, *interface_proto, *impl_proto;

	interface = own_func_by_id(btf, pair->interface_id);
	impl = own_func_by_id(btf, pair->impl_id);
	if (!interface || !impl)
		return "its pair is not resolved; was it built with this kernel's resolve_btfids?";
	if (!is_impl_name(btf_name_by_offset(btf, impl->name_off),
			  btf_name_by_offset(btf, interface->name_off)))
		return "its pair names another function; is its BTF damaged?";

	interface_proto = proto_of(btf, interface);
	impl_proto = proto_of(btf, impl);
	if (!interface_proto || !impl_proto)
		return "its pair has no valid prototypes; is its BTF damaged?";
	if (!is_proto_prefix(interface_proto, impl_proto))
		return "its prototype is not how its _impl's begins; is its BTF damaged?";
	return bpf_implicit_args_defect(btf, impl_proto, btf_type_vlen(interface_proto));
}

/**
 * kfunc_name - Get the name of a kfunc
 * @btf: BTF of vmlinux or of a module
 * @id:  id of a FUNC in @btf
 *
 * The caller holds a reference to @btf as long as it uses the name. May be
 * called in any context.
 *
 * Return: the FUNC's name, "(unknown)" when @id is not a FUNC.
 */
const char *kfunc_name(const struct btf *btf, u32 id)
{
	const struct btf_type *func = func_by_id(btf, id);

	return func ? btf_name_by_offset(btf, func->name_off) : "(unknown)";
}

static void add_pair_ref(struct kfunc_pairs *index, u32 id, u32 interface_id, u32 impl_id)
{
	index->cnt++;
	index->refs[index->cnt - 1] = (struct kfunc_pair_ref){
		.id = id,
		.pair = { .interface_id = interface_id, .impl_id = impl_id },
	};
}

static void add_pair(struct kfunc_pairs *index, const struct btf *btf,
		     const struct kfunc_pair *pair)
{
	const char *defect = pair_defect(btf, pair);

	if (!defect) {
		add_pair_ref(index, pair->interface_id, pair->interface_id, pair->impl_id);
		add_pair_ref(index, pair->impl_id, pair->interface_id, pair->impl_id);
		return;
	}

	pr_err("kfunc %s of %s: %s; it cannot be called\n",
	       kfunc_name(btf, pair->interface_id), btf_get_name(btf), defect);
	/* which of the two is the interface is part of what is not known */
	add_pair_ref(index, pair->interface_id, pair->interface_id, 0);
	add_pair_ref(index, pair->impl_id, pair->impl_id, 0);
}

/* Sort the index, leave one entry for each id. */
static void finish_index(struct kfunc_pairs *index)
{
	u32 i, cnt = 0;

	sort(index->refs, index->cnt, sizeof(index->refs[0]), cmp_new_pair_ref, NULL);
	for (i = 0; i < index->cnt; i++)
		if (!cnt || index->refs[cnt - 1].id != index->refs[i].id)
			index->refs[cnt++] = index->refs[i];
	index->cnt = cnt;
}

/**
 * kfunc_pairs_new - Build the index that finds a BTF's pairs by either id
 * @btf:   BTF of vmlinux or of a module
 * @pairs: pair table of the same binary, as resolve_btfids left it
 * @cnt:   number of entries in @pairs
 *
 * Every pair is checked, so that nobody has to do so later. For one that is
 * malformed there is a message which names the kfunc, and kfunc_resolve()
 * fails for it. Others are not affected, not even when their FUNC is in it. May
 * sleep.
 *
 * Return: the index, to be freed with kfunc_pairs_free(); NULL when there
 * are no pairs; ERR_PTR(-ENOMEM).
 */
struct kfunc_pairs *kfunc_pairs_new(const struct btf *btf, const struct kfunc_pair *pairs,
				    u32 cnt)
{
	struct kfunc_pairs *index;
	u32 i;

	if (!cnt)
		return NULL;

	index = kvmalloc(struct_size(index, refs, 2 * cnt), GFP_KERNEL);
	if (!index)
		return ERR_PTR(-ENOMEM);
	index->cnt = 0;

	for (i = 0; i < cnt; i++) {
		struct kfunc_pair pair = {
			.interface_id = btf_relocate_id(btf, pairs[i].interface_id),
			.impl_id = btf_relocate_id(btf, pairs[i].impl_id),
		};

		add_pair(index, btf, &pair);
	}
	finish_index(index);
	return index;
}

/**
 * kfunc_pairs_free - Free an index made by kfunc_pairs_new()
 * @pairs: the index, or NULL
 *
 * May not be called in atomic context.
 */
void kfunc_pairs_free(struct kfunc_pairs *pairs)
{
	kvfree(pairs);
}

/**
 * kfunc_check_flags - Check that a kfunc's flags and its pair agree
 * @btf:   BTF of vmlinux or of a module
 * @id:    FUNC in @btf which a kfunc set lists
 * @flags: KF_* flags in that set
 *
 * A pair with a defect is a pair here: its kfunc is in the set for nothing, the
 * others are not. The caller holds a reference to @btf. May be called in any
 * context.
 *
 * Return: 0, or -EINVAL and a message that names the kfunc when it has
 * KF_IMPLICIT_ARGS and no pair, a pair and no KF_IMPLICIT_ARGS, or when @id is
 * itself the _impl FUNC of another kfunc.
 */
int kfunc_check_flags(const struct btf *btf, u32 id, u32 flags)
{
	const struct kfunc_pair *pair = find_pair(btf, id);
	const char *defect = NULL;

	if (pair && pair->impl_id == id)
		defect = "it is the _impl of another kfunc; remove it, that one serves its callers";
	else if (pair && !(flags & KF_IMPLICIT_ARGS))
		defect = "another set lists it with KF_IMPLICIT_ARGS; do so in each";
	else if (!pair && (flags & KF_IMPLICIT_ARGS))
		defect = "it has KF_IMPLICIT_ARGS but no pair; declare it with BTF_ID_FLAGS()";
	if (!defect)
		return 0;

	pr_err("kfunc %s of %s: %s\n", kfunc_name(btf, id), btf_get_name(btf), defect);
	return -EINVAL;
}
