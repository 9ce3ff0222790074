#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# make export: mails that anybody can git am.
set -eu
. "$(dirname "$0")/../lib.sh"
. "$TOP/tests/host/fixture.sh"

t_fails "without an identity" 'git config --global user.email' make -C "$R" export
identity 'Ünal User' user@example.org
git config --global diff.noprefix true
git config --global format.signature 'sent by nobody'
t_ok "exports" make -C "$R" export VER=2
t_like "... and says that it has no v1 to compare with" "$(cat "$T/out")" '^linux: no tag v1 has linux-patches/6.18: '
E=$R/build/linux-6.18/export
t_is "the Linux mails" "$(cd "$E/linux/fake" && ls)" \
"v2-0000-cover-letter.patch
v2-0001-bpf-Do-one.patch
v2-0002-bpf-Add-new.patch
v2-0003-bpf-Do-three.patch"
cover=$(cat "$E/linux/fake/v2-0000-cover-letter.patch")
t_like "the cover's subject" "$cover" \
	'^Subject: \[PATCH 6.18.y v2 0/3\] Fake kernel series$'
t_like "the cover's text" "$cover" '^It does nothing\.$'
t_like "the cover's diffstat" "$cover" '^ kernel/bpf/new.sh \| +2 \+'
one=$(cat "$E/linux/fake/v2-0001-bpf-Do-one.patch")
t_like "from the user" "$one" '^From: =\?UTF-8\?q\?=C3=9Cnal=20User\?= <user@example.org>'
t_like "signed off" "$one" '^Signed-off-by: Ünal User <user@example.org>$'

fake_linux "$T/g"
git -C "$T/g" init -q
git -C "$T/g" add -A
git -C "$T/g" commit -qm linux
t_ok "git am takes them" git -C "$T/g" am "$E"/linux/fake/*-000[1-9]-*.patch
t_is "... and gives the tree that is built" "$(git -C "$T/g" rev-parse 'HEAD^{tree}')" \
	"$(git -C "$R/build/linux-6.18/src" rev-parse 'HEAD^{tree}')"
t_is "... from the user" "$(git -C "$T/g" log -1 --format='%an <%ae>')" \
	'Ünal User <user@example.org>'

t_like "pahole's cover" "$(cat "$E/dwarves/fake/v2-0000-cover-letter.patch")" \
	'^Subject: \[PATCH dwarves v2 0/1\] Fake pahole series$'
t_ok "again, elsewhere, with another prefix" make -C "$R" export OUT="$T/elsewhere" \
	PREFIX_LINUX='PATCH bpf-next'
t_like "... is what it says" "$(cat "$T/elsewhere/linux/fake/0003-bpf-Do-three.patch")" \
	'^Subject: \[PATCH bpf-next 3/3\] bpf: Do three$'
t_ok "... and again" make -C "$R" export OUT="$T/elsewhere"
t_is "... in place of what was there" "$(find "$T/elsewhere/dwarves" -type f | wc -l)" 2
echo mine >"$T/elsewhere/linux/notes"
t_fails "a directory with other things is not overwritten" \
	'elsewhere/linux has other things' make -C "$R" export OUT="$T/elsewhere"
t_like "... and stays" "$(cat "$T/elsewhere/linux/notes")" mine
t_fails "... the project's own neither" 'repo/\.?/?linux has other things' \
	make -C "$R" export OUT=.

mkdir -p "$T/mine/linux/topic"
echo mine >"$T/mine/linux/topic/0001-mine.patch"
t_fails "... nor mails that are none of an export" 'mine/linux has other things' \
	make -C "$R" export OUT="$T/mine"
t_like "... which stay" "$(cat "$T/mine/linux/topic/0001-mine.patch")" mine

# Two series of one, and what has changed since the last that was sent
cat >"$S/series" <<END
# cover: first
0001-bpf-Do-one.patch
0002-bpf-Add-new.patch
# cover: second
0003-bpf-Do-three.patch
END
printf 'First half\n\nIt begins.\n' >"$S/covers/first"
t_fails "no cover letter" 'covers/second is missing' make -C "$R" export
printf 'Second half\n\nIt ends.\n' >"$S/covers/second"
git -C "$R" add -A
git -C "$R" commit -qm two
git -C "$R" tag v1
sed -i 's/int three/int drei/; s/^+three/+drei/; s/Change a and b/Change both/' "$S/0003-bpf-Do-three.patch"
t_ok "two series" make -C "$R" export VER=2
t_is "... have mails of their own" "$(cd "$E/linux" && ls -- *)" \
"first:
v2-0000-cover-letter.patch
v2-0001-bpf-Do-one.patch
v2-0002-bpf-Add-new.patch

second:
v2-0000-cover-letter.patch
v2-0001-bpf-Do-three.patch"
t_like "... the second says what it goes on top of" \
	"$(cat "$E/linux/second/v2-0000-cover-letter.patch")" '^Goes on top of "First half"\.$'
t_like "... and what has changed since v1" \
	"$(cat "$E/linux/second/v2-0000-cover-letter.patch")" '^1: .* ! 1: .* bpf: Do three$'
t_like "... the first that nothing has" \
	"$(cat "$E/linux/first/v2-0000-cover-letter.patch")" '^2: .* = 2: .* bpf: Add new$'
sed -i '/^# cover/d' "$S/series"
t_fails "no cover named" "a line '# cover: NAME' comes before the first patch" \
	make -C "$R" export
# A series that the list would not take: sixteen new files, one each
: >"$S/series"
echo '# cover: first' >"$S/series"
: >"$S/files"
for i in 01 02 03 04 05 06 07 08 09 10 11 12 13 14 15 16; do
	mail 1 "mm: Add n$i" 'One more.' >"$S/00$i-n.patch"
	printf '00%s-n.patch\tmm/n%s.c\n' "$i" "$i" >>"$S/files"
	echo "00$i-n.patch" >>"$S/series"
	mkdir -p "$R/linux/mm"
	echo "int n$i;" >"$R/linux/mm/n$i.c"
done
t_fails "more than 15 patches" 'first has 16 patches; the list wants at most 15' make -C "$R" export

t_done
