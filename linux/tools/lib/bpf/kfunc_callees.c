// SPDX-License-Identifier: (LGPL-2.1 OR BSD-2-Clause)
/*
 * What a program calls by name, in a form that can be hashed and signed.
 *
 * In a call by name imm is the id of a FUNC in the program's own BTF. Such an id says
 * nothing without the BTF, which nothing authenticates. So digest and signature cover
 * something else: the instructions, with the index of the callee in the place of each
 * id, and after them the text that is made here: eight NULs, and for each callee, in
 * the order of the first calls,
 *
 *	name NUL prototype NUL
 *
 * Two FUNCs are the same callee if both are the same. In a prototype, types are what
 * is left without typedefs and modifiers:
 *
 *	prototype	"(" parameters ")" type-of-the-result
 *	void		"v"
 *	INT		"i" signed, "c" char, "b" bool or "u", then the bytes it has
 *	FLOAT		"f", then the bytes it has
 *	PTR		"*" pointee
 *	ARRAY		"[" number "]" element
 *	STRUCT, UNION	"s" or "n", name ";", which is what a FWD of it is, too
 *	ENUM, ENUM64	"e" name ";"
 *	FUNC_PROTO	prototype
 *	variadic	"..." for the last parameter
 *
 * Names have letters, digits, "_" and "." only, so what is a name and what is not is
 * certain. Names and prototypes of callees are never empty, so no eight NULs are among
 * them, and where the instructions end is certain, too. Kernel and libbpf share this
 * file.
 */
#ifdef __KERNEL__
#include <linux/bpf.h>
#include <linux/bpf_verifier.h>
#include <linux/btf.h>
#include <linux/kernel.h>
#include <linux/sched.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/stringify.h>
#include "kfunc_callees.h"

#define btf__type_by_id(btf, id)		btf_type_by_id(btf, id)
#define btf__name_by_offset(btf, off)		btf_name_by_offset(btf, off)
#define callees_realloc(ptr, size)		kvrealloc(ptr, size, GFP_KERNEL_ACCOUNT)
#define callees_free(ptr)			kvfree(ptr)
#else
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "btf.h"
#include "libbpf_internal.h"
#include "kfunc_callees.h"

#ifndef __printf
#define __printf(a, b)				__attribute__((format(printf, a, b)))
#endif
#ifndef __stringify
#define __stringify_1(x...)			#x
#define __stringify(x...)			__stringify_1(x)
#endif

#define callees_realloc(ptr, size)		realloc(ptr, size)
#define callees_free(ptr)			free(ptr)
#define cond_resched()				do { } while (0)

static bool bpf_pseudo_kfunc_call_prog_btf(const struct bpf_insn *insn)
{
	return insn->code == (BPF_JMP | BPF_CALL) &&
	       insn->src_reg == BPF_PSEUDO_KFUNC_CALL_PROG_BTF;
}
#endif

/* So many types may lead to one, as in the check whether prototypes are compatible. */
#define CALLEE_LINKS_MAX	32

/* A FUNC that has been called, and where in the text name and prototype of it are. */
struct callee_func {
	__u32 id;
	__u32 callee;
	__u32 off;
	__u32 len;
	__u32 hash;
};

struct callee_text {
	struct bpf_kfunc_callees *callees;
	const struct btf *btf;
	__u32 end;		/* of the callee that is being added */
	__u32 room;
	struct callee_func *funcs;
	__u32 func_cnt;
};

static int callee_fail(struct bpf_kfunc_callees *callees, int err, const char *why)
{
	callees->why = why;
	return err;
}

static int callee_too_long(struct callee_text *text)
{
	return callee_fail(text->callees, -E2BIG, "its name and prototype take more than "
			   __stringify(BPF_KFUNC_CALLEE_SIZE_MAX) " bytes");
}

static int callee_too_deep(struct callee_text *text)
{
	return callee_fail(text->callees, -E2BIG, "its prototype is nested too deeply");
}

static int callee_bad_proto(struct callee_text *text)
{
	return callee_fail(text->callees, -EINVAL, "its prototype is malformed");
}

static __u32 callee_room(const struct callee_text *text)
{
	return text->callees->size + BPF_KFUNC_CALLEE_SIZE_MAX - text->end;
}

__printf(2, 3)
static int callee_add(struct callee_text *text, const char *fmt, ...)
{
	va_list args;
	int len;

	va_start(args, fmt);
	len = vsnprintf(text->callees->text + text->end, callee_room(text), fmt, args);
	va_end(args);
	if (len < 0 || (__u32)len >= callee_room(text))
		return callee_too_long(text);
	text->end += len;
	return 0;
}

static int callee_add_nul(struct callee_text *text)
{
	if (!callee_room(text))
		return callee_too_long(text);
	text->callees->text[text->end++] = 0;
	return 0;
}

/* Not isalnum(), which depends on the locale and, in the kernel, knows Latin-1. */
static bool callee_name_ok(const char *name)
{
	for (; *name; name++)
		if (!(*name >= 'a' && *name <= 'z') && !(*name >= 'A' && *name <= 'Z') &&
		    !(*name >= '0' && *name <= '9') && *name != '_' && *name != '.')
			return false;
	return true;
}

static int callee_add_named(struct callee_text *text, char letter, const struct btf_type *t)
{
	const char *name = btf__name_by_offset(text->btf, t->name_off);

	if (!name || !callee_name_ok(name))
		return callee_bad_proto(text);
	return callee_add(text, "%c%s;", letter, name);
}

static char callee_int_letter(const struct btf_type *t)
{
	__u8 encoding = btf_int_encoding(t);

	return encoding & BTF_INT_SIGNED ? 'i' :
	       encoding & BTF_INT_CHAR ? 'c' :
	       encoding & BTF_INT_BOOL ? 'b' : 'u';
}

static int callee_add_type(struct callee_text *text, __u32 id, int level);

static int callee_add_params(struct callee_text *text, const struct btf_type *proto, int level)
{
	const struct btf_param *param = btf_params(proto);
	__u32 i, cnt = btf_vlen(proto);
	int err;

	if (cnt && level <= 0)
		return callee_too_deep(text);
	err = callee_add(text, "(");
	for (i = 0; i < cnt && !err; i++, param++) {
		if (param->type)
			err = callee_add_type(text, param->type, level - 1);
		else if (i == cnt - 1 && !param->name_off)
			err = callee_add(text, "...");
		else
			err = callee_bad_proto(text);
	}
	return err ?: callee_add(text, ")");
}

static int callee_add_type(struct callee_text *text, __u32 id, int level)
{
	const struct btf_type *t;
	int links, err;

	for (links = 0; links <= CALLEE_LINKS_MAX; links++) {
		t = btf__type_by_id(text->btf, id);
		if (!t)
			return callee_bad_proto(text);
		id = t->type;
		switch (BTF_INFO_KIND(t->info)) {
		case BTF_KIND_TYPEDEF:
		case BTF_KIND_CONST:
		case BTF_KIND_VOLATILE:
		case BTF_KIND_RESTRICT:
		case BTF_KIND_TYPE_TAG:
			continue;
		case BTF_KIND_UNKN:
			return callee_add(text, "v");
		case BTF_KIND_INT:
			return callee_add(text, "%c%u", callee_int_letter(t), t->size);
		case BTF_KIND_FLOAT:
			return callee_add(text, "f%u", t->size);
		case BTF_KIND_STRUCT:
			return callee_add_named(text, 's', t);
		case BTF_KIND_UNION:
			return callee_add_named(text, 'n', t);
		case BTF_KIND_FWD:
			return callee_add_named(text, BTF_INFO_KFLAG(t->info) ? 'n' : 's', t);
		case BTF_KIND_ENUM:
		case BTF_KIND_ENUM64:
			return callee_add_named(text, 'e', t);
		case BTF_KIND_PTR:
			err = callee_add(text, "*");
			break;
		case BTF_KIND_ARRAY:
			err = callee_add(text, "[%u]", btf_array(t)->nelems);
			id = btf_array(t)->type;
			break;
		case BTF_KIND_FUNC_PROTO:
			err = callee_add_params(text, t, level); /* then what it returns */
			break;
		default:
			return callee_bad_proto(text);
		}
		if (err)
			return err;
	}
	return callee_too_deep(text);
}

static int callee_add_func(struct callee_text *text, __u32 id)
{
	const struct btf_type *func = btf__type_by_id(text->btf, id), *proto;
	const char *name;

	if (!func || BTF_INFO_KIND(func->info) != BTF_KIND_FUNC)
		return callee_fail(text->callees, -EINVAL, "it is not a FUNC");
	name = btf__name_by_offset(text->btf, func->name_off);
	if (!name || !*name)
		return callee_fail(text->callees, -EINVAL, "it has no name");
	if (!callee_name_ok(name))
		return callee_fail(text->callees, -EINVAL, "its name is malformed");
	proto = btf__type_by_id(text->btf, func->type);
	if (!proto || BTF_INFO_KIND(proto->info) != BTF_KIND_FUNC_PROTO)
		return callee_bad_proto(text);
	return callee_add(text, "%s", name) ?: callee_add_nul(text) ?:
	       callee_add_type(text, func->type, BPF_KFUNC_PROTO_DEPTH_MAX) ?:
	       callee_add_nul(text);
}

static int callee_make_room(struct callee_text *text)
{
	struct bpf_kfunc_callees *callees = text->callees;
	__u32 room = text->room ?: BPF_KFUNC_CALLEES_SEPARATOR + BPF_KFUNC_CALLEE_SIZE_MAX;
	void *new;

	while (room < callees->size + BPF_KFUNC_CALLEE_SIZE_MAX)
		room *= 2;
	if (room == text->room)
		return 0;
	new = callees_realloc(callees->text, room);
	if (!new)
		return -ENOMEM;
	callees->text = new;
	text->room = room;
	if (!callees->size) {
		memset(new, 0, BPF_KFUNC_CALLEES_SEPARATOR);
		callees->size = BPF_KFUNC_CALLEES_SEPARATOR;
	}
	return 0;
}

/* FNV-1a: nothing but time depends on it. */
static __u32 callee_hash(const char *str, __u32 len)
{
	__u32 hash = 2166136261u;

	while (len--)
		hash = (hash ^ (__u8)*str++) * 16777619u;
	return hash;
}

/* Keep the callee that has been added last, unless it was there already. */
static int callee_keep(struct callee_text *text, __u32 id)
{
	struct callee_func *new = &text->funcs[text->func_cnt], *func;
	struct bpf_kfunc_callees *callees = text->callees;
	const char *str = callees->text + callees->size;

	new->id = id;
	new->off = callees->size;
	new->len = text->end - callees->size;
	new->hash = callee_hash(str, new->len);
	for (func = text->funcs; func < new; func++) {
		if (func->hash == new->hash && func->len == new->len &&
		    !memcmp(callees->text + func->off, str, new->len))
			break;
	}
	if (func < new) {
		new->callee = func->callee;
		new->off = func->off;
	} else {
		new->callee = callees->cnt++;
		callees->size = text->end;
	}
	text->func_cnt++;
	return new->callee;
}

static int callee_find(struct callee_text *text, __u32 id)
{
	__u32 i;
	int err;

	for (i = 0; i < text->func_cnt; i++)
		if (text->funcs[i].id == id)
			return text->funcs[i].callee;
	if (text->func_cnt == BPF_KFUNC_CALLEES_MAX)
		return callee_fail(text->callees, -E2BIG, "the program calls more than "
				   __stringify(BPF_KFUNC_CALLEES_MAX) " FUNCs by name");

	err = callee_make_room(text);
	if (err)
		return err;
	text->end = text->callees->size;
	return callee_add_func(text, id) ?: callee_keep(text, id);
}

/**
 * bpf_kfunc_callees_init - Find out what a program calls by name
 * @callees:  to be filled in, whatever is in there
 * @btf:      the program's BTF
 * @insns:    a copy of the program's instructions
 * @insn_cnt: how many there are
 *
 * In @insns the imm of each call by name becomes the index of its callee. Followed by
 * the @size bytes of @text in @callees, that is what digest and signature cover. There
 * are no such bytes if there is no such call.
 *
 * May sleep, in the kernel.
 *
 * Return: 0, and @callees is to be freed with bpf_kfunc_callees_free(); -ENOMEM; or
 * -E2BIG or -EINVAL, then @callees says what is wrong with the FUNC that @bad_insn
 * calls. There is nothing to free then, and @insns is of no use.
 */
int bpf_kfunc_callees_init(struct bpf_kfunc_callees *callees, const struct btf *btf,
			   struct bpf_insn *insns, __u32 insn_cnt)
{
	struct callee_text text = { .callees = callees, .btf = btf };
	int callee = 0;
	__u32 i;

	memset(callees, 0, sizeof(*callees));
	text.funcs = callees_realloc(NULL, BPF_KFUNC_CALLEES_MAX * sizeof(*text.funcs));
	if (!text.funcs)
		return -ENOMEM;

	for (i = 0; i < insn_cnt; i++) {
		if (!bpf_pseudo_kfunc_call_prog_btf(&insns[i]))
			continue;
		cond_resched();
		callee = callee_find(&text, insns[i].imm);
		if (callee < 0)
			break;
		insns[i].imm = callee;
	}
	callees_free(text.funcs);
	if (callee >= 0)
		return 0;
	bpf_kfunc_callees_free(callees);
	callees->bad_insn = i;
	return callee;
}

/**
 * bpf_kfunc_callees_free - Free what bpf_kfunc_callees_init() has allocated
 * @callees: names and prototypes, which are gone then
 *
 * May sleep, in the kernel.
 */
void bpf_kfunc_callees_free(struct bpf_kfunc_callees *callees)
{
	callees_free(callees->text);
	callees->text = NULL;
	callees->size = 0;
	callees->cnt = 0;
}

/**
 * bpf_kfunc_callees_next - Go through the callees in their order
 * @callees: names and prototypes
 * @name:    one of the names, or NULL for the first one
 *
 * Return: the next name, with its prototype at bpf_kfunc_callee_proto(), or NULL at
 * the end. It is there as long as @callees is.
 */
const char *bpf_kfunc_callees_next(const struct bpf_kfunc_callees *callees, const char *name)
{
	if (!callees->cnt)
		return NULL;
	if (!name)
		return callees->text + BPF_KFUNC_CALLEES_SEPARATOR;
	name = bpf_kfunc_callee_proto(name);
	name += strlen(name) + 1;
	return name < callees->text + callees->size ? name : NULL;
}

/**
 * bpf_kfunc_callee_proto - Get the prototype of a callee
 * @name: what bpf_kfunc_callees_next() has returned
 *
 * Return: the prototype, as text. It is there as long as the name is.
 */
const char *bpf_kfunc_callee_proto(const char *name)
{
	return name + strlen(name) + 1;
}
