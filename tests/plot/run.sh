#!/usr/bin/env bash
# `qsweep plot`: every kind of picture in every format, what is written on it, and what is said when there can be none.
# Run by tests/run, which sets QSWEEP, BUILD_DIR and PYTHON.
#
# Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later
# shellcheck disable=SC2016  # what `eval` gets is to be expanded there
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

# plot ARGUMENT...: of s.h5; silent on both streams
plot()
{
    timeout -k 5 60 "$QSWEEP" plot s.h5 "$@" >out 2>err </dev/null
    local status=$?
    cat err
    [ $status -eq 0 ] && [ ! -s err ]
}

# picture CHECK FILE ARGUMENT...
picture()
{
    "$PYTHON" "$here/check_plot.py" "$@"
}

# refuses STATUS PATTERN ARGUMENT...: the exit status, one message, and no file
refuses()
{
    local status=$1 pattern=$2
    shift 2
    rm -f none.svg none.svg.part
    timeout -k 5 60 "$QSWEEP" plot "$@" >out 2>err </dev/null
    [ $? -eq "$status" ] && cat err && grep -qE -- "$pattern" err && [ ! -s out ] && [ ! -e none.svg ] && [ ! -e none.svg.part ]
}

"$QSWEEP" run "$here/study.yaml" -q -o s.h5 2>/dev/null
one=(--where servers=2 --where mean=0.8)

# ---- a metric against an axis
check "line: svg" plot wait_mean -o line.svg
check "line: labels, units, values" picture says line.svg "two tills" "bands: 95 % confidence, 10 replications" "T: servers" \
    "mean complete wait (min)" "0.6 min" "1.2 min" "∞" "hollow: unstable"
check "line: the key's title is broken into lines" picture says line.svg "exponential mean"
check "line: no paths, no underscores" picture says_not line.svg windows. wait_mean arrivals.
check "line: colours and dashes of its own for each" picture colours line.svg 0072B2 D55E00 009E73
check "line: png" plot wait_mean -o line.png
check "line: png is whole" picture png line.png
check "line: pdf" plot wait_mean -o line.pdf
check "line: pdf is whole" picture pdf line.pdf
check "line: characters" plot wait_mean --ascii
check "line: characters say what they show" grep -q "two tills: mean complete wait (min)" out
check "line: the other way round" plot wait_mean --x mean --by servers --where servers!=inf -o turned.svg
check "line: the other way round, labels" picture says turned.svg "door: interarrival exponential mean (min)" "T: servers"
check "line: windows side by side" plot utilisation --scope window --x servers --where mean=0.8 --where servers!=inf -o windows.svg
check "line: windows by name" picture says windows.svg window T B "door: interarrival exponential mean = 0.8 min"
check "line: one window in the title" plot wait_mean --scope window --member T -o member.svg
check "line: one window in the title, said" picture says member.svg "two tills, window T"
check "line: all quantiles" plot wait_quantile --x servers --where mean=1.2 -o quantiles.svg
check "line: all quantiles by their share" picture says quantiles.svg "50 %" "99 %" "quantiles of the wait (min)"
check "line: one quantile" plot wait_quantile --quantile 0.95 -o quantile.svg
check "line: one quantile named" picture says quantile.svg "95 % quantile of the wait (min)"
check "line: a threshold" plot wait_over -o over.svg
check "line: a threshold named" picture says over.svg "share who waited longer than 2 min"

# ---- heat maps
check "heat: svg" plot wait_mean --kind heat -o heat.svg
wait=$("$QSWEEP" show s.h5 wait_mean --where servers=2 --where mean=1.2 --format table | awk '$1 == 5 {print $4}')
check "heat: values in the cells, as show rounds them" picture says heat.svg "$wait" "±" "grey: unstable" "T: servers" \
    "two tills: mean complete wait (min)"
check "heat: png" plot wait_mean --kind heat -o heat.png
check "heat: png is whole" picture png heat.png
check "heat: pdf" plot wait_mean --kind heat -o heat.pdf
check "heat: pdf is whole" picture pdf heat.pdf
check "heat: characters" plot wait_mean --kind heat --ascii
check "heat: characters hold the values" grep -qF -- "$wait" out
check "heat: characters say what is unstable, and what goes upwards" eval 'grep -q "; \*: unstable; upwards: door: interarrival exponential mean (min)" out && [ "$(grep -o "[0-9] \*" out | wc -l)" -ge 2 ]'

# ---- series
for series in queue number serving; do
    check "series: $series" plot "$series" "${one[@]}" -o "$series.svg"
    check "series: $series, labels" picture says "$series.svg" "time (min)" "T: servers = 2; door: interarrival exponential mean = 0.8 min"
done
check "series: labels" picture says queue.svg "mean number waiting" window "bands: 95 % confidence"
check "series: one window, a line for each value of an axis" plot queue --member T --by servers --where mean=1.2 -o by.svg
check "series: one window, labels" picture says by.svg "two tills, window T" "T: servers"
check "series: png" plot queue "${one[@]}" -o queue.png
check "series: png is whole" picture png queue.png
check "series: pdf" plot queue "${one[@]}" -o queue.pdf
check "series: characters" plot queue "${one[@]}" --ascii

# ---- distributions
check "distribution: wait" plot wait "${one[@]}" -o wait.svg
median=$("$PYTHON" -c 'import h5py; print("50 %%: %.3g min" % h5py.File("s.h5")["system/wait_quantile"][4, 0])')
check "distribution: quantiles with their values" picture says wait.svg "$median" "99 %" "wait (min)" "do not wait at all"
check "distribution: sojourn" plot sojourn "${one[@]}" --scope class --member senior -o sojourn.svg
check "distribution: sojourn of a class" picture says sojourn.svg "two tills, class senior" "time from arrival to departure (min)"
check "distribution: several" plot wait --by servers --where mean=0.8 -o waits.svg
check "distribution: several, labels" picture says waits.svg "% who wait longer" "wait (min)" "T: servers"
check "distribution: png" plot wait "${one[@]}" -o wait.png
check "distribution: png is whole" picture png wait.png
check "distribution: pdf" plot wait "${one[@]}" -o wait.pdf
check "distribution: characters" plot wait "${one[@]}" --ascii

# ---- words along x, and text that means something to gnuplot and shells
cat >words.yaml <<'END'
qsweep: 1
name: "it's `touch injected` $(touch injected) \\ \"x\" @y ^2 {/*2 z} %s ünï_code"
services: {till: {time: {exponential: {mean: 1}}}}
arrivals: {door: {interarrival: {exponential: {mean: 0.4}}}}
windows: {A: {servers: 2, services: [till]}, B: {servers: 2, services: [till]}}
run: {horizon: 200, replications: 5}
sweep: {grid: {window_choice: [shortest_queue, random], services.till.time: [{normal: {mean: 1, sd: 0.2}}, {constant: 1}]}}
END
"$QSWEEP" run words.yaml -q -o words.h5
words()
{
    timeout -k 5 60 "$QSWEEP" plot words.h5 "$@"
}
check "words along x" words wait_mean --x window_choice -o words.svg
check "words along x, as people write them" picture says words.svg "shortest queue" "window choice" "bars: 95 %"
check "distributions without braces" picture says words.svg "normal mean 1, sd 0.2" "constant 1"
check "a study's name is text and nothing else" picture says words.svg "it's \`touch injected\` \$(touch injected) \\ \"x\"" "{/*2 z} %s ünï_code: mean"
check "nothing of it was executed" test ! -e injected
check "words in a heat map" words wait_mean --kind heat -o words-heat.svg
check "words in a heat map, labels" picture says words-heat.svg "shortest queue" "constant 1"
check "names of files are nothing else either" eval 'words wait_mean --x window_choice -o "new'\''\$(touch injected).svg" && [ -s "new'\''\$(touch injected).svg" ] && [ ! -e injected ]'
check "one replication, one scenario, a distribution" eval '"$QSWEEP" run words.yaml -q -o one.h5 --replications 1 -s "sweep={grid: {window_choice: [random]}}" && "$QSWEEP" plot one.h5 wait -o one.svg'

# ---- texts that are longer than there is room at an axis, and many lines
"$QSWEEP" run "$here/../store/long.yaml" -q -o long.h5
three='[{until: 100, servers: 3}, {until: 200, servers: 2}, {until: 250, servers: 4}]'
long()
{
    timeout -k 5 60 "$QSWEEP" plot long.h5 "$@"
}
for along in "--x servers" "--by servers" "--kind heat"; do
    # shellcheck disable=SC2086  # two words
    check "long texts, $along" long wait_mean $along -o long.svg
    check "long texts, $along: numbered, with a legend" picture says long.svg "(1)" "(2)" "(3)" "T: servers" "$three"
done
check "long texts: through time and distributions" long wait --by servers --where window_choice=first -o long.svg
check "long texts: their legend" picture says long.svg "(3)" "wait (s)" "$three"
check "long texts: characters" eval 'long wait_mean --x servers --ascii >out && grep -qF "  (2) $three" out'
cat >many.yaml <<'END'
services: {till: {time: {exponential: {mean: 1}}}}
arrivals: {door: {interarrival: {exponential: {mean: 2}}}}
windows: {T: {}}
run: {horizon: 100}
sweep: {grid: {windows.T.servers: {from: 1, to: 4}, arrivals.door.interarrival.exponential.mean: {from: 0.5, to: 4, steps: 12}}}
END
"$QSWEEP" run many.yaml -q -o many.h5 2>/dev/null
check "twelve lines" eval '"$QSWEEP" plot many.h5 wait_mean --x servers --by mean -o many.svg'
check "twelve lines: no two alike" picture styles many.svg 12
check "long numbers" eval '"$QSWEEP" plot many.h5 wait_mean --x mean --where servers=2 -o numbers.svg'
check "long numbers have room" picture apart numbers.svg
check "long numbers beside a key" eval '"$QSWEEP" plot many.h5 sojourn_quantile --where servers=2 -o numbers.svg'
check "long numbers beside a key have room" picture apart numbers.svg

# ---- what can be read: values apart, texts beside one another, axes that begin where they should
# looks NAME FILE ARGUMENT...: a picture of FILE.h5 in NAME.svg on which every text has its place
looks()
{
    local name=$1 file=$2
    shift 2
    timeout -k 5 60 "$QSWEEP" plot "$file.h5" "$@" -o "$name.svg" && picture tidy "$name.svg"
}
cat >large.yaml <<'END'
services: {a: {time: {exponential: {mean: 1}}}}
arrivals: {door: {rate: 0.5}}
windows: {W: {}}
run: {horizon: 300, replications: 5}
sweep: {grid: {run.customers: [1000001, 1000002, 1000003], windows.W.servers: [1, 2]}}
END
cat >names.yaml <<'END'
name: The municipal office of the very long-named town of Sant Cugat del Vallès, second floor, and all who come there on a Monday morning
time_unit: s
services: {help: {time: {exponential: {mean: 60}}}}
classes: {Persons_who_register_for_the_very_first_time: {}, Persons_who_pay_one_of_the_taxes_of_the_town: {}}
arrivals: {door_of_the_main_entrance_at_the_square: {interarrival: {exponential: {mean: 20}}, classes: {Persons_who_register_for_the_very_first_time: 0.5, Persons_who_pay_one_of_the_taxes_of_the_town: 0.5}}}
windows: {Oficina_de_Atencion_Ciudadana_Central_numero_uno: {servers: 4, services: [help]}, Oficina_de_Atencion_Ciudadana_Central_numero_dos: {servers: 4, services: [help]}, Registre: {services: [help]}}
run: {horizon: 8 h, replications: 3}
output: {series: {every: 10 min}}
sweep: {grid: {window_choice: [shortest_queue, random], arrivals.door_of_the_main_entrance_at_the_square.interarrival.exponential.mean: {from: 16, to: 60, steps: 12, scale: log}, windows.Oficina_de_Atencion_Ciudadana_Central_numero_uno.servers: {from: 4, to: 14}}}
END
cat >single.yaml <<'END'
time_unit: s
services: {a: {time: {exponential: {mean: 60}}}}
arrivals: {door: {interarrival: {exponential: {mean: 70}}}}
windows: {W: {}}
run: {horizon: 8 h, replications: 1}
output: {series: {every: 60}}
END
for study in large names single; do
    "$QSWEEP" run $study.yaml -q -o $study.h5 2>/dev/null
done
check "large numbers in a key" looks large-by large wait_mean --x servers --by customers
check "large numbers in a key, each as it is" picture says large-by.svg 1000001 1000002 1000003
check "large numbers along x" looks large-x large wait_mean --x customers
check "large numbers along x, each as it is" picture ticks large-x.svg 1000001 1000002 1000003
check "large numbers in a heat map" looks large-heat large wait_mean --kind heat
check "large numbers in a heat map, each as it is" picture ticks large-heat.svg 1000001 1000002 1000003
check "a large number that is fixed" eval 'looks large-one large wait_mean --x servers --where customers=1000002 && picture says large-one.svg "customers = 1000002"'
check "long names: heat map" looks long-heat names wait_mean --kind heat --where window_choice=random
check "long names: the cells have ±, and the note says so" picture promise long-heat.svg yes
check "few cells: the cells have ±, and the note says so" eval 'looks few-heat s wait_mean --kind heat && picture promise few-heat.svg yes'
check "long names: lines" looks long-lines names wait_mean --where window_choice=random --where servers="4,5,6,7,8,9,10,11,12"
check "long names: words along x" looks long-words names wait_mean --x window_choice --by servers --where mean=16
check "long names: windows" looks long-windows names utilisation --scope window --x servers --where mean=16 --where window_choice=random
check "long names: windows are told apart" picture says long-windows.svg numero_uno numero_dos
check "long names: windows in a heat map" looks long-rows names utilisation --scope window --kind heat --x servers --by window --where mean=16 --where window_choice=random
check "long names: distributions of classes" looks long-waits names wait --scope class --where scenario=0
check "long names: through time" looks long-time names queue --where scenario=0
check "twelve lines through time" looks many-time names queue --by mean --member Registre --where servers=4 --where window_choice=random
check "eight hours in seconds have ticks at hours" picture ticks long-time.svg 0 1 2 3 4 5 6 7 8
check "eight hours in seconds: the axis says so" picture says long-time.svg "time (h)"
check "an hour in minutes has ticks at ten minutes" picture ticks queue.svg 0 10 20 30 40 50 60
check "scenarios along x" looks scenarios s wait_mean --x scenario
check "scenarios along x are points" picture unconnected scenarios.svg
check "scenarios along x have bars" picture says scenarios.svg "bars: 95 %"
check "three lines have bands" picture bands line.svg 3
check "twelve lines have none" picture bands many-time.svg 0
check "twelve lines have bars" picture says many-time.svg "bars: 95 %"
check "one replication" looks single single queue
check "one replication is drawn in steps" picture steps single.svg
check "one replication is called by its name" eval 'picture says single.svg "number waiting, replication 0" && picture says_not single.svg mean'
for name in line quantiles over large-x long-windows long-time queue wait waits; do
    check "values begin at zero: $name" picture from_zero "$name.svg"
done
"$QSWEEP" run "$here/study.yaml" -q -o cells.h5 --replications 2 -s 'sweep={grid: {windows.T.servers: {from: 1, to: 30}, arrivals.door.interarrival.exponential.mean: {from: 0.5, to: 3, steps: 26}}}' 2>/dev/null
check "780 cells: nothing that cannot be read" looks cells cells wait_mean --kind heat
check "780 cells: few texts" eval '[ "$(grep -c "<text>" cells.svg)" -lt 90 ]'
check "200 cells: means alone" looks means cells wait_mean --kind heat --where 'servers<=18' --where 'mean<=1.5'
check "200 cells: no ±, and the note promises none" picture promise means.svg no
check "200 cells of characters" eval '"$QSWEEP" plot cells.h5 wait_mean --kind heat --where "servers<=18" --where "mean<=1.5" --ascii >out && ! grep -q "±" out'
check "780 cells of characters: what digits mean" eval '"$QSWEEP" plot cells.h5 wait_mean --kind heat --ascii >out && grep -q "; ninths from .* (1) to .* (9)" out'

# ---- what is wrong
check "no such file" refuses 1 "nofile.h5: cannot open" nofile.h5 wait_mean -o none.svg
check "no file named" refuses 2 "which results file" -o none.svg
check "no metric named" refuses 2 "which metric" s.h5 -o none.svg
check "no such metric" refuses 2 "there is no metric wait_maen; did you mean wait_mean" s.h5 wait_maen -o none.svg
check "no such axis" refuses 2 "there is no axis serverz; did you mean windows.T.servers" s.h5 wait_mean --x serverz -o none.svg
check "no such axis for lines" refuses 2 "there is no axis moon; the axes are windows.T.servers, arrivals" s.h5 wait_mean --by moon -o none.svg
check "the same axis twice" refuses 2 "the same axis" s.h5 wait_mean --x servers --by windows.T.servers -o none.svg
check "no such kind" refuses 2 "--kind must be line, heat, series, distribution or decision" s.h5 wait_mean --kind pie -o none.svg
check "no such window" refuses 2 "there is no window X; there are T, B" s.h5 wait_mean --scope window --member X -o none.svg
check "no such quantile" refuses 2 "there is no wait_quantile of 0.42" s.h5 wait_quantile --quantile 0.42 -o none.svg
check "a quantile of what has none" refuses 2 "wait_mean has no quantiles" s.h5 wait_mean --quantile 0.5 -o none.svg
check "no scenario left" refuses 2 "no scenario fulfils" s.h5 wait_mean --where servers=9 -o none.svg
check "several scenarios on a point" refuses 2 "fall on the same point; choose one, such as --where" s.h5 queue -o none.svg
check "a series of a metric" refuses 2 "a series is of queue, number or serving" s.h5 wait_mean --kind series -o none.svg
check "a distribution of a metric" refuses 2 "a distribution is of wait or sojourn" s.h5 wait_mean --kind distribution -o none.svg
check "a heat map of one axis" refuses 2 "a heat map needs two axes" s.h5 wait_mean --kind heat --where mean=1.2 -o none.svg
check "no series kept" refuses 2 "kept no series" words.h5 queue -o none.svg
check "no histograms kept" eval '"$QSWEEP" run words.yaml -q -o bare.h5 -s "output={histograms: false}" && refuses 2 "kept no histograms" bare.h5 wait -o none.svg'
# ---- what is asked for beside the data
export hostile="'a' \"b\" %s \`id\` \$(id) \\ {x}_y^z <b>&amp; @var"
check "titles name what is drawn" eval 'plot wait_mean -o line.svg && picture says line.svg "two tills: mean complete wait (min)" && plot queue "${one[@]}" --member T -o queue.svg && picture says queue.svg "two tills, window T: mean number waiting" && plot wait "${one[@]}" -o wait.svg && picture says wait.svg "two tills: wait (min)"'
check "a title and labels of one's own" eval 'plot wait_mean --title "How long?" --x-label "hands at the till" --y-label "minutes" -o own.svg && picture says own.svg "How long?" "hands at the till" minutes && picture says_not own.svg "two tills" "T: servers" "mean complete wait" && picture tidy own.svg'
check "whatever they hold" eval 'plot wait_mean --title "$hostile" --x-label "$hostile" --y-label "$hostile" --target "$hostile=5" -o own.svg && picture says own.svg "$hostile" && [ "$(grep -cF "(id)" own.svg)" -ge 4 ]'
check "no title, very long ones, several lines, escapes" eval 'long=$(printf "word %.0s" $(seq 300)); plot wait_mean --title "" -o none.svg && plot wait_mean --title "$long" --x-label "$long" --y-label "$long" -o own.svg && picture tidy own.svg && plot wait_mean --title $'"'"'a\nb\x1b[31m'"'"' -o own.svg && picture says own.svg "a␊b␛[31m" && rm none.svg'
check "of heat maps and distributions, too" eval 'plot wait_mean --kind heat --x-label across --y-label upwards -o own.svg && picture says own.svg across upwards && picture says_not own.svg "T: servers" && plot wait "${one[@]}" --x-label along --y-label up -o own.svg && picture says own.svg along up && plot wait --by servers --where mean=0.8 --x-label along --y-label up -o own.svg && picture says own.svg along up'
check "characters, too" eval 'plot wait_mean --ascii --title "How long?" --x-label across && grep -qx "How long?" out && grep -q across out'
check "a target is a line at its value" eval 'plot utilisation --scope window --member T --x servers --where mean=0.8 --target 0.5 -o aim.svg && picture target aim.svg 0.5 "target 0.5" && picture tidy aim.svg'
check "named, several, in units, per cent" eval 'plot wait_mean --target "soon=90 s" --target 3 -o aim.svg && picture target aim.svg 1.5 soon && picture target aim.svg 3 "target 3 min" && plot utilisation --scope window --member T --x servers --where mean=0.8 --target "20 %" --target "full=0.9" --percent -o aim.svg && picture target aim.svg 20 "target 20 %" && picture target aim.svg 90 full'
check "a target beyond all values stretches the picture" eval 'plot utilisation --scope window --member T --x servers --where mean=0.8 --target 3 -o aim.svg && picture target aim.svg 3 "target 3" && picture tidy aim.svg'
check "through time, too" eval 'plot queue "${one[@]}" --member T --target "most=2.5" -o aim.svg && picture target aim.svg 2.5 most'
check "in characters it has its name" eval 'plot wait_mean --ascii --target "soon=1.5" && grep -q soon out'
check "shares as per cent" eval 'plot utilisation --scope window --member T --x servers --where mean=0.8 -o share.svg && plot utilisation --scope window --member T --x servers --where mean=0.8 --percent -o percent.svg && picture heights percent.svg share.svg 100 && picture says percent.svg "(%)"'
check "in heat maps, too" eval 'plot utilisation --scope window --member T --kind heat --percent -o percent.svg && picture says percent.svg "(%)" && plot utilisation --scope window --member T --kind heat -o share.svg && picture says_not share.svg "(%)"'
for size in 480x320 600x900 1000x400 2000x1200; do
    check "svg of $size" eval 'plot wait_mean --size $size --target 1 -o sized.svg && picture size sized.svg ${size%x*} ${size#*x} && picture tidy sized.svg && plot wait_mean --kind heat --size $size -o sized.svg && picture tidy sized.svg'
done
for size in 300x200 800x500 1099x300 1101x701 3000x2000; do
    check "png of $size" eval 'plot wait_mean --size $size -o sized.png && picture size sized.png ${size%x*} ${size#*x} && picture png sized.png 8 ${size%x*} ${size#*x}'
done
check "pdf of a size" eval 'plot wait_mean --size 760x400 -o sized.pdf && picture pdf sized.pdf && grep -aqE "MediaBox.*453(\.[0-9]+)? 238" sized.pdf'
check "characters of a size" eval 'plot wait_mean --ascii --size 70x20 && [ "$(tail -n +3 out | wc -L)" -le 70 ] && [ "$(wc -l <out)" -le 26 ]'
for size in 10x10 800 800x x500 800x500x3 -800x500 8001x500 800x99999999999999999999 800X500 "800 x 500"; do
    check "a size of '$size'" refuses 2 "size must be WIDTHxHEIGHT" s.h5 wait_mean -o none.svg --size "$size"
done
check "a target that is no number" refuses 2 'target must be a value of what is drawn, such as 5 or "5 min", or NAME=VALUE \(got soon\)' s.h5 wait_mean --target soon -o none.svg
check "a target of another unit" refuses 2 'such as 0.1 or "10 %"' s.h5 utilisation --scope window --member T --target "5 min" -o none.svg
check "an infinite one" refuses 2 'target must be a value' s.h5 wait_mean --target inf -o none.svg
check "nine of them" refuses 2 '8 targets are the most' s.h5 wait_mean -o none.svg --target 1 --target 2 --target 3 --target 4 --target 5 --target 6 --target 7 --target 8 --target 9
check "a target of a heat map" refuses 2 'target is for lines' s.h5 wait_mean --kind heat --target 1 -o none.svg
check "per cent of what is no share" refuses 2 'percent is for shares, such as wait_over and utilisation \(got wait_mean\)' s.h5 wait_mean --percent -o none.svg

check "an unknown ending" refuses 2 "must end in .svg, .png or .pdf" s.h5 wait_mean -o none.gif
check "nowhere to draw" refuses 2 "where to" s.h5 wait_mean
check "both characters and a file" refuses 2 "--ascii draws onto" s.h5 wait_mean --ascii -o none.svg
check "an unknown option" refuses 2 "unknown option --colour" s.h5 wait_mean --colour red -o none.svg
check "no such folder" refuses 1 "none/x.svg: cannot create: No such file" s.h5 wait_mean -o none/x.svg
check "torn and corrupted files never crash it" picture torn "$QSWEEP" s.h5 "$([ -n "${QS_LONG:-}" ] && echo 300 || echo 20)"
mkdir empty
check "gnuplot is missing: how to get it" eval 'PATH=$work/empty "$QSWEEP" plot s.h5 wait_mean -o none.svg 2>err; [ $? = 1 ] && grep -q "apt-get install gnuplot-nox" err && [ ! -e none.svg ] && [ ! -e none.svg.part ]'
mkdir broken
printf '#!/bin/sh\necho it is broken >&2\nexit 3\n' >broken/gnuplot
chmod +x broken/gnuplot
check "gnuplot fails: what it says" eval 'PATH=$work/broken:$PATH refuses 1 "gnuplot failed: it is broken" s.h5 wait_mean -o none.svg'
printf '#!/bin/sh\n/bin/touch "%s/ran"\nexit 3\n' "$work" >broken/gnuplot
check "gnuplot starts no process" eval 'PATH=$work/broken:$PATH "$QSWEEP" plot s.h5 wait_mean -o none.svg 2>err; [ $? = 1 ] && [ ! -e ran ]'
printf 'an old picture' >old.svg
check "an old picture stays when the new one fails" eval 'PATH=$work/broken:$PATH timeout 60 "$QSWEEP" plot s.h5 wait_mean -o old.svg 2>/dev/null; grep -qx "an old picture" old.svg'

sum_up
