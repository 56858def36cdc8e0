#!/usr/bin/env bash
# The scripts of jobs/, as they are, in a real SLURM that is started for it in a folder (cluster.sh). With QS_LONG=1 also two
# nodes, srun, and a job that is cut by its time limit, which has a grain of a minute.
# Run by tests/run, which sets QSWEEP and BUILD_DIR.
#
# Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later
set -u
cd "$(dirname "$0")" || exit 1
# shellcheck source=tests/suite.sh
. ../suite.sh
root=$(cd ../.. && pwd)
BUILD_DIR=${BUILD_DIR:-$root/build}
export QSWEEP=${QSWEEP:-$BUILD_DIR/qsweep}
python=${PYTHON:-/usr/bin/python3}
cluster=$root/tests/slurm/cluster.sh
work=$(mktemp -d) || exit 1
finish()
{
    "$cluster" stop "$work/slurm" 2>/dev/null
    rm -rf "$work"
}
trap finish EXIT

# ended JOB SECONDS: wait until the job has left the queue; prints its state
ended()
{
    local state=
    for _ in $(seq 1 $(($2 * 5))); do
        state=$(scontrol show job -o "$1" 2>/dev/null | tr ' ' '\n' | sed -n 's/^JobState=//p' | sort -u | tr '\n' ' ')
        # None at all: the controller was too busy to answer.
        case $state in '' | *PENDING* | *RUNNING* | *COMPLETING* | *REQUEUED* | *CONFIGURING*) sleep 0.2 ;; *) break ;; esac
    done
    echo "$state"
}

digest()
{
    "$python" "$root/tests/mpi/digest.py" "$1"
}

for program in slurmctld slurmd munged; do
    if ! command -v $program >/dev/null; then
        echo "not ok $program is not installed (make deps-test)"
        echo "0 passed, 1 failed"
        exit 1
    fi
done

"$cluster" start "$work/slurm" >"$work/start.log" 2>&1
verdict 'a SLURM starts in a folder' $? "$work/start.log"
eval "$("$cluster" env "$work/slurm")"
cd "$work" || exit 1
study=$root/configs/mmc.yaml
"$QSWEEP" run "$study" -q -o reference.h5
reference=$(digest reference.h5)

job=$(sbatch --parsable "$root/jobs/one-node.sbatch" "$study" one.h5)
state=$(ended "$job" 300)
[ "$state" = 'COMPLETED ' ] && [ "$(digest one.h5)" = "$reference" ]
verdict "one node: ends well, and the bits are those without SLURM" $? "qsweep-$job.log"

job=$(sbatch --parsable "$root/jobs/one-node.sbatch" "$study" wrong.h5 -s windows.agents.server=2)
state=$(ended "$job" 300)
[ "$state" = 'FAILED ' ] && grep -q "did you mean 'servers'" "qsweep-$job.log" && [ ! -e wrong.h5 ]
verdict 'a wrong setting fails the job, and the log says why' $? "qsweep-$job.log"

job=$("$root/jobs/array.sh" 3 "$study" array.h5)
state=$(ended "$job" 300)
[ "$state" = 'COMPLETED ' ] && [ "$(digest array.h5)" = "$reference" ] && [ ! -e array.part1.h5 ]
verdict 'a job array of parts, merged: the same bits' $? "qsweep-merge-$job.log"

# A part that fails: the merging job ends and says so; the part alone, and merged again.
mkdir array2.part2.h5
job=$("$root/jobs/array.sh" 3 "$study" array2.h5)
state=$(ended "$job" 300)
[ "${state% }" = FAILED ] && grep -q 'part2' "qsweep-merge-$job.log"
verdict 'a part that fails: the merging job ends, and says what is missing' $? "qsweep-merge-$job.log"
rmdir array2.part2.h5
job=$(sbatch --parsable --array=2 "$root/jobs/array.sbatch" "$study" array2.h5)
ended "$job" 300 >/dev/null
job=$(sbatch --parsable "$root/jobs/merge.sbatch" 3 array2.h5)
state=$(ended "$job" 300)
[ "$state" = 'COMPLETED ' ] && [ "$(digest array2.h5)" = "$reference" ] && [ ! -e array2.parts ]
verdict 'that part alone, and merged again: the same bits' $? "qsweep-merge-$job.log"

# A chain that cannot be queued again is not done.
mkdir fake
printf '#!/bin/sh\nexit 75\n' >fake/mpirun
printf '#!/bin/sh\nexit 1\n' >fake/scontrol
chmod +x fake/*
SLURM_JOB_ID=1 PATH=$PWD/fake:$PATH bash "$root/jobs/chain.sbatch" "$study" none.h5 >requeue.log 2>&1
[ $? -eq 75 ] && grep -q 'cannot be queued again' requeue.log
verdict 'a chain that cannot be queued again ends with 75' $? requeue.log

# In a shell that is itself a step of MPI a second run works, too; tasks that know nothing of each other are refused.
# shellcheck disable=SC2016  # the step's shell expands these
srun --mpi=pmix -n 1 bash -c 'for n in 1 2; do "$QSWEEP" run "$0" -q -o step$n.h5 || exit; done' "$study" >step.log 2>&1 &&
    [ "$(digest step2.h5)" = "$reference" ]
verdict 'in a shell that is a step one run after another works' $? step.log
# A shell with a terminal that is a step: in it a run is alone, and srun starts steps whose ranks know each other, or are refused.
cat >shell.sh <<END
[ "\$SLURM_PROCID" = 0 ] || exit 0 # the other tasks of the step: as shells they have nothing to read
"$QSWEEP" run "$study" -q -o shell.h5 --force || exit
srun --overlap --mpi=pmix -n 2 "$QSWEEP" run "$study" -o nested.h5 --force || exit
srun --overlap --mpi=none -n 2 "$QSWEEP" run "$study" -q -o scattered.h5 --force
echo "ended with \$?" # the shell lives on
END
timeout -k 5 120 "$PYTHON" -c 'import os, pty, sys; sys.exit(os.waitstatus_to_exitcode(pty.spawn(sys.argv[1:])))' \
    srun --mpi=pmix -n 3 --pty bash shell.sh >shell.log 2>&1 </dev/null &&
    [ "$(digest shell.h5)" = "$reference" ] && [ "$(digest nested.h5)" = "$reference" ] &&
    grep -q 'srun started 2 tasks' shell.log && grep -q 'ended with [1-9]' shell.log && [ ! -e scattered.h5 ]
verdict 'srun in a shell that is a step of srun --pty' $? shell.log
srun --mpi=none -n 3 "$QSWEEP" run "$study" -q -o scattered.h5 >scattered.log 2>&1
[ $? -eq 2 ] && [ "$(grep -c 'do not know each other' scattered.log)" -eq 1 ] && [ ! -e scattered.h5 ]
verdict 'srun without MPI is refused, with one message' $? scattered.log

jobs=$("$root/jobs/variants.sh" "$study" run.seed 7 8 -- --replications 64)
for job in $jobs; do ended "$job" 300 >/dev/null; done
"$QSWEEP" run "$study" -q -o seed8.h5 -s run.seed=8
[ "$(digest 'mmc.run.seed=8.h5')" = "$(digest seed8.h5)" ] && [ -e 'mmc.run.seed=7.h5' ]
verdict 'variants by -s: a job and a file each' $?

# replications SECONDS: so many keep one process of this machine, be it fast or slow, busy for so long
replications()
{
    "$python" -c "print(max(640, int($1 * $speed)))"
}
speed=$("$python" - "$QSWEEP" "$study" <<'END'
import subprocess, sys, time
times = []
for n in "64", "640":
    start = time.monotonic()
    subprocess.run([sys.argv[1], "run", sys.argv[2], "-q", "-o", "speed.h5", "--force", "--replications", n], check=True)
    times.append(time.monotonic() - start)
print(576 / max(0.01, times[1] - times[0]))
END
)

# Work for 8 s, that is for 2 s of four ranks: long enough to be cut.
slow=(-s "run.replications=$(replications 8)" -s output.checkpoint='"0.1 s"' -s output.replications=false)
"$QSWEEP" run "$study" -q -o slow.h5 "${slow[@]}"
job=$(sbatch --parsable "$root/jobs/chain.sbatch" "$study" chain.h5 "${slow[@]}")
for _ in $(seq 1 1200); do
    [ ! -s chain.h5.journal ] || break
    sleep 0.05
done
scancel --signal=USR1 --batch "$job"
state=$(ended "$job" 300)
[ "$state" = 'COMPLETED ' ] && [ "$(digest chain.h5)" = "$(digest slow.h5)" ] && grep -q 'queueing again' "qsweep-chain-$job.log"
verdict 'a chain that is cut queues again, and ends with the bits of an undisturbed run' $? "qsweep-chain-$job.log"

if [ "${QS_LONG:-}" ]; then
    # One rank, 100 s of work: SLURM sends the signal up to a minute before it is due.
    job=$(sbatch --parsable --ntasks-per-node=1 --time=1 --signal=B:USR1@30 "$root/jobs/chain.sbatch" "$study" limit.h5 \
        -s "run.replications=$(replications 100)" -s output.replications=false)
    state=$(ended "$job" 900)
    echo "it ended as: $state" >>"qsweep-chain-$job.log"
    [ "$state" = 'COMPLETED ' ] && grep -q 'queueing again' "qsweep-chain-$job.log"
    verdict 'a chain that its time limit cuts ends after it was queued again' $? "qsweep-chain-$job.log"

    job=$(LAUNCHER='srun --mpi=pmix' sbatch --parsable --nodes=1 "$root/jobs/several-nodes.sbatch" "$study" srun.h5)
    state=$(ended "$job" 300)
    [ "$state" = 'COMPLETED ' ] && [ "$(digest srun.h5)" = "$reference" ]
    verdict 'srun --mpi=pmix: the same bits' $? "qsweep-$job.log"

    # A rank is killed, and SLURM is told to let the others be. Its PMIx ends the step all the same; with --mpi=pmi2 it would be
    # qsweep that notices, which Debian's Open MPI cannot be started by.
    job=$(LAUNCHER='srun --mpi=pmix --kill-on-bad-exit=0' sbatch --parsable --nodes=1 "$root/jobs/several-nodes.sbatch" "$study" left.h5 \
        -s run.replications=10000000 -s output.checkpoint='"0.1 s"' -s output.replications=false)
    for _ in $(seq 1 1200); do
        [ ! -s left.h5.journal ] || break
        sleep 0.05
    done
    victim=$(pgrep -f "$QSWEEP run $study -o left.h5" | while read -r pid; do
        tr '\0' '\n' <"/proc/$pid/environ" | grep -qx 'SLURM_PROCID=2' && [ "$(readlink "/proc/$pid/exe")" = "$(readlink -f "$QSWEEP")" ] && echo "$pid"
    done | head -n 1)
    kill -KILL "$victim"
    state=$(ended "$job" 120)
    echo "it ended as: $state" >>"qsweep-$job.log"
    [ "${state% }" = FAILED ] && grep -qE "rank 2 \(process $victim on .*\) has ended without a word|Job step aborted" "qsweep-$job.log" && [ -s left.h5.journal ]
    verdict 'srun with KillOnBadExit off: a rank that is killed ends the job' $? "qsweep-$job.log"

    "$cluster" stop "$work/slurm"
    rm -rf "$work/slurm"
    NODES=2 PORT=17500 "$cluster" start "$work/slurm" >"$work/start.log" 2>&1
    verdict 'a SLURM of two nodes starts' $? "$work/start.log"
    job=$(sbatch --parsable "$root/jobs/several-nodes.sbatch" "$study" two.h5)
    state=$(ended "$job" 300)
    [ "$state" = 'COMPLETED ' ] && [ "$(digest two.h5)" = "$reference" ]
    verdict 'two nodes: the same bits' $? "qsweep-$job.log"
fi

sum_up
