// SPDX-License-Identifier: GPL-2.0
/*
 * kfuncs that become pairs, and some that must not be touched. With -DKERNEL_KINDS
 * all implicit arguments are of kinds that the kernel has.
 */
#include "kfunc.h"

struct bpf_prog_aux { int id; };
struct btf_struct_meta;			/* just a forward declaration */
struct ctx { int x; };
struct bpf_foo { int nested; };
typedef const struct bpf_prog_aux *const const_aux;
typedef unsigned long word;

int sink;

kfunc int bpf_aux(int a, void *b, struct bpf_prog_aux *aux)
{
	return a + aux->id + !b;
}

kfunc int bpf_aux_twin(int a, void *b, struct bpf_prog_aux *aux)
{
	return a - aux->id - !b;
}

kfunc int bpf_const(int a, const_aux aux)
{
	return a + aux->id;
}

kfunc int bpf_fwd(struct ctx *c, struct btf_struct_meta *meta)
{
	return c->x + !meta;
}

kfunc int bpf_off(struct ctx *c, struct btf_struct_meta *meta, u64 off)
{
	return c->x + !meta + off;
}

#ifndef KERNEL_KINDS
kfunc int bpf_all(int a, struct btf_struct_meta *meta, word off, struct bpf_prog_aux *aux,
		  struct ctx *ctx__implicit)
{
	return a + !meta + off + aux->id + ctx__implicit->x;
}

kfunc int bpf_named(struct ctx *c, struct ctx *c__implicit)
{
	return c->x + c__implicit->x;
}
#endif

kfunc void bpf_only(struct bpf_prog_aux *aux)
{
	sink += aux->id;
}

/* one for the program to pass, the name tells which */
kfunc int bpf_passed(struct bpf_prog_aux *prog, struct bpf_prog_aux *aux__implicit)
{
	return prog->id + aux__implicit->id;
}

kfunc int bpf_five(int a, int b, int c, struct btf_struct_meta *meta, u64 off)
{
	return a + b + c + !meta + off;
}

kfunc int bpf_fast(int a, struct bpf_prog_aux *aux)
{
	return a * aux->id;
}

kfunc void *bpf_arena(void *p, int n, struct bpf_prog_aux *aux)
{
	return (char *)p + n + aux->id;
}

/* in two sets that agree about the flag */
kfunc int bpf_twice(int a, struct bpf_prog_aux *aux)
{
	return a / aux->id;
}

/* the flag decides, not the type */
kfunc int bpf_plain(int a, struct bpf_prog_aux *aux)
{
	return a % aux->id;
}

/* flags of a set that is no kfunc set mean something else */
kfunc int bpf_no_kfunc(int a, struct bpf_prog_aux *aux)
{
	return a | aux->id;
}

__attribute__((noinline, used)) extern int shared(int a)
{
	return a;
}

/* keeps the full prototype of bpf_aux() in use by something else */
int (*fptr)(int a, void *b, struct bpf_prog_aux *aux);
struct bpf_foo foo;

KFUNCS_START(set_a);
KFUNC(bpf_aux, KF_IMPLICIT_ARGS);
KFUNC(bpf_aux_twin, KF_IMPLICIT_ARGS);
KFUNC(bpf_const, KF_IMPLICIT_ARGS);
KFUNC(bpf_fwd, KF_IMPLICIT_ARGS | KF_ACQUIRE);
KFUNC(bpf_off, KF_IMPLICIT_ARGS);
#ifndef KERNEL_KINDS
KFUNC(bpf_all, KF_IMPLICIT_ARGS);
KFUNC(bpf_named, KF_IMPLICIT_ARGS);
#endif
KFUNC(bpf_only, KF_IMPLICIT_ARGS);
KFUNC(bpf_passed, KF_IMPLICIT_ARGS);
KFUNC(bpf_five, KF_IMPLICIT_ARGS);
KFUNC(bpf_fast, KF_IMPLICIT_ARGS | KF_FASTCALL);
KFUNC(bpf_arena, KF_IMPLICIT_ARGS | KF_ARENA_RET | KF_ARENA_ARG1);
KFUNC(bpf_twice, KF_IMPLICIT_ARGS);
KFUNC(bpf_plain, 0);
KFUNCS_END(set_a);

KFUNCS_START(set_b);
KFUNC(bpf_twice, KF_IMPLICIT_ARGS);
KFUNC(bpf_plain, KF_ACQUIRE);
KFUNCS_END(set_b);

SET_START(set_c, 0);
ID(bpf_no_kfunc, 0, KF_IMPLICIT_ARGS);
SET_END(set_c);
