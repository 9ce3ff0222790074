// SPDX-License-Identifier: GPL-2.0
/*
 * Which mutant of this kernel is in force, and which have been reached.
 *
 * "kfunc_mutant=N" on the command line is for what happens at boot as well. In debugfs
 * kfunc_mutants_reached has a byte for each; writing to kfunc_mutants_forget clears them.
 */
#include <linux/debugfs.h>
#include <linux/init.h>
#include <linux/kernel.h>
#include <linux/kfunc_mutant.h>
#include <linux/kfunc_mutants_max.h>
#include <linux/string.h>

u32 kfunc_mutant;
u8 kfunc_mutants_reached[KFUNC_MUTANTS_MAX + 1];

static struct debugfs_blob_wrapper reached = {
	.data = kfunc_mutants_reached,
	.size = sizeof(kfunc_mutants_reached),
};

static int __init set_mutant(char *arg)
{
	return kstrtou32(arg, 0, &kfunc_mutant);
}
early_param("kfunc_mutant", set_mutant);

static int forget(void *data, u64 val)
{
	memset(kfunc_mutants_reached, 0, sizeof(kfunc_mutants_reached));
	return 0;
}
DEFINE_DEBUGFS_ATTRIBUTE(forget_fops, NULL, forget, "%llu\n");

static int __init show_mutants(void)
{
	debugfs_create_blob("kfunc_mutants_reached", 0400, NULL, &reached);
	debugfs_create_file_unsafe("kfunc_mutants_forget", 0200, NULL, NULL, &forget_fops);
	return 0;
}
late_initcall(show_mutants);
