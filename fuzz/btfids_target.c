// SPDX-License-Identifier: GPL-2.0
/*
 * resolve_btfids as a whole, given any object and any base: it succeeds or fails.
 *
 *	- A file that it fails for stays as it was, unless libelf was to write it.
 *	- The kernel accepts each pair that it writes into the pair table.
 *	- What else holds depends on the kernel line: 6/btfids_line.h, 7/btfids_line.h.
 */
#include "track.h"
#include <errno.h>
#include <signal.h>
#include <libelf.h>
#include <gelf.h>
#include <sys/resource.h>
#include <unistd.h>
#include <bpf/btf.h>
#include <bpf/libbpf.h>

/* What libelf refuses to write may be in a mapped file already. */
static bool is_written;
#define elf_update(elf, cmd) (is_written = true, elf_update(elf, cmd))
#define gelf_update_shdr(scn, shdr) (is_written = true, gelf_update_shdr(scn, shdr))

/* Only what is not mapped has bounds that the address sanitizer knows. */
static bool is_mapped;
#define ELF_C_RDWR_MMAP (is_mapped ? ELF_C_RDWR_MMAP : ELF_C_RDWR)
#define ELF_C_READ_MMAP_PRIVATE (is_mapped ? ELF_C_READ_MMAP_PRIVATE : ELF_C_READ)

static struct btf *whole(struct btf *btf);

#define btf__parse(path, ext) whole(btf__parse(path, ext))
#define btf__parse_split(path, base) whole(btf__parse_split(path, base))
#define main resolve_btfids_main
#include "main.c"
#undef main

#include "input.h"
#include "kernel.h"
#include "mutate.h"

#define MAPPED		(1 << 0)
#define FATAL_WARNINGS	(1 << 1)
#define OF_LINE(n)	(1 << (2 + (n)))	/* for what a line alone has */

static char dir[256];	/* where the files are */

static void remove_dir(void)
{
	rmdir(dir);
}

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
	/* libelf lets a file grow to where any of its section headers says */
	struct rlimit size = { 1 << 26, 1 << 26 };
	const char *tmp = getenv("TMPDIR");

	snprintf(dir, sizeof(dir), "%s/fuzz.XXXXXX", tmp ? tmp : "/tmp");
	if (!mkdtemp(dir))
		abort();
	atexit(remove_dir);
	libbpf_set_print(NULL);
	elf_version(EV_CURRENT);
	return setrlimit(RLIMIT_FSIZE, &size);
}

/* ---- mutate */

static uint32_t get32(const uint8_t *at, bool swap)
{
	uint32_t val;

	memcpy(&val, at, sizeof(val));
	return swap ? bswap_32(val) : val;
}

static void put32(uint8_t *at, bool swap, uint32_t val)
{
	val = swap ? bswap_32(val) : val;
	memcpy(at, &val, sizeof(val));
}

/* An offset, size, index or address that is somehow close to @old */
static uint32_t near(uint32_t old, uint32_t *choice)
{
	static const int steps[] = { 1, -1, 4, -4, 8, -8, 16, 0x10000000 };

	switch (next_choice(choice) % 4) {
	case 0:
		return next_choice(choice) % 64;
	case 1:
		return old ^ 1U << next_choice(choice) % 32;
	default:
		return old + steps[next_choice(choice) % ARRAY_SIZE(steps)];
	}
}

/* A word of a record, for one that another record has there, or for one close to it */
static void mutate_table(uint8_t *table, size_t size, size_t record, bool swap, uint32_t *choice)
{
	uint32_t cnt = size / record, off;
	uint8_t *to, *from;

	if (!cnt)
		return;
	off = next_choice(choice) % (record / 4) * 4;
	to = table + next_choice(choice) % cnt * record + off;
	from = table + next_choice(choice) % cnt * record + off;
	if (one_in(choice, 2))
		memmove(to, from, 4);
	else
		put32(to, swap, near(get32(to, swap), choice));
}

static void mutate_section(Elf *elf, Elf_Scn *scn, const GElf_Shdr *shdr, const char *name,
			   uint8_t *data, size_t size, bool swap, struct btf_below below,
			   uint32_t *choice)
{
	uint8_t *at = data + shdr->sh_offset;

	if (shdr->sh_type == SHT_NOBITS || shdr->sh_offset > size ||
	    shdr->sh_size > size - shdr->sh_offset || !shdr->sh_size)
		return;
	size = shdr->sh_size;
	if (!strcmp(name, BTF_ELF_SEC) && !one_in(choice, 16))
		mutate_word(at, size, swap, below, choice);
	else if (shdr->sh_type == SHT_SYMTAB)
		mutate_table(at, size, gelf_fsize(elf, ELF_T_SYM, 1, EV_CURRENT), swap, choice);
	else if (!strcmp(name, BTF_IDS_SECTION) && size >= 4 && one_in(choice, 2))
		mutate_table(at, size, 4, swap, choice);
	else
		LLVMFuzzerMutate(at, size, size);
}

static bool is_of_interest(const GElf_Shdr *shdr, const char *name)
{
	return shdr->sh_type == SHT_SYMTAB || shdr->sh_type == SHT_STRTAB ||
	       !strncmp(name, ".BTF", 4);
}

static void mutate_elf(uint8_t *data, size_t size, struct btf_below below, uint32_t *choice)
{
	Elf *elf = elf_memory((char *)data, size);
	Elf_Scn *scn = NULL, *chosen = NULL;
	size_t shstrndx, n = 0;
	GElf_Ehdr ehdr;
	GElf_Shdr shdr;
	const char *name;
	bool swap;

	if (!elf || !gelf_getehdr(elf, &ehdr) || elf_getshdrstrndx(elf, &shstrndx))
		goto any;
	swap = ehdr.e_ident[EI_DATA] != ELFDATANATIVE;
	if (one_in(choice, 8) && ehdr.e_shoff < size &&
	    ehdr.e_shnum * ehdr.e_shentsize <= size - ehdr.e_shoff && ehdr.e_shentsize >= 4) {
		mutate_table(data + ehdr.e_shoff, ehdr.e_shnum * ehdr.e_shentsize,
			     ehdr.e_shentsize, swap, choice);
		elf_end(elf);
		return;
	}
	while ((scn = elf_nextscn(elf, scn))) {
		name = gelf_getshdr(scn, &shdr) ? elf_strptr(elf, shstrndx, shdr.sh_name) : NULL;
		if (name && is_of_interest(&shdr, name) && one_in(choice, ++n))
			chosen = scn;
	}
	if (!chosen || one_in(choice, 64))
		goto any;
	gelf_getshdr(chosen, &shdr);
	mutate_section(elf, chosen, &shdr, elf_strptr(elf, shstrndx, shdr.sh_name), data, size,
		       swap, below, choice);
	elf_end(elf);
	return;
any:
	elf_end(elf);
	LLVMFuzzerMutate(data, size, size);
}

size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t max, unsigned int seed)
{
	struct input_head *head = (struct input_head *)data;
	struct btf_below below = {};
	const struct btf_header *btf;
	uint32_t choice = seed, n;
	struct input in;

	if (!input_read(&in, data, size))
		return LLVMFuzzerMutate(data, size, max);
	if (one_in(&choice, 8))
		head->choice = next_choice(&choice);
	if (in.base_size > sizeof(*btf)) {
		btf = in.base;
		below.names = btf->str_len % 65536;
		below.types = btf->type_len / 16 % 65536;
		if (one_in(&choice, 8))
			mutate_word((uint8_t *)in.base, in.base_size, false, below, &choice);
	}
	if (one_in(&choice, 64))
		return size - next_choice(&choice) % (in.btf_size + 1);
	for (n = 1 + next_choice(&choice) % 3; n; n--)
		mutate_elf((uint8_t *)in.btf, in.btf_size, below, &choice);
	return size;
}

/* ---- files */

static const char *path_of(const char *name)
{
	static char paths[4][320];
	static int next;

	next = (next + 1) % 4;
	snprintf(paths[next], sizeof(paths[next]), "%s/%s", dir, name);
	return paths[next];
}

static void write_whole(const char *name, const void *data, size_t size)
{
	FILE *file = fopen(path_of(name), "wb");

	if (!file || fwrite(data, 1, size, file) != size || fclose(file))
		abort();
}

/* NULL: there is no such file */
static void *read_whole(const char *name, size_t *size)
{
	FILE *file = fopen(path_of(name), "rb");
	void *data;

	if (!file)
		return NULL;
	fseek(file, 0, SEEK_END);
	*size = ftell(file);
	rewind(file);
	data = malloc(*size + 1);
	if (fread(data, 1, *size, file) != *size)
		abort();
	fclose(file);
	return data;
}

static bool is_changed(const char *name, const void *data, size_t size)
{
	size_t new_size;
	const void *new = read_whole(name, &new_size);

	return !new || new_size != size || memcmp(new, data, size);
}

/* What the kernel gets of a file */
struct result {
	Elf_Data *btf, *base, *ids, *pairs;
	int is_module;
	uint64_t pairs_addr, pairs_shndx;
};

static bool overlap(const GElf_Shdr *a, const GElf_Shdr *b)
{
	return a->sh_type != SHT_NOBITS && b->sh_type != SHT_NOBITS &&
	       a->sh_offset < b->sh_offset + b->sh_size &&
	       b->sh_offset < a->sh_offset + a->sh_size;
}

/* Is each of the sections there once, and does none overlap another? */
static bool read_result(Elf *elf, struct result *result)
{
	Elf_Scn *scn = NULL, *other;
	GElf_Shdr shdr, shdr2;
	size_t shstrndx, i;
	const char *name;
	GElf_Ehdr ehdr;
	GElf_Sym sym;

	memset(result, 0, sizeof(*result));
	if (!elf || !gelf_getehdr(elf, &ehdr) || elf_getshdrstrndx(elf, &shstrndx) ||
	    ehdr.e_ident[EI_CLASS] != ELFCLASS64 || ehdr.e_ident[EI_DATA] != ELFDATANATIVE)
		return false;
	result->is_module = ehdr.e_type == ET_REL;
	while ((scn = elf_nextscn(elf, scn))) {
		Elf_Data **data = NULL;

		name = gelf_getshdr(scn, &shdr) ? elf_strptr(elf, shstrndx, shdr.sh_name) : NULL;
		if (!name)
			return false;
		for (other = elf_nextscn(elf, scn); other; other = elf_nextscn(elf, other))
			if (!gelf_getshdr(other, &shdr2) || overlap(&shdr, &shdr2))
				return false;
		if (!strcmp(name, BTF_ELF_SEC))
			data = &result->btf;
		else if (!strcmp(name, BTF_BASE_ELF_SEC))
			data = &result->base;
		else if (!strcmp(name, BTF_IDS_SECTION))
			data = &result->ids;
		else if (!strcmp(name, ".BTF_kfunc_pairs"))
			data = &result->pairs;
		if (data && (*data || shdr.sh_type != SHT_PROGBITS))
			return false;
		if (data)
			*data = elf_getdata(scn, NULL);
		if (data == &result->pairs) {
			result->pairs_addr = shdr.sh_addr;
			result->pairs_shndx = elf_ndxscn(scn);
		}
	}
	/* symbols in between would write half of an entry */
	scn = NULL;
	while ((scn = elf_nextscn(elf, scn))) {
		if (!gelf_getshdr(scn, &shdr) || shdr.sh_type != SHT_SYMTAB)
			continue;
		for (i = 0; gelf_getsym(elf_getdata(scn, NULL), i, &sym); i++)
			if (sym.st_shndx == result->pairs_shndx &&
			    (sym.st_value - result->pairs_addr) % sizeof(uint64_t))
				return false;
	}
	return result->btf && result->btf->d_buf && result->pairs && result->pairs->d_buf;
}

static void check_pairs(const Elf_Data *before, const void *after, struct kernel_btf *btf)
{
	const __u32 *pair;
	const char *defect;
	size_t off;

	for (off = 0; btf && off + 8 <= before->d_size; off += 8) {
		pair = after + off;
		if (!memcmp(pair, before->d_buf + off, 8))
			continue;
		/* without a base it is vmlinux for the kernel, which may have all kinds */
		defect = kernel_pair_defect(btf, pair[0], pair[1], true);
		if (defect)
			broken("the kernel refuses a pair: %s", defect);
	}
}

/* ---- run */

#define OBJECT	"object"
#define BASE	"base"

/* resolve_btfids [OPTION] [OPTION_PATH] OBJECT */
static int resolve(const struct input *in, const char *option, const char *option_path)
{
	const char *argv[8] = { "resolve_btfids" };
	int argc = 1;

	/* the limit is an error for libelf; libFuzzer had a handler */
	signal(SIGXFSZ, SIG_IGN);
	verbose = 0;
	warnings = 0;
	is_written = false;
	is_mapped = in->choice & MAPPED;
	if (in->choice & FATAL_WARNINGS)
		argv[argc++] = "--fatal_warnings";
	if (in->base_size) {
		argv[argc++] = "-b";
		argv[argc++] = path_of(BASE);
	}
	if (option)
		argv[argc++] = option;
	if (option_path)
		argv[argc++] = option_path;
	argv[argc++] = path_of(OBJECT);
	return resolve_btfids_main(argc, argv);
}

#include "btfids_line.h"

/* libbpf takes a header that is shorter than what it reads of it. */
static struct btf *whole(struct btf *btf)
{
	const struct btf_header *head;
	__u32 size;

	head = btf ? btf__raw_data(btf, &size) : NULL;
	if (!head || (head->hdr_len >= BTF_HEAD_SIZE && can_dedup(btf)))
		return btf;
	btf__free(btf);
	errno = EINVAL;
	return NULL;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct input in;

	if (!input_read(&in, data, size))
		return 0;
	write_whole(OBJECT, in.btf, in.btf_size);
	if (in.base_size)
		write_whole(BASE, in.base, in.base_size);
	check_object(&in);
	remove(path_of(OBJECT));
	remove(path_of(BASE));
	track_free_all();
	return 0;
}
