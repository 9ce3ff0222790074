// SPDX-License-Identifier: GPL-2.0
/* The kernel has two bodies of some kfuncs, and chooses one for all calls of a program. */
#include <vmlinux.h>
#include <bpf/bpf_helpers.h>
#include "bpf_misc.h"
#include "bpf_experimental.h"

struct {
	__uint(type, BPF_MAP_TYPE_ARENA);
	__uint(map_flags, BPF_F_MMAPABLE);
	__uint(max_entries, 2);
} arena SEC(".maps");

SEC("syscall")
__success __retval(0)
int sleepable_call_first(void *ctx)
{
	int ret = 0;

	if (!bpf_arena_alloc_pages(&arena, NULL, 1, -1, 0))
		return 1;
	bpf_preempt_disable();
	if (!bpf_arena_alloc_pages(&arena, NULL, 1, -1, 0))
		ret = 2;
	bpf_preempt_enable();
	return ret;
}

char _license[] SEC("license") = "GPL";
