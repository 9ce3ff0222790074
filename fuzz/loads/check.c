// SPDX-License-Identifier: GPL-2.0
/* What has to hold of a program that was loaded. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>
#include <bpf/bpf.h>
#include "loads.h"

struct kernel_func *kernel_funcs;
uint32_t nr_kernel_funcs, nr_kernel_kfuncs;
int module_btf_fds[MAX_FDS];
int nr_module_btf_fds;

static struct btf *vmlinux;
static struct btf *module_btfs[MAX_FDS];
static uint32_t module_btf_ids[MAX_FDS];

/* --- the kernel's functions ------------------------------------------------------- */

struct symbol {
	uint64_t addr;
	char *name, *module;
};

static struct symbol *symbols;
static size_t nr_symbols;
static unsigned long symbols_generation;
static uint64_t call_base;

static int compare_symbols(const void *a, const void *b)
{
	const struct symbol *x = a, *y = b;

	return x->addr < y->addr ? -1 : x->addr > y->addr;
}

static void read_symbols(void)
{
	char line[1024], name[512], module[512], type;
	unsigned long long addr;
	FILE *f = fopen("/proc/kallsyms", "r");
	size_t room = 0, i;

	for (i = 0; i < nr_symbols; i++) {
		free(symbols[i].name);
		free(symbols[i].module);
	}
	free(symbols);
	symbols = NULL;
	nr_symbols = 0;
	while (f && fgets(line, sizeof(line), f)) {
		int n = sscanf(line, "%llx %c %511s [%511[^]]]", &addr, &type, name, module);

		if (n < 3 || !strchr("tTwW", type))
			continue;
		if (nr_symbols == room) {
			room = room ? 2 * room : 65536;
			symbols = realloc(symbols, room * sizeof(*symbols));
			if (!symbols)
				abort();
		}
		symbols[nr_symbols++] = (struct symbol){
			addr, strdup(name), n == 4 ? strdup(module) : NULL,
		};
		if (!strcmp(name, "__bpf_call_base"))
			call_base = addr;
	}
	if (f)
		fclose(f);
	qsort(symbols, nr_symbols, sizeof(*symbols), compare_symbols);
	symbols_generation = modules_generation;
}

/* First of those at addr; they are next to each other. */
static struct symbol *find_symbol(uint64_t addr)
{
	size_t low = 0, high = nr_symbols;

	while (low < high) {
		size_t mid = (low + high) / 2;

		if (symbols[mid].addr < addr)
			low = mid + 1;
		else
			high = mid;
	}
	return low < nr_symbols && symbols[low].addr == addr ? &symbols[low] : NULL;
}

/* Kfuncs, and about as many functions that are none */
static void collect_funcs(void)
{
	uint32_t cnt = btf__type_cnt(vmlinux), id, step, seen = 0, pass;
	uint8_t *tagged = calloc(cnt, 1);

	for (id = 1; id < cnt; id++) {
		const struct btf_type *t = btf__type_by_id(vmlinux, id);

		if (btf_is_decl_tag(t) && t->type < cnt &&
		    !strcmp(btf__name_by_offset(vmlinux, t->name_off), "bpf_kfunc"))
			tagged[t->type] = 1;
	}
	kernel_funcs = calloc(cnt, sizeof(*kernel_funcs));
	for (pass = 0; pass < 2; pass++) {
		step = pass ? 1 + cnt / 2000 : 1;
		for (id = 1; id < cnt; id++) {
			const struct btf_type *t = btf__type_by_id(vmlinux, id);

			if (!btf_is_func(t) || tagged[id] == pass ||
			    seen++ % step)
				continue;
			kernel_funcs[nr_kernel_funcs++] = (struct kernel_func){
				id, btf__name_by_offset(vmlinux, t->name_off), !pass,
			};
			nr_kernel_kfuncs += !pass;
		}
	}
	free(tagged);
	/* it ends the run */
	for (id = 0; id < nr_kernel_kfuncs; id++)
		if (!strncmp(kernel_funcs[id].name, "crash_kexec", 11))
			kernel_funcs[id] = kernel_funcs[0];
}

static void collect_module_btfs(void)
{
	struct bpf_btf_info info;
	char name[64];
	uint32_t id = 0, len;
	int fd;

	while (nr_module_btf_fds < MAX_FDS && !bpf_btf_get_next_id(id, &id)) {
		fd = bpf_btf_get_fd_by_id(id);
		if (fd < 0)
			continue;
		memset(&info, 0, sizeof(info));
		info.name = (uintptr_t)name;
		info.name_len = sizeof(name);
		len = sizeof(info);
		if (bpf_btf_get_info_by_fd(fd, &info, &len) || !info.kernel_btf ||
		    !strcmp(name, "vmlinux")) {
			close(fd);
			continue;
		}
		module_btf_fds[nr_module_btf_fds] = fd;
		module_btf_ids[nr_module_btf_fds] = id;
		module_btfs[nr_module_btf_fds++] = btf__load_from_kernel_by_id_split(id, vmlinux);
	}
}

void kernel_init(void)
{
	vmlinux = btf__load_vmlinux_btf();
	if (!vmlinux) {
		fprintf(stderr, "loads: no BTF of vmlinux\n");
		exit(2);
	}
	collect_funcs();
	collect_module_btfs();
	read_symbols();
	printf("loads: %u kfuncs, %u other functions, %d modules with BTF\n", nr_kernel_kfuncs,
	       nr_kernel_funcs - nr_kernel_kfuncs, nr_module_btf_fds);
	if (!call_base || !nr_kernel_kfuncs) {
		fprintf(stderr, "loads: no __bpf_call_base, or no kfuncs\n");
		exit(2);
	}
}

static const char *func_name(const struct btf *btf, uint32_t id)
{
	const struct btf_type *t = btf ? btf__type_by_id(btf, id) : NULL;

	return t && btf_is_func(t) ? btf__name_by_offset(btf, t->name_off) : NULL;
}

const char *kernel_func_name(int btf_fd, uint32_t id)
{
	struct bpf_btf_info info = {};
	uint32_t len = sizeof(info);
	int i;

	if (!btf_fd)
		return func_name(vmlinux, id);
	if (bpf_btf_get_info_by_fd(btf_fd, &info, &len))
		return NULL;
	for (i = 0; i < nr_module_btf_fds; i++)
		if (module_btf_ids[i] == info.id)
			return func_name(module_btfs[i], id);
	return NULL;
}

/* --- which body a call runs ---------------------------------------------------------- */

/* What an instruction calls, as far as that is known */
static const char *callee_name(const struct load *load, const struct bpf_insn *insn)
{
	if (insn->src_reg == BPF_PSEUDO_KFUNC_CALL_PROG_BTF)
		return func_name(load->btf, insn->imm);
	if (!insn->off)
		return kernel_func_name(0, insn->imm);
	if (!load->attr.fd_array || insn->off < 0 || insn->off >= MAX_FDS)
		return NULL;
	return kernel_func_name(load->fds[insn->off], insn->imm);
}

/*
 * A body has the name of the kfunc, without _impl, and what the kernel chooses for the
 * kfunc begins with it: bpf_dynptr_from_skb_rdonly.
 */
static bool is_body_of(const char *body, const char *kfunc)
{
	size_t len = strlen(kfunc);

	if (!strncmp(body, kfunc, len))
		return true;
	return len > 5 && !strcmp(kfunc + len - 5, "_impl") && !strncmp(body, kfunc, len - 5);
}

static bool is_called(const struct load *load, const char *body, bool *unknown)
{
	uint32_t i;

	for (i = 0; i < load->attr.insn_cnt; i++) {
		const struct bpf_insn *insn = &load->insns[i];
		const char *name;

		if (!is_kfunc_call(insn))
			continue;
		name = callee_name(load, insn);
		if (!name)
			*unknown = true;
		else if (is_body_of(body, name))
			return true;
	}
	return false;
}

static long module_refs(const char *module)
{
	char path[600], buf[32] = "";
	int fd;

	snprintf(path, sizeof(path), "/sys/module/%s/refcnt", module);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return -1;
	if (read(fd, buf, sizeof(buf) - 1) < 0)
		buf[0] = 0;
	close(fd);
	return atol(buf);
}

/*
 * The kernel puts the distance from __bpf_call_base into the instruction where its JIT
 * calls no farther, as on x86.
 */
static void check_call(const struct load *load, const struct bpf_insn *insn)
{
	uint64_t addr = call_base + insn->imm;
	struct symbol *sym, *at;
	bool unknown = false;

	at = find_symbol(addr);
	/* where a module was there may be another one now */
	if (symbols_generation != modules_generation && (!at || at->module)) {
		read_symbols();
		at = find_symbol(addr);
	}
	if (!at)
		finding("a call goes to %llx, where no function begins", (unsigned long long)addr);
	for (sym = at; sym < symbols + nr_symbols && sym->addr == addr; sym++) {
		if (!is_called(load, sym->name, &unknown))
			continue;
		tally.calls++;
		if (sym->module && module_refs(sym->module) <= 0)
			finding("%s of module %s is called, and does not hold the module",
				sym->name, sym->module);
		return;
	}
	/* prologues, epilogues and rewrites insert calls */
	if (unknown || load->attr.prog_type == BPF_PROG_TYPE_STRUCT_OPS)
		return;
	finding("a call goes to %s, which the program does not name", at->name);
}

static void check_calls(int fd, const struct load *load)
{
	static struct bpf_insn insns[4 * MAX_INSNS];
	struct bpf_prog_info info = {};
	uint32_t len = sizeof(info), i;

	info.xlated_prog_insns = (uintptr_t)insns;
	info.xlated_prog_len = sizeof(insns);
	if (bpf_prog_get_info_by_fd(fd, &info, &len) || !info.xlated_prog_insns ||
	    info.xlated_prog_len > sizeof(insns))
		return;
	for (i = 0; i < info.xlated_prog_len / sizeof(insns[0]); i++)
		if (insns[i].code == (BPF_JMP | BPF_CALL) &&
		    insns[i].src_reg == BPF_PSEUDO_KFUNC_CALL)
			check_call(load, &insns[i]);
}

/* --- what else can be done with a program --------------------------------------------- */

static void read_fdinfo(int fd)
{
	char path[64], buf[4096];
	int info;

	snprintf(path, sizeof(path), "/proc/self/fdinfo/%d", fd);
	info = open(path, O_RDONLY | O_CLOEXEC);
	if (info < 0)
		return;
	while (read(info, buf, sizeof(buf)) > 0)
		;
	close(info);
}

static void run(int fd, const struct load *load)
{
	static uint8_t data[256], out[512], ctx[64];
	union bpf_attr attr = {};

	attr.test.prog_fd = fd;
	switch (load->attr.prog_type) {
	case BPF_PROG_TYPE_SYSCALL:
		attr.test.ctx_in = (uintptr_t)ctx;
		attr.test.ctx_size_in = sizeof(ctx);
		break;
	case BPF_PROG_TYPE_RAW_TRACEPOINT:
		attr.test.ctx_in = (uintptr_t)ctx;
		attr.test.ctx_size_in = sizeof(ctx);
		break;
	case BPF_PROG_TYPE_SCHED_CLS:
	case BPF_PROG_TYPE_SCHED_ACT:
	case BPF_PROG_TYPE_SOCKET_FILTER:
	case BPF_PROG_TYPE_CGROUP_SKB:
	case BPF_PROG_TYPE_XDP:
		attr.test.data_in = (uintptr_t)data;
		attr.test.data_size_in = sizeof(data);
		attr.test.data_out = (uintptr_t)out;
		attr.test.data_size_out = sizeof(out);
		attr.test.repeat = 1;
		break;
	case BPF_PROG_TYPE_TRACING:
		break;
	default:
		return;
	}
	if (!__real_syscall(SYS_bpf, BPF_PROG_TEST_RUN, &attr, sizeof(attr)))
		tally.ran++;
}

/* Programs that cannot forbid anything */
static void attach(int fd, const struct load *load)
{
	union bpf_attr attr = {};
	int link;

	if (load->attr.prog_type != BPF_PROG_TYPE_TRACING ||
	    load->attr.expected_attach_type == BPF_MODIFY_RETURN ||
	    load->attr.expected_attach_type == BPF_TRACE_ITER)
		return;
	attr.raw_tracepoint.prog_fd = fd;
	link = __real_syscall(SYS_bpf, BPF_RAW_TRACEPOINT_OPEN, &attr, sizeof(attr));
	if (link < 0)
		return;
	tally.attached++;
	read_fdinfo(link);
	getppid();
	close(link);
}

/*
 * Nothing ends a program that the kernel runs for its user, and what an iterator or
 * bpf_loop() goes through may be 2^31 long when a constant has changed.
 */
static bool may_take_long(const struct load *load)
{
	uint32_t i;

	for (i = 0; i < load->attr.insn_cnt; i++) {
		const struct bpf_insn *insn = &load->insns[i];
		uint8_t class = BPF_CLASS(insn->code);

		if (insn->code == (BPF_JMP | BPF_CALL)) {
			if (!insn->src_reg && insn->imm == BPF_FUNC_loop)
				return true;
		} else if (insn->code == (BPF_JMP32 | BPF_JA)) {
			if (insn->imm < 0)
				return true;
		} else if ((class == BPF_JMP || class == BPF_JMP32) && insn->off < 0) {
			return true;
		}
	}
	return false;
}

void check_prog(int fd, const struct load *load)
{
	check_calls(fd, load);
	read_fdinfo(fd);
	if (may_take_long(load))
		return;
	run(fd, load);
	attach(fd, load);
}
