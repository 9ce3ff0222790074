// SPDX-License-Identifier: GPL-2.0
/*
 * Calls of kfuncs by name.
 *
 * A call with src_reg BPF_PSEUDO_KFUNC_CALL_PROG_BTF refers to a FUNC in the
 * program's own BTF and means the kfunc of vmlinux with that name. It is for
 * whoever cannot ask the running kernel for ids because the instructions have to
 * be final earlier. Whoever supplies the BTF decides what is called, so signed
 * programs and those with exclusive maps have no such calls.
 *
 * Such calls become ordinary kfunc calls here before anything else looks at
 * them. All the names of a program are looked up at once. The name alone is
 * not trusted: the prototype that the program was built with has to be compatible,
 * just as libbpf demands it.
 */
#include <linux/bpf.h>
#include <linux/bpf_verifier.h>
#include <linux/btf.h>
#include "btf_func_names.h"
#include "kfunc_by_name.h"
#include "kfunc_pairs.h"
#include "kfunc_sets.h"
#include "../tools/lib/bpf/relo_core.h"

/* A prototype, its arguments, what they point to, and callbacks among those. */
#define MAX_PROTO_DEPTH 8

/* Both names of as many kfuncs as a program may call. */
#define MAX_NAMES 512

#define refuse(env, insn_idx, fmt, ...)						\
	bpf_verifier_log_write(env, "kfunc call by name at insn %d: " fmt "\n",	\
			       insn_idx, ##__VA_ARGS__)

static const struct btf_type *called_func(const struct bpf_verifier_env *env, int insn_idx)
{
	return btf_type_by_id(env->prog->aux->btf, env->prog->insnsi[insn_idx].imm);
}

static const char *called_name(const struct bpf_verifier_env *env, int insn_idx)
{
	return btf_name_by_offset(env->prog->aux->btf, called_func(env, insn_idx)->name_off);
}

static int check_call(struct bpf_verifier_env *env, int insn_idx)
{
	const struct bpf_insn *insn = &env->prog->insnsi[insn_idx];
	const struct btf_type *func;

	if (insn->off) {
		refuse(env, insn_idx, "off is %d, it has to be 0 for a kfunc of vmlinux",
		       insn->off);
		return -EINVAL;
	}
	if (!env->prog->aux->btf) {
		refuse(env, insn_idx,
		       "the program has no BTF; load it with prog_btf_fd and func_info");
		return -EINVAL;
	}
	func = called_func(env, insn_idx);
	if (!func || !insn->imm) {
		refuse(env, insn_idx, "the program's BTF has no type %d", insn->imm);
		return -EINVAL;
	}
	if (!btf_type_is_func(func)) {
		refuse(env, insn_idx, "type %d in the program's BTF is not a FUNC", insn->imm);
		return -EINVAL;
	}
	if (!*called_name(env, insn_idx)) {
		refuse(env, insn_idx, "FUNC %d in the program's BTF has no name", insn->imm);
		return -EINVAL;
	}
	return 0;
}

static int add_name(struct bpf_verifier_env *env, int insn_idx, struct btf_func_names *names)
{
	if (btf_func_names_add(names, called_name(env, insn_idx)))
		return 0;
	refuse(env, insn_idx, "the program has more than %d different names", MAX_NAMES);
	return -E2BIG;
}

static int resolve_call(struct bpf_verifier_env *env, int insn_idx,
			struct btf_func_names *names)
{
	struct bpf_insn *insn = &env->prog->insnsi[insn_idx];
	const char *name = called_name(env, insn_idx);
	const struct btf *vmlinux = bpf_get_btf_vmlinux();
	u32 id = btf_func_names_id(names, name);
	struct kfunc_info kfunc;
	int err;

	if (!id) {
		refuse(env, insn_idx, "vmlinux has no function %s", name);
		return -ENOENT;
	}
	err = kfunc_resolve(vmlinux, id, &kfunc);
	if (err == -EUCLEAN) {
		refuse(env, insn_idx,
		       "%s cannot be called, its BTF has a defect that the kernel log tells", name);
		return -EINVAL;
	}
	if (err || !kfunc_is_registered(vmlinux, kfunc.id)) {
		refuse(env, insn_idx, "%s is not a kfunc", name);
		return -EINVAL;
	}
	/* id may be the _impl, then its prototype is the one that counts */
	if (__bpf_core_types_are_compat(env->prog->aux->btf, called_func(env, insn_idx)->type,
					vmlinux, btf_type_by_id(vmlinux, id)->type,
					MAX_PROTO_DEPTH) <= 0) {
		refuse(env, insn_idx,
		       "the program's prototype of %s is incompatible with the kernel's", name);
		return -EINVAL;
	}

	insn->imm = id;
	insn->src_reg = BPF_PSEUDO_KFUNC_CALL;
	return 0;
}

/**
 * bpf_resolve_kfunc_calls_by_name - Turn all calls by name into calls by BTF id
 * @env: verifier environment of a program, its BTF is known already
 *
 * May sleep.
 *
 * Return: 0; -ENOMEM; another negative errno and a message in the verifier's log
 * that names instruction and reason.
 */
int bpf_resolve_kfunc_calls_by_name(struct bpf_verifier_env *env)
{
	const struct bpf_insn *insns = env->prog->insnsi;
	const struct btf *vmlinux = bpf_get_btf_vmlinux();
	struct btf_func_names *names;
	u32 cnt = 0;
	int i, err = 0;

	if (IS_ERR_OR_NULL(vmlinux)) {
		bpf_verifier_log_write(env, "there are no kfuncs without CONFIG_DEBUG_INFO_BTF\n");
		return -EOPNOTSUPP;
	}

	for (i = 0; i < env->prog->len; i++)
		cnt += bpf_pseudo_kfunc_call_prog_btf(&insns[i]);
	names = btf_func_names_new(min(cnt, MAX_NAMES));
	if (!names)
		return -ENOMEM;

	for (i = 0; i < env->prog->len && !err; i++) {
		if (!bpf_pseudo_kfunc_call_prog_btf(&insns[i]))
			continue;
		cond_resched();
		err = check_call(env, i) ?: add_name(env, i, names);
	}
	if (!err)
		btf_func_names_look_up(names, vmlinux);
	for (i = 0; i < env->prog->len && !err; i++) {
		if (!bpf_pseudo_kfunc_call_prog_btf(&insns[i]))
			continue;
		cond_resched();
		err = resolve_call(env, i, names);
	}

	btf_func_names_free(names);
	return err;
}
