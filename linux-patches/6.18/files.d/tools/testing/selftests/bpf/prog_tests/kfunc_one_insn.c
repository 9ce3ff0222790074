// SPDX-License-Identifier: GPL-2.0
#include <test_progs.h>
#include "kfunc_one_insn.skel.h"

void test_kfunc_one_insn(void)
{
	RUN_TESTS(kfunc_one_insn);
}
