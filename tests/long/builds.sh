#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# The patched kernel builds without a warning in the configurations of
# scripts/builds, and boots where it can be booted.
set -eu
. "$(dirname "$0")/../lib.sh"

for name in $("$TOP/scripts/builds" -l); do
	rc=0
	"$TOP/scripts/builds" "$name" >"$T/out" 2>&1 || rc=$?
	if [ $rc = 77 ]; then
		t_skip "$name" "$(grep -o 'there is no .*' "$T/out")"
	else
		cp "$T/out" "$T/diag"
		t_point $rc "$name"
	fi
done

t_done
