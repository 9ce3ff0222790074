// SPDX-License-Identifier: GPL-2.0
/*
 * The kinds of implicit arguments, and how the verifier supplies each.
 *
 * In an _impl prototype (see kfunc_pairs.c) an implicit argument is
 *
 *	void __attribute__((btf_type_tag("implicit:bpf_prog_aux"))) *aux
 *
 * where the tag names the struct which the kernel's declaration points to. A
 * new kind is a line in KFUNC_IMPLICIT_KINDS() and a function load_STRUCT()
 * below, which writes the instructions that load the value. resolve_btfids has
 * the same list and fails the build for any other kind. Whatever makes the pairs
 * does not have to know the kind: besides the structs that it does know it takes
 * any struct pointer whose name ends in __implicit for an implicit argument.
 *
 * The instructions go right before the call, after verification. Nothing that
 * the program left in the register reaches the kernel function, and a call
 * costs what it would if the program had loaded the value itself.
 */
#include <linux/bpf.h>
#include <linux/bpf_verifier.h>
#include <linux/btf.h>
#include <linux/btf_kfunc_implicit.h>
#include <linux/filter.h>
#include "kfunc_implicit_args.h"

static_assert(KFUNC_MAX_ARGS == MAX_BPF_FUNC_REG_ARGS);

/* Of a type; damaged BTF may have more, or have them in a circle. */
#define MAX_MODIFIERS 32

/*
 * Write the instructions that load the value into a register: the pointer, or the
 * u64 after it where a kfunc of that kind may have one. Returns how many.
 */
typedef int (*load_fn)(struct bpf_verifier_env *env, u32 insn_idx, u8 regno,
		       bool is_u64, struct bpf_insn *insns);

/* See KFUNC_IMPLICIT_KINDS() */
struct implicit_arg_kind {
	const char *struct_name;
	load_fn load;
	bool vmlinux_only;
	bool has_u64;
};

static int load_bpf_prog_aux(struct bpf_verifier_env *env, u32 insn_idx, u8 regno,
			     bool is_u64, struct bpf_insn *insns)
{
	struct bpf_insn ld[2] = { BPF_LD_IMM64(regno, (long)env->prog->aux) };

	memcpy(insns, ld, sizeof(ld));
	return ARRAY_SIZE(ld);
}

/*
 * What is special in the object that the kfunc deals with, NULL for nothing. The
 * u64 is where in that object the node is which the program passes. The verifier
 * knows which argument that is from the kfunc's id, hence those of vmlinux only.
 */
static int load_btf_struct_meta(struct bpf_verifier_env *env, u32 insn_idx, u8 regno,
				bool is_u64, struct bpf_insn *insns)
{
	struct bpf_insn_aux_data *aux = &env->insn_aux_data[insn_idx];
	struct bpf_insn ld[2] = { BPF_LD_IMM64(regno, (long)aux->kptr_struct_meta) };

	if (is_u64) {
		insns[0] = BPF_MOV64_IMM(regno, aux->insert_off);
		return 1;
	}
	memcpy(insns, ld, sizeof(ld));
	return ARRAY_SIZE(ld);
}

#define KIND(name, vmlinux_only, has_u64) \
	{ #name, load_##name, vmlinux_only, has_u64 },

static const struct implicit_arg_kind kinds[] = {
	KFUNC_IMPLICIT_KINDS(KIND)
};

static const struct implicit_arg_kind *
find_kind(const struct btf *btf, const struct btf_param *param)
{
	const struct btf_type *t;
	const char *name;
	int i;

	t = btf_type_by_id(btf, param->type);
	if (!t || !btf_type_is_ptr(t))
		return NULL;
	t = btf_type_by_id(btf, t->type);
	if (!t || !btf_type_is_type_tag(t))
		return NULL;
	name = btf_name_by_offset(btf, t->name_off);
	if (!strstarts(name, KFUNC_IMPLICIT_TAG))
		return NULL;
	name += strlen(KFUNC_IMPLICIT_TAG);

	for (i = 0; i < ARRAY_SIZE(kinds); i++)
		if (!strcmp(name, kinds[i].struct_name))
			return &kinds[i];
	return NULL;
}

static bool is_modifier(const struct btf_type *t)
{
	switch (BTF_INFO_KIND(t->info)) {
	case BTF_KIND_TYPEDEF:
	case BTF_KIND_CONST:
	case BTF_KIND_VOLATILE:
	case BTF_KIND_RESTRICT:
	case BTF_KIND_TYPE_TAG:
		return true;
	default:
		return false;
	}
}

/* btf_type_skip_modifiers() is for BTF that has all types which it refers to. */
static bool is_u64_param(const struct btf *btf, const struct btf_param *param)
{
	const struct btf_type *t = btf_type_by_id(btf, param->type);
	int i;

	for (i = 0; t && is_modifier(t); i++)
		t = i < MAX_MODIFIERS ? btf_type_by_id(btf, t->type) : NULL;
	return t && btf_type_is_int(t) && t->size == sizeof(u64);
}

/*
 * The kind of argument number i, of which the implicit ones begin at first. Sets
 * *is_u64 when it is the u64 after the pointer.
 */
static const struct implicit_arg_kind *
find_arg_kind(const struct btf *btf, const struct btf_type *proto, u32 first, u32 i,
	      bool *is_u64)
{
	const struct btf_param *param = btf_params(proto) + i;
	const struct implicit_arg_kind *kind;

	kind = find_kind(btf, param);
	*is_u64 = !kind;
	if (kind)
		return kind;
	if (i == first || !is_u64_param(btf, param))
		return NULL;
	kind = find_kind(btf, param - 1);
	return kind && kind->has_u64 ? kind : NULL;
}

/**
 * bpf_implicit_args_defect - Can the verifier supply a kfunc's implicit arguments?
 * @btf:   BTF which @proto is in
 * @proto: FUNC_PROTO of the kfunc's _impl
 * @first: index of the first implicit argument
 *
 * The caller holds a reference to @btf. May be called in any context.
 *
 * Return: NULL if it can, otherwise what is wrong with the kfunc, for a message.
 */
const char *bpf_implicit_args_defect(const struct btf *btf, const struct btf_type *proto,
				     u32 first)
{
	const struct implicit_arg_kind *kind;
	u32 i, nr_args = btf_type_vlen(proto);
	bool is_u64;

	if (nr_args > MAX_BPF_FUNC_REG_ARGS)
		return "it has more than five arguments, implicit ones included";
	for (i = first; i < nr_args; i++) {
		kind = find_arg_kind(btf, proto, first, i, &is_u64);
		if (!kind)
			return "an implicit argument is of no kind in kfunc_implicit_args.c";
		if (kind->vmlinux_only && btf_is_module(btf))
			return "an implicit argument is of a kind for kfuncs of vmlinux only";
	}
	return NULL;
}

/**
 * bpf_implicit_args_fill - Write the instructions that load implicit arguments
 * @env:      verifier environment of the calling program
 * @insn_idx: index of the call in the program
 * @btf:      BTF which @proto is in
 * @proto:    FUNC_PROTO of the kfunc's _impl, without a bpf_implicit_args_defect()
 * @first:    index of the first implicit argument
 * @insns:    where to write, room for at least 2 instructions an argument
 *
 * To be called for a program that has been verified; @env pins @btf.
 *
 * Return: the number of instructions written, -EFAULT for a verifier bug.
 */
int bpf_implicit_args_fill(struct bpf_verifier_env *env, u32 insn_idx,
			   const struct btf *btf, const struct btf_type *proto,
			   u32 first, struct bpf_insn *insns)
{
	u32 i, nr_args = btf_type_vlen(proto);
	const struct implicit_arg_kind *kind;
	bool is_u64;
	int cnt = 0;

	for (i = first; i < nr_args; i++) {
		kind = find_arg_kind(btf, proto, first, i, &is_u64);
		if (verifier_bug_if(!kind, env, "implicit arg#%u of unknown kind", i))
			return -EFAULT;
		cnt += kind->load(env, insn_idx, BPF_REG_1 + i, is_u64, insns + cnt);
	}
	return cnt;
}
