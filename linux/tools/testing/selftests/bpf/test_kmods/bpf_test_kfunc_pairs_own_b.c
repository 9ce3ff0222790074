// SPDX-License-Identifier: GPL-2.0
/* What this unit calls a struct bpf_prog_aux is not the one of vmlinux, as in a module
 * that was built with another configuration: BTF has both. The verifier has to supply the
 * argument all the same.
 */
#include <linux/btf.h>

struct bpf_prog_aux {
	u64 of_another_configuration[2];
};

u32 bpf_test_own_prog_id(const void *aux);

__bpf_kfunc_start_defs();

__bpf_kfunc u32 bpf_test_implicit_own(u32 a, struct bpf_prog_aux *aux)
{
	return a + bpf_test_own_prog_id(aux);
}

__bpf_kfunc_end_defs();
