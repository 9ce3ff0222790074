# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
# A small copy of the project for the tests of the scripts, sourced after
# lib.sh: $R is its checkout, with these scripts, tiny fake sources (the
# tarballs in $M, served as file:// mirror) and series of three and one steps.

R=$T/repo
M=$T/mirror
unset LINUX_TARBALL DWARVES_TARBALL ARCH BUILD FORCE V OUT VER STEP PREFIX \
	PREFIX_LINUX PREFIX_DWARVES LOG KSRC KOUT PAHOLE DWARVES
export KVER=6.18 # the fake line's, whatever the real default is
unset GIT_AUTHOR_NAME GIT_AUTHOR_EMAIL GIT_COMMITTER_NAME GIT_COMMITTER_EMAIL
export MIRROR="file://$M" XDG_CACHE_HOME="$T/cache" HOME="$T/home"
export GIT_CONFIG_NOSYSTEM=1
mkdir -p "$HOME" "$M" "$R/linux/kernel/bpf" "$R/linux-patches/6.18/covers" \
	"$R/dwarves" "$R/dwarves-patches/1.31/covers" "$R/vm"
cp -r "$TOP/scripts" "$TOP/Makefile" "$TOP/.gitignore" "$R"
cp -r "$TOP/vm/arch" "$R/vm"

# fake_linux DIR [PATCHLEVEL]: what the fake series is for.
fake_linux() {
	mkdir -p "$1/kernel/bpf" "$1/mm"
	printf 'VERSION = 6\nPATCHLEVEL = %s\nSUBLEVEL = 15\n' "${2:-18}" >"$1/Makefile"
	seq 1 40 | sed 's/.*/int a&;/' >"$1/kernel/bpf/a.c"
	seq 1 40 | sed 's/.*/int b&;/' >"$1/kernel/bpf/b.c"
	seq 1 9 | sed 's/.*/int m&;/' >"$1/mm/m.c"
	printf '*.o\n' >"$1/.gitignore"
}

# mail NUMBER SUBJECT BODY: the head of a patch of the fake series.
mail() {
	cat <<-END
	From: The kfunc-implicit developers <kfunc-implicit@example.org>
	Date: Fri, 20 Nov 2026 12:00:0$1 +0100
	Subject: [PATCH] $2

	$3
	---
	END
}

# edit FILE SED [FILE SED]...: the diff of editing the fake tree $T/linux so.
edit() {
	rm -rf "$T/a" "$T/b"
	cp -r "$T/linux" "$T/a"
	while [ $# -gt 0 ]; do
		sed -i "$2" "$T/linux/$1"
		shift 2
	done
	cp -r "$T/linux" "$T/b"
	(cd "$T" && git diff --no-index --no-prefix a b) | grep -v ^index || :
}

source_line() { # DIR VERSION TARBALL
	printf '%s %s %s\n' "$2" "$3" "$(sha256sum <"$M/$3" | cut -d' ' -f1)" >>"$R/$1/source"
}

fake_linux "$T/linux"
cp -r "$T/linux" "$T/linux-6.18.15"
tar -C "$T" -cJf "$M/linux_6.18.15.orig.tar.xz" linux-6.18.15
mkdir "$T/dwarves-1.31"
printf 'add_definitions(-DDWARVES_M%sOR_VERSION=%s)\n' AJ 1 IN 31 \
	>"$T/dwarves-1.31/CMakeLists.txt"
tar -C "$T" -cJf "$M/dwarves_1.31.orig.tar.xz" dwarves-1.31
source_line linux-patches/6.18 6.18.15 linux_6.18.15.orig.tar.xz
source_line dwarves-patches/1.31 1.31 dwarves_1.31.orig.tar.xz

S=$R/linux-patches/6.18
{ mail 1 'bpf: Do one' 'Change a.'; edit kernel/bpf/a.c 's/a20/one/'; } \
	>"$S/0001-bpf-Do-one.patch"
mail 2 'bpf: Add new' 'Bring new files.' >"$S/0002-bpf-Add-new.patch"
{ mail 3 'bpf: Do three' 'Change a and b.'
  edit kernel/bpf/a.c 's/a21/three/' kernel/bpf/b.c 's/b5/three/'; } \
	>"$S/0003-bpf-Do-three.patch"
printf 'int new;\n' >"$R/linux/kernel/bpf/new.c"
printf '#!/bin/bash\necho new\n' >"$R/linux/kernel/bpf/new.sh"
chmod +x "$R/linux/kernel/bpf/new.sh"
cat >"$S/series" <<END
# The fake series.

# cover: fake
0001-bpf-Do-one.patch
# new files only
0002-bpf-Add-new.patch
0003-bpf-Do-three.patch
# the end
END
printf '0002-bpf-Add-new.patch\t%s\n' kernel/bpf/new.c kernel/bpf/new.sh >"$S/files"
printf 'Fake kernel series\n\nIt does nothing.\n' >"$S/covers/fake"

printf 'int extra;\n' >"$R/dwarves/extra.c"
mail 4 'pahole: Add extra' 'Bring extra.' \
	>"$R/dwarves-patches/1.31/0001-pahole-Add-extra.patch"
printf '# cover: fake\n0001-pahole-Add-extra.patch\n' >"$R/dwarves-patches/1.31/series"
printf '0001-pahole-Add-extra.patch\textra.c\n' >"$R/dwarves-patches/1.31/files"
printf 'Fake pahole series\n\nIt does nothing either.\n' \
	>"$R/dwarves-patches/1.31/covers/fake"

git -C "$R" init -q
git -C "$R" add -A
git -C "$R" -c user.name=t -c user.email=t@example.org commit -qm repo

# repo_state: what git says has changed in $R; empty: nothing.
repo_state() {
	git -C "$R" status --porcelain
}

# identity NAME MAIL: the user's git identity from here on.
identity() {
	git config --global user.name "$1"
	git config --global user.email "$2"
}
