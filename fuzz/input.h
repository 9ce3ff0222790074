/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What the fuzzed code is given: a number that chooses what is done, and a BTF, on top
 * of another one or not. For the kernel's half and for the other.
 */
#ifndef __FUZZ_INPUT_H
#define __FUZZ_INPUT_H

#include <linux/types.h>

/* Up to str_len: what each BTF has. struct btf_header of newer kernels has more. */
#define BTF_HEAD_SIZE	24

struct input_head {
	__u32 choice;
	__u32 base_size;	/* 0: there is no base */
};

struct input {
	__u32 choice;
	const void *base;
	__u32 base_size;
	const void *btf;
	__u32 btf_size;
};

static inline bool input_read(struct input *in, const void *data, __u64 size)
{
	const struct input_head *head = data;

	if (size < sizeof(*head) || head->base_size > size - sizeof(*head))
		return false;
	in->choice = head->choice;
	in->base = head + 1;
	in->base_size = head->base_size;
	in->btf = in->base + in->base_size;
	in->btf_size = size - sizeof(*head) - in->base_size;
	return true;
}

/* A sequence of numbers that the choice begins. */
static inline __u32 next_choice(__u32 *choice)
{
	*choice = *choice * 1664525 + 1013904223;
	return *choice >> 8;
}

static inline bool one_in(__u32 *choice, __u32 n)
{
	return next_choice(choice) % n == 0;
}

#endif /* __FUZZ_INPUT_H */
