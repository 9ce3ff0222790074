// SPDX-License-Identifier: GPL-2.0
/* Calls with src_reg BPF_PSEUDO_KFUNC_CALL_PROG_BTF name a FUNC in the program's
 * own BTF, and mean the kfunc of vmlinux with its name and prototype. Programs are
 * written by hand here, or made of what libbpf loaded by ids.
 */
#include <endian.h>
#include <linux/keyctl.h>
#include <sys/syscall.h>
#include <test_progs.h>
#include "bpf/kfunc_callees.h"
#include "bpf/libbpf_internal.h"
#include "cap_helpers.h"
#include "disasm_helpers.h"
#include "kfunc_by_name.skel.h"
#include "kfunc_by_name_helpers.h"
#include "kfunc_exchange_btf.h"
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
		BPF_ST_MEM(BPF_W, BPF_REG_10, -8, htobe32(0x61626300)), /* STR */
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

/* The tag, which is the beginning of what exclusive maps compare, is that of names and
 * prototypes: which FUNC has these makes no difference.
 */
static void test_tag(void)
{
	struct bpf_prog_info infos[3] = {};
	__u32 len = sizeof(infos[0]);
	struct prog_btf p;
	int funcs[3], i, fd, id;

	if (!prog_btf_init(&p))
		return;
	funcs[0] = p.strlen_func;
	funcs[1] = add_kfunc(&p, "bpf_strlen", p.int_type, p.str_type);
	/* compatible, and yet another one */
	id = btf__add_int(p.btf, "unsigned char", 1, 0);
	funcs[2] = add_kfunc(&p, "bpf_strlen", p.int_type, btf__add_ptr(p.btf, id));
	for (i = 0; i < ARRAY_SIZE(funcs); i++) {
		fd = load_raw(&p, CALL_BY_NAME(funcs[i]), true, BPF_PROG_TYPE_SYSCALL);
		if (!ASSERT_OK_FD(fd, "load"))
			goto free;
		ASSERT_OK(bpf_prog_get_info_by_fd(fd, &infos[i], &len), "prog_info");
		close(fd);
	}
	ASSERT_EQ(memcmp(infos[0].tag, infos[1].tag, sizeof(infos[0].tag)), 0, "same callee");
	ASSERT_NEQ(memcmp(infos[0].tag, infos[2].tag, sizeof(infos[0].tag)), 0, "prototype");
free:
	prog_btf_free(&p);
}

/* Instructions with indices in the place of ids, and what follows them, to be freed. */
static void *image(const struct prog_btf *p, const struct bpf_insn *insns, int cnt, size_t *size)
{
	struct bpf_kfunc_callees callees;
	void *copy, *image = NULL;

	copy = malloc(cnt * sizeof(*insns));
	if (!ASSERT_OK_PTR(copy, "copy"))
		return NULL;
	memcpy(copy, insns, cnt * sizeof(*insns));
	if (!ASSERT_OK(bpf_kfunc_callees_init(&callees, p->btf, copy, cnt), "callees"))
		goto free;
	*size = cnt * sizeof(*insns) + callees.size;
	image = malloc(*size);
	if (ASSERT_OK_PTR(image, "image")) {
		memcpy(image, copy, cnt * sizeof(*insns));
		memcpy(image + cnt * sizeof(*insns), callees.text, callees.size);
	}
	bpf_kfunc_callees_free(&callees);
free:
	free(copy);
	return image;
}

/* To the byte, without any code that makes it. */
static void test_image(void)
{
	static const char text[] =
		"\0\0\0\0\0\0\0\0"
		"bpf_strlen\0(*i1)i4\0"
		"kf\0(u8f8*sfwd;*nunion;e;*en64;[3]*i1*(i4...)*v)v"; /* and a NUL */
	struct bpf_insn insns[4] = {}, want[4] = {};
	int id, types[8], kf, again;
	struct prog_btf p;
	size_t size;
	void *data;

	if (!prog_btf_init(&p))
		return;
	types[0] = p.size_t_type;
	types[1] = btf__add_float(p.btf, "double", 8);
	types[2] = btf__add_ptr(p.btf, btf__add_fwd(p.btf, "fwd", BTF_FWD_STRUCT));
	types[3] = btf__add_ptr(p.btf, btf__add_union(p.btf, "union", 8));
	types[4] = btf__add_volatile(p.btf, btf__add_enum(p.btf, NULL, 4));
	types[5] = btf__add_ptr(p.btf, btf__add_enum64(p.btf, "n64", 8, false));
	types[6] = btf__add_array(p.btf, p.int_type, p.str_type, 3);
	id = btf__add_func_proto(p.btf, p.void_ptr_type);
	btf__add_func_param(p.btf, "arg", p.int_type);
	btf__add_func_param(p.btf, NULL, 0);
	types[7] = btf__add_restrict(p.btf, btf__add_ptr(p.btf, id));
	kf = add_func(&p, "kf", BTF_FUNC_GLOBAL, 0, ARRAY_SIZE(types), types);
	again = add_kfunc(&p, "bpf_strlen", p.int_type, p.str_type);

	insns[0] = CALL_BY_NAME(p.strlen_func);
	insns[1] = CALL_BY_NAME(kf);
	insns[2] = CALL_BY_NAME(again);
	insns[3] = BPF_EXIT_INSN();
	want[0] = CALL_BY_NAME(0);
	want[1] = CALL_BY_NAME(1);
	want[2] = CALL_BY_NAME(0);
	want[3] = BPF_EXIT_INSN();
	data = image(&p, insns, ARRAY_SIZE(insns), &size);
	if (data && ASSERT_EQ(size, sizeof(want) + sizeof(text), "size")) {
		ASSERT_OK(memcmp(data, want, sizeof(want)), "instructions");
		ASSERT_OK(memcmp(data + sizeof(want), text, sizeof(text)), "text");
	}
	free(data);
	prog_btf_free(&p);
}

/* BTFs for the same program, which differ from the one it was signed with. */
enum variant {
	SAME,
	OTHER_NAME,
	OTHER_PROTO,
	SWAPPED,
	TWINS,
	OTHER_FUNC_INFO,
	MORE_FUNCS,
	OTHER_LAYOUT,
	NR_VARIANTS
};

static const struct {
	const char *name;
	bool ok;
	int retval;
	const char *log;	/* of what is hashed or signed */
	const char *differs;	/* with kfunc_callees */
} variants[] = {
	[SAME]		  = { "same", true, 30 },
	[OTHER_NAME]	  = {
		"other_name", false, 0,
		"calls by name: bpf_strstr (*i1*i1)i4\n",
		"kfunc call by name at insn 10: the program's BTF has bpf_strstr (*i1*i1)i4, but bpf_strcspn (*i1*i1)i4 is expected\n",
	},
	[OTHER_PROTO]	  = {
		"other_proto", false, 0,
		"calls by name: bpf_strcspn (*v*i1)i4\n",
		"kfunc call by name at insn 10: the program's BTF has bpf_strcspn (*v*i1)i4, but bpf_strcspn (*i1*i1)i4 is expected\n",
	},
	[SWAPPED]	  = {
		"swapped", false, 0,
		"calls by name: bpf_strcspn (*i1*i1)i4\n"
		"calls by name: bpf_strspn (*i1*i1)i4\n",
		"kfunc call by name at insn 5: the program's BTF has bpf_strcspn (*i1*i1)i4, but bpf_strspn (*i1*i1)i4 is expected\n",
	},
	[TWINS]		  = {
		"twins", false, 0,
		"calls by name: bpf_strspn (*i1*i1)i4\n",
		" are one callee, which kfunc_callees do not allow\n",
	},
	[OTHER_FUNC_INFO] = { "other_func_info", true, 30 },
	[MORE_FUNCS]	  = { "more_funcs", true, 30 },
	[OTHER_LAYOUT]	  = { "other_layout", true, 30 },
};

struct signed_prog {
	struct prog_btf p;
	struct bpf_func_info func_info;
	struct bpf_core_relo relo;
	__u32 relo_cnt;
	__u32 func_info_cnt;
	__u32 log_size;
	int btf_fd;
	int span;		/* FUNC that is called first */
	const void *callees;
	__u32 callees_size;
	struct bpf_insn insns[13];
};

#define LEAK_ROUNDS	20

#define FIRST_CALL	5
#define IMM		7
#define OTHER_CALL	10

/* 10 * bpf_strspn(STR, STR) + bpf_strcspn(STR, STR) */
static bool signed_prog_init(struct signed_prog *prog, enum variant variant)
{
	struct prog_btf *p = &prog->p;
	int span, cspan, first, tmp;

	if (!prog_btf_init(p))
		return false;
	prog->func_info = (struct bpf_func_info){ .type_id = p->main_func };
	prog->relo = (struct bpf_core_relo){ .type_id = p->size_t_type,
					     .access_str_off = btf__add_str(p->btf, "0"),
					     .kind = BPF_CORE_TYPE_ID_LOCAL };
	prog->relo_cnt = 0;
	prog->callees = NULL;
	prog->callees_size = 0;

	if (variant == OTHER_LAYOUT) {
		btf__add_str(p->btf, "another offset for all that follows");
		cspan = add_kfunc(p, "bpf_strcspn", p->int_type, p->str_type, p->str_type);
		span = add_kfunc(p, "bpf_strspn", p->int_type, p->str_type, p->str_type);
	} else {
		first = variant == OTHER_PROTO ? p->void_ptr_type : p->str_type;
		span = add_kfunc(p, "bpf_strspn", p->int_type, p->str_type, p->str_type);
		cspan = add_kfunc(p, variant == OTHER_NAME ? "bpf_strstr" :
				     variant == TWINS ? "bpf_strspn" : "bpf_strcspn",
				  p->int_type, first, p->str_type);
	}
	if (variant == SWAPPED) {
		tmp = span;
		span = cspan;
		cspan = tmp;
	}
	if (variant == MORE_FUNCS)
		add_kfunc(p, "bpf_strlen", p->int_type, p->void_ptr_type);
	if (variant == OTHER_FUNC_INFO)
		prog->func_info.type_id = add_func(p, "other", BTF_FUNC_STATIC, p->int_type, 1,
						   &p->void_ptr_type);

	memcpy(prog->insns, (struct bpf_insn[]) {
		BPF_ST_MEM(BPF_W, BPF_REG_10, -8, htobe32(0x61626300)), /* STR */
		BPF_MOV64_REG(BPF_REG_6, BPF_REG_10),
		BPF_ALU64_IMM(BPF_ADD, BPF_REG_6, -8),
		BPF_MOV64_REG(BPF_REG_1, BPF_REG_6),
		BPF_MOV64_REG(BPF_REG_2, BPF_REG_6),
		CALL_BY_NAME(span),
		BPF_MOV64_REG(BPF_REG_7, BPF_REG_0),
		BPF_ALU64_IMM(BPF_MUL, BPF_REG_7, 10),
		BPF_MOV64_REG(BPF_REG_1, BPF_REG_6),
		BPF_MOV64_REG(BPF_REG_2, BPF_REG_6),
		CALL_BY_NAME(cspan),
		BPF_ALU64_REG(BPF_ADD, BPF_REG_0, BPF_REG_7),
		BPF_EXIT_INSN(),
	}, sizeof(prog->insns));
	prog->span = span;
	prog->func_info_cnt = 1;
	prog->log_size = sizeof(log_buf);
	if (!ASSERT_OK(btf__load_into_kernel(p->btf), "load btf")) {
		prog_btf_free(p);
		return false;
	}
	prog->btf_fd = btf__fd(p->btf);
	return true;
}

/* With a signature, or with an exclusive map in fd_array, if there is one. */
static int load_signed(struct signed_prog *prog, const char *sig, size_t sig_size, int *map)
{
	union bpf_attr attr = {};
	int fd;

	attr.prog_type = BPF_PROG_TYPE_SYSCALL;
	attr.prog_flags = BPF_F_SLEEPABLE;
	attr.license = ptr_to_u64("GPL");
	attr.insns = ptr_to_u64(prog->insns);
	attr.insn_cnt = ARRAY_SIZE(prog->insns);
	if (prog->func_info_cnt) {
		attr.prog_btf_fd = prog->btf_fd;
		attr.func_info = ptr_to_u64(&prog->func_info);
		attr.func_info_cnt = prog->func_info_cnt;
		attr.func_info_rec_size = sizeof(prog->func_info);
	}
	attr.log_buf = ptr_to_u64(log_buf);
	attr.log_size = prog->log_size;
	attr.log_level = 1;
	attr.core_relos = ptr_to_u64(&prog->relo);
	attr.core_relo_cnt = prog->relo_cnt;
	attr.core_relo_rec_size = sizeof(prog->relo);
	if (sig) {
		attr.signature = ptr_to_u64(sig);
		attr.signature_size = sig_size;
		attr.keyring_id = KEY_SPEC_SESSION_KEYRING;
	}
	if (map) {
		attr.fd_array = ptr_to_u64(map);
		attr.fd_array_cnt = 1;
	}
	attr.kfunc_callees = ptr_to_u64(prog->callees);
	attr.kfunc_callees_size = prog->callees_size;
	log_buf[0] = 0;
	fd = syscall(__NR_bpf, BPF_PROG_LOAD, &attr, sizeof(attr));
	return fd < 0 ? -errno : fd;
}

static void expect_callees(struct signed_prog *prog, const void *text, __u32 size)
{
	prog->callees = text;
	prog->callees_size = size;
}

/* What was signed or hashed with one BTF, or is expected, with each of the BTFs. */
static void load_variants(const char *sig, size_t sig_size, int *map, const void *callees,
			  __u32 callees_size, int err)
{
	LIBBPF_OPTS(bpf_test_run_opts, topts);
	struct signed_prog prog;
	int i, fd;

	for (i = 0; i < NR_VARIANTS; i++) {
		if (!signed_prog_init(&prog, i))
			return;
		expect_callees(&prog, callees, callees_size);
		fd = load_signed(&prog, sig, sig_size, map);
		if (variants[i].ok && ASSERT_OK_FD(fd, variants[i].name)) {
			ASSERT_OK(bpf_prog_test_run_opts(fd, &topts), "run");
			ASSERT_EQ(topts.retval, variants[i].retval, variants[i].name);
		} else if (!variants[i].ok) {
			ASSERT_EQ(fd, err, variants[i].name);
			ASSERT_HAS_SUBSTR(log_buf, callees ? variants[i].differs : variants[i].log,
					  "verifier log");
		}
		if (fd >= 0)
			close(fd);
		prog_btf_free(&prog.p);
	}
}

/* Returns the size of the signature of what is to be signed of a program. */
static ssize_t sign_image(const struct signed_prog *prog, char *sig)
{
	ssize_t sig_size = -1;
	size_t size;
	void *data;

	data = image(&prog->p, prog->insns, ARRAY_SIZE(prog->insns), &size);
	if (data)
		sig_size = kfunc_sign(data, size, sig, KFUNC_SIG_SIZE);
	free(data);
	ASSERT_GT(sig_size, 0, "signature");
	return sig_size;
}

static void test_signed(void)
{
	static char sig[KFUNC_SIG_SIZE];
	struct signed_prog prog;
	ssize_t sig_size;

	if (!signed_prog_init(&prog, SAME))
		return;
	sig_size = sign_image(&prog, sig);
	if (sig_size > 0)
		load_variants(sig, sig_size, NULL, NULL, 0, -EKEYREJECTED);

	/* the instructions alone are not what has to be signed */
	sig_size = kfunc_sign(prog.insns, sizeof(prog.insns), sig, sizeof(sig));
	if (ASSERT_GT(sig_size, 0, "signature"))
		ASSERT_EQ(load_signed(&prog, sig, sig_size, NULL), -EKEYREJECTED, "without names");
	prog_btf_free(&prog.p);
}

/* A malformed call of a signed program is found before its signature is verified. */
static void test_signed_malformed(void)
{
	static const char sig[] = "no signature";
	struct signed_prog prog;

	if (!signed_prog_init(&prog, SAME))
		return;
	prog.insns[OTHER_CALL].imm = prog.p.int_type;
	ASSERT_EQ(load_signed(&prog, sig, sizeof(sig), NULL), -EINVAL, "load");
	ASSERT_HAS_SUBSTR(log_buf, "kfunc call by name at insn 10: type", "verifier log");
	prog_btf_free(&prog.p);
}

/* The BTF is needed before the verifier starts, and so is its log. */
static void test_signed_btf(void)
{
	static const char sig[] = "no signature";
	struct signed_prog prog;
	int fd;

	if (!signed_prog_init(&prog, SAME))
		return;

	fd = load_signed(&prog, sig, sizeof(sig), NULL);
	if (!ASSERT_LT(fd, 0, "no signature"))
		close(fd);
	ASSERT_HAS_SUBSTR(log_buf, "signature verification failed: ", "verifier log");
	ASSERT_HAS_SUBSTR(log_buf,
			  "calls by name: bpf_strspn (*i1*i1)i4\n"
			  "calls by name: bpf_strcspn (*i1*i1)i4\n", "verifier log");

	prog.log_size = 16;
	ASSERT_EQ(load_signed(&prog, sig, sizeof(sig), NULL), -ENOSPC, "log too small");
	prog.log_size = sizeof(log_buf);

	prog.func_info_cnt = 0;
	ASSERT_EQ(load_signed(&prog, sig, sizeof(sig), NULL), -EINVAL, "no func_info");
	ASSERT_HAS_SUBSTR(log_buf, "insn 5: the program has no BTF", "verifier log");
	prog.func_info_cnt = 1;

	prog.btf_fd = 0x7fffffff;
	ASSERT_EQ(load_signed(&prog, sig, sizeof(sig), NULL), -EBADF, "invalid fd");

	prog.btf_fd = kmod_btf_fd("vmlinux");
	if (ASSERT_OK_FD(prog.btf_fd, "vmlinux")) {
		ASSERT_EQ(load_signed(&prog, sig, sizeof(sig), NULL), -EACCES, "BTF of vmlinux");
		close(prog.btf_fd);
	}
	prog_btf_free(&prog.p);
}

/* The BTF is gone with the last one who has it. Programs let go of it a little later. */
static void expect_gone(__u32 btf_id)
{
	int i, fd = 0;

	for (i = 0; i < 1000; i++) {
		fd = bpf_btf_get_fd_by_id(btf_id);
		if (fd < 0)
			break;
		close(fd);
		usleep(10000);
	}
	ASSERT_EQ(fd, -ENOENT, "BTF is gone");
}

static int loads(struct signed_prog *prog, const char *sig, size_t sig_size)
{
	int fd = load_signed(prog, sig, sig_size, NULL);

	if (fd < 0)
		return 0;
	close(fd);
	return 1;
}

/* However a program fails to load, or does not fail, it does not keep its BTF. */
static void test_signed_leak(void)
{
	static char sig[KFUNC_SIG_SIZE];
	struct bpf_btf_info info = {};
	__u32 len = sizeof(info);
	struct signed_prog prog;
	int i, loaded = 0;
	ssize_t sig_size;

	if (!signed_prog_init(&prog, SAME))
		return;
	sig_size = sign_image(&prog, sig);
	if (sig_size <= 0 ||
	    !ASSERT_OK(bpf_btf_get_info_by_fd(prog.btf_fd, &info, &len), "btf_info"))
		goto free;

	for (i = 0; i < LEAK_ROUNDS; i++) {
		loaded += loads(&prog, sig, sig_size);
		/* not what was signed */
		prog.insns[IMM].imm++;
		loaded += loads(&prog, sig, sig_size);
		prog.insns[IMM].imm--;
		/* not a signature */
		loaded += loads(&prog, sig, 1);
		/* malformed */
		prog.insns[FIRST_CALL].imm = 0;
		loaded += loads(&prog, sig, sig_size);
		prog.insns[FIRST_CALL].imm = prog.span;
		/* no room for the log */
		prog.log_size = 16;
		loaded += loads(&prog, sig, 1);
		prog.log_size = sizeof(log_buf);
	}
	ASSERT_EQ(loaded, LEAK_ROUNDS, "what was signed");
free:
	prog_btf_free(&prog.p);
	if (info.id)
		expect_gone(info.id);
}

/* CO-RE makes another program of it, and nothing of what calls by name. */
static void load_core_relo(int *map, int insn_idx, int err, const char *msg)
{
	struct signed_prog prog;

	if (!signed_prog_init(&prog, SAME))
		return;
	prog.relo.insn_off = insn_idx * sizeof(*prog.insns);
	prog.relo_cnt = 1;
	ASSERT_EQ(load_signed(&prog, NULL, 0, map), err, "load");
	ASSERT_HAS_SUBSTR(log_buf, msg, "verifier log");
	prog_btf_free(&prog.p);
}

static void test_exclusive_map(void)
{
	LIBBPF_OPTS(bpf_map_create_opts, map_opts);
	struct signed_prog prog;
	__u8 hash[32];
	size_t size;
	void *data;
	int map;

	if (!signed_prog_init(&prog, SAME))
		return;
	data = image(&prog.p, prog.insns, ARRAY_SIZE(prog.insns), &size);
	if (!data)
		goto free;
	libbpf_sha256(data, size, hash);
	map_opts.excl_prog_hash = hash;
	map_opts.excl_prog_hash_size = sizeof(hash);
	map = bpf_map_create(BPF_MAP_TYPE_ARRAY, "excl", 4, 4, 1, &map_opts);
	if (ASSERT_OK_FD(map, "map")) {
		load_variants(NULL, 0, &map, NULL, 0, -EACCES);
		load_core_relo(&map, IMM, -EACCES, "hash doesn't match map's excl_prog_hash");
		load_core_relo(&map, FIRST_CALL, -EINVAL, "unrecognized insn");
		close(map);
	}
free:
	free(data);
	prog_btf_free(&prog.p);
}

#define MAX_NAMES 256
#define MAX_LEN 4096

#define NULS		"\0\0\0\0\0\0\0\0"
#define CALLEES		NULS "bpf_strspn\0(*i1*i1)i4\0bpf_strcspn\0(*i1*i1)i4" /* and a NUL */
#define ONE_CALLEE	NULS "bpf_strspn\0(*i1*i1)i4"
#define MAX_CALLEES	(sizeof(struct bpf_insn) + MAX_NAMES * MAX_LEN)

static void unexpected(struct signed_prog *prog, const void *text, __u32 size, int err,
		       const char *msg)
{
	int fd;

	expect_callees(prog, text, size);
	fd = load_signed(prog, NULL, 0, NULL);
	if (!ASSERT_EQ(fd, err, msg) && fd >= 0)
		close(fd);
	ASSERT_HAS_SUBSTR(log_buf, msg, "verifier log");
}

/* kfunc_callees: whatever the BTF is, the program calls what they say, or is refused. */
static void test_expected(void)
{
	static const char malformed[] = "kfunc_callees are malformed\n";
	static const char callees[] = CALLEES;
	struct signed_prog prog;
	char msg[128];

	load_variants(NULL, 0, NULL, callees, sizeof(callees), -EACCES);

	if (!signed_prog_init(&prog, TWINS))
		return;
	/* the text is that of the program, and yet does not tell which FUNC is which */
	snprintf(msg, sizeof(msg), "kfunc call by name at insn 10: FUNCs %d and %d are one callee",
		 prog.insns[FIRST_CALL].imm, prog.insns[OTHER_CALL].imm);
	unexpected(&prog, ONE_CALLEE, sizeof(ONE_CALLEE), -EACCES, msg);
	prog_btf_free(&prog.p);

	if (!signed_prog_init(&prog, SAME))
		return;
	unexpected(&prog, ONE_CALLEE, sizeof(ONE_CALLEE), -EACCES,
		   "kfunc call by name at insn 10: the program's BTF has bpf_strcspn (*i1*i1)i4, but no more than 1 callees are expected\n");
	unexpected(&prog, CALLEES "\0kf\0()v", sizeof(CALLEES "\0kf\0()v"), -EACCES,
		   "kfunc calls by name: the program has 2 callees, but kf ()v is expected as well\n");

	unexpected(&prog, callees, 0, -EINVAL, malformed);
	unexpected(&prog, callees, sizeof(struct bpf_insn), -EINVAL, malformed);
	unexpected(&prog, callees + 1, sizeof(callees) - 1, -EINVAL, malformed);
	unexpected(&prog, callees, sizeof(callees) - 1, -EINVAL, malformed);
	unexpected(&prog, NULS "kf", sizeof(NULS "kf"), -EINVAL, malformed);
	unexpected(&prog, NULS CALLEES, sizeof(NULS CALLEES), -EINVAL, malformed);
	unexpected(&prog, CALLEES "\0kf\0", sizeof(CALLEES "\0kf\0"), -EINVAL, malformed);
	unexpected(&prog, CALLEES "\0k f\0()v", sizeof(CALLEES "\0k f\0()v"), -EINVAL, malformed);
	unexpected(&prog, CALLEES "\0kf\0()v\n", sizeof(CALLEES "\0kf\0()v\n"), -EINVAL, malformed);
	unexpected(&prog, CALLEES "\0kf\0()\xe4", sizeof(CALLEES "\0kf\0()\xe4"), -EINVAL,
		   malformed);

	unexpected(&prog, NULL, sizeof(callees), -EFAULT, "");
	unexpected(&prog, (void *)-1L, MAX_CALLEES, -EFAULT, "");
	snprintf(msg, sizeof(msg), "kfunc_callees_size is %zu, it may be %zu at most\n",
		 MAX_CALLEES + 1, MAX_CALLEES);
	unexpected(&prog, callees, MAX_CALLEES + 1, -E2BIG, msg);

	prog.insns[FIRST_CALL] = BPF_MOV64_IMM(BPF_REG_0, 0);
	prog.insns[OTHER_CALL] = BPF_MOV64_IMM(BPF_REG_0, 0);
	unexpected(&prog, callees, sizeof(callees), -EINVAL,
		   "kfunc_callees are given, but no kfunc is called by name\n");
	prog_btf_free(&prog.p);
}

/* The BTF that is compared with kfunc_callees is the one that the program calls by. */
static void test_exchanged(void)
{
	LIBBPF_OPTS(bpf_test_run_opts, topts);
	struct exchange exchange = { .from = "bpf_strspn", .to = "bpf_strstr" };
	char *contents = calloc(1, getpagesize());
	struct signed_prog prog;
	int fd;

	if (!ASSERT_OK_PTR(contents, "contents") || !signed_prog_init(&prog, SAME))
		goto free;
	memcpy(contents, CALLEES, sizeof(CALLEES));
	exchange.contents = contents;
	if (!exchange_begin(&exchange))
		goto free_prog;
	expect_callees(&prog, exchange.page, sizeof(CALLEES));
	fd = load_signed(&prog, NULL, 0, NULL);
	exchange_end(&exchange);

	ASSERT_TRUE(exchange.done, "there was another BTF");
	if (ASSERT_OK_FD(fd, "load")) {
		ASSERT_OK(bpf_prog_test_run_opts(fd, &topts), "run");
		ASSERT_EQ(topts.retval, 30, "retval");
		close(fd);
	}
free_prog:
	prog_btf_free(&prog.p);
free:
	free(contents);
}

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
	ASSERT_HAS_SUBSTR(log_buf, "insn 256: bpf_no_such_kfunc256: the program calls more than",
			  "verifier log");
	/* it is FUNCs that count, not calls */
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

#define MAX_LINKS 32
#define MAX_DEPTH 8

static int add_ptrs(struct prog_btf *p, int cnt)
{
	int id = p->int_type;

	while (cnt--)
		id = btf__add_ptr(p->btf, id);
	return id;
}

/* A function with a callback that has a callback, and so on: so many prototypes. */
static int add_nested(struct prog_btf *p, const char *name, int cnt)
{
	int arg = p->int_type;

	while (--cnt) {
		int proto = btf__add_func_proto(p->btf, 0);

		btf__add_func_param(p->btf, "arg", arg);
		arg = btf__add_ptr(p->btf, proto);
	}
	return add_kfunc(p, name, 0, arg);
}

/* What just fits is hashed, and then found not to exist. */
static void fits(struct prog_btf *p, int func, const char *name)
{
	char msg[64];

	snprintf(msg, sizeof(msg), AT "vmlinux has no function %s", name);
	refused(p, CALL_BY_NAME(func), -ENOENT, msg);
}

static void test_limits(void)
{
	/* "i4" each, and "kf", "()v" and two NULs */
	static int args[(MAX_LEN - 7) / 2];
	int len[2], links[2], depth[2], i;
	struct prog_btf p;

	if (!prog_btf_init(&p))
		return;
	for (i = 0; i < ARRAY_SIZE(args); i++)
		args[i] = p.int_type;
	/* as the rest is odd, one more byte in the name makes it 4096 */
	len[0] = add_func(&p, "kfx", BTF_FUNC_GLOBAL, 0, ARRAY_SIZE(args), args);
	len[1] = add_func(&p, "kfxy", BTF_FUNC_GLOBAL, 0, ARRAY_SIZE(args), args);
	links[0] = add_kfunc(&p, "links32", 0, add_ptrs(&p, MAX_LINKS));
	links[1] = add_kfunc(&p, "links33", 0, add_ptrs(&p, MAX_LINKS + 1));
	depth[0] = add_nested(&p, "depth8", MAX_DEPTH);
	depth[1] = add_nested(&p, "depth9", MAX_DEPTH + 1);

	fits(&p, len[0], "kfx");
	refused(&p, CALL_BY_NAME(len[1]), -E2BIG,
		AT "kfxy: its name and prototype take more than 4096 bytes");
	fits(&p, links[0], "links32");
	refused(&p, CALL_BY_NAME(links[1]), -E2BIG,
		AT "links33: its prototype is nested too deeply");
	fits(&p, depth[0], "depth8");
	refused(&p, CALL_BY_NAME(depth[1]), -E2BIG,
		AT "depth9: its prototype is nested too deeply");
	prog_btf_free(&p);
}

#define PROTO(name) \
	AT "prototype of " name " is incompatible: program ("

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
	if (test__start_subtest("image"))
		test_image();
	if (test__start_subtest("exclusive_map"))
		test_exclusive_map();
	if (test__start_subtest("expected"))
		test_expected();
	if (test__start_subtest("exchanged"))
		test_exchanged();
	if (test__start_subtest("signed"))
		test_signed();
	if (test__start_subtest("signed_malformed"))
		test_signed_malformed();
	if (test__start_subtest("signed_btf"))
		test_signed_btf();
	if (test__start_subtest("signed_leak"))
		test_signed_leak();
	if (test__start_subtest("limits"))
		test_limits();
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
