"""`make bench-curves`: cost against size, as numbers, fitted exponents and pictures.

Each curve is a time against a size n. What is fitted is the exponent of the whole: for "ns a customer" the customers of a given stretch of
time grow with n too, so its whole is n times the time a customer. No whole may grow faster than n log n, of which the exponent is
fitted over the same sizes and printed beside.

Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later
"""
import json
import math
import os
import subprocess
import sys
import tempfile
import time

import common

HEAD = "qsweep: 1\ntime_unit: s\n"
CUSTOMERS = 40000


def study(folder, name, content):
    """A study file; JSON is YAML."""
    path = f"{folder}/{name}.yaml"
    with open(path, "w", encoding="utf-8") as out:
        out.write(HEAD + "\n".join(f"{key}: {json.dumps(value)}" for key, value in content.items()) + "\n")
    return path


def system(rate, windows, horizon, **more):
    return {"services": {"help": {"time": {"exponential": {"mean": 1}}}}, "arrivals": {"door": {"interarrival": {"exponential": {"rate": rate}}}},
            "windows": windows, "run": {"horizon": horizon, "replications": 1000}, **more}


def windows_study(n, choice, capacity=None):
    """n equal windows of one server each."""
    window = {"count": n, "servers": 1}
    if capacity:
        window["capacity"] = {"queue": capacity}
    return system(0.8 * n, {"desk": window}, max(CUSTOMERS / (0.8 * n), 20), window_choice=choice)


def rows_study(n):
    """n windows, each listed by itself, in the order of which customers look for one."""
    return system(0.8 * n, {f"w{i}": {"servers": 1} for i in range(n)}, max(CUSTOMERS / (0.8 * n), 20), window_choice="random")


def servers_study(n):
    return system(0.9 * n, {"desk": {"servers": n}}, max(CUSTOMERS / (0.9 * n), 10))


def classes_study(n):
    """n classes, each with a time of its own, at as many servers."""
    names = [f"c{i}" for i in range(n)]
    made = system(0.8 * n, {"desk": {"servers": n}}, max(CUSTOMERS / (0.8 * n), 20), classes={name: {"first": {"help": 1}} for name in names})
    made["services"]["help"]["by_class"] = {name: {"time": {"exponential": {"mean": 1}}} for name in names}
    made["arrivals"]["door"]["classes"] = {name: 1 / n for name in names}
    return made


def services_study(n):
    """n services, each with its own window; a customer needs one of them."""
    names = [f"s{i}" for i in range(n)]
    made = system(0.8 * n, {f"w{i}": {"services": [name]} for i, name in enumerate(names)}, max(CUSTOMERS / (0.8 * n), 20),
                  classes={"customer": {"first": {name: 1 / n for name in names}}})
    made["services"] = {name: {"time": {"exponential": {"mean": 1}}} for name in names}
    return made


def sources_study(n):
    made = system(1, {"desk": {"servers": n}}, max(CUSTOMERS / (0.8 * n), 20))
    made["arrivals"] = {"door": {"interarrival": {"exponential": {"rate": 0.8}}, "count": n}}
    return made


POWERS = [1, 4, 16, 64, 256, 1024, 4096]
UP_TO_10000 = [1, 3, 10, 32, 100, 316, 1000, 3162, 10000]
UP_TO_100 = [1, 2, 5, 10, 20, 50, 100]
# A curve: its words, sizes, the study of a size, kernel.
CURVES = {
    "windows": [("windows, random", POWERS, lambda n: windows_study(n, "random"), "events"),
                ("windows, round_robin", POWERS, lambda n: windows_study(n, "round_robin"), "events"),
                ("windows, shortest_queue", POWERS, lambda n: windows_study(n, "shortest_queue"), "events"),
                ("windows, least_work", POWERS, lambda n: windows_study(n, "least_work"), "events"),
                ("windows listed one by one, random", POWERS, rows_study, "events")],
    "servers": [("servers, plain loop", UP_TO_10000, servers_study, "events"),
                ("servers, general loop", UP_TO_10000, servers_study, "general"),
                ("servers, recursion up to 64", [1, 2, 4, 8, 16, 32, 64], servers_study, "chosen"),
                ("sources", UP_TO_10000, sources_study, "events")],
    "classes": [("classes", UP_TO_100 + [200, 500, 1000], classes_study, "events"),
                ("services, a window each", UP_TO_100 + [200, 500, 1000], services_study, "events")],
}


def slope(points):
    """Least squares of log y on log x, over the upper two thirds of the sizes."""
    points = points[len(points) // 3:]
    x, y = [math.log(p[0]) for p in points], [math.log(p[1]) for p in points]
    mx, my = sum(x) / len(x), sum(y) / len(y)
    return sum((a - mx) * (b - my) for a, b in zip(x, y)) / sum((a - mx) ** 2 for a in x)


def judge(words, points, grows_with_n):
    """One line on a curve; grows_with_n: what is measured is a share of the whole, which is n times that."""
    exponent = slope(points) + grows_with_n
    limit = slope([(n, n * math.log(n + 1)) for n, _ in points])
    verdict = "" if exponent <= limit + 0.1 else "  WORSE THAN n log n"
    print(f"  {words:42s} n^{exponent:4.2f} (n log n: {limit:4.2f}){verdict}")
    return {"curve": words, "points": points, "exponent": exponent, "n_log_n": limit, "is_worse": bool(verdict)}


def print_points(found, unit):
    sizes = sorted({n for curve in found for n, _ in curve["points"]})
    print(f"\n{unit:>36s}" + "".join(f"{n:>9,}" for n in sizes))
    for curve in found:
        have = dict(curve["points"])
        print(f"{curve['curve']:>36s}" + "".join(f"{have[n]:9.3g}" if n in have else " " * 9 for n in sizes))


def measure(build, folder, rounds):
    """Nanoseconds a customer; what it takes to make an engine; a replication in which hardly anybody comes."""
    found = {}
    for group, curves in CURVES.items():
        cases, short, keys = [], [], []
        for words, sizes, make, kernel in curves:
            for n in sizes:
                name = f"{words}/{n}"
                made = make(n)
                cases.append(common.case(name, kernel, study(folder, f"a{len(keys)}", made)))
                made["run"]["horizon"] = 1 / n
                short.append(common.case(name, kernel, study(folder, f"b{len(keys)}", made)))
                keys.append((words, n, (name, kernel)))
        times = common.run_cases(build, cases, rounds)
        empty = common.run_cases(build, short, 5 * rounds, by_replication=True)
        found[group] = {words: ([], [], []) for words, *_ in curves}
        for words, n, key in keys:
            for points, value in zip(found[group][words], (times[key].least, empty[key].least / 1000, times[key].make_us)):
                points.append((n, value))
    return found


def scenarios(build, folder):
    """Microseconds a scenario, from the command to the file: ten customers, two replications, rows kept."""
    points = []
    for n in [1, 10, 100, 1000, 10000, 100000]:
        made = system(0.5, {"desk": {"servers": 1}}, 20)
        made["run"]["replications"] = 2
        made["sweep"] = {"grid": {"arrivals.door.interarrival.exponential.rate": {"from": 0.1, "to": 0.9, "steps": n}}} if n > 1 else {}
        if n == 1:
            del made["sweep"]
        path, best = study(folder, f"s{n}", made), math.inf
        for _ in range(1 if n > 10000 else 3):
            before, wall = os.times(), time.monotonic()
            subprocess.run([f"{build}/qsweep", "run", "-q", "--force", path, "-o", f"{folder}/s.h5"], check=True)
            after = os.times()
            best = min(best, after.children_user + after.children_system - before.children_user - before.children_system)
            del wall
        points.append((n, best))
    return points


def plot(path, title, ylabel, curves, xlabel):
    """A picture of several curves, both axes logarithmic, with n log n beside if the whole is shown."""
    blocks = "".join(f"$c{i} << E\n" + "\n".join(f"{n} {y}" for n, y in points) + "\nE\n" for i, (_, points) in enumerate(curves))
    lines = ", ".join(f"$c{i} with linespoints lw 1.5 pt 7 ps 0.5 title '{words}'" for i, (words, _) in enumerate(curves))
    terminal = "svg size 640,420 font 'sans,12' background 'white'" if path.endswith(".svg") else "pngcairo size 800,520 font 'sans,11'"
    script = f"""set terminal {terminal} noenhanced
set output '{path}'
set logscale xy
set format x '10^%T'
set grid
set key left top
set title '{title}'
set xlabel '{xlabel}'
set ylabel '{ylabel}'
set offsets graph 0.03, graph 0.03, graph 0.25, graph 0.05
set format x '%.0f'
{blocks}plot {lines}
"""
    subprocess.run(["gnuplot"], input=script, text=True, check=True)


def main():
    options = common.arguments(__doc__.splitlines()[0], rounds=(int, 5, "replications of each size"),
                               pictures=(str, "", "folder for the pictures; none are made without"))
    result = {"machine": common.machine(options.build), "curves": []}
    print(common.machine_line(result["machine"]))
    with tempfile.TemporaryDirectory() as folder:
        found = measure(options.build, folder, options.rounds)
        scenario_points = scenarios(options.build, folder)
    kinds = [("ns a customer", 1, "customer"), ("us a replication nearly empty", 0, "replication"), ("us to make model and engine", 0, "make")]
    if options.pictures:
        os.makedirs(options.pictures, exist_ok=True)
    for group, curves in found.items():
        for k, (unit, grows, short) in enumerate(kinds):
            print(f"\n{group}: {unit}; exponent of the whole")
            judged = [judge(words, points[k], grows) for words, points in curves.items()]
            print_points(judged, unit)
            result["curves"] += [{**curve, "group": group, "unit": unit} for curve in judged]
            if options.pictures:
                plot(f"{options.pictures}/{group}-{short}.svg", f"{group}: {unit}", unit, [(c["curve"], c["points"]) for c in judged], "size")
    print("\nscenarios: CPU seconds from command to file")
    judged = [judge("scenarios", scenario_points, 0)]
    print_points(judged, "CPU seconds")
    print(f"  {scenario_points[-1][0] / scenario_points[-1][1]:,.0f} scenarios a second ({2 * scenario_points[-1][0] / scenario_points[-1][1]:,.0f} rows)")
    result["curves"] += [{**judged[0], "group": "scenarios", "unit": "CPU seconds"}]
    if options.pictures:
        plot(f"{options.pictures}/scenarios.svg", "scenarios: from the command to the file", "CPU seconds", [("scenarios", scenario_points)], "scenarios")
    common.keep(options.json, result)
    worse = [c for c in result["curves"] if c["is_worse"]]
    print(f"\n{len(worse)} of {len(result['curves'])} curves are worse than n log n")


if __name__ == "__main__":
    sys.exit(main())
