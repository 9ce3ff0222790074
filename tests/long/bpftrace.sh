#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# bpftrace counts the arguments of the FUNC that it attaches to, and takes what is
# behind them in a program's context for the return value: so it is for a kfunc
# with an implicit argument.
set -eu
. "$(dirname "$0")/../lib.sh"

. "$TOP/scripts/target.sh"
selftests=$SELFTESTS/$TEST_PROGS
kfunc=bpf_stream_vprintk

t_ok "bpftrace is there" "$TOP/scripts/deps" bpftrace

# Names of probes and how to get at an argument have changed.
entry=fentry exit=fexit arg=args.
version=$(bpftrace --version)
minor=${version#*.} minor=${minor%%.*}
[ "$minor" -ge 21 ] || entry=kfunc exit=kretfunc
[ "$minor" -ge 18 ] || arg='args->'

# trace PROGRAM: while a program prints "%d" and " %s" into stream 1, 8 bytes of
# arguments each
trace() {
	"$TOP/vm/run" --keep "$selftests" -C "$selftests" -- \
		bpftrace -e "$1" -c "./test_progs -a kfunc_spelling/new"
}

t_ok "bpftrace attaches to $kfunc" trace "
$entry:$kfunc { printf(\"entry %d %d\\n\", ${arg}stream_id, ${arg}len__sz); }
$exit:$kfunc { printf(\"exit %d %d ret %d\\n\", ${arg}stream_id, ${arg}len__sz, retval); }"
t_is "... and prints arguments and return value" \
	"$(grep -E '^(entry|exit) ' "$T/out" | sort | uniq -c | sed 's/^ *//')" \
	"2 entry 1 8
2 exit 1 8 ret 0"
t_fails "the implicit argument is none of $kfunc" "aux" \
	trace "$exit:$kfunc { printf(\"%p\", ${arg}aux); }"

# bpftrace looks for what it attaches to among the kernel's symbols: ${kfunc}_impl
# is none. Other tools load such a program, see kfunc_pairs_readers.
t_fails "bpftrace itself refuses ${kfunc}_impl" 'not traceable|does not exist|No probes' \
	trace "$exit:${kfunc}_impl { printf(\"%d\", retval); }"

t_done
