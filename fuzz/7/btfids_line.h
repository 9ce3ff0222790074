/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Linux 7: what is to go into the object is written beside it.
 *
 *	- The object changes when that is put into it, and then has just that.
 *	- BTF for pahole (--own_funcs) has the same types as the base.
 */
#define DISTILL_BASE	OF_LINE(0)
#define OWN_FUNCS	OF_LINE(1)

#define OWN	"own"
#define IDS	(OBJECT BTF_IDS_SECTION)

/* btf__dedup() reads outside of its map for types that btf__parse() has not looked for. */
static bool can_dedup(const struct btf *btf)
{
	const struct btf_type *t;
	__u32 id;

	for (id = 1; id < btf__type_cnt(btf); id++) {
		t = btf__type_by_id(btf, id);
		if ((btf_is_fwd(t) && t->type) ||
		    (btf_is_func_proto(t) && t->type >= btf__type_cnt(btf)))
			return false;
	}
	return true;
}

static void check_own_funcs(const struct input *in)
{
	/* kfunc_own.c takes what main.c may not take */
	struct btf *base = (btf__parse)(path_of(BASE), NULL);
	struct btf *own = (btf__parse)(path_of(OWN), NULL);
	const struct btf_type *old, *new;
	__u32 id;

	if (!base || !own || btf__type_cnt(base) != btf__type_cnt(own))
		broken("BTF for pahole has not the types of the base");
	for (id = 1; id < btf__type_cnt(base); id++) {
		old = btf__type_by_id(base, id);
		new = btf__type_by_id(own, id);
		if (old->name_off != new->name_off || old->type != new->type ||
		    (old->info != new->info &&
		     (!btf_is_func(old) || !btf_is_func(new) ||
		      btf_vlen(new) != BTF_FUNC_EXTERN)))
			broken("BTF for pahole has another type %u", id);
	}
	btf__free(own);
	btf__free(base);
}

static void check_ids(const struct input *in, const void *ids, size_t ids_size)
{
	Elf *old_elf = elf_memory((char *)in->btf, in->btf_size);
	struct kernel_btf *base = NULL, *btf = NULL;
	struct result before;
	size_t size;
	void *data = read_whole(OBJECT BTF_ELF_SEC, &size);

	if (!read_result(old_elf, &before) || !before.ids || in->choice & DISTILL_BASE)
		goto out;
	if (!data || ids_size != before.ids->d_size + before.pairs->d_size)
		broken("what is to go into the object is not all there");
	if (in->base_size)
		base = kernel_btf_new(in->base, in->base_size, NULL);
	if (!in->base_size || base)
		btf = kernel_btf_new(data, size, base);
	check_pairs(before.pairs, ids + before.ids->d_size, btf);
out:
	kernel_btf_free(btf);
	kernel_btf_free(base);
	elf_end(old_elf);
}

static void check_patched(const void *ids, size_t ids_size)
{
	size_t size;
	void *data = read_whole(OBJECT, &size);
	Elf *elf = elf_memory(data, size);
	struct result after;

	if (read_result(elf, &after) && after.ids &&
	    (ids_size != after.ids->d_size + after.pairs->d_size ||
	     memcmp(after.ids->d_buf, ids, after.ids->d_size) ||
	     memcmp(after.pairs->d_buf, ids + after.ids->d_size, after.pairs->d_size)))
		broken("the object has not got its ids");
	elf_end(elf);
}

static void check_object(const struct input *in)
{
	size_t size;
	void *ids;
	int err;

	if (in->base_size && in->choice & OWN_FUNCS) {
		err = resolve(in, "--own_funcs", path_of(OWN));
		if (!err && !access(path_of(OWN), F_OK))
			check_own_funcs(in);
	}
	err = resolve(in, in->choice & DISTILL_BASE ? "--distill_base" : NULL, NULL);
	if (is_changed(OBJECT, in->btf, in->btf_size))
		broken("the object has changed before its ids are put into it");
	ids = err ? NULL : read_whole(IDS, &size);
	if (ids) {
		check_ids(in, ids, size);
		if (!resolve(in, "--patch_btfids", path_of(IDS)))
			check_patched(ids, size);
	}
	remove(path_of(OWN));
	remove(path_of(IDS));
	remove(path_of(OBJECT BTF_ELF_SEC));
	remove(path_of(OBJECT BTF_BASE_ELF_SEC));
}
