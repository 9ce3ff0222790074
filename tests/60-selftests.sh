#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# The kernel's own test_progs with the tests of tests/selftests.list, in the
# guest: a point per test or subtest. Then that of the unpatched kernel, with the
# tests of tests/old-selftests.list: what was written and compiled before there
# were implicit arguments. T_ARGS: more arguments for test_progs.

. "$(dirname "$0")/lib.sh"

BUILD=${BUILD:-$TOP/build}
case $BUILD in /*) ;; *) BUILD=$TOP/$BUILD ;; esac
lines=$BUILD/linux-${KVER:-6.18}
kernel=${KOUT:-$lines/kernel}/arch/x86/boot/bzImage
selftests=${SELFTESTS:-$lines/selftests/tools/testing/selftests/bpf}
old=${OLD:-$lines/old}
old_selftests=${OLD_SELFTESTS:-$old-selftests/tools/testing/selftests/bpf}

# Upstream's own race: it reads a stream as soon as it has started the timer that
# writes to it, and finds nothing there yet on a busy machine.
racy=stream_success/stream_arena_callback_fault

mkdir -p "$BUILD/log"

# test_progs DIR LOG [PREFIX]: runs DIR/test_progs; PREFIX begins the names
test_progs() {
	local dir=$1 log=$BUILD/log/$2 prefix=${3-} rc=0
	local line last='' test sub name result bad summary

	# shellcheck disable=SC2086 # T_ARGS is a list
	"$TOP/vm/run" -k "$kernel" -t "${T_VM_LIMIT:-1200}" -l "$log" \
		--keep "$dir" --keep "$old" -C "$dir" -- \
		env BPF_OLD_OBJECTS="$old" ./test_progs --watchdog-timeout=600 -d "$racy" ${T_ARGS-} \
		>"$T/stdout" 2>"$T/stderr" </dev/null || rc=$?

	# "#1/2 test/subtest:OK"; the subtests of a test come before it.
	# Everything since the result before explains a failure.
	: >"$T/diag"
	while IFS= read -r line; do
		if [[ $line =~ ^'#'([0-9]+)(/[0-9]+)?\ +(.*):(OK|FAIL|SKIP)(\ .*)?$ ]]; then
			test=${BASH_REMATCH[1]} sub=${BASH_REMATCH[2]}
			name=$prefix${BASH_REMATCH[3]//#/_} result=${BASH_REMATCH[4]}
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
	t_point $((rc != 0)) \
		"${prefix}test_progs succeeds, the kernel does not complain ($summary)"
}

test_progs "$selftests" selftests-vm.log
test_progs "$old_selftests" old-selftests-vm.log 'unpatched '

t_done
