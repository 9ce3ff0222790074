/* SPDX-License-Identifier: GPL-2.0 */
#ifndef __BTF_EQUAL_H
#define __BTF_EQUAL_H

#include <linux/types.h>

struct btf;

int btf_types_equal(const struct btf *btf_a, u32 a, const struct btf *btf_b, u32 b);

#endif /* __BTF_EQUAL_H */
