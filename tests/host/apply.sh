#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# make apply, on git trees and unpacked tarballs that it fits and does not.
set -eu
. "$(dirname "$0")/../lib.sh"
. "$TOP/tests/host/fixture.sh"

apply() {
	make -C "$R" apply LINUX="$1"
}

# state DIR: all that a failed apply must leave as it was.
state() {
	(cd "$1" && find . -path ./.git -prune -o -type f -print0 | sort -z |
		xargs -0 sha256sum
	[ ! -d .git ] || { git rev-parse HEAD; git status --porcelain; ls .git; })
}

# unchanged DESC PATTERN DIR: apply fails with PATTERN and touches nothing.
unchanged() {
	state "$3" >"$T/before"
	t_fails "$1" "$2" apply "$3"
	cp "$T/out" "$T/said"
	state "$3" >"$T/after"
	t_ok "... and touches nothing" cmp "$T/before" "$T/after"
}

# git_tree DIR: a git tree of the kernel the series is for.
git_tree() {
	fake_linux "$1"
	git -C "$1" init -q -b topic
	git -C "$1" add -A
	git -C "$1" -c user.name=u -c user.email=u@example.org commit -qm linux
}

git_tree "$T/g"
t_ok "applies to a git tree without an identity" apply "$T/g"
t_like "... says what comes next" "$(cat "$T/out")" "^Next: make -C $T/g olddefconfig, and build"
t_is "a commit per step" "$(git -C "$T/g" log --format=%s topic)" \
"bpf: Do three
bpf: Add new
bpf: Do one
linux"
t_is "new files keep their mode" \
	"$(git -C "$T/g" ls-files -s kernel/bpf/new.sh | cut -c1-6)" 100755
before=$(git -C "$T/g" rev-parse HEAD)
t_ok "again: succeeds" apply "$T/g"
t_like "... says so" "$(cat "$T/out")" 'already applied'
t_like "... and which series it is" "$(cat "$T/out")" '^The series for 6.18.y:$'
t_is "... adds nothing" "$(git -C "$T/g" rev-parse HEAD)" "$before"

identity 'A User' user@example.org
git config --global diff.noprefix true
git config --global apply.whitespace fix
git config --global am.threeWay true
git_tree "$T/i"
t_ok "applies with an identity and odd settings" apply "$T/i"
t_is "the user is the committer" "$(git -C "$T/i" log -1 --format=%ce)" \
	user@example.org

git_tree "$T/dirty"
echo >>"$T/dirty/mm/m.c"
unchanged "uncommitted changes" 'uncommitted changes.*commit or stash|M mm/m.c' \
	"$T/dirty"

git_tree "$T/rebasing"
mkdir "$T/rebasing/.git/rebase-merge"
unchanged "a rebase under way" 'in the middle of' "$T/rebasing"

git_tree "$T/way"
echo mine >"$T/way/kernel/bpf/new.c"
unchanged "an untracked file in the way" 'new.c is in the way' "$T/way"

git_tree "$T/other"
sed -i 's/b6;/other;/' "$T/other/kernel/bpf/b.c"
git -C "$T/other" commit -qam other
unchanged "a git tree that it does not fit" \
	'0003-bpf-Do-three.patch does not apply' "$T/other"
t_like "... names the file" "$(cat "$T/said")" 'kernel/bpf/b.c:[0-9]'

git_tree "$T/hook"
printf '#!/bin/sh\nexit 1\n' >"$T/hook/.git/hooks/applypatch-msg"
chmod +x "$T/hook/.git/hooks/applypatch-msg"
rm -f "$T/hook/.git/ORIG_HEAD"
t_fails "a hook that refuses" 'is as it was' apply "$T/hook"
t_is "... one commit, nothing changed" \
	"$(git -C "$T/hook" rev-list --count HEAD)$(git -C "$T/hook" status --porcelain)" 1

# A tarball below somebody's git repository
git init -q "$T/outer"
fake_linux "$T/outer/linux"
t_ok "applies to a tarball tree" apply "$T/outer/linux"
t_like "edits are in" "$(cat "$T/outer/linux/kernel/bpf/a.c")" 'int three'
t_ok "new files are in" test -x "$T/outer/linux/kernel/bpf/new.sh"
state "$T/outer/linux" >"$T/before"
t_ok "again: succeeds" apply "$T/outer/linux"
t_like "... says so" "$(cat "$T/out")" 'already applied'
state "$T/outer/linux" >"$T/after"
t_ok "... and touches nothing" cmp "$T/before" "$T/after"

fake_linux "$T/t"
sed -i 's/a22;/other;/' "$T/t/kernel/bpf/a.c"
unchanged "a tarball tree that it does not fit" \
	'0001-bpf-Do-one.patch does not apply' "$T/t"
t_like "... names the file" "$(cat "$T/said")" 'kernel/bpf/a.c:[0-9]'

fake_linux "$T/links"
mv "$T/links/kernel" "$T/away"
ln -s ../away "$T/links/kernel"
unchanged "a tarball tree with symbolic links" 'links/kernel/bpf/[^ ]* is a symbolic link, or is below one' \
	"$T/links"

fake_linux "$T/old"
sed -i 's/^PATCHLEVEL.*/PATCHLEVEL = 12/' "$T/old/Makefile"
unchanged "another kernel version" 'is Linux 6.12.15; the patches are for 6.18 \(FORCE=1' \
	"$T/old"
t_ok "... FORCE=1 tries it" make -C "$R" apply LINUX="$T/old" FORCE=1
t_fails "no kernel tree" 'no kernel tree' apply "$T/outer"
t_fails "no LINUX=" 'LINUX=~/src/linux' make -C "$R" apply
mv "$T/t" "$HOME/t"
t_fails "a ~ that the shell left alone" "$HOME/t .Linux 6.18.15. is as it was" \
	apply \~/t

t_done
