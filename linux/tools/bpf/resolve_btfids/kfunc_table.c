// SPDX-License-Identifier: (LGPL-2.1 OR BSD-2-Clause)

/*
 * The kfuncs of an object, and the pair table of those with implicit arguments.
 *
 * BTF_ID_FLAGS(func, bpf_foo, KF_IMPLICIT_ARGS) puts into section .BTF_ids
 * what it does for any kfunc, and into section .BTF_kfunc_pairs
 *
 *             __BTF_ID__pair__bpf_foo__5:
 *             .zero 8
 *
 * which receives the ids of the FUNCs bpf_foo and bpf_foo_impl.
 *
 * When BTF lacks one of them, the kernel could not verify a single call of
 * the kfunc, and its users would be told so by a program that does not load.
 * So whatever is wrong with a pair has to stop the build.
 *
 * A kfunc set is about functions of the object itself. The BTF of a module is on
 * top of vmlinux's, which may have functions of the same names: those are never
 * taken for the module's.
 */

#include <errno.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <byteswap.h>
#include <endian.h>
#include <linux/btf_ids.h>
#include <linux/build_bug.h>
#include <linux/kernel.h>
#include <bpf/btf.h>
#include "../../../include/linux/btf_kfunc_implicit.h"
#include "kfunc_advice.h"
#include "kfunc_pairs.h"
#include "kfunc_table.h"

#define BTF_IDS_SECTION	".BTF_ids"
#define BTF_ID_FUNC	"__BTF_ID__func__"
#define BTF_ID_SET8	"__BTF_ID__set8__"
#define BTF_ID_PAIR	"__BTF_ID__pair__"

/* BTF_SET8_KFUNCS, see include/linux/btf_ids.h */
#define SET8_KFUNCS	(1 << 0)

#if __BYTE_ORDER == __LITTLE_ENDIAN
# define HOST_ELFDATA	ELFDATA2LSB
#else
# define HOST_ELFDATA	ELFDATA2MSB
#endif

#define pr_err(fmt, ...) \
	fprintf(stderr, "FAILED: resolve_btfids: " fmt, ##__VA_ARGS__)
#define pr_warn(fmt, ...) \
	fprintf(stderr, "WARN: resolve_btfids: " fmt, ##__VA_ARGS__)

/* kfunc_pairs.h is pahole's as well and cannot include the kernel's header. */
#define AGREE(expr)	static_assert(expr, #expr)
#define SAME(a, b)	(!__builtin_strcmp(a, b))
#define IS_PROG_AUX(name, ...)		SAME(#name, KFUNC_PAIR_PROG_AUX) ||
#define IS_STRUCT_META(name, ...)	SAME(#name, KFUNC_PAIR_STRUCT_META) ||

AGREE(KF_IMPLICIT_ARGS == BTF_KFUNC_PAIR_FLAG);
AGREE(KFUNC_PAIR_MAX_ARGS == KFUNC_MAX_ARGS);
AGREE(SAME(KFUNC_PAIR_IMPL_SUFFIX, KFUNC_IMPL_SUFFIX));
AGREE(SAME(KFUNC_PAIR_TAG_PREFIX, KFUNC_IMPLICIT_TAG));
AGREE(KFUNC_IMPLICIT_KINDS(IS_PROG_AUX) 0);
AGREE(KFUNC_IMPLICIT_KINDS(IS_STRUCT_META) 0);

struct kind {
	const char *name;
	bool vmlinux_only;
	bool has_u64;
};

#define KIND(name, vmlinux_only, has_u64)	{ #name, vmlinux_only, has_u64 },
static const struct kind kinds[] = {
	KFUNC_IMPLICIT_KINDS(KIND)
};

#define KIND_NAME(name, ...)	" " #name
static const char no_kind[] =
	"no kind that the kernel has; use one of KFUNC_IMPLICIT_KINDS() in include/linux/btf_kfunc_implicit.h, or add one there:"
	KFUNC_IMPLICIT_KINDS(KIND_NAME);
static const char vmlinux_only[] =
	"a kind for kfuncs of vmlinux only; let vmlinux have the kfunc";

/* struct kfunc_pair in the kernel */
struct pair {
	__u32 interface_id;
	__u32 impl_id;
};

/* What collecting takes of the ELF file */
struct source {
	Elf		*elf;
	Elf_Data	*symbols;
	size_t		 strtabidx;
	int		 ids_shndx, pairs_shndx;	/* 0: none */
	__u64		 ids_addr, pairs_addr;
	bool		 swap;
};

static bool in_section(const Elf_Data *data, __u64 off, __u64 size)
{
	return data->d_buf && size <= data->d_size && off <= data->d_size - size;
}

/* @off has been checked */
static __u32 read_ids(const struct kfunc_table *table, const struct source *src, __u64 off)
{
	__u32 val;

	memcpy(&val, table->ids->d_buf + off, sizeof(val));
	return src->swap ? bswap_32(val) : val;
}

static int cmp_name(const void *name, const struct rb_node *node)
{
	return strcmp(name, rb_entry(node, struct kfunc_node, rb_node)->name);
}

static int cmp_node(struct rb_node *node, const struct rb_node *other)
{
	return cmp_name(rb_entry(node, struct kfunc_node, rb_node)->name, other);
}

static struct kfunc_node *find_kfunc(const struct kfunc_table *table, const char *name)
{
	struct rb_node *node = rb_find(name, &table->kfuncs, cmp_name);

	return node ? rb_entry(node, struct kfunc_node, rb_node) : NULL;
}

/* The kfunc of which @name is the _impl name */
static struct kfunc_node *find_interface(const struct kfunc_table *table, const char *name)
{
	size_t len = strlen(name), sfx_len = strlen(KFUNC_IMPL_SUFFIX);
	char kfunc[KFUNC_PAIR_NAME_LEN];

	if (len <= sfx_len || len >= sizeof(kfunc) ||
	    strcmp(name + len - sfx_len, KFUNC_IMPL_SUFFIX))
		return NULL;
	snprintf(kfunc, sizeof(kfunc), "%.*s", (int)(len - sfx_len), name);
	return find_kfunc(table, kfunc);
}

/* Takes @name over. */
static struct kfunc_node *get_kfunc(struct kfunc_table *table, char *name)
{
	struct kfunc_node *kfunc = find_kfunc(table, name);

	if (kfunc) {
		free(name);
		return kfunc;
	}
	kfunc = calloc(1, sizeof(*kfunc));
	if (!kfunc)
		return NULL;
	kfunc->name = name;
	rb_find_add(&kfunc->rb_node, &table->kfuncs, cmp_node);
	return kfunc;
}

/* Make room for one more at the end of an array. */
static void *grow(void *array, int cnt, size_t size)
{
	return reallocarray(array, cnt + 1, size);
}

static int no_memory(void)
{
	pr_err("not enough memory\n");
	return -ENOMEM;
}

static int out_of_bounds(const char *sym, const char *section)
{
	pr_err("symbol %s is out of bounds of section %s; is the file damaged?\n", sym, section);
	return -EINVAL;
}

/* Its sets are sorted then, and the symbols of vmlinux are where they were. */
static int resolved_already(const struct kfunc_set *set)
{
	pr_err("the ids of kfunc set %s are resolved already, and once more is once too often: flags would become those of other kfuncs; link vmlinux again\n",
	       set->name);
	return -EINVAL;
}

static bool is_symbol_of(const char *sym, const char *prefix)
{
	return !strncmp(sym, prefix, strlen(prefix));
}

/* The kfunc that symbol PREFIX NAME __ UNIQUE is about */
static int symbol_kfunc(struct kfunc_table *table, const char *sym, const char *prefix,
			struct kfunc_node **kfunc)
{
	const char *name = sym + strlen(prefix);
	const char *end = strrchr(name, '_');
	char *copy;

	if (!end || end - name < 2 || end[-1] != '_') {
		pr_err("cannot parse symbol name %s\n", sym);
		return -EINVAL;
	}
	copy = strndup(name, end - 1 - name);
	*kfunc = copy ? get_kfunc(table, copy) : NULL;
	return *kfunc ? 0 : no_memory();
}

static int collect_set(struct kfunc_table *table, const struct source *src, const char *sym,
		       __u64 off, __u64 size)
{
	struct kfunc_set *sets;

	/* the symbol's size is that of the head and all entries */
	if (size < offsetof(struct btf_id_set8, pairs) || !in_section(table->ids, off, size))
		return out_of_bounds(sym, BTF_IDS_SECTION);

	sets = grow(table->sets, table->nr_sets, sizeof(*sets));
	if (!sets)
		return no_memory();
	table->sets = sets;
	sets[table->nr_sets++] = (struct kfunc_set) {
		.name = sym + strlen(BTF_ID_SET8),
		.off = off + offsetof(struct btf_id_set8, pairs),
		.cnt = size / sizeof(__u64) - 1,
		.is_kfuncs = read_ids(table, src, off + offsetof(struct btf_id_set8, flags)) &
			     SET8_KFUNCS,
	};
	return 0;
}

static const struct kfunc_set *find_set(const struct kfunc_table *table, __u64 off)
{
	const struct kfunc_set *set;

	for (set = table->sets; set < table->sets + table->nr_sets; set++)
		if (off >= set->off && off - set->off < set->cnt * sizeof(__u64))
			return set;
	return NULL;
}

static int collect_func(struct kfunc_table *table, const struct source *src, const char *sym,
			__u64 off)
{
	const struct kfunc_set *set = find_set(table, off);
	struct kfunc_entry *entries;
	struct kfunc_node *kfunc;
	int err;

	if (!in_section(table->ids, off, set ? sizeof(__u64) : sizeof(__u32)))
		return out_of_bounds(sym, BTF_IDS_SECTION);
	if (!table->is_module && set && set->is_kfuncs && read_ids(table, src, off))
		return resolved_already(set);
	err = symbol_kfunc(table, sym, BTF_ID_FUNC, &kfunc);
	if (err)
		return err;

	entries = grow(kfunc->entries, kfunc->nr_entries, sizeof(*entries));
	if (!entries)
		return no_memory();
	kfunc->entries = entries;
	/* flags are what is next to the id, whether the set is sorted or not */
	entries[kfunc->nr_entries++] = (struct kfunc_entry) {
		.off = off,
		.set = set,
		.flags = set ? read_ids(table, src, off + sizeof(__u32)) : 0,
	};
	return 0;
}

static int collect_pair(struct kfunc_table *table, const char *sym, __u64 off)
{
	struct kfunc_node *kfunc;
	__u64 *pairs;
	int err;

	if (!in_section(table->pairs, off, sizeof(struct pair)))
		return out_of_bounds(sym, BTF_KFUNC_PAIRS_SECTION);
	err = symbol_kfunc(table, sym, BTF_ID_PAIR, &kfunc);
	if (err)
		return err;

	pairs = grow(kfunc->pairs, kfunc->nr_pairs, sizeof(*pairs));
	if (!pairs)
		return no_memory();
	kfunc->pairs = pairs;
	pairs[kfunc->nr_pairs++] = off;
	return 0;
}

static int find_sections(struct kfunc_table *table, struct source *src)
{
	Elf_Scn *scn = NULL;
	size_t shstrndx;
	GElf_Ehdr ehdr;
	GElf_Shdr shdr;
	Elf_Data *data;
	char *name;

	if (!gelf_getehdr(src->elf, &ehdr) || elf_getshdrstrndx(src->elf, &shstrndx))
		return -EINVAL;
	src->swap = ehdr.e_ident[EI_DATA] != HOST_ELFDATA;
	table->is_module = ehdr.e_type == ET_REL;
	table->is_32bit = ehdr.e_ident[EI_CLASS] == ELFCLASS32;

	while ((scn = elf_nextscn(src->elf, scn))) {
		if (!gelf_getshdr(scn, &shdr))
			return -EINVAL;
		name = elf_strptr(src->elf, shstrndx, shdr.sh_name);
		data = elf_getdata(scn, NULL);
		if (!name || !data)
			return -EINVAL;

		if (shdr.sh_type == SHT_SYMTAB) {
			src->symbols = data;
			src->strtabidx = shdr.sh_link;
		} else if (!strcmp(name, BTF_IDS_SECTION)) {
			table->ids = data;
			src->ids_shndx = elf_ndxscn(scn);
			src->ids_addr = shdr.sh_addr;
		} else if (!strcmp(name, BTF_KFUNC_PAIRS_SECTION)) {
			table->pairs = data;
			src->pairs_shndx = elf_ndxscn(scn);
			src->pairs_addr = shdr.sh_addr;
		}
	}
	return table->ids && src->symbols ? 0 : -EINVAL;
}

/* Which set an entry is in can be told when all sets are known. */
static int collect(struct kfunc_table *table, const struct source *src, bool sets)
{
	const char *name;
	int i, err = 0;
	GElf_Sym sym;

	for (i = 0; !err && gelf_getsym(src->symbols, i, &sym); i++) {
		if (sym.st_shndx == SHN_UNDEF ||
		    (sym.st_shndx != src->ids_shndx && sym.st_shndx != src->pairs_shndx))
			continue;
		name = elf_strptr(src->elf, src->strtabidx, sym.st_name);
		if (!name)
			continue;

		if (sym.st_shndx == src->pairs_shndx) {
			if (!sets && is_symbol_of(name, BTF_ID_PAIR))
				err = collect_pair(table, name, sym.st_value - src->pairs_addr);
		} else if (sets && is_symbol_of(name, BTF_ID_SET8)) {
			err = collect_set(table, src, name, sym.st_value - src->ids_addr,
					  sym.st_size);
		} else if (!sets && is_symbol_of(name, BTF_ID_FUNC)) {
			err = collect_func(table, src, name, sym.st_value - src->ids_addr);
		}
	}
	return err;
}

/* The first entry in a set of that sort with these flags, NULL: none */
static const struct kfunc_entry *find_entry(const struct kfunc_node *kfunc, bool is_kfuncs,
					    __u32 flags)
{
	const struct kfunc_entry *entry;

	for (entry = kfunc->entries; entry < kfunc->entries + kfunc->nr_entries; entry++)
		if (entry->set && entry->set->is_kfuncs == is_kfuncs &&
		    (entry->flags & flags) == flags)
			return entry;
	return NULL;
}

/* Do all kfunc sets say the same about implicit arguments? */
static int check_flags(const struct kfunc_node *kfunc)
{
	const struct kfunc_entry *entry, *first = find_entry(kfunc, true, 0);
	int err = 0;

	if (!first)
		return 0;
	for (entry = first; entry < kfunc->entries + kfunc->nr_entries; entry++) {
		if (!entry->set || !entry->set->is_kfuncs ||
		    !((entry->flags ^ first->flags) & KF_IMPLICIT_ARGS))
			continue;
		pr_err("kfunc %s has KF_IMPLICIT_ARGS in one of the sets %s and %s only; set it in both\n",
		       kfunc->name, first->set->name, entry->set->name);
		err = -EINVAL;
		break;
	}
	entry = find_entry(kfunc, true, KF_IMPLICIT_ARGS);
	if (entry && !kfunc->nr_pairs) {
		pr_err("kfunc %s has KF_IMPLICIT_ARGS in set %s, but no pair; declare it with BTF_ID_FLAGS()\n",
		       kfunc->name, entry->set->name);
		err = -EINVAL;
	}
	return err;
}

static int check_has_flag(const struct kfunc_node *kfunc)
{
	const struct kfunc_entry *entry;

	if (!kfunc->nr_pairs || find_entry(kfunc, true, KF_IMPLICIT_ARGS))
		return 0;

	entry = find_entry(kfunc, false, KF_IMPLICIT_ARGS);
	if (entry)
		pr_err("%s has KF_IMPLICIT_ARGS in set %s, which is no kfunc set; begin that with BTF_KFUNCS_START() and end it with BTF_KFUNCS_END()\n",
		       kfunc->name, entry->set->name);
	else
		pr_err("%s has a pair, but no kfunc set lists it with KF_IMPLICIT_ARGS; declare it with BTF_ID_FLAGS() in one\n",
		       kfunc->name);
	return -EINVAL;
}

static int check_impl_free(const struct kfunc_table *table, const struct kfunc_node *kfunc)
{
	const struct kfunc_node *interface = find_interface(table, kfunc->name);
	const struct kfunc_entry *entry = find_entry(kfunc, true, 0);
	char where[KFUNC_PAIR_NAME_LEN + 16];

	if (!interface || !interface->nr_pairs || !entry)
		return 0;
	snprintf(where, sizeof(where), "kfunc set %s", entry->set->name);
	return kfunc_pair__error_taken(interface->name, where, true);
}

/*
 * Does a function have the name of an _impl FUNC? BTF cannot tell, pahole leaves some
 * functions out. What compilers make of one has its name, a dot, and more; as for
 * pahole, parts that they move elsewhere are no functions.
 */
static int check_symbol(const struct kfunc_table *table, const char *name)
{
	const struct kfunc_node *interface;
	char impl[KFUNC_PAIR_NAME_LEN];
	size_t len = strcspn(name, ".");

	if (len >= sizeof(impl) || strstr(name + len, ".cold") || strstr(name + len, ".part"))
		return 0;
	snprintf(impl, sizeof(impl), "%.*s", (int)len, name);
	interface = find_interface(table, impl);
	if (!interface || !interface->nr_pairs)
		return 0;
	return kfunc_pair__error_taken(interface->name, "the ELF file", false);
}

static int check_symbols(const struct kfunc_table *table, const struct source *src)
{
	const char *name;
	int i, err = 0;
	GElf_Sym sym;

	for (i = 0; !err && gelf_getsym(src->symbols, i, &sym); i++) {
		if (sym.st_shndx == SHN_UNDEF || GELF_ST_TYPE(sym.st_info) != STT_FUNC)
			continue;
		name = elf_strptr(src->elf, src->strtabidx, sym.st_name);
		if (name)
			err = check_symbol(table, name);
	}
	return err;
}

static int check_sets(const struct kfunc_table *table)
{
	struct kfunc_node *kfunc;
	int err = 0;

	for_each_kfunc(kfunc, table) {
		err = check_flags(kfunc) ?: err;
		err = check_has_flag(kfunc) ?: err;
		err = check_impl_free(table, kfunc) ?: err;
	}
	return err;
}

struct kfunc_table *kfunc_table__new(Elf *elf, bool host_order)
{
	struct kfunc_table *table = calloc(1, sizeof(*table));
	struct source src = { .elf = elf };

	if (!table) {
		no_memory();
		return NULL;
	}
	if (find_sections(table, &src)) {
		pr_err("cannot read sections: %s\n", elf_errmsg(-1));
		return NULL;
	}
	if (host_order)
		src.swap = false;
	if (collect(table, &src, true) || collect(table, &src, false) || check_sets(table) ||
	    check_symbols(table, &src))
		return NULL;
	return table;
}

static int set_id(const struct kfunc_node *kfunc, int *slot, const char *suffix, int id)
{
	if (*slot && kfunc->nr_pairs) {
		pr_err("kfunc %s: more than one FUNC %s%s in BTF; rename the other function\n",
		       kfunc->name, kfunc->name, suffix);
		return -EINVAL;
	}
	if (!*slot)
		*slot = id;
	return 0;
}

int kfunc_table__resolve(struct kfunc_table *table, const struct btf *btf)
{
	const struct btf *base = btf__base_btf(btf);
	const struct btf_type *t;
	struct kfunc_node *kfunc;
	const char *name;
	int err = 0;
	__u32 id;

	for_each_kfunc(kfunc, table) {
		kfunc->own_id = 0;
		kfunc->impl_id = 0;
	}

	for (id = base ? btf__type_cnt(base) : 1; !err && id < btf__type_cnt(btf); id++) {
		t = btf__type_by_id(btf, id);
		if (!btf_is_func(t))
			continue;
		name = btf__name_by_offset(btf, t->name_off);
		kfunc = find_kfunc(table, name);
		if (kfunc)
			err = set_id(kfunc, &kfunc->own_id, "", id);
		kfunc = find_interface(table, name);
		if (!err && kfunc)
			err = set_id(kfunc, &kfunc->impl_id, KFUNC_IMPL_SUFFIX, id);
	}
	return err;
}

/* NULL when the FUNC has none */
static const struct btf_type *func_proto(const struct btf *btf, __u32 func_id)
{
	const struct btf_type *t = btf__type_by_id(btf, btf__type_by_id(btf, func_id)->type);

	return t && btf_is_func_proto(t) ? t : NULL;
}

bool kfunc__pair_fits(const struct kfunc_node *kfunc, const struct btf *btf)
{
	const struct btf_type *interface = func_proto(btf, kfunc->own_id);
	const struct btf_type *impl = func_proto(btf, kfunc->impl_id);

	return interface && impl && interface->type == impl->type &&
	       btf_vlen(interface) < btf_vlen(impl) &&
	       !memcmp(btf_params(interface), btf_params(impl),
		       btf_vlen(interface) * sizeof(struct btf_param));
}

static const struct kind *find_kind(const char *name)
{
	const struct kind *kind;

	for (kind = kinds; kind < kinds + ARRAY_SIZE(kinds); kind++)
		if (!strcmp(kind->name, name))
			return kind;
	return NULL;
}

/* Does number @i belong to the pointer before it? */
static bool is_implicit_u64(const struct btf *btf, const struct btf_param *params, int first,
			    int i)
{
	const char *name = i > first ? kfunc_pair__implicit_struct(btf, &params[i - 1]) : NULL;
	const struct kind *kind = name ? find_kind(name) : NULL;
	int id = btf__resolve_type(btf, params[i].type);
	const struct btf_type *t = id < 0 ? NULL : btf__type_by_id(btf, id);

	return kind && kind->has_u64 && t && btf_is_int(t) && t->size == sizeof(__u64);
}

/* Can the kernel supply the implicit arguments? */
static int check_args(const struct kfunc_table *table, const struct kfunc_node *kfunc,
		      const struct btf *btf)
{
	const struct btf_type *impl = func_proto(btf, kfunc->impl_id);
	int first = btf_vlen(func_proto(btf, kfunc->own_id));
	const struct btf_param *params = btf_params(impl);
	const struct kind *kind;
	const char *name;
	int i;

	if (btf_vlen(impl) > KFUNC_MAX_ARGS) {
		pr_err("kfunc %s has %d arguments, implicit ones included, and only %d fit into registers; pass some of them in a struct\n",
		       kfunc->name, btf_vlen(impl), KFUNC_MAX_ARGS);
		return -EINVAL;
	}
	for (i = first; i < btf_vlen(impl); i++) {
		name = kfunc_pair__implicit_struct(btf, &params[i]);
		if (!name && is_implicit_u64(btf, params, first, i))
			continue;
		kind = name ? find_kind(name) : NULL;
		if (kind && !(kind->vmlinux_only && table->is_module))
			continue;
		pr_err("kfunc %s: implicit argument %d '%s', a 'struct %s *', is of %s\n",
		       kfunc->name, i + 1, btf__name_by_offset(btf, params[i].name_off),
		       name ?: "?", kind ? vmlinux_only : no_kind);
		return -EINVAL;
	}
	return 0;
}

static int check_pair(const struct kfunc_table *table, const struct kfunc_node *kfunc,
		      const struct btf *btf)
{
	if (!kfunc->own_id && table->is_module) {
		pr_err("kfunc %s: no such FUNC in BTF of the module itself; is it compiled in, and marked __bpf_kfunc%s?"
		       NO_OWN_FUNC_ADVICE "\n", kfunc->name,
		       table->is_32bit ? ", without arguments of 64 bits" : "");
		return -ENOENT;
	}
	if (!kfunc->own_id) {
		pr_err("kfunc %s: no such FUNC in BTF; is it compiled in, and marked __bpf_kfunc?\n",
		       kfunc->name);
		return -ENOENT;
	}
	if (!kfunc->impl_id) {
		pr_err("kfunc %s has KF_IMPLICIT_ARGS, but BTF has no %s" KFUNC_IMPL_SUFFIX
		       "; " NO_IMPL_ADVICE "\n",
		       kfunc->name, kfunc->name);
		return -ENOENT;
	}
	if (!kfunc__pair_fits(kfunc, btf)) {
		pr_err("kfunc %s: its prototype in BTF is not that of %s" KFUNC_IMPL_SUFFIX
		       " without implicit arguments; rename the function %s" KFUNC_IMPL_SUFFIX
		       " if there is one\n",
		       kfunc->name, kfunc->name, kfunc->name);
		return -EINVAL;
	}
	return check_args(table, kfunc, btf);
}

/*
 * Where registers have 32 bits pahole leaves out functions with an argument of 64: what
 * follows is not in the register that it looks for. That is no fault of the kfunc.
 */
static bool is_left_out(const struct kfunc_table *table, const struct kfunc_node *kfunc)
{
	return kfunc->nr_pairs && !kfunc->own_id && table->is_32bit && !table->is_module;
}

int kfunc_table__check_pairs(const struct kfunc_table *table, const struct btf *btf)
{
	struct kfunc_node *kfunc;
	int err = 0;

	for_each_kfunc(kfunc, table)
		if (kfunc->nr_pairs && !is_left_out(table, kfunc))
			err = check_pair(table, kfunc, btf) ?: err;
	return err;
}

/*
 * pahole leaves functions out for many reasons. One is that btf__dedup() took the
 * module's function for vmlinux's, but that it did cannot be seen.
 */
static int warn_no_func(const struct kfunc_table *table, const struct kfunc_node *kfunc)
{
	const struct kfunc_entry *entry = find_entry(kfunc, true, 0);

	if (is_left_out(table, kfunc)) {
		pr_warn("kfunc %s: no such FUNC in BTF, has it arguments of 64 bits? No program can call it, nor another kfunc of its sets\n",
			kfunc->name);
		return 1;
	}
	if (!table->is_module || kfunc->own_id || !entry)
		return 0;
	pr_warn("kfunc %s: no such FUNC in BTF of the module itself, its entry in set %s is left unresolved; define it once, as __bpf_kfunc."
		NO_OWN_FUNC_ADVICE "\n", kfunc->name, entry->set->name);
	return 1;
}

/* No call has the id of an _impl FUNC: the verifier replaces it by the interface's. */
static int warn_impl(const struct kfunc_node *kfunc, const struct btf *btf)
{
	size_t len = strlen(kfunc->name), sfx_len = strlen(KFUNC_IMPL_SUFFIX);
	const struct btf_type *t;
	__u32 id;

	if (len <= sfx_len || strcmp(kfunc->name + len - sfx_len, KFUNC_IMPL_SUFFIX))
		return 0;
	for (id = 1; id < btf__type_cnt(btf); id++) {
		t = btf__type_by_id(btf, id);
		if (!btf_is_func(t) || !kfunc_pair__is_impl(btf, id) ||
		    strcmp(btf__name_by_offset(btf, t->name_off), kfunc->name))
			continue;
		pr_warn("BTF_ID(func, %s) never matches: the verifier takes that for kfunc %.*s, list %.*s instead\n",
			kfunc->name, (int)(len - sfx_len), kfunc->name,
			(int)(len - sfx_len), kfunc->name);
		return 1;
	}
	return 0;
}

/* The kernel takes such a kfunc, so it is nothing to fail for. */
static void hint_no_flag(const struct kfunc_node *kfunc, const struct btf *btf)
{
	const struct kfunc_entry *entry = find_entry(kfunc, true, 0);
	const char *name;

	if (!entry || !kfunc->own_id || find_entry(kfunc, true, KF_IMPLICIT_ARGS))
		return;
	name = kfunc_pair__last_implicit(btf, kfunc->own_id);
	if (!name)
		return;
	pr_warn("kfunc %s: its last argument, a 'struct %s *', looks like one that the verifier shall supply, but set %s does not say KF_IMPLICIT_ARGS; add the flag, or move the argument to the front if programs pass it\n",
		kfunc->name, name, entry->set->name);
}

int kfunc_table__warn(const struct kfunc_table *table, const struct btf *btf)
{
	struct kfunc_node *kfunc;
	int cnt = 0;

	for_each_kfunc(kfunc, table) {
		cnt += warn_no_func(table, kfunc) + warn_impl(kfunc, btf);
		hint_no_flag(kfunc, btf);
	}
	return cnt;
}

bool kfunc_table__is_own(const struct kfunc_table *table, const char *name, int id)
{
	const struct kfunc_node *kfunc = find_kfunc(table, name);
	int i;

	if (!kfunc || kfunc->own_id != id)
		return false;
	for (i = 0; i < kfunc->nr_entries; i++)
		if (!kfunc->entries[i].set || !kfunc->entries[i].set->is_kfuncs)
			return false;
	return true;
}

void kfunc_table__patch(struct kfunc_table *table)
{
	struct kfunc_node *kfunc;
	int i;

	for_each_kfunc(kfunc, table) {
		struct pair pair = { kfunc->own_id, kfunc->impl_id };

		for (i = 0; i < kfunc->nr_entries; i++)
			if (kfunc->entries[i].set && kfunc->entries[i].set->is_kfuncs)
				memcpy(table->ids->d_buf + kfunc->entries[i].off,
				       &pair.interface_id, sizeof(pair.interface_id));
		/* as many pairs as there are sets that list it */
		for (i = 0; i < kfunc->nr_pairs; i++)
			memcpy(table->pairs->d_buf + kfunc->pairs[i], &pair, sizeof(pair));
	}
	if (table->pairs) {
		/* libelf converts words to the object's byte order */
		table->pairs->d_type = ELF_T_WORD;
		elf_flagdata(table->pairs, ELF_C_SET, ELF_F_DIRTY);
	}
}
