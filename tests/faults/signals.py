"""Signals, time limits, ranks that die, replications that never end: the job ends soon, says how to go on, and what
it did is kept.

Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later
"""
import os
import random
import re
import signal
import time

import harm

NAMES = {signal.SIGTERM: "SIGTERM", signal.SIGINT: "SIGINT", signal.SIGUSR1: "SIGUSR1"}
LIMIT = 5 * (3 if harm.SANITIZED else 1)


def resumes(expected):
    status, said = harm.run(random.choice([0, 2, 3]), "study.yaml", "-o", "x.h5", "--resume")
    return status == 0 and harm.digest("x.h5") == expected, said


def stopped(verdicts, name, job, started, expected):
    """The job was told to stop at `started`: did it do so rightly, and can it be gone on with?"""
    status = job.wait(60)
    seconds, said = time.monotonic() - started, job.said()
    if status == 0:  # it was done before the signal came
        verdicts.say(f"{name}: already done", harm.digest("x.h5") == expected, said)
        return
    lines = [line for line in said.splitlines() if "go on with:" in line]
    partial = True
    if os.path.exists("x.h5"):  # the results so far, which say that they are not all
        shown = harm.show("x.h5")
        partial = "so far:" in shown or "not run:" in shown
    verdicts.say(f"{name}: status 75 within {LIMIT} s, one line says how to go on",
                 status == 75 and seconds < LIMIT and len(lines) == 1 and lines[0].endswith("--resume") and partial,
                 f"{status} after {seconds:.1f} s\n{said}")
    is_same, said = resumes(expected)
    verdicts.say(f"{name}: gone on with, the same bits", is_same, said)


def random_signals(verdicts, expected, seconds):
    for number in range(60 if harm.LONG else 6):
        harm.remove("x.h5", "x.h5.journal")
        ranks = random.choice([0, 0, 2, 3])
        which = random.choice(list(NAMES))
        job = harm.Job(ranks, "study.yaml", "-o", "x.h5")
        time.sleep((0.4 if ranks else 0.05) + random.random() * 0.8 * seconds)
        targets = job.ranks()
        if not targets:
            job.wait()
            continue
        if ranks and which == signal.SIGUSR1 and number % 2:
            pid, whom = job.process.pid, "mpirun, which passes it on"
        else:
            pid, whom = random.choice(targets), "a rank"
        started = time.monotonic()
        os.kill(pid, which)
        stopped(verdicts, f"{NAMES[which]} to {whom}, {ranks} ranks", job, started, expected)


def long_replications(verdicts):
    """One replication takes minutes: it is given up."""
    harm.study("long.yaml", horizon="1e9", replications=2, servers="[1]")
    patience = "classes.fast.patience={exponential: {mean: 30}}"
    for words, how in ([], "plain events"), (["-s", patience], "all events"):
        for ranks in 0, 2:
            harm.remove("l.h5", "l.h5.journal")
            job = harm.Job(ranks, "long.yaml", "-o", "l.h5", *words)
            time.sleep(1.5)
            started = time.monotonic()
            for pid in job.ranks()[:1]:
                os.kill(pid, signal.SIGUSR1)
            status = job.wait(60)
            seconds = time.monotonic() - started
            verdicts.say(f"a replication of minutes is given up, {how}, {ranks} ranks", status == 75 and seconds < LIMIT,
                         f"{status} after {seconds:.1f} s\n{job.said()}")
    harm.remove("l.h5", "l.h5.journal")
    with open("chain.yaml", "w", encoding="utf-8") as file:
        file.write("qsweep: 1\nname: c\nservices: {s: {time: {exponential: {mean: 1}}}}\n"
                   "arrivals: {d: {interarrival: {exponential: {mean: 2}}}}\nwindows: {W: {services: [s]}}\n"
                   "run: {horizon: 8e9, replications: 9}\n")
    started = time.monotonic()
    status, said = harm.run(0, "chain.yaml", "-o", "l.h5", "--time-limit", "1")
    seconds = time.monotonic() - started
    verdicts.say("a replication of minutes is given up, recursion", status == 75 and seconds < 1 + LIMIT,
                 f"{status} after {seconds:.1f} s\n{said}")


def time_limits(verdicts, expected, seconds):
    for ranks in 0, 2, 3:
        harm.remove("x.h5", "x.h5.journal")
        limit = 0.4 * seconds + (0.4 if ranks else 0)
        started = time.monotonic()
        job = harm.Job(ranks, "study.yaml", "-o", "x.h5", "--time-limit", f"{limit:.3f}s")
        stopped(verdicts, f"--time-limit, {ranks} ranks", job, started, expected)
    harm.remove("x.h5", "x.h5.journal")
    n, status, said = 0, 75, ""
    while status == 75 and n < 200:  # a chain of jobs, each with its limit
        words = ["study.yaml", "-o", "x.h5", "--time-limit", f"{max(0.15, seconds / 5):.3f}"] + (["--resume"] if n else [])
        status, said = harm.run(0, *words)
        n += 1
    verdicts.say("a chain of jobs with time limits gets done", status == 0 and n > 2 and harm.digest("x.h5") == expected,
                 f"{n} jobs, {status}\n{said}")


def twice(verdicts, expected):
    """A second SIGINT ends it at once, and loses nothing that was saved."""
    harm.remove("l.h5", "l.h5.journal")
    job = harm.Job(0, "long.yaml", "-o", "l.h5")
    time.sleep(1)
    os.kill(job.process.pid, signal.SIGSTOP)  # so that both are there when it goes on
    os.kill(job.process.pid, signal.SIGINT)
    os.kill(job.process.pid, signal.SIGCONT)
    try:
        os.kill(job.process.pid, signal.SIGINT)
    except OSError:
        pass
    status = job.wait(30)
    verdicts.say("two SIGINTs end it with status 75", status == 75, f"{status}\n{job.said()}")
    harm.remove("x.h5", "x.h5.journal")
    for _ in range(5):
        job = harm.Job(0, "study.yaml", "-o", "x.h5", "--resume")
        time.sleep(0.3)
        for _ in range(2):
            if job.process.poll() is None:
                os.kill(job.process.pid, signal.SIGINT)
        job.wait(30)
    is_same, said = resumes(expected)
    verdicts.say("after pairs of SIGINT, the same bits", is_same, said)


def dead_ranks(verdicts, expected, seconds):
    for ranks in (2, 3, 3, 2, 3, 5) if harm.LONG else (2, 3):
        harm.remove("x.h5", "x.h5.journal")
        job = harm.Job(ranks, "study.yaml", "-o", "x.h5")
        time.sleep(0.45 + random.random() * 0.5 * seconds)
        targets = job.ranks()
        started = time.monotonic()
        if targets:
            os.kill(random.choice(targets), signal.SIGKILL)
        status = job.wait(60)
        ended = time.monotonic() - started
        verdicts.say(f"one of {ranks} ranks dies: the job ends", status not in (0, "hang") and ended < 20 or not targets,
                     f"{status} after {ended:.1f} s\n{job.said()}")
        is_same, said = resumes(expected)
        verdicts.say(f"one of {ranks} ranks died: gone on with, the same bits", is_same, said)
    for which in signal.SIGTERM, signal.SIGINT:
        harm.remove("x.h5", "x.h5.journal")
        job = harm.Job(3, "study.yaml", "-o", "x.h5")
        time.sleep(0.6)
        os.kill(job.process.pid, which)
        status = job.wait(60)
        is_same, said = resumes(expected)
        verdicts.say(f"{NAMES[which]} to mpirun itself, gone on with: the same bits", is_same and status != "hang",
                     f"{status}\n{said}")


def main():
    verdicts = harm.Verdicts()
    with harm.Folder():
        harm.study("study.yaml", servers="[1, 2, 3, 4]")
        start = time.monotonic()
        status, said = harm.run(0, "study.yaml", "-o", "whole.h5")
        seconds = time.monotonic() - start
        verdicts.say("undisturbed", status == 0 and re.search("results in", said), said)
        expected = harm.digest("whole.h5")
        random_signals(verdicts, expected, seconds)
        time_limits(verdicts, expected, seconds)
        long_replications(verdicts)
        twice(verdicts, expected)
        dead_ranks(verdicts, expected, seconds)
    verdicts.end()


main()
