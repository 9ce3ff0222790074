#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# The kernel's own test_progs with the tests of tests/guest/allow and those that the line
# alone has (linux-patches/KVER/allow), in the guest: a point per test or subtest. Then
# that of the unpatched kernel that old objects are from, with the tests of
# allow.unpatched: what was written and compiled before there were implicit arguments. If
# that is of another line the list linux-patches/KVER/deny.unpatched has what of it wants
# that line's kernel.
# Those of the list unsteady may fail once. Tests of the unpatched kernel are for this
# machine only.
# T_ARGS: arguments for the first, in the place of the list; T_VM_LIMIT: seconds for
# each of the two.

set -eu
. "$(dirname "$0")/../lib.sh"
. "$TOP/scripts/target.sh"

mkdir -p "$LOG" "$T/share"
cat "${ALLOW[@]}" >"$T/share/allow"

# run DIR NAME ARG...: DIR's test_progs; sets rc; what it prints is in $T/stdout and
# $T/stderr, the results in $T/results. Prints each test as it ends.
run() {
	local dir=$1/$TEST_PROGS name=$2
	shift 2

	"$TOP/vm/run" -t "${T_VM_LIMIT:-1200}" -l "$LOG/$name-vm.log" --share "$T/share" \
		-C "$dir" -- ./test_progs --watchdog-timeout=600 \
		--json-summary="$T/share/$name.json" -d "@$deny" "$@" \
		2>"$T/stderr" </dev/null | tee "$T/stdout" |
		sed -un 's/^#[0-9]* \([^/]*\):\(OK\|FAIL\|SKIP\)\b.*/  \2      \1/p'
	rc=${PIPESTATUS[0]}
	"$TOP/scripts/test-results" "$T/stdout" "$T/share/$name.json" >"$T/results" 2>"$T/diag"
}

# Have no tests failed but those of the list unsteady? They are in $T/failed then.
unsteady_failed() {
	[ "$rc" = 1 ] || return 1
	sed -n 's,^FAIL \([^/ ]*\).*,\1,p' "$T/results" | sort -u >"$T/failed"
	[ -s "$T/failed" ] &&
		! grep -qvxF -f <(sed 's/ *#.*//; /^$/d' "$TOP/tests/guest/unsteady") "$T/failed"
}

# Runs those that failed once more; what they give is in the place of what they gave.
run_again() { # DIR NAME
	echo "# failed, run again: $(xargs <"$T/failed")"
	awk 'NR == FNR { failed[$1]; next } { split($2, name, "/") } !(name[1] in failed)' \
		"$T/failed" "$T/results" >"$T/kept"
	cp "$T/failed" "$T/share/again"
	run "$1" "$2-again" -a "@$T/share/again" || return 1
	cat "$T/results" >>"$T/kept"
	mv "$T/kept" "$T/results"
}

# test_progs DIR NAME ALLOW [PREFIX]: runs DIR's; PREFIX begins the names of the points
test_progs() {
	local prefix=${4-} rc result name said summary

	# shellcheck disable=SC2086 # T_ARGS is a list
	if run "$1" "$2" ${T_ARGS:--a "@$T/share/$3"}; then
		! unsteady_failed || run_again "$1" "$2"
	fi || t_point 1 "${prefix}results of test_progs"
	# test_progs is silent about a name that it does not have.
	[ "${T_ARGS-}" ] || sed 's/#.*//' "$T/share/$3" | xargs -n1 | while read -r name; do
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
	summary=$(grep '^Summary: ' "$T/stdout") || summary=
	t_point $((rc != 0 || !${#summary})) \
		"${prefix}test_progs succeeds, the kernel does not complain (${summary:-no summary})"
}

deny=$TOP/tests/guest/deny
test_progs "$SELFTESTS" selftests allow
[ -z "$CROSS" ] || t_done

old=$OLD-selftests
cp "$TOP/tests/guest/allow.unpatched" "$T/share"
if [ "$OLD_KVER" != "$KVER" ]; then
	# With the modules of this line: old objects find their kfuncs there as well.
	old=$T/old
	mkdir -p "$old/$TEST_PROGS"
	ln -s "$OLD-selftests/$TEST_PROGS"/* "$old/$TEST_PROGS"
	ln -sf "$SELFTESTS/$TEST_PROGS"/*.ko "$old/$TEST_PROGS"
	deny=$T/share/deny
	cp "$TOP/tests/guest/deny" "$deny"
	[ ! -f "$TOP/linux-patches/$KVER/deny.unpatched" ] ||
		cat "$TOP/linux-patches/$KVER/deny.unpatched" >>"$deny"
	grep -vxF -f "$deny" "$TOP/tests/guest/allow.unpatched" >"$T/share/allow.unpatched"
fi
[ "${T_ARGS-}" ] || test_progs "$old" old-selftests allow.unpatched 'unpatched '

t_done
