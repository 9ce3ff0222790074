#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# Every step of both series compiles by itself.
set -eu
. "$(dirname "$0")/../lib.sh"

t_ok "every step compiles" "$TOP/scripts/steps"

t_done
