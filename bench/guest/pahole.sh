#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# pahole.sh PAHOLE VMLINUX: what the feature implicit_args costs. It runs in the guest,
# too: counted there its user time is the same every time, which it is not on a machine
# that does something else as well.
set -e
features=encode_force,var,float,enum64,decl_tag,type_tag,optimized_func
features=$features,consistent_func,decl_tag_kfuncs,attributes
TIMEFORMAT=%U
encode() {
	rm -f /tmp/btf
	"$1" -J -j1 --lang_exclude=rust --btf_features="$4" \
		--btf_encode_detached=/tmp/btf "$2"
	echo "pahole/$3 bytes $(stat -c %s /tmp/btf)"
}
for feature in on off; do
	add=
	[ $feature = off ] || add=,implicit_args
	{ time encode "$1" "$2" $feature $features$add 2>&3; } 3>&2 2>/tmp/time
	echo "pahole/$feature milliseconds $(tr -d . </tmp/time)"
done
