// SPDX-License-Identifier: GPL-2.0
/*
 * Makes inputs of real BTF:
 *
 *	seeds OUT BTF [BASE]	a whole one, on top of another
 *	seeds -f DIR BTF	an input for each kfunc in it, with some of the types that
 *				are referred to
 *	seeds -d DIR		what no object has, and what was found once
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <bpf/btf.h>
#include "input.h"

#define MAX_TYPES	120
#define MAX_KFUNCS	40

static void *read_file(const char *path, __u32 *size)
{
	FILE *f = fopen(path, "rb");
	void *data;
	long len;

	if (!f || fseek(f, 0, SEEK_END))
		exit(1);
	len = ftell(f);
	if (len < 0)
		exit(1);
	rewind(f);
	data = malloc(len + 1);
	*size = fread(data, 1, len, f);
	fclose(f);
	return data;
}

static void write_input(const char *path, const void *btf, __u32 size, const void *base,
			__u32 base_size)
{
	struct input_head head = { .choice = size, .base_size = base_size };
	FILE *f = fopen(path, "wb");

	if (!f || fwrite(&head, sizeof(head), 1, f) != 1 ||
	    fwrite(base, 1, base_size, f) != base_size || fwrite(btf, 1, size, f) != size ||
	    fclose(f))
		exit(1);
}

/* Call fn for all that a type refers to. */
static void each_ref(struct btf_type *t, void (*fn)(__u32 *id, void *data), void *data)
{
	int i;

	switch (btf_kind(t)) {
	case BTF_KIND_ARRAY:
		fn(&btf_array(t)->type, data);
		fn(&btf_array(t)->index_type, data);
		break;
	case BTF_KIND_STRUCT:
	case BTF_KIND_UNION:
		for (i = 0; i < btf_vlen(t); i++)
			fn(&btf_members(t)[i].type, data);
		break;
	case BTF_KIND_FUNC_PROTO:
		for (i = 0; i < btf_vlen(t); i++)
			fn(&btf_params(t)[i].type, data);
		fn(&t->type, data);
		break;
	case BTF_KIND_INT:
	case BTF_KIND_FLOAT:
	case BTF_KIND_ENUM:
	case BTF_KIND_ENUM64:
	case BTF_KIND_FWD:
		break;
	default:
		fn(&t->type, data);
	}
}

struct some {
	__u32 cnt;
	__u32 ids[MAX_TYPES];
};

static __u32 find(const struct some *some, __u32 id)
{
	__u32 i;

	for (i = 0; i < some->cnt && some->ids[i] != id; i++)
		;
	return i;
}

static void collect(__u32 *id, void *data)
{
	struct some *some = data;

	if (*id && some->cnt < MAX_TYPES && find(some, *id) == some->cnt)
		some->ids[some->cnt++] = *id;
}

/* What has not been collected becomes void. */
static void renumber(__u32 *id, void *data)
{
	const struct some *some = data;
	__u32 i = *id ? find(some, *id) : some->cnt;

	*id = i < some->cnt ? i + 1 : 0;
}

static void write_some(const char *path, const struct btf *from, struct some *some)
{
	struct btf *btf = btf__new_empty();
	const void *data;
	__u32 i, size;
	int id;

	for (i = 0; i < some->cnt; i++)
		each_ref((struct btf_type *)btf__type_by_id(from, some->ids[i]), collect, some);
	for (i = 0; i < some->cnt; i++) {
		id = btf__add_type(btf, from, btf__type_by_id(from, some->ids[i]));
		if (id < 0)
			exit(1);
		each_ref((struct btf_type *)btf__type_by_id(btf, id), renumber, some);
	}
	data = btf__raw_data(btf, &size);
	write_input(path, data, size, NULL, 0);
	btf__free(btf);
}

static bool is_tagged(const struct btf *btf, __u32 id)
{
	const struct btf_type *t = btf__type_by_id(btf, id);

	return btf_is_decl_tag(t) &&
	       !strcmp(btf__name_by_offset(btf, t->name_off), "bpf_kfunc");
}

static void split_up(const char *dir, const struct btf *btf)
{
	__u32 id, n = 0, cnt = 0, every;
	char path[4096], impl[512];
	const struct btf_type *func;
	struct some some;
	int impl_id;

	for (id = 1; id < btf__type_cnt(btf); id++)
		cnt += is_tagged(btf, id);
	every = cnt / MAX_KFUNCS + 1;
	for (id = 1; id < btf__type_cnt(btf); id++) {
		if (!is_tagged(btf, id))
			continue;
		some.cnt = 3;
		some.ids[0] = id;
		some.ids[1] = btf__type_by_id(btf, id)->type;
		func = btf__type_by_id(btf, some.ids[1]);
		snprintf(impl, sizeof(impl), "%s_impl", btf__name_by_offset(btf, func->name_off));
		impl_id = btf__find_by_name_kind(btf, impl, BTF_KIND_FUNC);
		some.ids[2] = impl_id;
		if (impl_id < 0)
			some.cnt = 2;
		if (n++ % every && impl_id < 0)
			continue;
		snprintf(path, sizeof(path), "%s/kfunc-%u", dir, id);
		write_some(path, btf, &some);
	}
}

static struct btf_param *add_param(struct btf *btf, int proto_id, const char *name, int type)
{
	int n = btf_vlen(btf__type_by_id(btf, proto_id));

	if (btf__add_func_param(btf, name, type))
		exit(1);
	return btf_params(btf__type_by_id(btf, proto_id)) + n;
}

static void write_made(const char *dir, const char *name, struct btf *btf)
{
	const void *data;
	char path[4096];
	__u32 size;

	data = btf__raw_data(btf, &size);
	snprintf(path, sizeof(path), "%s/%s", dir, name);
	write_input(path, data, size, NULL, 0);
	btf__free(btf);
}

/* An argument of each kind that the tests' objects have none of */
static void every_kind(const char *dir)
{
	struct btf *btf = btf__new_empty();
	int id = btf__add_int(btf, "int", 4, BTF_INT_SIGNED), proto, i;

	btf__add_array(btf, id, id, 3);
	btf__add_enum(btf, "letter", 4);
	btf__add_enum_value(btf, "A", 1);
	btf__add_enum_value(btf, "B", 2);
	btf__add_enum64(btf, "number", 8, false);
	btf__add_enum64_value(btf, "ONE", 1ULL << 32);
	btf__add_enum64_value(btf, "TWO", 2);
	btf__add_float(btf, "float", 4);
	btf__add_fwd(btf, "fwd", BTF_FWD_STRUCT);
	btf__add_union(btf, "either", 4);
	btf__add_field(btf, "x", id, 0, 0);
	btf__add_field(btf, "y", id, 0, 0);
	btf__add_restrict(btf, id);
	btf__add_volatile(btf, id);
	id = btf__add_const(btf, id);
	proto = btf__add_func_proto(btf, 1);
	for (i = 1; i <= id; i++)
		add_param(btf, proto, "", i);
	btf__add_func(btf, "bpf_foo", BTF_FUNC_STATIC, proto);
	write_made(dir, "every-kind", btf);
}

/* One argument more than fit into registers, and the last one is implicit */
static void six_arguments(const char *dir)
{
	struct btf *btf = btf__new_empty();
	int id = btf__add_int(btf, "int", 4, BTF_INT_SIGNED), aux, proto, i;

	aux = btf__add_ptr(btf, btf__add_fwd(btf, "bpf_prog_aux", BTF_FWD_STRUCT));
	proto = btf__add_func_proto(btf, id);
	for (i = 0; i < 5; i++)
		add_param(btf, proto, "", id);
	add_param(btf, proto, "aux", aux);
	btf__add_func(btf, "bpf_foo", BTF_FUNC_STATIC, proto);
	write_made(dir, "six-arguments", btf);
}

/* An argument whose name is not there: btf_types_equal() compared it even so. */
static void no_argument_name(const char *dir)
{
	struct btf *btf = btf__new_empty();
	int id = btf__add_int(btf, "int", 4, BTF_INT_SIGNED);

	id = btf__add_func_proto(btf, id);
	add_param(btf, id, "a", 1)->name_off = 1 << 20;
	btf__add_func(btf, "bpf_foo", BTF_FUNC_STATIC, id);
	write_made(dir, "no-argument-name", btf);
}

/* A second implicit argument whose type is not there: kfunc_pairs_new() looked at it. */
static void no_argument_type(const char *dir)
{
	struct btf *btf = btf__new_empty();
	int tag = btf__add_type_tag(btf, "implicit:btf_struct_meta", 0);
	int meta = btf__add_ptr(btf, tag), id;

	id = btf__add_func_proto(btf, 0);
	btf__add_func(btf, "bpf_foo", BTF_FUNC_STATIC, id);
	id = btf__add_func_proto(btf, 0);
	add_param(btf, id, "meta", meta);
	add_param(btf, id, "off", meta)->type = 1 << 19;
	btf__add_func(btf, "bpf_foo_impl", BTF_FUNC_STATIC, id);
	write_made(dir, "no-argument-type", btf);
}

int main(int argc, char **argv)
{
	__u32 size, base_size = 0;
	void *base = NULL, *btf;

	if (argc == 3 && !strcmp(argv[1], "-d")) {
		every_kind(argv[2]);
		six_arguments(argv[2]);
		no_argument_name(argv[2]);
		no_argument_type(argv[2]);
		return 0;
	}
	if (argc == 4 && !strcmp(argv[1], "-f")) {
		struct btf *from = btf__parse(argv[3], NULL);

		if (!from)
			return 1;
		split_up(argv[2], from);
		return 0;
	}
	if (argc < 3)
		return 1;
	btf = read_file(argv[2], &size);
	if (argc > 3)
		base = read_file(argv[3], &base_size);
	write_input(argv[1], btf, size, base, base_size);
	return 0;
}
