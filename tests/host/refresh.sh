#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# make refresh: the way back from the built trees to patches, without loss.
set -eu
. "$(dirname "$0")/../lib.sh"
. "$TOP/tests/host/fixture.sh"

cd "$R"
L=$R/build/linux-6.18/src
refresh() {
	make -C "$R" refresh "$@"
}
tree() {
	"$R/scripts/tree" "$@"
}
commit() {
	git -C "$L" commit -qm "$@"
}
# takes: puts $R back to what is committed, trees included
restart() {
	git -C "$R" reset -q --hard
	git -C "$R" clean -qfd
	FORCE=1 tree linux
	FORCE=1 tree dwarves
}

tree linux
tree dwarves
t_ok "right after tree" refresh
t_is "... changes nothing" "$(repo_state)" ""
t_like "... and says so" "$(cat "$T/out")" 'linux: nothing has changed in '

git -C "$L" bisect start HEAD unpatched >/dev/null
t_fails "in the middle of a bisect" 'is on no branch, .*git bisect reset' refresh
t_is "... no step is lost" "$(repo_state)" ""
git -C "$L" bisect reset >/dev/null 2>&1

echo 'int newer;' >>"$L/kernel/bpf/new.c"
t_ok "an uncommitted edit of a new file" refresh
t_is "... changes that file alone" "$(repo_state)" " M linux/kernel/bpf/new.c"
t_is "... to what it is in the tree" "$(cat linux/kernel/bpf/new.c)" \
	"$(cat "$L/kernel/bpf/new.c")"
stat -c %Y "$L"/kernel/bpf/* >"$T/before"
tree linux
stat -c %Y "$L"/kernel/bpf/* >"$T/after"
t_ok "... tree then has nothing to do" cmp "$T/before" "$T/after"
restart

sed -i 's/b9/edited/' "$L/kernel/bpf/b.c"
t_fails "an uncommitted edit of a kernel file" 'STEP=NNNN' refresh
t_like "... names the file" "$(cat "$T/out")" 'kernel/bpf/b.c'
t_is "... changes nothing" "$(repo_state)" ""
t_fails "STEP= that is none" 'has no step 0009' refresh STEP=0009
t_ok "STEP= folds it in" refresh STEP=0001
t_is "... into that step" "$(repo_state)" \
	" M linux-patches/6.18/0001-bpf-Do-one.patch"
t_like "... its patch has it" "$(cat "$S/0001-bpf-Do-one.patch")" '^\+int edited'
FORCE=1 tree linux
t_like "... and so has the tree" "$(cat "$L/kernel/bpf/b.c")" 'int edited'
restart

sed -i 's/three/conflict/' "$L/kernel/bpf/a.c"
git -C "$L" diff >"$T/before"
t_fails "STEP= with a conflict" 'do not fold into 0001-bpf-Do-one.patch' \
	refresh STEP=0001
git -C "$L" diff >"$T/after"
t_ok "... leaves the tree as it was" cmp "$T/before" "$T/after"
t_is "... and the repository" "$(repo_state)" ""
restart

echo 'int later;' >>"$L/kernel/bpf/new.c"
echo 'int fresh;' >"$L/mm/fresh.c"
sed -i 's/m1/mm1/' "$L/mm/m.c"
git -C "$L" add -A
git -C "$L" -c user.name='A User' -c user.email=u@example.org commit -qm \
	'mm: Add a step of mine' -m 'With a message.' -m 'Signed-off-by: A User <u@example.org>'
t_ok "a commit with a new file, edits and a change of an older new file" refresh
t_like "... it says where that change goes" "$(cat "$T/out")" \
	"'mm: Add a step of mine' to kernel/bpf/new.c go to .* 0002-bpf-Add-new.patch"
t_is "... is a new step" "$(repo_state)" \
" M linux-patches/6.18/files
 M linux-patches/6.18/series
 M linux/kernel/bpf/new.c
?? linux-patches/6.18/0004-mm-Add-a-step-of-mine.patch
?? linux/mm/"
t_is "... in the series" "$(tail -n 2 "$S/series")" \
"0004-mm-Add-a-step-of-mine.patch
# the end"
t_is "... with its files" "$(tail -n 1 "$S/files")" \
"0004-mm-Add-a-step-of-mine.patch	mm/fresh.c"
t_like "... it says that the tree is rewritten, without a Signed-off-by" "$(cat "$T/out")" \
	'left out 1 Signed-off-by'
t_is "... and its patch" "$(sed '/^Date/d' "$S/0004-mm-Add-a-step-of-mine.patch")" \
'From: A User <u@example.org>
Subject: [PATCH] mm: Add a step of mine

With a message.
---
diff --git a/mm/m.c b/mm/m.c
--- a/mm/m.c
+++ b/mm/m.c
@@ -1,4 +1,4 @@
-int m1;
+int mm1;
 int m2;
 int m3;
 int m4;'
git -C "$R" add -A
t_ok "... again" refresh
t_is "... is the same" "$(git -C "$R" diff)" ""
restart

mangled() { # MESSAGE...: a commit with it
	echo 'int cut;' >>"$L/mm/m.c"
	git -C "$L" -c user.name=u -c user.email=u@example.org commit -qa "${@/#/-m}"
	t_fails "a message that a mail cuts short: ${*: -1:1}" "message of '.*mm: Cut' would not come back" refresh
	t_is "... nothing is written" "$(repo_state)" ""
	git -C "$L" reset -q --hard HEAD^
}
mangled 'mm: Cut' 'Before.' '---' 'After.'
mangled 'mm: Cut' 'From: Somebody Else <e@example.org>' 'Text.'
mangled '[net] mm: Cut'
restart

# A cover is not lost with the step that it began with.
sed -i 's/^# new files only/# cover: second/' "$S/series"
git -C "$R" -c user.name=u -c user.email=u@example.org commit -qam covers
tree linux
rebase() { # SED ON THE LIST, EDITOR
	GIT_SEQUENCE_EDITOR="sed -i $1" GIT_EDITOR="$2" git -C "$L" -c user.name=u \
		-c user.email=u@example.org rebase -q -i unpatched >/dev/null 2>&1
}
covers() {
	sed -n 's/^# cover: //p; t; /^[^#]/p' "$S/series" | xargs
}
rebase 2s/pick/reword/ "sed -i '1s/.*/bpf: Bring new/'"
t_ok "a step of another subject" refresh
t_is "... still begins its cover" "$(covers)" \
	"fake 0001-bpf-Do-one.patch second 0002-bpf-Bring-new.patch 0003-bpf-Do-three.patch"
t_like "... and it says so" "$(cat "$T/out")" "'# cover: second' begins with 0002-bpf-Bring-new.patch"
restart
rebase 2d :
t_ok "the first step of a cover is gone" refresh
t_is "... the next one begins it" "$(covers)" "fake 0001-bpf-Do-one.patch second 0002-bpf-Do-three.patch"
restart
rebase 1s/pick/reword/ "sed -i '1s/.*/bpf: Do other/'"
t_ok "the same of the first of all" refresh
t_is "... it still begins its cover" "$(covers)" \
	"fake 0001-bpf-Do-other.patch second 0002-bpf-Add-new.patch 0003-bpf-Do-three.patch"
restart
echo 'int y;' >>"$L/mm/m.c"
git -C "$L" -c user.name=u -c user.email=u@example.org commit -qam 'bpf: Add new'
t_ok "a second step with a subject that there is" refresh
t_is "... begins no cover" "$(covers)" \
	"fake 0001-bpf-Do-one.patch second 0002-bpf-Add-new.patch 0003-bpf-Do-three.patch 0004-bpf-Add-new.patch"
sed -i 's/^0004-/# cover: third\n&/' "$S/series"
tree linux
echo 'int later;' >>"$L/mm/m.c"
git -C "$L" -c user.name=u -c user.email=u@example.org commit -qam 'mm: Add a step after both'
t_ok "... and once more, with a cover that the second begins" refresh
t_is "... each keeps its own" "$(covers)" \
	"fake 0001-bpf-Do-one.patch second 0002-bpf-Add-new.patch 0003-bpf-Do-three.patch third 0004-bpf-Add-new.patch 0005-mm-Add-a-step-after-both.patch"
git -C "$R" reset -q --hard HEAD^
restart

git -C "$L" reset -q --hard unpatched
git -C "$L" cherry-pick 'series@{1}~2' 'series@{1}' 'series@{1}~1' >/dev/null 2>&1
t_ok "steps in another order" refresh
t_is "... renumber" "$(grep -v '^#' "$S/series")" "
0001-bpf-Do-one.patch
0002-bpf-Do-three.patch
0003-bpf-Add-new.patch"
t_is "... their files, too" "$(cut -f1 "$S/files" | sort -u)" 0003-bpf-Add-new.patch
t_is "... old patches are gone" "$(cd "$S" && echo *.patch)" \
	"0001-bpf-Do-one.patch 0002-bpf-Do-three.patch 0003-bpf-Add-new.patch"
restart

git -C "$L" rm -q kernel/bpf/new.sh
chmod -x "$L/kernel/bpf/new.c"
git -C "$L" -c user.name=u -c user.email=u@example.org commit -qm 'Remove one'
t_ok "a new file that goes away" refresh
t_is "... goes away" "$(repo_state)" " M linux-patches/6.18/files
 D linux/kernel/bpf/new.sh"
restart

echo stray >"$L/mm/stray.c"
t_ok "an untracked file" refresh
t_like "... is named" "$(cat "$T/out")" 'not taken.* mm/stray.c'
t_is "... and not taken" "$(repo_state)" ""
t_ok "... STEP= takes it" refresh STEP=linux:0003
t_ok "... to linux/" cmp "$L/mm/stray.c" "$R/linux/mm/stray.c"
restart

echo 'int ignored;' >"$L/mm/data.orig"
git -C "$L" add -f mm/data.orig
git -C "$L" -c user.name=u -c user.email=u@example.org commit -qm 'Add a name that git ignores'
t_fails "a new file that the repository ignores" \
	'ignores new files of this name .*: they would not be in a clone; nothing was written' refresh
t_like "... is named" "$(cat "$T/out")" '^linux/mm/data.orig$'
t_is "... and nothing is written" "$(repo_state)" ""
git -C "$L" rm -q --cached mm/data.orig
echo 'int ä;' >"$L/mm/ä.c"
git -C "$L" add mm/ä.c
git -C "$L" -c user.name=u -c user.email=u@example.org commit -q --amend -m 'Add a name with a letter of its own'
t_ok "a new file whose name has a letter that is not ASCII" refresh
t_like "... is taken" "$(repo_state)" 'linux/mm/'
restart
rm -f "$L/mm/data.orig"

sed -i 's/three/drei/' "$S/0003-bpf-Do-three.patch"
echo 'int both;' >>"$L/kernel/bpf/new.c"
t_fails "edits on both sides" 'has changed since' refresh
echo 'refreshing 1' >>"$L/.git/kfunc" # what an interrupted refresh leaves
restart
sed -i 's/three/drei/' "$S/0003-bpf-Do-three.patch"
echo 'int both;' >>"$L/kernel/bpf/new.c"
t_fails "... also when a refresh was interrupted before the tree was made anew" 'has changed since' refresh
restart

sed -i 's/three/drei/' "$S/0003-bpf-Do-three.patch"
t_ok "an edit of the repository's alone" refresh
t_like "... is left to the next build" "$(cat "$T/out")" 'has no edits; the next build takes'
git -C "$R" checkout -q .
echo 'int both;' >>"$L/kernel/bpf/new.c"
echo 'int both;' >>"$R/linux/kernel/bpf/new.c"
t_ok "the same edit on both sides" refresh
t_is "... is taken for what it is" "$(repo_state)" " M linux/kernel/bpf/new.c"
t_ok "... the tree is that of the repository" tree linux
t_is "... and has nothing to do" "$(cat "$T/out")" ""
git -C "$R" checkout -q .
git -C "$L" checkout -q .
t_ok "undone on both sides" refresh
t_is "... is taken, too" "$(repo_state)" ""
restart

sed -i 's/b9/edited/' "$L/kernel/bpf/b.c"
refresh STEP=0001 >/dev/null
git -C "$R" checkout -q .
sed -i 's/edited/b9/' "$L/kernel/bpf/b.c"
t_ok "a folded edit that is undone without a commit" refresh
t_is "... is taken" "$(repo_state)$(git -C "$L" status --porcelain)" ""
t_ok "... the tree is that of the repository" tree linux
restart

sed -i 's/b9/edited/' "$L/kernel/bpf/b.c"
refresh STEP=0001 >/dev/null
git -C "$R" checkout -q .
sed -i 's/edited/b9/' "$L/kernel/bpf/b.c"
commit undo -a
t_ok "a folded edit that is undone by a commit" refresh
t_is "... is taken" "$(repo_state)" ""
t_is "... and the commit is gone" "$(git -C "$L" log -1 --format=%s)" "bpf: Do three"
restart

echo 'int extra2;' >>"$R/build/dwarves-1.31/src/extra.c"
t_ok "an edit in pahole" refresh
t_is "... comes to dwarves/" "$(repo_state)" " M dwarves/extra.c"

t_done
