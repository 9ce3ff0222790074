// SPDX-License-Identifier: GPL-2.0
/* Programs that attach to many functions at once find a kfunc with implicit arguments by
 * either of its names, or by both, and are attached to the one function once.
 */
#include <test_progs.h>
#include <bpf/btf.h>
#include "kfunc_kmod.h"
#include "kfunc_run.h"

/* as in progs/kfunc_pairs_multi.c */
struct seen {
	__u64 hits;
	__u64 nr_args;
	__u64 cookie;
	__u32 prog_id;
	__s32 ret;
};

#include "kfunc_pairs_multi.skel.h"

#define MODULE "bpf_test_kfunc_pairs_trace"

static struct kfunc_pairs_multi *load(void)
{
	struct kfunc_pairs_multi *skel = kfunc_pairs_multi__open_and_load();

	if (ASSERT_OK_PTR(skel, "open_and_load"))
		skel->bss->my_pid = getpid();
	return skel;
}

static void check_seen(const struct seen *seen, __u64 hits, __u64 nr_args, __u32 id,
		       const char *who)
{
	ASSERT_EQ(seen->hits, hits, who);
	ASSERT_EQ(seen->nr_args, nr_args, who);
	ASSERT_EQ(seen->prog_id, id, who);
}

static void test_pattern(void)
{
	struct kfunc_pairs_multi *skel = load();
	const struct bpf_program *callers[2];
	struct bpf_link *links[4] = {};
	const struct bpf_program *tracers[4];
	__u32 id;
	int i;

	if (!skel)
		return;
	callers[0] = skel->progs.call_new;
	callers[1] = skel->progs.call_old;
	tracers[0] = skel->progs.at_entry;
	tracers[1] = skel->progs.at_exit;
	tracers[2] = skel->progs.in_session;
	tracers[3] = skel->progs.at_entry_stream;
	for (i = 0; i < ARRAY_SIZE(tracers); i++) {
		links[i] = bpf_program__attach(tracers[i]);
		if (!ASSERT_OK_PTR(links[i], bpf_program__name(tracers[i])))
			goto destroy;
	}

	for (i = 0; i < ARRAY_SIZE(callers); i++) {
		id = kfunc_prog_id(callers[i]);
		ASSERT_EQ(kfunc_run(callers[i]), 1000 + id, "return value");
		check_seen(&skel->bss->entry, i + 1, 2, id, "fentry.multi");
		check_seen(&skel->bss->leave, i + 1, 2, id, "fexit.multi");
		check_seen(&skel->bss->session_entry, i + 1, 2, id, "fsession.multi entry");
		check_seen(&skel->bss->session_leave, i + 1, 2, id, "fsession.multi exit");
		ASSERT_EQ(skel->bss->leave.ret, 1000 + id, "fexit.multi value");
		ASSERT_EQ(skel->bss->session_leave.ret, 1000 + id, "fsession.multi value");
	}

	ASSERT_EQ((int)kfunc_run(skel->progs.call_stream), -ENOENT, "no such stream");
	check_seen(&skel->bss->entry_stream, 1, 5, kfunc_prog_id(skel->progs.call_stream), "vmlinux");
destroy:
	for (i = 0; i < ARRAY_SIZE(links); i++)
		bpf_link__destroy(links[i]);
	kfunc_pairs_multi__destroy(skel);
}

/* Attach by @cnt ids, or fail to; call the function; each call is seen once. */
static void attach_by_ids(struct kfunc_pairs_multi *skel, const __u32 *ids,
			  const __u64 *cookies, int cnt, int want_err, const char *what)
{
	LIBBPF_OPTS(bpf_tracing_multi_opts, opts, .ids = ids, .cookies = cookies, .cnt = cnt);
	struct seen *seen = &skel->bss->entry_ids;
	struct bpf_link *link;

	memset(seen, 0, sizeof(*seen));
	link = bpf_program__attach_tracing_multi(skel->progs.by_ids, NULL, &opts);
	if (want_err) {
		ASSERT_EQ(libbpf_get_error(link), want_err, what);
	} else if (ASSERT_OK_PTR(link, what)) {
		ASSERT_EQ((int)kfunc_run(skel->progs.call_stream), -ENOENT, "no such stream");
		check_seen(seen, 1, 5, kfunc_prog_id(skel->progs.call_stream), what);
		ASSERT_EQ(seen->cookie, cookies ? cookies[0] : 0, what);
	}
	if (!libbpf_get_error(link))
		bpf_link__destroy(link);
}

static void test_ids(void)
{
	struct kfunc_pairs_multi *skel = load();
	const __u64 cookies[] = { 7, 8 };
	__u32 both[2], twice[2], swapped[2];
	struct btf *vmlinux;

	if (!skel)
		return;
	vmlinux = btf__load_vmlinux_btf();
	if (!ASSERT_OK_PTR(vmlinux, "vmlinux"))
		goto destroy;
	both[0] = btf__find_by_name_kind(vmlinux, "bpf_stream_vprintk", BTF_KIND_FUNC);
	both[1] = btf__find_by_name_kind(vmlinux, "bpf_stream_vprintk_impl", BTF_KIND_FUNC);
	swapped[0] = both[1];
	swapped[1] = both[0];
	twice[0] = both[1];
	twice[1] = both[1];

	attach_by_ids(skel, &both[0], NULL, 1, 0, "interface");
	attach_by_ids(skel, &both[1], NULL, 1, 0, "_impl");
	attach_by_ids(skel, &both[0], cookies, 1, 0, "interface with cookie");
	attach_by_ids(skel, &both[1], cookies, 1, 0, "_impl with cookie");
	attach_by_ids(skel, both, NULL, 2, 0, "both");
	attach_by_ids(skel, swapped, NULL, 2, 0, "both, swapped");
	/* one of the cookies would be lost */
	attach_by_ids(skel, both, cookies, 2, -EINVAL, "both with cookies");
	attach_by_ids(skel, twice, NULL, 2, -EINVAL, "one twice");
	btf__free(vmlinux);
destroy:
	kfunc_pairs_multi__destroy(skel);
}

/* serial: loads a module that other tests load, traces a function that they call */
void serial_test_kfunc_pairs_multi(void)
{
	if (!ASSERT_OK(kmod_load(MODULE, ""), "load module"))
		return;
	if (test__start_subtest("pattern"))
		test_pattern();
	if (test__start_subtest("ids"))
		test_ids();
	ASSERT_OK(kmod_unload(MODULE), "unload module");
}
