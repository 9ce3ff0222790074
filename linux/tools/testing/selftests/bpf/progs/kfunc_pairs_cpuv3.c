// SPDX-License-Identifier: GPL-2.0
/* -mcpu=v3, see Makefile */
#include "kfunc_pairs_cpu.h"
