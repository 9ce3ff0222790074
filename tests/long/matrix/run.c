// SPDX-License-Identifier: GPL-2.0
/*
 * run OBJECT: loads the object with libbpf, runs its program "calls", and prints "loads
 * and runs", or why not in one line. As LIGHT it does that with the light skeleton LIGHT,
 * nothing but system calls. The exit status is 1 if not.
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>
#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#ifdef LIGHT
#include LIGHT
#endif

static char verifier_log[1 << 20];

/* What the verifier says last but for its statistics, or OTHER if it says nothing. */
static void print_reason(const char *other)
{
	const char *reason = NULL;
	char *line, *lines = verifier_log;

	while ((line = strsep(&lines, "\n")))
		if (*line && strncmp(line, "processed ", 10) &&
		    strncmp(line, "verification time", 17) && strncmp(line, "stack depth", 11))
			reason = line;
	printf("%s\n", reason ?: other);
}

static int run(int fd)
{
	LIBBPF_OPTS(bpf_test_run_opts, opts);

	if (bpf_prog_test_run_opts(fd, &opts)) {
		printf("loads, and cannot be run: %s\n", strerror(errno));
		return 1;
	}
	if (opts.retval) {
		printf("loads, and fails in its step %d\n", opts.retval);
		return 1;
	}
	printf("loads and runs\n");
	return 0;
}

#ifdef LIGHT

int main(void)
{
	struct calls_bpf *skel = calls_bpf__open();
	int err;

	if (!skel) {
		printf("cannot be opened: %s\n", strerror(errno));
		return 1;
	}
	skel->ctx.log_level = 1;
	skel->ctx.log_size = sizeof(verifier_log);
	skel->ctx.log_buf = (unsigned long)verifier_log;
	err = calls_bpf__load(skel);
	if (err) {
		print_reason(strerror(-err));
		return 1;
	}
	return run(skel->progs.calls.prog_fd);
}

#else

static char warning[256];	/* the first */

static int keep_warning(enum libbpf_print_level level, const char *format, va_list args)
{
	if (level == LIBBPF_WARN && !*warning) {
		vsnprintf(warning, sizeof(warning), format, args);
		warning[strcspn(warning, "\n")] = 0;
	}
	return 0;
}

int main(int argc, char **argv)
{
	LIBBPF_OPTS(bpf_object_open_opts, opts, .kernel_log_buf = verifier_log,
		    .kernel_log_size = sizeof(verifier_log), .kernel_log_level = 1);
	struct bpf_object *obj;

	if (argc != 2) {
		fprintf(stderr, "usage: run OBJECT\n");
		return 2;
	}
	libbpf_set_print(keep_warning);
	obj = bpf_object__open_file(argv[1], &opts);
	if (!obj || bpf_object__load(obj)) {
		print_reason(*warning ? warning : strerror(errno));
		return 1;
	}
	return run(bpf_program__fd(bpf_object__find_program_by_name(obj, "calls")));
}

#endif
