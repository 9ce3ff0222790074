// SPDX-License-Identifier: GPL-2.0
/*
 * A module that overrides a kfunc of vmlinux.
 *
 * bpf_strlen() counts bytes. This one counts the characters of a string that is
 * encoded in UTF-8. Programs of type syscall call it if they are loaded while
 * the module is. The loader loads the same program each time.
 *
 * Example:
 *
 * # ./kfunc-user override
 * bpf_strlen("naïve") = 6
 * # insmod kfunc-override.ko
 * # ./kfunc-user override
 * bpf_strlen("naïve") = 5
 * # rmmod kfunc-override
 * # ./kfunc-user override
 * bpf_strlen("naïve") = 6
 *
 * "bpftool kfunc list bpf_strlen" shows which body is in force. The module cannot
 * be unloaded while there is a program that calls its body.
 */

#include <linux/bpf.h>
#include <linux/btf.h>
#include <linux/btf_ids.h>
#include <linux/limits.h>
#include <linux/module.h>
#include <linux/uaccess.h>

__bpf_kfunc_start_defs();

/*
 * The types, the names of the arguments and the flags have to be those of the
 * kfunc in vmlinux. Because of the suffix of s__ign the verifier lets a program
 * pass any address, so the body cannot trust it.
 */
__bpf_kfunc int bpf_strlen(const char *s__ign)
{
	int i, err, len = 0;
	char c;

	for (i = 0; i < XATTR_SIZE_MAX; i++) {
		err = copy_from_kernel_nofault(&c, s__ign + i, 1);
		if (err)
			return err;
		if (c == '\0')
			return len;
		/* Not a byte that continues a character */
		if ((c & 0xc0) != 0x80)
			len++;
	}
	return -E2BIG;
}

__bpf_kfunc_end_defs();

/* bpf_strlen() has this flag in kernels that have the flag. */
#ifndef KF_PERFMON
#define KF_PERFMON 0
#endif

BTF_KFUNCS_START(kfunc_override_ids)
BTF_ID_FLAGS(func, bpf_strlen, KF_PERFMON)
BTF_KFUNCS_END(kfunc_override_ids)

static const struct btf_kfunc_id_set kfunc_override_set = {
	.owner = THIS_MODULE,
	.set   = &kfunc_override_ids,
};

static int __init kfunc_override_init(void)
{
	return override_btf_kfunc_set(BPF_PROG_TYPE_SYSCALL, &kfunc_override_set);
}
module_init(kfunc_override_init);

/* The override ends when the module is unloaded. */
static void __exit kfunc_override_exit(void)
{
}
module_exit(kfunc_override_exit);

MODULE_DESCRIPTION("Sample of a module that overrides a kfunc");
MODULE_LICENSE("GPL");
