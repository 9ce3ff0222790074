#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# vm/run ends as its command ended, and fails when the kernel complained or the
# time is up; what is built already is not built again.

set -eu
. "$(dirname "$0")/../lib.sh"

. "$TOP/scripts/target.sh"

# vm WANTED DESC ARG...: vm/run ends with status WANTED. Its stdout stays in
# $T/stdout, its stderr in $T/stderr, what it took in $took.
vm() {
	local rc=0 want=$1 desc=$2 start
	shift 2
	start=$(date +%s)
	"$TOP/vm/run" "$@" >"$T/stdout" 2>"$T/stderr" </dev/null || rc=$?
	took=$(($(date +%s) - start))
	{
		echo "status $rc, wanted $want; stdout, then stderr:"
		cat "$T/stdout"
		echo ---
		cat "$T/stderr"
	} >"$T/diag"
	t_point $((rc != want)) "$desc"
}

mkdir "$T/share"
echo 'WARNING: CPU: 0 in a file' >"$T/file"
# shellcheck disable=SC2016 # for the guest's shell
vm 7 "the command's status is the run's" -C "$T" --share "$T/share" -- sh -c '
	top=$1
	shift
	printf "<%s>\n" "$@"
	pwd
	cat file
	test -f "$top/vm/run" && echo "the checkout is visible"
	echo from the guest >share/new
	touch file 2>/dev/null || echo "the root is read-only"
	touch /tmp/x && echo "/tmp is writable"
	cat /sys/class/net/lo/operstate
	ls -1d /sys/kernel/btf/vmlinux /sys/kernel/tracing/trace /sys/fs/cgroup/cgroup.procs
	exit 7' \
	sh "$TOP" 'two  words' "it's" "\"q\" \$HOME \\" '' 'a
b'
t_is "arguments, output, directories are as they should be" "$(cat "$T/stdout")" \
	"<two  words>
<it's>
<\"q\" \$HOME \\>
<>
<a
b>
$T
WARNING: CPU: 0 in a file
the checkout is visible
the root is read-only
/tmp is writable
unknown
/sys/fs/cgroup/cgroup.procs
/sys/kernel/btf/vmlinux
/sys/kernel/tracing/trace"
t_is "a shared directory takes what the guest writes" "$(cat "$T/share/new")" \
	"from the guest"
# ACPI prints this line in parts: with a message of the other CPU in between the
# rest of it has no level and is taken for a warning. 7.3 warns of the loopback device.
t_is "a good run leaves stderr empty" \
	"$(grep -vE ' ACPI AML tables successfully acquired|smc: adding smcd device lo ' "$T/stderr" || :)" ""

mkdir "$T/dir"
echo visible >"$T/dir/file"
cp "$(command -v cat)" "$T/show"
vm 0 "a command and arguments below the temporary directory" -- "$T/show" "$T/file" "$T/dir/file"
t_is "... are visible" "$(cat "$T/stdout")" "WARNING: CPU: 0 in a file
visible"
cd "$T"
vm 0 "a directory to keep, named from where the caller is" -C / --keep dir -- sh -c "cat $T/dir/file"
cd "$OLDPWD"
t_is "... is visible" "$(cat "$T/stdout")" visible
vm 0 "a file to keep" -C / --keep "$T/file" -- sh -c "cat $T/file"
ln -s "$T/dir/file" "$T/link"
tmp=$(mktemp --tmpdir=/dev/shm)
echo "in its own directory" >"$tmp"
vm 0 "an argument that is a link, and one in the command's directory" \
	-C /dev/shm -- cat "$T/link" "${tmp##*/}"
rm "$tmp"
t_is "... are visible" "$(cat "$T/stdout")" "visible
in its own directory"
vm 125 "something to keep that is not there" --keep "$T/none" -- true
t_like "... is named" "$(cat "$T/stderr")" "nothing to keep: $T/none"
ARCH=none vm 125 "an architecture that there is not" -- true
t_like "... is named" "$(cat "$T/stderr")" 'ARCH=none is none of: '

# A root with little but what the guest starts by
R=$T/root
mkdir -p "$R"/{dev,etc,mnt,proc,run,sys,tmp,usr/bin,var/tmp}
ln -s usr/bin "$R/bin"
for command in bash sh mount mkdir cat stty setsid ip sleep mv ls; do
	command=$(command -v "$command")
	cp -L "$command" "$R/usr/bin"
	ldd "$command" | grep -o '/[^ ]*' || :
done | sort -u | xargs cp -L --parents -t "$R"
echo "of the other root" >"$R/etc/hostname"
for run in once again; do
	# shellcheck disable=SC2016 # for the guest's shell
	vm 0 "another root, $run" --root "$R" --share "$T/share" --share "$LOG" -C "$TOP/tests" -- sh -c '
		cat /etc/hostname "$1"
		ls -1 ../Makefile lib.sh
		[ ! -e /boot ] && echo "nothing else of the host"
		cat "$2/new"' sh "$T/file" "$T/share"
	t_is "... has what it has, and what is shown" "$(cat "$T/stdout")" "of the other root
WARNING: CPU: 0 in a file
../Makefile
lib.sh
nothing else of the host
from the guest"
done
vm 125 "a root that is not there" --root "$T/none" -- true
t_like "... is named" "$(cat "$T/stderr")" "no root for the guest at $T/none"

PATH=/usr/local/bin:/usr/bin:/bin vm 0 "root's commands are found for a user, whose PATH lacks them" \
	-- sh -c 'command -v insmod'

vm 127 "a command that does not exist is status 127" -- /does/not/exist

vm 124 "a hang is cut at the limit" -t 60 -- sleep 1000
t_like "with a message that says what was running" "$(cat "$T/stderr")" \
	'timed out after 60 s while running: sleep 1000'
t_is "and not much later" "$((took < 75))" 1
vm 124 "a guest that does not even boot is cut, too" -t 2 -a 'init=/bin/cat' -- true
t_like "with another message" "$(cat "$T/stderr")" 'timed out after 2 s while booting'

vm 99 "a kernel warning fails a run whose command succeeded" \
	-- sh -c 'echo "WARNING: CPU: 0 PID: 1 at fake/file.c:1 fake()" >/dev/kmsg; echo on'
t_like "the message names its line" "$(cat "$T/stderr")" \
	'first complaint: .*WARNING: CPU: 0 PID: 1 at fake/file.c:1'
t_is "the run goes on after a warning" "$(cat "$T/stdout")" on
vm 0 "a complaint that is expected does not" --expect 'at fake/file.c:1 ' \
	-- sh -c 'echo "WARNING: CPU: 0 PID: 1 at fake/file.c:1 fake()" >/dev/kmsg'
vm 99 "... and hides no other" --expect 'at fake/file.c:1 ' -- sh -c '
	echo "WARNING: CPU: 0 PID: 1 at fake/file.c:1 fake()" >/dev/kmsg
	echo "WARNING: CPU: 0 PID: 1 at fake/file.c:2 fake()" >/dev/kmsg'
t_like "... which is named" "$(cat "$T/stderr")" 'first complaint: .*at fake/file.c:2'
vm 125 "... and must be a regular expression" --expect '(' -- true
vm 99 "a complaint behind a NUL is seen" -- sh -c '
	printf "\0\n" >/dev/'"$CONSOLE"'
	echo "WARNING: CPU: 0 PID: 1 at fake/file.c:1 fake()" >/dev/kmsg'
vm 99 "a taint without a word fails the run" \
	-- sh -c 'echo 512 >/proc/sys/kernel/tainted'
vm 99 "a panic fails the run" -t 120 -- sh -c 'echo c >/proc/sysrq-trigger; sleep 100'
t_like "the message names it" "$(cat "$T/stderr")" 'first complaint: .*Kernel panic'
t_is "a panic ends the run at once" "$((took < 60))" 1

# SIGTERM ends the guest with the runner. "$T" is on no other command line.
"$TOP/vm/run" --share "$T/share" -- sleep 1000 >/dev/null 2>&1 &
pid=$!
sleep 3
kill -TERM $pid
rc=0
wait $pid || rc=$?
t_is "SIGTERM ends the runner" $rc 143
left=0
for p in /proc/[0-9]*/cmdline; do
	! { tr '\0' ' ' <"$p"; } 2>/dev/null | grep -q "^${QEMU[0]}.*$T/share" || left=$((left + 1))
done
t_is "and leaves no QEMU behind" $left 0

whats=(kernel selftests)
[ "$OLD_KVER" != "$KVER" ] || whats+=(old-objects)
for what in "${whats[@]}"; do
	t_like "scripts/$what has nothing left to do" "$("$TOP/scripts/$what" 2>&1)" ': up to date$'
done

t_done
