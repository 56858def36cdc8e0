"""Full disks, torn, damaged and foreign files, two jobs on one file: a clear error, the last good file untouched, and what
was done is not lost.

Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later
"""
import os
import random
import resource
import shutil
import subprocess

import harm


def content(path):
    with open(path, "rb") as file:
        return file.read()


def tidy(folder="."):
    """Nothing but results and their journal may lie there."""
    return [name for name in os.listdir(folder) if name.endswith(".part")]


def limited(size):
    return lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (size, resource.RLIM_INFINITY))


def full_disks(verdicts, expected, whole):
    """A limit on the size of files, at every step of what is written: EFBIG instead of ENOSPC, one file at a time."""
    steps = sorted({1, 10, 100, 500, 1000, 3000} | {int(whole * (i + 0.5) / 10) for i in range(11)} |
                   {random.randrange(whole) for _ in range(60 if harm.LONG else 4)})
    shutil.copy("other.h5", "x.h5")
    good = content("x.h5")
    for size in steps:
        harm.remove("x.h5.journal")
        shutil.copy("other.h5", "x.h5")
        status, said = harm.run(0, "study.yaml", "-o", "x.h5", "--force", preexec_fn=limited(size))
        is_clear = status == 1 and "File too large" in said and content("x.h5") == good and not tidy()
        if status == 0:
            is_clear = harm.digest("x.h5") == expected
        verdicts.say(f"no file over {size} bytes: {'an error' if status else 'enough'}, the old results untouched", is_clear,
                     f"{status} {said}")
        if status == 0:
            continue
        had_journal = os.path.exists("x.h5.journal") and os.path.getsize("x.h5.journal") > 0
        os.remove("x.h5")  # of another study: --resume would rightly refuse it
        status, said = harm.run(0, "study.yaml", "-o", "x.h5", "--resume")
        went_on = "going on" in said or "beginning anew" in said
        verdicts.say(f"no file over {size} bytes: gone on with ({'journal' if had_journal else 'nothing'} left)",
                     status == 0 and went_on and harm.digest("x.h5") == expected, f"{status} {said}")


def is_partial(path):
    """Either there are no results, or they say that they are not all; a slow machine writes such in between."""
    return not os.path.exists(path) or "so far:" in harm.show(path) or "not run:" in harm.show(path)


def mounted(size):
    return subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", "disk"], stderr=subprocess.DEVNULL,
                          check=False).returncode == 0


def small_disks(verdicts, expected, whole):
    """The same with a file system that is full."""
    os.mkdir("disk")
    for share in (0.02, 0.3, 0.6, 0.9, 1.1, 1.5, 1.9) if harm.LONG else (0.02, 0.6, 1.1, 1.9):
        size = max(65536, int(whole * share) // 4096 * 4096)
        if not mounted(size):
            print("# no file system can be mounted here: left out", flush=True)
            return
        try:
            status, said = harm.run(0, "study.yaml", "-o", "disk/x.h5")
            if status == 0 and share > 1:  # journal and results were never there whole at the same time
                verdicts.say(f"a disk of {size} bytes is enough", harm.digest("disk/x.h5") == expected, said)
                continue
            verdicts.say(f"a disk of {size} bytes is full: a clear error", status == 1 and "No space left" in said and
                         not tidy("disk") and is_partial("disk/x.h5"), f"{status} {said}")
            subprocess.run(["mount", "-o", "remount,size=1g", "disk"], check=True)
            status, said = harm.run(0, "study.yaml", "-o", "disk/x.h5", "--resume")
            verdicts.say(f"a disk of {size} bytes, made larger: gone on with", status == 0 and
                         harm.digest("disk/x.h5") == expected, f"{status} {said}")
        finally:
            subprocess.run(["umount", "-l", "disk"], check=False)


def interrupted_journal():
    """The journal of a run that was killed half-way, as bytes."""
    for _ in range(20):
        harm.remove("x.h5", "x.h5.journal", "x.h5.part")
        job = harm.Job(0, "study.yaml", "-o", "x.h5")
        harm.until(lambda: os.path.exists("x.h5.journal") and os.path.getsize("x.h5.journal") > 50000 or
                   job.process.poll() is not None, 60)
        if job.process.poll() is None:
            job.kill()
        else:
            job.wait()
        if os.path.exists("x.h5.journal"):
            return content("x.h5.journal")
    return None


def damaged_journals(verdicts, expected):
    journal = interrupted_journal()
    verdicts.say("a run was killed with a journal", journal is not None)
    if journal is None:
        return
    n = len(journal)

    def attempt(name, damaged):
        harm.remove("x.h5", "x.h5.journal", "x.h5.part")
        with open("x.h5.journal", "wb") as file:
            file.write(damaged)
        status, said = harm.run(0, "study.yaml", "-o", "x.h5", "--resume")
        if status == 0:
            is_right = harm.digest("x.h5") == expected and not os.path.exists("x.h5.journal")
        else:  # refused: only where it says whose it is, in so many words, and nothing has been touched
            is_right = status in (1, 2) and "x.h5.journal" in said and content("x.h5.journal") == damaged and \
                not os.path.exists("x.h5")
        verdicts.say(f"{name}: {'the same bits' if status == 0 else 'refused'}", is_right, f"{status} {said}")
        return status

    cuts = [0, 1, 8, 15, 16, 17, 39, 40, 41, 100, n - 1, n - 8, n // 2]
    for cut in cuts + [random.randrange(n) for _ in range(60 if harm.LONG else 4)]:
        attempt(f"journal cut at {cut} of {n} bytes", journal[:cut])
    flips = [0, 15, 16, 20, 24, 32, 40, 50, 60, 120, 300, n - 1]
    for at in flips + [random.randrange(n) for _ in range(100 if harm.LONG else 4)]:
        damaged = bytearray(journal)
        damaged[at] ^= 1 << random.randrange(8)
        attempt(f"journal with a bit changed at {at}", bytes(damaged))
    attempt("journal with zeros behind it", journal + bytes(5000))
    attempt("journal twice over", journal + journal)
    status = attempt("journal of something else", b"PK\x03\x04" + os.urandom(3000))
    verdicts.say("a foreign journal is refused", status == 2, status)


def refusals(verdicts, expected):
    journal = interrupted_journal() or b""
    cases = [("another seed", ["--seed", "5"], "another seed"),
             ("other replications", ["--replications", "99"], "number of replications"),
             ("another study", ["-s", "run.horizon=1999"], "another study")]
    for name, words, text in cases:
        status, said = harm.run(0, "study.yaml", "-o", "x.h5", "--resume", *words)
        verdicts.say(f"--resume with {name} is refused", status == 2 and text in said and
                     content("x.h5.journal") == journal, f"{status} {said}")
    status, said = harm.run(2, "study.yaml", "-o", "x.h5")
    verdicts.say("without --resume a journal is not overwritten", status == 2 and said.count("--resume, or begin anew") == 1 and
                 content("x.h5.journal") == journal, f"{status} {said}")
    status, said = harm.run(0, "study.yaml", "-o", "x.h5", "--force")
    verdicts.say("--force begins anew", status == 0 and harm.digest("x.h5") == expected, f"{status} {said}")
    status, said = harm.run(2, "study.yaml", "-o", "x.h5", "--resume")
    verdicts.say("--resume of what is finished: status 0, says so", status == 0 and "is finished" in said, f"{status} {said}")
    for name, make in (("cut", lambda good: good[:len(good) // 2]), ("empty", lambda good: b""),
                       ("text", lambda good: b"not results\n" * 50), ("damaged", lambda good: good[:64] + bytes(4096) + good[4160:])):
        if harm.SANITIZED and name == "damaged":  # HDF5 itself leaks there
            continue
        bad = make(content("whole.h5"))
        with open("bad.h5", "wb") as file:
            file.write(bad)
        for words in ([], ["--resume"]):
            status, said = harm.run(0, "study.yaml", "-o", "bad.h5", *words)
            verdicts.say(f"results that are {name} are not overwritten {' '.join(words)}",
                         status == 2 and "bad.h5" in said and content("bad.h5") == bad, f"{status} {said}")
        status, said = harm.run(0, "study.yaml", "-o", "bad.h5", "--force")
        verdicts.say(f"results that are {name} are replaced by --force", status == 0 and harm.digest("bad.h5") == expected,
                     f"{status} {said}")
        harm.remove("bad.h5")


def forced(verdicts, expected):
    """--force over good results of another study: they stay until the new ones are whole, however it is cut."""
    shutil.copy("other.h5", "x.h5")
    good = content("x.h5")
    harm.remove("x.h5.journal")
    job = harm.Job(0, "study.yaml", "-o", "x.h5", "--force")
    harm.until(lambda: os.path.exists("x.h5.journal") and os.path.getsize("x.h5.journal") > 0 or
               job.process.poll() is not None, 60)
    job.kill()
    verdicts.say("--force, killed: the old results are there", content("x.h5") == good, job.said())
    status, said = harm.run(0, "study.yaml", "-o", "x.h5", "--resume", "--time-limit", "0.01")
    verdicts.say("--force, killed, stopped: the old results are there", status == 75 and content("x.h5") == good, said)
    shutil.copy("other.h5", "else.h5")
    os.rename("x.h5.journal", "else.h5.journal")
    status, said = harm.run(0, "study.yaml", "-o", "else.h5", "--resume")
    verdicts.say("a journal does not speak for other results than it was told to replace", status == 2 and
                 "of another study" in said and content("else.h5") == good, f"{status} {said}")
    os.rename("else.h5.journal", "x.h5.journal")
    status, said = harm.run(2, "study.yaml", "-o", "x.h5", "--resume")
    verdicts.say("--force, killed, gone on with: the new results", status == 0 and "going on" in said and
                 harm.digest("x.h5") == expected, f"{status} {said}")
    harm.remove("else.h5")


def parts(verdicts, expected):
    """Parts, one of them killed, merged; and what is said of one that is finished."""
    names = [f"part{k}.h5" for k in (1, 2, 3, 4)]
    for k, name in enumerate(names, 1):
        words = ["study.yaml", "-o", name, "--part", f"{k}/4"]
        job = harm.Job(0, *words)
        if k == 2:
            harm.until(lambda: os.path.exists("part2.h5.journal") and os.path.getsize("part2.h5.journal") > 0 or
                       job.process.poll() is not None, 60)
            job.kill()
            status, said = harm.run(2, *words, "--resume")
        else:
            status, said = job.wait(), job.said()
        n = (1, 2, 1, 2)[k - 1]
        verdicts.say(f"part {k} of 4: says what it did", status == 0 and
                     f"{n} scenario{'s' if n > 1 else ''} x" in said and f"part {k} of 4" in said, f"{status} {said}")
    journal = content("part3.h5.journal")
    for words, wanted, text in ([], 2, "this part is finished"), (["--resume"], 0, "is finished: there is nothing"), \
            (["--resume", "--seed", "5"], 2, "another seed"):
        status, said = harm.run(0, "study.yaml", "-o", "part3.h5", "--part", "3/4", *words)
        verdicts.say(f"a finished part again {' '.join(words)}", status == wanted and text in said and
                     content("part3.h5.journal") == journal, f"{status} {said}")
    harm.remove("x.h5")
    merge = subprocess.run([harm.QSWEEP, "merge", "-o", "x.h5", *names], capture_output=True, text=True, check=False)
    verdicts.say("parts merged: the bits of one run", merge.returncode == 0 and harm.digest("x.h5") == expected, merge.stderr)


def two_jobs(verdicts):
    harm.remove("x.h5", "x.h5.journal", "x.h5.part")
    first = harm.Job(0, "long.yaml", "-o", "x.h5")
    harm.until(lambda: harm.has_lock("x.h5.journal"), 10)
    for words in [], ["--resume"], ["--force"]:
        status, said = harm.run(0, "long.yaml", "-o", "x.h5", *words)
        verdicts.say(f"a second job on one file {' '.join(words)}", status in (1, 2) and
                     ("another process is writing" in said or "x.h5.journal: a run" in said), f"{status} {said}")
    first.kill()
    status, said = harm.run(0, "long.yaml", "-o", "x.h5", "--resume", "--time-limit", "0.5")
    verdicts.say("the lock dies with its job", status == 75, f"{status} {said}")


def failed_replications(verdicts):
    with open("dead.yaml", "w", encoding="utf-8") as file:
        file.write("qsweep: 1\nname: d\nservices: {a: {time: {exponential: {mean: 1}}}, b: {time: {exponential: {mean: 1}}}}\n"
                   "classes: {c: {first: {a: 0.5, b: 0.5}, then: {a: {b: 0.5}, b: {a: 0.5}}}}\n"
                   "arrivals: {d: {interarrival: {exponential: {mean: 3}}}}\n"
                   "windows:\n  A: {services: [a], capacity: {queue: 0, overflow: block}}\n"
                   "  B: {services: [b], capacity: {queue: 0, overflow: block}}\nrun: {horizon: 40, replications: 60}\n")
    status, said = harm.run(0, "dead.yaml", "-o", "d.h5")
    lines = [line for line in said.splitlines() if "qsweep trace" in line]
    replay = lines[0].split(": ")[-1].split() if lines else []
    again = subprocess.run([harm.QSWEEP, *replay[1:]], capture_output=True, text=True, check=False) if replay else None
    verdicts.say("replications that fail are counted, and the first can be replayed", status == 0 and "failed" in said and
                 again is not None and again.returncode == 1 and "block" in again.stderr, f"{status} {said} {again}")
    status, told = harm.run(2, "dead.yaml", "-o", "d2.h5")
    verdicts.say("failed replications: the same on two ranks", status == 0 and harm.digest("d.h5") == harm.digest("d2.h5"), told)


def unwritable(verdicts):
    if os.geteuid() == 0:
        if not os.path.isdir("/proc/self"):
            return
        status, said = harm.run(0, "study.yaml", "-o", "/proc/self/x.h5")
        verdicts.say("a folder that cannot be written to", status in (1, 2) and "/proc/self" in said, f"{status} {said}")
        return
    os.mkdir("closed", 0o500)
    status, said = harm.run(0, "study.yaml", "-o", "closed/x.h5")
    verdicts.say("a folder that cannot be written to", status == 2 and "closed" in said, f"{status} {said}")


def many_ranks(verdicts, expected):
    ranks = 64 if harm.LONG else 12
    harm.remove("x.h5", "x.h5.journal")
    job = harm.Job(ranks, "study.yaml", "-o", "x.h5")
    harm.until(lambda: os.path.exists("x.h5.journal") and os.path.getsize("x.h5.journal") > 0 or
               job.process.poll() is not None, 120)
    if job.process.poll() is None:
        job.kill()
    job.process.wait()
    status, said = harm.run(ranks, "study.yaml", "-o", "x.h5", "--resume", limit=600)
    verdicts.say(f"{ranks} ranks, killed and gone on with: the same bits", status == 0 and harm.digest("x.h5") == expected,
                 f"{status} {said}")


def main():
    verdicts = harm.Verdicts()
    with harm.Folder():
        harm.study("study.yaml", replications=130, horizon=1000, servers="[1, 2, 3]", checkpoint="0.02 s")
        harm.study("long.yaml", horizon="1e8", replications=200, checkpoint="0.1 s")
        status, said = harm.run(0, "study.yaml", "-o", "whole.h5")
        verdicts.say("undisturbed", status == 0, said)
        harm.run(0, "study.yaml", "-o", "other.h5", "--seed", "9")
        expected, whole = harm.digest("whole.h5"), os.path.getsize("whole.h5")
        if not harm.SANITIZED:
            full_disks(verdicts, expected, whole)
            small_disks(verdicts, expected, whole)
        harm.long_enough("study.yaml", 0.5, checkpoint="0.02 s", replications=70 if harm.SANITIZED else 330)
        harm.run(0, "study.yaml", "-o", "whole.h5", "--force")
        expected = harm.digest("whole.h5")
        damaged_journals(verdicts, expected)
        refusals(verdicts, expected)
        forced(verdicts, expected)
        parts(verdicts, expected)
        two_jobs(verdicts)
        failed_replications(verdicts)
        unwritable(verdicts)
        if not harm.SANITIZED:
            many_ranks(verdicts, expected)
    verdicts.end()


main()
