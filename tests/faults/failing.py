"""Replications that fail, of every kind: alone, as one of a pair or both, with rows, with control variates, behind pilots. Stopped at
random moments, also while a pair is taken back, and gone on with: the counts of failures and all else are those of a run left alone.
(tests/unit/test_pairs.c stops in each call of the engine in turn.)

Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later
"""
import random
import signal
import time

import h5py

import harm

# Two windows that block each other for ever, sooner or later: about half of the replications. The others are given up in their
# middle when the run is stopped, after 16384 events, and blocks are of several, so that there is something to keep of them.
STUDY = """qsweep: 1
name: fails
services: {{a: {{time: {{exponential: {{mean: 1}}}}}}, b: {{time: {{exponential: {{mean: 1}}}}}}}}
classes: {{c: {{first: {{a: 0.5, b: 0.5}}, then: {{a: {{b: 0.04}}, b: {{a: 0.04}}}}}}}}
arrivals: {{d: {{interarrival: {{exponential: {{mean: 10}}}}}}}}
windows:
  A: {{services: [a], capacity: {{queue: 0, overflow: block}}}}
  B: {{services: [b], capacity: {{queue: 0, overflow: block}}}}
run: {{horizon: 100000, seed: 2, {run}}}
output: {{replications: {rows}, quantiles: [0.5, 0.95], checkpoint: 0.1 s}}
sweep: {{grid: {{arrivals.d.interarrival.exponential.mean: [10, 12]}}}}
"""

REPLICATIONS = 256
KINDS = {
    "single": {},
    "single, with rows": {"rows": "true"},
    "single, with controls": {"run": "variance_reduction: [control]"},
    "pairs": {"run": "antithetic: true"},
    "pairs, with rows": {"run": "antithetic: true", "rows": "true"},
    "pairs, with controls": {"run": "antithetic: true, variance_reduction: [control]"},
    "pairs, behind pilots": {"run": "antithetic: true, warmup: mser5"},
    "pairs, until": {"run": "antithetic: true", "replications":
                     "until: {{metric: sojourn_mean, half_width: {{relative: 0.001}}, max: {n}}}"},
}


def write(run="warmup: 0", rows="false", replications="replications: {n}"):
    with open("study.yaml", "w", encoding="utf-8") as file:
        file.write(STUDY.format(rows=rows, run=run + ", " + replications.format(n=REPLICATIONS)))


def stopped_and_gone_on_with(work, wanted):
    """The status at the end, how often it was stopped with something kept, and what was said."""
    harm.remove("x.h5", "x.h5.journal")
    n, status, told = 0, 75, []
    while status in (75, -signal.SIGKILL) and len(told) < 100:
        ranks = random.choice((0, 0, 0, 2))
        job = harm.Job(ranks, "study.yaml", "-o", "x.h5", "--resume")
        targets = job.ready(max(1, ranks))
        if n < wanted and targets:
            time.sleep(random.random() * 0.3 * work)
            if random.random() < 0.3:
                job.kill()
                status = -signal.SIGKILL
                n += harm.has_grown("x.h5.journal")
                told.append(f"{ranks} ranks: killed\n{job.said()}")
                continue
            harm.send(targets[0], signal.SIGTERM)
        status = job.wait()
        n += status == 75 and harm.has_grown("x.h5.journal")
        told.append(f"{ranks} ranks: {status}\n{job.said()}")
    return status, n, "\n".join(told)


def main():
    verdicts = harm.Verdicts()
    with harm.Folder():
        for kind, wishes in KINDS.items():
            write(**wishes)
            started = time.monotonic()
            status, said = harm.run(0, "study.yaml", "-o", "whole.h5", "--force")
            work = time.monotonic() - started
            with h5py.File("whole.h5", "r") as file:
                failed, done = file["failed"][()], file["replications"][()]
            verdicts.say(f"{kind}: some of each scenario's replications fail", status == 0 and all(failed > done / 100) and
                         all(failed < done), f"{status} {failed} of {done}\n{said}")
            expected, n, told, is_same = harm.digest("whole.h5"), 0, "", True
            for _ in range(20 if harm.LONG else 1):
                status, more, told = stopped_and_gone_on_with(work, 3 if harm.LONG else 2)
                n += more
                is_same = is_same and status == 0 and harm.digest("x.h5") == expected
                if not is_same:
                    break
            verdicts.say(f"{kind}: failures, stopped {n} times and gone on with: the same bits", is_same and n > 0, told)
    verdicts.end()


main()
