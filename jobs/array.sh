#!/bin/bash
# Submit a study as a job array of PARTS parts, and the job that merges them once all have ended. If a part was cut off, the
# merging job fails and says what is missing: see jobs/array.sbatch for that part alone, then sbatch jobs/merge.sbatch again.
#   jobs/array.sh PARTS STUDY.yaml RESULTS.h5 [option of qsweep run]...
# Prints the number of the merging job.
#
# Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later
set -eu
if [ $# -lt 3 ]; then
    echo "usage: $0 PARTS STUDY.yaml RESULTS.h5 [option of qsweep run]..." >&2
    exit 2
fi
here=$(dirname "$0")
parts=$1
results=$3
shift
echo "$parts" >"${results%.h5}.parts"
array=$(sbatch --parsable --array="1-$parts" "$here/array.sbatch" "$@")
sbatch --parsable --dependency="afterany:$array" "$here/merge.sbatch" "$parts" "$results"
