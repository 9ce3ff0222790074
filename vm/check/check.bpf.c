// SPDX-License-Identifier: GPL-2.0
/*
 * What vm/check/check.c loads: calls of kfuncs with implicit arguments, or, with
 * NO_CALLS for a kernel that cannot do kfunc calls, just their addresses. There are
 * no subprograms and no callbacks, as not every JIT can do these.
 */
#include <linux/bpf.h>
#include <bpf/bpf_core_read.h>
#include <bpf/bpf_helpers.h>
#include "check.h"

extern void *bpf_obj_new(__u64 local_type_id) __ksym __weak;
extern void *bpf_obj_new_impl(__u64 local_type_id, void *meta) __ksym __weak;
extern void bpf_obj_drop(void *obj) __ksym __weak;
extern void bpf_obj_drop_impl(void *obj, void *meta) __ksym __weak;
extern int bpf_stream_vprintk(int stream_id, const char *fmt__str, const void *args,
			      __u32 len__sz) __ksym __weak;
extern __u32 bpf_test_implicit_prog_id(void) __ksym __weak;

#ifndef NO_CALLS
struct object {
	int value;
};

static const char by_interface[] = "interface ";
static const char by_impl[] = "_impl";

SEC("syscall")
int check(struct check_result *result)
{
	struct object *object;
	__u64 args = 0;

	object = bpf_obj_new(bpf_core_type_id_local(struct object));
	if (object) {
		result->interface = 1;
		bpf_obj_drop(object);
	}
	object = bpf_obj_new_impl(bpf_core_type_id_local(struct object), NULL);
	if (object) {
		result->impl = 1;
		bpf_obj_drop_impl(object, NULL);
	}

	if (result->try_stream)
		result->stream =
			!bpf_stream_vprintk(BPF_STREAM_STDOUT, by_interface, &args, 0) &&
			!bpf_stream_vprintk_impl(BPF_STREAM_STDOUT, by_impl, &args, 0, NULL);

	if (bpf_ksym_exists(bpf_test_implicit_prog_id))
		result->module = bpf_test_implicit_prog_id();
	return 0;
}
#else
SEC("syscall")
int check(struct check_result *result)
{
	result->interface = bpf_ksym_exists(bpf_obj_new);
	result->impl = bpf_ksym_exists(bpf_obj_new_impl);
	result->stream = bpf_ksym_exists(bpf_stream_vprintk) &&
			 bpf_ksym_exists(bpf_stream_vprintk_impl);
	result->module = bpf_ksym_exists(bpf_test_implicit_prog_id);
	return 0;
}
#endif

char _license[] SEC("license") = "GPL";
