"""What the benchmark's parts share: running `bench` over many cases, naming the machine, keeping what was found.

Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later
"""
import argparse
import json
import os
import platform
import statistics
import subprocess
import sys
import time

HERE = os.path.dirname(os.path.abspath(__file__))


class Times:
    """One case's nanoseconds a customer (or a replication), a number a round."""

    def __init__(self, loop, customers, events, make):
        self.loop, self.customers, self.events, self.make_us = loop, float(customers), float(events), float(make)
        self.ns = []

    @property
    def least(self):
        return min(self.ns)

    @property
    def median(self):
        return statistics.median(self.ns)

    @property
    def most(self):
        return max(self.ns)


def case(name, kernel, study, settings=None):
    """A line for `bench`; settings is a dict of path: value, a value being YAML or anything JSON can write."""
    words = [f"{path}={value if isinstance(value, str) else json.dumps(value)}" for path, value in (settings or {}).items()]
    return "\t".join([name, kernel, study] + words)


def run_cases(build, cases, rounds, by_replication=False, into=None):
    """{(name, kernel): Times} of lines made by case(); with `into`, the rounds are added to what is there."""
    command = [f"{build}/bench"] + ["--replication"] * by_replication + [str(rounds)]
    done = subprocess.run(command, input="\n".join(cases) + "\n", capture_output=True, text=True)
    if done.returncode != 0:
        sys.exit(f"bench: {done.stderr.strip()}")
    times = {} if into is None else into
    for line in done.stdout.splitlines():
        name, kernel, loop, customers, events, make, *ns = line.split("\t")
        times.setdefault((name, kernel), Times(loop, customers, events, make)).ns += map(float, ns)
    return times


def peak_mib(build, line):
    """Peak memory of a process that simulates one case."""
    child = subprocess.Popen([f"{build}/bench", "1"], stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, text=True)
    child.stdin.write(line + "\n")
    child.stdin.close()
    _, status, usage = os.wait4(child.pid, 0)
    if status != 0:
        sys.exit(f"bench: {line} failed")
    return usage.ru_maxrss / 1024


def timed(command):
    """(wall seconds, peak KiB) of a command, which must succeed."""
    start = time.monotonic()
    child = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    _, status, usage = os.wait4(child.pid, 0)
    seconds = time.monotonic() - start
    if status != 0:
        sys.exit(f"bench: {' '.join(command)} failed")
    return seconds, usage.ru_maxrss


def cpu_name():
    with open("/proc/cpuinfo", encoding="ascii", errors="replace") as info:
        for line in info:
            if line.startswith("model name"):
                return line.split(":", 1)[1].strip()
    return platform.machine()


def machine(build):
    """What it runs on."""
    compiler = subprocess.run(["gcc", "--version"], capture_output=True, text=True, check=True).stdout.splitlines()[0]
    version = subprocess.run([f"{build}/qsweep", "--version"], capture_output=True, text=True, check=True).stdout.split("\n")[0]
    flags = open("/proc/cpuinfo", encoding="ascii", errors="replace").read()
    widest = next((name for flag, name in (("avx512dq", "AVX-512"), ("avx2", "AVX2"), ("avx", "AVX")) if flag in flags), "SSE2")
    return {"cpu": cpu_name(), "cores": len(os.sched_getaffinity(0)), "vectors": widest, "load": os.getloadavg()[0],
            "compiler": compiler, "python": platform.python_version(), "qsweep": version}


def machine_line(what):
    return (f"On {what['cpu']} ({what['vectors']}), {what['cores']} cores, load {what['load']:.1f} when it began; {what['compiler']}; "
            f"{what['qsweep']}")


def mpirun(ranks):
    return ["mpirun", "--oversubscribe", "-n", str(ranks)]


def arguments(description, **extra):
    """The options that all parts have, with the environment that Open MPI wants."""
    parser = argparse.ArgumentParser(description=description)
    parser.add_argument("--build", default="build", help="folder of the programs")
    parser.add_argument("--json", help="write what was found to this file as well")
    for name, (kind, default, words) in extra.items():
        parser.add_argument(f"--{name}", type=kind, default=default, help=words)
    os.environ["OMPI_MCA_btl_vader_single_copy_mechanism"] = "none"
    if os.getuid() == 0:
        os.environ.update({"OMPI_ALLOW_RUN_AS_ROOT": "1", "OMPI_ALLOW_RUN_AS_ROOT_CONFIRM": "1"})
    return parser.parse_args()


def keep(path, found):
    if path:
        os.makedirs(os.path.dirname(path) or ".", exist_ok=True)
        with open(path, "w", encoding="utf-8") as out:
            json.dump(found, out, indent=1)
            out.write("\n")
