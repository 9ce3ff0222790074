#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# The documentation renders without a new warning.
set -eu
. "$(dirname "$0")/../lib.sh"

t_ok "make docs" "$TOP/scripts/docs"

t_done
