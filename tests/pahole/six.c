// SPDX-License-Identifier: GPL-2.0
/* A pair of FUNCs with six arguments, as no pahole makes it. For clang. */
#include "kfunc.h"

kfunc int bpf_six(int a, int b, int c, int d, int e)
{
	return a + b + c + d + e;
}

kfunc int bpf_six_impl(int a, int b, int c, int d, int e,
		       void __attribute__((btf_type_tag("implicit:bpf_prog_aux"))) *aux)
{
	return a + b + c + d + e + !aux;
}

KFUNCS_START(mod_set);
KFUNC(bpf_six, KF_IMPLICIT_ARGS);
KFUNCS_END(mod_set);
