#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# The kernel's own test_progs with the tests of tests/selftests.list, in the
# guest: a point per test or subtest. T_ARGS: more arguments for test_progs.

. "$(dirname "$0")/lib.sh"

BUILD=${BUILD:-$TOP/build}
case $BUILD in /*) ;; *) BUILD=$TOP/$BUILD ;; esac
lines=$BUILD/linux-${KVER:-6.18}
kernel=${KOUT:-$lines/kernel}/arch/x86/boot/bzImage
selftests=${SELFTESTS:-$lines/selftests/tools/testing/selftests/bpf}
old=${OLD:-$lines/old}

mkdir -p "$BUILD/log"

rc=0
# shellcheck disable=SC2086 # T_ARGS is a list
"$TOP/vm/run" -k "$kernel" -t "${T_VM_LIMIT:-1200}" -l "$BUILD/log/selftests-vm.log" \
	--keep "$selftests" --keep "$old" -C "$selftests" -- \
	env BPF_OLD_OBJECTS="$old" ./test_progs --watchdog-timeout=600 ${T_ARGS-} \
	>"$T/stdout" 2>"$T/stderr" </dev/null || rc=$?

# "#1/2 test/subtest:OK"; the subtests of a test come before it. Everything
# since the result before explains a failure.
: >"$T/diag"
last=
while IFS= read -r line; do
	if [[ $line =~ ^'#'([0-9]+)(/[0-9]+)?\ +(.*):(OK|FAIL|SKIP)(\ .*)?$ ]]; then
		test=${BASH_REMATCH[1]} sub=${BASH_REMATCH[2]}
		name=${BASH_REMATCH[3]//#/_} result=${BASH_REMATCH[4]}
		if [ "$result" = SKIP ]; then
			t_skip "$name" "test_progs skips it here"
		elif [ "$sub" ] || [ "$result" = FAIL ] || [ "$last" != "$test" ]; then
			bad=1
			[ "$result" != OK ] || bad=0
			t_point $bad "$name"
		fi
		last=$test
		: >"$T/diag"
	elif [[ $line == 'All error logs:'* ]]; then
		break
	else
		printf '%s\n' "$line" >>"$T/diag"
	fi
done <"$T/stdout"

{
	echo "status $rc; the end of what was printed:"
	tail -n 20 "$T/stdout"
	cat "$T/stderr"
} >"$T/diag"
summary=$(grep '^Summary: ' "$T/stdout") || summary='no summary'
t_point $((rc != 0)) "test_progs succeeds, the kernel does not complain ($summary)"

t_done
