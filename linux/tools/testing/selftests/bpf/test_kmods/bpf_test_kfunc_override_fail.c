// SPDX-License-Identifier: GPL-2.0
/* Kfuncs that cannot be overridden, for one reason each. */
#include <linux/bpf.h>
#include <linux/btf.h>
#include <linux/btf_ids.h>
#include <linux/cpumask.h>
#include <linux/fs.h>
#include <linux/init.h>
#include <linux/module.h>
#include <linux/slab.h>
#include "bpf_test_kfunc_flags.h"

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

struct bpf_iter_kmem_cache {
	u64: 64;
};

__bpf_kfunc void bpf_iter_kmem_cache_destroy(struct bpf_iter_kmem_cache *it)
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

struct bpf_iter_dmabuf {
	__u32 __opaque[2];
};

__bpf_kfunc void bpf_iter_dmabuf_destroy(struct bpf_iter_dmabuf *it)
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

/* right but for the flags, see override_with_flags() */
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

SET(arg_type, bpf_strcmp, BPF_STRING_FLAGS);
SET(arg_name, bpf_strcasecmp, BPF_STRING_FLAGS);
SET(arg_count, bpf_strchr, BPF_STRING_FLAGS);
SET(ret_type, bpf_strlen, BPF_STRING_FLAGS);
SET(arg_struct, bpf_cpumask_full, KF_RCU);
SET(struct_size, bpf_iter_bits_destroy, KF_ITER_DESTROY);
SET(struct_members, bpf_iter_kmem_cache_destroy, KF_ITER_DESTROY | KF_SLEEPABLE);
SET(member_name, bpf_iter_css_destroy, KF_ITER_DESTROY);
SET(member_type, bpf_iter_task_destroy, KF_ITER_DESTROY);
SET(member_array, bpf_iter_dmabuf_destroy, KF_ITER_DESTROY | KF_SLEEPABLE);
SET(member_offset, bpf_cpumask_clear, KF_RCU);
SET(implicit_count, bpf_stream_vprintk, BPF_STREAM_FLAGS);
SET(init_text, bpf_strnchr, BPF_STRING_FLAGS);
SET(strnlen, bpf_strnlen, BPF_STRING_FLAGS);
SET(right, bpf_cpumask_empty, KF_RCU);
SET(no_func, bpf_test_override_new);
SET(no_kfunc, bpf_fentry_test2);
SET(immutable, bpf_lookup_system_key, KF_ACQUIRE | KF_RET_NULL | KF_IMMUTABLE);
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
BTF_ID_FLAGS(func, bpf_strnlen, BPF_STRING_FLAGS)
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
	u32 add_flags;
	u32 remove_flags;
} sets[] = {
#define ENTRY(_name, _type) { #_name, BPF_PROG_TYPE_##_type, &_name##_set }
#define FLAGS(_name, _type, _of, _add, _remove)					\
	{ #_name, BPF_PROG_TYPE_##_type, &_of##_set, _add, _remove }
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
	FLAGS(more_flags, UNSPEC, strnlen, KF_SLEEPABLE, 0),
	FLAGS(unknown_flag, UNSPEC, strnlen, 1 << 30, 0),
	FLAGS(less_flags, SYSCALL, right, 0, KF_RCU),
	FLAGS(other_flag, SYSCALL, right, KF_DESTRUCTIVE, KF_RCU),
	ENTRY(right, XDP), /* vmlinux does not register it for XDP */
	ENTRY(no_func, UNSPEC),
	ENTRY(no_kfunc, SYSCALL),
	ENTRY(immutable, SYSCALL),
	FLAGS(immutable_flag, UNSPEC, strnlen, KF_IMMUTABLE, 0),
	ENTRY(special, UNSPEC),
	ENTRY(special_implicit, UNSPEC),
	ENTRY(dev_bound, XDP),
	ENTRY(dtor_release, SYSCALL),
	ENTRY(dtor_acquire, SYSCALL),
	ENTRY(all_or_nothing, SYSCALL),
	ENTRY(no_kfuncs, UNSPEC),
	ENTRY(no_owner, SYSCALL),
	ENTRY(filter, SYSCALL),
#undef FLAGS
#undef ENTRY
};

/* The build tools do not let a function have different flags in the sets of a module, so
 * wrong ones are in a copy.
 */
static int override_with_flags(enum bpf_prog_type type, const struct btf_kfunc_id_set *kset,
			       u32 add, u32 remove)
{
	struct btf_kfunc_id_set copy = *kset;
	int err;

	copy.set = kmemdup(kset->set, struct_size(kset->set, pairs, 1), GFP_KERNEL);
	if (!copy.set)
		return -ENOMEM;
	copy.set->pairs[0].flags |= add;
	copy.set->pairs[0].flags &= ~remove;
	err = override_btf_kfunc_set(type, &copy);
	kfree(copy.set);
	return err;
}

static int __init bpf_test_kfunc_override_fail_init(void)
{
	int i;

	for (i = 0; i < ARRAY_SIZE(sets); i++)
		if (!strcmp(sets[i].name, set))
			break;
	if (i == ARRAY_SIZE(sets))
		return -ENOENT;
	if (sets[i].add_flags || sets[i].remove_flags)
		return override_with_flags(sets[i].type, sets[i].kset, sets[i].add_flags,
					   sets[i].remove_flags);
	return override_btf_kfunc_set(sets[i].type, sets[i].kset);
}
module_init(bpf_test_kfunc_override_fail_init);

static void __exit bpf_test_kfunc_override_fail_exit(void)
{
}
module_exit(bpf_test_kfunc_override_fail_exit);

MODULE_DESCRIPTION("Refused overrides for the BPF selftests");
MODULE_LICENSE("GPL");
