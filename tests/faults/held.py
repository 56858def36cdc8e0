"""Ranks that are held (SIGSTOP) in each phase, of runs that begin and that go on: when another rank is told to stop, or the
time limit comes, the job ends within seconds, and what was done is kept. And a rank whose preparations fail says why.

Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later
"""
import os
import random
import signal
import time

import harm

LIMIT = 40 if harm.SANITIZED else 25  # two times 5 s, and what mpirun takes


def rank_of(pid):
    """Its rank, as mpirun told it."""
    with open(f"/proc/{pid}/environ", "rb") as file:
        words = dict(word.split(b"=", 1) for word in file.read().split(b"\0") if b"=" in word)
    return int(words[b"OMPI_COMM_WORLD_RANK"])


def held(verdicts, name, ranks, pause, words, tell=signal.SIGTERM):
    """A run of which one rank other than 0 is held after `pause` seconds, or as soon as its journal tells of something done
    (None), and rank 0 is told to stop."""
    job = harm.Job(ranks, "study.yaml", "-o", "x.h5", *words)
    found = job.ready(ranks)
    if pause is None:
        harm.until(lambda: harm.has_grown("x.h5.journal") or job.process.poll() is not None, 60)
    else:
        time.sleep(pause)
    by_rank = {rank_of(pid): pid for pid in found}
    harm.send(by_rank[random.randrange(1, ranks)], signal.SIGSTOP)
    time.sleep(0.3)
    started = time.monotonic()
    if tell:
        harm.send(by_rank[0], tell)
    status = job.wait(LIMIT + 60)
    seconds, said = time.monotonic() - started, job.said()
    verdicts.say(f"{name}, {ranks} ranks, one held: the job ends with 75", status == 75 and seconds < LIMIT,
                 f"{status} after {seconds:.1f} s\n{said}")
    return said


def first_held(verdicts, expected):
    """Rank 0, which decides and writes, is held: the others wait for it, and hear of nothing else until it goes on; or, in the long
    form, they are told to stop and give it a minute."""
    harm.remove("x.h5", "x.h5.journal")
    for is_told in (False, True):
        job = harm.Job(2, "study.yaml", "-o", "x.h5", "--resume")
        by_rank = {rank_of(pid): pid for pid in job.ready(2)}
        harm.until(lambda: harm.has_grown("x.h5.journal") or job.process.poll() is not None, 60)
        harm.send(by_rank[0], signal.SIGSTOP)
        if is_told:
            harm.send(by_rank[1], signal.SIGTERM)
        time.sleep(1)
        is_there = job.process.poll() is None
        harm.send(by_rank[0], signal.SIGCONT)
        status, said = job.wait(LIMIT + 60), job.said()
        wanted = 75 if is_told else 0
        verdicts.say(f"rank 0 held and let go{', another told to stop meanwhile' if is_told else ''}: status {wanted}",
                     is_there and status == wanted and (is_told or harm.digest("x.h5") == expected), f"{status}\n{said}")
        if not is_told:
            harm.remove("x.h5", "x.h5.journal")
    if not harm.LONG:
        return
    job = harm.Job(2, "study.yaml", "-o", "x.h5", "--force")
    by_rank = {rank_of(pid): pid for pid in job.ready(2)}
    harm.until(lambda: harm.has_grown("x.h5.journal") or job.process.poll() is not None, 60)
    started = time.monotonic()
    harm.send(by_rank[0], signal.SIGSTOP)
    harm.send(by_rank[1], signal.SIGTERM)
    status = job.wait(400)
    seconds = time.monotonic() - started
    verdicts.say("rank 0 held for good, another told to stop: the job ends within six minutes", status not in (0, "hang") and
                 seconds < 360, f"{status} after {seconds:.1f} s\n{job.said()}")


def main():
    verdicts = harm.Verdicts()
    with harm.Folder():
        # its first checkpoint comes after a hundredth of the time it takes
        harm.long_enough("study.yaml", 2, checkpoint="0.02 s", horizon=8000, servers="[1, 2]")
        harm.run(0, "study.yaml", "-o", "whole.h5")
        expected = harm.digest("whole.h5")
        idle = harm.seconds_of(2, harm.tiny("tiny.yaml"))
        os.rename("study.yaml", "study.yaml.quick")
        harm.study("study.yaml", horizon=20_000_000, replications=64, servers="[1]", checkpoint="0.1 s")
        for ranks in (2, 3) if harm.LONG else (2,):
            for phase, pause in (("starting", 0), ("beginning", 0.6 * idle), ("simulating", idle + 1)):
                harm.remove("x.h5", "x.h5.journal")
                held(verdicts, f"a fresh run, {phase}", ranks, pause, [])
        harm.remove("x.h5", "x.h5.journal")
        harm.run(3, "study.yaml", "-o", "x.h5", "--time-limit", f"{idle + 3:.1f}")
        for ranks in (2, 3) if harm.LONG else (3,):
            for phase, pause in (("starting", 0), ("beginning", 0.6 * idle), ("simulating", idle + 1)):
                held(verdicts, f"a run gone on with, {phase}", ranks, pause, ["--resume"])
        held(verdicts, "the time limit", 2, idle, ["--resume", "--time-limit", f"{idle + 2:.1f}"], tell=None)
        os.rename("study.yaml.quick", "study.yaml")
        harm.remove("x.h5", "x.h5.journal")
        held(verdicts, "a run to be gone on with", 2, None, [])
        status, said = harm.run(2, "study.yaml", "-o", "x.h5", "--resume")
        verdicts.say("and gone on with: the same bits", status == 0 and harm.digest("x.h5") == expected, f"{status} {said}")
        first_held(verdicts, expected)
    verdicts.end()


if __name__ == "__main__":
    main()
