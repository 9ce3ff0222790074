// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * Pairs of FUNCs for BPF kfuncs with implicit arguments.
 *
 * The kernel declares a kfunc whose flags have KF_IMPLICIT_ARGS with arguments
 * that no BPF program passes, the verifier supplies them:
 *
 *	int bpf_foo(int a, void *b, struct bpf_prog_aux *aux);
 *
 * BTF has two FUNCs for it. The interface FUNC is what BPF programs call, the
 * _impl FUNC is what the kernel's function looks like:
 *
 *	int bpf_foo(int a, void *b);
 *	int bpf_foo_impl(int a, void *b, void *aux);
 *
 * The implicit pointer is a 'void *' there because that is what BPF programs
 * declared as long as the argument was explicit, and libbpf accepts no struct
 * pointer for it. It does look through type tags, hence the tag
 * "implicit:bpf_prog_aux" on the void tells the verifier what to supply.
 */
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "kfunc_pairs.h"

/* Marks an implicit pointer to any struct, so that a new kind needs no change here */
#define IMPLICIT_NAME_SUFFIX	"__implicit"

/* Modifiers and typedefs of a type */
#define MAX_MODS		32

void kfunc_pair__error(const char *kfunc, const char *fmt, ...)
{
	va_list ap;

	fprintf(stderr, "error: kfunc '%s': ", kfunc);
	va_start(ap, fmt);
	vfprintf(stderr, fmt, ap);
	va_end(ap);
	fputc('\n', stderr);
}

int kfunc_pair__error_taken(const char *kfunc, const char *where, bool is_kfunc)
{
	kfunc_pair__error(kfunc,
			  "%s has a function '%s" KFUNC_PAIR_IMPL_SUFFIX
			  "' already, the name that BTF needs for the prototype with the implicit arguments; %s",
			  where, kfunc,
			  is_kfunc ? "remove it, programs that call it are served by the pair" :
				     "rename that function");
	return -EEXIST;
}

int kfunc_pair__impl_name(const char *kfunc, char buf[KFUNC_PAIR_NAME_LEN])
{
	int len = snprintf(buf, KFUNC_PAIR_NAME_LEN, "%s" KFUNC_PAIR_IMPL_SUFFIX, kfunc);

	if (len >= 0 && len < KFUNC_PAIR_NAME_LEN)
		return 0;

	kfunc_pair__error(kfunc,
			  "with '" KFUNC_PAIR_IMPL_SUFFIX
			  "' appended the name exceeds the %d characters of a kernel symbol; use a shorter name",
			  KFUNC_PAIR_NAME_LEN - 1);
	return -ENAMETOOLONG;
}

static const struct btf_type *skip_mods_and_typedefs(const struct btf *btf, __u32 id)
{
	const struct btf_type *t = btf__type_by_id(btf, id);
	int i;

	/* no compiler nests them that deep, damaged BTF may do so for ever */
	for (i = 0; t && (btf_is_mod(t) || btf_is_typedef(t)); i++)
		t = i < MAX_MODS ? btf__type_by_id(btf, t->type) : NULL;

	return t;
}

/* Name of S when the type is 'struct S *', S may be just forward declared. */
static const char *pointee_struct(const struct btf *btf, __u32 id)
{
	const struct btf_type *t = skip_mods_and_typedefs(btf, id);

	if (!t || !btf_is_ptr(t))
		return NULL;

	t = skip_mods_and_typedefs(btf, t->type);
	/* the kind_flag of a forward declaration tells a union from a struct */
	if (!t || !(btf_is_struct(t) || (btf_is_fwd(t) && !btf_kflag(t))))
		return NULL;

	return t->name_off ? btf__name_by_offset(btf, t->name_off) : NULL;
}

static const char *param_name(const struct btf *btf, const struct btf_param *p)
{
	if (!p->name_off)
		return p->type ? "" : "...";	/* variable arguments have neither */

	return btf__name_by_offset(btf, p->name_off);
}

static bool is_named_implicit(const struct btf *btf, const struct btf_param *p)
{
	const char *name = param_name(btf, p);
	size_t len = strlen(name), sfx_len = strlen(IMPLICIT_NAME_SUFFIX);

	return len >= sfx_len && !strcmp(name + len - sfx_len, IMPLICIT_NAME_SUFFIX);
}

static bool is_implicit_by_type(const char *struct_name)
{
	return !strcmp(struct_name, KFUNC_PAIR_PROG_AUX) ||
	       !strcmp(struct_name, KFUNC_PAIR_STRUCT_META);
}

/* Index of a parameter 'struct NAME *' that has the suffix, or has not; -1: none */
static int find_struct_param(const struct btf *btf, const struct btf_type *proto,
			     const char *name, bool has_suffix, int start)
{
	const struct btf_param *params = btf_params(proto);
	const char *other;
	int i;

	for (i = start; i < btf_vlen(proto); i++) {
		other = pointee_struct(btf, params[i].type);
		if (other && !strcmp(other, name) &&
		    is_named_implicit(btf, &params[i]) == has_suffix)
			return i;
	}
	return -1;
}

/*
 * Name of S when parameter number i is an implicit 'struct S *', else NULL. By
 * its type alone it is one unless another 'struct S *' has the suffix.
 */
static const char *implicit_struct(const struct btf *btf, const struct btf_type *proto, int i)
{
	const struct btf_param *p = &btf_params(proto)[i];
	const char *name = pointee_struct(btf, p->type);

	if (!name || is_named_implicit(btf, p))
		return name;
	if (!is_implicit_by_type(name))
		return NULL;
	return find_struct_param(btf, proto, name, true, 0) < 0 ? name : NULL;
}

/* The offset of the graph node that goes with a 'struct btf_struct_meta *' */
static bool is_implicit_off(const struct btf *btf, const struct btf_type *proto, int i)
{
	const struct btf_type *t = skip_mods_and_typedefs(btf, btf_params(proto)[i].type);
	const char *prev = i > 0 ? implicit_struct(btf, proto, i - 1) : NULL;

	return prev && !strcmp(prev, KFUNC_PAIR_STRUCT_META) &&
	       t && btf_is_int(t) && t->size == 8;
}

/* Two of a type that is implicit by itself, none with the suffix: which is meant? */
static int check_unambiguous(const struct btf *btf, const char *kfunc,
			     const struct btf_type *proto)
{
	const struct btf_param *params = btf_params(proto);
	const char *name;
	int i, other;

	for (i = 0; i < btf_vlen(proto); i++) {
		name = implicit_struct(btf, proto, i);
		if (!name || is_named_implicit(btf, &params[i]))
			continue;
		other = find_struct_param(btf, proto, name, false, i + 1);
		if (other < 0)
			continue;
		kfunc_pair__error(kfunc,
				  "parameters %d '%s' and %d '%s' are both a 'struct %s *', which of them is implicit is ambiguous; let the name of the implicit one end in '"
				  IMPLICIT_NAME_SUFFIX "'",
				  i + 1, param_name(btf, &params[i]),
				  other + 1, param_name(btf, &params[other]), name);
		return -EINVAL;
	}
	return 0;
}

/*
 * Index of the first implicit argument, -ENOENT when there is none, another
 * negative errno after printing an error when the prototype is not what it should
 * be.
 */
static int find_implicit(const struct btf *btf, const char *kfunc, const struct btf_type *proto)
{
	const struct btf_param *params = btf_params(proto);
	int i, first = -ENOENT;

	if (check_unambiguous(btf, kfunc, proto))
		return -EINVAL;

	for (i = 0; i < btf_vlen(proto); i++) {
		const struct btf_param *p = &params[i];

		if (implicit_struct(btf, proto, i)) {
			if (first < 0)
				first = i;
			continue;
		}

		if (first >= 0 && is_implicit_off(btf, proto, i))
			continue;

		if (is_named_implicit(btf, p)) {
			kfunc_pair__error(kfunc,
					  "parameter %d '%s' is named as an implicit argument but is no pointer to a named struct; change its type or its name",
					  i + 1, param_name(btf, p));
			return -EINVAL;
		}

		if (first >= 0) {
			kfunc_pair__error(kfunc,
					  "implicit arguments must be last, but parameter %d '%s' comes after parameter %d '%s'; move it to the front",
					  i + 1, param_name(btf, p),
					  first + 1, param_name(btf, &params[first]));
			return -EINVAL;
		}
	}

	if (first >= 0 && btf_vlen(proto) > KFUNC_PAIR_MAX_ARGS) {
		kfunc_pair__error(kfunc,
				  "it has %d arguments, implicit ones included, and only %d fit into registers; pass some of them in a struct",
				  btf_vlen(proto), KFUNC_PAIR_MAX_ARGS);
		return -E2BIG;
	}

	return first;
}

/* Id of the first type that is in btf itself, not in the base that it is on top of */
static __u32 first_own_id(const struct btf *btf)
{
	const struct btf *base = btf__base_btf(btf);

	return base ? btf__type_cnt(base) : 1;
}

/*
 * Id of FUNC name, 0 when there is none. Whatever the base has by that name is
 * another function. btf__find_str() could spare the walk, but it does not find a
 * string that is the end of another one.
 */
static __u32 find_own_func(const struct btf *btf, const char *name)
{
	__u32 id, cnt = btf__type_cnt(btf);

	for (id = first_own_id(btf); id < cnt; id++) {
		const struct btf_type *t = btf__type_by_id(btf, id);

		if (btf_is_func(t) && !strcmp(btf__name_by_offset(btf, t->name_off), name))
			return id;
	}

	return 0;
}

/* FUNC_PROTO of a FUNC, NULL when the BTF has no such thing */
static const struct btf_type *func_proto(const struct btf *btf, __u32 func_id)
{
	const struct btf_type *t = btf__type_by_id(btf, func_id);

	if (!t || !btf_is_func(t))
		return NULL;
	t = btf__type_by_id(btf, t->type);
	return t && btf_is_func_proto(t) ? t : NULL;
}

const char *kfunc_pair__implicit_struct(const struct btf *btf, const struct btf_param *param)
{
	const struct btf_type *t = btf__type_by_id(btf, param->type);
	const char *tag;

	if (!t || !btf_is_ptr(t))
		return NULL;
	t = btf__type_by_id(btf, t->type);
	if (!t || !btf_is_type_tag(t) || t->type)
		return NULL;
	tag = btf__name_by_offset(btf, t->name_off);
	if (strncmp(tag, KFUNC_PAIR_TAG_PREFIX, strlen(KFUNC_PAIR_TAG_PREFIX)))
		return NULL;
	return tag + strlen(KFUNC_PAIR_TAG_PREFIX);
}

bool kfunc_pair__is_impl(const struct btf *btf, __u32 func_id)
{
	const struct btf_type *proto = func_proto(btf, func_id);
	int i;

	for (i = 0; proto && i < btf_vlen(proto); i++)
		if (kfunc_pair__implicit_struct(btf, &btf_params(proto)[i]))
			return true;

	return false;
}

static int find_tagged_void_ptr(struct btf *btf, const char *tag)
{
	__u32 id, cnt = btf__type_cnt(btf);

	if (btf__find_str(btf, tag) < 0)
		return 0;

	for (id = 1; id < cnt; id++) {
		const struct btf_type *t = btf__type_by_id(btf, id);

		if (!btf_is_ptr(t))
			continue;
		t = btf__type_by_id(btf, t->type);
		if (btf_is_type_tag(t) && !t->type && !btf_kflag(t) &&
		    !strcmp(btf__name_by_offset(btf, t->name_off), tag))
			return id;
	}

	return 0;
}

/* Id of PTR -> TYPE_TAG "implicit:STRUCT_NAME" -> void */
static int add_tagged_void_ptr(struct btf *btf, const char *struct_name, bool reuse)
{
	size_t size = strlen(KFUNC_PAIR_TAG_PREFIX) + strlen(struct_name) + 1;
	char *tag = malloc(size);
	int id = 0;

	if (!tag)
		return -ENOMEM;
	/* struct_name is part of btf and moves when btf grows, the copy does not */
	snprintf(tag, size, KFUNC_PAIR_TAG_PREFIX "%s", struct_name);

	if (reuse)
		id = find_tagged_void_ptr(btf, tag);
	if (!id) {
		id = btf__add_type_tag(btf, tag, 0);
		if (id > 0)
			id = btf__add_ptr(btf, id);
	}

	free(tag);
	return id;
}

/* Add a FUNC_PROTO with the first nr_params parameters of FUNC_PROTO proto_id. */
static int add_proto(struct btf *btf, __u32 proto_id, int nr_params)
{
	int id, i, err;

	id = btf__add_func_proto(btf, btf__type_by_id(btf, proto_id)->type);
	if (id < 0)
		return id;

	for (i = 0; i < nr_params; i++) {
		err = btf__add_func_param(btf, NULL, 0);
		if (err)
			return err;
	}

	/* it is the same BTF: offsets of names and ids of types stay what they are */
	memcpy(btf_params(btf__type_by_id(btf, id)),
	       btf_params(btf__type_by_id(btf, proto_id)),
	       nr_params * sizeof(struct btf_param));

	return id;
}

/* Replace the implicit pointers in FUNC_PROTO proto_id, params from first on. */
static int hide_structs(struct btf *btf, __u32 proto_id, int first, bool reuse)
{
	int i, id, nr_params = btf_vlen(btf__type_by_id(btf, proto_id));

	for (i = first; i < nr_params; i++) {
		const struct btf_type *proto = btf__type_by_id(btf, proto_id);
		const char *struct_name = implicit_struct(btf, proto, i);

		if (!struct_name)	/* the u64 after a btf_struct_meta */
			continue;

		id = add_tagged_void_ptr(btf, struct_name, reuse);
		if (id < 0)
			return id;

		btf_params(btf__type_by_id(btf, proto_id))[i].type = id;
	}

	return 0;
}

/* That it is a kfunc, and how it may be called, holds for both FUNCs. */
static bool is_both_tag(const char *name)
{
	return !strcmp(name, "bpf_kfunc") || !strcmp(name, "bpf_fastcall");
}

static int copy_tag(struct btf *btf, __u32 tag_id, __u32 func_id)
{
	const struct btf_type *t = btf__type_by_id(btf, tag_id);
	char *name = strdup(btf__name_by_offset(btf, t->name_off));
	int id;

	if (!name)
		return -ENOMEM;
	id = btf__add_decl_tag(btf, name, func_id, btf_decl_tag(t)->component_idx);
	free(name);
	if (id < 0)
		return id;

	/* a kind_flag says that it is an attribute */
	((struct btf_type *)btf__type_by_id(btf, id))->info = btf__type_by_id(btf, tag_id)->info;
	return 0;
}

/*
 * What is said of an explicit argument holds for both FUNCs, what is said of an
 * implicit one for the _impl FUNC alone. Tags of the function as a whole stay
 * with the interface, but for those that make the _impl FUNC one to call. No tag
 * of func_id comes before id.
 */
static int settle_tags(struct btf *btf, __u32 id, __u32 func_id, __u32 impl_id, int first)
{
	__u32 cnt = btf__type_cnt(btf);

	for (; id < cnt; id++) {
		struct btf_type *t = (struct btf_type *)btf__type_by_id(btf, id);
		int err = 0, idx;

		if (!btf_is_decl_tag(t) || t->type != func_id)
			continue;

		idx = btf_decl_tag(t)->component_idx;
		if (idx >= first)
			t->type = impl_id;
		else if (idx >= 0 || is_both_tag(btf__name_by_offset(btf, t->name_off)))
			err = copy_tag(btf, id, impl_id);
		if (err)
			return err;
	}

	return 0;
}

static bool has_kfunc_tag(const struct btf *btf, __u32 func_id)
{
	__u32 id, cnt = btf__type_cnt(btf);

	for (id = func_id + 1; id < cnt; id++) {
		const struct btf_type *t = btf__type_by_id(btf, id);

		if (btf_is_decl_tag(t) && t->type == func_id &&
		    !strcmp(btf__name_by_offset(btf, t->name_off), "bpf_kfunc"))
			return true;
	}

	return false;
}

const char *kfunc_pair__last_implicit(const struct btf *btf, __u32 func_id)
{
	const struct btf_type *proto = func_proto(btf, func_id);
	int last = proto ? btf_vlen(proto) - 1 : -1;

	if (last > 0 && is_implicit_off(btf, proto, last))
		last--;
	return last < 0 ? NULL : implicit_struct(btf, proto, last);
}

/*
 * Can kfunc become a pair? Returns the index of its first implicit argument.
 * When the pair is there already *impl_id is set to its _impl FUNC, else to 0.
 */
static int check_pair(const struct btf *btf, __u32 func_id, const char *kfunc,
		      const char *impl_name, int *impl_id)
{
	const struct btf_type *proto, *impl_proto;
	__u32 id;
	int first;

	if (func_id < first_own_id(btf)) {
		kfunc_pair__error(kfunc,
				  "the function is described by the base BTF, not by the BTF on top of it; make the pair there");
		return -EINVAL;
	}

	id = find_own_func(btf, impl_name);
	proto = func_proto(btf, func_id);
	impl_proto = func_proto(btf, id);
	*impl_id = id;
	if (kfunc_pair__is_impl(btf, id) && btf_vlen(proto) < btf_vlen(impl_proto))
		return 0;

	first = find_implicit(btf, kfunc, proto);
	if (first < 0 && first != -ENOENT)
		return first;
	if (id)
		return kfunc_pair__error_taken(kfunc, "the BTF", has_kfunc_tag(btf, id));

	if (first < 0) {
		kfunc_pair__error(kfunc,
				  "KF_IMPLICIT_ARGS is set but there is no implicit argument; let the last one be a 'struct bpf_prog_aux *', a 'struct btf_struct_meta *' or a struct pointer with a name ending in '"
				  IMPLICIT_NAME_SUFFIX "', or remove the flag");
		return -EINVAL;
	}

	return first;
}

static int make_pair(struct btf *btf, __u32 func_id, const char *impl_name, int first,
		     bool own_proto)
{
	int impl_id, impl_proto_id, iface_proto_id, err;
	const struct btf_type *t;

	impl_proto_id = btf__type_by_id(btf, func_id)->type;
	iface_proto_id = add_proto(btf, impl_proto_id, first);
	if (iface_proto_id < 0)
		return iface_proto_id;

	if (!own_proto) {
		t = btf__type_by_id(btf, impl_proto_id);
		impl_proto_id = add_proto(btf, impl_proto_id, btf_vlen(t));
		if (impl_proto_id < 0)
			return impl_proto_id;
	}

	err = hide_structs(btf, impl_proto_id, first, !own_proto);
	if (err)
		return err;

	/* the vlen of a FUNC is its linkage */
	t = btf__type_by_id(btf, func_id);
	impl_id = btf__add_func(btf, impl_name, (enum btf_func_linkage)btf_vlen(t), impl_proto_id);
	if (impl_id < 0)
		return impl_id;

	((struct btf_type *)btf__type_by_id(btf, func_id))->type = iface_proto_id;

	err = settle_tags(btf, own_proto ? func_id + 1 : first_own_id(btf),
			  func_id, impl_id, first);

	return err ? err : impl_id;
}

static int add_pair(struct btf *btf, __u32 func_id, bool own_proto)
{
	const struct btf_type *t = btf__type_by_id(btf, func_id);
	char impl_name[KFUNC_PAIR_NAME_LEN];
	char kfunc[KFUNC_PAIR_NAME_LEN];
	const char *name;
	int first, id;

	if (!func_proto(btf, func_id)) {
		fprintf(stderr,
			"error: BTF type %u is no FUNC with a prototype and so no kfunc\n",
			func_id);
		return -EINVAL;
	}

	name = btf__name_by_offset(btf, t->name_off);
	id = kfunc_pair__impl_name(name, impl_name);
	if (id)
		return id;
	/* name is part of btf and moves when btf grows, the copy does not */
	snprintf(kfunc, sizeof(kfunc), "%s", name);

	first = check_pair(btf, func_id, kfunc, impl_name, &id);
	if (first < 0 || id)
		return first < 0 ? first : id;

	id = make_pair(btf, func_id, impl_name, first, own_proto);
	if (id < 0)
		kfunc_pair__error(kfunc,
				  "failed to add '%s' to the BTF: %s; is there enough memory?",
				  impl_name, strerror(-id));
	return id;
}

int kfunc_pair__add(struct btf *btf, __u32 func_id)
{
	return add_pair(btf, func_id, false);
}

int kfunc_pair__add_new(struct btf *btf, __u32 func_id)
{
	return add_pair(btf, func_id, true);
}
