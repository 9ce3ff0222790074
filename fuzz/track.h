/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Included before the sources of resolve_btfids. It leaves what it has allocated and
 * what it has opened to the end of the process, which does not come here.
 */
#ifndef __FUZZ_TRACK_H
#define __FUZZ_TRACK_H

#define _GNU_SOURCE
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void *track(void *p);
void *track_realloc(void *p, size_t n, size_t size);
void track_free(void *p);
void track_free_all(void);
size_t track_cnt(void);

/* /dev/null, or with FUZZ_MESSAGES standard error */
extern FILE *messages;

#ifndef FUZZ_TRACK_ITSELF
#undef strdup
#undef strndup
#define malloc(size)			track(malloc(size))
#define calloc(n, size)			track(calloc(n, size))
#define strdup(s)			track(strdup(s))
#define strndup(s, n)			track(strndup(s, n))
#define reallocarray(p, n, size)	track_realloc(p, n, size)
#define realloc(p, size)			track_realloc(p, 1, size)
#define free(p)				track_free(p)

#undef stderr
#define stderr messages

#endif /* FUZZ_TRACK_ITSELF */

#endif /* __FUZZ_TRACK_H */
