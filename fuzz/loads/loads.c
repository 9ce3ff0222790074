// SPDX-License-Identifier: GPL-2.0
/*
 * loads [-s SEED] [-r ROUND] [-n MUTANTS] [-t SECONDS] [-m MODULES] OBJECT...
 *
 * In each round libbpf loads one program of one object. Each BPF_PROG_LOAD that succeeds
 * is repeated MUTANTS times with something changed (mutate.c), while modules that
 * register and override kfuncs come and go (modules.c). What loads is looked at, run and
 * attached (check.c). At a round's end everything goes, and nothing may be held on to.
 *
 * A round depends on its number, SEED, MUTANTS, the objects and the kernel: -r runs that
 * one. When a module can go depends on time, too. The kernel's own checks, KASAN, lockdep,
 * kmemleak, are whoever looks at its messages' business.
 */
#include <errno.h>
#include <fcntl.h>
#include <getopt.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>
#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include "loads.h"

struct tally tally;

static unsigned long seed, round_nr, nr_mutants = 48;
static const char *object_name;
static char prog_name[128];
static struct rng round_rng;
static const struct btf *round_btf;
static unsigned long mutant;
static struct load original, mutated;

/* What the verifier says of the program, which starts with the program itself */
static void print_log(struct load *load)
{
	static char buf[1 << 24];

	load->attr.log_level = 2;
	load->attr.log_buf = (uintptr_t)buf;
	load->attr.log_size = sizeof(buf);
	__real_syscall(SYS_bpf, BPF_PROG_LOAD, &load->attr, sizeof(load->attr));
	printf("%s\n", buf);
}

void finding(const char *fmt, ...)
{
	va_list ap;

	printf("FOUND in round %lu, %s/%s, mutant %lu: ", round_nr, object_name, prog_name,
	       mutant);
	va_start(ap, fmt);
	vprintf(fmt, ap);
	va_end(ap);
	putchar('\n');
	if (mutant)
		print_log(&mutated);
	exit(1);
}

/* Bits that only a complaint of the kernel sets: bad page, oops, warning, lockup */
static bool kernel_complained(void)
{
	char buf[32] = "";
	int fd = open("/proc/sys/kernel/tainted", O_RDONLY | O_CLOEXEC);

	if (fd < 0 || read(fd, buf, sizeof(buf) - 1) < 0)
		finding("cannot read /proc/sys/kernel/tainted");
	close(fd);
	return strtoul(buf, NULL, 10) & (1 << 5 | 1 << 7 | 1 << 9 | 1 << 14);
}

static void try_mutant(void)
{
	struct rng rng = rng_new(seed, round_nr, rng_next(&round_rng));
	int fd;

	load_copy(&mutated, &original.attr, original.btf);
	load_mutate(&mutated, &rng);
	fd = __real_syscall(SYS_bpf, BPF_PROG_LOAD, &mutated.attr, sizeof(mutated.attr));
	tally.loads++;
	if (fd >= 0) {
		tally.accepted++;
		check_prog(fd, &mutated);
		close(fd);
	}
	if (kernel_complained())
		finding("the kernel complained");
}

static long mutate_prog_load(union bpf_attr *attr, long size)
{
	long fd = __real_syscall(SYS_bpf, BPF_PROG_LOAD, attr, size);
	int err = errno;

	/* libbpf's probes have no BTF */
	if (attr->log_level || !attr->prog_btf_fd || !load_copy(&original, attr, round_btf))
		goto out;
	tally.loads++;
	if (fd >= 0) {
		tally.accepted++;
		check_prog(fd, &original);
	}
	for (mutant = 1; mutant <= nr_mutants; mutant++) {
		if (rng_one_in(&round_rng, 6))
			modules_step(&round_rng);
		try_mutant();
	}
	mutant = 0;
out:
	errno = err;
	return fd;
}

static long mutate_map_create(const union bpf_attr *attr, long size)
{
	union bpf_attr copy = {};
	uint8_t hash[32];
	int fd, i;

	for (i = 0; round_btf && i < 4; i++) {
		memcpy(&copy, attr, size);
		map_mutate(&copy, hash, &round_rng);
		fd = __real_syscall(SYS_bpf, BPF_MAP_CREATE, &copy, sizeof(copy));
		tally.maps++;
		if (fd >= 0)
			close(fd);
	}
	return __real_syscall(SYS_bpf, BPF_MAP_CREATE, attr, size);
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

	if (nr == SYS_bpf && args[0] == BPF_PROG_LOAD)
		return mutate_prog_load((union bpf_attr *)args[1], args[2]);
	if (nr == SYS_bpf && args[0] == BPF_MAP_CREATE)
		return mutate_map_create((union bpf_attr *)args[1], args[2]);
	return __real_syscall(nr, args[0], args[1], args[2], args[3], args[4], args[5]);
}

/* One of the programs, and no other, is loaded. */
static bool choose_prog(struct bpf_object *obj)
{
	struct bpf_program *prog;
	uint32_t cnt = 0, chosen;

	bpf_object__for_each_program(prog, obj)
		cnt++;
	chosen = rng_below(&round_rng, cnt);
	bpf_object__for_each_program(prog, obj) {
		bpf_program__set_autoload(prog, false);
		if (!chosen--) {
			bpf_program__set_autoload(prog, true);
			snprintf(prog_name, sizeof(prog_name), "%s",
				 bpf_program__name(prog));
		}
	}
	return cnt != 0;
}

static void one_round(char **objects, int nr_objects)
{
	struct bpf_object *obj;
	struct bpf_map *map;

	round_rng = rng_new(seed, round_nr, 0);
	object_name = objects[rng_below(&round_rng, nr_objects)];
	obj = bpf_object__open_file(object_name, NULL);
	if (!obj)
		return;
	if (choose_prog(obj)) {
		printf("round %lu: %s/%s\n", round_nr, object_name, prog_name);
		bpf_object__for_each_map(map, obj)
			if (bpf_map__type(map) == BPF_MAP_TYPE_STRUCT_OPS)
				bpf_map__set_autocreate(map, rng_one_in(&round_rng, 2));
		round_btf = bpf_object__btf(obj);
		bpf_object__load(obj);
		round_btf = NULL;
	}
	bpf_object__close(obj);
	modules_leave();
}

static void report(void)
{
	printf("%lu rounds: %lu loads, %lu accepted, %lu run, %lu attached, ", round_nr,
	       tally.loads, tally.accepted, tally.ran, tally.attached);
	printf("%lu calls traced to a body, %lu maps\n", tally.calls, tally.maps);
	printf("modules: %lu came, %lu failed to, %lu went\n", modules_came, modules_failed,
	       modules_went);
}

int main(int argc, char **argv)
{
	struct rlimit files = { 4096, 4096 };
	const char *modules = ".";
	time_t end, next = 0;
	long only = -1;
	int opt, seconds = 60;

	while ((opt = getopt(argc, argv, "s:r:n:t:m:")) != -1) {
		switch (opt) {
		case 's':
			seed = strtoul(optarg, NULL, 0);
			break;
		case 'r':
			only = strtol(optarg, NULL, 0);
			break;
		case 'n':
			nr_mutants = strtoul(optarg, NULL, 0);
			break;
		case 't':
			seconds = atoi(optarg);
			break;
		case 'm':
			modules = optarg;
			break;
		default:
			return 2;
		}
	}
	if (optind == argc)
		return 2;

	setvbuf(stdout, NULL, _IOLBF, 0);
	setrlimit(RLIMIT_NOFILE, &files);
	signal(SIGPIPE, SIG_IGN);
	libbpf_set_print(NULL);
	modules_init(modules);
	kernel_init();

	end = time(NULL) + seconds;
	if (only >= 0) {
		round_nr = only;
		one_round(argv + optind, argc - optind);
		round_nr = 1;
	}
	while (only < 0 && time(NULL) < end) {
		one_round(argv + optind, argc - optind);
		round_nr++;
		if (time(NULL) >= next) {
			report();
			next = time(NULL) + 30;
		}
	}
	report();
	return 0;
}
