/* SPDX-License-Identifier: GPL-2.0 */
/* For tests of modules with kfuncs: look at what the kernel says about them, and run
 * programs.
 */
#ifndef __KFUNC_TEST_HELPERS_H
#define __KFUNC_TEST_HELPERS_H

#include <errno.h>
#include <fcntl.h>
#include <test_progs.h>
#include "kfunc_kmod.h"
#include "kfunc_run.h"

/* The kernel log from now on. */
static inline int kmsg_open(void)
{
	int fd = open("/dev/kmsg", O_RDONLY | O_NONBLOCK);

	if (ASSERT_OK_FD(fd, "open /dev/kmsg"))
		lseek(fd, 0, SEEK_END);
	return fd;
}

/* Gets what was said since kmsg_open(), without time stamps, and closes it. */
static inline void kmsg_close(int fd, char *buf, size_t size)
{
	char record[2048], *text;
	size_t len = 0;
	ssize_t n;

	buf[0] = 0;
	while (fd >= 0 && (n = read(fd, record, sizeof(record) - 1)) != 0) {
		if (n < 0 && errno == EPIPE)
			continue;	/* some have been overwritten */
		if (n < 0)
			break;
		record[n] = 0;
		text = strchr(record, ';');
		text = text ? text + 1 : record;
		text[strcspn(text, "\n")] = 0;
		if (len < size)
			len += snprintf(buf + len, size - len, "%s\n", text);
	}
	if (fd >= 0)
		close(fd);
}

/* Loading a module fails, for the reason that it should. */
static inline void kmod_refused(const char *name, const char *params, int want_err,
				const char *want_msg)
{
	static char log[64 * 1024];
	int fd, err;

	fd = kmsg_open();
	err = kmod_load(name, params);
	kmsg_close(fd, log, sizeof(log));

	if (!ASSERT_EQ(err, want_err, params) && !err)
		ASSERT_OK(kmod_unload(name), "unload");
	ASSERT_HAS_SUBSTR(log, want_msg, params);
	ASSERT_FALSE(kmod_is_loaded(name), "not loaded");
}

#endif /* __KFUNC_TEST_HELPERS_H */
