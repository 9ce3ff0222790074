// SPDX-License-Identifier: GPL-2.0
#include <vmlinux.h>
#include <bpf/bpf_helpers.h>

SEC("iter/bpf_map_elem")
int elems(struct bpf_iter__bpf_map_elem *ctx)
{
	return 0;
}

SEC("iter/bpf_sk_storage_map")
int storages(struct bpf_iter__bpf_sk_storage_map *ctx)
{
	return 0;
}

SEC("iter/sockmap")
int socks(struct bpf_iter__sockmap *ctx)
{
	return 0;
}

char _license[] SEC("license") = "GPL";
