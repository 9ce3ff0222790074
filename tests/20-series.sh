#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
# The real series: tree and patches agree, and they can leave the house. Works
# on a copy of the checkout and on clones of the built trees that check out no
# file.
. "$(dirname "$0")/lib.sh"

BUILD=${BUILD:-$TOP/build}
case $BUILD in /*) ;; *) BUILD=$TOP/$BUILD ;; esac
KVER=${KVER:-6.18}
unset OUT VER STEP FORCE PREFIX
export KVER

R=$T/repo
mkdir "$R"
(cd "$TOP" && tar -cf - Makefile sources.lock scripts linux linux-patches \
	dwarves dwarves-patches) | tar -xf - -C "$R"
git -C "$R" init -q
git -C "$R" add -A
git -C "$R" -c user.name=t -c user.email=t@example.org commit -qm repo

# clone SRC: what scripts/tree made there, in the copy's build directory
clone() {
	to=$R/build/$1
	mkdir -p "$to"
	from="git -C $BUILD/$1 -c safe.directory=*"
	git -c safe.directory='*' clone -q --shared --no-checkout "$BUILD/$1" "$to"
	git -C "$to" config core.hooksPath /dev/null
	git -C "$to" sparse-checkout set --no-cone /nothing
	git -C "$to" checkout -q -B series "$($from rev-parse refs/kfunc/made)"
	git -C "$to" update-ref refs/kfunc/made HEAD
	cp "$BUILD/$1/.git/kfunc-base" "$BUILD/$1/.git/kfunc-series" "$to/.git"
}
t_ok "clone of the kernel tree" clone "linux-$KVER/src"
t_ok "clone of the pahole tree" clone dwarves/src
L=$R/build/linux-$KVER/src
linux=$(git -C "$L" rev-parse HEAD)
dwarves=$(git -C "$R/build/dwarves/src" rev-parse HEAD)

export BUILD="$R/build"
t_ok "make refresh" make -C "$R" refresh
t_is "... finds the patches as they are" "$(git -C "$R" diff)" ""
rm "$L/.git/kfunc-series" "$R/build/dwarves/src/.git/kfunc-series"
t_ok "the patches apply to the kernel" "$R/scripts/tree" linux
t_is "... and give the tree that is built" "$(git -C "$L" rev-parse HEAD)" "$linux"
t_ok "the patches apply to pahole" "$R/scripts/tree" dwarves
t_is "... and give the tree that is built" \
	"$(git -C "$R/build/dwarves/src" rev-parse HEAD)" "$dwarves"

git config --file "$T/gitconfig" user.name 'A User'
git config --file "$T/gitconfig" user.email user@example.org
export GIT_CONFIG_GLOBAL="$T/gitconfig"
t_ok "make export" make -C "$R" export
t_is "... a mail per step and a cover" \
	"$(find "$R/build/export/linux" -type f | wc -l)" \
	$(($(git -C "$L" rev-list --count base..HEAD) + 1))

# An unpacked tarball of which only the files that matter are there
mkdir "$T/plain"
git -C "$L" diff --name-only --no-renames --diff-filter=a base HEAD |
	xargs git -C "$L" archive base Makefile | tar -xf - -C "$T/plain"
t_ok "make apply on a plain tree" make -C "$R" apply LINUX="$T/plain"
t_is "... gives the files of the tree that is built" "$(cd "$T/plain" &&
	find . -type f ! -name Makefile | sort | cut -c3- |
	while read -r f; do
		git -C "$L" show "HEAD:$f" | cmp - "$f" || :
	done)" ""
t_done
