/* SPDX-License-Identifier: (LGPL-2.1 OR BSD-2-Clause) */
#ifndef __KFUNC_STORE_H
#define __KFUNC_STORE_H

#include <linux/types.h>

/*
 * kfunc_btf__store() puts what kfunc_btf__complete() has returned into the file's
 * .BTF section. Nobody may have the file open meanwhile.
 *
 * Returns 0, or a negative errno after a message.
 */
int kfunc_btf__store(const char *path, void *data, __u32 size);

#endif /* __KFUNC_STORE_H */
