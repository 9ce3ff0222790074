/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Linux 6: the object itself is written.
 *
 *	- A file that it has completed (--make_pairs) is complete.
 */
#define MAKE_PAIRS	OF_LINE(0)

/* Nobody does. */
static bool can_dedup(const struct btf *btf)
{
	return true;
}

static void check_result(const struct input *in, const void *new, size_t new_size)
{
	Elf *old_elf = elf_memory((char *)in->btf, in->btf_size);
	Elf *elf = elf_memory((char *)new, new_size);
	struct kernel_btf *base = NULL, *btf = NULL;
	struct result before, after;

	if (!read_result(old_elf, &before) || !read_result(elf, &after) || after.base ||
	    before.pairs->d_size != after.pairs->d_size)
		goto out;
	if (in->base_size)
		base = kernel_btf_new(in->base, in->base_size, NULL);
	if (!in->base_size || base)
		btf = kernel_btf_new(after.btf->d_buf, after.btf->d_size, base);
	check_pairs(before.pairs, after.pairs->d_buf, btf);
out:
	kernel_btf_free(btf);
	kernel_btf_free(base);
	elf_end(elf);
	elf_end(old_elf);
}

static int resolve_or_complete(const struct input *in)
{
	make_pairs = false;
	return resolve(in, in->choice & MAKE_PAIRS ? "--make_pairs" : NULL, NULL);
}

static void check_object(const struct input *in)
{
	int err = resolve_or_complete(in);
	size_t size;
	void *new = read_whole(OBJECT, &size);

	if (err && !is_written && !(in->choice & FATAL_WARNINGS) &&
	    is_changed(OBJECT, in->btf, in->btf_size))
		broken("it failed, but the file has changed");
	if (err)
		return;
	if (!(in->choice & MAKE_PAIRS)) {
		check_result(in, new, size);
		return;
	}
	/* it may fail: libelf has set sizes right that hid damage */
	resolve_or_complete(in);
	if (is_changed(OBJECT, new, size))
		broken("a file that has been completed is not complete");
}
