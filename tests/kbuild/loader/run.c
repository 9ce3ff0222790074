// SPDX-License-Identifier: GPL-2.0
/* Loads SKELETON, a light skeleton by the name of calls, and says what its program returns. */
#include <errno.h> /* for the skeleton */
#include <stdio.h>
#include <bpf/bpf.h>
#include SKELETON

int main(void)
{
	LIBBPF_OPTS(bpf_test_run_opts, opts);
	struct calls *skel = calls__open_and_load();
	int err;

	if (!skel)
		return 1;
	err = bpf_prog_test_run_opts(skel->progs.lengths.prog_fd, &opts);
	if (!err)
		printf("lengths %d\n", opts.retval);
	calls__destroy(skel);
	return !!err;
}
