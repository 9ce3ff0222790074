# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash disable=SC2034 # DEV_*, TIP and WHY are for the caller
# What a series is: its steps, its mails, its commits. Sourced after lib.sh;
# works on the part that part() has set and needs TMP (see tmpdir).
#
# A directory of a series has, beside the patches:
#	series	the patches in order, as quilt wants them; "# cover: NAME" begins
#		those that are sent under the cover letter covers/NAME
#	files	PATCH<tab>FILE[<tab>SOURCE]: the new files that a step brings
#	files.d	new files that this line alone has, or has in a form of its own
#	source	the tarballs that the series is for
# A new file is SOURCE, below the repository, or else files.d/FILE, or else FILE of
# linux/ (dwarves/), which is every line's.

# What patches of the repository are from; also who commits in the trees.
DEV_NAME="The kfunc-implicit developers"
DEV_EMAIL=kfunc-implicit@example.org

# The patches in order.
steps() {
	grep -v '^[[:space:]]*\(#\|$\)' "$SERIES_DIR/series" || :
}

# step_files [PATCH]: the new files that it brings, or that all steps bring.
step_files() {
	awk -F'\t' -v want="${1-}" '!/^#/ && NF > 1 && (want == "" || $1 == want) { print $2 }' \
		"$SERIES_DIR/files"
}

# source_of FILE: where the repository has a new file, relative to its top.
source_of() {
	local source
	source=$(awk -F'\t' -v f="$1" '$2 == f { print $3; exit }' "$SERIES_DIR/files")
	if [ -z "$source" ]; then
		source=$SERIES_DIR/files.d/$1
		[ -f "$source" ] || source=$NEW_DIR/$1
		source=${source#"$REPO/"}
	fi
	echo "$source"
}

# The number of the first line of a patch after the message: its "---" (or
# where its diff starts, or one past its end).
message_end() {
	awk '/^---$/ || /^diff --git / { n = NR; exit }
		END { print n ? n : NR + 1 }' "$1"
}

# compose OUTDIR [AUTHOR]: each step as one complete mail, named like its
# patch: message, the new files of the step, the edits of the step. With AUTHOR
# ("Name <mail>") the mails are from that author and have the author's Signed-off-by.
compose() {
	local out=$1 author=${2:-} patch end
	mkdir -p "$out"
	new_files "$TMP/new"
	for patch in $(steps); do
		[ -f "$SERIES_DIR/$patch" ] ||
			die "$SERIES_DIR/series lists $patch, which does not exist"
		end=$(message_end "$SERIES_DIR/$patch")
		{
			head -n $((end - 1)) "$SERIES_DIR/$patch" | sign "$author"
			echo ---
			new_file_diffs "$patch"
			tail -n "+$end" "$SERIES_DIR/$patch" | sed '1{/^---$/d}'
		} >"$out/$patch"
		grep -q '^diff --git ' "$out/$patch" ||
			die "$SERIES_DIR/$patch: the step has neither a diff nor new files"
	done
}

sign() {
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

# new_files DIR: all new files of the series, at their paths in the tree.
new_files() {
	local file source patch
	rm -rf "$1"
	mkdir -p "$1"
	[ -f "$SERIES_DIR/files" ] || die "$SERIES_DIR/files is missing"
	while IFS=$'\t' read -r patch file _; do
		case $patch in '' | '#'*) continue ;; esac
		source=$(source_of "$file")
		[ -f "$REPO/$source" ] ||
			die "$SERIES_DIR/files: $patch brings $file, but there is no $source"
		mkdir -p "$1/$(dirname "$file")"
		cp -p "$REPO/$source" "$1/$file"
	done <"$SERIES_DIR/files"
}

new_file_diffs() {
	local file
	for file in $(step_files "$1"); do
		# Status 1 only says that the file is not like /dev/null.
		(cd "$TMP/new" && pgit diff --no-index --binary -- /dev/null "$file") ||
			[ $? -eq 1 ]
	done
}

# One key for all that the series consists of.
series_key() {
	local patch
	new_files "$TMP/new"
	{
		cat "$SERIES_DIR/series" "$SERIES_DIR/files"
		for patch in $(steps); do
			cat "$SERIES_DIR/$patch"
		done
		(cd "$TMP/new" && find . -type f -printf '%m %p\n' | sort &&
			find . -type f -print0 | sort -z | xargs -0r cat)
	} | sha256sum | cut -d' ' -f1
}

# add_series REPO PARENT [AUTHOR]: commits the steps on top of PARENT, see add_mails;
# leaves the mails in $TMP/mails.
add_series() {
	rm -rf "$TMP/mails"
	compose "$TMP/mails" "${3:-}"
	# shellcheck disable=SC2046 # patch names have no blanks
	add_mails "$1" "$2" $(mails)
}

# The mails that compose() has made, in order.
mails() {
	steps | sed "s|^|$TMP/mails/|"
}

# add_mails REPO PARENT MAIL...: commits the mails one by one on top of PARENT
# without touching REPO's index or work tree; sets TIP. Where a mail does
# not fit: sets WHY and returns 1. The commit ids depend on the mails alone.
add_mails() {
	local repo=$1 mail tree nr=0
	TIP=$2
	shift 2
	rm -f "$TMP/index"
	tmp_index "$repo" read-tree "$TIP"
	for mail; do
		[ ! -t 1 ] || printf '%s\033[K\r' "$((++nr)) of $#"
		pgit mailinfo --no-scissors "$TMP/msg" "$TMP/diff" \
			<"$mail" >"$TMP/info" || :
		if [ -z "$(info Email)" ] || [ -z "$(info Date)" ] ||
			[ -z "$(info Subject)" ]; then
			WHY="$(basename "$mail") is no mail: it starts with From:, Date:, Subject: and a blank line"
			return 1
		fi
		if ! tmp_index "$repo" apply --cached --whitespace=nowarn "$TMP/diff" \
			2>"$TMP/why"; then
			WHY="$(basename "$mail") does not apply:
$(sed 's/^error: /  /' "$TMP/why")"
			return 1
		fi
		tree=$(tmp_index "$repo" write-tree) || die "git write-tree failed in $repo"
		TIP=$({
			info Subject
			echo
			cat "$TMP/msg"
		} | pgit stripspace | GIT_AUTHOR_NAME=$(info Author) \
			GIT_AUTHOR_EMAIL=$(info Email) \
			GIT_AUTHOR_DATE=$(info Date) \
			GIT_COMMITTER_NAME=$DEV_NAME GIT_COMMITTER_EMAIL=$DEV_EMAIL \
			GIT_COMMITTER_DATE=$(info Date) \
			pgit -C "$repo" commit-tree "$tree" -p "$TIP") || die "git commit-tree failed in $repo"
	done
}

tmp_index() {
	local repo=$1
	shift
	GIT_INDEX_FILE=$TMP/index pgit -C "$repo" "$@"
}

info() {
	sed -n "s/^$1: //p" "$TMP/info"
}

# fits: does the series apply to its source? Sets WHY if not, TIP and FITS (the
# repository where TIP is) if so. Where there is no tree of it the tarball is looked at.
fits() {
	local tarball
	FITS=$SRC
	if ! in_src rev-parse -q --verify unpatched >/dev/null 2>&1; then
		tarball=$("$TOP/scripts/fetch" "$PART") || { WHY="its source is not to be had"; return 1; }
		FITS=$TMP/small
		rm -rf "$FITS"
		small_source "$FITS" "$tarball"
	fi
	add_series "$FITS" unpatched
}

# small_source REPO TARBALL: a git repository with what the series touches of the
# tarball, tagged unpatched.
small_source() {
	local files
	mapfile -t files < <(touched_files)
	pgit init -q "$1"
	# Most new files are not in it.
	tar -xf "$2" -C "$1" --strip-components=1 --no-wildcards-match-slash \
		--wildcards "${files[@]/#/*/}" 2>"$TMP/tar" || :
	pgit -C "$1" config core.autocrlf false
	pgit -C "$1" add -A -f .
	pgit -C "$1" -c "user.name=$DEV_NAME" -c "user.email=$DEV_EMAIL" \
		commit -q --allow-empty -m "$(basename "$2")"
	pgit -C "$1" tag unpatched
}

# What the patches edit, what would be in the way of new files, what git diff asks for.
touched_files() {
	local patch
	{
		for patch in $(steps); do
			sed -n 's|^diff --git a/\(.*\) b/.*|\1|p' "$SERIES_DIR/$patch"
		done
		step_files
		printf '%s\n' Makefile .gitattributes
	} | sort -u
}

# A built tree. .git/kfunc says what scripts/tree has made:
#	source		the checksum of the tarball
#	series		the key of the series
#	made		the commit
#	going-to	the commit that an interrupted checkout was going to
#	refreshing	an interrupted refresh has begun to write to the repository
# What the tree is, by these and by what is checked out:
#	HEAD is made, no edits			as scripts/tree left it
#	HEAD is made, edits, no going-to	edits of the user's own
#	HEAD is made, edits on the way to going-to	an interrupted checkout
#	HEAD is something else			commits of the user's own
#	a rebase or am is under way		the user's own, too

in_src() {
	pgit -C "$SRC" "$@"
}

state() { # NAME: its value, or nothing
	[ ! -f "$SRC/.git/kfunc" ] || sed -n "s/^$1 //p" "$SRC/.git/kfunc"
}

set_state() { # NAME=VALUE...: in one go; an empty VALUE removes NAME
	local pair
	{ [ ! -f "$SRC/.git/kfunc" ] || cat "$SRC/.git/kfunc"; } >"$TMP/state"
	for pair; do
		sed -i "/^${pair%%=*} /d" "$TMP/state"
		[ -z "${pair#*=}" ] || echo "${pair%%=*} ${pair#*=}" >>"$TMP/state"
	done
	cp "$TMP/state" "$SRC/.git/kfunc.new"
	mv "$SRC/.git/kfunc.new" "$SRC/.git/kfunc"
}

# Has the tree commits or edits of the user's own?
edited() {
	local now going_to
	[ -d "$SRC/.git" ] || return 1
	now=$(in_src rev-parse -q --verify HEAD) || return 0
	[ "$now" = "$(state made)" ] || return 0
	! rebasing || return 0
	in_src diff --name-only HEAD >"$TMP/edits"
	going_to=$(state going-to)
	if [ -s "$TMP/edits" ] && [ -n "$going_to" ]; then
		# An interrupted checkout's own half-way state is not an edit.
		in_src diff --name-only HEAD "$going_to" | sort >"$TMP/ours"
		sort "$TMP/edits" | comm -23 - "$TMP/ours" >"$TMP/theirs"
		mv "$TMP/theirs" "$TMP/edits"
	fi
	[ -s "$TMP/edits" ]
}

rebasing() {
	[ -d "$SRC/.git/rebase-merge" ] || [ -d "$SRC/.git/rebase-apply" ]
}

# Is the tree's content, uncommitted edits included, that of the commit TIP?
same_content() {
	in_src diff --quiet "$TIP"
}
