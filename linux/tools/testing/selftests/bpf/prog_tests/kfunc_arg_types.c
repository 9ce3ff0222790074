// SPDX-License-Identifier: GPL-2.0
#include <test_progs.h>
#include "kfunc_arg_types.skel.h"
#include "kfunc_arg_types_tcp.skel.h"

/* TAINT_WARN of /proc/sys/kernel/tainted: there was a WARN */
#define TAINTED_BY_WARN (1UL << 9)

static unsigned long get_taint(void)
{
	unsigned long val = 0;
	FILE *f;

	f = fopen("/proc/sys/kernel/tainted", "r");
	if (!ASSERT_OK_PTR(f, "tainted"))
		return 0;
	ASSERT_EQ(fscanf(f, "%lu", &val), 1, "tainted");
	fclose(f);
	return val;
}

/* serial: somebody else's WARN would be taken for one of the verifier */
void serial_test_kfunc_arg_types(void)
{
	unsigned long before = get_taint();

	RUN_TESTS(kfunc_arg_types);
	RUN_TESTS(kfunc_arg_types_tcp);
	ASSERT_EQ(get_taint() & ~before & TAINTED_BY_WARN, 0, "WARN");
}
