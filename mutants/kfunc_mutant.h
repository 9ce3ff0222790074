/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _LINUX_KFUNC_MUTANT_H
#define _LINUX_KFUNC_MUTANT_H

#include <linux/compiler.h>
#include <linux/types.h>

extern u32 kfunc_mutant;
extern u8 kfunc_mutants_reached[];

/* Is mutant nr the one that is in force? A race of those who note that it has been reached
 * is none: all write the same.
 */
#define KFUNC_MUTANT(nr)						\
	({								\
		WRITE_ONCE(kfunc_mutants_reached[nr], 1);		\
		unlikely(READ_ONCE(kfunc_mutant) == (nr));		\
	})

#endif
