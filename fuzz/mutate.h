/* SPDX-License-Identifier: GPL-2.0 */
#ifndef __FUZZ_MUTATE_H
#define __FUZZ_MUTATE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* What a BTF is on top of: how many types and bytes of names there are */
struct btf_below {
	uint32_t types;
	uint32_t names;
};

size_t LLVMFuzzerMutate(uint8_t *data, size_t size, size_t max);

/* Set one word of one type to what such a word may be; the size stays the same. */
void mutate_word(uint8_t *btf, size_t size, bool swap, struct btf_below below, uint32_t *choice);

/* The same, or change types or names in size. Returns the new size. */
size_t mutate_btf(uint8_t *btf, size_t size, size_t max, struct btf_below below,
		  uint32_t *choice);

/* Both BTFs of an input, see input.h */
size_t mutate_input(uint8_t *data, size_t size, size_t max, unsigned int seed);

#endif /* __FUZZ_MUTATE_H */
