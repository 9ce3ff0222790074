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
#ifndef NO_CALLS
#include "by_name.lskel.h"
#endif
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

static void log_into(struct bpf_loader_ctx *ctx)
{
	ctx->log_level = 1;
	ctx->log_size = sizeof(verifier_log);
	ctx->log_buf = (unsigned long)verifier_log;
}

static int run(int prog_fd, struct check_result *result)
{
	union bpf_attr attr = {
		.test.prog_fd = prog_fd,
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
	log_into(&skel->ctx);
	err = check_bpf__load(skel);
	expect(!err, "the program is loaded");
	if (err) {
		printf("error %d\n%s\n", err, verifier_log);
		return;
	}
	err = run(skel->progs.check.prog_fd, &result);
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

#ifndef NO_CALLS
static void check_by_name(void)
{
	struct check_result result = {};
	struct by_name_bpf *skel;
	int err;

	skel = by_name_bpf__open();
	expect(skel != NULL, "the skeleton of calls by name is open");
	if (!skel)
		return;
	log_into(&skel->ctx);
	err = by_name_bpf__load(skel);
	expect(!err, "the program with calls by name is loaded");
	if (err)
		printf("error %d\n%s\n", err, verifier_log);
	else
		expect(!run(skel->progs.by_name.prog_fd, &result) && result.by_name,
		       "bpf_obj_new() by name");
	by_name_bpf__destroy(skel);
}
#endif

#define INSN(op, dst, src, offset, number)	\
	{ .code = (op), .dst_reg = (dst), .src_reg = (src), .off = (offset), .imm = (number) }
#define CALL(kind, what)	INSN(BPF_JMP | BPF_CALL, 0, kind, 0, what)
#define RANDOM			CALL(0, BPF_FUNC_get_prandom_u32)
#define EXIT			INSN(BPF_JMP | BPF_EXIT, 0, 0, 0, 0)
#define SET(reg, number)	INSN(BPF_ALU64 | BPF_MOV | BPF_K, reg, 0, 0, number)
#define COPY(reg, from)		INSN(BPF_ALU64 | BPF_MOV | BPF_X, reg, from, 0, 0)
#define SKIP_IF_0(reg)		INSN(BPF_JMP | BPF_JEQ | BPF_K, reg, 0, 1, 0)
#define LOAD_SKB_BYTE(offset)	INSN(BPF_LD | BPF_ABS | BPF_B, 0, 0, 0, offset)

#define ENOTSUPP 524

/* What the verifier takes, the JIT may still not support. */
static int verifies(const struct bpf_insn *insns, size_t cnt)
{
	union bpf_attr attr = {
		.prog_type = BPF_PROG_TYPE_SOCKET_FILTER,
		.insns = (unsigned long)insns,
		.insn_cnt = cnt,
		.license = (unsigned long)"GPL",
		.log_level = 1,
		.log_size = sizeof(verifier_log),
		.log_buf = (unsigned long)verifier_log,
		.prog_flags = BPF_F_TEST_STATE_FREQ,
	};
	int fd = syscall(__NR_bpf, BPF_PROG_LOAD, &attr, sizeof(attr));

	if (fd < 0 && errno == ENOTSUPP)
		return 1;
	if (fd < 0)
		printf("error %d\n%s\n", errno, verifier_log);
	else
		close(fd);
	return fd >= 0;
}

/*
 * Paths that join equal ones where registers are live that a call has left without a
 * value. For JITs that zero-extend, definitions of live registers are marked there.
 */
static void check_joins(void)
{
	static const struct bpf_insn function[] = {
		CALL(BPF_PSEUDO_CALL, 1), EXIT,
		RANDOM, SKIP_IF_0(0), SET(6, 1), SET(0, 0), EXIT,
	};
	static const struct bpf_insn packet[] = {
		COPY(6, 1), RANDOM, SKIP_IF_0(0), SET(7, 1), LOAD_SKB_BYTE(0), EXIT,
	};

	expect(verifies(function, sizeof(function) / sizeof(function[0])),
	       "a function with a join is verified");
	expect(verifies(packet, sizeof(packet) / sizeof(packet[0])),
	       "a join before a load from the packet is verified");
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
#ifndef NO_CALLS
	check_by_name();
#endif
	check_joins();
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
