#!/usr/bin/env bash
# Two MPIs in one program by way of a parallel HDF5: refused when parts are looked for; of one MPI, it is taken.
# Needs Open MPI, MPICH and Debian's HDF5 for each (libhdf5-openmpi-dev, libhdf5-mpich-dev); prints `ok NAME` or `not ok NAME`.
#
# Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later
set -u
cd "$(dirname "$0")/../.." || exit 1
# shellcheck source=tests/suite.sh
. tests/suite.sh
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
unset CC CPPFLAGS LDFLAGS LDLIBS MPICC HDF5_DIR MPI_DIR

# looks_for MPI HDF5'S-MPI: into $work/said, $status
looks_for()
{
    local folder=$work/$2
    mkdir -p "$folder"
    ln -sfn "$(pkg-config --cflags-only-I "hdf5-$2" | sed 's/^ *-I//; s/ .*//')" "$folder/include"
    ln -sfn "$(pkg-config --libs-only-L "hdf5-$2" | sed 's/^ *-L//; s/ .*//')" "$folder/lib"
    rm -f "$work/parts"
    HDF5_DIR=$folder MPICC=mpicc.$1 timeout 120 tools/parts find "$work/parts" MPI HDF5 >"$work/said" 2>&1
    status=$?
}

for mpi in openmpi mpich; do
    for other in openmpi mpich; do
        looks_for $mpi $other
        if [ $mpi = $other ]; then
            [ $status -eq 0 ] && grep -q "HDF5_DIR=" "$work/said" && [ -s "$work/parts" ]
            verdict "an HDF5 for $other is taken with $mpi" $? "$work/said"
        else
            [ $status -eq 1 ] && grep -q 'HDF5.* is built for another MPI' "$work/said" && [ ! -e "$work/parts" ]
            verdict "an HDF5 for $other is refused with $mpi" $? "$work/said"
        fi
    done
done
sum_up
