#!/usr/bin/env bash
# The farm: the same bits on any number of ranks, failures that end the job with one message, nothing said twice.
# Run by tests/run, which sets BUILD_DIR, QSWEEP, PYTHON and Open MPI's environment.
#
# Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later
set -u
cd "$(dirname "$0")/../.." || exit 1
# shellcheck source=tests/suite.sh
. tests/suite.sh
farm=$BUILD_DIR/tests/mpi/farm_tool
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
evidence=("$work/out" "$work/err")

# same_numbers MORE_THAN FILE FILE: every number of the first file's results is in the other, to the bit, and they are many
same_numbers()
{
    "$PYTHON" - "$2" "$3" "$1" <<'END'
import sys
import h5py
import numpy
with h5py.File(sys.argv[1]) as a, h5py.File(sys.argv[2]) as b:
    seen = []
    def compare(name, data):
        if isinstance(data, h5py.Dataset) and data.dtype.kind in "fiu" and not name.startswith("provenance"):
            seen.append(name)
            assert numpy.array_equal(data[()], b[name][()], equal_nan=data.dtype.kind == "f"), name
    a.visititems(compare)
    assert len(seen) > int(sys.argv[3]), len(seen)
END
}

# ranks N COMMAND...: run it on N ranks (0: without a launcher) into $work/out, $work/err and $status.
ranks()
{
    local n=$1
    shift
    if [ "$n" -eq 0 ]; then
        timeout -k 5 120 "$@" >"$work/out" 2>"$work/err" </dev/null
    else
        timeout -k 5 120 mpirun -n "$n" "$@" >"$work/out" 2>"$work/err" </dev/null
    fi
    status=$?
}

# killed_on_the_way NAME STUDY FILE ARGUMENT...: as soon as its journal tells of some replications
killed_on_the_way()
{
    local name=$1 study=$2 file=$3 run
    shift 3
    "$QSWEEP" run "$study" -o "$file" "$@" >"$work/out" 2>"$work/err" &
    run=$!
    for ((i = 0; i < 1000; i++)); do
        [ -e "$file.journal" ] && [ "$(stat -c %s "$file.journal" 2>/dev/null || echo 0)" -gt 20000 ] && break
        sleep 0.01
    done
    kill -KILL $run
    wait $run 2>/dev/null
    [ ! -e "$file" ] && [ -e "$file.journal" ]
    verdict "$name: killed on the way" $?
}

# ---- the farm alone, with a hash for an engine ----

# same_digest NAME "RANKS..." ARGUMENT...
same_digest()
{
    local name=$1 list=$2 n
    shift 2
    ranks 0 "$farm" "$@"
    cp "$work/out" "$work/expected"
    grep -q '^digest ' "$work/expected"
    verdict "$name: without a launcher" $?
    for n in $list; do
        ranks "$n" "$farm" "$@"
        [ $status -eq 0 ] && cmp -s "$work/expected" "$work/out"
        verdict "$name: the same on $n ranks" $?
    done
}

same_digest "six scenarios" "1 2 3 5" 6 300 0 2000
same_digest "one heavy scenario" "2 5" 1 1000 0 20000
same_digest "many small scenarios" "3 5" 400 10 0 50
same_digest "rows and failed replications" "2 5" 4 203 7 200 rows failed
same_digest "more ranks than blocks" "5" 1 2 0 10
same_digest "until precise enough" "1 2 3 5" 8 20000 0 200 until
same_digest "until precise enough, one scenario" "3 5" 1 20000 0 2000 until
same_digest "pairs, some of which fail" "2 3 5" 4 300 0 200 pairs failed rows
same_digest "pairs until precise enough" "2 5" 4 20000 0 200 pairs until failed
same_digest "rank 0 only coordinates" "33" 6 300 0 2000
same_digest "pilots" "1 2 3 5" 7 300 0 500 pilots
same_digest "pilots, until precise enough" "2 3 5" 8 20000 0 200 pilots until
same_digest "pilots in pairs, rank 0 only coordinates" "2 33" 40 30 0 200 pilots pairs failed
same_digest "a decision" "1 2 3 5" 400 50 0 500 decide
same_digest "a decision, rank 0 only coordinates" "33" 2000 20 0 500 decide
ranks 0 "$farm" 7 300 0 500
cp "$work/out" "$work/expected"
ranks 0 "$farm" 7 300 0 500 pilots
! cmp -s "$work/expected" "$work/out"
verdict "the cut is part of the digest" $?

ranks 0 "$farm" 4 203 7 200 rows
QSWEEP_MESSAGE_PART=1000 mpirun -n 3 "$farm" 4 203 7 200 rows >"$work/parts" 2>"$work/err"
cmp -s "$work/out" "$work/parts"
verdict "messages in many parts" $?

# The engine and the model fail on one rank; the disk is full; told to stop. One line says so, all leave.
# fails NAME RANKS STATUS TEXT ARGUMENT...
fails()
{
    local name=$1 n=$2 expected=$3 text=$4
    shift 4
    ranks "$n" "$farm" 6 300 0 20000 "$@"
    [ $status -eq "$expected" ] && [ "$(grep -c "$text" "$work/err")" -eq 1 ] && [ ! -s "$work/out" ] &&
        [ "$(grep -c '^farm_tool: ' "$work/err")" -eq 1 ]
    verdict "$name, $n ranks" $?
}
for n in 2 3; do
    fails "out of memory at rank 1" $n 1 '^farm_tool: rank 1 on .*: out of memory for 12345 items' memory 1
    fails "out of memory at rank 0" $n 1 '^farm_tool: out of memory for 12345 items' memory 0
    fails "no preparations at rank 1" $n 1 '^farm_tool: rank 1 on .*: made to fail' prepare 1
    fails "no model at rank 1" $n 1 '^farm_tool: rank 1 on .*: no memory for a model' model 1
    fails "results cannot be filed" $n 1 '^farm_tool: no space left on device' io
    fails "told to stop" $n 75 '^farm_tool: stopped early' stop
done
fails "told to stop" 0 75 '^farm_tool: stopped early' stop

ranks 3 "$farm" 6 300 0 20000 pilots memory 1
[ $status -eq 1 ] && [ "$(grep -c '^farm_tool: rank 1 on .*: out of memory for 12345 items' "$work/err")" -eq 1 ]
verdict "out of memory in a pilot" $?

start=$SECONDS
ranks 3 "$farm" 6 300 0 2000 hang 1 stop
[ $status -eq 75 ] && [ $((SECONDS - start)) -lt 20 ] && grep -q 'stopped early; the job is given up' "$work/err"
verdict "a rank that hangs does not hold the job" $?

# ---- the whole program ----

cat >"$work/study.yaml" <<'END'
qsweep: 1
name: two windows
services: {till: {time: {exponential: {mean: 1}}}, pay: {time: {lognormal: {mean: 0.5, sd: 0.4}}}}
classes: {fast: {first: {pay: 1}}, slow: {first: {till: 1}, then: {till: {pay: 0.4}}}}
arrivals: {door: {interarrival: {exponential: {mean: 0.9}}, classes: {fast: 0.3, slow: 0.7}}}
windows: {A: {servers: 1, services: [till, pay]}, B: {servers: 1, services: [pay]}}
run: {horizon: 200, warmup: 20, replications: 130, seed: 4}
output: {replications: true, quantiles: [0.5, 0.95], wait_over: [1, 2], intervals: [0, 50, 75, 160]}
sweep: {grid: {windows.A.servers: [1, 2], arrivals.door.interarrival: [{exponential: {mean: 0.9}}, {exponential: {mean: 1.2}}]}}
END
digest()
{
    "$PYTHON" tests/mpi/digest.py "$1"
}
ranks 0 "$QSWEEP" run "$work/study.yaml" -o "$work/0.h5"
expected=$(digest "$work/0.h5" || echo none)
[ $status -eq 0 ] && [ "$expected" != none ]
verdict "a study without a launcher" $?
for n in 1 2 3 5; do
    ranks "$n" "$QSWEEP" run "$work/study.yaml" -o "$work/$n.h5"
    [ $status -eq 0 ] && [ "$(digest "$work/$n.h5")" = "$expected" ] && [ ! -s "$work/out" ]
    verdict "the same bits outside provenance on $n ranks" $?
    [ "$(grep -c 'results in' "$work/err")" -eq 1 ]
    verdict "one closing line from $n ranks" $?
done
# Factors of the day, and recorded days by the number of the replication: whoever does it.
printf '%s\n' 'at,n' '2026-03-02 00:10,1' '2026-03-02 00:11,1' '2026-03-04 00:30,1' '2026-03-05 00:01,1' >"$work/days.csv"
sed 's/^arrivals: .*/day_factors: {weather: {gamma: {shape: 2, mean: 1}}}\narrivals:\n  door: {interarrival: {exponential: {mean: 0.9}}, factor: 1.1, day_factor: weather, classes: {fast: 0.3, slow: 0.7}}\n  bus: {times: {file: days.csv, column: at, format: "%F %R", days: in_turn}, classes: {slow: 1}}\n  van: {times: {file: days.csv, column: at, format: "%F %R", days: random}, classes: {fast: 1}}/; s/"*arrivals.door.interarrival"*: .*/arrivals.door.factor: [0.8, 1]}}/; s/replications: 130/antithetic: true, replications: 130/' \
    "$work/study.yaml" >"$work/days.yaml"
ranks 0 "$QSWEEP" run "$work/days.yaml" -o "$work/days0.h5"
expected_days=$(digest "$work/days0.h5" || echo none)
[ $status -eq 0 ] && [ "$expected_days" != none ]
verdict "factors and days without a launcher" $?
for n in 2 3; do
    ranks "$n" "$QSWEEP" run "$work/days.yaml" -o "$work/days$n.h5"
    [ $status -eq 0 ] && [ "$(digest "$work/days$n.h5")" = "$expected_days" ]
    verdict "factors and days, the same bits on $n ranks" $?
done
# Groups, servers of unlike speed and chance among the idle ones: whoever does it, and after a kill.
sed 's/^windows: .*/windows: {A: {servers: 2, services: [till, pay], server_speeds: [1, 0.6], idle_choice: random}, B: {servers: 2, services: [pay], idle_choice: longest_idle, group: {min: 2, max: 4, wait: 1.5}}}/; s/^sweep: .*/sweep: {grid: {windows.A.idle_choice: [random, fastest], windows.B.group.wait: [1.5, null]}}/; s/replications: 130/replications: 500, at_horizon: drain/; s/replications: true, //' \
    "$work/study.yaml" >"$work/groups.yaml"
ranks 0 "$QSWEEP" run "$work/groups.yaml" -o "$work/groups0.h5"
expected_groups=$(digest "$work/groups0.h5" || echo none)
[ $status -eq 0 ] && [ "$expected_groups" != none ]
verdict "groups and unlike servers without a launcher" $?
for n in ${QS_LONG:+1 2} 3; do
    ranks "$n" "$QSWEEP" run "$work/groups.yaml" -o "$work/groups$n.h5"
    [ $status -eq 0 ] && [ "$(digest "$work/groups$n.h5")" = "$expected_groups" ]
    verdict "groups and unlike servers, the same bits on $n ranks" $?
done
killed_on_the_way "groups and unlike servers" "$work/groups.yaml" "$work/groups_killed.h5" -s output.checkpoint='0.02 s'
ranks 2 "$QSWEEP" run "$work/groups.yaml" -o "$work/groups_killed.h5" -s output.checkpoint='0.02 s' --resume
[ $status -eq 0 ] && [ "$(digest "$work/groups_killed.h5")" = "$expected_groups" ]
verdict "groups and unlike servers, the same bits after a kill" $?

# Lines for several windows, with help: on any number of ranks, and gone on with after a kill.
cat >"$work/lines.yaml" <<'END'
services: {talk: {time: {exponential: {mean: 1}}}}
classes: {plain: {patience: {exponential: {mean: 3}}}, special: {}}
arrivals: {door: {interarrival: {rate: 1.4}, classes: {plain: 0.7, special: 0.3}}}
windows: {one: {classes: [plain]}, two: {count: 2, priority: [{class: special}], speed: 0.4}, help: {}}
lines: {main: {windows: [one, two], capacity: {queue: 9, overflow: drop_oldest}, also: [{after: 2, windows: [help]}]}}
window_choice: longest_idle
run: {horizon: 300, warmup: 20, until: {metric: wait_mean, line: main, half_width: {relative: 0.03}, max: 20000}}
output: {replications: false, wait_over: [1], intervals: [0, 50, 160], checkpoint: 0.1 s}
sweep: {grid: {"lines.main.also[0].after": [0, 2, 4], lines.main.discipline: [fifo, random]}}
END
ranks 0 "$QSWEEP" run "$work/lines.yaml" -o "$work/lines0.h5"
expected_lines=$(digest "$work/lines0.h5" || echo none)
[ $status -eq 0 ] && [ "$expected_lines" != none ] && "$QSWEEP" show "$work/lines0.h5" --scope line >"$work/out" && grep -q main "$work/out"
verdict "lines without a launcher" $?
for n in ${QS_LONG:+2} 3; do
    ranks "$n" "$QSWEEP" run "$work/lines.yaml" -o "$work/lines$n.h5"
    [ $status -eq 0 ] && [ "$(digest "$work/lines$n.h5")" = "$expected_lines" ]
    verdict "lines, the same bits on $n ranks" $?
done
killed_on_the_way "lines" "$work/lines.yaml" "$work/killed.h5"
ranks 3 "$QSWEEP" run "$work/lines.yaml" -o "$work/killed.h5" --resume
[ $status -eq 0 ] && [ "$(digest "$work/killed.h5")" = "$expected_lines" ]
verdict "lines, the same bits after a kill and --resume" $?
# Laws of every kind and appointments, on ranks and by every instruction set.
for study in laws appointments; do
    rules="tests/trace/studies/$study.yaml --replications 60 -s run.variance_reduction=[antithetic,control]"
    # shellcheck disable=SC2086
    ranks 0 "$QSWEEP" run $rules -o "$work/laws0.h5" --force
    expected_laws=$(digest "$work/laws0.h5" || echo none)
    [ $status -eq 0 ] && [ "$expected_laws" != none ]
    verdict "$study without a launcher" $?
    for n in ${QS_LONG:+2} 3; do
        # shellcheck disable=SC2086
        ranks "$n" "$QSWEEP" run $rules -o "$work/laws$n.h5" --force
        [ $status -eq 0 ] && [ "$(digest "$work/laws$n.h5")" = "$expected_laws" ]
        verdict "$study, the same bits on $n ranks" $?
    done
    for set in scalar sse2 avx avx2 avx512; do # one that the CPU has not is not taken
        # shellcheck disable=SC2086
        QSWEEP_SIMD=$set "$QSWEEP" run $rules -o "$work/laws.h5" --force -q 2>"$work/err"
        [ "$(digest "$work/laws.h5")" = "$expected_laws" ]
        verdict "$study, the same bits by $set" $?
    done
done
# People who come again, balk by chance and become of another class: on any number of ranks, on other CPUs, after a kill.
sed 's/^classes: .*/classes:\n  fast: {first: {pay: 1}, balk: [{from: 1, probability: 0.3}], retry: {probability: [1, 0.5], delay: {exponential: {mean: 3}}}}\n  slow: {first: {till: 1}, then: {till: {pay: 0.4}}, patience: {by_service: {pay: 1}}, becomes: [{after: 2, class: fast}], retry: {delay: 2}}/
    s/A: {servers: 1,/A: {servers: 1, priority: [{class: fast}], capacity: {queue: 6},/' "$work/study.yaml" >"$work/people.yaml"
ranks 0 "$QSWEEP" run "$work/people.yaml" -o "$work/people0.h5"
expected_people=$(digest "$work/people0.h5" || echo none)
[ $status -eq 0 ] && [ "$expected_people" != none ] && "$QSWEEP" show "$work/people0.h5" retried --format csv | grep -q '[1-9]'
verdict "people who come again, without a launcher" $?
for n in ${QS_LONG:+1 2} 3; do
    ranks "$n" "$QSWEEP" run "$work/people.yaml" -o "$work/people$n.h5"
    [ $status -eq 0 ] && [ "$(digest "$work/people$n.h5")" = "$expected_people" ]
    verdict "people who come again, the same bits on $n ranks" $?
done
GLIBC_TUNABLES=glibc.cpu.hwcaps=-FMA,-AVX2,-AVX512F,-AVX2_Usable,-FMA_Usable QSWEEP_SIMD=scalar \
    "$QSWEEP" run "$work/people.yaml" -o "$work/people_plain.h5" 2>"$work/err"
[ "$(digest "$work/people_plain.h5")" = "$expected_people" ]
verdict "people who come again, the same bits without FMA and AVX" $?
more=(-s run.replications=3000 -s output.replications=false -s 'output.checkpoint=0.02 s')
ranks 0 "$QSWEEP" run "$work/people.yaml" -o "$work/people_whole.h5" "${more[@]}"
killed_on_the_way "people who come again" "$work/people.yaml" "$work/people_killed.h5" "${more[@]}"
ranks 2 "$QSWEEP" run "$work/people.yaml" -o "$work/people_killed.h5" "${more[@]}" --resume
[ $status -eq 0 ] && [ "$(digest "$work/people_killed.h5")" = "$(digest "$work/people_whole.h5")" ]
verdict "people who come again, the same bits after a kill on two ranks" $?

# Until precise enough, with pairs and control variates: how many replications there are is part of the bits.
sed 's/replications: 130/variance_reduction: [antithetic, control], until: [{metric: wait_mean, half_width: {relative: 0.1}}, {metric: sojourn_quantile, window: A, quantile: 0.95, half_width: {relative: 0.05}, max: 2000}, {metric: wait_mean, interval: each, half_width: {relative: 0.5}, max: 2000}]/; s/replications: true, //' \
    "$work/study.yaml" >"$work/until.yaml"
ranks 0 "$QSWEEP" run "$work/until.yaml" -o "$work/until0.h5"
until_digest=$(digest "$work/until0.h5" || echo none)
[ $status -eq 0 ] && [ "$until_digest" != none ] && "$QSWEEP" check "$work/until.yaml" | grep -q '256 to 100000 replications'
verdict "until precise enough without a launcher" $?
for n in 2 3 5; do
    ranks "$n" "$QSWEEP" run "$work/until.yaml" -o "$work/until$n.h5"
    [ $status -eq 0 ] && [ "$(digest "$work/until$n.h5")" = "$until_digest" ]
    verdict "until precise enough, the same bits on $n ranks" $?
done

# The warm-up that is found: in some scenarios, of those that have few replications too, with a horizon and without.
found()
{
    local name=$1 study=$2 n
    shift 2
    ranks 0 "$QSWEEP" run "$study" -o "$work/found0.h5" --force "$@"
    [ $status -eq 0 ] && "$QSWEEP" show "$work/found0.h5" warmup_used --format csv >"$work/found" && grep -q '[1-9]' "$work/found"
    verdict "a warm-up that is found, $name: without a launcher" $?
    for n in 1 2 3 5; do
        ranks "$n" "$QSWEEP" run "$study" -o "$work/found.h5" --force "$@"
        [ $status -eq 0 ] && [ "$(digest "$work/found.h5")" = "$(digest "$work/found0.h5")" ]
        verdict "a warm-up that is found, $name: the same bits on $n ranks" $?
    done
}
sed 's/horizon: 200, warmup: 20/customers: 150, warmup: mser5/; s/, intervals: [^]]*]//' "$work/study.yaml" >"$work/customers.yaml"
sed 's/sweep: {grid: {/&run.warmup: [mser5, 5], /' "$work/study.yaml" >"$work/some.yaml"
found "130 replications" "$work/study.yaml" -s run.warmup=mser5
found "7 replications" "$work/study.yaml" -s run.warmup=mser5 -s run.replications=7
found "in some scenarios" "$work/some.yaml"
found "so many customers" "$work/customers.yaml"
found "pairs" "$work/study.yaml" -s run.warmup=mser5 -s run.antithetic=true -s run.replications=130 -s output.replications=false

found "until precise enough" "$work/until.yaml" -s run.warmup=mser5

# Resources, several servers and parties: on any number of ranks, and killed on the way.
wards=(run tests/trace/studies/resources.yaml --replications 1000 -s output.checkpoint=0.2s -s output.replications=true)
ranks 0 "$QSWEEP" "${wards[@]}" -o "$work/wards0.h5"
wards_digest=$(digest "$work/wards0.h5" || echo none)
[ $status -eq 0 ] && [ "$wards_digest" != none ]
verdict "resources: without a launcher" $?
for n in ${QS_LONG:+2} 3; do
    ranks "$n" "$QSWEEP" "${wards[@]}" -o "$work/wards$n.h5"
    [ $status -eq 0 ] && [ "$(digest "$work/wards$n.h5")" = "$wards_digest" ]
    verdict "resources: the same bits on $n ranks" $?
done
"$QSWEEP" "${wards[@]}" -o "$work/ward_killed.h5" >"$work/out" 2>"$work/err" &
victim=$!
for ((i = 0; i < 200; i++)); do
    [ "$(stat -c %s "$work/ward_killed.h5.journal" 2>/dev/null || echo 0)" -gt 100000 ] && break
    sleep 0.05
done
kill -KILL $victim 2>/dev/null
wait $victim 2>/dev/null
[ $? -eq 137 ]
verdict "resources: killed on the way" $?
ranks 2 "$QSWEEP" "${wards[@]}" -o "$work/ward_killed.h5" --resume
[ $status -eq 0 ] && [ "$(digest "$work/ward_killed.h5")" = "$wards_digest" ]
verdict "resources: gone on with, the same bits" $?

ranks 2 "$QSWEEP" run "$work/study.yaml" -o "$work/seed.h5" --seed 5
[ $status -eq 0 ] && [ "$(digest "$work/seed.h5")" != "$expected" ]
verdict "another seed gives other bits" $?
GLIBC_TUNABLES=glibc.cpu.hwcaps=-FMA,-AVX2,-AVX512F,-AVX2_Usable,-FMA_Usable QSWEEP_SIMD=scalar \
    "$QSWEEP" run "$work/study.yaml" -o "$work/plain.h5" 2>"$work/err"
[ "$(digest "$work/plain.h5")" = "$expected" ]
verdict "the same bits without FMA and AVX" $?

ranks 3 "$QSWEEP" run "$work/study.yaml" -o "$work/none.h5" -s run.horizont=5
[ $status -eq 2 ] && [ "$(grep -c 'horizont' "$work/err")" -eq 1 ] && [ ! -e "$work/none.h5" ]
verdict "a wrong study: one message, status 2" $?
ranks 3 "$QSWEEP" run "$work/study.yaml" --nonsense
[ $status -eq 2 ] && [ "$(grep -c 'nonsense' "$work/err")" -eq 1 ]
verdict "a wrong command line: one message, status 2" $?
ranks 3 "$QSWEEP" run "$work/study.yaml" -o "$work/no/such/folder.h5"
[ $status -eq 2 ] && [ "$(grep -c '^qsweep.*no/such' "$work/err")" -eq 1 ]
verdict "no folder for the results: one message, status 2" $?
ranks 2 "$QSWEEP" run --help
[ $status -eq 0 ] && [ "$(grep -c '^usage:' "$work/out")" -eq 1 ]
verdict "help is printed once" $?
ranks 2 "$QSWEEP" check "$work/study.yaml"
cp "$work/out" "$work/two"
ranks 0 "$QSWEEP" check "$work/study.yaml"
[ $status -eq 0 ] && [ -s "$work/out" ] && cmp -s "$work/out" "$work/two"
verdict "check under mpirun is done once" $?

# Who is on duty: on any number of ranks, stopped and gone on with, and as the same rosters written out day by day.
"$PYTHON" - tests/mpi/duty.yaml "$work/written_out.yaml" <<'END'
import sys
import yaml
with open(sys.argv[1]) as text:
    study = yaml.safe_load(text)
hours = lambda text: float(text.split()[0])
def written_out(node):
    period, shifts = hours(node["period"]), node["shifts"]
    ends = [hours(shift["until"]) if "until" in shift else period for shift in shifts]
    return [{**shift, "until": f"{turn * period + end} h"} for turn in range(int(480 / period)) for shift, end in zip(shifts, ends)]
for window in study["windows"].values():
    window["servers"] = written_out(window["servers"])
    if "speed" in window:
        window["speed"]["by_time"] = written_out(window["speed"]["by_time"])
with open(sys.argv[2], "w") as out:
    yaml.safe_dump(study, out, sort_keys=False)
END
ranks 0 "$QSWEEP" run tests/mpi/duty.yaml -o "$work/duty0.h5"
expected_duty=$(digest "$work/duty0.h5" || echo none)
[ $status -eq 0 ] && [ "$expected_duty" != none ]
verdict "rosters, closings and calls without a launcher" $?
for n in ${QS_LONG:+2} 3; do
    ranks "$n" "$QSWEEP" run tests/mpi/duty.yaml -o "$work/duty$n.h5"
    [ $status -eq 0 ] && [ "$(digest "$work/duty$n.h5")" = "$expected_duty" ]
    verdict "rosters, closings and calls, the same bits on $n ranks" $?
done
ranks 0 "$QSWEEP" run "$work/written_out.yaml" -o "$work/written_out.h5"
[ $status -eq 0 ] && same_numbers 500 "$work/duty0.h5" "$work/written_out.h5" >"$work/out"
verdict "rosters that repeat are those written out day by day, to the bit" $?
"$QSWEEP" run tests/mpi/duty.yaml -o "$work/duty_killed.h5" -s "output.checkpoint=0.05 s" 2>"$work/err" &
pid=$!
for _ in $(seq 100); do [ "$(stat -c %s "$work/duty_killed.h5.journal" 2>/dev/null || echo 0)" -gt 20000 ] && break; sleep 0.02; done
kill -KILL $pid 2>/dev/null
wait $pid 2>/dev/null
was_there=$([ -e "$work/duty_killed.h5.journal" ] && echo yes)
"$QSWEEP" run tests/mpi/duty.yaml -o "$work/duty_killed.h5" -s "output.checkpoint=0.05 s" --resume 2>"$work/err"
status=$?
[ $status -eq 0 ] && [ "$was_there" = yes ] && [ "$(digest "$work/duty_killed.h5")" = "$expected_duty" ]
verdict "rosters, closings and calls, killed and gone on with" $?

# Customers taken in the order of joining: on any number of ranks, and killed on the way.
calls=(configs/call_centre.yaml -s run.kernel=joining -s run.replications=60)
"$QSWEEP" check "${calls[@]}" >"$work/out" 2>"$work/err"
grep -q '^kernel: joining' "$work/out"
verdict "joining: is the kernel" $?
"$QSWEEP" run "${calls[@]}" -o "$work/joining.h5" >"$work/out" 2>"$work/err"
expected_joining=$(digest "$work/joining.h5")
"$QSWEEP" run configs/call_centre.yaml -s run.kernel=events -s run.replications=60 -o "$work/events.h5" >"$work/out" 2>"$work/err"
same_numbers 100 "$work/joining.h5" "$work/events.h5" >"$work/out" 2>"$work/err"
verdict "joining: the numbers of events, to the bit" $?
for n in 2 3 5; do
    ranks $n "$QSWEEP" run "${calls[@]}" -o "$work/joining_$n.h5"
    [ $status -eq 0 ] && [ "$(digest "$work/joining_$n.h5")" = "$expected_joining" ]
    verdict "joining: the same on $n ranks" $?
done
killed_on_the_way "joining" configs/call_centre.yaml "$work/joining_killed.h5" "${calls[@]:1}" -s "output.checkpoint=0.05 s"
ranks 2 "$QSWEEP" run "${calls[@]}" -o "$work/joining_killed.h5" -s "output.checkpoint=0.05 s" --resume
[ $status -eq 0 ] && [ "$(digest "$work/joining_killed.h5")" = "$expected_joining" ]
verdict "joining: the same bits after a kill and --resume on two ranks" $?

# shellcheck source=tests/mpi/launchers.sh
. tests/mpi/launchers.sh

sum_up
