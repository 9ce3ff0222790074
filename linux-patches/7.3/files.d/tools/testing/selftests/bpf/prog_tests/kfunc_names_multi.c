// SPDX-License-Identifier: GPL-2.0
/* libbpf finds a name in the BTF of a module and in that of vmlinux below it, and asks to
 * attach by both ids. Both are the module's function, which is attached to once.
 */
#include <test_progs.h>
#include "kfunc_kmod.h"
#include "kfunc_names_multi.skel.h"

#define X "bpf_test_kfunc_names_x"

/* serial: loads a module that other tests load */
void serial_test_kfunc_names_multi(void)
{
	struct kfunc_names_multi *skel;
	struct bpf_link_info info = {};
	__u32 len = sizeof(info);

	if (!ASSERT_OK(kmod_load(X, "set=plain"), "load x"))
		return;
	skel = kfunc_names_multi__open_and_load();
	if (ASSERT_OK_PTR(skel, "open_and_load") &&
	    ASSERT_OK(kfunc_names_multi__attach(skel), "attach") &&
	    ASSERT_OK(bpf_link_get_info_by_fd(bpf_link__fd(skel->links.at_strlen), &info, &len),
		      "info"))
		ASSERT_EQ(info.tracing_multi.count, 1, "functions");
	/* the kernel warns if an address was there twice */
	kfunc_names_multi__destroy(skel);
	ASSERT_OK(kmod_unload(X), "unload x");
}
