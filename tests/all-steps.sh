#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
# Every step of both series compiles by itself.
. "$(dirname "$0")/lib.sh"

t_ok "every step compiles" "$TOP/scripts/export-check"

t_done
