// SPDX-License-Identifier: GPL-2.0
/* Calls with src_reg BPF_PSEUDO_KFUNC_CALL_PROG_BTF name a FUNC in the program's
 * own BTF, and mean the kfunc of vmlinux with its name and prototype. Nothing
 * emits them yet: programs are written by hand here, or made of what libbpf
 * loaded by ids.
 */
#include <linux/keyctl.h>
#include <sys/syscall.h>
#include <test_progs.h>
#include "bpf/libbpf_internal.h"
#include "cap_helpers.h"
#include "disasm_helpers.h"
#include "kfunc_by_name.skel.h"
#include "kfunc_by_name_helpers.h"
#include "kfunc_override.skel.h"
#include "kfunc_test_helpers.h"
#include "unpriv_helpers.h"

#define CALL_BY_NAME(id) \
	BPF_RAW_INSN(BPF_JMP | BPF_CALL, 0, BPF_PSEUDO_KFUNC_CALL_PROG_BTF, 0, id)

#define STR "abc"

/* BTF of a program that knows some functions of the kernel. */
struct prog_btf {
	struct btf *btf;
	int main_func;
	int int_type;
	int size_t_type;	/* a typedef */
	int str_type;
	int void_ptr_type;
	int strlen_func;
};

static char log_buf[64 * 1024];

static int add_func(struct prog_btf *p, const char *name, enum btf_func_linkage linkage,
		    int ret_type, int nr_args, const int *arg_types)
{
	char arg_name[16];
	int i, proto;

	proto = btf__add_func_proto(p->btf, ret_type);
	for (i = 0; i < nr_args; i++) {
		snprintf(arg_name, sizeof(arg_name), "arg%d", i);
		btf__add_func_param(p->btf, arg_name, arg_types[i]);
	}
	return btf__add_func(p->btf, name, linkage, proto);
}

#define add_kfunc(p, name, ret_type, ...)					\
({										\
	const int _args[] = { __VA_ARGS__ };					\
	add_func(p, name, BTF_FUNC_GLOBAL, ret_type, ARRAY_SIZE(_args), _args);	\
})

static void prog_btf_free(struct prog_btf *p)
{
	btf__free(p->btf);
}

static bool prog_btf_init(struct prog_btf *p)
{
	struct btf *btf = btf__new_empty();
	int id;

	p->btf = btf;
	if (!ASSERT_OK_PTR(btf, "btf"))
		return false;

	p->int_type = btf__add_int(btf, "int", 4, BTF_INT_SIGNED);
	id = btf__add_int(btf, "unsigned long", 8, 0);
	p->size_t_type = btf__add_typedef(btf, "size_t", id);
	id = btf__add_int(btf, "char", 1, BTF_INT_SIGNED);
	id = btf__add_const(btf, id);
	p->str_type = btf__add_ptr(btf, id);
	p->void_ptr_type = btf__add_ptr(btf, 0);
	p->main_func = add_func(p, "by_name", BTF_FUNC_STATIC, p->int_type, 1,
				&p->void_ptr_type);
	p->strlen_func = add_kfunc(p, "bpf_strlen", p->int_type, p->str_type);
	if (!ASSERT_GT(p->main_func, 0, "main") || !ASSERT_GT(p->strlen_func, 0, "strlen")) {
		prog_btf_free(p);
		return false;
	}
	return true;
}

static int load_insns(struct prog_btf *p, const struct bpf_insn *insns, int cnt, bool with_btf,
		      enum bpf_prog_type type)
{
	LIBBPF_OPTS(bpf_prog_load_opts, opts, .log_buf = log_buf, .log_size = sizeof(log_buf),
		    .log_level = 1);
	const struct bpf_func_info func_info = { .type_id = p->main_func };

	if (type == BPF_PROG_TYPE_SYSCALL)
		opts.prog_flags = BPF_F_SLEEPABLE;
	if (with_btf) {
		if (btf__fd(p->btf) < 0 && !ASSERT_OK(btf__load_into_kernel(p->btf), "load btf"))
			return -EIO;
		opts.prog_btf_fd = btf__fd(p->btf);
		opts.func_info = &func_info;
		opts.func_info_cnt = 1;
		opts.func_info_rec_size = sizeof(func_info);
	}
	log_buf[0] = 0;
	return bpf_prog_load(type, "by_name", "GPL", insns, cnt, &opts);
}

/* Load a program which calls strlen(STR), bad_call, and returns the length. Both
 * calls are by name, so that the first one, which is good, must not keep the
 * other from being looked at.
 */
static int load_raw(struct prog_btf *p, struct bpf_insn call, bool with_btf,
		    enum bpf_prog_type type)
{
	const struct bpf_insn insns[] = {
		BPF_ST_MEM(BPF_W, BPF_REG_10, -8, 0x00636261), /* STR */
		BPF_MOV64_REG(BPF_REG_1, BPF_REG_10),
		BPF_ALU64_IMM(BPF_ADD, BPF_REG_1, -8),
		BPF_MOV64_REG(BPF_REG_6, BPF_REG_1),
		CALL_BY_NAME(p->strlen_func),
		BPF_MOV64_REG(BPF_REG_1, BPF_REG_6),
		BPF_MOV64_REG(BPF_REG_2, BPF_REG_6),
		call,
		BPF_EXIT_INSN(),
	};

	return load_insns(p, insns, ARRAY_SIZE(insns), with_btf, type);
}

static void refused(struct prog_btf *p, struct bpf_insn call, int err, const char *msg)
{
	int fd = load_raw(p, call, true, BPF_PROG_TYPE_SYSCALL);

	if (!ASSERT_EQ(fd, err, msg) && fd >= 0)
		close(fd);
	ASSERT_HAS_SUBSTR(log_buf, msg, "verifier log");
}

#define AT "kfunc call by name at insn 7: "

static void test_raw(void)
{
	LIBBPF_OPTS(bpf_test_run_opts, topts);
	struct prog_btf p;
	int fd;

	if (!prog_btf_init(&p))
		return;
	fd = load_raw(&p, CALL_BY_NAME(p.strlen_func), true, BPF_PROG_TYPE_SYSCALL);
	if (ASSERT_OK_FD(fd, "load")) {
		ASSERT_OK(bpf_prog_test_run_opts(fd, &topts), "run");
		ASSERT_EQ(topts.retval, strlen(STR), "retval");
		close(fd);
	}
	prog_btf_free(&p);
}

static void test_malformed(void)
{
	struct bpf_insn call;
	struct prog_btf p;
	char msg[128];
	int fd;

	if (!prog_btf_init(&p))
		return;

	/* the first call is found to have no BTF */
	fd = load_raw(&p, CALL_BY_NAME(p.strlen_func), false, BPF_PROG_TYPE_SYSCALL);
	ASSERT_EQ(fd, -EINVAL, "no btf");
	ASSERT_HAS_SUBSTR(log_buf, "kfunc call by name at insn 4: the program has no BTF; "
			  "load it with prog_btf_fd and func_info", "verifier log");

	call = CALL_BY_NAME(p.strlen_func);
	call.off = 1;
	refused(&p, call, -EINVAL, AT "off is 1, it has to be 0 for a kfunc of vmlinux");
	call.off = -1;
	refused(&p, call, -EINVAL, AT "off is -1, it has to be 0 for a kfunc of vmlinux");

	refused(&p, CALL_BY_NAME(0), -EINVAL, AT "the program's BTF has no type 0");
	refused(&p, CALL_BY_NAME(-1), -EINVAL, AT "the program's BTF has no type -1");
	refused(&p, CALL_BY_NAME(INT_MIN), -EINVAL,
		AT "the program's BTF has no type -2147483648");
	snprintf(msg, sizeof(msg), AT "the program's BTF has no type %u",
		 btf__type_cnt(p.btf));
	refused(&p, CALL_BY_NAME(btf__type_cnt(p.btf)), -EINVAL, msg);

	snprintf(msg, sizeof(msg), AT "type %d in the program's BTF is not a FUNC", p.int_type);
	refused(&p, CALL_BY_NAME(p.int_type), -EINVAL, msg);
	/* a FUNC_PROTO is no FUNC */
	refused(&p, CALL_BY_NAME(p.strlen_func - 1), -EINVAL, "in the program's BTF is not a FUNC");

	/* dst_reg is what the verifier looks at later, as in any call */
	call = CALL_BY_NAME(p.strlen_func);
	call.dst_reg = BPF_REG_1;
	refused(&p, call, -EINVAL, "BPF_CALL uses reserved fields");
	prog_btf_free(&p);
}

static void test_names(void)
{
	int unknown, own, no_kfunc;
	struct prog_btf p;

	if (!prog_btf_init(&p))
		return;
	unknown = add_kfunc(&p, "bpf_no_such_kfunc", p.int_type, p.str_type);
	no_kfunc = add_kfunc(&p, "bpf_fentry_test1", p.int_type, p.int_type);
	own = p.main_func;

	refused(&p, CALL_BY_NAME(unknown), -ENOENT, AT "vmlinux has no function bpf_no_such_kfunc");
	refused(&p, CALL_BY_NAME(own), -ENOENT, AT "vmlinux has no function by_name");
	refused(&p, CALL_BY_NAME(no_kfunc), -EINVAL, AT "bpf_fentry_test1 is not a kfunc");
	prog_btf_free(&p);
}

/* The tag, which is the beginning of what exclusive maps compare, is that of the
 * instructions which were loaded: it does not depend on the kernel's BTF.
 */
static void test_tag(void)
{
	struct bpf_prog_info infos[2] = {};
	__u32 len = sizeof(infos[0]);
	struct prog_btf p;
	int funcs[2], i, fd;

	if (!prog_btf_init(&p))
		return;
	funcs[0] = p.strlen_func;
	funcs[1] = add_kfunc(&p, "bpf_strlen", p.int_type, p.str_type);
	for (i = 0; i < ARRAY_SIZE(funcs); i++) {
		fd = load_raw(&p, CALL_BY_NAME(funcs[i]), true, BPF_PROG_TYPE_SYSCALL);
		if (!ASSERT_OK_FD(fd, "load"))
			goto free;
		ASSERT_OK(bpf_prog_get_info_by_fd(fd, &infos[i], &len), "prog_info");
		close(fd);
	}
	ASSERT_NEQ(memcmp(infos[0].tag, infos[1].tag, sizeof(infos[0].tag)), 0, "tags");
free:
	prog_btf_free(&p);
}

#define NOT_COVERED " does not cover the names; call them by id"

/* Whoever supplies the BTF decides what is called, and the hash does not tell. */
static void exclusive_map(bool in_fd_array)
{
	LIBBPF_OPTS(bpf_map_create_opts, map_opts);
	LIBBPF_OPTS(bpf_prog_load_opts, opts, .log_buf = log_buf, .log_size = sizeof(log_buf),
		    .log_level = 1, .prog_flags = BPF_F_SLEEPABLE);
	struct bpf_func_info func_info = {};
	struct bpf_insn insns[] = {
		BPF_LD_MAP_FD(BPF_REG_6, 0),
		BPF_ST_MEM(BPF_W, BPF_REG_10, -8, 0x00636261), /* STR */
		BPF_MOV64_REG(BPF_REG_1, BPF_REG_10),
		BPF_ALU64_IMM(BPF_ADD, BPF_REG_1, -8),
		CALL_BY_NAME(0),
		BPF_EXIT_INSN(),
	};
	__u8 hash[32];
	struct prog_btf p;
	int map, fd;

	if (!prog_btf_init(&p))
		return;
	if (!ASSERT_OK(btf__load_into_kernel(p.btf), "load btf"))
		goto free;
	insns[5].imm = p.strlen_func;
	if (in_fd_array) {
		insns[0] = BPF_MOV64_IMM(BPF_REG_6, 0);
		insns[1] = BPF_MOV64_IMM(BPF_REG_6, 0);
	}
	libbpf_sha256(insns, sizeof(insns), hash);
	map_opts.excl_prog_hash = hash;
	map_opts.excl_prog_hash_size = sizeof(hash);
	map = bpf_map_create(BPF_MAP_TYPE_ARRAY, "excl", 4, 4, 1, &map_opts);
	if (!ASSERT_OK_FD(map, "map"))
		goto free;

	if (in_fd_array) {
		opts.fd_array = &map;
		opts.fd_array_cnt = 1;
	} else {
		insns[0].imm = map;
	}
	func_info.type_id = p.main_func;
	opts.prog_btf_fd = btf__fd(p.btf);
	opts.func_info = &func_info;
	opts.func_info_cnt = 1;
	opts.func_info_rec_size = sizeof(func_info);
	log_buf[0] = 0;
	fd = bpf_prog_load(BPF_PROG_TYPE_SYSCALL, "by_name", "GPL", insns, ARRAY_SIZE(insns),
			   &opts);
	if (!ASSERT_EQ(fd, -EACCES, "load") && fd >= 0)
		close(fd);
	ASSERT_HAS_SUBSTR(log_buf,
			  "a program that calls kfuncs by name cannot use exclusive map excl: its hash"
			  NOT_COVERED, "verifier log");
	close(map);
free:
	prog_btf_free(&p);
}

/* Sign with the key that test_progs has put into the session's keyring. */
static ssize_t make_signature(const void *data, size_t size, char *sig, size_t max)
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

static int load_signed(struct prog_btf *p, const struct bpf_insn *insns, int cnt)
{
	const struct bpf_func_info func_info = { .type_id = p->main_func };
	static char sig[8192];
	union bpf_attr attr = {};
	ssize_t len;
	int fd;

	len = make_signature(insns, cnt * sizeof(*insns), sig, sizeof(sig));
	if (!ASSERT_GT(len, 0, "signature"))
		return -EIO;

	attr.prog_type = BPF_PROG_TYPE_SYSCALL;
	attr.prog_flags = BPF_F_SLEEPABLE;
	attr.license = ptr_to_u64("GPL");
	attr.insns = ptr_to_u64(insns);
	attr.insn_cnt = cnt;
	attr.prog_btf_fd = btf__fd(p->btf);
	attr.func_info = ptr_to_u64(&func_info);
	attr.func_info_cnt = 1;
	attr.func_info_rec_size = sizeof(func_info);
	attr.log_buf = ptr_to_u64(log_buf);
	attr.log_size = sizeof(log_buf);
	attr.log_level = 1;
	attr.signature = ptr_to_u64(sig);
	attr.signature_size = len;
	attr.keyring_id = KEY_SPEC_SESSION_KEYRING;
	log_buf[0] = 0;
	fd = syscall(__NR_bpf, BPF_PROG_LOAD, &attr, sizeof(attr));
	return fd < 0 ? -errno : fd;
}

static void test_signed(void)
{
	struct bpf_insn insns[] = {
		BPF_ST_MEM(BPF_W, BPF_REG_10, -8, 0x00636261), /* STR */
		BPF_MOV64_REG(BPF_REG_1, BPF_REG_10),
		BPF_ALU64_IMM(BPF_ADD, BPF_REG_1, -8),
		CALL_BY_NAME(0),
		BPF_EXIT_INSN(),
	};
	struct btf *vmlinux = btf__load_vmlinux_btf();
	struct prog_btf p;
	int fd;

	if (!ASSERT_OK_PTR(vmlinux, "vmlinux") || !prog_btf_init(&p))
		goto free_vmlinux;
	if (!ASSERT_OK(btf__load_into_kernel(p.btf), "load btf"))
		goto free;

	insns[3].imm = p.strlen_func;
	fd = load_signed(&p, insns, ARRAY_SIZE(insns));
	if (!ASSERT_EQ(fd, -EACCES, "by name") && fd >= 0)
		close(fd);
	ASSERT_HAS_SUBSTR(log_buf,
			  "a signed program cannot call kfuncs by name: the signature"
			  NOT_COVERED, "verifier log");

	/* it is the name, not the signature */
	insns[3].src_reg = BPF_PSEUDO_KFUNC_CALL;
	insns[3].imm = btf__find_by_name_kind(vmlinux, "bpf_strlen", BTF_KIND_FUNC);
	fd = load_signed(&p, insns, ARRAY_SIZE(insns));
	if (ASSERT_OK_FD(fd, "by id"))
		close(fd);
free:
	prog_btf_free(&p);
free_vmlinux:
	btf__free(vmlinux);
}

#define MAX_NAMES 512

static int load_many(struct prog_btf *p, const int *funcs, int cnt)
{
	struct bpf_insn insns[MAX_NAMES + 2];
	int i;

	for (i = 0; i < cnt; i++)
		insns[i] = CALL_BY_NAME(funcs[i]);
	insns[cnt] = BPF_EXIT_INSN();
	return load_insns(p, insns, cnt + 1, true, BPF_PROG_TYPE_SYSCALL);
}

static void test_too_many(void)
{
	int funcs[MAX_NAMES + 1], i;
	struct prog_btf p;
	char name[32];

	if (!prog_btf_init(&p))
		return;
	for (i = 0; i < ARRAY_SIZE(funcs); i++) {
		snprintf(name, sizeof(name), "bpf_no_such_kfunc%d", i);
		funcs[i] = add_kfunc(&p, name, p.int_type, p.str_type);
	}

	ASSERT_EQ(load_many(&p, funcs, MAX_NAMES), -ENOENT, "as many as there may be");
	ASSERT_HAS_SUBSTR(log_buf, "insn 0: vmlinux has no function bpf_no_such_kfunc0",
			  "verifier log");
	ASSERT_EQ(load_many(&p, funcs, MAX_NAMES + 1), -E2BIG, "one more");
	ASSERT_HAS_SUBSTR(log_buf, "insn 512: the program has more than 512 different names",
			  "verifier log");
	/* it is names that count, not calls */
	funcs[MAX_NAMES] = funcs[0];
	ASSERT_EQ(load_many(&p, funcs, MAX_NAMES + 1), -ENOENT, "one of them twice");
	prog_btf_free(&p);
}

/* The kernel takes no BTF with a FUNC that has no name, so there is no program
 * which could call it.
 */
static void test_no_name(void)
{
	struct btf_type *func;
	struct prog_btf p;

	if (!prog_btf_init(&p))
		return;
	func = (struct btf_type *)btf__type_by_id(p.btf, p.strlen_func);
	func->name_off = 0;
	ASSERT_EQ(btf__load_into_kernel(p.btf), -EINVAL, "load btf");
	prog_btf_free(&p);
}

#define PROTO(name) \
	AT "the program's prototype of " name " is incompatible with the kernel's"

static void test_prototypes(void)
{
	LIBBPF_OPTS(bpf_test_run_opts, topts);
	int more, less, ret, arg, ptr, struct_ret, iface_as_impl, impl_as_iface, compatible;
	struct prog_btf p;
	int id, fd;

	if (!prog_btf_init(&p))
		return;
	more = add_kfunc(&p, "bpf_strlen", p.int_type, p.str_type, p.size_t_type);
	less = add_kfunc(&p, "bpf_strnlen", p.int_type, p.str_type);
	ret = add_kfunc(&p, "bpf_strlen", p.str_type, p.str_type);
	arg = add_kfunc(&p, "bpf_strlen", p.int_type, p.size_t_type);
	id = btf__add_ptr(p.btf, p.str_type);
	ptr = add_kfunc(&p, "bpf_strlen", p.int_type, id);
	id = btf__add_struct(p.btf, "s", 4);
	struct_ret = add_kfunc(&p, "bpf_strlen", id, p.str_type);
	/* wq, callback, flags, and for the _impl the implicit argument */
	id = btf__add_ptr(p.btf, btf__add_func_proto(p.btf, p.int_type));
	iface_as_impl = add_kfunc(&p, "bpf_wq_set_callback", p.int_type, p.void_ptr_type,
				  id, p.int_type, p.void_ptr_type);
	impl_as_iface = add_kfunc(&p, "bpf_wq_set_callback_impl", p.int_type, p.void_ptr_type,
				  id, p.int_type);
	/* libbpf takes integers of any size for compatible as well */
	compatible = add_kfunc(&p, "bpf_strnlen", p.size_t_type, p.str_type, p.int_type);

	refused(&p, CALL_BY_NAME(more), -EINVAL, PROTO("bpf_strlen"));
	refused(&p, CALL_BY_NAME(less), -EINVAL, PROTO("bpf_strnlen"));
	refused(&p, CALL_BY_NAME(ret), -EINVAL, PROTO("bpf_strlen"));
	refused(&p, CALL_BY_NAME(arg), -EINVAL, PROTO("bpf_strlen"));
	refused(&p, CALL_BY_NAME(ptr), -EINVAL, PROTO("bpf_strlen"));
	refused(&p, CALL_BY_NAME(struct_ret), -EINVAL, PROTO("bpf_strlen"));
	refused(&p, CALL_BY_NAME(iface_as_impl), -EINVAL, PROTO("bpf_wq_set_callback"));
	refused(&p, CALL_BY_NAME(impl_as_iface), -EINVAL, PROTO("bpf_wq_set_callback_impl"));

	/* R2, the count, is a pointer */
	refused(&p, CALL_BY_NAME(compatible), -EINVAL, "R2 is not a scalar");
	fd = load_raw(&p, CALL_BY_NAME(p.strlen_func), true, BPF_PROG_TYPE_SYSCALL);
	if (ASSERT_OK_FD(fd, "good one in the same BTF")) {
		ASSERT_OK(bpf_prog_test_run_opts(fd, &topts), "run");
		ASSERT_EQ(topts.retval, strlen(STR), "retval");
		close(fd);
	}
	prog_btf_free(&p);
}

static void test_unpriv(void)
{
	__u64 old_caps = 0;
	struct prog_btf p;
	int fd;

	if (get_unpriv_disabled()) {
		test__skip();
		return;
	}
	if (!prog_btf_init(&p))
		return;
	/* only the privileged may load BTF, not necessarily use it */
	if (!ASSERT_OK(btf__load_into_kernel(p.btf), "load btf") ||
	    !ASSERT_OK(cap_disable_effective(1ULL << CAP_SYS_ADMIN | 1ULL << CAP_NET_ADMIN |
					     1ULL << CAP_PERFMON | 1ULL << CAP_BPF, &old_caps),
		       "drop caps"))
		goto free;
	fd = load_raw(&p, CALL_BY_NAME(p.strlen_func), true, BPF_PROG_TYPE_SOCKET_FILTER);
	ASSERT_OK(cap_enable_effective(old_caps, NULL), "restore caps");

	if (!ASSERT_EQ(fd, -EPERM, "load") && fd >= 0)
		close(fd);
	ASSERT_HAS_SUBSTR(log_buf, "loading/calling other bpf or kernel functions are allowed for",
			  "verifier log");
free:
	prog_btf_free(&p);
}

static void test_disasm(void)
{
	struct bpf_insn insn = CALL_BY_NAME(7);
	char buf[128];

	disasm_insn(&insn, buf, sizeof(buf));
	ASSERT_STREQ(buf, "call kernel-function-by-name", "disassembly");
}

static void run_by_name(const struct kfunc_by_name *skel, const struct bpf_program *prog,
			enum kfunc_which which, int want_calls, long want)
{
	LIBBPF_OPTS(bpf_test_run_opts, topts);
	int fd, nr_calls;

	fd = kfunc_load_by_name(skel->obj, prog, which, &nr_calls);
	if (!ASSERT_OK_FD(fd, bpf_program__name(prog)))
		return;
	ASSERT_EQ(nr_calls, want_calls, "calls by name");
	ASSERT_OK(bpf_prog_test_run_opts(fd, &topts), "run");
	ASSERT_EQ(topts.retval, want, bpf_program__name(prog));
	close(fd);
}

static void test_object(void)
{
	const int many = 100 * 7 + (2 + 7) + (3 + 7) + 1000;
	struct kfunc_by_name *skel;
	int i;

	skel = kfunc_by_name__open_and_load();
	if (!ASSERT_OK_PTR(skel, "open_and_load"))
		return;

	run_by_name(skel, skel->progs.one, KFUNC_EACH_CALL, 1, 7);
	run_by_name(skel, skel->progs.many, KFUNC_EACH_CALL, 5, many);
	run_by_name(skel, skel->progs.many, KFUNC_EVERY_OTHER_CALL, 3, many);

	run_by_name(skel, skel->progs.implicit, KFUNC_EACH_CALL, 3, 0);
	for (i = 0; i < 10000 && READ_ONCE(skel->bss->callbacks) < 1; i++)
		usleep(1000);
	ASSERT_EQ(skel->bss->callbacks, 1, "callback runs");
	run_by_name(skel, skel->progs.implicit_impl, KFUNC_EACH_CALL, 3, 0);
	for (i = 0; i < 10000 && READ_ONCE(skel->bss->callbacks) < 2; i++)
		usleep(1000);
	ASSERT_EQ(skel->bss->callbacks, 2, "callback runs again");
	kfunc_by_name__destroy(skel);
}

/* A call by name is one of the body that is in force, and pins its module. */
static void test_overridden(void)
{
	static const char module[] = "bpf_test_kfunc_override_x";
	const long want = 100 + (1 + 100) + (2 + 100) + 0;
	LIBBPF_OPTS(bpf_test_run_opts, topts);
	struct kfunc_override *skel;
	int fd, nr_calls;

	if (!ASSERT_OK(kmod_load(module, ""), "load module"))
		return;
	skel = kfunc_override__open();
	if (!ASSERT_OK_PTR(skel, "open"))
		goto unload;
	bpf_program__set_autoload(skel->progs.call_many, true);
	if (!ASSERT_OK(kfunc_override__load(skel), "load"))
		goto destroy;

	fd = kfunc_load_by_name(skel->obj, skel->progs.call_many, KFUNC_EACH_CALL, &nr_calls);
	if (!ASSERT_OK_FD(fd, "load by name"))
		goto destroy;
	kfunc_override__destroy(skel);
	skel = NULL;
	ASSERT_EQ(nr_calls, 4, "calls by name");
	ASSERT_OK(bpf_prog_test_run_opts(fd, &topts), "run");
	ASSERT_EQ(topts.retval, want, "by name");
	ASSERT_EQ(kmod_unload_once(module), -EWOULDBLOCK, "module is busy");
	close(fd);
destroy:
	kfunc_override__destroy(skel);
unload:
	ASSERT_OK(kmod_unload(module), "unload module");
}

/* serial: loads a module that other tests load */
void serial_test_kfunc_by_name(void)
{
	if (test__start_subtest("raw"))
		test_raw();
	if (test__start_subtest("malformed"))
		test_malformed();
	if (test__start_subtest("names"))
		test_names();
	if (test__start_subtest("tag"))
		test_tag();
	if (test__start_subtest("exclusive_map"))
		exclusive_map(false);
	if (test__start_subtest("exclusive_map_in_fd_array"))
		exclusive_map(true);
	if (test__start_subtest("signed"))
		test_signed();
	if (test__start_subtest("too_many"))
		test_too_many();
	if (test__start_subtest("no_name"))
		test_no_name();
	if (test__start_subtest("prototypes"))
		test_prototypes();
	if (test__start_subtest("unpriv"))
		test_unpriv();
	if (test__start_subtest("disasm"))
		test_disasm();
	if (test__start_subtest("object"))
		test_object();
	if (test__start_subtest("overridden"))
		test_overridden();
}
