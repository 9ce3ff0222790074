// SPDX-License-Identifier: GPL-2.0
/* What the build tools guarantee about a module's kfuncs with implicit
 * arguments, the kernel checks again when the module is loaded. No build tool
 * makes a bad module, so good ones are damaged here. A bad pair of FUNCs costs the
 * module that kfunc and nothing else, a set that does not fit the pairs the module.
 */
#include <test_progs.h>
#include <gelf.h>
#include <libelf.h>
#include <linux/filter.h>
#include <sys/mman.h>
#include <bpf/btf.h>
#include "bpf/libbpf_internal.h"
#include "kfunc_test_helpers.h"

#define IDS_SECTION	".BTF_ids"
#define PAIRS_SECTION	".BTF_kfunc_pairs"

/* of the kernel, see include/linux/btf.h and include/linux/btf_ids.h */
#define KF_IMPLICIT_ARGS	(1 << 16)

struct pair {
	__u32 interface_id;
	__u32 impl_id;
};

struct set_entry {
	__u32 id;
	__u32 flags;
};

/* A module's file, and what is where in it. */
struct ko {
	const char *name;
	char *image;
	size_t size;
	struct btf *base;	/* NULL when the file brings its own */
	struct btf *btf;
	char *btf_image;
	struct pair *pairs;
	int nr_pairs;
	__u32 *ids;
	int nr_ids;
};

static char *find_section(const struct ko *ko, const char *name, size_t *size)
{
	Elf_Scn *scn = NULL;
	size_t shstrndx;
	GElf_Shdr shdr;
	char *found = NULL;
	Elf *elf;

	elf = elf_memory(ko->image, ko->size);
	if (!ASSERT_OK_PTR(elf, "elf_memory"))
		return NULL;
	if (!ASSERT_OK(elf_getshdrstrndx(elf, &shstrndx), "section names"))
		goto out;
	while (!found && (scn = elf_nextscn(elf, scn))) {
		if (!gelf_getshdr(scn, &shdr) ||
		    strcmp(elf_strptr(elf, shstrndx, shdr.sh_name), name))
			continue;
		found = ko->image + shdr.sh_offset;
		*size = shdr.sh_size;
	}
	ASSERT_OK_PTR(found, name);
out:
	elf_end(elf);
	return found;
}

static void close_ko(struct ko *ko)
{
	btf__free(ko->btf);
	btf__free(ko->base);
	free(ko->image);
}

static bool open_ko(struct ko *ko, const char *name)
{
	char path[100];
	size_t size;
	FILE *f;

	memset(ko, 0, sizeof(*ko));
	ko->name = name;
	snprintf(path, sizeof(path), "%s.ko", name);

	f = fopen(path, "r");
	if (!ASSERT_OK_PTR(f, path))
		return false;
	fseek(f, 0, SEEK_END);
	ko->size = ftell(f);
	rewind(f);
	ko->image = malloc(ko->size);
	if (!ASSERT_OK_PTR(ko->image, "image") ||
	    !ASSERT_EQ(fread(ko->image, 1, ko->size, f), ko->size, path)) {
		fclose(f);
		goto err;
	}
	fclose(f);

	ko->btf = btf__parse(path, NULL);
	if (!ko->btf) {
		ko->base = btf__load_vmlinux_btf();
		ko->btf = btf__parse_split(path, ko->base);
	}
	if (!ASSERT_OK_PTR(ko->btf, "BTF"))
		goto err;

	elf_version(EV_CURRENT);
	ko->btf_image = find_section(ko, ".BTF", &size);
	ko->pairs = (struct pair *)find_section(ko, PAIRS_SECTION, &size);
	ko->nr_pairs = size / sizeof(*ko->pairs);
	ko->ids = (__u32 *)find_section(ko, IDS_SECTION, &size);
	ko->nr_ids = size / sizeof(*ko->ids);
	if (ko->btf_image && ko->pairs && ko->ids)
		return true;
err:
	close_ko(ko);
	return false;
}

static __u32 func_id(const struct ko *ko, const char *name)
{
	__s32 id = btf__find_by_name_kind_own(ko->btf, name, BTF_KIND_FUNC);

	ASSERT_GT(id, 0, name);
	return id;
}

static struct pair *pair_of(struct ko *ko, const char *name)
{
	__u32 id = func_id(ko, name);
	static struct pair none;
	int i;

	for (i = 0; i < ko->nr_pairs; i++)
		if (ko->pairs[i].interface_id == id)
			return &ko->pairs[i];
	ASSERT_FAIL("%s has no pair", name);
	return &none;
}

/* The N-th set that lists a function, as there may be several. */
static struct set_entry *set_entry_of(struct ko *ko, const char *name, int n)
{
	__u32 id = func_id(ko, name);
	static struct set_entry none;
	struct set_entry *entry;
	int i;

	for (i = 0; i + 1 < ko->nr_ids; i++) {
		entry = (struct set_entry *)&ko->ids[i];
		if (entry->id == id && entry->flags & KF_IMPLICIT_ARGS && !n--)
			return entry;
	}
	ASSERT_FAIL("%s is in no set", name);
	return &none;
}

/* Where what libbpf has of the module's BTF is in the file. */
static void *btf_in_image(struct ko *ko, const void *ptr)
{
	__u32 size;

	return ko->btf_image + (ptr - btf__raw_data(ko->btf, &size));
}

static struct btf_type *type_in_image(struct ko *ko, __u32 id)
{
	return btf_in_image(ko, btf__type_by_id(ko->btf, id));
}

static struct btf_type *func_in_image(struct ko *ko, const char *name)
{
	return type_in_image(ko, func_id(ko, name));
}

/* --- the kernel's log ---------------------------------------------------------- */

static int open_kmsg(void)
{
	int fd = open("/dev/kmsg", O_RDONLY | O_NONBLOCK);

	if (ASSERT_GE(fd, 0, "/dev/kmsg"))
		lseek(fd, 0, SEEK_END);
	return fd;
}

/* Exactly one line about a kfunc, and it is the wanted one. */
static void check_kmsg(int fd, const char *want)
{
	char record[2048], *msg;
	int nr = 0;
	ssize_t len;

	while (true) {
		len = read(fd, record, sizeof(record) - 1);
		if (len < 0 && errno == EPIPE)
			continue;
		if (len <= 0)
			break;
		record[len] = '\0';
		msg = strchr(record, ';');
		if (!msg || strncmp(msg + 1, "kfunc ", strlen("kfunc ")))
			continue;
		nr++;
		msg[strcspn(msg, "\n")] = '\0';
		ASSERT_STREQ(msg + 1, want, "message");
	}
	ASSERT_EQ(nr, 1, "messages");
}

/* --- loading ------------------------------------------------------------------- */

static int load_image(const struct ko *ko, const char *params)
{
	int fd, err = 0;

	fd = memfd_create(ko->name, 0);
	if (!ASSERT_GE(fd, 0, "memfd"))
		return -1;
	if (!ASSERT_EQ(write(fd, ko->image, ko->size), ko->size, "write"))
		err = -1;
	else if (finit_module(fd, params, 0))
		err = -errno;
	close(fd);
	return err;
}

static bool is_there(const char *dir, const char *name)
{
	char path[100];

	snprintf(path, sizeof(path), "%s/%s", dir, name);
	return !access(path, F_OK);
}

static bool btf_exists(const char *module)
{
	int fd = kmod_btf_fd(module);

	if (fd >= 0)
		close(fd);
	return fd >= 0;
}

/* BTF objects are freed after a grace period. */
static bool is_gone(const char *module)
{
	int i;

	for (i = 0; i < 1000 && btf_exists(module); i++)
		usleep(1000);
	return !btf_exists(module) && !is_there("/sys/kernel/btf", module) &&
	       !is_there("/sys/module", module);
}

/* --- damages ------------------------------------------------------------------- */

#define ARGS	"bpf_test_implicit_args"
#define TRACE	"bpf_test_implicit_trace"
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

/* resolve_btfids leaves a zero where it warns of an unresolved symbol */
static void not_in_btf(struct ko *ko)
{
	set_entry_of(ko, SUM, 0)->id = 0;
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
	char line[4096];
	FILE *f;

	expect_not_loaded(load_caller(loaded, SUM), "call",
			  "kernel function " SUM " cannot be called, its BTF has a defect that the kernel log tells");
	expect_not_loaded(load_caller(loaded, SUM "_impl"), "call of the _impl", NULL);
	expect_not_loaded(load_tracer(loaded, SUM), "fexit",
			  "kernel function " SUM " cannot be attached to, its BTF has a defect that the kernel log tells");
	expect_not_loaded(load_tracer(loaded, SUM "_impl"), "fexit to the _impl", NULL);

	f = fopen("/sys/kernel/debug/bpf_kfuncs", "r");
	if (!ASSERT_OK_PTR(f, "bpf_kfuncs"))
		return;
	while (fgets(line, sizeof(line), f))
		if (strstr(line, ARGS))
			ASSERT_STREQ(strrchr(line, ' '), strstr(line, SUM) ? " unusable\n" :
				     " own\n", line);
	fclose(f);
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

/* A set with a function that is not compiled in. */
static void test_not_in_btf(void)
{
	static char log[16 * 1024];
	struct ko ko;
	int kmsg;

	if (!open_ko(&ko, ARGS))
		return;
	kmsg = kmsg_open();
	not_in_btf(&ko);
	if (!ASSERT_EQ(load_image(&ko, ""), -EINVAL, "load"))
		kmod_unload(ARGS);
	kmsg_close(kmsg, log, sizeof(log));
	ASSERT_HAS_SUBSTR(log, "kfunc set of " ARGS " (with ", "set");
	ASSERT_HAS_SUBSTR(log,
			  "): a function of it is not in BTF; when it was built, resolve_btfids warned of an unresolved symbol\n",
			  "reason");
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

/* All pairs have the defect: BTF is as good as it is without kfuncs. */
static void test_unknown_kind(void)
{
	struct loaded_btf loaded;
	struct ko ko;

	if (!open_ko(&ko, ARGS))
		return;
	unknown_kind(&ko);
	if (!ASSERT_OK(load_image(&ko, ""), "load"))
		goto out;
	if (open_loaded_btf(&loaded, ARGS)) {
		expect_not_loaded(load_caller(&loaded, PROG_ID), "call",
				  "kernel function " PROG_ID " cannot be called");
		expect_loaded(load_tracer(&loaded, ARGS "_exit"), "fexit to another function", 0);
		close_loaded_btf(&loaded);
	}
	ASSERT_OK(kmod_unload(ARGS), "unload");
out:
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

/* --- names --------------------------------------------------------------------- */

/* A module that was built when vmlinux had no function of the name that the
 * _impl of its kfunc has: libbpf would take the name for that of vmlinux.
 */
static void test_shadow(void)
{
	static const char from[] = "__bpf_obj_drip", to[] = "__bpf_obj_drop";
	struct ko ko;
	char *name;
	int kmsg;

	if (!open_ko(&ko, TRACE))
		return;
	while ((name = memmem(ko.image, ko.size, from, strlen(from))))
		memcpy(name, to, strlen(to));
	kmsg = open_kmsg();
	if (!ASSERT_EQ(load_image(&ko, ""), -EINVAL, "load"))
		unload_module(TRACE, false);
	check_kmsg(kmsg, "kfunc __bpf_obj_drop_impl of " TRACE
		   ": vmlinux has a function of that name already; rename it");
	ASSERT_TRUE(is_gone(TRACE), "nothing is left");
	close(kmsg);
	close_ko(&ko);
}

/* serial: loads modules that other tests load */
void serial_test_kfunc_implicit_args_register(void)
{
	int i;

	for (i = 0; i < ARRAY_SIZE(damages); i++)
		if (test__start_subtest(damages[i].name))
			test_damage(&damages[i]);
	for (i = 0; i < ARRAY_SIZE(pair_damages); i++)
		if (test__start_subtest(pair_damages[i].name))
			test_pair_damage(&pair_damages[i]);
	if (test__start_subtest("unknown_kind"))
		test_unknown_kind();
	if (test__start_subtest("no_flag_in_fmodret_set"))
		test_no_flag_in_fmodret_set();
	if (test__start_subtest("not_in_btf"))
		test_not_in_btf();
	/* after all these */
	if (test__start_subtest("undamaged")) {
		test_undamaged(ARGS);
		test_undamaged(TRACE);
	}
	if (test__start_subtest("destructor"))
		test_destructor();
	if (test__start_subtest("shadow"))
		test_shadow();
}
