// SPDX-License-Identifier: GPL-2.0
/*
 * What kernel/bpf has of kfuncs, given any BTF that the kernel takes:
 *
 *	equal	A type is equal to itself. Whatever is changed of it or of what it refers to
 *		is found, what is changed elsewhere does not matter, and it does not
 *		matter either which of the two comes first.
 *	pairs	Any pair table leads to pairs that are found by their ids and by no others,
 *		and are what a program and the verifier rely on.
 *	names	A module can register kfuncs if, and only if, their names are free.
 *	by name	A call by name becomes a call of a kfunc of vmlinux that has the name, or
 *		is refused. What digest and signature cover lists each callee once. A load
 *		that expects this calls nothing else, and is refused if it expects more,
 *		less or other callees, or if two FUNCs are the same.
 */
#include <linux/bpf.h>
#include <linux/bpf_verifier.h>
#include <linux/btf.h>
#include <linux/btf_ids.h>
#include <linux/btf_kfunc_implicit.h>
#include <linux/ctype.h>
#include <linux/module.h>
#include <linux/slab.h>
#include "btf_equal.h"
#include "kfunc_by_name.h"
#include "kfunc_by_name_expected.h"
#include "kfunc_pairs.h"
#include "kfunc_sets.h"
#include "../tools/lib/bpf/kfunc_callees.h"
#include "input.h"
#include "kernel.h"

size_t mutate_input(u8 *data, size_t size, size_t max, unsigned int seed);

size_t LLVMFuzzerCustomMutator(u8 *data, size_t size, size_t max, unsigned int seed)
{
	return mutate_input(data, size, max, seed);
}

/* The ids in a split BTF that are its own begin here. */
static u32 first_id(const struct btf *btf)
{
	return btf_base_btf(btf) ? btf_nr_types(btf_base_btf(btf)) : 1;
}

static const char *name_of(const struct btf *btf, const struct btf_type *t)
{
	return btf_name_by_offset(btf, t->name_off);
}

static struct btf *parse(const void *data, u32 size, struct btf *base)
{
	return (struct btf *)kernel_btf_new(data, size, (struct kernel_btf *)base);
}

static void drop(struct btf *btf)
{
	kernel_btf_free((struct kernel_btf *)btf);
}

/* ---- equal */

/* The words of a type that refer to others; its own name and the like are not among them */
static u32 *ref_of(const struct btf_type *t, u32 n)
{
	u32 *words = (u32 *)t, vlen = btf_type_vlen(t);

	switch (BTF_INFO_KIND(t->info)) {
	case BTF_KIND_PTR:
	case BTF_KIND_TYPEDEF:
	case BTF_KIND_CONST:
	case BTF_KIND_VOLATILE:
	case BTF_KIND_RESTRICT:
	case BTF_KIND_TYPE_TAG:
		return n ? NULL : words + 2;
	case BTF_KIND_ARRAY:
		return n ? NULL : words + 3;
	case BTF_KIND_STRUCT:
	case BTF_KIND_UNION:
		return n < vlen ? words + 3 + 3 * n + 1 : NULL;
	case BTF_KIND_FUNC_PROTO:
		return n < vlen ? words + 3 + 2 * n + 1 : n == vlen ? words + 2 : NULL;
	default:
		return NULL;
	}
}

/* Names of a type but for the first */
static u32 *more_name_of(const struct btf_type *t, u32 n)
{
	u32 *words = (u32 *)t;

	if (n >= btf_type_vlen(t))
		return NULL;
	switch (BTF_INFO_KIND(t->info)) {
	case BTF_KIND_ENUM:
	case BTF_KIND_FUNC_PROTO:
		return words + 3 + 2 * n;
	case BTF_KIND_STRUCT:
	case BTF_KIND_UNION:
	case BTF_KIND_ENUM64:
		return words + 3 + 3 * n;
	default:
		return NULL;
	}
}

/* Sizes, offsets and values */
static u32 *number_of(const struct btf_type *t, u32 n)
{
	u32 *words = (u32 *)t, vlen = btf_type_vlen(t);

	switch (BTF_INFO_KIND(t->info)) {
	case BTF_KIND_INT:
		return n < 2 ? words + 2 + n : NULL;
	case BTF_KIND_FLOAT:
		return n ? NULL : words + 2;
	case BTF_KIND_ARRAY:
		return n ? NULL : words + 5;
	case BTF_KIND_ENUM:
		return !n ? words + 2 : n <= vlen ? words + 3 + 2 * (n - 1) + 1 : NULL;
	case BTF_KIND_ENUM64:
		return !n ? words + 2 : n <= 2 * vlen ?
			words + 3 + 3 * ((n - 1) / 2) + 1 + (n - 1) % 2 : NULL;
	case BTF_KIND_STRUCT:
	case BTF_KIND_UNION:
		return !n ? words + 2 : n <= vlen ? words + 3 + 3 * (n - 1) + 2 : NULL;
	default:
		return NULL;
	}
}

static u32 *any_of(u32 *(*fn)(const struct btf_type *t, u32 n), const struct btf_type *t,
		   u32 *choice)
{
	u32 cnt = 0;

	while (fn(t, cnt))
		cnt++;
	return cnt ? fn(t, next_choice(choice) % cnt) : NULL;
}

/* What of the types that a type refers to is compared */
struct reach {
	const struct btf *btf;
	u32 cnt;
	bool sane;	/* they have names, and none is of a kind that no argument is of */
	u8 *has;
};

static bool is_comparable(const struct btf_type *t)
{
	switch (BTF_INFO_KIND(t->info)) {
	case BTF_KIND_FUNC:
	case BTF_KIND_VAR:
	case BTF_KIND_DATASEC:
	case BTF_KIND_DECL_TAG:
		return false;
	default:
		return BTF_INFO_KIND(t->info) <= BTF_KIND_ENUM64;
	}
}

static struct reach reach_of(const struct btf *btf, u32 first)
{
	u32 nr = btf_nr_types(btf), *todo = kvmalloc(nr * sizeof(*todo), GFP_KERNEL);
	struct reach reach = { .btf = btf, .sane = true, .has = kvzalloc(nr, GFP_KERNEL) };
	const struct btf_type *t;
	u32 i, *ref;

	todo[reach.cnt++] = first;
	reach.has[first] = 1;
	for (i = 0; i < reach.cnt; i++) {
		u32 n, *name;

		t = btf_type_by_id(btf, todo[i]);
		/* of arguments the kernel has not looked at that yet */
		for (n = 0; (name = more_name_of(t, n)); n++)
			reach.sane &= !!btf_name_by_offset(btf, *name);
		if (!is_comparable(t)) {
			reach.sane = false;
			continue;
		}
		for (n = 0; (ref = ref_of(t, n)); n++) {
			/* one that is not there is not there in both */
			if (*ref < first_id(btf) || *ref >= nr || reach.has[*ref])
				continue;
			reach.has[*ref] = 1;
			todo[reach.cnt++] = *ref;
		}
	}
	kvfree(todo);
	return reach;
}

/* Change one word; false if there is nothing to change. */
static bool edit(struct btf *btf, struct btf_type *t, u32 *choice)
{
	u32 *word, i, other;

	switch (next_choice(choice) % 5) {
	case 0:
		word = any_of(ref_of, t, choice);
		if (!word)
			return false;
		*word = *word ? 0 : 1;
		return true;
	case 1:
		word = any_of(number_of, t, choice);
		if (!word)
			return false;
		*word ^= 1U << next_choice(choice) % 32;
		return true;
	case 2:
		t->info ^= 1U << 31;
		return true;
	case 3:
		/* a modifier becomes another */
		i = BTF_INFO_KIND(t->info);
		other = BTF_KIND_VOLATILE + next_choice(choice) % 3;
		if (i < BTF_KIND_VOLATILE || i > BTF_KIND_RESTRICT || i == other)
			return false;
		t->info = other << 24;
		return true;
	default:
		word = any_of(more_name_of, t, choice);
		if (!word || one_in(choice, 3))
			word = &t->name_off;
		for (i = 0; i < 16; i++) {
			other = next_choice(choice) % 4096;
			if (!btf_name_by_offset(btf, other) || !btf_name_by_offset(btf, *word) ||
			    !strcmp(btf_name_by_offset(btf, other),
				    btf_name_by_offset(btf, *word)))
				continue;
			*word = other;
			return true;
		}
		return false;
	}
}

static void check_symmetry(const struct btf *a, u32 x, const struct btf *b, u32 y, int err)
{
	int other = btf_types_equal(b, y, a, x);

	if (other != err)
		broken("types %u and %u compare to %d, the other way round to %d",
		       x, y, err, other);
}

static void check_equal(struct btf *btf, const struct input *in, struct btf *vmlinux,
			u32 *choice)
{
	u32 first = first_id(btf), nr = btf_nr_types(btf) - first, id, other, i;
	struct btf *base = btf_base_btf(btf) ? vmlinux : NULL;
	u8 *data = kvmemdup(in->btf, in->btf_size, GFP_KERNEL);
	struct btf *same, *changed = NULL;
	struct reach reach;
	int err, expected;

	same = parse(data, in->btf_size, base);
	if (!same)
		broken("the kernel takes a BTF once only");
	for (i = 0; nr && i < 4; i++) {
		id = first + next_choice(choice) % nr;
		other = next_choice(choice) % btf_nr_types(btf);
		reach = reach_of(btf, id);

		expected = reach.cnt > 2000 ? 1 : reach.sane ? 0 : -ENOENT;
		err = btf_types_equal(btf, id, same, id);
		if (expected <= 0 && err != expected)
			broken("type %u and itself compare to %d", id, err);
		check_symmetry(btf, id, same, id, err);
		check_symmetry(btf, id, same, other, btf_types_equal(btf, id, same, other));

		/* then one of them is edited, where it was copied from */
		other = first + next_choice(choice) % nr;
		if (one_in(choice, 2))
			while (!reach.has[other])
				other = other + 1 < first + nr ? other + 1 : first;
		memcpy(data, in->btf, in->btf_size);
		if (edit(btf, (void *)data + ((void *)btf_type_by_id(same, other) -
					      kernel_btf_data(same)), choice))
			changed = parse(data, in->btf_size, base);
		if (changed) {
			err = btf_types_equal(btf, id, changed, id);
			if (reach.has[other] && !err)
				broken("type %u: nobody sees that %u has changed", id, other);
			if (!reach.has[other] && expected <= 0 && err != expected)
				broken("type %u compares to %d, as %u has changed", id, err,
				       other);
			check_symmetry(btf, id, changed, id, err);
		}
		drop(changed);
		changed = NULL;
		kvfree(reach.has);
	}
	drop(same);
	kvfree(data);
}

/* ---- pairs */

#define MAX_PAIRS 24

static bool is_func(const struct btf *btf, u32 id)
{
	const struct btf_type *t = btf_type_by_id(btf, id);

	return t && btf_type_is_func(t);
}

static u32 any_func(const struct btf *btf, u32 *choice)
{
	u32 nr = btf_nr_types(btf), id = next_choice(choice) % nr, i;

	for (i = 0; i < nr && !is_func(btf, id); i++)
		id = (id + 1) % nr;
	return id;
}

/* The next FUNC that is what the _impl of FUNC id is called, 0: none */
static u32 impl_of(const struct btf *btf, u32 id)
{
	const char *name = kfunc_name(btf, id), *impl;
	size_t len = strlen(name);
	u32 i;

	for (i = first_id(btf); i < btf_nr_types(btf); i++) {
		impl = kfunc_name(btf, i);
		if (!strncmp(name, impl, len) && !strcmp(impl + len, "_impl"))
			return i;
	}
	return 0;
}

static u32 any_pairs(const struct btf *btf, struct kfunc_pair *pairs, u32 *choice)
{
	u32 cnt = 0, i;

	for (i = first_id(btf); i < btf_nr_types(btf) && cnt < MAX_PAIRS; i++) {
		u32 impl = is_func(btf, i) && !one_in(choice, 16) ? impl_of(btf, i) : 0;

		if (impl)
			pairs[cnt++] = (struct kfunc_pair){ i, impl };
	}
	for (i = next_choice(choice) % 4; i && cnt < MAX_PAIRS; i--)
		pairs[cnt++] = (struct kfunc_pair){
			one_in(choice, 16) ? next_choice(choice) : any_func(btf, choice),
			any_func(btf, choice),
		};
	if (cnt && one_in(choice, 4))
		swap(pairs[0], pairs[cnt - 1]);
	return cnt;
}

/* What the rest of the kernel takes for granted */
static void check_info(const struct btf *btf, const struct kfunc_info *info)
{
	const struct btf_type *func = btf_type_by_id(btf, info->id);
	const struct btf_type *impl = btf_type_by_id(btf, info->impl_id);
	const struct btf_type *proto = btf_type_by_id(btf, func->type), *arg;
	size_t len = strlen(info->name);
	u32 i;

	if (info->name != name_of(btf, func) || strncmp(name_of(btf, impl), info->name, len) ||
	    strcmp(name_of(btf, impl) + len, "_impl"))
		broken("pair %u, %u has other names", info->id, info->impl_id);
	if (info->proto != btf_type_by_id(btf, impl->type) || proto->type != info->proto->type ||
	    info->nr_args != btf_type_vlen(proto) ||
	    info->nr_args >= btf_type_vlen(info->proto) || btf_type_vlen(info->proto) > 5 ||
	    memcmp(btf_params(proto), btf_params(info->proto),
		   info->nr_args * sizeof(struct btf_param)))
		broken("pair %u, %u has other prototypes", info->id, info->impl_id);
	for (i = info->nr_args; i < btf_type_vlen(info->proto); i++) {
		arg = btf_type_by_id(btf, btf_params(info->proto)[i].type);
		if (btf_type_is_ptr(arg)) {
			arg = btf_type_by_id(btf, arg->type);
			if (btf_type_is_type_tag(arg) &&
			    strstarts(name_of(btf, arg), KFUNC_IMPLICIT_TAG))
				continue;
		}
		/* the u64 after a btf_struct_meta */
		if (i == info->nr_args || btf_is_module(btf))
			broken("pair %u, %u: argument %u is not implicit", info->id,
			       info->impl_id, i);
	}
}

/* Is it a pair when it is the only one? */
static bool is_good(struct btf *btf, const struct kfunc_pair *pair)
{
	struct kfunc_info info;

	kernel_set_pairs(btf, pair, 1);
	return !kfunc_resolve(btf, pair->interface_id, &info) && info.impl_id == pair->impl_id;
}

/* Fills btf's index from a table that is left in @pairs. */
static u32 check_pairs(struct btf *btf, struct kfunc_pair *pairs, u32 *choice)
{
	u32 cnt = any_pairs(btf, pairs, choice), id, i;
	struct kfunc_pair *table = kvmemdup(pairs, cnt * sizeof(*pairs), GFP_KERNEL);
	bool good[MAX_PAIRS], has, has_good, found;
	struct kfunc_info info;
	int err;

	for (i = 0; i < cnt; i++)
		good[i] = is_good(btf, &pairs[i]);
	kernel_set_pairs(btf, table, cnt);
	kvfree(table);

	for (id = 0; id <= btf_nr_types(btf); id++) {
		memset(&info, 0, sizeof(info));
		err = kfunc_resolve(btf, id, &info);
		has = false;
		has_good = false;
		found = false;
		for (i = 0; i < cnt; i++) {
			if (pairs[i].interface_id != id && pairs[i].impl_id != id)
				continue;
			has = true;
			has_good |= good[i];
			found |= good[i] && info.id == pairs[i].interface_id &&
				 info.impl_id == pairs[i].impl_id;
		}
		if (id < first_id(btf)) {	/* the base has no pairs here */
			has = false;
			has_good = false;
		}
		if (!is_func(btf, id)) {
			if (err != -ENOENT)
				broken("id %u is no FUNC, and there is one", id);
		} else if (!err && info.impl_id) {
			if (!has || !found || (info.id != id && info.impl_id != id))
				broken("id %u is taken for pair %u, %u", id, info.id, info.impl_id);
			check_info(btf, &info);
		} else if (!err) {
			if (has || info.id != id)
				broken("id %u is taken for %u, which has no pair", id, info.id);
		} else if (err == -EUCLEAN) {
			if (!has)
				broken("id %u is in no pair, and has a defect", id);
		}
		if (has_good && err)
			broken("id %u is of a good pair, but: %d", id, err);
	}
	return cnt;
}

/* ---- names */

#define MAX_SET	16

static bool has_proto(const struct btf *btf, u32 id)
{
	const struct btf_type *t = btf_type_by_id(btf, id);

	t = t && btf_type_is_func(t) ? btf_type_by_id(btf, t->type) : NULL;
	return t && btf_type_is_func_proto(t);
}

static u32 any_own_func(const struct btf *btf, u32 *choice)
{
	u32 first = first_id(btf), nr = btf_nr_types(btf) - first, n, i;

	n = nr ? next_choice(choice) % nr : 0;
	for (i = 0; i < nr && !is_func(btf, first + n); i++)
		n = (n + 1) % nr;
	return first + n;
}

static struct btf_id_set8 *any_set(const struct btf *btf, u32 *choice)
{
	u32 cnt = next_choice(choice) % (one_in(choice, 2) ? 3 : MAX_SET), i, id;
	struct btf_id_set8 *set = kzalloc(struct_size(set, pairs, cnt), GFP_KERNEL);
	struct kfunc_info info;

	set->cnt = cnt;
	set->flags = BTF_SET8_KFUNCS;
	for (i = 0; i < cnt; i++) {
		id = one_in(choice, 32) ? next_choice(choice) % (btf_nr_types(btf) + 1) :
					  any_own_func(btf, choice);
		if (!one_in(choice, 8) && !kfunc_resolve(btf, id, &info))
			id = info.id;
		set->pairs[i].id = id;
		if (!kfunc_resolve(btf, id, &info) && info.impl_id && !one_in(choice, 32))
			set->pairs[i].flags = KF_IMPLICIT_ARGS;
	}
	return set;
}

static bool is_valid_set(const struct btf *btf, const struct btf_id_set8 *set)
{
	u32 i;

	for (i = 0; i < set->cnt; i++)
		if (!has_proto(btf, set->pairs[i].id) ||
		    kfunc_check_flags(btf, set->pairs[i].id, set->pairs[i].flags))
			return false;
	return true;
}

/* One of a kfunc's names, NULL: there is no such */
static const char *nth_name(const struct btf *btf, u32 id, int n)
{
	struct kfunc_info info;

	if (!n)
		return kfunc_name(btf, id);
	if (kfunc_resolve(btf, id, &info) || !info.impl_id)
		return NULL;
	return kfunc_name(btf, info.impl_id);
}

static bool same_names(const struct btf *a, u32 x, const struct btf *b, u32 y)
{
	const char *na, *nb;
	int i;

	for (i = 0; i < 4; i++) {
		na = nth_name(a, x, i & 1);
		nb = nth_name(b, y, i >> 1);
		if (na && nb && !strcmp(na, nb))
			return true;
	}
	return false;
}

struct taken {
	const struct btf *btf;
	const struct btf_id_set8 *set;
	const char *name;	/* one that others have */
};

static int shares_name(const struct btf *other, int hook, u32 id, u32 flags, void *data)
{
	struct taken *taken = data;
	u32 i, own;

	for (i = 0; other != taken->btf && i < taken->set->cnt; i++) {
		own = taken->set->pairs[i].id;
		if (kfunc_is_registered(taken->btf, own) ||
		    !same_names(taken->btf, own, other, id))
			continue;
		taken->name = kfunc_name(taken->btf, own);
		return 1;
	}
	return 0;
}

/* A name in the set that others have, NULL: all are free */
static const char *taken_name(const struct btf *btf, const struct btf_id_set8 *set,
			      const struct btf *vmlinux)
{
	struct taken taken = { btf, set };
	const char *name;
	u32 i, id;
	int n;

	for (i = 0; i < set->cnt; i++) {
		if (kfunc_is_registered(btf, set->pairs[i].id))
			continue;
		for (id = 1; id < btf_nr_types(vmlinux); id++) {
			for (n = 0; n < 2; n++) {
				name = nth_name(btf, set->pairs[i].id, n);
				if (name && is_func(vmlinux, id) &&
				    !strcmp(name, kfunc_name(vmlinux, id)))
					return name;
			}
		}
	}
	btf_walk_module_kfuncs(shares_name, &taken);
	return taken.name;
}

static void check_register(struct btf *btf, struct module *owner, enum bpf_prog_type type,
			   const struct btf *vmlinux, u32 *choice)
{
	struct btf_id_set8 *set = any_set(btf, choice);
	struct btf_kfunc_id_set kset = { .owner = owner, .set = set };
	bool valid = is_valid_set(btf, set);
	const char *taken = owner && valid ? taken_name(btf, set, vmlinux) : NULL;
	int err = register_btf_kfunc_id_set(type, &kset);

	if (err && err != -EINVAL)
		broken("registering kfuncs: %d", err);
	if (!err && taken)
		broken("%s can register %s, which others have", owner->name, taken);
	if (!err && !valid)
		broken("%s can register what is no kfunc", owner ? owner->name : "vmlinux");
	if (err && valid && !taken)
		broken("%s cannot register kfuncs whose names are free", owner ? owner->name :
		       "vmlinux");
	kfree(set);
}

/* ---- by name */

#define MAX_INSNS 12

/* The kernel takes Latin-1 for letters, and does not hash or sign it. */
static bool is_ascii(const char *name)
{
	while (*name && isascii(*name))
		name++;
	return !*name;
}

/* Is any prototype like this compatible with itself? */
static bool is_plain(const struct btf *btf, const struct btf_type *proto)
{
	const struct btf_type *t;
	u32 i;

	for (i = 0; i < btf_type_vlen(proto); i++) {
		t = btf_type_by_id(btf, btf_params(proto)[i].type);
		if (!t || !btf_params(proto)[i].type || !btf_type_is_int(t) ||
		    BTF_INT_OFFSET(*(u32 *)(t + 1)))
			return false;
	}
	t = btf_type_by_id(btf, proto->type);
	return !proto->type || (t && btf_type_is_int(t) && !BTF_INT_OFFSET(*(u32 *)(t + 1)));
}

/* The one FUNC of that name, 0: there are none or several */
static u32 only_one_of(const struct btf *btf, const char *name)
{
	u32 id, found = 0;

	for (id = 1; id < btf_nr_types(btf); id++) {
		if (!is_func(btf, id) || strcmp(kfunc_name(btf, id), name))
			continue;
		if (found)
			return 0;
		found = id;
	}
	return found;
}

static void any_insn(struct bpf_insn *insn, const struct btf *btf, u32 *choice)
{
	insn->code = BPF_JMP | BPF_CALL;
	insn->src_reg = BPF_PSEUDO_KFUNC_CALL_PROG_BTF;
	insn->imm = btf && !one_in(choice, 64) ? any_func(btf, choice) : next_choice(choice) % 64;
	if (one_in(choice, 64))
		insn->off = 1;
	if (one_in(choice, 4))
		insn->src_reg = next_choice(choice) % 6;
	if (one_in(choice, 16))
		insn->code = BPF_JMP | BPF_EXIT;
}

/* Will all calls be resolved? The program's BTF is that of vmlinux, byte for byte. */
static bool all_callable(const struct bpf_prog *prog, const struct btf *vmlinux)
{
	const struct btf *btf = prog->aux->btf;
	const struct btf_type *proto;
	const struct bpf_insn *insn;
	struct kfunc_info info;
	u32 id;

	for (insn = prog->insnsi; insn < prog->insnsi + prog->len; insn++) {
		if (!bpf_pseudo_kfunc_call_prog_btf(insn))
			continue;
		if (insn->off || !btf || !has_proto(btf, insn->imm) ||
		    !is_ascii(kfunc_name(btf, insn->imm)))
			return false;
		id = only_one_of(vmlinux, kfunc_name(btf, insn->imm));
		if (!id || kfunc_resolve(vmlinux, id, &info) ||
		    !kfunc_is_registered(vmlinux, info.id))
			return false;
		proto = btf_type_by_id(btf, btf_type_by_id(btf, insn->imm)->type);
		if (id != insn->imm || !is_plain(btf, proto))
			return false;
	}
	return true;
}

static void check_call(const struct bpf_insn *old, const struct bpf_insn *new,
		       const struct btf *btf, const struct btf *vmlinux)
{
	const struct btf_type *a, *b;
	struct kfunc_info info;

	if (!bpf_pseudo_kfunc_call_prog_btf(old)) {
		if (memcmp(old, new, sizeof(*old)))
			broken("an instruction that is no call by name has changed");
		return;
	}
	if (new->src_reg != BPF_PSEUDO_KFUNC_CALL || new->off || new->code != old->code ||
	    !is_func(vmlinux, new->imm) ||
	    strcmp(kfunc_name(vmlinux, new->imm), kfunc_name(btf, old->imm)))
		broken("a call by name of %s has become one of %d", kfunc_name(btf, old->imm),
		       new->imm);
	if (kfunc_resolve(vmlinux, new->imm, &info) || !kfunc_is_registered(vmlinux, info.id))
		broken("a call by name has become one of %d, which is no kfunc", new->imm);
	a = btf_type_by_id(btf, btf_type_by_id(btf, old->imm)->type);
	b = btf_type_by_id(vmlinux, btf_type_by_id(vmlinux, new->imm)->type);
	if (btf_type_vlen(a) != btf_type_vlen(b))
		broken("a call by name of %s passes other arguments", kfunc_name(btf, old->imm));
}

/* Are the callees those that are called, each of them once? */
static void check_callees(struct bpf_prog *prog)
{
	struct bpf_verifier_log log = {};
	struct bpf_insn insns[MAX_INSNS];
	struct bpf_kfunc_callees callees;
	const char *names[MAX_INSNS], *name = NULL;
	u32 i, j, cnt = 0;

	memcpy(insns, prog->insnsi, prog->len * sizeof(insns[0]));
	if (bpf_get_kfunc_callees(&log, prog, insns, &callees))
		broken("callees are there once only");
	while ((name = bpf_kfunc_callees_next(&callees, name))) {
		if (cnt == MAX_INSNS)
			broken("there are more callees than calls");
		names[cnt++] = name;
	}
	if (cnt != callees.cnt)
		broken("there are %u callees, and %u names", callees.cnt, cnt);
	for (i = 0; i < cnt; i++)
		for (j = 0; j < i; j++)
			if (!strcmp(names[i], names[j]) &&
			    !strcmp(bpf_kfunc_callee_proto(names[i]),
				    bpf_kfunc_callee_proto(names[j])))
				broken("callee %s is there twice", names[i]);
	for (i = 0; i < prog->len; i++)
		if (bpf_pseudo_kfunc_call_prog_btf(&prog->insnsi[i]) &&
		    (insns[i].imm < 0 || insns[i].imm >= cnt ||
		     strcmp(names[insns[i].imm],
			    kfunc_name(prog->aux->btf, prog->insnsi[i].imm))))
			broken("instruction %u calls another", i);
	bpf_kfunc_callees_free(&callees);
	bpf_kfuncs_by_name_log(&log, prog);
}

static bool has_twins(const struct bpf_prog *prog, const struct bpf_insn *insns)
{
	u32 i, j;

	for (i = 0; i < prog->len; i++)
		for (j = 0; j < i; j++)
			if (bpf_pseudo_kfunc_call_prog_btf(&insns[i]) &&
			    bpf_pseudo_kfunc_call_prog_btf(&insns[j]) &&
			    insns[i].imm == insns[j].imm &&
			    prog->insnsi[i].imm != prog->insnsi[j].imm)
				return true;
	return false;
}

static int expect(struct bpf_verifier_env *env, const char *text, u32 size)
{
	union bpf_attr attr = {
		.kfunc_callees = (unsigned long)text,
		.kfunc_callees_size = size,
	};

	return bpf_check_expected_kfunc_callees(env, &attr, KERNEL_BPFPTR(NULL));
}

/* The text of the program, as it is and with something changed */
static void check_expected(struct bpf_verifier_env *env, u32 *choice)
{
	struct bpf_prog *prog = env->prog;
	struct bpf_kfunc_callees callees;
	struct bpf_insn insns[MAX_INSNS];
	int err, want;
	char *text;
	u32 at;

	memcpy(insns, prog->insnsi, prog->len * sizeof(insns[0]));
	if (bpf_get_kfunc_callees(&env->log, prog, insns, &callees))
		broken("callees are there once only");
	env->kfunc_calls_by_name = callees.cnt;
	text = kzalloc(callees.size + 8, GFP_KERNEL);
	if (!callees.size) {
		if (!expect(env, text, 8))
			broken("nothing is called by name, and yet that is what is expected");
		goto out;
	}

	want = has_twins(prog, insns) ? -EACCES : 0;
	err = expect(env, callees.text, callees.size);
	if (err != want)
		broken("a program may not be what it is: %d, not %d", err, want);
	memcpy(text, callees.text, callees.size);
	at = next_choice(choice) % callees.size;
	text[at] ^= 1 + next_choice(choice) % 255;
	if (!expect(env, text, callees.size))
		broken("a program is not what is expected at %u", at);
	memcpy(text, callees.text, callees.size);
	if (!expect(env, text, at))
		broken("a program calls more than is expected");
	if (!expect(env, text, callees.size + 1))
		broken("a NUL is expected after a program's text");
	memcpy(text + callees.size, "k\0v", 4);
	if (!expect(env, text, callees.size + 4))
		broken("a program calls less than is expected");
out:
	kfree(text);
	bpf_kfunc_callees_free(&callees);
}

/* In a copy of a BTF, one of its functions becomes another one. */
static void make_twins(const struct btf *btf, void *data, u32 *choice)
{
	const struct btf_type *one = btf_type_by_id(btf, any_func(btf, choice));
	const struct btf_type *other = btf_type_by_id(btf, any_func(btf, choice));
	struct btf_type *copy;

	if (!btf_type_is_func(one) || !btf_type_is_func(other))
		return;
	copy = data + ((void *)other - kernel_btf_data(btf));
	copy->name_off = one->name_off;
	copy->type = one->type;
}

/*
 * The program's BTF is that of vmlinux, too, with a change in it or not: a process can
 * load it, so it is sane, and so is that of vmlinux, which the kernel trusts.
 */
static void check_by_name(const struct input *in, struct btf *vmlinux, u32 *choice)
{
	u8 *data = kvmemdup(in->base, in->base_size, GFP_KERNEL);
	struct btf *btf = kernel_prog_btf(data, in->base_size);
	u32 len = next_choice(choice) % MAX_INSNS, i;
	bool edited = one_in(choice, 2);
	struct bpf_prog *prog = kzalloc(struct_size(prog, insnsi, len), GFP_KERNEL);
	struct bpf_verifier_env *env = kvzalloc(sizeof(*env), GFP_KERNEL);
	struct bpf_insn old[MAX_INSNS];
	bool callable;
	int err;

	if (!btf)
		goto out;
	if (edited) {
		i = first_id(btf) + next_choice(choice) % (btf_nr_types(btf) - 1);
		if (one_in(choice, 4))
			make_twins(btf, data, choice);
		else
			edit(btf, (void *)data + ((void *)btf_type_by_id(btf, i) -
						  kernel_btf_data(btf)), choice);
		drop(btf);
		btf = kernel_prog_btf(data, in->base_size);
		if (!btf)
			goto out;
	}
	if (one_in(choice, 32)) {
		drop(btf);
		btf = NULL;
	}

	kernel_set_vmlinux(vmlinux);
	env->prog = prog;
	prog->len = len;
	prog->aux = kvzalloc(sizeof(*prog->aux), GFP_KERNEL);
	prog->aux->btf = btf;
	for (i = 0; i < len; i++)
		any_insn(&prog->insnsi[i], btf, choice);
	memcpy(old, prog->insnsi, len * sizeof(old[0]));

	callable = !edited && all_callable(prog, vmlinux);
	env->log.level = BPF_LOG_LEVEL1;
	err = bpf_kfuncs_by_name_calc_tag(env);
	if (!err) {
		check_callees(prog);
		check_expected(env, choice);
		err = bpf_resolve_kfunc_calls_by_name(env);
	}
	if (err && callable)
		broken("calls by name of kfuncs fail: %d", err);
	for (i = 0; !err && i < len; i++)
		check_call(&old[i], &prog->insnsi[i], btf, vmlinux);
	kvfree(prog->aux);
	drop(btf);
out:
	kvfree(env);
	kfree(prog);
	kvfree(data);
}

int LLVMFuzzerTestOneInput(const u8 *data, size_t size)
{
	static struct module modules[2] = { { .name = "one" }, { .name = "other" } };
	struct btf *vmlinux, *one = NULL, *other = NULL;
	struct kfunc_pair pairs[MAX_PAIRS];
	struct input in;
	u32 choice;

	if (!input_read(&in, data, size))
		return 0;
	choice = in.choice;
	if (!in.base_size) {
		in.base = in.btf;
		in.base_size = in.btf_size;
		in.btf_size = 0;
	}
	vmlinux = parse(in.base, in.base_size, NULL);
	if (!vmlinux)
		return 0;
	if (in.btf_size)
		one = parse(in.btf, in.btf_size, vmlinux);
	if (!one) {
		in.btf = in.base;
		in.btf_size = in.base_size;
	}

	check_equal(one ?: vmlinux, &in, vmlinux, &choice);
	check_pairs(vmlinux, pairs, &choice);
	kernel_set_vmlinux(vmlinux);
	check_register(vmlinux, NULL, BPF_PROG_TYPE_SYSCALL, NULL, &choice);
	check_by_name(&in, vmlinux, &choice);
	if (one) {
		other = parse(in.btf, in.btf_size, vmlinux);
		kernel_set_pairs(vmlinux, NULL, 0);
		check_pairs(one, pairs, &choice);
		check_pairs(other, pairs, &choice);
		kernel_add_module(&modules[0], one);
		kernel_add_module(&modules[1], other);
		check_register(one, &modules[0], BPF_PROG_TYPE_SYSCALL, vmlinux, &choice);
		check_register(other, &modules[1], BPF_PROG_TYPE_SYSCALL, vmlinux, &choice);
		check_register(one, &modules[0], BPF_PROG_TYPE_XDP, vmlinux, &choice);
		kernel_drop_modules();
	}
	drop(other);
	drop(one);
	drop(vmlinux);
	return 0;
}
