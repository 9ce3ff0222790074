/* SPDX-License-Identifier: GPL-2.0 */
/* Modules x and y of the test kfunc_names have functions of the same names; the
 * parameters tell which of them become kfuncs. MODULE_ID tells whose body runs.
 */
#ifndef _BPF_TEST_KFUNC_NAMES_H
#define _BPF_TEST_KFUNC_NAMES_H

#include <linux/async.h>
#include <linux/bpf.h>
#include <linux/btf.h>
#include <linux/btf_ids.h>
#include <linux/delay.h>
#include <linux/init.h>
#include <linux/module.h>
#include <linux/percpu.h>

static char *set = "none";
module_param(set, charp, 0);
MODULE_PARM_DESC(set, "which set of kfuncs to register");

static bool all_types;
module_param(all_types, bool, 0);
MODULE_PARM_DESC(all_types, "register it for more than one program type");

static bool fail;
module_param(fail, bool, 0);
MODULE_PARM_DESC(fail, "let the init function fail after that");

static int async_ms;
module_param(async_ms, int, 0);
MODULE_PARM_DESC(async_ms, "keep init sections for a while when the module is live");

DEFINE_PER_CPU(int, bpf_test_names_percpu) = MODULE_ID;

__bpf_kfunc_start_defs();

/* new in both modules */
__bpf_kfunc int bpf_test_names_new(void)
{
	return MODULE_ID;
}

__bpf_kfunc int bpf_test_names_other(void)
{
	return 10 * MODULE_ID;
}

__bpf_kfunc_end_defs();

BTF_KFUNCS_START(new_ids)
BTF_ID_FLAGS(func, bpf_test_names_new)
BTF_ID_FLAGS(func, bpf_test_names_other)
BTF_KFUNCS_END(new_ids)

struct named_set {
	const char *name;
	struct btf_kfunc_id_set kset;
};

#define NAMED_SET(_name) \
	{ .name = #_name, .kset = { .owner = THIS_MODULE, .set = &_name##_ids } }

/* They are freed when all that is asynchronous is done. */
static void sleep_async(void *data, async_cookie_t cookie)
{
	msleep(async_ms);
}

static int register_set(const struct named_set *sets, int cnt)
{
	const struct btf_kfunc_id_set *kset;
	int i, err;

	for (i = 0; i < cnt; i++)
		if (!strcmp(sets[i].name, set))
			break;
	if (i == cnt)
		return strcmp(set, "none") ? -ENOENT : 0;

	kset = &sets[i].kset;
	err = register_btf_kfunc_id_set(BPF_PROG_TYPE_SYSCALL, kset);
	if (!err && all_types)
		err = register_btf_kfunc_id_set(BPF_PROG_TYPE_XDP, kset) ?:
		      register_btf_kfunc_id_set(BPF_PROG_TYPE_SCHED_CLS, kset);
	if (!err && fail)
		err = -ENODEV;
	if (!err && async_ms)
		async_schedule(sleep_async, NULL);
	return err;
}

#endif /* _BPF_TEST_KFUNC_NAMES_H */
