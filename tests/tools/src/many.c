// SPDX-License-Identifier: GPL-2.0
/* One function in more lists than resolve_btfids has room for. */
#include "kfunc.h"

kfunc int bpf_many(int a)
{
	return a;
}

#define TEN	ONE ONE ONE ONE ONE ONE ONE ONE ONE ONE
#define ONE	ID(bpf_many, __COUNTER__, 0);

TEN TEN TEN TEN TEN TEN TEN TEN TEN TEN ONE
