#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# The selftests on other machines, big and little endian: kernel, modules, test_progs and
# BPF objects cross-built, QEMU's TCG.
#
#	MACHINES	which (default: arm64 s390x)
set -eu
. "$(dirname "$0")/../lib.sh"

. "$TOP/scripts/target.sh"

if [ "$(id -u)" != 0 ]; then
	t_skip "other machines" "only root can unpack a Debian for the guest's root"
	t_done
fi

for arch in ${MACHINES:-arm64 s390x}; do
	if [ "$arch" = "$ARCH" ]; then
		t_skip "$arch" "the target itself"
		continue
	fi
	since=$SECONDS
	t_ok "$arch: everything is built" env ARCH="$arch" "$TOP/scripts/build"
	# shellcheck disable=SC2154 # t_ok's
	[ "$t_rc" = 0 ] || continue
	echo "# $arch: built in $(((SECONDS - since) / 60)) min"
	since=$SECONDS
	t_ok "$arch: the selftests pass" env ARCH="$arch" T_LIMIT=20000 T_VM_LIMIT="${T_VM_LIMIT:-6000}" \
		"$TOP/tests/run" guest/selftests
	echo "# $arch: run in $(((SECONDS - since) / 60)) min: $(grep -a ' passed, ' "$T/out" | tail -n 1)"
done

t_done
