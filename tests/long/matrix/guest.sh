#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# guest.sh: in the guest, in the directory of what scripts/matrix has built: what becomes
# of each object, light skeleton and scheduler there. Prints lines "NAME: RESULT".

set -u
schedule=$(dirname "$0")/../sched_ext/schedulers.sh
one=/tmp/one

# reason FILE: why a scheduler did not run. The verifier's words come first, then
# libbpf's, then its own. What libbpf skips does no harm.
reason() {
	awk '
		/skipping it/ { next }
		/^processed [0-9]+ insns/ && !verifier { verifier = before }
		/^libbpf: .*(not found|failed)/ && !libbpf { libbpf = $0 }
		/^Failed / && !own { own = $0 }
		{ before = $0 }
		END { print verifier ? verifier : libbpf ? libbpf : own ? own : before }' "$1"
}

for object in *.bpf.o; do
	echo "${object%.bpf.o}: $(./run "$object" 2>&1)"
done
for light in light-*; do
	echo "$light: $("./$light" 2>&1)"
done
for scheduler in schedulers-*/scx_*; do
	[ -x "$scheduler" ] || continue
	if [ ! -d /sys/kernel/sched_ext ]; then
		echo "$scheduler: the kernel has no sched_ext"
		continue
	fi
	rm -rf $one
	mkdir $one
	ln -s "$PWD/$scheduler" $one/
	case $(bash "$schedule" $one 2 2>/tmp/why) in
	*' 0 enabled '*) echo "$scheduler: loads and runs" ;;
	*) echo "$scheduler: $(reason /tmp/why)" ;;
	esac
done
