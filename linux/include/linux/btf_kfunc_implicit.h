/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
#ifndef _LINUX_BTF_KFUNC_IMPLICIT_H
#define _LINUX_BTF_KFUNC_IMPLICIT_H

/*
 * What the kernel and tools/bpf/resolve_btfids have to agree on about kfuncs with
 * implicit arguments, see kernel/bpf/kfunc_pairs.c. Both include this file, and
 * some of it is for the assembler: there are macros only.
 */

/* KF_IMPLICIT_ARGS, for the assembler: such a kfunc has a pair */
#define BTF_KFUNC_PAIR_FLAG	(1 << 16)

/* The pair table of vmlinux or of a module, an array of struct kfunc_pair */
#define BTF_KFUNC_PAIRS_SECTION	".BTF_kfunc_pairs"

/* bpf_foo_impl is the FUNC with the implicit arguments of kfunc bpf_foo */
#define KFUNC_IMPL_SUFFIX	"_impl"

/* Type tag "implicit:S" stands for an implicit argument 'struct S *' */
#define KFUNC_IMPLICIT_TAG	"implicit:"

/* MAX_BPF_FUNC_REG_ARGS: so many fit into registers, implicit ones included */
#define KFUNC_MAX_ARGS		5

/*
 * The kinds of implicit arguments, a line each:
 *
 *	KIND(S, vmlinux_only, has_u64)
 *
 * A 'struct S *' is supplied by load_S() in kernel/bpf/kfunc_implicit_args.c.
 * vmlinux_only: no kfunc of a module may have it. has_u64: a kfunc may have an u64
 * right after it, which is supplied as well.
 */
#define KFUNC_IMPLICIT_KINDS(KIND)		\
	KIND(bpf_prog_aux, false, false)	\
	KIND(btf_struct_meta, true, true)

#endif /* _LINUX_BTF_KFUNC_IMPLICIT_H */
