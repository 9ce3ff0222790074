// SPDX-License-Identifier: GPL-2.0
/*
 * All kfuncs there are, for whoever wonders what a call of one runs:
 * /sys/kernel/debug/bpf_kfuncs has a line for each body, of fields separated by
 * blanks:
 *
 *	kfunc owner program-types state flags [ids of the programs that call this body]
 *
 * A body in vmlinux is "overridable", "overridden" where an "active" one is for the
 * same program types, or for some of them, "immutable" (KF_IMMUTABLE) or "special"
 * (its body is not all that a call does). One that overrides it is "active",
 * "shadowed" by a newer one, "coming" as long as its module's init function runs, or
 * "going" while its module is unloaded. A kfunc of a module that overrides none is
 * "own". One that cannot be called, as BTF has a defect there, is "unusable".
 *
 * Flags are "implicit_args" (programs may call it with _impl added to the name, too) or
 * "-". Programs are only told for overrides: for any other body it is the program's
 * instructions that tell.
 */
#include <linux/bpf.h>
#include <linux/btf.h>
#include <linux/debugfs.h>
#include <linux/module.h>
#include <linux/seq_file.h>
#include <linux/slab.h>
#include "kfunc_hooks.h"
#include "kfunc_list.h"
#include "kfunc_override.h"
#include "kfunc_pairs.h"
#include "kfunc_sets.h"
#include "kfunc_special.h"

static const char *vmlinux_kfunc_name(u32 id)
{
	return kfunc_name(bpf_get_btf_vmlinux(), id);
}

/* An override as it is listed: others may come and go meanwhile. */
struct listed_override {
	u32 id;
	int hook;
	bool in_force;
	const char *state;
	char module[MODULE_NAME_LEN];
};

static const char *override_state(const struct kfunc_override *override, bool in_force)
{
	if (in_force)
		return "active";
	if (!module_is_live(override->module))
		return "going";
	return override->live ? "shadowed" : "coming";
}

/* Returns how many there are, all of one moment, or -ENOMEM. */
static int list_overrides(struct listed_override **listed)
{
	const struct kfunc_override *override;
	struct listed_override *to;

	guard(mutex)(&kfunc_override_mutex);
	*listed = kvmalloc_array(list_count_nodes(&kfunc_override_list), sizeof(**listed),
				 GFP_KERNEL);
	if (!*listed)
		return -ENOMEM;

	to = *listed;
	list_for_each_entry(override, &kfunc_override_list, list) {
		to->id = override->id;
		to->hook = override->hook;
		to->in_force =
			kfunc_override_in_force(override->id, override->hook, NULL) == override;
		to->state = override_state(override, to->in_force);
		strscpy(to->module, override->module->name);
		to++;
	}
	return to - *listed;
}

/* What is shown. Programs are looked up when their line is written. */
struct kfunc_listing {
	struct seq_file *m;
	struct listed_override *overrides;
	int nr_overrides;
};

static bool have_common_types(int hook1, int hook2)
{
	return hook1 == hook2 || hook1 == kfunc_common_hook() || hook2 == kfunc_common_hook();
}

static bool is_overridden(const struct kfunc_listing *listing, u32 id, int hook)
{
	const struct listed_override *override = listing->overrides;
	int i;

	for (i = 0; i < listing->nr_overrides; i++, override++)
		if (override->in_force && override->id == id &&
		    have_common_types(override->hook, hook))
			return true;
	return false;
}

static const char *kfunc_state(const struct kfunc_listing *listing, const struct btf *btf,
			       int hook, u32 id, u32 flags)
{
	struct kfunc_info kfunc;

	if (kfunc_resolve(btf, id, &kfunc))
		return "unusable";
	if (btf_is_module(btf))
		return "own";
	if (flags & KF_IMMUTABLE)
		return "immutable";
	if (bpf_kfunc_not_overridable(id, flags))
		return "special";
	return is_overridden(listing, id, hook) ? "overridden" : "overridable";
}

static bool has_implicit_args(const struct btf *btf, u32 id)
{
	struct kfunc_info kfunc;

	return !kfunc_resolve(btf, id, &kfunc) && kfunc.impl_id;
}

static void show_body(struct seq_file *m, const struct btf *btf, u32 id, const char *owner,
		      int hook, const char *state)
{
	seq_printf(m, "%s %s %s %s %s", kfunc_name(btf, id), owner, kfunc_hook_name(hook), state,
		   has_implicit_args(btf, id) ? "implicit_args" : "-");
}

static int show_kfunc(const struct btf *btf, int hook, u32 id, u32 flags, void *data)
{
	const struct kfunc_listing *listing = data;

	show_body(listing->m, btf, id, btf_get_name(btf), hook,
		  kfunc_state(listing, btf, hook, id, flags));
	seq_putc(listing->m, '\n');
	return 0;
}

static void show_kfuncs(struct kfunc_listing *listing, const struct btf *vmlinux)
{
	guard(mutex)(&kfunc_register_mutex);
	btf_walk_kfuncs(vmlinux, show_kfunc, listing);
	btf_walk_module_kfuncs(show_kfunc, listing);
}

static bool holds(const struct bpf_prog *prog, const struct listed_override *override)
{
	const struct bpf_kfunc_override_refs *refs = prog->aux->kfunc_overrides;
	u32 i;

	for (i = 0; refs && i < refs->cnt; i++)
		if (refs->refs[i].id == override->id && refs->refs[i].hook == override->hook &&
		    !strcmp(refs->refs[i].module->name, override->module))
			return true;
	return false;
}

static void show_progs(const struct listed_override *override, struct seq_file *m)
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

/* All of them, the newest first. */
static void show_overrides(const struct kfunc_listing *listing)
{
	const struct listed_override *override = listing->overrides;
	int i;

	for (i = 0; i < listing->nr_overrides; i++, override++) {
		show_body(listing->m, bpf_get_btf_vmlinux(), override->id, override->module,
			  override->hook, override->state);
		show_progs(override, listing->m);
		seq_putc(listing->m, '\n');
	}
}

static int bpf_kfuncs_show(struct seq_file *m, void *v)
{
	const struct btf *vmlinux = bpf_get_btf_vmlinux();
	struct kfunc_listing listing = { .m = m };

	if (IS_ERR_OR_NULL(vmlinux))
		return 0;

	listing.nr_overrides = list_overrides(&listing.overrides);
	if (listing.nr_overrides < 0)
		return listing.nr_overrides;

	seq_puts(m, "# kfunc owner program-types state flags programs\n");
	show_kfuncs(&listing, vmlinux);
	show_overrides(&listing);
	kvfree(listing.overrides);
	return 0;
}
DEFINE_SHOW_ATTRIBUTE(bpf_kfuncs);

/**
 * bpf_kfunc_overrides_show_fdinfo - List the overriding bodies that a program calls
 * @aux: of a loaded program, to which the caller holds a reference
 * @m:   where to print to
 */
void bpf_kfunc_overrides_show_fdinfo(const struct bpf_prog_aux *aux, struct seq_file *m)
{
	const struct bpf_kfunc_override_refs *refs = aux->kfunc_overrides;
	u32 i;

	for (i = 0; refs && i < refs->cnt; i++)
		seq_printf(m, "kfunc_override:\t%s %s\n", vmlinux_kfunc_name(refs->refs[i].id),
			   refs->refs[i].module->name);
}

static int __init bpf_kfuncs_init(void)
{
	debugfs_create_file("bpf_kfuncs", 0400, NULL, NULL, &bpf_kfuncs_fops);
	return 0;
}
late_initcall(bpf_kfuncs_init);
