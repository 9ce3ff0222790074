#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
# 30-pahole and 35-btfids again, with a pahole and a resolve_btfids that are built
# with the address and the undefined behaviour sanitizer.
. "$(dirname "$0")/lib.sh"

BUILD=${BUILD:-$TOP/build}
case $BUILD in /*) ;; *) BUILD=$TOP/$BUILD ;; esac
lines=linux-${KVER:-6.18}
src=$BUILD/$lines/src
kernel=$BUILD/$lines/kernel
tool=tools/bpf/resolve_btfids
out=$BUILD/sanitizers
# Not ours: a module's .BTF_ids is not aligned, and resolve_btfids always wrote words
# to it; libbpf shifts into the sign bit; pahole has no array of no functions.
sanitize="-fsanitize=address,undefined -fno-sanitize=alignment,shift-base,nonnull-attribute"

# They leave what they have allocated to the end of the process.
export ASAN_OPTIONS=detect_leaks=0 UBSAN_OPTIONS=print_stacktrace=1

build_pahole() {
	cmake -S "$BUILD/dwarves/src" -B "$out/dwarves" -D__LIB=lib -DBUILD_SHARED_LIBS=OFF \
		-DCMAKE_BUILD_TYPE=Debug "-DCMAKE_C_FLAGS=-O1 $sanitize" &&
		cmake --build "$out/dwarves" -j"$(nproc)" --target pahole
}

build_resolve_btfids() {
	mkdir -p "$out/$tool" &&
		make -C "$src/$tool" srctree="$src" OUTPUT="$out/$tool/" HOSTCC="gcc $sanitize"
}

# wrapper PROGRAM FILE: FILE runs PROGRAM and keeps what a sanitizer reports.
wrapper() {
	cat >"$2" <<-EOF
		#!/bin/sh
		rc=0
		err=\$(mktemp "$T/err.XXXXXX")
		"$1" "\$@" 2>"\$err" || rc=\$?
		cat "\$err" >&2
		! grep -qE 'Sanitizer|runtime error:' "\$err" || cat "\$err" >>"$T/reports"
		rm -f "\$err"
		exit \$rc
	EOF
	chmod +x "$2"
}

# The build directory, but for these two
link_rest() {
	mkdir -p "$T/build/pahole/bin" "$T/build/$lines/kernel/$tool"
	for f in tools dwarves "$lines/src" "$lines/kernel/.tmp_vmlinux1"; do
		ln -s "$BUILD/$f" "$T/build/$f"
	done
	wrapper "$out/dwarves/pahole" "$T/build/pahole/bin/pahole"
	wrapper "$out/$tool/resolve_btfids" "$T/build/$lines/kernel/$tool/resolve_btfids"
	# one module is enough for 30-pahole
	find "$kernel/" -name '*.ko' | sort | head -n 1 | xargs -I% ln -s % "$T/build/$lines/kernel"
}

echo 'int main(void) { return 0; }' >"$T/asan.c"
# shellcheck disable=SC2086 # two words are two options
if ! gcc $sanitize "$T/asan.c" -o "$T/asan" 2>"$T/out" || ! "$T/asan"; then
	t_skip "pahole and resolve_btfids with sanitizers" "gcc has none"
	t_done
fi

t_ok "pahole builds with sanitizers" build_pahole
t_ok "resolve_btfids builds with sanitizers" build_resolve_btfids
link_rest
for test in 30-pahole 35-btfids; do
	: >"$T/reports"
	t_ok "$test passes with them" env BUILD="$T/build" "$TOP/tests/$test.sh"
	t_is "... and they report nothing" "$(head -n 40 "$T/reports")" ""
done

t_done
