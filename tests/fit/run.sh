#!/usr/bin/env bash
# `qsweep fit`: what was drawn from a known study comes back, what it prints is a study that runs, and what is wrong with a
# table is told with its line.
#
# Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later
set -u
cd "$(dirname "$0")/../.." || exit 1
# shellcheck source=tests/suite.sh
. tests/suite.sh
digest_tool=$PWD/tests/mpi/digest.py visits=$PWD/configs/visits.csv make_past=$PWD/tests/fit/make_past.py compare=$PWD/tests/fit/compare.py check_plot=$PWD/tests/plot/check_plot.py
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
cd "$work" || exit 1
evidence=(out err)

# runs NAME PATTERN: what fit printed says so, is a study, and simulated
runs()
{
    says 0 out "$2" && cp out study.yaml && timeout 60 "$QSWEEP" check study.yaml >check.log 2>&1 &&
        timeout 60 "$QSWEEP" run study.yaml -q --force -s run.replications=5 >>check.log 2>&1
    verdict "$1" $? check.log err
}

# refuses NAME LINES ARGUMENT...: status 2, nothing on stdout, and these lines on stderr (the file `expected`)
refuses()
{
    local name=$1
    shift
    qsweep fit "$@"
    [ "$status" -eq 2 ] && [ ! -s out ] && diff expected err >difference
    verdict "$name" $? difference
}

# ---- known studies come back ----
"$QSWEEP" help fit >/dev/null && "$PYTHON" -B "$make_past" >past.csv
qsweep fit past.csv --arrival came --start began --end ended --class kind
runs "a study of two classes is printed, checked and run" "^# Made by .qsweep fit. from past.csv: [0-9]+ visits"
"$PYTHON" -B "$compare" study.yaml >compared 2>&1
verdict "its rates and laws are those that the past was drawn from" $? compared
says 0 out 'Days vary by more than chance.*p = ' && says 0 out '^  day: \{gamma: \{shape: [0-9.]+, mean: 1\}\}$' && [ "$(grep -c 'day_factor: day' out)" -eq 2 ] && says 0 out '^clock: "09:00"$'
verdict "days that vary by more than chance are found" $?
cp out first
qsweep fit past.csv --arrival came --start began --end ended --class kind
cmp -s out first
verdict "the same again" $?

qsweep fit "$visits" --arrival arrival --start start --end end --class who --format '%d/%m/%Y %H:%M:%S'
runs "configs/visits.csv is fitted" ": 500 visits"
qsweep fit "$visits" --arrival 1 --every 1h --format '%d/%m/%Y %T'
runs "arrivals alone give a study with places to fill in" 'not in the data: put your own time here'

# ---- the picture ----
qsweep fit "$visits" --arrival arrival --start start --end end --class who --format '%d/%m/%Y %H:%M:%S' -o fit.svg
cp out with
qsweep fit "$visits" --arrival arrival --start start --end end --class who --format '%d/%m/%Y %H:%M:%S'
cmp with out && "$PYTHON" -B "$check_plot" says fit.svg "data and fit" "citizen: arrivals" "senior: services" "lognormal" "10:00" "a day in each 30 min" \
    "of the data, min" "means over 9 days" >picture.log 2>&1
verdict "data are drawn against the fit, and the study is the same" $? picture.log
evil="';system(\"touch pwned\");\`touch pwned\`%s@x{b}"
{ printf 'a,s,e,k\n'; for i in $(seq 10 39); do printf '2026-03-02 08:%d:00,2026-03-02 08:%d:00,2026-03-02 08:%d:%d,"%s"\n' "$i" "$i" "$i" $((i + 10)) "${evil//\"/\"\"}"; done; } >evil.csv
qsweep fit evil.csv --arrival a --start s --end e --class k -o evil.svg
[ "$status" -eq 0 ] && [ ! -e pwned ] && "$PYTHON" -B "$check_plot" says evil.svg "$evil" >picture.log 2>&1
verdict "a class whose name is a script is drawn as its name" $? picture.log
qsweep fit "$visits" --arrival 1 --format '%d/%m/%Y %T' -o alone.png
[ "$status" -eq 0 ] && [ "$(head -c 4 alone.png | tail -c 3)" = PNG ]
verdict "arrivals alone are drawn" $?
qsweep fit "$visits" --arrival 1 --format '%d/%m/%Y %T' -o fit.jpg
says 2 err '-o must end in .svg, .png or .pdf' && [ ! -s out ]
verdict "a picture of another kind is refused before anything is printed" $?

# ---- laws ----
printf 'a,s,e\n' >two.csv
for i in $(seq 10 59); do # two humps: no law has them
    echo "2026-03-02 08:$i:00,2026-03-02 08:$i:00,2026-03-02 08:$i:$((i % 7 + 1))"
    echo "2026-03-02 09:$i:00,2026-03-02 09:$i:00,2026-03-02 11:$i:$((i % 7 + 1))"
done >>two.csv
qsweep fit two.csv --arrival a --start s --end e
runs "where no law fits the times themselves are taken" 'no law fits at the 1 % level'
says 0 out '  visitor: \{time: \{empirical: \{values: \['
verdict "as values" $?
printf 'a,s,e\n2026-03-02 08:00,2026-03-02 08:00,2026-03-02 08:05\n2026-03-03 08:00,2026-03-03 08:00,2026-03-03 08:05\n' >few.csv
qsweep fit few.csv --arrival a --start s --end e
runs "two visits are too few for a law, and a study" 'too few, or all equal'

# ---- tables that are wrong ----
cat >dirty.csv <<'END'
came,began,ended,who
2026-03-02 08:00,2026-03-02 08:01,2026-03-02 08:05,a
2026-03-02 08:10,2026-03-02 08:11,,a
,2026-03-02 08:11,2026-03-02 08:15,a
2026-03-02 08:20,2026-03-02 08:15,2026-03-02 08:25,a
2026-03-02 08:20,2026-03-02 08:25,2026-03-02 08:21,a
2026-03-02 08:30,2026-03-02 08:31,2026-03-02 08:35,a
2026-03-02 08:30,2026-03-02 08:31,2026-03-02 08:35,a
2026-02-30 08:30,2026-03-02 08:31,2026-03-02 08:35,a
tomorrow,2026-03-02 08:31,2026-03-02 08:35,a
2026-03-02 08:40,2026-03-02 08:41,2026-03-02 08:45,
2026-03-02 08:50,"2026-03-02 08:51"x,2026-03-02 08:55,b
2026-03-02 09:00,soon,2026-03-02 09:05,b
2026-03-02 09:00,,,b
END
cat >expected <<'END'
dirty.csv:3: has no end, its service is left out
dirty.csv:4: has no arrival, and is left out
dirty.csv:5: starts before it arrives, its service is left out (got '2026-03-02 08:15')
dirty.csv:6: ends before it starts, its service is left out (got '2026-03-02 08:21')
dirty.csv:8: is the same as line 7, both are counted
dirty.csv:9: the arrival has a day that its month does not have (got '2026-02-30 08:30')
dirty.csv:10: the arrival is not in the format %Y-%m-%d %H:%M (got 'tomorrow')
dirty.csv:11: has no class, and is left out
dirty.csv:12: has something between a closing quote and what comes next
dirty.csv:13: the start is not in the format %Y-%m-%d %H:%M (got 'soon')
dirty.csv: and 1 more
qsweep fit: dirty.csv: 10 of 13 lines are wrong, which is more than a tenth; is --format right, and is it the column of arrivals?
END
refuses "ten faults are told with their lines, and how many more there are" dirty.csv --arrival came --start began --end ended --class who

{ cat "$visits"; echo ';;;'; echo '13/03/2026 08:00:00;13/03/2026 07:59:00;13/03/2026 08:01:00;citizen'; } >nearly.csv
qsweep fit nearly.csv --arrival arrival --start start --end end --format '%d/%m/%Y %T'
[ "$(cat err)" = "nearly.csv:503: starts before it arrives, its service is left out (got '13/03/2026 07:59:00')" ]
verdict "a fault among many is told" $?
runs "and the rest is fitted" ': 501 visits'

echo "qsweep fit: visits.csv: nobody waits, and 43 start before they arrive; have --arrival and --start changed places?" >last
cp "$visits" visits.csv
qsweep fit visits.csv --arrival start --start arrival --end end --format '%d/%m/%Y %T'
[ "$status" -eq 2 ] && tail -n 1 err | diff - last && [ "$(wc -l <err)" -eq 12 ]
verdict "arrival and start that changed places are told" $?
qsweep fit visits.csv --arrival arrival --start end --end start --format '%d/%m/%Y %T'
says 2 err '500 of 500 lines are wrong, which is more than a tenth; have --start and --end changed places\?$'
verdict "start and end that changed places are told" $?

echo "qsweep fit: visits.csv:1: --arrival: there is no column 'came', there are: 'arrival', 'start', 'end', 'who'" >expected
refuses "a column that is not there is told with those that are" visits.csv --arrival came
echo "qsweep fit: visits.csv:2: say with --format how instants are written, such as --format '%d/%m/%Y %H:%M' (got '02/03/2026 08:00:20')" >expected
refuses "a format that could be read in two ways is asked for" visits.csv --arrival arrival
sed 's/;/,/' visits.csv >mixed.csv
echo "qsweep fit: mixed.csv:1: --arrival: there is no column 'arrival', there are: 'arrival,start', 'end', 'who'" >expected
refuses "another separator in the first line" mixed.csv --arrival arrival
iconv -f UTF-8 -t UTF-16 visits.csv >wide.csv
echo 'qsweep fit: wide.csv: is UTF-16, save it as UTF-8 ("CSV UTF-8")' >expected
refuses "UTF-16" wide.csv --arrival arrival
printf 'PK\003\004rest' >book.csv
echo 'qsweep fit: book.csv: is a spreadsheet, save the sheet as CSV' >expected
refuses "a spreadsheet that is none as text" book.csv --arrival arrival
head -n 1 visits.csv >head.csv
echo 'qsweep fit: head.csv: has no line below its header' >expected
refuses "a header alone" head.csv --arrival arrival
: >empty.csv
sed -i 's/head.csv/empty.csv/' expected
refuses "an empty table" empty.csv --arrival arrival
printf 'a,b\n"2026-03-02 08:00,1\n' >quote.csv
echo 'qsweep fit: quote.csv:2: has a quote that does not end' >expected
refuses "a quote that does not end" quote.csv --arrival a
echo 'qsweep fit: gone.csv: cannot open: No such file or directory' >expected
refuses "a table that is not there" gone.csv --arrival a
printf 'a\n%s\n' "$(seq -f '2026-03-02T10:00:00+0100 %g' 150)" | sed 's/ /,/' | sed '1s/.*/a,k/' >classes.csv
echo 'qsweep fit: classes.csv: --class k has more than 100 different texts, is it the right column?' >expected
refuses "a class column that has as many classes as lines" classes.csv --arrival a --class k
for wrong in "--every 7min" "--every 30" "--decimal ;" "--separator ;;" "--format %d" "--end b"; do
    # shellcheck disable=SC2086  # words
    qsweep fit visits.csv --arrival arrival $wrong
    says 2 err "^qsweep fit: ${wrong%% *} "
    verdict "$wrong is refused" $?
done

# ---- zones, and the forms that spreadsheets have ----
printf '\xef\xbb\xbfcame\tn\r\n2026-03-28T09:10:00+01:00\t1\r\n2026-03-30T09:20:00+02:00\t2\r\n' >zones.csv
qsweep fit zones.csv --arrival came --every 1h
says 0 out 'Arrivals from 09:00 to 10:00' && says 0 out 'counts: \[1\]'
verdict "an hour of the day is that of the clock on its wall, before and after the change to summer time" $?

# ---- a large table takes no more memory than a small one ----
if [ -z "${QS_SANITIZED:-}" ]; then # the sanitizers need more address space than that
    awk 'BEGIN { print "a,s,e,note"; for (i = 0; i < 600000; i++) { h = 8 + i % 8; printf "2026-03-%02d %02d:%02d:00,2026-03-%02d %02d:%02d:30,2026-03-%02d %02d:%02d:%02d,%080d\n",
        1 + i % 28, h, i % 60, 1 + i % 28, h, i % 60, 1 + i % 28, h, i % 60, 31 + i % 29, i } }' >large.csv
    (ulimit -v 600000 && timeout 120 "$QSWEEP" fit large.csv --arrival a --start s --end e >out 2>err) && [ "$(stat -c %s large.csv)" -gt 80000000 ] && grep -q ': 600000 visits' out && [ ! -s err ]
    verdict "600,000 lines of 85 MB in bounded memory" $?
fi

# ---- a study of a table: the same on ranks that cannot see it, and put together when it has gone ----
mkdir apart && cp visits.csv apart
cat >apart/replay.yaml <<'END'
time_unit: min
services: {desk: {time: {empirical: {file: visits.csv, column: weight, where: {who: senior}}}}}
arrivals: {door: {times: {file: visits.csv, column: arrival, format: "%d/%m/%Y %H:%M:%S"}}}
windows: {desk: {servers: 2}}
run: {horizon: 11 d, replications: 8}
sweep: {grid: {windows.desk.servers: [1, 2]}}
END
awk -F';' 'NR == 1 { print $0 ";weight"; next } { print $0 ";" NR % 7 + 0.25 }' visits.csv >apart/visits.csv
digest()
{
    "$PYTHON" -B "$digest_tool" "$1" | cut -d' ' -f2
}
timeout 60 "$QSWEEP" run apart/replay.yaml -q -o one.h5 &&
    timeout 60 mpirun -n 3 "$QSWEEP" run apart/replay.yaml -q -o three.h5 &&
    timeout 60 "$QSWEEP" run apart/replay.yaml -q --part 1/2 -o first.h5 && timeout 60 "$QSWEEP" run apart/replay.yaml -q --part 2/2 -o second.h5
verdict "a study of a table is run on one rank, on three, and in parts" $?
[ "$(digest one.h5)" = "$(digest three.h5)" ] && [ -n "$(digest one.h5)" ]
verdict "the same bits" $?
mv apart gone
timeout 60 "$QSWEEP" merge -o merged.h5 -q first.h5 second.h5 && [ "$(digest one.h5)" = "$(digest merged.h5)" ]
verdict "the parts need no table" $?
timeout 60 "$QSWEEP" show one.h5 arrived --format csv >shown && [ "$(awk -F, 'NR > 1 { n += $8 == 500 } END { print n }' shown)" -eq 2 ]
verdict "each replication replays the 500 arrivals" $? shown

sum_up
