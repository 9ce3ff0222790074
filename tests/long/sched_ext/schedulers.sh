#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# schedulers.sh DIR SECONDS: lets each scheduler in DIR schedule for some seconds, and
# prints its name, its status, and what sched_ext said meanwhile. Runs in the guest.

set -u
scx=/sys/kernel/sched_ext

# The programs of a scheduler are verified before it is enabled: that takes a while.
enabled() {
	local i
	for ((i = 0; i < 600; i++)); do
		[ "$(cat $scx/state)" != enabled ] || return 0
		kill -0 "$1" 2>/dev/null || return
		sleep 0.2
	done
	return 1
}

for program in "$1"/scx_*; do
	rc=0
	"$program" >/tmp/said 2>&1 &
	enabled $! && sleep "$2"
	during="$(cat $scx/state) $(cat $scx/root/ops 2>/dev/null)"
	kill -INT $!
	wait $! || rc=$?
	echo "${program##*/} $rc $during"
	cat /tmp/said >&2
done
