// SPDX-License-Identifier: GPL-2.0
/* Symbols that do not fit their section, in the way that -D says. */
#include "kfunc.h"

struct bpf_prog_aux { int id; };

kfunc int bpf_foo(int a, struct bpf_prog_aux *aux)
{
	return a + aux->id;
}

KFUNCS_START(mod_set);
KFUNC(bpf_foo, KF_IMPLICIT_ARGS);
KFUNCS_END(mod_set);

/* SYM is OFF bytes behind the end of SECTION and has SIZE. */
#define SYMBOL1(section, sym, off, size)				\
	asm(".pushsection " section ", \"a\"\n"			\
	    ".local " sym "\n"						\
	    ".set " sym ", . + " STR(off) "\n"				\
	    ".type " sym ", STT_OBJECT\n"				\
	    ".size " sym ", " STR(size) "\n"				\
	    ".popsection")
#define SYMBOL(section, sym, off, size)	SYMBOL1(section, sym, off, size)

#ifndef SECTION
#define SECTION .BTF_ids
#endif
#ifndef SIZE
#define SIZE 4
#endif
#ifdef SYM
SYMBOL(STR(SECTION), STR(SYM), OFF, SIZE);
#endif
