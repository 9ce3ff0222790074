/* SPDX-License-Identifier: GPL-2.0 */
#ifndef __KFUNC_BY_NAME_HELPERS_H
#define __KFUNC_BY_NAME_HELPERS_H

#include <bpf/btf.h>
#include <test_progs.h>

#define KFUNC_SIG_SIZE	8192

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

/* Sign with the key that test_progs has put into the session's keyring. */
static inline ssize_t kfunc_sign(const void *data, size_t size, char *sig, size_t max)
{
	static const char key[] = "tools/build/signing_key.pem";
	char path[] = "/tmp/kfunc_by_nameXXXXXX", sig_path[64], cmd[256];
	ssize_t len = -1;
	int fd;

	fd = mkstemp(path);
	if (!ASSERT_OK_FD(fd, path))
		return -1;
	if (!ASSERT_EQ(write(fd, data, size), size, "write"))
		goto out;
	snprintf(cmd, sizeof(cmd), "./sign-file -d sha256 %s %s %s", key, key, path);
	if (!ASSERT_OK(system(cmd), cmd))
		goto out;

	snprintf(sig_path, sizeof(sig_path), "%s.p7s", path);
	close(fd);
	fd = open(sig_path, O_RDONLY);
	if (ASSERT_OK_FD(fd, sig_path))
		len = read(fd, sig, max);
	unlink(sig_path);
out:
	close(fd);
	unlink(path);
	return len;
}

#endif /* __KFUNC_BY_NAME_HELPERS_H */
