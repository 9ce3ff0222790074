#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0
"""table.py DIR: the table of what scripts/bench measured, from DIR/patched.out,
DIR/unpatched.out, DIR/facts, the names of DIR/scx_*.bpf.o and, where pahole makes the pairs, DIR/pahole.out, each
line "NAME WHAT FIGURE". The exit status is 1 when a measure misses its limit.

What is measured depends on whether the unpatched kernel has implicit arguments of its
own. If not it has the old spelling only, and programs that have it are what the series
is compared with; if it has, it is what it does for the new spelling."""

import os
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
    if not os.path.exists(f"{sys.argv[1]}/{name}"):
        return figures
    with open(f"{sys.argv[1]}/{name}") as lines:
        for line in lines:
            words = line.split()
            if len(words) == 3 and re.fullmatch(r"[0-9]+([.][0-9]+)?", words[2]):
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


def paired_load_rows():
    """Loads with the kfuncs that have implicit arguments on both kernels."""
    p, u = "patched", "unpatched"
    for kind, name in KFUNCS.items():
        for program, what in ("calls", f"64 calls of {name}"), ("paths", "one such call on many paths"):
            row(f"load, {what}, patched / unpatched",
                load(p, f"{kind}_new", program), load(u, f"{kind}_new", program), 1, below=True)
            row("... old spelling, patched / new, unpatched",
                load(p, f"{kind}_old", program), load(u, f"{kind}_new", program))
    row("what implicit arguments add to a load, one call of a module's kfunc on many paths, "
        "patched / unpatched", added(p, "paths"), added(u, "paths"), 0.10)
    row("what they add to 64 calls, patched / unpatched",
        added(p, "calls"), added(u, "calls"), 0.50)
    row("... of which the verifier needs to insert two instructions at each (with a helper's calls)",
        inserted(p), inserted(u))
    for scheduler in schedulers():
        if not loads(u, scheduler):
            print(f"| load, all programs of {scheduler} | {'loads' if loads(p, scheduler) else 'refused'} "
                  "| refused | | | |")
            continue
        row(f"load, all programs of {scheduler}, patched / unpatched",
            load(p, scheduler, "whole"), load(u, scheduler, "whole"), 1, below=True)


def added(side, program):
    new, plain = (get(side, f"pairs_4:module_{x}/{program}", "load") for x in ("new", "plain"))
    return new - plain


def inserted(side):
    """What inserting two instructions at each of 64 calls takes, and translating them."""
    inlined, kept = (get(side, f"{x}/calls", "load") for x in ("inserted", "kept"))
    return inlined - kept


def schedulers():
    """Those of the line; what the unpatched kernel loads the patched one has to, see get()."""
    return sorted(n.removesuffix(".bpf.o") for n in os.listdir(sys.argv[1])
                  if n.startswith("scx_") and n.endswith(".bpf.o"))


def loads(side, scheduler):
    return any(n == f"{scheduler}/whole" for n, w, v in sides[side])


def new_load_rows():
    """Loads with the kfuncs that have implicit arguments on the patched kernel alone."""
    p, u = "patched", "unpatched"
    for kind, name in KFUNCS.items():
        for program, what in ("calls", f"64 calls of {name}"), ("paths", "one such call on many paths"):
            row(f"load, {what}: new spelling, patched / old, unpatched",
                load(p, f"{kind}_new", program), load(u, f"{kind}_old", program), 1.00)
            row("... old spelling, patched / unpatched",
                load(p, f"{kind}_old", program), load(u, f"{kind}_old", program), 1.01)


def other_load_rows(ordinary):
    p, u = "patched", "unpatched"
    row("load, 64 calls of one ordinary kfunc, patched / unpatched",
        load(p, "ordinary", "calls"), load(u, "ordinary", "calls"), ordinary)
    row("load, 64 calls of 8 ordinary kfuncs, patched / unpatched",
        load(p, "mixed", "calls"), load(u, "mixed", "calls"), ordinary)
    row("load, one ordinary call on many paths, patched / unpatched",
        load(p, "ordinary", "paths"), load(u, "ordinary", "paths"), ordinary)
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


def loader_rows():
    for n in 1, 8, 64:
        name = f"loader_{n}"
        for what, text in ("bytes", "bytes of a loader's instructions and data"), \
                          ("load", "loading with a loader"):
            row(f"{text}, {n} kfunc{'s' if n > 1 else ''}: by name / by id",
                get("patched", f"{name}/names", what), get("patched", f"{name}/ids", what),
                1, below=True)


def paired_size_and_run_rows():
    p, u = "patched", "unpatched"
    for kind, name in KFUNCS.items():
        for what in "xlated", "jited":
            row(f"{what} bytes, 64 calls of {name}, patched / unpatched",
                get(p, f"{kind}_new/calls", what), get(u, f"{kind}_new/calls", what), 1)
        row(f"run, one call of {name}, patched / unpatched",
            each(p, f"{kind}_new", "run"), each(u, f"{kind}_new", "run"), 1)
    row("run, one call of a module's kfunc, patched / unpatched",
        each(p, "pairs_4:module_new", "run"), each(u, "pairs_4:module_new", "run"), 1)


def new_size_and_run_rows():
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


def ordinary_run_row():
    row("run, one ordinary call, patched / unpatched",
        each("patched", "ordinary", "run"), each("unpatched", "ordinary", "run"), 1.00)


def paired_register_rows():
    for modules in 0, 100:
        for n in 1, 16, 256:
            name = f"register/{n}/{modules}"
            row(f"registration, {n} kfuncs beside {modules} modules, patched / unpatched",
                get("patched", name, "cost"), get("unpatched", name, "cost"),
                0.10 if (n, modules) == (256, 100) else None)


def new_register_rows():
    for modules in 0, 100:
        scan = get("patched", f"register/1/{modules}", "naive")
        for n in 1, 16, 256:
            cost = get("patched", f"register/{n}/{modules}", "cost")
            row(f"registration, {n} kfuncs beside {modules} modules / 1 kfunc beside none",
                cost, get("patched", "register/1/0", "cost"),
                3 if (n, modules) == (256, 100) else None)
            row("... / a scan of all BTF for each kfunc", cost, scan * n)


def pahole_rows():
    on, off = (get("pahole", f"pahole/{x}", "milliseconds") for x in ("on", "off"))
    row("pahole on vmlinux, millions of instructions in user space: feature on / off", on, off, 1.02)
    on, off = (get("pahole", f"pahole/{x}", "bytes") for x in ("on", "off"))
    row("bytes of vmlinux' BTF: feature on / off", on, off)
    fact("bytes of BTF for each pair", (on - off) // get("facts", "vmlinux", "pairs"))


def build_rows():
    fact("pairs in vmlinux", get("facts", "vmlinux", "pairs"))
    for what, name in ("btf", "vmlinux' BTF"), ("text", "kernel text"):
        here, there = (get("facts", side, what) for side in ("patched", "unpatched"))
        row(f"bytes of {name}, patched / unpatched", here, there)
        fact(f"bytes of {name} added", here - there)


sides = {side: read(name) for side, name in (
    ("patched", "patched.out"), ("unpatched", "unpatched.out"),
    ("pahole", "pahole.out"), ("facts", "facts"))}
for side in "patched", "unpatched":
    if get(side, "tsc", "percent") != 100:
        sys.exit(f"table.py: error: the guest's TSC does not count instructions ({side})")
print("| measure | value | compared with | ratio | limit | |")
print("| --- | ---: | ---: | ---: | ---: | --- |")
if any(n.startswith("wq_new/") for n, w, v in sides["unpatched"]):
    paired_load_rows()
    other_load_rows(ordinary=1.002)
    override_rows()
    loader_rows()
    paired_size_and_run_rows()
    ordinary_run_row()
    paired_register_rows()
else:
    new_load_rows()
    other_load_rows(ordinary=1.005)
    override_rows()
    loader_rows()
    new_size_and_run_rows()
    ordinary_run_row()
    new_register_rows()
if sides["pahole"]:
    pahole_rows()
build_rows()
sys.exit(missed > 0)
