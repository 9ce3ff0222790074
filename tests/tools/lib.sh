# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash disable=SC2034 # what is set here is used by others
# What the tests of pahole and of resolve_btfids share. Sourced after lib.sh.

. "$TOP/scripts/target.sh"
SRC=$TOP/tests/tools/src
BTFIDS=${BTFIDS:-$KOUT/tools/bpf/resolve_btfids/resolve_btfids}
# pahole asks for it by this name
export LLVM_OBJCOPY=objcopy

# What 6.18 asks pahole for, and the feature on top of it
F=encode_force,var,float,enum64,decl_tag,type_tag,optimized_func,consistent_func,decl_tag_kfuncs,attributes
FI=$F,implicit_args

cc() {
	gcc -g -O2 -I"$SRC" "$@"
}

# clang_for TARGET SOURCE OUT [OPTION...]
clang_for() (
	target=$1 source=$2 out=$3
	shift 3
	[ -n "$CLANG" ] &&
		"$CLANG" "--target=$target" -g -O2 -I"$SRC" "$@" -c "$source" -o "$out" 2>"$T/log"
)

# encode OUT FEATURES FILE...: detached BTF of FILEs
encode() {
	rm -f "$1"
	"$PAHOLE" -J --btf_features="$2" --btf_encode_detached="$1" "$3" ${4:+"$4"}
}

# section NAME FILE OUT: just the contents
section() {
	rm -f "$3"
	"$LLVM_OBJCOPY" --dump-section "$1=$3" "$2" "$T/section.rest"
}

# funcs BTF: all FUNCs with prototypes and tags
funcs() {
	"$BPFTOOL" btf dump file "$1" format raw >"$T/raw"
	awk -f "$SRC/funcs.awk" "$T/raw"
}

# split_funcs BASE BTF: the same, of the FUNCs in BTF alone
split_funcs() {
	"$BPFTOOL" btf dump file "$1" format raw >"$T/raw.base"
	"$BPFTOOL" -B "$1" btf dump file "$2" format raw >"$T/raw.split"
	cat "$T/raw.base" "$T/raw.split" |
		awk -v skip="$(grep -c '^\[' "$T/raw.base")" -f "$SRC/funcs.awk"
}

# with_base OBJECT BASE: B becomes what the object's BTF is on top of
with_base() {
	B=$2
	section .BTF.base "$1" "$T/dist.base" 2>"$T/log" || :
	[ ! -s "$T/dist.base" ] || B=$T/dist.base
}

# of NAME TEXT: the lines of TEXT on FUNC NAME and its _impl
of() {
	printf '%s\n' "$2" | grep -E "^$1(_impl)?[( ]" || :
}
