// SPDX-License-Identifier: GPL-2.0
/* What the kernel checks when a module with kfuncs with implicit arguments is
 * loaded, with damaged modules. A bad pair of FUNCs costs the module that kfunc and
 * nothing else, a set that does not fit the pairs the module.
 */
#include <linux/filter.h>
#include "kfunc_ko.h"

/* --- damages ------------------------------------------------------------------- */

#define ARGS	"bpf_test_kfunc_pairs"
#define TRACE	"bpf_test_kfunc_pairs_trace"
#define SUM	"bpf_test_implicit_sum"
#define SLEEP	"bpf_test_implicit_sleep"
#define TRACED	"bpf_test_implicit_traced"

static void unresolved_pair(struct ko *ko)
{
	pair_of(ko, SUM)->impl_id = 0;
}

static void pair_of_no_func(struct ko *ko)
{
	struct pair *pair = pair_of(ko, SUM);

	pair->impl_id = func_in_image(ko, SUM "_impl")->type;
}

static void foreign_pair(struct ko *ko)
{
	pair_of(ko, SUM)->impl_id = pair_of(ko, SLEEP)->impl_id;
}

/* of no type, and beyond what a distilled base maps */
static void far_pair(struct ko *ko)
{
	pair_of(ko, SUM)->impl_id = 0x7ffffff0;
}

static void swapped_pair(struct ko *ko)
{
	struct pair *pair = pair_of(ko, SUM);

	*pair = (struct pair){ pair->impl_id, pair->interface_id };
}

static void other_arguments(struct ko *ko)
{
	struct btf_type *proto = type_in_image(ko, func_in_image(ko, SUM)->type);

	btf_params(proto)[0].type = btf_params(proto)[1].type;
}

static void other_return_type(struct ko *ko)
{
	struct btf_type *proto = type_in_image(ko, func_in_image(ko, SUM "_impl")->type);

	proto->type = btf_params(proto)[0].type;
}

static void nothing_implicit(struct ko *ko)
{
	func_in_image(ko, SUM)->type = func_in_image(ko, SUM "_impl")->type;
}

static void unknown_kind(struct ko *ko)
{
	const struct btf_type *t, *proto;
	const char *name;

	proto = btf__type_by_id(ko->btf, func_in_image(ko, SUM "_impl")->type);
	t = btf__type_by_id(ko->btf, btf_params(proto)[4].type);
	t = btf__type_by_id(ko->btf, t->type);
	name = btf__name_by_offset(ko->btf, t->name_off);
	if (ASSERT_STREQ(name, "implicit:bpf_prog_aux", "type tag"))
		memcpy(btf_in_image(ko, name), "implicit:bpf_prog_xxx", strlen(name));
}

/* One that the verifier can supply to kfuncs of vmlinux only. The name of the module's
 * init function gives room for the longer tag.
 */
static void kind_of_vmlinux(struct ko *ko)
{
	static const char tag_name[] = "implicit:btf_struct_meta";
	struct btf_type *init = func_in_image(ko, ARGS "_init"), *tag;
	const char *name = btf__name_by_offset(ko->btf, init->name_off);
	const struct btf_type *proto;

	proto = btf__type_by_id(ko->btf, func_in_image(ko, SUM "_impl")->type);
	tag = type_in_image(ko, btf__type_by_id(ko->btf, btf_params(proto)[4].type)->type);
	if (!ASSERT_GE(strlen(name), strlen(tag_name), "room"))
		return;
	memcpy(btf_in_image(ko, name), tag_name, sizeof(tag_name));
	tag->name_off = init->name_off;
	init->name_off = func_in_image(ko, ARGS "_exit")->name_off;
}

static void untagged_argument(struct ko *ko)
{
	struct btf_type *proto = type_in_image(ko, func_in_image(ko, SUM "_impl")->type);

	btf_params(proto)[4].type = btf_params(proto)[3].type;
}

static void no_flag(struct ko *ko)
{
	set_entry_of(ko, SUM, 0)->flags &= ~KF_IMPLICIT_ARGS;
}

static void no_pair(struct ko *ko)
{
	*pair_of(ko, SUM) = *pair_of(ko, SLEEP);
}

static void impl_in_set(struct ko *ko)
{
	set_entry_of(ko, SUM, 0)->id = func_id(ko, SUM "_impl");
}

static void no_flag_in_fmodret_set(struct ko *ko)
{
	set_entry_of(ko, TRACED, 1)->flags &= ~KF_IMPLICIT_ARGS;
}

static void flag_in_fmodret_set_only(struct ko *ko)
{
	set_entry_of(ko, TRACED, 0)->flags &= ~KF_IMPLICIT_ARGS;
}

static const struct damage {
	const char *name;
	void (*inflict)(struct ko *ko);
	const char *module;
	const char *msg;	/* all that the kernel log has about it */
} damages[] = {
#define OF(kfunc, module) "kfunc " kfunc " of " module ": "
	{ "no_flag", no_flag, ARGS, OF(SUM, ARGS)
	  "another set lists it with KF_IMPLICIT_ARGS; do so in each" },
	{ "no_pair", no_pair, ARGS, OF(SUM, ARGS)
	  "it has KF_IMPLICIT_ARGS but no pair; declare it with BTF_ID_FLAGS()" },
	{ "impl_in_set", impl_in_set, ARGS, OF(SUM "_impl", ARGS)
	  "it is the _impl of another kfunc; remove it, that one serves its callers" },
	{ "flag_in_fmodret_set_only", flag_in_fmodret_set_only, TRACE, OF(TRACED, TRACE)
	  "another set lists it with KF_IMPLICIT_ARGS; do so in each" },
};

static void test_damage(const struct damage *damage)
{
	struct ko ko;
	int kmsg;

	if (!open_ko(&ko, damage->module))
		return;
	kmsg = open_kmsg();
	damage->inflict(&ko);
	if (!ASSERT_EQ(load_image(&ko, ""), -EINVAL, "load"))
		unload_module(damage->module, false);
	check_kmsg(kmsg, damage->msg);
	ASSERT_TRUE(is_gone(damage->module), "nothing is left");
	close(kmsg);
	close_ko(&ko);
}

/* --- damages of a pair ----------------------------------------------------------- */

#define PROG_ID	"bpf_test_implicit_prog_id"

#define UNRESOLVED "its pair is not resolved; was it built with this kernel's resolve_btfids?"
#define FOREIGN "its pair names another function; is its BTF damaged?"
#define NO_PREFIX "its prototype is not how its _impl's begins; is its BTF damaged?"
#define NO_KIND "an implicit argument is of no kind in kfunc_implicit_args.c"
#define OF_VMLINUX "an implicit argument is of a kind for kfuncs of vmlinux only"

static const struct pair_damage {
	const char *name;
	void (*inflict)(struct ko *ko);
	const char *kfunc;	/* that the message names */
	const char *defect;
} pair_damages[] = {
	{ "unresolved_pair", unresolved_pair, SUM, UNRESOLVED },
	{ "pair_of_no_func", pair_of_no_func, SUM, UNRESOLVED },
	{ "far_pair", far_pair, SUM, UNRESOLVED },
	{ "foreign_pair", foreign_pair, SUM, FOREIGN },
	{ "swapped_pair", swapped_pair, SUM "_impl", FOREIGN },
	{ "other_arguments", other_arguments, SUM, NO_PREFIX },
	{ "other_return_type", other_return_type, SUM, NO_PREFIX },
	{ "nothing_implicit", nothing_implicit, SUM, NO_PREFIX },
	{ "untagged_argument", untagged_argument, SUM, NO_KIND },
};

static char verifier_log[64 * 1024];

struct loaded_btf {
	struct btf *vmlinux;
	struct btf *btf;
	int fd;
};

static void close_loaded_btf(struct loaded_btf *loaded)
{
	btf__free(loaded->btf);
	btf__free(loaded->vmlinux);
	if (loaded->fd >= 0)
		close(loaded->fd);
}

/* With the ids that the kernel has given the types. */
static bool open_loaded_btf(struct loaded_btf *loaded, const char *module)
{
	struct bpf_btf_info info = {};
	__u32 len = sizeof(info);

	memset(loaded, 0, sizeof(*loaded));
	loaded->fd = kmod_btf_fd(module);
	if (!ASSERT_OK_FD(loaded->fd, "BTF of the module"))
		return false;
	loaded->vmlinux = btf__load_vmlinux_btf();
	if (ASSERT_OK_PTR(loaded->vmlinux, "vmlinux") &&
	    ASSERT_OK(bpf_btf_get_info_by_fd(loaded->fd, &info, &len), "info"))
		loaded->btf = btf__load_from_kernel_by_id_split(info.id, loaded->vmlinux);
	if (ASSERT_OK_PTR(loaded->btf, "loaded BTF"))
		return true;
	close_loaded_btf(loaded);
	return false;
}

static int load_caller(const struct loaded_btf *loaded, const char *kfunc)
{
	int fd_array[] = { -1, loaded->fd };
	LIBBPF_OPTS(bpf_prog_load_opts, opts, .log_buf = verifier_log,
		    .log_size = sizeof(verifier_log), .log_level = 1, .fd_array = fd_array,
		    .prog_flags = BPF_F_SLEEPABLE);
	const struct bpf_insn insns[] = {
		BPF_MOV64_IMM(BPF_REG_1, 1),
		BPF_MOV64_IMM(BPF_REG_2, 2),
		BPF_MOV64_IMM(BPF_REG_3, 3),
		BPF_MOV64_IMM(BPF_REG_4, 4),
		BPF_MOV64_IMM(BPF_REG_5, 0),
		BPF_RAW_INSN(BPF_JMP | BPF_CALL, 0, BPF_PSEUDO_KFUNC_CALL, 1,
			     btf__find_by_name_kind(loaded->btf, kfunc, BTF_KIND_FUNC)),
		BPF_EXIT_INSN(),
	};

	verifier_log[0] = 0;
	return bpf_prog_load(BPF_PROG_TYPE_SYSCALL, "caller", "GPL", insns, ARRAY_SIZE(insns),
			     &opts);
}

static int load_tracer(const struct loaded_btf *loaded, const char *kfunc)
{
	LIBBPF_OPTS(bpf_prog_load_opts, opts, .log_buf = verifier_log,
		    .log_size = sizeof(verifier_log), .log_level = 1,
		    .expected_attach_type = BPF_TRACE_FEXIT, .attach_btf_obj_fd = loaded->fd,
		    .attach_btf_id = btf__find_by_name_kind(loaded->btf, kfunc, BTF_KIND_FUNC));
	const struct bpf_insn insns[] = {
		BPF_MOV64_IMM(BPF_REG_0, 0),
		BPF_EXIT_INSN(),
	};

	verifier_log[0] = 0;
	return bpf_prog_load(BPF_PROG_TYPE_TRACING, "tracer", "GPL", insns, ARRAY_SIZE(insns),
			     &opts);
}

static void expect_not_loaded(int fd, const char *what, const char *msg)
{
	if (!ASSERT_LT(fd, 0, what))
		close(fd);
	if (msg)
		ASSERT_HAS_SUBSTR(verifier_log, msg, what);
}

static void expect_loaded(int fd, const char *what, __u32 want_retval)
{
	LIBBPF_OPTS(bpf_test_run_opts, topts);

	if (!ASSERT_OK_FD(fd, what)) {
		printf("%s\n", verifier_log);
		return;
	}
	if (want_retval) {
		ASSERT_OK(bpf_prog_test_run_opts(fd, &topts), what);
		ASSERT_EQ(topts.retval, want_retval, what);
	}
	close(fd);
}

static void check_not_usable(const struct loaded_btf *loaded)
{
	expect_not_loaded(load_caller(loaded, SUM), "call",
			  "kernel function " SUM " cannot be called, its BTF has a defect that the kernel log tells");
	expect_not_loaded(load_caller(loaded, SUM "_impl"), "call of the _impl", NULL);
	expect_not_loaded(load_tracer(loaded, SUM), "fexit",
			  "kernel function " SUM " cannot be attached to, its BTF has a defect that the kernel log tells");
	expect_not_loaded(load_tracer(loaded, SUM "_impl"), "fexit to the _impl", NULL);
}

static void check_others(const struct loaded_btf *loaded)
{
	int fd = load_caller(loaded, SLEEP "_impl");
	struct bpf_prog_info info = {};
	__u32 len = sizeof(info);

	if (ASSERT_OK_FD(fd, SLEEP "_impl") &&
	    ASSERT_OK(bpf_prog_get_info_by_fd(fd, &info, &len), "info"))
		expect_loaded(fd, SLEEP "_impl", info.id);
	expect_loaded(load_caller(loaded, SLEEP), SLEEP, 0);
	expect_loaded(load_caller(loaded, PROG_ID), PROG_ID, 0);
	expect_loaded(load_tracer(loaded, PROG_ID), "fexit", 0);
	expect_loaded(load_tracer(loaded, SLEEP "_impl"), "fexit by the _impl", 0);
}

/* Nobody may call or attach to the kfunc, by whichever name; all else works. */
static void test_pair_damage(const struct pair_damage *damage)
{
	struct loaded_btf loaded;
	char want[300];
	struct ko ko;
	int kmsg;

	if (!open_ko(&ko, ARGS))
		return;
	kmsg = open_kmsg();
	damage->inflict(&ko);
	if (!ASSERT_OK(load_image(&ko, ""), "load"))
		goto out;
	snprintf(want, sizeof(want), OF("%s", ARGS) "%s; it cannot be called", damage->kfunc,
		 damage->defect);
	check_kmsg(kmsg, want);
	if (open_loaded_btf(&loaded, ARGS)) {
		check_not_usable(&loaded);
		check_others(&loaded);
		close_loaded_btf(&loaded);
	}
	ASSERT_OK(kmod_unload(ARGS), "unload");
	ASSERT_TRUE(is_gone(ARGS), "nothing is left");
out:
	close(kmsg);
	close_ko(&ko);
}

/* An fmod_ret set is about attaching, nobody supplies arguments for it. */
static void test_no_flag_in_fmodret_set(void)
{
	struct ko ko;

	if (!open_ko(&ko, TRACE))
		return;
	no_flag_in_fmodret_set(&ko);
	if (ASSERT_OK(load_image(&ko, ""), "load"))
		ASSERT_OK(kmod_unload(TRACE), "unload");
	close_ko(&ko);
}

/* Each line about a kfunc has it. */
static void check_defects(int fd, const char *defect)
{
	char record[2048], *msg;
	int nr = 0;

	while ((msg = next_kmsg(fd, record, sizeof(record)))) {
		nr++;
		ASSERT_HAS_SUBSTR(msg, defect, "message");
	}
	ASSERT_GT(nr, 0, "messages");
}

/* All pairs have the defect: BTF is as good as it is without kfuncs. */
static void test_all_pairs(void (*inflict)(struct ko *ko), const char *defect)
{
	struct loaded_btf loaded;
	struct ko ko;
	int kmsg;

	if (!open_ko(&ko, ARGS))
		return;
	kmsg = open_kmsg();
	inflict(&ko);
	if (!ASSERT_OK(load_image(&ko, ""), "load"))
		goto out;
	check_defects(kmsg, defect);
	if (open_loaded_btf(&loaded, ARGS)) {
		expect_not_loaded(load_caller(&loaded, PROG_ID), "call",
				  "kernel function " PROG_ID " cannot be called");
		expect_loaded(load_tracer(&loaded, ARGS "_exit"), "fexit to another function", 0);
		close_loaded_btf(&loaded);
	}
	ASSERT_OK(kmod_unload(ARGS), "unload");
out:
	close(kmsg);
	close_ko(&ko);
}

/* Without damage, what is loaded here is a good module. */
static void test_undamaged(const char *module)
{
	struct ko ko;

	if (!open_ko(&ko, module))
		return;
	if (ASSERT_OK(load_image(&ko, ""), "load"))
		ASSERT_OK(unload_module(module, false), "unload");
	ASSERT_TRUE(is_gone(module), "nothing is left");
	close_ko(&ko);
}

/* The kernel calls a destructor, there is no program whose verifier could supply
 * anything.
 */
static void test_destructor(void)
{
	struct ko ko;
	int kmsg;

	if (!open_ko(&ko, TRACE))
		return;
	kmsg = open_kmsg();
	if (!ASSERT_EQ(load_image(&ko, "dtor=1"), -EINVAL, "load"))
		unload_module(TRACE, false);
	check_kmsg(kmsg, "kfunc bpf_test_implicit_release of " TRACE
		   ": a destructor cannot have implicit arguments; use a function without");
	ASSERT_TRUE(is_gone(TRACE), "nothing is left");
	close(kmsg);
	close_ko(&ko);
}

/* serial: loads modules that other tests load */
void serial_test_kfunc_pairs_register(void)
{
	int i;

	for (i = 0; i < ARRAY_SIZE(damages); i++)
		if (test__start_subtest(damages[i].name))
			test_damage(&damages[i]);
	for (i = 0; i < ARRAY_SIZE(pair_damages); i++)
		if (test__start_subtest(pair_damages[i].name))
			test_pair_damage(&pair_damages[i]);
	if (test__start_subtest("unknown_kind"))
		test_all_pairs(unknown_kind, NO_KIND);
	if (test__start_subtest("kind_of_vmlinux"))
		test_all_pairs(kind_of_vmlinux, OF_VMLINUX);
	if (test__start_subtest("no_flag_in_fmodret_set"))
		test_no_flag_in_fmodret_set();
	/* after all these */
	if (test__start_subtest("undamaged")) {
		test_undamaged(ARGS);
		test_undamaged(TRACE);
	}
	if (test__start_subtest("destructor"))
		test_destructor();
}
