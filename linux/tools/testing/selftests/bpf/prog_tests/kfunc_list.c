// SPDX-License-Identifier: GPL-2.0
/* /sys/kernel/debug/bpf_kfuncs, where kfunc_override.c and kfunc_immutable.c do not
 * look.
 */
#include "kfunc_ko.h"

#define ARGS	"bpf_test_kfunc_pairs"
#define SUM	"bpf_test_implicit_sum"

static void check_list(void)
{
	char line[4096];
	int nr = 0;
	FILE *f;

	f = fopen("/sys/kernel/debug/bpf_kfuncs", "r");
	if (!ASSERT_OK_PTR(f, "bpf_kfuncs"))
		return;
	while (fgets(line, sizeof(line), f)) {
		if (!strstr(line, ARGS))
			continue;
		nr++;
		ASSERT_OK_PTR(strstr(line, strstr(line, SUM) ? " unusable -\n" :
							       " own implicit_args\n"), line);
	}
	ASSERT_EQ(nr, 3, "kfuncs of the module");
	fclose(f);
}

/* A kfunc whose pair has a defect cannot be called, the module's others can. */
static void test_unusable(void)
{
	struct ko ko;

	if (!open_ko(&ko, ARGS))
		return;
	pair_of(&ko, SUM)->impl_id = 0;
	if (ASSERT_OK(load_image(&ko, ""), "load")) {
		check_list();
		ASSERT_OK(kmod_unload(ARGS), "unload");
	}
	close_ko(&ko);
}

/* serial: loads a module that other tests load */
void serial_test_kfunc_list(void)
{
	if (test__start_subtest("unusable"))
		test_unusable();
}
