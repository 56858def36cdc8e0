"""`make bench`: what a simulated customer costs, beside SimPy in the same run; what a second rank brings; memory.

Every comparison is a ratio of two measurements of this one run. Needs Debian's python3-simpy.

Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later
"""
import argparse
import os
import platform
import statistics
import subprocess
import sys
import tempfile
import time

MODELS = {
    "mm1": "M/M/1",
    "mm4": "M/M/4",
    "mm32": "M/M/32",
    "tandem3": "tandem of three",
    "windows10x4": "10 windows x 4, random",
    "windows64x4": "64 windows x 4, random",
}
HERE = os.path.dirname(os.path.abspath(__file__))


def machine():
    """What it ran on, in a line or two."""
    cpu = platform.machine()
    with open("/proc/cpuinfo", encoding="ascii", errors="replace") as info:
        for line in info:
            if line.startswith("model name"):
                cpu = line.split(":", 1)[1].strip()
                break
    compiler = subprocess.run(["gcc", "--version"], capture_output=True, text=True, check=True).stdout.splitlines()[0]
    import SimPy  # noqa: only its version
    print(f"On {cpu}, {len(os.sched_getaffinity(0))} cores, load {os.getloadavg()[0]:.1f}; {compiler}; "
          f"SimPy {SimPy.__version__}, Python {platform.python_version()}")


def timed(command):
    """(seconds, peak KiB) of a command, which must succeed."""
    start = time.monotonic()
    child = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    _, status, usage = os.wait4(child.pid, 0)
    seconds = time.monotonic() - start
    if status != 0:
        sys.exit(f"bench: {' '.join(command)} failed")
    return seconds, usage.ru_maxrss


def customers(build):
    """The table of the six models."""
    ours = subprocess.run([f"{build}/bench"] + [f"{HERE}/{name}.yaml" for name in MODELS], capture_output=True,
                          text=True, check=True).stdout
    simpy = subprocess.run([sys.executable, f"{HERE}/simpy_models.py"], capture_output=True, text=True, check=True).stdout
    simpy_ns = {line.split()[0]: statistics.median(map(float, line.split()[1:])) for line in simpy.splitlines()}
    ns = {}
    for line in ours.splitlines():
        name, kernel, _, median, _, most = line.split()
        ns[name, kernel] = float(median), float(most)
    print("\nOne core, load 0.9, all default metrics; ns a customer, medians (qsweep of 15 replications, SimPy of 3).")
    print("`events` is the event engine, `chosen` what qsweep takes for the model (a recursion where there is one).\n")
    print(f"{'model':24s}{'events':>9s}{'(most)':>9s}{'chosen':>9s}{'(most)':>9s}{'customers/s':>14s}{'SimPy':>9s}{'ratio':>7s}")
    for name, words in MODELS.items():
        (events, events_most), (chosen, chosen_most) = ns[name, "events"], ns[name, "chosen"]
        print(f"{words:24s}{events:9.1f}{events_most:9.1f}{chosen:9.1f}{chosen_most:9.1f}{1e9 / chosen:14,.0f}"
              f"{simpy_ns[name]:9,.0f}{simpy_ns[name] / chosen:7,.0f}")


def mpirun(ranks):
    return ["mpirun", "--oversubscribe", "-n", str(ranks)]


def two_ranks(build, folder, repeat=3):
    """Wall time of one process over twice that of two ranks; the start of mpirun included, and shown."""
    run = [f"{build}/qsweep", "run", f"{HERE}/ranks.yaml", "-q", "-o"]
    alone, both = [], []
    for i in range(repeat):
        alone.append(timed(run + [f"{folder}/alone{i}.h5"])[0])
        both.append(timed(mpirun(2) + run + [f"{folder}/both{i}.h5"])[0])
    start = statistics.median(timed(mpirun(2) + ["true"])[0] for _ in range(repeat))
    one, two = statistics.median(alone), statistics.median(both)
    print(f"\nTwo ranks: {one:.2f} s alone, {two:.2f} s with mpirun -n 2 (of which mpirun itself {start:.2f} s):"
          f" efficiency {100 * one / two / 2:.0f} %")
    if os.getloadavg()[0] > 2.2:
        print("(more than this ran on the machine meanwhile, so two ranks look worse than they are)")


def memory(build, folder):
    """Peak memory of each process for 1,000 scenarios of 1,000 replications."""
    run = [f"{build}/qsweep", "run", f"{HERE}/memory.yaml", "-q", "-o", f"{folder}/memory.h5"]
    seconds, peak = timed(run)
    print(f"\n1,000 scenarios x 1,000 replications: {seconds:.1f} s alone, peak {peak / 1024:.0f} MiB", end="")
    os.remove(f"{folder}/memory.h5")
    ranks = subprocess.run(mpirun(2) + [sys.executable, os.path.abspath(__file__), "--peak-of"] + run,
                           capture_output=True, text=True, check=True).stdout
    print("; of two ranks " + " and ".join(f"{int(kib) / 1024:.0f}" for kib in sorted(ranks.split())) + " MiB")


def main():
    if len(sys.argv) > 2 and sys.argv[1] == "--peak-of":  # one rank of memory()
        print(timed(sys.argv[2:])[1], flush=True)
        return
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--build", default="build", help="folder of the programs")
    build = parser.parse_args().build
    os.environ.update({"OMPI_MCA_btl_vader_single_copy_mechanism": "none"})
    if os.getuid() == 0:
        os.environ.update({"OMPI_ALLOW_RUN_AS_ROOT": "1", "OMPI_ALLOW_RUN_AS_ROOT_CONFIRM": "1"})
    machine()
    customers(build)
    with tempfile.TemporaryDirectory() as folder:
        two_ranks(build, folder)
        memory(build, folder)


if __name__ == "__main__":
    main()
