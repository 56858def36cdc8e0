#!/usr/bin/env bash
# `qsweep report`: what stands on the page, held against the file and against `show`; names that would be markup; the page
# in a browser, where there is one. Run by tests/run, which sets QSWEEP, BUILD_DIR and PYTHON.
#
# Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later
set -u
here=$(cd "$(dirname "$0")" && pwd)
top=$(cd "$here/../.." && pwd)
# shellcheck source=tests/suite.sh
. "$top/tests/suite.sh"
QSWEEP=${QSWEEP:-$top/build/qsweep}
PYTHON=${PYTHON:-/usr/bin/python3}
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
cd "$work" || exit 1
evidence=(out err)

# page CHECK PAGE ARGUMENT...
page()
{
    "$PYTHON" -B "$here/check_report.py" "$@"
}

# makes PAGE FILE: silent, and the page is there
makes()
{
    qsweep report "$2" -o "$1"
    [ "$status" -eq 0 ] && [ ! -s out ] && [ ! -s err ] && [ -s "$1" ] && [ ! -e "$1.part" ]
}

library=/usr/share/javascript/dygraphs
if [ ! -e $library/dygraph.min.js ]; then
    echo "skipped: dygraphs is not installed (libjs-dygraphs): pages have pictures alone"
    library=$work/none
fi

# ---- two axes, two classes, two windows, promises, a clock, names in three scripts ----
"$QSWEEP" run "$here/study.yaml" -q -o s.h5 2>/dev/null
if [ -e "$library/dygraph.min.js" ]; then
    check "a page is made" makes s.html s.h5
    check "the library's licence stands on it" page licence s.html
else
    "$QSWEEP" report s.h5 -o s.html 2>/dev/null
fi
check "it is well-formed, with labels for all that needs them" page whole s.html
check "its policy has the hashes of what is there, and nothing is asked for outside" page closed s.html
check "names and texts that would be markup are texts" page texts s.html
for scope in system class window; do COLUMNS=2000 "$QSWEEP" show s.h5 --scope $scope >$scope.txt; done
check "tables: the file's numbers, rounded as show rounds them" page tables s.html s.h5 system.txt class.txt window.txt
check "heat maps: the file's numbers" page maps s.html s.h5
check "curves over an axis: the file's means and intervals" page curves s.html s.h5
check "series, and curves through the day: the file's" page through s.html s.h5
check "distributions: shares beyond each time, from the file's bins" page distribution s.html s.h5
"$QSWEEP" show s.h5 --cheapest | head -n 1 | tr -s ' \n' ' ' | sed 's/ $//' >answer
check "the answer is what show --cheapest says" page says s.html "$(cat answer)" "qsweep export s.h5 -o results.csv" "qsweep export s.h5 -o results.json"
[ "$(wc -c <s.html)" -lt 2000000 ]
verdict "the page is below two megabytes" $?

# ---- replays ----
QSWEEP_DYGRAPHS=$library qsweep report s.h5 -o replayed.html --replay 1 --replay 4:3
[ "$status" -eq 0 ] && [ ! -s out ]
verdict "replays are put on the page" $?
check "it is well-formed with them" page whole replayed.html
check "and closed" page closed replayed.html
refuses "a replay of no scenario" 2 'the study has 9 scenarios and 12 replications' report s.h5 -o x.html --replay 9
refuses "a replay of no replication" 2 'the study has 9 scenarios and 12 replications' report s.h5 -o x.html --replay 0:12
for word in x 1: :1 1:2:3 -1 1:-1 99999999999999999999; do
    refuses "--replay '$word' is none" 2 "got $word" report s.h5 -o x.html "--replay=$word"
done

# ---- without the library ----
QSWEEP_DYGRAPHS=$work/none qsweep report s.h5 -o none.html
says 0 err 'dygraphs was not found [(]Debian: libjs-dygraphs[)]' && [ ! -s out ]
verdict "without dygraphs the page is made, and it is said" $?
check "it has all curves as pictures" page pictures none.html
check "it is well-formed, too" page whole none.html
check "and closed" page closed none.html
mkdir planted && printf 'alert(1)</script><script>alert(2)' >planted/dygraph.min.js && : >planted/dygraph.min.css && : >planted/copyright
QSWEEP_DYGRAPHS=$work/planted qsweep report s.h5 -o planted.html
says 0 err 'was not found' && cmp -s none.html planted.html
verdict "a library that would end its element is none" $?

# ---- a decision; many scenarios; one scenario; a file that is not done ----
"$QSWEEP" run "$here/decision.yaml" -q -o decided.h5 2>/dev/null
QSWEEP_DYGRAPHS=$library qsweep report decided.h5 -o decided.html
"$QSWEEP" show decided.h5 wait_mean --format csv >decided.csv
check "a decision: the answer names it, tables mark it" page decision decided.html decided.csv
check "its page is whole" page whole decided.html
cat >many.yaml <<'END'
qsweep: 1
name: many
services: {x: {time: {exponential: {mean: 1}}}}
arrivals: {a: {interarrival: {exponential: {mean: 2}}}}
windows: {w: {servers: 2, services: [x]}}
run: {horizon: 5, replications: 2}
output: {histograms: false, replications: false}
sweep:
  grid:
    windows.w.servers: {from: 1, to: 60}
    arrivals.a.interarrival.exponential.mean: {from: 1, to: 50}
END
"$QSWEEP" run many.yaml -q -o many.h5 2>err
qsweep report many.h5 -o many.html
[ "$status" -eq 0 ] && [ "$(wc -c <many.html)" -lt 2000000 ]
verdict "3,000 scenarios: below two megabytes" $?
check "which rows are not there is said" page says many.html "of 3000 rows; all of them: qsweep show many.h5 --scope system"
cat >busy.yaml <<'END'
qsweep: 1
name: busy
clock: "06:00"
time_unit: min
services: {x: {time: {exponential: {mean: 1}}}, y: {time: {exponential: {mean: 1}}}}
classes: {one: {first: {x: 1}}, two: {first: {y: 1}}}
arrivals: {door: {interarrival: {exponential: {mean: 2}}, classes: {one: 0.5, two: 0.5}}}
windows: {here: {servers: 2, services: [x]}, there: {servers: 2, services: [y]}}
run: {horizon: 960, replications: 2, at_horizon: drain}
output: {wait_over: [1, 5, 10], series: {every: 1}, intervals: {every: 5 min}, replications: false, histograms: false}
sweep:
  grid:
    arrivals.door.interarrival.exponential.mean: {name: gap, from: 2, to: 9}
    windows.here.servers: {name: here, from: 1, to: 8}
END
"$QSWEEP" run busy.yaml -q -o busy.h5 2>err
QSWEEP_DYGRAPHS=$library qsweep report busy.h5 -o busy.html
[ "$status" -eq 0 ] && [ "$(wc -c <busy.html)" -lt 2000000 ] && [ "$(wc -c <busy.html)" -gt 1000000 ]
verdict "64 scenarios by 192 intervals and 960 instants: below two megabytes" $?
check "what is left out is said" page says busy.html "Left out, for the page would be too large: a heat map." "All results"
check "it is well-formed with what is left" page whole busy.html
"$QSWEEP" run "$top/configs/smoke.yaml" -q -s run.replications=1 -o one.h5 2>/dev/null
qsweep report one.h5 -o one.html
[ "$status" -eq 0 ]
verdict "one replication of one study" $?
check "is whole" page whole one.html

# ---- where it goes ----
refuses "a page needs a name" 2 'where to[?] -o FILE.html' report s.h5
refuses "not the results file itself" 2 'is the results file itself' report s.h5 -o s.h5
refuses "two files are one too many" 2 'one results file at a time' report s.h5 s.h5 -o x.html
refuses "what is no results file is refused" 1 'study.yaml' report "$here/study.yaml" -o x.html
[ ! -e x.html ] && [ ! -e x.html.part ]
verdict "and leaves nothing" $?
echo kept >victim && ln -s victim linked.html.part && qsweep report s.h5 -o linked.html
[ "$status" -eq 0 ] && [ "$(cat victim)" = kept ] && [ ! -L linked.html ] && cmp -s linked.html s.html
verdict "a link planted at its working name is not followed" $?
qsweep report s.h5 -o /dev/full
says 1 err '/dev/full: cannot write'
verdict "a full disk is told" $?
qsweep report s.h5 -o /dev/stdout
[ "$status" -eq 0 ] && cmp -s out s.html
verdict "onto the standard output, the same bytes" $?

# ---- in a browser ----
if command -v chromium >/dev/null && command -v chromedriver >/dev/null && "$PYTHON" -c 'import selenium' 2>/dev/null &&
    [ -e "$library/dygraph.min.js" ]; then
    timeout -k 5 200 "$PYTHON" -B "$here/browser.py" "$work" s.h5 s.html none.html >browser.log 2>&1
    browser=$?
    while read -r verdict name; do
        if [ "$verdict" = ok ]; then verdict "browser: $name" 0; else verdict "browser: ${name#ok }" 1 browser.log; fi
    done < <(grep -E '^(ok|not ok) ' browser.log)
    grep -q '^done$' browser.log && [ $browser -eq 0 ]
    verdict "browser: all of it was looked at" $? browser.log
else
    echo "skipped: the page in a browser needs chromium, chromium-driver, python3-selenium and libjs-dygraphs"
fi

sum_up
