#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# make run and make test of a fresh clone on minimal Debians, with their own compilers,
# clang and QEMU: as root, and as a user who has sudo, who also makes packages.
#
#	RELEASES	which (default: trixie bookworm)
#	USERS		as whom (default: root user)
#	DEBIAN_TESTS	TESTS= of make test, none for no test (default: all, as make test does)
set -eu
. "$(dirname "$0")/../lib.sh"

. "$TOP/scripts/target.sh"
user=kfunc

if [ "$(id -u)" != 0 ] || [ "$(uname -m)" != "$MACHINE" ]; then
	t_skip "other Debians" "only root can make one, for the machine's own architecture"
	t_done
fi

# inside ROOT USER COMMAND: as USER in ROOT, which sees no other processes; they end with it.
inside() {
	# shellcheck disable=SC2016 # for the shell inside
	unshare --mount --pid --fork --kill-child --mount-proc bash -euc '
		root=$1 user=$2 command=$3
		mount -t proc proc "$root/proc"
		mount --rbind /dev "$root/dev"
		mount -t sysfs -o ro sysfs "$root/sys"
		mount -t tmpfs tmpfs "$root/dev/shm"
		exec chroot "$root" su - "$user" -s /bin/bash -c "$command"
	' inside "$@"
}

# clone ROOT USER: what is committed here, in USER's home; downloads, and what another user
# or the last run has compiled there, are in a cache that all of them use.
clone() {
	local home cache=$1/var/cache/kfunc-implicit
	home=$(inside "$1" "$2" pwd) || return
	rm -rf "${1:?}$home/kfunc-implicit"
	GIT_CONFIG_GLOBAL=$TOP/scripts/gitconfig \
		git clone -q --no-hardlinks "$TOP" "$1$home/kfunc-implicit" || return
	mkdir -p "$cache" "$1$home/.cache"
	[ ! -d "$CACHE/sources" ] || cp -ru "$CACHE/sources" "$cache"
	ln -sfn "${cache#"$1"}" "$1$home/.cache/kfunc-implicit"
	inside "$1" root "chown -R $2: $home ${cache#"$1"}"
}

sudoer() { # ROOT
	[ -d "$1/home/$user" ] || inside "$1" root "useradd -m -s /bin/bash $user" || return
	echo "$user ALL=(ALL) NOPASSWD: ALL" >"$1/etc/sudoers.d/$user"
}

# took SECONDS-BEFORE
took() {
	echo "$(((SECONDS - $1) / 60)) min"
}

for release in ${RELEASES:-trixie bookworm}; do
	t_ok "a minimal Debian $release" "$TOP/scripts/debian" "$release" git make ca-certificates sudo
	root=$BUILD/debian/$release
	t_ok "... with a user who has sudo" sudoer "$root"
	for who in ${USERS:-root user}; do
		as=$who
		[ "$who" = root ] || as=$user
		t_ok "$release: $who clones it" clone "$root" "$as"
		since=$SECONDS
		t_ok "$release: make run as $who" inside "$root" "$as" "cd kfunc-implicit && make run"
		echo "# $release: make run as $who took $(took "$since")"
		[ "$who" = root ] || t_ok "$release: make deb as $who" inside "$root" "$as" \
			"cd kfunc-implicit && make deb CONFIG=guest"
		[ "${DEBIAN_TESTS-}" != none ] || continue
		since=$SECONDS
		t_ok "$release: make test as $who" inside "$root" "$as" \
			"cd kfunc-implicit && make test TESTS='${DEBIAN_TESTS-}'"
		echo "# $release: make test as $who took $(took "$since"): $(grep -a ' passed, ' "$T/out" | tail -n 1)"
		rm -rf "$root$(inside "$root" "$as" pwd)/kfunc-implicit"
	done
done

t_done
