/* SPDX-License-Identifier: GPL-2.0 */
#ifndef __KFUNC_OVERRIDE_H
#define __KFUNC_OVERRIDE_H

#include <linux/list.h>
#include <linux/mutex.h>
#include <linux/types.h>

struct bpf_prog;
struct bpf_prog_aux;
struct btf;
struct btf_id_set8;
struct module;

struct kfunc_override {
	struct list_head list;
	u32 id;			/* FUNC in vmlinux' BTF */
	int hook;		/* of the program types that it is for */
	bool live;		/* the module's init function has succeeded */
	struct module *module;
	unsigned long addr;
};

/* What a program holds as long as it may call modules' bodies. */
struct bpf_kfunc_override_refs {
	u32 cnt;
	struct {
		struct module *module;
		u32 id;
		int hook;	/* of the override, not of the program */
	} refs[] __counted_by(cnt);
};

/* See the top of kfunc_override.c for which lock covers what. */
extern struct list_head kfunc_override_list;
extern struct mutex kfunc_override_mutex;

struct kfunc_override *kfunc_override_in_force(u32 id, int hook, struct kfunc_override *newer);

int kfunc_common_hook(void);
u32 bpf_kfunc_overrides_seq(void);
const char *bpf_kfunc_override_get(struct bpf_prog *prog, u32 id, u32 seq,
				   unsigned long *addr);
void bpf_kfunc_overrides_drop_unused(struct bpf_prog *prog);
void bpf_kfunc_overrides_put(struct bpf_prog_aux *aux);
void bpf_kfunc_override_hint(int hook, const struct btf *btf, const struct btf_id_set8 *set);

#endif /* __KFUNC_OVERRIDE_H */
