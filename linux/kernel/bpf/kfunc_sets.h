/* SPDX-License-Identifier: GPL-2.0 */
#ifndef __KFUNC_SETS_H
#define __KFUNC_SETS_H

#include <linux/mutex.h>
#include <linux/types.h>

struct btf;

/* The kfuncs that are registered, for others than btf.c, which has them. */

extern struct mutex kfunc_register_mutex;

bool kfunc_is_registered(const struct btf *btf, u32 id);

/* gets a FUNC of @btf, its KF_* flags, and the program types it is registered for */
typedef int (*kfunc_fn)(const struct btf *btf, int hook, u32 id, u32 flags, void *data);
int btf_walk_kfuncs(const struct btf *btf, kfunc_fn fn, void *data);
int btf_walk_module_kfuncs(kfunc_fn fn, void *data);

#endif /* __KFUNC_SETS_H */
