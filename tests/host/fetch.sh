#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# scripts/fetch: what it trusts, what it leaves behind, what it says.
set -eu
. "$(dirname "$0")/../lib.sh"
. "$TOP/tests/host/fixture.sh"

fetch() {
	"$R/scripts/fetch" "$@"
}
C=$XDG_CACHE_HOME/kfunc-implicit/sources
cached() {
	(cd "$C" && find . -type f | sort)
}

want=$C/linux_6.18.15.orig.tar.xz
t_is "prints the path of the tarball alone" "$(fetch linux 2>/dev/null)" "$want"
t_ok "... which is the mirror's" cmp "$want" "$M/linux_6.18.15.orig.tar.xz"
t_is "... and nothing else is left" "$(cached)" ./linux_6.18.15.orig.tar.xz
mv "$M" "$T/away"
t_ok "what is cached needs no mirror" fetch linux
mv "$T/away" "$M"
echo >>"$want"
t_ok "a damaged copy in the cache" fetch linux
t_like "... is noticed" "$(cat "$T/out")" 'is damaged'
t_ok "... and replaced" cmp "$want" "$M/linux_6.18.15.orig.tar.xz"
rm -r "$C"

cp "$M/linux_6.18.15.orig.tar.xz" "$T/good"
echo >>"$M/linux_6.18.15.orig.tar.xz"
t_fails "a wrong checksum" 'wrong checksum, thrown away: sha256 is [0-9a-f]{64}' \
	fetch linux
t_like "... what to do" "$(cat "$T/out")" 'MIRROR=.*LINUX_TARBALL=FILE'
t_is "... leaves nothing" "$(cached)" ""

rm "$M/linux_6.18.15.orig.tar.xz"
t_fails "a file that the mirror no longer has" \
	'no mirror has linux 6.18.15 any more: .*LINUX_TARBALL=FILE' fetch linux
t_is "... leaves nothing" "$(cached)" ""
cp "$T/good" "$M/linux_6.18.12.orig.tar.xz"
source_line linux-patches/6.18 6.18.12 linux_6.18.12.orig.tar.xz
t_is "... the next version of the line is taken" "$(fetch linux 2>/dev/null)" \
	"$C/linux_6.18.12.orig.tar.xz"
rm -r "$C"
t_fails "... unless one is asked for" 'no mirror has linux 6.18.15' \
	fetch linux 6.18.15
t_fails "a mirror that does not answer" 'check the network or try MIRROR=' \
	env MIRROR=http://127.0.0.1:1/debian "$R/scripts/fetch" linux
t_fails "a version that there is no source of" \
	'^fetch: error: linux-patches/6.18/source has no linux 6.18.99; it has: 6.18.15 6.18.12$' \
	fetch linux 6.18.99
t_fails "a line that there is no series for" 'is KVER=5.4 one of: 6.18[?]' \
	env KVER=5.4 "$R/scripts/fetch" linux
t_fails "a pahole that there is no series for" 'is DWARVES=9 one of: 1.31[?]' \
	env DWARVES=9 "$R/scripts/fetch" dwarves
mv "$T/good" "$M/linux_6.18.15.orig.tar.xz"

# A download that takes its time, cut off in the middle
mkdir "$T/bin"
cat >"$T/bin/curl" <<'END'
#!/bin/sh
while [ $# -gt 0 ]; do
	[ "$1" != -o ] || echo half >"$2"
	shift
done
: >"$T/started"
exec sleep 10
END
chmod +x "$T/bin/curl"
interrupted() {
	PATH=$T/bin:$PATH setsid "$R/scripts/fetch" linux &
	pid=$!
	while [ ! -e "$T/started" ]; do sleep 0.1; done
	# Like ^C: everything in the group gets it.
	kill -s TERM -- "-$pid"
	wait "$pid"
}
t_fails "an interrupted download" 'interrupted; run it again' interrupted
t_is "... leaves nothing" "$(cached)" ""
t_ok "... and the next one works" fetch linux
rm -r "$C"

mkdir "$T/small"
if mount -t tmpfs -o size=64k none "$T/small" 2>/dev/null; then
	head -c 200k /dev/urandom >"$M/linux_6.18.15.orig.tar.xz"
	t_fails "a full disk" 'disk full.*make room or set XDG_CACHE_HOME' \
		env XDG_CACHE_HOME="$T/small" "$R/scripts/fetch" linux
	t_is "... leaves nothing" "$(find "$T/small" -type f)" ""
	umount "$T/small"
else
	t_skip "a full disk" "cannot mount a tmpfs here"
fi
t_fails "a cache that cannot be made" 'XDG_CACHE_HOME' \
	env XDG_CACHE_HOME=/proc/none "$R/scripts/fetch" linux

# A line whose tarball is to be had inside of a package only
mkdir -p "$T/deb/DEBIAN" "$T/deb/usr/src"
cp "$M/linux_6.18.15.orig.tar.xz" "$T/deb/usr/src/linux-source-6.18.tar.xz"
printf '%s\n' 'Package: linux-source' 'Version: 1' 'Architecture: all' \
	'Maintainer: nobody' 'Description: source' >"$T/deb/DEBIAN/control"
dpkg-deb -b "$T/deb" "$M/linux-source.deb" >/dev/null
sha() {
	sha256sum "$1" | cut -d' ' -f1
}
cp "$R/linux-patches/6.18/source" "$T/source"
in_deb() { # SHA
	echo "6.18.16 linux-source.deb $(sha "$M/linux-source.deb") usr/src/linux-source-6.18.tar.xz $1" \
		>"$R/linux-patches/6.18/source"
}
in_deb "$(sha "$M/linux_6.18.15.orig.tar.xz")"
cp "$M/linux_6.18.15.orig.tar.xz" "$T/inner"
rm -rf "$C"
t_is "a tarball in a package" "$(fetch linux 2>/dev/null)" "$C/linux-source.tar.xz"
t_ok "... is what was in it" cmp "$T/inner" "$C/linux-source.tar.xz"
t_is "... and nothing else is left" "$(cached)" ./linux-source.tar.xz
mv "$M" "$T/away"
t_ok "... and cached" fetch linux
mv "$T/away" "$M"
rm -r "$C"
in_deb "$(sha "$T/source")"
t_fails "... with a wrong checksum of its own" \
	"wrong checksum, thrown away: sha256 is $(sha "$T/inner")" fetch linux
t_is "... leaves nothing" "$(cached)" ""
in_deb "$(sha "$T/inner")"
sed -i 's/linux-source-6.18.tar/other.tar/' "$R/linux-patches/6.18/source"
t_fails "... that is not in it" 'cannot take ./usr/src/other.tar.xz out of linux-source.deb .*LINUX_TARBALL=FILE' fetch linux
t_is "... leaves nothing" "$(cached)" ""
sed -i 's/ usr.*//' "$R/linux-patches/6.18/source"
t_fails "... that nobody has named" \
	'6.18/source does not say which tarball of linux-source.deb is linux 6.18.16' fetch linux
mv "$T/source" "$R/linux-patches/6.18/source"

own() {
	env LINUX_TARBALL="$1" "$R/scripts/fetch" linux
}
mkdir "$T/own"
cp -r "$T/linux" "$T/own/linux-6.18.99"
sed -i 's/^SUBLEVEL.*/SUBLEVEL = 99/' "$T/own/linux-6.18.99/Makefile"
tar -C "$T/own" -czf "$T/own.tar.gz" linux-6.18.99
t_is "a tarball of one's own" "$(own "$T/own.tar.gz" 2>"$T/said")" "$T/own.tar.gz"
t_like "... it says what it is" "$(cat "$T/said")" 'linux 6.18.99 from'
mkdir "$R/linux-patches/6.12"
: >"$R/linux-patches/6.12/series"
t_fails "... of another line" 'is linux 6.18.99; the patches are for 6.12 .KVER= picks another line that linux-patches' \
	env KVER=6.12 LINUX_TARBALL="$T/own.tar.gz" "$R/scripts/fetch" linux
mv "$T/own.tar.gz" "$HOME"
# shellcheck disable=SC2088 # fetch does that
t_is "... in a home that the shell did not name" "$(own '~/own.tar.gz' 2>"$T/said")" \
	"$HOME/own.tar.gz"
t_fails "... that is not there" 'there is no such file' own "$T/none"
t_fails "... that is none" 'is not a tarball of linux' own "$M/dwarves_1.31.orig.tar.xz"
t_is "the same for pahole" \
	"$(DWARVES_TARBALL=$M/dwarves_1.31.orig.tar.xz fetch dwarves 2>"$T/said")" \
	"$M/dwarves_1.31.orig.tar.xz"
t_like "... it says what it is" "$(cat "$T/said")" 'dwarves 1.31 from'
mkdir "$T/own/dwarves-1.30"
tar -xOf "$M/dwarves_1.31.orig.tar.xz" dwarves-1.31/CMakeLists.txt |
	sed 's/MINOR_VERSION=31/MINOR_VERSION=30/' >"$T/own/dwarves-1.30/CMakeLists.txt"
tar -C "$T/own" -czf "$T/1.30.tar.gz" dwarves-1.30
t_fails "... of another version" 'is dwarves 1.30; the patches are for 1.31 .DWARVES= picks' \
	env DWARVES_TARBALL="$T/1.30.tar.gz" "$R/scripts/fetch" dwarves
t_is "... not for who asks for a version" "$(basename "$(
	DWARVES_TARBALL=$T/none fetch dwarves 1.31 2>"$T/said")")" dwarves_1.31.orig.tar.xz

t_done
