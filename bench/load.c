// SPDX-License-Identifier: GPL-2.0
/*
 * load [-w|-l] OBJECT...: for each BPF program of each object, how many instructions
 * the BPF_PROG_LOAD system call takes, and how many running it takes. Meant for
 * a guest of vm/run --icount, where the TSC counts instructions. Prints lines
 *
 *	OBJECT/PROGRAM load|run|xlated|jited NUMBER
 *
 * and first "tsc PERCENT": TSC ticks for 100 instructions. With -w it loads all
 * programs of an object, runs none, and prints what they take together as that of the
 * PROGRAM "whole", and for each kfunc of vmlinux that a program calls
 *
 *	OBJECT calls KFUNC
 *
 * For an object that cannot be loaded it prints a message only. With -l it has libbpf generate loaders of each object, by ids and by names of
 * kfuncs, and prints how many bytes of instructions and data the loader has, and how
 * many instructions it takes to load and run it:
 *
 *	OBJECT/ids|names bytes|load NUMBER
 *
 * libbpf loads the objects; only its system call is repeated, with the same
 * arguments, between two rdtsc.
 */
#include <errno.h>
#include <libgen.h>
#include <linux/bpf.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>
#include <bpf/bpf.h>
#include <bpf/btf.h>
#include <bpf/libbpf.h>
#include <bpf/skel_internal.h>
#include <x86intrin.h>

/* The minimum is wanted: the work that is always done. */
#define MIN_REPEAT 4
#define MAX_REPEAT 100
/* A long one is not repeated so often. */
#define ENOUGH 300000000
/* What a closed program leaves behind is freed, and the next tick is far. */
#define REST_US 20000

#define ARRAY_SIZE(a) (sizeof(a) / sizeof((a)[0]))

static const char *measured;	/* name of the program whose load is measured */
static int measure_all;		/* the load of each is */
static uint64_t load_cost;	/* of those that were */

#define MAX_CALLEES 1024
static uint32_t callees[MAX_CALLEES];	/* of each program that was loaded whole */
static int nr_callees;

long __real_syscall(long nr, ...);

struct cost {
	uint64_t min, sum;
	int cnt;
};

/* Is it worth measuring again? */
static int once_more(struct cost *c)
{
	if (c->cnt >= MAX_REPEAT || (c->cnt >= MIN_REPEAT && c->sum > ENOUGH))
		return 0;
	usleep(REST_US);
	return 1;
}

static void add_cost(struct cost *c, uint64_t cost)
{
	if (!c->cnt++ || cost < c->min)
		c->min = cost;
	c->sum += cost;
}

/* The kernel looks each kfunc of a program up once. */
static void note_callees(const union bpf_attr *attr)
{
	const struct bpf_insn *insns = (void *)(uintptr_t)attr->insns;
	int first = nr_callees, k;
	uint32_t i;

	for (i = 0; i < attr->insn_cnt; i++) {
		if (insns[i].code != (BPF_JMP | BPF_CALL) || insns[i].off ||
		    insns[i].src_reg != BPF_PSEUDO_KFUNC_CALL)
			continue;
		for (k = first; k < nr_callees; k++)
			if (callees[k] == (uint32_t)insns[i].imm)
				break;
		if (k == MAX_CALLEES) {
			fprintf(stderr, "load: more than %d calls\n", MAX_CALLEES);
			exit(1);
		}
		if (k == nr_callees)
			callees[nr_callees++] = insns[i].imm;
	}
}

static long measure_load(union bpf_attr *attr, long size)
{
	struct cost cost = {};
	uint64_t start;
	long fd = -1;

	while (once_more(&cost)) {
		if (fd >= 0)
			close(fd);
		start = __rdtsc();
		fd = __real_syscall(SYS_bpf, BPF_PROG_LOAD, attr, size);
		add_cost(&cost, __rdtsc() - start);
		if (fd < 0)
			break;
	}
	if (fd >= 0)
		load_cost += cost.min;
	return fd;
}

/* The linker puts this in place of libbpf's system calls (--wrap=syscall). */
long __wrap_syscall(long nr, ...)
{
	long args[6];
	va_list ap;
	size_t i;

	va_start(ap, nr);
	for (i = 0; i < ARRAY_SIZE(args); i++)
		args[i] = va_arg(ap, long);
	va_end(ap);

	if (nr == SYS_bpf && args[0] == BPF_PROG_LOAD) {
		union bpf_attr *attr = (union bpf_attr *)args[1];

		/* When a load fails libbpf tries again, with a log. */
		if (attr->log_level)
			return __real_syscall(nr, args[0], attr, args[2]);
		/* What libbpf loads to find out what the kernel knows has no BTF. */
		if (measure_all && attr->prog_btf_fd) {
			note_callees(attr);
			return measure_load(attr, args[2]);
		}
		if (measured && !strcmp(attr->prog_name, measured))
			return measure_load(attr, args[2]);
	}
	return __real_syscall(nr, args[0], args[1], args[2], args[3], args[4], args[5]);
}

/* Sizes that the object leaves to who loads it */
static void size_arrays(struct bpf_object *obj)
{
	struct bpf_map *map;

	bpf_object__for_each_map(map, obj)
		if (bpf_map__type(map) == BPF_MAP_TYPE_ARRAY && !bpf_map__max_entries(map))
			bpf_map__set_max_entries(map, 1);
}

static void measure_whole(const struct btf *vmlinux, const char *path)
{
	const char *name = basename((char *)path);
	int len = strcspn(name, "."), i;
	struct bpf_object *obj;

	obj = bpf_object__open_file(path, NULL);
	if (obj)
		size_arrays(obj);
	nr_callees = 0;
	load_cost = 0;
	measure_all = 1;
	if (!obj || bpf_object__load(obj)) {
		fprintf(stderr, "load: cannot load %s: %s\n", path, strerror(errno));
	} else {
		printf("%.*s/whole load %llu\n", len, name, (unsigned long long)load_cost);
		for (i = 0; i < nr_callees; i++)
			printf("%.*s calls %s\n", len, name,
			       btf__name_by_offset(vmlinux,
						   btf__type_by_id(vmlinux, callees[i])->name_off));
	}
	fflush(stdout);
	measure_all = 0;
	bpf_object__close(obj);
}

/* Loads and runs it, with all that comes of it. */
static uint64_t run_loader(struct bpf_load_and_run_opts *opts, int nr_maps)
{
	struct {
		struct bpf_loader_ctx ctx;
		struct bpf_map_desc maps[8];
		struct bpf_prog_desc progs[8];
	} ctx = { .ctx.sz = sizeof(ctx) };
	/* behind as many maps as there are */
	const struct bpf_prog_desc *prog = (void *)&ctx.maps[nr_maps];
	uint64_t start, cost;
	int i;

	opts->ctx = &ctx.ctx;
	start = __rdtsc();
	if (bpf_load_and_run(opts)) {
		fprintf(stderr, "load: %s: %s\n", opts->errstr, strerror(errno));
		exit(1);
	}
	cost = __rdtsc() - start;
	for (i = 0; i < nr_maps; i++)
		close(ctx.maps[i].map_fd);
	close(prog->prog_fd);
	return cost;
}

static void measure_loader(const char *path, bool by_name)
{
	LIBBPF_OPTS(gen_loader_opts, gen, .kfuncs_by_name = by_name);
	struct bpf_load_and_run_opts opts = {};
	const char *how = by_name ? "names" : "ids";
	struct cost cost = {};
	struct bpf_object *obj;
	struct bpf_map *map;
	int nr_maps = 0, len;

	obj = bpf_object__open_file(path, NULL);
	if (!obj || bpf_object__gen_loader(obj, &gen) || bpf_object__load(obj)) {
		fprintf(stderr, "load: no loader of %s: %s\n", path, strerror(errno));
		exit(1);
	}
	bpf_object__for_each_map(map, obj)
		nr_maps++;
	opts.insns = gen.insns;
	opts.insns_sz = gen.insns_sz;
	opts.data = gen.data;
	opts.data_sz = gen.data_sz;
	while (once_more(&cost))
		add_cost(&cost, run_loader(&opts, nr_maps));

	path = basename((char *)path);
	len = strcspn(path, ".");
	printf("%.*s/%s bytes %u\n", len, path, how, gen.insns_sz + gen.data_sz);
	printf("%.*s/%s load %llu\n", len, path, how, (unsigned long long)cost.min);
	fflush(stdout);
	bpf_object__close(obj);
}

static uint64_t measure_run(int fd)
{
	LIBBPF_OPTS(bpf_test_run_opts, opts);
	struct cost cost = {};
	uint64_t start;
	int err;

	while (once_more(&cost)) {
		start = __rdtsc();
		err = bpf_prog_test_run_opts(fd, &opts);
		add_cost(&cost, __rdtsc() - start);
		if (err) {
			fprintf(stderr, "load: cannot run %s: %s\n", measured, strerror(-err));
			exit(1);
		}
	}
	return cost.min;
}

/* Loads OBJECT with one of its programs, the INDEX-th. Returns 0 after the last. */
static int measure(const char *path, int index)
{
	struct bpf_prog_info info = {};
	uint32_t len = sizeof(info);
	struct bpf_program *prog;
	struct bpf_object *obj;
	char object[64];
	int i = 0, fd, found = 0;

	obj = bpf_object__open_file(path, NULL);
	if (!obj) {
		fprintf(stderr, "load: cannot open %s: %s\n", path, strerror(errno));
		exit(1);
	}
	snprintf(object, sizeof(object), "%.*s",
		 (int)strcspn(basename((char *)path), "."), basename((char *)path));

	bpf_object__for_each_program(prog, obj) {
		bpf_program__set_autoload(prog, i == index);
		/* Keep a state at every jump. Else that depends on how many
		 * instructions there are between two, and with it what is pruned.
		 */
		bpf_program__set_flags(prog, BPF_F_TEST_STATE_FREQ);
		if (i++ == index) {
			measured = bpf_program__name(prog);
			found = 1;
		}
	}
	if (!found)
		goto out;

	load_cost = 0;
	if (bpf_object__load(obj)) {
		fprintf(stderr, "load: cannot load %s of %s\n", measured, path);
		exit(1);
	}
	prog = bpf_object__find_program_by_name(obj, measured);
	fd = bpf_program__fd(prog);
	if (bpf_prog_get_info_by_fd(fd, &info, &len)) {
		perror("load: bpf_prog_get_info_by_fd");
		exit(1);
	}
	printf("%s/%s load %llu\n", object, measured, (unsigned long long)load_cost);
	printf("%s/%s xlated %u\n", object, measured, info.xlated_prog_len);
	printf("%s/%s jited %u\n", object, measured, info.jited_prog_len);
	printf("%s/%s run %llu\n", object, measured, (unsigned long long)measure_run(fd));
	fflush(stdout);
out:
	measured = NULL;
	bpf_object__close(obj);
	return found;
}

/* What 2 * LOOPS instructions, and a few more, cost. */
static uint64_t ticks(unsigned int loops)
{
	uint64_t start = __rdtsc();

	asm volatile("1: dec %0; jnz 1b" : "+r"(loops));
	return __rdtsc() - start;
}

static void calibrate(void)
{
	struct cost more = {}, less = {};

	while (once_more(&more)) {
		add_cost(&more, ticks(50500));
		add_cost(&less, ticks(500));
	}
	printf("tsc percent %llu\n", (unsigned long long)(more.min - less.min) / 1000);
}

int main(int argc, char **argv)
{
	struct btf *vmlinux;
	int i, index;

	calibrate();
	if (argc > 1 && !strcmp(argv[1], "-w")) {
		vmlinux = btf__load_vmlinux_btf();
		if (!vmlinux) {
			perror("load: BTF of vmlinux");
			return 1;
		}
		for (i = 2; i < argc; i++)
			measure_whole(vmlinux, argv[i]);
		btf__free(vmlinux);
		return 0;
	}
	if (argc > 1 && !strcmp(argv[1], "-l")) {
		for (i = 2; i < argc; i++) {
			measure_loader(argv[i], false);
			measure_loader(argv[i], true);
		}
		return 0;
	}
	for (i = 1; i < argc; i++)
		for (index = 0; measure(argv[i], index); index++)
			;
	return 0;
}
