/* SPDX-License-Identifier: GPL-2.0 */
/* How what is wrong with calls of kfuncs by name is put into the verifier's log. */
#ifndef __KFUNC_BY_NAME_LOG_H
#define __KFUNC_BY_NAME_LOG_H

#include <linux/bpf_verifier.h>
#include <linux/string.h>
#include "../tools/lib/bpf/kfunc_callees.h"

/* Each piece of a line has to fit into BPF_VERIFIER_TMP_LOG_SIZE. */
#define LOG_PIECE 512

#define refuse_start(log, insn_idx, fmt, ...)					\
	bpf_log(log, "kfunc call by name at insn %d: " fmt, insn_idx, ##__VA_ARGS__)

#define refuse(log, insn_idx, fmt, ...)						\
	refuse_start(log, insn_idx, fmt "\n", ##__VA_ARGS__)

static inline void log_in_pieces(struct bpf_verifier_log *log, const char *text)
{
	size_t len = strlen(text), i;

	for (i = 0; i < len; i += LOG_PIECE)
		bpf_log(log, "%.*s", LOG_PIECE, text + i);
}

/* Name and prototype of one of the callees. */
static inline void log_callee(struct bpf_verifier_log *log, const char *name)
{
	log_in_pieces(log, name);
	bpf_log(log, " ");
	log_in_pieces(log, bpf_kfunc_callee_proto(name));
}

#endif /* __KFUNC_BY_NAME_LOG_H */
