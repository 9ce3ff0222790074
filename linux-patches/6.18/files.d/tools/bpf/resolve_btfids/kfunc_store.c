// SPDX-License-Identifier: (LGPL-2.1 OR BSD-2-Clause)

/* Put the BTF that kfunc_btf.c completes into the ELF file. */

#include <errno.h>
#include <fcntl.h>
#include <gelf.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <linux/kernel.h>
#include <bpf/btf.h>
#include "kfunc_btf.h"
#include "kfunc_store.h"

#define pr_err(fmt, ...) \
	fprintf(stderr, "FAILED: resolve_btfids: " fmt, ##__VA_ARGS__)

/* btf does not live until its data is written */
static int keep_raw_data(const struct btf *btf, void **data, __u32 *size)
{
	const void *raw = btf__raw_data(btf, size);

	*data = raw ? malloc(*size) : NULL;
	if (!*data) {
		pr_err("no memory for " BTF_ELF_SEC "\n");
		return -ENOMEM;
	}
	memcpy(*data, raw, *size);
	return 0;
}

int kfunc_btf__complete_data(struct kfunc_table *table, struct btf *btf, void **data,
			     __u32 *size)
{
	__u32 cnt = btf__type_cnt(btf);
	int err = kfunc_btf__complete(table, btf);

	if (!err && btf__type_cnt(btf) > cnt)
		err = keep_raw_data(btf, data, size);
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
static int replace_btf(Elf *elf, void *btf, __u32 size)
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

	data->d_buf = btf;
	data->d_size = size;
	elf_flagdata(data, ELF_C_SET, ELF_F_DIRTY);

	shdr.sh_offset = align_to(end, shdr.sh_addralign);
	shdr.sh_size = size;
	ehdr.e_shoff = align_to(shdr.sh_offset + shdr.sh_size, sizeof(__u64));
	if (!gelf_update_shdr(scn, &shdr) || !gelf_update_ehdr(elf, &ehdr))
		return -1;
	return elf_update(elf, ELF_C_WRITE) < 0 ? -1 : 0;
}

int kfunc_btf__store(const char *path, void *btf, __u32 size)
{
	Elf *elf = NULL;
	int fd, err;

	fd = open(path, O_RDWR);
	if (fd < 0) {
		err = -errno;
		pr_err("cannot open %s: %s\n", path, strerror(errno));
		return err;
	}

	/* not mapped: libelf cannot be relied on to let a mapped file grow */
	elf = elf_begin(fd, ELF_C_RDWR, NULL);
	err = elf ? replace_btf(elf, btf, size) : -1;
	if (err) {
		err = -EIO;
		pr_err("cannot replace " BTF_ELF_SEC " in %s: %s\n", path, elf_errmsg(-1));
	}
	elf_end(elf);
	close(fd);
	return err;
}
