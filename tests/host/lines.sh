#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# Two kernel lines from one linux/: another line is a directory, nothing of the two
# mixes, and an edit of what they share is tried on both.
set -eu
. "$(dirname "$0")/../lib.sh"
. "$TOP/tests/host/fixture.sh"

cd "$R"
# As Debian's users have it; the other tests take that of who runs them.
umask 002

# All that a line costs: its source, its patches, what differs.
other=$R/linux-patches/6.12
rm -rf "$T/linux" "$T/linux-6.12.7"
fake_linux "$T/linux" 12
sed -i 's/int a20;/int a20 = 0;/' "$T/linux/kernel/bpf/a.c"
cp -r "$T/linux" "$T/linux-6.12.7"
tar -C "$T" -cJf "$M/linux_6.12.7.orig.tar.xz" linux-6.12.7
mkdir -p "$other/files.d/kernel/bpf" "$other/covers"
source_line linux-patches/6.12 6.12.7 linux_6.12.7.orig.tar.xz
# As it begins: no step yet, and a terminal, where nothing is typed.
: >"$other/series"
: >"$other/files"
mkfifo "$T/terminal"
exec 9<>"$T/terminal"
no_steps() {
	KVER=6.12 timeout 60 "$R/scripts/tree" linux <&9
}
t_ok "the tree of a line without steps" no_steps
t_like "... has none" "$(cat "$T/out")" '^linux: 0 step.s. on linux_6.12.7 '
exec 9>&-
rm -rf "$R/build/linux-6.12"
{ mail 1 'bpf: Do one' 'Change a.'; edit kernel/bpf/a.c 's/a20 = 0/one/'; } \
	>"$other/0001-bpf-Do-one.patch"
mail 2 'bpf: Add new' 'Bring new files.' >"$other/0002-bpf-Add-new.patch"
printf '# cover: fake\n%s\n%s\n' 0001-bpf-Do-one.patch 0002-bpf-Add-new.patch >"$other/series"
printf '0002-bpf-Add-new.patch\t%s\n' kernel/bpf/new.c kernel/bpf/new.sh >"$other/files"
printf 'Fake\n\nOf another line.\n' >"$other/covers/fake"
printf '#!/bin/sh\necho for 6.12\n' >"$other/files.d/kernel/bpf/new.sh"
git add -A
git -c user.name=t -c user.email=t@example.org commit -qm "another line"

tree() {
	KVER=$1 "$R/scripts/tree" linux
}
t_ok "the tree of the one" tree 6.18
t_ok "the tree of the other" tree 6.12
A=$R/build/linux-6.18/src B=$R/build/linux-6.12/src
t_is "they are of their lines" "$(sed -n 's/^PATCHLEVEL = //p' "$A/Makefile" "$B/Makefile" | xargs)" \
	"18 12"
t_is "what they share is the same" "$(cat "$B/kernel/bpf/new.c")" "$(cat "$A/kernel/bpf/new.c")"
t_like "what a line has in its own form is that" "$(cat "$B/kernel/bpf/new.sh")" 'for 6.12'
t_like "... and no other line's" "$(cat "$A/kernel/bpf/new.sh")" 'echo new'

# What is built: no path of a target is that of another one.
paths() {
	# shellcheck disable=SC2016 # for the other shell
	env KVER="$1" ARCH="$2" TOP="$R" bash -uc '. "$TOP/scripts/target.sh"
		printf "%s\n" $KOUT $BPFTOOL $LIBBPF $SELFTESTS $OLD $LOG $TARGET'
}
t_is "two lines and two architectures share no path" \
	"$({ paths 6.18 x86_64; paths 6.12 x86_64; paths 6.18 arm64; paths 6.12 arm64; } |
		sort | uniq -d)" ""
t_fails "an architecture that there is none of" 'ARCH=vax is none of: .*x86_64' \
	env ARCH=vax "$R/scripts/tree" linux

git config --global user.name t
git config --global user.email t@example.org
for kver in 6.18 6.12; do
	t_ok "$kver: export" env KVER=$kver "$R/scripts/export"
done
t_is "the mails of neither replace those of the other" \
	"$(find "$R"/build/linux-*/export/linux -name '*one.patch' | wc -l)" 2
echo PAHOLE_KIND=unpatched >"$other/line"
rm -rf "$R/build/linux-6.12/export"
t_ok "export of a line that builds with the unpatched pahole" env KVER=6.12 "$R/scripts/export"
t_is "... writes no mails of pahole" "$(cd "$R/build/linux-6.12/export" && echo *)" linux
rm "$other/line"
mkdir "$T/g"
cp -r "$T/linux-6.12.7/." "$T/g"
t_ok "make apply finds the line of a tree" make -C "$R" apply LINUX="$T/g"
t_like "... and says which" "$(cat "$T/out")" '^The series for 6.12.y:$'
t_like "... puts that on it" "$(cat "$T/g/kernel/bpf/new.sh")" 'for 6.12'

refresh() {
	make -C "$R" refresh KVER="$1"
}
t_ok "refresh of the other line changes nothing" refresh 6.12
t_is "... in either" "$(repo_state)" ""
echo 'int shared;' >>"$A/kernel/bpf/new.c"
t_ok "an edit of what both have" refresh 6.18
t_like "... is said to be the other's as well" "$(cat "$T/out")" \
	'linux/kernel/bpf/new.c is that of linux-patches/6.12 as well'
t_like "... which still applies" "$(cat "$T/out")" 'linux-patches/6.12 still applies'
t_is "... and changes just that" "$(repo_state)" " M linux/kernel/bpf/new.c"
echo 'echo mine' >>"$A/kernel/bpf/new.sh"
t_ok "an edit of what the other has in its own form" refresh 6.18
t_fails "... is not the other's" . grep 'new.sh is that of' "$T/out"
echo 'echo mine' >>"$B/kernel/bpf/new.sh"
git -C "$R" commit -qam shared
t_ok "the other's own form is refreshed" env FORCE=1 make -C "$R" refresh KVER=6.12
t_is "... in its place" "$(repo_state)" " M linux-patches/6.12/files.d/kernel/bpf/new.sh
 M linux/kernel/bpf/new.c"
git -C "$R" checkout -q .
FORCE=1 tree 6.12 >"$T/log"

# Also with no tree of the other: its tarball is looked at.
rm -rf "$B"
sed -i 's/int one/int won/' "$other/0001-bpf-Do-one.patch"
sed -i 's/^-int a20 = 0;/-int other;/' "$other/0001-bpf-Do-one.patch"
echo 'int again;' >>"$A/kernel/bpf/new.c"
t_fails "another line that does not apply any more" \
	'linux-patches/6.12 would not apply any more: 0001-bpf-Do-one.patch' refresh 6.18
t_like "... and what to do if that is meant" "$(cat "$T/out")" \
	'^Nothing was written[.] .* make refresh OTHERS=0 here, then FORCE=1 make refresh KVER=6.12$'
t_is "... nothing is written" "$(repo_state)" " M linux-patches/6.12/0001-bpf-Do-one.patch"
t_ok "... but with OTHERS=0" make -C "$R" refresh KVER=6.18 OTHERS=0
t_like "... which says it" "$(cat "$T/out")" \
	'linux-patches/6.12 would not apply any more: 0001-bpf-Do-one.patch'
t_like "... and what to do now" "$(cat "$T/out")" '^linux: now: FORCE=1 make refresh KVER=6.12$'
t_is "... and writes" "$(repo_state)" " M linux-patches/6.12/0001-bpf-Do-one.patch
 M linux/kernel/bpf/new.c"

t_done
