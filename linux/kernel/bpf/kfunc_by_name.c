// SPDX-License-Identifier: GPL-2.0
/*
 * Calls of kfuncs by name.
 *
 * A call with src_reg BPF_PSEUDO_KFUNC_CALL_PROG_BTF refers to a FUNC in the
 * program's own BTF and means the kfunc of vmlinux with that name. It is for
 * whoever cannot ask the running kernel for ids because the instructions have to
 * be final earlier. Whoever supplies the BTF decides what is called, so digest and
 * signature cover names and prototypes, as tools/lib/bpf/kfunc_callees.c makes them,
 * in the place of the ids.
 *
 * Such calls become ordinary kfunc calls here before anything else looks at
 * them. All the names of a program are looked up at once, see kfunc_by_name_look_up.c.
 * The name alone is not trusted: the prototype that the program was built with has
 * to be compatible, just as libbpf demands it.
 */
#include <crypto/sha2.h>
#include <linux/bpf.h>
#include <linux/bpf_verifier.h>
#include <linux/btf.h>
#include "btf_func_names.h"
#include "kfunc_by_name.h"
#include "kfunc_by_name_log.h"
#include "kfunc_pairs.h"
#include "kfunc_sets.h"
#include "../tools/lib/bpf/kfunc_callees.h"
#include "../tools/lib/bpf/relo_core.h"

static const struct btf_type *called_func(const struct bpf_prog *prog, int insn_idx)
{
	return btf_type_by_id(prog->aux->btf, prog->insnsi[insn_idx].imm);
}

static const char *called_name(const struct bpf_prog *prog, int insn_idx)
{
	return btf_name_by_offset(prog->aux->btf, called_func(prog, insn_idx)->name_off);
}

static int check_call(struct bpf_verifier_log *log, const struct bpf_prog *prog, int insn_idx)
{
	const struct bpf_insn *insn = &prog->insnsi[insn_idx];
	const struct btf_type *func;

	if (insn->off) {
		refuse(log, insn_idx, "off is %d, it has to be 0 for a kfunc of vmlinux",
		       insn->off);
		return -EINVAL;
	}
	if (!prog->aux->btf) {
		refuse(log, insn_idx,
		       "the program has no BTF; load it with prog_btf_fd and func_info");
		return -EINVAL;
	}
	func = called_func(prog, insn_idx);
	if (!func || !insn->imm) {
		refuse(log, insn_idx, "the program's BTF has no type %d", insn->imm);
		return -EINVAL;
	}
	if (!btf_type_is_func(func)) {
		refuse(log, insn_idx, "type %d in the program's BTF is not a FUNC", insn->imm);
		return -EINVAL;
	}
	if (!*called_name(prog, insn_idx)) {
		refuse(log, insn_idx, "FUNC %d in the program's BTF has no name", insn->imm);
		return -EINVAL;
	}
	return 0;
}

/**
 * bpf_get_kfunc_callees - Get names and prototypes of what a program calls by name
 * @log:     where to say what is wrong with a call
 * @prog:    program, its BTF is known already
 * @insns:   a copy of its instructions, in which ids become indices
 * @callees: to be filled in
 *
 * May sleep.
 *
 * Return: 0, and @callees is to be freed with bpf_kfunc_callees_free(); -ENOMEM; another
 * negative errno and a message in @log that names instruction and reason.
 */
int bpf_get_kfunc_callees(struct bpf_verifier_log *log, const struct bpf_prog *prog,
			  struct bpf_insn *insns, struct bpf_kfunc_callees *callees)
{
	int i, err;

	for (i = 0; i < prog->len; i++) {
		if (!bpf_pseudo_kfunc_call_prog_btf(&prog->insnsi[i]))
			continue;
		err = check_call(log, prog, i);
		if (err)
			return err;
	}

	err = bpf_kfunc_callees_init(callees, prog->aux->btf, insns, prog->len);
	if (err && callees->why)
		refuse(log, callees->bad_insn, "%s: %s", called_name(prog, callees->bad_insn),
		       callees->why);
	return err;
}

/**
 * bpf_prog_calls_kfuncs_by_name - Find out if there are calls by name in a program
 * @prog: program, before such calls become others
 *
 * Return: true if there are any.
 */
bool bpf_prog_calls_kfuncs_by_name(const struct bpf_prog *prog)
{
	u32 i;

	for (i = 0; i < prog->len; i++)
		if (bpf_pseudo_kfunc_call_prog_btf(&prog->insnsi[i]))
			return true;
	return false;
}

/**
 * bpf_kfuncs_by_name_calc_tag - Compute the digest of a program with calls by name
 * @env: verifier environment of the program, its BTF is known already
 *
 * It is what bpf_prog_calc_tag() computes for any other program, over names and
 * prototypes in the place of ids. May sleep.
 *
 * Return: 0; -ENOMEM; another negative errno and a message in the verifier's log
 * that names instruction and reason.
 */
int bpf_kfuncs_by_name_calc_tag(struct bpf_verifier_env *env)
{
	struct bpf_kfunc_callees callees;
	struct bpf_prog *prog = env->prog;
	struct bpf_insn *insns;
	struct sha256_ctx ctx;
	int err;

	insns = bpf_prog_insns_for_tag(prog);
	if (!insns)
		return -ENOMEM;
	err = bpf_get_kfunc_callees(&env->log, prog, insns, &callees);
	if (err)
		goto free_insns;

	sha256_init(&ctx);
	sha256_update(&ctx, (u8 *)insns, bpf_prog_insn_size(prog));
	sha256_update(&ctx, (u8 *)callees.text, callees.size);
	sha256_final(&ctx, prog->digest);
	bpf_kfunc_callees_free(&callees);
free_insns:
	vfree(insns);
	return err;
}

/**
 * bpf_kfuncs_by_name_log - List what a program calls by name
 * @log:  where to
 * @prog: program with calls by name, which have all been found to be well-formed
 *
 * Whoever has hashed or signed the program can compare the list with theirs. May sleep.
 */
void bpf_kfuncs_by_name_log(struct bpf_verifier_log *log, const struct bpf_prog *prog)
{
	struct bpf_kfunc_callees callees;
	struct bpf_insn *insns;
	const char *name = NULL;

	if (!bpf_verifier_log_needed(log))
		return;
	insns = kvmemdup(prog->insnsi, bpf_prog_insn_size(prog), GFP_KERNEL_ACCOUNT);
	if (!insns)
		return;
	if (!bpf_get_kfunc_callees(log, prog, insns, &callees)) {
		while ((name = bpf_kfunc_callees_next(&callees, name))) {
			bpf_log(log, "calls by name: ");
			log_callee(log, name);
			bpf_log(log, "\n");
		}
		bpf_kfunc_callees_free(&callees);
	}
	kvfree(insns);
}

static int get_proto(struct bpf_kfunc_callees *callees, const struct btf *btf, u32 id)
{
	struct bpf_insn insn = BPF_RAW_INSN(BPF_JMP | BPF_CALL, 0,
					    BPF_PSEUDO_KFUNC_CALL_PROG_BTF, 0, id);

	return bpf_kfunc_callees_init(callees, btf, &insn, 1);
}

static const char *proto_text(const struct bpf_kfunc_callees *callees)
{
	return bpf_kfunc_callee_proto(bpf_kfunc_callees_next(callees, NULL));
}

/* Both prototypes, in the form that is hashed and signed, unless the kernel's has none. */
static void log_protos(struct bpf_verifier_log *log, const struct btf *btf, u32 id,
		       const struct btf *kernel_btf, u32 kernel_id)
{
	struct bpf_kfunc_callees prog, kernel;

	if (get_proto(&prog, btf, id))
		return;
	if (!get_proto(&kernel, kernel_btf, kernel_id)) {
		bpf_log(log, ": program ");
		log_in_pieces(log, proto_text(&prog));
		bpf_log(log, ", kernel ");
		log_in_pieces(log, proto_text(&kernel));
		if (!strcmp(proto_text(&prog), proto_text(&kernel)))
			bpf_log(log, "; one may have a FWD where the other has the type");
		bpf_kfunc_callees_free(&kernel);
	}
	bpf_kfunc_callees_free(&prog);
}

static int resolve_call(struct bpf_verifier_env *env, int insn_idx,
			struct btf_func_names *names)
{
	struct bpf_insn *insn = &env->prog->insnsi[insn_idx];
	const char *name = called_name(env->prog, insn_idx);
	const struct btf *vmlinux = bpf_get_btf_vmlinux();
	u32 found = btf_func_names_id(names, name);
	struct kfunc_info kfunc;
	s32 id = found;
	int err;

	/* another function, for the message */
	if (!found)
		id = btf_find_by_name_kind(vmlinux, name, BTF_KIND_FUNC);
	if (id < 0) {
		refuse(&env->log, insn_idx,
		       "vmlinux has no function %s, and kfuncs of modules cannot be called by name",
		       name);
		return -ENOENT;
	}
	err = kfunc_resolve(vmlinux, id, &kfunc);
	if (err == -EUCLEAN) {
		refuse(&env->log, insn_idx,
		       "%s cannot be called, its BTF has a defect that the kernel log tells", name);
		return -EINVAL;
	}
	if (err || !found || !kfunc_is_registered(vmlinux, kfunc.id)) {
		refuse(&env->log, insn_idx, "%s is not a kfunc", name);
		return -EINVAL;
	}
	/* id may be the _impl, then its prototype is the one that counts */
	if (__bpf_core_types_are_compat(env->prog->aux->btf, called_func(env->prog, insn_idx)->type,
					vmlinux, btf_type_by_id(vmlinux, id)->type,
					BPF_KFUNC_PROTO_DEPTH_MAX) <= 0) {
		refuse_start(&env->log, insn_idx, "prototype of %s is incompatible", name);
		if (bpf_verifier_log_needed(&env->log))
			log_protos(&env->log, env->prog->aux->btf, insn->imm, vmlinux, id);
		bpf_log(&env->log, "\n");
		return -EINVAL;
	}

	insn->imm = id;
	insn->src_reg = BPF_PSEUDO_KFUNC_CALL;
	return 0;
}

/**
 * bpf_resolve_kfunc_calls_by_name - Turn all calls by name into calls by BTF id
 * @env: verifier environment of a program whose digest has been computed
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
		bpf_verifier_log_write(env, "kfunc call by name: %s\n",
				       "there are no kfuncs without CONFIG_DEBUG_INFO_BTF");
		return -EOPNOTSUPP;
	}

	for (i = 0; i < env->prog->len; i++)
		cnt += bpf_pseudo_kfunc_call_prog_btf(&insns[i]);
	names = btf_func_names_new(min(cnt, BPF_KFUNC_CALLEES_MAX));
	if (!names)
		return -ENOMEM;

	/* there is room for all: the digest's computation has limited the FUNCs */
	for (i = 0; i < env->prog->len; i++) {
		if (!bpf_pseudo_kfunc_call_prog_btf(&insns[i]))
			continue;
		cond_resched();
		btf_func_names_add(names, called_name(env->prog, i));
	}
	bpf_look_up_kfuncs_by_name(names);
	for (i = 0; i < env->prog->len && !err; i++) {
		if (!bpf_pseudo_kfunc_call_prog_btf(&insns[i]))
			continue;
		cond_resched();
		err = resolve_call(env, i, names);
	}

	btf_func_names_free(names);
	return err;
}
