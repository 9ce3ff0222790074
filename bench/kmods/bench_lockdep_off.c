// SPDX-License-Identifier: GPL-2.0
/*
 * Lockdep, which the guest's kernel has for the tests' sake, is most of what a
 * short system call costs there, and not always the same. Loading this module
 * ends it until the next boot.
 */
#include <linux/debug_locks.h>
#include <linux/init.h>
#include <linux/module.h>

static int __init bench_init(void)
{
	debug_locks = 0;
	return 0;
}
module_init(bench_init);

MODULE_DESCRIPTION("Turns lockdep off");
MODULE_LICENSE("GPL");
