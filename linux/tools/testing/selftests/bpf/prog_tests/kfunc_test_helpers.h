/* SPDX-License-Identifier: GPL-2.0 */
/* For tests of which body a call of a kfunc runs: load and unload modules, look
 * at what the kernel says about it, load programs with calls by name.
 */
#ifndef __KFUNC_TEST_HELPERS_H
#define __KFUNC_TEST_HELPERS_H

#include <bpf/btf.h>
#include <errno.h>
#include <fcntl.h>
#include <test_progs.h>
#include "testing_helpers.h"

/* Returns 0 or the negative errno, which load_module_params() does not tell. */
static inline int kmod_load(const char *name, const char *params)
{
	char path[64];
	int fd, err;

	snprintf(path, sizeof(path), "%s.ko", name);
	fd = open(path, O_RDONLY);
	if (!ASSERT_OK_FD(fd, path))
		return -ENOENT;
	err = finit_module(fd, params, 0) ? -errno : 0;
	close(fd);
	return err;
}

static inline int kmod_unload_once(const char *name)
{
	return delete_module(name, 0) ? -errno : 0;
}

/* A program that has been closed, or did not load, lets go of modules a little
 * later: after a grace period, in a work item.
 */
static inline int kmod_unload(const char *name)
{
	int i, err = -EWOULDBLOCK;

	for (i = 0; i < 5000 && err == -EWOULDBLOCK; i++) {
		if (i)
			usleep(1000);
		err = kmod_unload_once(name);
	}
	return err;
}

static inline bool kmod_is_loaded(const char *name)
{
	char path[64];

	snprintf(path, sizeof(path), "/sys/module/%s", name);
	return !access(path, F_OK);
}

/* An fd of the module's BTF, or -1. */
static inline int kmod_btf_fd(const char *module)
{
	struct bpf_btf_info info;
	char name[64];
	__u32 id = 0, len;
	int fd;

	while (!bpf_btf_get_next_id(id, &id)) {
		fd = bpf_btf_get_fd_by_id(id);
		if (fd < 0)
			continue;
		memset(&info, 0, sizeof(info));
		info.name = ptr_to_u64(name);
		info.name_len = sizeof(name);
		len = sizeof(info);
		if (!bpf_btf_get_info_by_fd(fd, &info, &len) && info.kernel_btf &&
		    !strcmp(name, module))
			return fd;
		close(fd);
	}
	return -1;
}

/* The kernel log from now on. */
static inline int kmsg_open(void)
{
	int fd = open("/dev/kmsg", O_RDONLY | O_NONBLOCK);

	if (ASSERT_OK_FD(fd, "open /dev/kmsg"))
		lseek(fd, 0, SEEK_END);
	return fd;
}

/* Gets what was said since kmsg_open(), without time stamps, and closes it. */
static inline void kmsg_close(int fd, char *buf, size_t size)
{
	char record[2048], *text;
	size_t len = 0;
	ssize_t n;

	buf[0] = 0;
	while (fd >= 0 && (n = read(fd, record, sizeof(record) - 1)) != 0) {
		if (n < 0 && errno == EPIPE)
			continue;	/* some have been overwritten */
		if (n < 0)
			break;
		record[n] = 0;
		text = strchr(record, ';');
		text = text ? text + 1 : record;
		text[strcspn(text, "\n")] = 0;
		if (len < size)
			len += snprintf(buf + len, size - len, "%s\n", text);
	}
	if (fd >= 0)
		close(fd);
}

/* Loading a module fails, for the reason that it should. */
static inline void kmod_refused(const char *name, const char *params, int want_err,
				const char *want_msg)
{
	static char log[64 * 1024];
	int fd, err;

	fd = kmsg_open();
	err = kmod_load(name, params);
	kmsg_close(fd, log, sizeof(log));

	if (!ASSERT_EQ(err, want_err, params) && !err)
		ASSERT_OK(kmod_unload(name), "unload");
	ASSERT_HAS_SUBSTR(log, want_msg, params);
	ASSERT_FALSE(kmod_is_loaded(name), "not loaded");
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

enum kfunc_which { KFUNC_EACH_CALL, KFUNC_EVERY_OTHER_CALL };

/* Load a program of an object again, with calls by name where there were ids. */
static inline int kfunc_load_by_name(const struct bpf_object *obj, const struct bpf_program *prog,
				     enum kfunc_which which, int *nr_calls)
{
	LIBBPF_OPTS(bpf_prog_load_opts, opts, .prog_btf_fd = bpf_object__btf_fd(obj),
		    .func_info = bpf_program__func_info(prog),
		    .func_info_cnt = bpf_program__func_info_cnt(prog),
		    .func_info_rec_size = sizeof(struct bpf_func_info), .log_level = 1);
	static char log_buf[64 * 1024];
	size_t i, cnt = bpf_program__insn_cnt(prog);
	struct bpf_insn *insns, *insn;
	const struct btf_type *func;
	struct btf *vmlinux;
	int fd = -EINVAL, calls = 0;

	vmlinux = btf__load_vmlinux_btf();
	insns = calloc(cnt, sizeof(*insns));
	if (!ASSERT_OK_PTR(vmlinux, "vmlinux") || !ASSERT_OK_PTR(insns, "insns"))
		goto free;
	memcpy(insns, bpf_program__insns(prog), cnt * sizeof(*insns));

	*nr_calls = 0;
	for (i = 0; i < cnt; i++) {
		insn = &insns[i];
		if (insn->code != (BPF_JMP | BPF_CALL) || insn->src_reg != BPF_PSEUDO_KFUNC_CALL)
			continue;
		if (which == KFUNC_EVERY_OTHER_CALL && calls++ % 2)
			continue;
		func = btf__type_by_id(vmlinux, insn->imm);
		if (!ASSERT_OK_PTR(func, "kfunc"))
			goto free;
		insn->src_reg = BPF_PSEUDO_KFUNC_CALL_PROG_BTF;
		insn->imm = btf__find_by_name_kind(bpf_object__btf(obj),
						   btf__name_by_offset(vmlinux, func->name_off),
						   BTF_KIND_FUNC);
		if (!ASSERT_GT(insn->imm, 0, "FUNC in the object"))
			goto free;
		++*nr_calls;
	}

	if (bpf_program__type(prog) == BPF_PROG_TYPE_SYSCALL)
		opts.prog_flags = BPF_F_SLEEPABLE;
	opts.log_buf = log_buf;
	opts.log_size = sizeof(log_buf);
	log_buf[0] = 0;
	fd = bpf_prog_load(bpf_program__type(prog), bpf_program__name(prog), "GPL", insns, cnt,
			   &opts);
	if (fd < 0)
		printf("%s\n", log_buf);
free:
	free(insns);
	btf__free(vmlinux);
	return fd;
}

#endif /* __KFUNC_TEST_HELPERS_H */
