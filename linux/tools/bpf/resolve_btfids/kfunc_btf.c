// SPDX-License-Identifier: (LGPL-2.1 OR BSD-2-Clause)

/*
 * FUNCs of kfuncs that pahole left out of an object's BTF.
 *
 * - The _impl FUNC of a kfunc with implicit arguments. A pahole that has the
 *   BTF feature implicit_args has made the pair. Any other one has described the
 *   function as the kernel declares it, and kfunc_pairs.c, which is the same
 *   file as in pahole, makes the pair of it now.
 *
 * - The FUNC of a module's kfunc when vmlinux has a function of the same name
 *   and prototype: btf__dedup() takes them for one, but it is the module's
 *   function that the kernel has to find by the module's kfunc set.
 *
 * The kernel is given the same either way. Nothing is looked for in BTF which
 * pahole made complete, and nothing is written then.
 *
 * vmlinux needs this done before its BTF is linked (--make_pairs). The BTF of a
 * module is not linked: there it is part of resolving the ids.
 */

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <linux/kernel.h>
#include <bpf/btf.h>
#include "kfunc_btf.h"
#include "kfunc_pairs.h"
#include "kfunc_table.h"

#define pr_err(fmt, ...) \
	fprintf(stderr, "FAILED: resolve_btfids: " fmt, ##__VA_ARGS__)
#define pr_warn(fmt, ...) \
	fprintf(stderr, "WARN: resolve_btfids: " fmt, ##__VA_ARGS__)

static bool in_kfunc_set(struct object *obj, const struct btf_id *func)
{
	int i;

	for (i = 0; i < func->addr_cnt; i++)
		if (kfunc_table__has(obj, func->addr[i]))
			return true;
	return false;
}

static int count_func(const struct object *obj, const char *func)
{
	const char *name;
	GElf_Sym sym;
	int i, cnt = 0;

	for (i = 0; gelf_getsym(obj->efile.symbols, i, &sym); i++) {
		if (GELF_ST_TYPE(sym.st_info) != STT_FUNC || sym.st_shndx == SHN_UNDEF)
			continue;
		name = elf_strptr(obj->efile.elf, obj->efile.strtabidx, sym.st_name);
		if (name && !strcmp(name, func))
			cnt++;
	}
	return cnt;
}

/*
 * Functions are left out of BTF for many reasons. That of a distilled base is not
 * easily guessed: vmlinux's FUNC, which was taken for the module's, is not in it.
 */
static int no_func(const struct object *obj, const struct btf_id *func)
{
	if (!obj->base_btf_path)
		pr_warn("kfunc %s: no such FUNC in BTF; if vmlinux has a function of this name and prototype, use a pahole that has the BTF feature implicit_args\n",
			func->name);
	return 0;
}

/*
 * Add a FUNC like that of the base to the BTF on top of it. Decl tags of the
 * module's function, all those that the base's function has not, refer to the
 * base's: they are for the new FUNC. Those that it has were taken for one too.
 */
static int own_func(const struct object *obj, struct btf *btf, struct btf_id *func)
{
	const struct btf *base = btf__base_btf(btf);
	__u32 id, base_cnt = btf__type_cnt(base), cnt = btf__type_cnt(btf);
	int base_id, own_id, tag_id;
	const struct btf_type *t;

	/* may move all of both BTFs in memory: look at types only after it */
	base_id = btf__find_str(btf, func->name);
	if (base_id >= 0)
		base_id = btf__find_by_name_kind(base, func->name, BTF_KIND_FUNC);
	if (base_id == -ENOENT)
		return no_func(obj, func);
	if (base_id < 0)
		return base_id;

	own_id = btf__add_type(btf, base, btf__type_by_id(base, base_id));
	if (own_id < 0)
		return own_id;

	for (id = base_id + 1; id < cnt; id++) {
		t = btf__type_by_id(btf, id);
		if (!btf_is_decl_tag(t) || t->type != base_id)
			continue;
		tag_id = id < base_cnt ? btf__add_type(btf, base, t) : id;
		if (tag_id < 0)
			return tag_id;
		((struct btf_type *)btf__type_by_id(btf, tag_id))->type = own_id;
	}
	func->own_id = own_id;
	return 0;
}

static int add_own_funcs(struct object *obj, struct btf *btf)
{
	struct btf_id *func, *pair;
	struct rb_node *next;
	int cnt, err;

	for (next = rb_first(&obj->funcs); next; next = rb_next(next)) {
		func = rb_entry(next, struct btf_id, rb_node);
		if (func->own_id || !in_kfunc_set(obj, func))
			continue;
		cnt = count_func(obj, func->name);
		if (!cnt)
			continue;
		/* pahole may have left them out because they differ */
		if (cnt > 1) {
			pr_warn("kfunc %s: no such FUNC in BTF, but %d functions of this name in %s; rename the others\n",
				func->name, cnt, obj->path);
			continue;
		}

		err = own_func(obj, btf, func);
		if (err) {
			pr_err("kfunc %s: cannot add a FUNC to BTF: %s; is there enough memory?\n",
			       func->name, strerror(-err));
			return err;
		}
		pair = btf_id__find(&obj->pairs, func->name);
		if (pair)
			pair->own_id = func->own_id;
	}
	return 0;
}

static int make_pairs(struct object *obj, struct btf *btf)
{
	struct rb_node *next;
	struct btf_id *pair;
	int id;

	for (next = rb_first(&obj->pairs); next; next = rb_next(next)) {
		pair = rb_entry(next, struct btf_id, rb_node);
		if (!pair->own_id)	/* kfunc_table__check_pairs() will say so */
			continue;
		if (pair->impl_id && kfunc_table__pair_fits(btf, pair))
			continue;

		id = kfunc_pair__add(btf, pair->own_id);
		if (id < 0)
			return id;
		pair->impl_id = id;
	}
	return 0;
}

/* btf does not live until its data is written */
static int keep_raw_data(struct object *obj, const struct btf *btf)
{
	const void *raw;
	__u32 size;

	raw = btf__raw_data(btf, &size);
	obj->new_btf = raw ? malloc(size) : NULL;
	if (!obj->new_btf) {
		pr_err("no memory for " BTF_ELF_SEC " of %s\n", obj->path);
		return -ENOMEM;
	}
	memcpy(obj->new_btf, raw, size);
	obj->new_btf_size = size;
	return 0;
}

int kfunc_btf__complete(struct object *obj, struct btf *btf)
{
	__u32 cnt = btf__type_cnt(btf);
	int err = 0;

	if (btf__base_btf(btf))
		err = add_own_funcs(obj, btf);
	if (!err)
		err = make_pairs(obj, btf);
	if (!err && btf__type_cnt(btf) > cnt)
		err = keep_raw_data(obj, btf);
	return err;
}

static __u64 align_to(__u64 off, __u64 align)
{
	return align > 1 ? roundup(off, align) : off;
}

/* Find .BTF, and where in the file the contents of all other sections end. */
static Elf_Scn *find_btf(Elf *elf, GElf_Shdr *btf_shdr, __u64 *end)
{
	Elf_Scn *scn = NULL, *btf_scn = NULL;
	const char *name;
	size_t shstrndx;
	GElf_Shdr shdr;

	*end = 0;
	if (elf_getshdrstrndx(elf, &shstrndx))
		return NULL;

	while ((scn = elf_nextscn(elf, scn))) {
		if (!gelf_getshdr(scn, &shdr))
			return NULL;
		name = elf_strptr(elf, shstrndx, shdr.sh_name);
		if (name && !strcmp(name, BTF_ELF_SEC)) {
			btf_scn = scn;
			*btf_shdr = shdr;
		} else if (shdr.sh_type != SHT_NOBITS) {
			*end = max(*end, (__u64)(shdr.sh_offset + shdr.sh_size));
		}
	}
	return btf_scn;
}

/*
 * The section becomes the last one in the file, with the section headers after
 * it: everything else stays where it is, as it must in vmlinux.
 */
static int replace_btf(Elf *elf, struct object *obj)
{
	GElf_Ehdr ehdr;
	GElf_Shdr shdr;
	Elf_Data *data;
	Elf_Scn *scn;
	__u64 end;

	elf_flagelf(elf, ELF_C_SET, ELF_F_LAYOUT);

	scn = find_btf(elf, &shdr, &end);
	data = scn ? elf_getdata(scn, NULL) : NULL;
	if (!data || !gelf_getehdr(elf, &ehdr))
		return -1;

	data->d_buf = obj->new_btf;
	data->d_size = obj->new_btf_size;
	elf_flagdata(data, ELF_C_SET, ELF_F_DIRTY);

	shdr.sh_offset = align_to(end, shdr.sh_addralign);
	shdr.sh_size = obj->new_btf_size;
	ehdr.e_shoff = align_to(shdr.sh_offset + shdr.sh_size, sizeof(__u64));
	if (!gelf_update_shdr(scn, &shdr) || !gelf_update_ehdr(elf, &ehdr))
		return -1;
	return elf_update(elf, ELF_C_WRITE) < 0 ? -1 : 0;
}

int kfunc_btf__store(struct object *obj)
{
	Elf *elf = NULL;
	int fd, err;

	fd = open(obj->path, O_RDWR);
	if (fd < 0) {
		err = -errno;
		pr_err("cannot open %s: %s\n", obj->path, strerror(errno));
		return err;
	}

	/* not mapped: libelf cannot be relied on to let a mapped file grow */
	elf = elf_begin(fd, ELF_C_RDWR, NULL);
	err = elf ? replace_btf(elf, obj) : -1;
	if (err) {
		err = -EIO;
		pr_err("cannot replace " BTF_ELF_SEC " in %s: %s\n", obj->path,
		       elf_errmsg(-1));
	}
	elf_end(elf);
	close(fd);
	return err;
}
