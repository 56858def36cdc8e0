#!/usr/bin/env bash
# The study reader: valid/ is read as it should be, invalid/ is refused with the very messages, unsupported/ is told so.
# Run by tests/run, which sets QSWEEP and BUILD_DIR.
#
# NAME.expected is what `qsweep check NAME.yaml` prints (a valid study: to stdout; else to stderr); NAME.args has more
# arguments of it, one a line; NAME.model is what model_tool says of a valid study's plan and first scenario. In invalid/
# "is not supported yet" is not compared: what is wrong is wrong before and after a part comes to work. When a part has come
# to work, move its studies from unsupported/ to valid/. `tests/config/run.sh --write` writes what it finds as expected: read
# the difference before committing it.
#
# Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later
set -u
cd "$(dirname "$0")" || exit 1
# shellcheck source=tests/suite.sh
. ../suite.sh
root=$(cd ../.. && pwd)
BUILD_DIR=${BUILD_DIR:-$root/build}
QSWEEP=${QSWEEP:-$BUILD_DIR/qsweep}
tool=$BUILD_DIR/tests/config/model_tool
write=${1:-}
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT

# check FOLDER NAME: into out and err and $status; run in the folder, so that messages begin with the file's bare name
check()
{
    local arguments=()
    [ ! -e "$1/$2.args" ] || mapfile -t arguments <"$1/$2.args"
    (cd "$1" && timeout -k 5 60 "$QSWEEP" check "$2.yaml" ${arguments[@]+"${arguments[@]}"}) >"$work/out" 2>"$work/err" </dev/null
    status=$?
}

# same EXPECTED FOUND: and the difference in $work/difference
same()
{
    if [ "$write" = --write ]; then
        cp "$2" "$1"
    fi
    diff "$1" "$2" >"$work/difference" 2>&1
}

for study in valid/*.yaml; do
    name=$(basename "$study" .yaml)
    check valid "$name"
    [ $status -eq 0 ] && [ ! -s "$work/err" ]
    verdict "valid/$name is accepted" $? "$work/err"
    same "valid/$name.expected" "$work/out"
    verdict "valid/$name is shown" $? "$work/difference"
    [ ! -e "valid/$name.args" ] || continue
    (cd valid && timeout -k 5 60 "$tool" "$name.yaml") >"$work/out" 2>"$work/err"
    status=$?
    same "valid/$name.model" "$work/out" && [ $status -eq 0 ] && [ ! -s "$work/err" ]
    verdict "valid/$name is read as meant" $? "$work/difference"
done

for study in invalid/*.yaml; do
    name=$(basename "$study" .yaml)
    check invalid "$name"
    grep -v 'is not supported yet' "$work/err" >"$work/messages"
    same "invalid/$name.expected" "$work/messages" && [ $status -eq 2 ] && [ ! -s "$work/out" ]
    verdict "invalid/$name" $? "$work/difference"
done

for study in unsupported/*.yaml; do
    [ -e "$study" ] || continue
    name=$(basename "$study" .yaml)
    check unsupported "$name"
    same "unsupported/$name.expected" "$work/err" && [ $status -eq 2 ] && [ ! -s "$work/out" ] &&
        ! grep -qv 'is not supported yet' "$work/err"
    verdict "unsupported/$name" $? "$work/difference"
done

# ---- the hash: all that can change a number, and nothing else ----
hash_of()
{
    (cd "$work" && "$tool" "$1" hash "${@:2}")
}
cat >"$work/a.yaml" <<'END'
arrivals: {door: {interarrival: {empirical: {file: gaps.csv}}}}
services: {info: {time: 1}}
windows: {W1: {servers: 2}}
run: {horizon: 1000}
sweep: {grid: {windows.W1.servers: [1, 2, 3]}}
END
printf '1\n2\n' >"$work/gaps.csv"
cat >"$work/b.yaml" <<'END'
# The same study with a comment, a name and other blanks.
name: the same
arrivals:
  door:
    interarrival: {empirical: {file: gaps.csv}}   # gaps
services: {info: {time: 1}}
windows: {W1: {servers: 2}}
run:      {horizon: 1000}
sweep:    {grid: {windows.W1.servers: [1, 2,   3]}}
output:   {checkpoint: 5 s}
END
first=$(hash_of a.yaml)
[[ $first =~ ^[0-9a-f]{16}$ ]]
verdict 'a hash has 16 hex digits' $?
sed -i '/^output/d' "$work/b.yaml"
[ "$(hash_of b.yaml)" = "$first" ] && [ "$(hash_of a.yaml name=other)" = "$first" ]
verdict 'comments, layout and the name do not change the hash' $?
for pair in "run.horizon=17:30|run.horizon='17:30'" "arrivals.door={rate: 90 / h}|arrivals.door={rate: '90 / h'}" "run.confidence=90 %|run.confidence='90 %'"; do
    [ "$(hash_of a.yaml clock=8:00 "${pair%|*}")" = "$(hash_of a.yaml "clock='8:00'" "${pair#*|}")" ]
    verdict "quotes do not change the hash: ${pair%|*}" $?
done
printf 'W1: {servers: 4}\n' >"$work/windows.txt"
[ "$(hash_of a.yaml windows=@windows.txt sweep=null)" = "$(hash_of a.yaml 'windows.*.servers=4' sweep=null)" ] &&
    [ "$(hash_of a.yaml windows=@windows.txt sweep=null)" != "$(hash_of a.yaml sweep=null)" ]
verdict 'a value from a file, one for every member, and one that is written are the same' $?
[ "$(hash_of a.yaml 'output={quantiles: [0.5]}' output.quantiles=null)" = "$first" ]
verdict 'what is taken out has never been there' $?
[ "$(hash_of a.yaml output.quantiles='[0.5]')" = "$(hash_of a.yaml output.quantiles='[0.5]' output.checkpoint='5 s')" ]
verdict 'checkpoints do not change the hash' $?
different=0
for setting in run.seed=2 run.replications=11 run.horizon=1001 'sweep.grid."windows.W1.servers"=[1, 2]' window_choice=random clock=08:00 \
    services.info.time=2; do
    [ "$(hash_of a.yaml "$setting")" != "$first" ] || different=1
done
verdict 'seed, replications, model and sweep change the hash' $different
printf '\357\273\2771\n2\n' >"$work/gaps.csv"
[ "$(hash_of a.yaml)" = "$first" ]
verdict 'a byte order mark in front of a data file is passed over' $?
printf '1\n3\n' >"$work/gaps.csv"
[ "$(hash_of a.yaml)" != "$first" ]
verdict 'the content of a data file changes the hash' $?

# ---- the resolved study is a study, and the same one ----
different=0
for study in valid/*.yaml; do
    name=$(basename "$study" .yaml)
    [ ! -e "valid/$name.args" ] || continue
    cp valid/*.csv valid/times.txt "$work/"
    "$tool" "$study" resolved >"$work/$name.yaml" || different=1
    [ "$("$tool" "$study" hash)" = "$(hash_of "$name.yaml")" ] || { different=1; echo "# $study"; }
done
verdict 'the resolved study reads back as the same one' $different

# ---- what a scenario leaves out is as if the study did not say it ----
cat >"$work/said.yaml" <<'END'
services: {info: {time: {exponential: {mean: 1}}, dead_time: 1}}
classes: {citizen: {patience: 3}}
arrivals: {door: {interarrival: {exponential: {mean: 1}}}}
windows: {W1: {capacity: {queue: 5}}}
run: {horizon: 500}
sweep: {grid: {services.info.dead_time: [2, null]}, list: [{}, {classes.citizen.patience: null, windows.W1.capacity: null}, {run.warmup: 100}]}
END
sed 's/, dead_time: 1//; s/{patience: 3}/{}/; s/{capacity: {queue: 5}}/{}/; /^sweep/d' "$work/said.yaml" >"$work/unsaid.yaml"
# row STUDY SCENARIO: the metrics of its first replication
row()
{
    "$QSWEEP" trace "$work/$1.yaml" --scenario "$2" --replication 0 --metrics
}
[ "$(row said 4)" = "$(row unsaid 0)" ] && [ "$(row said 4 | grep -c .)" -gt 50 ]
verdict 'null in an axis is a study without the key' $?
[ "$(row said 3)" != "$(row unsaid 0)" ] && [ "$(row said 5)" != "$(row said 3)" ] && [ "$(row said 1)" != "$(row said 4)" ]
verdict 'and nothing else is' $?

# ---- bounds: refused fast, without eating the machine ----
# refused_fast NAME FILE PATTERN
refused_fast()
{
    (ulimit -v 4000000; timeout -k 5 20 "$QSWEEP" check "$2") >"$work/out" 2>"$work/err" </dev/null
    status=$?
    [ $status -eq 2 ] && grep -qE "$3" "$work/err"
    verdict "$1" $? "$work/err"
}
if [ -z "${QS_SANITIZED:-}" ]; then # the sanitizers need more address space than that
    python3 -c "print('a: ' + '[' * 200000)" >"$work/brackets.yaml"
    refused_fast 'brackets without end' "$work/brackets.yaml" 'nested too deep'
    python3 -c "print('a:\n' + ''.join('  ' * i + '- \n' for i in range(1, 3000)))" >"$work/blocks.yaml"
    refused_fast 'blocks without end' "$work/blocks.yaml" 'nested too deep|not YAML'
    head -c 17000000 /dev/zero | tr '\0' '#' >"$work/large.yaml"
    refused_fast 'a file of 17 MB' "$work/large.yaml" 'larger than'
    python3 -c "print('a: [' + '1, ' * 1100000 + '1]')" >"$work/long.yaml"
    refused_fast 'a million values' "$work/long.yaml" 'too many values'
fi

sum_up
