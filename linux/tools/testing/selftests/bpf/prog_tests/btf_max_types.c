// SPDX-License-Identifier: GPL-2.0
/* BTF has BTF_MAX_TYPE types at most, void among them. One more is refused, not left
 * out.
 */
#include <test_progs.h>
#include <linux/btf.h>
#include "test_btf.h"

/* pointers to void; less than the 16 MB that BTF may have */
static int load_pointers(__u32 cnt)
{
	__u32 type_len = cnt * sizeof(struct btf_type), i;
	struct btf_type *types;
	struct btf_header *hdr;
	size_t size;
	int fd;

	size = sizeof(*hdr) + type_len + 1;
	hdr = calloc(1, size);
	if (!ASSERT_OK_PTR(hdr, "calloc"))
		return -ENOMEM;

	hdr->magic = BTF_MAGIC;
	hdr->version = BTF_VERSION;
	hdr->hdr_len = sizeof(*hdr);
	hdr->type_len = type_len;
	hdr->str_off = type_len;
	hdr->str_len = 1;
	types = (void *)(hdr + 1);
	for (i = 0; i < cnt; i++)
		types[i].info = BTF_INFO_ENC(BTF_KIND_PTR, 0, 0);

	fd = bpf_btf_load(hdr, size, NULL);
	free(hdr);
	return fd;
}

void test_btf_max_types(void)
{
	int fd;

	fd = load_pointers(BTF_MAX_TYPE - 1);
	if (ASSERT_OK_FD(fd, "as many as there may be"))
		close(fd);
	ASSERT_EQ(load_pointers(BTF_MAX_TYPE), -E2BIG, "one more");
}
