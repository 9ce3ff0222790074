#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# No mutant of a program breaks the kernel: make fuzz-kernel, ten minutes under KASAN and
# as many with lockdep alone.
set -eu
. "$(dirname "$0")/../lib.sh"

for kernel in stress tested; do
	t_ok "mutants of programs break nothing, $kernel kernel" \
		env KERNEL="$kernel" T=600 "$TOP/scripts/fuzz-kernel"
	sed 's/^/# /' "$T/out"
done

t_done
