/* SPDX-License-Identifier: GPL-2.0 */
#ifndef __KFUNC_SPECIAL_H
#define __KFUNC_SPECIAL_H

#include <linux/types.h>

bool kfunc_is_dtor_partner(u32 id, u32 flags);
const char *bpf_kfunc_not_overridable(u32 id, u32 flags);

#endif /* __KFUNC_SPECIAL_H */
