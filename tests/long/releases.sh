#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# The series fits every release that its source names, and what it changes most compiles.
set -eu
. "$(dirname "$0")/../lib.sh"
. "$TOP/scripts/target.sh"
. "$TOP/scripts/kbuild.sh"

dir=$LINE/release

compiles() {
	local KSRC=$dir KOUT=$dir/out configs
	mapfile -t configs < <(target_configs)
	kmake tinyconfig &&
		(cd "$KOUT" && "$KSRC/scripts/kconfig/merge_config.sh" -Q -m .config "${configs[@]}") &&
		kmake olddefconfig &&
		kmake kernel/bpf/ kernel/module/ kernel/trace/bpf_trace.o kernel/trace/trace_btf.o
}

versions=$(awk '!/^#/ && NF { print $1 }' "$TOP/linux-patches/$KVER/source")
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
