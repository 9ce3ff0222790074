#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
# The series fits every release of sources.lock, and what it changes most compiles.
. "$(dirname "$0")/lib.sh"

KVER=${KVER:-6.18}
BUILD=${BUILD:-$TOP/build}
case $BUILD in /*) ;; *) BUILD=$TOP/$BUILD ;; esac
dir=$BUILD/linux-$KVER/release

compiles() {
	kmake="make -C $dir O=$dir/out PAHOLE=$BUILD/pahole/bin/pahole LOCALVERSION= -j$(nproc)"
	$kmake tinyconfig &&
	(cd "$dir/out" && "$dir/scripts/kconfig/merge_config.sh" -Q -m .config "$TOP/vm/config") &&
	$kmake olddefconfig &&
	$kmake kernel/bpf/ kernel/module/ kernel/trace/bpf_trace.o kernel/trace/trace_btf.o
}

versions=$(awk -v kver="$KVER." '$1 == "linux" && index($2, kver) == 1 { print $2 }' \
	"$TOP/sources.lock")
for version in $versions; do
	if ! tarball=$("$TOP/scripts/fetch" linux "$version" 2>"$T/diag"); then
		t_skip "$version" "$(tail -n 1 "$T/diag")"
		continue
	fi
	rm -rf "$dir"
	mkdir -p "$dir"
	tar -xf "$tarball" -C "$dir" --strip-components=1
	t_ok "$version: the series applies" "$TOP/scripts/apply" "$dir"
	t_ok "$version: ... and compiles" compiles
done
rm -rf "$dir"

t_done
