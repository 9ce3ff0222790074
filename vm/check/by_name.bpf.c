// SPDX-License-Identifier: GPL-2.0
/*
 * What vm/check/check.c loads with a loader that calls kfuncs by name: it was made on
 * this machine, names and ids in it have to be in the byte order of the guest.
 */
#include <linux/bpf.h>
#include <bpf/bpf_core_read.h>
#include <bpf/bpf_helpers.h>
#include "check.h"

extern void *bpf_obj_new(__u64 local_type_id) __ksym;
extern void bpf_obj_drop_impl(void *obj, void *meta) __ksym;

struct object {
	int value;
};

SEC("syscall")
int by_name(struct check_result *result)
{
	struct object *object;

	object = bpf_obj_new(bpf_core_type_id_local(struct object));
	if (object) {
		result->by_name = 1;
		bpf_obj_drop_impl(object, NULL);
	}
	return 0;
}

char _license[] SEC("license") = "GPL";
