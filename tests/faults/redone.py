"""How much is done again after a kill: at most a checkpoint interval, however long a block of replications takes. Measured
in the killed process's own CPU time, so that neither what else the machine does nor how fast it is matters.

Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later
"""
import os
import random
import re
import time

import harm

CHECKPOINT, BLOCK, REPLICATIONS = 0.3, 64, 4096
LEAST = 0.9  # seconds that a block takes: long against the time between checkpoints

STUDY = """qsweep: 1
name: r
services: {s: {time: {lognormal: {mean: 1, sd: 1}}}}
arrivals: {d: {interarrival: {exponential: {mean: 0.3}}}}
windows: {W: {services: [s], servers: 4, discipline: random}}
"""


def write_study(horizon):
    with open("study.yaml", "w", encoding="utf-8") as file:
        file.write(STUDY + f"run: {{horizon: {horizon}, replications: {REPLICATIONS}}}\n"
                   f"output: {{replications: false, checkpoint: {CHECKPOINT} s}}\n")


def cpu(pid):
    """Seconds of CPU that a process has had."""
    with open(f"/proc/{pid}/stat", encoding="utf-8") as file:
        fields = file.read().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


class Watch:
    """A job, and how much CPU time it had had when its journal was last written to."""

    def __init__(self):
        harm.remove("x.h5", "x.h5.journal")
        self.job = harm.Job(0, "study.yaml", "-o", "x.h5", "-q")
        self.size, self.spent, self.saved = 0, 0.0, 0.0

    def until(self, spent):
        """Watch until it has had so much."""
        while self.spent < spent and self.job.process.poll() is None:
            self.spent = cpu(self.job.process.pid)
            size = os.path.getsize("x.h5.journal") if os.path.exists("x.h5.journal") else 0
            if size != self.size:
                self.size, self.saved = size, self.spent
            time.sleep(0.005)

    def kill(self):
        """Kill it, and see how many replications were kept."""
        self.job.kill()
        status, said = harm.run(0, "study.yaml", "-o", "x.h5", "--resume", "--time-limit", "0.01")
        found = re.search(r"and (\d+) replications are done already", said)
        return (int(found.group(1)) if found else 0) if status == 75 else -1


def main():
    verdicts = harm.Verdicts()
    with harm.Folder():
        horizon, each = 30000, 0.0
        for _ in range(6):
            write_study(horizon)
            watch = Watch()
            watch.until(1.5)
            each = watch.saved / max(1, watch.kill())
            if each * BLOCK >= LEAST:
                break
            horizon = int(horizon * min(8, 1.3 * LEAST / (each * BLOCK)))
        verdicts.say(f"a block of some {each * BLOCK:.1f} s", each * BLOCK >= LEAST)
        for _ in range(6 if harm.LONG else 3):
            watch = Watch()
            watch.until(1.5 + 2 * random.random())
            lost, limit = watch.spent - watch.saved, CHECKPOINT + 2 * each + 0.1  # clocks tick at 10 ms
            n = watch.kill()
            # what was saved last is all that had been done by then, give or take how evenly the machine runs
            is_all = 0.6 * watch.saved <= n * each <= 1.6 * watch.saved
            verdicts.say(f"killed after {watch.spent:.2f} s: {lost:.2f} s to be done again, {limit:.2f} are allowed",
                         lost <= limit < each * BLOCK and is_all, f"{n} replications of {each:.4f} s in {watch.saved:.2f} s")
    verdicts.end()


main()
