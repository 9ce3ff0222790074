// SPDX-License-Identifier: GPL-2.0
/*
 * What a load expects to be called by name.
 *
 * The BTF of a program comes as a file descriptor, which is a number in a table that
 * whoever shares the table can change until the kernel has looked at it. So a loader
 * program, which is signed, does not know for sure which BTF the kernel takes for the
 * programs that it loads. It can say instead what they are to call, in the form that
 * digest and signature of a program cover, see tools/lib/bpf/kfunc_callees.c.
 *
 * Instructions and text decide what each call calls: the text has the callees in the
 * order of their first calls. If two FUNCs could be the same callee there would be more
 * ways than one to divide the FUNCs among the callees, so that is refused.
 */
#include <linux/bpf.h>
#include <linux/bpf_verifier.h>
#include <linux/btf.h>
#include <linux/mm.h>
#include <linux/slab.h>
#include <linux/string.h>
#include "kfunc_by_name.h"
#include "kfunc_by_name_expected.h"
#include "kfunc_by_name_log.h"
#include "../tools/lib/bpf/kfunc_callees.h"

/* No program has a longer one. */
#define TEXT_SIZE_MAX	(BPF_KFUNC_CALLEES_SEPARATOR + \
			 BPF_KFUNC_CALLEES_MAX * BPF_KFUNC_CALLEE_SIZE_MAX)

/* Names and prototypes have nothing else. They are to be logged, in lines. */
static bool is_printable(const char *str)
{
	for (; *str; str++)
		if (*str <= ' ' || *str > '~')
			return false;
	return true;
}

/* The text may be anything. Returns how many callees it has, or 0 if it is malformed. */
static u32 count_callees(const char *text, u32 size)
{
	const char *end = text + size;
	u32 strings = 0;

	if (size <= BPF_KFUNC_CALLEES_SEPARATOR || end[-1] ||
	    memchr_inv(text, 0, BPF_KFUNC_CALLEES_SEPARATOR))
		return 0;
	for (text += BPF_KFUNC_CALLEES_SEPARATOR; text < end; text += strlen(text) + 1) {
		if (!*text || !is_printable(text))
			return 0;
		strings++;
	}
	return strings % 2 ? 0 : strings / 2;
}

static int get_expected(struct bpf_verifier_log *log, const union bpf_attr *attr, bpfptr_t uattr,
			struct bpf_kfunc_callees *expected)
{
	u32 size = attr->kfunc_callees_size;
	char *text;

	if (size > TEXT_SIZE_MAX) {
		bpf_log(log, "kfunc_callees_size is %u, it may be %zu at most\n", size,
			TEXT_SIZE_MAX);
		return -E2BIG;
	}
	text = kvmemdup_bpfptr(make_bpfptr(attr->kfunc_callees, uattr.is_kernel), size);
	if (IS_ERR(text))
		return PTR_ERR(text);

	*expected = (struct bpf_kfunc_callees) {
		.text = text,
		.size = size,
		.cnt = count_callees(text, size),
	};
	if (expected->cnt)
		return 0;
	bpf_log(log, "kfunc_callees are malformed\n");
	bpf_kfunc_callees_free(expected);
	return -EINVAL;
}

/* The imms in @insns are the indices of the callees, those in @prog the ids of the FUNCs. */
static int check_one_func_each(struct bpf_verifier_log *log, const struct bpf_prog *prog,
			       const struct bpf_insn *insns, u32 callee_cnt)
{
	s32 *ids, id;
	int i, err = 0;

	ids = kvcalloc(callee_cnt, sizeof(*ids), GFP_KERNEL_ACCOUNT);
	if (!ids)
		return -ENOMEM;
	for (i = 0; i < prog->len && !err; i++) {
		if (!bpf_pseudo_kfunc_call_prog_btf(&insns[i]))
			continue;
		id = prog->insnsi[i].imm;
		if (ids[insns[i].imm] && ids[insns[i].imm] != id) {
			refuse(log, i,
			       "FUNCs %d and %d are one callee, which kfunc_callees do not allow",
			       ids[insns[i].imm], id);
			err = -EACCES;
		}
		ids[insns[i].imm] = id;
	}
	kvfree(ids);
	return err;
}

static int first_call(const struct bpf_prog *prog, const struct bpf_insn *insns, u32 callee)
{
	int i;

	for (i = 0; i < prog->len; i++)
		if (bpf_pseudo_kfunc_call_prog_btf(&insns[i]) && insns[i].imm == callee)
			break;
	return i;
}

static int compare(struct bpf_verifier_log *log, const struct bpf_prog *prog,
		   const struct bpf_insn *insns, const struct bpf_kfunc_callees *callees,
		   const struct bpf_kfunc_callees *expected)
{
	const char *name = NULL, *want = NULL;
	u32 i;

	if (callees->size == expected->size &&
	    !memcmp(callees->text, expected->text, callees->size))
		return 0;

	for (i = 0; i < callees->cnt && i < expected->cnt; i++) {
		name = bpf_kfunc_callees_next(callees, name);
		want = bpf_kfunc_callees_next(expected, want);
		if (strcmp(name, want) ||
		    strcmp(bpf_kfunc_callee_proto(name), bpf_kfunc_callee_proto(want)))
			break;
	}
	if (i == callees->cnt) {
		bpf_log(log, "kfunc calls by name: the program has %u callees, but ", i);
		log_callee(log, bpf_kfunc_callees_next(expected, want));
		bpf_log(log, " is expected as well\n");
		return -EACCES;
	}
	if (i == expected->cnt)
		name = bpf_kfunc_callees_next(callees, name);
	refuse_start(log, first_call(prog, insns, i), "the program's BTF has ");
	log_callee(log, name);
	if (i == expected->cnt) {
		bpf_log(log, ", but no more than %u callees are expected\n", i);
		return -EACCES;
	}
	bpf_log(log, ", but ");
	log_callee(log, want);
	bpf_log(log, " is expected\n");
	return -EACCES;
}

/**
 * bpf_check_expected_kfunc_callees - Check that a program calls by name what is expected
 * @env:   verifier environment of a program whose digest has been computed
 * @attr:  of BPF_PROG_LOAD, with the text that is expected, or its size
 * @uattr: where @attr is from
 *
 * It is to be called with the instructions and the BTF that the names are looked up in
 * then. May sleep.
 *
 * Return: 0; -ENOMEM; -EFAULT; -E2BIG or -EINVAL if the text cannot be that of a
 * program, -EACCES if it is that of another one or FUNCs are the same, and a message in
 * the verifier's log for these three.
 */
int bpf_check_expected_kfunc_callees(struct bpf_verifier_env *env, const union bpf_attr *attr,
				     bpfptr_t uattr)
{
	struct bpf_kfunc_callees expected, callees;
	const struct bpf_prog *prog = env->prog;
	struct bpf_verifier_log *log = &env->log;
	struct bpf_insn *insns;
	int err;

	if (!env->kfunc_calls_by_name) {
		bpf_log(log, "kfunc_callees are given, but no kfunc is called by name\n");
		return -EINVAL;
	}

	err = get_expected(log, attr, uattr, &expected);
	if (err)
		return err;
	insns = kvmemdup(prog->insnsi, bpf_prog_insn_size(prog), GFP_KERNEL_ACCOUNT);
	if (!insns) {
		err = -ENOMEM;
		goto free_expected;
	}
	err = bpf_get_kfunc_callees(log, prog, insns, &callees);
	if (err)
		goto free_insns;
	err = check_one_func_each(log, prog, insns, callees.cnt) ?:
	      compare(log, prog, insns, &callees, &expected);
	bpf_kfunc_callees_free(&callees);
free_insns:
	kvfree(insns);
free_expected:
	bpf_kfunc_callees_free(&expected);
	return err;
}
