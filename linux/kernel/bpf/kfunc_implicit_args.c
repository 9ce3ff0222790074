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

struct implicit_arg_kind {
	const char *struct_name;
	/* Write the instructions that load the value; return how many. */
	int (*load)(struct bpf_verifier_env *env, u8 regno, struct bpf_insn *insns);
};

static int load_prog_aux(struct bpf_verifier_env *env, u8 regno, struct bpf_insn *insns)
{
	struct bpf_insn ld[2] = { BPF_LD_IMM64(regno, (long)env->prog->aux) };

	memcpy(insns, ld, sizeof(ld));
	return ARRAY_SIZE(ld);
}

static const struct implicit_arg_kind kinds[] = {
	{ "bpf_prog_aux", load_prog_aux },
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

/**
 * bpf_implicit_args_valid - Can the verifier supply a kfunc's implicit arguments?
 * @btf:   BTF which @proto is in
 * @proto: FUNC_PROTO of the kfunc's _impl
 * @first: index of the first implicit argument
 *
 * Return: true if each argument from @first on is of a known kind and all of
 * @proto's arguments are passed in registers.
 */
bool bpf_implicit_args_valid(const struct btf *btf, const struct btf_type *proto,
			     u32 first)
{
	const struct btf_param *params = btf_params(proto);
	u32 i, nr_args = btf_type_vlen(proto);

	if (nr_args > MAX_BPF_FUNC_REG_ARGS)
		return false;
	for (i = first; i < nr_args; i++)
		if (!find_kind(btf, &params[i]))
			return false;
	return true;
}

/**
 * bpf_implicit_args_fill - Write the instructions that load implicit arguments
 * @env:   verifier environment of the calling program
 * @btf:   BTF which @proto is in
 * @proto: FUNC_PROTO of the kfunc's _impl, valid by bpf_implicit_args_valid()
 * @first: index of the first implicit argument
 * @insns: where to write, room for at least 2 instructions an argument
 *
 * Return: the number of instructions written, -EFAULT for a verifier bug.
 */
int bpf_implicit_args_fill(struct bpf_verifier_env *env, const struct btf *btf,
			   const struct btf_type *proto, u32 first,
			   struct bpf_insn *insns)
{
	const struct btf_param *params = btf_params(proto);
	u32 i, nr_args = btf_type_vlen(proto);
	const struct implicit_arg_kind *kind;
	int cnt = 0;

	for (i = first; i < nr_args; i++) {
		kind = find_kind(btf, &params[i]);
		if (verifier_bug_if(!kind, env, "implicit arg#%u of unknown kind", i))
			return -EFAULT;
		cnt += kind->load(env, BPF_REG_1 + i, insns + cnt);
	}
	return cnt;
}
