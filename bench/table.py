#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0
"""table.py DIR: the table of what scripts/bench measured, from DIR/patched.out,
DIR/unpatched.out, DIR/pahole.out and DIR/facts, each line "NAME WHAT FIGURE".
The exit status is 1 when a measure misses its limit."""

import re
import sys

# Kfuncs of vmlinux that have two spellings, see bench/calls.bpf.c.
KFUNCS = {
    "wq": "bpf_wq_set_callback",
    "stream": "bpf_stream_vprintk",
    "obj": "bpf_obj_new + bpf_obj_drop",
}
missed = 0


def read(name):
    figures = []
    with open(f"{sys.argv[1]}/{name}") as lines:
        for line in lines:
            words = line.split()
            if len(words) == 3 and re.fullmatch(r"[0-9.]+", words[2]):
                figures.append((words[0], words[1], float(words[2])))
    return figures


def get(side, name, what):
    """The figure; the smallest of all whose names match."""
    found = [v for n, w, v in sides[side] if w == what and re.fullmatch(name, n)]
    if not found:
        sys.exit(f"table.py: error: no figure for {name} {what} ({side})")
    return min(found)


def load(side, where, program):
    """The load of a program, without the lookups in kallsyms."""
    return get(side, f"{where}/{program}", "load") - \
        get(side, where.split(":")[-1], "kallsyms")


def each(side, where, what):
    """Of a call: a 64th of what the program with 64 calls takes more than the empty."""
    return round((get(side, f"{where}/calls", what) - get(side, f"{where}/empty", what)) / 64, 1)


def number(value):
    return f"{value:.1f}".removesuffix(".0")


def row(measure, value, reference, limit=None, below=False):
    """LIMIT is what VALUE / REFERENCE may be at most, or must be below."""
    global missed
    ratio = value / reference
    verdict = text = ""
    if limit is not None:
        text = f"<{limit:g}" if below else f"{limit:g}"
        verdict = "ok" if ratio < limit or ratio == limit and not below else "MISSED"
        missed += verdict == "MISSED"
    print(f"| {measure} | {number(value)} | {number(reference)} | {ratio:.4f} | {text} | {verdict} |")


def fact(what, value):
    print(f"| {what} | {number(value)} | | | | |")


def load_rows():
    p, u = "patched", "unpatched"
    for kind, name in KFUNCS.items():
        for program, what in ("calls", f"64 calls of {name}"), ("paths", "one such call on many paths"):
            row(f"load, {what}: new spelling, patched / old, unpatched",
                load(p, f"{kind}_new", program), load(u, f"{kind}_old", program), 1.00)
            row("... old spelling, patched / unpatched",
                load(p, f"{kind}_old", program), load(u, f"{kind}_old", program), 1.01)
    row("load, 64 calls of one ordinary kfunc, patched / unpatched",
        load(p, "ordinary", "calls"), load(u, "ordinary", "calls"), 1.005)
    row("load, 64 calls of 8 ordinary kfuncs, patched / unpatched",
        load(p, "mixed", "calls"), load(u, "mixed", "calls"), 1.005)
    row("load, one ordinary call on many paths, patched / unpatched",
        load(p, "ordinary", "paths"), load(u, "ordinary", "paths"), 1.005)
    for program, what in ("none", "no kfunc but 64 calls of a helper"), ("empty", "empty program"):
        name = f"(ordinary|mixed)/{program}"
        row(f"load, {what}, patched / unpatched", get(p, name, "load"), get(u, name, "load"), 1.001)
    for spelling in "new", "old":
        row(f"load, one of 64 calls of a module's kfuncs, {spelling} spelling: 400 pairs / 4 pairs",
            each(p, f"pairs_400:module_{spelling}", "load"),
            each(p, f"pairs_4:module_{spelling}", "load"), 1.05)


def override_rows():
    for name, what in ("ordinary", "one ordinary kfunc"), ("mixed", "8 ordinary kfuncs"):
        row(f"load, 64 calls of {what}, 100 overrides, patched / unpatched",
            load("patched", f"overrides:{name}", "calls"), load("unpatched", name, "calls"), 1.01)
    row(f"load, 64 calls of {KFUNCS['wq']}: 100 overrides, of others / none",
        load("patched", "overrides:wq_new", "calls"), load("patched", "wq_new", "calls"), 1.01)


def size_and_run_rows():
    p, u = "patched", "unpatched"
    for kind, name in KFUNCS.items():
        for what in "xlated", "jited":
            row(f"{what} bytes, 64 calls of {name}: new / old spelling",
                get(p, f"{kind}_new/calls", what), get(p, f"{kind}_old/calls", what), 1, below=True)
        row(f"run, one call of {name}: new spelling, patched / old, unpatched",
            each(p, f"{kind}_new", "run"), each(u, f"{kind}_old", "run"), 1.00)
        row("... old spelling, patched / unpatched",
            each(p, f"{kind}_old", "run"), each(u, f"{kind}_old", "run"), 1.00)
    row("run, one call of a module's kfunc: new / old spelling",
        each(p, "pairs_4:module_new", "run"), each(p, "pairs_4:module_old", "run"), 1.00)
    row("run, one ordinary call, patched / unpatched",
        each(p, "ordinary", "run"), each(u, "ordinary", "run"), 1.00)


def register_rows():
    for modules in 0, 100:
        scan = get("patched", f"register/1/{modules}", "naive")
        for n in 1, 16, 256:
            cost = get("patched", f"register/{n}/{modules}", "cost")
            row(f"registration, {n} kfuncs beside {modules} modules / 1 kfunc beside none",
                cost, get("patched", "register/1/0", "cost"),
                3 if (n, modules) == (256, 100) else None)
            row("... / a scan of all BTF for each kfunc", cost, scan * n)


def build_rows():
    on, off = (get("pahole", f"pahole/{x}", "milliseconds") for x in ("on", "off"))
    row("pahole on vmlinux, millions of instructions in user space: feature on / off", on, off, 1.02)
    on, off = (get("pahole", f"pahole/{x}", "bytes") for x in ("on", "off"))
    pairs = get("facts", "vmlinux", "pairs")
    row("bytes of vmlinux' BTF: feature on / off", on, off)
    fact("pairs in vmlinux", pairs)
    fact("bytes of BTF for each", (on - off) // pairs)
    text = [get("facts", side, "text") for side in ("patched", "unpatched")]
    row("bytes of kernel text, patched / unpatched", *text)
    fact("bytes of kernel text added", text[0] - text[1])


sides = {side: read(name) for side, name in (
    ("patched", "patched.out"), ("unpatched", "unpatched.out"),
    ("pahole", "pahole.out"), ("facts", "facts"))}
for side in "patched", "unpatched":
    if get(side, "tsc", "percent") != 100:
        sys.exit(f"table.py: error: the guest's TSC does not count instructions ({side})")
print("| measure | value | compared with | ratio | limit | |")
print("| --- | ---: | ---: | ---: | ---: | --- |")
load_rows()
override_rows()
size_and_run_rows()
register_rows()
build_rows()
sys.exit(missed > 0)
