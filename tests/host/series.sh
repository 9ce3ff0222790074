#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# The real series of every line: they apply to their sources, patches and tree agree,
# each step is whole, and all of it can leave the house. On a copy of the checkout, with
# tarballs that have nothing but the files which matter.
set -eu
. "$(dirname "$0")/../lib.sh"
unset OUT VER STEP FORCE PREFIX LINUX_TARBALL DWARVES_TARBALL KSRC LOG

R=$T/repo
mkdir "$R"
(cd "$TOP" && git -c safe.directory='*' ls-files -z -- Makefile .gitignore scripts vm/arch linux linux-patches \
	dwarves dwarves-patches && git -c safe.directory='*' ls-files -zo --exclude-standard -- linux \
	linux-patches dwarves dwarves-patches) | (cd "$TOP" && xargs -0 cp -p --parents -t "$R" 2>"$T/diag") || :
git -C "$R" init -q
git -C "$R" add -A
git -C "$R" -c user.name=t -c user.email=t@example.org commit -qm repo
git config --file "$T/gitconfig" user.name 'A User'
git config --file "$T/gitconfig" user.email user@example.org
export GIT_CONFIG_GLOBAL="$T/gitconfig" BUILD="$R/build"

DWARVES_TARBALL=$("$R/scripts/small" dwarves)
export DWARVES_TARBALL

for kver in $(cd "$R/linux-patches" && echo *); do
	export KVER="$kver"
	unset LINUX_TARBALL
	LINUX_TARBALL=$("$R/scripts/small" linux)
	export LINUX_TARBALL
	L=$R/build/linux-$KVER/src
	t_ok "$KVER: the patches apply to the kernel" "$R/scripts/tree" linux
	t_ok "... and to pahole" "$R/scripts/tree" dwarves
	linux=$(git -C "$L" rev-parse HEAD)
	t_ok "... each step declares only what is there" "$R/scripts/declared" "$L" unpatched HEAD
	t_ok "make refresh" make -C "$R" refresh
	t_is "... finds the patches as they are" "$(git -C "$R" status --porcelain)" ""
	t_is "... and the commits" "$(git -C "$L" rev-parse HEAD)" "$linux"
	t_ok "make export" make -C "$R" export
	t_is "... a mail per step and a cover letter per series" \
		"$(find "$R/build/linux-$KVER/export/linux" -type f | wc -l)" \
		$(($(git -C "$L" rev-list --count unpatched..HEAD) +
			$(grep -c '^# cover: ' "$R/linux-patches/$KVER/series")))
	mkdir "$T/plain"
	tar -xf "$LINUX_TARBALL" -C "$T/plain" --strip-components=1
	t_ok "make apply on a plain tree" make -C "$R" apply LINUX="$T/plain"
	git -C "$L" --work-tree="$T/plain" status --porcelain >"$T/state"
	t_is "... gives the files of the tree that is built" "$(cat "$T/state")" ""
	rm -rf "$T/plain"
done

for d in "$R"/build/dwarves-*/src; do
	t_ok "each step for pahole declares only what is there" "$R/scripts/declared" "$d" unpatched HEAD
done
t_is "what is in linux/ every line gets" "$(cd "$R/linux-patches" &&
	for line in *; do
		cut -f2 "$line/files" | sort | comm -13 - <(cd ../linux && find . -type f -printf '%P\n' | sort) |
			sed "s|\$| is not in $line/files|"
	done)" ""
t_done
