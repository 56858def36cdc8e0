"""`make bench-variance`: what variance reduction saves: processor time to a half width of 1 % of the mean wait.

Each study is simulated with a fixed number of replications by each method, in turn. Half widths shrink with the square root of the work, so
the time to 1 % is the time taken, less what a run of two replications takes, times (half width / 1 %)^2.

Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later
"""
import math
import os
import subprocess
import sys
import tempfile

import h5py

import common

HERE = common.HERE
MM1 = ["-s", "run.horizon=2000", "-s", "run.warmup=200"]
RATE = "arrivals.door.interarrival.exponential.rate"
# A system: its study, what is set in it, replications.
SYSTEMS = {
    "M/M/1 at 0.5": (f"{HERE}/mm1.yaml", MM1 + ["-s", f"{RATE}=0.5"], 16000),
    "M/M/1 at 0.9": (f"{HERE}/mm1.yaml", MM1 + ["-s", f"{RATE}=0.9"], 16000),
    "office": (f"{HERE}/../configs/office.yaml", ["-s", "sweep={list: [{window_choice: simuq}]}"], 6000),
}
METHODS = {"plain": "[]", "antithetic pairs": "[antithetic]", "control variates": "[control]", "both": "[antithetic, control]"}


def run(build, path, settings, replications, method, out):
    """(CPU seconds, relative half width of the system's mean wait)."""
    command = [f"{build}/qsweep", "run", "-q", "--force", path, "-o", out, "--replications", str(replications), "-s", "output.replications=false",
               "-s", "output.histograms=false"] + settings + (["-s", f"run.variance_reduction={method}"] if method != "[]" else [])
    before = os.times()
    subprocess.run(command, check=True)
    after = os.times()
    with h5py.File(out) as results:
        system = results["system"]
        mean, low, high = (float(system[name][0]) for name in ("wait_mean", "wait_mean_lo", "wait_mean_hi"))
    return after.children_user + after.children_system - before.children_user - before.children_system, (high - low) / 2 / mean


def main():
    options = common.arguments(__doc__.splitlines()[0], repeat=(int, 3, "of each run"))
    found = {"machine": common.machine(options.build), "rows": []}
    print(common.machine_line(found["machine"]))
    best, half = {}, {}
    with tempfile.TemporaryDirectory() as folder:
        for _ in range(options.repeat):
            for name, (path, settings, replications) in SYSTEMS.items():
                start = run(options.build, path, settings, 2, "[]", f"{folder}/v.h5")[0]
                for method, words in METHODS.items():
                    seconds, half[name, method] = run(options.build, path, settings, replications, words, f"{folder}/v.h5")
                    best[name, method] = min(best.get((name, method), math.inf), seconds - start)
    print("\nCPU milliseconds to a half width of 1 % of the mean wait (95 %), and their share of plain:\n")
    print(f"{'':20s}" + "".join(f"{method:>24s}" for method in METHODS))
    for name in SYSTEMS:
        times = {method: 1000 * best[name, method] * (half[name, method] / 0.01) ** 2 for method in METHODS}
        found["rows"].append({"system": name, **times})
        print(f"{name:20s}" + "".join(f"{ms:14,.1f}{ms / times['plain']:10.2f}" for ms in times.values()))
    common.keep(options.json, found)


if __name__ == "__main__":
    sys.exit(main())
