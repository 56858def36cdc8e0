#!/bin/bash
# Submit a study several times, with another value of one of its paths each: a job and a results file for each value.
#   jobs/variants.sh STUDY.yaml PATH VALUE... [-- option of qsweep run...]
#   jobs/variants.sh configs/office.yaml run.seed 1 2 3 -- --replications 1000
# Prints the number of each job. (An axis in the study's own `sweep` does the same in one job and one file.)
#
# Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later
set -eu
if [ $# -lt 3 ]; then
    echo "usage: $0 STUDY.yaml PATH VALUE... [-- option of qsweep run...]" >&2
    exit 2
fi
here=$(dirname "$0")
study=$1
path=$2
shift 2
values=()
while [ $# -gt 0 ] && [ "$1" != -- ]; do
    values+=("$1")
    shift
done
[ $# -eq 0 ] || shift
name=$(basename "${study%.yaml}")
for value in "${values[@]}"; do
    sbatch --parsable "$here/one-node.sbatch" "$study" "$name.$path=$value.h5" -s "$path=$value" "$@"
done
