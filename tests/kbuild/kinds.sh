#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# The kinds of implicit arguments. One more is a line in the list of kinds and a
# function that loads the value. A kind that nobody but a test needs is nothing for
# the kernel to carry, though. So it is added to copies of the two files, the two
# objects that know the list are compiled with them in a copy of the kernel, and
# that is linked again. pahole and the module that uses the kind are what they are:
# for the kernel as it is, the module is one with an unknown kind (tests/kbuild/modules.sh).

set -eu
. "$(dirname "$0")/../lib.sh"

. "$TOP/scripts/target.sh"
. "$TOP/scripts/kbuild.sh"

file=kernel/bpf/kfunc_implicit_args
list=include/linux/btf_kfunc_implicit.h
tool=tools/bpf/resolve_btfids
copy=$KOUT.third-kind
trap 'rm -rf "$T" "$copy"' EXIT

export CCACHE_DISABLE=1

in_copy() {
	KOUT=$copy kmake "$@"
}

# shellcheck disable=SC1003 # a backslash, for the end of a line in a macro
third_kind() {
	sed '/^#define KFUNC_IMPLICIT_KINDS(KIND)/a\
	KIND(case_kind, false, false)		\\' "$KSRC/$list" >"$T/${list##*/}"
	sed "/^static const struct implicit_arg_kind kinds\[\] = {\$/{
			e sed 1,2d $(printf %q "$TOP/tests/kbuild/kind/load_case_kind.c")
		}" "$KSRC/$file.c" >"$T/${file##*/}.c"
}

# The object is newer than its source then, so make takes it as it is.
object() {
	local cmd
	cmd=$(sed -n '1s/^savedcmd_[^ ]* := //p' "$copy/${file%/*}/.${file##*/}.o.cmd")
	[[ $cmd == *"$KSRC/$file.c"* ]] && cd "$copy" &&
		eval "${cmd//"$KSRC/$file.c"/-include "$T/${list##*/}" "$T/${file##*/}.c"}"
}

tool_object() {
	local others
	mapfile -t others < <(find "$copy/$tool" -maxdepth 1 -name '*.o' \
		! -name '*-in.o' ! -name 'fixdep*' ! -name kfunc_table.o)
	gcc -g -O2 -include "$T/${list##*/}" -I"$KSRC/tools/include" -I"$KSRC/tools/include/uapi" \
		-I"$copy/$tool/libbpf/include" -c "$KSRC/$tool/kfunc_table.c" \
		-o "$T/kfunc_table.o" &&
		gcc "${others[@]}" "$T/kfunc_table.o" "$copy/$tool/libbpf/libbpf.a" \
			"$copy/$tool/libsubcmd/libsubcmd.a" -lelf -lz -o "$T/resolve_btfids"
}

changed() { # REGEX: the lines of the diffs that begin with it
	grep -cE "^$1" "$T/diff" || :
}

third_kind
{ diff "$KSRC/$file.c" "$T/${file##*/}.c" || :
  diff "$KSRC/$list" "$T/${list##*/}" || :; } >"$T/diff"
t_is "a third kind: lines removed, lines in the list, functions" \
	"$(changed '<') $(changed '> 	KIND\(') $(changed '> static int load_')" "0 1 1"

rm -rf "$copy"
cp -a --reflink=auto "$KOUT" "$copy"
kernel=$copy/$IMAGE
t_ok "the file compiles" object
t_ok "... and that of resolve_btfids" tool_object
rm -f "$kernel"
t_ok "the kernel links" in_copy "${IMAGE##*/}"
t_is "nothing else there was compiled" "$(grep '^  CC  *kernel/' "$T/out")" ""

cp -r "$TOP/tests/kbuild/case" "$T/mod"
t_ok "the module builds" in_copy M="$T/mod" CASE=unknown_kind \
	RESOLVE_BTFIDS="$T/resolve_btfids" modules
t_ok "the program compiles" "$CLANG" -g -O2 --target="$BPF_TARGET" -mcpu=v3 \
	-c "$TOP/tests/kbuild/kind/prog.bpf.c" -o "$T/prog.bpf.o"
t_ok "what runs it compiles" gcc -I"$LIBBPF/include" "$TOP/tests/kbuild/kind/run.c" \
	"$LIBBPF/libbpf.a" -lelf -lz -o "$T/run"
t_ok "in that kernel the module loads, and the program runs" \
	"$TOP/vm/run" -k "$kernel" -t 300 -q --share "$T" -- \
	sh -ec "insmod $T/mod/kfunc_case.ko; $T/run $T/prog.bpf.o"
t_is "and the kfunc gets what the function has loaded" "$(cat "$T/out")" 42

cp -r "$TOP/tests/kbuild/kind" "$T/meta"
t_fails "a module's kfunc with a btf_struct_meta does not build" \
	"kfunc bpf_case_struct_meta: implicit argument 2 'meta', a 'struct btf_struct_meta [*]', is of a kind for kfuncs of vmlinux only" \
	kmake M="$T/meta" modules

t_done
