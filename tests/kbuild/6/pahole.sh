#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# Modules as only the build of 6.x lines makes them: pahole writes BTF into the module, and
# makes the pairs; that of users may be one that cannot.
set -eu
. "$(dirname "$0")/../../lib.sh"
. "$TOP/tests/kbuild/lib.sh"

# When only vmlinux has changed, kbuild makes a module's BTF again but does not
# link the module again: the sets are sorted then.
again() {
	"$PAHOLE" -J --btf_base "$KOUT/vmlinux" \
		--btf_features=decl_tag,decl_tag_kfuncs,consistent_func,distilled_base,implicit_args \
		"$T/$1/kfunc_case.ko" &&
		"$BTFIDS" -b "$KOUT/vmlinux" "$T/$1/kfunc_case.ko"
}
t_ok "a module builds" module good
t_ok "its BTF is made again without linking" again good
t_is "... and is the same" "$(prototypes good | grep -c implicit)" 2
t_ok "... and once more" again good
mv "$T/good" "$T/again"

# 7.3 wants all flags to be the same.
t_ok "a kfunc in two sets that differ in another flag" module two_sets_other_flags

# flavour DIR WHERE [MAKE-ARGS...]: a pahole that knows nothing of implicit_args, and does
# not say so: resolve_btfids makes the pairs. It leaves out a kfunc like one of vmlinux.
flavour() {
	local dir=$1 where=$2
	shift 2
	t_ok "$where: the patched pahole" module good "$PAHOLE" "$@"
	functions good >"$T/patched"
	t_like "... has the pair" "$(cat "$T/patched")" \
		'^bpf_case_implicit_impl\(a INT:int, aux PTR>TAG:implicit:bpf_prog_aux>void\)'
	t_ok "$where: the unpatched pahole" module good "$UNPATCHED_PAHOLE" "$@"
	t_is "... gives the same functions" "$(functions good)" "$(cat "$T/patched")"
	mv "$T/good" "$T/$dir"

	t_ok "$where: kfuncs like those of vmlinux" module like_vmlinux "$PAHOLE" "$@"
	functions like_vmlinux >"$T/patched"
	t_ok "$where: the unpatched pahole leaves one out" \
		module like_vmlinux "$UNPATCHED_PAHOLE" "$@"
	t_like "... and resolve_btfids says so" "$(cat "$T/out")" \
		'WARN: resolve_btfids: kfunc bpf_dynptr_is_null: no such FUNC in BTF of the module itself, its entry in set case_ids is left unresolved; .* use a pahole that has the BTF feature implicit_args'
	t_is "... the others are the same" "$(functions like_vmlinux)" \
		"$(grep -v '^bpf_dynptr_is_null[( ]' "$T/patched")"
}
flavour out_of_tree "out of tree"
flavour in_tree "as in tree" "${as_in_tree[@]}"

t_ok "all these load and unload" load again out_of_tree in_tree

t_done
