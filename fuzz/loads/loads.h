/* SPDX-License-Identifier: GPL-2.0 */
#ifndef __FUZZ_LOADS_H
#define __FUZZ_LOADS_H

#include <linux/bpf.h>
#include <stdbool.h>
#include <stdint.h>
#include <bpf/btf.h>

#define ARRAY_SIZE(a) (sizeof(a) / sizeof((a)[0]))

/* --- chance ------------------------------------------------------------------- */

/* Two with the same state go on alike. */
struct rng {
	uint64_t state;
};

static inline struct rng rng_new(uint64_t seed, uint64_t a, uint64_t b)
{
	return (struct rng){ seed * 0x9e3779b97f4a7c15 ^ a << 32 ^ b };
}

static inline uint32_t rng_next(struct rng *rng)
{
	uint64_t z = rng->state += 0x9e3779b97f4a7c15;

	z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9;
	z = (z ^ z >> 27) * 0x94d049bb133111eb;
	return (z ^ z >> 31) >> 16;
}

/* 0 to n - 1, 0 for no n */
static inline uint32_t rng_below(struct rng *rng, uint32_t n)
{
	return n ? rng_next(rng) % n : 0;
}

static inline bool rng_one_in(struct rng *rng, uint32_t n)
{
	return rng_below(rng, n) == 0;
}

/* --- what a program is loaded with --------------------------------------------- */

#define MAX_INSNS	4096
#define MAX_RECORDS	4096	/* bytes of func_info, of CO-RE relocations */
#define MAX_FDS		16
#define MAX_SIGNATURE	64

/* A copy of the arguments of BPF_PROG_LOAD and of all that they point to */
struct load {
	union bpf_attr attr;
	const struct btf *btf;		/* of the program, or NULL */
	struct bpf_insn insns[MAX_INSNS];
	uint8_t func_info[MAX_RECORDS];
	uint8_t core_relos[MAX_RECORDS];
	int fds[MAX_FDS];
	uint8_t signature[MAX_SIGNATURE];
};

/* load_copy: false when it is too large */
bool load_copy(struct load *to, const union bpf_attr *attr, const struct btf *btf);
void load_mutate(struct load *load, struct rng *rng);
/* Another BPF_MAP_CREATE with other flags, types, exclusive maps' digest */
void map_mutate(union bpf_attr *attr, uint8_t hash[32], struct rng *rng);

static inline bool is_kfunc_call(const struct bpf_insn *insn)
{
	return insn->code == (BPF_JMP | BPF_CALL) &&
	       (insn->src_reg == BPF_PSEUDO_KFUNC_CALL ||
		insn->src_reg == BPF_PSEUDO_KFUNC_CALL_PROG_BTF);
}

/* --- what the kernel has -------------------------------------------------------- */

struct kernel_func {
	uint32_t id;
	const char *name;
	bool is_kfunc;
};

/* FUNCs of vmlinux, kfuncs first */
extern struct kernel_func *kernel_funcs;
extern uint32_t nr_kernel_funcs, nr_kernel_kfuncs;

void kernel_init(void);
/* FUNC of the BTF behind fd, of vmlinux for 0; NULL: none */
const char *kernel_func_name(int btf_fd, uint32_t id);
/* fds of the BTF of modules that stay */
extern int module_btf_fds[MAX_FDS];
extern int nr_module_btf_fds;

/* --- modules that come and go ----------------------------------------------------- */

void modules_init(const char *dir);
/* One of them comes or goes, or fails to. */
void modules_step(struct rng *rng);
/* All of them go; finding(): one does not. */
void modules_leave(void);
/* How often modules came, failed to come, went */
extern unsigned long modules_came, modules_failed, modules_went;
/* Changes when one comes or goes */
extern unsigned long modules_generation;

/* --- what has to hold ------------------------------------------------------------ */

struct tally {
	unsigned long loads, accepted, ran, attached, calls, maps;
};

extern struct tally tally;

/* Look at a program that was loaded, run it. */
void check_prog(int fd, const struct load *load);

/* Prints what was found, in which round, and ends the process. */
void __attribute__((noreturn, format(printf, 1, 2))) finding(const char *fmt, ...);

long __real_syscall(long nr, ...);

#endif /* __FUZZ_LOADS_H */
