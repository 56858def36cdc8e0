# shellcheck shell=bash disable=SC2154  # work, expected and QSWEEP are the sourcing script's
# Launchers that do not belong to the MPI inside are found out; who is alone does without MPI. Sourced by run.sh, not run.
#
# Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later
# What makes MPI fail as soon as it is started: a plug-in, or a connection to the launcher, that is not there.
case $("$QSWEEP" --version) in
*"Open MPI"*) broken=OMPI_MCA_pml=none own='OMPI_COMM_WORLD_RANK=0 OMPI_COMM_WORLD_SIZE=2' other=mpiexec.hydra said='it set PMI_RANK' ;;
*) broken=PMI_FD=999 own='PMI_RANK=0 PMI_SIZE=2' other=mpirun.openmpi said='it set OMPI_COMM_WORLD_RANK' ;;
esac
# misfit NAME PATTERN VARIABLE=VALUE...: one of several, by these variables, of whom MPI knows nothing: refused, with one line
misfit()
{
    local name=$1 pattern=$2
    shift 2
    # setsid: as srun starts it, without a terminal
    timeout -k 5 60 setsid -w env "$@" "$QSWEEP" run "$work/study.yaml" -o "$work/misfit.h5" >"$work/out" 2>"$work/err" </dev/null
    [ $? -eq 2 ] && [ "$(grep -c "$pattern" "$work/err")" -eq 1 ] && [ ! -e "$work/misfit.h5" ]
    verdict "$name is refused" $?
}
# alone NAME [with_terminal] VARIABLE=VALUE...: nobody else is there, and MPI is not started (it would fail)
alone()
{
    local name=$1 terminal=()
    shift
    if [ "$1" = with_terminal ]; then
        terminal=("$PYTHON" -c 'import os, pty, sys; sys.exit(os.waitstatus_to_exitcode(pty.spawn(sys.argv[1:])))')
        shift
    fi
    timeout -k 5 60 "${terminal[@]}" env "$broken" "$@" "$QSWEEP" run "$work/study.yaml" -o "$work/alone.h5" --force >"$work/out" 2>"$work/err" </dev/null &&
        [ "$(digest "$work/alone.h5")" = "$expected" ]
    verdict "$name: alone, MPI is not started" $?
}
misfit "srun without MPI" 'QSWEEP_ALONE=1' SLURM_STEP_NUM_TASKS=4 SLURM_PROCID=0
misfit "srun without MPI, started by a shell with a terminal in a step of srun," 'srun started 2 tasks' SLURM_STEP_NUM_TASKS=2 SLURM_PROCID=0 SLURM_PTY_PORT=34889
misfit "the same, where that step was of PMIx," 'srun started 2 tasks' SLURM_STEP_NUM_TASKS=2 SLURM_PROCID=0 SLURM_PTY_PORT=34889 PMIX_RANK=0 \
    PMIX_NAMESPACE=slurm.pmix.7.0 SLURM_JOB_ID=7 SLURM_STEP_ID=1
misfit "a foreign mpirun (PMI)" 'started 3 processes (it set PMI_RANK)' PMI_RANK=0 PMI_SIZE=3
misfit "Cray's PALS" 'PALS of HPE Cray started 4 processes (it set PALS_RANKID)' PALS_RANKID=0 SLURM_STEP_NUM_TASKS=4 SLURM_PROCID=0
misfit "flux" 'flux started 2 processes' FLUX_TASK_RANK=0 FLUX_JOB_SIZE=2
if [ "${QS_LONG:-}" ]; then
    misfit "Open MPI's own variables without its mpirun" 'started 5 processes' OMPI_COMM_WORLD_RANK=0 OMPI_COMM_WORLD_SIZE=5
    misfit "jsrun" 'jsrun started 2 processes' JSM_NAMESPACE_RANK=0 JSM_NAMESPACE_SIZE=2
    misfit "MVAPICH" 'mpirun of MVAPICH started 2 processes' MV2_COMM_WORLD_RANK=0 MV2_COMM_WORLD_SIZE=2
    misfit "the larger of two that are nested" 'started 3 processes' OMPI_COMM_WORLD_RANK=0 OMPI_COMM_WORLD_SIZE=1 PMI_RANK=0 PMI_SIZE=3
fi
PMIX_RANK=1 "$QSWEEP" run "$work/study.yaml" -o "$work/misfit.h5" >"$work/out" 2>"$work/err"
[ $? -eq 2 ] && [ ! -e "$work/misfit.h5" ] && [ ! -s "$work/err" ]
verdict "one that is not the first is refused without a word: the first has said it" $?
alone "one of one" OMPI_COMM_WORLD_RANK=0 OMPI_COMM_WORLD_SIZE=1 PMIX_RANK=0
alone "a shell that is a step of one task" PMIX_RANK=0 SLURM_PROCID=0 SLURM_STEP_NUM_TASKS=1
alone "a shell with a terminal in a step of several tasks" with_terminal PMIX_RANK=0 SLURM_PROCID=0 SLURM_STEP_NUM_TASKS=4 SLURM_PTY_PORT=34889
alone "who says so" PMI_RANK=2 PMI_SIZE=3 QSWEEP_ALONE=1
# shellcheck disable=SC2086  # a list of words
timeout 60 env "$broken" $own "$QSWEEP" run "$work/study.yaml" -o "$work/misfit.h5" >"$work/out" 2>"$work/err"
status=$?
[ $status -ne 0 ] && ! grep -q 'started 2 processes' "$work/err"
verdict "where MPI is started it fails by that" $?
if command -v $other >/dev/null; then
    timeout -k 5 120 $other -n 3 "$QSWEEP" run "$work/study.yaml" -o "$work/misfit.h5" >"$work/out" 2>"$work/err" </dev/null
    [ $? -eq 2 ] && [ "$(grep -c "started 3 processes ($said)" "$work/err")" -eq 1 ] && [ ! -e "$work/misfit.h5" ]
    verdict "$other is refused by a build with another MPI" $?
else
    echo "# $other is not here: that it is refused is left out"
fi
