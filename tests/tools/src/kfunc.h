/* SPDX-License-Identifier: GPL-2.0 */
/*
 * kfunc sets for fixtures: the same symbols and bytes in .BTF_ids and
 * .BTF_kfunc_pairs as the kernel's BTF_KFUNCS_START(), BTF_ID_FLAGS(func, ...)
 * and BTF_KFUNCS_END().
 */
#ifndef KFUNC_H
#define KFUNC_H

#define KF_ACQUIRE		(1 << 0)
#define KF_FASTCALL		(1 << 12)
#define KF_ARENA_RET		(1 << 13)
#define KF_ARENA_ARG1		(1 << 14)
#define KF_IMPLICIT_ARGS	(1 << 16)

typedef unsigned long long u64;

#define kfunc __attribute__((noinline, used)) extern

#define STR1(x) #x
#define STR(x) STR1(x)

#define SET_START(set, flags)						\
	asm(".pushsection .BTF_ids, \"a\"\n"				\
	    ".local __BTF_ID__set8__" #set "\n"				\
	    #set ":\n"							\
	    "__BTF_ID__set8__" #set ":\n"				\
	    ".zero 4\n"							\
	    ".long " #flags "\n"					\
	    ".popsection")

#define ID1(sym, flags)							\
	asm(".pushsection .BTF_ids, \"a\"\n"				\
	    ".local " sym "\n"						\
	    ".type " sym ", STT_OBJECT\n"				\
	    ".size " sym ", 4\n"					\
	    sym ":\n"							\
	    ".zero 4\n"							\
	    ".long " #flags "\n"					\
	    ".popsection")
#define ID(name, n, flags) ID1("__BTF_ID__func__" STR(name) "__" STR(n), flags)

#define PAIR1(sym, flags)						\
	asm(".if (" #flags ") & (1 << 16)\n"				\
	    ".pushsection .BTF_kfunc_pairs, \"a\"\n"			\
	    ".balign 4\n"						\
	    ".local " sym "\n"						\
	    ".type " sym ", STT_OBJECT\n"				\
	    ".size " sym ", 8\n"					\
	    sym ":\n"							\
	    ".zero 8\n"							\
	    ".popsection\n"						\
	    ".endif")
#define PAIR(name, n, flags) PAIR1("__BTF_ID__pair__" STR(name) "__" STR(n), flags)

#define SET_END(set)							\
	asm(".pushsection .BTF_ids, \"a\"\n"				\
	    ".size __BTF_ID__set8__" #set ", .-" #set "\n"		\
	    ".popsection")

#define KFUNCS_START(set)	KFUNCS_START1(set)
#define KFUNCS_START1(set)	SET_START(set, 1)
#define KFUNC(name, flags)						\
	ID(name, __COUNTER__, flags);					\
	PAIR(name, __COUNTER__, flags)
#define KFUNCS_END(set)		KFUNCS_END1(set)
#define KFUNCS_END1(set)	SET_END(set)

#endif
