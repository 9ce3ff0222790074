// SPDX-License-Identifier: GPL-2.0
/* Like kfunc_arg_types.c, for programs of a struct_ops map, which would be attached for
 * each test there.
 */
#include <vmlinux.h>
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>
#include "bpf_misc.h"
#include "kfunc_messages.h"

extern void cubictcp_acked(struct sock *sk, const struct ack_sample *sample) __ksym __weak;

/* It reads the sample. */
SEC("struct_ops")
__failure __msg("Possibly NULL pointer passed to trusted " MSG_ARG(1))
void BPF_PROG(acked_without_sample, struct sock *sk, const struct ack_sample *sample)
{
	cubictcp_acked(sk, NULL);
}

SEC(".struct_ops")
struct tcp_congestion_ops without_sample = {
	.pkts_acked = (void *)acked_without_sample,
	.name = "without_sample",
};

char _license[] SEC("license") = "GPL";
