// SPDX-License-Identifier: GPL-2.0
/* Kfuncs that cannot be overridden, for one reason each. */
#include <linux/bpf.h>
#include <linux/btf.h>
#include <linux/btf_ids.h>
#include <linux/cpumask.h>
#include <linux/fs.h>
#include <linux/init.h>
#include <linux/module.h>

static char *set = "none";
module_param(set, charp, 0);
MODULE_PARM_DESC(set, "which set of kfuncs to override");

struct bpf_key;

__bpf_kfunc_start_defs();

/* const char *, const char * */
__bpf_kfunc int bpf_strcmp(const char *s1__ign, char *s2__ign)
{
	return 0;
}

/* s1__ign, s2__ign: the suffix tells the verifier how to treat an argument */
__bpf_kfunc int bpf_strcasecmp(const char *s1, const char *s2__ign)
{
	return 0;
}

/* const char *, char */
__bpf_kfunc int bpf_strchr(const char *s__ign)
{
	return 0;
}

/* returns int */
__bpf_kfunc long bpf_strlen(const char *s__ign)
{
	return 0;
}

/* const struct cpumask *, which looks the same in memory */
struct cpumask_of_module {
	unsigned long bits[sizeof(struct cpumask) / sizeof(long)];
};

__bpf_kfunc bool bpf_cpumask_full(const struct cpumask_of_module *cpumask)
{
	return false;
}

/* structs that differ in one thing from those which have their names in vmlinux */
struct bpf_iter_bits {
	__u64 __opaque[2];
} __aligned(32);

__bpf_kfunc void bpf_iter_bits_destroy(struct bpf_iter_bits *it)
{
}

struct bpf_iter_css_task {
	u64: 64;
};

__bpf_kfunc void bpf_iter_css_task_destroy(struct bpf_iter_css_task *it)
{
}

struct bpf_iter_css {
	__u64 not_so_opaque[3];
};

__bpf_kfunc void bpf_iter_css_destroy(struct bpf_iter_css *it)
{
}

struct bpf_iter_task {
	__s64 __opaque[3];
};

__bpf_kfunc void bpf_iter_task_destroy(struct bpf_iter_task *it)
{
}

struct bpf_iter_task_vma {
	__u32 __opaque[2];
};

__bpf_kfunc void bpf_iter_task_vma_destroy(struct bpf_iter_task_vma *it)
{
}

/* usage follows cpumask there */
struct bpf_cpumask {
	cpumask_t cpumask;
	u32: 32;
	refcount_t usage;
};

__bpf_kfunc void bpf_cpumask_clear(struct bpf_cpumask *cpumask)
{
}

/* int, const char *, const void *, u32, implicit struct bpf_prog_aux * */
__bpf_kfunc int bpf_stream_vprintk(int stream_id, const char *fmt__str, const void *args,
				   struct bpf_prog_aux *aux)
{
	return 0;
}

/* in text that is freed when the init function has returned */
__bpf_kfunc int __init bpf_strnchr(const char *s__ign, size_t count, char c)
{
	return 0;
}

/* right but for the flags that its set gives it */
__bpf_kfunc int bpf_strnlen(const char *s__ign, size_t count)
{
	return 0;
}

__bpf_kfunc bool bpf_cpumask_empty(const struct cpumask *cpumask)
{
	return false;
}

/* not kfuncs of vmlinux */
__bpf_kfunc int bpf_test_override_new(void)
{
	return 0;
}

__bpf_kfunc int bpf_fentry_test2(int a, u64 b)
{
	return 0;
}

/* programs derive trust from it */
__bpf_kfunc struct bpf_key *bpf_lookup_system_key(u64 id)
{
	return NULL;
}

/* the verifier knows it */
__bpf_kfunc void bpf_rcu_read_lock(void)
{
}

__bpf_kfunc int bpf_wq_set_callback(struct bpf_wq *wq,
				    int (callback_fn)(void *map, int *key, void *value),
				    unsigned int flags, struct bpf_prog_aux *aux)
{
	return 0;
}

/* the network device may bring the body */
__bpf_kfunc int bpf_xdp_metadata_rx_timestamp(const struct xdp_md *ctx, u64 *timestamp)
{
	return 0;
}

/* releases what a destructor does, and acquires it */
__bpf_kfunc void bpf_task_release(struct task_struct *p)
{
}

__bpf_kfunc struct task_struct *bpf_task_from_pid(s32 pid)
{
	return NULL;
}

__bpf_kfunc_end_defs();

#define SET(name, kfunc, ...)							\
	BTF_KFUNCS_START(name##_ids)						\
	BTF_ID_FLAGS(func, kfunc, ##__VA_ARGS__)				\
	BTF_KFUNCS_END(name##_ids)						\
	static const struct btf_kfunc_id_set name##_set = {			\
		.owner = THIS_MODULE,						\
		.set = &name##_ids,						\
	}

SET(arg_type, bpf_strcmp);
SET(arg_name, bpf_strcasecmp);
SET(arg_count, bpf_strchr);
SET(ret_type, bpf_strlen);
SET(arg_struct, bpf_cpumask_full, KF_RCU);
SET(struct_size, bpf_iter_bits_destroy, KF_ITER_DESTROY);
SET(struct_members, bpf_iter_css_task_destroy, KF_ITER_DESTROY);
SET(member_name, bpf_iter_css_destroy, KF_ITER_DESTROY);
SET(member_type, bpf_iter_task_destroy, KF_ITER_DESTROY);
SET(member_array, bpf_iter_task_vma_destroy, KF_ITER_DESTROY);
SET(member_offset, bpf_cpumask_clear, KF_RCU);
SET(implicit_count, bpf_stream_vprintk, KF_TRUSTED_ARGS | KF_IMPLICIT_ARGS);
SET(init_text, bpf_strnchr);
SET(more_flags, bpf_strnlen, KF_SLEEPABLE);
SET(unknown_flag, bpf_strnlen, (1 << 20));
SET(less_flags, bpf_cpumask_empty);
SET(other_flag, bpf_cpumask_empty, KF_TRUSTED_ARGS);
SET(right, bpf_cpumask_empty, KF_RCU);
SET(no_func, bpf_test_override_new);
SET(no_kfunc, bpf_fentry_test2);
SET(immutable, bpf_lookup_system_key, KF_ACQUIRE | KF_RET_NULL | KF_IMMUTABLE);
SET(immutable_flag, bpf_strnlen, KF_IMMUTABLE);
SET(special, bpf_rcu_read_lock);
SET(special_implicit, bpf_wq_set_callback, KF_IMPLICIT_ARGS);
SET(dev_bound, bpf_xdp_metadata_rx_timestamp);
SET(dtor_release, bpf_task_release, KF_RELEASE);
SET(dtor_acquire, bpf_task_from_pid, KF_ACQUIRE | KF_RET_NULL);

/* one that could be overridden before one that cannot */
BTF_KFUNCS_START(all_or_nothing_ids)
BTF_ID_FLAGS(func, bpf_cpumask_empty, KF_RCU)
BTF_ID_FLAGS(func, bpf_rcu_read_lock)
BTF_KFUNCS_END(all_or_nothing_ids)

static const struct btf_kfunc_id_set all_or_nothing_set = {
	.owner = THIS_MODULE,
	.set = &all_or_nothing_ids,
};

BTF_SET8_START(no_kfuncs_ids)
BTF_ID_FLAGS(func, bpf_strnlen)
BTF_SET8_END(no_kfuncs_ids)

static const struct btf_kfunc_id_set no_kfuncs_set = {
	.owner = THIS_MODULE,
	.set = &no_kfuncs_ids,
};

static const struct btf_kfunc_id_set no_owner_set = {
	.set = &right_ids,
};

static int filter_out(const struct bpf_prog *prog, u32 kfunc_id)
{
	return -EACCES;
}

static const struct btf_kfunc_id_set filter_set = {
	.owner = THIS_MODULE,
	.set = &right_ids,
	.filter = filter_out,
};

static const struct {
	const char *name;
	enum bpf_prog_type type;
	const struct btf_kfunc_id_set *kset;
} sets[] = {
#define ENTRY(_name, _type) { #_name, BPF_PROG_TYPE_##_type, &_name##_set }
	ENTRY(arg_type, UNSPEC),
	ENTRY(arg_name, UNSPEC),
	ENTRY(arg_count, UNSPEC),
	ENTRY(ret_type, UNSPEC),
	ENTRY(arg_struct, SYSCALL),
	ENTRY(struct_size, UNSPEC),
	ENTRY(struct_members, UNSPEC),
	ENTRY(member_name, UNSPEC),
	ENTRY(member_type, UNSPEC),
	ENTRY(member_array, UNSPEC),
	ENTRY(member_offset, SYSCALL),
	ENTRY(implicit_count, UNSPEC),
	ENTRY(init_text, UNSPEC),
	ENTRY(more_flags, UNSPEC),
	ENTRY(unknown_flag, UNSPEC),
	ENTRY(less_flags, SYSCALL),
	ENTRY(other_flag, SYSCALL),
	ENTRY(right, XDP), /* vmlinux does not register it for XDP */
	ENTRY(no_func, UNSPEC),
	ENTRY(no_kfunc, SYSCALL),
	ENTRY(immutable, SYSCALL),
	ENTRY(immutable_flag, UNSPEC),
	ENTRY(special, UNSPEC),
	ENTRY(special_implicit, UNSPEC),
	ENTRY(dev_bound, XDP),
	ENTRY(dtor_release, SYSCALL),
	ENTRY(dtor_acquire, SYSCALL),
	ENTRY(all_or_nothing, SYSCALL),
	ENTRY(no_kfuncs, UNSPEC),
	ENTRY(no_owner, SYSCALL),
	ENTRY(filter, SYSCALL),
#undef ENTRY
};

static int __init bpf_test_kfunc_override_fail_init(void)
{
	int i;

	for (i = 0; i < ARRAY_SIZE(sets); i++)
		if (!strcmp(sets[i].name, set))
			return override_btf_kfunc_set(sets[i].type, sets[i].kset);
	return -ENOENT;
}
module_init(bpf_test_kfunc_override_fail_init);

static void __exit bpf_test_kfunc_override_fail_exit(void)
{
}
module_exit(bpf_test_kfunc_override_fail_exit);

MODULE_DESCRIPTION("Refused overrides for the BPF selftests");
MODULE_LICENSE("GPL");
