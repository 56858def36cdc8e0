"""What schedulers, shells, environments and file systems do to a run: closed descriptors, HDF5's variable for locks, links,
pipes and permissions at the results' name, file systems without locks or syncs. Nothing of it costs results.

Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later
"""
import errno
import os
import signal
import stat
import subprocess
import time

import harm

HERE = os.path.dirname(os.path.abspath(__file__))


def clean(*folders):
    for folder in folders or (".",):
        for name in os.listdir(folder):
            if name.startswith("x.h5") or os.path.islink(os.path.join(folder, name)):
                os.remove(os.path.join(folder, name))


def shell(line, limit=120):
    """A line of the shell, with the program as $Q: (exit status, what it said to the standard error)."""
    done = subprocess.run(["sh", "-c", line], capture_output=True, text=True, check=False, timeout=limit,
                          env={**os.environ, "Q": harm.QSWEEP}, stdin=subprocess.DEVNULL)
    return done.returncode, done.stderr


def closed_descriptors(verdicts, expected):
    for closed in ("<&-", ">&-", "2>&-", "<&- >&-", "<&- >&- 2>&-"):
        for progress in "never", "always":
            clean()
            status, said = shell(f"$Q run study.yaml -o x.h5 --progress {progress} --time-limit 0.1 {closed}")
            stopped = status
            with open("x.h5.journal", "rb") as file:
                magic = file.read(15)
            status, said = shell(f"$Q run study.yaml -o x.h5 --progress {progress} --resume {closed}")
            verdicts.say(f"run with {closed}, progress {progress}, stopped and gone on with: the same bits",
                         stopped == 75 and magic == b"qsweep journal " and status == 0 and
                         harm.digest("x.h5") == expected, f"{stopped} {magic} {status} {said}")
    for words in "check study.yaml", "show x.h5", "export x.h5":
        before = harm.digest("x.h5")
        status, said = shell(f"$Q {words} >&-")
        verdicts.say(f"{words} without a standard output: an error", status == 1 and "standard output" in said and
                     harm.digest("x.h5") == before, f"{status} {said}")


def hdf5_variable(verdicts, expected):
    for value in "TRUE", "1", "BEST_EFFORT", "FALSE":
        clean()
        status, said = shell(f"HDF5_USE_FILE_LOCKING={value} $Q run study.yaml -o x.h5 && "
                             f"HDF5_USE_FILE_LOCKING={value} $Q show x.h5 >/dev/null")
        verdicts.say(f"HDF5_USE_FILE_LOCKING={value}: written and shown", status == 0 and
                     harm.digest("x.h5") == expected, f"{status} {said}")


def links(verdicts, expected):
    os.mkdir("scratch")
    os.mkdir("home")
    for target in "../scratch/x.h5", os.path.abspath("scratch/x.h5"), "second":
        clean("scratch", "home")
        os.symlink(target, "home/x.h5")
        os.symlink("../scratch/x.h5", "home/second")
        first, said = harm.run(0, "study.yaml", "-o", "home/x.h5", "--time-limit", "0.1")
        has_journal = os.path.exists("scratch/x.h5.journal")
        status, said = harm.run(0, "study.yaml", "-o", "home/x.h5", "--resume")
        forced, _ = harm.run(0, "study.yaml", "-o", "home/x.h5", "--force")
        verdicts.say(f"a link to {os.path.basename(os.path.dirname(target)) or target} stays one; journal and results lie "
                     "where it points", (first, status, forced) == (75, 0, 0) and has_journal and
                     os.readlink("home/x.h5") == target and sorted(os.listdir("home")) == ["second", "x.h5"] and
                     os.listdir("scratch") == ["x.h5"] and harm.digest("scratch/x.h5") == expected,
                     f"{first} {status} {forced} {said} {os.listdir('home')} {os.listdir('scratch')}")
    clean("home")
    os.symlink("x.h5", "home/x.h5")
    status, said = harm.run(0, "study.yaml", "-o", "home/x.h5")
    verdicts.say("a link to itself is refused", status == 2 and "home/x.h5" in said, f"{status} {said}")
    clean("home", "scratch")
    for k in 1, 2:
        os.symlink(f"../scratch/x.h5.{k}", f"home/x.h5.{k}")
        harm.run(0, "study.yaml", "-o", f"home/x.h5.{k}", "--part", f"{k}/2")
    status, said = shell("$Q merge -o x.h5 home/x.h5.1 home/x.h5.2 --force")
    verdicts.say("parts behind links are merged", status == 0 and harm.digest("x.h5") == expected, f"{status} {said}")


def no_files(verdicts):
    os.mkfifo("pipe.h5")
    for path in "pipe.h5", "/dev/null", "/dev/full":
        started = time.monotonic()
        status, said = harm.run(0, "long.yaml", "-o", path, "--force", limit=20)
        verdicts.say(f"{os.path.basename(path)} for the results is refused at once", status == 2 and path in said and
                     "not a plain file" in said and time.monotonic() - started < 10, f"{status} {said}")
    verdicts.say("and stays what it is", stat.S_ISFIFO(os.stat("pipe.h5").st_mode) and
                 not os.path.exists("pipe.h5.journal"))


def permissions(verdicts):
    other = next((group for group in os.getgroups() + ([12345] if os.geteuid() == 0 else []) if group != os.getegid()), None)
    for mode in 0o600, 0o640, 0o664, 0o444:
        clean()
        harm.run(0, "tiny.yaml", "-o", "x.h5")
        os.chmod("x.h5", mode)
        if other is not None:
            os.chown("x.h5", -1, other)
        wanted = os.stat("x.h5")
        status, said = harm.run(0, "tiny.yaml", "-o", "x.h5", "--force")
        got = os.stat("x.h5")
        verdicts.say(f"--force keeps the mode {mode:o} and the group", status == 0 and got.st_ino != wanted.st_ino and
                     (got.st_mode, got.st_gid) == (wanted.st_mode, wanted.st_gid), f"{status} {got} {said}")


def signals(verdicts, expected):
    for which in signal.SIGHUP, signal.SIGUSR2, signal.SIGXCPU:
        clean()
        job = harm.Job(0, "study.yaml", "-o", "x.h5")
        job.ready()
        os.kill(job.process.pid, which)
        status, name = job.wait(), signal.Signals(which).name
        said = job.said()
        again, told = harm.run(0, "study.yaml", "-o", "x.h5", "--resume")
        verdicts.say(f"{name} stops a run, and it is gone on with", status == 75 and f"stopped by {name}" in said and
                     again == 0 and harm.digest("x.h5") == expected, f"{status} {said} {again} {told}")
    clean()
    job = harm.Job(0, "study.yaml", "-o", "x.h5", preexec_fn=lambda: signal.signal(signal.SIGHUP, signal.SIG_IGN))
    job.ready()
    os.kill(job.process.pid, signal.SIGHUP)
    status = job.wait()
    verdicts.say("under nohup SIGHUP does nothing", status == 0 and harm.digest("x.h5") == expected, f"{status} {job.said()}")
    clean()
    end, begin = os.pipe()
    os.close(end)
    started = subprocess.run([harm.QSWEEP, "run", "study.yaml", "-o", "x.h5", "--progress", "always"], stderr=begin, check=False,
                             restore_signals=True)
    os.close(begin)
    verdicts.say("a standard error that nobody reads does not end a run", started.returncode == 0 and
                 harm.digest("x.h5") == expected, started.returncode)


def shim():
    """The answers of file systems, as a library; None where there is no compiler."""
    compiler = os.environ.get("CC", "cc")
    built = subprocess.run([compiler, "-shared", "-fPIC", "-O1", "-o", "shim.so", os.path.join(HERE, "filesystem_shim.c")],
                           capture_output=True, text=True, check=False)
    return os.path.abspath("shim.so") if built.returncode == 0 else None


def file_systems(verdicts, expected, library):
    no_locks, no_sync = "has no locks", "does not say when the disk has"
    cases = [({"SHIM_FLOCK": number}, no_locks) for number in
             (errno.ENOLCK, errno.EOPNOTSUPP, 524, errno.EBADF, errno.EINVAL, errno.EPERM, errno.ENOSYS)]
    cases += [({"SHIM_FSYNC_FILE": number}, no_sync) for number in (errno.EINVAL, errno.ENOTSUP)]
    cases += [({"SHIM_FSYNC_FOLDER": number}, no_sync) for number in
              (errno.EBADF, errno.EACCES, errno.EINVAL, errno.ENOTSUP)]
    for answers, text in cases:
        clean()
        name = ", ".join(f"{key[5:].lower().replace('_', ' of a ')}: {errno.errorcode.get(value, value)}"
                         for key, value in answers.items())
        environment = {**os.environ, "LD_PRELOAD": library, **{key: str(value) for key, value in answers.items()}}
        first, said = harm.run(0, "study.yaml", "-o", "x.h5", "--time-limit", "0.1", env=environment)
        status, again = harm.run(0, "study.yaml", "-o", "x.h5", "--resume", env=environment)
        other = no_sync if text == no_locks else no_locks
        verdicts.say(f"{name}: stopped, gone on with, said once", (first, status) == (75, 0) and said.count(text) == 1 and
                     again.count(text) == 1 and other not in said + again and harm.digest("x.h5") == expected,
                     f"{first} {status} {said} {again}")
    clean()
    environment = {**os.environ, "LD_PRELOAD": library, "SHIM_FSYNC_FILE": str(errno.EIO)}
    status, said = harm.run(0, "study.yaml", "-o", "x.h5", env=environment)
    verdicts.say("a disk that fails is an error, and nobody is told to make room", status == 1 and "Input/output error" in said
                 and "make room" not in said and not os.path.exists("x.h5"), f"{status} {said}")


RECORD = "x.h5.journal.owner"


def record(changes=()):
    """The owner record: read, and written anew with other words in some of its lines."""
    with open(RECORD, encoding="ascii") as file:
        lines = file.read().splitlines()
    for name, value in dict(changes).items():
        lines = [f"{name} {value}" if line.split()[0] == name else line for line in lines]
    if changes:
        with open(RECORD, "w", encoding="ascii") as file:
            file.write("".join(line + "\n" for line in lines))
    return dict(line.split(" ", 1) for line in lines)


def until_owned(job):
    """Wait until a run has begun to write."""
    harm.until(lambda: harm.has_grown("x.h5.journal") and os.path.exists(RECORD) or job.process.poll() is not None, 60)


def beside_a_living_run(verdicts, unlocked):
    """Two at once on one machine: the second is refused, whatever it was told, and the first does not notice."""
    clean()
    first = harm.Job(0, "long.yaml", "-o", "x.h5", env=unlocked)
    until_owned(first)
    pid = int(record()["pid"])
    for ranks, words in (0, ["--resume"]), (2, ["--resume"]), (0, ["--force"]):
        status, said = harm.run(ranks, "long.yaml", "-o", "x.h5", *words, env=unlocked)
        verdicts.say(f"no locks: a second run, {ranks} ranks, {words[0]}, is refused", status == 1 and
                     f"another process is writing this file (process {pid} on " in said and "signs of life" not in said and
                     first.process.poll() is None, f"{status} {said}")
    harm.send(pid, signal.SIGTERM)
    status = first.wait()
    verdicts.say("no locks: the first goes on, and its record goes with it", status == 75 and not os.path.exists(RECORD),
                 f"{status} {first.said()}")


def after_a_death(verdicts, unlocked, expected):
    """Killed on this machine: taken over at once. Also where its number has been given to another process since."""
    for name, changes in ("killed", {}), ("killed, its number given away", {"pid": os.getpid()}), ("a torn record", None):
        clean()
        job = harm.Job(0, "study.yaml", "-o", "x.h5", env=unlocked)
        until_owned(job)
        job.kill()
        if changes is None:
            os.truncate(RECORD, 77)  # how often it gives a sign of life is the last thing it says
        else:
            record(changes)
        status, said = harm.run(2, "study.yaml", "-o", "x.h5", "--resume", env=unlocked)
        verdicts.say(f"no locks, {name}: taken over{'' if changes is not None else ' after watching it'}", status == 0 and
                     ("signs of life" in said) == (changes is None) and harm.digest("x.h5") == expected and
                     not os.path.exists(RECORD), f"{status} {said}")


def of_another_machine(verdicts, unlocked, expected):
    """A record of another machine: whether it gives a sign of life decides; SLURM's word is taken before that."""
    clean()
    job = harm.Job(0, "study.yaml", "-o", "x.h5", env=unlocked)
    until_owned(job)
    job.kill()
    with open("x.h5.journal", "rb") as file:
        journal = file.read()
    there = {"host": "elsewhere", "machine": "another/boot", "job": "77", "restarts": "-"}
    record(there)
    again = harm.Job(0, "study.yaml", "-o", "x.h5", "--resume", env=unlocked)
    beats = 10 ** 6
    while again.process.poll() is None and beats < 10 ** 6 + 200:
        beats += 1
        with open(RECORD, "r+", encoding="ascii") as file:
            file.seek(44)
            file.write(f"{beats:020}")
        time.sleep(0.05)
    status, said = again.wait(), again.said()
    with open("x.h5.journal", "rb") as file:
        verdicts.say("no locks, another machine that lives: watched, refused, nothing touched", status == 1 and
                     "on elsewhere" in said and "signs of life" in said and "another process is writing" in said and
                     file.read() == journal and record()["host"] == "elsewhere", f"{status} {said}")
    for name, environment, is_watched in (("of SLURM, queued again", {"SLURM_JOB_ID": "77", "SLURM_RESTART_COUNT": "1"}, False),
                                          ("of SLURM, not queued again", {"SLURM_JOB_ID": "77"}, True),
                                          ("that is silent", {}, True)):
        with open("x.h5.journal", "wb") as file:
            file.write(journal)
        harm.remove("x.h5", RECORD)
        with open(RECORD, "w", encoding="ascii") as file:
            file.write("qsweep owner 1\ntoken 0123456789abcdef\nbeats 00000000000000000007\nevery 0.100\n" +
                       "".join(f"{key} {value}\n" for key, value in there.items()) + "pid 4711\nstarted 9\n")
        started = time.monotonic()
        status, said = harm.run(0, "study.yaml", "-o", "x.h5", "--resume", env={**unlocked, **environment})
        verdicts.say(f"no locks, a job of another machine {name}: taken over", status == 0 and "going on" in said and
                     ("signs of life" in said) == is_watched and harm.digest("x.h5") == expected and
                     time.monotonic() - started < 30, f"{status} {said}")


def taken_over(verdicts, unlocked):
    """Another machine believed that this run was dead: it stops, leaves everything to the other, and says so."""
    for ranks in 0, 2:
        clean()
        job = harm.Job(ranks, "long.yaml", "-o", "x.h5", env=unlocked)
        until_owned(job)
        with open(RECORD + ".new", "w", encoding="ascii") as file:
            file.write("qsweep owner 1\ntoken 0123456789abcdef\nhost elsewhere\npid 4711\n")
        os.rename(RECORD + ".new", RECORD)
        time.sleep(0.3)  # what was being written just then has been
        with open("x.h5.journal", "rb") as file:
            journal = file.read()
        status, said = job.wait(20), job.said()
        with open("x.h5.journal", "rb") as file:
            verdicts.say(f"no locks, {ranks} ranks, the files taken over: it ends with words and writes no more", status == 1 and
                         "taken over these files (process 4711 on elsewhere)" in said and "go on with" not in said and
                         file.read() == journal and record()["host"] == "elsewhere" and not os.path.exists("x.h5"),
                         f"{status} {said}")
    clean()
    job = harm.Job(0, "long.yaml", "-o", "x.h5", env=unlocked)
    until_owned(job)
    job.kill()
    os.remove(RECORD)
    os.symlink("long.yaml", RECORD)
    before = os.path.getsize("long.yaml")
    status, said = harm.run(0, "long.yaml", "-o", "x.h5", "--resume", env=unlocked)
    verdicts.say("no locks, a link in the record's place: refused, not followed", status == 2 and "is a link" in said and
                 os.path.getsize("long.yaml") == before, f"{status} {said}")


def owners(verdicts, expected, library):
    clean()
    job = harm.Job(0, "long.yaml", "-o", "x.h5")
    harm.until(lambda: harm.has_grown("x.h5.journal"), 60)
    has_record = os.path.exists(RECORD)
    job.kill()
    verdicts.say("where there are locks there is no record of an owner", not has_record)
    unlocked = {name: value for name, value in os.environ.items() if not name.startswith("SLURM_")}
    unlocked.update(LD_PRELOAD=library, SHIM_FLOCK=str(errno.ENOLCK))
    beside_a_living_run(verdicts, unlocked)
    after_a_death(verdicts, unlocked, expected)
    of_another_machine(verdicts, unlocked, expected)
    taken_over(verdicts, unlocked)


def main():
    verdicts = harm.Verdicts()
    with harm.Folder():
        harm.tiny("tiny.yaml")
        harm.study("long.yaml", horizon="1e6", replications=100000, checkpoint="0.1 s")
        harm.long_enough("study.yaml", 0.4, checkpoint="0.02 s", servers="[1, 2]")
        status, said = harm.run(0, "study.yaml", "-o", "whole.h5")
        verdicts.say("undisturbed", status == 0, said)
        expected = harm.digest("whole.h5")
        closed_descriptors(verdicts, expected)
        hdf5_variable(verdicts, expected)
        links(verdicts, expected)
        no_files(verdicts)
        permissions(verdicts)
        signals(verdicts, expected)
        library = shim()
        if library:
            file_systems(verdicts, expected, library)
            owners(verdicts, expected, library)
        else:
            print("# no compiler: answers of file systems are left out", flush=True)
    verdicts.end()


main()
