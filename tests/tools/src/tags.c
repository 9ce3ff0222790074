// SPDX-License-Identifier: GPL-2.0
/* Declaration tags of functions and of arguments: clang only. */
#include "kfunc.h"

struct bpf_prog_aux { int id; };

#define tag(x) __attribute__((btf_decl_tag(#x)))

tag(on_func) kfunc int bpf_tags(int a tag(on_a), int b tag(on_b) tag(on_b_too),
				struct bpf_prog_aux *aux tag(on_aux))
{
	return a + b + aux->id;
}

KFUNCS_START(set_a);
KFUNC(bpf_tags, KF_IMPLICIT_ARGS | KF_FASTCALL);
KFUNCS_END(set_a);
