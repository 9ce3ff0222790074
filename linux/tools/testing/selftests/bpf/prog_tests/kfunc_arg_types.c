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

/* A loader that did not find a kfunc leaves a call with no id. What comes after it is not
 * looked at.
 */
static void test_kfunc_not_found(void)
{
	static char log[4096];
	LIBBPF_OPTS(bpf_prog_load_opts, opts, .log_buf = log, .log_size = sizeof(log),
		    .log_level = 1);
	const struct bpf_insn insns[] = {
		BPF_RAW_INSN(BPF_JMP | BPF_CALL, 0, BPF_PSEUDO_KFUNC_CALL, 0, 0),
		BPF_LDX_MEM(BPF_DW, BPF_REG_0, BPF_REG_10, 8),
		BPF_EXIT_INSN(),
	};
	int fd;

	fd = bpf_prog_load(BPF_PROG_TYPE_SCHED_CLS, "not_found", "GPL", insns,
			   ARRAY_SIZE(insns), &opts);
	if (!ASSERT_EQ(fd, -EINVAL, "load"))
		close(fd);
	ASSERT_HAS_SUBSTR(log, "invalid kernel function call not eliminated in verifier pass",
			  "verifier log");
}

/* serial: somebody else's WARN would be taken for one of the verifier */
void serial_test_kfunc_arg_types(void)
{
	unsigned long before = get_taint();

	RUN_TESTS(kfunc_arg_types);
	RUN_TESTS(kfunc_arg_types_tcp);
	if (test__start_subtest("kfunc_not_found"))
		test_kfunc_not_found();
	ASSERT_EQ(get_taint() & ~before & TAINTED_BY_WARN, 0, "WARN");
}
