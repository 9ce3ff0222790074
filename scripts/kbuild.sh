# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
# How a kernel of the target is built: its make, its configuration, what makes it out
# of date. Sourced after lib.sh; works on KSRC and KOUT.

# Cache hits wherever the checkout lies, and the same image each time. Not in depend mode,
# which would spare two fifths of a first build: ccache does not see then what .incbin
# takes in, and piggy.o has an older kernel.
export CCACHE_DIR="${CCACHE_DIR:-$CACHE/ccache}" CCACHE_BASEDIR="$BUILD" \
	CCACHE_NOHASHDIR=1
export KBUILD_BUILD_USER=kfunc KBUILD_BUILD_HOST=vm \
	KBUILD_BUILD_TIMESTAMP='Thu Jan  1 00:00:00 UTC 1970'

CCACHE=
! command -v ccache >/dev/null || CCACHE='ccache '
# More for make's command line; LLVM is the suffix of clang's tools, if they build.
KMAKE=()
LLVM=

# kmake ARG...: make of the kernel
kmake() {
	local cc="${CCACHE}${CROSS}gcc" llvm=()
	[ -z "$LLVM" ] || cc="${CCACHE}clang$LLVM" llvm=(LLVM="$LLVM")
	make -C "$KSRC" O="$KOUT" ARCH="$KARCH" CROSS_COMPILE="$CROSS" CC="$cc" \
		"${llvm[@]}" PAHOLE="$PAHOLE" LOCALVERSION= -j"$JOBS" "${KMAKE[@]}" "$@"
}

# kmake_tool DIR OUT ARG...: make of one of the kernel's tools, which run here
kmake_tool() {
	local dir=$1 out=$2
	shift 2
	mkdir -p "$out"
	env -u ARCH make -C "$KSRC/$dir" OUTPUT="$out/" VMLINUX_BTF="$KOUT/vmlinux" \
		CLANG="$CLANG" LLVM_STRIP="$LLVM_STRIP" -j"$JOBS" "$@"
}

# kmake_samples DIR ARG...: make of a copy of samples/kfunc, as somebody calls it who has
# the kernel and its tools built
kmake_samples() {
	local dir=$1
	shift
	ARCH=$KARCH CROSS_COMPILE=$CROSS make -C "$dir" KDIR="$KOUT" PAHOLE="$PAHOLE" \
		BPFTOOL="$BPFTOOL" CLANG="$CLANG" LIBBPF_CFLAGS="-I$LIBBPF/include" \
		LIBBPF_LIBS="$LIBBPF/libbpf.a -lelf -lz" "$@"
}

# The configuration of the tested kernel: what the line's own selftests ask for, and
# what the guest needs. What comes last wins.
target_configs() {
	local file
	for file in "$KSRC/$TEST_PROGS/config" "$TOP/vm/config" "$TOP/vm/arch/$ARCH.config" "$TOP/linux-patches/$KVER/config"; do
		[ ! -f "$file" ] || echo "$file"
	done
}

# configure START FILE...: makes .config from START (a target of make; none: nothing)
# and FILEs. olddefconfig alone keeps an old =n even if the default is y now.
configure() {
	local start=$1
	shift
	mkdir -p "$KOUT"
	if [ "$start" = none ]; then : >"$KOUT/.config"; else kmake "$start"; fi
	(cd "$KOUT" && "$KSRC/scripts/kconfig/merge_config.sh" -Q -m .config "$@")
	kmake olddefconfig
}

# taken FILE...: fails when Kconfig did not take an option of FILEs.
taken() {
	local missing
	missing=$(not_taken "$KOUT/.config" "$@" | xargs)
	[ -z "$missing" ] || {
		say "error: $*: this kernel did not take: $missing"
		return 1
	}
}

# pahole_key PAHOLE: what makes BTF
pahole_key() {
	# shellcheck disable=SC2046 # the libraries that came with it
	key_of "$1" $(ldd "$1" | awk '/libdwarves/ { print $3 }')
}

# build_kernel PAHOLE_KEY TARGET...: Kbuild does not know that BTF depends on pahole.
build_kernel() {
	local key=$1
	shift
	if ! fresh "$KOUT/.pahole-key" "$key"; then
		rm -f "$KOUT/vmlinux" "$KOUT/vmlinux.unstripped" "$KOUT"/.tmp_vmlinux1*
		find "$KOUT" -name '*.ko' -delete
	fi
	kmake "$@"
	stamp "$KOUT/.pahole-key" "$key"
}

# spelling VMLINUX: the names by which a kernel has kfuncs that got implicit arguments,
# old (those of the _impl functions) or new
spelling() {
	if nm "$1" | grep ' T bpf_wq_set_callback$' >/dev/null; then echo new; else echo old; fi
}

# stress_kernel NAME: the kernel of vm/NAME.config is that of KOUT from now on, with its
# logs in LOG, and dir is where test_progs runs on it.
stress_kernel() {
	export KOUT=$TARGET/$1/kernel LOG=$TARGET/$1/log
	dir=$TARGET/$1/selftests
	CONFIGS="$(target_configs | xargs) $TOP/vm/$1.config" BPFTOOL=none "$TOP/scripts/kernel"
	"$TOP/scripts/test-modules" "$SELFTESTS" "$dir"
}

# touched: the files of the kernel, not of its tools, that the series changes or adds
touched() {
	pgit -C "$KSRC" diff --name-only --diff-filter=d unpatched -- '*.c' |
		grep -vE '^(tools|samples|Documentation)/'
}
