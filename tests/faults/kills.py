"""Kill every process at random moments, go on with another number of ranks, several times in a row: the finished
file is that of a run that was left alone, to the bit, and the results so far can always be read.

Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later
"""
import os
import random
import time

import harm

RANKS = 0, 2, 3
KINDS = {
    "rows": {},
    "large rows": {"replications": 12000, "horizon": 30, "servers": "[1]"},  # go to the journal block by block
    # longer than between checkpoints: pieces of them are kept
    "long blocks": {"replications": 1280, "servers": "[1]", "checkpoint": "0.005 s"},
    "pairs": {"replications": "replications: 1280, antithetic: true", "servers": "[1]", "checkpoint": "0.005 s"},
    "no rows": {"rows": "false", "replications": 1000, "horizon": 1000},
    "many scenarios": {"rows": "false", "replications": 20, "horizon": 500, "servers": "{from: 1, to: 60}"},
    "control variates": {"rows": "false", "horizon": 1000,
                         "replications": "replications: 1000, variance_reduction: [control]"},
    # half of it are pilots
    "a warm-up that is found": {"replications": 64, "warmup": "mser5", "checkpoint": "0.01 s"},
    "until": {"rows": "true", "replications": "until: {metric: wait_mean, half_width: {relative: 0.02}, max: 2000}"},
}


def story(kind, expected, spans, verdicts):
    """One run, killed again and again."""
    harm.remove("x.h5", "x.h5.journal", "x.h5.part")
    n_kills, told = 0, []
    for attempt in range(12):
        ranks = random.choice((0, *RANKS))
        words = ["study.yaml", "-o", "x.h5"] + (["--resume"] if attempt or random.random() < 0.3 else [])
        job = harm.Job(ranks, *words)
        is_last = attempt == 11 or (n_kills >= 2 and random.random() < (0.25 if harm.LONG else 0.5))
        if not is_last:
            time.sleep(random.uniform(*spans[ranks]))
            if job.process.poll() is None:
                job.kill()
                n_kills += 1
                told.append(f"killed on {ranks} ranks")
                if os.path.exists("x.h5") and not harm.shows("x.h5"):
                    verdicts.say(f"{kind}: results can be read after a kill", False, told)
                    return n_kills
                continue
        status = job.wait()
        told.append(f"{ranks} ranks: {status} {job.said()}")
        break
    is_same = status == 0 and harm.digest("x.h5") == expected and not os.path.exists("x.h5.journal")
    verdicts.say(f"{kind}: killed {n_kills} times, the same bits", is_same, "\n".join(told))
    return n_kills


def main():
    verdicts = harm.Verdicts()
    with harm.Folder():
        idle = {ranks: harm.seconds_of(ranks, harm.tiny("tiny.yaml")) for ranks in RANKS}
        for kind, wishes in KINDS.items():
            work = harm.long_enough("study.yaml", **wishes)
            status, said = harm.run(0, "study.yaml", "-o", "whole.h5", "--force")
            if status != 0:
                verdicts.say(f"{kind}: undisturbed", False, said)
                continue
            if wishes.get("rows") != "false":
                verdicts.say(f"{kind}: the rows are those of the means", harm.rows_fit("whole.h5"))
            # most of starting, which mpirun takes its time for, is left out
            spans = {n: (0.8 * idle[n] if n else 0, idle[n] + work / max(1, min(n, os.cpu_count() or 1))) for n in RANKS}
            expected, n_kills = harm.digest("whole.h5"), 0
            wanted = 60 if harm.LONG else 2
            for _ in range(3 * wanted):
                n_kills += story(kind, expected, spans, verdicts)
                if n_kills >= wanted:
                    break
            verdicts.say(f"{kind}: at least {wanted} kills", n_kills >= wanted, n_kills)
    verdicts.end()


main()
