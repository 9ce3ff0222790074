// SPDX-License-Identifier: GPL-2.0
/* Loads a program of the kfunc samples, runs it once, and prints what came out. */

#include <stdio.h>
#include <string.h>
#include <bpf/bpf.h>
#include <bpf/libbpf.h>

#include "kfunc-implicit.skel.h"
#include "kfunc-override.skel.h"

static int run_once(const struct bpf_program *prog)
{
	LIBBPF_OPTS(bpf_test_run_opts, opts);
	int err;

	err = bpf_prog_test_run_opts(bpf_program__fd(prog), &opts);
	if (err)
		fprintf(stderr, "cannot run the program: %s\n", strerror(-err));
	return err;
}

static int show_stamp(void)
{
	struct kfunc_implicit_bpf *skel;
	struct bpf_prog_info info = {};
	__u32 info_len = sizeof(info);
	int err;

	skel = kfunc_implicit_bpf__open_and_load();
	if (!skel) {
		fprintf(stderr, "cannot load the program; is kfunc-implicit.ko loaded?\n");
		return -1;
	}

	err = run_once(skel->progs.call_stamp);
	if (err)
		goto out;

	err = bpf_obj_get_info_by_fd(bpf_program__fd(skel->progs.call_stamp),
				     &info, &info_len);
	if (err) {
		fprintf(stderr, "cannot get the program's id: %s\n", strerror(-err));
		goto out;
	}

	printf("program %u: bpf_sample_stamp(%u) returns %u of program %u\n",
	       info.id, skel->data->value, (__u32)skel->bss->stamp,
	       (__u32)(skel->bss->stamp >> 32));
out:
	kfunc_implicit_bpf__destroy(skel);
	return err;
}

static int show_strlen(void)
{
	struct kfunc_override_bpf *skel;
	int err;

	skel = kfunc_override_bpf__open_and_load();
	if (!skel) {
		fprintf(stderr, "cannot load the program\n");
		return -1;
	}

	err = run_once(skel->progs.call_strlen);
	if (!err)
		printf("bpf_strlen(\"%s\") = %d\n", skel->data->word, skel->bss->len);

	kfunc_override_bpf__destroy(skel);
	return err;
}

int main(int argc, char **argv)
{
	if (argc == 2 && !strcmp(argv[1], "implicit"))
		return show_stamp() ? 1 : 0;
	if (argc == 2 && !strcmp(argv[1], "override"))
		return show_strlen() ? 1 : 0;

	fprintf(stderr, "usage: %s implicit | override\n", argv[0]);
	return 2;
}
