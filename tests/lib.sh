# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
# What the tests share. A test is DIR/NAME.sh below tests/ and starts with
#	set -eu
#	. "$(dirname "$0")/../lib.sh"
# It may use TOP (the checkout) and T (a temporary directory of its own, where
# only the names out and diag are taken) and ends with t_done; when a step of its
# set-up fails it ends without a plan, which tests/run counts as a failure. What a test
# needs is in its directory's name:
#	host	nothing that is built: minutes, on a small copy of the project (model: spin, gcc)
#	tools	pahole, resolve_btfids; tools/6: what the build of 6.x lines alone does
#	kbuild	a kernel: what developers of kfuncs are told, on any line
#	guest	a kernel that boots
#	long	hours, see make test-all
# A test of what was built sources "$TOP/scripts/target.sh", which says where it is.

set -eu
export LC_ALL=C
# What `make` or the user's shell set for the real build is not for fixtures.
unset MAKEFLAGS MAKELEVEL MFLAGS CDPATH GIT_DIR GIT_WORK_TREE GIT_INDEX_FILE

TOP=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd -P)
T=$(mktemp -d)
trap 'rm -rf "$T"' EXIT
trap 'exit 130' INT
trap 'exit 143' TERM HUP
export TOP T

t_n=0
t_bad=0

# t_point STATUS DESC: one TAP line; the file $T/diag explains a failure.
t_point() {
	t_n=$((t_n + 1))
	if [ "$1" = 0 ]; then
		echo "ok $t_n - $2"
	else
		t_bad=$((t_bad + 1))
		echo "not ok $t_n - $2"
		sed 's/^/# /' "$T/diag"
	fi
}

# t_ok DESC CMD...: ok when CMD succeeds. Its output stays in $T/out.
t_ok() {
	t_desc=$1
	shift
	t_rc=0
	"$@" >"$T/out" 2>&1 </dev/null || t_rc=$?
	{ echo "status $t_rc from: $*"; cat "$T/out"; } >"$T/diag"
	t_point $t_rc "$t_desc"
}

# t_fails DESC PATTERN CMD...: ok when CMD fails and what it prints matches
# the extended regular expression PATTERN.
t_fails() {
	t_desc=$1
	t_pattern=$2
	shift 2
	t_rc=0
	"$@" >"$T/out" 2>&1 </dev/null || t_rc=$?
	{ echo "status $t_rc, wanted a failure that prints /$t_pattern/, from: $*"
	  cat "$T/out"; } >"$T/diag"
	if [ $t_rc -ne 0 ] && grep -Eq -- "$t_pattern" "$T/out"; then
		t_point 0 "$t_desc"
	else
		t_point 1 "$t_desc"
	fi
}

# t_is DESC GOT WANT: ok when the two are the same text.
t_is() {
	printf '  got: %s\nwanted: %s\n' "$2" "$3" >"$T/diag"
	if [ "$2" = "$3" ]; then t_point 0 "$1"; else t_point 1 "$1"; fi
}

# t_like DESC TEXT PATTERN: ok when TEXT matches the extended regular
# expression PATTERN.
t_like() {
	printf 'no match for /%s/ in:\n%s\n' "$3" "$2" >"$T/diag"
	if printf '%s\n' "$2" | grep -Eq -- "$3"; then
		t_point 0 "$1"
	else
		t_point 1 "$1"
	fi
}

# t_skip DESC WHY: a point that cannot be tried here.
t_skip() {
	t_n=$((t_n + 1))
	echo "ok $t_n - $1 # SKIP $2"
}

# t_done: the plan. Last line of every test.
t_done() {
	echo "1..$t_n"
	[ $t_bad -eq 0 ] || exit 1
	exit 0
}
