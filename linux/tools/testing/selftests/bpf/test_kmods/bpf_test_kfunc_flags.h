/* SPDX-License-Identifier: GPL-2.0 */
/* The flags that vmlinux has for kfuncs which test modules override. Not each kernel has
 * all flags.
 */
#ifndef _BPF_TEST_KFUNC_FLAGS_H
#define _BPF_TEST_KFUNC_FLAGS_H

#include <linux/btf.h>

#ifdef KF_PERFMON
#define BPF_STRING_FLAGS	KF_PERFMON
#define BPF_STREAM_FLAGS	(KF_IMPLICIT_ARGS | KF_SPINLOCK_SAFE | KF_PERFMON)
#else
#define BPF_STRING_FLAGS	0
#define BPF_STREAM_FLAGS	(KF_TRUSTED_ARGS | KF_IMPLICIT_ARGS)
#endif

#endif /* _BPF_TEST_KFUNC_FLAGS_H */
