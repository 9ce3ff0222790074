#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# scripts/tree: the trees that get built.
set -eu
. "$(dirname "$0")/../lib.sh"
. "$TOP/tests/host/fixture.sh"

tree() {
	"$R/scripts/tree" linux
}
L=$R/build/linux-6.18/src
git_l() {
	git -C "$L" "$@"
}
stamps() {
	(cd "$L" && stat -c '%n %y' kernel/bpf/* mm/*)
}

t_ok "makes the tree" tree
t_is "the source and a commit per step" "$(git_l log --format='%s|%D')" \
"bpf: Do three|HEAD -> series
bpf: Add new|
bpf: Do one|
linux_6.18.15|tag: unpatched"
first=$(git_l rev-parse HEAD)
stamps >"$T/before"
t_ok "again" tree
stamps >"$T/after"
t_ok "... touches nothing" cmp "$T/before" "$T/after"

sed -i 's/m4/m4/; s/three/drei/' "$S/0003-bpf-Do-three.patch"
sed -i 's/int new;/int neu;/' "$R/linux/kernel/bpf/new.c"
t_ok "a changed patch and a changed new file" tree
stamps >"$T/after"
t_is "... touch their files only" \
	"$(diff "$T/before" "$T/after" | sed -n 's/^> \([^ ]*\).*/\1/p')" \
"kernel/bpf/a.c
kernel/bpf/b.c
kernel/bpf/new.c"
git -C "$R" checkout -q .
tree >/dev/null
t_is "the same series gives the same commits" "$(git_l rev-parse HEAD)" "$first"

git_l checkout -q --detach HEAD^
t_ok "a step that is checked out" tree
t_like "... is built, and named" "$(cat "$T/out")" 'as it is checked out, at step 2 of 3$'
git_l checkout -q series

echo 'int mine;' >>"$L/mm/m.c"
t_ok "an edit in the tree" tree
t_like "... is built as it is" "$(cat "$T/out")" 'with your own edits'
sed -i 's/three/drei/' "$S/0003-bpf-Do-three.patch"
t_fails "... is not overwritten by a new series" 'make refresh' tree
t_like "... but still there" "$(cat "$L/mm/m.c")" 'int mine'
t_ok "... unless FORCE=1" env FORCE=1 "$R/scripts/tree" linux
t_is "... which throws it out" "$(git_l status --porcelain)" ""
t_like "... but keeps it" "$(git_l show overwritten:mm/m.c)" 'int mine'

git_l -c user.name=u -c user.email=u@example.org commit -q --allow-empty -m mine
git -C "$R" checkout -q .
t_fails "a commit in the tree is not overwritten either" 'make refresh' tree
FORCE=1 tree >/dev/null

me=(-c user.name=u -c user.email=u@example.org)
two_commits() {
	for mine in one two; do
		echo "int $mine;" >>"$L/mm/m.c"
		git_l "${me[@]}" commit -qam "mine $mine"
	done
}
two_commits
git_l checkout -q --detach HEAD~2
sed -i 's/three/drei/' "$S/0003-bpf-Do-three.patch"
t_fails "commits on the branch, not checked out, are not overwritten" 'make refresh' tree
git -C "$R" checkout -q .
git_l checkout -q series
GIT_SEQUENCE_EDITOR='sed -i 1s/pick/edit/' git_l "${me[@]}" rebase -q -i HEAD~2 2>/dev/null
t_ok "FORCE=1 in the middle of a rebase" env FORCE=1 "$R/scripts/tree" linux
t_is "... the tree is that of the series" "$(git_l status --porcelain)$(git_l rev-parse HEAD)" "$first"
t_is "... what was to come is kept" "$(git_l log --format=%s overwritten | grep -c mine)" 2
two_commits
git_l checkout -q -b theirs HEAD~1
echo 'int theirs;' >>"$L/mm/m.c"
git_l "${me[@]}" commit -qam theirs
git_l checkout -q series
echo 'int also;' >>"$L/kernel/bpf/b.c"
git_l "${me[@]}" cherry-pick theirs >/dev/null 2>&1 || :
t_ok "FORCE=1 with conflicts" env FORCE=1 "$R/scripts/tree" linux
t_is "... the tree is that of the series" "$(git_l status --porcelain)$(git_l rev-parse HEAD)" "$first"
t_like "... both edits are kept" \
	"$(git_l show overwritten:mm/m.c overwritten:kernel/bpf/b.c | xargs)" 'int theirs; .*int also;$'
git_l branch -q -D theirs

echo mine >"$L/mm/untracked.c"
sed -i 's/three/drei/' "$S/0003-bpf-Do-three.patch"
t_ok "an untracked file is in nobody's way" tree
t_is "... and stays" "$(cat "$L/mm/untracked.c")" mine
git -C "$R" checkout -q .
tree >/dev/null

sed -i 's/int b6/int x/' "$S/0003-bpf-Do-three.patch"
before=$(git_l rev-parse HEAD)
t_fails "a patch that does not apply" '0003-bpf-Do-three.patch does not apply' tree
t_like "... which file and line" "$(cat "$T/out")" 'kernel/bpf/b.c:[0-9]+'
t_is "... the tree stays" "$(git_l rev-parse HEAD)$(git_l status --porcelain)" \
	"$before?? mm/untracked.c"
git -C "$R" checkout -q .
rm "$L/mm/untracked.c"

# A checkout that was killed half-way: one file is new, the ref is not moved.
sed -i '/^series /d; s/^made /going-to /' "$L/.git/kfunc"
git_l reset -q --hard HEAD^
echo "made $(git_l rev-parse HEAD)" >>"$L/.git/kfunc"
sed -i 's/a21/thr/' "$L/kernel/bpf/a.c"
t_ok "goes on after a checkout that was cut short" tree
t_is "... to the right end" "$(git_l rev-parse HEAD)$(git_l status --porcelain)" \
	"$first"

rm -rf "$L" "$L.new"
mkdir -p "$L.new/half"
t_ok "goes on after an unpacking that was cut short" tree
t_is "... to the same commits" "$(git_l rev-parse HEAD)" "$first"

t_fails "a tarball that is not there" 'there is no such file' \
	env LINUX_TARBALL="$T/nonsense" "$R/scripts/tree" linux
t_is "... costs nothing" "$(git_l rev-parse HEAD)" "$first"

mkdir "$T/own"
cp -r "$T/linux-6.18.15" "$T/own/linux-6.18.99"
sed -i 's/^SUBLEVEL.*/SUBLEVEL = 99/' "$T/own/linux-6.18.99/Makefile"
tar -C "$T/own" -czf "$T/own.tar.gz" linux-6.18.99
echo 'int mine;' >>"$L/mm/m.c"
t_fails "another tarball does not replace an edited tree" 'another tarball' \
	env LINUX_TARBALL="$T/own.tar.gz" "$R/scripts/tree" linux
t_ok "... unless FORCE=1" env FORCE=1 LINUX_TARBALL="$T/own.tar.gz" \
	"$R/scripts/tree" linux
t_like "... which keeps it" "$(cat "$L".overwritten-*/mm/m.c)" 'int mine'
mv "$T/own.tar.gz" "$HOME/mine.tar.gz"
tree >/dev/null
echo mine >"$L/mm/untracked.c"
t_fails "one with an untracked file is not replaced" 'another tarball .*untracked: mm/untracked.c' \
	env LINUX_TARBALL='~/mine.tar.gz' "$R/scripts/tree" linux
rm "$L/mm/untracked.c"
git_l branch mine unpatched
git_l update-ref refs/heads/mine "$(git_l -c user.name=u -c user.email=u@example.org \
	commit-tree -p series -m mine 'series^{tree}')"
t_fails "... nor one with commits on another branch" 'another tarball .*elsewhere, on a branch' \
	env LINUX_TARBALL='~/mine.tar.gz' "$R/scripts/tree" linux
git_l branch -q -D mine
t_ok "one without edits is replaced" env LINUX_TARBALL='~/mine.tar.gz' \
	"$R/scripts/tree" linux
t_like "... the series is on it" "$(git_l log --format=%s)" '^mine$'

rm -rf "$L"
both() {
	tree >/dev/null &
	tree
	wait $!
}
t_ok "two at once" both
t_is "... are one" "$(git_l rev-parse HEAD)$(git_l status --porcelain)" "$first"

mkdir -p "$T/src/pahole" "$T/src/linux-6.12"
t_fails "BUILD= may not have other things in it" 'src has other things in it' \
	env BUILD="$T/src" "$R/scripts/tree" linux
t_fails "... when cleaning neither" 'src has other things in it' \
	make -C "$R" distclean BUILD="$T/src"
t_is "... all of it is still there" "$(cd "$T/src" && echo *)" "linux-6.12 pahole"
t_ok "a BUILD= of its own" env BUILD="$T/new" "$R/scripts/tree" linux
t_ok "... goes when cleaned" make -C "$R" distclean BUILD="$T/new"
t_ok "... all of it" test ! -e "$T/new"

mkdir -p "$R/build/linux-6.18/findings"
t_ok "make clean" make -C "$R" clean
t_ok "... leaves the tree" test -f "$L/Makefile"
t_ok "... and what FORCE=1 kept" grep -q 'int mine' "$L".overwritten-*/mm/m.c
t_is "... and nothing else" "$(cd "$R/build" && find . -maxdepth 2 ! -name 'src*' | sort | xargs)" \
	". ./linux-6.18 ./linux-6.18/findings"
t_fails "make distclean with a kept tree" 'overwritten.* has edits of your own' \
	make -C "$R" distclean
rm -rf "$L".overwritten-*
echo 'int mine;' >>"$L/mm/m.c"
t_fails "make distclean with edits in a tree" 'has edits of your own' \
	make -C "$R" distclean
git_l checkout -q .
echo mine >"$L/mm/untracked.c"
t_fails "... with an untracked file" 'edits of your own .untracked: mm/untracked.c' \
	make -C "$R" distclean
rm "$L/mm/untracked.c"
if [ "$(id -u)" = 0 ]; then
	chown -R nobody "$L"
	# shellcheck disable=SC2016 # for the shell inside
	t_ok "a tree of another user can be read and cloned" bash -c '. "${0%/*}/lib.sh"
		pgit clone -q --shared --no-checkout "$1" "$2"' "$R/scripts/clone" "$L" "$T/clone"
	chown -R root "$L"
else
	t_skip "a tree of another user can be read and cloned" "only root can make one"
fi
cp "$L/.git/index" "$T/index"
echo damaged >"$L/.git/index"
t_fails "... with a tree that git cannot read" 'cannot tell whether .*/src has edits' \
	make -C "$R" distclean
t_ok "... nothing of which is removed" test -f "$L/Makefile"
cp "$T/index" "$L/.git/index"
t_ok "make distclean CACHE=1" make -C "$R" distclean CACHE=1
t_ok "... leaves nothing" test ! -e "$R/build" -a ! -e "$T/cache/kfunc-implicit"

t_done
