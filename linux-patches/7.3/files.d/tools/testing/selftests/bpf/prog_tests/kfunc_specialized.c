// SPDX-License-Identifier: GPL-2.0
#include <test_progs.h>
#include "kfunc_specialized.skel.h"

void test_kfunc_specialized(void)
{
	RUN_TESTS(kfunc_specialized);
}
