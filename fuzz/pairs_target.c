// SPDX-License-Identifier: GPL-2.0
/*
 * kfunc_pairs.c, of pahole and of resolve_btfids: of any BTF and any of its FUNCs there
 * come an error, or two FUNCs that the kernel takes for a pair.
 */
#include <stdlib.h>
#include <string.h>
#include <bpf/btf.h>
#include <bpf/libbpf.h>
#include "input.h"
#include "kernel.h"
#include "kfunc_pairs.h"
#include "mutate.h"
#include "track.h"

size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t max, unsigned int seed)
{
	return mutate_input(data, size, max, seed);
}

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
	libbpf_set_print(NULL);
	return 0;
}

static const void *own_types(const void *data, __u32 *size)
{
	const struct btf_header *head = data;

	*size = head->type_len;
	return data + head->hdr_len + head->type_off;
}

/* Nothing that was there changes but the prototype of the FUNC and what tags belong to. */
static void check_rest(const void *before, const void *after, const struct btf *btf, __u32 id)
{
	const struct btf *base = btf__base_btf(btf);
	__u32 first = base ? btf__type_cnt(base) : 1, old_size, new_size, off = 0;
	const struct btf_type *old, *new;
	const void *old_types = own_types(before, &old_size);
	const void *new_types = own_types(after, &new_size);
	size_t size;

	if (new_size < old_size)
		broken("types are lost");
	for (; off < old_size; first++) {
		old = old_types + off;
		new = new_types + off;
		/* it is the same in memory, up to the next type */
		size = first + 1 < btf__type_cnt(btf) ?
		       (void *)btf__type_by_id(btf, first + 1) -
		       (void *)btf__type_by_id(btf, first) : new_size - off;
		if (size > old_size - off)
			broken("type %u has become longer", first);
		if (old->name_off != new->name_off || old->info != new->info ||
		    memcmp(old + 1, new + 1, size - sizeof(*old)))
			broken("type %u has changed", first);
		if (old->type != new->type && first != id &&
		    !(btf_is_decl_tag(old) && old->type == id))
			broken("type %u refers to another", first);
		off += size;
	}
}

static struct kernel_btf *in_kernel(const struct btf *btf, struct kernel_btf *vmlinux)
{
	__u32 size;
	const void *data = btf__raw_data(btf, &size);

	return kernel_btf_new(data, size, vmlinux);
}

static void check_pair(struct btf *btf, struct kernel_btf *vmlinux, bool sane, __u32 id,
		       int impl_id)
{
	struct kernel_btf *kernel = sane ? in_kernel(btf, vmlinux) : NULL;
	__u32 cnt = btf__type_cnt(btf);
	const char *defect;

	if (sane && !kernel)
		broken("the kernel refuses the BTF with the pair");
	defect = kernel ? kernel_pair_defect(kernel, id, impl_id, false) : NULL;
	if (defect)
		broken("the kernel refuses the pair: %s", defect);
	kernel_btf_free(kernel);
	if (!kfunc_pair__is_impl(btf, impl_id))
		broken("the _impl is none");
	if (kfunc_pair__add(btf, id) != impl_id || btf__type_cnt(btf) != cnt)
		broken("the same pair is made twice");
}

/* As pahole does it: prototype, FUNC and tags are what was added last. */
static int add_new(struct btf *btf, __u32 func_id, __u32 *id)
{
	const struct btf_type *t = btf__type_by_id(btf, func_id);
	const struct btf_type *proto = btf__type_by_id(btf, t->type);
	char name[KFUNC_PAIR_NAME_LEN + 8];
	int proto_id, new, i, cnt;

	if (!proto || !btf_is_func_proto(proto) ||
	    strlen(btf__name_by_offset(btf, t->name_off)) >= sizeof(name) - 2)
		return -1;
	strcpy(name, btf__name_by_offset(btf, t->name_off));
	strcat(name, "_n");
	cnt = btf_vlen(proto);
	proto_id = btf__add_func_proto(btf, proto->type);
	for (i = 0; proto_id > 0 && i < cnt; i++) {
		struct btf_param p = btf_params(btf__type_by_id(btf, btf__type_by_id(btf,
					func_id)->type))[i];

		if (btf__add_func_param(btf, NULL, 0))
			return -1;
		btf_params(btf__type_by_id(btf, proto_id))[i] = p;
	}
	new = proto_id > 0 ? btf__add_func(btf, name, BTF_FUNC_GLOBAL, proto_id) : -1;
	for (i = -1; new > 0 && i < cnt; i++)
		if (btf__add_decl_tag(btf, i < 0 ? "bpf_kfunc" : "x", new, i) < 0)
			return -1;
	if (new < 0)
		return -1;
	*id = new;
	return 0;
}

static bool is_func(const struct btf *btf, __u32 id)
{
	const struct btf_type *t = btf__type_by_id(btf, id);

	return t && btf_is_func(t);
}

static void run(const struct input *in, struct btf *btf, struct kernel_btf *vmlinux)
{
	struct kernel_btf *kernel;
	__u32 choice = in->choice, id, size, n, tries;
	const void *data;
	void *before;
	bool sane, new;
	__u32 old_cnt;
	int impl_id;

	for (n = 0; n < 3; n++) {
		new = one_in(&choice, 3);
		/* most often a FUNC */
		id = next_choice(&choice) % (btf__type_cnt(btf) + 1);
		for (tries = 0; !one_in(&choice, 32) && !is_func(btf, id) && tries < 256; tries++)
			id = (id + 1) % (btf__type_cnt(btf) + 1);
		if (new && (!is_func(btf, id) || add_new(btf, id, &id)))
			return;

		/* what the kernel refuses anyway is none of their business */
		kernel = vmlinux || !btf__base_btf(btf) ? in_kernel(btf, vmlinux) : NULL;
		sane = kernel;
		kernel_btf_free(kernel);
		data = btf__raw_data(btf, &size);
		before = malloc(size);
		memcpy(before, data, size);
		old_cnt = btf__type_cnt(btf);

		impl_id = new ? kfunc_pair__add_new(btf, id) : kfunc_pair__add(btf, id);
		if (impl_id >= 0) {
			data = btf__raw_data(btf, &size);
			if (!new)
				check_rest(before, data, btf, id);
			/* resolve_btfids judges what was there already */
			if (btf__type_cnt(btf) > old_cnt)
				check_pair(btf, vmlinux, sane, id, impl_id);
		}
		free(before);
		if (impl_id < 0)
			return;
	}
}

/* libbpf takes a header that is shorter than what it reads of it. */
static bool is_short(const struct btf_header *head, size_t size)
{
	return size < BTF_HEAD_SIZE || head->hdr_len < BTF_HEAD_SIZE;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct kernel_btf *vmlinux = NULL;
	struct btf *base = NULL, *btf;
	struct input in;

	if (!input_read(&in, data, size) || is_short(in.btf, in.btf_size) ||
	    (in.base_size && is_short(in.base, in.base_size)))
		return 0;
	if (in.base_size) {
		base = btf__new(in.base, in.base_size);
		if (!base)
			return 0;
		vmlinux = kernel_btf_new(in.base, in.base_size, NULL);
	}
	btf = base ? btf__new_split(in.btf, in.btf_size, base) : btf__new(in.btf, in.btf_size);
	if (btf)
		run(&in, btf, vmlinux);
	btf__free(btf);
	btf__free(base);
	kernel_btf_free(vmlinux);
	if (track_cnt())
		broken("memory is not freed");
	return 0;
}
