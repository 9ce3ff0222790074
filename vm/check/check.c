// SPDX-License-Identifier: GPL-2.0
/*
 * check [MODULE]: run in a guest, as a command or as its only program. Loads the
 * module, then, with a light skeleton (nothing but system calls), a program
 * that calls kfuncs with implicit arguments. The last line printed is "check: ok"
 * or "check: failed"; of the only program it is "vm: status 0" or 1, for vm/run.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/reboot.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>
#include "check.h"
#ifdef CHECK_BTF
#include "check.lskel.h"
#endif

#define MODULE_BTF "/sys/kernel/btf/bpf_test_kfunc_pairs"

static int bad;

static void expect(int good, const char *what)
{
	printf("check: %s: %s\n", what, good ? "yes" : "NO");
	bad |= !good;
}

/* Does the kernel have kfuncs of the module now? */
static int load_module(const char *path)
{
	int fd, err;

	fd = open(path, O_RDONLY);
	if (fd < 0) {
		printf("check: no module\n");
		return 0;
	}
	err = syscall(SYS_finit_module, fd, "", 0);
	if (err)
		printf("check: %s: %s\n", path, strerror(errno));
	close(fd);
#ifdef CHECK_MODULE_BTF
	expect(!err, "the module is loaded");
	expect(!access(MODULE_BTF, F_OK), "it has BTF");
	return !err;
#else
	/* Without BTF it may be refused or have no effect. */
	return 0;
#endif
}

#ifdef CHECK_BTF
static char verifier_log[1 << 16];

static int run(struct check_bpf *skel, struct check_result *result)
{
	union bpf_attr attr = {
		.test.prog_fd = skel->progs.check.prog_fd,
		.test.ctx_in = (unsigned long)result,
		.test.ctx_size_in = sizeof(*result),
	};

	if (syscall(__NR_bpf, BPF_PROG_RUN, &attr, sizeof(attr)))
		return -errno;
	return attr.test.retval;
}

#ifndef NO_CALLS
static int has_printed(struct check_bpf *skel, const char *text)
{
	char buf[64] = "";
	union bpf_attr attr = {
		.prog_stream_read.stream_buf = (unsigned long)buf,
		.prog_stream_read.stream_buf_len = sizeof(buf) - 1,
		.prog_stream_read.stream_id = BPF_STREAM_STDOUT,
		.prog_stream_read.prog_fd = skel->progs.check.prog_fd,
	};

	return syscall(__NR_bpf, BPF_PROG_STREAM_READ_BY_FD, &attr, sizeof(attr)) > 0 &&
	       !strcmp(buf, text);
}
#endif

static void check_calls(int with_module)
{
	struct check_result result = { .try_stream = sizeof(long) == 8 };
	struct check_bpf *skel;
	int err;

	skel = check_bpf__open();
	expect(skel != NULL, "the skeleton is open");
	if (!skel)
		return;
	skel->ctx.log_level = 1;
	skel->ctx.log_size = sizeof(verifier_log);
	skel->ctx.log_buf = (unsigned long)verifier_log;
	err = check_bpf__load(skel);
	expect(!err, "the program is loaded");
	if (err) {
		printf("error %d\n%s\n", err, verifier_log);
		return;
	}
	err = run(skel, &result);
	if (err)
		printf("check: the program returned %d\n", err);
	expect(!err, "it ran");
	expect(result.interface, "bpf_obj_new()");
	expect(result.impl, "bpf_obj_new_impl()");
	if (result.try_stream) {
		expect(result.stream, "bpf_stream_vprintk() and _impl()");
#ifndef NO_CALLS
		expect(has_printed(skel, "interface _impl"), "both to the program's stream");
#endif
	}
	if (with_module)
		expect(result.module, "bpf_test_implicit_prog_id() of the module");
	check_bpf__destroy(skel);
}
#endif

int main(int argc, char **argv)
{
	int with_module, only_program = getpid() == 1;

	setvbuf(stdout, NULL, _IOLBF, 0);
	if (only_program) {
		mkdir("/sys", 0755);
		mount("sysfs", "/sys", "sysfs", 0, NULL);
	}
	with_module = load_module(argc > 1 ? argv[1] : "/module.ko");
#ifdef CHECK_BTF
	check_calls(with_module);
#else
	(void)with_module;
	expect(access("/sys/kernel/btf/vmlinux", F_OK), "there is no BTF");
#endif
	printf("check: %s\n", bad ? "failed" : "ok");
	if (only_program) {
		printf("vm: status %d\n", bad);
		sync();
		reboot(RB_AUTOBOOT);
	}
	return bad;
}
