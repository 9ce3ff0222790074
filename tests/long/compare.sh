#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# The whole of the kernel's test_progs: what passes on the unpatched kernel passes
# on the patched one. And an object for old and new kernels works on the unpatched.
set -eu
. "$(dirname "$0")/../lib.sh"

. "$TOP/scripts/target.sh"
selftests=$SELFTESTS/$TEST_PROGS
any=kfunc_spelling/any

t_ok "no test of test_progs newly fails, the kernel complains about nothing new" \
	"$TOP/scripts/compare"
"$TOP/scripts/compare" difference | sed 's/^/# difference: /' || :

t_ok "a program with weak externs for both spellings runs on the unpatched kernel" \
	"$TOP/vm/run" -k "$UNPATCHED/$ARCH/kernel/$IMAGE" --keep "$selftests" \
	-C "$selftests" -- ./test_progs -a "$any,${any}_light_skeleton"
t_like "... both ways to load it" "$(cat "$T/out")" '^Summary: 1/2 PASSED'

t_done
