// SPDX-License-Identifier: GPL-2.0
/* A kfunc with an argument of 64 bits before the implicit one, and one without */
#include "kfunc.h"

struct bpf_prog_aux {
	int id;
};

kfunc long bpf_wide(u64 a, struct bpf_prog_aux *aux)
{
	return (long)a + aux->id;
}

kfunc long bpf_narrow(long a, struct bpf_prog_aux *aux)
{
	return a + aux->id;
}

KFUNCS_START(set);
KFUNC(bpf_wide, KF_IMPLICIT_ARGS);
KFUNC(bpf_narrow, KF_IMPLICIT_ARGS);
KFUNCS_END(set);
