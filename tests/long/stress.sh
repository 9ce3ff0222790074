#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# Overrides come and go while programs are loaded, on a kernel that looks for misuse of
# memory and leaks.
set -eu
. "$(dirname "$0")/../lib.sh"

t_ok "make stress" env KERNEL=stress "$TOP/scripts/stress"
sed 's/^/# /' "$T/out"

t_done
