// SPDX-License-Identifier: (LGPL-2.1 OR BSD-2-Clause)

/*
 * The pair table of kfuncs with implicit arguments.
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
 */

#include <errno.h>
#include <gelf.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <byteswap.h>
#include <linux/kernel.h>
#include <linux/types.h>
#include <bpf/btf.h>
#include "kfunc_table.h"

#define IDS_SECTION	".BTF_ids"
#define PAIRS_SECTION	".BTF_kfunc_pairs"
#define FUNC_PREFIX	"__BTF_ID__func__"
#define PAIR_PREFIX	"__BTF_ID__pair__"
#define SET8_PREFIX	"__BTF_ID__set8__"
#define IMPL_SUFFIX	"_impl"

/* see include/linux/btf_ids.h and include/linux/btf.h */
#define SET8_KFUNCS	(1 << 0)
#define IMPLICIT_ARGS	(1 << 16)

#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
#define ELFDATA_NATIVE	ELFDATA2LSB
#else
#define ELFDATA_NATIVE	ELFDATA2MSB
#endif

#define pr_err(fmt, ...) \
	fprintf(stderr, "FAILED: resolve_btfids: " fmt, ##__VA_ARGS__)

struct section {
	Elf_Data *data;
	size_t shndx;
	__u64 addr;
};

/* a __BTF_ID__ symbol */
struct id_sym {
	char *name;		/* without prefix and unique number */
	size_t off;		/* in its section */
	__u64 size;
};

struct id_syms {
	struct id_sym *syms;
	int cnt;
};

struct pair {
	__u32 interface_id;
	__u32 impl_id;
};

struct kfunc_table {
	bool swap;		/* the object's byte order is not ours */
	struct section ids;
	struct section pairs_sec;
	struct id_syms sets;
	struct id_syms kfuncs;	/* sorted by name; one kfunc may be in several sets */
	struct id_syms pairs;	/* sorted by name, as many as kfuncs have the flag */
	struct pair *resolved;	/* as many as pairs */
};

static int add_sym(struct id_syms *syms, const char *name, size_t len, const GElf_Sym *sym,
		   const struct section *sec)
{
	struct id_sym *tmp;
	char *copy;

	tmp = realloc(syms->syms, (syms->cnt + 1) * sizeof(*tmp));
	if (!tmp)
		return -ENOMEM;
	syms->syms = tmp;

	copy = strndup(name, len);
	if (!copy)
		return -ENOMEM;
	syms->syms[syms->cnt++] = (struct id_sym) {
		.name = copy,
		.off = sym->st_value - sec->addr,
		.size = sym->st_size,
	};
	return 0;
}

/* length of NAME in NAME__<unique number>, or 0 */
static size_t unique_name_len(const char *name)
{
	const char *end = strrchr(name, '_');

	return end && end > name && end[-1] == '_' ? end - 1 - name : 0;
}

static int collect_sym(struct kfunc_table *table, const char *name, const GElf_Sym *sym)
{
	const struct section *sec = &table->ids;
	struct id_syms *syms;

	if (sym->st_shndx == sec->shndx && !strncmp(name, SET8_PREFIX, strlen(SET8_PREFIX))) {
		name += strlen(SET8_PREFIX);
		return add_sym(&table->sets, name, strlen(name), sym, sec);
	}

	if (sym->st_shndx == sec->shndx && !strncmp(name, FUNC_PREFIX, strlen(FUNC_PREFIX))) {
		syms = &table->kfuncs;
		name += strlen(FUNC_PREFIX);
	} else if (table->pairs_sec.data && sym->st_shndx == table->pairs_sec.shndx &&
		   !strncmp(name, PAIR_PREFIX, strlen(PAIR_PREFIX))) {
		syms = &table->pairs;
		sec = &table->pairs_sec;
		name += strlen(PAIR_PREFIX);
	} else {
		return 0;
	}
	if (!unique_name_len(name)) {
		pr_err("cannot parse symbol name %s\n", name);
		return -EINVAL;
	}
	return add_sym(syms, name, unique_name_len(name), sym, sec);
}

static int collect_syms(struct kfunc_table *table, Elf *elf, Elf_Scn *symtab)
{
	Elf_Data *data = elf_getdata(symtab, NULL);
	const char *name;
	GElf_Shdr shdr;
	GElf_Sym sym;
	int i, err;

	if (!data || !gelf_getshdr(symtab, &shdr))
		return -EINVAL;

	for (i = 0; i < shdr.sh_size / shdr.sh_entsize; i++) {
		if (!gelf_getsym(data, i, &sym))
			return -EINVAL;
		name = elf_strptr(elf, shdr.sh_link, sym.st_name);
		if (!name)
			continue;
		err = collect_sym(table, name, &sym);
		if (err)
			return err;
	}
	return 0;
}

static __u32 read_ids(const struct kfunc_table *table, size_t off)
{
	__u32 val;

	if (off + sizeof(val) > table->ids.data->d_size)
		return 0;
	memcpy(&val, table->ids.data->d_buf + off, sizeof(val));
	return table->swap ? bswap_32(val) : val;
}

/* struct btf_id_set8: count, flags, then an id and its flags for each entry */
static const struct id_sym *find_kfunc_set(const struct kfunc_table *table,
					   const struct id_sym *entry)
{
	const struct id_sym *set;
	int i;

	for (i = 0; i < table->sets.cnt; i++) {
		set = &table->sets.syms[i];
		if (set->off < entry->off && entry->off < set->off + set->size &&
		    read_ids(table, set->off + sizeof(__u32)) & SET8_KFUNCS)
			return set;
	}
	return NULL;
}

static bool has_implicit_args(const struct kfunc_table *table, const struct id_sym *kfunc)
{
	return read_ids(table, kfunc->off + sizeof(__u32)) & IMPLICIT_ARGS;
}

/* BTF_ID() of functions that are in no kfunc set are of no interest */
static void drop_other_funcs(struct kfunc_table *table)
{
	struct id_syms *kfuncs = &table->kfuncs;
	int i, cnt = 0;

	for (i = 0; i < kfuncs->cnt; i++) {
		if (find_kfunc_set(table, &kfuncs->syms[i]))
			kfuncs->syms[cnt++] = kfuncs->syms[i];
		else
			free(kfuncs->syms[i].name);
	}
	kfuncs->cnt = cnt;
}

static int cmp_sym(const void *a, const void *b)
{
	const struct id_sym *sa = a, *sb = b;

	return strcmp(sa->name, sb->name);
}

static void sort_syms(struct id_syms *syms)
{
	if (syms->cnt)
		qsort(syms->syms, syms->cnt, sizeof(*syms->syms), cmp_sym);
}

static const struct id_sym *find_sym(const struct id_syms *syms, const char *name)
{
	const struct id_sym key = { .name = (char *)name };

	if (!syms->cnt)
		return NULL;
	return bsearch(&key, syms->syms, syms->cnt, sizeof(key), cmp_sym);
}

static int check_flags(const struct kfunc_table *table)
{
	const struct id_sym *kfunc, *prev = NULL, *pair;
	int i, err = 0;

	for (i = 0; i < table->kfuncs.cnt; i++, prev = kfunc) {
		kfunc = &table->kfuncs.syms[i];

		if (prev && !strcmp(prev->name, kfunc->name) &&
		    has_implicit_args(table, prev) != has_implicit_args(table, kfunc)) {
			pr_err("kfunc %s has KF_IMPLICIT_ARGS in one of the sets %s and %s only; set it in both\n",
			       kfunc->name, find_kfunc_set(table, prev)->name,
			       find_kfunc_set(table, kfunc)->name);
			err = -EINVAL;
		}
		if (has_implicit_args(table, kfunc) && !find_sym(&table->pairs, kfunc->name)) {
			pr_err("kfunc %s has KF_IMPLICIT_ARGS in set %s, but no pair; declare it with BTF_ID_FLAGS()\n",
			       kfunc->name, find_kfunc_set(table, kfunc)->name);
			err = -EINVAL;
		}
	}

	for (i = 0; i < table->pairs.cnt; i++) {
		pair = &table->pairs.syms[i];
		kfunc = find_sym(&table->kfuncs, pair->name);
		if (!kfunc || !has_implicit_args(table, kfunc)) {
			pr_err("%s has a pair, but no kfunc set lists it with KF_IMPLICIT_ARGS; declare it with BTF_ID_FLAGS() in one\n",
			       pair->name);
			err = -EINVAL;
		}
	}
	return err;
}

static int read_table(struct kfunc_table *table, Elf *elf)
{
	Elf_Scn *scn = NULL, *symtab = NULL;
	struct section *sec;
	size_t shstrndx;
	const char *name;
	GElf_Ehdr ehdr;
	GElf_Shdr shdr;
	int err;

	if (!gelf_getehdr(elf, &ehdr) || elf_getshdrstrndx(elf, &shstrndx))
		return -EINVAL;
	table->swap = ehdr.e_ident[EI_DATA] != ELFDATA_NATIVE;

	while ((scn = elf_nextscn(elf, scn))) {
		if (!gelf_getshdr(scn, &shdr))
			return -EINVAL;
		name = elf_strptr(elf, shstrndx, shdr.sh_name);
		if (!name)
			return -EINVAL;

		if (shdr.sh_type == SHT_SYMTAB) {
			symtab = scn;
			continue;
		}
		if (!strcmp(name, IDS_SECTION))
			sec = &table->ids;
		else if (!strcmp(name, PAIRS_SECTION))
			sec = &table->pairs_sec;
		else
			continue;
		sec->data = elf_getdata(scn, NULL);
		sec->shndx = elf_ndxscn(scn);
		sec->addr = shdr.sh_addr;
	}

	if (!symtab || !table->ids.data)
		return 0;

	err = collect_syms(table, elf, symtab);
	if (err)
		return err;
	drop_other_funcs(table);
	sort_syms(&table->kfuncs);
	sort_syms(&table->pairs);

	table->resolved = calloc(table->pairs.cnt + 1, sizeof(*table->resolved));
	if (!table->resolved)
		return -ENOMEM;
	return check_flags(table);
}

int kfunc_table__new(Elf *elf, struct kfunc_table **ptable)
{
	struct kfunc_table *table = calloc(1, sizeof(*table));
	int err;

	if (!table)
		return -ENOMEM;
	err = read_table(table, elf);
	if (err) {
		kfunc_table__free(table);
		return err;
	}
	*ptable = table;
	return 0;
}

static __u32 *id_slot(struct kfunc_table *table, int i, bool impl)
{
	struct pair *pair = &table->resolved[i];

	return impl ? &pair->impl_id : &pair->interface_id;
}

/* Several sets may list one kfunc, then it has as many pairs. */
static int set_ids(struct kfunc_table *table, const char *name, bool impl, __u32 id)
{
	const struct id_sym *found = find_sym(&table->pairs, name);
	int i;

	if (!found)
		return 0;

	for (i = found - table->pairs.syms; i > 0; i--)
		if (strcmp(table->pairs.syms[i - 1].name, name))
			break;

	for (; i < table->pairs.cnt && !strcmp(table->pairs.syms[i].name, name); i++) {
		if (*id_slot(table, i, impl)) {
			pr_err("kfunc %s: more than one FUNC %s%s in BTF; rename the other function\n",
			       name, name, impl ? IMPL_SUFFIX : "");
			return -EINVAL;
		}
		*id_slot(table, i, impl) = id;
	}
	return 0;
}

static int set_impl_ids(struct kfunc_table *table, const char *func, __u32 id)
{
	size_t len = strlen(func), sfx = strlen(IMPL_SUFFIX);
	char *name;
	int err;

	if (len <= sfx || strcmp(func + len - sfx, IMPL_SUFFIX))
		return 0;
	name = strndup(func, len - sfx);
	if (!name)
		return -ENOMEM;
	err = set_ids(table, name, true, id);
	free(name);
	return err;
}

static const struct btf_type *func_proto(const struct btf *btf, __u32 func_id)
{
	return btf__type_by_id(btf, btf__type_by_id(btf, func_id)->type);
}

static int check_pair(const struct btf *btf, const char *name, const struct pair *pair)
{
	const struct btf_type *interface, *impl;

	if (!pair->interface_id) {
		pr_err("kfunc %s: no such FUNC in BTF; is it compiled in, and marked __bpf_kfunc?\n",
		       name);
		return -ENOENT;
	}
	if (!pair->impl_id) {
		pr_err("kfunc %s has KF_IMPLICIT_ARGS, but BTF has no %s_impl; use a pahole that knows the BTF feature implicit_args (pahole --supported_btf_features)\n",
		       name, name);
		return -ENOENT;
	}

	interface = func_proto(btf, pair->interface_id);
	impl = func_proto(btf, pair->impl_id);
	if (interface->type != impl->type || btf_vlen(interface) >= btf_vlen(impl) ||
	    memcmp(btf_params(interface), btf_params(impl),
		   btf_vlen(interface) * sizeof(struct btf_param))) {
		pr_err("kfunc %s: its prototype in BTF is not that of %s_impl without implicit arguments; rename the function %s_impl if there is one\n",
		       name, name, name);
		return -EINVAL;
	}
	return 0;
}

int kfunc_table__resolve(struct kfunc_table *table, const struct btf *btf)
{
	const struct btf *base = btf__base_btf(btf);
	const struct btf_type *t;
	const char *name;
	__u32 id;
	int i, err;

	if (!table || !table->pairs.cnt)
		return 0;

	/* Only this object's own FUNCs: in a module's BTF, ids and names of
	 * vmlinux come first and must not be taken for the module's.
	 */
	for (id = base ? btf__type_cnt(base) : 1; id < btf__type_cnt(btf); id++) {
		t = btf__type_by_id(btf, id);
		if (!btf_is_func(t))
			continue;
		name = btf__name_by_offset(btf, t->name_off);
		err = set_ids(table, name, false, id) ?: set_impl_ids(table, name, id);
		if (err)
			return err;
	}

	for (i = 0; i < table->pairs.cnt; i++) {
		err = check_pair(btf, table->pairs.syms[i].name, &table->resolved[i]);
		if (err)
			return err;
	}
	return 0;
}

void kfunc_table__patch(struct kfunc_table *table)
{
	Elf_Data *data;
	int i;

	if (!table || !table->pairs.cnt)
		return;

	data = table->pairs_sec.data;
	for (i = 0; i < table->pairs.cnt; i++)
		memcpy(data->d_buf + table->pairs.syms[i].off, &table->resolved[i],
		       sizeof(table->resolved[i]));

	/* libelf converts words to the object's byte order */
	data->d_type = ELF_T_WORD;
	elf_flagdata(data, ELF_C_SET, ELF_F_DIRTY);
}

static void free_syms(struct id_syms *syms)
{
	int i;

	for (i = 0; i < syms->cnt; i++)
		free(syms->syms[i].name);
	free(syms->syms);
}

void kfunc_table__free(struct kfunc_table *table)
{
	if (!table)
		return;
	free_syms(&table->sets);
	free_syms(&table->kfuncs);
	free_syms(&table->pairs);
	free(table->resolved);
	free(table);
}
