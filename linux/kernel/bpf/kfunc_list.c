// SPDX-License-Identifier: GPL-2.0
/*
 * All kfuncs there are, for whoever wonders what a call of one runs:
 * /sys/kernel/debug/bpf_kfuncs has a line for each body, of fields separated by
 * blanks:
 *
 *	kfunc owner program-types state [ids of the programs that call this body]
 *
 * A body in vmlinux is "overridable", "immutable" (KF_IMMUTABLE) or "special" (its
 * body is not all that a call does). One that overrides it is "active", "shadowed"
 * by a newer one, "coming" as long as its module's init function runs, or "going"
 * while its module is unloaded. A kfunc of a module that overrides none is "own".
 * One that cannot be called, as BTF has a defect there, is "unusable". Programs are
 * only told for overrides: for any other body it is the program's instructions that
 * tell.
 */
#include <linux/bpf.h>
#include <linux/btf.h>
#include <linux/btf_kfunc.h>
#include <linux/debugfs.h>
#include <linux/seq_file.h>

static const char *state_of(const struct btf *btf, u32 id, u32 flags)
{
	struct btf_kfunc kfunc;

	if (btf_kfunc_resolve(btf, id, &kfunc))
		return "unusable";
	if (btf_is_module(btf))
		return "own";
	if (flags & KF_IMMUTABLE)
		return "immutable";
	return bpf_kfunc_not_overridable(id, flags) ? "special" : "overridable";
}

static int show_kfunc(const struct btf *btf, int hook, u32 id, u32 flags, void *m)
{
	seq_printf(m, "%s %s %s %s\n", btf_kfunc_name(btf, id), btf_get_name(btf),
		   btf_kfunc_hook_name(hook), state_of(btf, id, flags));
	return 0;
}

static int bpf_kfuncs_show(struct seq_file *m, void *v)
{
	const struct btf *vmlinux = bpf_get_btf_vmlinux();

	if (IS_ERR_OR_NULL(vmlinux))
		return 0;

	seq_puts(m, "# kfunc owner program-types state programs\n");
	mutex_lock(&kfunc_register_mutex);
	btf_walk_kfuncs(vmlinux, show_kfunc, m);
	btf_walk_module_kfuncs(show_kfunc, m);
	mutex_unlock(&kfunc_register_mutex);
	return bpf_kfunc_overrides_show(m);
}
DEFINE_SHOW_ATTRIBUTE(bpf_kfuncs);

static int __init bpf_kfuncs_init(void)
{
	debugfs_create_file("bpf_kfuncs", 0400, NULL, NULL, &bpf_kfuncs_fops);
	return 0;
}
late_initcall(bpf_kfuncs_init);
