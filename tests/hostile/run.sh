#!/usr/bin/env bash
# Extremes, answered sensibly: the right number, a refusal that says why, or a replication that fails with its reason while the job goes on;
# nothing hangs. Where a value is looked at it is worked out by hand, mostly with constant times. Run by tests/run, which sets QSWEEP and
# PYTHON.
#
# Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later
set -u
cd "$(dirname "$0")" || exit 1
here=$PWD
# shellcheck source=tests/suite.sh
. ../suite.sh
root=$(cd ../.. && pwd)
QSWEEP=${QSWEEP:-$root/build/qsweep}
PYTHON=${PYTHON:-/usr/bin/python3}
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
cd "$work" || exit 1
evidence=(err) status=0

# run SECONDS [ARGUMENT...]: study.yaml, into x.h5, err and $status
run()
{
    rm -f x.h5*
    timeout -k 10 "$1" "$QSWEEP" run study.yaml -q -o x.h5 "${@:2}" >out 2>err </dev/null
    status=$?
}

# value METRIC [SCENARIO [SCOPE [ROW]]]: a mean of the results; of a class or window that of its row
value()
{
    "$QSWEEP" show x.h5 "$1" --scope "${3:-system}" --format csv 2>>err | "$PYTHON" -c '
import csv, sys
rows = [r for r in csv.DictReader(sys.stdin) if r["scenario"] == sys.argv[2]]
print(rows[int(sys.argv[3])][sys.argv[1]])' "$1" "${2:-0}" "${4:-0}"
}

# is METRIC EXPECTED [RELATIVE [SCENARIO [SCOPE [ROW]]]]: the value found, but for rounding (or the tolerance)
is()
{
    local found
    found=$(value "$1" "${4:-0}" "${5:-system}" "${6:-0}")
    awk -v a="$found" -v b="$2" -v tol="${3:-1e-9}" 'BEGIN {
        if (a == "" || b == "") exit !(a == b)
        d = a - b; d = d < 0 ? -d : d; m = b < 0 ? -b : b; exit !(d <= tol * m || d == 0) }' && return 0
    echo "$1 is $found, expected $2" >>err
    return 1
}

# refused NAME PATTERN: by check, before anything runs, fast
refused()
{
    timeout -k 10 30 "$QSWEEP" check study.yaml >out 2>err </dev/null
    status=$?
    [ $status -eq 2 ] && grep -qE -- "$2" err
    verdict "$1" $?
}

# why SCENARIO REPLICATION PATTERN: trace says why it failed
why()
{
    timeout -k 10 300 "$QSWEEP" trace study.yaml --scenario "$1" --replication "$2" >/dev/null 2>err </dev/null
    grep -qE -- "$3" err
}

# ---- more than the program's own numbers hold ----

# priorities N: a window of so many, all different
priorities()
{
    awk -v n="$1" 'BEGIN {
        print "services:"
        for (i = 0; i < 64; i++) print "  s" i ": {time: {exponential: {mean: 1}}}"
        print "classes:"
        for (i = 0; i < 512; i++) print "  c" i ": {first: {s" i % 64 ": 1}}"
        printf "arrivals: {d: {interarrival: {exponential: {mean: 2}}, classes: {"
        for (i = 0; i < 512; i++) printf "%sc%d: 0.001953125", i ? ", " : "", i
        print "}}}\nwindows:\n  w:\n    servers: 1\n    priority:"
        for (i = 0; i < n; i++) print "      - {" (i < n - 64 ? "class: c" int(i / 64) ", " : "") "service: s" i % 64 "}"
        print "run: {horizon: 200, replications: 2}\noutput: {quantiles: [0.5]}"
    }' >study.yaml
}
priorities 32767
run 60
[ $status -eq 0 ] && [ "$(value arrived)" != 0 ]
verdict "32,767 priorities" $?
priorities 32768
refused "and one more" 'windows\.w\.priority: has 32768 entries, at most 32767 are allowed'
cat >study.yaml <<'END2'
services: {s: {time: 1}, t: {time: 1}}
classes: {a: {first: {s: 1}}, b: {first: {t: 1}}}
arrivals: {d: {interarrival: 2, classes: {a: 0.5, b: 0.5}}}
windows: {w: {servers: 1, priority: [{class: a}, {service: t}, {class: b, service: t}, {class: a}]}}
run: {horizon: 100, replications: 1}
END2
refused "a priority that stands there twice" 'priority\[3\]: has no effect, the same stands before it'
for n in 9000 1; do
    awk -v n=$n 'BEGIN { print "services: {s: {time: 1}}\narrivals: {d: {interarrival: 2}}\nwindows:"
        for (i = 0; i < n; i++) print "  w" i ": {servers: 1}"
        print "run: {horizon: 99999, replications: 1}\noutput: {series: {every: 1}, quantiles: [0.5], histograms: false}" }' >study.yaml
    if [ $n -gt 1 ]; then
        refused "9,000 windows with series of 100,000 instants" 'output: makes a replication too long.* at most 100000000 \(got 27[0-9]{8},'
    else
        timeout -k 10 30 "$QSWEEP" check study.yaml >out 2>err
        verdict "one window with a series of 100,000 instants" $?
    fi
done

# ---- more present than there may be: however it is computed ----

# Nobody is ever done, so 2^24 are present at the last arrival but one, and one too many at the last. Minutes and 2 GiB: in the long form
# only.
if [ -n "${QS_LONG:-}" ]; then
    declare -A chains=([one]='windows: {w: {}}
services: {a: {time: 1e9}}' [two]='windows: {v: {services: [a]}, w: {services: [b]}}
services: {a: {time: 0.5}, b: {time: 1e9}}
classes: {c: {first: {a: 1}, then: {a: {b: 1}}}}')
    for chain in one two; do
        for kernel in recursion events; do
            printf '%s\narrivals: {d: {interarrival: 1}}\nrun: {horizon: 16777216.75, replications: 1, kernel: %s}\noutput: {quantiles: [0.5]}\n' \
                "${chains[$chain]}" $kernel >study.yaml
            run 300
            [ $status -eq 0 ] && is unfinished 16777216
            verdict "2^24 present, $chain, $kernel" $?
            sed -i 's/16777216.75/16777217.75/' study.yaml
            run 300
            [ $status -eq 0 ] && grep -q '1 replication failed.*a limit of the program' err
            verdict "and one more, $chain, $kernel" $?
        done
    done
    why 0 0 'more than 16777216 customers present'
    verdict "and trace says why" $?
fi

# ---- many of everything ----

cat >study.yaml <<'END2'
arrivals: {door: {interarrival: 0.0001}}
services: {s: {time: 0.5}}
windows: {W: {servers: 10000}}
run: {horizon: 3, warmup: 1, replications: 1}
END2
run 120
[ $status -eq 0 ] && is utilisation 0.5 1e-3 && is wait_max 0
verdict "10,000 servers: 5,000 are busy" $?

cat >study.yaml <<'END2'
arrivals: {door: {interarrival: {exponential: {mean: 0.0001111111}}}}
services: {s: {time: {exponential: {mean: 1}}}}
windows: {W: {servers: 10000}}
run: {horizon: 9, warmup: 5, replications: 4}
END2
run 300
[ $status -eq 0 ] && is utilisation 0.9 0.02 && is wait_mean 0 # Erlang C is below 1e-20
verdict "10,000 servers at a load of 0.9" $?

"$PYTHON" - >study.yaml <<'END2'
print("arrivals: {door: {times: [0], batch: 1000}}\nservices: {s: {time: 1}}\nrun: {horizon: 10, replications: 2}\nwindows:")
for w in range(1000):
    print(f"  W{w}: {{servers: 1}}")
END2
run 120
[ $status -eq 0 ] && is served 1000 && is wait_max 0 && is served 1 0 0 window 0 && is served 1 0 0 window 999
verdict "1,000 windows, of which everybody finds an empty one" $?

cat >study.yaml <<'END2'
arrivals: {door: {times: [0], batch: 10000}}
services: {s: {time: 1}}
windows: {W: {count: 10000}}
window_choice: least_work
run: {horizon: 10, replications: 1}
END2
run 120
[ $status -eq 0 ] && is served 10000 && is wait_max 0 && is queue_max 0
verdict "a row of 10,000 equal windows" $?

"$PYTHON" - >study.yaml <<'END2'
print("services: {s: {time: 0.0001}}\nwindows: {W: {servers: 1}}\nrun: {horizon: 10000, at_horizon: drain, replications: 1}\nclasses:")
for c in range(1000):
    print(f"  c{c}: {{}}")
print("arrivals:")
for c in range(1000):
    print(f"  a{c}: {{interarrival: {c + 1}, classes: {{c{c}: 1}}}}")
END2
run 120
[ $status -eq 0 ] && is arrived 9999 0 0 class 0 && is arrived 9 0 0 class 999 && is arrived 19 0 0 class 499
verdict "1,000 classes, each with a source" $?

"$PYTHON" - >study.yaml <<'END2'
print("arrivals: {door: {interarrival: 5}}\nrun: {horizon: 1001, warmup: 200, at_horizon: drain, replications: 1}\nservices:")
for s in range(100):
    print(f"  s{s}: {{time: 1}}")
print("classes: {c: {first: {s0: 1}, then: {" + ", ".join(f"s{s}: {{s{s + 1}: 1}}" for s in range(99)) + "}}}")
print("windows:")
for s in range(100):
    print(f"  W{s}: {{services: [s{s}], capacity: {{total: 1, overflow: block}}}}")
END2
run 120
[ $status -eq 0 ] && is sojourn_mean 100 && is number_mean 20 1e-3 && is served 161
verdict "a chain of 100 services, in each of which one is held up by the next" $?

cat >study.yaml <<'END2'
arrivals: {door: {interarrival: 1, limit: 9007199254740992}}
services: {s: {time: 0.5}}
classes: {c: {balk_at: 9007199254740992}}
windows: {W: {servers: 1000000, capacity: {total: 9007199254740992, overflow: drop_oldest}}}
run: {horizon: 10.5, customers: 4294967295, replications: 1, seed: 18446744073709551615}
END2
run 120
[ $status -eq 0 ] && is served 10 && is sojourn_mean 0.5
verdict "limits, capacities, servers and seeds as large as can be" $?
sed -i 's/servers: 1000000/servers: 1000001/; s/customers: 4294967295/customers: 4294967296/' study.yaml
refused "one more" 'windows.W.servers: must be a whole number from 1 to 1000000'
grep -q 'run.customers: must be a whole number from 1 to 4294967295' err
verdict "and both are said" $?

cat >study.yaml <<'END2'
services: {a: {time: 1}, b: {time: 1}, c: {time: 10}}
classes: {lo: {jockey: true, first: {a: 1}, then: {a: {b: 1}}}, hi: {first: {c: 1}}}
arrivals:
  q: {times: [0.5], batch: 5, classes: {hi: 1}}
  p: {times: [1], batch: 20000, classes: {lo: 1}}
window_choice: round_robin
windows:
  U: {servers: inf, services: [a]}
  A: {services: [c, b], capacity: {total: 5, overflow: block}}
  B: {services: [b], servers: [{until: 5, servers: 0}, {servers: 20000}], capacity: {queue: 0}}
run: {horizon: 20, replications: 1}
END2
stack=$(ulimit -S -s)
ulimit -S -s 256 # each lets the next one in and goes on to B at once: no nesting as deep as there are customers
run 120
ulimit -S -s "$stack"
[ $status -eq 0 ] && is served 10001 && is rejected 10000 && is unfinished 4 && is wait_max 10
verdict "10,000 blocked, each let in by the move of the one before" $?

# ---- loads ----

cat >study.yaml <<'END2'
arrivals: {door: {interarrival: 0.2}}
services: {s: {time: {exponential: {mean: 1}}}}
windows: {W: {servers: 1}}
run: {horizon: 100000, replications: 4}
sweep: {grid: {arrivals.door.interarrival: [{exponential: {rate: 0.999}}, 0.2]}}
END2
run 120
"$QSWEEP" show x.h5 wait_mean --format csv >out 2>>err
[ $status -eq 0 ] && grep -q '^0,.*,ok,0,' out && grep -q '^1,.*,ok,1,' out && is utilisation 0.999 0.02
verdict "a load of 0.999 is stable, one of 5 is not, and is marked" $?
# 5 come and 1 goes in a unit of time: the queue at t is 4 t, its mean over T is 2 T. The standard error of the mean number gone is
# below 200 at T = 1e5, 1e-3 of the queue's mean; the tolerance is five of them.
is queue_mean 200000 5e-3 1 && is utilisation 1 1e-4 1
verdict "a load of 5: the queue grows by 4 in a unit of time" $?

# ---- times ----

cat >study.yaml <<'END2'
arrivals: {door: {interarrival: 1}}
services: {s: {time: 10}}
windows: {W: {servers: inf}}
run: {horizon: 4.5, replications: 1}
sweep: {grid: {run.at_horizon: [stop, drain]}}
END2
run 60
[ $status -eq 0 ] && is served 0 && is unfinished 4 && is sojourn_mean "" && is throughput 0
verdict "a horizon shorter than a service: nobody is served, and no mean is made up" $?
is served 4 0 1 && is sojourn_mean 10 1e-12 1 && is drain_time 9.5 1e-12 1
verdict "but all are when it drains" $?

cat >study.yaml <<'END2'
arrivals: {door: {interarrival: 1, batch: 50}}
services: {a: {time: 0}, b: {time: 0}}
classes: {c: {first: {a: 1}, then: {a: {b: 1}, b: {a: 0.5}}}}
windows: {A: {services: [a]}, B: {servers: inf, services: [b]}}
run: {horizon: 100.5, replications: 2}
END2
run 60
[ $status -eq 0 ] && is served 5000 && is wait_max 0 && is sojourn_mean 0 && is utilisation 0 && is number_mean 0
verdict "services that take no time" $?

# The documented order at one instant: ends of service, then the horizon, then arrivals, then patience.
cat >study.yaml <<'END2'
arrivals: {door: {interarrival: 1}}
services: {s: {time: 1}}
classes: {c: {patience: 1}}
windows: {W: {servers: 1, capacity: {queue: 0}}}
run: {horizon: 10, replications: 1}
END2
run 60
[ $status -eq 0 ] && is arrived 9 && is served 9 && is rejected 0 && is wait_max 0
verdict "simultaneous: a service ends, then the horizon comes, then somebody arrives" $?
cat >study.yaml <<'END2'
arrivals: {door: {times: [0, 0], batch: 2}}
services: {s: {time: 1}}
classes: {c: {patience: 1}}
windows: {W: {servers: 1}}
run: {horizon: 10, replications: 1}
END2
run 60
[ $status -eq 0 ] && is served 2 && is reneged 2 && is wait_max 1
verdict "simultaneous: who is due to be served is, although its patience runs out" $?

cat >study.yaml <<'END2'
arrivals: {door: {interarrival: 1}}
services: {s: {time: {exponential: {mean: 1e-300}}}}
windows: {W: {servers: 1}}
run: {horizon: 10}
END2
refused "times of 1e-300" 'services.s.time.exponential: is too short .* choose another time_unit'
sed -i 's/1e-300/1/; s/horizon: 10/horizon: 1e300/' study.yaml
refused "a horizon of 1e300" 'run.horizon: must be a time above 0 and below 1e\+100'
sed -i 's/1e300/1e30/' study.yaml
refused "a horizon up to which nobody can count" 'run.horizon: is too far, up to it about 1e\+30 customers arrive'
cat >study.yaml <<'END2'
arrivals: {door: {interarrival: {exponential: {mean: 1e-9}}, limit: 1000}, late: {times: [9e99]}}
services: {s: {time: {exponential: {mean: 1e-9}}}}
windows: {W: {servers: 1}}
run: {horizon: 1e100, at_horizon: drain, replications: 2}
END2
run 60
[ $status -eq 0 ] && is served 1001 && is throughput 1.001e-97
verdict "from 1e-9 to 1e100 in one study" $?

# ---- for ever ----

cat >study.yaml <<'END2'
arrivals: {door: {interarrival: 1}}
services: {a: {time: 1}, b: {time: 1}}
classes: {c: {first: {a: 1}, then: {a: {b: 1}, b: {a: 1}}}}
windows: {W: {servers: inf}}
run: {horizon: 10}
END2
refused "a then that never leaves" 'classes.c.then: customers who come to a never leave'

cat >study.yaml <<'END2'
arrivals: {door: {rate: [{until: 10, rate: 0}]}}
services: {s: {time: 1}}
windows: {W: {servers: 1}}
run: {horizon: 100, replications: 1}
END2
refused "a rate of zero for ever" 'arrivals.door.rate: some rate must be above 0'
sed -i 's/rate: 0}/rate: 0}, {until: 11, rate: 1000}/' study.yaml
run 60
[ $status -eq 0 ] && is arrived 1000 0.15 # 4.7 standard deviations of a Poisson number of 1,000
verdict "a rate that is zero at first and for ever after" $?
sed -i 's/horizon: 100/customers: 1000000/' study.yaml
run 60
[ $status -eq 0 ] && is arrived 1000 0.15 && is served 1000 0.15
verdict "waiting for more customers than come" $?
cat >study.yaml <<'END2'
arrivals: {door: {rate: [{until: 1e-9, rate: 0.5}], period: {length: 1e-9}}}
services: {s: {time: 0.1}}
windows: {W: {servers: 1}}
run: {horizon: 1000, replications: 1}
END2
run 60
[ $status -eq 0 ] && is arrived 500 0.2 # 4.5 standard deviations
verdict "periods by the billion" $?

cat >study.yaml <<'END2'
arrivals: {door: {interarrival: {empirical: {values: [0, 1], weights: [99999, 1]}}}}
services: {s: {time: 0}}
windows: {W: {servers: 1}}
run: {horizon: 30.5, replications: 1}
END2
run 120
[ $status -eq 0 ] && [ "$(value arrived | cut -d. -f1)" -gt 100000 ] && [ "$(value arrived)" = "$(value served)" ]
verdict "a storm of arrivals at the same instants" $?

cat >study.yaml <<'END2'
arrivals: {machines: {population: 3, think_time: 0}}
services: {s: {time: 0}}
windows: {W: {servers: 1}}
run: {horizon: 10, replications: 1}
END2
refused "a closed source in which time never passes" 'arrivals.machines.think_time: must be above 0 at times'
cat >study.yaml <<'END2'
arrivals: {machines: {population: 3, think_time: 0}}
services: {s: {time: 1}}
windows: {W: {servers: 1, capacity: {total: 1}}}
run: {horizon: 10, replications: 2}
sweep: {grid: {windows.W.capacity.total: [1, 3]}}
END2
run 120
[ $status -eq 0 ] && grep -q 'scenario 0: 2 replications failed' err && is served 10 0 1
verdict "a closed source that is turned away for ever at one instant fails, and the job goes on" $?
if [ -n "${QS_LONG:-}" ]; then # it writes as many lines first
    why 0 0 'time stands still at 0: 33554432 events at that instant'
    verdict "and trace says why" $?
fi

cat >study.yaml <<'END2'
arrivals: {door: {interarrival: 1}}
services: {s: {time: 0.5}}
windows: {W: {servers: [{until: 5.2, servers: 1}, {servers: 0}], breakdown: {up: 3, down: 1}}}
run: {horizon: 10, at_horizon: drain, replications: 1}
END2
run 60
[ $status -eq 0 ] && is served 5 && is unfinished 4 && is arrived 9
verdict "a drain that can never end, for all servers have gone" $?
cat >study.yaml <<'END2'
arrivals: {door: {times: [0]}}
services: {s: {time: 1e100}}
windows: {W: {servers: 2, breakdown: {up: 3, down: 1}}}
run: {horizon: 10, replications: 1}
sweep: {grid: {run.at_horizon: [drain, {waiting: serve, in_service: finish, timeout: 5}, stop]}}
END2
run 120
[ $status -eq 0 ] && grep -q 'scenario 0: 1 replication failed' err && is cancelled 1 0 1 && is unfinished 1 0 2
verdict "a drain that would end after ages fails" $?
why 0 0 'the system does not become empty after the horizon: 1 customers'
verdict "and trace says why and what to do" $?

# ---- too many ----

cat >study.yaml <<'END2'
arrivals: {door: {interarrival: 1, batch: 1000000000}}
services: {s: {time: 0.25}}
windows: {W: {servers: 1, capacity: {queue: 3}}}
run: {horizon: 10, replications: 1}
END2
refused "batches of 1e9, ten of them" 'run.horizon: is too far, up to it about 1e\+10 customers arrive'
rm -f x.h5*
timeout -k 20 3 "$QSWEEP" run study.yaml -q -o x.h5 -s run.horizon=3 >out 2>err </dev/null
[ $? -eq 124 ] && grep -q 'stopped by SIGTERM' err
verdict "a batch of 1e9 that is turned away can be stopped" $?
sed -i 's/1000000000/1000000/' study.yaml
run 120 -s run.horizon=3
[ $status -eq 0 ] && is arrived 2000000 && is rejected 1999992 && is served 8 && is unfinished 0
verdict "batches of 1e6 before a queue of 3" $?
if [ -z "${QS_SANITIZED:-}" ]; then # the sanitizers need more address space than that, and time
    ulimit -S -v 6000000
    cat >study.yaml <<'END2'
arrivals: {door: {times: [0], batch: 1000000000}}
services: {s: {time: 1}}
windows: {W: {servers: 1}}
run: {horizon: 10, replications: 1}
sweep: {grid: {arrivals.door.batch: [1000000000, 7]}}
END2
    run 300
    [ $status -eq 0 ] && grep -q 'scenario 0: 1 replication failed' err && is served 7 0 1
    verdict "more customers than the memory is meant for: the replication fails, and the job goes on" $?
    why 0 0 'more than 16777216 customers present at once'
    verdict "and trace says why" $?
    cat >study.yaml <<'END2'
arrivals: {people: {population: 10000000, think_time: {exponential: {mean: 1000}}}}
services: {s: {time: 0.00001}}
windows: {W: {servers: inf}}
run: {horizon: 0.01, replications: 1}
END2
    run 300
    [ $status -eq 0 ] && is arrived 100 0.5 # 5 standard deviations
    verdict "a population of 1e7" $?
    sed -i 's/10000000/10000001/' study.yaml
    refused "and one more" 'population: must be a whole number from 1 to 10000000'

    # Each who is let in makes room for the next: 200,000 links in one instant, with little stack.
    cat >study.yaml <<'END2'
services: {a: {time: 1}, b: {time: 2}}
classes:
  x: {first: {a: 1}, then: {a: {b: 1}}}
  y: {first: {b: 1}, then: {b: {a: 1}}}
  z: {first: {b: 1}}
arrivals:
  p: {times: [0], batch: 100000, classes: {x: 1}}
  q: {times: [0], batch: 99999, classes: {y: 1}}
  r: {times: [0], classes: {z: 1}}
windows:
  A: {servers: 100000, services: [a], capacity: {total: 100000, overflow: block}}
  B: {servers: 100000, services: [b], capacity: {total: 100000, overflow: block}}
run: {horizon: 100, replications: 1, at_horizon: drain}
END2
    ulimit -S -s 512
    run 300
    [ $status -eq 0 ] && is served 200000
    verdict "200,000 blocked customers let each other in" $?
fi

# ---- files that others made, folders where others write

"$QSWEEP" run "$here/forged.yaml" -q -o good.h5 2>err
mkdir forge journals
count < <(cd forge && /usr/bin/python3 "$here/forged.py" "$QSWEEP" ../good.h5 "$work/forge" 2>&1 || echo "not ok forged.py ends")
count < <(/usr/bin/python3 -B "$here/journals.py" "$QSWEEP" "$here/../mpi/digest.py" "$work/journals" 2>&1 || echo "not ok journals.py ends")

# planted NAME ARGUMENT...: a link, a second name, or a FIFO lies at NAME; what the link leads to stays, and nothing waits
planted()
{
    local name=$1 how bad=0
    shift
    for how in "ln -s target" "ln target" mkfifo; do
        rm -f r.* target
        echo precious >target
        $how "$name"
        timeout -k 5 20 "$QSWEEP" "$@" >out 2>err </dev/null
        if [ $? -ge 124 ] || ! grep -qx precious target; then
            bad=1
            echo "# $how $name"
        fi
    done
    rm -f r.* target
    return $bad
}
for planted in "r.csv.part export good.h5 -o r.csv" "r.svg.part plot good.h5 wait_mean --by windows.A.servers --where window_choice=round_robin -o r.svg" \
    "r.h5.part run $here/forged.yaml -q -o r.h5 --force" "r.h5.journal run $here/forged.yaml -q -o r.h5 --force" \
    "r.h5.journal run $here/forged.yaml -q -o r.h5 --resume" "r.h5.part.histograms run $here/forged.yaml -q -o r.h5 --force" \
    "r.h5.part trace $here/forged.yaml --scenario 0 --replication 0 -o r.h5" "r.csv.part trace $here/forged.yaml --scenario 0 --replication 0 -o r.csv"; do
    # shellcheck disable=SC2086  # words
    planted $planted
    verdict "planted: ${planted%% *}, ${planted#* }" $?
done
mkfifo r.fifo
for reader in "show r.fifo" "export r.fifo" "trace good.h5 --scenario 0 --replication 0 -o r.fifo" "export good.h5 -o r.fifo"; do
    # shellcheck disable=SC2086
    timeout -k 5 20 "$QSWEEP" $reader >out 2>err </dev/null
    [ $? -lt 124 ]
    verdict "a FIFO that nobody serves is not waited for: $reader" $?
done
cat >study.yaml <<'END2'
arrivals: {door: {interarrival: {empirical: {file: r.fifo}}}}
services: {s: {time: 1}}
windows: {W: {servers: 1}}
run: {horizon: 10}
END2
refused "a file: that is a FIFO" 'r.fifo: is not a plain file'
printf 'a-secret-that-is-longer-than-needed\nanother-secret-that-is-longer\nthird-secret\n' >secrets
sed -i 's/r.fifo/secrets/' study.yaml
refused "a file: that holds no numbers" "got 'a-secret-that-is\\.\\.\\.'"
! grep -qE 'longer|third' err
verdict "and no more of it is shown than is needed" $?

# what a study says reaches no terminal as an order
printf 'name: "a\\e[31m\\e]0;own\\a\\x9b31m\\u202e=1+1"\narrivals: {door: {interarrival: 1}}\nservices: {s: {time: 0.5}}\nwindows: {W: {servers: 1}}\nrun: {horizon: 10, replications: 2}\n' >study.yaml
run 60
[ $status -eq 0 ] && "$QSWEEP" show x.h5 | grep -q 'a␛\[31m␛]0;own␇�31m�=1+1'
verdict "what a terminal would obey is shown as what it is" $?
for words in "check study.yaml" "show x.h5 --scope window" "show x.h5 --scope window --format csv" "show x.h5 --format json" "export x.h5" "export x.h5 --format json" \
    "trace study.yaml --scenario 0 --replication 0" "plot x.h5 wait --ascii" "show x.h5 --scope window --member nobody" "run study.yaml -o x.h5"; do
    # shellcheck disable=SC2086
    timeout 60 "$QSWEEP" $words >out 2>err
    ! LC_ALL=C grep -qP '\x1b|\x07|\xc2[\x80-\x9f]|\xe2\x80[\x8e\x8f\xaa-\xae]' out err
    verdict "no escapes: $words" $?
done
"$QSWEEP" export x.h5 --format json | "$PYTHON" -c 'import json, sys; json.load(sys.stdin)' 2>err
verdict "json of any name is json" $?
printf 'name: "=cmd|x"\narrivals: {door: {interarrival: 1}}\nservices: {s: {time: 0.5}}\nwindows: {W: {servers: 1}}\nrun: {horizon: 10, replications: 2}\n' >study.yaml
run 60
"$QSWEEP" export x.h5 --excel >out 2>err && ! grep -qE '(^|,)"?[=@]' out && grep -q "'=cmd|x" out
verdict "--excel disarms formulas" $?

sum_up
