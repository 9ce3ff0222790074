#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# Nothing is found in what reads BTF and ELF: make fuzz, ten minutes a target.
set -eu
. "$(dirname "$0")/../lib.sh"

t_ok "damaged BTF and ELF break nothing" env T=600 TMPDIR="$T" "$TOP/scripts/fuzz"
sed 's/^/# /' "$T/out"

t_done
