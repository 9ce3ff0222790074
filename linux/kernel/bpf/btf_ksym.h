/* SPDX-License-Identifier: GPL-2.0 */
#ifndef __BTF_KSYM_H
#define __BTF_KSYM_H

#include <linux/types.h>

struct btf;
struct module;

unsigned long btf_ksym_addr(const struct btf *btf, struct module *mod, u32 id);

#endif /* __BTF_KSYM_H */
