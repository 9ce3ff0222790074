// SPDX-License-Identifier: GPL-2.0
#define FUZZ_TRACK_ITSELF
#include "track.h"

FILE *messages;

__attribute__((constructor)) static void open_messages(void)
{
	messages = getenv("FUZZ_MESSAGES") ? stderr : fopen("/dev/null", "w");
}

static void **all;
static size_t cnt;

void *track(void *p)
{
	if (!p)
		return NULL;
	if (!(cnt & (cnt + 1)))
		all = realloc(all, (2 * cnt + 2) * sizeof(*all));
	all[cnt++] = p;
	return p;
}

static void forget(void *p)
{
	size_t i;

	for (i = cnt; i; i--) {
		if (all[i - 1] == p) {
			all[i - 1] = all[--cnt];
			return;
		}
	}
}

void track_free(void *p)
{
	forget(p);
	free(p);
}

void *track_realloc(void *p, size_t n, size_t size)
{
	forget(p);
	return track(reallocarray(p, n, size));
}

size_t track_cnt(void)
{
	return cnt;
}

void track_free_all(void)
{
	while (cnt)
		free(all[--cnt]);
}
