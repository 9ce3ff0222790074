/* SPDX-License-Identifier: GPL-2.0 */
/* Modules x and y of the test kfunc_override bring the same bodies, which return
 * numbers with MODULE_ID in them.
 */
#ifndef _BPF_TEST_KFUNC_OVERRIDE_H
#define _BPF_TEST_KFUNC_OVERRIDE_H

#include <linux/bpf.h>
#include <linux/btf.h>
#include <linux/btf_ids.h>
#include <linux/cpumask.h>
#include <linux/delay.h>
#include <linux/init.h>
#include <linux/module.h>
#include <linux/workqueue.h>
#include "bpf_test_kfunc_flags.h"

static char *sets = "common";
module_param(sets, charp, 0);
MODULE_PARM_DESC(sets, "sets to override, in that order, with a + between them");

static int init_ms;
module_param(init_ms, int, 0);
MODULE_PARM_DESC(init_ms, "time for which the init function sleeps after that");

static bool fail;
module_param(fail, bool, 0);
MODULE_PARM_DESC(fail, "let the init function fail then");

static bool late;
module_param(late, bool, 0);
MODULE_PARM_DESC(late, "override when the init function has returned");

static int late_err = 1;
module_param(late_err, int, 0444);
MODULE_PARM_DESC(late_err, "what became of that, 1 before");

static bool at_exit;
module_param(at_exit, bool, 0);
MODULE_PARM_DESC(at_exit, "override in the exit function");

static int exit_ms;
module_param(exit_ms, int, 0);
MODULE_PARM_DESC(exit_ms, "time for which the exit function sleeps");

__bpf_kfunc_start_defs();

__bpf_kfunc int bpf_strlen(const char *s__ign)
{
	return 100 * MODULE_ID;
}

__bpf_kfunc int bpf_strnlen(const char *s__ign, size_t count)
{
	return 100 * MODULE_ID + count;
}

__bpf_kfunc int bpf_strcmp(const char *s1__ign, const char *s2__ign)
{
	return 100 * MODULE_ID + 50;
}

__bpf_kfunc int bpf_strcasecmp(const char *s1__ign, const char *s2__ign)
{
	return 100 * MODULE_ID;
}

__bpf_kfunc int bpf_strchr(const char *s__ign, char c)
{
	return 100 * MODULE_ID;
}

__bpf_kfunc int bpf_strchrnul(const char *s__ign, char c)
{
	return 100 * MODULE_ID;
}

__bpf_kfunc int bpf_strnchr(const char *s__ign, size_t count, char c)
{
	return 100 * MODULE_ID;
}

__bpf_kfunc int bpf_strrchr(const char *s__ign, int c)
{
	return 100 * MODULE_ID;
}

__bpf_kfunc int bpf_strspn(const char *s__ign, const char *accept__ign)
{
	return 100 * MODULE_ID;
}

__bpf_kfunc int bpf_strcspn(const char *s__ign, const char *reject__ign)
{
	return 100 * MODULE_ID;
}

__bpf_kfunc int bpf_strstr(const char *s1__ign, const char *s2__ign)
{
	return 100 * MODULE_ID;
}

__bpf_kfunc int bpf_strnstr(const char *s1__ign, const char *s2__ign, size_t len)
{
	return 100 * MODULE_ID;
}

__bpf_kfunc u32 bpf_cpumask_weight(const struct cpumask *cpumask)
{
	return cpumask ? 100 * MODULE_ID + 60 : 0;
}

/* has two names, and an argument that the verifier supplies */
__bpf_kfunc int bpf_stream_vprintk(int stream_id, const char *fmt__str, const void *args,
				   u32 len__sz, struct bpf_prog_aux *aux)
{
	return 1000000 * MODULE_ID + aux->id;
}

__bpf_kfunc_end_defs();

/* all programs may call it */
BTF_KFUNCS_START(common_ids)
BTF_ID_FLAGS(func, bpf_strlen, BPF_STRING_FLAGS)
BTF_KFUNCS_END(common_ids)

/* overridden for some types of programs */
BTF_KFUNCS_START(types_ids)
BTF_ID_FLAGS(func, bpf_strnlen, BPF_STRING_FLAGS)
BTF_KFUNCS_END(types_ids)

BTF_KFUNCS_START(strings_ids)
BTF_ID_FLAGS(func, bpf_strlen, BPF_STRING_FLAGS)
BTF_ID_FLAGS(func, bpf_strnlen, BPF_STRING_FLAGS)
BTF_ID_FLAGS(func, bpf_strcmp, BPF_STRING_FLAGS)
BTF_ID_FLAGS(func, bpf_strcasecmp, BPF_STRING_FLAGS)
BTF_ID_FLAGS(func, bpf_strchr, BPF_STRING_FLAGS)
BTF_ID_FLAGS(func, bpf_strchrnul, BPF_STRING_FLAGS)
BTF_ID_FLAGS(func, bpf_strnchr, BPF_STRING_FLAGS)
BTF_ID_FLAGS(func, bpf_strrchr, BPF_STRING_FLAGS)
BTF_ID_FLAGS(func, bpf_strspn, BPF_STRING_FLAGS)
BTF_ID_FLAGS(func, bpf_strcspn, BPF_STRING_FLAGS)
BTF_ID_FLAGS(func, bpf_strstr, BPF_STRING_FLAGS)
BTF_ID_FLAGS(func, bpf_strnstr, BPF_STRING_FLAGS)
BTF_KFUNCS_END(strings_ids)

/* vmlinux registers it for some types only */
BTF_KFUNCS_START(cpumask_ids)
BTF_ID_FLAGS(func, bpf_cpumask_weight, KF_RCU)
BTF_KFUNCS_END(cpumask_ids)

BTF_KFUNCS_START(implicit_ids)
BTF_ID_FLAGS(func, bpf_stream_vprintk, BPF_STREAM_FLAGS)
BTF_KFUNCS_END(implicit_ids)

/* one more, and one of another set */
BTF_KFUNCS_START(twice_ids)
BTF_ID_FLAGS(func, bpf_strcmp, BPF_STRING_FLAGS)
BTF_ID_FLAGS(func, bpf_strlen, BPF_STRING_FLAGS)
BTF_KFUNCS_END(twice_ids)

struct override_set {
	const char *name;
	struct btf_kfunc_id_set kset;
	int nr_types;
	enum bpf_prog_type types[4];
};

#define OVERRIDE_SET(_name, _set, ...) {					\
	.name = #_name,								\
	.kset = { .owner = THIS_MODULE, .set = &_set##_ids },			\
	.nr_types = sizeof((enum bpf_prog_type[]){ __VA_ARGS__ }) /		\
		    sizeof(enum bpf_prog_type),					\
	.types = { __VA_ARGS__ },						\
}

static const struct override_set override_sets[] = {
	OVERRIDE_SET(common, common, BPF_PROG_TYPE_UNSPEC),
	OVERRIDE_SET(strings, strings, BPF_PROG_TYPE_UNSPEC),
	OVERRIDE_SET(types, types, BPF_PROG_TYPE_SYSCALL, BPF_PROG_TYPE_XDP),
	OVERRIDE_SET(xdp, common, BPF_PROG_TYPE_XDP),
	OVERRIDE_SET(cpumask, cpumask, BPF_PROG_TYPE_SYSCALL, BPF_PROG_TYPE_TRACING),
	OVERRIDE_SET(cpumask_xdp, cpumask, BPF_PROG_TYPE_XDP),
	OVERRIDE_SET(implicit, implicit, BPF_PROG_TYPE_UNSPEC),
	/* has no kfuncs of its own */
	OVERRIDE_SET(sk_lookup, common, BPF_PROG_TYPE_SK_LOOKUP),
	/* are none */
	OVERRIDE_SET(ext, common, BPF_PROG_TYPE_EXT),
	OVERRIDE_SET(no_type, common, __MAX_BPF_PROG_TYPE),
	OVERRIDE_SET(twice, twice, BPF_PROG_TYPE_UNSPEC),
	/* share their kfuncs, and so their overrides */
	OVERRIDE_SET(same_hook, cpumask, BPF_PROG_TYPE_TRACING, BPF_PROG_TYPE_LSM),
};

static int override_set(const char *name)
{
	const struct override_set *set;
	int i, t, err;

	for (i = 0; i < ARRAY_SIZE(override_sets); i++) {
		set = &override_sets[i];
		if (strcmp(set->name, name))
			continue;
		for (t = 0; t < set->nr_types; t++) {
			err = override_btf_kfunc_set(set->types[t], &set->kset);
			if (err)
				return err;
		}
		return 0;
	}
	return -ENOENT;
}

static int override_all(void)
{
	char buf[128], *rest = buf, *name;
	int err = 0;

	strscpy(buf, sets);
	while (!err && (name = strsep(&rest, "+")))
		err = override_set(name);
	return err;
}

static void override_late(struct work_struct *work)
{
	while (module_is_coming(THIS_MODULE))
		msleep(20);
	WRITE_ONCE(late_err, override_all());
}
static DECLARE_WORK(late_work, override_late);

static int override_init(void)
{
	int err;

	if (late) {
		schedule_work(&late_work);
		return 0;
	}
	err = at_exit ? 0 : override_all();
	if (init_ms)
		msleep(init_ms);
	return fail ? -ENODEV : err;
}

static void override_exit(void)
{
	if (late)
		flush_work(&late_work);
	if (at_exit)
		override_all();
	if (exit_ms)
		msleep(exit_ms);
}

#endif /* _BPF_TEST_KFUNC_OVERRIDE_H */
