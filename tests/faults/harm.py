"""What the fault tests share: studies, starting and killing jobs, digests, counting verdicts.

Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later
"""
import hashlib
import os
import random
import resource
import shutil
import signal
import struct
import subprocess
import sys
import tempfile
import time

import h5py
import numpy

QSWEEP = os.environ.get("QSWEEP", "build/qsweep")
LONG = bool(os.environ.get("QS_LONG"))
SANITIZED = bool(os.environ.get("QS_SANITIZED"))
# as tests/run has it, for a script that is run by itself
for name, value in (("rmaps_base_oversubscribe", "1"), ("mpi_yield_when_idle", "1"), ("hwloc_base_binding_policy", "none"),
                    ("btl_vader_single_copy_mechanism", "none")):
    os.environ.setdefault("OMPI_MCA_" + name, value)
if os.geteuid() == 0:
    os.environ.setdefault("OMPI_ALLOW_RUN_AS_ROOT", "1")
    os.environ.setdefault("OMPI_ALLOW_RUN_AS_ROOT_CONFIRM", "1")
random.seed(int(os.environ.get("QS_FAULT_SEED", "20261122")))

STUDY = """qsweep: 1
name: two windows
services: {{till: {{time: {{exponential: {{mean: 1}}}}}}, pay: {{time: {{lognormal: {{mean: 0.5, sd: 0.4}}}}}}}}
classes: {{fast: {{first: {{pay: 1}}}}, slow: {{first: {{till: 1}}, then: {{till: {{pay: 0.4}}}}}}}}
arrivals: {{door: {{interarrival: {{exponential: {{mean: 0.9}}}}, classes: {{fast: 0.3, slow: 0.7}}}}}}
windows: {{A: {{servers: 1, services: [till, pay]}}, B: {{servers: 1, services: [pay]}}}}
run: {{horizon: {horizon}, warmup: {warmup}, {replications}, seed: 4}}
output: {{replications: {rows}, quantiles: [0.5, 0.95], wait_over: [1, 2], checkpoint: "{checkpoint}"}}
sweep: {{grid: {{windows.A.servers: {servers}, arrivals.door.interarrival.exponential.mean: [0.9, 1.2]}}}}
"""


def study(path, horizon=2000, replications=330, rows="true", checkpoint="0.03 s", servers="[1, 2, 3]", warmup=20):
    """Write a study; `replications` may be the text of run.until."""
    if isinstance(replications, int):
        replications = f"replications: {replications}"
    with open(path, "w", encoding="utf-8") as file:
        file.write(STUDY.format(horizon=horizon, replications=replications, rows=rows, checkpoint=checkpoint,
                                servers=servers, warmup=warmup))
    return path


def tiny(path):
    """A study that is done at once: what is left is starting and ending."""
    return study(path, horizon=50, replications=2, servers="[1]")


def seconds_of(ranks, path, result="timed.h5"):
    """How long a run takes, by the clock on the wall: the fastest."""
    times = []
    for _ in range(3 if LONG else 1):
        start = time.monotonic()
        status, said = run(ranks, path, "-o", result, "--force", limit=600)
        times.append(time.monotonic() - start)
        if status != 0:
            raise RuntimeError(f"{path} on {ranks} ranks: {status} {said}")
    remove(result)
    return min(times)


def cpu_seconds_of(path):
    """The CPU time that a run without a launcher takes: what else the machine does meanwhile makes it no longer."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    seconds_of(0, path)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return (after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime) / (3 if LONG else 1)


def long_enough(path, least=1.0 if LONG else 0.4, horizon=2000, **wishes):
    """Write a study that keeps this machine, be it fast or slow, busy for `least` seconds or longer: its horizon is
    stretched. Measured as CPU time, which a machine that was busy with something else just then does not make look longer.
    Gives how long that is."""
    idle = cpu_seconds_of(tiny("tiny.yaml"))
    for attempt in range(6):
        study(path, horizon=horizon, **wishes)
        busy = max(0.01, cpu_seconds_of(path) - idle)
        if busy >= least or attempt == 5:
            break
        horizon = int(horizon * min(8, 1.3 * least / busy))
    return busy


def digest(path):
    """All datasets and attributes, to the bit, outside the group `provenance`."""
    total = hashlib.sha256()

    def raw(value):
        array = numpy.asarray(value)
        if array.dtype.kind in "OV":
            return repr(array.tolist() if array.dtype.kind == "O" else array.dtype.descr).encode()
        return str(array.dtype).encode() + str(array.shape).encode() + array.tobytes()

    def visit(name, thing):
        if name.split("/")[0] == "provenance":
            return
        total.update(name.encode())
        for key in sorted(thing.attrs):
            if key not in ("REFERENCE_LIST", "DIMENSION_LIST"):
                total.update(key.encode() + raw(thing.attrs[key]))
        if isinstance(thing, h5py.Dataset):
            total.update(raw(thing[()]))

    with h5py.File(path, "r") as file:
        visit("", file)
        file.visititems(visit)
    return total.hexdigest()


def rows_fit(path):
    """Are the means those of the rows, in a study without control variates?"""
    with h5py.File(path, "r") as file:
        for name in "wait_mean", "sojourn_mean", "queue_mean", "arrived":
            rows, means = file["replication/system"][name][()], file["system"][name][()]
            if not numpy.allclose(numpy.nanmean(rows, axis=1), means, rtol=1e-9):
                return False
    return True


class Job:
    """`qsweep run` on some ranks (0: without a launcher), with what it said."""

    def __init__(self, ranks, *words, **how):
        command = [QSWEEP, "run", *words]
        if ranks:
            command = ["mpirun", "-n", str(ranks), *command]
        self.text = None
        self.process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                                        stderr=subprocess.PIPE, start_new_session=True, **how)

    def wait(self, limit=300):
        """The exit status, once all of its processes are gone; a job that hangs is killed and gives 'hang'."""
        try:
            status = self.process.wait(limit)
        except subprocess.TimeoutExpired:
            self.kill()
            return "hang"
        until(lambda: not any(is_alive(pid) for pid in self.family()), 30)
        return status

    def said(self):
        if self.text is None:  # a pipe holds more than a job ever says
            self.text = self.process.stderr.read().decode(errors="replace")
            self.process.stderr.close()
        return self.text

    def family(self):
        """The process ids of the job: what descends from it, and what has been left behind by what did."""
        parents, family = {}, {self.process.pid}
        for name in os.listdir("/proc"):
            if name.isdigit():
                try:
                    with open(f"/proc/{name}/stat", encoding="utf-8") as file:
                        fields = file.read().rsplit(")", 1)[1].split()
                    parents[int(name)] = int(fields[1])
                    if int(fields[3]) == self.process.pid:  # its session
                        family.add(int(name))
                except (OSError, IndexError, ValueError):
                    pass
        while True:
            more = {child for child, parent in parents.items() if parent in family} - family
            if not more:
                return family
            family |= more

    def ranks(self):
        """The processes that are qsweep, by id."""
        found = []
        for pid in self.family():
            try:
                if os.path.realpath(f"/proc/{pid}/exe") == os.path.realpath(QSWEEP):
                    found.append(pid)
            except OSError:
                pass
        return sorted(found)

    def ready(self, n=1):
        """Wait until n ranks are there and have their signals in hand: their ids, or none if the job has ended."""
        ranks = []

        def are_there():
            ranks[:] = self.ranks()
            return self.process.poll() is not None or (len(ranks) >= n and all(catches(pid) for pid in ranks))
        until(are_there, 60)
        return ranks if self.process.poll() is None else []

    def kill(self):
        """kill -9 of every process at once, and wait until they are gone, with their locks."""
        family = self.family()
        for pid in family:
            try:
                os.kill(pid, signal.SIGSTOP)
            except OSError:
                pass
        family |= self.family()
        for pid in family:
            try:
                os.kill(pid, signal.SIGKILL)
            except OSError:
                pass
        self.process.wait()
        until(lambda: not any(is_alive(pid) for pid in family), 30)


def until(is_so, limit):
    """Wait until something is so, but no longer than `limit` seconds: whether it is."""
    deadline = time.monotonic() + limit
    while not is_so():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.002)
    return True


def has_grown(journal):
    """Does the journal tell of something done? It begins with 16 bytes of magic and the record that says whose it is."""
    try:
        with open(journal, "rb") as file:
            head = file.read(40)
        return len(head) == 40 and os.path.getsize(journal) > 40 + struct.unpack_from("=Q", head, 24)[0]
    except OSError:
        return False


def send(pid, which):
    """Send a signal to a process, which may have ended by itself by now: whether it was there."""
    try:
        os.kill(pid, which)
    except OSError:
        return False
    return True


def catches(pid):
    """Does the process handle the signals that qsweep handles? Before it does they are just the end of it."""
    try:
        with open(f"/proc/{pid}/status", encoding="utf-8") as file:
            caught = int(next(line for line in file if line.startswith("SigCgt")).split()[1], 16)
    except (OSError, StopIteration):
        return False
    return all(caught >> (which - 1) & 1 for which in (signal.SIGTERM, signal.SIGINT, signal.SIGUSR1))


def has_lock(path):
    """Does a process hold the lock on a file?"""
    try:
        number = str(os.stat(path).st_ino)
        with open("/proc/locks", encoding="utf-8") as file:
            return any(number in line.split()[5].split(":")[2:] for line in file)
    except (OSError, IndexError):
        return False


def is_alive(pid):
    """Does the process still hold anything? A zombie does not."""
    try:
        with open(f"/proc/{pid}/stat", encoding="utf-8") as file:
            return file.read().rsplit(")", 1)[1].split()[0] not in ("Z", "X")
    except OSError:
        return False


class Verdicts:
    """Counts tests and prints them as tests/run wants."""

    def __init__(self):
        self.passed = self.failed = 0

    def say(self, name, is_right, why=""):
        if is_right:
            self.passed += 1
            print(f"ok {name}", flush=True)
        else:
            self.failed += 1
            print(f"not ok {name}", flush=True)
            for line in str(why).splitlines()[:20]:
                print(f"# {line}", flush=True)

    def end(self):
        print(f"{self.passed} passed, {self.failed} failed")
        sys.exit(self.failed > 0)


class Folder:
    """A private folder to do harm in."""

    def __enter__(self):
        self.before = os.getcwd()
        self.path = tempfile.mkdtemp(prefix="qsweep-faults-")
        os.chdir(self.path)
        # what mpirun leaves behind when it is killed lies here too
        for name in ("mpi", "shared"):
            os.mkdir(name)
        os.environ["TMPDIR"] = self.path + "/mpi"
        os.environ["OMPI_MCA_btl_vader_backing_directory"] = self.path + "/shared"
        return self.path

    def __exit__(self, *unused):
        os.chdir(self.before)
        shutil.rmtree(self.path, ignore_errors=True)


def remove(*paths):
    for path in paths:
        if os.path.exists(path):
            os.remove(path)


def run(ranks, *words, limit=300, **how):
    """Run to its end: (exit status, what it said)."""
    job = Job(ranks, *words, **how)
    status = job.wait(limit)
    return status, job.said()


def shows(path):
    """Can the results be read?"""
    return subprocess.run([QSWEEP, "show", path], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE,
                          check=False).returncode == 0


def show(path):
    """What `qsweep show` prints of a metric."""
    return subprocess.run([QSWEEP, "show", path, "wait_mean"], capture_output=True, text=True, check=False).stdout
