// SPDX-License-Identifier: GPL-2.0
/* Runs the syscall program in an object, prints what it returns. */
#include <stdio.h>
#include <bpf/bpf.h>
#include <bpf/libbpf.h>

int main(int argc, char **argv)
{
	LIBBPF_OPTS(bpf_test_run_opts, opts);
	struct bpf_program *prog;
	struct bpf_object *obj;

	obj = argc == 2 ? bpf_object__open_file(argv[1], NULL) : NULL;
	prog = obj ? bpf_object__next_program(obj, NULL) : NULL;
	if (!prog || bpf_object__load(obj) ||
	    bpf_prog_test_run_opts(bpf_program__fd(prog), &opts))
		return 1;
	printf("%u\n", opts.retval);
	return 0;
}
