#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# The runner of the tests itself, and what scripts/deps says.
set -eu
. "$(dirname "$0")/../lib.sh"
. "$TOP/tests/host/fixture.sh"

mkdir -p "$R/tests/host" "$R/tests/guest/6" "$R/tests/guest/7"
cp "$TOP/tests/run" "$TOP/tests/lib.sh" "$R/tests"
a_test() {
	{ head -n 1 "$0"; grep '/lib.sh"$' "$0"; cat; } >"$R/tests/host/$1.sh"
}
run() {
	rc=0
	(cd / && "$R/tests/run" "$@") >"$T/run" 2>&1 || rc=$?
	echo "$(tail -n1 "$T/run") status $rc"
}
a_test 10-good <<'END'
t_ok "this" true
t_fails "that" 'not .*there' sh -c 'echo is not there; exit 3'
t_is "same" a a
t_like "like" 'a
bcd' '^b.d$'
t_done
END
t_is "all pass" "$(run)" "4 passed, 0 failed status 0"
a_test 20-skip <<'END'
t_skip "something" "no reason"
t_done
END
t_is "one is skipped" "$(run)" "4 passed, 0 failed, 1 skipped status 0"
a_test 30-bad <<'END'
t_ok "this" false
t_fails "succeeds" . true
t_fails "says something else" 'not there' sh -c 'echo no; exit 3'
t_is "same" a b
t_like "like" a b
t_ok "last" true
t_done
END
t_is "five fail" "$(run)" "5 passed, 5 failed, 1 skipped status 1"
t_like "... their names are shown" "$(cat "$T/run")" '^  not ok 3 - says something else'
a_test 40-dies <<'END'
t_ok "this" true
false
t_done
END
t_is "a test that dies counts as failed" "$(run 40-dies)" "1 passed, 1 failed status 1"
a_test 50-hangs <<'END'
sh -c 'echo $$ >"$PIDS"; exec sleep 600'
END
t_is "so does one that hangs" "$(PIDS=$T/pid T_LIMIT=1 run 50-hangs)" "0 passed, 1 failed status 1"
t_like "... and is called that" "$(cat "$T/run")" 'host/50-hangs took longer than 1 s'
t_fails "... what it started ends with it" 'No such process' kill -0 "$(cat "$T/pid")"
a_test 51-hangs <<'END'
trap '' TERM
while :; do sleep 1; done
END
cp "$R/tests/host/51-hangs.sh" "$R/tests/host/52-hangs.sh"
t_is "... also two that do not let themselves be ended, at once, each once" \
	"$(JOBS=3 T_LIMIT=1 run 51-hangs 52-hangs host/51-hangs 10-good)" "4 passed, 2 failed status 1"
t_like "who asks for no jobs is told" "$(JOBS=0 run 10-good)" 'JOBS=0 is no number of jobs status 1'
t_like "a name that is none" "$(run 60-none)" 'there is no test 60-none; there are: host/10-good .* status 1'
t_is "a subset" "$(run 10-good 20-skip.sh)" "4 passed, 0 failed, 1 skipped status 0"
t_is "a directory" "$(rm "$R"/tests/host/[345]*; run host)" \
	"4 passed, 0 failed, 1 skipped status 0"

# Building comes before tests that want something built, and before no others.
printf '#!/bin/bash\necho built >>"%s"\n' "$T/built" >"$R/scripts/build"
t_is "nothing is built for host" "$(run --build host; cat "$T/built" 2>&1)" \
	"4 passed, 0 failed, 1 skipped status 0
cat: $T/built: No such file or directory"
for dir in 6 7; do
	mv "$R/tests/host/10-good.sh" "$R/tests/guest/$dir/only.sh"
	sed -i 's|/../lib.sh|/../../lib.sh|' "$R/tests/guest/$dir/only.sh"
	cp "$R/tests/guest/$dir/only.sh" "$R/tests/host/10-good.sh"
done
rm "$R/tests/host/10-good.sh"
t_is "all is built for others" "$(run --build; cat "$T/built")" \
	"4 passed, 0 failed, 1 skipped status 0
built"
t_is "... a test of one line does not run for another" "$(grep -c only "$T/run")" 1

# Tests of test_progs that may fail once. The n-th run of the guest prints $T/said.n.
rm -rf "$R/tests"
mkdir -p "$R/tests/guest"
cp "$TOP/tests/lib.sh" "$R/tests"
cp "$TOP/tests/guest/selftests.sh" "$R/tests/guest"
printf 'good\nslow\n' | tee "$R/tests/guest/allow" >"$R/tests/guest/allow.unpatched"
printf '# waits too little\nslow\n' >"$R/tests/guest/unsteady"
: >"$R/tests/guest/deny"
cat >"$R/vm/run" <<'END'
#!/bin/bash
echo >>"$T_SAID"
said=$T_SAID.$(wc -l <"$T_SAID")
for arg; do
	case $arg in
	--json-summary=*) json=${arg#*=} ;;
	@*/again) cat "${arg#@}" >"$T_SAID.asked" ;;
	esac
done
cat "$said"
grep -q cut "$said" || echo 'Summary: of all'
printf '{"success": %d, "failed": %d, "results": [], "no text": "\252"}\n' "$(grep -c :OK "$said")" \
	"$(grep -c :FAIL "$said")" >"$json"
! grep -q complains "$said" || exit 99
! grep -q :FAIL "$said"
END
chmod +x "$R/vm/run"
said() { # NUMBER RESULT...: of the tests good and slow
	printf '#%d %s\n' 1 "good:$2" 2 "slow:$3" >"$T/said.$1"
}
selftests() {
	rm -f "$T/said"
	T_SAID=$T/said T_ARGS=$ARGS bash "$R/tests/guest/selftests.sh" >"$T/run" 2>&1 ||
		echo "status $?"
	grep -oE '^(not )?ok [0-9]+ - (good|slow|test_progs succeeds)|failed, run.*' "$T/run" |
		sed -E 's/ [0-9]+ - / /; s/test_progs //' | paste -sd,
}
ARGS="-a good,slow"
said 1 OK FAIL
printf '#2 slow:OK\n' >"$T/said.2"
t_is "a test that may fail once is run again" "$(selftests; cat "$T/said.asked")" \
	"failed, run again: slow,ok good,ok slow,ok succeeds
slow"
said 1 OK OK
echo cut >>"$T/said.1"
t_is "output that does not come to its end is no success" "$(selftests)" \
	"status 1
ok good,ok slow,not ok succeeds"
said 1 OK FAIL
printf '#2 slow:FAIL\n' >"$T/said.2"
t_is "... and fails when it fails again" "$(selftests)" \
	"status 1
failed, run again: slow,ok good,not ok slow,not ok succeeds"
said 1 FAIL FAIL
t_is "... not beside one that may not" "$(selftests)" \
	"status 1
not ok good,not ok slow,not ok succeeds"
said 1 OK FAIL
echo complains >>"$T/said.1"
t_is "... nor on a kernel that complains" "$(selftests)" \
	"status 1
ok good,not ok slow,not ok succeeds"

# Where packages are missing and cannot be installed
mkdir "$T/bin"
printf '#!/bin/sh\necho "installed gcc"; exit 1\n' >"$T/bin/dpkg-query"
printf '#!/bin/sh\necho 1000\n' >"$T/bin/id"
printf '#!/bin/sh\nexit 1\n' >"$T/bin/sudo"
chmod +x "$T"/bin/*
t_fails "deps without root: the line to run" \
	'^ +apt-get update && apt-get install --no-install-recommends bc bison flex libc6-dev' \
	env PATH="$T/bin:$PATH" "$R/scripts/deps"
# As root, with package lists that are old and another broken repository
printf '#!/bin/sh\necho 0\n' >"$T/bin/id"
cat >"$T/bin/apt-get" <<'END'
#!/bin/sh
echo "$@" >>"$T/apt"
case $* in
*update*) : >"$T/updated"; exit 100 ;;
esac
[ -e "$T/updated" ] || exit 100
printf '#!/bin/sh\nfor p; do echo "installed $p"; done\n' >"$T/bin/dpkg-query"
END
chmod +x "$T/bin/apt-get"
t_ok "deps as root, apt-get update half failing" \
	env PATH="$T/bin:$PATH" "$R/scripts/deps"
t_is "... installs, updates, installs" "$(sed -E 's/.*(install|update).*/\1/' "$T/apt" | xargs)" \
	"install update install"
# No Debian: a PATH that has all but two of the commands
mkdir "$T/other"
for dir in /usr/local/sbin /usr/local/bin /usr/sbin /usr/bin /sbin /bin; do
	[ ! -d "$dir" ] || find "$dir" -maxdepth 1 -mindepth 1 \
		-exec ln -sf -t "$T/other" {} +
done
(cd "$T/other" && rm -f apt-get dpkg-query bison cmake s390x-linux-gnu-gcc)
t_fails "deps elsewhere: what is missing" '^deps: error: missing: bison cmake' \
	env PATH="$T/other" "$R/scripts/deps"
t_fails "... for another machine the compiler, too" 'missing: .*s390x-linux-gnu-gcc' \
	env PATH="$T/other" ARCH=s390x "$R/scripts/deps"
t_fails "... and what one test needs" '^deps: error: missing: bison cmake no-such-command' \
	env PATH="$T/other" "$R/scripts/deps" no-such-command

# How far a stage is: what make, ninja and test_progs print, and the most that there was
cat >"$R/scripts/a-stage" <<'EOF'
. "$(dirname "$0")"/lib.sh
log=$T/progress
printf '%s\n' '  CC      a.o' '  LD [M]  a.ko' '[ 12%] Building a' '[3/40] b' '  OK      wq' \
	'not ok 3 - a' 'a.c:1: error' '  /path: no' >"$log"
say "steps: $(steps_of "$log")"
printf '%s\n' 'ok 1 - a' '# ok 2' 'not ok 2' '1..2' >"$log.points"
say "points: $(steps_of "$log.points")"
date() { echo 100; }
progress 100 /dev/null
for most in 0 15 3; do
	stamp "$CACHE/steps/$log" $most
	progress 40 "$log"
done
compile() { [ "$1" = 0 ] || seq -f '  CC      %g.o' "$1"; }
LOG=$BUILD/log
for n in 3 7 2 0; do stage "Compiling $n" a compile $n; done
say "most: $(most_steps "$LOG/a.log")"
CACHE=/dev/null
stage "Compiling without a cache" a compile 1
EOF
t_is "progress of a stage" "$(bash "$R/scripts/a-stage" | sed "s|; log: .*||")" \
	"steps: 5
points: 2
still running after 0 s
5 steps after 60 s
5 of at most 15 steps after 60 s, about 2 min left
5 steps after 60 s
Compiling 3
  done in 0 s
Compiling 7
  done in 0 s
Compiling 2
  done in 0 s
Compiling 0
  done in 0 s
most: 7
Compiling without a cache
  done in 0 s"
rm "$R/scripts/a-stage"

cat >"$R/scripts/a-lock" <<'EOF'
. "$(dirname "$0")"/lib.sh
lock "$T/lock"
EOF
t_is "a lock that is free says nothing" "$(bash "$R/scripts/a-lock" 2>&1)" ""
t_is "who waits for one says so" "$(flock "$T/lock" sleep 2 & sleep 0.5; bash "$R/scripts/a-lock" 2>&1)" \
	"waiting for another run to end, which has $T/lock"
rm "$R/scripts/a-lock"

cat >"$R/scripts/no-knobs" <<'EOF'
. "$(dirname "$0")"/lib.sh
no_arguments "$@"
EOF
t_fails "what takes no arguments refuses one" '^no-knobs: error: takes no arguments: KERNEL=tested;' \
	bash "$R/scripts/no-knobs" KERNEL=tested
rm "$R/scripts/no-knobs"
t_is "... which these check" "$(grep -Lx 'no_arguments "$@"' \
	"$TOP"/scripts/{bench,build,deb,docs,fuzz,fuzz-kernel,kernel,lint,mutants,run,shell,steps,stress,sysroot,unpatched-kernel,unpatched-tree})" ""

t_like "make help lists the verbs" "$(make -C "$R")" '^make apply .*LINUX='
t_like "... with all that they take" "$(make -C "$R")" '^make fuzz-kernel .*KERNEL=stress.tested T=120 SEED= ROUND='
t_done
