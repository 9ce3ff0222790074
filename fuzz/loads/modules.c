// SPDX-License-Identifier: GPL-2.0
/* Modules of test_progs that register, duplicate and override kfuncs, or fail to. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>
#include "loads.h"

/* What a program holds on to is let go of after it was closed: this long */
#define PATIENCE_MS	20000

/* There all the time: their kfuncs are called. */
static const char * const lasting[] = {
	"bpf_testmod", "bpf_test_kfunc_pairs", "bpf_test_kfunc_pairs_x",
};

static struct passing {
	const char *name;
	const char * const *params;
	bool here;
} passing[] = {
#define PASSING(name, ...) { name, (const char * const []){ __VA_ARGS__, NULL }, false }
	PASSING("bpf_test_kfunc_override_x", "", "sets=common", "sets=strings", "sets=types",
		"sets=cpumask", "sets=implicit", "sets=same_hook",
		"sets=strings+implicit+cpumask", "sets=twice",
		"sets=strings fail=1", "sets=implicit fail=1",
		"sets=common late=1", "at_exit=1"),
	PASSING("bpf_test_kfunc_override_y", "", "sets=strings", "sets=implicit", "sets=xdp",
		"sets=cpumask_xdp", "sets=sk_lookup", "sets=ext",
		"sets=no_type", "sets=strings fail=1",
		"sets=implicit late=1"),
	PASSING("bpf_test_kfunc_names_x", "set=new", "set=new all_types=1", "set=new fail=1",
		"set=vmlinux", "set=dtor", "set=fmodret", "set=none"),
	PASSING("bpf_test_kfunc_names_y", "set=new", "set=new fail=1", "set=none"),
	PASSING("bpf_test_kfunc_override_fail", "set=proto", "set=flags", "set=none"),
	PASSING("bpf_test_kfunc_override_twin", ""),
};

unsigned long modules_came, modules_failed, modules_went, modules_generation;

static const char *dir;

static int come(const char *name, const char *params)
{
	char path[512];
	int fd, err;

	snprintf(path, sizeof(path), "%s/%s.ko", dir, name);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return -errno;
	err = syscall(SYS_finit_module, fd, params, 0) ? -errno : 0;
	close(fd);
	modules_generation++;
	return err;
}

static int go(const char *name)
{
	int err = syscall(SYS_delete_module, name, O_NONBLOCK) ? -errno : 0;

	modules_generation++;
	return err;
}

static void goes(struct passing *module)
{
	module->here = false;
	modules_went++;
}

void modules_step(struct rng *rng)
{
	struct passing *module = &passing[rng_below(rng, ARRAY_SIZE(passing))];
	const char *params;
	int cnt = 0, err;

	while (module->params[cnt])
		cnt++;
	/* chosen even if it goes: what comes next does not depend on what is there */
	params = module->params[rng_below(rng, cnt)];
	if (module->here) {
		/* a program may hold it */
		if (!go(module->name))
			goes(module);
		return;
	}
	err = come(module->name, params);
	module->here = !err;
	if (err)
		modules_failed++;
	else
		modules_came++;
}

void modules_leave(void)
{
	struct passing *module;
	int ms, err = 0;

	for (module = passing; module < passing + ARRAY_SIZE(passing); module++) {
		if (!module->here)
			continue;
		for (ms = 0; ms < PATIENCE_MS; ms += 10) {
			err = go(module->name);
			if (!err)
				break;
			usleep(10000);
		}
		if (err)
			finding("module %s does not go: %s", module->name, strerror(-err));
		goes(module);
	}
}

void modules_init(const char *where)
{
	size_t i;
	int err;

	dir = where;
	for (i = 0; i < ARRAY_SIZE(lasting); i++) {
		err = come(lasting[i], "");
		if (err && err != -EEXIST)
			fprintf(stderr, "loads: no module %s: %s\n", lasting[i], strerror(-err));
	}
}
