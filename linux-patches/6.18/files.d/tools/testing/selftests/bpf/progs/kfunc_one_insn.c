// SPDX-License-Identifier: GPL-2.0
/* Instructions that serve several paths, and what the verifier makes of them. */
#include <vmlinux.h>
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_core_read.h>
#include "bpf_misc.h"
#include "bpf_experimental.h"

struct {
	__uint(type, BPF_MAP_TYPE_TASK_STORAGE);
	__uint(map_flags, BPF_F_NO_PREALLOC);
	__type(key, int);
	__type(value, long);
} storage SEC(".maps");

/* volatile: the compiler would move the load to the callers */
static __noinline __u64 load_any(const void *ptr)
{
	return *(const volatile __u64 *)ptr;
}

/* The stack, either first. */
SEC("syscall")
__success __retval(0)
int load_of_stack_and_anywhere(void *ctx)
{
	__u64 val = 0;

	barrier_var(val);
	return !!(load_any(&val) | load_any(bpf_rdonly_cast((void *)8, 0)));
}

SEC("syscall")
__success __retval(0)
int load_of_anywhere_and_stack(void *ctx)
{
	__u64 val = 0;

	barrier_var(val);
	return !!(load_any(bpf_rdonly_cast((void *)8, 0)) | load_any(&val));
}

/* Whoever calls it: the verifier looks at it by itself. */
__noinline long storage_of_current(void)
{
	return !!bpf_task_storage_get(&storage, bpf_get_current_task_btf(), 0,
				      BPF_LOCAL_STORAGE_GET_F_CREATE);
}

/* GFP_ATOMIC: __GFP_HIGH and __GFP_KSWAPD_RECLAIM */
SEC("syscall")
__success __xlated("r5 = 2080")
int storage_in_global_function(void *ctx)
{
	long ret;

	bpf_preempt_disable();
	ret = storage_of_current();
	bpf_preempt_enable();
	return ret;
}

/* GFP_KERNEL, as nobody else gets here: __GFP_RECLAIM, __GFP_IO and __GFP_FS */
SEC("syscall")
__success __xlated("r5 = 3264")
int storage_in_program(void *ctx)
{
	return !!bpf_task_storage_get(&storage, bpf_get_current_task_btf(), 0,
				      BPF_LOCAL_STORAGE_GET_F_CREATE);
}

char _license[] SEC("license") = "GPL";
