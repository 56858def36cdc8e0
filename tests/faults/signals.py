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
RANKS = 0, 2, 3


class Times:
    """What this machine takes, in seconds: to start and end a job of nothing on so many ranks, and for the study alone."""

    def __init__(self):
        self.idle = {ranks: harm.seconds_of(ranks, harm.tiny("tiny.yaml")) for ranks in RANKS}
        self.work = harm.long_enough("study.yaml", servers="[1, 2, 3, 4]")
        # blocks in flight may take 5 s; mpirun takes its time to end
        self.limit = 5 * (3 if harm.SANITIZED else 1) + 2 * self.idle[3]

    def pause(self):
        """Until some moment of a run that is ready."""
        time.sleep(random.random() * 0.8 * self.work)


def resumes(expected):
    status, said = harm.run(random.choice([0, 2, 3]), "study.yaml", "-o", "x.h5", "--resume")
    return status == 0 and harm.digest("x.h5") == expected, said


def stopped(verdicts, name, job, started, limit, expected):
    """The job was told to stop at `started`: did it do so rightly, and can it be gone on with?"""
    status = job.wait()
    seconds, said = time.monotonic() - started, job.said()
    if status == 0:  # it was done before the signal came
        verdicts.say(f"{name}: already done", harm.digest("x.h5") == expected, said)
        return
    lines = [line for line in said.splitlines() if "go on with:" in line]
    partial = True
    if os.path.exists("x.h5"):  # the results so far, which say that they are not all
        shown = harm.show("x.h5")
        partial = "so far:" in shown or "not run:" in shown
    verdicts.say(f"{name}: status 75 in time, one line says how to go on",
                 status == 75 and seconds < limit and len(lines) == 1 and lines[0].endswith("--resume") and partial,
                 f"{status} after {seconds:.1f} s\n{said}")
    is_same, said = resumes(expected)
    verdicts.say(f"{name}: gone on with, the same bits", is_same, said)


def random_signals(verdicts, expected, times):
    for number in range(60 if harm.LONG else 4):
        harm.remove("x.h5", "x.h5.journal")
        ranks = random.choice((0, *RANKS))
        which = random.choice(list(NAMES))
        job = harm.Job(ranks, "study.yaml", "-o", "x.h5")
        job.ready(max(1, ranks))
        times.pause()
        targets = job.ranks()
        if not targets:
            job.wait()
            continue
        if ranks and which == signal.SIGUSR1 and number % 2:
            pid, whom = job.process.pid, "mpirun, which passes it on"
        else:
            pid, whom = random.choice(targets), "a rank"
        started = time.monotonic()
        harm.send(pid, which)
        stopped(verdicts, f"{NAMES[which]} to {whom}, {ranks} ranks", job, started, times.limit, expected)


def given_up(verdicts, name, limit, ranks, *words):
    """Some replications take minutes: one is given up when the job is told to stop."""
    harm.remove("l.h5", "l.h5.journal")
    job = harm.Job(ranks, *words, "-o", "l.h5")
    targets = job.ready(max(1, ranks))
    time.sleep(1)
    started = time.monotonic()
    for pid in targets[:1]:
        harm.send(pid, signal.SIGUSR1)
    status = job.wait()
    seconds = time.monotonic() - started
    verdicts.say(f"a replication of minutes is given up, {name}, {ranks} ranks", status == 75 and seconds < limit,
                 f"{status} after {seconds:.1f} s\n{job.said()}")


def long_replications(verdicts, times):
    harm.study("long.yaml", horizon="1e9", replications=2, servers="[1]")
    with open("chain.yaml", "w", encoding="utf-8") as file:
        file.write("qsweep: 1\nname: c\nservices: {s: {time: {exponential: {mean: 1}}}}\n"
                   "arrivals: {d: {interarrival: {exponential: {mean: 2}}}}\nwindows: {W: {services: [s]}}\n"
                   "run: {horizon: 8e9, replications: 9}\n")
    patience = "classes.fast.patience={exponential: {mean: 30}}"
    for ranks in 0, 2:
        given_up(verdicts, "recursion", times.limit, ranks, "chain.yaml")
        if not ranks or harm.LONG:
            given_up(verdicts, "plain events", times.limit, ranks, "long.yaml")
        given_up(verdicts, "all events", times.limit, ranks, "long.yaml", "-s", patience)
        given_up(verdicts, "a pilot", times.limit, ranks, "chain.yaml", "-s", "run.warmup=mser5")
    harm.remove("l.h5", "l.h5.journal")
    started = time.monotonic()
    status, said = harm.run(0, "chain.yaml", "-o", "l.h5", "--time-limit", "1")
    seconds = time.monotonic() - started
    verdicts.say("a replication of minutes is given up by the time limit", status == 75 and seconds < 1 + times.limit,
                 f"{status} after {seconds:.1f} s\n{said}")


def kept(said):
    """Replications that a job says are kept."""
    found = re.search(r"(\d+) replications are done and kept", said)
    return int(found.group(1)) if found else 0


def time_limits(verdicts, expected, times):
    for ranks in RANKS:
        harm.remove("x.h5", "x.h5.journal")
        limit = times.idle[ranks] + 0.4 * times.work
        started = time.monotonic()
        job = harm.Job(ranks, "study.yaml", "-o", "x.h5", "--time-limit", f"{limit:.3f}s")
        stopped(verdicts, f"--time-limit, {ranks} ranks", job, started, limit + times.limit, expected)
    harm.remove("x.h5", "x.h5.journal")
    n, status, said, limit, done = 0, 75, "", times.work / 8, -1
    while status == 75 and n < 200:  # a chain of jobs, each with its limit
        words = ["study.yaml", "-o", "x.h5", "--time-limit", f"{limit:.3f}"] + (["--resume"] if n else [])
        status, said = harm.run(0, *words)
        n += 1
        if kept(said) <= done or n % 20 == 0:  # starting took all of its time, or nearly
            limit *= 1.5
        done = max(done, kept(said))
    verdicts.say("a chain of jobs with time limits gets done", status == 0 and n > 2 and harm.digest("x.h5") == expected,
                 f"{n} jobs, {status}\n{said}")


def pilots_in_turns(verdicts, times):
    """No job of a chain has the time for all pilots of a scenario: those that were done are not done again."""
    wishes = {"replications": 64, "warmup": "mser5", "servers": "[1]"}
    work = harm.long_enough("pilots.yaml", **wishes)
    status, said = harm.run(0, "pilots.yaml", "-o", "whole_pilots.h5", "--force")
    expected = harm.digest("whole_pilots.h5") if status == 0 else said
    harm.remove("x.h5", "x.h5.journal")
    n, n_pilots, status, limit, size = 0, 0, 75, work / 50, 0
    while status == 75 and n < 200:
        words = ["pilots.yaml", "-o", "x.h5", "--time-limit", f"{limit:.3f}"] + (["--resume"] if n else [])
        status, said = harm.run(0, *words)
        before, size = size, os.path.getsize("x.h5.journal") if os.path.exists("x.h5.journal") else 0
        n_pilots += status == 75 and kept(said) == 0 and size > before
        if size <= before:  # starting took all of its time
            limit *= 1.3
        n += 1
    verdicts.say("a chain of jobs gets its pilots done",
                 status == 0 and n_pilots > 1 and harm.digest("x.h5") == expected,
                 f"{n} jobs, of which {n_pilots} did pilots alone; {status}\n{said}")


def twice(verdicts, expected, times):
    """A second SIGINT ends it at once, and loses nothing that was saved."""
    harm.remove("l.h5", "l.h5.journal")
    job = harm.Job(0, "long.yaml", "-o", "l.h5")
    job.ready()
    time.sleep(0.5)
    harm.send(job.process.pid, signal.SIGSTOP)  # so that both are there when it goes on
    harm.send(job.process.pid, signal.SIGINT)
    harm.send(job.process.pid, signal.SIGCONT)
    harm.send(job.process.pid, signal.SIGINT)
    status = job.wait()
    verdicts.say("two SIGINTs end it with status 75", status == 75, f"{status}\n{job.said()}")
    harm.remove("x.h5", "x.h5.journal")
    for _ in range(5):
        job = harm.Job(0, "study.yaml", "-o", "x.h5", "--resume")
        job.ready()
        time.sleep(random.random() * 0.3 * times.work)
        for _ in range(2):
            harm.send(job.process.pid, signal.SIGINT)
        job.wait()
    is_same, said = resumes(expected)
    verdicts.say("after pairs of SIGINT, the same bits", is_same, said)


def dead_ranks(verdicts, expected, times):
    for ranks in (2, 3, 3, 2, 3, 5) if harm.LONG else (2, 3):
        harm.remove("x.h5", "x.h5.journal")
        job = harm.Job(ranks, "study.yaml", "-o", "x.h5")
        job.ready(ranks)
        times.pause()
        targets = job.ranks()
        started = time.monotonic()
        if targets:
            harm.send(random.choice(targets), signal.SIGKILL)
        status = job.wait()
        ended = time.monotonic() - started
        was_done = status == 0 and harm.digest("x.h5") == expected
        verdicts.say(f"one of {ranks} ranks dies: the job ends", was_done or (status not in (0, "hang") and ended < 30),
                     f"{status} after {ended:.1f} s\n{job.said()}")
        is_same, said = resumes(expected)
        verdicts.say(f"one of {ranks} ranks died: gone on with, the same bits", is_same, said)
    for which in signal.SIGTERM, signal.SIGINT:
        harm.remove("x.h5", "x.h5.journal")
        job = harm.Job(3, "study.yaml", "-o", "x.h5")
        job.ready(3)
        times.pause()
        harm.send(job.process.pid, which)
        status = job.wait()
        is_same, said = resumes(expected)
        verdicts.say(f"{NAMES[which]} to mpirun itself, gone on with: the same bits", is_same and status != "hang",
                     f"{status}\n{said}")


def main():
    verdicts = harm.Verdicts()
    with harm.Folder():
        times = Times()
        status, said = harm.run(0, "study.yaml", "-o", "whole.h5")
        verdicts.say("undisturbed", status == 0 and re.search("results in", said), said)
        expected = harm.digest("whole.h5")
        random_signals(verdicts, expected, times)
        time_limits(verdicts, expected, times)
        long_replications(verdicts, times)
        pilots_in_turns(verdicts, times)
        twice(verdicts, expected, times)
        dead_ranks(verdicts, expected, times)
    verdicts.end()


main()
