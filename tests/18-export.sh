#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
# make export: mails that anybody can git am.
. "$(dirname "$0")/lib.sh"
. "$TOP/tests/fixture.sh"

t_fails "without an identity" 'git config --global user.email' make -C "$R" export
identity 'Ünal User' user@example.org
git config --global diff.noprefix true
git config --global format.signature 'sent by nobody'
t_ok "exports" make -C "$R" export VER=2
E=$R/build/export
t_is "the Linux mails" "$(cd "$E/linux" && ls)" \
"v2-0000-cover-letter.patch
v2-0001-bpf-Do-one.patch
v2-0002-bpf-Add-new.patch
v2-0003-bpf-Do-three.patch"
cover=$(cat "$E/linux/v2-0000-cover-letter.patch")
t_like "the cover's subject" "$cover" \
	'^Subject: \[PATCH 6.18.y v2 0/3\] Fake kernel series$'
t_like "the cover's text" "$cover" '^It does nothing\.$'
t_like "the cover's diffstat" "$cover" '^ kernel/bpf/new.sh \| +2 \+'
one=$(cat "$E/linux/v2-0001-bpf-Do-one.patch")
t_like "from the user" "$one" '^From: =\?UTF-8\?q\?=C3=9Cnal=20User\?= <user@example.org>'
t_like "signed off" "$one" '^Signed-off-by: Ünal User <user@example.org>$'

fake_linux "$T/g"
git -C "$T/g" init -q
git -C "$T/g" add -A
git -C "$T/g" commit -qm linux
t_ok "git am takes them" git -C "$T/g" am "$E"/linux/*-000[1-9]-*.patch
t_is "... and gives the tree that is built" "$(git -C "$T/g" rev-parse 'HEAD^{tree}')" \
	"$(git -C "$R/build/linux-6.18/src" rev-parse 'HEAD^{tree}')"
t_is "... from the user" "$(git -C "$T/g" log -1 --format='%an <%ae>')" \
	'Ünal User <user@example.org>'

t_like "pahole's cover" "$(cat "$E/dwarves/v2-0000-cover-letter.patch")" \
	'^Subject: \[PATCH dwarves v2 0/1\] Fake pahole series$'
t_ok "again, elsewhere, with another prefix" make -C "$R" export OUT="$T/elsewhere" \
	PREFIX_LINUX='PATCH bpf-next'
t_like "... is what it says" "$(cat "$T/elsewhere/linux/0003-bpf-Do-three.patch")" \
	'^Subject: \[PATCH bpf-next 3/3\] bpf: Do three$'
t_ok "... and again" make -C "$R" export OUT="$T/elsewhere"
t_is "... in place of what was there" "$(find "$T/elsewhere/dwarves" -type f | wc -l)" 2
echo mine >"$T/elsewhere/linux/notes"
t_fails "a directory with other things is not overwritten" \
	'elsewhere/linux has other things' make -C "$R" export OUT="$T/elsewhere"
t_like "... and stays" "$(cat "$T/elsewhere/linux/notes")" mine
t_fails "... the project's own neither" 'repo/\.?/?linux has other things' \
	make -C "$R" export OUT=.
rm "$S/cover"
t_fails "no cover" 'linux-patches/6.18/cover is missing' make -C "$R" export

t_done
