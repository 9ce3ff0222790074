# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash disable=SC2034 # what is set here is used by others
# What every script shares. Sourced first: . "$(dirname "$0")/lib.sh"
# (from vm/ or tests/: . "$(dirname "$0")/../scripts/lib.sh").

set -eu
export LC_ALL=C
unset CDPATH GIT_DIR GIT_WORK_TREE GIT_INDEX_FILE
# Our make's variables (BUILD=, OUT=, ...) must not override those of the
# kernel's and pahole's makefiles; scripts pass -j$JOBS themselves.
unset MAKEFLAGS MFLAGS MAKELEVEL
# Debian's PATH of a user lacks what the guest's root and some of the tools call.
command -v insmod >/dev/null || PATH=$PATH:/usr/local/sbin:/usr/sbin:/sbin

TOP=$(cd "$(dirname "$0")/.." && pwd -P)
NAME=$(basename "$0")
# shellcheck source=scripts/target.sh
. "$TOP/scripts/target.sh"

# What must never be on the console of a healthy kernel, for grep -E.
SPLAT='(^|[^A-Za-z_])(BUG|WARNING): |Oops|[Gg]eneral protection fault'
SPLAT=$SPLAT'|Kernel panic|KASAN|KCSAN|UBSAN|KFENCE|(rcu|INFO): .*(stall|self-detected)'
SPLAT=$SPLAT'|INFO: (.* blocked|trying to register)'
SPLAT=$SPLAT'|sleeping function called|kmemleak: [0-9]+ new suspected'
SPLAT=$SPLAT'|possible .* locking|[Ss]uspicious RCU'
SPLAT=$SPLAT'|list_(add|del) corruption|refcount_t: |ODEBUG: |double fault'
SPLAT=$SPLAT'|unregister_netdevice: waiting for'

# part linux|dwarves [REPO]: one of the two parts of the project. Sets SERIES_DIR (the
# patches, and what is the line's own), NEW_DIR (files that all lines get), SRC (the
# built tree). REPO is another copy of the repository than the checkout.
part() {
	local var
	PART=$1
	REPO=${2:-$TOP}
	case $PART in
	linux)
		var=KVER
		SERIES_DIR=$REPO/linux-patches/$KVER
		NEW_DIR=$REPO/linux
		SRC=$KSRC
		;;
	dwarves)
		var=DWARVES
		SERIES_DIR=$REPO/dwarves-patches/$DWARVES
		NEW_DIR=$REPO/dwarves
		SRC=$BUILD/dwarves-$DWARVES/src
		;;
	*) die "no part named '$PART': say linux or dwarves" ;;
	esac
	[ -f "$SERIES_DIR/series" ] ||
		die "$SERIES_DIR/series is missing; is $var=${!var} one of: $(
			cd "${SERIES_DIR%/*}" 2>/dev/null && echo *)?"
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

# no_arguments "$@": of a script whose knobs are variables
no_arguments() {
	[ $# = 0 ] || die "takes no arguments: $*; what it takes is at the top of scripts/$NAME"
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

# own_tarball linux|dwarves: the user's own tarball, if there is one.
own_tarball() {
	local own=${1^^}_TARBALL
	[ -z "${!own:-}" ] || user_path "${!own}"
}

# Neither make nor the kernel's makefiles take such paths.
no_blanks() {
	local path
	for path; do
		case $path in *[\ :]*) die "the kernel cannot be built below a path" \
			"with a space or a colon: $path" ;; esac
	done
}

# not_taken CONFIG FILE...: options that FILEs ask for (the last file wins) and CONFIG
# does not have.
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

# git with no configuration but the repository's own, gitconfig and what -c says: the
# user's diff.noprefix, apply.whitespace, hooks or signing change nothing here.
pgit() {
	GIT_CONFIG_GLOBAL="$TOP/scripts/gitconfig" GIT_CONFIG_NOSYSTEM=1 \
		git -c core.hooksPath=/dev/null -c core.quotePath=false "$@"
}

# A temporary directory, gone when the script ends in whatever way.
# A script that traps EXIT itself removes "$TMP" there.
tmpdir() {
	TMP=$(mktemp -d)
	trap 'rm -rf "$TMP"' EXIT
	trap 'exit 130' INT
	trap 'exit 143' TERM HUP
}

# steps_of LOG: how many lines of make ("  CC  file.o"), cmake or ninja ("[12%]", "[3/40]")
# it has; if none, how many points of a test ("ok 1"). A test that prints "  OK  wq" while
# it runs has its points at the end, all at once.
steps_of() {
	local steps
	steps=$(grep -acE '^  [A-Z][A-Z0-9_+-]*( \[M\])? +[^ ]|^\[ *[0-9]+(%|/[0-9]+)\] ' "$1" 2>/dev/null) ||
		steps=$(grep -acE '^(not )?ok [0-9]' "$1" 2>/dev/null) || :
	echo "${steps:-0}"
}

# most_steps_file LOG: where the most steps so far are; they outlive `make clean`.
most_steps_file() {
	echo "$CACHE/steps/${1#"$BUILD/"}"
}

most_steps() { # LOG
	cat "$(most_steps_file "$1")" 2>/dev/null || echo 0
}

# remember_steps LOG: for the next time; a build of what changed has fewer. What was built
# is good without.
remember_steps() {
	local steps
	steps=$(steps_of "$1")
	[ "$steps" -le "$(most_steps "$1")" ] || stamp "$(most_steps_file "$1")" "$steps" 2>/dev/null || :
}

# stage TITLE LOGNAME CMD...: run CMD with its output in $LOG/LOGNAME.log, and say how far
# it is. V=1 shows the output too. CMD runs in a subshell. Call it as a statement of
# its own: after `if`, `&&` or `||` the shell ignores errors inside functions.
stage() {
	local title=$1 log=$LOG/$2.log start rc e=+e
	shift 2
	mkdir -p "${log%/*}"
	say "$title"
	: >"$log"
	start=$(date +%s)
	case $- in *e*) e=-e ;; esac
	set +e
	(
		if [ "$V" = 1 ]; then
			tail -n +1 -f "$log" &
		else
			heartbeat "$start" "$log" &
		fi
		beat=$!
		trap 'kill $beat 2>/dev/null' EXIT
		trap 'exit 130' INT
		trap 'exit 143' TERM HUP
		( set -e; "$@" ) >"$log" 2>&1 </dev/null
		rc=$?
		[ "$V" != 1 ] || sleep 0.2
		exit $rc
	)
	rc=$?
	set $e
	[ ! -t 1 ] || printf '\r\033[K'
	if [ $rc -ne 0 ]; then
		{
			say "  FAILED (status $rc) after $(($(date +%s) - start)) s"
			grep -nE '(^|[^a-z_])[Ee]rror:' "$log" | head -n 5 | sed 's/^/  | /'
			say "  the end of the log:"
			tail -n 30 "$log" | sed 's/^/  | /'
			say "  all of it: $log"
		} >&2
		return $rc
	fi
	remember_steps "$log"
	say "  done in $(($(date +%s) - start)) s"
}

progress() { # START LOG
	local took=$(($(date +%s) - $1)) steps most left
	steps=$(steps_of "$2")
	most=$(most_steps "$2")
	if [ "$steps" = 0 ]; then
		say "still running after $took s; log: $2"
	elif [ "$steps" -gt "$most" ]; then
		say "$steps steps after $took s; log: $2"
	else
		left=$(((most - steps) * took / steps))
		say "$steps of at most $most steps after $took s, about $(((left + 59) / 60)) min left; log: $2"
	fi
}

# heartbeat START LOG [NAME]: on a terminal one line that changes, else a line each
# minute, as long as the script is there. Short sleeps, as the one that is under way
# outlives its parent.
heartbeat() {
	local ticks=0 name=${3:-  }
	[[ ${COLUMNS-} =~ ^[1-9][0-9]*$ ]] || COLUMNS=80
	while sleep 2 >/dev/null 2>&1 && kill -0 $$ 2>/dev/null; do
		ticks=$((ticks + 1))
		if [ -t 1 ]; then
			printf '\r\033[K%.*s' $((COLUMNS - 1)) "$name$(progress "$1" "$2")"
		elif [ $((ticks % 30)) -eq 0 ]; then
			say "$name$(progress "$1" "$2")"
		fi
	done
}

# fresh STAMPFILE KEY: does the stamp hold exactly this key?
fresh() {
	[ -f "$1" ] && [ "$(cat "$1")" = "$2" ]
}

# stamp STAMPFILE KEY: write it in one go.
stamp() {
	mkdir -p "$(dirname "$1")"
	printf '%s\n' "$2" >"$1.tmp.$$" && mv "$1.tmp.$$" "$1"
}

# key_of FILE|DIR...: one sha256 over names (relative to the checkout) and
# contents.
key_of() {
	local file
	for file; do
		[ -e "$file" ] || die "key_of: $file does not exist"
	done
	find "$@" -type f -print0 | sort -z | xargs -0r sha256sum |
		sed "s|  $TOP/|  |" | sha256sum | cut -d' ' -f1
}

# tree_key DIR: what a git tree's content is. With uncommitted edits it says so: no two
# such keys are the same thing, see up_to_date.
tree_key() {
	local edited=
	[ "$(pgit -C "$1" status --porcelain | head -n1)" = '' ] || edited=", edited"
	echo "$(pgit -C "$1" rev-parse 'HEAD^{tree}')$edited"
}

# up_to_date STAMPFILE KEY: was it made from exactly this? A tree with edits of its
# own is given to make each time.
up_to_date() {
	[[ $2 != *", edited"* ]] && [ "${FORCE:-}" != 1 ] && fresh "$1" "$2"
}

# lock FILE [-s]: nobody else has it while the script runs (-s: but others with -s).
lock() {
	local fd
	mkdir -p "$(dirname "$1")"
	exec {fd}>>"$1"
	flock -n ${2:+"$2"} "$fd" || {
		say "waiting for another run to end, which has $1" >&2
		flock ${2:+"$2"} "$fd"
	}
}
