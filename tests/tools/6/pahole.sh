#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# pahole's feature implicit_args: pairs of FUNCs, errors, and that nothing else
# changes. Needs pahole and bpftool in the build directory; the kernel's part is
# skipped when no kernel was built.
# shellcheck disable=SC2317 # functions are called by t_ok
set -eu
. "$(dirname "$0")/../../lib.sh"
. "$TOP/tests/tools/lib.sh"

t_like "the feature is listed" "$("$PAHOLE" --supported_btf_features)" '(^|,)implicit_args(,|$)'
t_ok "the feature is known to --btf_features_strict" \
	"$PAHOLE" --btf_features_strict=implicit_args --supported_btf_features

# ---- pairs
cc -c "$SRC/pairs.c" -o "$T/pairs.o"
t_ok "pairs.c is encoded" encode "$T/pairs.btf" "$FI" "$T/pairs.o"
got=$(funcs "$T/pairs.btf")

A='PTR>TAG:implicit:bpf_prog_aux>void'
M='PTR>TAG:implicit:btf_struct_meta>void'
C='PTR>TAG:implicit:ctx>void'

t_is "a struct bpf_prog_aux * is implicit" "$(of bpf_aux "$got")" \
"bpf_aux(a INT:int, b PTR>void) INT:int
bpf_aux -1 bpf_kfunc
bpf_aux_impl(a INT:int, b PTR>void, aux $A) INT:int
bpf_aux_impl -1 bpf_kfunc"
t_is "... and so it is for a kfunc with the same prototype" "$(of bpf_aux_twin "$got")" \
"bpf_aux_twin(a INT:int, b PTR>void) INT:int
bpf_aux_twin -1 bpf_kfunc
bpf_aux_twin_impl(a INT:int, b PTR>void, aux $A) INT:int
bpf_aux_twin_impl -1 bpf_kfunc"
t_is "... and behind const and a typedef" "$(of bpf_const "$got")" \
"bpf_const(a INT:int) INT:int
bpf_const -1 bpf_kfunc
bpf_const_impl(a INT:int, aux $A) INT:int
bpf_const_impl -1 bpf_kfunc"
t_is "a struct that is only declared is seen" "$(of bpf_fwd "$got")" \
"bpf_fwd(c PTR>STRUCT:ctx) INT:int
bpf_fwd -1 bpf_kfunc
bpf_fwd_impl(c PTR>STRUCT:ctx, meta $M) INT:int
bpf_fwd_impl -1 bpf_kfunc"
t_is "a u64 may follow struct btf_struct_meta * and keeps its type" "$(of bpf_off "$got")" \
"bpf_off(c PTR>STRUCT:ctx) INT:int
bpf_off -1 bpf_kfunc
bpf_off_impl(c PTR>STRUCT:ctx, meta $M, off TYPEDEF:u64) INT:int
bpf_off_impl -1 bpf_kfunc"
t_is "all kinds in one kfunc" "$(of bpf_all "$got")" \
"bpf_all(a INT:int) INT:int
bpf_all -1 bpf_kfunc
bpf_all_impl(a INT:int, meta $M, off TYPEDEF:word, aux $A, ctx__implicit $C) INT:int
bpf_all_impl -1 bpf_kfunc"
t_is "no other argument" "$(of bpf_only "$got")" \
"bpf_only() void
bpf_only -1 bpf_kfunc
bpf_only_impl(aux $A) void
bpf_only_impl -1 bpf_kfunc"
t_is "any struct by the name of the parameter" "$(of bpf_named "$got")" \
"bpf_named(c PTR>STRUCT:ctx) INT:int
bpf_named -1 bpf_kfunc
bpf_named_impl(c PTR>STRUCT:ctx, c__implicit $C) INT:int
bpf_named_impl -1 bpf_kfunc"
t_is "another one of its type is for the program to pass" "$(of bpf_passed "$got")" \
"bpf_passed(prog PTR>STRUCT:bpf_prog_aux) INT:int
bpf_passed -1 bpf_kfunc
bpf_passed_impl(prog PTR>STRUCT:bpf_prog_aux, aux__implicit $A) INT:int
bpf_passed_impl -1 bpf_kfunc"
t_is "five arguments are fine" "$(of bpf_five "$got")" \
"bpf_five(a INT:int, b INT:int, c INT:int) INT:int
bpf_five -1 bpf_kfunc
bpf_five_impl(a INT:int, b INT:int, c INT:int, meta $M, off TYPEDEF:u64) INT:int
bpf_five_impl -1 bpf_kfunc"
t_is "both are fastcall" "$(of bpf_fast "$got" | grep ' -1 ')" \
"bpf_fast -1 bpf_kfunc
bpf_fast -1 bpf_fastcall
bpf_fast_impl -1 bpf_kfunc
bpf_fast_impl -1 bpf_fastcall"
t_is "both have the arena's type tags" "$(of bpf_arena "$got" | grep '(')" \
"bpf_arena(p PTR>TAG:address_space(1)>void, n INT:int) PTR>TAG:address_space(1)>void
bpf_arena_impl(p PTR>TAG:address_space(1)>void, n INT:int, aux $A) PTR>TAG:address_space(1)>void"
t_is "two sets that agree make one pair" "$(of bpf_twice "$got" | grep -c '(')" 2
t_is "a kfunc without the flag stays as it is" "$(of bpf_plain "$got")" \
"bpf_plain(a INT:int, aux PTR>STRUCT:bpf_prog_aux) INT:int
bpf_plain -1 bpf_kfunc"
t_is "what is in no kfunc set stays as it is" "$(of bpf_no_kfunc "$got")" \
"bpf_no_kfunc(a INT:int, aux PTR>STRUCT:bpf_prog_aux) INT:int"
t_is "no FUNC_PROTO is left over" "$("$BPFTOOL" btf dump file "$T/pairs.btf" format raw |
	awk '/^\[/ { id = substr($1, 2) + 0 }
	     /FUNC_PROTO/ { proto[id] }
	     / type_id=/ { match($0, / type_id=[0-9]+/)
			   ref[substr($0, RSTART + 9, RLENGTH - 9) + 0] }
	     END { for (p in proto) if (!(p in ref)) print p }')" ""
t_is "each kind of implicit argument takes one type tag" \
	"$(grep -c "TYPE_TAG 'implicit:" "$T/raw")" 3

h=$("$BPFTOOL" btf dump file "$T/pairs.btf" format c)
t_like "vmlinux.h declares the interface kfunc" "$h" '^extern int bpf_aux\(int a, void \*b\) .*__ksym;'
t_like "vmlinux.h declares the _impl kfunc" "$h" \
	'^extern int bpf_aux_impl\(int a, void \*b, void .*\*aux\) .*__ksym;'

t_ok "it works without decl_tag_kfuncs" encode "$T/x.btf" implicit_args "$T/pairs.o"
t_is "... and then tags no kfunc" "$(of bpf_aux "$(funcs "$T/x.btf")")" \
"bpf_aux(a INT:int, b PTR>void) INT:int
bpf_aux_impl(a INT:int, b PTR>void, aux $A) INT:int"

# ---- the same bytes, always
"$PAHOLE" -J --btf_features="$FI" -j4 --btf_encode_detached="$T/j4.btf" "$T/pairs.o"
t_ok "-j4 writes the same bytes" cmp "$T/pairs.btf" "$T/j4.btf"

# off OBJECT DESC [FEATURES...]: without the feature nothing differs from the
# unpatched pahole
off() {
	[ $# -gt 2 ] || set -- "$1" "$2" "$F" default "$F,reproducible_build"
	object=$1 what=$2
	shift 2
	for f; do
		encode "$T/off.btf" "$f" "$object"
		rm -f "$T/unpatched.btf"
		"$UNPATCHED_PAHOLE" -J --btf_features="$f" --btf_encode_detached="$T/unpatched.btf" "$object"
		t_ok "$what: feature off = unpatched pahole ($f)" cmp "$T/off.btf" "$T/unpatched.btf"
	done
}
off "$T/pairs.o" "pairs.c"
t_is "'default' does not include the feature" \
	"$(encode "$T/x.btf" default "$T/pairs.o"; funcs "$T/x.btf" | grep -c '_impl(')" 0

cc -c "$SRC/bad.c" -DFLAGS=0 -o "$T/none.o"
encode "$T/none.btf" "$FI" "$T/none.o"
encode "$T/x.btf" "$F" "$T/none.o"
t_ok "without a flagged kfunc the feature changes nothing" cmp "$T/none.btf" "$T/x.btf"

# ---- several object files, in one ELF file and in one run
cc -c "$SRC/twin.c" -Dbpf_bad=other -o "$T/other.o"
ld -r "$T/other.o" "$T/pairs.o" -o "$T/two.o"
encode "$T/two.btf" "$FI" "$T/two.o"
t_is "two CUs in one ELF file" "$(funcs "$T/two.btf" | grep -c '_impl(')" 13
"$PAHOLE" -J --btf_features="$FI" -j4 --btf_encode_detached="$T/j4.btf" "$T/two.o"
t_ok "... with -j4 the same bytes" cmp "$T/two.btf" "$T/j4.btf"
t_ok "two ELF files in one run" encode "$T/x.btf" "$FI" "$T/other.o" "$T/pairs.o"
t_is "... have pairs for kfuncs of the second" "$(funcs "$T/x.btf" | grep -c '_impl(')" 13

# ---- LTO merges the CUs
cc -flto -c "$SRC/pairs.c" -o "$T/lto1.o"
cc -flto -c "$SRC/twin.c" -Dbpf_bad=other -o "$T/lto2.o"
if cc -flto -flinker-output=nolto-rel -r -nostdlib -flto-partition=none \
	"$T/lto1.o" "$T/lto2.o" -o "$T/lto.o" >"$T/log" 2>&1; then
	encode "$T/lto.btf" "$FI" "$T/lto.o"
	t_is "a file built with LTO" "$(funcs "$T/lto.btf" | grep -c '_impl(')" 13
else
	t_skip "a file built with LTO" "this gcc does no LTO"
fi

# ---- errors: message, exit status, nothing written
# bad DESC PATTERN CC-ARGS...
bad() {
	desc=$1 pattern=$2
	shift 2
	cc -c "$SRC/bad.c" -o "$T/bad.o" "$@"
	bad_elf "$desc" "$pattern"
}

bad_elf() {
	t_fails "$1" "^error: kfunc 'bpf_bad[x_]*': $2" encode "$T/bad.btf" "$FI" "$T/bad.o"
	t_like "... the file is named" "$(cat "$T/out")" \
		'^error: .*/bad.o: failed to encode its functions, it gets no BTF$'
	t_ok "... no BTF is written to a file" [ ! -e "$T/bad.btf" ]
	cp "$T/bad.o" "$T/bad.copy.o"
	t_fails "... nor to the ELF file" "$2" "$PAHOLE" -J --btf_features="$FI" "$T/bad.o"
	t_ok "... which stays as it was" cmp "$T/bad.o" "$T/bad.copy.o"
	t_ok "... without the feature it is no error" encode "$T/bad.btf" "$F" "$T/bad.o"
}

bad "no implicit argument" "KF_IMPLICIT_ARGS is set but there is no implicit argument; let" \
	'-DARGS=int a, void *aux__ign'
bad "no argument at all" "KF_IMPLICIT_ARGS is set but there is no implicit argument; let" '-DARGS=void'
bad "a pointer to a pointer is none" "KF_IMPLICIT_ARGS is set but there is no implicit argument; let" \
	'-DARGS=struct bpf_prog_aux **aux'
bad "a union of the same name is none" "KF_IMPLICIT_ARGS is set but there is no implicit argument; let" \
	-DAUX_KIND=union
bad "an explicit argument after an implicit one" \
	"implicit arguments must be last, but parameter 3 'flags' comes after parameter 2 'aux'; move" \
	'-DARGS=int a, struct bpf_prog_aux *aux, int flags'
bad "variable arguments after an implicit one" \
	"implicit arguments must be last, but parameter 3 '[.]{3}' comes after parameter 2 'aux'; move" \
	'-DARGS=int a, struct bpf_prog_aux *aux, ...'
bad "a u64 after struct bpf_prog_aux *" "implicit arguments must be last, but parameter 2 'off'" \
	'-DARGS=struct bpf_prog_aux *aux, u64 off'
bad "a second u64 after struct btf_struct_meta *" "implicit arguments must be last, but parameter 3 'more'" \
	'-DARGS=struct btf_struct_meta *meta, u64 off, u64 more'
bad "an int after struct btf_struct_meta *" "implicit arguments must be last, but parameter 2 'off'" \
	'-DARGS=struct btf_struct_meta *meta, int off'
bad "an explicit struct pointer after an implicit one" \
	"implicit arguments must be last, but parameter 2 'p' comes after parameter 1 'aux'" \
	'-DARGS=struct bpf_prog_aux *aux, struct node *p'
bad "a void pointer named as implicit" \
	"parameter 2 'x__implicit' is named as an implicit argument but is no pointer to a named struct; change" \
	'-DARGS=int a, void *x__implicit, struct bpf_prog_aux *aux'
bad "more arguments than registers" \
	"it has 6 arguments, implicit ones included, and only 5 fit into registers; pass some of them in a struct" \
	'-DARGS=int a, int b, int c, int d, int e, struct bpf_prog_aux *aux'
which="which of them is implicit is ambiguous; let the name of the implicit one end in '__implicit'"
bad "one to be passed before an implicit one" \
	"parameters 2 'prog' and 3 'aux' are both a 'struct bpf_prog_aux [*]', $which" \
	'-DARGS=int a, struct bpf_prog_aux *prog, struct bpf_prog_aux *aux'
bad "... also with another argument between them" \
	"parameters 1 'prog' and 3 'aux' are both a 'struct bpf_prog_aux [*]', $which" \
	'-DARGS=struct bpf_prog_aux *prog, int a, struct bpf_prog_aux *aux'
bad "... and of the other kind that is known by its type" \
	"parameters 1 'm' and 2 'meta' are both a 'struct btf_struct_meta [*]', $which" \
	'-DARGS=struct btf_struct_meta *m, struct btf_struct_meta *meta, u64 off'
bad "a real _impl function" \
	"the ELF file has a function 'bpf_bad_impl' already, .*; rename that function" '-DIMPL='
bad "an _impl kfunc" \
	"the ELF file has a function 'bpf_bad_impl' already, .*; remove it, programs that call it are served by the pair" \
	'-DIMPL=' -DIMPL_IS_KFUNC
bad "a static _impl function" "the ELF file has a function 'bpf_bad_impl' already, .*; rename" '-DIMPL=static'
bad "kfunc sets that disagree" \
	"KF_IMPLICIT_ARGS is set in kfunc set 'set_a' but not in 'set_b'; set it in both or in neither" \
	'-DFLAGS2=KF_ACQUIRE'
bad "... in the other order" \
	"KF_IMPLICIT_ARGS is set in kfunc set 'set_b' but not in 'set_a'; set it in both or in neither" \
	'-DFLAGS=0' '-DFLAGS2=KF_IMPLICIT_ARGS'
bad "no such function" \
	"KF_IMPLICIT_ARGS is set in kfunc set 'set_a' but the symbol table has no such function; define" \
	-DNO_BODY

x500=$(printf '%0500d' 0 | tr 0 x)
bad "a name with no room for _impl" "with '_impl' appended the name exceeds the 511 characters" \
	"-DNAME=bpf_bad$x500"
x499=${x500#x}
cc -c "$SRC/bad.c" "-DNAME=bpf_bad$x499" -o "$T/long.o"
t_ok "the longest name that fits" encode "$T/long.btf" "$FI" "$T/long.o"
t_is "... is in the BTF" "$(funcs "$T/long.btf" | grep -c "^bpf_bad${x499}_impl(")" 1

cc -c "$SRC/bad.c" -o "$T/one.o"
cc -c "$SRC/twin.c" -o "$T/twin.o"
ld -r "$T/one.o" "$T/twin.o" -o "$T/bad.o"
bad_elf "a function with two prototypes is not encoded" \
	"KF_IMPLICIT_ARGS is set but the function is not encoded, because (there are several functions of that name|DWARF has several prototypes for it); define"

gcc -O2 -I"$SRC" -c "$SRC/bad.c" -o "$T/nodebug.o"
ld -r "$T/nodebug.o" "$T/pairs.o" -o "$T/bad.o"
bad_elf "a function without DWARF" \
	"KF_IMPLICIT_ARGS is set but the function is not encoded, because DWARF has no definition of it; define"

cc -c "$SRC/bad.c" '-DARGS=int a' -o "$T/bad.o"
t_fails "an error in the second of two ELF files" "^error: kfunc 'bpf_bad'" \
	encode "$T/bad.btf" "$FI" "$T/none.o" "$T/bad.o"
t_ok "... no BTF is written" [ ! -e "$T/bad.btf" ]
cc -c "$SRC/bad.c" '-DFLAGS2=0' -o "$T/bad.o"
t_fails "sets that disagree in the second of two ELF files" "^error: kfunc 'bpf_bad'" \
	encode "$T/bad.btf" "$FI" "$T/none.o" "$T/bad.o"
t_ok "... no BTF is written" [ ! -e "$T/bad.btf" ]
t_fails "an error with -j4" "^error: kfunc 'bpf_bad'" \
	"$PAHOLE" -J -j4 --btf_features="$FI" --btf_encode_detached="$T/bad.btf" "$T/bad.o"
t_ok "... no BTF is written" [ ! -e "$T/bad.btf" ]

# ---- a CU that cannot be encoded
# The unpatched pahole then writes no BTF and reports success. That's no worse now,
# but for files whose kfuncs would get lost.
if [ -n "$CLANG" ] && "$CLANG" -g -O2 -c "$SRC/cxx.cc" -o "$T/cxx.o" 2>"$T/log"; then
	cc -c "$SRC/bad.c" -o "$T/one.o"
	ld -r "$T/cxx.o" "$T/none.o" -o "$T/cxx_none.o"
	for o in cxx cxx_none; do
		for pahole in "$UNPATCHED_PAHOLE" "$PAHOLE"; do
			cp "$T/$o.o" "$T/x.o"
			t_ok "$o: a CU that cannot be encoded is no error ($pahole)" \
				"$pahole" -J --btf_features="$FI" "$T/x.o"
			t_like "... is told of" "$(cat "$T/out")" "Error while encoding BTF"
			t_ok "... and leaves the file as it was" cmp "$T/$o.o" "$T/x.o"
		done
	done
	for o in "cxx.o one.o" "one.o cxx.o"; do
		# shellcheck disable=SC2086 # two files
		(cd "$T" && ld -r $o -o bad.o)
		t_fails "$o: ... but it is one for a kfunc with implicit arguments" \
			"^error: kfunc 'bpf_bad': KF_IMPLICIT_ARGS is set but the file gets no BTF, .*/[a-z+]*[.][a-z]*; see" \
			encode "$T/bad.btf" "$FI" "$T/bad.o"
		t_ok "... no BTF is written" [ ! -e "$T/bad.btf" ]
	done
else
	t_skip "a CU that cannot be encoded" "no clang that knows C++"
fi

# ---- argument decl tags
if [ -n "$CLANG" ] && "$CLANG" -g -O2 -I"$SRC" -c "$SRC/tags.c" -o "$T/tags.o" 2>"$T/log"; then
	encode "$T/tags.btf" "$FI" "$T/tags.o"
	t_is "tags of arguments go where the arguments are" "$(funcs "$T/tags.btf" | sort)" \
"bpf_tags -1 bpf_fastcall
bpf_tags -1 bpf_kfunc
bpf_tags -1 on_func
bpf_tags 0 on_a
bpf_tags 1 on_b
bpf_tags 1 on_b_too
bpf_tags(a INT:int, b INT:int) INT:int
bpf_tags_impl -1 bpf_fastcall
bpf_tags_impl -1 bpf_kfunc
bpf_tags_impl 0 on_a
bpf_tags_impl 1 on_b
bpf_tags_impl 1 on_b_too
bpf_tags_impl 2 on_aux
bpf_tags_impl(a INT:int, b INT:int, aux $A) INT:int"
	off "$T/tags.o" "tags.c"
else
	t_skip "tags of arguments go where the arguments are" "no clang that knows btf_decl_tag"
fi

# ---- another compiler, another byte order
# clang's prototypes differ from gcc's in names of integers
for target in x86_64-linux-gnu s390x-linux-gnu; do
	if clang_for $target "$SRC/pairs.c" "$T/clang.o"; then
		t_ok "clang for $target" encode "$T/clang.btf" "$FI" "$T/clang.o"
		t_is "... has the same pairs" "$(funcs "$T/clang.btf")" "$(funcs "$T/pairs.btf")"
		off "$T/clang.o" $target
	else
		t_skip "clang for $target" "no clang with this target"
	fi
done

# ---- a module: split BTF
cc -c "$SRC/module.c" -o "$T/mod.o"
cp "$T/mod.o" "$T/mod.dist.o"
t_ok "a module is encoded" "$PAHOLE" -J --btf_features="$FI" --btf_base "$T/pairs.btf" "$T/mod.o"
O=STRUCT:own
want="bpf_mod(c PTR>STRUCT:ctx, o PTR>$O) INT:int
bpf_mod -1 bpf_kfunc
bpf_mod_impl(c PTR>STRUCT:ctx, o PTR>$O, aux $A) INT:int
bpf_mod_impl -1 bpf_kfunc
bpf_mod_own(o PTR>$O) INT:int
bpf_mod_own -1 bpf_kfunc
bpf_mod_own_impl(o PTR>$O, own__implicit PTR>TAG:implicit:own>void) INT:int
bpf_mod_own_impl -1 bpf_kfunc"
t_is "... with both FUNCs in the module's BTF" "$(split_funcs "$T/pairs.btf" "$T/mod.o")" "$want"
t_is "... that uses the base's types" "$(grep -c "TYPE_TAG 'implicit:" "$T/raw.split")" 1
t_ok "a module is encoded with a distilled base" "$PAHOLE" -J --btf_features="$FI,distilled_base" \
	--btf_base "$T/pairs.btf" "$T/mod.dist.o"
for s in BTF BTF.base; do
	section .$s "$T/mod.dist.o" "$T/dist.$s"
done
t_is "... and has the same FUNCs" "$(split_funcs "$T/dist.BTF.base" "$T/dist.BTF")" "$want"

# A module that is built against a vmlinux without any pair
encode "$T/nopairs.btf" "$F" "$T/pairs.o"
cc -c "$SRC/module.c" -o "$T/mod.o"
"$PAHOLE" -J --btf_features="$FI,distilled_base" --btf_base "$T/nopairs.btf" "$T/mod.o"
for s in BTF BTF.base; do
	section .$s "$T/mod.o" "$T/dist.$s"
done
t_is "... also on a base without pairs" "$(split_funcs "$T/dist.BTF.base" "$T/dist.BTF")" "$want"

# Whatever the base has by the names of a module's kfunc is another function.
cc -DSHADOW -c "$SRC/module.c" -o "$T/mod.o"
cp "$T/mod.o" "$T/mod.copy.o"
t_ok "a pair of which the base has the names" "$PAHOLE" -J --btf_features="$FI" \
	--btf_base "$T/pairs.btf" "$T/mod.o"
shadow="bpf_aux(s PTR>INT:char) INT:int
bpf_aux -1 bpf_kfunc
bpf_aux_impl(s PTR>INT:char, aux $A) INT:int
bpf_aux_impl -1 bpf_kfunc"
t_is "... is the module's own" "$(of bpf_aux "$(split_funcs "$T/pairs.btf" "$T/mod.o")")" "$shadow"

# ... also with the same prototype, when btf__dedup() would take them for one
cc -c "$SRC/override.c" -o "$T/over0.o"
over="bpf_aux(a INT:int, b PTR>void) INT:int
bpf_aux -1 bpf_kfunc
bpf_aux_impl(a INT:int, b PTR>void, aux $A) INT:int
bpf_aux_impl -1 bpf_kfunc
bpf_no_kfunc(a INT:int) INT:int
bpf_no_kfunc -1 bpf_kfunc
bpf_no_kfunc_impl(a INT:int, aux $A) INT:int
bpf_no_kfunc_impl -1 bpf_kfunc
bpf_plain(a INT:int, aux PTR>STRUCT:bpf_prog_aux) INT:int
bpf_plain -1 bpf_kfunc"
cp "$T/over0.o" "$T/over.o"
t_ok "kfuncs like functions of the base" "$PAHOLE" -J --btf_features="$FI" \
	--btf_base "$T/pairs.btf" "$T/over.o"
t_is "... are the module's own, other functions are the base's" \
	"$(split_funcs "$T/pairs.btf" "$T/over.o")" "$over"
t_is "... and use the base's prototypes" "$(grep -c FUNC_PROTO "$T/raw.split" || :)" 0
t_is "... with the linkage of any function" \
	"$(grep ' FUNC ' "$T/raw.split" | sed 's/.*linkage=//' | sort -u)" static
cp "$T/over0.o" "$T/over.o"
t_ok "... and with a distilled base" "$PAHOLE" -J --btf_features="$FI,distilled_base" \
	--btf_base "$T/pairs.btf" "$T/over.o"
for s in BTF BTF.base; do
	section .$s "$T/over.o" "$T/dist.$s"
done
t_is "... the same ones" "$(split_funcs "$T/dist.BTF.base" "$T/dist.BTF")" "$over"
t_is "... with the linkage of any function" \
	"$(grep ' FUNC ' "$T/raw.split" | sed 's/.*linkage=//' | sort -u)" static
cp "$T/over0.o" "$T/over.o"
t_ok "... and without implicit_args" "$PAHOLE" -J --btf_features="$F" \
	--btf_base "$T/pairs.btf" "$T/over.o"
t_is "... the same plain ones" "$(of bpf_plain "$(split_funcs "$T/pairs.btf" "$T/over.o")")" \
	"$(of bpf_plain "$over")"

# ---- the same code on a complete BTF, as in resolve_btfids
L=${UNPATCHED_PAHOLE%/*}
asan=-fsanitize=address,undefined
echo 'int main(void) { return 0; }' >"$T/asan.c"
gcc $asan "$T/asan.c" -o "$T/asan" 2>"$T/log" && "$T/asan" || asan=
build_complete() {
	# shellcheck disable=SC2086 # $asan is nothing or one option
	gcc -g -Wall -Werror $asan -I"$TOP/linux/tools/bpf/resolve_btfids" -I"$L/src/lib/include" \
		-I"$L/src/lib/bpf/include/uapi" "$SRC/complete.c" "$TOP/linux/tools/bpf/resolve_btfids/kfunc_pairs.c" \
		-L"$L" -Wl,-rpath,"$L" -ldwarves -o "$T/complete"
}
t_ok "kfunc_pairs.c builds on its own" build_complete
t_ok "pairs are added to a complete BTF" "$T/complete" - "$T/nopairs.btf" "$T/compl.btf" \
	bpf_aux bpf_aux_twin bpf_const bpf_fwd bpf_off bpf_all bpf_only bpf_named bpf_fast \
	bpf_arena bpf_twice bpf_passed bpf_five
t_is "... the same ones" "$(funcs "$T/compl.btf" | sort)" "$(funcs "$T/pairs.btf" | sort)"
funcs "$T/compl.btf" >/dev/null
t_is "... each kind of implicit argument takes one type tag" \
	"$(grep -c "TYPE_TAG 'implicit:" "$T/raw")" 3
id=$(sed -n "s/^.\([0-9]*\). FUNC 'bpf_aux_impl'.*/\1/p" "$T/raw")
t_ok "a pair that is there already is left alone" "$T/complete" - "$T/compl.btf" "$T/again.btf" bpf_aux
t_is "... and is found" "$(cat "$T/out")" "$id"
t_ok "... also when its interface has a struct bpf_prog_aux *" \
	"$T/complete" - "$T/compl.btf" "$T/x.btf" bpf_passed
t_ok "... without a change" cmp "$T/compl.btf" "$T/again.btf"
if [ -f "$T/tags.o" ]; then
	encode "$T/tags0.btf" "$F" "$T/tags.o"
	t_ok "decl tags in a complete BTF" "$T/complete" - "$T/tags0.btf" "$T/x.btf" bpf_tags
	t_is "... go where the arguments are" "$(funcs "$T/x.btf" | sort)" \
		"$(funcs "$T/tags.btf" | sort)"
fi
"$PAHOLE" -J --btf_features="$F" --btf_base "$T/pairs.btf" "$T/mod.copy.o"
section .BTF "$T/mod.copy.o" "$T/mod.btf"
t_ok "pairs are added to a complete split BTF" "$T/complete" "$T/pairs.btf" "$T/mod.btf" "$T/x.btf" \
	bpf_mod bpf_mod_own
t_is "... the same ones" "$(split_funcs "$T/pairs.btf" "$T/x.btf" |
	grep -v '^bpf_aux[( ]' | sort)" "$(echo "$want" | sort)"
t_is "... that use the base's types" "$(grep -c "TYPE_TAG 'implicit:" "$T/raw.split")" 1
t_fails "a FUNC in the base cannot become a pair" "^error: kfunc 'bpf_plain': .*the base BTF" \
	"$T/complete" "$T/pairs.btf" "$T/mod.btf" "$T/x.btf" bpf_plain
t_fails "what is no FUNC cannot become a pair" "^error: BTF type 0 is no FUNC" \
	"$T/complete" - "$T/pairs.btf" "$T/x.btf" bpf_unknown

# ---- the kernel
# What kbuild gives to pahole: in vmlinux the kfunc sets are sorted already, so
# that flags are no longer next to their kfuncs' symbols.
VMLINUX=$KOUT/.tmp_vmlinux1
if [ -f "$VMLINUX" ]; then
	off "$VMLINUX" vmlinux "$F"
	t_ok "vmlinux is encoded" encode "$T/on.btf" "$FI" "$VMLINUX"
	funcs "$T/on.btf" >"$T/on"
	impl=$(grep -c '^bpf_[a-z0-9_]*_impl(.*TAG:implicit:' "$T/on" || :)
	if [ "$impl" -gt 0 ]; then
		t_is "vmlinux has the interface FUNC of each pair" \
			"$(sed -n 's/_impl(.*TAG:implicit:.*//p' "$T/on" | while read -r n; do
				grep -q "^$n(" "$T/on" || echo "$n"; done)" ""
		t_is "no interface FUNC in vmlinux has an implicit argument" \
			"$(grep -v '_impl(' "$T/on" | grep TAG:implicit: || :)" ""
	else
		encode "$T/x.btf" "$F" "$VMLINUX"
		t_ok "no kfunc there has the flag: the feature changes nothing" cmp "$T/on.btf" "$T/x.btf"
	fi
	if [ -x "$BTFIDS" ]; then
		objcopy --strip-debug --remove-section=.BTF "$VMLINUX" "$T/vmlinux" 2>"$T/log"
		objcopy --add-section=.BTF="$T/unpatched.btf" "$T/vmlinux" 2>"$T/log"
		t_ok "vmlinux of the unpatched pahole is completed" "$BTFIDS" --make_pairs "$T/vmlinux"
		t_is "... with the same functions" "$(funcs "$T/vmlinux" | sort | md5sum)" \
			"$(sort "$T/on" | md5sum)"
	else
		t_skip "vmlinux of the unpatched pahole is completed" "no resolve_btfids"
	fi
	"$PAHOLE" -J --btf_features="$FI" -j4 --btf_encode_detached="$T/j4.btf" "$VMLINUX"
	t_ok "vmlinux with -j4: the same bytes" cmp "$T/on.btf" "$T/j4.btf"
	ko=$(find "$KOUT/" -name '*.ko' | sort | head -n 1)
	if [ -n "$ko" ]; then
		cp "$ko" "$T/x.ko"
		t_ok "${ko##*/} on top of vmlinux" "$PAHOLE" -J --btf_features="$FI" \
			--btf_base "$T/on.btf" "$T/x.ko"
	fi
else
	t_skip "vmlinux" "no kernel in the build directory"
fi

t_done
