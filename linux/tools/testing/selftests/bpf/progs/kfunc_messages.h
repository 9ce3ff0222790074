/* SPDX-License-Identifier: GPL-2.0 */
/* How the verifier of this kernel calls what it complains about. */
#ifndef __KFUNC_MESSAGES_H
#define __KFUNC_MESSAGES_H

/* an argument, by its index */
#define MSG_ARG(n)			"arg" #n
#define MSG_ARG_HASH(n)			"arg#" #n
#define MSG_ARGS_HASH(n)		"args#" #n

#define MSG_NULL_NODE(n)		"Possibly NULL pointer passed to arg#" #n " of bpf_rbtree_"
#define MSG_NO_REFERENCE(kfunc)							\
	"release kernel function " kfunc " expects refcounted PTR_TO_BTF_ID"
#define MSG_RELEASE_WITH_OFFSET(kfunc)						\
	"kernel function " kfunc " args#0 expected pointer to STRUCT"
#define MSG_SIZE_NO_SCALAR		"must point to scalar, or struct with scalar"
#define MSG_R3_NOT_SET			"R3 is not a scalar"

#endif /* __KFUNC_MESSAGES_H */
