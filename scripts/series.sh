# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh disable=SC2034 # DEV_*, TIP and WHY are for the caller
# What a series is: its steps, its mails, its commits. Sourced after lib.sh;
# works on SERIES_DIR and NEW_DIR (see part()) and needs TMP (see tmpdir).

# What patches of the repository are from; also who commits in the trees.
DEV_NAME="The kfunc-implicit developers"
DEV_EMAIL=kfunc-implicit@example.org

# The names of the patches, in order.
steps() {
	sed -n '/^[^#[:space:]]/s/[[:space:]]*$//p' "$SERIES_DIR/series"
}

# The new files that the step PATCH adds.
step_files() {
	awk -v want="$1" '/^#/ || NF == 0 { next }
		/^\t/ { if (on) print $1; next }
		{ on = $1 == want }' "$SERIES_DIR/series"
}

# The number of the first line of a patch after the message: its "---" (or
# where its diff starts, or one past its end).
message_end() {
	awk '/^---$/ || /^diff --git / { n = NR; exit }
		END { print n ? n : NR + 1 }' "$1"
}

# compose OUTDIR [AUTHOR]: each step as one complete mail, named like its
# patch: message, the new files of the step, the edits of the step. With AUTHOR
# ("Name <mail>") the mails are from him and carry his Signed-off-by.
compose() {
	_out=$1
	_author=${2:-}
	mkdir -p "$_out"
	for _patch in $(steps); do
		[ -f "$SERIES_DIR/$_patch" ] ||
			die "$SERIES_DIR/series lists $_patch, which does not exist"
		_end=$(message_end "$SERIES_DIR/$_patch")
		{
			head -n $((_end - 1)) "$SERIES_DIR/$_patch" |
				_sign "$_author"
			echo ---
			_new_files "$_patch"
			tail -n "+$_end" "$SERIES_DIR/$_patch" | sed '1{/^---$/d}'
		} >"$_out/$_patch"
		grep -q '^diff --git ' "$_out/$_patch" ||
			die "$SERIES_DIR/$_patch: the step has neither a diff nor new files"
	done
}

_sign() {
	if [ -z "$1" ]; then
		cat
		return
	fi
	awk -v a="$1" '
		!body && /^From: / { print "From: " a; next }
		NF == 0 { body = 1; gap++; next }
		{ for (; gap; gap--) print ""; print; tag = /^[A-Z][A-Za-z-]*-by: / }
		END { if (!tag) print ""; print "Signed-off-by: " a }'
}

_new_files() {
	for _file in $(step_files "$1"); do
		[ -f "$NEW_DIR/$_file" ] ||
			die "$SERIES_DIR/series: $1 adds $_file, which $NEW_DIR does not have"
		# Status 1 only says that the file is not like /dev/null.
		(cd "$NEW_DIR" && pgit diff --no-index --binary -- /dev/null "$_file") ||
			[ $? -eq 1 ]
	done
}

# One key for all that the series consists of; leaves its mails in $TMP/mails.
series_key() {
	rm -rf "$TMP/mails"
	compose "$TMP/mails"
	cat "$SERIES_DIR/series" "$TMP/mails"/* | sha256sum | cut -d' ' -f1
}

# add_mails REPO PARENT MAIL...: commits the mails one by one on top of PARENT
# without touching REPO's index or work tree; sets TIP. Where a mail does
# not fit: sets WHY and returns 1. The commit ids depend on the mails alone.
add_mails() {
	_repo=$1
	TIP=$2
	shift 2
	rm -f "$TMP/index"
	_tmp_index read-tree "$TIP"
	for _mail; do
		pgit mailinfo --no-scissors "$TMP/msg" "$TMP/diff" \
			<"$_mail" >"$TMP/info" || :
		if [ -z "$(_info Email)" ] || [ -z "$(_info Date)" ] ||
			[ -z "$(_info Subject)" ]; then
			WHY="$(basename "$_mail") is no mail: it starts with From:, Date:, Subject: and a blank line"
			return 1
		fi
		if ! _tmp_index apply --cached --whitespace=nowarn "$TMP/diff" \
			2>"$TMP/why"; then
			WHY="$(basename "$_mail") does not apply:
$(sed 's/^error: /  /' "$TMP/why")"
			return 1
		fi
		_tree=$(_tmp_index write-tree) || die "git write-tree failed in $_repo"
		TIP=$({
			_info Subject
			echo
			cat "$TMP/msg"
		} | pgit stripspace | GIT_AUTHOR_NAME=$(_info Author) \
			GIT_AUTHOR_EMAIL=$(_info Email) \
			GIT_AUTHOR_DATE=$(_info Date) \
			GIT_COMMITTER_NAME=$DEV_NAME GIT_COMMITTER_EMAIL=$DEV_EMAIL \
			GIT_COMMITTER_DATE=$(_info Date) \
			pgit -C "$_repo" commit-tree "$_tree" -p "$TIP") || die "git commit-tree failed in $_repo"
	done
}

_tmp_index() {
	GIT_INDEX_FILE=$TMP/index pgit -C "$_repo" "$@"
}

_info() {
	sed -n "s/^$1: //p" "$TMP/info"
}

# A built tree. Its git directory says what scripts/tree made last (the ref
# refs/kfunc/made), from which series (kfunc-series) and base (kfunc-base), and
# the commit that an interrupted checkout was going to (kfunc-going-to).

in_src() {
	pgit -C "$SRC" "$@"
}

# Has the tree commits or edits of the user's own?
edited() {
	[ -d "$SRC/.git" ] || return 1
	_now=$(in_src rev-parse -q --verify HEAD) || return 0
	[ "$_now" = "$(in_src rev-parse refs/kfunc/made)" ] || return 0
	! rebasing || return 0
	in_src diff --name-only HEAD >"$TMP/edits"
	if [ -s "$TMP/edits" ] && [ -f "$SRC/.git/kfunc-going-to" ]; then
		# An interrupted checkout's own half-way state is not an edit.
		in_src diff --name-only HEAD "$(cat "$SRC/.git/kfunc-going-to")" |
			sort >"$TMP/ours"
		sort "$TMP/edits" | comm -23 - "$TMP/ours" >"$TMP/theirs"
		mv "$TMP/theirs" "$TMP/edits"
	fi
	[ -s "$TMP/edits" ]
}

rebasing() {
	[ -d "$SRC/.git/rebase-merge" ] || [ -d "$SRC/.git/rebase-apply" ]
}
