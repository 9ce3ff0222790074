// SPDX-License-Identifier: GPL-2.0
/* Usage: order OBJECT little|big: is what the loader of OBJECT (exclusive.bpf.c) has of the
 * program in the byte order of OBJECT? What that is stands here once more, as
 * Documentation/bpf/kfuncs.rst says it: the hash, the callees and their size.
 */
#include <endian.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <bpf/libbpf.h>
#include <linux/bpf.h>

static const bool host_is_big = __BYTE_ORDER == __BIG_ENDIAN;

void libbpf_sha256(const void *data, size_t len, unsigned char *hash);

static const char callees[] = "\0\0\0\0\0\0\0\0"
			      "bpf_strlen\0(*i1)i4\0"
			      "bpf_strnlen\0(*i1u8)i4";

/* What is hashed has the number of the callee in the place of its FUNC. */
static void number_callees(struct bpf_insn *insns, size_t cnt)
{
	int ids[8], nr = 0, nth;
	size_t i;

	for (i = 0; i < cnt; i++) {
		if (insns[i].code != (BPF_JMP | BPF_CALL) || insns[i].src_reg != 3)
			continue;
		for (nth = 0; nth < nr && ids[nth] != insns[i].imm; nth++)
			;
		if (nth == nr)
			ids[nr++] = insns[i].imm;
		insns[i].imm = nth;
	}
}

static void swap(struct bpf_insn *insns, size_t cnt)
{
	unsigned char *regs;
	size_t i;

	for (i = 0; i < cnt; i++) {
		regs = (unsigned char *)&insns[i] + offsetof(struct bpf_insn, code) + 1;
		*regs = *regs << 4 | *regs >> 4;
		insns[i].off = __builtin_bswap16(insns[i].off);
		insns[i].imm = __builtin_bswap32(insns[i].imm);
	}
}

static void say(const char *what, const void *found)
{
	printf("%s: %s\n", what, found ? "yes" : "no");
}

/* The attributes of BPF_PROG_LOAD have the program's name, and the size behind it. */
static const void *find_size(const struct gen_loader_opts *gen, unsigned int size)
{
	const char *name, *end = gen->data + gen->data_sz, *attr;
	size_t at = offsetof(union bpf_attr, kfunc_callees_size);

	for (name = gen->data; (name = memmem(name, end - name, "exclusive", 10)); name++) {
		attr = name - offsetof(union bpf_attr, prog_name);
		if (attr >= gen->data && attr + at + sizeof(size) <= end &&
		    !memcmp(attr + at, &size, sizeof(size)))
			return attr;
	}
	return NULL;
}

int main(int argc, char **argv)
{
	struct gen_loader_opts gen = { .sz = sizeof(gen), .kfuncs_by_name = true };
	struct bpf_object *obj = argc == 3 ? bpf_object__open_file(argv[1], NULL) : NULL;
	struct bpf_program *prog = obj ? bpf_object__next_program(obj, NULL) : NULL;
	unsigned char hash[32];
	struct bpf_insn *insns;
	unsigned int size;
	struct bpf_map *map;
	bool big;
	size_t cnt;

	if (!prog)
		return 1;
	map = bpf_object__find_map_by_name(obj, "array");
	if (bpf_map__set_exclusive_program(map, prog) ||
	    bpf_object__gen_loader(obj, &gen) || bpf_object__load(obj))
		return 1;
	big = !strcmp(argv[2], "big");
	cnt = bpf_program__insn_cnt(prog);
	insns = malloc(cnt * sizeof(*insns) + sizeof(callees));
	if (!insns)
		return 1;
	memcpy(insns, bpf_program__insns(prog), cnt * sizeof(*insns));
	number_callees(insns, cnt);
	if (big != host_is_big)
		swap(insns, cnt);
	memcpy(insns + cnt, callees, sizeof(callees));
	libbpf_sha256(insns, cnt * sizeof(*insns) + sizeof(callees), hash);
	size = big ? htobe32(sizeof(callees)) : htole32(sizeof(callees));

	say("hash", memmem(gen.data, gen.data_sz, hash, sizeof(hash)));
	say("callees", memmem(gen.data, gen.data_sz, callees, sizeof(callees)));
	say("size", find_size(&gen, size));
	return 0;
}
