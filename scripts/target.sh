# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash disable=SC2034 # what is set here is used by others
# A target is a kernel line and an architecture: KVER and ARCH. The one place that
# knows their defaults and where everything of a target is. Sourced by scripts/lib.sh
# and by the tests of what was built; needs TOP, the checkout.
#
#	linux-patches/KVER/line		what is special about the line
#	vm/arch/ARCH			what is special about the architecture
#
# What is built for one target lies in build/linux-KVER/ARCH, what all architectures
# of a line share beside it. What is set as X=${X:-...} may come from the environment.

KVER=${KVER:-6.18}
ARCH=${ARCH:-x86_64}

BUILD=${BUILD:-build}
case $BUILD in /*) ;; *) BUILD=$TOP/$BUILD ;; esac
CACHE=${XDG_CACHE_HOME:-$HOME/.cache}/kfunc-implicit
JOBS=${JOBS:-$(nproc)}
[[ $JOBS =~ ^[1-9][0-9]*$ ]] || {
	echo "error: JOBS=$JOBS is no number of jobs" >&2
	exit 1
}
V=${V:-}
export KVER ARCH BUILD JOBS V

# PAHOLE_KIND: which pahole makes the BTF of this kernel line, patched or unpatched.
# OLD_KVER: the kernel line whose unpatched headers compile the old objects.
# UNPATCHED_STEPS: the unpatched kernel and its tests need so many of the first steps to
# build at all.
PAHOLE_KIND=patched
OLD_KVER=$KVER
UNPATCHED_STEPS=0
# shellcheck source=/dev/null
[ ! -f "$TOP/linux-patches/$KVER/line" ] || . "$TOP/linux-patches/$KVER/line"

# debian_release: the codename of the Debian that this is, or nothing
debian_release() {
	sed -n 's/^VERSION_CODENAME=//p' /etc/os-release 2>/dev/null || :
}

# machine ARCH: sets what there is to know about it, see vm/arch/x86_64.
machine() {
	ARCH=$1 APPEND='' IMAGE_PARTS=()
	[ -f "$TOP/vm/arch/$ARCH" ] || {
		echo "error: ARCH=$ARCH is none of: $(cd "$TOP/vm/arch" && echo *[!g])" >&2
		exit 1
	}
	# shellcheck source=/dev/null
	. "$TOP/vm/arch/$ARCH"
	[ "$(uname -m)" != "$MACHINE" ] || CROSS=
}
machine "$ARCH"

LINE=$BUILD/linux-$KVER
TARGET=$LINE/$ARCH
LOG=${LOG:-$TARGET/log}
KSRC=${KSRC:-$LINE/src}
UNPATCHED=${UNPATCHED:-$LINE/unpatched}
KOUT=${KOUT:-$TARGET/kernel}
BPFTOOL=${BPFTOOL:-$TARGET/bpftool/bpftool}
LIBBPF=${BPFTOOL%/*}/libbpf
SELFTESTS=${SELFTESTS:-$TARGET/selftests}
OLD=${OLD:-$BUILD/linux-$OLD_KVER/$ARCH/old}
DWARVES=${DWARVES:-1.31}
UNPATCHED_PAHOLE=${UNPATCHED_PAHOLE:-$BUILD/dwarves-$DWARVES/unpatched/pahole}
case $PAHOLE_KIND in
patched) PAHOLE=${PAHOLE:-$BUILD/dwarves-$DWARVES/patched/bin/pahole} ;;
unpatched) PAHOLE=${PAHOLE:-$UNPATCHED_PAHOLE} ;;
esac
# The guest's root: for another machine what scripts/sysroot makes, of Debian 12 on
# that, as it may be no newer than the C library of the cross compiler, else of Debian 13.
SYSROOT=/ SYSROOT_RELEASE=
[ -z "$CROSS" ] || {
	SYSROOT_RELEASE=trixie
	[ "$(debian_release)" != bookworm ] || SYSROOT_RELEASE=bookworm
	SYSROOT=$BUILD/debian/$SYSROOT_RELEASE-$ARCH
}
CLANG=${CLANG:-clang-19}
LLVM_STRIP=${LLVM_STRIP:-llvm-strip-19}
LLVM_OBJCOPY=${LLVM_OBJCOPY:-llvm-objcopy-19}
# Below the directories that scripts/selftests makes
TEST_PROGS=tools/testing/selftests/bpf
# Which tests of test_progs are run: those of each line, those that this one alone has
ALLOW=("$TOP/tests/guest/allow")
[ ! -f "$TOP/linux-patches/$KVER/allow" ] || ALLOW+=("$TOP/linux-patches/$KVER/allow")
