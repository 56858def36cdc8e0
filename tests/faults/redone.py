"""How much is done again after a kill: at most a checkpoint interval and the block at hand. Measured in CPU time, so
that nothing else on the machine matters.

Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later
"""
import os
import random
import re
import time

import harm

CHECKPOINT, BLOCK, REPLICATIONS = 0.3, 4, 300


def cpu(pid):
    """Seconds of CPU that a process has had."""
    with open(f"/proc/{pid}/stat", encoding="utf-8") as file:
        fields = file.read().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def main():
    verdicts = harm.Verdicts()
    with harm.Folder():
        with open("study.yaml", "w", encoding="utf-8") as file:
            file.write("qsweep: 1\nname: r\nservices: {s: {time: {lognormal: {mean: 1, sd: 1}}}}\n"
                       "arrivals: {d: {interarrival: {exponential: {mean: 0.3}}}}\n"
                       "windows: {W: {services: [s], servers: 4, discipline: random}}\n"
                       f"run: {{horizon: 30000, replications: {REPLICATIONS}}}\noutput: {{checkpoint: {CHECKPOINT} s}}\n")
        job = harm.Job(0, "study.yaml", "-o", "whole.h5", "-q")
        used = 0.0
        while job.process.poll() is None:
            try:
                used = cpu(job.process.pid)
            except OSError:
                pass
            time.sleep(0.01)
        each = used / REPLICATIONS
        for _ in range(6 if harm.LONG else 3):
            harm.remove("x.h5", "x.h5.journal")
            job = harm.Job(0, "study.yaml", "-o", "x.h5", "-q")
            target, spent = (0.4 + 0.5 * random.random()) * used, 0.0
            while spent < target:
                time.sleep(0.01)
                spent = cpu(job.process.pid)
            job.kill()
            status, said = harm.run(0, "study.yaml", "-o", "x.h5", "--resume")
            found = re.search(r"and (\d+) replications are done already", said)
            kept = int(found.group(1)) if found else 0
            lost = spent - kept * each
            # starting takes time, and clocks tick at 10 ms
            limit = CHECKPOINT + BLOCK * each + 0.1
            verdicts.say(f"killed: {lost:.2f} s of {spent:.2f} s to be done again, at most {limit:.2f}",
                         status == 0 and lost <= limit < 0.5 * spent and kept > 0, said)
    verdicts.end()


main()
