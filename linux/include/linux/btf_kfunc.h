/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _LINUX_BTF_KFUNC_H
#define _LINUX_BTF_KFUNC_H

#include <linux/mutex.h>
#include <linux/types.h>

struct bpf_insn;
struct bpf_prog;
struct bpf_prog_aux;
struct bpf_verifier_env;
struct btf;
struct btf_func_names;
struct btf_id_set8;
struct btf_kfunc_pair;
struct btf_kfunc_pairs;
struct btf_type;
struct module;
struct seq_file;

/**
 * struct btf_kfunc - what the id of a kernel function in BTF stands for
 * @id:      FUNC that owns the symbol and the kfunc flags: for a kfunc with
 *           implicit arguments the interface, whichever FUNC was asked for
 * @name:    name of that FUNC, and of its symbol
 * @proto:   FUNC_PROTO as the kernel declares the function, implicit
 *           arguments included
 * @nr_args: number of arguments that a BPF program passes; what @proto has
 *           beyond them is implicit
 */
struct btf_kfunc {
	u32 id;
	const char *name;
	const struct btf_type *proto;
	u32 nr_args;
};

/* vmlinux' own pair table; a module's is in its struct module */
extern const struct btf_kfunc_pair __start_BTF_kfunc_pairs[];
extern const struct btf_kfunc_pair __stop_BTF_kfunc_pairs[];

unsigned long btf_ksym_addr(const struct btf *btf, struct module *mod, u32 id);
int btf_kfunc_resolve(const struct btf *btf, u32 id, struct btf_kfunc *kfunc);

struct btf_kfunc_pairs *btf_kfunc_pairs_new(const struct btf *btf,
					    const struct btf_kfunc_pair *pairs,
					    u32 cnt);
void btf_kfunc_pairs_free(struct btf_kfunc_pairs *pairs);
const struct btf_kfunc_pairs *btf_get_kfunc_pairs(const struct btf *btf);
int btf_kfunc_check_flags(const struct btf *btf, u32 id, u32 flags);
const char *btf_kfunc_name(const struct btf *btf, u32 id);
const char *btf_kfunc_impl_name(const struct btf *btf, u32 id);

struct btf_func_names *btf_func_names_new(u32 max);
void btf_func_names_free(struct btf_func_names *names);
bool btf_func_names_add(struct btf_func_names *names, const char *name);
bool btf_func_names_has(struct btf_func_names *names, const char *name);
void btf_func_names_look_up(struct btf_func_names *names, const struct btf *btf);
u32 btf_func_names_id(struct btf_func_names *names, const char *name);

extern struct mutex kfunc_register_mutex;
int btf_kfunc_check_names(const struct btf *btf, const struct btf_id_set8 *set);
bool btf_kfunc_is_registered(const struct btf *btf, u32 id);
/* gets a FUNC of @btf, its KF_* flags, and the program types it is registered for */
typedef int (*btf_kfunc_fn)(const struct btf *btf, int hook, u32 id, u32 flags, void *data);
int btf_walk_kfuncs(const struct btf *btf, btf_kfunc_fn fn, void *data);
int btf_walk_module_kfuncs(btf_kfunc_fn fn, void *data);
const char *btf_kfunc_hook_name(int hook);

const u32 *btf_kfunc_flags(const struct btf *btf, int hook, u32 id);
bool btf_kfunc_is_dtor_partner(u32 id, u32 flags);

int btf_types_equal(const struct btf *btf_a, u32 a, const struct btf *btf_b, u32 b);

const char *bpf_kfunc_override_get(struct bpf_prog *prog, u32 id, unsigned long *addr);
void bpf_kfunc_overrides_drop_unused(struct bpf_prog *prog);
void bpf_kfunc_overrides_put(struct bpf_prog_aux *aux);
int bpf_kfunc_overrides_show(struct seq_file *m);
void bpf_kfunc_overrides_show_fdinfo(const struct bpf_prog_aux *aux, struct seq_file *m);
const char *bpf_kfunc_not_overridable(u32 id, u32 flags);
void bpf_kfunc_override_hint(int hook, const struct btf *btf, const struct btf_id_set8 *set);

int bpf_resolve_kfunc_calls_by_name(struct bpf_verifier_env *env);

const char *bpf_implicit_args_defect(const struct btf *btf, const struct btf_type *proto,
				     u32 first);
int bpf_implicit_args_fill(struct bpf_verifier_env *env, u32 insn_idx,
			   const struct btf *btf, const struct btf_type *proto,
			   u32 first, struct bpf_insn *insns);

#endif /* _LINUX_BTF_KFUNC_H */
