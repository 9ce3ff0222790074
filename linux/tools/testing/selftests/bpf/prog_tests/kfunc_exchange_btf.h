/* SPDX-License-Identifier: GPL-2.0 */
/* A page that a load waits for, while another BTF is put in the place of the one that the
 * process has loaded: its only file descriptor of BTF gets it.
 */
#ifndef __KFUNC_EXCHANGE_BTF_H
#define __KFUNC_EXCHANGE_BTF_H

#include <fcntl.h>
#include <linux/userfaultfd.h>
#include <poll.h>
#include <pthread.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <bpf/btf.h>
#include <test_progs.h>

struct exchange {
	const void *contents;	/* of the page, as many as the page has */
	const char *from;	/* a name in that BTF; NULL: it stays */
	const char *to;		/* as long a name in the other one */
	void *page;
	bool done;
	int uffd;
	pthread_t thread;
};

static inline int exchange_find_btf(void)
{
	char path[32], target[32];
	ssize_t len;
	int fd;

	for (fd = 3; fd < 1024; fd++) {
		snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
		len = readlink(path, target, sizeof(target) - 1);
		if (len < 0)
			continue;
		target[len] = 0;
		if (!strcmp(target, "anon_inode:btf"))
			return fd;
	}
	return -1;
}

static inline bool exchange_btf(const struct exchange *exchange)
{
	int other = -1, fd = exchange_find_btf();
	struct bpf_btf_info info = {};
	__u32 len = sizeof(info), size;
	char *data, *name;
	struct btf *btf;

	if (bpf_btf_get_info_by_fd(fd, &info, &len))
		return false;
	btf = btf__load_from_kernel_by_id(info.id);
	data = btf ? (char *)btf__raw_data(btf, &size) : NULL;
	name = data ? memmem(data, size, exchange->from, strlen(exchange->from) + 1) : NULL;
	if (name) {
		memcpy(name, exchange->to, strlen(exchange->to));
		other = bpf_btf_load(data, size, NULL);
	}
	btf__free(btf);
	if (other < 0 || dup2(other, fd) != fd)
		return false;
	close(other);
	return true;
}

static inline void *exchange_serve_page(void *arg)
{
	struct exchange *exchange = arg;
	struct pollfd waits = { .fd = exchange->uffd, .events = POLLIN };
	struct uffdio_copy copy = {
		.dst = ptr_to_u64(exchange->page),
		.src = ptr_to_u64(exchange->contents),
		.len = getpagesize(),
	};
	struct uffdio_range range = { .start = copy.dst, .len = copy.len };
	struct uffd_msg msg;

	if (poll(&waits, 1, 10000) == 1 &&
	    read(exchange->uffd, &msg, sizeof(msg)) == sizeof(msg)) {
		exchange->done = exchange->from && exchange_btf(exchange);
		ioctl(exchange->uffd, UFFDIO_COPY, &copy);
	}
	/* Nobody waits any more for what is not served. */
	ioctl(exchange->uffd, UFFDIO_UNREGISTER, &range);
	return NULL;
}

/* Make exchange->page. If that succeeds exchange_end() has to come. */
static inline bool exchange_begin(struct exchange *exchange)
{
	struct uffdio_api api = { .api = UFFD_API };
	struct uffdio_register range = { .mode = UFFDIO_REGISTER_MODE_MISSING };

	exchange->done = false;
	exchange->page = mmap(NULL, getpagesize(), PROT_READ | PROT_WRITE,
			      MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	exchange->uffd = syscall(__NR_userfaultfd, O_CLOEXEC);
	range.range.start = ptr_to_u64(exchange->page);
	range.range.len = getpagesize();
	if (ASSERT_OK_FD(exchange->uffd, "userfaultfd") &&
	    ASSERT_OK(ioctl(exchange->uffd, UFFDIO_API, &api), "api") &&
	    ASSERT_OK(ioctl(exchange->uffd, UFFDIO_REGISTER, &range), "register") &&
	    ASSERT_OK(pthread_create(&exchange->thread, NULL, exchange_serve_page, exchange),
		      "thread"))
		return true;
	munmap(exchange->page, getpagesize());
	close(exchange->uffd);
	return false;
}

static inline void exchange_end(struct exchange *exchange)
{
	pthread_join(exchange->thread, NULL);
	munmap(exchange->page, getpagesize());
	close(exchange->uffd);
}

#endif /* __KFUNC_EXCHANGE_BTF_H */
