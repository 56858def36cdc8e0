# shellcheck shell=bash
# shellcheck disable=SC2154,SC2086 # status and the folder of work are those of suite.sh and run.sh
# What the commands say, whole: which file, which of several values, how far a run is, and in how wide a line.
# Sourced by run.sh, in its folder.
#
# Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later

# whole NAME STATUS STREAM: qsweep ended with the status and said on the stream what comes in, to the letter
whole()
{
    cat >whole
    [ "$status" -eq "$2" ] && diff whole "$3" >difference
    verdict "$1" $? difference err
}

cat >desk.yaml <<'END'
time_unit: min
name: a desk
services: {help: {time: {exponential: {mean: 4}}}}
arrivals: {door: {rate: 0.15}}
windows: {desk: {servers: 1}}
run: {horizon: 8 h, replications: 40}
output: {wait_over: [5, 15]}
sweep: {grid: {windows.desk.servers: [1, 2], arrivals.door.rate: [0.1, 0.15]}}
END

# ---- results under a name that says something else ----
while read -r ending command; do
    rm -f "out.$ending" out.h5
    qsweep run desk.yaml -o "out.$ending"
    whole "results are not called .$ending" 2 err <<END
qsweep run: results are written as HDF5 and not as .$ending: write -o out.h5${command:+, and then: $command}
qsweep run --help says how it is used
END
    [ ! -e "out.$ending" ] && [ ! -e out.h5 ] && [ ! -e "out.$ending.journal" ]
    verdict "nothing is simulated for .$ending" $?
done <<'END'
csv qsweep export out.h5 -o out.csv
JSON qsweep export out.h5 -o out.json
tsv qsweep export out.h5 -o out.csv
xlsx qsweep export --excel out.h5 -o out.csv
ods qsweep export --excel out.h5 -o out.csv
txt qsweep show out.h5 > out.txt
png qsweep plot out.h5 METRIC -o out.png
svg qsweep plot out.h5 METRIC -o out.svg
jpeg qsweep plot out.h5 METRIC -o out.png
yaml
yml
END
qsweep run desk.yaml -q -o out.nc
[ $status -eq 0 ] && [ -s out.nc ]
verdict "other endings are taken" $?
qsweep run desk.yaml -q -o desk.h5
qsweep merge desk.h5 -o out.csv
whole "merged results are not called .csv either" 2 err <<'END'
qsweep merge: results are written as HDF5 and not as .csv: write -o out.h5, and then: qsweep export out.h5 -o out.csv
qsweep merge --help says how it is used
END

# ---- a study for results, results for a study ----
qsweep show desk.yaml
whole "a study is no results file" 1 err <<'END'
qsweep show: desk.yaml: not a results file of qsweep: it is not HDF5; of a study, qsweep run makes results
END
qsweep run desk.h5
whole "results are no study" 2 err <<'END'
desk.h5:1:1: (study): is a file of results (HDF5) and not a study; qsweep show prints it, qsweep trace simulates a replication of it again
END

# ---- trace takes the study that a results file keeps ----
for pick in "0 0" "3 39"; do
    qsweep trace desk.yaml --scenario "${pick% *}" --replication "${pick#* }"
    cp out by_study
    qsweep trace desk.h5 --scenario "${pick% *}" --replication "${pick#* }"
    [ $status -eq 0 ] && [ "$(grep -c . out)" -gt 10 ] && cmp -s by_study out
    verdict "trace of results is trace of their study: $pick" $?
done
qsweep run desk.yaml -q --seed 7 -s windows.desk.speed=2 -o other/set.h5
qsweep trace desk.yaml --seed 7 -s windows.desk.speed=2 --scenario 2 --replication 5 --metrics
cp out by_study
qsweep trace other/set.h5 --scenario 2 --replication 5 --metrics
[ $status -eq 0 ] && [ "$(grep -c . out)" -gt 50 ] && cmp -s by_study out
verdict "with what was set when they were made" $?
qsweep trace desk.h5 --seed 7 -s windows.desk.speed=2 --scenario 2 --replication 5 --metrics
[ $status -eq 0 ] && cmp -s by_study out
verdict "and with what is set now" $?
qsweep trace desk.h5 --scenario 4 --replication 0
whole "a scenario that is not in the results" 2 err <<'END'
qsweep trace: the study has 4 scenarios, counted from 0: --scenario can be at most 3 (got 4)
qsweep trace --help says how it is used
END
cp desk.h5 same.h5
qsweep trace desk.h5 --scenario 0 --replication 0 -o desk.h5
whole "a trace does not replace the results" 2 err <<'END'
qsweep trace: the trace would replace desk.h5, which it is made from
qsweep trace --help says how it is used
END
cmp -s desk.h5 same.h5
verdict "they are still there" $?
mkdir filed
printf '1\n2\n6\n' >filed/times.txt
sed 's/exponential: {mean: 4}/empirical: {file: times.txt}/' desk.yaml >filed/desk.yaml
qsweep run filed/desk.yaml -q -o filed.h5
qsweep trace filed/desk.yaml --scenario 1 --replication 2
cp out by_study
qsweep trace filed.h5 --scenario 1 --replication 2
[ $status -eq 0 ] && cmp -s by_study out
verdict "data files are looked for beside the study" $?
printf '1\n2\n7\n' >filed/times.txt
qsweep trace filed.h5 --scenario 1 --replication 2
says 2 err 'filed\.h5: its replications cannot be simulated again: data files that its study names have changed' && [ ! -s out ]
verdict "a data file that has changed is noticed" $?
mv filed/desk.yaml filed/moved.yaml
mv filed.h5 filed/
printf '1\n2\n6\n' >filed/times.txt
qsweep trace filed/filed.h5 --scenario 1 --replication 2
[ $status -eq 0 ] && cmp -s by_study out
verdict "or beside the results, where the study has gone" $?

# ---- one metric, several values ----
qsweep show desk.h5 --pivot wait_over --rows servers --columns rate
whole "a matrix of two thresholds" 2 err <<'END'
qsweep show: wait_over has 2 values, one for each threshold: which one? Write --pivot wait_over_5 or --pivot wait_over_15
qsweep show --help says how it is used
END
qsweep show desk.h5 --pivot wait_over_15 --rows servers --columns rate
[ $status -eq 0 ]
verdict "one of them is shown" $?
qsweep plot desk.h5 wait_over -o x.svg
whole "a picture of two thresholds" 2 err <<'END'
qsweep plot: wait_over has 2 values, one for each threshold: which one? Write wait_over_5 or wait_over_15
qsweep plot --help says how it is used
END
qsweep plot desk.h5 wait_quantile --kind heat -o x.svg
whole "a heat map of four quantiles" 2 err <<'END'
qsweep plot: wait_quantile has 4 values, one for each quantile: which one? Write wait_quantile_0.5, wait_quantile_0.9, wait_quantile_0.95 or wait_quantile_0.99
qsweep plot --help says how it is used
END

# ---- how far a run is ----
cat >long.yaml <<'END'
name: a long one
services: {help: {time: {exponential: {mean: 4}}}}
arrivals: {door: {rate: 0.2}}
windows: {desk: {servers: 1}}
run: {horizon: 20000, replications: 3000}
sweep: {grid: {windows.desk.servers: [1, 2, 3, 4]}}
END
far='^so far: [1-9][0-9]* of 3000 replications of scenario 0, 0 of 3000 of scenarios 1 to 3; 0 of 4 scenarios finished$'
qsweep run long.yaml -q -o long.h5 --time-limit 1
[ $status -eq 75 ]
verdict "a run stops early" $?
qsweep show long.h5 wait_mean
says 0 out "$far"
verdict "the head of a table says how far it is" $?
qsweep show long.h5 --pivot wait_mean --rows servers --columns scenario
says 0 out "$far"
verdict "that of a matrix too" $?
qsweep run long.yaml -q -o until.h5 --time-limit 1 -s 'run={horizon: 20000, until: {metric: wait_mean, half_width: {absolute: 1e-6}}}'
qsweep show until.h5 wait_mean
says 0 out '^so far: [1-9][0-9]* of at most 100000 replications of scenario 0, 0 of at most 100000 of scenarios 1 to 3; 0 of 4'
verdict "where precision ends it, that of the most" $?
qsweep show desk.h5 wait_mean
[ $status -eq 0 ] && ! grep -q 'so far' out
verdict "nothing of it where all is done" $?

# ---- in how wide a line ----
cat >wide.yaml <<'END'
time_unit: min
name: a wide one
services: {info: {time: {normal: {mean: 2, sd: 2}}}, permit: {time: {exponential: {mean: 8}}}}
classes: {citizen: {first: {info: 0.6, permit: 0.4}}}
arrivals: {door: {rate: 0.4}}
windows:
  information: {services: [info]}
  permits: {services: [permit]}
  more_permits: {services: [permit]}
  even_more_permits: {services: [permit], servers: 2}
run: {horizon: 60, replications: 30, seed: 5}
sweep: {grid: {windows.permits.speed: [0.1, 1], arrivals.door.rate: [0.4, 2, 4]}}
END
# Lines of a file that are longer than WIDTH characters, but for those of one word
too_long()
{
    LC_ALL=C.UTF-8 awk -v width="$1" 'length($0) > width && NF > 1' "$2" | grep -c .
}
# The words of a file, a line each, however it is broken
words_of()
{
    tr ' ' '\n' <"$1" | sed '/^$/d'
}
env -u COLUMNS "$QSWEEP" check wide.yaml >endless
notes=$(grep -c '^note: ' endless)
[ "$(too_long 120 endless)" -gt 1 ] && [ "$notes" -ge 2 ]
verdict "check: no terminal, no COLUMNS, no end of lines" $?
sed -n '/^6 scenarios/,$p' endless >below
for width in 60 80 120; do
    COLUMNS=$width qsweep check wide.yaml
    [ $status -eq 0 ] && [ "$(too_long "$width" out)" -eq 0 ] && [ "$(grep -c '^note: ' out)" -eq "$notes" ]
    verdict "check: lines of at most $width characters" $?
    sed -n '/^6 scenarios/,$p' out >narrow
    words_of below >all_words
    words_of narrow | cmp -s - all_words
    verdict "check at $width: the same words" $?
    awk '/^note: |^UNSTABLE: / { is_note = 1; next } /^[^ ]/ { is_note = 0 } is_note && !/^    [^ ]/ { bad = 1 } END { exit bad }' narrow
    verdict "check at $width: what goes on is indented" $?
    [ "$(sed '/^6 scenarios/,$d' out | grep -c 'UNSTABLE: ')" -eq "$(sed '/^6 scenarios/,$d' endless | grep -c 'UNSTABLE: ')" ] &&
        [ "$(sed '/^6 scenarios/,$d' out | grep -cE '^ +[0-5]( |$)')" -eq $((6 * $(grep -c '^scenario' out))) ]
    verdict "check at $width: every row in every block" $?
    words_of endless | sort -u >all_words
    words_of out | sort -u >narrow
    ! comm -23 narrow all_words | grep -qvE '^(windows\.|permits\.speed|arrivals\.door\.|rate)$'
    verdict "check at $width: no words but those" $?
    COLUMNS=$width qsweep run wide.yaml --force -o other/wide.h5
    [ $status -eq 0 ] && grep -q '^qsweep: warning: ' err && [ "$(grep -v 'qsweep show' err | too_long "$width" -)" -eq 0 ] &&
        grep -qE '(^    |with: )qsweep show other/wide.h5$' err
    verdict "run at $width: warnings in its lines, commands in one piece" $?
    COLUMNS=$width qsweep check wide.yaml -s run.horizon=80% -s windows.permits.server=3
    [ $status -eq 2 ] && [ "$(too_long "$width" err)" -eq 0 ] && [ "$(grep -c '^-s ' err)" -eq 2 ]
    verdict "problems at $width" $?
done
COLUMNS=60 qsweep check wide.yaml
cp out first
cat >terminal.py <<'END'
"""Run a command on a terminal of 60 columns: what it prints."""
import fcntl, os, pty, struct, sys, termios

child, master = pty.fork()
if child == 0:
    fcntl.ioctl(1, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 60, 0, 0))
    os.environ["COLUMNS"] = "200"
    os.execv(sys.argv[1], sys.argv[1:])
said = b""
while True:
    try:
        more = os.read(master, 65536)
    except OSError:
        break
    if not more:
        break
    said += more
os.waitpid(child, 0)
sys.stdout.buffer.write(said.replace(b"\r\n", b"\n"))
END
timeout 60 "$PYTHON" terminal.py "$QSWEEP" check wide.yaml >out
cmp -s first out
verdict "a terminal of 60 columns is COLUMNS=60, whatever that says" $?
