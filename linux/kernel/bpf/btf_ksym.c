// SPDX-License-Identifier: GPL-2.0
/*
 * The address of what an id in BTF stands for.
 *
 * An id says whose function or variable is meant, vmlinux' or which module's. A
 * name does not, and names are all that kallsyms knows.
 */
#include <linux/bpf_verifier.h>
#include <linux/btf.h>
#include <linux/kallsyms.h>
#include <linux/module.h>
#include "btf_ksym.h"

/* A module's BTF takes ids of vmlinux' as well. */
static bool is_own(const struct btf *btf, u32 id)
{
	const struct btf *base = btf_base_btf(btf);

	return !base || id >= btf_nr_types(base);
}

/**
 * btf_own_func - Get the FUNC of a module that has the name of one of vmlinux
 * @btf: BTF of vmlinux or of a module
 * @id:  any id in it
 *
 * For an id that somebody has looked up by name in @btf and what is below it, and
 * means a function of the module by.
 *
 * Return: the id of the module's FUNC; @id if there is none, if @id is the module's
 * own, or no FUNC.
 */
u32 btf_own_func(const struct btf *btf, u32 id)
{
	const struct btf_type *t;
	const char *name;
	u32 own;

	if (!btf_is_module(btf) || is_own(btf, id))
		return id;
	t = btf_type_by_id(btf, id);
	if (!btf_type_is_func(t))
		return id;
	name = btf_name_by_offset(btf, t->name_off);

	for (own = btf_nr_types(btf_base_btf(btf)); own < btf_nr_types(btf); own++) {
		t = btf_type_by_id(btf, own);
		if (btf_type_is_func(t) && !strcmp(name, btf_name_by_offset(btf, t->name_off)))
			return own;
	}
	return id;
}

#if defined(CONFIG_MODULES) && defined(CONFIG_KALLSYMS)
/* A function's symbol may be that of its descriptor, which is data. Per-CPU variables are
 * in none of a module's sections.
 */
static bool is_to_stay(const struct module *mod, unsigned long addr, bool is_func)
{
	if (!is_func)
		return !within_module_init(addr, mod) && !is_module_text_address(addr);
	addr = (unsigned long)dereference_symbol_descriptor((void *)addr);
	return within_module_core(addr, mod) && is_module_text_address(addr);
}

/* Other functions of the name may be in the module, which are static. BTF does not say
 * which of them it means, so it means none.
 */
static unsigned long module_ksym_addr(const struct module *mod, const char *name, bool is_func)
{
	const struct mod_kallsyms *kallsyms;
	unsigned long addr, found = 0;
	const Elf_Sym *sym;
	unsigned int i;

	guard(rcu)();
	kallsyms = rcu_dereference(mod->kallsyms);
	for (i = 0; i < kallsyms->num_symtab; i++) {
		sym = &kallsyms->symtab[i];
		if (sym->st_shndx == SHN_UNDEF || strcmp(name, kallsyms->strtab + sym->st_name))
			continue;
		addr = kallsyms_symbol_value(sym);
		if (!is_to_stay(mod, addr, is_func))
			continue;
		if (found && found != addr)
			return 0;
		found = addr;
	}
	return found;
}
#else
static unsigned long module_ksym_addr(const struct module *mod, const char *name, bool is_func)
{
	return 0;
}
#endif

/**
 * btf_ksym_addr - Get the address of what a BTF describes
 * @btf: BTF of vmlinux or of a module
 * @mod: that module, with a reference held; NULL for vmlinux
 * @id:  FUNC or VAR in @btf, of a kfunc with implicit arguments the interface
 *
 * A name may occur in vmlinux and in any number of modules. Unlike
 * kallsyms_lookup_name() this takes no other one's symbol. Nor does it take what
 * a module has in its init sections: they are freed while the module stays.
 *
 * Return: the address; 0 if there is none, or a module has several of that name.
 */
unsigned long btf_ksym_addr(const struct btf *btf, struct module *mod, u32 id)
{
	const struct btf_type *t = btf_type_by_id(btf, id);
	const char *name = btf_name_by_offset(btf, t->name_off);
	unsigned long addr;

	if (mod && is_own(btf, id))
		return module_ksym_addr(mod, name, btf_type_is_func(t));

	addr = kallsyms_lookup_name(name);
	return is_module_address(addr) ? 0 : addr;
}
