/* SPDX-License-Identifier: GPL-2.0 */
#ifndef __BTF_FUNC_NAMES_H
#define __BTF_FUNC_NAMES_H

#include <linux/types.h>

struct btf;
struct btf_func_names;

struct btf_func_names *btf_func_names_new(u32 max);
void btf_func_names_free(struct btf_func_names *names);
bool btf_func_names_add(struct btf_func_names *names, const char *name);
bool btf_func_names_has(struct btf_func_names *names, const char *name);
void btf_func_names_look_up(struct btf_func_names *names, const struct btf *btf);
u32 btf_func_names_id(struct btf_func_names *names, const char *name);

#endif /* __BTF_FUNC_NAMES_H */
