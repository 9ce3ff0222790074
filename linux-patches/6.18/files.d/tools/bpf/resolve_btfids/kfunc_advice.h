/* SPDX-License-Identifier: (LGPL-2.1 OR BSD-2-Clause) */
/* What to do about a FUNC that BTF does not have: that depends on who writes the BTF. */
#ifndef __KFUNC_ADVICE_H
#define __KFUNC_ADVICE_H

/* btf__dedup() of a pahole that does not keep them apart takes one for the other. */
#define NO_OWN_FUNC_ADVICE	\
	" If vmlinux has a function of this name and prototype, use a pahole that has the BTF feature implicit_args"
#define NO_IMPL_ADVICE		\
	"before the BTF is linked, pahole (BTF feature implicit_args) or resolve_btfids --make_pairs has to add it"

#endif /* __KFUNC_ADVICE_H */
