// SPDX-License-Identifier: GPL-2.0
/* Loaders whose programs call kfuncs by name: one that bpftool has made and signed, and
 * those that libbpf generates here.
 */
#include <linux/keyctl.h>
#include <fcntl.h>
#include <test_progs.h>
#include "bpf/libbpf_internal.h"
#include "bpf/skel_internal.h"
#include "kfunc_by_name_helpers.h"
#include "kfunc_by_name_signed.lskel.h"
#include "kfunc_exchange_btf.h"
#include "kfunc_test_helpers.h"

#define OBJECT		"kfunc_by_name_signed.bpf.o"
#define OVERRIDE_X	"bpf_test_kfunc_override_x"
#define OVERRIDE_FAIL	"bpf_test_kfunc_override_fail"

#define LOG_SIZE	4096
#define VERIFIER_LOG_SIZE (1024 * 1024)
#define CHANGE_EVERY	101

#define PROG_RETVAL	(100 * 7 + 3 + 7)

struct loader {
	struct bpf_object *obj;
	struct gen_loader_opts gen;
	char *data;		/* a copy, which can be changed */
	char *signed_data;	/* instructions, and then data */
	char sig[KFUNC_SIG_SIZE];
	ssize_t sig_size;
	const char *errstr;
	char *log;		/* of what the loader loads, if there is one */
	void *initial_value;	/* of global data, if it is another one */
};

static struct bpf_program *find_prog(const struct loader *loader, const char *name)
{
	return bpf_object__find_program_by_name(loader->obj, name);
}

static void loader_close(struct loader *loader)
{
	bpf_object__close(loader->obj);
	free(loader->data);
	free(loader->signed_data);
	free(loader->log);
	free(loader);
}

/* With one of the programs. */
static struct loader *loader_open(const char *name, bool hash)
{
	struct loader *loader = calloc(1, sizeof(*loader));
	struct bpf_program *prog;

	if (!ASSERT_OK_PTR(loader, "loader"))
		return NULL;
	loader->gen.sz = sizeof(loader->gen);
	loader->gen.gen_hash = hash;
	loader->gen.kfuncs_by_name = true;
	loader->obj = bpf_object__open_file(OBJECT, NULL);
	if (!ASSERT_OK_PTR(loader->obj, "open"))
		goto close;
	bpf_object__for_each_program(prog, loader->obj)
		bpf_program__set_autoload(prog, !strcmp(bpf_program__name(prog), name));
	if (!ASSERT_OK_PTR(find_prog(loader, name), name))
		goto close;
	return loader;
close:
	loader_close(loader);
	return NULL;
}

static int loader_generate(struct loader *loader)
{
	int err;

	if (!ASSERT_OK(bpf_object__gen_loader(loader->obj, &loader->gen), "gen_loader"))
		return -EINVAL;
	err = bpf_object__load(loader->obj);
	if (err)
		return err;
	loader->data = malloc(loader->gen.data_sz);
	loader->signed_data = malloc(loader->gen.insns_sz + loader->gen.data_sz);
	if (!ASSERT_OK_PTR(loader->data, "data") ||
	    !ASSERT_OK_PTR(loader->signed_data, "signed data"))
		return -ENOMEM;
	memcpy(loader->data, loader->gen.data, loader->gen.data_sz);
	memcpy(loader->signed_data, loader->gen.insns, loader->gen.insns_sz);
	memcpy(loader->signed_data + loader->gen.insns_sz, loader->gen.data,
	       loader->gen.data_sz);
	return 0;
}

/* Returns the fd of the first program. Maps are there as long as that is. */
static int loader_run(struct loader *loader)
{
	__u8 hash[SHA256_DIGEST_LENGTH];
	struct bpf_load_and_run_opts opts = {
		.data = loader->data,
		.data_sz = loader->gen.data_sz,
		.insns = loader->gen.insns,
		.insns_sz = loader->gen.insns_sz,
		.excl_prog_hash = hash,
		.excl_prog_hash_sz = sizeof(hash),
		.kfuncs_by_name = true,
	};
	struct {
		struct bpf_loader_ctx ctx;
		struct bpf_map_desc maps[8];
		struct bpf_prog_desc progs[8];
	} ctx = { .ctx.sz = sizeof(ctx) };
	struct bpf_prog_desc *progs;
	int i, err, nr_maps = 0;
	struct bpf_map *map;
	size_t size;

	bpf_object__for_each_map(map, loader->obj) {
		if (bpf_map__initial_value(map, &size))
			ctx.maps[nr_maps].initial_value = ptr_to_u64(loader->initial_value);
		nr_maps++;
	}
	progs = (void *)&ctx.maps[nr_maps];

	libbpf_sha256(loader->gen.insns, loader->gen.insns_sz, hash);
	opts.ctx = &ctx.ctx;
	if (loader->log) {
		ctx.ctx.log_level = 1;
		ctx.ctx.log_size = VERIFIER_LOG_SIZE;
		ctx.ctx.log_buf = ptr_to_u64(loader->log);
	}
	if (loader->sig_size) {
		opts.signature = loader->sig;
		opts.signature_sz = loader->sig_size;
		opts.keyring_id = KEY_SPEC_SESSION_KEYRING;
	}
	err = bpf_load_and_run(&opts);
	loader->errstr = opts.errstr;
	if (err)
		return err;
	for (i = 0; i < nr_maps; i++)
		skel_closenz(ctx.maps[i].map_fd);
	return progs[0].prog_fd;
}

/* It depends on the kernel whether what is signed is the instructions, which have the
 * hash of the data, or both.
 */
static int loader_sign_and_run(struct loader *loader)
{
	size_t sizes[] = { loader->gen.insns_sz, loader->gen.insns_sz + loader->gen.data_sz };
	int i, fd = -EINVAL;

	for (i = 0; i < ARRAY_SIZE(sizes) && fd < 0; i++) {
		loader->sig_size = kfunc_sign(loader->signed_data, sizes[i], loader->sig,
					      sizeof(loader->sig));
		if (!ASSERT_GT(loader->sig_size, 0, "signature"))
			break;
		fd = loader_run(loader);
	}
	return fd;
}

static void run_prog(int fd, __u32 want, const char *what)
{
	LIBBPF_OPTS(bpf_test_run_opts, topts);

	if (!ASSERT_OK_FD(fd, what))
		return;
	ASSERT_OK(bpf_prog_test_run_opts(fd, &topts), "run");
	ASSERT_EQ(topts.retval, want, what);
	close(fd);
}

static void generate_and_run(const char *name, __u32 want)
{
	struct loader *loader = loader_open(name, false);

	if (!loader)
		return;
	if (ASSERT_OK(loader_generate(loader), name))
		run_prog(loader_run(loader), want, name);
	loader_close(loader);
}

static void test_signed_lskel(void)
{
	LIBBPF_OPTS(bpf_test_run_opts, topts);
	struct kfunc_by_name_signed_lskel *skel;

	skel = kfunc_by_name_signed_lskel__open();
	if (!ASSERT_OK_PTR(skel, "open"))
		return;
	skel->keyring_id = KEY_SPEC_SESSION_KEYRING;
	if (ASSERT_OK(kfunc_by_name_signed_lskel__load(skel), "load")) {
		ASSERT_OK(bpf_prog_test_run_opts(skel->progs.prog.prog_fd, &topts), "run");
		ASSERT_EQ(topts.retval, PROG_RETVAL, "retval");
	}
	kfunc_by_name_signed_lskel__destroy(skel);
}

/* The data has the name of a kfunc in the BTF that the loader loads, and then in the
 * text that the kernel compares with what the program calls by that BTF.
 */
enum where { IN_BTF, IN_TEXT };

static char *find_name(const struct loader *loader, const char *name, enum where where)
{
	char *end = loader->data + loader->gen.data_sz, *found;
	size_t size = strlen(name) + 1;

	found = memmem(loader->data, loader->gen.data_sz, name, size);
	if (found && where == IN_TEXT)
		found = memmem(found + size, end - (found + size), name, size);
	ASSERT_OK_PTR(found, name);
	return found;
}

static void test_unsigned(void)
{
	struct loader *loader = loader_open("prog", false);
	char *name;

	if (!loader)
		return;
	if (!ASSERT_OK(loader_generate(loader), "generate"))
		goto close;
	run_prog(loader_run(loader), PROG_RETVAL, "as it is");

	name = find_name(loader, "bpf_strnlen", IN_TEXT);
	if (name) {
		name[7] = 'x';
		name = find_name(loader, "bpf_strnlen", IN_BTF);
		name[7] = 'x';
		ASSERT_EQ(loader_run(loader), -ENOENT, "other name");
		ASSERT_HAS_SUBSTR(loader->errstr,
				  "vmlinux may lack a kfunc that is called by name",
				  "errstr");
	}
close:
	loader_close(loader);
}

/* With room for the verifier's log. */
static bool generate_with_log(struct loader *loader)
{
	loader->log = calloc(1, VERIFIER_LOG_SIZE);
	return ASSERT_OK_PTR(loader->log, "log") &&
	       ASSERT_OK(loader_generate(loader), "generate");
}

static void expect_strstr_refused(const struct loader *loader)
{
	ASSERT_HAS_SUBSTR(loader->log,
			  "the program's BTF has bpf_strstr (*i1*i1)i4, but bpf_strcmp (*i1*i1)i4 is expected\n",
			  "verifier log");
}

/* As if somebody had put another BTF there when the loader has loaded its own. The kernel
 * has both kfuncs, with the same prototype, so nothing else would be wrong with it.
 */
static void test_other_btf(void)
{
	struct loader *loader = loader_open("compare", false);
	char *in_btf, *in_text;
	int fd;

	if (!loader)
		return;
	if (!generate_with_log(loader))
		goto close;
	run_prog(loader_run(loader), -1, "as it is");

	in_text = find_name(loader, "bpf_strcmp", IN_TEXT);
	in_btf = find_name(loader, "bpf_strcmp", IN_BTF);
	if (!in_text || !in_btf)
		goto close;
	memcpy(in_btf, "bpf_strstr", strlen("bpf_strstr"));
	fd = loader_run(loader);
	if (!ASSERT_EQ(fd, -EACCES, "other BTF") && fd >= 0)
		close(fd);
	expect_strstr_refused(loader);
	memcpy(in_text, "bpf_strstr", strlen("bpf_strstr"));
	run_prog(loader_run(loader), 3, "other BTF and text");
close:
	loader_close(loader);
}

static int run_and_exchange(struct loader *loader, struct exchange *exchange)
{
	int fd;

	if (!exchange_begin(exchange))
		return -EINVAL;
	loader->initial_value = exchange->page;
	fd = loader_run(loader);
	exchange_end(exchange);
	return fd;
}

/* Somebody who shares the files exchanges the BTF that the loader has loaded, while that
 * copies global data.
 */
static void test_exchanged_btf(void)
{
	struct loader *loader = loader_open("compare", false);
	struct exchange exchange = { .to = "bpf_strstr" };
	char *contents = calloc(1, getpagesize());
	struct bpf_map *rodata;
	size_t size = 0;
	void *value;

	if (!loader || !ASSERT_OK_PTR(contents, "contents"))
		goto free;
	if (!generate_with_log(loader))
		goto free;
	rodata = bpf_object__find_map_by_name(loader->obj, ".rodata");
	value = rodata ? bpf_map__initial_value(rodata, &size) : NULL;
	if (!ASSERT_OK_PTR(value, ".rodata"))
		goto free;
	memcpy(contents, value, size);
	exchange.contents = contents;

	run_prog(run_and_exchange(loader, &exchange), -1, "not exchanged");
	exchange.from = "bpf_strcmp";
	ASSERT_EQ(run_and_exchange(loader, &exchange), -EACCES, "exchanged");
	ASSERT_TRUE(exchange.done, "there was another BTF");
	expect_strstr_refused(loader);
	ASSERT_HAS_SUBSTR(loader->errstr, "or another BTF?", "errstr");
free:
	free(contents);
	if (loader)
		loader_close(loader);
}

/* Either the kernel refuses the loader, or that refuses its data. */
static void refused(struct loader *loader, const char *what)
{
	int fd = loader_run(loader);

	if (!ASSERT_TRUE(fd == -EKEYREJECTED || fd == -EINVAL, what)) {
		printf("%s: %d\n", what, fd);
		if (fd >= 0)
			close(fd);
	}
}

/* Nothing of what is loaded can be another one: names, prototypes, whatever. */
static void test_signed(void)
{
	struct loader *loader = loader_open("prog", true);
	char *name, msg[32];
	__u32 i;

	if (!loader)
		return;
	if (!ASSERT_OK(loader_generate(loader), "generate"))
		goto close;
	run_prog(loader_sign_and_run(loader), PROG_RETVAL, "as it was signed");

	for (i = IN_BTF; i <= IN_TEXT; i++) {
		name = find_name(loader, "bpf_strnlen", i);
		if (!name)
			break;
		name[7] = 'x';
		refused(loader, "other name");
		name[7] = 'n';
	}
	/* The data begins with fds, which a loader closes when it fails: none that is open. */
	for (i = 0; i < loader->gen.data_sz; i += CHANGE_EVERY) {
		loader->data[i] ^= 0x80;
		snprintf(msg, sizeof(msg), "change at %u", i);
		refused(loader, msg);
		loader->data[i] ^= 0x80;
	}
	run_prog(loader_run(loader), PROG_RETVAL, "as it was signed, again");
close:
	loader_close(loader);
}

/* The map is for one program, and no other that the loader loads. */
static void load_exclusive(bool other)
{
	struct loader *loader = loader_open("exclusive", false);
	struct bpf_map *map;

	if (!loader)
		return;
	map = bpf_object__find_map_by_name(loader->obj, "array");
	ASSERT_OK(bpf_map__set_exclusive_program(map, find_prog(loader, "exclusive")),
		  "set exclusive program");
	bpf_program__set_autoload(find_prog(loader, "other"), other);
	if (!ASSERT_OK(loader_generate(loader), "generate"))
		goto close;
	if (other)
		ASSERT_EQ(loader_run(loader), -EACCES, "other program");
	else
		run_prog(loader_run(loader), 7, "exclusive");
close:
	loader_close(loader);
}

static void test_exclusive_map(void)
{
	load_exclusive(false);
	load_exclusive(true);
}

static char libbpf_log[LOG_SIZE];

static int save_warning(enum libbpf_print_level level, const char *fmt, va_list args)
{
	size_t len = strlen(libbpf_log);

	return level == LIBBPF_WARN ?
	       vsnprintf(libbpf_log + len, LOG_SIZE - len, fmt, args) : 0;
}

/* libbpf says what cannot be, when it generates the loader. */
static void cannot(const char *name, bool exclusive, int err, const char *msg)
{
	struct loader *loader = loader_open(name, false);
	libbpf_print_fn_t old_print;

	if (!loader)
		return;
	if (exclusive)
		bpf_map__set_exclusive_program(bpf_object__find_map_by_name(loader->obj, "array"),
					       find_prog(loader, name));
	libbpf_log[0] = 0;
	old_print = libbpf_set_print(save_warning);
	ASSERT_EQ(loader_generate(loader), err, name);
	libbpf_set_print(old_print);
	ASSERT_HAS_SUBSTR(libbpf_log, msg, name);
	loader_close(loader);
}

static void test_refused(void)
{
	cannot("prog", true, -ENOTSUP,
	       "prog 'prog': a loader cannot make maps exclusive to it: extern 'bpf_no_such_kfunc' is looked up when the loader runs");
	cannot("core", true, -ENOTSUP,
	       "prog 'core': a loader cannot make maps exclusive to it: the kernel does its CO-RE relocations");
	cannot("flavour", false, -EINVAL,
	       "prog 'flavour': kfunc 'bpf_strlen___flavour' cannot be called by name: it would not mean 'bpf_strlen', declare it as that");
	/* libbpf pretends that the BTF of a loader has this fd */
	ASSERT_GE(fcntl(0, F_GETFD), 0, "fd 0 is open");
}

static void test_overridden(void)
{
	if (!ASSERT_OK(kmod_load(OVERRIDE_X, "sets=strings"), "load module"))
		return;
	generate_and_run("prog", 100 * 100 + (100 + 3) + 100);
	ASSERT_OK(kmod_unload(OVERRIDE_X), "unload module");
	generate_and_run("prog", PROG_RETVAL);
}

static void test_immutable(void)
{
	generate_and_run("immutable", 1);
	kmod_refused(OVERRIDE_FAIL, "set=immutable", -EPERM, "it is KF_IMMUTABLE");
	generate_and_run("immutable", 1);
}

/* serial: loads modules that other tests load */
void serial_test_kfunc_by_name_loader(void)
{
	if (test__start_subtest("signed_lskel"))
		test_signed_lskel();
	if (test__start_subtest("unsigned"))
		test_unsigned();
	if (test__start_subtest("other_btf"))
		test_other_btf();
	if (test__start_subtest("exchanged_btf"))
		test_exchanged_btf();
	if (test__start_subtest("signed"))
		test_signed();
	if (test__start_subtest("exclusive_map"))
		test_exclusive_map();
	if (test__start_subtest("refused"))
		test_refused();
	if (test__start_subtest("overridden"))
		test_overridden();
	if (test__start_subtest("immutable"))
		test_immutable();
}
