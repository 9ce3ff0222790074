#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# Where Linux 7.3 has most of its kfuncs with implicit arguments: the schedulers of
# tools/sched_ext load and schedule, and its selftests pass.

set -eu
. "$(dirname "$0")/../lib.sh"
. "$TOP/scripts/target.sh"

"$TOP/scripts/sched-ext"
dir=$TARGET/sched_ext
guest=$TOP/tests/long/sched_ext

# Clang 19 merges the addresses that 7.3's qmap casts to and from the arena: one goes
# without the cast.
unfit=
if grep -q arena "$KSRC/tools/sched_ext/scx_qmap.bpf.c"; then
	unfit=scx_qmap
	t_skip $unfit "clang 19 compiles it to what no verifier takes"
fi
"$TOP/vm/run" -q -s 4 -t 900 -- bash "$guest/schedulers.sh" "$dir/build/bin" 3 \
	>"$T/stdout" 2>"$T/said" </dev/null || echo "status $?" >>"$T/stdout"
for program in "$dir"/build/bin/scx_*; do
	name=${program##*/}
	[ "$name" != "$unfit" ] || continue
	cp "$T/said" "$T/diag"
	t_like "$name schedules" "$(grep "^$name " "$T/stdout")" "^$name 0 enabled [a-z]"
done
t_is "the kernel does not complain" "$(grep '^status' "$T/stdout" || :)" ''

# reload_loop attaches a scheduler some thousand times: that is no test for QEMU's TCG.
rc=0
"$TOP/vm/run" -q -s 4 -t 1800 -C "$dir/selftests" -- bash "$guest/selftests.sh" reload_loop \
	>"$T/stdout" 2>"$T/said" </dev/null || rc=$?
names=$("$dir/selftests/runner" -l)
t_like "there are selftests" "$names" '^minimal$'
for name in $names; do
	grep -aA40 "^TEST: $name\$" "$T/stdout" >"$T/diag" || :
	case $name,$(grep -aE "^(not )?ok [0-9]+ $name #" "$T/stdout" || :) in
	reload_loop,*) t_skip "$name" "it would take too long" ;;
	*'not ok'*) t_point 1 "$name" ;;
	*'# SKIP'*) t_skip "$name" "its runner skips it here" ;;
	*,ok*) t_point 0 "$name" ;;
	*) t_point 1 "$name" ;;
	esac
done
tail -n 20 "$T/stdout" "$T/said" >"$T/diag"
t_point $((rc != 0)) "the selftests run to their end, the kernel does not complain"

t_done
