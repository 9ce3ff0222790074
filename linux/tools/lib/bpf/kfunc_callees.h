/* SPDX-License-Identifier: (LGPL-2.1 OR BSD-2-Clause) */
#ifndef __KFUNC_CALLEES_H
#define __KFUNC_CALLEES_H

#include <linux/bpf.h>

struct btf;

/* How many FUNCs of its BTF a program may call by name. */
#define BPF_KFUNC_CALLEES_MAX		256

/* How many bytes name and prototype of a callee may take, each with its NUL. */
#define BPF_KFUNC_CALLEE_SIZE_MAX	4096

/* The eight NULs that the text begins with. */
#define BPF_KFUNC_CALLEES_SEPARATOR	sizeof(struct bpf_insn)

/* A prototype, its arguments, what they point to, and callbacks among those. */
#define BPF_KFUNC_PROTO_DEPTH_MAX	8

/* What the kfuncs are that a program calls by name, without anything that depends on
 * how its BTF is laid out.
 */
struct bpf_kfunc_callees {
	char *text;		/* what follows the instructions, of @size bytes */
	__u32 size;
	__u32 cnt;		/* of different callees */
	__u32 bad_insn;		/* where it failed, and why, or NULL */
	const char *why;
};

int bpf_kfunc_callees_init(struct bpf_kfunc_callees *callees, const struct btf *btf,
			   struct bpf_insn *insns, __u32 insn_cnt);
void bpf_kfunc_callees_free(struct bpf_kfunc_callees *callees);

const char *bpf_kfunc_callees_next(const struct bpf_kfunc_callees *callees, const char *name);

const char *bpf_kfunc_callee_proto(const char *name);

#endif /* __KFUNC_CALLEES_H */
