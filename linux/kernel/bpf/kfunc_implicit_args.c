// SPDX-License-Identifier: GPL-2.0
/*
 * The kinds of implicit arguments, and how the verifier supplies each.
 *
 * In an _impl prototype (see btf_kfunc.c) an implicit argument is
 *
 *	void __attribute__((btf_type_tag("implicit:bpf_prog_aux"))) *aux
 *
 * where the tag names the struct which the kernel's declaration points to. A
 * new kind is an entry in the table below and a function which writes the
 * instructions that load the value. pahole does not have to know the kind:
 * besides the structs that it does know it takes any struct pointer whose name
 * ends in __implicit for an implicit argument.
 *
 * The instructions go right before the call, after verification. Nothing that
 * the program left in the register reaches the kernel function, and a call
 * costs what it would if the program had loaded the value itself.
 */
#include <linux/bpf.h>
#include <linux/bpf_verifier.h>
#include <linux/btf.h>
#include <linux/btf_kfunc.h>
#include <linux/filter.h>

#define IMPLICIT_TAG "implicit:"

/* Write the instructions that load the value into a register; return how many. */
typedef int (*load_fn)(struct bpf_verifier_env *env, u32 insn_idx, u8 regno,
		       struct bpf_insn *insns);

struct implicit_arg_kind {
	const char *struct_name;
	load_fn load;
	/* for an u64 right after the pointer, where a kfunc may have one */
	load_fn load_u64;
	/* no kfunc of a module may have it */
	bool vmlinux_only;
};

static int load_prog_aux(struct bpf_verifier_env *env, u32 insn_idx, u8 regno,
			 struct bpf_insn *insns)
{
	struct bpf_insn ld[2] = { BPF_LD_IMM64(regno, (long)env->prog->aux) };

	memcpy(insns, ld, sizeof(ld));
	return ARRAY_SIZE(ld);
}

/* What is special in the object that the kfunc deals with, NULL for nothing.
 * The verifier knows which argument that is from the kfunc's id, hence those
 * of vmlinux only.
 */
static int load_struct_meta(struct bpf_verifier_env *env, u32 insn_idx, u8 regno,
			    struct bpf_insn *insns)
{
	struct btf_struct_meta *meta = env->insn_aux_data[insn_idx].kptr_struct_meta;
	struct bpf_insn ld[2] = { BPF_LD_IMM64(regno, (long)meta) };

	memcpy(insns, ld, sizeof(ld));
	return ARRAY_SIZE(ld);
}

/* Where in that object the node is which the program passes. */
static int load_node_off(struct bpf_verifier_env *env, u32 insn_idx, u8 regno,
			 struct bpf_insn *insns)
{
	insns[0] = BPF_MOV64_IMM(regno, env->insn_aux_data[insn_idx].insert_off);
	return 1;
}

static const struct implicit_arg_kind kinds[] = {
	{ "bpf_prog_aux", load_prog_aux },
	{ "btf_struct_meta", load_struct_meta, load_node_off, .vmlinux_only = true },
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
	if (!strstarts(name, IMPLICIT_TAG))
		return NULL;
	name += strlen(IMPLICIT_TAG);

	for (i = 0; i < ARRAY_SIZE(kinds); i++)
		if (!strcmp(name, kinds[i].struct_name))
			return &kinds[i];
	return NULL;
}

static bool is_u64(const struct btf *btf, const struct btf_param *param)
{
	const struct btf_type *t = btf_type_skip_modifiers(btf, param->type, NULL);

	return t && btf_type_is_int(t) && t->size == sizeof(u64);
}

/* How to load argument number i, of which the implicit ones begin at first. */
static load_fn find_load(const struct btf *btf, const struct btf_type *proto,
			 u32 first, u32 i)
{
	const struct btf_param *param = btf_params(proto) + i;
	const struct implicit_arg_kind *kind;

	kind = find_kind(btf, param);
	if (kind)
		return kind->load;
	if (i == first || !is_u64(btf, param))
		return NULL;
	kind = find_kind(btf, param - 1);
	return kind ? kind->load_u64 : NULL;
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

	if (nr_args > MAX_BPF_FUNC_REG_ARGS)
		return "it has more than five arguments, implicit ones included";
	for (i = first; i < nr_args; i++) {
		kind = find_kind(btf, btf_params(proto) + i);
		if (kind && kind->vmlinux_only && btf_is_module(btf))
			return "an implicit argument is of a kind for kfuncs of vmlinux only";
		if (!find_load(btf, proto, first, i))
			return "an implicit argument is of no kind in kfunc_implicit_args.c";
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
	load_fn load;
	int cnt = 0;

	for (i = first; i < nr_args; i++) {
		load = find_load(btf, proto, first, i);
		if (verifier_bug_if(!load, env, "implicit arg#%u of unknown kind", i))
			return -EFAULT;
		cnt += load(env, insn_idx, BPF_REG_1 + i, insns + cnt);
	}
	return cnt;
}
