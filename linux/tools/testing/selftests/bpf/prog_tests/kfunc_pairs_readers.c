// SPDX-License-Identifier: GPL-2.0
/* Everybody but the verifier's own checks who reads the prototype, the flags or
 * the name of a kfunc with implicit arguments, and every kind of caller.
 */
#include <test_progs.h>
#include <sys/stat.h>
#include <bpf/btf.h>
#include "bpf/libbpf_internal.h"
#include "kfunc_kmod.h"
#include "kfunc_run.h"

/* as in progs/kfunc_pairs_tracing.c */
struct seen {
	__u64 hits;
	__u64 nr_args;
	__u64 args[2];
	__u64 ctx_arg;
	long beyond;
	__u32 prog_id;
	__s32 ret;
	__s32 ctx_ret;
};

#include "kfunc_pairs_calls.skel.h"
#include "kfunc_pairs_cpuv1.skel.h"
#include "kfunc_pairs_cpuv2.skel.h"
#include "kfunc_pairs_cpuv3.skel.h"
#include "kfunc_pairs_cpuv4.skel.h"
#include "kfunc_pairs_freplace.skel.h"
#include "kfunc_pairs_light.lskel.h"
#include "kfunc_pairs_pro_epilogue.skel.h"
#include "kfunc_pairs_tracing.skel.h"
#include "kfunc_pairs_twins.skel.h"
#include "kfunc_pairs_vmlinux_h.skel.h"

#define TRACED		"bpf_test_implicit_traced"
#define IMPLICIT_TAG	"__attribute__((btf_type_tag(\"implicit:bpf_prog_aux\")))"

static struct bpf_prog_info prog_info(int fd)
{
	struct bpf_prog_info info = {};
	__u32 len = sizeof(info);

	ASSERT_OK(bpf_prog_get_info_by_fd(fd, &info, &len), "prog_info");
	return info;
}

static int run_fd(int fd, enum bpf_prog_type type)
{
	LIBBPF_OPTS(bpf_test_run_opts, topts);
	int dummy_ops_state = 0;
	__u64 args[1] = { (unsigned long)&dummy_ops_state };
	char pkt[64] = {};

	if (type == BPF_PROG_TYPE_SCHED_CLS || type == BPF_PROG_TYPE_XDP) {
		topts.data_in = pkt;
		topts.data_size_in = sizeof(pkt);
	} else if (type == BPF_PROG_TYPE_STRUCT_OPS) {
		topts.ctx_in = args;
		topts.ctx_size_in = sizeof(args);
	}
	if (!ASSERT_OK(bpf_prog_test_run_opts(fd, &topts), "test_run"))
		return -EINVAL;
	return topts.retval;
}

static int run(const struct bpf_program *prog)
{
	return run_fd(bpf_program__fd(prog), bpf_program__type(prog));
}

/* The workqueue is another thread: give it time, but not for ever. */
static void wait_for(const int *val, int want)
{
	int i;

	for (i = 0; i < 10000 && READ_ONCE(*val) != want; i++)
		usleep(1000);
	ASSERT_EQ(READ_ONCE(*val), want, "callback runs");
}

static struct kfunc_pairs_tracing *open_tracing(bool attach)
{
	struct kfunc_pairs_tracing *skel;

	skel = kfunc_pairs_tracing__open_and_load();
	if (!ASSERT_OK_PTR(skel, "open_and_load"))
		return NULL;
	skel->bss->my_pid = getpid();
	if (attach && !ASSERT_OK(kfunc_pairs_tracing__attach(skel), "attach")) {
		kfunc_pairs_tracing__destroy(skel);
		return NULL;
	}
	return skel;
}

static void check_seen(const struct seen *seen, __u64 hits, __u32 id, const char *who)
{
	ASSERT_EQ(seen->hits, hits, who);
	ASSERT_EQ(seen->nr_args, 2, who);
	ASSERT_EQ((int)seen->args[0], 1000, who);
	ASSERT_EQ(seen->prog_id, id, who);
	ASSERT_EQ(seen->beyond, -EINVAL, who);
}

static void check_seen_impl(const struct seen *seen, __u64 hits, __u32 id, const char *who)
{
	check_seen(seen, hits, id, who);
	ASSERT_NEQ(seen->ctx_arg, 0, who);
	ASSERT_EQ(seen->ctx_arg, seen->args[1], who);
}

static void check_ret(const struct seen *seen, int ret, const char *who)
{
	ASSERT_EQ(seen->ret, ret, who);
	ASSERT_EQ(seen->ctx_ret, ret, who);
}

/* Programs attached by either name are on one trampoline, which passes on the
 * implicit argument: the function, which uses it, returns the right value.
 */
static void test_trampoline(void)
{
	struct kfunc_pairs_tracing *skel = open_tracing(true);
	const struct bpf_program *callers[2];
	int i;

	if (!skel)
		return;
	callers[0] = skel->progs.call_new;
	callers[1] = skel->progs.call_old;

	for (i = 0; i < ARRAY_SIZE(callers); i++) {
		__u32 id = kfunc_prog_id(callers[i]);

		skel->bss->modret_val = 0;
		ASSERT_EQ(run(callers[i]), 1000 + id, "return value");
		check_seen(&skel->bss->entry, 2 * i + 1, id, "fentry");
		check_seen_impl(&skel->bss->entry_impl, 2 * i + 1, id, "fentry impl");
		check_seen_impl(&skel->bss->entry_sleepable, 2 * i + 1, id, "fentry.s impl");
		check_seen(&skel->bss->modret, i + 1, id, "fmod_ret");
		check_seen_impl(&skel->bss->modret_impl, i + 1, id, "fmod_ret impl");
		check_seen_impl(&skel->bss->modret_sleepable, 2 * i + 1, id, "fmod_ret.s impl");
		check_seen(&skel->bss->leave, 2 * i + 1, id, "fexit");
		check_seen_impl(&skel->bss->leave_impl, 2 * i + 1, id, "fexit impl");
		check_seen_impl(&skel->bss->leave_sleepable, 2 * i + 1, id, "fexit.s impl");
		check_ret(&skel->bss->leave, 1000 + id, "fexit value");
		check_ret(&skel->bss->leave_impl, 1000 + id, "fexit impl value");
		check_ret(&skel->bss->leave_sleepable, 1000 + id, "fexit.s impl value");
		/* nothing has been returned yet */
		ASSERT_EQ(skel->bss->modret.ctx_ret, 0, "fmod_ret value");
		ASSERT_EQ(skel->bss->modret_impl.ctx_ret, 0, "fmod_ret impl value");
		ASSERT_EQ(skel->bss->entry.args[1], skel->bss->leave_impl.args[1],
			  "argument at entry and exit");

		/* the program attached last runs first and ends the call */
		skel->bss->modret_val = -5;
		ASSERT_EQ(run(callers[i]), -5, "modified return value");
		check_seen(&skel->bss->leave, 2 * i + 2, id, "fexit after fmod_ret");
		check_ret(&skel->bss->leave, -5, "fexit modified value");
	}

	ASSERT_EQ(prog_info(bpf_program__fd(skel->progs.at_entry_impl)).attach_btf_id,
		  prog_info(bpf_program__fd(skel->progs.at_entry)).attach_btf_id,
		  "attach_btf_id");
	kfunc_pairs_tracing__destroy(skel);
}

/* Four arguments by the interface, five by the _impl FUNC. */
static void test_return_value(void)
{
	struct kfunc_pairs_tracing *skel = open_tracing(true);
	const struct seen *seen[3];
	int i, ret;

	if (!skel)
		return;
	seen[0] = &skel->bss->leave_stream;
	seen[1] = &skel->bss->leave_stream_sub;
	seen[2] = &skel->bss->leave_stream_impl;

	ret = run(skel->progs.call_stream);
	ASSERT_EQ(ret, -ENOENT, "no such stream");
	for (i = 0; i < ARRAY_SIZE(seen); i++) {
		ASSERT_EQ(seen[i]->hits, 1, "hits");
		ASSERT_EQ(seen[i]->nr_args, 5, "arguments");
		ASSERT_EQ(seen[i]->prog_id, kfunc_prog_id(skel->progs.call_stream), "implicit argument");
		check_ret(seen[i], ret, "return value");
	}
	ASSERT_EQ(seen[2]->ctx_arg, seen[2]->args[1], "implicit argument in ctx");
	kfunc_pairs_tracing__destroy(skel);
}

static int add_to_array(int map, int key, const struct bpf_program *prog)
{
	int fd = bpf_program__fd(prog);

	return bpf_map_update_elem(map, &key, &fd, 0);
}

/* A program may tail call only those for which the trampoline saves the same: equal
 * prototypes of what they are attached by do not mean that.
 */
static void test_prog_array(void)
{
	struct kfunc_pairs_tracing *skel = open_tracing(false);
	int map;

	if (!skel)
		return;
	map = bpf_map_create(BPF_MAP_TYPE_PROG_ARRAY, "progs", 4, 4, 4, NULL);
	if (ASSERT_OK_FD(map, "map")) {
		ASSERT_OK(add_to_array(map, 0, skel->progs.at_exit), "interface");
		ASSERT_OK(add_to_array(map, 1, skel->progs.at_exit_impl), "_impl");
		ASSERT_EQ(add_to_array(map, 2, skel->progs.at_exit_plain), -EINVAL, "plain");
		close(map);
	}
	kfunc_pairs_tracing__destroy(skel);
}

/* fexit alone, and attached for a second time, which is another code path. */
static void test_reattach(void)
{
	struct kfunc_pairs_tracing *skel = open_tracing(false);
	struct bpf_link *link, *other;
	int i;

	if (!skel)
		return;
	for (i = 1; i <= 2; i++) {
		__u32 id = kfunc_prog_id(skel->progs.call_new);

		link = bpf_program__attach(skel->progs.at_exit_impl);
		other = bpf_program__attach(skel->progs.at_exit);
		if (ASSERT_OK_PTR(link, "attach impl") && ASSERT_OK_PTR(other, "attach")) {
			ASSERT_EQ(run(skel->progs.call_new), 1000 + id, "return value");
			check_seen_impl(&skel->bss->leave_impl, i, id, "fexit impl");
			check_seen(&skel->bss->leave, i, id, "fexit");
		}
		bpf_link__destroy(other);
		bpf_link__destroy(link);
	}
	kfunc_pairs_tracing__destroy(skel);
}

/* --- kprobe and fprobe events, function and function graph tracer ------------ */

static char tracefs[PATH_MAX];

static int write_tracefs(const char *file, const char *val, int flags)
{
	char path[PATH_MAX + 100];
	int fd, err = 0;

	snprintf(path, sizeof(path), "%s/%s", tracefs, file);
	fd = open(path, O_WRONLY | flags);
	if (fd < 0)
		return -errno;
	if (write(fd, val, strlen(val)) < 0)
		err = -errno;
	close(fd);
	return err;
}

/* A line of the trace has both. */
static void check_trace(const char *instance, const char *what, const char *args)
{
	char path[PATH_MAX + 100], line[1000];
	bool found = false;
	FILE *f;

	snprintf(path, sizeof(path), "%s/%s/trace", tracefs, instance);
	f = fopen(path, "r");
	if (!ASSERT_OK_PTR(f, path))
		return;
	while (fgets(line, sizeof(line), f)) {
		if (!strstr(line, what))
			continue;
		found = found || strstr(line, args);
		if (!found)
			printf("found: %swanted: %s\n", line, args);
	}
	ASSERT_TRUE(found, what);
	fclose(f);
}

static bool has_tracefs(const char *file)
{
	char path[PATH_MAX + 100];

	snprintf(tracefs, sizeof(tracefs), "%s", access("/sys/kernel/tracing/trace", F_OK) ?
		 "/sys/kernel/debug/tracing" : "/sys/kernel/tracing");
	snprintf(path, sizeof(path), "%s/%s", tracefs, file);
	return !access(path, F_OK);
}

/* What the kernel function gets from @skel's program, as fentry sees it. */
static __u64 implicit_arg(struct kfunc_pairs_tracing *skel)
{
	struct bpf_link *link = bpf_program__attach(skel->progs.at_entry);

	if (!ASSERT_OK_PTR(link, "attach"))
		return 0;
	run(skel->progs.call_new);
	bpf_link__destroy(link);
	ASSERT_NEQ(skel->bss->entry.args[1], 0, "implicit argument");
	return skel->bss->entry.args[1];
}

#define INSTANCE "instances/kfunc_pairs"

static bool new_instance(void)
{
	char path[PATH_MAX + 100];

	snprintf(path, sizeof(path), "%s/" INSTANCE, tracefs);
	return ASSERT_OK(mkdir(path, 0700), "trace instance");
}

static void remove_instance(void)
{
	char path[PATH_MAX + 100];

	snprintf(path, sizeof(path), "%s/" INSTANCE, tracefs);
	ASSERT_OK(rmdir(path), "remove trace instance");
}

static void test_probe_events(void)
{
	static const char * const events[] = {
		"p:kfunc_impl/kprobe " TRACED " $arg*",
		"r:kfunc_impl/kretprobe " TRACED " aux=aux ret=$retval",
		"f:kfunc_impl/fprobe " TRACED " $arg*",
		"f:kfunc_impl/fprobe_exit " TRACED "%return aux=aux ret=$retval",
	};
	struct kfunc_pairs_tracing *skel;
	char want[100];
	__u32 id;
	int i;

	if (!has_tracefs("dynamic_events")) {
		test__skip();
		return;
	}
	skel = open_tracing(false);
	if (!skel)
		return;
	id = kfunc_prog_id(skel->progs.call_new);
	implicit_arg(skel);
	if (!new_instance())
		goto destroy;

	for (i = 0; i < ARRAY_SIZE(events); i++)
		ASSERT_OK(write_tracefs("dynamic_events", events[i], O_APPEND), events[i]);
	ASSERT_ERR(write_tracefs("dynamic_events", "p:kfunc_impl/none " TRACED "_impl", O_APPEND),
		   "no such symbol");

	if (ASSERT_OK(write_tracefs(INSTANCE "/events/kfunc_impl/enable", "1", 0), "enable")) {
		ASSERT_EQ(run(skel->progs.call_new), 1000 + id, "return value");
		ASSERT_OK(write_tracefs(INSTANCE "/events/kfunc_impl/enable", "0", 0), "disable");
	}

	snprintf(want, sizeof(want), ") a=1000 aux=0x%llx\n", skel->bss->entry.args[1]);
	check_trace(INSTANCE, " kprobe: (" TRACED "+", want);
	check_trace(INSTANCE, " fprobe: (" TRACED "+", want);
	snprintf(want, sizeof(want), "- " TRACED ") aux=0x%llx ret=%u\n",
		 skel->bss->entry.args[1], 1000 + id);
	check_trace(INSTANCE, " kretprobe: (", want);
	check_trace(INSTANCE, " fprobe_exit: (", want);

	remove_instance();
	for (i = 0; i < ARRAY_SIZE(events); i++) {
		snprintf(want, sizeof(want), "-%.*s", (int)strcspn(events[i] + 1, " "),
			 events[i] + 1);
		ASSERT_OK(write_tracefs("dynamic_events", want, O_APPEND), want);
	}
destroy:
	kfunc_pairs_tracing__destroy(skel);
}

static void test_func_args(const char *tracer, const char *option)
{
	struct kfunc_pairs_tracing *skel;
	char want[100], path[100];
	__u32 id;

	snprintf(path, sizeof(path), "options/%s", option);
	if (!has_tracefs(path)) {
		test__skip();
		return;
	}
	skel = open_tracing(false);
	if (!skel)
		return;
	id = kfunc_prog_id(skel->progs.call_new);
	implicit_arg(skel);
	if (!new_instance())
		goto destroy;

	snprintf(path, sizeof(path), INSTANCE "/options/%s", option);
	if (ASSERT_OK(write_tracefs(INSTANCE "/set_ftrace_filter", TRACED, 0), "filter") &&
	    ASSERT_OK(write_tracefs(INSTANCE "/current_tracer", tracer, 0), tracer) &&
	    ASSERT_OK(write_tracefs(path, "1", 0), option)) {
		ASSERT_EQ(run(skel->progs.call_new), 1000 + id, "return value");
		ASSERT_OK(write_tracefs(INSTANCE "/tracing_on", "0", 0), "tracing_on");
		snprintf(want, sizeof(want), "(a=1000, aux=0x%llx)", skel->bss->entry.args[1]);
		check_trace(INSTANCE, TRACED, want);
	}
	ASSERT_OK(write_tracefs(INSTANCE "/current_tracer", "nop", 0), "nop");
	remove_instance();
destroy:
	kfunc_pairs_tracing__destroy(skel);
}

/* --- callers ------------------------------------------------------------------ */

static void test_callers(struct kfunc_pairs_calls *skel)
{
	int key = 0, fd = bpf_program__fd(skel->progs.tail_callee);
	struct bpf_program *prog;

	ASSERT_OK(bpf_map__update_elem(skel->maps.jmp_table, &key, sizeof(key),
				       &fd, sizeof(fd), 0), "tail call");

	bpf_object__for_each_program(prog, skel->obj) {
		const char *name = bpf_program__name(prog);

		if (!bpf_program__autoload(prog) || prog == skel->progs.tail_caller)
			continue;
		if (test__start_subtest(name))
			ASSERT_EQ(run(prog), kfunc_prog_id(prog), name);
	}

	if (test__start_subtest("tail_caller")) {
		ASSERT_EQ(run(skel->progs.tail_caller), kfunc_prog_id(skel->progs.tail_callee),
			  "tail callee");
		ASSERT_EQ(skel->bss->tail_caller_id, kfunc_prog_id(skel->progs.tail_caller),
			  "tail caller");
	}

	if (test__start_subtest("async_callback")) {
		if (!skel->bss->wq_id)
			run(skel->progs.from_async_callback);
		wait_for(&skel->bss->wq_id, kfunc_prog_id(skel->progs.from_async_callback));
	}
}

static void test_freplace(struct kfunc_pairs_calls *target)
{
	int target_fd = bpf_program__fd(target->progs.from_global_subprog);
	struct kfunc_pairs_freplace *skel;

	skel = kfunc_pairs_freplace__open();
	if (!ASSERT_OK_PTR(skel, "open"))
		return;
	if (ASSERT_OK(bpf_program__set_attach_target(skel->progs.replacement, target_fd,
						     "replaceable"), "set_attach_target") &&
	    ASSERT_OK(kfunc_pairs_freplace__load(skel), "load") &&
	    ASSERT_OK(kfunc_pairs_freplace__attach(skel), "attach"))
		ASSERT_EQ(run(target->progs.from_global_subprog),
			  kfunc_prog_id(skel->progs.replacement), "retval");
	kfunc_pairs_freplace__destroy(skel);
}

/* What a struct_ops provider inserts calls the kfunc of vmlinux by either name,
 * with the program's implicit argument.
 */
static void test_pro_epilogue(void)
{
	struct kfunc_pairs_pro_epilogue *skel;
	char buf[64] = {};
	int fd, len;

	skel = kfunc_pairs_pro_epilogue__open_and_load();
	if (!ASSERT_OK_PTR(skel, "open_and_load"))
		return;
	if (!ASSERT_OK(kfunc_pairs_pro_epilogue__attach(skel), "attach"))
		goto destroy;
	ASSERT_EQ(run(skel->progs.call), 0, "retval");
	fd = bpf_program__fd(skel->progs.test_implicit_pro_epilogue);
	len = bpf_prog_stream_read(fd, BPF_STREAM_STDOUT, buf, sizeof(buf) - 1, NULL);
	ASSERT_GT(len, 0, "stream_read");
	ASSERT_EQ(skel->bss->own_ret, 0, "own call");
	ASSERT_STREQ(buf, "prologue own 0 epilogue", "stream");
destroy:
	kfunc_pairs_pro_epilogue__destroy(skel);
}

static void test_light(void)
{
	struct kfunc_pairs_light_lskel *skel;
	__u32 id;

	skel = kfunc_pairs_light_lskel__open_and_load();
	if (!ASSERT_OK_PTR(skel, "open_and_load"))
		return;
	id = prog_info(skel->progs.both_spellings.prog_fd).id;
	ASSERT_EQ(run_fd(skel->progs.both_spellings.prog_fd, BPF_PROG_TYPE_SYSCALL), 0, "retval");
	ASSERT_EQ(skel->bss->prog_id, id, "new spelling");
	ASSERT_EQ(skel->bss->prog_id_old, id, "old spelling");
	wait_for(&skel->bss->callbacks, 1);
	kfunc_pairs_light_lskel__destroy(skel);
}

/* vmlinux.h alone, and with it the tracing of a kfunc of vmlinux. */
static void test_vmlinux_h(void)
{
	struct kfunc_pairs_tracing *tracing = open_tracing(true);
	struct kfunc_pairs_vmlinux_h *skel;

	if (!tracing)
		return;
	skel = kfunc_pairs_vmlinux_h__open_and_load();
	if (ASSERT_OK_PTR(skel, "open_and_load")) {
		ASSERT_EQ(run(skel->progs.both_spellings), 0, "retval");
		ASSERT_EQ(tracing->bss->entry_wq.hits, 2, "calls");
		ASSERT_EQ(tracing->bss->entry_wq.nr_args, 4, "arguments");
		ASSERT_EQ(tracing->bss->entry_wq.prog_id, kfunc_prog_id(skel->progs.both_spellings),
			  "implicit argument");
	}
	kfunc_pairs_vmlinux_h__destroy(skel);
	kfunc_pairs_tracing__destroy(tracing);
}

#define test_cpu(v)								\
({										\
	struct kfunc_pairs_cpu##v *skel;				\
										\
	skel = kfunc_pairs_cpu##v##__open_and_load();			\
	if (ASSERT_OK_PTR(skel, "open_and_load")) {				\
		ASSERT_EQ(run(skel->progs.new_spelling), 15, "new spelling");	\
		ASSERT_EQ(run(skel->progs.old_spelling), 15, "old spelling");	\
	}									\
	kfunc_pairs_cpu##v##__destroy(skel);				\
})

/* --- bpftool ------------------------------------------------------------------- */

static void check_bpftool(const char *args, const char * const *want, int cnt)
{
	char cmd[200], line[4096];
	__u32 found = 0;
	FILE *f;
	int i;

	/* ./bpftool may be one that can do no more than what builds need */
	if (access("./tools/sbin/bpftool", X_OK)) {
		test__skip();
		return;
	}
	snprintf(cmd, sizeof(cmd), "./tools/sbin/bpftool %s", args);
	f = popen(cmd, "r");
	if (!ASSERT_OK_PTR(f, cmd))
		return;
	while (fgets(line, sizeof(line), f))
		for (i = 0; i < cnt; i++)
			if (strstr(line, want[i]))
				found |= 1 << i;
	ASSERT_OK(pclose(f), cmd);
	for (i = 0; i < cnt; i++)
		ASSERT_TRUE(found & 1 << i, want[i]);
}

static void test_bpftool_btf(void)
{
	static const char * const want[] = {
		"extern int " TRACED "(int a) __weak __ksym;\n",
		"extern int " TRACED "_impl(int a, void " IMPLICIT_TAG " *aux) __weak __ksym;\n",
	};

	check_bpftool("btf dump file /sys/kernel/btf/bpf_test_kfunc_pairs_trace format c",
		      want, ARRAY_SIZE(want));
}

static void test_bpftool_xlated(const struct bpf_program *prog)
{
	static const char * const want[] = {
		"r1 = 0x",
		"call bpf_test_implicit_prog_id#",
	};
	char args[100];

	snprintf(args, sizeof(args), "prog dump xlated id %u", kfunc_prog_id(prog));
	check_bpftool(args, want, ARRAY_SIZE(want));
}

/* --- ids ----------------------------------------------------------------------- */

static struct btf *module_btf(const char *module, int *fd)
{
	struct btf *vmlinux_btf = btf__load_vmlinux_btf(), *btf = NULL;

	if (!ASSERT_OK_PTR(vmlinux_btf, "vmlinux BTF"))
		return NULL;

	*fd = kmod_btf_fd(module);
	if (*fd >= 0)
		btf = btf__load_module_btf(module, vmlinux_btf);
	if (!ASSERT_OK_PTR(btf, module)) {
		close(*fd);
		btf__free(vmlinux_btf);
	}
	return btf;
}

static void free_module_btf(struct btf *btf, int fd)
{
	struct btf *base = (struct btf *)btf__base_btf(btf);

	btf__free(btf);
	btf__free(base);
	close(fd);
}

static __s32 module_func(const char *module, const char *func)
{
	struct btf *btf;
	__s32 id;
	int fd;

	btf = module_btf(module, &fd);
	if (!btf)
		return 0;
	id = btf__find_by_name_kind_own(btf, func, BTF_KIND_FUNC);
	ASSERT_GT(id, 0, func);
	free_module_btf(btf, fd);
	return id;
}

static void test_twins(void)
{
	struct kfunc_pairs_twins *skel;

	ASSERT_EQ(module_func("bpf_test_kfunc_pairs_x", "bpf_test_implicit_x"),
		  module_func("bpf_test_kfunc_pairs_y", "bpf_test_implicit_y"), "interface id");
	ASSERT_EQ(module_func("bpf_test_kfunc_pairs_x", "bpf_test_implicit_x_impl"),
		  module_func("bpf_test_kfunc_pairs_y", "bpf_test_implicit_y_impl"), "_impl id");

	skel = kfunc_pairs_twins__open_and_load();
	if (!ASSERT_OK_PTR(skel, "open_and_load"))
		return;
	ASSERT_EQ(run(skel->progs.xy), 'x' << 8 | 'y', "xy");
	ASSERT_EQ(run(skel->progs.yx), 'y' << 8 | 'x', "yx");
	ASSERT_EQ(run(skel->progs.xy_old), 'x' << 8 | 'y', "xy_old");
	ASSERT_EQ(run(skel->progs.yx_old), 'y' << 8 | 'x', "yx_old");
	kfunc_pairs_twins__destroy(skel);
}

/* Kernel functions cannot be replaced, whatever they are called. */
static void test_freplace_kernel(void)
{
	struct bpf_insn insns[] = {
		BPF_MOV64_IMM(BPF_REG_0, 0),
		BPF_EXIT_INSN(),
	};
	LIBBPF_OPTS(bpf_prog_load_opts, opts);
	char log[1000] = {};
	struct btf *btf;
	int fd, prog_fd;

	btf = module_btf("bpf_test_kfunc_pairs_trace", &fd);
	if (!btf)
		return;
	opts.log_buf = log;
	opts.log_size = sizeof(log);
	opts.log_level = 1;
	opts.attach_btf_obj_fd = fd;
	opts.attach_btf_id = btf__find_by_name_kind_own(btf, TRACED "_impl", BTF_KIND_FUNC);
	prog_fd = bpf_prog_load(BPF_PROG_TYPE_EXT, "ext", "GPL", insns, ARRAY_SIZE(insns), &opts);
	if (!ASSERT_LT(prog_fd, 0, "load"))
		close(prog_fd);
	ASSERT_HAS_SUBSTR(log, "Cannot replace kernel functions", "message");
	free_module_btf(btf, fd);
}

static void run_subtests(void)
{
	struct kfunc_pairs_calls *calls;

	RUN_TESTS(kfunc_pairs_tracing);
	if (test__start_subtest("trampoline"))
		test_trampoline();
	if (test__start_subtest("return_value"))
		test_return_value();
	if (test__start_subtest("prog_array"))
		test_prog_array();
	if (test__start_subtest("reattach"))
		test_reattach();
	if (test__start_subtest("probe_events"))
		test_probe_events();
	if (test__start_subtest("func_args"))
		test_func_args("function", "func-args");
	if (test__start_subtest("funcgraph_args"))
		test_func_args("function_graph", "funcgraph-args");

	RUN_TESTS(kfunc_pairs_calls);
	calls = kfunc_pairs_calls__open_and_load();
	if (ASSERT_OK_PTR(calls, "open_and_load")) {
		test_callers(calls);
		if (test__start_subtest("freplace"))
			test_freplace(calls);
		if (test__start_subtest("bpftool_xlated"))
			test_bpftool_xlated(calls->progs.from_static_subprog_old);
	}
	kfunc_pairs_calls__destroy(calls);

	if (test__start_subtest("freplace_kernel"))
		test_freplace_kernel();
	if (test__start_subtest("pro_epilogue"))
		test_pro_epilogue();
	if (test__start_subtest("light_skeleton"))
		test_light();
	if (test__start_subtest("vmlinux_h"))
		test_vmlinux_h();
	if (test__start_subtest("bpftool_btf"))
		test_bpftool_btf();
	if (test__start_subtest("cpuv1"))
		test_cpu(v1);
	if (test__start_subtest("cpuv2"))
		test_cpu(v2);
	if (test__start_subtest("cpuv3"))
		test_cpu(v3);
	if (test__start_subtest("cpuv4"))
		test_cpu(v4);
	if (test__start_subtest("twins"))
		test_twins();
}

/* serial: loads modules, and traces a function that other tests call */
void serial_test_kfunc_pairs_readers(void)
{
	static const char * const modules[] = {
		"bpf_test_kfunc_pairs", "bpf_test_kfunc_pairs_trace",
		"bpf_test_kfunc_pairs_x", "bpf_test_kfunc_pairs_y",
	};
	const bool verbose = env.verbosity > VERBOSE_NONE;
	char path[100];
	int i;

	for (i = 0; i < ARRAY_SIZE(modules); i++) {
		snprintf(path, sizeof(path), "%s.ko", modules[i]);
		if (!ASSERT_OK(load_module(path, verbose), path))
			break;
	}
	if (i == ARRAY_SIZE(modules))
		run_subtests();
	while (i--)
		ASSERT_OK(unload_module(modules[i], verbose), modules[i]);
}
