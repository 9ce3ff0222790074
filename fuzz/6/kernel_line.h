/* SPDX-License-Identifier: GPL-2.0 */
/* What kernel.c calls that Linux 6 has in a form of its own */
static struct btf *parse_prog(const union bpf_attr *attr)
{
	return btf_parse(attr, KERNEL_BPFPTR(NULL), 0);
}

static void check_vmlinux_order(struct btf *btf)
{
}

int __cond_resched(void)
{
	return 0;
}
