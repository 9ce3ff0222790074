#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0
"""table.py DIR KVER...: the table of what scripts/matrix has seen, from DIR/KVER-SIDE.out,
each line "NAME: RESULT". The exit status is 1 when something does not run where it must."""

import re
import sys

work, lines = sys.argv[1], sys.argv[2:]
GOOD = "loads and runs"
SPELLINGS = {
    "old": "old spelling",
    "new": "new spelling",
    "either": "both spellings, weak",
}
kernels = [(line, side) for line in lines for side in ("unpatched", "patched")]
results, rows = {}, []
for kernel in kernels:
    with open(f"{work}/{kernel[0]}-{kernel[1]}.out", errors="replace") as out:
        for text in out:
            name, _, result = text.strip().partition(": ")
            results[name, kernel] = result.removeprefix("libbpf: ").replace("|", "/")
            if name not in rows:
                rows.append(name)


def title(name):
    if m := re.fullmatch(r"(light-)?([\d.]+)-(\w+)", name):
        light = ", light skeleton" if m[1] else ""
        return f"{SPELLINGS[m[3]]}, headers of {m[2]}{light}"
    m = re.fullmatch(r"schedulers-([\d.]+)/(\w+)", name)
    return f"{m[2]} of {m[1]}"


def must_run(name, kernel):
    line, side = kernel
    if side == "unpatched":
        return False
    if not name.startswith("schedulers-"):
        return True
    return name.startswith(f"schedulers-{line}/") and results.get((name, (line, "unpatched"))) == GOOD


missed = False
if not rows:
    sys.exit("table.py: error: nothing has run")
print("| object | " + " | ".join(
    line if side == "unpatched" else f"{line} with the series" for line, side in kernels) + " |")
print("| --- |" + " --- |" * len(kernels))
for name in rows:
    cells = []
    for kernel in kernels:
        result = results.get((name, kernel), "was not run")
        if must_run(name, kernel) and result != GOOD:
            result += " (MUST RUN)"
            missed = True
        cells.append(result)
    print(f"| {title(name)} | " + " | ".join(cells) + " |")
if not any(result == GOOD for (name, _), result in results.items() if name.startswith("schedulers-")):
    sys.exit("table.py: error: no scheduler runs on any kernel")
sys.exit(missed)
