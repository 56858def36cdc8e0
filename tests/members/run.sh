#!/usr/bin/env bash
# output.members: each member of a window has its row, and nothing else changes.
# Run by tests/run, which sets QSWEEP, BUILD_DIR and PYTHON.
#
# Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later
set -u
cd "$(dirname "$0")" || exit 1
# shellcheck source=tests/suite.sh
. ../suite.sh
here=$PWD
QSWEEP=${QSWEEP:-$here/../../build/qsweep} PYTHON=${PYTHON:-/usr/bin/python3}
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
cd "$work" || exit 1
evidence=(out err)
# More ranks than cores, as tests/run has it.
export OMPI_MCA_rmaps_base_oversubscribe=1
queue=$here/studies/queue.yaml
on=(-s output.members=true)

# simulate STUDY FILE OPTION...
simulate()
{
    local study=$1 file=$2
    shift 2
    timeout -k 5 120 "$QSWEEP" run "$study" -q --force -o "$file" "$@" >>run.log 2>&1
}

digest()
{
    "$PYTHON" "$here/../mpi/digest.py" "$1"
}

for study in "$here"/studies/*.yaml; do
    name=$(basename "$study" .yaml)
    : >run.log
    simulate "$study" without.h5 && simulate "$study" "$name.h5" "${on[@]}" &&
        "$PYTHON" "$here/check.py" "$QSWEEP" "$study" without.h5 "$name.h5" >check.log 2>&1
    verdict "$name: members add up to their window, all else has the same bits" $? run.log check.log
done

: >run.log
timeout -k 5 120 mpirun -n 3 "$QSWEEP" run "$queue" -q --force -o three.h5 "${on[@]}" >>run.log 2>&1 &&
    [ "$(digest queue.h5)" = "$(digest three.h5)" ]
verdict 'the same bits on three ranks' $? run.log

: >run.log
for part in 1 2 3; do simulate "$queue" "part$part.h5" "${on[@]}" --part "$part/3"; done
"$QSWEEP" merge -o whole.h5 part1.h5 part2.h5 part3.h5 >>run.log 2>&1 && [ "$(digest queue.h5)" = "$(digest whole.h5)" ]
verdict 'parts, each with members of other scenarios, become the whole' $? run.log

: >run.log
timeout -k 5 120 "$QSWEEP" run "$queue" -q --force -o again.h5 "${on[@]}" --replications 4000 --time-limit 0.3s >>run.log 2>&1
stopped=$?
timeout -k 5 300 "$QSWEEP" run "$queue" -q -o again.h5 "${on[@]}" --replications 4000 --resume >>run.log 2>&1 &&
    simulate "$queue" long.h5 "${on[@]}" --replications 4000 && [ "$stopped" -eq 75 ] && [ "$(digest again.h5)" = "$(digest long.h5)" ]
verdict 'stopped and gone on with: the same bits' $? run.log

qsweep show queue.h5 arrived --scope window --member 'desk 2' --format csv
[ "$status" -eq 0 ] && [ "$(wc -l <out)" -eq 4 ] && grep -q 'desk 2' out
verdict 'show --member takes a member' $?

qsweep show queue.h5 arrived --scope window --member desk --format csv
[ "$status" -eq 0 ] && [ "$(grep -c 'desk [123]' out)" -eq 9 ] && ! grep -q till out
verdict 'show --member takes a window for all its members' $?

limits=(-s 'promises=[{metric: wait_over, threshold: 1, window: each, at_most: 90 %}, {metric: wait_mean, window: desk 1, at_most: 5}]')
: >run.log
simulate "$queue" promised.h5 "${on[@]}" "${limits[@]}"
qsweep show promised.h5 wait_mean
says 0 out 'kept'
verdict 'promises on a member, and on each of those that are there' $? run.log out

qsweep check "$queue" "${on[@]}" "${limits[@]}"
says 0 out 'wait_mean of window desk 1'
verdict 'check names the row of a promise' $?

refuses 'a promise on a window that has several rows' 2 'promises\[0\].window: has a row for each of its members \(output.members\), so one of them must be named: desk 1 to desk 3' \
    check "$queue" "${on[@]}" -s 'promises=[{metric: wait_mean, window: desk, at_most: 5}]'

simulate "$queue" until.h5 "${on[@]}" -s run.replications=null -s 'run.until={metric: wait_mean, window: desk 1, half_width: {absolute: 2}, max: 100}'
verdict 'run.until on a member' $? run.log

refuses 'more rows than there may be' 2 'output.members: makes too many rows' check "$queue" "${on[@]}" -s windows.till.count=9000 -s 'sweep.grid={windows.desk.count: [1, 9000], windows.till.count: [1, 9000]}' -s windows.till.count=null

sum_up
