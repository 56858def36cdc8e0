"""Every exact value that the program gives, of studies drawn at random (draw.py), against what it simulates.

Usage: hold.py QSWEEP EXACT_TOOL SCRATCH FIRST N [--seen]; prints ok and not ok lines and the sum. Study by study a value's
deviation, a Student t, is turned into a normal z (Wallace 1959). Judged are
 - each z, by its size;
 - the mean z of each form and of each feature over the studies that had it, times the square root of their number: what
   is off by less than the noise of one study;
 - that each form left as it is has exact values at all.
The bounds are Bonferroni's for a total of FALSE_ALARM, were the deviations Student's: one seed in 20,000. Where they are
not, for want of events (a relative standard error above NOISE, a value below RARE), nothing is judged. A value that does
not vary must be the exact one.

Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later
"""
import collections
import math
import os
import statistics
import subprocess
import sys

import h5py
import numpy
import yaml

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import draw  # noqa: E402

FALSE_ALARM, NOISE, RARE = 5e-5, 0.05, 0.002
QSWEEP, EXACT_TOOL, SCRATCH = sys.argv[1:4]
FIRST, N = int(sys.argv[4]), int(sys.argv[5])
SEEN = "--seen" in sys.argv


class Plain(yaml.SafeDumper):
    def ignore_aliases(self, data):
        return True


def normal(t, degrees):
    """The z as improbable as Student's t."""
    size = math.sqrt(degrees * math.log1p(t * t / degrees)) * (8 * degrees + 1) / (8 * degrees + 3)
    return math.copysign(size, t)


def draw_all():
    """{seed: (what was drawn, number of exact values, -1: refused, why)}, each study in a file of its own."""
    drawn = {seed: draw.draw(seed) for seed in range(FIRST, FIRST + N)}
    drawn = {seed: x for seed, x in drawn.items() if x}
    for seed, x in drawn.items():
        with open(path_of(seed), "w") as file:
            yaml.dump(x.study(), file, Dumper=Plain, sort_keys=False, default_flow_style=None, width=150)
    seeds = list(drawn)
    said = []
    for i in range(0, len(seeds), 500):
        words = [EXACT_TOOL] + [path_of(seed) for seed in seeds[i:i + 500]]
        said += subprocess.run(words, check=True, capture_output=True, text=True, timeout=300).stdout.splitlines()
    return {seed: (drawn[seed], int(line.split(" ", 2)[1]), line) for seed, line in zip(seeds, said)}


def path_of(seed):
    return os.path.join(SCRATCH, "drawn%d.yaml" % seed)


def simulate(seed):
    """The path of the results; None if replications failed, which they do in a deadlock."""
    out = os.path.join(SCRATCH, "drawn.h5")
    subprocess.run([QSWEEP, "run", path_of(seed), "-q", "--force", "-o", out], capture_output=True, timeout=300)
    with h5py.File(out) as file:
        return None if file["failed"][0] else out


def values(path):
    """(scope, metric, mean, theory, deviation, sd, n) of all exact values; equal ones of other scopes once."""
    seen = set()
    with h5py.File(path) as file:
        for scope in ("system", "class", "window"):
            group = file[scope]
            for name in group:
                if not name.endswith("_theory"):
                    continue
                metric = name[:-len("_theory")]
                parts = [group[metric + end][0].ravel() for end in ("", "_theory", "_deviation", "_sd", "_n")]
                for item in zip(*parts, strict=True):
                    key = (metric,) + tuple(item[:2])
                    if not numpy.isnan(item[1]) and key not in seen:
                        seen.add(key)
                        yield (scope, metric) + tuple(float(v) for v in item)


Held = collections.namedtuple("Held", "z seed form features scope metric mean theory")


def hold(seed, drawn, path, held, wrong):
    """Add a Held for each value that can be judged; gives the number of those that cannot."""
    skipped = 0
    for scope, metric, mean, theory, deviation, sd, n in values(path):
        error = sd / math.sqrt(n) if n > 1 else math.nan
        if not sd > 1e-12 * abs(mean):
            if abs(mean - theory) > max(1e-9 * abs(theory), RARE):
                wrong.append("seed %d, %s, %s: %s/%s is %g without spread, exact %g" %
                             (seed, drawn.form, drawn.features, scope, metric, mean, theory))
            continue
        # The deviation that is shown; of a quantile, whose interval is another matter, from the replications' own.
        t = (mean - theory) / error if metric.endswith("_quantile") else deviation
        if not abs(theory) >= RARE or not error <= NOISE * max(abs(mean), abs(theory)) or not math.isfinite(t):
            skipped += 1
            continue
        held.append(Held(normal(t, n - 1), seed, drawn.form, tuple(drawn.features), scope, metric, mean, theory))
    return skipped


def means(held, key):
    """{group: mean z over its studies, in standard errors}; a study counts once, by the mean of its own."""
    studies = collections.defaultdict(lambda: collections.defaultdict(list))
    for h in held:
        for group in key(h):
            studies[group][h.seed].append(h.z)
    return {group: sum(map(statistics.fmean, by_seed.values())) / math.sqrt(len(by_seed)) for group, by_seed in studies.items()}


def verdict(name, problems):
    print("ok " + name if not problems else "not ok " + name)
    for problem in problems[:20]:
        print("# " + problem)
    return bool(problems)


def main():
    held, wrong, n_skipped, n_near = [], [], 0, 0
    all_drawn = draw_all()
    # Words may clash with another feature, and are refused then.
    clashes = [line for x, n, line in all_drawn.values() if n < 0 and x.n_words and len(x.features) > 1]
    refused = [line for x, n, line in all_drawn.values() if n < 0 and not (x.n_words and len(x.features) > 1)]
    if len(clashes) > 0.05 * len(all_drawn):
        refused += clashes
    without = ["%s: seed %d" % (x.form, seed) for seed, (x, n, _) in all_drawn.items() if not x.features and 0 <= n < 5]
    with_values = [(seed, x) for seed, (x, n, _) in all_drawn.items() if n > 0]
    for seed, x in with_values:
        path = simulate(seed)
        if path:
            n_skipped += hold(seed, x, path, held, wrong)
            n_near += bool(x.features)
    groups = {"form": means(held, lambda h: [(h.form, h.metric)]), "feature": means(held, lambda h: h.features)}
    n_judged = len(held) + sum(map(len, groups.values()))
    bound = statistics.NormalDist().inv_cdf(1 - FALSE_ALARM / (2 * max(1, n_judged)))
    far = ["%+.1f: seed %d, %s, %s: %s/%s %.6g, exact %.6g" %
           (h.z, h.seed, h.form, list(h.features), h.scope, h.metric, h.mean, h.theory)
           for h in sorted(held, key=lambda h: -abs(h.z)) if abs(h.z) > bound]
    drift = ["%s %s: %+.1f" % (kind, group, z) for kind, of in groups.items() for group, z in of.items() if abs(z) > bound]
    print("# %d studies, %d of them with exact values, of which near misses %d" % (len(all_drawn), len(with_values), n_near))
    print("# %d values held, %d more too rare; |z| up to %.2f (bound %.2f), mean square %.3f" % (
        len(held), n_skipped, max(abs(h.z) for h in held), bound, statistics.fmean(h.z ** 2 for h in held)))
    if SEEN:
        squares = collections.defaultdict(list)
        for h in held:
            for feature in h.features or ["nothing"]:
                squares[feature].append(h.z ** 2)
        for feature, values_of in sorted(squares.items(), key=lambda item: -statistics.fmean(item[1]))[:12]:
            print("# mean square of %d values with %s: %.2f" % (len(values_of), feature, statistics.fmean(values_of)))
        for kind, of in groups.items():
            for group, z in sorted(of.items(), key=lambda item: -abs(item[1]))[:12]:
                print("# %s %s: %+.2f" % (kind, group, z))
        for text in (refused + clashes)[:10]:
            print("# " + text)
    failed = [verdict("exact values of drawn studies agree with simulation, each", far + wrong),
              verdict("exact values of drawn studies agree with simulation, form by form and feature by feature", drift),
              verdict("what is a known form and nothing else has exact values", without),
              verdict("drawn studies are studies", refused)]
    print("%d passed, %d failed" % (len(failed) - sum(failed), sum(failed)))
    return any(failed)


if __name__ == "__main__":
    sys.exit(main())
