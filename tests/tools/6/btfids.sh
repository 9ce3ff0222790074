#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# resolve_btfids: the pair table, kfunc sets of modules, and that it completes the
# BTF of an unpatched pahole, so that it is like that of the patched one. Needs
# pahole, bpftool and a kernel in the build directory.
set -eu
. "$(dirname "$0")/../../lib.sh"
. "$TOP/tests/tools/lib.sh"

if [ ! -x "$BTFIDS" ]; then
	t_skip "resolve_btfids" "no kernel in the build directory"
	t_done
fi

# unpatched OBJECT [BASE [FEATURES]]: BTF of the unpatched pahole
unpatched() {
	"$UNPATCHED_PAHOLE" -J --btf_features="${3:-$F}" ${2:+--btf_base "$2"} "$1"
}

# patched OBJECT [BASE [FEATURES]]
patched() {
	"$PAHOLE" -J --btf_features="${3:-$FI}" ${2:+--btf_base "$2"} "$1"
}

# intact ELF: do others find their way in it?
intact() {
	readelf -WhlSs "$1" >"$T/elf" 2>&1 && ! grep -iE 'warning|error:|<corrupt' "$T/elf"
}

# The same but for BTF and what resolve_btfids fills in?
same_elf() {
	for f in "$1" "$2"; do
		"$LLVM_OBJCOPY" --remove-section=.BTF --remove-section=.BTF.base \
			--remove-section=.BTF_ids --remove-section=.BTF_kfunc_pairs \
			"$f" "$f.rest" 2>"$T/log" || return 1
	done
	cmp "$1.rest" "$2.rest"
}

# untouched FILE [BASE]: when completed
untouched() {
	cp -p "$1" "$1.before"
	"$BTFIDS" --make_pairs ${2:+-b "$2"} "$1" && cmp "$1" "$1.before" &&
		[ "$(stat -c %y "$1")" = "$(stat -c %y "$1.before")" ]
}

# words SECTION FILE: as numbers, a pair of them on a line. Uses ENDIAN.
words() {
	section "$1" "$2" "$T/words"
	od -An -v -w8 -tu4 --endian="$ENDIAN" "$T/words"
}

# names BASE|- FILE: numbers of the input become "module:NAME" or "base:NAME"
names() {
	: >"$T/raw.base"
	if [ "$1" = - ]; then
		"$BPFTOOL" btf dump file "$2" format raw
	else
		"$BPFTOOL" btf dump file "$1" format raw >"$T/raw.base"
		"$BPFTOOL" -B "$1" btf dump file "$2" format raw
	fi >"$T/raw.own"
	awk -v first="$(($(grep -c '^\[' "$T/raw.base") + 1))" '
		FILENAME != "-" && /^\[/ {
			id = substr($1, 2) + 0
			name[id] = (id < first ? "base:" : "module:") substr($3, 2, length($3) - 2)
		}
		FILENAME == "-" { print name[$1], name[$2] }' \
		"$T/raw.base" "$T/raw.own" -
}

# pairs BASE|- FILE: what the pair table refers to
pairs() {
	words .BTF_kfunc_pairs "$2" >"$T/table"
	names "$1" "$2" <"$T/table" | sort
}

# set_ids BASE FILE LINES: what the entries on LINES of the sets refer to
set_ids() {
	words .BTF_ids "$2" | sed -n "$3" >"$T/table"
	names "$1" "$2" <"$T/table" | sed 's/ .*//' | sort | xargs
}

# unresolved FILE: entries of its sets that are left at 0
unresolved() {
	words .BTF_ids "$1" | awk '$1 == 0' | wc -l
}

paired() {
	printf 'module:%s module:%s_impl\n' "$1" "$1"
}

# both_ways TITLE CC LD: CC SOURCE OUT compiles, LD OBJECT OUT links
both_ways() {
	title=$1 cc=$2 ld=$3

	# ---- vmlinux: a linked file
	$cc "$SRC/pairs.c" "$T/pairs.o"
	$ld "$T/pairs.o" "$T/exe0"
	encode "$T/pairs.btf" "$FI" "$T/exe0"
	funcs "$T/pairs.btf" | sort >"$T/want"
	encode "$T/none.btf" "$F" "$T/exe0"

	cp "$T/exe0" "$T/exe"
	patched "$T/exe"
	t_ok "$title: an executable with all pairs is not touched" untouched "$T/exe"
	cp "$T/exe0" "$T/exe"
	unpatched "$T/exe"
	cp "$T/exe" "$T/exe1"
	t_fails "$title: an executable without pairs" \
		'kfunc bpf_aux has KF_IMPLICIT_ARGS, but BTF has no bpf_aux_impl; before the BTF is linked, pahole \(BTF feature implicit_args\) or resolve_btfids --make_pairs has to add it' \
		"$BTFIDS" "$T/exe"
	t_ok "... is not touched" cmp "$T/exe" "$T/exe1"
	t_ok "... is completed" "$BTFIDS" --make_pairs "$T/exe"
	t_is "... like by the patched pahole" "$(funcs "$T/exe" | sort)" "$(cat "$T/want")"
	t_ok "... and intact" intact "$T/exe"
	t_ok "... with nothing else changed" same_elf "$T/exe" "$T/exe1"
	t_ok "... not again" untouched "$T/exe"
	readelf -sW "$T/exe" >"$T/symbols"
	t_ok "... resolved" "$BTFIDS" "$T/exe"
	t_is "... its symbols stay, kallsyms has them" "$(readelf -sW "$T/exe")" "$(cat "$T/symbols")"
	t_is "... with all pairs in the table" "$(pairs - "$T/exe")" "$(
		for f in arena aux aux_twin const fast five fwd off only passed twice twice; do
			paired bpf_$f
		done | sort)"
	# Its sets are sorted, the symbols are not: flags are another kfunc's now.
	cp "$T/exe" "$T/exe1"
	t_fails "... not again" \
		'^FAILED: resolve_btfids: the ids of kfunc set set_[a-z0-9]* are resolved already, .*; link vmlinux again' \
		"$BTFIDS" "$T/exe"
	t_fails "... nor encoded again" \
		'^error: .*exe: resolve_btfids has sorted the kfunc sets, .*; encode the file as it was linked' \
		patched "$T/exe"
	t_is "... of which no kfunc is told wrong things" "$(grep -c "kfunc '" "$T/out")" 0
	t_ok "... it stays as it was" cmp "$T/exe" "$T/exe1"

	# ---- a module: relocatable, on top of it
	$cc "$SRC/module.c" "$T/mod0.o"
	for base in "$T/pairs.btf" "$T/none.btf"; do
		for more in '' ,distilled_base; do
			cp "$T/mod0.o" "$T/mod.o"
			patched "$T/mod.o" "$base" "$FI$more"
			with_base "$T/mod.o" "$base"
			split_funcs "$B" "$T/mod.o" | sort >"$T/want"

			cp "$T/mod0.o" "$T/mod.o"
			unpatched "$T/mod.o" "$base" "$F$more"
			what="$title: a module on ${base##*/}$more"
			t_ok "$what is completed" "$BTFIDS" -b "$base" "$T/mod.o"
			with_base "$T/mod.o" "$base"
			t_is "... like by the patched pahole" "$(split_funcs "$B" "$T/mod.o" | sort)" \
				"$(cat "$T/want")"
			t_ok "... and intact" intact "$T/mod.o"
			cp "$T/mod.o" "$T/mod1.o"
			t_ok "... with nothing else changed" same_elf "$T/mod0.o" "$T/mod1.o"
			t_is "... with all pairs in the table" "$(pairs "$B" "$T/mod.o")" \
				"$(paired bpf_mod; paired bpf_mod_own)"
			t_is "... and all kfuncs in the set" "$(set_ids "$B" "$T/mod.o" 2,3p)" \
				"module:bpf_mod module:bpf_mod_own"
			t_ok "... not again" untouched "$T/mod.o" "$base"
		done
	done

	# The base has functions of these names, kfuncs or not.
	$cc "$SRC/override.c" "$T/over0.o"
	$cc "$SRC/override.c" "$T/plain0.o" -DPLAIN_ONLY
	for base in "$T/pairs.btf" "$T/none.btf"; do
		cp "$T/over0.o" "$T/over.o"
		patched "$T/over.o" "$base"
		split_funcs "$base" "$T/over.o" | sort >"$T/want"
		t_ok "$title: kfuncs like functions of ${base##*/}" "$BTFIDS" -b "$base" "$T/over.o"
		t_is "... no other warning than for the missing flag, and the list that does not say which" \
			"$(sed 's/: \([0-9]\|its last argument\).*//' "$T/out")" \
			"WARN: resolve_btfids: kfunc bpf_plain
WARN: multiple IDs found for 'bpf_plain'"
		t_is "... the module has its own" "$(split_funcs "$base" "$T/over.o" | sort)" \
			"$(cat "$T/want")"
		t_is "... which are what its pair table refers to" "$(pairs "$base" "$T/over.o")" \
			"$(paired bpf_aux; paired bpf_no_kfunc)"
		t_is "... and its kfunc set, but no other list" \
			"$(set_ids "$base" "$T/over.o" '2,3p;5,7p')" \
			"base:bpf_plain base:shared module:bpf_aux module:bpf_no_kfunc module:bpf_plain"

		# The unpatched pahole takes them for the base's. Nobody knows what
		# they look like then.
		cp "$T/over0.o" "$T/over.o"
		unpatched "$T/over.o" "$base"
		cp "$T/over.o" "$T/over1.o"
		t_fails "$title: ... by the unpatched pahole" \
			'^FAILED: resolve_btfids: kfunc bpf_no_kfunc: no such FUNC in BTF of the module itself; .* use a pahole that has the BTF feature implicit_args' \
			"$BTFIDS" -b "$base" "$T/over.o"
		t_ok "... the file stays as it was" cmp "$T/over.o" "$T/over1.o"
		cp "$T/plain0.o" "$T/plain.o"
		unpatched "$T/plain.o" "$base"
		split_funcs "$base" "$T/plain.o" >"$T/want"
		cp "$T/plain.o" "$T/plain1.o"
		t_ok "... one without implicit arguments" "$BTFIDS" -b "$base" "$T/plain.o"
		t_is "... is told of" "$(grep -v "multiple IDs" "$T/out")" \
			"WARN: resolve_btfids: kfunc bpf_plain: no such FUNC in BTF of the module itself, its entry in set mod_set is left unresolved; define it once, as __bpf_kfunc. If vmlinux has a function of this name and prototype, use a pahole that has the BTF feature implicit_args"
		t_is "... left unresolved in the kfunc set, but not in other lists" \
			"$(unresolved "$T/plain.o"), $(set_ids "$base" "$T/plain.o" 2,3p)" \
			"1, base:bpf_plain base:shared"
		t_is "... and no FUNC is made up" "$(split_funcs "$base" "$T/plain.o")" "$(cat "$T/want")"
		t_fails "... which is an error with --fatal_warnings" 'kfunc bpf_plain' \
			"$BTFIDS" --fatal_warnings -b "$base" "$T/plain1.o"
	done
}

native_cc() {
	cc -DKERNEL_KINDS ${3:+"$3"} -c "$1" -o "$2"
}
native_ld() {
	ld -e 0 "$1" -o "$2" 2>"$T/log"
}
s390x_cc() {
	clang_for s390x-linux-gnu "$1" "$2" -DKERNEL_KINDS ${3:+"$3"}
}
s390x_ld() {
	ld.lld-19 -e 0 "$1" -o "$2" 2>"$T/log"
}

ENDIAN=little
both_ways "this machine" native_cc native_ld

# What cannot be made good: functions are no part of a distilled base.
cc -c "$SRC/override.c" -o "$T/over.o"
t_fails "a kfunc like a function of a distilled base, by the unpatched pahole" \
	'unexpected reference to base type.* distilled base' \
	unpatched "$T/over.o" "$T/pairs.btf" "$F,distilled_base"

# What pahole leaves out, as it cannot tell which of two it is: also where vmlinux
# has one of the name, as the kernel would compare the override's prototype with that.
cc -c "$SRC/override.c" -DPLAIN_ONLY -o "$T/plain.o"
cc -c "$SRC/twin.c" -Dbpf_bad=bpf_plain -o "$T/twin.o"
ld -r "$T/plain.o" "$T/twin.o" -o "$T/two0.o"
for pahole in patched unpatched; do
	cp "$T/two0.o" "$T/two.o"
	$pahole "$T/two.o" "$T/pairs.btf"
	t_ok "two functions of a kfunc's name ($pahole pahole)" \
		"$BTFIDS" -b "$T/pairs.btf" "$T/two.o"
	t_like "... are told of" "$(cat "$T/out")" \
		"^WARN: resolve_btfids: kfunc bpf_plain: no such FUNC in BTF of the module itself, its entry in set mod_set is left unresolved; define it once"
	t_is "... the kfunc is left unresolved" "$(unresolved "$T/two.o")" 1
	t_is "... and none of vmlinux is taken for it" \
		"$(split_funcs "$T/pairs.btf" "$T/two.o" | grep -c 'bpf_plain')" 0
done

echo 'int x;' >"$T/x.c"
LLVM=$(command -v llvm-objcopy-19 || command -v llvm-objcopy || :)
if [ -n "$LLVM" ] && s390x_cc "$T/x.c" "$T/x.o" && s390x_ld "$T/x.o" "$T/x"; then
	LLVM_OBJCOPY=$LLVM
	both_ways "llvm-objcopy" native_cc native_ld
	ENDIAN=big
	both_ways "s390x" s390x_cc s390x_ld
	LLVM_OBJCOPY=objcopy
	ENDIAN=little
else
	t_skip "s390x" "no clang, lld and llvm-objcopy for it"
fi

# Where registers have 32 bits pahole leaves out functions with an argument of 64: that is
# no fault of theirs, and vmlinux has to build.
if [ -n "$LLVM" ] && clang_for arm-linux-gnueabi "$SRC/wide.c" "$T/wide.o" -fno-pic -DKERNEL_KINDS &&
	s390x_ld "$T/wide.o" "$T/wide0"; then
	LLVM_OBJCOPY=$LLVM
	for pahole in patched unpatched; do
		cp "$T/wide0" "$T/wide"
		t_ok "an argument of 64 bits in two registers ($pahole pahole)" $pahole "$T/wide"
		[ $pahole = patched ] || t_ok "... resolve_btfids makes pairs" "$BTFIDS" --make_pairs "$T/wide"
		t_ok "... the build goes on" "$BTFIDS" "$T/wide"
		t_like "... with a warning" "$(cat "$T/out")" \
			'WARN: resolve_btfids: kfunc bpf_wide: no such FUNC in BTF, has it arguments of 64 bits[?] No program can call it, nor another kfunc of its sets'
		t_is "... the other kfunc has its pair" "$(funcs "$T/wide" | grep -cE '^bpf_(narrow|narrow_impl|wide|wide_impl)[(]')" 2
	done
	LLVM_OBJCOPY=objcopy
else
	t_skip "arm" "no clang, lld and llvm-objcopy for it"
fi

# ---- how the kernel's build uses it for vmlinux
gen_btf() (
	info() { :; }
	is_enabled() { false; }
	export OBJCOPY=objcopy PAHOLE="$1" PAHOLE_FLAGS="--btf_features=$F" RESOLVE_BTFIDS="$BTFIDS"
	eval "$(sed -n '/^gen_btf()/,/^}/p' "$KSRC/scripts/link-vmlinux.sh")"
	gen_btf "$2"
)
if [ -f "$KSRC/scripts/link-vmlinux.sh" ]; then
	native_cc "$SRC/pairs.c" "$T/pairs.o"
	native_ld "$T/pairs.o" "$T/exe"
	t_ok "link-vmlinux.sh with the unpatched pahole" gen_btf "$UNPATCHED_PAHOLE" "$T/exe"
	t_is "... links BTF with pairs" "$(funcs "$T/exe.btf.o" | sort)" \
		"$(funcs "$T/exe" | sort)"
	t_is "... all of them" "$(funcs "$T/exe.btf.o" | grep -c '_impl(')" 11
	t_fails "... stops when pahole fails" 'no-pahole.*not found' gen_btf no-pahole "$T/exe"
	cc -c "$SRC/bad.c" '-DARGS=int a' -o "$T/bad.o"
	t_fails "... and when a pair cannot be made" "^error: kfunc 'bpf_bad'" gen_btf "$UNPATCHED_PAHOLE" "$T/bad.o"
	t_ok "... without anything to link" [ ! -e "$T/bad.o.btf.o" ]
else
	t_skip "link-vmlinux.sh" "no kernel tree in the build directory"
fi

# ---- nothing to do
cc -c "$SRC/bad.c" -DFLAGS=0 -o "$T/plain.o"
unpatched "$T/plain.o"
t_ok "no kfunc has the flag: not touched" untouched "$T/plain.o"
cc -c "$SRC/bad.c" -o "$T/x.o"
"$UNPATCHED_PAHOLE" -J --btf_features="$F" --btf_encode_detached="$T/x.btf" "$T/x.o"
t_fails "BTF in another file is not completed" \
	'^FAILED: resolve_btfids: kfunc bpf_bad has KF_IMPLICIT_ARGS, but BTF has no bpf_bad_impl' \
	"$BTFIDS" --btf "$T/x.btf" "$T/x.o"
t_fails "--make_pairs is about the object's own BTF" '[Uu]sage' \
	"$BTFIDS" --make_pairs --btf "$T/pairs.btf" "$T/plain.o"

# ---- errors
# bad DESC PATTERN CC-ARGS...
bad() {
	desc=$1 pattern=$2
	shift 2
	cc -c "$SRC/bad.c" -o "$T/bad.o" "$@"
	bad_elf "$desc" "$pattern"
}

bad_elf() {
	unpatched "$T/bad.o"
	cp "$T/bad.o" "$T/bad0.o"
	t_fails "$1" "$2" "$BTFIDS" --make_pairs "$T/bad.o"
	t_is "... the file is named" "$(tail -n 1 "$T/out")" "FAILED $T/bad.o, see above"
	t_fails "... also when resolving a module" "$2" "$BTFIDS" "$T/bad.o"
	t_ok "... which stays as it was" cmp "$T/bad.o" "$T/bad0.o"
}

bad "an explicit argument after an implicit one" \
	"^error: kfunc 'bpf_bad': implicit arguments must be last, but parameter 2 'a' comes after parameter 1 'aux'; move" \
	'-DARGS=struct bpf_prog_aux *aux, int a'
bad "no implicit argument" \
	"^error: kfunc 'bpf_bad': KF_IMPLICIT_ARGS is set but there is no implicit argument; let" '-DARGS=int a'
bad "a real _impl function" \
	"^error: kfunc 'bpf_bad': the ELF file has a function 'bpf_bad_impl' already, .*; rename that function" -DIMPL=
bad "an _impl kfunc" \
	"^error: kfunc 'bpf_bad': kfunc set impl_set has a function 'bpf_bad_impl' already, .*; remove it, programs that call it are served by the pair" \
	-DIMPL= -DIMPL_IS_KFUNC
bad "more arguments than registers" \
	"^error: kfunc 'bpf_bad': it has 6 arguments, implicit ones included, and only 5 fit into registers; pass some of them in a struct" \
	'-DARGS=int a, int b, int c, int d, int e, struct bpf_prog_aux *aux'
bad "one to be passed before an implicit one" \
	"^error: kfunc 'bpf_bad': parameters 1 'prog' and 2 'aux' are both a 'struct bpf_prog_aux [*]', which of them is implicit is ambiguous; let the name" \
	'-DARGS=struct bpf_prog_aux *prog, struct bpf_prog_aux *aux'
bad "a kind that the kernel does not have" \
	"^FAILED: resolve_btfids: kfunc bpf_bad: implicit argument 2 'n__implicit', a 'struct node [*]', is of no kind that the kernel has; use one of KFUNC_IMPLICIT_KINDS\(\) in include/linux/btf_kfunc_implicit.h, or add one there: bpf_prog_aux btf_struct_meta" \
	'-DARGS=int a, struct node *n__implicit'
bad "a kind that modules cannot have" \
	"^FAILED: resolve_btfids: kfunc bpf_bad: implicit argument 2 'meta', a 'struct btf_struct_meta [*]', is of a kind for kfuncs of vmlinux only; let vmlinux have the kfunc" \
	'-DARGS=int a, struct btf_struct_meta *meta'
bad "a set that is no kfunc set" \
	"^FAILED: resolve_btfids: bpf_bad has KF_IMPLICIT_ARGS in set set_8, which is no kfunc set; begin that with BTF_KFUNCS_START\(\) and end it with BTF_KFUNCS_END\(\)" \
	-DSET8
bad "a name with no room for _impl" \
	"^error: kfunc 'bpf_badx*': with '_impl' appended the name exceeds the 511 characters" \
	"-DNAME=bpf_bad$(printf '%0500d' 0 | tr 0 x)"
bad "no such function" \
	'^FAILED: resolve_btfids: kfunc bpf_bad: no such FUNC in BTF of the module itself; is it compiled in, and marked __bpf_kfunc\?' \
	-DNO_BODY
bad "kfunc sets that disagree" \
	'^FAILED: resolve_btfids: kfunc bpf_bad has KF_IMPLICIT_ARGS in one of the sets set_[ab] and set_[ab] only; set it in both' \
	-DFLAGS2=0
cc -c "$SRC/bad.c" -o "$T/one.o"
cc -c "$SRC/bad.c" -DNO_BODY -DFLAGS=0 -DSET=set_two -o "$T/two.o"
ld -r "$T/one.o" "$T/two.o" -o "$T/bad.o"
bad_elf "... in two object files of a module" \
	'^FAILED: resolve_btfids: kfunc bpf_bad has KF_IMPLICIT_ARGS in one of the sets set_(a|two) and set_(a|two) only; set it in both'

cc -c "$SRC/bad.c" -DFLAGS=0 -DIMPL= -DIMPL_IS_KFUNC -o "$T/x.o"
patched "$T/x.o"
t_ok "an _impl kfunc of a kfunc without implicit arguments is fine" \
	"$BTFIDS" --fatal_warnings "$T/x.o"

# hint DESC WANT CC-ARGS...: what is said of a kfunc without the flag
hint() {
	desc=$1 want=$2
	shift 2
	cc -c "$SRC/bad.c" -DFLAGS=0 -o "$T/x.o" "$@"
	patched "$T/x.o"
	t_ok "$desc builds" "$BTFIDS" --fatal_warnings "$T/x.o"
	t_is "... with this said" "$(cat "$T/out")" "$want"
}
no_flag() {
	echo "WARN: resolve_btfids: kfunc bpf_bad: its last argument, a 'struct $1 *', looks like one that the verifier shall supply, but set set_a does not say KF_IMPLICIT_ARGS; add the flag, or move the argument to the front if programs pass it"
}
hint "a struct bpf_prog_aux *, but no flag" "$(no_flag bpf_prog_aux)"
hint "a struct btf_struct_meta * and an offset, but no flag" "$(no_flag btf_struct_meta)" \
	'-DARGS=int a, struct btf_struct_meta *meta, u64 off'
hint "a pointer that is named as implicit, but no flag" "$(no_flag node)" \
	'-DARGS=struct node *n__implicit'
hint "a struct bpf_prog_aux * that programs pass" "" '-DARGS=struct bpf_prog_aux *aux, int a'
hint "no pointer to a struct" "" '-DARGS=int a, void *b'
hint "no argument" "" '-DARGS=void'

# Two FUNCs of one name, as no pahole leaves them
cc -c "$SRC/twin.c" -Dbpf_bad=bpf_bax -o "$T/two.o"
cc -c "$SRC/bad.c" -o "$T/one.o"
ld -r "$T/one.o" "$T/two.o" -o "$T/bad.o"
unpatched "$T/bad.o"
section .BTF "$T/bad.o" "$T/two.btf"
sed -i 's/bpf_bax/bpf_bad/' "$T/two.btf"
objcopy --update-section .BTF="$T/two.btf" "$T/bad.o"
t_fails "two FUNCs of a kfunc's name" \
	'^FAILED: resolve_btfids: kfunc bpf_bad: more than one FUNC bpf_bad in BTF; rename the other function' \
	"$BTFIDS" "$T/bad.o"

# The name of a FUNC may be the end of another string.
cc -c "$SRC/twin.c" -Dbpf_bad=xbpf_bad_impl -o "$T/two.o"
ld -r "$T/one.o" "$T/two.o" -o "$T/bad.o"
unpatched "$T/bad.o"
section .BTF "$T/bad.o" "$T/end.btf"
python3 - "$T/end.btf" <<'END'
import struct, sys
with open(sys.argv[1], "r+b") as f:
    btf = f.read()
    head, _, length, str_off = struct.unpack_from("<4xIIII", btf)
    name = btf.index(b"\0xbpf_bad_impl\0") + 1 - head - str_off
    func = btf.index(struct.pack("<II", name, 12 << 24), head, head + length)
    f.seek(func)
    f.write(struct.pack("<I", name + 1))
END
objcopy --update-section .BTF="$T/end.btf" "$T/bad.o"
t_fails "a FUNC of the _impl's name, which ends another string" \
	"^error: kfunc 'bpf_bad': the BTF has a function 'bpf_bad_impl' already" \
	"$BTFIDS" --make_pairs "$T/bad.o"

# Of two functions of one name BTF has none.
cc -c "$SRC/bad.c" -DIMPL=static -o "$T/one.o"
cc -c "$SRC/twin.c" -Dbpf_bad=bpf_bad_impl -o "$T/two.o"
ld -r "$T/one.o" "$T/two.o" -o "$T/bad.o"
bad_elf "a real _impl function that BTF does not have" \
	"^error: kfunc 'bpf_bad': the ELF file has a function 'bpf_bad_impl' already, .*; rename that function"
t_is "... as it does not" "$(funcs "$T/bad.o" | grep -c '^bpf_bad_impl')" 0
objcopy --redefine-sym bpf_bad_impl=bpf_bad_impl.cold "$T/bad.o" "$T/x.o"
t_ok "... but parts of one may be there" "$BTFIDS" "$T/x.o"

# What no pahole makes of it: both FUNCs of a pair are there, but no function _impl
# no_pahole DESC PATTERN CLANG-ARGS...
no_pahole() {
	desc=$1 pattern=$2
	shift 2
	clang_for x86_64-linux-gnu "$SRC/six.c" "$T/bad.o" "$@"
	unpatched "$T/bad.o"
	objcopy --strip-symbol=bpf_six_impl "$T/bad.o"
	cp "$T/bad.o" "$T/bad0.o"
	t_fails "$desc" "$pattern" "$BTFIDS" --make_pairs "$T/bad.o"
	t_fails "... also when resolving a module" "$pattern" "$BTFIDS" "$T/bad.o"
	t_ok "... which stays as it was" cmp "$T/bad.o" "$T/bad0.o"
}
if [ -n "$CLANG" ] && "$CLANG" -g -O2 -I"$SRC" -c "$SRC/six.c" -o "$T/bad.o" 2>"$T/log"; then
	fits='^FAILED: resolve_btfids: kfunc bpf_six: its prototype in BTF is not that of bpf_six_impl without implicit arguments; rename the function bpf_six_impl if there is one'
	no_pahole "six arguments in a pair that is there already" \
		"^FAILED: resolve_btfids: kfunc bpf_six has 6 arguments, implicit ones included, and only 5 fit into registers; pass some of them in a struct"
	no_pahole "... with other types of arguments" "$fits" '-DARGS=int a, int b, int c, int d, long e'
	no_pahole "... with other names of arguments" "$fits" '-DARGS=int a, int b, int c, int d, int f'
	no_pahole "... with another type of return value" "$fits" -DRET=long
	no_pahole "... with less arguments" \
		"^error: kfunc 'bpf_six': the BTF has a function 'bpf_six_impl' already, .*; rename that function" \
		'-DARGS=int a, int b, int c, int d'
else
	t_skip "pairs that are there already" "no clang that knows btf_type_tag"
fi

# ---- lists that are no kfunc sets
cc -c "$SRC/bad.c" -DFMODRET -o "$T/fmod.o"
for pahole in patched unpatched; do
	cp "$T/fmod.o" "$T/x.o"
	$pahole "$T/x.o"
	t_ok "fmod_ret programs may attach to a pair ($pahole pahole)" \
		"$BTFIDS" --fatal_warnings "$T/x.o"
	t_is "... by the interface" "$(unresolved "$T/x.o") $(names - "$T/x.o" <<-. | xargs
		$(words .BTF_ids "$T/x.o" | sed -n '2p;4p' | awk '{ print $1 }')
	.
	)" "0 module:bpf_bad module:bpf_bad"
done

cc -c "$SRC/bad.c" -DLIST_IMPL -o "$T/list.o"
impl='^WARN: resolve_btfids: BTF_ID\(func, bpf_bad_impl\) never matches: the verifier takes that for kfunc bpf_bad, list bpf_bad instead'
for pahole in patched unpatched; do
	cp "$T/list.o" "$T/x.o"
	$pahole "$T/x.o"
	cp "$T/x.o" "$T/x1.o"
	t_ok "BTF_ID(func, bpf_foo_impl) ($pahole pahole)" "$BTFIDS" "$T/x.o"
	t_like "... is told of" "$(cat "$T/out")" "$impl"
	t_fails "... and is an error with --fatal_warnings" "$impl" "$BTFIDS" --fatal_warnings "$T/x1.o"
done
cc -c "$SRC/bad.c" -DNAME=bpf_other -DFLAGS=0 -DLIST_IMPL -Dbpf_bad_impl=bpf_aux_impl -o "$T/x.o"
patched "$T/x.o" "$T/pairs.btf"
t_ok "BTF_ID(func, bpf_foo_impl) of a pair of vmlinux" "$BTFIDS" -b "$T/pairs.btf" "$T/x.o"
t_like "... is told of" "$(cat "$T/out")" \
	'^WARN: resolve_btfids: BTF_ID\(func, bpf_aux_impl\) never matches: .* kfunc bpf_aux, list bpf_aux instead'
cc -c "$SRC/bad.c" -DFLAGS=0 -DIMPL= -DLIST_IMPL -o "$T/x.o"
patched "$T/x.o"
t_ok "BTF_ID(func, bpf_foo_impl) of a function by that name" "$BTFIDS" --fatal_warnings "$T/x.o"

# ---- sets of one name
for n in a b; do
	cc -c "$SRC/same_set.c" -DN=$n -o "$T/same_$n.o"
done
ld -r "$T/same_a.o" "$T/same_b.o" -o "$T/same.o"
for pahole in patched unpatched; do
	cp "$T/same.o" "$T/x.o"
	$pahole "$T/x.o"
	t_ok "two object files that call their sets alike ($pahole pahole)" \
		"$BTFIDS" --fatal_warnings "$T/x.o"
	t_is "... have both resolved" "$(unresolved "$T/x.o") $(words .BTF_ids "$T/x.o" |
		sed -n '2p;4p' | names - "$T/x.o" | awk '{ print $1 }' | sort | xargs)" \
		"0 module:bpf_same_a module:bpf_same_b"
	t_is "... and both pairs" "$(pairs - "$T/x.o")" "$(paired bpf_same_a; paired bpf_same_b)"
done
cc -c "$SRC/many.c" -o "$T/x.o"
unpatched "$T/x.o"
t_fails "a function in too many lists" \
	'^FAILED symbol bpf_many crossed the number of allowed lists' "$BTFIDS" "$T/x.o"

# ---- files that are damaged
# damaged DESC PATTERN CC-ARGS...
damaged() {
	desc=$1 pattern=$2
	shift 2
	cc -c "$SRC/damaged.c" -o "$T/bad.o" "$@"
	patched "$T/bad.o" >"$T/log" 2>&1 || unpatched "$T/bad.o" >"$T/log" 2>&1
	cp "$T/bad.o" "$T/bad0.o"
	t_fails "$desc" "$pattern" "$BTFIDS" "$T/bad.o"
	t_is "... which is an error, no crash" "$t_rc" 255
	t_ok "... the file stays as it was" cmp "$T/bad.o" "$T/bad0.o"
}
cc -c "$SRC/damaged.c" -o "$T/good.o"
patched "$T/good.o"
cp "$T/good.o" "$T/x.o"
t_ok "the same without damage" "$BTFIDS" --fatal_warnings "$T/x.o"
P='-DSECTION=.BTF_kfunc_pairs'
for off in 0x4000000 0 -4 -0x100; do
	damaged "a pair at $off of its section's end" \
		'^FAILED: resolve_btfids: symbol __BTF_ID__pair__bpf_foo__9 is out of bounds of section .BTF_kfunc_pairs; is the file damaged\?' \
		"$P" -DSYM=__BTF_ID__pair__bpf_foo__9 -DOFF=$off
done
damaged "a pair's symbol without a number" \
	'^FAILED: resolve_btfids: cannot parse symbol name __BTF_ID__pair__bpf' \
	"$P" -DSYM=__BTF_ID__pair__bpf -DOFF=-8
for off in 0x4000000 0 -2 -0x100; do
	damaged "a function at $off of its section's end" \
		'^FAILED symbol __BTF_ID__func__bpf_foo__9 is out of bounds of section .BTF_ids' \
		-DSYM=__BTF_ID__func__bpf_foo__9 -DOFF=$off
done
for name in func__bpf func___0 func__0 struct_ typedef__x; do
	damaged "a symbol $name" "^FAILED to parse symbol name: $name" \
		-DSYM=__BTF_ID__$name -DOFF=-4
done
for set in set set8; do
	for where in "0x1000 8" "0 8" "-8 16" "-8 0x7ffffff8" "-0x100 8"; do
		damaged "a $set at $where" \
			"^FAILED symbol __BTF_ID__${set}__list is out of bounds of section .BTF_ids" \
			-DSYM=__BTF_ID__${set}__list "-DOFF=${where% *}" "-DSIZE=${where#* }"
	done
	damaged "a $set of no size" "^FAILED malformed data for set 'list'" \
		-DSYM=__BTF_ID__${set}__list -DOFF=-8 -DSIZE=0
done
"$LLVM_OBJCOPY" --strip-debug "$T/good.o" "$T/bad.o"
python3 - "$T/bad.o" <<'END'
import struct, sys
with open(sys.argv[1], "r+b") as f:
    elf = f.read()
    shoff, = struct.unpack_from("<Q", elf, 0x28)
    size, count = struct.unpack_from("<HH", elf, 0x3a)
    for header in range(shoff, shoff + size * count, size):
        if struct.unpack_from("<I", elf, header + 4) == (2,):    # SHT_SYMTAB
            f.seek(header + 0x38)                                # sh_entsize
            f.write(struct.pack("<Q", 16))
END
t_fails "symbols of another size" '^FAILED malformed symbol table' "$BTFIDS" "$T/bad.o"
echo '.section .BTF_ids,"aw",@nobits; __BTF_ID__func__bpf_foo__9: .zero 8' | as -o "$T/bad.o"
t_fails "a .BTF_ids without contents" \
	'^FAILED symbol __BTF_ID__func__bpf_foo__9 is out of bounds of section .BTF_ids' \
	"$BTFIDS" "$T/bad.o"

# Wherever the file ends: said so, if it is not fine.
size=$(stat -c %s "$T/good.o")
crashed=
n=1
while [ "$n" -lt "$size" ]; do
	head -c "$n" "$T/good.o" >"$T/x.o"
	t_rc=0
	"$BTFIDS" "$T/x.o" >"$T/out" 2>&1 || t_rc=$?
	case $t_rc in 0 | 255) ;; *) crashed="$crashed $n" ;; esac
	n=$((n + 61))
done
t_is "truncated anywhere it does not crash" "$crashed" ""

t_done
