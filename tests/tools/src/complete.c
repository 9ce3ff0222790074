// SPDX-License-Identifier: GPL-2.0
/*
 * complete BASE|- IN OUT KFUNC...: make pairs of KFUNCs in a BTF that is complete
 * already, as the kernel's resolve_btfids does. Prints the id of each _impl FUNC.
 */
#include <stdio.h>
#include <string.h>
#include <bpf/btf.h>
#include "kfunc_pairs.h"

int main(int argc, char **argv)
{
	struct btf *base = NULL, *btf;
	const void *data;
	__u32 size;
	FILE *f;
	int i;

	if (argc < 5)
		return 2;
	if (strcmp(argv[1], "-"))
		base = btf__parse(argv[1], NULL);
	btf = btf__parse_split(argv[2], base);
	if (!btf)
		return 2;

	for (i = 4; i < argc; i++) {
		int id, func_id = btf__find_by_name_kind(btf, argv[i], BTF_KIND_FUNC);

		id = kfunc_pair__add(btf, func_id > 0 ? func_id : 0);
		if (id < 0)
			return 1;
		printf("%d\n", id);
	}

	data = btf__raw_data(btf, &size);
	f = fopen(argv[3], "w");
	if (!data || !f || fwrite(data, size, 1, f) != 1 || fclose(f))
		return 2;
	btf__free(btf);
	btf__free(base);
	return 0;
}
