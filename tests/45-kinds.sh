#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# The kinds of implicit arguments. One more is an entry in the table of kinds and
# a function that loads the value. A kind that nobody but a test needs is nothing
# for the kernel to carry, though. So it is added to a copy of the one file, and
# a copy of the kernel is linked again with that. pahole, resolve_btfids and the
# module that uses the kind are what they are: for the kernel as it is, the
# module is one with an unknown kind (40-kbuild).

. "$(dirname "$0")/lib.sh"

BUILD=${BUILD:-$TOP/build}
case $BUILD in /*) ;; *) BUILD=$TOP/$BUILD ;; esac
KVER=${KVER:-6.18}
KSRC=${KSRC:-$BUILD/linux-$KVER/src}
KOUT=${KOUT:-$BUILD/linux-$KVER/kernel}
PAHOLE=$BUILD/pahole/bin/pahole
selftests=${SELFTESTS:-$BUILD/linux-$KVER/selftests/tools/testing/selftests/bpf}
libbpf=$selftests/tools

file=kernel/bpf/kfunc_implicit_args
copy=$KOUT.third-kind
trap 'rm -rf "$T" "$copy"' EXIT

cc=gcc
! command -v ccache >/dev/null || cc='ccache gcc'
export CCACHE_DISABLE=1 KBUILD_BUILD_USER=kfunc KBUILD_BUILD_HOST=vm \
	KBUILD_BUILD_TIMESTAMP='Thu Jan  1 00:00:00 UTC 1970'

kmake() {
	make -C "$KSRC" O="$copy" CC="$cc" PAHOLE="$PAHOLE" LOCALVERSION= \
		-j"$(nproc)" "$@"
}

third_kind() {
	sed -e "/^static const struct implicit_arg_kind kinds\[\] = {\$/{
			e sed 1,2d $(printf %q "$TOP/tests/kinds/load_case_kind.c")
			a\\
	{ \"case_kind\", load_case_kind },
		}" "$KSRC/$file.c"
}

# The object is newer than its source then, so make takes it as it is.
object() {
	local cmd
	cmd=$(sed -n '1s/^savedcmd_[^ ]* := //p' "$copy/${file%/*}/.${file##*/}.o.cmd")
	[[ $cmd == *"$KSRC/$file.c"* ]] && cd "$copy" &&
		eval "${cmd//"$KSRC/$file.c"/"$T/${file##*/}.c"}"
}

changed() { # REGEX: the lines of the diff that begin with it
	grep -cE "^$1" "$T/diff" || :
}

third_kind >"$T/${file##*/}.c"
diff "$KSRC/$file.c" "$T/${file##*/}.c" >"$T/diff" || :
t_is "a third kind takes changes in one file; lines removed, entries, functions added" \
	"$(changed '<') $(changed '> 	\{ "') $(changed '> static int load_')" "0 1 1"

rm -rf "$copy"
cp -a --reflink=auto "$KOUT" "$copy"
kernel=$copy/arch/x86/boot/bzImage
t_ok "the file compiles" object
rm -f "$kernel"
t_ok "the kernel links" kmake bzImage
t_is "nothing else there was compiled" "$(grep '^  CC  *kernel/' "$T/out")" ""

cp -r "$TOP/tests/kbuild" "$T/mod"
t_ok "the module builds" kmake M="$T/mod" CASE=unknown_kind modules
t_ok "the program compiles" clang-19 -g -O2 --target=bpfel -mcpu=v3 \
	-c "$TOP/tests/kinds/prog.bpf.c" -o "$T/prog.bpf.o"
t_ok "what runs it compiles" gcc -I"$libbpf/include" "$TOP/tests/kinds/run.c" \
	"$libbpf/build/libbpf/libbpf.a" -lelf -lz -o "$T/run"
t_ok "in that kernel the module loads, and the program runs" \
	"$TOP/vm/run" -k "$kernel" -t 120 -q --share "$T" -- \
	sh -ec "insmod $T/mod/kfunc_case.ko; $T/run $T/prog.bpf.o"
t_is "and the kfunc gets what the function has loaded" "$(cat "$T/out")" 42

cp -r "$TOP/tests/kinds" "$T/meta"
t_ok "a module's kfunc with a btf_struct_meta builds" \
	make -C "$KSRC" O="$KOUT" M="$T/meta" LOCALVERSION= PAHOLE="$PAHOLE" modules
t_fails "and does not load, naming the kfunc" \
	'kfunc bpf_case_struct_meta of struct_meta: an implicit argument is of a kind for kfuncs of vmlinux only' \
	"$TOP/vm/run" -k "$KOUT/arch/x86/boot/bzImage" -t 120 --share "$T" -- \
	insmod "$T/meta/struct_meta.ko"

t_done
