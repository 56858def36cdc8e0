#!/usr/bin/env bash
# The scripts of jobs/ for schedulers that are not here: PBS, LSF and Grid Engine. Each is run as far as it goes, with what its
# scheduler sets in a job, the signals it sends as a warning, and a qsub of the test's own. (SLURM is tried for real: tests/slurm.)
# Run by tests/run, which sets QSWEEP, PYTHON and Open MPI's environment.
#
# Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later
set -u
cd "$(dirname "$0")/../.." || exit 1
# shellcheck source=tests/suite.sh
. tests/suite.sh
root=$PWD
export QSWEEP=${QSWEEP:-$root/build/qsweep}
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
cd "$work" || exit 1
evidence=(log)

digest()
{
    "${PYTHON:-/usr/bin/python3}" "$root/tests/mpi/digest.py" "$1"
}

study=$root/configs/mmc.yaml
few="--replications 64"
# shellcheck disable=SC2086  # options are words
"$QSWEEP" run "$study" -q -o reference.h5 $few
reference=$(digest reference.h5)
# Long enough to be stopped: with a checkpoint every tenth of a second.
slow="--replications 200000 -s output.checkpoint=0.1s -s output.replications=false"

# What each sets in a job of two tasks. PBS begins in the home folder.
hostname >hosts
hostname >>hosts
pbs=(PBS_JOBID=7.server PBS_NODEFILE="$work/hosts" PBS_O_WORKDIR="$work")
lsf=(LSB_JOBID=7 LSB_DJOB_NUMPROC=2 LSB_DJOB_HOSTFILE="$work/hosts" LSB_HOSTS="here here")
sge=(JOB_ID=7 NSLOTS=2 PE_HOSTFILE="$work/pe" TMPDIR="$work")
echo "$(hostname) 2 all.q@here UNDEFINED" >pe

# is_done NAME RESULTS: the job ended well, with the bits of a run without a scheduler
is_done()
{
    [ "$status" -eq 0 ] && [ "$(digest "$2")" = "$reference" ]
    verdict "$1: the bits are those without a scheduler" $?
}

for form in one-node several-nodes; do
    (cd / && env "${pbs[@]}" STUDY="$study" RESULTS=pbs.h5 OPTIONS="$few --force" timeout 120 bash "$root/jobs/$form.pbs") >log 2>&1
    status=$?
    is_done "PBS, $form" pbs.h5
    env "${lsf[@]}" STUDY="$study" RESULTS=lsf.h5 OPTIONS="$few --force" timeout 120 bash <"$root/jobs/$form.lsf" >log 2>&1
    status=$?
    is_done "LSF, $form" lsf.h5
    # shellcheck disable=SC2086
    env "${sge[@]}" timeout 120 bash "$root/jobs/$form.sge" "$study" sge.h5 $few --force >log 2>&1
    status=$?
    is_done "Grid Engine, $form" sge.h5
done

for script in one-node several-nodes chain; do
    for kind in pbs lsf sge; do
        timeout 10 env -u STUDY -u RESULTS bash "$root/jobs/$script.$kind" >log 2>&1
        [ $? -eq 2 ] && grep -q '^usage: ' log
        verdict "$script.$kind without a study says how it is used" $?
    done
done

# stopped_by SIGNAL STATUS NAME COMMAND...: once something is done, the script (which is what the scheduler signals) gets the signal:
# it ends with that status, and what was done is kept
stopped_by()
{
    local signal=$1 wanted=$2 name=$3
    shift 3
    rm -f chain.h5 chain.h5.journal
    "$@" >log 2>&1 &
    local job=$!
    for _ in $(seq 600); do
        [ "$(stat -c %s chain.h5.journal 2>/dev/null || echo 0)" -gt 20000 ] && break
        sleep 0.05
    done
    kill -s "$signal" $job
    wait $job
    status=$?
    [ $status -eq "$wanted" ] && [ -s chain.h5.journal ] && grep -q 'not done yet' log
    verdict "$name: $signal ends it with $wanted, what is done is kept" $?
}
# goes_on NAME COMMAND...: the same script again goes on with what is there, here until a signal once more
goes_on()
{
    local name=$1
    shift
    "$@" >log 2>&1 &
    local job=$!
    for _ in $(seq 600); do
        grep -q 'going on:' log && break
        sleep 0.05
    done
    kill -s USR2 $job
    wait $job
    grep -q 'going on:' log
    verdict "$name: queued again it goes on" $?
}
# shellcheck disable=SC2086
{
    stopped_by USR2 75 "LSF, chain" env "${lsf[@]}" STUDY="$study" RESULTS=chain.h5 OPTIONS="$slow" bash "$root/jobs/chain.lsf"
    goes_on "LSF, chain" env "${lsf[@]}" STUDY="$study" RESULTS=chain.h5 OPTIONS="$slow" bash "$root/jobs/chain.lsf"
    stopped_by XCPU 99 "Grid Engine, chain" env "${sge[@]}" bash "$root/jobs/chain.sge" "$study" chain.h5 $slow
    goes_on "Grid Engine, chain" env "${sge[@]}" bash "$root/jobs/chain.sge" "$study" chain.h5 $slow
    if [ "${QS_LONG:-}" ]; then
        stopped_by USR2 99 "Grid Engine, chain" env "${sge[@]}" bash "$root/jobs/chain.sge" "$study" chain.h5 $slow
        stopped_by USR1 99 "Grid Engine, chain" env "${sge[@]}" bash "$root/jobs/chain.sge" "$study" chain.h5 $slow
    fi
}

# PBS: each link stops by itself and submits the next, here to a qsub that runs it at once.
mkdir bin
cat >bin/qsub <<END
#!/bin/bash
[ "\$1" = -v ] || exit 9
echo "\$3 \$LINKS" >>submitted
exec bash "$root/\$3"
END
chmod +x bin/qsub
rm -f chain.h5 chain.h5.journal
env "${pbs[@]}" PATH="$work/bin:$PATH" STUDY="$study" RESULTS=chain.h5 OPTIONS="$slow" LIMIT=1s MOST_LINKS=2 timeout 120 \
    bash "$root/jobs/chain.pbs" >log 2>&1
[ "$(cat submitted)" = "jobs/chain.pbs 1
jobs/chain.pbs 2" ] && grep -q 'giving up' log && grep -q 'going on:' log && [ -s chain.h5.journal ]
verdict "PBS, chain: each link goes on and submits the next, so many at most" $?
printf '#!/bin/sh\nexit 1\n' >bin/qsub
env "${pbs[@]}" PATH="$work/bin:$PATH" STUDY="$study" RESULTS=chain.h5 OPTIONS="$slow" LIMIT=1s timeout 120 bash "$root/jobs/chain.pbs" >log 2>&1
[ $? -eq 75 ] && grep -q 'cannot be submitted here' log
verdict "PBS, chain: where it cannot submit the next it ends with 75" $?

sum_up
