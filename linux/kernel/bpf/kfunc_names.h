/* SPDX-License-Identifier: GPL-2.0 */
#ifndef __KFUNC_NAMES_H
#define __KFUNC_NAMES_H

struct btf;
struct btf_id_set8;

int kfunc_check_names(const struct btf *btf, const struct btf_id_set8 *set);

#endif /* __KFUNC_NAMES_H */
