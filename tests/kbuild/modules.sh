#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# What a kernel developer is told when a kfunc with implicit arguments is
# declared wrongly: out-of-tree modules, built and loaded as anybody would.
set -eu
. "$(dirname "$0")/../lib.sh"
. "$TOP/tests/tools/lib.sh"

. "$TOP/scripts/kbuild.sh"

# module CASE [PAHOLE [MAKE-ARGS...]]: leaves $T/CASE/kfunc_case.ko
module() {
	case=$1 pahole=${2:-$PAHOLE}
	rm -rf "${T:?}/$case"
	cp -r "$TOP/tests/kbuild/case" "$T/$case"
	shift $(($# < 2 ? $# : 2))
	PAHOLE=$pahole kmake M="$T/$case" CASE="$case" "$@" modules
}

no_module() {
	[ ! -e "$T/$1/kfunc_case.ko" ]
}

# refused CASE PATTERN [PAHOLE]
refused() {
	t_fails "$1: the build says so" "$2" module "$1" "${3:-$PAHOLE}"
	t_ok "$1: no module is left behind" no_module "$1"
}

# prototypes CASE: as a BPF program sees them
prototypes() {
	"$BPFTOOL" -B "$KOUT/vmlinux" btf dump file "$T/$1/kfunc_case.ko" format c |
		grep 'extern.*bpf_case_' | sort
}

t_ok "a module with an implicit argument builds" module good
t_is "its BTF has the interface and the _impl prototype" \
	"$(prototypes good | grep implicit)" \
'extern int bpf_case_implicit(int a) __weak __ksym;
extern int bpf_case_implicit_impl(int a, void __attribute__((btf_type_tag("implicit:bpf_prog_aux"))) *aux) __weak __ksym;'
t_ok "a kfunc in two sets that agree on the flag" module two_sets_agree

# When only vmlinux has changed, kbuild makes a module's BTF again but does not
# link the module again: the sets are sorted then.
again() {
	LLVM_OBJCOPY=objcopy "$PAHOLE" -J --btf_base "$KOUT/vmlinux" \
		--btf_features=decl_tag,decl_tag_kfuncs,consistent_func,distilled_base,implicit_args \
		"$T/$1/kfunc_case.ko" &&
		"$KOUT/tools/bpf/resolve_btfids/resolve_btfids" -b "$KOUT/vmlinux" \
			"$T/$1/kfunc_case.ko"
}
t_ok "BTF that is made again without linking" again good
t_is "... is the same" "$(prototypes good | grep -c implicit)" 2
t_ok "... and once more" again good

refused two_sets_differ \
	'kfunc bpf_case_implicit has KF_IMPLICIT_ARGS in one of the sets (other_)?case_ids and (other_)?case_ids only; set it in both|bpf_case_implicit.*KF_IMPLICIT_ARGS.*set'
refused name_taken "kfunc 'bpf_case_implicit'.*'bpf_case_implicit_impl'.*rename that function"
for pahole in "$PAHOLE" "$UNPATCHED_PAHOLE"; do
	refused legacy_impl \
		"kfunc 'bpf_case_implicit'.*'bpf_case_implicit_impl'.*remove it, programs that call it are served by the pair" \
		"$pahole"
	refused six_args \
		"kfunc 'bpf_case_implicit': it has 6 arguments, implicit ones included, and only 5 fit into registers" \
		"$pahole"
	refused ambiguous \
		"kfunc 'bpf_case_implicit': parameters 2 'prog' and 3 'aux' are both a 'struct bpf_prog_aux [*]', which of them is implicit is ambiguous; let the name of the implicit one end in '__implicit'" \
		"$pahole"
	refused unknown_kind \
		"kfunc bpf_case_unknown_kind: implicit argument 2 'kind__implicit', a 'struct case_kind [*]', is of no kind that the kernel has; use one of KFUNC_IMPLICIT_KINDS" \
		"$pahole"
	refused set8 \
		'bpf_case_implicit has KF_IMPLICIT_ARGS in set set8_ids, which is no kfunc set; begin that with BTF_KFUNCS_START\(\)' \
		"$pahole"
	t_ok "lists_impl: builds" module lists_impl "$pahole"
	t_like "... with a warning" "$(cat "$T/out")" \
		'WARN: resolve_btfids: BTF_ID\(func, bpf_case_implicit_impl\) never matches: the verifier takes that for kfunc bpf_case_implicit, list bpf_case_implicit instead'
done
refused not_last "kfunc 'bpf_case_implicit': implicit arguments must be last"
refused flag_without_pair \
	'kfunc bpf_case_plain has KF_IMPLICIT_ARGS in|bpf_case_plain.*KF_IMPLICIT_ARGS'
refused pair_without_flag \
	'bpf_case_plain has a pair, but no kfunc set lists it with KF_IMPLICIT_ARGS'

# A pahole that knows nothing of implicit_args, and does not say so: resolve_btfids
# makes the pairs. Without MODULE_PAHOLE_FLAGS it is as in the kernel's own tree,
# with no distilled base. The module itself stays for the VM below.
functions() {
	with_base "$T/$1/kfunc_case.ko" "$KOUT/vmlinux"
	split_funcs "$B" "$T/$1/kfunc_case.ko" | sort
}
for flags in '' MODULE_PAHOLE_FLAGS=; do
	where="out of tree"
	[ -z "$flags" ] || where="as in tree"
	t_ok "$where: the patched pahole" module good "$PAHOLE" ${flags:+"$flags"}
	functions good >"$T/patched"
	t_like "... has the pair" "$(cat "$T/patched")" \
		'^bpf_case_implicit_impl\(a INT:int, aux PTR>TAG:implicit:bpf_prog_aux>void\)'
	t_ok "$where: the unpatched pahole" module good "$UNPATCHED_PAHOLE" ${flags:+"$flags"}
	t_is "... gives the same functions" "$(functions good)" "$(cat "$T/patched")"
	rm -rf "$T/unpatched${flags%%_*}"
	mv "$T/good" "$T/unpatched${flags%%_*}"
done

# Kfuncs by names that vmlinux has: whether they may be is for the kernel to say.
t_ok "kfuncs like those of vmlinux" module like_vmlinux
functions like_vmlinux >"$T/patched"
t_is "... are the module's own" "$(grep -oE '^(bpf_wq|bpf_dyn)[a-z_]*\(' "$T/patched" | xargs)" \
	"bpf_dynptr_is_null( bpf_wq_set_callback( bpf_wq_set_callback_impl("
t_ok "... also as in tree" module like_vmlinux "$PAHOLE" MODULE_PAHOLE_FLAGS=
t_is "... the same functions" "$(functions like_vmlinux)" "$(cat "$T/patched")"
t_is "... which vmlinux has as well" "$(awk -f "$SRC/funcs.awk" "$T/raw.base" |
	grep -E '^(bpf_wq_set_callback|bpf_dynptr_is_null)' | sort)" \
	"$(grep -E '^(bpf_wq|bpf_dyn)' "$T/patched")"
for flags in '' MODULE_PAHOLE_FLAGS=; do
	t_ok "... the unpatched pahole leaves one out ($flags)" \
		module like_vmlinux "$UNPATCHED_PAHOLE" ${flags:+"$flags"}
	t_like "... and resolve_btfids says so" "$(cat "$T/out")" \
		'WARN: resolve_btfids: kfunc bpf_dynptr_is_null: no such FUNC in BTF of the module itself, its entry in set case_ids is left unresolved; .* use a pahole that has the BTF feature implicit_args'
	t_is "... the others are the same" "$(functions like_vmlinux)" \
		"$(grep -v '^bpf_dynptr_is_null[( ]' "$T/patched")"
done

# resolve_btfids checks what pahole does, so ask it without pahole before it.
by_resolve_btfids() {
	module "$1" "$UNPATCHED_PAHOLE"
}
t_fails "two_sets_differ: resolve_btfids says so by itself" \
	'kfunc bpf_case_implicit has KF_IMPLICIT_ARGS in one of the sets (other_)?case_ids and (other_)?case_ids only; set it in both' \
	by_resolve_btfids two_sets_differ
t_fails "flag_without_pair: resolve_btfids says so by itself" \
	'kfunc bpf_case_plain has KF_IMPLICIT_ARGS in set (raw_)?case_ids, but no pair; declare it with BTF_ID_FLAGS' \
	by_resolve_btfids flag_without_pair

t_ok "a pair that fmod_ret programs may attach to builds" module fmodret
t_ok "a good one builds" module good
t_ok "... with BTF made again" again good
t_ok "all these load and unload, and those of the unpatched pahole" \
	"$TOP/vm/run" -t 120 --share "$T" -- \
	sh -ec "for d in good fmodret unpatched unpatchedMODULE; do
		insmod $T/\$d/kfunc_case.ko
		rmmod kfunc_case
	done"

t_done
