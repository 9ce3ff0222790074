/* SPDX-License-Identifier: GPL-2.0 */
#ifndef CHECK_H
#define CHECK_H

/* The program's context: which kfuncs with implicit arguments it could call. */
struct check_result {
	/* Set by who runs it. Where long is 32 bits, a stream warns of the size of
	 * its own structs, whatever is written to it.
	 */
	__u32 try_stream;
	__u32 interface;
	__u32 impl;
	__u32 stream;
	__u32 module;
	__u32 by_name;
};

#endif
