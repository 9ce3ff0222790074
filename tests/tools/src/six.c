// SPDX-License-Identifier: GPL-2.0
/* A pair of FUNCs as no pahole makes it. For clang. */
#include "kfunc.h"

#ifndef RET
#define RET int
#endif
#ifndef ARGS
#define ARGS int a, int b, int c, int d, int e
#endif

kfunc int bpf_six(int a, int b, int c, int d, int e)
{
	return a + b + c + d + e;
}

kfunc RET bpf_six_impl(ARGS, void __attribute__((btf_type_tag("implicit:bpf_prog_aux"))) *aux)
{
	return !aux;
}

KFUNCS_START(mod_set);
KFUNC(bpf_six, KF_IMPLICIT_ARGS);
KFUNCS_END(mod_set);
