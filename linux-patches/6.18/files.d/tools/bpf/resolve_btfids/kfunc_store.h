/* SPDX-License-Identifier: (LGPL-2.1 OR BSD-2-Clause) */
#ifndef __KFUNC_STORE_H
#define __KFUNC_STORE_H

#include <linux/types.h>

struct btf;
struct kfunc_table;

/*
 * kfunc_btf__complete_data() is kfunc_btf__complete(). If there was something to add,
 * *@data becomes the new contents of .BTF, which the caller has to free.
 * kfunc_btf__store() puts them into the file's .BTF section. Nobody may have the file
 * open meanwhile.
 *
 * Both return 0, or a negative errno after a message.
 */
int kfunc_btf__complete_data(struct kfunc_table *table, struct btf *btf, void **data,
			     __u32 *size);
int kfunc_btf__store(const char *path, void *data, __u32 size);

#endif /* __KFUNC_STORE_H */
