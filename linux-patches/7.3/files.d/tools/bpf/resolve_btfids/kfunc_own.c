// SPDX-License-Identifier: (LGPL-2.1 OR BSD-2-Clause)

/*
 * A module's kfuncs are its own, also where vmlinux has such.
 *
 * The BTF of a module is on top of vmlinux's, and btf__dedup() takes a FUNC of the module
 * for the one of vmlinux that has the same name and prototype. For a kfunc that is wrong:
 * there are two functions, and the set of the module is about its own.
 *
 * btf__dedup() runs in pahole and again here, when pairs and attributes are in place. A
 * FUNC of another linkage is another one for it, and no kernel function is extern. So let
 * those in the base be extern while pahole looks at them, and those of the module while
 * this here does.
 */

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <bpf/btf.h>
#include "kfunc_own.h"
#include "kfunc_table.h"

#define pr_err(fmt, ...) \
	fprintf(stderr, "FAILED: resolve_btfids: " fmt, ##__VA_ARGS__)

static bool is_in_kfunc_set(const struct kfunc_node *kfunc)
{
	int i;

	for (i = 0; i < kfunc->nr_entries; i++)
		if (kfunc->entries[i].set && kfunc->entries[i].set->is_kfuncs)
			return true;
	return false;
}

/* The vlen of a FUNC is its linkage. */
static void set_linkage(struct btf *btf, __u32 id, enum btf_func_linkage linkage)
{
	struct btf_type *t = (struct btf_type *)btf__type_by_id(btf, id);

	t->info = t->info - btf_vlen(t) + linkage;
}

static bool is_static_func(const struct btf *btf, __u32 id)
{
	const struct btf_type *t = id ? btf__type_by_id(btf, id) : NULL;

	return t && btf_is_func(t) && btf_vlen(t) == BTF_FUNC_STATIC;
}

static int write_btf(const struct btf *btf, const char *path)
{
	__u32 size;
	const void *data = btf__raw_data(btf, &size);
	FILE *file = data ? fopen(path, "wb") : NULL;
	int err = 0;

	errno = EIO;
	if (!file || fwrite(data, 1, size, file) != size)
		err = -errno;
	if (file && fclose(file) && !err)
		err = -errno;
	if (err) {
		remove(path);
		pr_err("cannot write %s: %s\n", path, strerror(-err));
	}
	return err;
}

int kfunc_own__write_base(const struct kfunc_table *table, const char *base_path,
			  const char *path)
{
	struct kfunc_node *kfunc;
	struct btf *btf = NULL;
	int err = 0, cnt = 0;

	for_each_kfunc(kfunc, table) {
		int id;

		if (!is_in_kfunc_set(kfunc))
			continue;
		if (!btf)
			btf = btf__parse(base_path, NULL);
		if (!btf) {
			err = -errno;
			pr_err("cannot load base BTF from %s: %s\n", base_path, strerror(errno));
			return err;
		}
		id = btf__find_by_name_kind(btf, kfunc->name, BTF_KIND_FUNC);
		if (id > 0 && is_static_func(btf, id)) {
			set_linkage(btf, id, BTF_FUNC_EXTERN);
			cnt++;
		}
	}

	if (cnt)
		err = write_btf(btf, path);
	btf__free(btf);
	return err;
}

void kfunc_own__protect(const struct kfunc_table *table, struct btf *btf)
{
	struct kfunc_node *kfunc;

	for_each_kfunc(kfunc, table) {
		if (!is_in_kfunc_set(kfunc))
			continue;
		if (is_static_func(btf, kfunc->own_id))
			set_linkage(btf, kfunc->own_id, BTF_FUNC_EXTERN);
		if (is_static_func(btf, kfunc->impl_id))
			set_linkage(btf, kfunc->impl_id, BTF_FUNC_EXTERN);
	}
}

void kfunc_own__restore(struct btf *btf)
{
	const struct btf *base = btf__base_btf(btf);
	const struct btf_type *t;
	__u32 id;

	for (id = base ? btf__type_cnt(base) : 1; id < btf__type_cnt(btf); id++) {
		t = btf__type_by_id(btf, id);
		if (btf_is_func(t) && btf_vlen(t) == BTF_FUNC_EXTERN)
			set_linkage(btf, id, BTF_FUNC_STATIC);
	}
}
