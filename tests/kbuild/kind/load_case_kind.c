// SPDX-License-Identifier: GPL-2.0
/* What kinds.sh adds to kernel/bpf/kfunc_implicit_args.c */
static int load_case_kind(struct bpf_verifier_env *env, u32 insn_idx, u8 regno,
			  bool is_u64, struct bpf_insn *insns)
{
	static const struct { int id; } kind = { 41 };
	struct bpf_insn ld[2] = { BPF_LD_IMM64(regno, (long)&kind) };

	memcpy(insns, ld, sizeof(ld));
	return ARRAY_SIZE(ld);
}

