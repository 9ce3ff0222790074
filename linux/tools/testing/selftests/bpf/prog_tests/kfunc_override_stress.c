// SPDX-License-Identifier: GPL-2.0
/* Modules that override a kfunc, or bring one whose name is taken, come and go
 * while programs are loaded that call it; and what needs memory for that does
 * not get any. It is short; under KASAN, lockdep and kmemleak run it many times.
 */
#include <endian.h>
#include <linux/filter.h>
#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>
#include <test_progs.h>
#include <bpf/btf.h>
#include "kfunc_test_helpers.h"

#define X "bpf_test_kfunc_override_x"
#define Y "bpf_test_kfunc_override_y"
#define NAMES_X "bpf_test_kfunc_names_x"
#define NAMES_Y "bpf_test_kfunc_names_y"

#define ROUNDS 8
#define NR_HELD 4

static int int_id, strlen_func, main_func;
static struct btf *prog_btf;
static int strlen_id, strnlen_id;	/* in vmlinux' BTF */

static bool init_ids(void)
{
	struct btf *vmlinux = btf__load_vmlinux_btf();
	int id, proto;

	if (!ASSERT_OK_PTR(vmlinux, "vmlinux btf"))
		return false;
	strlen_id = btf__find_by_name_kind(vmlinux, "bpf_strlen", BTF_KIND_FUNC);
	strnlen_id = btf__find_by_name_kind(vmlinux, "bpf_strnlen", BTF_KIND_FUNC);
	btf__free(vmlinux);

	prog_btf = btf__new_empty();
	if (!ASSERT_OK_PTR(prog_btf, "btf"))
		return false;
	int_id = btf__add_int(prog_btf, "int", 4, BTF_INT_SIGNED);
	id = btf__add_int(prog_btf, "char", 1, BTF_INT_SIGNED);
	id = btf__add_ptr(prog_btf, btf__add_const(prog_btf, id));
	proto = btf__add_func_proto(prog_btf, int_id);
	btf__add_func_param(prog_btf, "s", id);
	strlen_func = btf__add_func(prog_btf, "bpf_strlen", BTF_FUNC_GLOBAL, proto);
	main_func = btf__add_func(prog_btf, "stress", BTF_FUNC_STATIC, proto);
	return ASSERT_GT(strlen_id, 0, "bpf_strlen") &&
	       ASSERT_GT(main_func, 0, "main") &&
	       ASSERT_OK(btf__load_into_kernel(prog_btf), "load btf");
}

static int load_prog(bool by_name, char *log, size_t log_size)
{
	LIBBPF_OPTS(bpf_prog_load_opts, opts, .prog_btf_fd = btf__fd(prog_btf), .func_info_cnt = 1,
		    .func_info_rec_size = sizeof(struct bpf_func_info), .log_buf = log,
		    .log_size = log_size, .log_level = log ? 2 : 0,
		    .prog_flags = BPF_F_SLEEPABLE);
	const struct bpf_func_info func_info = { .type_id = main_func };
	const struct bpf_insn insns[] = {
		BPF_ST_MEM(BPF_W, BPF_REG_10, -8, htobe32(0x61626300)), /* "abc" */
		BPF_MOV64_REG(BPF_REG_1, BPF_REG_10),
		BPF_ALU64_IMM(BPF_ADD, BPF_REG_1, -8),
		by_name ? BPF_RAW_INSN(BPF_JMP | BPF_CALL, 0, BPF_PSEUDO_KFUNC_CALL_PROG_BTF, 0,
				       strlen_func) :
			  BPF_RAW_INSN(BPF_JMP | BPF_CALL, 0, BPF_PSEUDO_KFUNC_CALL, 0, strlen_id),
		BPF_EXIT_INSN(),
	};

	opts.func_info = &func_info;
	if (log)
		log[0] = 0;
	return bpf_prog_load(BPF_PROG_TYPE_SYSCALL, "stress", "GPL", insns, ARRAY_SIZE(insns),
			     &opts);
}

static int run_prog(int fd)
{
	LIBBPF_OPTS(bpf_test_run_opts, topts);

	return bpf_prog_test_run_opts(fd, &topts) ? -1 : topts.retval;
}

static void use_cpu(int cpu)
{
	cpu_set_t cpus;

	CPU_ZERO(&cpus);
	CPU_SET(cpu, &cpus);
	sched_setaffinity(0, sizeof(cpus), &cpus);
}

/* --- modules on one CPU, programs on another ---------------------------------- */

static atomic_bool done, let_go;

struct programs {
	int loads, runs, by_vmlinux, by_x, by_y, wrong, failed;
};

struct held {
	int fd;
	int want;
};

/* What the verifier says has to be what runs, for as long as the program does. */
static void load_and_run(struct programs *programs, struct held *held)
{
	char log[4096];

	held->fd = load_prog(programs->loads++ % 2, log, sizeof(log));
	if (held->fd < 0) {
		printf("load: %d\n%s\n", held->fd, log);
		programs->failed++;
		return;
	}
	if (strstr(log, "overridden by module " X)) {
		held->want = 100;
		programs->by_x++;
	} else if (strstr(log, "overridden by module " Y)) {
		held->want = 200;
		programs->by_y++;
	} else {
		held->want = 3;
		programs->by_vmlinux++;
	}
}

static void check_held(struct programs *programs, const struct held *held, int cnt)
{
	int i, got;

	for (i = 0; i < cnt; i++) {
		if (held[i].fd < 0)
			continue;
		got = run_prog(held[i].fd);
		programs->runs++;
		if (got != held[i].want) {
			printf("got %d, want %d\n", got, held[i].want);
			programs->wrong++;
		}
	}
}

static void drop(struct held *held, int cnt)
{
	int i;

	for (i = 0; i < cnt; i++) {
		if (held[i].fd >= 0)
			close(held[i].fd);
		held[i].fd = -1;
	}
}

static void read_list(void)
{
	char buf[4096];
	int fd = open("/sys/kernel/debug/bpf_kfuncs", O_RDONLY);

	while (fd >= 0 && read(fd, buf, sizeof(buf)) > 0)
		;
	close(fd);
}

static void *load_programs(void *arg)
{
	struct programs *programs = arg;
	struct held held[NR_HELD];
	int i, next = 0, pause_ms = 1;

	for (i = 0; i < NR_HELD; i++)
		held[i].fd = -1;

	use_cpu(1);
	while (!atomic_load(&done)) {
		drop(&held[next], 1);
		load_and_run(programs, &held[next]);
		check_held(programs, held, NR_HELD);
		next = (next + 1) % NR_HELD;
		if (programs->loads % 8 == 0)
			read_list();
		if (!atomic_load(&let_go)) {
			pause_ms = 1;
			continue;
		}
		/* The other one wants to unload a module: give it a chance, but
		 * not always the same one.
		 */
		drop(held, NR_HELD);
		usleep(pause_ms * 1000);
		pause_ms = pause_ms < 256 ? pause_ms * 2 : 1;
	}
	drop(held, NR_HELD);
	return NULL;
}

struct modules {
	int loads, refused, failed_inits, unloads, busy, wrong;
};

static void load_module_counted(struct modules *modules, const char *name, const char *params,
				int want)
{
	int err = kmod_load(name, params);

	if (err != want) {
		printf("%s %s: %d instead of %d\n", name, params, err, want);
		modules->wrong++;
	} else if (!err) {
		modules->loads++;
	} else if (err == -ENODEV) {
		modules->failed_inits++;
	} else {
		modules->refused++;
	}
}

static void unload_module_counted(struct modules *modules, const char *name)
{
	int i, err = -EWOULDBLOCK;

	for (i = 0; i < 20000 && err == -EWOULDBLOCK; i++) {
		err = kmod_unload_once(name);
		if (err != -EWOULDBLOCK)
			break;
		modules->busy++;
		atomic_store(&let_go, i > 10);
		usleep(1000);
	}
	atomic_store(&let_go, false);
	if (err) {
		printf("unload %s: %d\n", name, err);
		modules->wrong++;
	} else {
		modules->unloads++;
	}
}

static void come_and_go(struct modules *modules, int round)
{
	const char *first = round % 2 ? X : Y, *second = round % 2 ? Y : X;
	const char *names = round % 4 < 2 ? NAMES_X : NAMES_Y;
	const char *dup = round % 4 < 2 ? NAMES_Y : NAMES_X;

	load_module_counted(modules, first, "sets=common+types", 0);
	load_module_counted(modules, second, "fail=1", -ENODEV);
	load_module_counted(modules, names, "set=new", 0);
	load_module_counted(modules, second, "sets=common+cpumask", 0);
	load_module_counted(modules, dup, "set=new", -EINVAL);
	usleep(round % 8 * 1000);
	unload_module_counted(modules, round % 3 ? first : second);
	unload_module_counted(modules, names);
	load_module_counted(modules, dup, "set=new fail=1", -ENODEV);
	usleep(round % 5 * 1000);
	unload_module_counted(modules, round % 3 ? second : first);
}

static void test_race(void)
{
	struct programs programs = {};
	struct modules modules = {};
	pthread_t thread;
	int i;

	if (libbpf_num_possible_cpus() < 2) {
		test__skip();
		return;
	}
	atomic_store(&done, false);
	if (!ASSERT_OK(pthread_create(&thread, NULL, load_programs, &programs), "thread"))
		return;
	use_cpu(0);
	for (i = 0; i < ROUNDS && !modules.wrong; i++)
		come_and_go(&modules, i);
	atomic_store(&done, true);
	pthread_join(thread, NULL);

	printf("%d rounds: %d modules loaded, %d refused, %d with a failed init\n", i,
	       modules.loads, modules.refused, modules.failed_inits);
	printf("%d modules unloaded, %d times busy\n", modules.unloads, modules.busy);
	printf("%d programs loaded: %d call vmlinux, %d x, %d y; run %d times\n", programs.loads,
	       programs.by_vmlinux, programs.by_x, programs.by_y, programs.runs);
	ASSERT_EQ(modules.wrong, 0, "modules");
	ASSERT_EQ(programs.wrong, 0, "wrong body");
	ASSERT_EQ(programs.failed, 0, "programs that do not load");
	ASSERT_GT(programs.runs, 0, "programs");
}

/* --- all bodies of a module or none ---------------------------------------------- */

#define KFUNC_CALL(id) BPF_RAW_INSN(BPF_JMP | BPF_CALL, 0, BPF_PSEUDO_KFUNC_CALL, 0, id)
#define NR_CALLS 20000

static atomic_int nr_long_progs;

/* Two calls, with so many between them, which are never reached, that a module may well
 * become live when the first one has its body and the second one has not.
 */
static int load_long_prog(void)
{
	LIBBPF_OPTS(bpf_prog_load_opts, opts, .prog_flags = BPF_F_SLEEPABLE);
	const struct bpf_insn first[] = {
		BPF_ST_MEM(BPF_W, BPF_REG_10, -8, htobe32(0x61626300)), /* "abc" */
		BPF_MOV64_REG(BPF_REG_1, BPF_REG_10),
		BPF_ALU64_IMM(BPF_ADD, BPF_REG_1, -8),
		KFUNC_CALL(strlen_id),
		BPF_ALU64_IMM(BPF_MUL, BPF_REG_0, 1000),
		BPF_MOV64_REG(BPF_REG_6, BPF_REG_0),
		BPF_MOV64_REG(BPF_REG_1, BPF_REG_10),
		BPF_ALU64_IMM(BPF_ADD, BPF_REG_1, -8),
		BPF_MOV64_IMM(BPF_REG_2, 10),
		BPF_JMP_IMM(BPF_JNE, BPF_REG_2, 10, 1),
		BPF_RAW_INSN(BPF_JMP32 | BPF_JA, 0, 0, 0, NR_CALLS),
	};
	const struct bpf_insn last[] = {
		KFUNC_CALL(strnlen_id),
		BPF_ALU64_REG(BPF_ADD, BPF_REG_0, BPF_REG_6),
		BPF_EXIT_INSN(),
	};
	const int cnt = ARRAY_SIZE(first) + NR_CALLS + ARRAY_SIZE(last);
	struct bpf_insn *insns;
	int i, fd;

	insns = calloc(cnt, sizeof(*insns));
	if (!insns)
		return -ENOMEM;
	memcpy(insns, first, sizeof(first));
	for (i = 0; i < NR_CALLS; i++)
		insns[ARRAY_SIZE(first) + i] = (struct bpf_insn)KFUNC_CALL(strlen_id);
	memcpy(insns + ARRAY_SIZE(first) + NR_CALLS, last, sizeof(last));
	fd = bpf_prog_load(BPF_PROG_TYPE_SYSCALL, "stress", "GPL", insns, cnt, &opts);
	free(insns);
	return fd;
}

static void *load_long_programs(void *arg)
{
	struct programs *programs = arg;
	int fd, got;

	use_cpu(1);
	while (!atomic_load(&done)) {
		fd = load_long_prog();
		programs->loads++;
		if (fd < 0) {
			printf("load: %d\n", fd);
			programs->failed++;
			break;
		}
		got = run_prog(fd);
		close(fd);
		if (got == 3 * 1000 + 3) {
			programs->by_vmlinux++;
		} else if (got == 100 * 1000 + 110) {
			programs->by_x++;
		} else {
			printf("got %d\n", got);
			programs->wrong++;
		}
		atomic_fetch_add(&nr_long_progs, 1);
		while (atomic_load(&let_go))
			usleep(1000);
	}
	return NULL;
}

/* One that is being loaded, and one that is loaded from beginning to end. */
static void wait_for_two_long_progs(void)
{
	int i, nr = atomic_load(&nr_long_progs) + 2;

	for (i = 0; i < 20000 && atomic_load(&nr_long_progs) < nr; i++)
		usleep(1000);
}

static void test_one_piece(void)
{
	struct programs programs = {};
	struct modules modules = {};
	pthread_t thread;
	int i;

	if (libbpf_num_possible_cpus() < 2) {
		test__skip();
		return;
	}
	atomic_store(&done, false);
	if (!ASSERT_OK(pthread_create(&thread, NULL, load_long_programs, &programs), "thread"))
		return;
	use_cpu(0);
	for (i = 0; i < 2 * ROUNDS && !modules.wrong; i++) {
		usleep(i % 16 * 20000);
		load_module_counted(&modules, X, "sets=strings", 0);
		wait_for_two_long_progs();
		atomic_store(&let_go, true);
		if (!ASSERT_OK(kmod_unload(X), "unload x"))
			break;
		atomic_store(&let_go, false);
	}
	atomic_store(&let_go, false);
	atomic_store(&done, true);
	pthread_join(thread, NULL);

	printf("%d programs loaded: %d call vmlinux, %d x, %d both\n", programs.loads,
	       programs.by_vmlinux, programs.by_x, programs.wrong);
	ASSERT_EQ(modules.wrong, 0, "modules");
	ASSERT_EQ(programs.wrong, 0, "one body of vmlinux, one of x");
	ASSERT_EQ(programs.failed, 0, "programs that do not load");
	ASSERT_GT(programs.by_vmlinux, 0, "programs that call vmlinux");
	ASSERT_GT(programs.by_x, 0, "programs that call x");
}

/* --- no memory ------------------------------------------------------------------ */

#define FAIL_NTH "/proc/thread-self/fail-nth"

/* By default only allocations that may not sleep fail, which ours do not care
 * about, and each one tells at length where it is.
 */
static bool let_all_fail(void)
{
	static const char * const settings[][2] = {
		{ "/sys/kernel/debug/failslab/ignore-gfp-wait", "N" },
		{ "/sys/kernel/debug/failslab/verbose_ratelimit_interval_ms", "0" },
		{ "/sys/kernel/debug/fail_page_alloc/verbose_ratelimit_interval_ms", "0" },
		{ "/sys/kernel/debug/fail_page_alloc/ignore-gfp-wait", "N" },
		{ "/sys/kernel/debug/fail_page_alloc/min-order", "0" },
	};
	int i, fd, written;

	for (i = 0; i < ARRAY_SIZE(settings); i++) {
		fd = open(settings[i][0], O_WRONLY);
		if (fd < 0)
			return false;
		written = write(fd, settings[i][1], 1);
		close(fd);
		if (!ASSERT_EQ(written, 1, settings[i][0]))
			return false;
	}
	return true;
}

/* Let the nth allocation of this thread fail; 0: none. */
static void set_fail_nth(int fd, int n)
{
	char buf[16];
	int len = snprintf(buf, sizeof(buf), "%d", n);

	ASSERT_EQ(pwrite(fd, buf, len, 0), len, "write fail-nth");
}

/* Has there been an nth one? */
static bool has_failed(int fd)
{
	char buf[16] = "";

	ASSERT_GT(pread(fd, buf, sizeof(buf) - 1, 0), 0, "read fail-nth");
	return atoi(buf) == 0;
}

static bool is_listed(const char *word)
{
	char line[4096];
	bool found = false;
	FILE *f;

	f = fopen("/sys/kernel/debug/bpf_kfuncs", "r");
	if (!ASSERT_OK_PTR(f, "bpf_kfuncs"))
		return false;
	while (!found && fgets(line, sizeof(line), f))
		found = strstr(line, word);
	fclose(f);
	return found;
}

/* Try to load a module until no allocation of it fails. Not each one that fails
 * lets the module fail, but if one does nothing may be left.
 */
static void module_without_memory(int fail_fd, const char *name, const char *params)
{
	int n, err, path_fd, failures = 0, successes = 0;
	bool failed = true;
	char path[64];

	snprintf(path, sizeof(path), "%s.ko", name);
	path_fd = open(path, O_RDONLY);
	if (!ASSERT_OK_FD(path_fd, path))
		return;
	for (n = 1; failed && n < 10000; n++) {
		set_fail_nth(fail_fd, n);
		err = finit_module(path_fd, params, 0) ? -errno : 0;
		failed = has_failed(fail_fd);
		set_fail_nth(fail_fd, 0);

		if (!err) {
			successes++;
			err = kmod_unload(name);
			if (!ASSERT_OK(err, "unload"))
				break;
		} else {
			failures++;
			if (!ASSERT_TRUE(failed, "fails only without memory") ||
			    !ASSERT_EQ(err, -ENOMEM, "errno"))
				printf("%s, allocation %d: %d\n", name, n, err);
			if (!ASSERT_FALSE(kmod_is_loaded(name), "not loaded") ||
			    !ASSERT_FALSE(is_listed(name), "nothing left"))
				break;
		}
	}
	close(path_fd);
	printf("%s %s: %d allocations failed in turn, %d of them the module\n", name, params,
	       n - 2, failures);
	ASSERT_FALSE(failed, "comes to an end");
	ASSERT_GT(failures, 0, "failures");
	ASSERT_GT(successes, 0, "successes");
}

static void prog_without_memory(int fail_fd, bool by_name)
{
	int n, fd, failures = 0;
	bool failed = true;

	for (n = 1; failed && n < 10000; n++) {
		set_fail_nth(fail_fd, n);
		fd = load_prog(by_name, NULL, 0);
		failed = has_failed(fail_fd);
		set_fail_nth(fail_fd, 0);

		if (fd >= 0) {
			ASSERT_EQ(run_prog(fd), 100, "body of x");
			close(fd);
		} else {
			failures++;
			/* the JIT has other errnos than -ENOMEM */
			if (!ASSERT_TRUE(failed, "fails only without memory"))
				printf("program, allocation %d: %d\n", n, fd);
		}
	}
	printf("program that calls %s: %d allocations failed in turn, %d of them the program\n",
	       by_name ? "by name" : "by id", n - 2, failures);
	ASSERT_FALSE(failed, "comes to an end");
	ASSERT_GT(failures, 0, "failures");
}

#define NR_TYPES 100

/* BTF is loaded with all of its types or not at all: kfuncs, and the prototypes of calls
 * by name, are looked up in it.
 */
static void btf_without_memory(int fail_fd)
{
	LIBBPF_OPTS(bpf_map_create_opts, opts);
	struct btf *btf = btf__new_empty();
	int i, n, fd, map, failures = 0;
	bool failed = true;
	const void *data;
	char name[16];
	__u32 size;

	if (!ASSERT_OK_PTR(btf, "btf"))
		return;
	for (i = 1; i <= NR_TYPES; i++) {
		snprintf(name, sizeof(name), "int%d", i);
		ASSERT_EQ(btf__add_int(btf, name, 4, BTF_INT_SIGNED), i, name);
	}
	data = btf__raw_data(btf, &size);
	opts.btf_key_type_id = 1;
	opts.btf_value_type_id = NR_TYPES;

	for (n = 1; failed && n < 10000; n++) {
		set_fail_nth(fail_fd, n);
		fd = bpf_btf_load(data, size, NULL);
		failed = has_failed(fail_fd);
		set_fail_nth(fail_fd, 0);

		if (fd < 0) {
			failures++;
			ASSERT_TRUE(failed, "fails only without memory");
			continue;
		}
		opts.btf_fd = fd;
		map = bpf_map_create(BPF_MAP_TYPE_ARRAY, "last_type", 4, 4, 1, &opts);
		if (ASSERT_OK_FD(map, "last type"))
			close(map);
		close(fd);
	}
	printf("BTF: %d allocations failed in turn, %d of them the BTF\n", n - 2, failures);
	ASSERT_FALSE(failed, "comes to an end");
	ASSERT_GT(failures, 0, "failures");
	btf__free(btf);
}

static void test_no_memory(void)
{
	int fd = open(FAIL_NTH, O_RDWR);

	if (fd < 0 || !let_all_fail()) {
		test__skip();
		goto out;
	}
	btf_without_memory(fd);
	module_without_memory(fd, NAMES_X, "set=implicit all_types=1");
	module_without_memory(fd, X, "sets=common+types+cpumask+implicit");
	if (ASSERT_OK(kmod_load(X, ""), "load x")) {
		prog_without_memory(fd, false);
		prog_without_memory(fd, true);
		ASSERT_OK(kmod_unload(X), "nothing holds x");
	}
out:
	if (fd >= 0)
		close(fd);
}

void serial_test_kfunc_override_stress(void)
{
	if (!init_ids())
		return;
	if (test__start_subtest("race"))
		test_race();
	if (test__start_subtest("one_piece"))
		test_one_piece();
	if (test__start_subtest("no_memory"))
		test_no_memory();
	btf__free(prog_btf);
}
