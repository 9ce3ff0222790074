#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# What a kernel developer is told when a kfunc with implicit arguments is
# declared wrongly: out-of-tree modules, built and loaded as anybody would.
set -eu
. "$(dirname "$0")/../lib.sh"
. "$TOP/tests/kbuild/lib.sh"

no_module() {
	[ ! -e "$T/$1/kfunc_case.ko" ]
}

# refused CASE PATTERN [PAHOLE]
refused() {
	t_fails "$1: the build says so" "$2" module "$1" "${3:-$PAHOLE}"
	t_ok "$1: no module is left behind" no_module "$1"
}

t_ok "a module with an implicit argument builds" module good
t_is "its BTF has the interface and the _impl prototype" \
	"$(prototypes good | grep implicit)" \
'extern int bpf_case_implicit(int a) __weak __ksym;
extern int bpf_case_implicit_impl(int a, void __attribute__((btf_type_tag("implicit:bpf_prog_aux"))) *aux) __weak __ksym;'
good=$(prototypes good)
t_ok "a typedef of the pointer builds" module typedef
t_is "... and gives the same" "$(prototypes typedef)" "$good"
t_ok "a kfunc in two sets that agree on the flag" module two_sets_agree

refused two_sets_differ \
	'kfunc bpf_case_implicit has KF_IMPLICIT_ARGS in one of the sets (other_)?case_ids and (other_)?case_ids only; set it in both|bpf_case_implicit.*KF_IMPLICIT_ARGS.*set'
# That of the line, and the unpatched one
mapfile -t paholes < <(printf '%s\n' "$PAHOLE" "$UNPATCHED_PAHOLE" | uniq)
refused name_taken "kfunc 'bpf_case_implicit'.*'bpf_case_implicit_impl'.*rename that function"
for pahole in "${paholes[@]}"; do
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

# Out of tree, with a distilled base, and as in the kernel's own tree
t_ok "the module builds as in tree" module good "$PAHOLE" "${as_in_tree[@]}"
t_like "... and has the pair" "$(functions good)" \
	'^bpf_case_implicit_impl\(a INT:int, aux PTR>TAG:implicit:bpf_prog_aux>void\)'
mv "$T/good" "$T/in_tree"

# Kfuncs by names that vmlinux has: whether they may be is for the kernel to say.
t_ok "kfuncs like those of vmlinux" module like_vmlinux
functions like_vmlinux >"$T/functions"
t_is "... are the module's own" "$(grep -oE '^(bpf_wq|bpf_dyn)[a-z_]*\(' "$T/functions" | xargs)" \
	"bpf_dynptr_is_null( bpf_wq_set_callback( bpf_wq_set_callback_impl("
t_ok "... also as in tree" module like_vmlinux "$PAHOLE" "${as_in_tree[@]}"
t_is "... the same functions" "$(functions like_vmlinux)" "$(cat "$T/functions")"
t_is "... which vmlinux has as well" "$(awk -f "$SRC/funcs.awk" "$T/raw.base" |
	grep -E '^(bpf_wq_set_callback|bpf_dynptr_is_null)' | sort)" \
	"$(grep -E '^(bpf_wq|bpf_dyn)' "$T/functions")"

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
t_ok "all these load and unload" load good in_tree fmodret

t_done
