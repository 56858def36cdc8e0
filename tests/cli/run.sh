#!/usr/bin/env bash
# The command line: words, exit statuses, what goes to which stream, and what is found before anything is simulated.
# Run by tests/run, which sets QSWEEP, BUILD_DIR and PYTHON.
#
# Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later
set -u
cd "$(dirname "$0")/../.." || exit 1
# shellcheck source=tests/suite.sh
. tests/suite.sh
messages=$PWD/tests/cli/words.sh
digest=$PWD/tests/mpi/digest.py loop=$PWD/tests/validation/growth/loop.yaml
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
cd "$work" || exit 1
evidence=(out err)

# refuses NAME PATTERN ARGUMENT...: status 2, a message on stderr alone, and no results
refuses()
{
    local name=$1 pattern=$2
    shift 2
    rm -f study.h5
    qsweep "$@"
    says 2 err "$pattern" && [ ! -s out ] && [ ! -e study.h5 ] && [ "$(grep -c . err)" -le 2 ]
    verdict "$name" $?
}

cat >study.yaml <<'END'
qsweep: 1
name: a till
services: {till: {time: {exponential: {mean: 1}}}}
arrivals: {door: {interarrival: {exponential: {mean: 1.6}}}}
windows: {T: {servers: 1, services: [till]}}
run: {horizon: 100, replications: 20, seed: 3}
sweep: {grid: {windows.T.servers: [1, 2]}}
END

qsweep --help
says 0 out '^  run ' && says 0 out '^  check ' && says 0 out '^  show ' && [ ! -s err ]
verdict "--help lists the commands" $?
commands=$(sed -n 's/^  \([a-z]*\) .*/\1/p' out)
for command in $commands; do
    qsweep "$command" --help
    says 0 out "^usage: qsweep $command " && says 0 out '^  -h, --help ' && [ ! -s err ] && ! grep -q '.\{101\}' out && ! grep -q ' $' out
    verdict "$command --help, in lines of at most 100 characters" $?
    cp out first
    qsweep help "$command"
    [ $status -eq 0 ] && cmp -s out first && [ ! -s err ]
    verdict "help $command prints the same" $?
    # Each option of the table gets to where something is done with it.
    forgotten=$(grep -oE '^  (-., |    )--[a-z-]+( [A-Z])?' first | grep -oE -- '--.*' | grep -v -- --help | while read -r option value; do
        timeout -k 5 60 "$QSWEEP" "$command" "$option" ${value:+"1"} 2>&1 </dev/null | grep 'nothing is done\|unknown option\|takes no value\|needs a value'
    done)
    [ -z "$forgotten" ] || echo "# $forgotten"
    [ -z "$forgotten" ]
    verdict "$command does something with each of its options" $?
done
[ "$(wc -w <<<"$commands")" -ge 9 ]
verdict "there are that many commands" $?
qsweep help
cp out first
qsweep --help
[ $status -eq 0 ] && cmp -s out first
verdict "help alone lists the commands" $?
refuses "help for what is not there" 'qsweep help: unknown command sho; did you mean show' help sho
refuses "help for what is not like any" 'unknown command frob; there are run, ' help frob
refuses "help for two" 'one command at a time \(got run and show\)' help run show
# widest COLUMNS: the longest line of help on a terminal that wide
widest()
{
    script -qec "stty cols $1; '$QSWEEP' help export" /dev/null </dev/null | tr -d '\r' | awk '{ if (length($0) > n) n = length($0) } END { print n }'
}
[ "$(widest 72)" -le 72 ] && [ "$(widest 72)" -gt 60 ] && [ "$(widest 200)" -le 100 ] && [ "$(widest 200)" -gt 90 ] &&
    [ "$(widest 45)" -le 60 ] && [ "$(widest 45)" -gt 45 ]
verdict "help is as wide as the terminal, from 60 to 100 characters" $?
qsweep run no-such-study.yaml --bad-option --help
says 0 out '^usage: qsweep run'
verdict "--help wins over everything" $?
qsweep --version
says 0 out '^qsweep [0-9]+\.[0-9]+\.[0-9]+' && says 0 out '^(gcc|clang) [0-9]+' && says 0 out '^(Open MPI|MPICH) [0-9.]+' &&
    says 0 out '^HDF5 [0-9.]+' && says 0 out '^SLEEF 3\.[0-9.]+, vectors by (scalar|sse2|avx|avx2|avx512)$'
verdict "--version names version, compiler, MPI, HDF5, SLEEF and the vectors" $?
cp out first
qsweep -V
[ $status -eq 0 ] && cmp -s out first
verdict "-V is --version" $?

# The digests of the release, as built and with the plainest instructions; one that differs is told.
qsweep --self-test
cp out first
says 0 out '^all [0-9]+ digests are those of the release' && [ "$(grep -c '^ok ' out)" -eq $(($(find "$(dirname "$messages")/../../configs" -name '*.yaml' | wc -l) + 4)) ]
verdict "--self-test: this build computes what the release computes (else, if that is on purpose: make digests)" $?
QSWEEP_SIMD=scalar GLIBC_TUNABLES=glibc.cpu.hwcaps=-FMA,-AVX2,-AVX512F,-AVX2_Usable,-FMA_Usable qsweep --self-test
says 0 out 'vectors by scalar' && [ "$(grep '^ok' out)" = "$(grep '^ok' first)" ]
verdict "--self-test: the same digests without vectors" $?

qsweep
says 2 err '^usage: qsweep COMMAND'
verdict "nothing to do: usage, status 2" $?
refuses "unknown command" 'unknown command simulate' simulate study.yaml
refuses "no study" 'which study' run
refuses "two studies" 'one study at a time' run study.yaml study.yaml
refuses "unknown option" 'unknown option --frobnicate' run study.yaml --frobnicate
refuses "a near miss" '--replicatons; did you mean --replications' run study.yaml --replicatons 5
refuses "an option without its value" '--seed needs a value' run study.yaml --seed
refuses "a value that is not wanted" '--quiet takes no value' run study.yaml --quiet=1
refuses "a seed that is no number" '--seed must be a whole number' run study.yaml --seed 1e3
refuses "a negative seed" '--seed must be a whole number' run study.yaml --seed=-4
refuses "no replications" '--replications must be a whole number from 1' run study.yaml --replications 0
refuses "a number too large" '--seed must be a whole number' run study.yaml --seed 99999999999999999999
refuses "progress how?" 'auto, always or never \(got often\)' run study.yaml --progress often
refuses "-s without =" 'PATH=VALUE.*got run.seed' run study.yaml -s run.seed
refuses "--resume and --force" 'not both' run study.yaml --resume --force
refuses "a time limit of nothing" '--time-limit must be a time' run study.yaml --time-limit 0
refuses "a time limit in an unknown unit" '--time-limit must be a time' run study.yaml --time-limit '3 weeks'
refuses "a study that is not there" 'missing.yaml' run missing.yaml
refuses "a study that is a folder" 'is a folder' run .
refuses "a folder that is not there" 'no/such' run study.yaml -o no/such/results.h5
refuses "results that are a folder" 'is a folder' run study.yaml -o .
refuses "results over the study" 'would replace the study' run study.yaml -o ./study.yaml
grep -q '^qsweep: 1' study.yaml
verdict "the study is still there" $?
refuses "a file as folder" 'study.yaml/results.h5' run study.yaml -o study.yaml/results.h5
refuses "a wrong setting" 'windows.T.server' run study.yaml -s windows.T.server=3

rm -f study.h5
qsweep run study.yaml
says 0 err 'results in study\.h5.*qsweep show study\.h5' && [ ! -s out ] && [ -s study.h5 ] && [ "$(grep -c . err)" -eq 1 ]
verdict "run: one line on stderr, results beside the shell" $?
[ ! -e study.h5.part ]
verdict "nothing is left beside the results" $?
"$PYTHON" "$digest" study.h5 >first
mkdir other
for words in "run study.yaml -o other/a.h5" "run -o other/a.h5 study.yaml" "run --output=other/a.h5 study.yaml" \
    "run -oother/a.h5 study.yaml" "run --quiet --output other/a.h5 -- study.yaml" "run study.yaml --seed 3 -o other/a.h5"; do
    rm -f other/a.h5
    # shellcheck disable=SC2086 # words
    qsweep $words
    "$PYTHON" "$digest" other/a.h5 >again && cmp -s first again
    verdict "the same results: qsweep $words" $?
done
qsweep run -q study.yaml -o other/a.h5 --force
[ $status -eq 0 ] && [ ! -s out ] && [ ! -s err ]
verdict "-q says nothing" $?
qsweep run study.yaml --seed 4 -q -o other/b.h5
qsweep run study.yaml -s run.seed=4 -q -o other/c.h5
"$PYTHON" "$digest" other/b.h5 >b && "$PYTHON" "$digest" other/c.h5 >c && cmp -s b c && ! cmp -s b first
verdict "--seed is -s run.seed" $?
qsweep run study.yaml --replications 7 -o other/d.h5
says 0 err '2 scenarios x 7 replications'
verdict "--replications" $?
qsweep run other/../study.yaml -s 'output.quantiles=[0.25, 0.5]' -s sweep.grid='{run.horizon: [10, 20, 30]}' -o other/e.h5
says 0 err '3 scenarios'
verdict "-s sets lists and maps" $?

# Old results stay until the new ones are whole.
cp study.h5 old.h5
qsweep run study.yaml -s run.horizon=-1 -o old.h5
[ $status -eq 2 ] && cmp -s study.h5 old.h5
verdict "a wrong study leaves old results alone" $?
qsweep run study.yaml --seed 8 -q -o old.h5
says 2 err 'old\.h5: there are results already: --force' && cmp -s study.h5 old.h5
verdict "old results are not replaced without --force" $?
qsweep run study.yaml --seed 8 -q -o old.h5 --resume
says 2 err 'old\.h5: it is of another study or seed' && cmp -s study.h5 old.h5
verdict "old results of another seed are not gone on with" $?
qsweep run study.yaml --seed 8 -q -o old.h5 --force
[ $status -eq 0 ] && ! cmp -s study.h5 old.h5
verdict "old results are replaced by --force" $?

qsweep run study.yaml -s 'arrivals.door.interarrival={exponential: {mean: 0.9}}' -o other/u.h5
says 0 err 'warning: 1 of 2 scenarios is unstable: at T .*\(scenario 0\)'
verdict "an unstable scenario is warned of" $?

# Queues that grow though the loads are .7; beside them a half that does not: one of the two streams alone.
qsweep run "$loop" -s run.replications=20 -s output.replications=true \
    -s 'sweep.grid={arrivals.e.interarrival.rate: [1, 0.1], run.horizon: [2000, 4000]}' -q -o other/g.h5
says 0 err 'warning: in 2 of 4 scenarios queues still grow at the end of what was measured.*\(scenario 0, 1\)'
verdict "growing scenarios are warned of" $?
qsweep show other/g.h5 number_mean
says 0 out '^ +0 .*growing$' && says 0 out '^ +1 .*growing$' && ! grep -q '^ *[23] .*growing' out && says 0 out '^growing: the queues still'
verdict "growing scenarios are marked in the table" $?
qsweep show other/g.h5 --pivot number_mean --rows horizon --columns rate
says 0 out '^ +2000 .*[0-9] .*[0-9][+]$' && says 0 out '^[+] growing: '
verdict "growing cells of a pivot have a plus" $?
qsweep compare other/g.h5 number_mean --baseline 2
says 0 out 'higher \*' && says 0 out '^\* it or the baseline is unstable or growing'
verdict "a difference to what grows has a star" $?
qsweep export other/g.h5 number_mean --scope system -o other/g.csv
grep -q '^scenario,.*,unstable,growing,' other/g.csv && grep -q '^1,.*,ok,0,1,' other/g.csv && grep -q '^2,.*,ok,0,0,' other/g.csv
verdict "growing is a column of what is exported" $?

# A warm-up that is to be found where it cannot be: without a steady state, or in too short a time. Nobody says so of a
# long horizon, nor without mser5. (Of a load of .97 and a horizon of 40: what stands still in 64 pilots by chance?)
cat >warm.yaml <<'END'
qsweep: 1
services: {till: {time: {exponential: {mean: 1}}}}
arrivals: {door: {interarrival: {exponential: {rate: 0.97}}}}
windows: {T: {services: [till]}}
run: {horizon: 40, warmup: mser5, replications: 100, seed: 1}
sweep: {grid: {arrivals.door.interarrival.exponential.rate: [0.97, 1.01, 0.3]}}
END
qsweep check warm.yaml
says 0 out 'run.warmup: mser5 has nothing to find in scenario 1: a load of 1 or more' &&
    says 0 out 'run.warmup: in scenario 0 the horizon is too short for mser5'
verdict "check says where no warm-up can be found" $?
cp out first
qsweep check warm.yaml
cmp -s out first
verdict "it says so every time" $?
qsweep run warm.yaml -o other/warm.h5
says 0 err 'in 1 scenario the horizon is too short for run.warmup mser5: .*\(scenario 0\)' &&
    says 0 err 'warning: 1 of 3 scenarios is unstable'
verdict "run says so too" $?
qsweep check warm.yaml -s run.horizon=20000 -s sweep.grid='{arrivals.door.interarrival.exponential.rate: [0.8, 0.3]}'
[ $status -eq 0 ] && ! grep -q 'note:' out
verdict "check says nothing of a horizon that is long enough" $?
qsweep check warm.yaml -s run.warmup=5
[ $status -eq 0 ] && ! grep -q 'run.warmup' out
verdict "nor of a warm-up that is given" $?
start=$SECONDS
qsweep check warm.yaml -s run.horizon=1e9
[ $status -eq 0 ] && ! grep -q 'too short' out && [ $((SECONDS - start)) -lt 20 ]
verdict "nor of pilots that would take long" $?

qsweep run study.yaml --progress always -s run.replications=10000 -s run.horizon=3000 -o other/p.h5
says 0 err '[0-9]+/2 scenarios, [0-9]+/20000 replications, .* left'
verdict "--progress always draws a bar" $?
qsweep run study.yaml --force --progress never -s run.replications=10000 -s run.horizon=3000 -o other/p.h5
[ $status -eq 0 ] && [ "$(grep -c . err)" -eq 1 ] && ! grep -q left err
verdict "--progress never draws none" $?

# ---- nobody on duty ----
cat >shifts.yaml <<'END'
time_unit: min
services: {help: {time: {exponential: {mean: 10}}}}
classes: {client: {}}
arrivals: {door: {rate: [{until: 480, rate: 0.28}]}}
windows: {desk: {servers: [{until: 480, servers: 3}, {servers: 0}]}}
run: {horizon: 480, at_horizon: drain, replications: 400}
END
qsweep check shifts.yaml
says 0 out '^note: windows.desk: nobody is on duty from 480 min on: who waits there then.* stays unfinished, although'
verdict "check says whom a drain leaves at a desk that has closed" $?
qsweep run shifts.yaml -q -o other/shifts.h5
says 0 err 'warning: in 1 of 1 scenarios customers are left at the end.* up to [67](\.[0-9]*)? on average.*scenario 0\)'
verdict "and so does run at its end, with how many" $?
qsweep run shifts.yaml -q -o other/shifts.h5 --force -s 'sweep.list=[{run.at_horizon: stop}, {windows.desk.servers: 3}, {run.at_horizon: {waiting: cancel, in_service: finish}}]'
[ $status -eq 0 ] && ! grep -q 'customers are left' err
verdict "not where none are, nor where the end is meant to leave some" $?
for setting in classes.client.patience=5 windows.desk.capacity.queue=0 windows.desk.servers=3 run.at_horizon=stop \
    'windows.desk.servers=[{until: 1 h, servers: 0}, {servers: 1}]'; do
    qsweep check shifts.yaml -s "$setting"
    [ $status -eq 0 ] && ! grep -q 'nobody is on duty' out
    verdict "check says nothing with $setting" $?
done
qsweep check shifts.yaml -s 'windows.desk.servers=[{until: 1 h, servers: 1}, {until: 2 h, servers: 0}, {servers: 0}]' -s run.at_horizon=stop
says 0 out '^note: windows.desk: nobody is on duty from 60 min on: .* stays unfinished$'
verdict "a desk that closes for good before the horizon" $?
pause='windows={desk: {servers: [{until: 6, servers: 1}, {until: 100, servers: 0}, {until: 110, servers: 1}, {until: 120, servers: 0}, {servers: 1}]}, other: {}}'
qsweep check shifts.yaml -s "$pause"
says 0 out '^note: windows.desk: nobody is on duty from 6 to 100 min: .*jockey' && [ "$(grep -c 'on duty' out)" -eq 1 ]
verdict "a pause during which others are served elsewhere, once" $?
qsweep check shifts.yaml -s "$pause" -s classes.client.jockey=true
[ $status -eq 0 ] && ! grep -q 'nobody is on duty' out
verdict "it is none to people who change queues" $?

# ---- waits that the end cuts short ----
cat >short.yaml <<'END'
qsweep: 1
name: short days
services: {till: {time: {exponential: {mean: 1}}}}
arrivals: {door: {interarrival: {exponential: {mean: 1.25}}}}
windows: {T: {servers: 1, services: [till]}, U: {servers: 1, services: [till]}}
run: {horizon: 20, replications: 50, seed: 3}
output: {wait_over: [2]}
sweep: {zip: {windows.T.count: [1, 1, 0], run.horizon: [20, 20000, 20]}}
END
note='^note: run.at_horizon: stop cuts waits short: [0-9.]+ % of those who arrive in scenario 2 .*\(32 replications tried\).*drain serves'
qsweep check short.yaml
says 0 out "$note" && grep '^note' out >first
verdict "check tries how many waits the horizon cuts short, and names the scenario" $?
qsweep check short.yaml
says 0 out "$note" && grep '^note' out | cmp -s - first
verdict "it comes to the same every time" $?
qsweep check short.yaml -s run.at_horizon=drain
[ $status -eq 0 ] && ! grep -q 'cuts waits short' out
verdict "where all are served to the end it says nothing" $?
qsweep check short.yaml -s sweep.zip='{windows.T.servers: [8]}'
[ $status -eq 0 ] && ! grep -q 'cuts waits short' out
verdict "nor where hardly anybody waits" $?
qsweep check short.yaml -s sweep.zip='{run.horizon: [5000000], windows.T.count: [0]}'
[ $status -eq 0 ] && ! grep -q 'cuts waits short' out
verdict "nor of replications too long to be tried" $?
qsweep run -q short.yaml -o other/short.h5
qsweep show other/short.h5 wait_mean
says 0 out '^waits cut short: of up to [0-9.]+ % of those who arrived' && says 0 out 'at_horizon: drain'
verdict "show says how many waits were cut short" $?
qsweep show other/short.h5 --pivot wait_over --rows scenario --columns T.count --where T.count=0
says 0 out '^waits cut short: of up to [0-9.]+ % of those who arrived'
verdict "so it does below a matrix" $?
qsweep show other/short.h5 sojourn_mean queue_mean
[ $status -eq 0 ] && ! grep -q 'cut short' out
verdict "but not where no waits are shown" $?
qsweep show other/short.h5 wait_mean --where scenario=1
[ $status -eq 0 ] && ! grep -q 'cut short' out
verdict "nor where hardly any of those shown were" $?

"$QSWEEP" show study.h5 >/dev/full 2>err
[ $? -eq 1 ] && grep -q 'standard output' err
verdict "a full disk behind the table" $?

# shellcheck source=tests/cli/words.sh
. "$messages"

# ---- a library that takes the user's language over, in which numbers have a comma
if command -v localedef >/dev/null && localedef -i de_DE -f UTF-8 "$PWD/de_DE" 2>/dev/null; then
    printf '#include <locale.h>\n__attribute__((constructor)) static void take(void) { setlocale(LC_ALL, ""); }\n' >take.c
    "${CC:-gcc}" -shared -fPIC take.c -o take.so
    commas()
    {
        printf 'services: {s: {time: {exponential: {mean: 0.5}}}}\narrivals: {a: {rate: 0.25}}\nwindows: {w: {servers: 1}}\n' >comma.yaml
        printf 'run: {horizon: 1.5e3, replications: 4}\n' >>comma.yaml
        "$QSWEEP" run comma.yaml -q -o plain.h5 && "$QSWEEP" export plain.h5 >plain.csv &&
            LOCPATH=$PWD LC_ALL=de_DE LD_PRELOAD=$PWD/take.so "$QSWEEP" run comma.yaml -q -o comma.h5 &&
            LOCPATH=$PWD LC_ALL=de_DE LD_PRELOAD=$PWD/take.so "$QSWEEP" export comma.h5 >comma.csv &&
            diff plain.csv comma.csv && grep -q '[0-9]\.[0-9]' plain.csv
    }
    [ -n "${QS_SANITIZED:-}" ] || check "numbers have a point in every language" commas
fi

sum_up
