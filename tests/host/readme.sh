#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# README.md quotes files: after a line "<!-- quoted: FILE -->" the next block of code or
# table is in FILE, each part that an empty line ends as it is there, line by line. And
# kfuncs_troubleshooting.rst has messages of the build that are in the sources.
set -eu
. "$(dirname "$0")/../lib.sh"

# quotes FILE: prints each part of it that is not in what it quotes, and "N parts" in the
# end. Lines that are left out at either end of a part are not missed.
cat >"$T/quotes" <<'EOF'
import os, re, sys

top, readme = sys.argv[1:]
parts = 0

def plain(line):
    """Without what a comment begins with, and with spaces for tabs"""
    return re.sub(r"^ \* ", "", line.rstrip("\n").expandtabs(8)).strip()

def check(path, part):
    global parts
    parts += 1
    with open(os.path.join(top, path), encoding="utf-8") as file:
        text = [plain(line) for line in file]
    want = [plain(line) for line in part]
    if not any(text[i:i + len(want)] == want for i in range(len(text))):
        print(f"{path} has not:", *want, sep="\n\t")

path, part = None, []
with open(readme, encoding="utf-8") as file:
    for line in [*file, "end\n"]:
        if path and line.startswith(("    ", "|")):
            part.append(line)
            continue
        if part:
            check(path, part)
            part = []
        quoted = re.match(r"<!-- quoted: (\S+) -->$", line)
        if quoted:
            path = quoted[1]
        elif line.strip():
            path = None
print(parts, "parts")
EOF
quotes() {
	python3 "$T/quotes" "$TOP" "$1" 2>&1
}

t_is "README.md quotes what the files have" "$(quotes "$TOP/README.md")" "7 parts"

sed 's/return (u64)aux->id << 32 | value;/return value;/' "$TOP/README.md" >"$T/changed"
t_like "a line that is not in the sample is found" "$(quotes "$T/changed")" \
	'^linux/samples/kfunc/kfunc-implicit.c has not:'
grep -v 'int call_stamp' "$TOP/README.md" >"$T/shorter"
t_like "a line that is left out is found" "$(quotes "$T/shorter")" \
	'^linux/samples/kfunc/kfunc-implicit.bpf.c has not:'

# messages RST: prints each message of the build in it that no source prints, and "N messages"
# in the end. Names in it stand for what a %s does.
cat >"$T/messages" <<'EOF'
import os, re, sys

top, rst = sys.argv[1:]
sources = ""
for part in "linux/tools/bpf", "linux-patches", "dwarves-patches":
    for where, _, names in os.walk(os.path.join(top, part)):
        for name in names:
            # pahole's are in patches; those for the kernel have its documentation
            if not name.endswith((".c", ".h")) and part != "dwarves-patches":
                continue
            with open(os.path.join(where, name), encoding="utf-8") as file:
                sources += re.sub(r"^\+", "", file.read(), flags=re.M)
# one literal of those that the compiler joins
sources = re.sub(r'"\s*[A-Z_]*\s*"', "", sources)

with open(rst, encoding="utf-8") as file:
    text = file.read()
section = re.search(r"^\d+\. What messages of the build mean\n=+\n(.*?)^\d+\. ", text, re.M | re.S)[1]
messages = [m for line in re.findall(r"^``.*``$", section, re.M) for m in line.strip("`").split("``; ``")]
for message in messages:
    pattern = re.escape(message)
    pattern = re.sub(r"bpf_foo(_impl)?|[ab]_ids|\b5\b", lambda m: f"({m[0]}|%s|%d|%\\.\\*s)", pattern)
    if not re.search(pattern, sources):
        print("nobody says:", message)
print(len(messages), "messages")
EOF
messages() {
	python3 "$T/messages" "$TOP" "$1" 2>&1
}

rst=$TOP/linux/Documentation/bpf/kfuncs_troubleshooting.rst
t_is "messages of the build are those of the sources" "$(messages "$rst")" "17 messages"
sed 's/must be last/must come last/' "$rst" >"$T/changed"
t_like "one that nobody prints is found" "$(messages "$T/changed")" \
	'^nobody says: implicit arguments must come last'

t_done
