# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash disable=SC2034 # what is set here is used by others
# Out-of-tree modules, built and loaded as anybody would. Sourced after lib.sh.

. "$TOP/tests/tools/lib.sh"
. "$TOP/scripts/kbuild.sh"

# What a module in the kernel's own tree is built without: a base that is distilled
as_in_tree=(MODULE_PAHOLE_FLAGS= RESOLVE_BTFIDS_FLAGS=)

# module CASE [PAHOLE [MAKE-ARGS...]]: leaves $T/CASE/kfunc_case.ko
module() {
	local case=$1 pahole=${2:-$PAHOLE}
	rm -rf "${T:?}/$case"
	cp -r "$TOP/tests/kbuild/case" "$T/$case"
	shift $(($# < 2 ? $# : 2))
	PAHOLE=$pahole kmake M="$T/$case" CASE="$case" "$@" modules
}

# prototypes CASE: as a BPF program sees them
prototypes() {
	"$BPFTOOL" -B "$KOUT/vmlinux" btf dump file "$T/$1/kfunc_case.ko" format c |
		grep 'extern.*bpf_case_' | sort
}

# functions CASE: what the module's own BTF has
functions() {
	with_base "$T/$1/kfunc_case.ko" "$KOUT/vmlinux"
	split_funcs "$B" "$T/$1/kfunc_case.ko" | sort
}

# load DIR...: they load and unload
load() {
	"$TOP/vm/run" -t 120 --share "$T" -- sh -ec "for d in $*; do
		insmod $T/\$d/kfunc_case.ko
		rmmod kfunc_case
	done"
}
