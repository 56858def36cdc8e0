"""`make bench`: what a simulated customer and a visit cost, beside a hand-written loop and SimPy in the same run; what a second rank
brings; start-up; memory.

Every comparison is a ratio of two measurements of this one run, taken in turn. Needs Debian's python3-simpy.

Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later
"""
import os
import statistics
import subprocess
import sys
import tempfile

import common
import studies

HERE = common.HERE
# Model: its words, and the nanoseconds that were aimed at, by events and by recursion.
MODELS = {
    "mm1": ("M/M/1", 45, 9),
    "mm4": ("M/M/4", 55, 20),
    "mm32": ("M/M/32", 70, 24),
    "tandem3": ("tandem of three", 130, None),
    "windows10x4": ("10 windows x 4, random", 140, None),
    "windows64x4": ("64 windows x 4, random", 180, None),
}
# The same as multiples of the hand-written loop, where one is aimed at.
MULTIPLES = {("mm1", "general"): 2.8, ("mm1", "events"): 1.5, ("mm1", "chosen"): 0.37, ("mm4", "events"): 1.7}
KERNELS = {"general": "events, general", "events": "events, plain", "chosen": "recursion"}


def model_cases():
    return [common.case(name, kernel, f"{HERE}/{name}.yaml") for name in MODELS for kernel in KERNELS]


def simpy_once(ns):
    out = subprocess.run([sys.executable, f"{HERE}/simpy_models.py", "--repeat", "1"], capture_output=True, text=True, check=True)
    for line in out.stdout.splitlines():
        name, value = line.split()
        ns.setdefault(name, []).append(float(value))


def customers(build, passes, rounds):
    """The rows of the table: a model and a kernel each."""
    times, simpy, loop = {}, {}, []
    for _ in range(passes):
        loop.append(studies.loop_once(build))
        common.run_cases(build, model_cases(), rounds, into=times)
        simpy_once(simpy)
    rows, unit = [], statistics.median(loop)
    for name, (words, events_aim, recursion_aim) in MODELS.items():
        other = statistics.median(simpy[name])
        for kernel, kernel_words in KERNELS.items():
            t = times[name, kernel]
            if kernel == "chosen" and t.loop != "recursion":
                continue
            line = common.case(name, kernel, f"{HERE}/{name}.yaml")
            rows.append({"model": words, "study": name, "kernel": kernel_words, "loop": t.loop, "customers": t.customers,
                         "ns": t.median, "least": t.least, "most": t.most, "simpy_ns": other,
                         "per_second": 1e9 / t.median, "ratio": other / t.median, "peak_mib": common.peak_mib(build, line),
                         "multiple": t.median / unit, "multiple_aim": MULTIPLES.get((name, kernel)),
                         "aim": {"events": events_aim, "chosen": recursion_aim}.get(kernel)})
    return rows


def print_customers(rows, passes, rounds):
    print(f"\nOne core, load 0.9, all default metrics: CPU nanoseconds a customer, the median and the least of {passes * rounds}"
          f" replications\nof each (SimPy: median of {passes}), all taken in turn; and the median as a multiple of a hand-written M/M/1 loop with two clocks.\n"
          f"`aim` is what was hoped for, of the median and of the multiple. simmer, R's, is no package of Debian 12.\n")
    print(f"{'model':24s}{'kernel':17s}{'ns':>8s}{'least':>8s}{'aim':>6s}{'loops':>7s}{'aim':>6s}{'customers/s':>14s}{'SimPy ns':>10s}{'ratio':>8s}{'MiB':>6s}")
    for r in rows:
        print(f"{r['model']:24s}{r['kernel']:17s}{r['ns']:8.1f}{r['least']:8.1f}{r['aim'] or '':>6}{r['multiple']:7.2f}{r['multiple_aim'] or '':>6}{r['per_second']:14,.0f}"
              f"{r['simpy_ns']:10,.0f}{r['ratio']:8,.0f}{r['peak_mib']:6.0f}")


def instruction_sets(build, passes, rounds):
    """The models with the blocks filled and worked off by each set of instructions that this CPU has."""
    sets = {}
    for _ in range(passes):
        for name in ("avx512", "avx2", "avx", "sse2", "scalar"):
            os.environ["QSWEEP_SIMD"] = name
            cases = [c for c in model_cases() if "\tgeneral\t" not in c]
            common.run_cases(build, cases, rounds, into=sets.setdefault(name, {}))
    del os.environ["QSWEEP_SIMD"]
    return [{"study": study, "kernel": times.loop, **{name: sets[name][study, kernel].least for name in sets}}
            for (study, kernel), times in sets["scalar"].items() if kernel == "events" or times.loop == "recursion"]


def print_sets(rows):
    names = [name for name in rows[0] if name not in ("study", "kernel")]
    print("\nBy instruction set (QSWEEP_SIMD; one that the CPU lacks is the widest that it has), least ns a customer:\n")
    print(f"{'':24s}{'':12s}" + "".join(f"{name:>9s}" for name in names))
    for r in rows:
        print(f"{MODELS[r['study']][0]:24s}{r['kernel']:12s}" + "".join(f"{r[name]:9.1f}" for name in names))


def two_ranks(build, folder, repeat):
    """Wall time of one process and of two ranks on the same study, in turn; and of hardly any work, which is start-up."""
    run = [f"{build}/qsweep", "run", "-q", "--force"]
    work, nothing = [f"{HERE}/ranks.yaml", "-o", f"{folder}/r.h5"], [f"{HERE}/ranks.yaml", "--replications", "1", "-s", "run.horizon=101",
                                                                    "-o", f"{folder}/r.h5"]
    commands = {"one": run + work, "two": common.mpirun(2) + run + work, "one_start": run + nothing,
                "two_start": common.mpirun(2) + run + nothing, "hello": common.mpirun(2) + [f"{build}/mpi_hello"],
                "mpirun": common.mpirun(2) + ["true"]}
    seconds = {name: [] for name in commands}
    for _ in range(repeat):
        for name, command in commands.items():
            seconds[name].append(common.timed(command)[0])
    found = {name: {"least": min(s), "median": statistics.median(s)} for name, s in seconds.items()}
    found["efficiency"] = (found["one"]["least"] - found["one_start"]["least"]) / 2 / (found["two"]["least"] - found["two_start"]["least"])
    found["efficiency_whole"] = found["one"]["least"] / 2 / found["two"]["least"]
    found["beyond_mpirun"] = found["two_start"]["least"] - found["hello"]["least"]
    found["load"] = os.getloadavg()[0]
    return found


def print_ranks(r):
    print(f"\nTwo ranks on two cores: {r['one']['least']:.2f} s alone, {r['two']['least']:.2f} s with mpirun -n 2 (the least of several): efficiency "
          f"{100 * r['efficiency_whole']:.0f} %,\n{100 * r['efficiency']:.0f} % without the start ({r['one_start']['least']:.2f} s alone, "
          f"{r['two_start']['least']:.2f} s under mpirun).")
    print(f"Start and end of a run with hardly any work: {1e3 * r['two_start']['least']:.0f} ms under mpirun -n 2, of which an MPI program that does nothing "
          f"takes\n{1e3 * r['hello']['least']:.0f} ms (mpirun of `true` {1e3 * r['mpirun']['least']:.0f} ms): "
          f"{1e3 * r['beyond_mpirun']:.0f} ms are qsweep's.")
    if r["load"] > 2.5:
        print("(more than this ran on the machine meanwhile, so two ranks look worse than they are)")


def memory(build, folder):
    """Peak memory of each process for 1,000 scenarios of 1,000 replications."""
    run = [f"{build}/qsweep", "run", f"{HERE}/memory.yaml", "-q", "-o"]
    seconds, peak = common.timed(run + [f"{folder}/m1.h5"])
    ranks = subprocess.run(common.mpirun(2) + [sys.executable, os.path.abspath(__file__), "--peak-of"] + run + [f"{folder}/m2.h5"],
                           capture_output=True, text=True, check=True).stdout
    return {"seconds": seconds, "alone_mib": peak / 1024, "ranks_mib": sorted(int(kib) / 1024 for kib in ranks.split())}


def print_memory(m):
    ranks = " and ".join(f"{mib:.0f}" for mib in m["ranks_mib"])
    print(f"\n1,000 scenarios x 1,000 replications: {m['seconds']:.1f} s alone, peak {m['alone_mib']:.0f} MiB; of two ranks {ranks} MiB")


def stored_rows(build, folder, repeat):
    """10,000 scenarios of 10 replications of about three customers, from the command to the file."""
    command = [f"{build}/qsweep", "run", f"{HERE}/rows.yaml", "-q", "--force", "-o", f"{folder}/rows.h5"]
    seconds = min(common.timed(command)[0] for _ in range(repeat))
    return {"seconds": seconds, "rows_per_second": 100000 / seconds}


def print_rows(r):
    print(f"\n10,000 small scenarios x 10 replications, simulated and stored with their rows: {r['seconds']:.2f} s, "
          f"{r['rows_per_second']:,.0f} rows a second")


def main():
    if len(sys.argv) > 2 and sys.argv[1] == "--peak-of":  # one rank of memory()
        print(common.timed(sys.argv[2:])[1], flush=True)
        return
    options = common.arguments(__doc__.splitlines()[0], passes=(int, 3, "of all models and SimPy"),
                               rounds=(int, 7, "replications of each in a pass"), repeat=(int, 3, "of the runs with two ranks"))
    found = {"machine": common.machine(options.build)}
    print(common.machine_line(found["machine"]))
    found["models"] = customers(options.build, options.passes, options.rounds)
    print_customers(found["models"], options.passes, options.rounds)
    found["sets"] = instruction_sets(options.build, options.passes, 3)
    print_sets(found["sets"])
    with tempfile.TemporaryDirectory() as folder:
        found["visits"] = studies.measure(options.build, folder, options.passes)
        studies.show(found["visits"], options.passes)
        found["ranks"] = two_ranks(options.build, folder, options.repeat)
        print_ranks(found["ranks"])
        found["memory"] = memory(options.build, folder)
        print_memory(found["memory"])
        found["rows"] = stored_rows(options.build, folder, options.repeat)
        print_rows(found["rows"])
    common.keep(options.json, found)


if __name__ == "__main__":
    main()
