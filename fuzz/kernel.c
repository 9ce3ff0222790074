// SPDX-License-Identifier: GPL-2.0
/*
 * The kernel's BTF code in a process: btf.c as it is, with what it calls. What is not
 * here is not called; if it is, there is nothing at its address.
 */
#include <crypto/sha2.h>
#include "kernel/bpf/btf.c"
#include "kernel.h"

void *malloc(size_t size);
void *calloc(size_t n, size_t size);
void *realloc(void *p, size_t size);
void free(void *p);
void abort(void) __noreturn;
char *getenv(const char *name);
int dprintf(int fd, const char *fmt, ...);

static char message[512];	/* what the kernel said last */

void broken(const char *fmt, ...)
{
	char why[1024];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(why, sizeof(why), fmt, ap);
	va_end(ap);
	dprintf(2, "property does not hold: %s\n", why);
	abort();
}

/* ---- what the kernel's code calls */

struct btf *btf_vmlinux;

struct btf *bpf_get_btf_vmlinux(void)
{
	return btf_vmlinux;
}

int _printk(const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(message, sizeof(message), printk_skip_level(fmt), ap);
	va_end(ap);
	if (getenv("FUZZ_MESSAGES"))
		dprintf(2, "%s", message);
	return 0;
}

static void check_format(const char *fmt, va_list ap)
{
	char buf[512];

	vsnprintf(buf, sizeof(buf), fmt, ap);
	if (getenv("FUZZ_MESSAGES"))
		dprintf(2, "%s", buf);
}

void bpf_verifier_log_write(struct bpf_verifier_env *env, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	check_format(fmt, ap);
	va_end(ap);
}

void bpf_log(struct bpf_verifier_log *log, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	check_format(fmt, ap);
	va_end(ap);
}

void bpf_verifier_vlog(struct bpf_verifier_log *log, const char *fmt, va_list ap)
{
	check_format(fmt, ap);
}

void bpf_kfunc_override_hint(int hook, const struct btf *btf, const struct btf_id_set8 *set)
{
}

void *fuzz_alloc(size_t n, size_t size, gfp_t flags)
{
	return flags & __GFP_ZERO ? calloc(n, size) : malloc(n * size);
}

void *fuzz_realloc(const void *p, size_t size)
{
	return realloc((void *)p, size);
}

void *fuzz_memdup(const void *src, size_t size)
{
	void *p = malloc(size);

	return p ? memcpy(p, src, size) : NULL;
}

/* Where resolve_btfids is linked, it has its own. */
__weak void *memchr_inv(const void *src, int c, size_t size)
{
	const u8 *p = src;

	for (; size; p++, size--)
		if (*p != (u8)c)
			return (void *)p;
	return NULL;
}

ssize_t sized_strscpy(char *dst, const char *src, size_t size)
{
	size_t len = strnlen(src, size);

	memcpy(dst, src, min(len + 1, size));
	dst[size - 1] = 0;
	return len < size ? len : -E2BIG;
}

char *kmemdup_nul(const char *src, size_t len, gfp_t flags)
{
	char *p = malloc(len + 1);

	if (!p)
		return NULL;
	memcpy(p, src, len);
	p[len] = 0;
	return p;
}

char *kstrndup(const char *src, size_t max, gfp_t flags)
{
	return kmemdup_nul(src, strnlen(src, max), flags);
}

#ifdef CONFIG_X86_64
/* A per-cpu variable is a variable, as the segment that such are in begins at 0. */
DEFINE_PER_CPU_CACHE_HOT(typeof(__preempt_count), __preempt_count) = PREEMPT_NEED_RESCHED;

/* It is called by assembler, and leaves all other registers alone. */
asm("__sw_hweight32: popcnt %edi, %eax; ret");
asm("__sw_hweight64: popcnt %rdi, %rax; ret");
#endif

void __local_bh_enable_ip(unsigned long ip, unsigned int cnt)
{
}

void *idr_get_next(struct idr *idr, int *id)
{
	return NULL;
}

void btf_record_free(struct btf_record *rec)
{
	u32 i;

	if (IS_ERR_OR_NULL(rec))
		return;
	for (i = 0; i < rec->cnt; i++)
		if (rec->fields[i].type & BPF_KPTR && btf_is_kernel(rec->fields[i].kptr.btf))
			btf_put(rec->fields[i].kptr.btf);
	kfree(rec);
}

long copy_from_kernel_nofault(void *dst, const void *src, size_t size)
{
	memcpy(dst, src, size);
	return 0;
}

int bpf_vlog_init(struct bpf_verifier_log *log, u32 level, char __user *buf, u32 size)
{
	return 0;
}

int bpf_vlog_finalize(struct bpf_verifier_log *log, u32 *size_actual)
{
	*size_actual = 0;
	return 0;
}

void kfree(const void *p)
{
	free((void *)p);
}

void kvfree(const void *p)
{
	free((void *)p);
}

void mutex_lock(struct mutex *lock)
{
}

void mutex_unlock(struct mutex *lock)
{
}

struct bpf_insn *bpf_prog_insns_for_tag(const struct bpf_prog *prog)
{
	return kvmemdup(prog->insnsi, bpf_prog_insn_size(prog), GFP_KERNEL);
}

/* Nobody here compares digests. */
void sha256_init(struct sha256_ctx *ctx)
{
}

void __sha256_update(struct __sha256_ctx *ctx, const u8 *data, size_t len)
{
	for (; len; len--)
		ctx->bytecount += *data++;
}

void sha256_final(struct sha256_ctx *ctx, u8 out[SHA256_DIGEST_SIZE])
{
}

void vfree(const void *p)
{
	free((void *)p);
}

u64 hashlen_string(const void *salt, const char *name)
{
	unsigned long hash = 0;
	const char *c;

	for (c = name; *c; c++)
		hash = partial_name_hash(*c, hash);
	return hashlen_create(end_name_hash(hash), c - name);
}

#include "kernel_line.h"

/* ---- for the targets */

static struct btf *parse_vmlinux(const void *data, u32 size)
{
	struct btf_verifier_env *env = kzalloc(sizeof(*env), GFP_KERNEL);
	void *copy = kvmemdup(data, size, GFP_KERNEL);
	struct btf *btf = btf_parse_base(env, "vmlinux", copy, size);

	btf_verifier_env_free(env);
	if (IS_ERR(btf))
		kvfree(copy);
	else
		check_vmlinux_order(btf);
	return btf;
}

/* One that a process loads: much more is checked of it. */
struct btf *kernel_prog_btf(const void *data, unsigned int size)
{
	union bpf_attr attr = { .btf = (unsigned long)data, .btf_size = size };
	struct btf *btf = parse_prog(&attr);

	return IS_ERR(btf) ? NULL : btf;
}

struct kernel_btf *kernel_btf_new(const void *data, unsigned int size,
				  struct kernel_btf *vmlinux)
{
	struct btf *btf;

	btf_vmlinux = (struct btf *)vmlinux;
	btf = vmlinux ? btf_parse_module("module", data, size, NULL, 0) :
			parse_vmlinux(data, size);
	return IS_ERR(btf) ? NULL : (struct kernel_btf *)btf;
}

void kernel_btf_free(struct kernel_btf *kernel_btf)
{
	struct btf *btf = (struct btf *)kernel_btf;

	if (!btf)
		return;
	if (btf_is_vmlinux(btf))
		kvfree(btf->data);
	btf_free(btf);
}

const char *kernel_pair_defect(struct kernel_btf *kernel_btf, unsigned int interface_id,
			       unsigned int impl_id, bool kinds)
{
	const struct kfunc_pair pair = { interface_id, impl_id };
	struct btf *btf = (struct btf *)kernel_btf;
	struct kfunc_info info, other;
	const char *defect = NULL;
	int err;

	kernel_set_pairs(btf, &pair, 1);
	err = kfunc_resolve(btf, interface_id, &info);
	if (err == -EUCLEAN && (kinds || !(strstr(message, "is of no kind in") ||
					   strstr(message, "is of a kind for"))))
		defect = message;
	else if (err && err != -EUCLEAN)
		defect = "the interface has no prototype";
	else if (!err && (info.id != interface_id || info.impl_id != impl_id ||
			  kfunc_resolve(btf, impl_id, &other) || other.id != interface_id ||
			  other.impl_id != impl_id || other.proto != info.proto))
		defect = "it is not found by both ids";
	kernel_set_pairs(btf, NULL, 0);
	return defect;
}

void kernel_set_pairs(struct btf *btf, const struct kfunc_pair *pairs, unsigned int cnt)
{
	kfunc_pairs_free(btf->kfunc_pairs);
	btf->kfunc_pairs = kfunc_pairs_new(btf, pairs, cnt);
}

void kernel_set_vmlinux(struct btf *btf)
{
	btf_vmlinux = btf;
}

void *kernel_btf_data(const struct btf *btf)
{
	return btf->data;
}

void kernel_add_module(struct module *module, struct btf *btf)
{
	struct btf_module *btf_mod = kzalloc(sizeof(*btf_mod), GFP_KERNEL);

	btf_mod->module = module;
	btf_mod->btf = btf;
	list_add_tail(&btf_mod->list, &btf_modules);
}

void kernel_drop_modules(void)
{
	struct btf_module *btf_mod, *tmp;

	list_for_each_entry_safe(btf_mod, tmp, &btf_modules, list)
		kfree(btf_mod);
	INIT_LIST_HEAD(&btf_modules);
}
