// SPDX-License-Identifier: GPL-2.0
#include <test_progs.h>
#include <linux/filter.h>
#include <bpf/skel_internal.h>
#include "kfunc_spelling_any.skel.h"
#include "kfunc_spelling_decls.skel.h"
#include "kfunc_spelling_more.skel.h"
#include "kfunc_spelling_new.skel.h"
#include "kfunc_spelling_old.skel.h"

#define MAX_PROGS 16

/* The programs of progs/kfunc_spelling.h, however they got into the kernel */
struct progs {
	int cnt;
	const char *names[MAX_PROGS];
	int fds[MAX_PROGS];
};

static int run(int prog_fd)
{
	LIBBPF_OPTS(bpf_test_run_opts, topts);
	int err;

	err = bpf_prog_test_run_opts(prog_fd, &topts);
	ASSERT_OK(err, "test_run");
	return err ?: (int)topts.retval;
}

static void check_stream(int prog_fd)
{
	char buf[64] = {};
	int len;

	len = bpf_prog_stream_read(prog_fd, BPF_STREAM_STDOUT, buf, sizeof(buf) - 1, NULL);
	ASSERT_GT(len, 0, "stream_read");
	ASSERT_STREQ(buf, "42 printk", "stream");
}

/* What has to be before a call, in this order, whatever the program passes: for
 * a constant that is imm, for a pointer whether it is NULL.
 */
struct load {
	enum { NONE, CONSTANT, POINTER } what;
	__u8 regno;
	__s32 imm;
};

#define MAX_LOADS 2

/* Offsets and sizes are those of progs/kfunc_spelling.h. */
static const struct {
	const char *prog;
	struct load loads[MAX_LOADS];
} expected_loads[] = {
	{ "obj", { { CONSTANT, BPF_REG_1, 136 }, { POINTER, BPF_REG_2, true } } },
	{ "percpu_obj", { { CONSTANT, BPF_REG_1, 8 }, { POINTER, BPF_REG_2, false } } },
	{ "list", { { POINTER, BPF_REG_3, true }, { CONSTANT, BPF_REG_4, 8 } } },
	{ "rbtree", { { POINTER, BPF_REG_4, true }, { CONSTANT, BPF_REG_5, 32 } } },
};

/* Returns the number of instructions, 0 when they are something else. */
static int match_load(const struct bpf_insn *insn, const struct load *load)
{
	if (load->what == CONSTANT) {
		struct bpf_insn mov = BPF_MOV64_IMM(load->regno, load->imm);

		return !memcmp(insn, &mov, sizeof(mov));
	}
	if (insn->code != (BPF_LD | BPF_DW | BPF_IMM) || insn->dst_reg != load->regno ||
	    insn->src_reg || (insn[0].imm || insn[1].imm) != load->imm)
		return 0;
	return 2;
}

static bool match_call(const struct bpf_insn *insn, const struct bpf_insn *end,
		       const struct load *loads)
{
	int i, len;

	for (i = 0; i < MAX_LOADS; i++, insn += len) {
		if (insn + 2 >= end)
			return false;
		len = match_load(insn, &loads[i]);
		if (!len)
			return false;
	}
	return insn->code == (BPF_JMP | BPF_CALL) && insn->src_reg == BPF_PSEUDO_KFUNC_CALL;
}

static void check_loads(int prog_fd, const char *name, const struct load *loads)
{
	struct bpf_insn *insns = NULL;
	bool found = false;
	__u32 i, cnt = 0;

	if (!ASSERT_OK(get_xlated_program(prog_fd, &insns, &cnt), "xlated"))
		return;
	for (i = 0; i < cnt && !found; i++)
		found = match_call(insns + i, insns + cnt, loads);
	if (!ASSERT_TRUE(found, "loads before a call"))
		fprintf(stderr, "not found in program %s\n", name);
	free(insns);
}

static void run_progs(const struct progs *progs)
{
	int i, k, tries, callbacks_left_fd = -1;

	for (i = 0; i < progs->cnt; i++) {
		for (k = 0; k < ARRAY_SIZE(expected_loads); k++)
			if (!strcmp(progs->names[i], expected_loads[k].prog))
				check_loads(progs->fds[i], progs->names[i],
					    expected_loads[k].loads);

		if (!strcmp(progs->names[i], "callbacks_left")) {
			callbacks_left_fd = progs->fds[i];
			continue;
		}
		ASSERT_EQ(run(progs->fds[i]), 0, progs->names[i]);
		if (!strcmp(progs->names[i], "stream"))
			check_stream(progs->fds[i]);
	}

	/* they run in other threads: give them time, but not for ever */
	for (tries = 0; tries < 10000 && run(callbacks_left_fd) > 0; tries++)
		usleep(1000);
	ASSERT_EQ(run(callbacks_left_fd), 0, "callbacks_left");
}

static void add_prog(struct progs *progs, const struct bpf_program *prog, int fd)
{
	if (!ASSERT_LT(progs->cnt, MAX_PROGS, "programs"))
		return;
	progs->names[progs->cnt] = bpf_program__name(prog);
	progs->fds[progs->cnt++] = fd;
}

static void test_object(struct bpf_object *obj)
{
	struct bpf_program *prog;
	struct progs progs = {};

	if (!ASSERT_OK_PTR(obj, "open"))
		return;
	if (ASSERT_OK(bpf_object__load(obj), "load")) {
		bpf_object__for_each_program(prog, obj)
			add_prog(&progs, prog, bpf_program__fd(prog));
		run_progs(&progs);
	}
	bpf_object__close(obj);
}

/* What `bpftool gen skeleton -L` makes of an object, and what its users do with
 * that: the kernel looks up kfuncs by name, nobody compares prototypes.
 */
static void test_light_skeleton(struct bpf_object *obj)
{
	LIBBPF_OPTS(gen_loader_opts, gen);
	struct bpf_load_and_run_opts opts = {};
	struct bpf_prog_desc *prog_descs;
	struct bpf_map_desc *map_descs;
	struct bpf_loader_ctx *ctx;
	int i, nr_maps = 0, size;
	struct bpf_program *prog;
	struct progs progs = {};
	struct bpf_map *map;

	if (!ASSERT_OK_PTR(obj, "open"))
		return;
	bpf_object__for_each_map(map, obj)
		nr_maps++;
	size = sizeof(*ctx) + nr_maps * sizeof(*map_descs) + MAX_PROGS * sizeof(*prog_descs);
	ctx = calloc(1, size);
	if (!ASSERT_OK_PTR(ctx, "ctx"))
		goto close;
	ctx->sz = size;
	map_descs = (void *)(ctx + 1);
	prog_descs = (void *)(map_descs + nr_maps);

	if (!ASSERT_OK(bpf_object__gen_loader(obj, &gen), "gen_loader") ||
	    !ASSERT_OK(bpf_object__load(obj), "generate"))
		goto free;
	opts.ctx = ctx;
	opts.data = gen.data;
	opts.data_sz = gen.data_sz;
	opts.insns = gen.insns;
	opts.insns_sz = gen.insns_sz;
	if (!ASSERT_OK(bpf_load_and_run(&opts), opts.errstr ?: "load_and_run"))
		goto free;

	bpf_object__for_each_program(prog, obj)
		add_prog(&progs, prog, prog_descs[progs.cnt].prog_fd);
	run_progs(&progs);

	for (i = 0; i < nr_maps; i++)
		close(map_descs[i].map_fd);
	for (i = 0; i < progs.cnt; i++)
		close(progs.fds[i]);
free:
	free(ctx);
close:
	bpf_object__close(obj);
}

typedef const void *(*elf_bytes_fn)(size_t *size);

static struct bpf_object *open_bytes(elf_bytes_fn elf_bytes)
{
	const void *bytes;
	size_t size;

	bytes = elf_bytes(&size);
	return bpf_object__open_mem(bytes, size, NULL);
}

/* kfunc_spelling_old.c compiled against the headers of a kernel where nothing
 * but bpf_foo_impl() is known, if somebody has put it there, see kfunc_pairs.c
 */
static bool start_old_subtest(const char *name, const char *path)
{
	if (!test__start_subtest(name))
		return false;
	if (access(path, F_OK)) {
		test__skip();
		return false;
	}
	return true;
}

void test_kfunc_spelling(void)
{
	static const struct {
		const char *name;
		elf_bytes_fn elf_bytes;
	} spellings[] = {
		{ "new", kfunc_spelling_new__elf_bytes },
		{ "old", kfunc_spelling_old__elf_bytes },
		{ "any", kfunc_spelling_any__elf_bytes },
	};
	static const char * const old_objects[] = {
		"kfunc_spelling_old", "kfunc_spelling_old.strong",
	};
	char name[64], path[64];
	int i;

	for (i = 0; i < ARRAY_SIZE(spellings); i++) {
		if (test__start_subtest(spellings[i].name))
			test_object(open_bytes(spellings[i].elf_bytes));
		snprintf(name, sizeof(name), "%s_light_skeleton", spellings[i].name);
		if (test__start_subtest(name))
			test_light_skeleton(open_bytes(spellings[i].elf_bytes));
	}

	for (i = 0; i < ARRAY_SIZE(old_objects); i++) {
		snprintf(path, sizeof(path), "old_objects/%s.bpf.o", old_objects[i]);
		snprintf(name, sizeof(name), "%s.o", old_objects[i]);
		if (start_old_subtest(name, path))
			test_object(bpf_object__open_file(path, NULL));
		snprintf(name, sizeof(name), "%s.o_light_skeleton", old_objects[i]);
		if (start_old_subtest(name, path))
			test_light_skeleton(bpf_object__open_file(path, NULL));
	}

	RUN_TESTS(kfunc_spelling_more);
	RUN_TESTS(kfunc_spelling_decls);
}
