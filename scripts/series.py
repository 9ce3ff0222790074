# SPDX-License-Identifier: GPL-2.0
"""What a series is: its steps, its mails, its commits; and what a built tree is.

A directory of a series has, beside the patches:
    series   the patches in order, as quilt wants them; "# cover: NAME" begins
             those that are sent under the cover letter covers/NAME
    files    PATCH<tab>FILE[<tab>SOURCE]: the new files that a step brings
    files.d  new files that this line alone has, or has in a form of its own
    source   the tarballs that the series is for
A new file is SOURCE, below the repository, or else files.d/FILE, or else FILE of
linux/ (dwarves/), which is every line's.
"""

import atexit
import fcntl
import hashlib
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile

NAME = os.path.basename(sys.argv[0])
TOP = os.path.dirname(os.path.dirname(os.path.realpath(__file__)))
# What patches of the repository are from; also who commits in the trees.
DEV_NAME = "The kfunc-implicit developers"
DEV_EMAIL = "kfunc-implicit@example.org"
DEV = {f"GIT_{who}_{what}": value for who in ("AUTHOR", "COMMITTER")
       for what, value in (("NAME", DEV_NAME), ("EMAIL", DEV_EMAIL))}

os.environ["LC_ALL"] = "C"
for variable in ("CDPATH", "GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE",
                 "MAKEFLAGS", "MFLAGS", "MAKELEVEL"):
    os.environ.pop(variable, None)
sys.stdout.reconfigure(errors="surrogateescape")
sys.stderr.reconfigure(errors="surrogateescape")
FORCE = os.environ.get("FORCE") == "1"


def die(message):
    print(f"{NAME}: error: {message}", file=sys.stderr)
    sys.exit(1)


def say(message):
    print(message, flush=True)


def read(path):
    with open(path, encoding="utf-8", errors="surrogateescape", newline="\n") as file:
        return file.read()


def write(path, text):
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "w", encoding="utf-8", errors="surrogateescape", newline="\n") as file:
        file.write(text)


def copy(source, to):
    os.makedirs(os.path.dirname(to), exist_ok=True)
    shutil.copy2(source, to)


def run(*command, stdin=None, env=None, check=True, raw=False, **more):
    """Runs a command whose output is text, or raw; ends with what it says when it fails."""
    if isinstance(stdin, str):
        stdin = stdin.encode(errors="surrogateescape")
    done = subprocess.run(command, input=stdin, capture_output=True, check=False,
                          env={**os.environ, **(env or {})}, **more)
    if not raw:
        done.stdout = done.stdout.decode(errors="surrogateescape")
    done.stderr = done.stderr.decode(errors="surrogateescape")
    if check and done.returncode:
        die(f"{' '.join(command)}: status {done.returncode}\n{done.stdout}{done.stderr}".rstrip())
    return done


def pgit(repo, *args, **more):
    """git with no configuration but the repository's own, gitconfig and what -c says: the
    user's diff.noprefix, apply.whitespace, hooks or signing change nothing here."""
    env = {"GIT_CONFIG_GLOBAL": TOP + "/scripts/gitconfig", "GIT_CONFIG_NOSYSTEM": "1", **more.pop("env", {})}
    return run("git", "-c", "core.hooksPath=/dev/null", "-c", "core.quotePath=false", "-C", repo, *args,
               env=env, **more)


def text_of(repo, *args, **more):
    """What git prints, without the last end of line"""
    return pgit(repo, *args, **more).stdout.rstrip("\n")


def tmpdir():
    """A directory that is gone when the script ends in whatever way."""
    tmp = tempfile.mkdtemp()
    atexit.register(shutil.rmtree, tmp, ignore_errors=True)
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, lambda nr, _: sys.exit(128 + nr))
    return tmp


def lock(path):
    """Nobody else has it while the script runs."""
    os.makedirs(os.path.dirname(path), exist_ok=True)
    file = open(path, "a", encoding="utf-8")
    fcntl.flock(file, fcntl.LOCK_EX)
    atexit.register(file.close)


def target(code="", **env):
    """What scripts/target.sh sets, and ANSWER, if code for the shell, after scripts/lib.sh,
    has set that"""
    names = "KVER BUILD CACHE KSRC DWARVES PAHOLE_KIND LINE ANSWER".split()
    code = f'. "${{0%/*}}/lib.sh"; ANSWER=; {code}\nfor name; do echo "${{!name}}"; done'
    done = run("bash", "-c", code, f"{TOP}/scripts/{NAME}", *names, env=env, check=False)
    if done.returncode:
        sys.exit(done.stderr.rstrip())
    return dict(zip(names, done.stdout.splitlines()))


class Series:
    """One of the two parts of the project, linux or dwarves, for the kernel line of a
    target. repo is the checkout or another copy of it."""

    def __init__(self, part, of, repo=TOP):
        self.part, self.repo = part, repo
        if part == "linux":
            self.dir = f"{repo}/linux-patches/{of['KVER']}"
            self.src = of["KSRC"]
        elif part == "dwarves":
            self.dir = f"{repo}/dwarves-patches/{of['DWARVES']}"
            self.src = f"{of['BUILD']}/dwarves-{of['DWARVES']}/src"
        else:
            die(f"no part named '{part}': say linux or dwarves")
        self.cache = of["CACHE"]
        if not os.path.isfile(self.dir + "/series"):
            name = {"linux": "KVER", "dwarves": "DWARVES"}[part]
            lines = " ".join(sorted(os.listdir(os.path.dirname(self.dir))))
            die(f"{self.dir}/series is missing; is {name}={of[name]} one of: {lines}?")
        # The patches in order.
        self.steps = re.findall(r"(?m)^[ \t]*([^#\s]\S*)", read(self.dir + "/series"))
        if not os.path.isfile(self.dir + "/files"):
            die(f"{self.dir}/files is missing")
        self.files = [(*line.split("\t"), "")[:3] for line in read(self.dir + "/files").splitlines()
                      if "\t" in line and not line.startswith("#")]

    def source_of(self, file):
        """Where the repository has a new file, relative to its top"""
        for _, name, source in self.files:
            if name == file and source:
                return source
        own = f"{self.dir}/files.d/{file}"
        return os.path.relpath(own, self.repo) if os.path.isfile(own) else f"{self.part}/{file}"

    def new_files(self):
        """Yields each new file and the path of its source."""
        for patch, file, _ in self.files:
            source = self.source_of(file)
            if not os.path.isfile(f"{self.repo}/{source}"):
                die(f"{self.dir}/files: {patch} brings {file}, but there is no {source}")
            yield file, f"{self.repo}/{source}"

    def patch(self, name):
        if not os.path.isfile(f"{self.dir}/{name}"):
            die(f"{self.dir}/series lists {name}, which does not exist")
        return read(f"{self.dir}/{name}")

    def compose(self, tmp, author=""):
        """Each step as one complete mail, {patch: mail}: message, the new files of the
        step, the edits of the step. With an author ("Name <mail>") the mails are from
        that author and have the author's Signed-off-by."""
        new = tempfile.mkdtemp(dir=tmp)
        os.mkdir(new + "/a")
        os.mkdir(new + "/b")
        for file, source in self.new_files():
            copy(source, f"{new}/b/{file}")
        # Status 1 only says that the two are not the same.
        diffs = pgit(new, "diff", "--no-index", "--no-prefix", "--binary", "a", "b", check=False).stdout
        diff_of = {}
        for diff in re.split(r"(?m)^(?=diff --git )", diffs)[1:]:
            file = re.match(r"diff --git b/(.*) b/\1\n", diff)[1]
            diff_of[file] = diff.replace("diff --git b/", "diff --git a/", 1)
        mails = {}
        for patch in self.steps:
            message, edits = split_message(self.patch(patch))
            diff = "".join(diff_of[file] for step, file, _ in self.files if step == patch) + edits
            if not re.search(r"(?m)^diff --git ", diff):
                die(f"{self.dir}/{patch}: the step has neither a diff nor new files")
            mails[patch] = sign(message, author) + "---\n" + diff
        return mails

    def key(self):
        """One key for all that the series consists of"""
        key = hashlib.sha256()
        new = sorted((f"./{file}", path) for file, path in self.new_files())
        # Of the mode what git keeps: the rest is the umask's.
        text = "".join(sorted(f"{0o755 if os.stat(path).st_mode & 0o100 else 0o644:o} {file}\n" for file, path in new))
        for part in ("series", "files", *self.steps):
            key.update(self.patch(part).encode(errors="surrogateescape"))
        key.update(text.encode(errors="surrogateescape"))
        for _, path in new:
            key.update(read(path).encode(errors="surrogateescape"))
        return key.hexdigest()

    def small_tarball(self, tarball):
        """A tarball that has of another one, which is large, nothing but what the series
        touches. It is kept beside the downloads, and made anew when either has changed."""
        paths = {"Makefile", ".gitattributes", *(file for _, file, _ in self.files)}
        paths.update(touched(map(self.patch, self.steps)))
        stat = os.stat(tarball)
        key = hashlib.sha256(repr((stat.st_size, stat.st_mtime_ns, sorted(paths))).encode()).hexdigest()
        kept = f"{self.cache}/small/{os.path.basename(tarball)}/{key[:16]}.tar"
        if not os.path.isfile(kept):
            top = run("bash", "-c", 'tar -tf "$1" 2>/dev/null | head -n 1', "-", tarball).stdout.split("/")[0]
            with tempfile.TemporaryDirectory() as tmp:
                done = run("tar", "-xf", tarball, "-C", tmp, "-T", "-", check=False,
                           stdin="".join(f"{top}/{path}\n" for path in sorted(paths)))
                # Most new files are not in it.
                wrong = [line for line in done.stderr.splitlines()
                         if not re.search("Not found in archive|previous errors", line)]
                if wrong or not os.path.isdir(f"{tmp}/{top}"):
                    die("\n  ".join([f"cannot unpack {tarball} (damaged? disk full?):", *wrong]))
                os.makedirs(os.path.dirname(kept), exist_ok=True)
                run("tar", "-cf", f"{kept}.{os.getpid()}", "-C", tmp, top)
                os.rename(f"{kept}.{os.getpid()}", kept)
        return kept

    def commit(self, tmp, author=""):
        """Commits the steps on top of `unpatched` in the built tree, whose index and work
        tree stay as they are; returns the last one."""
        mails = self.compose(tmp, author)
        small = Small(tmp).from_commit(self.src, "unpatched", touched(mails.values()))
        small.am(mails)
        return small.land(self.src, "unpatched")


def split_message(patch):
    """The message of a patch, and what comes after its "---"."""
    found = re.search(r"(?m)^(---\n|(?=diff --git ))", patch)
    return (patch[:found.start()], patch[found.end():]) if found else (patch, "")


def sign(message, author):
    if not author:
        return message
    message = re.sub(r"(?m)^From: .*", lambda _: "From: " + author, message, count=1).rstrip("\n")
    tagged = re.search(r"\n[A-Z][A-Za-z-]*-by: .*\Z", message)
    return f"{message}\n{'' if tagged else chr(10)}Signed-off-by: {author}\n"


def touched(mails):
    """The files that mails name, and what git diff asks for"""
    paths = {".gitattributes"}
    for mail in mails:
        for names in re.findall(r"(?m)^diff --git a/(.*) b/(.*)$", mail):
            paths.update(names)
    return sorted(paths)


class NoFit(Exception):
    """Which mail does not apply, and why"""


class Small:
    """A git repository with some files of a source, tagged unpatched."""

    def __init__(self, tmp):
        self.tmp, self.used = tmp, False
        self.path = tempfile.mkdtemp(dir=tmp)
        pgit(self.path, "init", "-q", "-b", "series")
        with open(self.path + "/.git/config", "a", encoding="utf-8") as config:
            config.write("[core] autocrlf = false\n[gc] auto = 0\n[maintenance] auto = false\n")

    def begin(self):
        when = {"GIT_AUTHOR_DATE": "2000-01-01T00:00:00Z", "GIT_COMMITTER_DATE": "2000-01-01T00:00:00Z"}
        self.git("commit", "-q", "--allow-empty", "-m", "unpatched", env={**DEV, **when})
        self.git("tag", "unpatched")
        return self

    def git(self, *args, **more):
        return text_of(self.path, *args, **more)

    def from_commit(self, repo, commit, paths):
        objects = text_of(repo, "rev-parse", "--path-format=absolute", "--git-path", "objects")
        write(self.path + "/.git/objects/info/alternates", objects + "\n")
        files = pgit(repo, "--literal-pathspecs", "ls-tree", "-rz", commit, "--", *paths).stdout
        self.git("update-index", "-z", "--index-info", stdin=files)
        self.git("checkout-index", "-qau")
        return self.begin()

    def from_dir(self, top, paths):
        for path in paths:
            if os.path.isfile(f"{top}/{path}"):
                copy(f"{top}/{path}", f"{self.path}/{path}")
        return self.add()

    def from_tarball(self, tarball):
        run("tar", "-xf", tarball, "-C", self.path, "--strip-components=1")
        return self.add()

    def add(self):
        self.git("add", "-A", "-f", ".")
        return self.begin()

    def am(self, mails):
        """Commits {name: mail} on top of `unpatched`. The ids depend on the mails alone."""
        names = []
        for nr, (name, mail) in enumerate(mails.items(), 1):
            head = mail.split("\n\n", 1)[0]
            if not all(re.search(rf"(?m)^{field}: *\S", head) for field in ("From", "Date", "Subject")):
                raise NoFit(f"{name} is no mail: it starts with From:, Date:, Subject: and a blank line")
            names.append(f"{self.tmp}/am/{nr:04}")
            write(names[-1], mail)
        if self.used:
            self.git("reset", "-q", "--hard", "unpatched")
        self.used = True
        if not names: # git am would wait for a mail from the terminal
            return
        done = pgit(self.path, "am", "-q", "--no-scissors", "--no-3way", "--keep-cr",
                    "--whitespace=nowarn", "--committer-date-is-author-date", *names,
                    check=False, env=DEV)
        if done.returncode:
            state = self.path + "/.git/rebase-apply"
            failed = list(mails)[int(read(state + "/next")) - 1] if os.path.isdir(state) else "git am"
            shutil.rmtree(state, ignore_errors=True)
            why = re.findall(r"(?m)^error: (.*)", done.stderr) or done.stderr.splitlines()
            raise NoFit("\n  ".join([f"{failed} does not apply:", *why]))

    def land(self, repo, parent):
        """Makes the same commits in another repository on top of a commit that has more
        files; returns the last."""
        marks = []
        for where, commit in ((self.path, "unpatched"), (repo, parent)):
            marks.append(tempfile.mkstemp(dir=self.tmp)[1])
            write(marks[-1], f":1 {text_of(where, 'rev-parse', commit + '^{commit}')}\n")
        ref = "refs/kfunc/series"
        stream = pgit(self.path, "fast-export", "--import-marks=" + marks[0], "--refspec",
                      "refs/heads/series:" + ref, "series", "^unpatched", raw=True).stdout
        pgit(repo, "fast-import", "--quiet", "--force", "--import-marks=" + marks[1], stdin=stream)
        tip = text_of(repo, "rev-parse", ref if stream else parent)
        pgit(repo, "update-ref", "-d", ref)
        return tip


class Tree:
    """A built tree. .git/kfunc says what scripts/tree has made:
        source      the checksum of the tarball
        series      the key of the series
        made        the commit
        going-to    the commit that an interrupted checkout was going to
        refreshing  an interrupted refresh has begun to write to the repository
    What the tree is, by these and by what is checked out:
        HEAD is made, no edits              as scripts/tree left it
        HEAD is made, edits, no going-to    edits of the user's own
        HEAD is made, edits on the way to going-to    an interrupted checkout
        HEAD is something else              commits of the user's own
        HEAD is made, the branch series not    so, too
        a rebase or am is under way         the user's own, too
    """

    def __init__(self, src):
        self.src = src
        self.there = os.path.isdir(src + "/.git")

    def git(self, *args, **more):
        return text_of(self.src, *args, **more)

    def holds(self, *args):
        """Does this git command succeed?"""
        return not pgit(self.src, *args, check=False).returncode

    def states(self):
        path = self.src + "/.git/kfunc"
        return dict(line.split(" ", 1) for line in read(path).splitlines()) if os.path.isfile(path) else {}

    def state(self, name):
        return self.states().get(name, "")

    def set_state(self, **values):
        """In one go; an empty value removes a name."""
        states = {**self.states(), **{name.replace("_", "-"): value for name, value in values.items()}}
        write(self.src + "/.git/kfunc.new",
              "".join(f"{name} {value}\n" for name, value in states.items() if value))
        os.rename(self.src + "/.git/kfunc.new", self.src + "/.git/kfunc")

    def rebasing(self):
        return any(os.path.isdir(f"{self.src}/.git/{d}") for d in ("rebase-merge", "rebase-apply"))

    def differs(self, *commits):
        return set(self.git("diff", "--name-only", *commits).splitlines())

    def edited(self):
        """Has the tree commits or edits of the user's own?"""
        if not self.there:
            return False
        now = self.git("rev-parse", "-q", "--verify", "HEAD", check=False)
        series = self.git("rev-parse", "-q", "--verify", "refs/heads/series", check=False)
        if now == "" or now != self.state("made") or series not in ("", now) or self.rebasing():
            return True
        edits = self.differs("HEAD")
        if edits and self.state("going-to"):
            # An interrupted checkout's own half-way state is not an edit.
            edits -= self.differs("HEAD", self.state("going-to"))
        return bool(edits)

    def at_stake(self):
        """What of the user's own would go with the tree, in words; "" if nothing would. The
        branch overwritten is what was thrown away before."""
        if not self.there:
            return ""
        if self.edited():
            return "commits or edits"
        untracked = self.untracked()
        if untracked:
            return f"untracked: {' '.join(untracked[:5])}"
        refs = "--exclude=overwritten", "--branches", "--tags", "--glob=refs/stas[h]"
        own = self.git("rev-list", *refs, "--not", "unpatched", self.state("made")).splitlines()
        return f"elsewhere, on a branch, a tag or the stash: {own[0][:12]}" if own else ""

    def untracked(self):
        return self.git("ls-files", "--others", "--exclude-standard").splitlines()

    def write_tree(self, tmp):
        """The id of what is checked out, edits included, also where a merge has left
        conflicts. The index stays as it is."""
        index = {**DEV, "GIT_INDEX_FILE": tmp + "/index-to-write"}
        shutil.copy(self.src + "/.git/index", index["GIT_INDEX_FILE"])
        self.git("add", "-u", env=index)
        return self.git("write-tree", env=index)

    def same_content(self, commit):
        """Is the tree's content, uncommitted edits included, that of the commit?"""
        return self.holds("diff", "--quiet", commit)
