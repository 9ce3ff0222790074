#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# The packages of make deb on a Debian 13 that has a disk of its own: apt installs them,
# the kernel boots with Debian's init, and with what Debian and the packages give, and
# nothing of the checkout but the samples' directory, modules and programs of one's own
# are built and run, dkms keeps an override in force from boot on, and removing the
# packages leaves nothing. They are those of CONFIG=guest.
set -eu
. "$(dirname "$0")/../lib.sh"

. "$TOP/scripts/target.sh"
deb=$TARGET/deb-guest
work=$deb/test
disk=$work/disk
case $PAHOLE_KIND in
patched) pahole="pahole-kfunc" ;;
unpatched) pahole=pahole ;;
esac
export CONFIG=guest

if [ "$(id -u)" != 0 ] || [ "$(uname -m)" != "$MACHINE" ]; then
	t_skip "packages on a Debian 13" "only root can make one, for the machine's own architecture"
	t_done
fi

t_ok "mke2fs and debugfs are there" "$TOP/scripts/deps" e2fsprogs
t_ok "make deb" "$TOP/scripts/deb"
sums() {
	(cd "$deb" && sha256sum ./*.deb)
}
first=$(sums)
t_ok "... and once more" "$TOP/scripts/deb"
t_is "... which gives the same, byte by byte" "$(sums)" "$first"
version=$(dpkg-deb -f "$(echo "$deb"/linux-image-*.deb)" Version)
upstream=$(make -s -C "$KSRC" kernelversion)
t_ok "the version sorts above Debian's" dpkg --compare-versions "$version" gt "$upstream-9+deb13u9"
t_ok "... and below that of the next kernel" dpkg --compare-versions "$version" lt "$upstream.1-1"
t_fails "debug information names no path of this machine" '^0$' grep -cF "$BUILD" "$TARGET/deb-guest-kernel/vmlinux"
t_is "five packages, or four without a patched pahole" \
	"$(cd "$deb" && for file in *.deb; do echo "${file%%[-_]*}"; done | sort | uniq -c | xargs)" \
	"1 bpftool 3 linux$([ "$PAHOLE_KIND" != patched ] || echo " 1 pahole")"
t_ok "a Debian 13 with compilers and dkms" "$TOP/scripts/debian" trixie \
	systemd-sysv udev kmod gcc make clang dkms pahole bpftool libbpf-dev libelf-dev zlib1g-dev pkgconf

t_ok "apt installs the packages" "$TOP/tests/long/deb/install" "$deb" "$BUILD/debian/trixie" "$work" \
	"$KSRC/samples/kfunc" "$pahole"

boot() { # N
	rm -f "$work/ran"
	"$TOP/vm/run" -q -t 1800 -m 3G -l "$work/boot-$1" -k "$work/vmlinuz" --disk "$disk" || return
	debugfs -R "cat /srv/kfunc-test.out" "$disk" 2>/dev/null >"$work/ran"
}

part() { # NAME
	sed -n "/^== $1\$/,/^== /p" "$work/ran" | grep -v '^== ' || :
}

release=$upstream-kfunc
modules='kfunc-implicit.ko
kfunc-override.ko'

t_ok "it boots" boot 1
t_is "... that kernel" "$(part kernel)" "$release"
t_is "... by Debian's init" "$(part init)" systemd
t_like "bpftool lists the kfuncs" "$(part list)" '^bpf_strlen'
t_like "where headers have no BTF no module is built" "$(part 'no BTF')" \
	'No .*/vmlinux, so there would be no BTF'
t_is "... not even a part of it" "$(part 'no BTF' | sed -n '/\.ko$/p')" ""
if [ "$PAHOLE_KIND" = patched ]; then
	t_is "Debian's pahole is refused, and no module is left" "$(part "Debian's pahole")" \
		"pahole lacks the BTF feature implicit_args, which kfunc-override.ko needs; pass PAHOLE=/path/to/pahole"
else
	t_is "modules are built with Debian's pahole" "$(part "Debian's pahole")" "$modules"
fi
t_is "modules are built by Debian's gcc" "$(part modules)" "$modules"
t_is "programs are built by Debian's clang, and run" "$(part programs)" \
'program N: bpf_sample_stamp(7) returns 7 of program N
bpf_strlen("naïve") = 6'
t_like "dkms builds and installs the override" "$(part dkms)" "^kfunc-samples/1.0, $release, $MACHINE: installed"
t_like "... where modprobe finds it" "$(part installed)" '^kfunc-override.ko'

t_is "for a kernel without the series dkms does nothing, and says so" "$(part 'another kernel')" \
	"was skipped for module(s) kfunc-samples, status 0"
t_ok "it boots again" boot 2
t_like "the override is there before the programs" "$(part 'at boot')" '^kfunc_override'
t_like "... and is called" "$(part 'at boot')" '^bpf_strlen\("naïve"\) = 5'
t_like "... as bpftool shows" "$(part 'at boot')" \
	'^bpf_strlen  owner kfunc_override  prog_types syscall  active'
t_like "while a program holds it rmmod says so" "$(part busy)" 'kfunc_override is in use'
t_like "... and then it goes" "$(part busy | tail -n 1)" '^bpf_strlen\("naïve"\) = 6'

t_ok "and a third time" boot 3
t_like "the override is there by itself" "$(part 'at boot')" '^bpf_strlen\("naïve"\) = 5'
t_is "removing dkms' module and the packages leaves nothing" "$(part removed)" "looked"

[ "$t_bad" != 0 ] || rm -rf "$work"
t_done
