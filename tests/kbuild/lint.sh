#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# make lint has no complaint.
set -eu
. "$(dirname "$0")/../lib.sh"

t_ok "make lint" "$TOP/scripts/lint"

t_done
