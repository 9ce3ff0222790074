// SPDX-License-Identifier: GPL-2.0
/* Changes what a program is loaded with, most of all its calls of kfuncs. */
#include <string.h>
#include "loads.h"

/* --- a copy ----------------------------------------------------------------------- */

static bool copy_records(void *to, uint64_t from, uint32_t size)
{
	if (size > MAX_RECORDS)
		return false;
	memmove(to, (void *)(uintptr_t)from, size);
	return true;
}

static int fds_used(const union bpf_attr *attr)
{
	const struct bpf_insn *insns = (void *)(uintptr_t)attr->insns;
	int used = attr->fd_array_cnt;
	uint32_t i;

	for (i = 0; attr->fd_array && i < attr->insn_cnt; i++)
		if (insns[i].code == (BPF_JMP | BPF_CALL) &&
		    insns[i].src_reg == BPF_PSEUDO_KFUNC_CALL && insns[i].off >= used)
			used = insns[i].off + 1;
	return used;
}

static void point_to_copies(struct load *load)
{
	union bpf_attr *attr = &load->attr;

	attr->insns = (uintptr_t)load->insns;
	if (attr->func_info_cnt)
		attr->func_info = (uintptr_t)load->func_info;
	if (attr->core_relo_cnt)
		attr->core_relos = (uintptr_t)load->core_relos;
	if (attr->fd_array)
		attr->fd_array = (uintptr_t)load->fds;
}

bool load_copy(struct load *to, const union bpf_attr *attr, const struct btf *btf)
{
	int used = fds_used(attr);

	if (attr->insn_cnt > MAX_INSNS || used > MAX_FDS ||
	    !copy_records(to->func_info, attr->func_info,
			  attr->func_info_cnt * attr->func_info_rec_size) ||
	    !copy_records(to->core_relos, attr->core_relos,
			  attr->core_relo_cnt * attr->core_relo_rec_size))
		return false;
	memmove(to->insns, (void *)(uintptr_t)attr->insns,
		attr->insn_cnt * sizeof(struct bpf_insn));
	if (attr->fd_array)
		memmove(to->fds, (void *)(uintptr_t)attr->fd_array, used * sizeof(int));
	to->attr = *attr;
	to->btf = btf;
	/* libbpf asks for a log when it wants one */
	to->attr.log_level = 0;
	to->attr.log_buf = 0;
	to->attr.log_size = 0;
	point_to_copies(to);
	return true;
}

/* --- where to change, what to ------------------------------------------------------ */

/* One of the instructions that pass(), or any if none does */
static struct bpf_insn *choose_insn(struct load *load, struct rng *rng,
				    bool (*pass)(const struct bpf_insn *))
{
	uint32_t i, cnt = 0, chosen;

	for (i = 0; i < load->attr.insn_cnt; i++)
		cnt += pass(&load->insns[i]);
	if (!cnt)
		return &load->insns[rng_below(rng, load->attr.insn_cnt)];
	chosen = rng_below(rng, cnt);
	for (i = 0; !pass(&load->insns[i]) || chosen--; i++)
		;
	return &load->insns[i];
}

static bool is_call(const struct bpf_insn *insn)
{
	return insn->code == (BPF_JMP | BPF_CALL);
}

static bool sets_reg(const struct bpf_insn *insn)
{
	return BPF_CLASS(insn->code) == BPF_ALU64 && BPF_OP(insn->code) == BPF_MOV;
}

static bool has_imm(const struct bpf_insn *insn)
{
	uint8_t class = BPF_CLASS(insn->code);

	return BPF_SRC(insn->code) == BPF_K &&
	       (class == BPF_ALU64 || class == BPF_ALU || class == BPF_JMP || class == BPF_JMP32) &&
	       !is_call(insn);
}

static bool any_insn(const struct bpf_insn *insn)
{
	return true;
}

static int32_t some_imm(struct rng *rng)
{
	static const int32_t ones[] = {
		0, 1, -1, 2, 3, 4, 8, 16, 64, 255, 4096, 65535, 0x7fffffff, -0x7fffffff - 1,
	};

	return rng_one_in(rng, 4) ? (int32_t)rng_next(rng) : ones[rng_below(rng, ARRAY_SIZE(ones))];
}

/* What the program itself calls, a kfunc of vmlinux, any function of it, anything */
static int32_t some_func(struct load *load, struct rng *rng)
{
	struct bpf_insn *other;

	switch (rng_below(rng, 8)) {
	case 0:
	case 1:
		other = choose_insn(load, rng, is_kfunc_call);
		return other->imm;
	case 2:
		return kernel_funcs[rng_below(rng, nr_kernel_funcs)].id;
	case 3:
		return some_imm(rng);
	default:
		return kernel_funcs[rng_below(rng, nr_kernel_kfuncs)].id;
	}
}

/* interface for _impl, and the other way round: they are next to each other by name */
static int32_t partner(struct rng *rng, uint32_t id)
{
	const char *name = kernel_func_name(0, id);
	size_t len = name ? strlen(name) : 0;
	uint32_t i;

	for (i = 0; name && i < nr_kernel_kfuncs; i++) {
		const char *other = kernel_funcs[i].name;
		size_t other_len = strlen(other);

		if ((other_len == len + 5 && !strncmp(other, name, len) &&
		     !strcmp(other + len, "_impl")) ||
		    (len == other_len + 5 && !strncmp(other, name, other_len) &&
		     !strcmp(name + other_len, "_impl")))
			return kernel_funcs[i].id;
	}
	return id + (rng_one_in(rng, 2) ? 1 : -1);
}

/* --- one change each ---------------------------------------------------------------- */

static void change_callee(struct load *load, struct rng *rng)
{
	struct bpf_insn *insn = choose_insn(load, rng, is_kfunc_call);

	insn->code = BPF_JMP | BPF_CALL;
	insn->dst_reg = 0;
	insn->src_reg = BPF_PSEUDO_KFUNC_CALL;
	insn->imm = some_func(load, rng);
	if (!rng_one_in(rng, 4))
		insn->off = 0;
}

static void change_to_partner(struct load *load, struct rng *rng)
{
	struct bpf_insn *insn = choose_insn(load, rng, is_kfunc_call);

	insn->imm = partner(rng, insn->imm);
}

static void change_call(struct load *load, struct rng *rng)
{
	struct bpf_insn *insn = choose_insn(load, rng, is_kfunc_call);

	switch (rng_below(rng, 4)) {
	case 0:
		insn->src_reg = rng_below(rng, 6);
		break;
	case 1:
		insn->off = rng_one_in(rng, 4) ? rng_next(rng) : rng_below(rng, 4);
		break;
	case 2:
		insn->dst_reg = rng_below(rng, 11);
		break;
	default:
		insn->imm += rng_one_in(rng, 2) ? 1 : -1;
	}
}

static void call_by_name(struct load *load, struct rng *rng)
{
	struct bpf_insn *insn = choose_insn(load, rng, is_kfunc_call);
	uint32_t cnt = load->btf ? btf__type_cnt(load->btf) : 0, id, tries;
	const char *name = kernel_func_name(0, insn->imm);

	insn->src_reg = BPF_PSEUDO_KFUNC_CALL_PROG_BTF;
	if (!rng_one_in(rng, 8))
		insn->off = 0;
	/* the FUNC of that name, or any type */
	for (id = 1; name && rng_below(rng, 4) && id < cnt; id++) {
		const struct btf_type *t = btf__type_by_id(load->btf, id);

		if (btf_is_func(t) && !strcmp(btf__name_by_offset(load->btf, t->name_off), name)) {
			insn->imm = id;
			return;
		}
	}
	for (tries = 0; cnt && tries < 64; tries++) {
		id = rng_below(rng, cnt + 2);
		insn->imm = id;
		if (rng_one_in(rng, 8) ||
		    (id < cnt && btf_is_func(btf__type_by_id(load->btf, id))))
			return;
	}
}

static void change_imm(struct load *load, struct rng *rng)
{
	choose_insn(load, rng, has_imm)->imm = some_imm(rng);
}

static void change_regs(struct load *load, struct rng *rng)
{
	struct bpf_insn *insn = choose_insn(load, rng, rng_one_in(rng, 2) ? sets_reg : any_insn);

	if (rng_one_in(rng, 2))
		insn->dst_reg = rng_below(rng, 11);
	else
		insn->src_reg = rng_below(rng, 11);
}

static void change_off(struct load *load, struct rng *rng)
{
	struct bpf_insn *insn = choose_insn(load, rng, any_insn);

	insn->off += rng_one_in(rng, 2) ? 8 : (int)rng_below(rng, 9) - 4;
}

static bool is_wide(const struct bpf_insn *insn)
{
	return insn->code == (BPF_LD | BPF_DW | BPF_IMM);
}

/* What was there is not done. */
static void drop_insn(struct load *load, struct rng *rng)
{
	struct bpf_insn *insn = choose_insn(load, rng, rng_one_in(rng, 3) ? is_call : any_insn);

	if (!is_wide(insn) && insn->code)
		*insn = (struct bpf_insn){ .code = BPF_JMP | BPF_JA };
}

static void copy_insn(struct load *load, struct rng *rng)
{
	struct bpf_insn *from = choose_insn(load, rng, rng_one_in(rng, 2) ? is_call : any_insn);
	struct bpf_insn *to = choose_insn(load, rng, any_insn);

	if (is_wide(from) || !from->code || is_wide(to) || !to->code)
		return;
	*to = *from;
}

static void swap_insns(struct load *load, struct rng *rng)
{
	struct bpf_insn *a = choose_insn(load, rng, any_insn), *b = a + 1, tmp;

	if (b == load->insns + load->attr.insn_cnt || is_wide(a) || !a->code || is_wide(b))
		return;
	tmp = *a;
	*a = *b;
	*b = tmp;
}

/* An argument of a call is set just before it, by what was another instruction. */
static void set_arg(struct load *load, struct rng *rng)
{
	struct bpf_insn *insn = choose_insn(load, rng, is_call);

	if (insn == load->insns || is_wide(insn - 1) || !insn[-1].code)
		return;
	insn[-1] = (struct bpf_insn){
		.code = BPF_ALU64 | BPF_MOV | (rng_one_in(rng, 2) ? BPF_K : BPF_X),
		.dst_reg = 1 + rng_below(rng, 5),
	};
	if (BPF_SRC(insn[-1].code) == BPF_K)
		insn[-1].imm = some_imm(rng);
	else
		insn[-1].src_reg = rng_below(rng, 11);
}

static void change_type(struct load *load, struct rng *rng)
{
	union bpf_attr *attr = &load->attr;

	switch (rng_below(rng, 5)) {
	case 0:
		attr->prog_type = rng_below(rng, BPF_PROG_TYPE_NETFILTER + 2);
		break;
	case 1:
		attr->expected_attach_type = rng_below(rng, __MAX_BPF_ATTACH_TYPE + 1);
		break;
	case 2:
		attr->attach_btf_id = some_func(load, rng);
		break;
	case 3:
		/* a kfunc of vmlinux is traced */
		attr->prog_type = BPF_PROG_TYPE_TRACING;
		attr->expected_attach_type = rng_one_in(rng, 2) ? BPF_TRACE_FENTRY :
								  BPF_TRACE_FEXIT;
		attr->attach_btf_id = kernel_funcs[rng_below(rng, nr_kernel_kfuncs)].id;
		attr->attach_prog_fd = 0;
		break;
	default:
		attr->prog_flags ^= 1 << rng_below(rng, 10);
	}
}

/* Any word of func_info or of the relocations */
static void change_records(struct load *load, struct rng *rng)
{
	union bpf_attr *attr = &load->attr;
	uint32_t size = attr->core_relo_cnt * attr->core_relo_rec_size, val = some_imm(rng), at;
	uint8_t *records = load->core_relos;

	if (!size || rng_one_in(rng, 3)) {
		records = load->func_info;
		size = attr->func_info_cnt * attr->func_info_rec_size;
	}
	at = rng_below(rng, size / 4) * 4;
	if (size < 4)
		return;
	if (load->btf && rng_one_in(rng, 2))
		val = rng_below(rng, btf__type_cnt(load->btf) + 1);
	memcpy(records + at, &val, 4);
	if (rng_one_in(rng, 8) && attr->core_relo_cnt)
		attr->core_relo_cnt--;
}

static void change_fds(struct load *load, struct rng *rng)
{
	union bpf_attr *attr = &load->attr;
	struct bpf_insn *insn;

	if (!attr->fd_array) {
		attr->fd_array = (uintptr_t)load->fds;
		memset(load->fds, 0, sizeof(load->fds));
	}
	load->fds[rng_below(rng, 4)] = nr_module_btf_fds && !rng_one_in(rng, 4) ?
		module_btf_fds[rng_below(rng, nr_module_btf_fds)] : (int)rng_below(rng, 64) - 1;
	if (rng_one_in(rng, 2))
		attr->fd_array_cnt = rng_below(rng, 5);
	if (rng_one_in(rng, 2)) {
		insn = choose_insn(load, rng, is_kfunc_call);
		insn->off = rng_below(rng, 4);
	}
}

static void sign(struct load *load, struct rng *rng)
{
	uint32_t i;

	for (i = 0; i < MAX_SIGNATURE; i++)
		load->signature[i] = rng_next(rng);
	load->attr.signature = (uintptr_t)load->signature;
	load->attr.signature_size = rng_one_in(rng, 4) ? rng_next(rng) :
							 rng_below(rng, MAX_SIGNATURE + 1);
	load->attr.keyring_id = rng_one_in(rng, 2) ? -(int)rng_below(rng, 6) : (int)rng_next(rng);
}

static const struct change {
	void (*change)(struct load *load, struct rng *rng);
	uint32_t weight;
} changes[] = {
	{ change_callee, 5 },
	{ change_to_partner, 4 },
	{ change_call, 4 },
	{ call_by_name, 4 },
	{ change_imm, 4 },
	{ change_regs, 3 },
	{ change_off, 2 },
	{ drop_insn, 3 },
	{ copy_insn, 3 },
	{ swap_insns, 2 },
	{ set_arg, 4 },
	{ change_type, 3 },
	{ change_records, 2 },
	{ change_fds, 2 },
	{ sign, 1 },
};

static void change_once(struct load *load, struct rng *rng)
{
	uint32_t sum = 0, i, at;

	for (i = 0; i < ARRAY_SIZE(changes); i++)
		sum += changes[i].weight;
	at = rng_below(rng, sum);
	for (i = 0; at >= changes[i].weight; i++)
		at -= changes[i].weight;
	changes[i].change(load, rng);
}

void load_mutate(struct load *load, struct rng *rng)
{
	/* where lines begin does not matter, and rarely fits what has changed */
	load->attr.line_info_cnt = 0;
	do
		change_once(load, rng);
	while (!rng_one_in(rng, 2));
}

void map_mutate(union bpf_attr *attr, uint8_t hash[32], struct rng *rng)
{
	int i;

	switch (rng_below(rng, 6)) {
	case 0:
		attr->map_type = rng_below(rng, 40);
		break;
	case 1:
		attr->map_flags ^= 1 << rng_below(rng, 20);
		break;
	case 2:
		attr->btf_value_type_id = rng_below(rng, 64);
		break;
	case 3:
		attr->value_size = some_imm(rng) & 0xffff;
		break;
	default:
		for (i = 0; i < 32; i++)
			hash[i] = rng_next(rng);
		attr->excl_prog_hash = (uintptr_t)hash;
		attr->excl_prog_hash_size = rng_one_in(rng, 4) ? rng_below(rng, 64) : 32;
	}
}
