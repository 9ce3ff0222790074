// SPDX-License-Identifier: GPL-2.0
/* A "module" whose functions have names and prototypes of pairs.c. */
#include "kfunc.h"

struct bpf_prog_aux { int id; };

/* a pair there too */
kfunc int bpf_aux(int a, void *b, struct bpf_prog_aux *aux)
{
	return a - aux->id + !b;
}

/* a kfunc there too */
kfunc int bpf_plain(int a, struct bpf_prog_aux *aux)
{
	return a - aux->id;
}

/* no kfunc there */
kfunc int bpf_no_kfunc(int a, struct bpf_prog_aux *aux)
{
	return a * aux->id;
}

/* no kfunc here either */
__attribute__((noinline, used)) extern int shared(int a)
{
	return a + 1;
}

/* entries of a set that is no kfunc set */
SET_START(other_set, 0);
ID(bpf_plain, 90, 0);
ID(shared, 91, 0);
SET_END(other_set);

KFUNCS_START(mod_set);
KFUNC(bpf_plain, 0);
#ifndef PLAIN_ONLY
KFUNC(bpf_aux, KF_IMPLICIT_ARGS);
KFUNC(bpf_no_kfunc, KF_IMPLICIT_ARGS);
#endif
KFUNCS_END(mod_set);
