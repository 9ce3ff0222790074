// SPDX-License-Identifier: GPL-2.0
#define SEC(name) __attribute__((section(name), used))

extern int bpf_case_unknown_kind(int a) SEC(".ksyms");

SEC("syscall") int prog(void *ctx)
{
	return bpf_case_unknown_kind(1);
}

char _license[] SEC("license") = "GPL";
