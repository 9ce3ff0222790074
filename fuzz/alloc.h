/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Included before each file of the kernel: memory is that of the process, so the address
 * sanitizer knows the size of each piece. kernel.c has the functions.
 */
#ifndef __FUZZ_ALLOC_H
#define __FUZZ_ALLOC_H

#include <linux/bpfptr.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/vmalloc.h>

void *fuzz_alloc(size_t n, size_t size, gfp_t flags);
void *fuzz_realloc(const void *p, size_t size);
void *fuzz_memdup(const void *src, size_t size);

#undef kmalloc
#undef kmalloc_array
#undef kzalloc
#undef kcalloc
#undef kvmalloc
#undef kvmalloc_array
#undef kvzalloc
#undef kvcalloc
#undef krealloc
#undef kvrealloc
#undef kmemdup
#undef kvmemdup
#undef kvmemdup_bpfptr

#define kmalloc(size, flags)			fuzz_alloc(1, size, flags)
#define kmalloc_array(n, size, flags)		fuzz_alloc(n, size, flags)
#define kzalloc(size, flags)			fuzz_alloc(1, size, (flags) | __GFP_ZERO)
#define kcalloc(n, size, flags)			fuzz_alloc(n, size, (flags) | __GFP_ZERO)
#define kvmalloc(size, flags)			kmalloc(size, flags)
#define kvmalloc_array(n, size, flags)		kmalloc_array(n, size, flags)
#define kvzalloc(size, flags)			kzalloc(size, flags)
#define kvcalloc(n, size, flags)		kcalloc(n, size, flags)
#define krealloc(p, size, flags)		fuzz_realloc(p, size)
#define kvrealloc(p, size, flags)		fuzz_realloc(p, size)
#define kmemdup(src, size, flags)		fuzz_memdup(src, size)
#define kvmemdup(src, size, flags)		fuzz_memdup(src, size)
#define kvmemdup_bpfptr(src, size)		fuzz_memdup((src).kernel, size)

#endif /* __FUZZ_ALLOC_H */
