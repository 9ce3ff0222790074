/* SPDX-License-Identifier: GPL-2.0 */
/* What the build tools guarantee about a module's kfuncs with implicit
 * arguments, the kernel checks again when the module is loaded. No build tool
 * makes a bad module, so tests damage good ones: they read a module's file, change
 * what is wrong in it, and load the outcome.
 */
#ifndef __KFUNC_KO_H
#define __KFUNC_KO_H

#include <test_progs.h>
#include <gelf.h>
#include <libelf.h>
#include <sys/mman.h>
#include <bpf/btf.h>
#include "bpf/libbpf_internal.h"
#include "kfunc_kmod.h"

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

static inline char *find_section(const struct ko *ko, const char *name, size_t *size)
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

static inline void close_ko(struct ko *ko)
{
	btf__free(ko->btf);
	btf__free(ko->base);
	free(ko->image);
}

static inline bool open_ko(struct ko *ko, const char *name)
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

static inline __u32 func_id(const struct ko *ko, const char *name)
{
	__s32 id = btf__find_by_name_kind_own(ko->btf, name, BTF_KIND_FUNC);

	ASSERT_GT(id, 0, name);
	return id;
}

static inline struct pair *pair_of(struct ko *ko, const char *name)
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
static inline struct set_entry *set_entry_of(struct ko *ko, const char *name, int n)
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
static inline void *btf_in_image(struct ko *ko, const void *ptr)
{
	__u32 size;

	return ko->btf_image + (ptr - btf__raw_data(ko->btf, &size));
}

static inline struct btf_type *type_in_image(struct ko *ko, __u32 id)
{
	return btf_in_image(ko, btf__type_by_id(ko->btf, id));
}

static inline struct btf_type *func_in_image(struct ko *ko, const char *name)
{
	return type_in_image(ko, func_id(ko, name));
}

/* --- the kernel's log ---------------------------------------------------------- */

static inline int open_kmsg(void)
{
	int fd = open("/dev/kmsg", O_RDONLY | O_NONBLOCK);

	if (ASSERT_GE(fd, 0, "/dev/kmsg"))
		lseek(fd, 0, SEEK_END);
	return fd;
}

/* The next line about a kfunc, without time stamp, in @record, or NULL. */
static inline char *next_kmsg(int fd, char *record, size_t size)
{
	ssize_t len;
	char *msg;

	while (true) {
		len = read(fd, record, size - 1);
		if (len < 0 && errno == EPIPE)
			continue;
		if (len <= 0)
			return NULL;
		record[len] = '\0';
		msg = strchr(record, ';');
		if (!msg || strncmp(msg + 1, "kfunc ", strlen("kfunc ")))
			continue;
		msg[strcspn(msg, "\n")] = '\0';
		return msg + 1;
	}
}

/* Exactly one line about a kfunc, and it is the wanted one. */
static inline void check_kmsg(int fd, const char *want)
{
	char record[2048], *msg;
	int nr = 0;

	while ((msg = next_kmsg(fd, record, sizeof(record)))) {
		nr++;
		ASSERT_STREQ(msg, want, "message");
	}
	ASSERT_EQ(nr, 1, "messages");
}

/* --- loading ------------------------------------------------------------------- */

static inline int load_image(const struct ko *ko, const char *params)
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

static inline bool is_there(const char *dir, const char *name)
{
	char path[100];

	snprintf(path, sizeof(path), "%s/%s", dir, name);
	return !access(path, F_OK);
}

static inline bool btf_exists(const char *module)
{
	int fd = kmod_btf_fd(module);

	if (fd >= 0)
		close(fd);
	return fd >= 0;
}

/* BTF objects are freed after a grace period. */
static inline bool is_gone(const char *module)
{
	int i;

	for (i = 0; i < 1000 && btf_exists(module); i++)
		usleep(1000);
	return !btf_exists(module) && !is_there("/sys/kernel/btf", module) &&
	       !is_there("/sys/module", module);
}

#endif /* __KFUNC_KO_H */
