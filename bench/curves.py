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


def patient_study(n):
    """One window with n servers, and customers who give up."""
    made = servers_study(n)
    made["classes"] = {"customer": {"first": {"help": 1}, "patience": {"exponential": {"mean": 2}}}}
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
                ("services, a window each", UP_TO_100, services_study, "events")],
    "joining": [("windows, shortest_queue", [1, 2, 4, 8, 16, 23], lambda n: windows_study(n, "shortest_queue", 20), "joining"),
                ("servers, with patience", [1, 2, 4, 8, 16, 32], patient_study, "joining"),
                ("sources", [1, 2, 4, 8], sources_study, "joining"),
                ("classes", UP_TO_100, classes_study, "joining")],
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


def measure(build, folder, rounds, only):
    """Nanoseconds a customer; what it takes to make an engine; a replication in which hardly anybody comes."""
    found = {}
    for group, curves in CURVES.items():
        if only and group != only:
            continue
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
            before = os.times()
            subprocess.run([f"{build}/qsweep", "run", "-q", "--force", path, "-o", f"{folder}/s.h5"], check=True)
            after = os.times()
            best = min(best, after.children_user + after.children_system - before.children_user - before.children_system)
        points.append((n, best))
    return points


BLOCKS = [0.1, 0.3, 1, 3, 10, 30]  # milliseconds


def rank_times(build, folder, repeat):
    """(milliseconds of a block, efficiency of two ranks): 64 blocks a scenario, 1.5 s of work, start and end taken off."""
    run, found = [f"{build}/qsweep", "run", "-q", "--force", "-o", f"{folder}/r.h5"], []
    for block in BLOCKS:
        n = max(1, round(1500 / (64 * block)))
        made = system(0.9, {"desk": {"servers": 1}}, block * 1e6 / 64 / 50 / 0.9)
        made["run"].update(replications=4096, kernel="events")
        made["output"] = {"replications": False}
        if n > 1:
            made["sweep"] = {"grid": {"arrivals.door.interarrival.exponential.rate": {"from": 0.9, "to": 0.91, "steps": n}}}
        path = study(folder, f"r{n}", made)
        made["run"].update(replications=2, horizon=0.001)
        nothing = study(folder, f"n{n}", made)
        commands = [run + [path], common.mpirun(2) + run + [path], run + [nothing], common.mpirun(2) + run + [nothing]]
        seconds = [min(times) for times in zip(*[[common.timed(c)[0] for c in commands] for _ in range(repeat)])]
        found.append((1000 * (seconds[0] - seconds[2]) / 64 / n, (seconds[0] - seconds[2]) / 2 / (seconds[1] - seconds[3])))
    return found


COLOURS = ["#0072B2", "#D55E00", "#009E73", "#CC79A7", "#56B4E9"]  # told apart by everybody, and in print


def plot(path, title, ylabel, curves, xlabel, reference=None):
    """A picture of several curves, both axes logarithmic, with a curve of reference (words, its values); or, without one, a share."""
    curves = curves + ([reference] if reference else [])
    blocks = "".join(f"$c{i} << E\n" + "\n".join(f"{n} {y}" for n, y in points) + "\nE\n" for i, (_, points) in enumerate(curves))
    lines = [f"$c{i} with linespoints lw 1.5 pt {5 + 2 * i} ps 0.6 lc rgb '{COLOURS[i % len(COLOURS)]}' title '{words}'" for i, (words, _) in enumerate(curves)]
    if reference:
        lines[-1] = f"$c{len(lines) - 1} with lines dt 2 lc rgb '#777777' title '{reference[0]}'"
    y = [y for _, points in curves for _, y in points]
    tics = ", ".join(f"{m * 10.0**k:g}" for k in range(-4, 7) for m in (1, 2, 5)) if max(y) < 300 * min(y) else ""
    script = f"""set terminal svg size 640,420 font 'sans,12' background 'white' noenhanced
set output '{path}'
set border 3 lc rgb '#555555'
set tics nomirror
set logscale {'xy' if reference else 'x'}
set yrange [{f'{min(y) / 1.5}:{max(y) * 1.5}' if reference else '0:1.05'}]
set grid lc rgb '#dddddd' lt 1
set key outside below left Left reverse maxcols 2
set title '{title}'
set xlabel '{xlabel}'
set ylabel '{ylabel}'
set format x '%g'
set format y '%g'
{f'set ytics ({tics})' if reference and tics else ''}
{blocks}plot {', '.join(lines)}
"""
    subprocess.run(["gnuplot"], input=script, text=True, check=True)


def n_log_n(points, grows_with_n):
    """What n log n would look like from the first point on; the whole, or a share of it."""
    n0, y0 = points[0]
    size = (lambda n: math.log(n + 1)) if grows_with_n else (lambda n: n * math.log(n + 1))
    return ("n log n for the whole" if grows_with_n else "n log n", [(n, y0 * size(n) / size(n0)) for n, _ in points])


def show_whole(options, result, scenario_points):
    """Scenarios, and two ranks."""
    print("\nscenarios: CPU seconds from command to file")
    judged = [judge("scenarios", scenario_points, 0)]
    print_points(judged, "CPU seconds")
    print(f"  {scenario_points[-1][0] / scenario_points[-1][1]:,.0f} scenarios a second ({2 * scenario_points[-1][0] / scenario_points[-1][1]:,.0f} rows)")
    result["curves"] += [{**judged[0], "group": "scenarios", "unit": "CPU seconds"}]
    if options.pictures:
        plot(f"{options.pictures}/scenarios.svg", "scenarios: from the command to the file", "CPU seconds", [("10 customers, 2 replications each", scenario_points)], "scenarios",
             n_log_n(scenario_points[2:], 0))
    with tempfile.TemporaryDirectory() as folder:
        points = rank_times(options.build, folder, options.repeat)
    print("\ntwo ranks on two cores against one process, start and end taken off\n\n  ms a block  efficiency")
    for block, efficiency in points:
        print(f"{block:12.2f}{100 * efficiency:10.0f} %")
    print(f"  (load {os.getloadavg()[0]:.1f}: more than 2 means that others worked here too, and two ranks look worse than they are)")
    result["ranks"] = points
    if options.pictures:
        plot(f"{options.pictures}/ranks.svg", "two ranks on two cores", "efficiency", [("against one process", points)], "milliseconds a block")


def main():
    options = common.arguments(__doc__.splitlines()[0], rounds=(int, 5, "replications of each size"),
                               only=(str, "", "one group of curves alone: " + ", ".join(CURVES)),
                               repeat=(int, 5, "of the runs with two ranks"), pictures=(str, "", "folder for the pictures; none are made without"))
    result = {"machine": common.machine(options.build), "curves": []}
    print(common.machine_line(result["machine"]))
    with tempfile.TemporaryDirectory() as folder:
        found = measure(options.build, folder, options.rounds, options.only)
        scenario_points = [] if options.only else scenarios(options.build, folder)
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
                plot(f"{options.pictures}/{group}-{short}.svg", f"{group}: {unit}", unit, [(c["curve"], c["points"]) for c in judged], group,
                     n_log_n(judged[0]["points"], grows))
    if not options.only:
        show_whole(options, result, scenario_points)
    common.keep(options.json, result)
    worse = [c for c in result["curves"] if c["is_worse"]]
    print(f"\n{len(worse)} of {len(result['curves'])} curves are worse than n log n")


if __name__ == "__main__":
    sys.exit(main())
