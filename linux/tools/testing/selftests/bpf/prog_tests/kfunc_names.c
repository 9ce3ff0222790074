// SPDX-License-Identifier: GPL-2.0
/* Kfuncs have one namespace: a module does not get to register one whose name
 * is taken, and what has the same name without being a kfunc is not mistaken for
 * it.
 */
#include <pthread.h>
#include <sched.h>
#include <test_progs.h>
#include <bpf/btf.h>
#include "kfunc_test_helpers.h"
#include "kfunc_names.skel.h"
#include "kfunc_names_kptr.skel.h"

#define X "bpf_test_kfunc_names_x"
#define Y "bpf_test_kfunc_names_y"

#define RENAME "already; rename it"

static char verifier_log[64 * 1024];

/* Load one program; expect an error and, then, a message of the verifier. */
static struct kfunc_names *load(const char *prog_name, int want_err, const char *want_msg)
{
	struct kfunc_names *skel;
	struct bpf_program *prog;
	int err;

	skel = kfunc_names__open();
	if (!ASSERT_OK_PTR(skel, "open"))
		return NULL;
	prog = bpf_object__find_program_by_name(skel->obj, prog_name);
	if (!ASSERT_OK_PTR(prog, prog_name))
		goto destroy;
	bpf_program__set_autoload(prog, true);
	bpf_program__set_log_level(prog, 1);
	bpf_program__set_log_buf(prog, verifier_log, sizeof(verifier_log));
	verifier_log[0] = 0;

	err = kfunc_names__load(skel);
	if (!ASSERT_EQ(err, want_err, "load"))
		goto destroy;
	if (want_err) {
		ASSERT_HAS_SUBSTR(verifier_log, want_msg, "verifier log");
		goto destroy;
	}
	return skel;
destroy:
	kfunc_names__destroy(skel);
	return NULL;
}

static bool kmod_is_live(const char *name)
{
	char path[64], state[16] = "";
	FILE *f;

	snprintf(path, sizeof(path), "/sys/module/%s/initstate", name);
	f = fopen(path, "r");
	if (!f)
		return false;
	if (fscanf(f, "%15s", state) != 1)
		state[0] = 0;
	fclose(f);
	return !strcmp(state, "live");
}

static void load_and_run(const char *prog_name, long want)
{
	struct kfunc_names *skel = load(prog_name, 0, NULL);
	struct bpf_program *prog;

	if (!skel)
		return;
	prog = bpf_object__find_program_by_name(skel->obj, prog_name);
	ASSERT_EQ(kfunc_run(prog), want, prog_name);
	kfunc_names__destroy(skel);
}

/* A module is refused, and the kernel log says why, once. */
static void refused_with(const char *params, const char *want)
{
	static char log[64 * 1024];
	static char lines[64 * 1024];
	char *line, *rest = log;
	int kmsg, err;

	kmsg = kmsg_open();
	err = kmod_load(X, params);
	kmsg_close(kmsg, log, sizeof(log));
	if (!ASSERT_EQ(err, -EINVAL, params) && !err)
		ASSERT_OK(kmod_unload(X), "unload");

	lines[0] = 0;
	while ((line = strsep(&rest, "\n")))
		if (strstr(line, RENAME))
			sprintf(lines + strlen(lines), "%s\n", line);
	ASSERT_STREQ(lines, want, params);
}

#define TAKEN(name, owner) \
	"kfunc " name " of " X ": " owner " has a function of that name " RENAME "\n"

static void test_vmlinux(void)
{
	refused_with("set=vmlinux_kfunc", TAKEN("bpf_strlen", "vmlinux"));
	refused_with("set=vmlinux_func", TAKEN("bpf_fentry_test2", "vmlinux"));
	refused_with("set=vmlinux_impl", TAKEN("bpf_wq_set_callback_impl", "vmlinux"));
	refused_with("set=impl_in_vmlinux", TAKEN("__bpf_obj_drop_impl", "vmlinux"));
	refused_with("set=vmlinux_special", TAKEN("bpf_rcu_read_lock", "vmlinux"));
	refused_with("set=vmlinux_immutable", TAKEN("bpf_task_under_cgroup", "vmlinux"));

	/* What fmod_ret programs attach to is not called by name. */
	if (ASSERT_OK(kmod_load(X, "set=fmodret"), "load x"))
		ASSERT_OK(kmod_unload(X), "unload x");

	/* A set with one such name left nothing behind. */
	if (!ASSERT_OK(kmod_load(Y, "set=new"), "load y"))
		return;
	load_and_run("call_new", 2);
	ASSERT_OK(kmod_unload(Y), "unload y");
}

static void test_module(void)
{
	if (!ASSERT_OK(kmod_load(X, "set=new"), "load x"))
		return;
	kmod_refused(Y, "set=new", -EINVAL,
		     "of " Y ": " X " has a function of that name " RENAME "\n");
	load_and_run("call_new", 1);
	ASSERT_OK(kmod_unload(X), "unload x");

	/* The name is free again. */
	if (!ASSERT_OK(kmod_load(Y, "set=new"), "load y"))
		return;
	kmod_refused(X, "set=new", -EINVAL,
		     "of " X ": " Y " has a function of that name " RENAME "\n");
	load_and_run("call_new", 2);
	ASSERT_OK(kmod_unload(Y), "unload y");
}

/* The _impl name of a kfunc with implicit arguments is taken as well. */
static void test_module_impl(void)
{
	if (ASSERT_OK(kmod_load(X, "set=implicit"), "load x")) {
		kmod_refused(Y, "set=impl", -EINVAL,
			     "kfunc bpf_test_names_implicit_impl of " Y ": " X
			     " has a function of that name " RENAME "\n");
		load_and_run("call_implicit", 1);
		ASSERT_OK(kmod_unload(X), "unload x");
	}
	if (ASSERT_OK(kmod_load(Y, "set=impl"), "load y")) {
		kmod_refused(X, "set=implicit", -EINVAL,
			     "kfunc bpf_test_names_implicit_impl of " X ": " Y
			     " has a function of that name " RENAME "\n");
		ASSERT_OK(kmod_unload(Y), "unload y");
	}
}

static void test_several_types(void)
{
	if (!ASSERT_OK(kmod_load(X, "set=new all_types=1"), "load x"))
		return;
	load_and_run("call_new", 1);
	load_and_run("call_new_xdp", 1);
	load_and_run("call_new_tc", 1);
	kmod_refused(Y, "set=new all_types=1", -EINVAL,
		     "of " Y ": " X " has a function of that name " RENAME "\n");
	ASSERT_OK(kmod_unload(X), "unload x");
}

static void test_reload(void)
{
	int i;

	for (i = 0; i < 3; i++) {
		if (!ASSERT_OK(kmod_load(X, "set=new"), "load x"))
			return;
		load_and_run("call_new", 1);
		ASSERT_OK(kmod_unload(X), "unload x");
	}
}

/* A set that cannot be registered. */
static void test_bad_set(void)
{
	kmod_refused(X, "set=old", -EINVAL, X
		     " cannot register kfuncs: make their set with BTF_KFUNCS_START() and BTF_KFUNCS_END(), not BTF_SET8_START()\n");
	kmod_refused(X, "set=no_iter", -EINVAL, "kfunc bpf_test_names_iter of " X
		     ": name, arguments or return value are not what its flag KF_ITER_NEW, _NEXT or _DESTROY wants\n");
	kmod_refused(X, "set=no_hook", -EINVAL, X
		     " cannot register kfuncs for a program type that has none of its own\n");
}

static void *load_init(void *arg)
{
	return (void *)(long)kmod_load(X, "set=init async_ms=3000");
}

/* A kfunc in the module's init text: programs are loaded when the module is live,
 * at first the text is there still.
 */
static void test_init_text(void)
{
	pthread_t thread;
	void *err;
	int i;

	if (!ASSERT_OK(pthread_create(&thread, NULL, load_init, NULL), "thread"))
		return;
	for (i = 0; i < 10000 && !kmod_is_live(X); i++)
		usleep(1000);
	usleep(100000);	/* until whoever wants to know does so */
	load("call_init", -EINVAL, "cannot find address for kernel function bpf_test_names_init");
	if (ASSERT_EQ(pthread_tryjoin_np(thread, &err), EBUSY, "init text is there"))
		pthread_join(thread, &err);
	if (!ASSERT_OK((long)err, "load x"))
		return;
	load("call_init", -EINVAL, "cannot find address for kernel function bpf_test_names_init");
	ASSERT_OK(kmod_unload(X), "unload x");
}

/* What a failed init function has registered does not count. */
static void test_failed_init(void)
{
	int i;

	for (i = 0; i < 2; i++) {
		ASSERT_EQ(kmod_load(X, "set=new fail=1"), -ENODEV, "x fails");
		if (ASSERT_OK(kmod_load(Y, "set=new"), "load y")) {
			load_and_run("call_new", 2);
			ASSERT_OK(kmod_unload(Y), "unload y");
		}
		if (ASSERT_OK(kmod_load(X, "set=new"), "load x")) {
			load_and_run("call_new", 1);
			ASSERT_OK(kmod_unload(X), "unload x");
		}
	}
}

/* A function that is no kfunc does not take the name from others. libbpf goes
 * by the order in which the modules were loaded, not by what is a kfunc: it
 * finds the kfunc when that came first, and otherwise a function which the
 * verifier does not allow to call. The wrong one is never called.
 */
static void test_not_a_kfunc(void)
{
	if (ASSERT_OK(kmod_load(X, "set=plain"), "load x")) {
		if (ASSERT_OK(kmod_load(Y, ""), "load y")) {
			load_and_run("call_plain", 1);
			ASSERT_OK(kmod_unload(Y), "unload y");
		}
		ASSERT_OK(kmod_unload(X), "unload x");
	}
	if (ASSERT_OK(kmod_load(Y, ""), "load y")) {
		if (ASSERT_OK(kmod_load(X, "set=plain"), "load x")) {
			load("call_plain", -EACCES,
			     "calling kernel function bpf_test_names_plain is not allowed");
			ASSERT_OK(kmod_unload(X), "unload x");
		}
		ASSERT_OK(kmod_unload(Y), "unload y");
	}
}

/* Address of a module's symbol; 0 if there is none. */
static __u64 symbol_of(const char *name, const char *module)
{
	char line[1024], line_name[512], line_module[512];
	__u64 addr, found = 0;
	FILE *f;

	f = fopen("/proc/kallsyms", "r");
	if (!ASSERT_OK_PTR(f, "kallsyms"))
		return 0;
	while (!found && fgets(line, sizeof(line), f))
		if (sscanf(line, "%llx %*c %511s [%511[^]]]", &addr, line_name,
			   line_module) == 3 &&
		    !strcmp(line_name, name) && !strcmp(line_module, module))
			found = addr;
	fclose(f);
	return found;
}

static void check_address(const char *module)
{
	struct kfunc_names *skel = load("take_address", 0, NULL);
	__u64 want = symbol_of("bpf_test_names_plain", module);

	if (!skel)
		return;
	ASSERT_NEQ(want, 0, "symbol");
	ASSERT_EQ(kfunc_run(skel->progs.take_address), 0, "run");
	ASSERT_EQ(skel->bss->address, want, module);
	kfunc_names__destroy(skel);
}

/* Both modules have a function and a variable of one name. libbpf refers to the
 * module that was loaded first; a search of all modules for the names finds the
 * one that was loaded last.
 */
static void test_right_address(void)
{
	if (ASSERT_OK(kmod_load(X, "set=plain"), "load x")) {
		if (ASSERT_OK(kmod_load(Y, ""), "load y")) {
			load_and_run("call_plain", 1);
			load_and_run("read_percpu", 1);
			check_address(X);
			ASSERT_OK(kmod_unload(Y), "unload y");
		}
		ASSERT_OK(kmod_unload(X), "unload x");
	}
	if (ASSERT_OK(kmod_load(Y, ""), "load y")) {
		if (ASSERT_OK(kmod_load(X, "set=plain"), "load x")) {
			load_and_run("read_percpu", 2);
			check_address(Y);
			ASSERT_OK(kmod_unload(X), "unload x");
		}
		ASSERT_OK(kmod_unload(Y), "unload y");
	}
}

static int dtor_runs(void)
{
	int runs = -1;
	FILE *f;

	f = fopen("/sys/module/" X "/parameters/dtor_runs", "r");
	if (ASSERT_OK_PTR(f, "dtor_runs")) {
		ASSERT_EQ(fscanf(f, "%d", &runs), 1, "dtor_runs");
		fclose(f);
	}
	return runs;
}

/* The destructor that a map calls is that of the module whose object it keeps. */
static void test_right_destructor(void)
{
	struct kfunc_names_kptr *skel;
	int i;

	if (!ASSERT_OK(kmod_load(X, "set=dtor"), "load x"))
		return;
	if (!ASSERT_OK(kmod_load(Y, ""), "load y"))
		goto unload_x;
	skel = kfunc_names_kptr__open_and_load();
	if (ASSERT_OK_PTR(skel, "open_and_load")) {
		ASSERT_EQ(kfunc_run(skel->progs.keep), 0, "keep");
		ASSERT_EQ(dtor_runs(), 0, "the map has the object");
		kfunc_names_kptr__destroy(skel);
		/* a map is freed a little later */
		for (i = 0; i < 5000 && !dtor_runs(); i++)
			usleep(1000);
		ASSERT_EQ(dtor_runs(), 1, "destructor of x");
	}
	ASSERT_OK(kmod_unload(Y), "unload y");
unload_x:
	ASSERT_OK(kmod_unload(X), "unload x");
}

/* Load a program that returns the address of a symbol. */
static int load_address_of(int id, int btf_fd)
{
	LIBBPF_OPTS(bpf_prog_load_opts, opts, .log_buf = verifier_log,
		    .log_size = sizeof(verifier_log), .log_level = 1,
		    .prog_flags = BPF_F_SLEEPABLE);
	const struct bpf_insn insns[] = {
		BPF_RAW_INSN(BPF_LD | BPF_DW | BPF_IMM, BPF_REG_0, BPF_PSEUDO_BTF_ID, 0, id),
		BPF_RAW_INSN(0, 0, 0, 0, btf_fd),
		BPF_EXIT_INSN(),
	};

	verifier_log[0] = 0;
	return bpf_prog_load(BPF_PROG_TYPE_SYSCALL, "address_of", "GPL", insns,
			     ARRAY_SIZE(insns), &opts);
}

/* What a program describes itself has no address in the kernel. */
static void test_own_btf(void)
{
	struct btf *btf;
	int id, fd;

	btf = btf__new_empty();
	if (!ASSERT_OK_PTR(btf, "btf"))
		return;
	id = btf__add_int(btf, "int", 4, BTF_INT_SIGNED);
	id = btf__add_var(btf, "init_task", BTF_VAR_GLOBAL_ALLOCATED, id);
	if (!ASSERT_GT(id, 0, "var") ||
	    !ASSERT_OK(btf__load_into_kernel(btf), "load btf"))
		goto free;

	fd = load_address_of(id, btf__fd(btf));
	if (!ASSERT_EQ(fd, -EINVAL, "load"))
		close(fd);
	ASSERT_HAS_SUBSTR(verifier_log, "BTF fd in ldimm64 is not of the kernel or a module",
			  "verifier log");
free:
	btf__free(btf);
}

/* The BTF of a module takes ids of vmlinux' BTF as well, they are vmlinux' symbols. */
static void test_base_id(void)
{
	LIBBPF_OPTS(bpf_test_run_opts, topts);
	unsigned long long addr;
	struct btf *vmlinux;
	int id, btf_fd, fd;

	if (!ASSERT_OK(kallsyms_find("bpf_fentry_test1", &addr), "symbol") ||
	    !ASSERT_OK(kmod_load(X, "set=plain"), "load x"))
		return;
	vmlinux = btf__load_vmlinux_btf();
	id = btf__find_by_name_kind(vmlinux, "bpf_fentry_test1", BTF_KIND_FUNC);
	btf__free(vmlinux);
	btf_fd = kmod_btf_fd(X);
	if (!ASSERT_GT(id, 0, "function") || !ASSERT_OK_FD(btf_fd, "btf of x"))
		goto unload;

	fd = load_address_of(id, btf_fd);
	if (ASSERT_OK_FD(fd, "load")) {
		ASSERT_OK(bpf_prog_test_run_opts(fd, &topts), "run");
		ASSERT_EQ(topts.retval, (__u32)addr, "address");
		close(fd);
	} else {
		printf("%s\n", verifier_log);
	}
unload:
	close(btf_fd);
	ASSERT_OK(kmod_unload(X), "unload x");
}

static int load_fentry(int id, int btf_fd)
{
	LIBBPF_OPTS(bpf_prog_load_opts, opts, .log_buf = verifier_log,
		    .log_size = sizeof(verifier_log), .log_level = 1,
		    .expected_attach_type = BPF_TRACE_FENTRY, .attach_btf_id = id,
		    .attach_btf_obj_fd = btf_fd);
	const struct bpf_insn insns[] = {
		BPF_MOV64_IMM(BPF_REG_0, 0),
		BPF_EXIT_INSN(),
	};

	verifier_log[0] = 0;
	return bpf_prog_load(BPF_PROG_TYPE_TRACING, "fentry", "GPL", insns,
			     ARRAY_SIZE(insns), &opts);
}

static int find_own_func(const struct btf *btf, const char *name)
{
	__u32 id = btf__type_cnt(btf__base_btf(btf));

	for (; id < btf__type_cnt(btf); id++) {
		const struct btf_type *t = btf__type_by_id(btf, id);

		if (btf_is_func(t) && !strcmp(btf__name_by_offset(btf, t->name_off), name))
			return id;
	}
	return -ENOENT;
}

static void check_attach_id(int fd, __u32 want)
{
	struct bpf_prog_info info = {};
	__u32 len = sizeof(info);

	if (ASSERT_OK(bpf_prog_get_info_by_fd(fd, &info, &len), "info"))
		ASSERT_EQ(info.attach_btf_id, want, "attach_btf_id");
}

/* libbpf finds vmlinux' FUNC first. What is attached to is the module's. */
static void test_attach_base_id(void)
{
	struct btf *vmlinux, *x = NULL;
	int id, own_id, btf_fd, fd;

	if (!ASSERT_OK(kmod_load(X, "set=plain"), "load x"))
		return;
	vmlinux = btf__load_vmlinux_btf();
	btf_fd = kmod_btf_fd(X);
	if (ASSERT_OK_PTR(vmlinux, "vmlinux") && ASSERT_OK_FD(btf_fd, "btf of x"))
		x = btf__load_module_btf(X, vmlinux);
	if (!ASSERT_OK_PTR(x, "x"))
		goto unload;

	/* x: int bpf_strlen(int a); vmlinux has another type for a */
	id = btf__find_by_name_kind(vmlinux, "bpf_strlen", BTF_KIND_FUNC);
	own_id = find_own_func(x, "bpf_strlen");
	ASSERT_GT(own_id, 0, "function of x");
	fd = load_fentry(id, btf_fd);
	if (ASSERT_OK_FD(fd, "by the id of vmlinux")) {
		check_attach_id(fd, own_id);
		close(fd);
	}
	/* a function that x has not stays vmlinux', and x has no such symbol */
	id = btf__find_by_name_kind(vmlinux, "bpf_fentry_test1", BTF_KIND_FUNC);
	fd = load_fentry(id, btf_fd);
	if (!ASSERT_EQ(fd, -ENOENT, "not in x"))
		close(fd);
unload:
	btf__free(x);
	btf__free(vmlinux);
	close(btf_fd);
	ASSERT_OK(kmod_unload(X), "unload x");
}

struct racer {
	pthread_t thread;
	pthread_barrier_t *barrier;
	const char *module;
	int cpu;
	int err;
};

static void *race_to_load(void *arg)
{
	struct racer *racer = arg;
	cpu_set_t cpus;

	CPU_ZERO(&cpus);
	CPU_SET(racer->cpu, &cpus);
	sched_setaffinity(0, sizeof(cpus), &cpus);
	pthread_barrier_wait(racer->barrier);
	racer->err = kmod_load(racer->module, "set=new");
	return NULL;
}

/* Two modules with the same new kfunc load at the same moment, on two CPUs or,
 * taking turns, on one: one of them wins.
 */
static void test_race(void)
{
	const int rounds = 20;
	int i, j, x_won = 0, y_won = 0;
	struct kfunc_names *skel;

	skel = load("names_checked", 0, NULL);
	if (!skel)
		return;
	if (!ASSERT_OK(kfunc_names__attach(skel), "attach"))
		goto destroy;

	for (i = 0; i < rounds; i++) {
		pthread_barrier_t barrier;
		struct racer racers[] = {
			{ .barrier = &barrier, .module = X, .cpu = 0 },
			{ .barrier = &barrier, .module = Y, .cpu = i % 2 },
		};

		skel->bss->checked = 0;
		pthread_barrier_init(&barrier, NULL, ARRAY_SIZE(racers));
		for (j = 0; j < ARRAY_SIZE(racers); j++)
			if (!ASSERT_OK(pthread_create(&racers[j].thread, NULL, race_to_load,
						      &racers[j]), "thread"))
				exit(1);	/* the other one would wait for ever */
		for (j = 0; j < ARRAY_SIZE(racers); j++)
			pthread_join(racers[j].thread, NULL);
		pthread_barrier_destroy(&barrier);
		ASSERT_GT(skel->bss->checked, 0, "names are checked");

		for (j = 0; j < ARRAY_SIZE(racers); j++)
			if (racers[j].err)
				ASSERT_EQ(racers[j].err, -EINVAL, "loser");
			else
				ASSERT_OK(kmod_unload(racers[j].module), "unload");
		x_won += !racers[0].err;
		y_won += !racers[1].err;
	}
	printf("race: x won %d, y won %d of %d\n", x_won, y_won, rounds);
	ASSERT_EQ(x_won + y_won, rounds, "one winner each time");
destroy:
	kfunc_names__destroy(skel);
}

void serial_test_kfunc_names(void)
{
	if (test__start_subtest("vmlinux"))
		test_vmlinux();
	if (test__start_subtest("module"))
		test_module();
	if (test__start_subtest("module_impl"))
		test_module_impl();
	if (test__start_subtest("several_types"))
		test_several_types();
	if (test__start_subtest("reload"))
		test_reload();
	if (test__start_subtest("failed_init"))
		test_failed_init();
	if (test__start_subtest("bad_set"))
		test_bad_set();
	if (test__start_subtest("init_text"))
		test_init_text();
	if (test__start_subtest("not_a_kfunc"))
		test_not_a_kfunc();
	if (test__start_subtest("right_address"))
		test_right_address();
	if (test__start_subtest("right_destructor"))
		test_right_destructor();
	if (test__start_subtest("own_btf"))
		test_own_btf();
	if (test__start_subtest("base_id"))
		test_base_id();
	if (test__start_subtest("attach_base_id"))
		test_attach_base_id();
	if (test__start_subtest("race"))
		test_race();
}
