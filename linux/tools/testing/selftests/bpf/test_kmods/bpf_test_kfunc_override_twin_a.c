// SPDX-License-Identifier: GPL-2.0
/* A function that is no kfunc, of the name of the kfunc in the other unit of this module.
 * It is the first of the two in the module's symbol table.
 */
#include <linux/compiler.h>

int bpf_test_kfunc_override_twin_call(const char *s);

/* under its own name, for all that the compiler might do to it */
static noinline __attribute__((__noipa__)) int bpf_strlen(const char *s__ign)
{
	return s__ign ? 1 : 0;
}

int bpf_test_kfunc_override_twin_call(const char *s)
{
	return bpf_strlen(s);
}
