// SPDX-License-Identifier: GPL-2.0
/* -mcpu=v4, see Makefile */
#include "kfunc_pairs_cpu.h"
