// SPDX-License-Identifier: GPL-2.0
/* A module that overrides 10 kfuncs, one of ten such modules. */
#include <linux/bpf.h>
#include <linux/btf.h>
#include <linux/btf_ids.h>
#include <linux/init.h>
#include <linux/module.h>

/* those that vmlinux has for them */
#ifdef KF_PERFMON
#define STRING_FLAGS	KF_PERFMON
#else
#define STRING_FLAGS	0
#endif

__bpf_kfunc_start_defs();

__bpf_kfunc int bpf_strcmp(const char *s1__ign, const char *s2__ign)
{
	return 1;
}

__bpf_kfunc int bpf_strcasecmp(const char *s1__ign, const char *s2__ign)
{
	return 2;
}

__bpf_kfunc int bpf_strnchr(const char *s__ign, size_t count, char c)
{
	return 3;
}

__bpf_kfunc int bpf_strchr(const char *s__ign, char c)
{
	return 4;
}

__bpf_kfunc int bpf_strchrnul(const char *s__ign, char c)
{
	return 5;
}

__bpf_kfunc int bpf_strrchr(const char *s__ign, int c)
{
	return 6;
}

__bpf_kfunc int bpf_strnlen(const char *s__ign, size_t count)
{
	return 7;
}

__bpf_kfunc int bpf_strlen(const char *s__ign)
{
	return 8;
}

__bpf_kfunc int bpf_strspn(const char *s__ign, const char *accept__ign)
{
	return 9;
}

__bpf_kfunc int bpf_strcspn(const char *s__ign, const char *reject__ign)
{
	return 10;
}

__bpf_kfunc_end_defs();

BTF_KFUNCS_START(bench_ids)
BTF_ID_FLAGS(func, bpf_strcmp, STRING_FLAGS)
BTF_ID_FLAGS(func, bpf_strcasecmp, STRING_FLAGS)
BTF_ID_FLAGS(func, bpf_strnchr, STRING_FLAGS)
BTF_ID_FLAGS(func, bpf_strchr, STRING_FLAGS)
BTF_ID_FLAGS(func, bpf_strchrnul, STRING_FLAGS)
BTF_ID_FLAGS(func, bpf_strrchr, STRING_FLAGS)
BTF_ID_FLAGS(func, bpf_strnlen, STRING_FLAGS)
BTF_ID_FLAGS(func, bpf_strlen, STRING_FLAGS)
BTF_ID_FLAGS(func, bpf_strspn, STRING_FLAGS)
BTF_ID_FLAGS(func, bpf_strcspn, STRING_FLAGS)
BTF_KFUNCS_END(bench_ids)

static const struct btf_kfunc_id_set bench_set = {
	.owner = THIS_MODULE,
	.set = &bench_ids,
};

static int __init bench_init(void)
{
	return override_btf_kfunc_set(BPF_PROG_TYPE_UNSPEC, &bench_set);
}
module_init(bench_init);

static void __exit bench_exit(void)
{
}
module_exit(bench_exit);

MODULE_DESCRIPTION("Overrides of kfuncs for the bench");
MODULE_LICENSE("GPL");
