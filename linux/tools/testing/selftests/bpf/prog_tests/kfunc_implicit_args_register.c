// SPDX-License-Identifier: GPL-2.0
/* What the build tools guarantee about a module's kfuncs with implicit
 * arguments, the kernel checks again when the module is loaded. No build tool
 * makes a bad module, so good ones are damaged here.
 */
#include <test_progs.h>
#include <gelf.h>
#include <libelf.h>
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

static void flag_in_first_set_only(struct ko *ko)
{
	set_entry_of(ko, TRACED, 1)->flags &= ~KF_IMPLICIT_ARGS;
}

static void flag_in_second_set_only(struct ko *ko)
{
	set_entry_of(ko, TRACED, 0)->flags &= ~KF_IMPLICIT_ARGS;
}

static const struct damage {
	const char *name;
	void (*inflict)(struct ko *ko);
	const char *module;
	const char *kfunc;
	const char *defect;
} damages[] = {
	{ "unresolved_pair", unresolved_pair, ARGS, SUM,
	  "its pair is not resolved; was it built with this kernel's resolve_btfids?" },
	{ "pair_of_no_func", pair_of_no_func, ARGS, SUM,
	  "its pair is not resolved; was it built with this kernel's resolve_btfids?" },
	{ "foreign_pair", foreign_pair, ARGS, SUM,
	  "its pair names another function; is its BTF damaged?" },
	{ "swapped_pair", swapped_pair, ARGS, SUM "_impl",
	  "its pair names another function; is its BTF damaged?" },
	{ "other_arguments", other_arguments, ARGS, SUM,
	  "its prototype is not how its _impl's begins; is its BTF damaged?" },
	{ "other_return_type", other_return_type, ARGS, SUM,
	  "its prototype is not how its _impl's begins; is its BTF damaged?" },
	{ "nothing_implicit", nothing_implicit, ARGS, SUM,
	  "its prototype is not how its _impl's begins; is its BTF damaged?" },
	{ "unknown_kind", unknown_kind, ARGS, "bpf_test_implicit_prog_id",
	  "an implicit argument is of no kind in kfunc_implicit_args.c" },
	{ "untagged_argument", untagged_argument, ARGS, SUM,
	  "an implicit argument is of no kind in kfunc_implicit_args.c" },
	{ "no_flag", no_flag, ARGS, SUM,
	  "another set lists it with KF_IMPLICIT_ARGS; do so in each" },
	{ "no_pair", no_pair, ARGS, SUM,
	  "it has KF_IMPLICIT_ARGS but no pair; declare it with BTF_ID_FLAGS()" },
	{ "impl_in_set", impl_in_set, ARGS, SUM "_impl",
	  "it is the _impl of another kfunc; list only that one" },
	{ "flag_in_first_set_only", flag_in_first_set_only, TRACE, TRACED,
	  "another set lists it with KF_IMPLICIT_ARGS; do so in each" },
	{ "flag_in_second_set_only", flag_in_second_set_only, TRACE, TRACED,
	  "another set lists it with KF_IMPLICIT_ARGS; do so in each" },
};

static void test_damage(const struct damage *damage)
{
	char want[300];
	struct ko ko;
	int kmsg;

	if (!open_ko(&ko, damage->module))
		return;
	kmsg = open_kmsg();
	damage->inflict(&ko);
	if (!ASSERT_EQ(load_image(&ko, ""), -EINVAL, "load"))
		unload_module(damage->module, false);
	snprintf(want, sizeof(want), "kfunc %s of %s: %s", damage->kfunc, damage->module,
		 damage->defect);
	check_kmsg(kmsg, want);
	ASSERT_TRUE(is_gone(damage->module), "nothing is left");
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
		   ": vmlinux has a function of that name already; rename it, or call override_btf_kfunc_set() to replace a kfunc of vmlinux");
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
