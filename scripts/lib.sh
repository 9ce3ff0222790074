# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh disable=SC2034 # what is set here is used by others
# What every script shares. Sourced first: . "$(dirname "$0")/lib.sh"
# (from vm/ or tests/: . "$(dirname "$0")/../scripts/lib.sh").

set -eu
export LC_ALL=C
unset CDPATH GIT_DIR GIT_WORK_TREE GIT_INDEX_FILE
# Our make's variables (BUILD=, OUT=, ...) must not override those of the
# kernel's and pahole's makefiles; scripts pass -j$JOBS themselves.
unset MAKEFLAGS MFLAGS MAKELEVEL

TOP=$(cd "$(dirname "$0")/.." && pwd -P)
NAME=$(basename "$0")

# The one place that knows the default kernel line.
KVER=${KVER:-6.18}

BUILD=${BUILD:-build}
case $BUILD in /*) ;; *) BUILD=$TOP/$BUILD ;; esac
LOG=$BUILD/log
CACHE=${XDG_CACHE_HOME:-$HOME/.cache}/kfunc-implicit
JOBS=${JOBS:-$(nproc)}
V=${V:-}
export KVER BUILD JOBS V

# What must never be on the console of a healthy kernel, for grep -E.
SPLAT='(^|[^A-Za-z_])(BUG|WARNING): |Oops|[Gg]eneral protection fault'
SPLAT=$SPLAT'|Kernel panic|KASAN|KCSAN|UBSAN|KFENCE|(rcu|INFO): .*(stall|self-detected)'
SPLAT=$SPLAT'|INFO: (.* blocked|trying to register)'
SPLAT=$SPLAT'|sleeping function called|kmemleak: [0-9]+ new suspected'
SPLAT=$SPLAT'|possible .* locking|[Ss]uspicious RCU'
SPLAT=$SPLAT'|list_(add|del) corruption|refcount_t: |ODEBUG: |double fault'
SPLAT=$SPLAT'|unregister_netdevice: waiting for'

# The two parts of the project: `part linux` or `part dwarves` sets
# SERIES_DIR (patches and `series`), NEW_DIR (files we add), SRC (built tree).
part() {
	PART=$1
	case $PART in
	linux)
		SERIES_DIR=$TOP/linux-patches/$KVER
		NEW_DIR=$TOP/linux
		SRC=$BUILD/linux-$KVER/src
		;;
	dwarves)
		SERIES_DIR=$TOP/dwarves-patches
		NEW_DIR=$TOP/dwarves
		SRC=$BUILD/dwarves/src
		;;
	*) die "no part named '$PART': say linux or dwarves" ;;
	esac
	[ -f "$SERIES_DIR/series" ] ||
		die "$SERIES_DIR/series is missing; is KVER=$KVER one of: $(
			cd "$TOP/linux-patches" 2>/dev/null && echo *)?"
}

# `make clean` empties $BUILD: it must be build/ of the checkout, or a directory that
# was empty or not there when it was first used.
own_build() {
	if [ "$BUILD" = "$TOP/build" ] || [ -f "$BUILD/.kfunc-implicit" ]; then
		return
	fi
	[ -z "$(ls -A "$BUILD" 2>/dev/null)" ] ||
		die "BUILD=$BUILD has other things in it; name a directory of its own"
	mkdir -p "$BUILD"
	: >"$BUILD/.kfunc-implicit"
}

die() {
	printf '%s: error: %s\n' "$NAME" "$*" >&2
	exit 1
}

say() {
	printf '%s\n' "$*"
}

# A path that the user gave to make: not every shell expands ~ there.
user_path() {
	# shellcheck disable=SC2088 # that is the point
	case $1 in
	/*) echo "$1" ;;
	'~' | '~/'*) echo "$HOME${1#'~'}" ;;
	*) echo "$TOP/$1" ;;
	esac
}

# The user's own tarball of linux or dwarves, if he gave one.
own_tarball() {
	case $1 in
	linux) _own=${LINUX_TARBALL:-} ;;
	dwarves) _own=${DWARVES_TARBALL:-} ;;
	esac
	[ -z "$_own" ] || user_path "$_own"
}

# Neither make nor the kernel's makefiles take such paths.
no_blanks() {
	for _path; do
		case $_path in *[\ :]*) die "the kernel cannot be built below a path" \
			"with a space or a colon: $_path" ;; esac
	done
}

# not_taken CONFIG FILE...: the options of FILEs, of which the last one to name an
# option has its way, that CONFIG has not.
not_taken() {
	awk '!/^CONFIG_/ && !/^# CONFIG_.* is not set$/ { next }
	     { option = $0; sub(/^# /, "", option); sub(/[= ].*/, "", option)
	       value = /^#/ ? option "=n" : $0 }
	     FILENAME == ARGV[1] { has[option] = value; next }
	     { wanted[option] = value }
	     END { for (option in wanted) {
			has_it = option in has ? has[option] : option "=n"
			if (has_it != wanted[option]) print wanted[option]
	     } }' "$@" | sort
}

# git with no configuration but the repository's own and what -c says: the
# user's diff.noprefix, apply.whitespace, hooks or signing change nothing here.
pgit() {
	GIT_CONFIG_GLOBAL=/dev/null GIT_CONFIG_NOSYSTEM=1 \
		git -c safe.directory='*' -c core.hooksPath=/dev/null "$@"
}

# A temporary directory, gone when the script ends in whatever way.
# A script that traps EXIT itself removes "$TMP" there.
tmpdir() {
	TMP=$(mktemp -d)
	trap 'rm -rf "$TMP"' EXIT
	trap 'exit 130' INT
	trap 'exit 143' TERM HUP
}

# stage TITLE LOGNAME CMD...: run CMD with its output in $LOG/LOGNAME.log.
# V=1 shows the output too. CMD runs in a subshell. Call it as a statement of
# its own: after `if`, `&&` or `||` the shell ignores errors inside functions.
stage() {
	_title=$1
	_log=$LOG/$2.log
	shift 2
	mkdir -p "${_log%/*}"
	say "$_title"
	: >"$_log"
	_start=$(date +%s)
	case $- in *e*) _e=-e ;; *) _e=+e ;; esac
	set +e
	(
		if [ "$V" = 1 ]; then
			tail -n +1 -f "$_log" &
		else
			_heartbeat "$_start" "$_log" &
		fi
		_beat=$!
		trap 'kill $_beat 2>/dev/null' EXIT
		trap 'exit 130' INT
		trap 'exit 143' TERM HUP
		( set -e; "$@" ) >"$_log" 2>&1 </dev/null
		_rc=$?
		[ "$V" != 1 ] || sleep 0.2
		exit $_rc
	)
	_rc=$?
	set $_e
	if [ $_rc -ne 0 ]; then
		{
			say "  FAILED (status $_rc) after $(($(date +%s) - _start)) s"
			grep -nE '(^|[^a-z_])[Ee]rror:' "$_log" | head -n 5 | sed 's/^/  | /'
			say "  the end of the log:"
			tail -n 30 "$_log" | sed 's/^/  | /'
			say "  all of it: $_log"
		} >&2
		return $_rc
	fi
	say "  done in $(($(date +%s) - _start)) s"
}

# Short sleeps: the one that is under way outlives its parent.
_heartbeat() {
	_ticks=0
	while sleep 2 >/dev/null 2>&1; do
		_ticks=$((_ticks + 1))
		[ $((_ticks % 30)) -ne 0 ] ||
			say "  still running after $(($(date +%s) - $1)) s; log: $2"
	done
}

# fresh STAMPFILE KEY: does the stamp hold exactly this key?
fresh() {
	[ -f "$1" ] && [ "$(cat "$1")" = "$2" ]
}

# stamp STAMPFILE KEY: write it in one go.
stamp() {
	mkdir -p "$(dirname "$1")"
	printf '%s\n' "$2" >"$1.tmp.$$"
	mv "$1.tmp.$$" "$1"
}

# key_of FILE|DIR...: one sha256 over names (relative to the checkout) and
# contents.
key_of() {
	for _f in "$@"; do
		[ -e "$_f" ] || die "key_of: $_f does not exist"
	done
	find "$@" -type f -print0 | sort -z | xargs -0r sha256sum |
		sed "s|  $TOP/|  |" | sha256sum | cut -d' ' -f1
}
