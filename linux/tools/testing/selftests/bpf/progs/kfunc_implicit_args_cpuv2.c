// SPDX-License-Identifier: GPL-2.0
/* -mcpu=v2, see Makefile */
#include "kfunc_implicit_args_cpu.h"
