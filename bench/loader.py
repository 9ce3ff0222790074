#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0
"""loader.py COUNT <vmlinux.h: a program with calls of COUNT kfuncs of vmlinux, none of
them weak, for loaders. The calls are in code that is never reached: what counts is that
someone has to find the kfuncs."""

import re
import sys

EXTERN = re.compile(r"extern (?P<type>[\w *]*\W)(?P<name>\w+)\((?P<args>[^()]*)\) __weak __ksym;")


def argument(text):
    """0 as that argument, NULL for one that passes a struct by value or any number."""
    found = re.fullmatch(r"(.*\W)(\w+)", text.strip())
    if not found or re.fullmatch(r"(const )?(struct|union) \w+ ?", found[1]):
        return None
    return f"({found[1].strip()})0"


def call(name, args):
    args = [] if args.strip() == "void" else [argument(a) for a in args.split(",")]
    return None if None in args else f"{name}({', '.join(args)});"


count = int(sys.argv[1])
externs, calls = [], []
for found in EXTERN.finditer(sys.stdin.read()):
    text = call(found["name"], found["args"])
    if text and not re.search("^_|_impl$|_test", found["name"]) and len(calls) < count:
        externs.append(found[0].replace(" __weak", ""))
        calls.append(text)
if len(calls) < count:
    sys.exit(f"loader.py: error: vmlinux.h has {len(calls)} kfuncs that can be called so, not {count}")
print('#define BPF_NO_KFUNC_PROTOTYPES\n#include "vmlinux.h"\n#include <bpf/bpf_helpers.h>\n')
print("\n".join(externs))
print('\nvolatile const int never;\n\nSEC("syscall")\nint prog(void *ctx)\n{\n\tif (never) {')
print("\n".join(f"\t\t{c}" for c in calls))
print('\t}\n\treturn 0;\n}\n\nchar _license[] SEC("license") = "GPL";')
