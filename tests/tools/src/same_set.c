// SPDX-License-Identifier: GPL-2.0
/* One of several object files, -DN=a, -DN=b, that call their sets alike. */
#include "kfunc.h"

#define CAT1(a, b) a##b
#define CAT(a, b) CAT1(a, b)

struct bpf_prog_aux { int id; };

kfunc int CAT(bpf_same_, N)(int a, struct bpf_prog_aux *aux)
{
	return a + aux->id;
}

KFUNCS_START(same_set);
KFUNC(CAT(bpf_same_, N), KF_IMPLICIT_ARGS);
KFUNCS_END(same_set);
