"""Ranks that die or fall silent, under launchers that leave the job alone: rank 0 notices, saves, says who, and ends with 75; the
others notice when rank 0 is gone. Who is stopped and goes on, and who is busy for long, is not taken for dead.

A rank of "another machine" is one with another host name (unshare --uts): rank 0 cannot ask the system for its process then, and has
its silence alone. In the long form also one behind a real link that is cut, between two network namespaces.

Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later
"""
import os
import re
import shutil
import signal
import subprocess
import time

import harm
from held import rank_of

# mpirun would end the job, were it not told to mind its own business
ALONE = {"OMPI_MCA_orte_abort_on_non_zero_status": "0"}
SLACK = 60 if harm.SANITIZED else 30  # what ending takes: 5 s for the others, mpirun's own time


class ApartJob(harm.Job):
    """Rank 0 here, one rank on what calls itself another machine."""

    def __init__(self, *words):
        self.text = None
        command = [harm.QSWEEP, "run", *words]
        apart = ["unshare", "--uts", "sh", "-c", 'hostname elsewhere; exec "$@"', "sh", *command]
        self.process = subprocess.Popen(["mpirun", "-n", "1", *command, ":", "-n", "1", *apart], stdin=subprocess.DEVNULL,
                                        stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, start_new_session=True)


def by_rank(job, n):
    return {rank_of(pid): pid for pid in job.ready(n)}


def begun(job):
    harm.until(lambda: harm.has_grown("x.h5.journal") or job.process.poll() is not None, 60)


def resumes(verdicts, name, expected):
    status, said = harm.run(2, "study.yaml", "-o", "x.h5", "--resume")
    verdicts.say(f"{name}: gone on with, the same bits", status == 0 and harm.digest("x.h5") == expected, f"{status}\n{said}")


def killed(verdicts, victim):
    """A rank is killed and the launcher does nothing: on one machine that shows within seconds."""
    harm.remove("x.h5", "x.h5.journal")
    job = harm.Job(3, "endless.yaml", "-o", "x.h5", env={**os.environ, **ALONE})
    ranks = by_rank(job, 3)
    begun(job)
    started = time.monotonic()
    harm.send(ranks[victim], signal.SIGKILL)
    status, said = job.wait(120), job.said()
    seconds = time.monotonic() - started
    named = re.search(rf"rank {victim} \(process {ranks[victim]} on .*\) has ended without a word", said)
    kept = victim == 0 or "are done and kept; go on with:" in said
    verdicts.say(f"rank {victim} is killed, the launcher leaves the job alone: it ends, and says who",
                 status not in (0, "hang") and seconds < SLACK and named and kept and os.path.exists("x.h5.journal"),
                 f"{status} after {seconds:.1f} s\n{said}")


def silent(verdicts, expected):
    """A rank of another machine is silent for longer than the limit."""
    harm.remove("x.h5", "x.h5.journal")
    job = ApartJob("study.yaml", "-o", "x.h5", "--lost-after", "2s")
    ranks = by_rank(job, 2)
    begun(job)
    started = time.monotonic()
    was_there = harm.send(ranks[1], signal.SIGSTOP)
    status, said = job.wait(120), job.said()
    seconds = time.monotonic() - started
    named = re.search(rf"rank 1 \(process {ranks[1]} on elsewhere\) has not been heard of for 2\.\d s", said)
    verdicts.say("a rank of another machine falls silent: the job ends with 75, and says who",
                 was_there and status == 75 and seconds < SLACK and named and "are done and kept; go on with:" in said,
                 f"{status} after {seconds:.1f} s\n{said}")
    resumes(verdicts, "a rank was lost", expected)


def stopped(verdicts, name, expected, which, seconds):
    """Ranks are stopped and go on later: nobody is lost."""
    harm.remove("x.h5", "x.h5.journal")
    job = ApartJob("study.yaml", "-o", "x.h5", "--lost-after", "3s")
    ranks = by_rank(job, 2)
    begun(job)
    was_there = all(harm.send(ranks[rank], signal.SIGSTOP) for rank in which)
    time.sleep(seconds)
    for rank in which:
        harm.send(ranks[rank], signal.SIGCONT)
    status, said = job.wait(120), job.said()
    verdicts.say(f"{name}: nobody is lost, the same bits", was_there and status == 0 and harm.digest("x.h5") == expected,
                 f"{status}\n{said}")


def busy(verdicts):
    """A replication that takes longer than the limit is no silence: it is the time limit that ends this."""
    harm.remove("x.h5", "x.h5.journal")
    job = ApartJob("endless.yaml", "-o", "x.h5", "--lost-after", "1s", "--time-limit", "3s", "-s", "run.horizon=1e9")
    status, said = job.wait(120), job.said()
    verdicts.say("a replication of minutes is no silence", status == 75 and "stopped by the time limit" in said and
                 "heard of" not in said, f"{status}\n{said}")


CUT = r"""
set -u
ip netns add "$1" && ip netns add "$2" || exit 99
ip link add "$1" netns "$1" type veth peer name "$2" netns "$2" || exit 99
ip -n "$1" addr add 10.99.0.1/24 dev "$1" && ip -n "$2" addr add 10.99.0.2/24 dev "$2" || exit 99
for n in "$1" "$2"; do ip -n "$n" link set lo up && ip -n "$n" link set "$n" up || exit 99; done
"""

AGENT = """#!/bin/bash
shift # the host's name
exec ip netns exec {far} unshare --uts --mount bash -c 'hostname elsewhere; mount -t tmpfs tmpfs /dev/shm; exec bash -c "$*"' bash "$@"
"""


class CutJob(harm.Job):
    """Rank 0 in one network namespace, two more where the agent starts them."""

    def __init__(self, near, *words, **environment):
        self.text = None
        command = ["ip", "netns", "exec", near, "unshare", "--uts", "sh", "-c", 'hostname here; exec "$@"', "sh", "mpirun", "--host",
                   "10.99.0.1:1,10.99.0.2:2", "-n", "3", "--mca", "btl", "self,vader,tcp", harm.QSWEEP, "run", *words]
        environment["OMPI_MCA_plm_rsh_agent"] = os.path.abspath("agent")
        self.process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE,
                                        start_new_session=True, env={**os.environ, **environment})


def cut_once(verdicts, near, far, **environment):
    """Cut the link once something is done: the job, and when that was."""
    harm.remove("x.h5", "x.h5.journal")
    subprocess.run(["ip", "-n", far, "link", "set", far, "up"], check=True)
    job = CutJob(near, "endless.yaml", "-o", "x.h5", "--lost-after", "5s" if not environment else "60s", **environment)
    begun(job)
    time.sleep(1)
    subprocess.run(["ip", "-n", far, "link", "set", far, "down"], check=True)
    return job, time.monotonic()


def cut(verdicts, near, far):
    """Three ranks on two machines that are network namespaces; then the link between them is cut. mpirun waits for the other side
    for ever once it is ending the job; told to ask it every few seconds (oob_tcp_keepalive) it notices by itself."""
    job, started = cut_once(verdicts, near, far)
    have_ended = harm.until(lambda: not job.ranks(), 120)
    seconds = time.monotonic() - started
    job.kill()
    said = job.said()
    named = re.search(r"rank [12] \(process \d+ on elsewhere\) has not been heard of for \d\.\d s", said)
    verdicts.say("the link to a node is cut: rank 0 saves, says who, and ends; the other side ends a dozen limits later",
                 have_ended and 50 < seconds < 100 and named and "are done and kept; go on with:" in said,
                 f"{seconds:.1f} s\n{said}")
    status, said = harm.run(2, "endless.yaml", "-o", "x.h5", "--resume", "--time-limit", "3s")
    verdicts.say("and it can be gone on with", status == 75 and "going on:" in said, f"{status}\n{said}")
    job, started = cut_once(verdicts, near, far, OMPI_MCA_oob_tcp_keepalive_time="5", OMPI_MCA_oob_tcp_keepalive_intvl="2",
                            OMPI_MCA_oob_tcp_keepalive_probes="2")
    status, said = job.wait(45), job.said()
    verdicts.say("the link is cut, and mpirun asks for the other side: it ends the job by itself", status not in (0, "hang"),
                 f"{status} after {time.monotonic() - started:.1f} s\n{said}")


def with_link(verdicts):
    """Two namespaces of the test's own, if that is allowed here."""
    near, far = f"qsn{os.getpid()}", f"qsf{os.getpid()}"
    try:
        made = subprocess.run(["bash", "-c", CUT, "bash", near, far], capture_output=True, text=True, check=False)
        if made.returncode != 0:
            print(f"# no network namespaces here, so no link is cut: {made.stderr.strip()}", flush=True)
            return
        with open("agent", "w", encoding="utf-8") as file:
            file.write(AGENT.format(far=far))
        os.chmod("agent", 0o755)
        cut(verdicts, near, far)
    finally:
        for name in near, far:
            found = subprocess.run(["ip", "netns", "pids", name], capture_output=True, text=True, check=False)
            for pid in found.stdout.split():
                harm.send(int(pid), signal.SIGKILL)
            subprocess.run(["ip", "netns", "del", name], capture_output=True, check=False)


def main():
    verdicts = harm.Verdicts()
    with harm.Folder():
        harm.long_enough("study.yaml", 4 if harm.LONG else 1.2, checkpoint="0.2 s", rows="false")
        harm.study("endless.yaml", horizon=20000, replications=100_000, servers="[1]", checkpoint="0.2 s", rows="false")
        harm.run(0, "study.yaml", "-o", "whole.h5")
        expected = harm.digest("whole.h5")
        for victim in (0, 1, 2) if harm.LONG else (2,):
            killed(verdicts, victim)
        if subprocess.run(["unshare", "--uts", "true"], capture_output=True, check=False).returncode != 0:
            print("# no host names of one's own here (unshare --uts): ranks of other machines are left out", flush=True)
        else:
            silent(verdicts, expected)
            stopped(verdicts, "the whole job stopped for longer than the limit", expected, (0, 1), 4.5)
            busy(verdicts)
            if harm.LONG:
                stopped(verdicts, "a rank of another machine stopped for less than the limit", expected, (1,), 2)
                stopped(verdicts, "rank 0 stopped for longer than the limit", expected, (0,), 8)
        if harm.LONG and shutil.which("ip"):
            with_link(verdicts)
    verdicts.end()


if __name__ == "__main__":
    main()
