/* SPDX-License-Identifier: GPL-2.0 */
/* What kernel.c calls that Linux 7 has in a form of its own */
int bpf_log_attr_finalize(struct bpf_log_attr *attr, struct bpf_verifier_log *log)
{
	return 0;
}

static struct btf *parse_prog(const union bpf_attr *attr)
{
	struct bpf_log_attr log = {};

	return btf_parse(attr, KERNEL_BPFPTR(NULL), &log);
}

/* The build sorts vmlinux' BTF, and the kernel takes that for granted. */
static void check_vmlinux_order(struct btf *btf)
{
	const char *name = "", *next;
	u32 id;

	for (id = 1; id < btf_nr_types(btf); id++, name = next) {
		next = btf_name_by_offset(btf, btf_type_by_id(btf, id)->name_off);
		if (strcmp(name, next) > 0)
			btf->named_start_id = 0;
	}
}
