// SPDX-License-Identifier: GPL-2.0
/* What has an exclusive map without being the program that may have it. */
#include <bpf/btf.h>
#include <linux/btf.h>
#include <test_progs.h>
#include "map_excl_reach.skel.h"

#ifndef ENOTSUPP
#define ENOTSUPP 524
#endif

static int create(enum bpf_map_type type, bool exclusive)
{
	LIBBPF_OPTS(bpf_map_create_opts, opts);
	static const __u8 hash[32] = { 1 };	/* of no program */
	bool storage = type == BPF_MAP_TYPE_SK_STORAGE;
	struct btf *btf = NULL;
	int fd = -EINVAL;

	if (exclusive) {
		opts.excl_prog_hash = hash;
		opts.excl_prog_hash_size = sizeof(hash);
	}
	if (storage) {
		btf = btf__new_empty();
		opts.map_flags = BPF_F_NO_PREALLOC;
		opts.btf_key_type_id = btf__add_int(btf, "int", 4, BTF_INT_SIGNED);
		opts.btf_value_type_id = opts.btf_key_type_id;
		if (!ASSERT_OK(btf__load_into_kernel(btf), "load btf"))
			goto free_btf;
		opts.btf_fd = btf__fd(btf);
	}
	fd = bpf_map_create(type, "reach", 4, 4, storage ? 0 : 1, &opts);
free_btf:
	btf__free(btf);
	return fd;
}

/* By looking it up in another map */
static void test_inner_map(void)
{
	LIBBPF_OPTS(bpf_map_create_opts, opts);
	int plain, exclusive, outer = -1, key = 0;

	plain = create(BPF_MAP_TYPE_ARRAY, false);
	exclusive = create(BPF_MAP_TYPE_ARRAY, true);
	if (!ASSERT_OK_FD(plain, "plain") || !ASSERT_OK_FD(exclusive, "exclusive"))
		goto out;

	opts.inner_map_fd = exclusive;
	ASSERT_EQ(bpf_map_create(BPF_MAP_TYPE_ARRAY_OF_MAPS, "outer", 4, 4, 1, &opts),
		  -ENOTSUPP, "as a template");
	opts.inner_map_fd = plain;
	outer = bpf_map_create(BPF_MAP_TYPE_ARRAY_OF_MAPS, "outer", 4, 4, 1, &opts);
	if (!ASSERT_OK_FD(outer, "outer"))
		goto out;
	ASSERT_EQ(bpf_map_update_elem(outer, &key, &exclusive, 0), -ENOTSUPP, "as an element");
	ASSERT_OK(bpf_map_update_elem(outer, &key, &plain, 0), "another one");
out:
	close(outer);
	close(exclusive);
	close(plain);
}

/* By an iterator over its elements */
static void iterate(struct bpf_program *prog, enum bpf_map_type type, bool exclusive)
{
	LIBBPF_OPTS(bpf_iter_attach_opts, opts);
	union bpf_iter_link_info linfo = {};
	struct bpf_link *link;
	int fd;

	fd = create(type, exclusive);
	if (!ASSERT_OK_FD(fd, "map"))
		return;
	linfo.map.map_fd = fd;
	opts.link_info = &linfo;
	opts.link_info_len = sizeof(linfo);
	link = bpf_program__attach_iter(prog, &opts);
	if (exclusive)
		ASSERT_EQ(libbpf_get_error(link), -EPERM, "exclusive");
	else
		ASSERT_OK_PTR(link, "plain");
	bpf_link__destroy(link);
	close(fd);
}

static void test_iterator(void)
{
	struct map_excl_reach *skel = map_excl_reach__open_and_load();
	int i;

	if (!ASSERT_OK_PTR(skel, "open_and_load"))
		return;
	for (i = 0; i < 2; i++) {
		iterate(skel->progs.elems, BPF_MAP_TYPE_ARRAY, i);
		iterate(skel->progs.storages, BPF_MAP_TYPE_SK_STORAGE, i);
		iterate(skel->progs.socks, BPF_MAP_TYPE_SOCKMAP, i);
	}
	map_excl_reach__destroy(skel);
}

void test_map_excl_reach(void)
{
	if (test__start_subtest("inner_map"))
		test_inner_map();
	if (test__start_subtest("iterator"))
		test_iterator();
}
