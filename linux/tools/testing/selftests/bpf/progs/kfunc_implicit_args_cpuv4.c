// SPDX-License-Identifier: GPL-2.0
/* -mcpu=v4, see Makefile */
#include "kfunc_implicit_args_cpu.h"
