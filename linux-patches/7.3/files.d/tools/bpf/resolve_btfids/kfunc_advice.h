/* SPDX-License-Identifier: (LGPL-2.1 OR BSD-2-Clause) */
/* What to do about a FUNC that BTF does not have: that depends on who writes the BTF. */
#ifndef __KFUNC_ADVICE_H
#define __KFUNC_ADVICE_H

/* kfunc_own.c keeps FUNCs of modules apart from those of vmlinux. */
#define NO_OWN_FUNC_ADVICE	""
#define NO_IMPL_ADVICE		\
	"resolve_btfids has to add it where it links the BTF"

#endif /* __KFUNC_ADVICE_H */
