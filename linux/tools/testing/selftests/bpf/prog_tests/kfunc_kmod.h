/* SPDX-License-Identifier: GPL-2.0 */
/* Load and unload modules, find their BTF. */
#ifndef __KFUNC_KMOD_H
#define __KFUNC_KMOD_H

#include <errno.h>
#include <fcntl.h>
#include <test_progs.h>
#include "testing_helpers.h"

/* Returns 0 or the negative errno, which load_module_params() does not tell. */
static inline int kmod_load(const char *name, const char *params)
{
	char path[64];
	int fd, err;

	snprintf(path, sizeof(path), "%s.ko", name);
	fd = open(path, O_RDONLY);
	if (!ASSERT_OK_FD(fd, path))
		return -ENOENT;
	err = finit_module(fd, params, 0) ? -errno : 0;
	close(fd);
	return err;
}

static inline int kmod_unload_once(const char *name)
{
	return delete_module(name, 0) ? -errno : 0;
}

/* A program that has been closed, or did not load, lets go of modules a little
 * later: after a grace period, in a work item.
 */
static inline int kmod_unload(const char *name)
{
	int i, err = -EWOULDBLOCK;

	for (i = 0; i < 5000 && err == -EWOULDBLOCK; i++) {
		if (i)
			usleep(1000);
		err = kmod_unload_once(name);
	}
	return err;
}

static inline bool kmod_is_loaded(const char *name)
{
	char path[64];

	snprintf(path, sizeof(path), "/sys/module/%s", name);
	return !access(path, F_OK);
}

/* An fd of the module's BTF, or -1. */
static inline int kmod_btf_fd(const char *module)
{
	struct bpf_btf_info info;
	char name[64];
	__u32 id = 0, len;
	int fd;

	while (!bpf_btf_get_next_id(id, &id)) {
		fd = bpf_btf_get_fd_by_id(id);
		if (fd < 0)
			continue;
		memset(&info, 0, sizeof(info));
		info.name = ptr_to_u64(name);
		info.name_len = sizeof(name);
		len = sizeof(info);
		if (!bpf_btf_get_info_by_fd(fd, &info, &len) && info.kernel_btf &&
		    !strcmp(name, module))
			return fd;
		close(fd);
	}
	return -1;
}

#endif /* __KFUNC_KMOD_H */
