// SPDX-License-Identifier: GPL-2.0
/* Kfunc sets that no build tool makes, and why they are refused. */
#include "kfunc_ko.h"
#include "kfunc_test_helpers.h"

#define ARGS	"bpf_test_kfunc_pairs"
#define TRACE	"bpf_test_kfunc_pairs_trace"
#define SUM	"bpf_test_implicit_sum"

/* A set with a function that is not compiled in. */
static void test_not_in_btf(void)
{
	static char log[16 * 1024];
	struct ko ko;
	int kmsg;

	if (!open_ko(&ko, ARGS))
		return;
	kmsg = kmsg_open();
	/* resolve_btfids leaves a zero where it warns of an unresolved symbol */
	set_entry_of(&ko, SUM, 0)->id = 0;
	if (!ASSERT_EQ(load_image(&ko, ""), -EINVAL, "load"))
		kmod_unload(ARGS);
	kmsg_close(kmsg, log, sizeof(log));
	ASSERT_HAS_SUBSTR(log, "kfunc set of " ARGS " (with ", "set");
	ASSERT_HAS_SUBSTR(log,
			  "): a function of it is not in BTF; when it was built, resolve_btfids warned of an unresolved symbol\n",
			  "reason");
	close_ko(&ko);
}

/* A module that was built when vmlinux had no function of the name that the
 * _impl of its kfunc has: libbpf would take the name for that of vmlinux.
 */
static void test_shadow(void)
{
	static const char from[] = "__bpf_obj_drip", to[] = "__bpf_obj_drop";
	struct ko ko;
	char *name;
	int kmsg;

	if (!open_ko(&ko, TRACE))
		return;
	while ((name = memmem(ko.image, ko.size, from, strlen(from))))
		memcpy(name, to, strlen(to));
	kmsg = open_kmsg();
	if (!ASSERT_EQ(load_image(&ko, ""), -EINVAL, "load"))
		unload_module(TRACE, false);
	check_kmsg(kmsg, "kfunc __bpf_obj_drop_impl of " TRACE
		   ": vmlinux has a function of that name already; rename it");
	ASSERT_TRUE(is_gone(TRACE), "nothing is left");
	close(kmsg);
	close_ko(&ko);
}

/* serial: loads modules that other tests load */
void serial_test_kfunc_names_register(void)
{
	if (test__start_subtest("not_in_btf"))
		test_not_in_btf();
	if (test__start_subtest("shadow"))
		test_shadow();
}
