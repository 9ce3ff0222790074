// SPDX-License-Identifier: GPL-2.0
/* Kfuncs with names of those in x, and a function that is no kfunc. */
#define MODULE_ID 2
#include "bpf_test_kfunc_names.h"

/* Symbols of the same names as their FUNCs, for all that the compiler might do */
#define __own_symbol noinline __attribute__((__noipa__))

/* in x it is a kfunc */
static __own_symbol int bpf_test_names_plain(void)
{
	barrier();
	return MODULE_ID;
}

static int not_a_dtor_runs;

/* in x it is the destructor of an object */
static __own_symbol void bpf_test_names_dtor(void *obj)
{
	not_a_dtor_runs += !obj;
}

__bpf_kfunc_start_defs();

/* in x it is what pahole calls the kernel's prototype of another one */
__bpf_kfunc int bpf_test_names_implicit_impl(void)
{
	return MODULE_ID;
}

__bpf_kfunc_end_defs();

BTF_KFUNCS_START(impl_ids)
BTF_ID_FLAGS(func, bpf_test_names_implicit_impl)
BTF_KFUNCS_END(impl_ids)

static const struct named_set sets[] = {
	NAMED_SET(new),
	NAMED_SET(impl),
};

static int __init bpf_test_kfunc_names_y_init(void)
{
	bpf_test_names_dtor(NULL);
	return register_set(sets, ARRAY_SIZE(sets)) ?:
	       bpf_test_names_plain() == MODULE_ID && not_a_dtor_runs == 1 ? 0 : -EINVAL;
}
module_init(bpf_test_kfunc_names_y_init);

static void __exit bpf_test_kfunc_names_y_exit(void)
{
}
module_exit(bpf_test_kfunc_names_y_exit);

MODULE_DESCRIPTION("Names of kfuncs for the BPF selftests, module Y");
MODULE_LICENSE("GPL");
