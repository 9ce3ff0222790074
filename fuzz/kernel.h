/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The kernel's BTF code in a process. Whoever includes libbpf's btf.h has another
 * struct btf, hence the name.
 */
#ifndef __FUZZ_KERNEL_H
#define __FUZZ_KERNEL_H

struct kernel_btf;
struct module;

/* Have the kernel parse a BTF, of vmlinux or of a module on top of it; NULL: refused. */
struct kernel_btf *kernel_btf_new(const void *data, unsigned int size,
				  struct kernel_btf *vmlinux);
void kernel_btf_free(struct kernel_btf *btf);

/*
 * Why the kernel would not take two ids of @btf for the two FUNCs of a kfunc, NULL if it
 * does. Whether it has the kinds of implicit arguments is left out unless @kinds.
 */
const char *kernel_pair_defect(struct kernel_btf *btf, unsigned int interface_id,
			       unsigned int impl_id, bool kinds);

/* What kernel.c has for kernel_target.c alone */
struct btf;
struct kfunc_pair;
void kernel_set_pairs(struct btf *btf, const struct kfunc_pair *pairs, unsigned int cnt);
void kernel_add_module(struct module *module, struct btf *btf);
void kernel_drop_modules(void);
void kernel_set_vmlinux(struct btf *btf);
struct btf *kernel_prog_btf(const void *data, unsigned int size);
void *kernel_btf_data(const struct btf *btf);

/* Say which property does not hold, and stop. */
void broken(const char *fmt, ...) __attribute__((format(printf, 1, 2), noreturn));

#endif /* __FUZZ_KERNEL_H */
