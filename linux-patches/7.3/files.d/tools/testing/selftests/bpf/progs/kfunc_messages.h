/* SPDX-License-Identifier: GPL-2.0 */
/* How the verifier of this kernel calls what it complains about. */
#ifndef __KFUNC_MESSAGES_H
#define __KFUNC_MESSAGES_H

/* an argument, by its index: its register */
#define MSG_ARG(n)			MSG_REG_##n
#define MSG_ARG_HASH(n)			MSG_REG_##n
#define MSG_ARGS_HASH(n)		MSG_REG_##n
#define MSG_REG_0			"R1"
#define MSG_REG_1			"R2"
#define MSG_REG_2			"R3"

#define MSG_NULL_NODE(n)		"Possibly NULL pointer passed to trusted " MSG_REG_##n
#define MSG_NO_REFERENCE(kfunc)							\
	"release kfunc " kfunc " expects referenced PTR_TO_BTF_ID"
#define MSG_RELEASE_WITH_OFFSET(kfunc)	MSG_NO_REFERENCE(kfunc)
#define MSG_SIZE_NO_SCALAR		"R4 is not a scalar"
#define MSG_R3_NOT_SET			"variable ? access var_off="

#endif /* __KFUNC_MESSAGES_H */
