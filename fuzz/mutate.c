// SPDX-License-Identifier: GPL-2.0
/* Changes BTF so that most of it still is BTF. */
#include <byteswap.h>
#include <stdlib.h>
#include <string.h>
#include <linux/btf.h>
#include "input.h"
#include "mutate.h"

#define MAX_TYPES 4096

/* A BTF, its parts one after the other */
struct parts {
	struct btf_header *head;
	uint8_t *types, *names;
	uint32_t types_len, names_len;
	bool swap;
	struct btf_below below;
	uint32_t nr_types;
	uint32_t offs[MAX_TYPES];	/* in types */
};

static uint32_t get(const struct parts *btf, const void *at)
{
	uint32_t val;

	memcpy(&val, at, sizeof(val));
	return btf->swap ? bswap_32(val) : val;
}

static void put(const struct parts *btf, void *at, uint32_t val)
{
	val = btf->swap ? bswap_32(val) : val;
	memcpy(at, &val, sizeof(val));
}

/* Words that follow a struct btf_type */
static uint32_t more_words(uint32_t info)
{
	uint32_t vlen = BTF_INFO_VLEN(info);

	switch (BTF_INFO_KIND(info)) {
	case BTF_KIND_INT:
	case BTF_KIND_VAR:
	case BTF_KIND_DECL_TAG:
		return 1;
	case BTF_KIND_ARRAY:
		return 3;
	case BTF_KIND_ENUM:
	case BTF_KIND_FUNC_PROTO:
		return vlen * 2;
	case BTF_KIND_STRUCT:
	case BTF_KIND_UNION:
	case BTF_KIND_ENUM64:
	case BTF_KIND_DATASEC:
		return vlen * 3;
	default:
		return 0;
	}
}

static uint32_t type_size(const struct parts *btf, uint32_t off)
{
	return sizeof(struct btf_type) + 4 * more_words(get(btf, btf->types + off + 4));
}

static bool take_apart(struct parts *btf, uint8_t *data, size_t size, bool swap,
		       struct btf_below below)
{
	uint32_t off, types_off, names_off, head_size, len;

	btf->head = (struct btf_header *)data;
	btf->swap = swap;
	btf->below = below;
	btf->nr_types = 0;
	head_size = size < BTF_HEAD_SIZE ? 0 : get(btf, &btf->head->hdr_len);
	if (head_size < BTF_HEAD_SIZE || head_size > size)
		return false;
	types_off = head_size + get(btf, &btf->head->type_off);
	names_off = head_size + get(btf, &btf->head->str_off);
	btf->types_len = get(btf, &btf->head->type_len);
	btf->names_len = get(btf, &btf->head->str_len);
	if (types_off > size || btf->types_len > size - types_off ||
	    names_off > size || btf->names_len > size - names_off || !btf->names_len)
		return false;
	btf->types = data + types_off;
	btf->names = data + names_off;

	for (off = 0; off + sizeof(struct btf_type) <= btf->types_len; off += len) {
		len = type_size(btf, off);
		if (len > btf->types_len - off || btf->nr_types == MAX_TYPES)
			break;
		btf->offs[btf->nr_types++] = off;
	}
	return btf->nr_types;
}

/* Where a name begins */
static uint32_t any_name(const struct parts *btf, uint32_t *choice)
{
	uint32_t off = next_choice(choice) % (btf->names_len + btf->below.names);

	if (off < btf->below.names)
		return off;
	for (off -= btf->below.names; off && btf->names[off - 1]; off--)
		;
	return off + btf->below.names;
}

static uint32_t any_word(const struct parts *btf, uint32_t old, uint32_t *choice)
{
	switch (next_choice(choice) % 8) {
	case 0:
		return old ^ 1U << next_choice(choice) % 32;
	case 1:
		return old + 1;
	case 2:
		return old - 1;
	case 3:
		return next_choice(choice) % 17;
	case 4:
	case 5:
		return any_name(btf, choice);
	default:
		return next_choice(choice) % (btf->nr_types + btf->below.types + 1);
	}
}

/* A kind that takes the same room, another number of members, or just the flag */
static uint32_t any_info(uint32_t info, uint32_t *choice)
{
	static const uint8_t refs[] = {
		BTF_KIND_PTR, BTF_KIND_CONST, BTF_KIND_VOLATILE, BTF_KIND_RESTRICT,
		BTF_KIND_TYPEDEF, BTF_KIND_TYPE_TAG, BTF_KIND_FWD, BTF_KIND_FUNC, BTF_KIND_FLOAT,
	};

	if (one_in(choice, 3))
		return info ^ 1U << 31;
	if (more_words(info))
		return one_in(choice, 2) ? info + 1 : info - 1;
	return refs[next_choice(choice) % sizeof(refs)] << 24 | next_choice(choice) % 3;
}

static void mutate_parts(const struct parts *btf, uint32_t *choice)
{
	uint8_t *type = btf->types + btf->offs[next_choice(choice) % btf->nr_types];
	uint32_t words = type_size(btf, type - btf->types) / 4;
	uint32_t word = next_choice(choice) % words;
	uint8_t *at = type + 4 * word;

	if (word == 0)
		put(btf, at, any_name(btf, choice));
	else if (word == 1)
		put(btf, at, any_info(get(btf, at), choice));
	else
		put(btf, at, any_word(btf, get(btf, at), choice));
}

void mutate_word(uint8_t *data, size_t size, bool swap, struct btf_below below, uint32_t *choice)
{
	struct parts *btf = malloc(sizeof(*btf));

	if (take_apart(btf, data, size, swap, below))
		mutate_parts(btf, choice);
	free(btf);
}

/* Put it together again, with other types and names. */
static size_t assemble(uint8_t *data, size_t max, const void *types, uint32_t types_len,
		       const void *names, uint32_t names_len)
{
	struct btf_header head = {
		.magic = BTF_MAGIC,
		.version = BTF_VERSION,
		.hdr_len = BTF_HEAD_SIZE,
		.type_len = types_len,
		.str_off = types_len,
		.str_len = names_len,
	};

	if (BTF_HEAD_SIZE + types_len + names_len > max)
		return 0;
	memcpy(data, &head, BTF_HEAD_SIZE);
	memcpy(data + BTF_HEAD_SIZE, types, types_len);
	memcpy(data + BTF_HEAD_SIZE + types_len, names, names_len);
	return BTF_HEAD_SIZE + types_len + names_len;
}

/* A name that exists, with another end, for some type or argument */
static size_t new_name(const struct parts *btf, uint8_t *types, uint8_t *names, uint32_t *choice)
{
	static const char * const ends[] = { "", "_impl", "__implicit", "_", "x" };
	const char *end = ends[next_choice(choice) % 5];
	uint32_t off = any_name(btf, choice);
	const char *old = off < btf->below.names ? "f" : (char *)names + off - btf->below.names;
	uint32_t len = strnlen(old, 64);

	if (one_in(choice, 4) && len > 5)
		len -= 5;
	put(btf, types + btf->offs[next_choice(choice) % btf->nr_types],
	    btf->below.names + btf->names_len);
	memmove(names + btf->names_len, old, len);
	strcpy((char *)names + btf->names_len + len, end);
	return btf->names_len + len + strlen(end) + 1;
}

size_t mutate_btf(uint8_t *data, size_t size, size_t max, struct btf_below below,
		  uint32_t *choice)
{
	struct parts *btf = malloc(sizeof(*btf));
	uint32_t types_len, names_len, from, len;
	uint8_t *types = NULL, *names;
	size_t new = 0;

	if (one_in(choice, 64) || !take_apart(btf, data, size, false, below)) {
		free(btf);
		return LLVMFuzzerMutate(data, size, max);
	}
	types_len = btf->types_len;
	names_len = btf->names_len;
	types = malloc(types_len + names_len + max + 256);
	memcpy(types, btf->types, types_len);
	names = types + types_len + max;
	memcpy(names, btf->names, names_len);
	from = btf->offs[next_choice(choice) % btf->nr_types];

	switch (next_choice(choice) % 16) {
	case 0:		/* a type once more */
		len = type_size(btf, from);
		if (len < max) {
			memcpy(types + types_len, types + from, len);
			types_len += len;
		}
		break;
	case 1:		/* no types from there on */
		if (from)
			types_len = from;
		break;
	case 2:		/* any bytes in a type */
		LLVMFuzzerMutate(types + from, type_size(btf, from), type_size(btf, from));
		break;
	case 3:
		LLVMFuzzerMutate(names, names_len, names_len);
		names[0] = 0;
		names[names_len - 1] = 0;
		break;
	case 4:
	case 5:
		names_len = new_name(btf, types, names, choice);
		break;
	default:
		break;
	}
	new = assemble(data, max, types, types_len, names, names_len);
	/* each may change where the types after it begin */
	for (len = next_choice(choice) % 4; new && len; len--)
		if (take_apart(btf, data, new, false, below))
			mutate_parts(btf, choice);
	free(types);
	free(btf);
	return new ?: size;
}

size_t mutate_input(uint8_t *data, size_t size, size_t max, unsigned int seed)
{
	struct input_head *head = (struct input_head *)data;
	struct btf_below below = {};
	uint32_t choice = seed;
	struct parts *base;
	struct input in;
	size_t other;
	uint8_t *btf;

	if (!input_read(&in, data, size))
		return LLVMFuzzerMutate(data, size, max);
	if (one_in(&choice, 4)) {
		head->choice = next_choice(&choice);
		return size;
	}
	if (in.base_size && one_in(&choice, 4)) {
		/* the split BTF moves along */
		other = in.btf_size;
		btf = malloc(other + 1);
		memcpy(btf, in.btf, other);
		head->base_size = mutate_btf(data + sizeof(*head), in.base_size,
					     max - sizeof(*head) - other, below, &choice);
		memcpy(data + sizeof(*head) + head->base_size, btf, other);
		free(btf);
		return sizeof(*head) + head->base_size + other;
	}
	base = malloc(sizeof(*base));
	if (in.base_size && take_apart(base, (uint8_t *)in.base, in.base_size, false, below)) {
		below.types = base->nr_types;
		below.names = base->names_len;
	}
	free(base);
	other = sizeof(*head) + in.base_size;
	return other + mutate_btf(data + other, in.btf_size, max - other, below, &choice);
}
