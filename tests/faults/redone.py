"""How much is done again after a kill: at most a checkpoint interval and the block at hand. Measured in the killed
process's own CPU time, so that neither what else the machine does nor how fast it is matters.

Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later
"""
import os
import random
import re
import time

import harm

CHECKPOINT, BLOCK, REPLICATIONS, BAR = 0.3, 4, 300, 0.2
LEAST = 4.0  # seconds that the run takes: long against all of these

STUDY = """qsweep: 1
name: r
services: {s: {time: {lognormal: {mean: 1, sd: 1}}}}
arrivals: {d: {interarrival: {exponential: {mean: 0.3}}}}
windows: {W: {services: [s], servers: 4, discipline: random}}
"""


def write_study(horizon):
    with open("study.yaml", "w", encoding="utf-8") as file:
        file.write(STUDY + f"run: {{horizon: {horizon}, replications: {REPLICATIONS}}}\n"
                   f"output: {{checkpoint: {CHECKPOINT} s}}\n")


def cpu(pid):
    """Seconds of CPU that a process has had."""
    with open(f"/proc/{pid}/stat", encoding="utf-8") as file:
        fields = file.read().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


class Watch:
    """A job that draws its bar, and what CPU time it had had at each drawing."""

    def __init__(self):
        harm.remove("x.h5", "x.h5.journal")
        self.job = harm.Job(0, "study.yaml", "-o", "x.h5", "--progress", "always")
        self.pipe, self.text, self.seen = self.job.process.stderr, "", [(0, 0.0)]
        os.set_blocking(self.pipe.fileno(), False)

    def look(self):
        """How many replications are done, at the last drawing; and the CPU time now."""
        spent = cpu(self.job.process.pid)
        self.text += (self.pipe.read() or b"").decode(errors="replace")
        counts = re.findall(rf"(\d+)/{REPLICATIONS} replications", self.text)
        if counts and int(counts[-1]) > self.seen[-1][0]:
            self.seen.append((int(counts[-1]), spent))
        return self.seen[-1][0], spent

    def until_share(self, share):
        """Watch until so much of it is done."""
        while self.job.process.poll() is None and self.look()[0] < share * REPLICATIONS:
            time.sleep(0.005)

    def cpu_at(self, n):
        """The CPU time it had had when n replications were done; a drawing too early, if anything."""
        return max(spent for done, spent in self.seen if done <= n)


def kill_once(verdicts):
    watch = Watch()
    watch.until_share(0.4 + 0.4 * random.random())
    time.sleep(0.2 * random.random())
    if watch.job.process.poll() is not None:
        verdicts.say("killed before it was done", False, watch.text)
        return
    done, spent = watch.look()
    watch.job.kill()
    status, said = harm.run(0, "study.yaml", "-o", "x.h5", "--resume")
    found = re.search(r"and (\d+) replications are done already", said)
    n_kept = int(found.group(1)) if found else 0
    lost = spent - watch.cpu_at(n_kept)
    # what is kept may be as old as an interval and a block, the drawing that tells of it older by the time between two
    limit = CHECKPOINT + BLOCK * spent / max(1, done) + BAR + 0.1
    verdicts.say(f"killed: {lost:.2f} s of {spent:.2f} s at most to be done again, {limit:.2f} are allowed",
                 status == 0 and lost <= limit < 0.5 * spent and n_kept > 0, said)


def main():
    verdicts = harm.Verdicts()
    with harm.Folder():
        horizon, used = 30000, 0.0
        for _ in range(6):
            write_study(horizon)
            watch = Watch()
            watch.until_share(0.3)
            used = watch.look()[1] / 0.3 if watch.job.process.poll() is None else 0.1
            watch.job.kill()
            if used >= LEAST:
                break
            horizon = int(horizon * min(8, 1.3 * LEAST / used))
        verdicts.say(f"a run of some {used:.1f} s", used >= LEAST)
        for _ in range(6 if harm.LONG else 3):
            kill_once(verdicts)
    verdicts.end()


main()
