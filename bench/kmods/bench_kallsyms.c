// SPDX-License-Identifier: GPL-2.0
/*
 * What it costs to find the addresses of `names` in kallsyms. That depends on
 * where in its tables a name happens to be, by thousands of instructions, and
 * so differs between any two kernels.
 */
#include <linux/init.h>
#include <linux/kprobes.h>
#include <linux/module.h>
#include <linux/moduleparam.h>
#include <asm/msr.h>

static char *names[256];
static unsigned int nr_names;
module_param_array(names, charp, &nr_names, 0);
static ulong cost;
module_param(cost, ulong, 0444);

/* For the address of what is not exported. */
static struct kprobe probe = {
	.symbol_name = "kallsyms_lookup_name",
};

static int __init bench_init(void)
{
	unsigned long (*lookup_name)(const char *name);
	unsigned int i, n;
	u64 start, min;
	int err;

	err = register_kprobe(&probe);
	if (err)
		return err;
	lookup_name = (void *)probe.addr;
	unregister_kprobe(&probe);

	for (i = 0; i < nr_names; i++) {
		if (!lookup_name(names[i])) {
			pr_err("there is no %s\n", names[i]);
			return -ENOENT;
		}
		min = U64_MAX;
		for (n = 0; n < 16; n++) {
			start = rdtsc();
			lookup_name(names[i]);
			min = min_t(u64, min, rdtsc() - start);
		}
		cost += min;
	}
	return 0;
}
module_init(bench_init);

static void __exit bench_exit(void)
{
}
module_exit(bench_exit);

MODULE_DESCRIPTION("Measures lookups in kallsyms");
MODULE_LICENSE("GPL");
