// SPDX-License-Identifier: GPL-2.0
/* A program's tag, which is the beginning of its digest, is that of the
 * instructions that user space loads, with the ids of kfuncs by whichever name it
 * calls them, and with what in-kernel CO-RE makes of them. Exclusive maps compare
 * the digest.
 *
 * Every tag is printed: those of programs without ids of the kernel's BTF ("plain")
 * are the same on every kernel.
 */
#include <test_progs.h>
#include <linux/filter.h>
#include <sys/syscall.h>
#include <bpf/btf.h>
#include "bpf/libbpf_internal.h"
#include "core_kern.lskel.h"
#include "for_each_hash_map_elem.skel.h"
#include "kfunc_spelling_any.skel.h"
#include "kfunc_spelling_new.skel.h"
#include "kfunc_spelling_old.skel.h"
#include "test_subprogs.skel.h"

#define KEY_SIZE 4
#define VALUE_SIZE 8

struct tag {
	__u8 bytes[BPF_TAG_SIZE];
};

static bool get_tag(int prog_fd, struct tag *tag)
{
	struct bpf_prog_info info = {};
	__u32 len = sizeof(info);

	if (!ASSERT_OK(bpf_prog_get_info_by_fd(prog_fd, &info, &len), "prog_info"))
		return false;
	memcpy(tag->bytes, info.tag, sizeof(tag->bytes));
	return true;
}

static void print_tag(const char *kind, const char *object, const char *prog,
		      const struct tag *tag)
{
	int i;

	printf("tag %s %s/%s ", kind, object, prog);
	for (i = 0; i < sizeof(tag->bytes); i++)
		printf("%02x", tag->bytes[i]);
	printf("\n");
}

static bool is_ld_imm64(const struct bpf_insn *insn)
{
	return insn->code == (BPF_LD | BPF_IMM | BPF_DW);
}

/* Maps' fds count as 0 */
static void compute_digest(const struct bpf_insn *insns, size_t cnt, __u8 *digest)
{
	struct bpf_insn *copy;
	size_t i;

	copy = calloc(cnt, sizeof(*copy));
	if (!ASSERT_OK_PTR(copy, "calloc"))
		return;
	memcpy(copy, insns, cnt * sizeof(*copy));
	for (i = 0; i + 1 < cnt; i++) {
		if (!is_ld_imm64(&copy[i]))
			continue;
		if (copy[i].src_reg == BPF_PSEUDO_MAP_FD ||
		    copy[i].src_reg == BPF_PSEUDO_MAP_VALUE) {
			copy[i].imm = 0;
			copy[i + 1].imm = 0;
		}
		i++;
	}
	libbpf_sha256(copy, cnt * sizeof(*copy), digest);
	free(copy);
}

static struct tag compute_tag(const struct bpf_insn *insns, size_t cnt)
{
	__u8 digest[SHA256_DIGEST_LENGTH] = {};
	struct tag tag;

	compute_digest(insns, cnt, digest);
	memcpy(tag.bytes, digest, sizeof(tag.bytes));
	return tag;
}

static bool same_tag(const struct tag *a, const struct tag *b, const char *what)
{
	return ASSERT_EQ(memcmp(a, b, sizeof(*a)), 0, what);
}

static bool has_kernel_ids(const struct bpf_insn *insns, size_t cnt)
{
	size_t i;

	for (i = 0; i < cnt; i++)
		if ((insns[i].code == (BPF_JMP | BPF_CALL) &&
		     insns[i].src_reg == BPF_PSEUDO_KFUNC_CALL) ||
		    (is_ld_imm64(&insns[i]) && insns[i].src_reg == BPF_PSEUDO_BTF_ID))
			return true;
	return false;
}

/* --- objects --------------------------------------------------------------------- */

typedef const void *(*elf_bytes_fn)(size_t *size);

static void test_object(const char *name, elf_bytes_fn elf_bytes)
{
	struct bpf_program *prog;
	struct bpf_object *obj;
	const void *bytes;
	size_t size;

	bytes = elf_bytes(&size);
	obj = bpf_object__open_mem(bytes, size, NULL);
	if (!ASSERT_OK_PTR(obj, "open"))
		return;
	if (!ASSERT_OK(bpf_object__load(obj), "load"))
		goto close;

	bpf_object__for_each_program(prog, obj) {
		const struct bpf_insn *insns = bpf_program__insns(prog);
		size_t cnt = bpf_program__insn_cnt(prog);
		struct tag got, want;

		if (!bpf_program__autoload(prog))
			continue;
		want = compute_tag(insns, cnt);
		if (!get_tag(bpf_program__fd(prog), &got))
			break;
		same_tag(&got, &want, bpf_program__name(prog));
		print_tag(has_kernel_ids(insns, cnt) ? "ids" : "plain", name,
			  bpf_program__name(prog), &got);
	}
close:
	bpf_object__close(obj);
}

/* What the loader makes of its programs, nobody sees: this is for who compares
 * kernels.
 */
static void test_light_skeleton(void)
{
	struct core_kern_lskel *skel;
	struct tag tag;

	skel = core_kern_lskel__open_and_load();
	if (!ASSERT_OK_PTR(skel, "open_and_load"))
		return;
	if (get_tag(skel->progs.balancer_ingress.prog_fd, &tag))
		print_tag("plain", "core_kern_lskel", "balancer_ingress", &tag);
	if (get_tag(skel->progs.core_relo_proto.prog_fd, &tag))
		print_tag("plain", "core_kern_lskel", "core_relo_proto", &tag);
	core_kern_lskel__destroy(skel);
}

/* --- programs with in-kernel CO-RE ----------------------------------------------- */

/* BTF of a program: a struct to allocate, and far from it a type whose id is to
 * get into the program.
 */
struct prog_btf {
	struct btf *btf;
	int main_id;
	int struct_id;
	int other_struct_id;
	int access_str;
};

static bool prog_btf_init(struct prog_btf *p)
{
	int int_id, proto_id;

	memset(p, 0, sizeof(*p));
	p->btf = btf__new_empty();
	if (!ASSERT_OK_PTR(p->btf, "btf"))
		return false;
	int_id = btf__add_int(p->btf, "int", 4, BTF_INT_SIGNED);
	proto_id = btf__add_func_proto(p->btf, int_id);
	p->main_id = btf__add_func(p->btf, "main", BTF_FUNC_GLOBAL, proto_id);
	p->struct_id = btf__add_struct(p->btf, "elem", 4);
	btf__add_field(p->btf, "val", int_id, 0, 0);
	p->other_struct_id = btf__add_struct(p->btf, "other", 4);
	btf__add_field(p->btf, "val", int_id, 0, 0);
	p->access_str = btf__add_str(p->btf, "0");
	if (ASSERT_GT(p->other_struct_id, 0, "struct") && ASSERT_GT(p->access_str, 0, "string") &&
	    ASSERT_OK(btf__load_into_kernel(p->btf), "load BTF"))
		return true;
	btf__free(p->btf);
	return false;
}

/* In place of the immediate of instruction @nr: the id of the type @id */
struct relo {
	int nr;
	int id;
};

static int load(const struct prog_btf *p, const struct bpf_insn *insns, size_t cnt,
		const struct relo *relo, const int *fd_array, int fd_array_cnt)
{
	static char log[64 * 1024];
	struct bpf_func_info func_info = { .type_id = p->main_id };
	struct bpf_core_relo core_relo = {
		.access_str_off = p->access_str,
		.kind = BPF_CORE_TYPE_ID_LOCAL,
	};
	union bpf_attr attr = {
		.prog_type = BPF_PROG_TYPE_SCHED_CLS,
		.insns = ptr_to_u64(insns),
		.insn_cnt = cnt,
		.license = ptr_to_u64("GPL"),
		.log_buf = ptr_to_u64(log),
		.log_size = sizeof(log),
		.log_level = 1,
		.prog_btf_fd = btf__fd(p->btf),
		.func_info = ptr_to_u64(&func_info),
		.func_info_cnt = 1,
		.func_info_rec_size = sizeof(func_info),
		.fd_array = ptr_to_u64(fd_array),
		.fd_array_cnt = fd_array_cnt,
	};
	int fd;

	if (relo) {
		core_relo.insn_off = relo->nr * sizeof(*insns);
		core_relo.type_id = relo->id;
		attr.core_relos = ptr_to_u64(&core_relo);
		attr.core_relo_cnt = 1;
		attr.core_relo_rec_size = sizeof(core_relo);
	}
	log[0] = 0;
	fd = syscall(__NR_bpf, BPF_PROG_LOAD, &attr, sizeof(attr));
	if (fd >= 0)
		return fd;
	fd = -errno;
	if (env.verbosity > VERBOSE_NONE || fd != -EACCES)
		printf("error %d\n%s\n", fd, log);
	return fd;
}

static void expect_load(int fd, int want, const char *what)
{
	ASSERT_EQ(fd < 0 ? fd : 0, want, what);
	if (fd >= 0)
		close(fd);
}

/* CO-RE makes of it what the instructions with the right id are from the start:
 * calls of kfuncs stay what they are by either name, and are hashed like that.
 */
static void test_core_relo(const char *obj_new, const char *obj_drop)
{
	struct btf *vmlinux = btf__load_vmlinux_btf();
	struct tag relocated, want, got;
	int new_id, drop_id, fd;
	struct prog_btf p;

	if (!ASSERT_OK_PTR(vmlinux, "vmlinux BTF"))
		return;
	new_id = btf__find_by_name_kind(vmlinux, obj_new, BTF_KIND_FUNC);
	drop_id = btf__find_by_name_kind(vmlinux, obj_drop, BTF_KIND_FUNC);
	btf__free(vmlinux);
	if (new_id < 0 || drop_id < 0) {
		test__skip();
		return;
	}
	if (!prog_btf_init(&p))
		return;
	{
		const struct relo relo = { 0, p.other_struct_id };
		struct bpf_insn insns[] = {
			BPF_MOV64_IMM(BPF_REG_1, p.other_struct_id),
			BPF_RAW_INSN(BPF_JMP | BPF_CALL, 0, BPF_PSEUDO_KFUNC_CALL, 0, new_id),
			BPF_JMP_IMM(BPF_JEQ, BPF_REG_0, 0, 2),
			BPF_MOV64_REG(BPF_REG_1, BPF_REG_0),
			BPF_RAW_INSN(BPF_JMP | BPF_CALL, 0, BPF_PSEUDO_KFUNC_CALL, 0, drop_id),
			BPF_MOV64_IMM(BPF_REG_0, 0),
			BPF_EXIT_INSN(),
		};

		want = compute_tag(insns, ARRAY_SIZE(insns));
		fd = load(&p, insns, ARRAY_SIZE(insns), NULL, NULL, 0);
		if (ASSERT_OK_FD(fd, "load") && get_tag(fd, &got))
			same_tag(&got, &want, "tag without CO-RE");
		close(fd);

		insns[0].imm = p.struct_id;
		fd = load(&p, insns, ARRAY_SIZE(insns), &relo, NULL, 0);
		if (ASSERT_OK_FD(fd, "load with CO-RE") && get_tag(fd, &relocated))
			same_tag(&relocated, &want, "tag with CO-RE");
		close(fd);
	}
	btf__free(p.btf);
}

/* --- exclusive maps -------------------------------------------------------------- */

/* Number of the instruction that has what the program writes into the map */
#define VALUE_INSN 7

#define PROG(src, map, val) {							\
	BPF_ST_MEM(BPF_W, BPF_REG_10, -KEY_SIZE, 0),				\
	BPF_MOV64_REG(BPF_REG_2, BPF_REG_10),					\
	BPF_ALU64_IMM(BPF_ADD, BPF_REG_2, -KEY_SIZE),				\
	BPF_LD_IMM64_RAW(BPF_REG_1, src, map),					\
	BPF_RAW_INSN(BPF_JMP | BPF_CALL, 0, 0, 0, BPF_FUNC_map_lookup_elem),	\
	BPF_JMP_IMM(BPF_JEQ, BPF_REG_0, 0, 2),					\
	BPF_MOV64_IMM(BPF_REG_1, val),						\
	BPF_STX_MEM(BPF_DW, BPF_REG_0, BPF_REG_1, 0),				\
	BPF_MOV64_IMM(BPF_REG_0, 0),						\
	BPF_EXIT_INSN(),							\
}

static int exclusive_map(const struct bpf_insn *insns, size_t cnt)
{
	__u8 digest[SHA256_DIGEST_LENGTH] = {};
	LIBBPF_OPTS(bpf_map_create_opts, opts,
		    .excl_prog_hash = digest,
		    .excl_prog_hash_size = sizeof(digest));
	int fd;

	compute_digest(insns, cnt, digest);
	fd = bpf_map_create(BPF_MAP_TYPE_ARRAY, "excl", KEY_SIZE, VALUE_SIZE, 1, &opts);
	ASSERT_OK_FD(fd, "map_create");
	return fd;
}

/* The map is for what CO-RE makes of a program, not for what it was before. */
static void test_exclusive_core_relo(void)
{
	struct bpf_insn before[] = PROG(BPF_PSEUDO_MAP_FD, 0, 0);
	struct bpf_insn after[] = PROG(BPF_PSEUDO_MAP_FD, 0, 0);
	int before_fd, after_fd;
	struct prog_btf p;
	struct relo relo;

	if (!prog_btf_init(&p))
		return;
	relo = (struct relo){ VALUE_INSN, p.other_struct_id };
	after[VALUE_INSN].imm = p.other_struct_id;
	before_fd = exclusive_map(before, ARRAY_SIZE(before));
	after_fd = exclusive_map(after, ARRAY_SIZE(after));
	if (before_fd < 0 || after_fd < 0)
		goto close;

	before[3].imm = before_fd;
	after[3].imm = before_fd;
	expect_load(load(&p, before, ARRAY_SIZE(before), NULL, NULL, 0), 0, "the program");
	expect_load(load(&p, after, ARRAY_SIZE(after), NULL, NULL, 0), -EACCES, "another program");
	expect_load(load(&p, before, ARRAY_SIZE(before), &relo, NULL, 0), -EACCES,
		    "the program, changed by CO-RE");

	before[3].imm = after_fd;
	after[3].imm = after_fd;
	expect_load(load(&p, after, ARRAY_SIZE(after), NULL, NULL, 0), 0, "the program");
	expect_load(load(&p, before, ARRAY_SIZE(before), NULL, NULL, 0), -EACCES,
		    "another program");
	expect_load(load(&p, before, ARRAY_SIZE(before), &relo, NULL, 0), 0,
		    "what CO-RE makes the program");
close:
	close(before_fd);
	close(after_fd);
	btf__free(p.btf);
}

/* A map of the fd_array is the program's, whether an instruction has it or not. */
static void test_exclusive_fd_array(void)
{
	static const __u8 zeros[SHA256_DIGEST_LENGTH];
	LIBBPF_OPTS(bpf_map_create_opts, opts,
		    .excl_prog_hash = zeros,
		    .excl_prog_hash_size = sizeof(zeros));
	struct bpf_insn right[] = PROG(BPF_PSEUDO_MAP_IDX, 0, 0);
	struct bpf_insn wrong[] = PROG(BPF_PSEUDO_MAP_IDX, 0, 777);
	struct bpf_insn none[] = { BPF_MOV64_IMM(BPF_REG_0, 0), BPF_EXIT_INSN() };
	struct prog_btf p;
	int fd;

	if (!prog_btf_init(&p))
		return;
	fd = exclusive_map(right, ARRAY_SIZE(right));
	if (fd >= 0) {
		expect_load(load(&p, right, ARRAY_SIZE(right), NULL, &fd, 1), 0, "the program");
		expect_load(load(&p, wrong, ARRAY_SIZE(wrong), NULL, &fd, 1), -EACCES,
			    "another program");
		expect_load(load(&p, none, ARRAY_SIZE(none), NULL, &fd, 1), -EACCES,
			    "a program that does not use the map");
		close(fd);
	}

	/* what the digest is before it has been computed */
	fd = bpf_map_create(BPF_MAP_TYPE_ARRAY, "excl", KEY_SIZE, VALUE_SIZE, 1, &opts);
	if (ASSERT_OK_FD(fd, "map_create")) {
		expect_load(load(&p, right, ARRAY_SIZE(right), NULL, &fd, 1), -EACCES,
			    "a hash of zeros");
		close(fd);
	}
	btf__free(p.btf);
}

void test_kfunc_tags(void)
{
	if (test__start_subtest("plain")) {
		test_object("test_subprogs", test_subprogs__elf_bytes);
		test_object("for_each_hash_map_elem", for_each_hash_map_elem__elf_bytes);
	}
	if (test__start_subtest("any"))
		test_object("kfunc_spelling_any", kfunc_spelling_any__elf_bytes);
	if (test__start_subtest("new"))
		test_object("kfunc_spelling_new", kfunc_spelling_new__elf_bytes);
	if (test__start_subtest("old"))
		test_object("kfunc_spelling_old", kfunc_spelling_old__elf_bytes);
	if (test__start_subtest("light_skeleton"))
		test_light_skeleton();
	if (test__start_subtest("core_relo"))
		test_core_relo("bpf_obj_new", "bpf_obj_drop");
	if (test__start_subtest("core_relo_old"))
		test_core_relo("bpf_obj_new_impl", "bpf_obj_drop_impl");
	if (test__start_subtest("exclusive_core_relo"))
		test_exclusive_core_relo();
	if (test__start_subtest("exclusive_fd_array"))
		test_exclusive_fd_array();
}
