#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# The headers of the tree that BPF programs are built with go with the vmlinux.h of any
# kernel, and what is built with them loads.

set -eu
. "$(dirname "$0")/../lib.sh"
. "$TOP/scripts/target.sh"

selftests=$SELFTESTS/$TEST_PROGS

mkdir "$T/patched" "$T/unpatched" "$T/6.17"
cp "$selftests/tools/include/vmlinux.h" "$T/patched"
cp "$OLD/vmlinux.h" "$T/unpatched"
# In 6.17 bpf_stream_vprintk() has the dummy that 6.18 calls bpf_stream_vprintk_impl() for.
sed 's/^\(extern int bpf_stream_vprintk\)_impl(/\1(/' "$T/unpatched/vmlinux.h" >"$T/6.17/vmlinux.h"
t_ok "vmlinux.h of 6.17" grep -q '^extern int bpf_stream_vprintk(.*void \*' "$T/6.17/vmlinux.h"
# All of common.bpf.h wants a kernel with sched_ext.
sed -n '/^#define __contains/,/^.. task ..$/p' \
	"$KSRC/tools/sched_ext/include/scx/common.bpf.h" >"$T/scx.h"

for vmlinux in patched unpatched 6.17; do
	for prog in stream scx; do
		t_ok "$prog.bpf.c compiles with vmlinux.h of $vmlinux" \
			"$CLANG" -g -O2 --target="$BPF_TARGET" -mcpu=v3 -D__TARGET_ARCH_"$BPF_ARCH" -Wall -Werror \
			-Wno-compare-distinct-pointer-types -fms-extensions \
			-Wno-microsoft-anon-tag -I"$T/$vmlinux" -I"$T" \
			-I"$selftests/tools/include" -c "$TOP/tests/guest/headers/$prog.bpf.c" \
			-o "$T/$vmlinux/$prog.o"
	done
done

cat >"$T/load.sh" <<'END'
mountpoint -q /sys/fs/bpf || mount -t bpf bpf /sys/fs/bpf
for object in "$1"/*/*.o; do
	"$2" prog load "$object" /sys/fs/bpf/prog && echo "${object#"$1"/}" &&
		rm /sys/fs/bpf/prog
done
END
t_ok "boot" "$TOP/vm/run" -q --keep "$T" -- \
	bash "$T/load.sh" "$T" "$BPFTOOL"
t_is "all of them load" "$(xargs <"$T/out")" \
	"6.17/scx.o 6.17/stream.o patched/scx.o patched/stream.o unpatched/scx.o unpatched/stream.o"

t_done
