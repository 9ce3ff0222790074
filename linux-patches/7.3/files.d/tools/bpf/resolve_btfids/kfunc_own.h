/* SPDX-License-Identifier: (LGPL-2.1 OR BSD-2-Clause) */
#ifndef __KFUNC_OWN_H
#define __KFUNC_OWN_H

struct btf;
struct kfunc_table;

/*
 * kfunc_own__write_base() writes, for pahole to use in the place of @base_path, BTF which
 * has the same types by the same ids, but no FUNC that pahole would take a kfunc of the
 * object for. It writes nothing if that is so already. Returns 0, or a negative errno
 * after a message.
 *
 * kfunc_own__protect() comes before btf__dedup(), for which the FUNCs of the object's
 * kfuncs are unlike any in the base then, and kfunc_own__restore() after it.
 */
int kfunc_own__write_base(const struct kfunc_table *table, const char *base_path,
			  const char *path);
void kfunc_own__protect(const struct kfunc_table *table, struct btf *btf);
void kfunc_own__restore(struct btf *btf);

#endif /* __KFUNC_OWN_H */
