#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0
"""run.py WORK TESTS REASONS RESULTS: boots the kernel with each of the mutants in WORK/list and
runs the tests that reach it, until one fails. WORK/results keeps what was found: mutants of
the same text are not run again. At the end RESULTS gets a table of what was killed, and
those that survive, with the reason if REASONS has one.

EVERY=N   one mutant of N
VM=...    the command that runs something in the guest, with its options"""

import concurrent.futures
import os
import shlex
import subprocess
import sys
import threading
import time

WORK, TESTS, REASONS, RESULTS = sys.argv[1:]
EVERY = int(os.environ.get("EVERY") or 1)
JOBS = int(os.environ["JOBS"])
VM = shlex.split(os.environ["VM"])
GUEST = os.path.dirname(os.path.realpath(__file__)) + "/guest"
# What vm/run's exit status says of a mutant, beside 0 and 1, which come from the guest.
KILLED_BY = {99: "a complaint of the kernel", 124: "the limit", 125: "its boot"}


def lines(path):
    return open(path).read().splitlines() if os.path.exists(path) else []


class Mutant:
    def __init__(self, line, seen):
        number, self.file, self.line, self.what, self.text = line.split("\t")
        self.number = int(number)
        name = "\t".join((self.file, self.what, self.text))
        seen[name] = seen.get(name, 0) + 1
        # The same text may be there more than once; its line changes with every edit.
        self.key = f"{name}\t{seen[name]}"

    def __str__(self):
        return f"{self.file}:{self.line}: {self.what}: {self.text}"


def vm(options, args, out):
    """The guest's exit status, or that of vm/run"""
    return subprocess.run([*VM, *options, "--", GUEST, *args], stdin=subprocess.DEVNULL,
                          stdout=out, stderr=subprocess.STDOUT).returncode


def reach(tests):
    """test: (seconds, the mutants that it reaches); and those that booting does"""
    dir = WORK + "/reach"
    if not os.path.exists(dir + "/done"):
        os.makedirs(dir, exist_ok=True)
        with open(dir + "/new", "w") as out:
            status = vm(("-t", "7200", "--share", dir), ("reach", dir, *tests), out)
        if status:
            sys.exit(f"mutants: error: status {status} of a kernel with no mutant in force: {dir}/new")
        os.rename(dir + "/new", dir + "/done")
    reached = {}
    for line in lines(dir + "/done"):
        test, seconds = line.split()
        if seconds == "fails":
            print(f"  {test} fails with no mutant in force, it is left out")
        else:
            reached[test] = int(seconds), open(f"{dir}/{test}", "rb").read()
    return reached, open(dir + "/boot", "rb").read()


def tests_of(mutant, reached, boot):
    """The tests that can see it: first those that take least. What booting reaches may show
    in any."""
    able = [test for test, (_, mutants) in reached.items()
            if mutants[mutant.number] or boot[mutant.number] and test.startswith("kfunc_")]
    return sorted(able, key=lambda test: reached[test][0])


def kill(mutant, tests, limit):
    """What becomes of it. Whatever it does to the guest, that ends after limit seconds."""
    log = f"{WORK}/log/{mutant.number}"
    with open(log, "w") as out:
        status = vm(("-t", str(limit), "-a", f"kfunc_mutant={mutant.number}"), ("kill", *tests), out)
    failed = [line[8:] for line in lines(log) if line.startswith("failed: ")]
    if status == 0:
        os.remove(log)
        return "survives"
    if status == 1 and failed:
        return f"killed by {failed[0]}"
    if status in KILLED_BY:
        return f"killed by {KILLED_BY[status]}"
    raise RuntimeError(f"status {status} of mutant {mutant.number}, which says nothing of it: {log}")


def main():
    seen = {}
    mutants = [Mutant(line, seen) for line in lines(WORK + "/list")]
    results = dict(line.rsplit("\t", 1) for line in lines(WORK + "/results"))
    reasons = dict(line.rsplit("\t", 1) for line in lines(REASONS) if line and not line.startswith("#"))
    print("  which tests reach which mutants", flush=True)
    reached, boot = reach(lines(TESTS))
    chosen = mutants[::EVERY]
    todo = [mutant for mutant in chosen if mutant.key not in results]
    print(f"  {len(chosen)} mutants of {len(mutants)}, {len(todo)} of them to be run", flush=True)
    os.makedirs(WORK + "/log", exist_ok=True)
    lock, began, done = threading.Lock(), time.time(), 0

    def run(mutant):
        nonlocal done
        tests = tests_of(mutant, reached, boot)
        # Others run beside it, and half of what is slow is its boot.
        limit = 300 + 4 * sum(reached[test][0] for test in tests)
        result = kill(mutant, tests, limit) if tests else "no test reaches it"
        with lock:
            done += 1
            results[mutant.key] = result
            with open(WORK + "/results", "a") as out:
                print(mutant.key, result, sep="\t", file=out)
            left = (time.time() - began) / done * (len(todo) - done) / 60
            print(f"  {done} of {len(todo)}, about {left:.0f} min left: {mutant}: {result}", flush=True)

    with concurrent.futures.ThreadPoolExecutor(JOBS) as pool:
        futures = [pool.submit(run, mutant) for mutant in todo]
        try:
            for future in futures:
                future.result()
        except RuntimeError as error:
            pool.shutdown(cancel_futures=True)
            sys.exit(f"mutants: error: {error}")

    return summary(chosen, results, reasons)


def summary(mutants, results, reasons):
    """Print what has become of them, and write it to RESULTS; tell if one survives that nothing
    says why of."""
    alive = [mutant for mutant in mutants if not results[mutant.key].startswith("killed")]
    bare = [mutant for mutant in alive if mutant.key not in reasons]
    out = ["| file | mutants | killed | survive | without a reason |", "| --- | ---: | ---: | ---: | ---: |"]
    for file in sorted({mutant.file for mutant in mutants}):
        counts = [sum(mutant.file == file for mutant in some) for some in (mutants, alive, bare)]
        out.append(f"| {file} | {counts[0]} | {counts[0] - counts[1]} | {counts[1]} | {counts[2]} |")
    out.append(f"| all | {len(mutants)} | {len(mutants) - len(alive)} | {len(alive)} | {len(bare)} |")
    if alive:
        out += ["", "Those that survive:", ""]
    out += [f"- {mutant.what}: `{mutant.text}` ({mutant.file}): {reasons.get(mutant.key, results[mutant.key])}"
            for mutant in alive]
    print("\n".join(out))
    with open(RESULTS, "w") as f:
        print("<!-- SPDX-License-Identifier: GPL-2.0 -->\n# Mutants\n\nWritten by `make mutants"
              + (f" EVERY={EVERY}" if EVERY > 1 else "") + "`: what the tests of test_progs notice.\n", *out, sep="\n", file=f)
    return bool(bare)


sys.exit(main())
