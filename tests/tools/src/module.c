// SPDX-License-Identifier: GPL-2.0
/* A "module" on top of pairs.c, and -DKERNEL_KINDS as there. */
#include "kfunc.h"

struct bpf_prog_aux { int id; };
struct ctx { int x; };
struct own { int y; };

kfunc int bpf_mod(struct ctx *c, struct own *o, struct bpf_prog_aux *aux)
{
	return c->x + o->y + aux->id;
}

#ifdef KERNEL_KINDS
kfunc int bpf_mod_own(struct own *o, struct bpf_prog_aux *own__implicit)
{
	return o->y + own__implicit->id;
}
#else
kfunc int bpf_mod_own(struct own *o, struct own *own__implicit)
{
	return o->y + own__implicit->y;
}
#endif

#ifdef SHADOW		/* pairs.c has this kfunc and its _impl */
kfunc int bpf_aux(char *s, struct bpf_prog_aux *aux)
{
	return *s + aux->id;
}
#endif

KFUNCS_START(mod_set);
KFUNC(bpf_mod, KF_IMPLICIT_ARGS);
KFUNC(bpf_mod_own, KF_IMPLICIT_ARGS);
#ifdef SHADOW
KFUNC(bpf_aux, KF_IMPLICIT_ARGS);
#endif
KFUNCS_END(mod_set);
