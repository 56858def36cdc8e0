#!/usr/bin/env bash
# The results file and `qsweep show`: values and labels through h5py, netCDF4, xarray, ncdump, h5dump, pandas and Octave, the same bytes, full
# disks, locks, torn files. Prints `ok NAME` or `not ok NAME` for each test, and at the end `N passed, N failed`.
#
# Environment: BUILD_DIR and QSWEEP (absolute), PYTHON; QS_LONG=1 tries more torn files and larger sizes.
#
# Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later
# shellcheck disable=SC2016  # what `eval` gets is to be expanded there
set -u
here=$(cd "$(dirname "$0")" && pwd)
top=$(cd "$here/../.." && pwd)
# shellcheck source=tests/suite.sh
. "$top/tests/suite.sh"
BUILD_DIR=$(realpath -m "${BUILD_DIR:-$top/build}")
QSWEEP=${QSWEEP:-$BUILD_DIR/qsweep}
PYTHON=${PYTHON:-/usr/bin/python3}
write=$BUILD_DIR/tests/store/write_results_tool
folder=$(mktemp -d)
holder=
mounted=
tidy()
{
    [ -z "$holder" ] || kill "$holder" 2>/dev/null
    [ -z "$mounted" ] || umount "$mounted"
    rm -rf "$folder"
}
trap tidy EXIT
cd "$folder" || exit 1

results()
{
    "$PYTHON" "$here/check_results.py" "$@"
}

shown()
{
    "$PYTHON" "$here/check_show.py" "$QSWEEP" "$@"
}

# says TEXT COMMAND...: the command exits with 1, its last line on stderr contains TEXT, and it leaves no .part behind.
says()
{
    local text=$1 status
    shift
    "$@" >says.out 2>says.err
    status=$?
    cat says.err
    [ $status -eq 1 ] && tail -n 1 says.err | grep -qF -- "$text" && [ -z "$(find . -name '*.part')" ]
}

no_part()
{
    [ -z "$(find . -name '*.part')" ]
}

# ---- values and labels, by other people's readers
check "a file is written" "$write" a.h5 expect=a.json fail=3 skip=7
check "values: h5py" results values_h5py a.h5 a.json
check "values: netCDF4" results values_netcdf4 a.h5 a.json
check "values: xarray by netcdf4, floats, no warnings" results values_xarray a.h5 a.json netcdf4
check "values: xarray by h5netcdf, floats, no warnings" results values_xarray a.h5 a.json h5netcdf
check "labels: xarray by netcdf4" results labels_xarray a.h5 netcdf4
check "labels: xarray by h5netcdf" results labels_xarray a.h5 h5netcdf
check "dimension scales and their users" results scales_h5py a.h5
check "dimension scales by HDF5's own functions" results scale_functions a.h5
check "failed, missing and unstable scenarios" results states a.h5 3 7
check "provenance" results provenance a.h5 2026-01-01T00:00:00Z
check "ncdump -h" results ncdump a.h5
check "nccopy's copy holds the same" results nccopy a.h5 copy.h5 a.json
check "h5dump" results h5dump a.h5
"$write" bare.h5 bare=1 scenarios=1 classes=1 windows=1 replications=1 >/dev/null
check "least file: xarray by netcdf4" results bare bare.h5 netcdf4
check "least file: xarray by h5netcdf" results bare bare.h5 h5netcdf
check "least file: ncdump" ncdump -h bare.h5

# ---- the same bytes
"$write" b.h5 fail=3 skip=7 >/dev/null
check "same input, same bytes" cmp a.h5 b.h5
"$write" later.h5 fail=3 skip=7 backward=1 when=2027-02-03T04:05:06Z >/dev/null
check "any order and another time: the same outside provenance" results same_outside_provenance a.h5 later.h5
check "no time stamps inside" results no_times a.h5
"$write" large.h5 bare=1 scenarios=2 classes=1 windows=1 replications=20000 >/dev/null
"$write" small.h5 bare=1 scenarios=2 classes=1 windows=1 replications=40 >/dev/null
check "a scenario larger than the buffer" results pieces large.h5 small.h5
rm -f large.h5

# ---- whole or not at all
cp a.h5 good.h5
"$write" good.h5 stop=5 >/dev/null
check "given up: nothing left, the old file untouched" eval 'no_part && cmp a.h5 good.h5'
check "no such folder" says "none/x.h5.part: cannot create: No such file or directory" "$write" none/x.h5
mkdir folder
check "a folder instead of a file" says "folder: cannot write: it is a folder" "$write" folder
printf 'left behind by a killed run' >stale.h5.part
check "a part left behind is taken over" eval '"$write" stale.h5 fail=3 skip=7 && cmp a.h5 stale.h5 && no_part'

# A second writer of the same file is refused while the first lives, and hurts it not.
"$write" twice.h5 fail=3 skip=7 hold=3 >hold.log &
holder=$!
for _ in $(seq 50); do
    grep -q holding hold.log && break
    sleep 0.1
done
check "a second writer is refused" eval '"$write" twice.h5 2>err; [ $? = 1 ] && grep -q "another process is writing this file" err'
wait "$holder"
holder=
check "and the first is whole" eval 'cmp a.h5 twice.h5 && no_part'

# Files may not grow beyond a limit: every step of writing fails once. The signal is ignored, as under a scheduler that only
# denies the write.
limited()
{
    (
        trap '' XFSZ
        ulimit -f "$1"
        says "File too large" "$write" good.h5
    )
}
for limit in 1 60 120 200 300 400 500 600 640; do
    check "no room beyond $limit KiB: said so, the old file untouched" eval "limited $limit && cmp a.h5 good.h5"
done
mkdir disk
if mount -t tmpfs -o size=400k none disk 2>/dev/null; then
    mounted=$folder/disk
    check "disk full" says "No space left on device" "$write" disk/x.h5
    check "disk full: nothing left" eval '[ -z "$(ls disk)" ]'
    umount disk && mounted=
else
    echo "# disk full: not tried, for lack of the right to mount"
fi

# ---- series and histograms, of customers who were really simulated
series()
{
    "$PYTHON" "$here/check_series.py" "$@"
}
"$QSWEEP" run "$here/series.yaml" -q -o s.h5 2>/dev/null
check "series: what the customers' times say" series series_of_customers "$QSWEEP" "$here/series.yaml" s.h5
check "histograms: the customers' waits and sojourns" series histograms_of_customers "$QSWEEP" "$here/series.yaml" s.h5
check "histograms: the file's quantiles are theirs, to the bit" series quantiles s.h5
check "histograms: in order, without gaps" series order s.h5
check "replications' rows do not repeat the series" series rows_without_series s.h5
check "series, histograms: xarray by netcdf4" series labels s.h5 netcdf4
check "series, histograms: xarray by h5netcdf" series labels s.h5 h5netcdf
check "series, histograms: ncdump -h" series ncdump s.h5
check "series, histograms: nccopy's copy holds the same" series nccopy s.h5 s-copy.h5
check "series, histograms: h5dump" series h5dump s.h5
check "series, histograms: what is not written reads as zeros" series unwritten s.h5
check "series, histograms: dimension scales and their users" results scales_h5py s.h5
check "series, histograms: no time stamps inside" results no_times s.h5
check "show's csv in pandas" series pandas_csv "$QSWEEP" s.h5
"$QSWEEP" run "$here/series.yaml" -q -o s-again.h5 2>/dev/null
check "series, histograms: the same again outside provenance" results same_outside_provenance s.h5 s-again.h5
"$QSWEEP" run "$here/series.yaml" -q -o off.h5 -s 'output={histograms: false}' 2>/dev/null
check "no histograms where none are wanted, no series unless asked for" series absent off.h5
"$QSWEEP" run "$here/words.yaml" -q -o words.h5 2>/dev/null
check "names of axes, labels, the clock" "$PYTHON" "$here/check_words.py" words.h5 s.h5
"$QSWEEP" run "$here/series.yaml" -q -o nobody.h5 -s 'sweep={grid: {windows.T.servers: [1]}}' \
    -s 'arrivals.door.interarrival=1000' 2>/dev/null
check "histograms of nobody" series nothing_observed nobody.h5
if command -v octave-cli >/dev/null; then
    check "GNU Octave" series octave s.h5
else
    echo "# GNU Octave: not installed (octave, octave-netcdf), not tried"
fi
"$QSWEEP" run "$top/configs/cafeteria.yaml" -q -o cafeteria.h5 --replications 3 2>/dev/null
check "README's five lines make a table of servers and arrivals" series pivot "$top/README.md" cafeteria.h5

"$write" h.h5 fail=3 skip=7 histograms=1 series=9 >/dev/null
"$write" h-later.h5 fail=3 skip=7 histograms=1 series=9 backward=1 when=2027-02-03T04:05:06Z >/dev/null
check "series, histograms: any order and another time" results same_outside_provenance h.h5 h-later.h5
cp h.h5 good-h.h5
limited_more()
{
    (
        trap '' XFSZ
        ulimit -f "$1"
        says "File too large" "$write" good-h.h5 histograms=1 series=9
    )
}
for limit in 1 100 400 700 $(($(stat -c %s h.h5) / 1024 - 100)); do
    check "series, histograms: no room beyond $limit KiB" eval "limited_more $limit && cmp h.h5 good-h.h5"
done
bounded_more()
{
    "$write" many.h5 scenarios=5000 histograms=1 rows=0 | tee speed && awk '{exit !($(NF-1) <= 100)}' speed
}
[ -n "${QS_SANITIZED:-}" ] || check "histograms of 5,000 scenarios in 100 MiB or less" bounded_more

# ---- memory (how fast it is: bench/)
rows()
{
    "$write" many.h5 scenarios=10000 bare=1 classes=1 windows=1 replications=10 | tee speed && awk '{exit !($(NF-1) <= 120)}' speed
}
bounded()
{
    "$write" many.h5 scenarios=100000 bare=1 classes=1 windows=1 rows=0 | tee speed && awk '{exit !($(NF-1) <= 120)}' speed
}
if [ -z "${QS_SANITIZED:-}" ]; then
    check "rows of 10,000 scenarios in 120 MiB or less" rows
    check "100,000 scenarios in 120 MiB or less" bounded
fi
rm -f many.h5

# ---- a journal, read from its page alone
# Left as soon as the journal tells of finished scenarios and of beginnings, however long that takes.
left()
{
    local run ended
    "$QSWEEP" run "$here/journal.yaml" -q -o left.h5 --time-limit 60 &
    run=$!
    until "$PYTHON" "$here/read_journal.py" left.h5.journal 2>/dev/null | grep -F "kinds [2, 3"; do
        kill -0 $run || break
        sleep 0.2
    done
    kill -TERM $run
    wait $run
    ended=$?
    [ $ended -eq 75 ] && "$PYTHON" "$here/read_journal.py" left.h5.journal left.h5 | tee left && grep -qF "kinds [2, 3" left
}
check "another reader finds a journal to be what its page says" left

# ---- show
check "csv holds the file's numbers, to the bit" shown csv a.h5
check "json holds the file's numbers, to the bit" shown json a.h5
check "files of before growth was judged" shown without_growing a.h5 before.h5
check "the table is aligned, marked and fits" shown table a.h5
check "a table of one replication" shown single bare.h5
check "columns that do not fit come in blocks" shown blocks a.h5
"$QSWEEP" run "$here/long.yaml" -q -o long.h5 2>/dev/null
check "values too long for a cell are still told apart" shown long_texts long.h5 "$here/long.yaml"
check "wrong command lines" shown usage a.h5
check "files that are not results" shown foreign a.h5
check "torn and corrupted files never crash it" shown torn small.h5 "${QS_LONG:+500}"
check "a full disk behind the standard output" shown full_output a.h5

sum_up
