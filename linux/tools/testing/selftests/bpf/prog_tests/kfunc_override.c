// SPDX-License-Identifier: GPL-2.0
/* Modules that override kfuncs of vmlinux: which body a program calls, what may
 * not be overridden, how long a module stays, and who can see it.
 */
#include <linux/filter.h>
#include <pthread.h>
#include <test_progs.h>
#include <bpf/btf.h>
#include "kfunc_override.skel.h"
#include "kfunc_test_helpers.h"

#define X "bpf_test_kfunc_override_x"
#define Y "bpf_test_kfunc_override_y"
#define TWIN "bpf_test_kfunc_override_twin"
#define FAIL "bpf_test_kfunc_override_fail"
#define NAMES_X "bpf_test_kfunc_names_x"

#define KFUNCS_FILE "/sys/kernel/debug/bpf_kfuncs"

/* what strlen("abc") and strnlen("abc", 2) return */
#define STRLEN_VMLINUX 3
#define STRLEN_X 100
#define STRLEN_Y 200
#define STRNLEN_VMLINUX 2
#define STRNLEN_X 102

#define OVERRIDDEN(kfunc, module) "kernel function " kfunc " is overridden by module " module
#define FROM_NOW_ON "programs loaded from now on call that of "
#define IN_FORCE(kfunc, types, owner) "kfunc " kfunc " (" types "): " FROM_NOW_ON owner "\n"
#define CANNOT(kfunc, module) "kfunc " kfunc ": module " module " cannot override it: "
#define TOO_LATE "module " X " cannot override kfuncs any more; " \
	"call override_btf_kfunc_set() in its init function"
#define NO_KFUNC "vmlinux has no such kfunc for these programs"
#define OTHER_TYPE " is of another type than in vmlinux"
#define SPECIAL "the verifier knows what it does, rewrites or inserts calls of it"
#define DTOR "it is, or its objects are freed by, the destructor of a kptr"

static char verifier_log[64 * 1024];

static struct bpf_program *open_one(struct kfunc_override **skel, const char *name)
{
	struct bpf_program *prog;

	*skel = kfunc_override__open();
	if (!ASSERT_OK_PTR(*skel, "open"))
		return NULL;
	prog = bpf_object__find_program_by_name((*skel)->obj, name);
	if (!ASSERT_OK_PTR(prog, name))
		return NULL;
	bpf_program__set_autoload(prog, true);
	/* what is printed at level 1 is discarded when all is well */
	bpf_program__set_log_level(prog, 2);
	bpf_program__set_log_buf(prog, verifier_log, sizeof(verifier_log));
	verifier_log[0] = 0;
	return prog;
}

/* A program of its own, which calls what is in force now. */
static struct kfunc_override *load(const char *name)
{
	struct kfunc_override *skel;

	if (!open_one(&skel, name))
		goto destroy;
	if (!ASSERT_OK(kfunc_override__load(skel), name)) {
		printf("%s\n", verifier_log);
		goto destroy;
	}
	return skel;
destroy:
	kfunc_override__destroy(skel);
	return NULL;
}

static void expect(const struct kfunc_override *skel, const char *name, long want)
{
	const struct bpf_program *prog;

	if (!skel)
		return;
	prog = bpf_object__find_program_by_name(skel->obj, name);
	ASSERT_EQ(kfunc_run(prog), want, name);
}

static void load_and_expect(const char *name, long want)
{
	struct kfunc_override *skel = load(name);

	expect(skel, name, want);
	kfunc_override__destroy(skel);
}

/* Fields of the kernel's list after kfunc, owner and program types: state and
 * program ids; NULL if there is no such line.
 */
static const char *listed(const char *kfunc, const char *owner, const char *types)
{
	static char line[4096];
	const char *found = NULL;
	char key[256];
	FILE *f;

	snprintf(key, sizeof(key), "%s %s %s ", kfunc, owner, types);
	f = fopen(KFUNCS_FILE, "r");
	if (!ASSERT_OK_PTR(f, KFUNCS_FILE))
		return NULL;
	while (!found && fgets(line, sizeof(line), f))
		if (!strncmp(line, key, strlen(key)))
			found = line + strlen(key);
	fclose(f);
	line[strcspn(line, "\n")] = 0;
	return found;
}

/* @state: and flags */
static void expect_listed(const char *kfunc, const char *owner, const char *types,
			  const char *state, int nr_progs, ...)
{
	const char *got = listed(kfunc, owner, types);
	char want[256];
	va_list ids;
	int i, len;

	len = snprintf(want, sizeof(want), "%s", state);
	va_start(ids, nr_progs);
	for (i = 0; i < nr_progs; i++)
		len += snprintf(want + len, sizeof(want) - len, "%s%u", i ? "," : " ",
				va_arg(ids, __u32));
	va_end(ids);
	if (ASSERT_OK_PTR(got, kfunc))
		ASSERT_STREQ(got, want, owner);
}

static int count_listed(const char *kfunc, const char *owner)
{
	char line[4096], key[256];
	int cnt = 0;
	FILE *f;

	snprintf(key, sizeof(key), "%s %s ", kfunc, owner);
	f = fopen(KFUNCS_FILE, "r");
	if (!ASSERT_OK_PTR(f, KFUNCS_FILE))
		return -1;
	while (fgets(line, sizeof(line), f))
		cnt += !strncmp(line, key, strlen(key));
	fclose(f);
	return cnt;
}

static void expect_nothing_listed(const char *module)
{
	char line[4096];
	FILE *f;

	f = fopen(KFUNCS_FILE, "r");
	if (!ASSERT_OK_PTR(f, KFUNCS_FILE))
		return;
	while (fgets(line, sizeof(line), f))
		if (strstr(line, module))
			ASSERT_STREQ(line, "", "nothing of the module is left");
	fclose(f);
}

static void test_basic(void)
{
	struct kfunc_override *before, *after;
	static char log[16 * 1024];
	int kmsg;

	before = load("call_strlen");
	expect(before, "call_strlen", STRLEN_VMLINUX);

	kmsg = kmsg_open();
	if (!ASSERT_OK(kmod_load(X, ""), "load x"))
		goto destroy;
	kmsg_close(kmsg, log, sizeof(log));
	ASSERT_HAS_SUBSTR(log, IN_FORCE("bpf_strlen", "all types", "module " X), "kernel log");
	expect_listed("bpf_strlen", X, "common", "active -", 0);
	expect_listed("bpf_strlen", "vmlinux", "common", "overridden -", 0);

	after = load("call_strlen");
	ASSERT_HAS_SUBSTR(verifier_log, OVERRIDDEN("bpf_strlen", X), "verifier log");
	expect(after, "call_strlen", STRLEN_X);
	if (after)
		expect_listed("bpf_strlen", X, "common", "active -", 1,
			      kfunc_prog_id(after->progs.call_strlen));
	expect(before, "call_strlen", STRLEN_VMLINUX);

	ASSERT_EQ(kmod_unload_once(X), -EWOULDBLOCK, "x is busy");
	expect(after, "call_strlen", STRLEN_X);
	kfunc_override__destroy(after);

	kmsg = kmsg_open();
	ASSERT_OK(kmod_unload(X), "unload x");
	kmsg_close(kmsg, log, sizeof(log));
	ASSERT_HAS_SUBSTR(log, IN_FORCE("bpf_strlen", "all types", "vmlinux"), "kernel log");
	expect_nothing_listed(X);
	expect_listed("bpf_strlen", "vmlinux", "common", "overridable -", 0);
	load_and_expect("call_strlen", STRLEN_VMLINUX);
	expect(before, "call_strlen", STRLEN_VMLINUX);
destroy:
	kfunc_override__destroy(before);
}

/* Calls in one program: overridden or not, more than once, from a subprogram. */
static void test_calls(void)
{
	const long vmlinux = STRLEN_VMLINUX + (1 + STRLEN_VMLINUX) + (2 + STRLEN_VMLINUX) + 0;
	const long overridden = STRLEN_X + (1 + STRLEN_X) + (2 + STRLEN_X) + 0;
	struct kfunc_override *skel;

	load_and_expect("call_many", vmlinux);
	if (!ASSERT_OK(kmod_load(X, ""), "load x"))
		return;
	skel = load("call_many");
	expect(skel, "call_many", overridden);
	kfunc_override__destroy(skel);
	ASSERT_OK(kmod_unload(X), "unload x");
}

/* Newest first, whatever goes first; programs keep what they have. */
static void test_stacked(void)
{
	struct kfunc_override *by_vmlinux, *by_x, *by_y;

	by_vmlinux = load("call_strlen");
	if (!ASSERT_OK(kmod_load(X, ""), "load x"))
		goto destroy;
	by_x = load("call_strlen");
	if (!ASSERT_OK(kmod_load(Y, ""), "load y"))
		goto unload_x;
	by_y = load("call_strlen");

	expect(by_vmlinux, "call_strlen", STRLEN_VMLINUX);
	expect(by_x, "call_strlen", STRLEN_X);
	expect(by_y, "call_strlen", STRLEN_Y);
	if (by_x && by_y) {
		expect_listed("bpf_strlen", X, "common", "shadowed -", 1,
			      kfunc_prog_id(by_x->progs.call_strlen));
		expect_listed("bpf_strlen", Y, "common", "active -", 1,
			      kfunc_prog_id(by_y->progs.call_strlen));
	}

	/* The newer one leaves, and what it shadowed is in force again. */
	ASSERT_EQ(kmod_unload_once(Y), -EWOULDBLOCK, "y is busy");
	kfunc_override__destroy(by_y);
	ASSERT_OK(kmod_unload(Y), "unload y");
	if (by_x)
		expect_listed("bpf_strlen", X, "common", "active -", 1,
			      kfunc_prog_id(by_x->progs.call_strlen));
	load_and_expect("call_strlen", STRLEN_X);
	expect(by_x, "call_strlen", STRLEN_X);

	/* The older one leaves. */
	if (!ASSERT_OK(kmod_load(Y, ""), "load y again"))
		goto unload_x;
	by_y = load("call_strlen");
	kfunc_override__destroy(by_x);
	by_x = NULL;
	ASSERT_OK(kmod_unload(X), "unload x first");
	expect(by_y, "call_strlen", STRLEN_Y);
	load_and_expect("call_strlen", STRLEN_Y);

	/* What comes back is the newest. */
	if (ASSERT_OK(kmod_load(X, ""), "load x again")) {
		expect_listed("bpf_strlen", X, "common", "active -", 0);
		if (by_y)
			expect_listed("bpf_strlen", Y, "common", "shadowed -", 1,
				      kfunc_prog_id(by_y->progs.call_strlen));
		load_and_expect("call_strlen", STRLEN_X);
		expect(by_y, "call_strlen", STRLEN_Y);
	}
	kfunc_override__destroy(by_y);
	ASSERT_OK(kmod_unload(Y), "unload y");
unload_x:
	kfunc_override__destroy(by_x);
	ASSERT_OK(kmod_unload(X), "unload x");
	load_and_expect("call_strlen", STRLEN_VMLINUX);
	expect(by_vmlinux, "call_strlen", STRLEN_VMLINUX);
destroy:
	kfunc_override__destroy(by_vmlinux);
}

/* For some of the program types that may call the kfunc. */
static void test_types(void)
{
	struct kfunc_override *skel;

	if (!ASSERT_OK(kmod_load(X, "sets=types"), "load x"))
		return;
	expect_listed("bpf_strnlen", X, "syscall", "active -", 0);
	expect_listed("bpf_strnlen", X, "xdp", "active -", 0);
	expect_listed("bpf_strnlen", "vmlinux", "common", "overridden -", 0);
	expect_listed("bpf_strlen", "vmlinux", "common", "overridable -", 0);
	load_and_expect("call_strnlen", STRNLEN_X);
	skel = load("call_strnlen_xdp");
	expect(skel, "call_strnlen_xdp", STRNLEN_X);
	/* the body is the same one, but programs of other types get it as well */
	expect_listed("bpf_strnlen", X, "syscall", "active -", 0);
	if (skel)
		expect_listed("bpf_strnlen", X, "xdp", "active -", 1,
			      kfunc_prog_id(skel->progs.call_strnlen_xdp));
	kfunc_override__destroy(skel);
	load_and_expect("call_strnlen_tc", STRNLEN_VMLINUX);
	load_and_expect("call_strlen", STRLEN_VMLINUX);
	ASSERT_OK(kmod_unload(X), "unload x");

	/* All types without kfuncs of their own are one. */
	if (!ASSERT_OK(kmod_load(X, "sets=sk_lookup"), "load x"))
		return;
	expect_listed("bpf_strlen", X, "other", "active -", 0);
	load_and_expect("call_strlen", STRLEN_VMLINUX);
	skel = load("call_strlen_sk_lookup");
	if (skel)
		expect_listed("bpf_strlen", X, "other", "active -", 1,
			      kfunc_prog_id(skel->progs.call_strlen_sk_lookup));
	kfunc_override__destroy(skel);
	ASSERT_OK(kmod_unload(X), "unload x");
}

/* More than one set, also of the same kfunc for all and for some types. */
static void test_two_sets(void)
{
	if (ASSERT_OK(kmod_load(X, "sets=common+cpumask"), "load x")) {
		load_and_expect("call_strlen", STRLEN_X);
		load_and_expect("call_cpumask", 160);
		ASSERT_OK(kmod_unload(X), "unload x");
	}
	load_and_expect("call_cpumask", 0);

	if (ASSERT_OK(kmod_load(X, "sets=common+xdp"), "load x")) {
		expect_listed("bpf_strlen", X, "common", "active -", 0);
		expect_listed("bpf_strlen", X, "xdp", "active -", 0);
		load_and_expect("call_strlen", STRLEN_X);
		load_and_expect("call_strlen_xdp", STRLEN_X);
		load_and_expect("call_strlen_tc", STRLEN_X);
		if (ASSERT_OK(kmod_load(Y, "sets=xdp"), "load y")) {
			/* y is newer, but for XDP only */
			expect_listed("bpf_strlen", X, "common", "active -", 0);
			expect_listed("bpf_strlen", X, "xdp", "shadowed -", 0);
			expect_listed("bpf_strlen", Y, "xdp", "active -", 0);
			load_and_expect("call_strlen", STRLEN_X);
			load_and_expect("call_strlen_xdp", STRLEN_Y);
			load_and_expect("call_strlen_tc", STRLEN_X);
			ASSERT_OK(kmod_unload(Y), "unload y");
		}
		ASSERT_OK(kmod_unload(X), "unload x");
	}
}

/* The body gets the implicit argument, whichever name the program uses. */
static void test_implicit(void)
{
	static const char * const names[] = { "call_implicit", "call_implicit_impl" };
	struct kfunc_override *skel;
	struct bpf_program *prog;
	int i;

	if (!ASSERT_OK(kmod_load(X, "sets=implicit"), "load x"))
		return;
	for (i = 0; i < ARRAY_SIZE(names); i++) {
		skel = load(names[i]);
		if (!skel)
			continue;
		prog = bpf_object__find_program_by_name(skel->obj, names[i]);
		ASSERT_EQ(kfunc_run(prog), 1000000 + kfunc_prog_id(prog), names[i]);
		expect_listed("bpf_stream_vprintk", X, "common", "active implicit_args", 1,
			      kfunc_prog_id(prog));
		kfunc_override__destroy(skel);
		ASSERT_HAS_SUBSTR(verifier_log, OVERRIDDEN("bpf_stream_vprintk", X),
				  "verifier log");
	}
	ASSERT_OK(kmod_unload(X), "unload x");
	load_and_expect("call_implicit", 0);
	load_and_expect("call_implicit_impl", 0);
}

/* Tracing programs find the module's body by either name, and leave the implicit
 * argument to it.
 */
static void test_trace(void)
{
	static const char * const names[] = { "trace_body", "trace_body_impl" };
	struct kfunc_override *caller, *tracer;
	struct bpf_program *prog;
	struct bpf_link *link;
	__u32 id;
	int i;

	if (!ASSERT_OK(kmod_load(X, "sets=implicit"), "load x"))
		return;
	caller = load("call_implicit");
	for (i = 0; caller && i < ARRAY_SIZE(names); i++) {
		tracer = load(names[i]);
		if (!tracer)
			continue;
		prog = bpf_object__find_program_by_name(tracer->obj, names[i]);
		link = bpf_program__attach(prog);
		if (ASSERT_OK_PTR(link, names[i])) {
			id = kfunc_prog_id(caller->progs.call_implicit);
			ASSERT_EQ(kfunc_run(caller->progs.call_implicit), 1000000 + id, "body");
			ASSERT_EQ(tracer->bss->seen_aux_id, id, "argument at exit");
			ASSERT_EQ(tracer->bss->seen, 1000000 + id, "return value");
			bpf_link__destroy(link);
		}
		kfunc_override__destroy(tracer);
	}
	kfunc_override__destroy(caller);
	ASSERT_OK(kmod_unload(X), "unload x");
}

static void test_no_type(void)
{
	char msg[128];

	snprintf(msg, sizeof(msg), "module " X " cannot override kfuncs for program type %d; "
		 "name the type that has them", BPF_PROG_TYPE_EXT);
	kmod_refused(X, "sets=ext", -EINVAL, msg);
	snprintf(msg, sizeof(msg), "module " X " cannot override kfuncs for program type %d; "
		 "name the type that has them", __MAX_BPF_PROG_TYPE);
	kmod_refused(X, "sets=no_type", -EINVAL, msg);
}

static void test_twice(void)
{
	if (ASSERT_OK(kmod_load(X, "sets=common+common"), "load x")) {
		ASSERT_EQ(count_listed("bpf_strlen", X), 1, "bpf_strlen");
		load_and_expect("call_strlen", STRLEN_X);
		ASSERT_OK(kmod_unload(X), "unload x");
	}
	/* tracing and LSM programs share their kfuncs */
	if (ASSERT_OK(kmod_load(X, "sets=same_hook"), "load x")) {
		ASSERT_EQ(count_listed("bpf_cpumask_weight", X), 1, "bpf_cpumask_weight");
		expect_listed("bpf_cpumask_weight", X, "tracing", "active -", 0);
		ASSERT_OK(kmod_unload(X), "unload x");
	}
	/* one that is new, and one that is not */
	if (ASSERT_OK(kmod_load(X, "sets=common+twice"), "load x")) {
		ASSERT_EQ(count_listed("bpf_strlen", X), 1, "bpf_strlen");
		ASSERT_EQ(count_listed("bpf_strcmp", X), 1, "bpf_strcmp");
		load_and_expect("call_strlen", STRLEN_X);
		load_and_expect("call_strcmp", 150);
		ASSERT_OK(kmod_unload(X), "unload x");
	}
	expect_nothing_listed(X);
	load_and_expect("call_strlen", STRLEN_VMLINUX);
}

static int read_param(const char *path)
{
	int value = 0;
	FILE *f;

	f = fopen(path, "r");
	if (ASSERT_OK_PTR(f, path)) {
		ASSERT_EQ(fscanf(f, "%d", &value), 1, path);
		fclose(f);
	}
	return value;
}

/* In no other place than the init function. */
static void test_late(void)
{
	static char log[16 * 1024];
	int i, kmsg, err = 1;

	kmsg = kmsg_open();
	if (!ASSERT_OK(kmod_load(X, "late=1"), "load x"))
		return;
	for (i = 0; i < 10000 && err == 1; i++) {
		usleep(1000);
		err = read_param("/sys/module/" X "/parameters/late_err");
	}
	ASSERT_EQ(err, -EINVAL, "override_btf_kfunc_set()");
	kmsg_close(kmsg, log, sizeof(log));
	ASSERT_HAS_SUBSTR(log, TOO_LATE, "kernel log");
	ASSERT_NULL(strstr(log, FROM_NOW_ON), "kernel log");
	expect_nothing_listed(X);
	load_and_expect("call_strlen", STRLEN_VMLINUX);
	ASSERT_OK(kmod_unload(X), "unload x");

	if (!ASSERT_OK(kmod_load(X, "at_exit=1"), "load x"))
		return;
	kmsg = kmsg_open();
	ASSERT_OK(kmod_unload(X), "unload x");
	kmsg_close(kmsg, log, sizeof(log));
	ASSERT_HAS_SUBSTR(log, TOO_LATE, "kernel log");
	expect_nothing_listed(X);
}

static void test_failed_init(void)
{
	static char log[16 * 1024];
	int kmsg;

	kmsg = kmsg_open();
	ASSERT_EQ(kmod_load(X, "fail=1"), -ENODEV, "x fails");
	kmsg_close(kmsg, log, sizeof(log));
	ASSERT_NULL(strstr(log, FROM_NOW_ON), "kernel log");
	expect_nothing_listed(X);
	load_and_expect("call_strlen", STRLEN_VMLINUX);

	if (!ASSERT_OK(kmod_load(X, ""), "load x"))
		return;
	load_and_expect("call_strlen", STRLEN_X);
	ASSERT_EQ(kmod_load(Y, "fail=1"), -ENODEV, "y fails");
	expect_listed("bpf_strlen", X, "common", "active -", 0);
	load_and_expect("call_strlen", STRLEN_X);
	ASSERT_OK(kmod_unload(X), "unload x");
}

static void *load_slowly(void *params)
{
	return (void *)(long)kmod_load(X, params);
}

/* Load x in a thread, come back while its init function sleeps. */
static bool start_loading(pthread_t *thread, const char *params)
{
	int i;

	if (!ASSERT_OK(pthread_create(thread, NULL, load_slowly, (void *)params), "thread"))
		return false;
	for (i = 0; i < 10000 && !listed("bpf_strlen", X, "common"); i++)
		usleep(1000);
	expect_listed("bpf_strlen", X, "common", "coming -", 0);
	return true;
}

/* Not before the init function has succeeded. */
static void coming(const char *params, int want_err)
{
	struct kfunc_override *skel;
	pthread_t thread;
	void *err;

	if (!start_loading(&thread, params))
		return;
	skel = load("call_strlen");
	expect_listed("bpf_strlen", X, "common", "coming -", 0);
	pthread_join(thread, &err);
	ASSERT_EQ((long)err, want_err, params);

	expect(skel, "call_strlen", STRLEN_VMLINUX);
	kfunc_override__destroy(skel);
	load_and_expect("call_strlen", want_err ? STRLEN_VMLINUX : STRLEN_X);
	if (!want_err)
		ASSERT_OK(kmod_unload(X), "unload x");
	expect_nothing_listed(X);
}

static void test_coming(void)
{
	coming("init_ms=3000", 0);
	coming("init_ms=3000 fail=1", -ENODEV);
}

static void *unload_slowly(void *arg)
{
	return (void *)(long)kmod_unload(X);
}

/* Not any more once the unloading has begun, though the exit function still runs. */
static void test_going(void)
{
	const char *got;
	pthread_t thread;
	void *err;
	int i;

	if (!ASSERT_OK(kmod_load(X, "exit_ms=3000"), "load x"))
		return;
	load_and_expect("call_strlen", STRLEN_X);
	if (!ASSERT_OK(pthread_create(&thread, NULL, unload_slowly, NULL), "thread"))
		return;
	for (i = 0; i < 10000; i++) {
		got = listed("bpf_strlen", X, "common");
		if (!got || strcmp(got, "active -"))
			break;
		usleep(1000);
	}
	expect_listed("bpf_strlen", X, "common", "going -", 0);
	load_and_expect("call_strlen", STRLEN_VMLINUX);
	expect_listed("bpf_strlen", X, "common", "going -", 0);
	pthread_join(thread, &err);
	ASSERT_OK((long)err, "unload x");
	expect_nothing_listed(X);
}

/* The last line about bpf_strlen() is the one that is true. */
static void expect_last(const char *log, const char *want)
{
	const char *p, *last = NULL;

	for (p = log; (p = strstr(p, "kfunc bpf_strlen (")); p++)
		last = p;
	if (ASSERT_OK_PTR(last, want) && strncmp(last, want, strlen(want)))
		ASSERT_STREQ(last, want, "kernel log");
}

/* It is the order of registration that counts, not that of becoming live; and
 * whoever can be asked gives the same answer.
 */
static void test_order(void)
{
	static char log[16 * 1024];
	pthread_t thread;
	void *err;
	int kmsg;

	kmsg = kmsg_open();
	if (!start_loading(&thread, "init_ms=5000"))
		return;
	if (!ASSERT_OK(kmod_load(Y, ""), "load y"))
		goto join;
	expect_listed("bpf_strlen", X, "common", "coming -", 0);
	load_and_expect("call_strlen", STRLEN_Y);
join:
	pthread_join(thread, &err);
	kmsg_close(kmsg, log, sizeof(log));
	if (!ASSERT_OK((long)err, "load x"))
		goto unload_y;

	expect_last(log, IN_FORCE("bpf_strlen", "all types", "module " Y));
	expect_listed("bpf_strlen", X, "common", "shadowed -", 0);
	expect_listed("bpf_strlen", Y, "common", "active -", 0);
	load_and_expect("call_strlen", STRLEN_Y);
	ASSERT_HAS_SUBSTR(verifier_log, OVERRIDDEN("bpf_strlen", Y), "verifier log");

	kmsg = kmsg_open();
	ASSERT_OK(kmod_unload(Y), "unload y");
	kmsg_close(kmsg, log, sizeof(log));
	expect_last(log, IN_FORCE("bpf_strlen", "all types", "module " X));
	expect_listed("bpf_strlen", X, "common", "active -", 0);
	load_and_expect("call_strlen", STRLEN_X);
	ASSERT_HAS_SUBSTR(verifier_log, OVERRIDDEN("bpf_strlen", X), "verifier log");

	/* the shadowed one leaves */
	if (!ASSERT_OK(kmod_load(Y, ""), "load y")) {
		ASSERT_OK(kmod_unload(X), "unload x");
		return;
	}
	kmsg = kmsg_open();
	ASSERT_OK(kmod_unload(X), "unload x");
	kmsg_close(kmsg, log, sizeof(log));
	expect_last(log, IN_FORCE("bpf_strlen", "all types", "module " Y));
	load_and_expect("call_strlen", STRLEN_Y);
unload_y:
	kmsg = kmsg_open();
	ASSERT_OK(kmod_unload(Y), "unload y");
	kmsg_close(kmsg, log, sizeof(log));
	expect_last(log, IN_FORCE("bpf_strlen", "all types", "vmlinux"));
}

static void expect_log(const char *what, int (*fn)(const char *, const char *),
		       const char *module, const char *params, const char *want)
{
	static char log[16 * 1024], lines[16 * 1024];
	char *line, *rest = log;
	int kmsg;

	kmsg = kmsg_open();
	ASSERT_OK(fn(module, params), what);
	kmsg_close(kmsg, log, sizeof(log));
	lines[0] = 0;
	while ((line = strsep(&rest, "\n")))
		if (strstr(line, FROM_NOW_ON))
			sprintf(lines + strlen(lines), "%s\n", line);
	ASSERT_STREQ(lines, want, what);
}

static int unload(const char *module, const char *params)
{
	return kmod_unload(module);
}

/* For which program types, all lines that there are. */
static void test_log_types(void)
{
	expect_log("x for all", kmod_load, X, "sets=common",
		   IN_FORCE("bpf_strlen", "all types", "module " X));
	expect_log("y for xdp", kmod_load, Y, "sets=xdp",
		   IN_FORCE("bpf_strlen", "xdp", "module " Y));
	expect_log("x leaves", unload, X, "",
		   IN_FORCE("bpf_strlen", "xdp", "module " Y)
		   IN_FORCE("bpf_strlen", "all other types", "vmlinux"));
	load_and_expect("call_strlen", STRLEN_VMLINUX);
	load_and_expect("call_strlen_xdp", STRLEN_Y);
	expect_log("x comes back", kmod_load, X, "sets=common",
		   IN_FORCE("bpf_strlen", "all types", "module " X));
	load_and_expect("call_strlen_xdp", STRLEN_X);
	expect_log("y leaves", unload, Y, "",
		   IN_FORCE("bpf_strlen", "xdp", "module " X));
	expect_log("y for types without kfuncs", kmod_load, Y, "sets=sk_lookup",
		   IN_FORCE("bpf_strlen", "other", "module " Y));
	expect_log("y leaves", unload, Y, "",
		   IN_FORCE("bpf_strlen", "other", "module " X));
	expect_log("x leaves", unload, X, "",
		   IN_FORCE("bpf_strlen", "all types", "vmlinux"));
	/* for all and for some by one module */
	expect_log("x for all and xdp", kmod_load, X, "sets=common+xdp",
		   IN_FORCE("bpf_strlen", "xdp", "module " X)
		   IN_FORCE("bpf_strlen", "all types", "module " X));
	expect_log("x leaves", unload, X, "",
		   IN_FORCE("bpf_strlen", "xdp", "vmlinux")
		   IN_FORCE("bpf_strlen", "all types", "vmlinux"));
}

static void test_refused(void)
{
	static const struct {
		const char *params;
		int err;
		const char *msg;
	} tests[] = {
		{ "set=arg_type", -EINVAL,
		  CANNOT("bpf_strcmp", FAIL)
		  "argument 2" OTHER_TYPE },
		{ "set=arg_name", -EINVAL,
		  CANNOT("bpf_strcasecmp", FAIL)
		  "argument 1 is called 's1', and 's1__ign' in vmlinux" },
		{ "set=arg_count", -EINVAL,
		  CANNOT("bpf_strchr", FAIL)
		  "it has 1 arguments (0 implicit), and 2 (0) in vmlinux" },
		{ "set=ret_type", -EINVAL,
		  CANNOT("bpf_strlen", FAIL)
		  "the return value" OTHER_TYPE },
		{ "set=arg_struct", -EINVAL,
		  CANNOT("bpf_cpumask_full", FAIL)
		  "argument 1" OTHER_TYPE },
		{ "set=struct_size", -EINVAL,
		  CANNOT("bpf_iter_bits_destroy", FAIL)
		  "argument 1" OTHER_TYPE },
		{ "set=struct_members", -EINVAL,
		  CANNOT("bpf_iter_kmem_cache_destroy", FAIL)
		  "argument 1" OTHER_TYPE },
		{ "set=member_name", -EINVAL,
		  CANNOT("bpf_iter_css_destroy", FAIL)
		  "argument 1" OTHER_TYPE },
		{ "set=member_type", -EINVAL,
		  CANNOT("bpf_iter_task_destroy", FAIL)
		  "argument 1" OTHER_TYPE },
		{ "set=member_array", -EINVAL,
		  CANNOT("bpf_iter_dmabuf_destroy", FAIL)
		  "argument 1" OTHER_TYPE },
		{ "set=member_offset", -EINVAL,
		  CANNOT("bpf_cpumask_clear", FAIL)
		  "argument 1" OTHER_TYPE },
		{ "set=implicit_count", -EINVAL,
		  CANNOT("bpf_stream_vprintk", FAIL)
		  "it has 4 arguments (1 implicit), and 5 (1) in vmlinux" },
		{ "set=init_text", -EINVAL,
		  CANNOT("bpf_strnchr", FAIL)
		  "the module's text has no such function, not counting __init, which is freed" },
		{ "set=more_flags", -EINVAL,
		  CANNOT("bpf_strnlen", FAIL)
		  "KF_SLEEPABLE is set by the module only; use the flags that vmlinux has" },
		{ "set=unknown_flag", -EINVAL,
		  CANNOT("bpf_strnlen", FAIL)
		  "an unknown flag is set by the module only" },
		{ "set=less_flags", -EINVAL,
		  CANNOT("bpf_cpumask_empty", FAIL)
		  "KF_RCU is set in vmlinux only" },
		{ "set=other_flag", -EINVAL,
		  CANNOT("bpf_cpumask_empty", FAIL)
		  "KF_DESTRUCTIVE is set by the module only" },
		{ "set=right", -EINVAL,
		  CANNOT("bpf_cpumask_empty", FAIL)
		  NO_KFUNC },
		{ "set=no_func", -EINVAL,
		  CANNOT("bpf_test_override_new", FAIL)
		  NO_KFUNC },
		{ "set=no_kfunc", -EINVAL,
		  CANNOT("bpf_fentry_test2", FAIL)
		  NO_KFUNC },
		{ "set=immutable", -EPERM,
		  CANNOT("bpf_lookup_system_key", FAIL)
		  "it is KF_IMMUTABLE" },
		{ "set=immutable_flag", -EINVAL,
		  CANNOT("bpf_strnlen", FAIL)
		  "KF_IMMUTABLE is set by the module only" },
		{ "set=special", -EOPNOTSUPP,
		  CANNOT("bpf_rcu_read_lock", FAIL)
		  SPECIAL },
		{ "set=special_implicit", -EOPNOTSUPP,
		  CANNOT("bpf_wq_set_callback", FAIL)
		  SPECIAL },
		{ "set=dev_bound", -EOPNOTSUPP,
		  CANNOT("bpf_xdp_metadata_rx_timestamp", FAIL)
		  "the network device may bring the body to call" },
		{ "set=dtor_release", -EOPNOTSUPP,
		  CANNOT("bpf_task_release", FAIL)
		  DTOR },
		{ "set=dtor_acquire", -EOPNOTSUPP,
		  CANNOT("bpf_task_from_pid", FAIL)
		  DTOR },
		{ "set=all_or_nothing", -EOPNOTSUPP,
		  CANNOT("bpf_rcu_read_lock", FAIL)
		  SPECIAL },
		{ "set=no_kfuncs", -EINVAL,
		  "override_btf_kfunc_set() wants a module and a set made by BTF_KFUNCS_START()" },
		{ "set=no_owner", -EINVAL,
		  "override_btf_kfunc_set() wants a module and a set made by BTF_KFUNCS_START()" },
		{ "set=filter", -EINVAL,
		  "module " FAIL " cannot override kfuncs with a filter; an override is for all" },
	};
	int i;

	for (i = 0; i < ARRAY_SIZE(tests); i++) {
		kmod_refused(FAIL, tests[i].params, tests[i].err, tests[i].msg);
		expect_nothing_listed(FAIL);
	}
	/* another function of the kfunc's name would be called */
	kmod_refused(TWIN, "", -EINVAL,
		     CANNOT("bpf_strlen", TWIN) "the module has 2 symbols of that name");
	expect_nothing_listed(TWIN);
	/* vmlinux has the kfunc, but for other programs */
	kmod_refused(X, "sets=common+cpumask_xdp", -EINVAL,
		     CANNOT("bpf_cpumask_weight", X) NO_KFUNC);
	expect_nothing_listed(X);
	load_and_expect("call_strlen", STRLEN_VMLINUX);
}

/* So many of a program's calls go to x. */
static void expect_fdinfo(const char *prog_name, int want)
{
	char path[64], line[256], kfunc[64], module[64];
	struct kfunc_override *skel = load(prog_name);
	const struct bpf_program *prog;
	int fields, seen = 0;
	FILE *f;

	if (!skel)
		return;
	prog = bpf_object__find_program_by_name(skel->obj, prog_name);
	snprintf(path, sizeof(path), "/proc/self/fdinfo/%d", bpf_program__fd(prog));
	f = fopen(path, "r");
	if (ASSERT_OK_PTR(f, path)) {
		while (fgets(line, sizeof(line), f)) {
			if (strncmp(line, "kfunc_override", 14))
				continue;
			fields = sscanf(line, "kfunc_override:\t%63s %63s\n", kfunc, module);
			ASSERT_EQ(fields, 2, line);
			ASSERT_STREQ(module, X, "module");
			ASSERT_STRNEQ(kfunc, "bpf_str", 7, "kfunc");
			seen++;
		}
		fclose(f);
		ASSERT_EQ(seen, want, prog_name);
	}
	kfunc_override__destroy(skel);
}

static void test_info(void)
{
	if (ASSERT_OK(kmod_load(X, ""), "load x")) {
		/* calls it more than once; does not call it */
		expect_fdinfo("call_many", 1);
		expect_fdinfo("call_strcmp", 0);
		ASSERT_OK(kmod_unload(X), "unload x");
	}
	if (ASSERT_OK(kmod_load(X, "sets=strings"), "load x")) {
		load_and_expect("call_strings", 12 * 100 + 2 + 50);
		expect_fdinfo("call_strings", 12);
		ASSERT_OK(kmod_unload(X), "unload x");
	}
}

/* A program holds nothing for a call that dead code elimination has removed. */
static void test_dead_call(void)
{
	struct kfunc_override *skel;

	if (ASSERT_OK(kmod_load(X, ""), "load x")) {
		skel = load("call_dead");
		expect_listed("bpf_strlen", X, "common", "active -", 0);
		expect_fdinfo("call_dead", 0);
		ASSERT_OK(kmod_unload(X), "nothing holds x");
		expect(skel, "call_dead", STRNLEN_VMLINUX);
		kfunc_override__destroy(skel);
	}
	/* another call of the program goes to x as well */
	if (ASSERT_OK(kmod_load(X, "sets=strings"), "load x")) {
		skel = load("call_dead");
		expect(skel, "call_dead", STRNLEN_X);
		expect_listed("bpf_strlen", X, "common", "active -", 0);
		if (skel)
			expect_listed("bpf_strnlen", X, "common", "active -", 1,
				      kfunc_prog_id(skel->progs.call_dead));
		expect_fdinfo("call_dead", 1);
		ASSERT_EQ(kmod_unload_once(X), -EWOULDBLOCK, "x is busy");
		expect(skel, "call_dead", STRNLEN_X);
		kfunc_override__destroy(skel);
		ASSERT_OK(kmod_unload(X), "unload x");
	}
}

/* --- a module stays as long as a program may call it ------------------------ */

static void expect_busy(void)
{
	/* also when there has been time to let go of it */
	kern_sync_rcu();
	usleep(10000);
	ASSERT_EQ(kmod_unload_once(X), -EWOULDBLOCK, "x is busy");
}

static int kfunc_id(const char *name)
{
	struct btf *vmlinux = btf__load_vmlinux_btf();
	int id;

	if (!ASSERT_OK_PTR(vmlinux, "vmlinux btf"))
		return -ENOENT;
	id = btf__find_by_name_kind(vmlinux, name, BTF_KIND_FUNC);
	ASSERT_GT(id, 0, name);
	btf__free(vmlinux);
	return id;
}

/* A program calls the module's body, and fails to load. */
static void fail_to_load(struct bpf_insn *insns, int cnt, int log_size, int want_err,
			 const char *want_msg)
{
	LIBBPF_OPTS(bpf_prog_load_opts, opts, .log_level = 2, .log_buf = verifier_log,
		    .log_size = log_size, .prog_flags = BPF_F_SLEEPABLE);
	int fd;

	insns[2].imm = kfunc_id("bpf_strlen");
	verifier_log[0] = 0;
	fd = bpf_prog_load(BPF_PROG_TYPE_SYSCALL, "fails", "GPL", insns, cnt, &opts);
	if (!ASSERT_EQ(fd, want_err, want_msg) && fd >= 0)
		close(fd);
	/* it got as far as that */
	ASSERT_HAS_SUBSTR(verifier_log, OVERRIDDEN("bpf_strlen", X), "overridden");
	ASSERT_HAS_SUBSTR(verifier_log, want_msg, "why it fails");
}

/* with fail_to_load() to fill in the id */
#define CALL_STRLEN BPF_RAW_INSN(BPF_JMP | BPF_CALL, 0, BPF_PSEUDO_KFUNC_CALL, 0, 0)
#define SET_R1 BPF_MOV64_REG(BPF_REG_1, BPF_REG_10)
#define USE_STACK BPF_ST_MEM(BPF_DW, BPF_REG_10, -400, 0)

static void dies_failed_early(void)
{
	struct bpf_insn same_call[] = {
		SET_R1,
		USE_STACK,
		CALL_STRLEN,
		/* no kfunc: the next call that is looked at */
		BPF_RAW_INSN(BPF_JMP | BPF_CALL, 0, BPF_PSEUDO_KFUNC_CALL, 0, INT_MAX),
		BPF_EXIT_INSN(),
	};
	struct bpf_insn unreachable[] = {
		SET_R1,
		USE_STACK,
		CALL_STRLEN,
		BPF_EXIT_INSN(),
		BPF_EXIT_INSN(),
	};

	fail_to_load(same_call, ARRAY_SIZE(same_call), sizeof(verifier_log), -EINVAL,
		     "kernel btf_id 2147483647 is not a function");
	fail_to_load(unreachable, ARRAY_SIZE(unreachable), sizeof(verifier_log), -EINVAL,
		     "unreachable insn 4");
}

static void dies_failed_verification(void)
{
	struct bpf_insn insns[] = {
		SET_R1,
		USE_STACK,
		CALL_STRLEN,
		BPF_MOV64_REG(BPF_REG_0, BPF_REG_5),
		BPF_EXIT_INSN(),
	};

	fail_to_load(insns, ARRAY_SIZE(insns), sizeof(verifier_log), -EACCES, "R5 !read_ok");
}

/* The verifier has been through all instructions when it adds up stacks. */
static void dies_failed_late(void)
{
	struct bpf_insn insns[] = {
		SET_R1,
		USE_STACK,
		CALL_STRLEN,
		BPF_CALL_REL(1),
		BPF_EXIT_INSN(),
		USE_STACK,
		BPF_MOV64_IMM(BPF_REG_0, 0),
		BPF_EXIT_INSN(),
	};

	fail_to_load(insns, ARRAY_SIZE(insns), sizeof(verifier_log), -EACCES,
		     "combined stack size of 2 calls is");
}

/* All is well, but there is no room to say so. */
static void dies_failed_log(void)
{
	LIBBPF_OPTS(bpf_prog_load_opts, opts, .log_level = 1, .log_buf = verifier_log,
		    .prog_flags = BPF_F_SLEEPABLE);
	struct bpf_insn insns[] = {
		SET_R1,
		USE_STACK,
		CALL_STRLEN,
		BPF_EXIT_INSN(),
	};
	int fd;

	opts.log_size = sizeof(OVERRIDDEN("bpf_strlen", X)) + 16;
	insns[2].imm = kfunc_id("bpf_strlen");
	fd = bpf_prog_load(BPF_PROG_TYPE_SYSCALL, "fails", "GPL", insns, ARRAY_SIZE(insns), &opts);
	if (!ASSERT_EQ(fd, -ENOSPC, "load") && fd >= 0)
		close(fd);
}

static void dies_closed(void)
{
	struct kfunc_override *skel = load("call_strlen");

	expect(skel, "call_strlen", STRLEN_X);
	expect_busy();
	kfunc_override__destroy(skel);
}

static void dies_unpinned(void)
{
	const char *path = "/sys/fs/bpf/kfunc_override";
	struct kfunc_override *skel = load("call_strlen");

	if (!skel)
		return;
	ASSERT_OK(bpf_program__pin(skel->progs.call_strlen, path), "pin");
	kfunc_override__destroy(skel);
	expect_busy();
	ASSERT_OK(unlink(path), "unpin");
}

static void dies_with_link(void)
{
	LIBBPF_OPTS(bpf_test_run_opts, topts);
	struct kfunc_override *skel = load("traced");
	struct bpf_link *link;
	int fd;

	if (!skel)
		return;
	link = bpf_program__attach(skel->progs.traced);
	if (!ASSERT_OK_PTR(link, "attach"))
		goto destroy;
	/* runs the function that is traced */
	ASSERT_OK(bpf_prog_test_run_opts(bpf_program__fd(skel->progs.traced), &topts), "run");
	ASSERT_EQ(skel->bss->seen, STRLEN_X, "seen");

	fd = dup(bpf_link__fd(link));
	bpf_link__destroy(link);
	kfunc_override__destroy(skel);
	expect_busy();
	close(fd);
	return;
destroy:
	kfunc_override__destroy(skel);
}

static void dies_detached(void)
{
	struct kfunc_override *skel = load("call_strlen_xdp");
	struct bpf_link *link;
	int fd;

	if (!skel)
		return;
	link = bpf_program__attach_xdp(skel->progs.call_strlen_xdp, 1 /* lo */);
	if (!ASSERT_OK_PTR(link, "attach")) {
		kfunc_override__destroy(skel);
		return;
	}
	fd = dup(bpf_link__fd(link));
	bpf_link__destroy(link);
	kfunc_override__destroy(skel);
	expect_busy();
	ASSERT_OK(bpf_link_detach(fd), "detach");
	expect_busy();	/* the link has the program still */
	close(fd);
}

/* A freplace program gets what is overridden for the type that it extends. */
static void dies_freplace(void)
{
	struct kfunc_override *target = load("call_replaced"), *skel = NULL;
	struct bpf_program *prog;
	struct bpf_link *link;
	int fd;

	expect(target, "call_replaced", 1);
	prog = open_one(&skel, "replacement");
	if (!target || !prog)
		goto destroy;
	if (!ASSERT_OK(bpf_program__set_attach_target(prog,
						      bpf_program__fd(target->progs.call_replaced),
						      "replaced"), "target") ||
	    !ASSERT_OK(kfunc_override__load(skel), "load"))
		goto destroy;
	ASSERT_HAS_SUBSTR(verifier_log, OVERRIDDEN("bpf_strnlen", X), "overridden");

	link = bpf_program__attach_freplace(prog, 0, NULL);
	if (!ASSERT_OK_PTR(link, "attach"))
		goto destroy;
	expect(target, "call_replaced", STRNLEN_X);

	fd = dup(bpf_link__fd(link));
	bpf_link__destroy(link);
	kfunc_override__destroy(skel);
	expect_busy();
	expect(target, "call_replaced", STRNLEN_X);
	close(fd);
	expect(target, "call_replaced", 1);
	skel = NULL;
destroy:
	kfunc_override__destroy(skel);
	kfunc_override__destroy(target);
}

static void dies_in_tail_call_map(void)
{
	struct kfunc_override *skel = NULL;
	int key = 0, fd, map_fd;

	if (!open_one(&skel, "call_strlen_xdp"))
		goto destroy;
	bpf_program__set_autoload(skel->progs.call_tail, true);
	if (!ASSERT_OK(kfunc_override__load(skel), "load"))
		goto destroy;
	fd = bpf_program__fd(skel->progs.call_strlen_xdp);
	if (!ASSERT_OK(bpf_map_update_elem(bpf_map__fd(skel->maps.tail_calls), &key, &fd, 0),
		       "update"))
		goto destroy;
	expect(skel, "call_tail", STRLEN_X);

	map_fd = dup(bpf_map__fd(skel->maps.tail_calls));
	kfunc_override__destroy(skel);
	expect_busy();
	close(map_fd);
	return;
destroy:
	kfunc_override__destroy(skel);
}

static void dies_in_struct_ops_map(void)
{
	struct kfunc_override *skel = NULL;
	struct bpf_link *link;
	int map_fd;

	if (!open_one(&skel, "test_1"))
		goto destroy;
	bpf_program__set_autoload(skel->progs.test_2, true);
	bpf_map__set_autocreate(skel->maps.testmod_ops, true);
	if (!ASSERT_OK(kfunc_override__load(skel), "load"))
		goto destroy;
	/* bpf_testmod calls both as soon as it has them */
	link = bpf_map__attach_struct_ops(skel->maps.testmod_ops);
	if (!ASSERT_OK_PTR(link, "attach"))
		goto destroy;
	ASSERT_EQ(skel->bss->seen, STRLEN_X, "seen");

	map_fd = dup(bpf_map__fd(skel->maps.testmod_ops));
	bpf_link__destroy(link);
	kfunc_override__destroy(skel);
	expect_busy();
	close(map_fd);
	return;
destroy:
	kfunc_override__destroy(skel);
}

static void test_pinned(void)
{
	static const struct {
		const char *name;
		void (*live_and_die)(void);
	} ways[] = {
		{ "failed_early", dies_failed_early },
		{ "failed_verification", dies_failed_verification },
		{ "failed_late", dies_failed_late },
		{ "failed_log", dies_failed_log },
		{ "closed", dies_closed },
		{ "unpinned", dies_unpinned },
		{ "link", dies_with_link },
		{ "detached", dies_detached },
		{ "freplace", dies_freplace },
		{ "tail_call_map", dies_in_tail_call_map },
		{ "struct_ops_map", dies_in_struct_ops_map },
	};
	char name[64];
	int i;

	for (i = 0; i < ARRAY_SIZE(ways); i++) {
		snprintf(name, sizeof(name), "pinned_%s", ways[i].name);
		if (!test__start_subtest(name))
			continue;
		if (!ASSERT_OK(kmod_load(X, "sets=common+types"), "load x"))
			return;
		ways[i].live_and_die();
		ASSERT_OK(kmod_unload(X), "nothing holds x");
	}
}

/* Whoever cannot have a name is told about overriding, if that would help. */
static void test_hint(void)
{
	static const char * const no_help[] = {
		"set=vmlinux_kfunc", "set=vmlinux_func", "set=vmlinux_impl", "set=impl_in_vmlinux",
		"set=vmlinux_special", "set=vmlinux_immutable",
	};
	static const char hint[] = "to replace that of vmlinux call override_btf_kfunc_set()\n";
	static char log[64 * 1024];
	int i, kmsg;

	kmod_refused(NAMES_X, "set=vmlinux_same", -EINVAL, "kfunc bpf_strnlen of " NAMES_X
		     ": to replace that of vmlinux call override_btf_kfunc_set()\n");
	for (i = 0; i < ARRAY_SIZE(no_help); i++) {
		kmsg = kmsg_open();
		ASSERT_EQ(kmod_load(NAMES_X, no_help[i]), -EINVAL, no_help[i]);
		kmsg_close(kmsg, log, sizeof(log));
		ASSERT_NULL(strstr(log, hint), no_help[i]);
	}
}

void serial_test_kfunc_override(void)
{
	if (test__start_subtest("basic"))
		test_basic();
	if (test__start_subtest("calls"))
		test_calls();
	if (test__start_subtest("stacked"))
		test_stacked();
	if (test__start_subtest("types"))
		test_types();
	if (test__start_subtest("two_sets"))
		test_two_sets();
	if (test__start_subtest("implicit"))
		test_implicit();
	if (test__start_subtest("trace"))
		test_trace();
	if (test__start_subtest("no_type"))
		test_no_type();
	if (test__start_subtest("twice"))
		test_twice();
	if (test__start_subtest("late"))
		test_late();
	if (test__start_subtest("failed_init"))
		test_failed_init();
	if (test__start_subtest("coming"))
		test_coming();
	if (test__start_subtest("going"))
		test_going();
	if (test__start_subtest("order"))
		test_order();
	if (test__start_subtest("log_types"))
		test_log_types();
	if (test__start_subtest("refused"))
		test_refused();
	if (test__start_subtest("hint"))
		test_hint();
	if (test__start_subtest("info"))
		test_info();
	if (test__start_subtest("dead_call"))
		test_dead_call();
	test_pinned();
}
