"""How well two ranks share a decision: one process, two single processes side by side, two ranks, in turn.

Two processes side by side do twice the work of one, and share nothing but the machine: what they lose against one is the
machine's, what two ranks lose against them is qsweep's. This holds too where others compute on the same machine, which stretches
all three. Beside it the processor time, and how long a rank slept (Linux: /proc/PID/schedstat): the second one does while the first
reads the study and writes the results, and whoever waits for messages.

Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later
"""
import os
import resource
import statistics
import subprocess
import tempfile
import time

import common

STUDY = """
services: {call: {time: {exponential: {rate: 1}}}}
arrivals: {door: {rate: 10}}
windows: {desk: {services: [call]}}
run: {customers: 300}
output: {wait_over: [0.2]}
cost: {each: {windows.desk.servers: 10, services.call.time.exponential.rate: 100}}
promises:
  - {metric: wait_over, at_most: 0.05, tolerance: 0.01}
  - {metric: wait_mean, at_most: 0.02, tolerance: 0.005}
select: {cheapest: true}
sweep:
  grid:
    windows.desk.servers: {from: 5, to: 14}
    services.call.time.exponential.rate: [SPEEDS]
"""


def children(pid):
    """All below a process, itself included."""
    found = [pid]
    try:
        with open(f"/proc/{pid}/task/{pid}/children") as file:
            for child in file.read().split():
                found += children(int(child))
    except OSError:  # it has ended, or this is not Linux
        pass
    return found


def look(pids, seen):
    """Note of each qsweep among them: since when, until when, seconds computing, seconds waiting for a core."""
    for pid in pids:
        try:
            with open(f"/proc/{pid}/comm") as comm, open(f"/proc/{pid}/schedstat") as stat:
                if comm.read().strip() == "qsweep":
                    computing, waiting = (int(word) / 1e9 for word in stat.read().split()[:2])
                    now = time.monotonic()
                    seen[pid] = (seen.get(pid, (now,))[0], now, computing, waiting)
        except OSError:
            pass


def run(commands):
    """Side by side. (seconds by the clock, seconds of processor, [of each qsweep: seconds asleep])"""
    before, start, seen = resource.getrusage(resource.RUSAGE_CHILDREN), time.monotonic(), {}
    processes = [subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) for command in commands]
    while any(process.poll() is None for process in processes):
        for process in processes:
            look(children(process.pid), seen)
        time.sleep(0.02)
    clock, after = time.monotonic() - start, resource.getrusage(resource.RUSAGE_CHILDREN)
    if any(process.returncode for process in processes):
        raise SystemExit(f"{commands[0]} failed")
    processor = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return clock, processor, [end - begin - computing - waiting for begin, end, computing, waiting in seen.values()]


def main():
    options = common.arguments(__doc__.splitlines()[0], scenarios=(int, 20000, "of the study, in tens"), rounds=(int, 3, "of each"))
    speeds = ", ".join(f"{0.5 + i / (options.scenarios / 10):.6f}" for i in range(options.scenarios // 10))
    found = {"one": [], "pair": [], "ranks": []}
    with tempfile.TemporaryDirectory() as folder:
        study = f"{folder}/study.yaml"
        with open(study, "w") as file:
            file.write(STUDY.replace("SPEEDS", speeds))
        alone = [[f"{options.build}/qsweep", "run", "-q", "--force", study, "-o", f"{folder}/{i}.h5"] for i in range(2)]
        for _ in range(options.rounds):
            found["one"].append(run(alone[:1]))
            found["pair"].append(run(alone))
            found["ranks"].append(run([common.mpirun(2) + alone[0]]))
    names = {"one": "one process", "pair": "two processes side by side", "ranks": "two ranks"}
    clock, processor, asleep = ({name: statistics.median(part(f) for f in runs) for name, runs in found.items()}
                                for part in (lambda f: f[0], lambda f: f[1], lambda f: max(f[2], default=0)))
    print(f"a decision among {options.scenarios} M/M/c systems, medians of {options.rounds} rounds in turn, load {os.getloadavg()[0]:.1f}")
    for name in found:
        print(f"{names[name]:27} {clock[name]:6.1f} s by the clock, {processor[name]:6.1f} s of processor; the longest sleeper {asleep[name]:.2f} s")
    share = {"clock": clock["one"] / 2 / clock["ranks"], "clock_limit": clock["one"] / clock["pair"],
             "clock_of_limit": clock["pair"] / 2 / clock["ranks"],
             "processor": processor["one"] / processor["ranks"], "processor_of_limit": processor["pair"] / 2 / processor["ranks"]}
    print(f"efficiency of two ranks by the clock: {100 * share['clock']:.0f} %, where the machine gives two processes {100 * share['clock_limit']:.0f} %: "
          f"{100 * share['clock_of_limit']:.0f} % of it;\nby processor time {100 * share['processor']:.0f} %, "
          f"of what two processes take {100 * share['processor_of_limit']:.0f} %")
    common.keep(options.json, {"machine": common.machine(options.build), "runs": found, "efficiency": share})


main()
