/* SPDX-License-Identifier: GPL-2.0 */
#ifndef CHECK_H
#define CHECK_H

/* The program's context: which kfuncs with implicit arguments it could call. */
struct check_result {
	__u32 interface;
	__u32 impl;
	__u32 module;
};

#endif
