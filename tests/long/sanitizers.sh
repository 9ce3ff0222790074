#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# tools/6/pahole and tools/6/btfids again, with a pahole and a resolve_btfids that are built
# with the address and the undefined behaviour sanitizer.
set -eu
. "$(dirname "$0")/../lib.sh"

. "$TOP/scripts/target.sh"
tool=tools/bpf/resolve_btfids
out=$TARGET/sanitizers
# Not ours: a module's .BTF_ids is not aligned, and resolve_btfids always wrote words
# to it; libbpf shifts into the sign bit; pahole has no array of no functions.
sanitize="-fsanitize=address,undefined -fno-sanitize=alignment,shift-base,nonnull-attribute"

# They leave what they have allocated to the end of the process.
export ASAN_OPTIONS=detect_leaks=0 UBSAN_OPTIONS=print_stacktrace=1

build_pahole() {
	cmake -S "$BUILD/dwarves-$DWARVES/src" -B "$out/dwarves" -D__LIB=lib -DBUILD_SHARED_LIBS=OFF \
		-DCMAKE_BUILD_TYPE=Debug "-DCMAKE_C_FLAGS=-O1 $sanitize" &&
		cmake --build "$out/dwarves" -j"$JOBS" --target pahole
}

build_resolve_btfids() {
	mkdir -p "$out/$tool" &&
		make -C "$KSRC/$tool" srctree="$KSRC" OUTPUT="$out/$tool/" HOSTCC="gcc $sanitize"
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

echo 'int main(void) { return 0; }' >"$T/asan.c"
# shellcheck disable=SC2086 # two words are two options
if ! gcc $sanitize "$T/asan.c" -o "$T/asan" 2>"$T/out" || ! "$T/asan"; then
	t_skip "pahole and resolve_btfids with sanitizers" "gcc has none"
	t_done
fi

t_ok "pahole builds with sanitizers" build_pahole
t_ok "resolve_btfids builds with sanitizers" build_resolve_btfids
wrapper "$out/dwarves/pahole" "$T/pahole"
wrapper "$out/$tool/resolve_btfids" "$T/resolve_btfids"
for test in pahole btfids; do
	: >"$T/reports"
	t_ok "$test passes with them" env PAHOLE="$T/pahole" BTFIDS="$T/resolve_btfids" \
		"$TOP/tests/tools/6/$test.sh"
	t_is "... and they report nothing" "$(head -n 40 "$T/reports")" ""
done

t_done
