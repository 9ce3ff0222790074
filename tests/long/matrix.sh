#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# Objects of each line run on the patched kernels of all: make matrix.
set -eu
. "$(dirname "$0")/../lib.sh"

t_ok "what calls kfuncs with implicit arguments runs on each patched kernel" "$TOP/scripts/matrix"
t_done
