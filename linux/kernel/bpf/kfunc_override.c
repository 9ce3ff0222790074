// SPDX-License-Identifier: GPL-2.0
/*
 * Overriding kfuncs of vmlinux.
 *
 * A module may bring a body of its own for a kfunc that vmlinux defines
 * (override_btf_kfunc_set()). Programs which are loaded from then on call the
 * module's body. They and libbpf cannot tell: what is called, verified and
 * attached to is the kfunc in vmlinux' BTF, only the address differs. It stays a
 * direct call. Programs loaded before, and callers in the kernel's C code, go on
 * with what they have.
 *
 * Several modules may override one kfunc. kfunc_override_list has them in the
 * order of their registration, the newest first, and kfunc_override_in_force()
 * tells which of them a program gets, if any. Getting it pins the module, by a
 * reference in aux->kfunc_overrides, until the program is freed. That is all that
 * ties a body to its callers: an entry may leave the list at any time, and does so
 * when its module goes away, also when that is because its init function failed.
 *
 * Locks, of which no two are held at once:
 *
 *	kfunc_register_mutex	what vmlinux has: its kfuncs and destructors, while
 *				a set is compared with them
 *	kfunc_override_mutex	kfunc_override_list and what is in it. The entry
 *				of a module pins nothing; it is there until the
 *				notifier has had the mutex for MODULE_STATE_GOING
 *	none			aux->kfunc_overrides. It belongs to whoever loads
 *				the program; once the program has an id, and others
 *				can find it, it does not change until it is freed
 *
 * Each module that is loaded waits for kfunc_override_mutex. Under it, nothing
 * waits for others than the allocator; above all there is no bpf_prog_put().
 */
#include <linux/bpf.h>
#include <linux/bpf_verifier.h>
#include <linux/btf.h>
#include <linux/btf_ids.h>
#include <linux/list.h>
#include <linux/module.h>
#include <linux/slab.h>
#include "btf_equal.h"
#include "btf_func_names.h"
#include "btf_ksym.h"
#include "kfunc_hooks.h"
#include "kfunc_override.h"
#include "kfunc_pairs.h"
#include "kfunc_sets.h"
#include "kfunc_special.h"

LIST_HEAD(kfunc_override_list);
/* the list and what is in it */
DEFINE_MUTEX(kfunc_override_mutex);
static u32 overrides_seq;	/* changes when a module becomes live */

#define FLAG(flag) { flag, #flag }

/* not each kernel has all of them */
static const struct {
	u32 flag;
	const char *name;
} flag_names[] = {
	FLAG(KF_ACQUIRE),
	FLAG(KF_RELEASE),
	FLAG(KF_RET_NULL),
#ifdef KF_TRUSTED_ARGS
	FLAG(KF_TRUSTED_ARGS),
#endif
	FLAG(KF_SLEEPABLE),
	FLAG(KF_DESTRUCTIVE),
	FLAG(KF_RCU),
	FLAG(KF_ITER_NEW),
	FLAG(KF_ITER_NEXT),
	FLAG(KF_ITER_DESTROY),
	FLAG(KF_RCU_PROTECTED),
	FLAG(KF_FASTCALL),
	FLAG(KF_ARENA_RET),
	FLAG(KF_ARENA_ARG1),
	FLAG(KF_ARENA_ARG2),
	FLAG(KF_IMPLICIT_ARGS),
#ifdef KF_SPINLOCK_SAFE
	FLAG(KF_SPINLOCK_SAFE),
#endif
#ifdef KF_PERFMON
	FLAG(KF_PERFMON),
#endif
	FLAG(KF_IMMUTABLE),
};

static const char *flag_name(u32 flag)
{
	int i;

	for (i = 0; i < ARRAY_SIZE(flag_names); i++)
		if (flag_names[i].flag == flag)
			return flag_names[i].name;
	return "an unknown flag";
}

static const char *vmlinux_kfunc_name(u32 id)
{
	return kfunc_name(bpf_get_btf_vmlinux(), id);
}

/* Whoever asks without a name does not want a message. */
#define refuse(kfunc, btf, fmt, ...)						\
	do {									\
		const char *__kfunc = (kfunc);					\
										\
		if (__kfunc)							\
			pr_err("kfunc %s: module %s cannot override it: " fmt "\n", \
			       __kfunc, btf_get_name(btf), ##__VA_ARGS__);	\
	} while (0)

static int check_flags(const char *name, const struct btf *btf, u32 ours, u32 theirs)
{
	u32 flag;

	if (ours == theirs)
		return 0;

	flag = BIT(__ffs(ours ^ theirs));
	refuse(name, btf, "%s is set %s; use the flags that vmlinux has", flag_name(flag),
	       ours & flag ? "by the module only" : "in vmlinux only");
	return -EINVAL;
}

static int check_type(const char *name, const struct btf *btf, u32 ours, u32 theirs,
		      const char *what)
{
	int err;

	err = btf_types_equal(btf, ours, bpf_get_btf_vmlinux(), theirs);
	if (err == -ENOENT) {
		refuse(name, btf, "%s is of another type than in vmlinux", what);
		return -EINVAL;
	}
	if (err == -E2BIG) {
		refuse(name, btf, "%s refers to too many types that vmlinux does not have", what);
		return -EINVAL;
	}
	return err;
}

static int check_arg(const char *name, const struct btf *btf, const struct btf_param *ours,
		     const struct btf_param *theirs, u32 nr)
{
	const char *our_name = btf_name_by_offset(btf, ours->name_off);
	const char *their_name = btf_name_by_offset(bpf_get_btf_vmlinux(), theirs->name_off);
	char what[sizeof("argument 4294967295")];

	/* the suffix of a name may tell how the argument is verified */
	if (strcmp(our_name, their_name)) {
		refuse(name, btf, "argument %u is called '%s', and '%s' in vmlinux",
		       nr, our_name, their_name);
		return -EINVAL;
	}
	snprintf(what, sizeof(what), "argument %u", nr);
	return check_type(name, btf, ours->type, theirs->type, what);
}

/* The kernel's own prototypes: that of the _impl if there are implicit arguments. */
static int check_proto(const char *name, const struct btf *btf,
		       const struct kfunc_info *ours, const struct kfunc_info *theirs)
{
	u32 i, nr = btf_type_vlen(ours->proto), their_nr = btf_type_vlen(theirs->proto);
	int err;

	if (nr != their_nr || ours->nr_args != theirs->nr_args) {
		refuse(name, btf, "it has %u arguments (%u implicit), and %u (%u) in vmlinux",
		       nr, nr - ours->nr_args, their_nr, their_nr - theirs->nr_args);
		return -EINVAL;
	}

	for (i = 0; i < nr; i++) {
		err = check_arg(name, btf, &btf_params(ours->proto)[i],
				&btf_params(theirs->proto)[i], i + 1);
		if (err)
			return err;
	}
	return check_type(name, btf, ours->proto->type, theirs->proto->type,
			  "the return value");
}

/* What check_flags() and check_proto() check, without a message */
static bool is_same(const struct btf *btf, u32 mod_id, u32 mod_flags, u32 id, u32 flags)
{
	const struct btf *vmlinux = bpf_get_btf_vmlinux();
	struct kfunc_info ours, theirs;

	/* an id of vmlinux says nothing about the module's body */
	return mod_id >= btf_nr_types(vmlinux) && !kfunc_resolve(btf, mod_id, &ours) &&
	       !kfunc_resolve(vmlinux, id, &theirs) &&
	       !check_flags(NULL, btf, mod_flags, flags) &&
	       !check_proto(NULL, btf, &ours, &theirs);
}

static int check_may_override(const char *name, const struct btf *btf, u32 id, u32 flags)
{
	const char *reason;

	if (flags & KF_IMMUTABLE) {
		refuse(name, btf, "it is KF_IMMUTABLE");
		return -EPERM;
	}
	reason = bpf_kfunc_not_overridable(id, flags);
	if (reason) {
		refuse(name, btf, "%s", reason);
		return -EOPNOTSUPP;
	}
	return 0;
}

/* What the module's BTF says of its own function; not of one of vmlinux', whose id
 * says nothing about the module's body.
 */
static int resolve_ours(const struct btf *btf, u32 mod_id, struct kfunc_info *ours)
{
	int err;

	err = mod_id < btf_nr_types(bpf_get_btf_vmlinux()) ? -ENOENT :
	      kfunc_resolve(btf, mod_id, ours);
	if (err == -EUCLEAN)
		refuse(kfunc_name(btf, mod_id), btf,
		       "its own BTF has the defect that an earlier message tells of");
	else if (err)
		pr_err("module %s cannot override a kfunc: its BTF does not have the function, as resolve_btfids warned when it was built\n",
		       btf_get_name(btf));
	return err ? -EINVAL : 0;
}

static int resolve_theirs(const char *name, const struct btf *btf, int hook, u32 id,
			  struct kfunc_info *theirs, u32 *flags)
{
	const struct btf *vmlinux = bpf_get_btf_vmlinux();
	const u32 *found = id ? kfunc_hook_flags(vmlinux, hook, id) : NULL;
	int err = found ? kfunc_resolve(vmlinux, id, theirs) : -ENOENT;

	if (err == -EUCLEAN) {
		refuse(name, btf, "vmlinux' BTF has the defect that an earlier message tells of");
		return -EINVAL;
	}
	if (err || theirs->id != id) {
		refuse(name, btf, "vmlinux has no such kfunc for these programs");
		return -EINVAL;
	}
	*flags = *found;
	return 0;
}

struct symbol_count {
	const char *name;
	int cnt;
};

static int count_symbol(void *data, const char *name, unsigned long addr)
{
	struct symbol_count *count = data;

	count->cnt += !strcmp(name, count->name);
	return 0;
}

/* A static function of the module may have the name of the kfunc: nothing but its name
 * says which of the two BTF tells of.
 */
static int check_symbol(const char *name, const struct btf *btf, const struct module *module)
{
	struct symbol_count count = { .name = name };

	module_kallsyms_on_each_symbol(module->name, count_symbol, &count);
	if (count.cnt <= 1)
		return 0;
	refuse(name, btf, "the module has %d symbols of that name; rename the others", count.cnt);
	return -EINVAL;
}

/* Check one kfunc of a module; fill in what there is to know about it. */
static int prepare(struct kfunc_override *override, const struct btf *btf,
		   u32 mod_id, u32 mod_flags, u32 id)
{
	const char *name = kfunc_name(btf, mod_id);
	struct kfunc_info ours, theirs;
	u32 flags;
	int err;

	err = resolve_ours(btf, mod_id, &ours) ?:
	      resolve_theirs(name, btf, override->hook, id, &theirs, &flags) ?:
	      check_may_override(name, btf, id, flags) ?:
	      check_flags(name, btf, mod_flags, flags) ?:
	      check_proto(name, btf, &ours, &theirs) ?:
	      check_symbol(name, btf, override->module);
	if (err)
		return err;

	override->addr = btf_ksym_addr(btf, override->module, mod_id);
	if (!override->addr) {
		refuse(name, btf,
		       "the module's text has no such function, not counting __init, which is freed");
		return -EINVAL;
	}
	override->id = id;
	return 0;
}

static void free_list(struct list_head *list)
{
	struct kfunc_override *override, *tmp;

	list_for_each_entry_safe(override, tmp, list, list)
		kfree(override);
}

static const char *entry_name(const struct btf *btf, const struct btf_id_set8 *set, u32 nr)
{
	return kfunc_name(btf, btf_relocate_id(btf, set->pairs[nr].id));
}

/* Find all kfuncs of a module's set among the functions of vmlinux. */
static struct btf_func_names *look_up_set(const struct btf *btf, const struct btf_id_set8 *set)
{
	struct btf_func_names *names;
	u32 i;

	names = btf_func_names_new(set->cnt);
	if (!names)
		return NULL;
	for (i = 0; i < set->cnt; i++)
		btf_func_names_add(names, entry_name(btf, set, i));
	btf_func_names_look_up(names, bpf_get_btf_vmlinux());
	return names;
}

/* Prepare an override for each kfunc of a set, or for none of them. */
static int prepare_set(struct list_head *list, int hook, const struct btf *btf,
		       const struct btf_kfunc_id_set *kset)
{
	const struct btf_id_set8 *set = kset->set;
	struct kfunc_override *override;
	struct btf_func_names *names;
	int err = 0;
	u32 i;

	names = look_up_set(btf, set);
	if (!names)
		return -ENOMEM;

	for (i = 0; i < set->cnt && !err; i++) {
		override = kzalloc(sizeof(*override), GFP_KERNEL);
		if (!override) {
			err = -ENOMEM;
			break;
		}
		override->hook = hook;
		override->module = kset->owner;
		list_add(&override->list, list);

		err = prepare(override, btf, btf_relocate_id(btf, set->pairs[i].id),
			      set->pairs[i].flags,
			      btf_func_names_id(names, entry_name(btf, set, i)));
	}

	btf_func_names_free(names);
	if (err)
		free_list(list);
	return err;
}

static bool is_registered(const struct kfunc_override *new)
{
	const struct kfunc_override *old;

	list_for_each_entry(old, &kfunc_override_list, list)
		if (old->id == new->id && old->hook == new->hook && old->module == new->module)
			return true;
	return false;
}

/* Program types may share their hook, so a module may register the same again. */
static int add_set(struct list_head *list, const struct module *module)
{
	struct kfunc_override *override, *tmp;
	bool coming;

	mutex_lock(&kfunc_override_mutex);
	/* if so, its entries are there before the notifier sets them live */
	coming = module->state == MODULE_STATE_COMING;
	list_for_each_entry_safe(override, tmp, list, list) {
		list_del(&override->list);
		if (coming && !is_registered(override))
			list_add(&override->list, &kfunc_override_list);
		else
			kfree(override);
	}
	mutex_unlock(&kfunc_override_mutex);

	if (coming)
		return 0;
	pr_err("module %s cannot override kfuncs any more; call override_btf_kfunc_set() in its init function\n",
	       module->name);
	return -EINVAL;
}

/**
 * override_btf_kfunc_set - Let a module replace the bodies of kfuncs of vmlinux
 * @prog_type: type of the programs that are to call the new bodies;
 *             BPF_PROG_TYPE_UNSPEC for kfuncs that all programs may call
 * @kset:      kfuncs of the module, each with name, prototype and flags of a
 *             kfunc which vmlinux has registered for @prog_type; no filter
 *
 * Takes effect for programs loaded once the module's init function, the only
 * place to call this from, has succeeded, and until the module is unloaded, which
 * it cannot be as long as there is such a program. When several modules override
 * a kfunc, the one whose call of this function came last is in force. Program
 * types that share their kfuncs (tracing, tracepoint, perf_event, lsm; the
 * cgroup and the lwt types; all that have no kfuncs of their own) share overrides
 * as well. To call this again for the same kfunc and program types changes
 * nothing. An extension program is one of the type that it extends.
 *
 * On error nothing of @kset is overridden, and a message names kfunc, module and
 * reason. What is returned is fit for being returned by the init function: kmod
 * takes none of these errors for another one. May sleep.
 *
 * Return:
 * * 0
 * * -EINVAL - vmlinux has no such kfunc for programs of @prog_type; name, flags or
 *   prototype are not those of vmlinux; the body is not in text of the module that
 *   stays, or the module has another symbol of that name; @prog_type is
 *   BPF_PROG_TYPE_EXT or none; @kset has a filter; not called by a module, or not by
 *   its init function
 * * -EPERM - the kfunc is KF_IMMUTABLE
 * * -EOPNOTSUPP - the body does not decide alone what a call of the kfunc does; the
 *   kernel or the module has no BTF
 * * -ENOMEM
 */
int override_btf_kfunc_set(enum bpf_prog_type prog_type,
			   const struct btf_kfunc_id_set *kset)
{
	int hook = bpf_prog_type_to_kfunc_hook(prog_type);
	LIST_HEAD(list);
	struct btf *btf;
	int err;

	if (!kset->owner || !(kset->set->flags & BTF_SET8_KFUNCS)) {
		pr_err("%s() wants a module and a set made by BTF_KFUNCS_START()\n", __func__);
		return -EINVAL;
	}

	if (kset->filter) {
		pr_err("module %s cannot override kfuncs with a filter; an override is for all programs of a type\n",
		       kset->owner->name);
		return -EINVAL;
	}

	if (prog_type == BPF_PROG_TYPE_EXT || prog_type >= __MAX_BPF_PROG_TYPE) {
		pr_err("module %s cannot override kfuncs for program type %d; name the type that has them\n",
		       kset->owner->name, prog_type);
		return -EINVAL;
	}

	btf = btf_get_module_btf(kset->owner);
	if (IS_ERR_OR_NULL(btf) || IS_ERR_OR_NULL(bpf_get_btf_vmlinux())) {
		pr_err("module %s cannot override kfuncs: it has no BTF\n", kset->owner->name);
		return -EOPNOTSUPP;
	}

	/* a module may be loaded before the last initcall has registered its kfuncs */
	mutex_lock(&kfunc_register_mutex);
	err = prepare_set(&list, hook, btf, kset);
	mutex_unlock(&kfunc_register_mutex);
	err = err ?: add_set(&list, kset->owner);
	btf_put(btf);
	return err;
}
EXPORT_SYMBOL_GPL(override_btf_kfunc_set);

/**
 * bpf_kfunc_override_hint - Tell what a module might want to override instead
 * @hook: bpf_prog_type_to_kfunc_hook() of the program type
 * @btf:  BTF of the module
 * @set:  kfuncs that it cannot register, as their names are taken
 *
 * One message for each kfunc of @set that vmlinux has for these programs, with the same
 * prototype and flags, and which may be overridden. Must be called with
 * kfunc_register_mutex held. May sleep.
 */
void bpf_kfunc_override_hint(int hook, const struct btf *btf, const struct btf_id_set8 *set)
{
	struct btf_func_names *names = look_up_set(btf, set);
	const char *name;
	const u32 *flags;
	u32 i, id;

	for (i = 0; names && i < set->cnt; i++) {
		name = entry_name(btf, set, i);
		id = btf_func_names_id(names, name);
		flags = id ? kfunc_hook_flags(bpf_get_btf_vmlinux(), hook, id) : NULL;
		if (flags && !(*flags & KF_IMMUTABLE) && !bpf_kfunc_not_overridable(id, *flags) &&
		    is_same(btf, btf_relocate_id(btf, set->pairs[i].id), set->pairs[i].flags,
			    id, *flags))
			pr_err("kfunc %s of %s: to replace that of vmlinux call override_btf_kfunc_set()\n",
			       name, btf_get_name(btf));
	}
	btf_func_names_free(names);
}

/**
 * kfunc_common_hook - Get the hook of kfuncs that programs of all types may call
 *
 * Return: the hook, of enum btf_kfunc_hook.
 */
int kfunc_common_hook(void)
{
	return bpf_prog_type_to_kfunc_hook(BPF_PROG_TYPE_UNSPEC);
}

static bool is_for(const struct kfunc_override *override, u32 id, int hook)
{
	return override->id == id &&
	       (override->hook == hook || override->hook == kfunc_common_hook());
}

/**
 * kfunc_override_in_force - Find the override that programs get when they are loaded
 * @id:    FUNC of a kfunc in vmlinux' BTF
 * @hook:  bpf_prog_type_to_kfunc_hook() of the programs
 * @newer: an override to look for older ones than, or NULL
 *
 * What is in force is decided here and nowhere else. It is the newest override of
 * a module whose init function has succeeded and whose unloading has not begun.
 * Must be called with kfunc_override_mutex held.
 *
 * Return: the override; NULL for vmlinux' own body.
 */
struct kfunc_override *kfunc_override_in_force(u32 id, int hook, struct kfunc_override *newer)
{
	struct kfunc_override *override = list_prepare_entry(newer, &kfunc_override_list, list);

	list_for_each_entry_continue(override, &kfunc_override_list, list)
		if (is_for(override, id, hook) && override->live &&
		    module_is_live(override->module))
			return override;
	return NULL;
}

static const struct module *module_in_force(u32 id, int hook)
{
	const struct kfunc_override *override = kfunc_override_in_force(id, hook, NULL);

	return override ? override->module : NULL;
}

static void log_in_force(u32 id, int hook, const char *types)
{
	const struct module *module = module_in_force(id, hook);

	pr_info("kfunc %s (%s): programs loaded from now on call that of %s%s\n",
		vmlinux_kfunc_name(id), types, module ? "module " : "", module ? module->name : "vmlinux");
}

/* Say who is called now that an override for @hook has come or gone. */
static void log_change(u32 id, int hook)
{
	const char *types = kfunc_hook_name(hook), *name;
	int i;

	if (hook == kfunc_common_hook()) {
		types = "all types";
		for (i = 0; (name = kfunc_hook_name(i)); i++) {
			if (module_in_force(id, i) == module_in_force(id, hook))
				continue;
			log_in_force(id, i, name);
			types = "all other types";
		}
	}
	log_in_force(id, hook, types);
}

static void module_live(const struct module *module)
{
	struct kfunc_override *override;
	bool changed = false;

	list_for_each_entry(override, &kfunc_override_list, list) {
		if (override->module != module)
			continue;
		override->live = true;
		changed = true;
	}
	if (changed) {
		/* pairs with bpf_kfunc_overrides_seq(): the list is not empty any more */
		smp_store_release(&overrides_seq, overrides_seq + 1);
	}
	list_for_each_entry(override, &kfunc_override_list, list)
		if (override->module == module)
			log_change(override->id, override->hook);
}

static void module_going(const struct module *module)
{
	struct kfunc_override *override, *tmp;

	list_for_each_entry_safe(override, tmp, &kfunc_override_list, list) {
		if (override->module != module)
			continue;
		list_del(&override->list);
		if (override->live)
			log_change(override->id, override->hook);
		kfree(override);
	}
}

static int module_notify(struct notifier_block *nb, unsigned long state, void *module)
{
	mutex_lock(&kfunc_override_mutex);
	if (state == MODULE_STATE_LIVE)
		module_live(module);
	else if (state == MODULE_STATE_GOING)
		module_going(module);
	mutex_unlock(&kfunc_override_mutex);
	return NOTIFY_OK;
}

static struct notifier_block module_nb = {
	.notifier_call = module_notify,
};

static int __init kfunc_override_init(void)
{
	return register_module_notifier(&module_nb);
}
fs_initcall(kfunc_override_init);

/* Copies what is in force and pins its module, which is NULL if nothing is. */
static int get_in_force(u32 id, int hook, u32 seq, struct kfunc_override *got)
{
	struct kfunc_override *override = NULL;

	guard(mutex)(&kfunc_override_mutex);
	if (seq != overrides_seq)
		return -EAGAIN;
	do {
		override = kfunc_override_in_force(id, hook, override);
		/* cannot be pinned if the unloading of its module begins right now */
	} while (override && !try_module_get(override->module));
	if (override)
		*got = *override;
	else
		got->module = NULL;
	return 0;
}

static int add_ref(struct bpf_prog_aux *aux, const struct kfunc_override *got)
{
	struct bpf_kfunc_override_refs *old = aux->kfunc_overrides, *refs;
	u32 cnt = old ? old->cnt : 0;

	refs = krealloc(old, struct_size(refs, refs, cnt + 1), GFP_KERNEL_ACCOUNT);
	if (!refs)
		return -ENOMEM;
	refs->cnt = cnt + 1;
	refs->refs[cnt].id = got->id;
	refs->refs[cnt].hook = got->hook;
	refs->refs[cnt].module = got->module;
	aux->kfunc_overrides = refs;
	return 0;
}

/**
 * bpf_kfunc_overrides_seq - Begin to get the bodies that a program calls
 *
 * Return: what bpf_kfunc_override_get() wants, the same for all kfuncs of a program.
 */
u32 bpf_kfunc_overrides_seq(void)
{
	/* Pairs with module_live(): whoever has its number does not find the list empty. */
	return smp_load_acquire(&overrides_seq);
}

/**
 * bpf_kfunc_override_get - Get the body to call instead of a kfunc of vmlinux
 * @prog: program which is being loaded
 * @id:   FUNC of the kfunc in vmlinux' BTF
 * @seq:  what bpf_kfunc_overrides_seq() returned before the first kfunc of @prog
 * @addr: set to the address of the overriding body, if there is one
 *
 * All bodies that a program gets are those of one moment, as they may belong together,
 * like those of an iterator. So the load fails if a module has become live since @seq.
 * That a module goes away does not matter: one that has given a body is pinned, and one
 * that has not gives none any more.
 *
 * The module which the body is in is pinned until bpf_kfunc_overrides_put(), or
 * until bpf_kfunc_overrides_drop_unused() finds no call of it. Call this once for
 * each kfunc of a program. May sleep.
 *
 * Return: the module's name; NULL when nothing overrides the kfunc;
 * ERR_PTR(-ENOMEM); ERR_PTR(-EAGAIN) when the program has to be loaded again.
 */
const char *bpf_kfunc_override_get(struct bpf_prog *prog, u32 id, u32 seq,
				   unsigned long *addr)
{
	int err, hook = bpf_prog_type_to_kfunc_hook(resolve_prog_type(prog));
	struct kfunc_override got;

	if (list_empty(&kfunc_override_list))
		return NULL;

	err = get_in_force(id, hook, seq, &got);
	if (err)
		return ERR_PTR(err);
	if (!got.module)
		return NULL;
	err = add_ref(prog->aux, &got);
	if (err) {
		module_put(got.module);
		return ERR_PTR(err);
	}
	*addr = got.addr;
	return got.module->name;
}

static bool calls(const struct bpf_prog *prog, u32 id)
{
	const struct bpf_insn *insn;
	u32 i;

	for (i = 0; i < prog->len; i++) {
		insn = &prog->insnsi[i];
		if (insn->code == (BPF_JMP | BPF_CALL) && insn->src_reg == BPF_PSEUDO_KFUNC_CALL &&
		    !insn->off && insn->imm == id)
			return true;
	}
	return false;
}

/**
 * bpf_kfunc_overrides_drop_unused - Let go of modules that a program does not call
 * @prog: program that is verified, without its dead code, but with such modules
 *
 * To be called as long as calls have the kfuncs' ids, and when no more calls are
 * added. May sleep.
 */
void bpf_kfunc_overrides_drop_unused(struct bpf_prog *prog)
{
	struct bpf_kfunc_override_refs *refs = prog->aux->kfunc_overrides;
	u32 i, cnt = 0;

	for (i = 0; i < refs->cnt; i++) {
		cond_resched();
		if (calls(prog, refs->refs[i].id))
			refs->refs[cnt++] = refs->refs[i];
		else
			module_put(refs->refs[i].module);
	}
	refs->cnt = cnt;
}

/**
 * bpf_kfunc_overrides_put - Let go of the modules whose kfuncs a program called
 * @aux: of a program which is being freed, loaded or not
 *
 * Nobody may call the program any more.
 */
void bpf_kfunc_overrides_put(struct bpf_prog_aux *aux)
{
	struct bpf_kfunc_override_refs *refs = aux->kfunc_overrides;
	u32 i;

	if (!refs)
		return;
	for (i = 0; i < refs->cnt; i++)
		module_put(refs->refs[i].module);
	kfree(refs);
	aux->kfunc_overrides = NULL;
}
