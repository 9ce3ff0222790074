#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# The kernel's own test_progs with the tests of tests/guest/allow, in the guest: a
# point per test or subtest. Then that of the unpatched kernel, with the tests of
# allow.unpatched: what was written and compiled before there were implicit arguments.
# T_ARGS: other tests, arguments for test_progs; T_VM_LIMIT: seconds for each of the two.

set -eu
. "$(dirname "$0")/../lib.sh"
. "$TOP/scripts/target.sh"

mkdir -p "$LOG" "$T/share"
: >"$T/missing"

# test_progs DIR NAME ALLOW [PREFIX]: runs DIR's; PREFIX begins the names of the points
test_progs() {
	local dir=$1/$TEST_PROGS log=$LOG/$2-vm.log prefix=${4-} rc=0 result name said summary

	# shellcheck disable=SC2086 # T_ARGS is a list
	"$TOP/vm/run" -t "${T_VM_LIMIT:-1200}" -l "$log" --share "$T/share" \
		-C "$dir" -- ./test_progs --watchdog-timeout=600 \
		--json-summary="$T/share/$2.json" -d "@$TOP/tests/guest/deny" \
		${T_ARGS:--a "@$TOP/tests/guest/$3"} \
		>"$T/stdout" 2>"$T/stderr" </dev/null || rc=$?

	if ! "$TOP/scripts/test-results" "$T/stdout" "$T/share/$2.json" >"$T/results" 2>"$T/diag"; then
		t_point 1 "${prefix}results of test_progs"
	fi
	# test_progs is silent about a name that it does not have.
	[ "${T_ARGS-}" ] || sed 's/#.*//' "$TOP/tests/guest/$3" | xargs -n1 | while read -r name; do
		grep -qE "^[A-Z]+ $name([/ ]|\$)" "$T/results" || echo "$name"
	done >"$T/missing"
	[ ! -s "$T/missing" ] || {
		cp "$T/missing" "$T/diag"
		t_point 1 "${prefix}test_progs has what is in $3"
	}
	while read -r result name said; do
		name=$prefix${name//#/_}
		printf '%b\n' "$said" >"$T/diag"
		case $result in
		SKIP) t_skip "$name" "test_progs skips it here" ;;
		OK) t_point 0 "$name" ;;
		*) t_point 1 "$name" ;;
		esac
	done <"$T/results"

	{
		echo "status $rc; the end of what was printed:"
		tail -n 20 "$T/stdout"
		cat "$T/stderr"
	} >"$T/diag"
	summary=$(grep '^Summary: ' "$T/stdout") || summary='no summary'
	t_point $((rc != 0)) \
		"${prefix}test_progs succeeds, the kernel does not complain ($summary)"
}

test_progs "$SELFTESTS" selftests allow
test_progs "$OLD-selftests" old-selftests allow.unpatched 'unpatched '

t_done
