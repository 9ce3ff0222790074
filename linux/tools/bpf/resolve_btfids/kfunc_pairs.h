/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * Pairs of FUNCs for BPF kfuncs with implicit arguments.
 *
 * This file and kfunc_pairs.c are the same in pahole and in the kernel's
 * tools/bpf/resolve_btfids: whichever of the two emits the pairs, they look
 * alike. Only libc and the public API of libbpf may be used here.
 */
#ifndef _KFUNC_PAIRS_H_
#define _KFUNC_PAIRS_H_

#include <stdbool.h>
#include <bpf/btf.h>

/* Flag of a kfunc in its BTF set, see include/linux/btf.h in the kernel */
#define KF_IMPLICIT_ARGS	(1 << 16)

/* bpf_foo_impl is the FUNC with the implicit arguments of kfunc bpf_foo */
#define KFUNC_PAIR_IMPL_SUFFIX	"_impl"

/* Type tag "implicit:S" stands for an implicit argument 'struct S *' */
#define KFUNC_PAIR_TAG_PREFIX	"implicit:"

/* Pointers to these are implicit by their type */
#define KFUNC_PAIR_PROG_AUX	"bpf_prog_aux"
#define KFUNC_PAIR_STRUCT_META	"btf_struct_meta"

/* So many arguments fit into registers, implicit ones included */
#define KFUNC_PAIR_MAX_ARGS	5

/* KSYM_NAME_LEN of the kernel since v6.1, the terminating zero included */
#define KFUNC_PAIR_NAME_LEN	512

/* Print "error: kfunc 'KFUNC': ...", the form of every error about a pair. */
void kfunc_pair__error(const char *kfunc, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));

/*
 * Print that WHERE has a function, a kfunc itself or not, with the name of the
 * _impl FUNC: -EEXIST
 */
int kfunc_pair__error_taken(const char *kfunc, const char *where, bool is_kfunc);

/*
 * Put the name of the _impl FUNC of KFUNC into BUF. Returns 0, or -ENAMETOOLONG
 * after printing an error when the kernel has no room for that name.
 */
int kfunc_pair__impl_name(const char *kfunc, char buf[KFUNC_PAIR_NAME_LEN]);

/* Name of S when PARAM of an _impl FUNC is an implicit 'struct S *', else NULL. */
const char *kfunc_pair__implicit_struct(const struct btf *btf, const struct btf_param *param);

/* Is it an _impl FUNC, one that has an implicit argument? */
bool kfunc_pair__is_impl(const struct btf *btf, __u32 func_id);

/*
 * Name of S when FUNC func_id, as the kernel declares it, has a 'struct S *' in the
 * last place that looks like an implicit argument, else NULL.
 */
const char *kfunc_pair__last_implicit(const struct btf *btf, __u32 func_id);

/*
 * Make a pair of FUNC func_id, whose prototype is the kernel's own declaration
 * with all arguments: func_id becomes the interface FUNC, without the implicit
 * arguments, and a new FUNC with them is added for the _impl one. func_id is in
 * btf itself, not in its base, and its decl tags are in place. What the base has
 * by either name does not matter.
 *
 * Returns the id of the _impl FUNC, also when the pair is there already. On error
 * it prints what is wrong and returns a negative errno: do not use the BTF then.
 *
 * kfunc_pair__add() is for a complete BTF, where other types may share the
 * prototype. kfunc_pair__add_new() is for a caller that has just added the
 * prototype, func_id and its decl tags, in this order, which nothing else refers
 * to yet, and that runs btf__dedup() later: no prototype is left over and no time
 * is spent on looking for types that are there already.
 *
 * Both change the BTF: pointers to its types and strings are stale afterwards.
 */
int kfunc_pair__add(struct btf *btf, __u32 func_id);
int kfunc_pair__add_new(struct btf *btf, __u32 func_id);

#endif /* _KFUNC_PAIRS_H_ */
