#!/usr/bin/env bash
# qsweep watch: a run that begins, runs, is stopped, gone on with, killed and finished is told as what it is; the sign of
# life harms nobody; the terminal is as it was. Run by tests/run, which sets QSWEEP and PYTHON.
#
# Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later
set -u
cd "$(dirname "$0")/../.." || exit 1
# shellcheck source=tests/suite.sh
. tests/suite.sh
terminal=$PWD/tests/watch/terminal.py here=$PWD
work=$(mktemp -d) || exit 1
child=
trap 'if [ -n "$child" ]; then kill -9 "$child" 2>/dev/null; fi; rm -rf "$work"' EXIT
cd "$work" || exit 1
evidence=(out err)

cat >study.yaml <<'END'
qsweep: 1
name: long
services: {work: {time: {exponential: {mean: 1}}}}
arrivals: {door: {interarrival: {exponential: {mean: 1.25}}}}
windows: {desk: {}}
run: {horizon: 1000, replications: 100000000}
output: {checkpoint: 1 s}
sweep: {grid: {windows.desk.servers: [1, 2, 3]}}
END

# begin RESULTS OPTION...: a run in the background, alone
begin()
{
    local results=$1
    shift
    timeout 120 "$QSWEEP" run "$study" -o "$results" -q "$@" >run.out 2>run.err </dev/null &
    child=$!
}

# comes STATE RESULTS: within ten seconds it is told so, as json
comes()
{
    local deadline=$((SECONDS + 10))
    while [ $SECONDS -le $deadline ]; do
        "$QSWEEP" watch "$2" --json >out 2>err
        ! grep -q "\"state\": \"$1\"" out || return 0
        sleep 0.2
    done
    return 1
}

# end SIGNAL: the run itself gets it
end()
{
    pkill "-$1" -P "$child" 2>/dev/null
    wait "$child" 2>/dev/null
    child=
}

qsweep watch nothing.h5
says 0 out 'neither results nor a run'
verdict "where there is nothing, that is said" $?
refuses "which file is asked for" 2 'which results file'  watch

study=$work/study.yaml
begin long.h5
comes running long.h5
verdict "a run is seen to run within seconds" $?
[ "$(stat -c %a long.h5.status)" = 600 ]
verdict "its user alone may read its sign" $?
sleep 3
qsweep watch long.h5
says 0 out 'running on .*process [0-9]+' && says 0 out '[0-9]+ of 300000000 replications' && says 0 out 'last sign of life [0-9]+ s ago'
verdict "it says how far it is" $?
says 0 out 'desk.servers|wait_mean|no replication'
verdict "and what it has estimated, once that is written" $?
end TERM
comes stopped long.h5 && qsweep watch long.h5 && says 0 out 'stopped .* ago: stopped by SIGTERM; go on with: .*--resume'
verdict "a run that was stopped is told so, with what goes on with it" $?

begin long.h5 --resume
comes running long.h5
verdict "gone on with, it runs" $?
end KILL
comes died long.h5 && qsweep watch long.h5 && says 0 out 'its process is gone'
verdict "killed, it is told to be gone" $?

# Another machine's process cannot be asked: its silence tells.
sed -e 's/^host .*/host elsewhere/' -e 's/^written .*/written 1700000000.000/' long.h5.status >other && cp other long.h5.status
comes silent long.h5 && qsweep watch long.h5 && says 0 out 'no sign of life for .*on elsewhere'
verdict "on another machine, it is told to be silent" $?

rm -f long.h5*
study=$here/configs/smoke.yaml
begin smoke.h5
wait "$child"
child=
comes finished smoke.h5 && [ ! -e smoke.h5.status ] && [ ! -e smoke.h5.status.part ]
verdict "finished, it is told so and its sign is gone" $?
qsweep watch smoke.h5 wait_mean wait_maen
says 2 err 'wait_maen'
verdict "metrics that are not there are refused" $?
qsweep watch smoke.h5 queue_mean
says 0 out 'queue_mean'
verdict "metrics can be named" $?

# ---- a decision ----
# Without end: one exactly at its limit, and a dearer one; and the better of two equal ones.
cat >cheapest.yaml <<'END'
services: {s: {time: {exponential: {rate: 2.120263536200091}}}, t: {time: 0}}
classes: {first: {first: {s: 1}}, second: {first: {t: 1}}}
arrivals: {one: {times: [0], classes: {first: 1}}, two: {times: [1], classes: {second: 1}}}
windows: {desk: {services: [s, t]}}
run: {horizon: 2, at_horizon: drain, common_random_numbers: false}
output: {wait_over: [0], checkpoint: 1 s}
cost: {server_hour: {desk: 3600}}
promises: {metric: wait_over, class: second, at_most: 12 %, tolerance: 0.001 %}
select: {cheapest: true, max: 100000000}
sweep: {zip: {cost.server_hour.desk: [1, 2], services.s.time.exponential.rate: [2.120263536200091, 9]}}
END
sed -e '/^promises/d' -e 's/^select.*/select: {best: wait_mean, largest: true, tolerance: 0.00001, max: 100000000}/' \
    -e 's/, 9\]/, 2.120263536200091]/' cheapest.yaml >best.yaml

# told TEXT RESULTS: within twenty seconds it is said
told()
{
    local deadline=$((SECONDS + 20))
    while [ $SECONDS -le $deadline ]; do
        "$QSWEEP" watch "$2" >out 2>err
        ! grep -qE "$1" out || return 0
        sleep 0.2
    done
    return 1
}
study=$work/cheapest.yaml
begin cheapest.h5
told '^no scenario is proven to keep all promises yet$' cheapest.h5 && grep -qE '^deciding: 2 of 2 scenarios may still be the answer, [1-9]' out && ! grep -q 'about .* left' out
verdict "a decision is told with how many may still be the answer" $?
"$QSWEEP" watch cheapest.h5 --json >out 2>err
"$PYTHON" -c 'import json; d = json.load(open("out"))["deciding"]; assert (d["select"], d["leader"], d["left"], d["bound"]) == ("cheapest", None, 2, None), d' 2>err
verdict "and so it is to scripts" $? err
end KILL
study=$work/best.yaml
begin best.h5
told '^scenario [01] leads; others may be better by [0-9.e+-]+ at most$' best.h5
verdict "of a best mean it is told who leads, and by how much others may be better" $?
end KILL
rm -f cheapest.h5* best.h5*

# ---- files from others ----
damaged()
{
    printf '%b' "$2" >smoke.h5.status
    qsweep watch smoke.h5
    says 1 err "$3"
    verdict "$1" $?
}
damaged "a status that is something else is refused" 'hello\n' 'not the status of a run'
damaged "a torn one is refused" 'qsweep-status 1\nstate running\n' 'not whole'
damaged "a damaged decision is refused" 'qsweep-status 1\ndeciding worst\nend\n' 'deciding is damaged'
damaged "a damaged leader is refused" 'qsweep-status 1\nleader -1\nend\n' 'leader is damaged'
printf 'qsweep-status 1\nstate failed\nwritten 1\nelapsed 1\nranks 1\nscenarios 3 9\nreplications 70 70\ndeciding cheapest\nsurvivors 5 3\nleader 7\nend\n' >smoke.h5.status
qsweep watch smoke.h5
says 0 out '^the cheapest that is proven to keep all promises: scenario 7$' && says 0 out '^deciding: 5 of 9 scenarios'
verdict "the cheapest that is proven is told" $?
damaged "a damaged number is refused" 'qsweep-status 1\nranks -3\nend\n' 'ranks is damaged'
printf 'qsweep-status 1\nstate stopped\nhost a\033]0;x\007b\nwritten 1\nelapsed 1\nranks 1\nscenarios 1 2\nreplications 3 4\ntext \033[31mred\033[0m\nnews 3\nend\n' >smoke.h5.status
qsweep watch smoke.h5
says 0 out 'stopped' && ! grep -q $'\033' out
verdict "escape sequences of a file reach no terminal" $?
qsweep watch smoke.h5 --json
"$PYTHON" -c 'import json; json.load(open("out"))' && ! grep -q $'\033' out
verdict "and json is valid" $?
rm -f smoke.h5.status
mkfifo smoke.h5.status
qsweep watch smoke.h5
[ $status -eq 1 ]
verdict "a FIFO hangs nobody" $?
rm -f smoke.h5.status

echo precious >precious
ln -s precious long.h5.status
ln -s precious long.h5.status.part
study=$work/study.yaml
begin long.h5
comes running long.h5 && [ "$(cat precious)" = precious ] && [ ! -L long.h5.status ]
verdict "links planted at its names are not followed" $?
end KILL
rm -f long.h5*

# ---- a folder that is slow ----
# The run lasts some seconds, so that a sign is being written when it ends; the bits are those of a fast folder.
if [ -z "${QS_SANITIZED-}" ]; then # it will not be preloaded before the sanitizer
    "${CC:-gcc}" -shared -fPIC -O1 -D_GNU_SOURCE -o slow.so "$here/tests/watch/slow.c"
    start=$SECONDS
    LD_PRELOAD=$work/slow.so timeout 60 "$QSWEEP" run "$here/configs/smoke.yaml" -o slow.h5 -q -s run.replications=20000 2>err
    status=$?
    [ $status -eq 0 ] && [ $((SECONDS - start)) -lt 25 ]
    verdict "a folder in which a sign takes half a minute holds up nobody" $?
    "$QSWEEP" run "$here/configs/smoke.yaml" -o fast.h5 -q -s run.replications=20000 2>err
    [ "$("$PYTHON" "$here/tests/mpi/digest.py" slow.h5)" = "$("$PYTHON" "$here/tests/mpi/digest.py" fast.h5)" ]
    verdict "and the results are the same" $?
fi

# ---- on a terminal ----
begin long.h5
comes running long.h5
for size in "24 80" "60 200" "10 40"; do
    # shellcheck disable=SC2086
    timeout 60 "$PYTHON" "$terminal" $size "$QSWEEP" watch long.h5 >out 2>err
    verdict "on a terminal of $size it fits, is drawn again, and Ctrl-C restores the screen" $?
done
end TERM
sum_up
