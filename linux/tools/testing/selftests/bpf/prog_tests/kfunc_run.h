/* SPDX-License-Identifier: GPL-2.0 */
/* Run programs, find their ids. */
#ifndef __KFUNC_RUN_H
#define __KFUNC_RUN_H

#include <test_progs.h>

static inline __u32 kfunc_prog_id(const struct bpf_program *prog)
{
	struct bpf_prog_info info = {};
	__u32 len = sizeof(info);

	if (!ASSERT_OK(bpf_prog_get_info_by_fd(bpf_program__fd(prog), &info, &len), "prog_info"))
		return 0;
	return info.id;
}

static inline long kfunc_run(const struct bpf_program *prog)
{
	LIBBPF_OPTS(bpf_test_run_opts, topts);
	static char data[64];
	int err;

	if (bpf_program__type(prog) != BPF_PROG_TYPE_SYSCALL) {
		topts.data_in = data;
		topts.data_size_in = sizeof(data);
	}
	err = bpf_prog_test_run_opts(bpf_program__fd(prog), &topts);
	ASSERT_OK(err, "test_run");
	return err ?: topts.retval;
}

#endif /* __KFUNC_RUN_H */
