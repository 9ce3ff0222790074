#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0
"""damage.py VMLINUX RAW: gives bpf_wq_set_callback() the _impl of bpf_stream_vprintk() in
the pair table of VMLINUX, whose BTF is dumped in RAW."""

import re, struct, subprocess, sys
file, raw = sys.argv[1:]
ids = {}
for line in open(raw):
    m = re.match(r"\[(\d+)\] FUNC '(\w+)'", line)
    if m:
        ids[m[2]] = int(m[1])
table = subprocess.run(["readelf", "-SW", file], capture_output=True, text=True).stdout
m = re.search(r"\.BTF_kfunc_pairs\s+\w+\s+\w+ (\w+) (\w+)", table)
start, size = int(m[1], 16), int(m[2], 16)
with open(file, "r+b") as f:
    f.seek(start)
    pairs = list(struct.iter_unpack("<II", f.read(size)))
    i = pairs.index((ids["bpf_wq_set_callback"], ids["bpf_wq_set_callback_impl"]))
    f.seek(start + 8 * i + 4)
    f.write(struct.pack("<I", ids["bpf_stream_vprintk_impl"]))
