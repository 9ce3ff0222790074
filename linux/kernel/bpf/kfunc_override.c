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
 * Several modules may override one kfunc. overrides[] has the newest one first,
 * and a program gets the first one of a module that is live: one whose init
 * function has succeeded and whose unloading has not begun. Getting it pins the
 * module, by a reference in aux->kfunc_overrides, until the program is freed.
 * That is all that ties a body to its callers: an entry may leave overrides[] at
 * any time, and does so when its module goes away, be it because its init failed.
 */
#include <linux/bpf.h>
#include <linux/bpf_verifier.h>
#include <linux/btf.h>
#include <linux/btf_ids.h>
#include <linux/btf_kfunc.h>
#include <linux/hashtable.h>
#include <linux/module.h>
#include <linux/seq_file.h>
#include <linux/slab.h>

struct kfunc_override {
	struct hlist_node node;
	u32 id;			/* FUNC in vmlinux' BTF */
	int hook;		/* of the program types that it is for */
	bool live;		/* the module's init function has succeeded */
	struct module *module;
	unsigned long addr;
};

static DEFINE_HASHTABLE(overrides, 8);
static DEFINE_MUTEX(overrides_mutex);
static u32 nr_overrides;

static const char * const flag_names[] = {
	"KF_ACQUIRE", "KF_RELEASE", "KF_RET_NULL", "bit 3", "KF_TRUSTED_ARGS",
	"KF_SLEEPABLE", "KF_DESTRUCTIVE", "KF_RCU", "KF_ITER_NEW", "KF_ITER_NEXT",
	"KF_ITER_DESTROY", "KF_RCU_PROTECTED", "KF_FASTCALL", "KF_ARENA_RET",
	"KF_ARENA_ARG1", "KF_ARENA_ARG2", "KF_IMPLICIT_ARGS", "KF_IMMUTABLE",
};

static_assert(BIT(ARRAY_SIZE(flag_names) - 1) == KF_IMMUTABLE);

static const char *kfunc_name(u32 id)
{
	return btf_kfunc_name(bpf_get_btf_vmlinux(), id);
}

#define refuse(kfunc, btf, fmt, ...)						\
	pr_err("kfunc %s: module %s cannot override it: " fmt "\n", kfunc,	\
	       btf_get_name(btf), ##__VA_ARGS__)

static int check_flags(const char *name, const struct btf *btf, u32 ours, u32 theirs)
{
	u32 bit;

	if (ours == theirs)
		return 0;

	bit = __ffs(ours ^ theirs);
	refuse(name, btf, "%s is set %s; use the flags that vmlinux has",
	       bit < ARRAY_SIZE(flag_names) ? flag_names[bit] : "an unknown flag",
	       ours & BIT(bit) ? "by the module only" : "in vmlinux only");
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
	if (err == -E2BIG)
		refuse(name, btf, "%s refers to too many types that vmlinux does not have", what);
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
		       const struct btf_kfunc *ours, const struct btf_kfunc *theirs)
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

/* Check one kfunc of a module; fill in what there is to know about it. */
static int prepare(struct kfunc_override *override, const struct btf *btf,
		   u32 mod_id, u32 mod_flags, u32 id)
{
	const char *name = btf_kfunc_name(btf, mod_id);
	const struct btf *vmlinux = bpf_get_btf_vmlinux();
	struct btf_kfunc ours, theirs;
	const u32 *flags;
	int err;

	if (btf_kfunc_resolve(btf, mod_id, &ours)) {
		pr_err("module %s cannot override a kfunc: its BTF does not have the function, as resolve_btfids warned when it was built\n",
		       btf_get_name(btf));
		return -EINVAL;
	}

	flags = id ? btf_kfunc_flags(vmlinux, override->hook, id) : NULL;
	if (!flags || btf_kfunc_resolve(vmlinux, id, &theirs) || theirs.id != id) {
		refuse(name, btf, "vmlinux has no such kfunc for these programs");
		return -ENOENT;
	}

	err = check_may_override(name, btf, id, *flags) ?:
	      check_flags(name, btf, mod_flags, *flags) ?:
	      check_proto(name, btf, &ours, &theirs);
	if (err)
		return err;

	override->addr = find_kallsyms_symbol_value(override->module, name);
	if (!override->addr) {
		refuse(name, btf, "the module has no such symbol");
		return -ENOENT;
	}
	override->id = id;
	return 0;
}

static void free_list(struct hlist_head *list)
{
	struct kfunc_override *override;
	struct hlist_node *tmp;

	hlist_for_each_entry_safe(override, tmp, list, node)
		kfree(override);
}

/* Prepare an override for each kfunc of a set, or for none of them. */
static int prepare_set(struct hlist_head *list, int hook, const struct btf *btf,
		       const struct btf_kfunc_id_set *kset)
{
	const struct btf_id_set8 *set = kset->set;
	struct kfunc_override *override;
	struct btf_func_names *names;
	u32 i, mod_id;
	int err = 0;

	names = btf_func_names_new(set->cnt);
	if (!names)
		return -ENOMEM;
	for (i = 0; i < set->cnt; i++) {
		mod_id = btf_relocate_id(btf, set->pairs[i].id);
		btf_func_names_add(names, btf_kfunc_name(btf, mod_id));
	}
	btf_func_names_look_up(names, bpf_get_btf_vmlinux());

	for (i = 0; i < set->cnt && !err; i++) {
		override = kzalloc(sizeof(*override), GFP_KERNEL);
		if (!override) {
			err = -ENOMEM;
			break;
		}
		override->hook = hook;
		override->module = kset->owner;
		hlist_add_head(&override->node, list);

		mod_id = btf_relocate_id(btf, set->pairs[i].id);
		err = prepare(override, btf, mod_id, set->pairs[i].flags,
			      btf_func_names_id(names, btf_kfunc_name(btf, mod_id)));
	}

	btf_func_names_free(names);
	if (err)
		free_list(list);
	return err;
}

static bool is_overridden_by(const struct kfunc_override *new)
{
	struct kfunc_override *old;

	hash_for_each_possible(overrides, old, node, new->id)
		if (old->id == new->id && old->hook == new->hook && old->module == new->module)
			return true;
	return false;
}

static void add_override(struct kfunc_override *override)
{
	hlist_del(&override->node);
	hash_add(overrides, &override->node, override->id);
	WRITE_ONCE(nr_overrides, nr_overrides + 1);
}

static void remove_override(struct kfunc_override *override)
{
	hash_del(&override->node);
	WRITE_ONCE(nr_overrides, nr_overrides - 1);
	kfree(override);
}

/* All or nothing as well: a module may override a kfunc once for a hook. */
static int add_set(struct hlist_head *list, const struct btf *btf)
{
	struct kfunc_override *override;
	struct hlist_node *tmp;

	mutex_lock(&overrides_mutex);
	hlist_for_each_entry(override, list, node) {
		if (!is_overridden_by(override))
			continue;
		mutex_unlock(&overrides_mutex);
		refuse(kfunc_name(override->id), btf,
		       "it has done so already, for the same programs");
		free_list(list);
		return -EEXIST;
	}
	hlist_for_each_entry_safe(override, tmp, list, node)
		add_override(override);
	mutex_unlock(&overrides_mutex);
	return 0;
}

/**
 * override_btf_kfunc_set - Let a module replace the bodies of kfuncs of vmlinux
 * @prog_type: type of the programs that are to call the new bodies;
 *             BPF_PROG_TYPE_UNSPEC for kfuncs that all programs may call
 * @kset:      kfuncs of the module, each with name, prototype and flags of a
 *             kfunc which vmlinux has registered for @prog_type
 *
 * Takes effect for programs loaded once the module's init function, the only
 * place to call this from, has succeeded, and until the module is unloaded, which
 * it cannot be as long as there is such a program. When several modules override
 * a kfunc, the one whose call of this function came last is in force. Program
 * types that share their kfuncs (tracing, tracepoint, perf_event, lsm; the
 * cgroup and the lwt types; all that have no kfuncs of their own) share overrides
 * as well. An extension program is one of the type that it extends.
 *
 * On error nothing is overridden, and a message names kfunc, module and reason. May
 * sleep.
 *
 * Return:
 * * 0
 * * -EINVAL - flags or prototype are not those of vmlinux; @prog_type is
 *   BPF_PROG_TYPE_EXT or none; not called by a module
 * * -ENOENT - vmlinux has no such kfunc for programs of @prog_type, or the
 *   module has no BTF
 * * -EPERM - the kfunc is KF_IMMUTABLE
 * * -EOPNOTSUPP - the body does not decide alone what a call of the kfunc does
 * * -EEXIST - the module overrides the kfunc for such programs already
 * * -E2BIG - the prototypes refer to too many types to compare
 * * -ENOMEM
 */
int override_btf_kfunc_set(enum bpf_prog_type prog_type,
			   const struct btf_kfunc_id_set *kset)
{
	int hook = bpf_prog_type_to_kfunc_hook(prog_type);
	HLIST_HEAD(list);
	struct btf *btf;
	int err;

	if (!kset->owner || !(kset->set->flags & BTF_SET8_KFUNCS)) {
		pr_err("%s() wants a module and a set made by BTF_KFUNCS_START()\n", __func__);
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
		return -ENOENT;
	}

	/* a module may be loaded before the last initcall has registered its kfuncs */
	mutex_lock(&kfunc_register_mutex);
	err = prepare_set(&list, hook, btf, kset);
	mutex_unlock(&kfunc_register_mutex);
	err = err ?: add_set(&list, btf);
	btf_put(btf);
	return err;
}
EXPORT_SYMBOL_GPL(override_btf_kfunc_set);

static void module_live(const struct module *module)
{
	struct kfunc_override *override;
	int bucket;

	hash_for_each(overrides, bucket, override, node) {
		if (override->module != module)
			continue;
		override->live = true;
		pr_info("kfunc %s: programs loaded from now on call that of module %s\n",
			kfunc_name(override->id), module->name);
	}
}

static void module_going(const struct module *module)
{
	struct kfunc_override *override;
	struct hlist_node *tmp;
	int bucket;

	hash_for_each_safe(overrides, bucket, tmp, override, node) {
		if (override->module != module)
			continue;
		if (override->live)
			pr_info("kfunc %s: programs loaded from now on do not call that of module %s\n",
				kfunc_name(override->id), module->name);
		remove_override(override);
	}
}

static int module_notify(struct notifier_block *nb, unsigned long state, void *module)
{
	mutex_lock(&overrides_mutex);
	if (state == MODULE_STATE_LIVE)
		module_live(module);
	else if (state == MODULE_STATE_GOING)
		module_going(module);
	mutex_unlock(&overrides_mutex);
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

/* What a program holds as long as it may call a module's body for a kfunc. The
 * array in its aux ends with an empty one, and grows by REFS_STEP.
 */
struct bpf_kfunc_override_ref {
	struct module *module;
	u32 id;
};

#define REFS_STEP 8

#define for_each_ref(ref, aux) \
	for (ref = (aux)->kfunc_overrides; ref && ref->module; ref++)

static bool is_for(const struct kfunc_override *override, u32 id, int hook)
{
	return override->id == id &&
	       (override->hook == hook ||
		override->hook == bpf_prog_type_to_kfunc_hook(BPF_PROG_TYPE_UNSPEC));
}

/* A freplace program is verified as one of the type that it extends, which
 * aux->saved_dst_prog_type does not tell before its calls are resolved.
 */
static int hook_of(const struct bpf_prog *prog)
{
	if (prog->type == BPF_PROG_TYPE_EXT && prog->aux->dst_prog)
		prog = prog->aux->dst_prog;
	return bpf_prog_type_to_kfunc_hook(resolve_prog_type(prog));
}

static struct module *get_newest(u32 id, int hook, unsigned long *addr)
{
	struct kfunc_override *override;
	struct module *module = NULL;

	mutex_lock(&overrides_mutex);
	hash_for_each_possible(overrides, override, node, id) {
		if (!is_for(override, id, hook) || !override->live ||
		    !try_module_get(override->module))
			continue;
		module = override->module;
		*addr = override->addr;
		break;
	}
	mutex_unlock(&overrides_mutex);
	return module;
}

static int add_ref(struct bpf_prog_aux *aux, u32 id, struct module *module)
{
	struct bpf_kfunc_override_ref *ref, *refs = aux->kfunc_overrides;
	u32 cnt = 0;

	for_each_ref(ref, aux)
		cnt++;
	if (cnt % REFS_STEP == 0) {
		refs = krealloc_array(refs, cnt + REFS_STEP + 1, sizeof(*refs),
				      GFP_KERNEL_ACCOUNT | __GFP_ZERO);
		if (!refs)
			return -ENOMEM;
		aux->kfunc_overrides = refs;
	}

	refs[cnt].id = id;
	refs[cnt].module = module;
	return 0;
}

/**
 * bpf_kfunc_override_get - Get the body to call instead of a kfunc of vmlinux
 * @prog: program which is being loaded
 * @id:   FUNC of the kfunc in vmlinux' BTF
 * @addr: set to the address of the overriding body, if there is one
 *
 * The module which the body is in is pinned until bpf_kfunc_overrides_put(). Is
 * not for calling twice for one kfunc of a program. May sleep.
 *
 * Return: the module's name; NULL when nothing overrides the kfunc;
 * ERR_PTR(-ENOMEM).
 */
const char *bpf_kfunc_override_get(struct bpf_prog *prog, u32 id, unsigned long *addr)
{
	struct module *module;
	int err;

	if (!READ_ONCE(nr_overrides))
		return NULL;

	module = get_newest(id, hook_of(prog), addr);
	if (!module)
		return NULL;
	err = add_ref(prog->aux, id, module);
	if (err) {
		module_put(module);
		return ERR_PTR(err);
	}
	return module->name;
}

/**
 * bpf_kfunc_overrides_put - Let go of the modules whose kfuncs a program called
 * @aux: of a program which is being freed, loaded or not
 *
 * Nobody may call the program any more.
 */
void bpf_kfunc_overrides_put(struct bpf_prog_aux *aux)
{
	const struct bpf_kfunc_override_ref *ref;

	for_each_ref(ref, aux)
		module_put(ref->module);
	kfree(aux->kfunc_overrides);
	aux->kfunc_overrides = NULL;
}

static bool is_shadowed(const struct kfunc_override *override)
{
	struct kfunc_override *newer;

	hash_for_each_possible(overrides, newer, node, override->id) {
		if (newer == override)
			return false;
		if (newer->live && is_for(newer, override->id, override->hook))
			return true;
	}
	return false;
}

static bool holds(const struct bpf_prog *prog, const struct kfunc_override *override)
{
	const struct bpf_kfunc_override_ref *ref;

	for_each_ref(ref, prog->aux)
		if (ref->id == override->id && ref->module == override->module)
			return true;
	return false;
}

static void show_progs(const struct kfunc_override *override, struct seq_file *m)
{
	struct bpf_prog *prog;
	const char *sep = " ";
	u32 id = 0;

	for (; (prog = bpf_prog_get_curr_or_next(&id)); id++) {
		if (holds(prog, override)) {
			seq_printf(m, "%s%u", sep, id);
			sep = ",";
		}
		bpf_prog_put(prog);
	}
}

/**
 * bpf_kfunc_overrides_show - List all overrides, the newest of a kfunc first
 * @m: where to print to
 *
 * For each body: kfunc, module, program types, state, ids of the programs that
 * call it. May sleep.
 */
void bpf_kfunc_overrides_show(struct seq_file *m)
{
	struct kfunc_override *override;
	int bucket;

	mutex_lock(&overrides_mutex);
	hash_for_each(overrides, bucket, override, node) {
		seq_printf(m, "%s %s %s %s", kfunc_name(override->id), override->module->name,
			   btf_kfunc_hook_name(override->hook),
			   !override->live ? "coming" :
			   is_shadowed(override) ? "shadowed" : "active");
		show_progs(override, m);
		seq_putc(m, '\n');
	}
	mutex_unlock(&overrides_mutex);
}

/**
 * bpf_kfunc_overrides_show_fdinfo - List the overriding bodies that a program calls
 * @aux: of a loaded program, to which the caller holds a reference
 * @m:   where to print to
 */
void bpf_kfunc_overrides_show_fdinfo(const struct bpf_prog_aux *aux, struct seq_file *m)
{
	const struct bpf_kfunc_override_ref *ref;

	for_each_ref(ref, aux)
		seq_printf(m, "kfunc_override:\t%s %s\n", kfunc_name(ref->id),
			   ref->module->name);
}
