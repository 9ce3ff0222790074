#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# The tag of a program, which begins its digest, is the one that it has on the
# unpatched kernel. Programs with ids of the kernel's BTF have other ids there: for
# them the test itself compares the tag with the instructions that were loaded, on
# either kernel.
set -eu
. "$(dirname "$0")/../lib.sh"

. "$TOP/scripts/target.sh"
unpatched=$UNPATCHED/$ARCH
selftests=$SELFTESTS/$TEST_PROGS

# Not there: kfuncs by their new names, and exclusive maps of an fd_array, which
# that kernel compares with nothing.
there=plain,any,old,light_skeleton,core_relo_old,exclusive_core_relo

# run KERNEL SUBTESTS: away from the modules, which are the patched kernel's
run() {
	"$TOP/vm/run" -k "$1" --keep "$selftests" -- sh -c \
		"cd /tmp && exec $selftests/test_progs -v -a kfunc_tags/${2//,/,kfunc_tags/}"
}

tags() {
	grep "^tag $1" "$T/out" | sort
}

t_ok "the unpatched kernel is built" "$TOP/scripts/unpatched-kernel"

t_ok "tags are those of the instructions on the unpatched kernel" \
	run "$unpatched/kernel/$IMAGE" "$there"
tags plain >"$T/there"
t_ok "... and on the patched one" run "$KOUT/$IMAGE" "$there"
tags plain >"$T/here"
t_like "there are tags to compare" "$(cat "$T/here")" '/core_relo_proto [0-9a-f]{16}$'
t_is "tags are the same on both" "$(cat "$T/here")" "$(cat "$T/there")"

t_done
