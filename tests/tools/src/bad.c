// SPDX-License-Identifier: GPL-2.0
/* One kfunc named NAME, wrong in the way that -D says. */
#include "kfunc.h"

#ifndef AUX_KIND
#define AUX_KIND struct
#endif
AUX_KIND bpf_prog_aux { int id; };
struct btf_struct_meta { int cnt; };
struct node { struct node *next; };

#ifndef NAME
#define NAME bpf_bad
#endif
#ifndef SET
#define SET set_a
#endif
#ifndef FLAGS
#define FLAGS KF_IMPLICIT_ARGS
#endif
#ifndef ARGS
#define ARGS int a, AUX_KIND bpf_prog_aux *aux
#endif

#ifndef NO_BODY
kfunc int NAME(ARGS)
{
	asm volatile("");
	return 1;
}
#endif

#ifdef IMPL		/* global or static */
IMPL __attribute__((noinline, used)) int bpf_bad_impl(int a)
{
	return a;
}
#endif

#ifdef IMPL_IS_KFUNC
KFUNCS_START(impl_set);
KFUNC(bpf_bad_impl, 0);
KFUNCS_END(impl_set);
#endif

#ifdef LIST_IMPL	/* BTF_ID(func, ...) */
ID(bpf_bad_impl, 90, 0);
#endif

#ifdef SET8		/* no kfunc set */
SET_START(set_8, 0);
KFUNC(NAME, FLAGS);
SET_END(set_8);
#else
KFUNCS_START(SET);
KFUNC(NAME, FLAGS);
KFUNCS_END(SET);
#endif

#ifdef FMODRET		/* what fmod_ret programs attach to: no kfunc set, other flags */
SET_START(fmodret_set, 0);
KFUNC(NAME, 0);
SET_END(fmodret_set);
#endif

#ifdef FLAGS2
KFUNCS_START(set_b);
KFUNC(NAME, FLAGS2);
KFUNCS_END(set_b);
#endif
