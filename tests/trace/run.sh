#!/usr/bin/env bash
# One replication again: the same numbers as in the sweep, every rule kept, every format readable.
#
# Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later
set -u
cd "$(dirname "$0")/../.." || exit 1
# shellcheck source=tests/suite.sh
. tests/suite.sh
QSWEEP=${QSWEEP:-$PWD/build/qsweep} PYTHON=${PYTHON:-/usr/bin/python3} QS_LONG=${QS_LONG-}
here=tests/trace
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
export PYTHONDONTWRITEBYTECODE=1

# scenarios STUDY [-s ...]: how many there are
scenarios()
{
    "$QSWEEP" check "$@" | sed -nE 's/^([0-9]+) scenarios? x .*/\1/p'
}

# trace STUDY SCENARIO REPLICATION [-s ...]: into $scratch/trace.csv and metrics.csv
trace()
{
    local study=$1 scenario=$2 replication=$3
    shift 3
    "$QSWEEP" trace "$study" --scenario "$scenario" --replication "$replication" "$@" -o "$scratch/trace.csv" --metrics \
        >"$scratch/metrics.csv"
}

# ---- the metrics are the stored row, to the bit ----
# stored NAME STUDY [-s ...]: some scenarios and replications of a sweep of 5 replications
stored()
{
    local name=$1 study=$2 n k r said status
    shift 2
    said=$("$QSWEEP" run "$study" -o "$scratch/results.h5" -q --force "$@" -s output.replications=true 2>&1) ||
        { verdict "$name: runs" 1 <(echo "$said"); return; }
    n=$(scenarios "$study" "$@")
    for k in $(printf '%s\n' 0 $((n / 2)) $((n - 1)) | sort -nu); do
        for r in 0 3; do
            said=$(trace "$study" "$k" "$r" "$@" 2>&1 &&
                "$PYTHON" $here/compare.py "$scratch/results.h5" "$k" "$r" "$scratch/metrics.csv" 2>&1)
            status=$?
            verdict "$name: scenario $k, replication $r is the stored row" $status <(echo "$said")
        done
    done
}

for study in configs/*.yaml; do # of scenarios that a decision passes over nothing is stored
    mapfile -t more < <(grep -q '^select:' "$study" && printf '%s\n' -s select=null)
    stored "$(basename "$study")" "$study" --replications 4 "${more[@]}"
done
stored "smoke.yaml, scenarios apart" configs/smoke.yaml --replications 4 -s run.common_random_numbers=false
stored "smoke.yaml, antithetic, mser5" configs/smoke.yaml --replications 4 -s run.antithetic=true -s run.warmup=mser5
stored "smoke.yaml, mser5" configs/smoke.yaml --replications 200 -s run.warmup=mser5
stored "office.yaml, mser5 in some scenarios" configs/office.yaml --replications 5 -s sweep.grid='{run.warmup: [2 min, mser5]}'
stored "customers.yaml, mser5" $here/studies/customers.yaml --replications 6 -s run.warmup=mser5
stored "until, scenarios apart, mser5" configs/smoke.yaml -s run='{horizon: 500, warmup: mser5, common_random_numbers: false,
    until: {metric: wait_mean, half_width: {relative: 0.2}, max: 100}}'
stored "recorded days, factors of the day" $here/studies/days.yaml
stored "recorded days, antithetic" $here/studies/days.yaml -s run.antithetic=true -s run.replications=6 \
    -s arrivals.adults.times.days=random -s arrivals.children.times.days=random
stored "tandem by recursion, mser5" $here/studies/tandem.yaml --replications 4 -s classes.coat.then='{cut: {sew: 1}}' \
    -s services='{cut: {time: {exponential: {mean: 1}}}, sew: {time: {uniform: {min: 0.5, max: 1.5}}}}' \
    -s windows='{cut: {services: [cut]}, sew: {servers: 2, services: [sew]}}' -s run.warmup=mser5
stored "tandem by recursion" $here/studies/tandem.yaml --replications 4 -s classes.coat.then='{cut: {sew: 1}}' \
    -s services='{cut: {time: {exponential: {mean: 1}}}, sew: {time: {uniform: {min: 0.5, max: 1.5}}}}' \
    -s windows='{cut: {services: [cut]}, sew: {servers: 2, services: [sew]}}'

# A failed comparison is seen: another replication's row is not this one's.
"$QSWEEP" run configs/smoke.yaml -o "$scratch/results.h5" -q --force --replications 4 -s output.replications=true
trace configs/smoke.yaml 1 2 --replications 4
"$PYTHON" $here/compare.py "$scratch/results.h5" 1 3 "$scratch/metrics.csv" >/dev/null 2>&1
verdict "another replication's row is told apart" $(($? == 0))

# ---- results by interval, from the visits alone ----
study=$here/studies/by_interval.yaml
"$QSWEEP" run "$study" -o "$scratch/results.h5" -q --force
for k in 0 1; do
    for r in 0 4; do
        trace "$study" "$k" "$r"
        said=$("$PYTHON" $here/by_interval.py "$scratch/results.h5" "$k" "$r" "$scratch/trace.csv" 2>&1)
        verdict "by interval: scenario $k, replication $r adds up from its visits" $? <(echo "$said")
    done
done
"$PYTHON" $here/by_interval.py "$scratch/results.h5" 1 3 "$scratch/trace.csv" >/dev/null 2>&1
verdict "by interval: another replication's visits are told apart" $(($? == 0))
stored "by_interval.yaml" "$study" --replications 4
again=(-s "classes.a.retry={delay: 3, most: 2}" -s run.at_horizon="{waiting: cancel}")
"$QSWEEP" run "$study" -o "$scratch/results.h5" -q --force "${again[@]}"
for r in 0 4; do
    trace "$study" 0 "$r" "${again[@]}"
    said=$("$PYTHON" $here/by_interval.py "$scratch/results.h5" 0 "$r" "$scratch/trace.csv" 2>&1)
    verdict "by interval: replication $r adds up from its visits, where some come again" $? <(echo "$said")
done

# ---- every rule is kept ----
# audited STUDY SCENARIO REPLICATION NAME [-s ...]; 0 right, 1 wrong, 2 cannot be checked
audited()
{
    local study=$1 scenario=$2 replication=$3
    shift 3
    trace "$study" "$scenario" "$replication" "$@" 2>&1 &&
        "$PYTHON" $here/audit.py "$study" "$scenario" "$scratch/trace.csv" "$scratch/metrics.csv" "$@" 2>&1
}

for study in "$here"/studies/*.yaml; do
    n=$(scenarios "$study")
    [ -n "$n" ] || { verdict "$(basename "$study") is a study" 1; continue; }
    for ((k = 0; k < n; k++)); do
        for r in 0 ${QS_LONG:+1 2}; do
            said=$(audited "$study" "$k" "$r")
            status=$? # before the name is made, whose status it would be
            # The first replication of each can be checked; of the others some may hide what a rule goes by.
            [ $status != 2 ] || [ "$r" = 0 ] || { echo "# $said"; continue; }
            verdict "$(basename "$study") keeps its rules, scenario $k, replication $r" $status <(echo "$said")
        done
    done
done

# audited_config NAME [-s ...]: what lasts for a random time unseen is made constant
audited_config()
{
    local name=$1 n k said
    shift
    n=$(scenarios "configs/$name.yaml" "$@")
    for k in $(printf '%s\n' 0 $((n / 2)) $((n - 1)) | sort -nu); do
        said=$(audited "configs/$name.yaml" "$k" 1 "$@")
        verdict "$name.yaml keeps its rules, scenario $k" $? <(echo "$said")
    done
}

audited_config smoke
audited_config mmc -s run.horizon=300
audited_config jackson -s run.horizon=1500
audited_config cafeteria
audited_config office -s services.info.dead_time=0.5 -s services.permit.dead_time=1 -s services.payment.dead_time=0.45 \
    -s services.payment.time=3.1 -s services.payment.by_class.senior.time=5.2

# ---- rules mixed at random ----
"$PYTHON" $here/wild.py 1 "1${QS_LONG:+0}00" "$scratch" 2>/dev/null || verdict "studies are made up" 1
n_right=0 n_beyond=0
for study in "$scratch"/wild_*.yaml; do
    said=$(audited "$study" 0 0)
    case $? in
    0) n_right=$((n_right + 1)) ;;
    2) n_beyond=$((n_beyond + 1)) ;;
    *) [[ $said != *"does not become empty after the horizon"* ]] || { n_beyond=$((n_beyond + 1)); continue; }
       verdict "made up: $(basename "$study" .yaml) keeps its rules" 1 <(echo "$said") ;;
    esac
done
echo "$n_right made-up studies keep their rules, $n_beyond are beyond what a trace shows"
[ $n_right -gt $((4 * n_beyond)) ] && [ $n_right -ge 80 ]
verdict "most made-up studies can be checked" $?

# ---- the audit finds faults ----
# faulty STUDY SCENARIO FAULT...
faulty()
{
    local said
    trace "$here/studies/$1.yaml" "$2" 0
    said=$("$PYTHON" $here/mutate.py "$here/studies/$1.yaml" "$2" "$scratch/trace.csv" "$scratch/metrics.csv" "${@:3}" 2>&1)
    echo "$said"
    passed=$((passed + $(grep -c '^ok ' <<<"$said"))) failed=$((failed + $(grep -c '^not ok ' <<<"$said")))
    [ "$(grep -cE '^(not )?ok ' <<<"$said")" = $(($# - 2)) ]
    verdict "all faults were tried on $1" $?
}

faulty choice 0 order idle hurry server window lost outcome length metric
faulty choice 3 window
faulty tandem 0 route order metric censored
faulty order 0 order idle outcome
faulty impatience 0 patience outcome lost window
faulty capacity 0 outcome window lost
faulty preemption 0 length outcome metric
faulty breakdown 0 idle hurry server metric
faulty simuq 0 window route order
faulty blocking 1 length idle metric
faulty groups 0 idle hurry outcome lost server metric
faulty unlike_servers 1 server idle metric length
faulty retry 1 outcome lost metric patience
faulty becomes 2 order hurry metric
faulty lines 0 idle hurry server lost outcome window metric order

# ---- formats ----
study=$here/studies/simuq.yaml
trace $study 1 2
for format in json h5; do
    "$QSWEEP" trace $study --scenario 1 --replication 2 -o "$scratch/trace.$format" || echo "no $format"
done
said=$("$PYTHON" -W ignore $here/formats.py "$scratch"/trace.{csv,json,h5} "$scratch/metrics.csv" 2>&1)
verdict "csv, json and HDF5 hold the same" $? <(echo "$said")
"$QSWEEP" trace $study --scenario 1 --replication 2 | cmp -s - "$scratch/trace.csv"
verdict "what goes to the standard output is the csv file" $?
"$QSWEEP" trace $study --scenario 1 --replication 2 -o "$scratch/again.h5"
cmp -s "$scratch/trace.h5" "$scratch/again.h5"
verdict "the HDF5 file is the same every time" $?

# ---- what is refused ----
# refused NAME STATUS PATTERN ARGUMENT...
refused()
{
    local name=$1 status=$2 pattern=$3 said got
    shift 3
    said=$("$QSWEEP" trace "$@" 2>&1 >/dev/null)
    got=$?
    [ $got = "$status" ] && grep -q -- "$pattern" <<<"$said"
    verdict "$name" $? <(echo "exit status $got: $said")
}

smoke=configs/smoke.yaml
refused "a scenario that is not there" 2 'at most 1 (got 2)' $smoke --scenario 2 --replication 0
refused "a replication that is not there" 2 'at most 39 (got 40)' $smoke --scenario 0 --replication 40
refused "a replication that --replications leaves out" 2 'at most 4 (got 5)' $smoke --scenario 0 --replication 5 --replications 5
refused "a scenario that is no number" 2 'whole number' $smoke --scenario one --replication 0
refused "no study" 2 'which study' --scenario 0 --replication 0
refused "a study that is not there" 2 'nowhere.yaml' nowhere.yaml --scenario 0 --replication 0
refused "a study that is wrong" 2 'run.horizon' $smoke --scenario 0 --replication 0 -s run.horizon=-1
refused "a file of no known kind" 2 'ends in .csv' $smoke --scenario 0 --replication 0 -o "$scratch/trace.txt"
refused "a folder that is not there" 2 'nowhere' $smoke --scenario 0 --replication 0 -o "$scratch/nowhere/trace.csv"
refused "an HDF5 file in a folder that is not there" 1 'nowhere' $smoke --scenario 0 --replication 0 -o "$scratch/nowhere/trace.h5"
if [ -e /dev/full ]; then
    ln -s /dev/full "$scratch/full.csv"
    refused "a full disk" 1 'No space left' $smoke --scenario 0 --replication 0 -o "$scratch/full.csv"
    "$QSWEEP" trace $smoke --scenario 0 --replication 0 >/dev/full 2>"$scratch/said"
    [ $? = 1 ] && grep -q 'standard output' "$scratch/said"
    verdict "a full disk behind the standard output" $?
fi
cat >"$scratch/stuck.yaml" <<'STUDY'
services: {a: {time: 1}, b: {time: 1}}
classes: {customer: {first: {a: 1}, then: {a: {b: 1}, b: {a: 0.9}}}}
arrivals: {door: {interarrival: {exponential: {mean: 0.5}}}}
windows:
  a: {services: [a], capacity: {total: 1, overflow: block}}
  b: {services: [b], capacity: {total: 1, overflow: block}}
run: {horizon: 1000, replications: 1}
STUDY
refused "a deadlock" 1 'deadlock' "$scratch/stuck.yaml" --scenario 0 --replication 0
cat >"$scratch/opposite.yaml" <<'STUDY'
resources: {drill: 1, saw: 1}
services: {a: {time: 1, takes: {drill: 1}}, b: {time: 1, needs: {saw: 1}, gives: {drill: 1}}, c: {time: 1, takes: {saw: 1}},
           d: {time: 1, needs: {drill: 1}, gives: {saw: 1}}}
classes: {left: {first: {a: 1}, then: {a: {b: 1}}}, right: {first: {c: 1}, then: {c: {d: 1}}}}
arrivals: {door: {interarrival: {exponential: {mean: 2}}, classes: {left: 0.5, right: 0.5}}}
windows: {w1: {services: [a]}, w2: {services: [b]}, w3: {services: [c]}, w4: {services: [d]}}
run: {horizon: 1000, replications: 1}
STUDY
refused "two resources in opposite order" 1 'deadlock.*units of' "$scratch/opposite.yaml" --scenario 0 --replication 0
said=$("$QSWEEP" run "$scratch/opposite.yaml" -o "$scratch/opposite.h5" -q 2>&1)
grep -q -- '--scenario 0 --replication 0' <<<"$said"
verdict "a deadlock of resources is told with what repeats it" $? <(echo "$said")
"$QSWEEP" trace "$scratch/stuck.yaml" --scenario 0 --replication 0 2>/dev/null | head -1 | grep -q '^customer,class,arrival'
verdict "what had happened before a failure is written" $?

sum_up
