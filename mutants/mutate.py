#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0
"""mutate.py SRC OUT [SKIP]: puts mutants of what the series adds into the kernel tree SRC,
whose branch `unpatched` lacks it, all at once: KFUNC_MUTANT(N) is true where mutant N is
in force, and everything is as it was where none is. OUT gets a line for each: number, file,
line, what is changed, the text. SKIP has lines FILE:LINE of mutants that do not compile:
where a line is there once no arguments are swapped, where it is there twice nothing is
changed.

A mutant is text that is put in at two places, before and after what it changes; so they
may lie within each other, and line numbers stay (but for one #include at the top)."""

import bisect
import collections
import re
import subprocess
import sys

FILES = "kernel/*.c"
SWAPPED = "arguments are swapped"
HEADER = "#include <linux/kfunc_mutant.h>\n"
KEYWORDS = {"if", "while", "for", "switch", "return", "sizeof", "do", "else", "case", "goto", "defined"}
# What is a declaration, and what no test can miss: nothing that the kernel does depends on it,
# or another verb looks at it (what is not freed: make stress).
NO_STATEMENT = re.compile(r"(cond_resched|lockdep_\w+|might_\w+|BUILD_BUG_ON\w*|kv?free|\w+_free|"
                          r"WARN_ON\w*|va_(start|end)|barrier|LIST_HEAD)$")


def masked(text):
    """The same length, with x for each character of comments and strings"""
    return re.sub(r'/\*.*?\*/|//[^\n]*|"(?:\\.|[^"\\\n])*"|\'(?:\\.|[^\'\\\n])*\'',
                  lambda m: re.sub(r"[^\n]", "x", m[0]), text, flags=re.S)


def closing(text, start):
    """Where the parenthesis at start is closed"""
    depth = 0
    for i in range(start, len(text)):
        if text[i] in "([{":
            depth += 1
        elif text[i] in ")]}":
            depth -= 1
            if not depth:
                return i
    return None


def clauses(text, start, end):
    """The parts between && and || of a condition, if all are the same: operator, [(start, end)]"""
    parts, found, depth, at, i = [], set(), 0, start, start
    while i < end:
        if text[i] in "([{":
            depth += 1
        elif text[i] in ")]}":
            depth -= 1
        elif not depth and text[i] in "?:,":
            return None, []
        elif not depth and text[i:i + 2] in ("&&", "||"):
            found.add(text[i:i + 2])
            parts.append((at, i))
            at = i = i + 2
            continue
        i += 1
    parts.append((at, end))
    return (found.pop(), parts) if len(found) == 1 else (None, [(start, end)] if not found else [])


class File:
    def __init__(self, name, text, added, skipped):
        self.name, self.text, self.added, self.skipped = name, text, added, skipped
        self.code = masked(text)
        self.starts = [0] + [m.end() for m in re.finditer("\n", text)]
        # Macros are left alone.
        self.macro = {self.line(m.start()) + i for m in re.finditer(r"(?m)^#.*(?:\\\n.*)*", self.code)
                      for i in range(m[0].count("\n") + 1)}
        self.mutants = []  # start, end, before, after, what; {} is the number

    def line(self, offset):
        return bisect.bisect_right(self.starts, offset)

    def add(self, start, end, before, after, what):
        lines = range(self.line(start), self.line(end) + 1)
        failures = max(self.skipped[f"{self.name}:{line}"] for line in lines)
        if lines[0] in self.added and failures < (1 if what == SWAPPED else 2) and \
                not any(line in self.macro for line in lines):
            self.mutants.append((start, end, before, after, what))

    def strip(self, start, end):
        while start < end and self.code[start] in " \t\n":
            start += 1
        while start < end and self.code[end - 1] in " \t\n":
            end -= 1
        return start, end

    def conditions(self):
        for m in re.finditer(r"(?m)^\t+(?:\} else )?(?:else )?(?:if|while) \(", self.code):
            start, end = m.end(), closing(self.code, m.end() - 1)
            if not end:
                continue
            self.add(start, end, "KFUNC_MUTANT({}) != !!(", ")", "the condition is negated")
            operator, parts = clauses(self.code, start, end)
            for part in parts:
                part = self.strip(*part)
                if operator == "&&":
                    self.add(*part, "(KFUNC_MUTANT({}) || (", "))", "this clause is always true")
                elif operator == "||":
                    self.add(*part, "(!KFUNC_MUTANT({}) && (", "))", "this clause is always false")
                self.bounds(*part)

    def bounds(self, start, end):
        """a < b as a <= b, and so on"""
        text = self.code[start:end]
        ops = re.findall(r" (<=|>=|<|>) ", text)
        if len(ops) != 1 or re.search(r"[?;,=]", text.replace("<=", "").replace(">=", "")):
            return
        other = {"<": "<=", "<=": "<", ">": ">=", ">=": ">"}[ops[0]]
        changed = re.sub(r"\s+", " ", self.text[start:end].replace(f" {ops[0]} ", f" {other} "))
        self.add(start, end, "(KFUNC_MUTANT({}) ? " + changed.replace("{", "{{").replace("}", "}}") + " : ", ")",
                 f"{ops[0]} is {other}")

    def returns(self):
        for m in re.finditer(r"(?m)(?<=[\t ])return ([^;]+);", self.code):
            start, end = m.span(1)
            value = self.text[start:end]
            if value == "NULL":
                continue
            other = {"0": "-EINVAL", "true": "false", "false": "true"}.get(value, "0")
            self.add(start, end, "KFUNC_MUTANT({}) ? " + other + " : (", ")", f"returns {other}")

    def statements(self):
        for m in re.finditer(r"(?m)^\t+((\w+)\()", self.code):
            start, name = m.start(1), m[2]
            end = closing(self.code, m.end() - 1)
            if end and self.code[end + 1:end + 2] == ";" and name not in KEYWORDS and \
                    not NO_STATEMENT.match(name) and not self.is_header(start):
                self.drop(start, end + 2)
        for m in re.finditer(r"(?m)^\t+([\w>.\[\]*()-]+ (?:[|&+-]?=) [^;{]+;|[\w>.\[\]-]+(?:\+\+|--);)", self.code):
            if not self.is_header(m.start(1)):
                self.drop(*m.span(1))

    def is_header(self, start):
        """The rest of an expression or a declaration that began before"""
        before = self.code[:start].rstrip()
        return not before.endswith((";", "{", "}", ")", ":", "else", "x")) or \
            bool(re.search(r"(?<!\w)(for|DEFINE_\w+) \([^;]*;?[^;]*$", before[-80:])) and not before.endswith(")")

    def drop(self, start, end):
        self.add(start, end, "do {{ if (!KFUNC_MUTANT({})) ", " }} while (0);", "the statement is left out")

    def swaps(self):
        word = r"[A-Za-z_][\w>.-]*"
        for m in re.finditer(rf"(?<![\w>.])([a-z_]\w*)\(({word}), ({word})\)", self.code):
            # A definition is no call.
            if m[1] in KEYWORDS or NO_STATEMENT.match(m[1]) or m[2] == m[3] or self.text[slice(*m.span())] != m[0] or \
                    self.code[m.start() - 1] not in "\t (!" or \
                    re.search(r"(?m)^[\w ]+\*?$", self.code[self.starts[self.line(m.start()) - 1]:m.start()] or "\t"):
                continue
            end = m.end()
            if self.code[end:end + 1] == ";" and re.match(r"\t+$", self.code[self.starts[self.line(m.start()) - 1]:m.start()]):
                changed = f"{m[1]}({m[3]}, {m[2]}); else "
                self.add(m.start(), end + 1, "do {{ if (KFUNC_MUTANT({})) " + changed, " }} while (0);",
                         SWAPPED)
            else:
                self.add(m.start(), end, "(KFUNC_MUTANT({}) ? " + f"{m[1]}({m[3]}, {m[2]}) : ", ")",
                         SWAPPED)

    def find(self):
        self.conditions()
        self.returns()
        self.statements()
        self.swaps()
        self.mutants.sort(key=lambda m: (m[0], -m[1]))

    def mutated(self, first):
        """The text with its mutants, numbered from first on"""
        edits = []
        for i, (start, end, before, after, _) in enumerate(self.mutants):
            edits.append((start, 1, i, before.format(first + i)))
            edits.append((end, 0, -i, after.format()))
        out, at = [HEADER], 0
        for offset, _, _, text in sorted(edits):
            out += [self.text[at:offset], text]
            at = offset
        return "".join(out + [self.text[at:]])


def git(src, *args):
    return subprocess.run(["git", "-C", src, *args], check=True, stdout=subprocess.PIPE).stdout.decode()


def added_lines(src):
    """file: the lines that the series adds to it"""
    added, file = {}, None
    for line in git(src, "diff", "-U0", "--no-renames", "unpatched", "series", "--", FILES).splitlines():
        if line.startswith("+++ "):
            file = line[6:]
        m = re.match(r"@@ -\S+ \+(\d+)(?:,(\d+))? @@", line)
        if m:
            added.setdefault(file, set()).update(range(int(m[1]), int(m[1]) + int(m[2] or 1)))
    return added


def main():
    src, out = sys.argv[1:3]
    skipped = collections.Counter(open(sys.argv[3]).read().split() if len(sys.argv) > 3 else [])
    number = 1
    with open(out, "w") as table:
        for name, added in sorted(added_lines(src).items()):
            file = File(name, git(src, "show", "series:" + name), added, skipped)
            file.find()
            if not file.mutants:
                continue
            with open(f"{src}/{name}", "w") as f:
                f.write(file.mutated(number))
            for start, end, _, _, what in file.mutants:
                text = re.sub(r"\s+", " ", file.text[start:end])
                print(number, name, file.line(start), what, text, sep="\t", file=table)
                number += 1
    with open(src + "/include/linux/kfunc_mutants_max.h", "w") as f:
        f.write(f"#define KFUNC_MUTANTS_MAX {number - 1}\n")


main()
