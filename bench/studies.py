"""Six studies of the kind that people run, as whole processes on one core: what a visit costs.

The unit is a hand-written M/M/1 loop (bench/loop/two_clocks.c), which runs in turn with them. A study runs as it stands in configs/,
with all its scenarios, replications and default metrics, from the command to the file; its time is that of its processor, the
system's part included. Visits are counted once, by a run of the study without its warm-up that keeps its file.

Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later
"""
import os
import statistics
import subprocess
import sys

import h5py
import numpy

import common

CONFIGS = os.path.join(os.path.dirname(common.HERE), "configs")
# Study: the multiple of the loop that was aimed at, for a visit.
STUDIES = {"call_centre": 2.8, "clinic": 3.3, "cafeteria": 2.2, "jackson": 1.9, "restaurant": 4.8, "office": 8.0}


def loop_once(build, rounds=3):
    """Nanoseconds a customer of the loop with two clocks."""
    out = subprocess.run([f"{build}/two_clocks", str(rounds)], capture_output=True, text=True, check=True).stdout.split()
    return statistics.median(map(float, out[1:]))


def command(build, name, output, *settings):
    return [f"{build}/qsweep", "run", f"{CONFIGS}/{name}.yaml", "-q", "--force", "-o", output, *settings]


def cpu_seconds(words):
    """(user, system) seconds of a command, which must succeed."""
    child = subprocess.Popen(words, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    _, status, usage = os.wait4(child.pid, 0)
    if status != 0:
        sys.exit(f"bench: {' '.join(words)} failed")
    return usage.ru_utime, usage.ru_stime


def count_visits(build, name, folder):
    """All that came to windows (and to lines, where they are in front of windows) in all scenarios and replications."""
    output = f"{folder}/visits.h5"
    cpu_seconds(command(build, name, output, "-s", "run.warmup=0"))
    with h5py.File(output) as found:
        arrived = numpy.nansum(found["window/arrived"][()], axis=1)
        return float(numpy.sum(arrived * found["replications"][()]))


def measure(build, folder, passes):
    visits = {name: count_visits(build, name, folder) for name in STUDIES}
    loop, user, system = [], {name: [] for name in STUDIES}, {name: [] for name in STUDIES}
    for _ in range(passes):
        for name in STUDIES:
            loop.append(loop_once(build, 1))
            seconds = cpu_seconds(command(build, name, f"{folder}/{name}.h5"))
            user[name].append(seconds[0])
            system[name].append(seconds[1])
    unit = statistics.median(loop)
    rows = []
    for name, aim in STUDIES.items():
        ns = 1e9 * statistics.median(u + s for u, s in zip(user[name], system[name])) / visits[name]
        rows.append({"study": name, "visits": visits[name], "ns": ns, "multiple": ns / unit, "aim": aim,
                     "user_multiple": 1e9 * statistics.median(user[name]) / visits[name] / unit})
    return {"loop_ns": unit, "studies": rows}


def show(found, passes):
    print(f"\nSix studies as they stand in configs/, each a whole process on one core: processor time a visit, the median of {passes} runs in\n"
          f"turn, as multiples of a hand-written M/M/1 loop (two clocks), which took {found['loop_ns']:.1f} ns a customer meanwhile.\n")
    print(f"{'study':14s}{'visits':>12s}{'ns a visit':>12s}{'multiple':>10s}{'user only':>11s}{'aim':>6s}")
    for r in found["studies"]:
        print(f"{r['study']:14s}{r['visits']:12,.0f}{r['ns']:12.1f}{r['multiple']:10.2f}{r['user_multiple']:11.2f}{r['aim']:6.1f}")


if __name__ == "__main__":
    import tempfile
    options = common.arguments(__doc__.splitlines()[0], passes=(int, 5, "of all studies"))
    with tempfile.TemporaryDirectory() as where:
        result = measure(options.build, where, options.passes)
    show(result, options.passes)
    common.keep(options.json, result)
