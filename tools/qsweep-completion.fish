# Completion of qsweep's command lines in fish. Installed as share/fish/vendor_completions.d/qsweep.fish; or: source this file.
#
# Names of axes, classes and windows are read from the results file that the line names. What stands between the marks is made
# from the table of options: `.h5` is any file that ends so, `@axes` and the like are names to be found.
#
# Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later

function __qsweep_is_first
    test (count (commandline -opc)) -eq 1
end

# __qsweep_is COMMAND: is the line one of this command?
function __qsweep_is
    set -l line (commandline -opc)
    test (count $line) -ge 2; and test $line[2] = $argv[1]
end

# The first word on the line that is a results file which is there.
function __qsweep_file
    for word in (commandline -opc)
        if string match -q -- '*.h5' $word; and test -e $word
            echo $word
            return
        end
    end
    return 1
end

# The axes are what stands between `scenario` and `replications` in the first line of csv.
function __qsweep_axes
    set -l file (__qsweep_file); or return
    set -l program (commandline -opc)[1]
    $program show $file arrived --format csv 2>/dev/null | head -n 1 | sed 's/^scenario,//; s/,*replications,.*//' | tr ',' '\n'
end

function __qsweep_members
    set -l file (__qsweep_file); or return
    set -l program (commandline -opc)[1]
    set -l scope class
    contains window (commandline -opc); and set scope window
    $program show $file arrived --scope $scope --format csv 2>/dev/null |
        awk -F, -v scope=$scope 'NR == 1 { for (i = 1; i <= NF; i++) if ($i == scope) k = i; next } k { print $k }' | sort -u
end

# Files that end so, and folders.
function __qsweep_files
    for path in (__fish_complete_path (commandline -ct))
        string match -qr -- '('(string join '|' (string escape --style=regex -- / $argv))')(\t.*)?$' $path; and echo $path
    end
end

# __qsweep_offer WHAT...: what may be typed
function __qsweep_offer
    set -l kinds
    for what in $argv
        switch $what
            case '.*'
                set -a kinds $what
            case @axes
                __qsweep_axes
            case @members
                __qsweep_members
            case @metrics
                string join \n $__qsweep_metrics
            case @subjects
                string join \n $__qsweep_subjects
            case @commands
                string join \n $__qsweep_commands
            case @templates
                string join \n $__qsweep_templates
            case '*'
                echo $what
        end
    end
    test -z "$kinds"; or __qsweep_files $kinds
end

# __qsweep_words --first WHAT... --more WHAT...: a command's words; the others once the line has its results file
function __qsweep_words
    set -l more (contains -i -- --more $argv)
    set -l others $argv[(math $more + 1)..]
    if test -n "$others"; and __qsweep_file >/dev/null
        __qsweep_offer $others
    else if test $more -gt 2
        __qsweep_offer $argv[2..(math $more - 1)]
    end
end

complete -c qsweep -f
complete -c qsweep -n __qsweep_is_first -l help -s h -d 'Print the list of commands'
complete -c qsweep -n __qsweep_is_first -l version -s V -d 'Print the versions'
complete -c qsweep -n __qsweep_is_first -l self-test -d 'Does this build compute what the release computes?'

# table: fish (docs/refresh.sh writes this)
set -g __qsweep_commands run check merge watch show compare plot report export trace fit new schema help
set -g __qsweep_metrics arrived served rejected dropped balked reneged cancelled unfinished wait_mean wait_sd wait_max wait_quantile wait_over sojourn_mean sojourn_sd sojourn_quantile queue_mean queue_max number_mean utilisation occupation throughput served_at_horizon in_service_at_horizon waiting_at_horizon drain_time warmup_used wait_censored reneged_share rejected_share balked_share dropped_share served_share service_level server_hours overtime cost retried orbit_mean units_mean persons
set -g __qsweep_subjects queue number serving wait sojourn
set -g __qsweep_templates appointments call-centre clinic mmc office restaurant

complete -c qsweep -n __qsweep_is_first -a run -d 'simulate a study, alone or under mpirun or srun'
complete -c qsweep -n '__qsweep_is run' -l output -s o -x -a '(__qsweep_offer .h5)' -d 'The results file'
complete -c qsweep -n '__qsweep_is run' -l set -s s -x -d 'Set a value of the study by its path, such as -s run.horizon=3600 or -s '\''windows.W2.servers=[1, 2, 3]'\'''
complete -c qsweep -n '__qsweep_is run' -l seed -x -d 'The same as -s run.seed=N'
complete -c qsweep -n '__qsweep_is run' -l replications -x -d 'The same as -s run.replications=N'
complete -c qsweep -n '__qsweep_is run' -l progress -x -a '(__qsweep_offer auto always never)' -d 'auto (the default: a bar on a terminal, a line a minute otherwise), always (the bar) or never'
complete -c qsweep -n '__qsweep_is run' -l quiet -s q -d 'Say nothing but errors and warnings'
complete -c qsweep -n '__qsweep_is run' -l resume -d 'Go on where a run was stopped or killed, to the same results to the last bit, on any number of ranks'
complete -c qsweep -n '__qsweep_is run' -l force -d 'Begin anew, though there are results or a journal already'
complete -c qsweep -n '__qsweep_is run' -l part -x -d 'Simulate only the K-th of N parts of the scenarios, and keep the journal, for qsweep merge'
complete -c qsweep -n '__qsweep_is run' -l time-limit -x -d 'Stop in time and keep what is done: 90 (seconds), 30min, 8h, 2d'
complete -c qsweep -n '__qsweep_is run' -l lost-after -x -d 'A rank on another machine than rank 0'\''s that has not been heard of for so long is lost: what is done is kept, and the run ends with status 75'
complete -c qsweep -n '__qsweep_is run' -l help -s h -d 'Print what the command does'
complete -c qsweep -n '__qsweep_is run' -a '(__qsweep_words --first .yaml .yml --more)'

complete -c qsweep -n __qsweep_is_first -a check -d 'validate a study and print its scenarios'
complete -c qsweep -n '__qsweep_is check' -l set -s s -x -d 'Set a value of the study by its path, such as -s run.horizon=3600 or -s '\''windows.W2.servers=[1, 2, 3]'\'''
complete -c qsweep -n '__qsweep_is check' -l seed -x -d 'The same as -s run.seed=N'
complete -c qsweep -n '__qsweep_is check' -l replications -x -d 'The same as -s run.replications=N'
complete -c qsweep -n '__qsweep_is check' -l all -d 'Print every scenario on a terminal, too, where else a long list is shortened in its middle'
complete -c qsweep -n '__qsweep_is check' -l help -s h -d 'Print what the command does'
complete -c qsweep -n '__qsweep_is check' -a '(__qsweep_words --first .yaml .yml --more)'

complete -c qsweep -n __qsweep_is_first -a merge -d 'put the parts of a study (run --part) together'
complete -c qsweep -n '__qsweep_is merge' -l output -s o -x -a '(__qsweep_offer .h5)' -d 'The results file'
complete -c qsweep -n '__qsweep_is merge' -l force -d 'Replace results that are there already'
complete -c qsweep -n '__qsweep_is merge' -l quiet -s q -d 'Say nothing but errors and warnings'
complete -c qsweep -n '__qsweep_is merge' -l help -s h -d 'Print what the command does'
complete -c qsweep -n '__qsweep_is merge' -a '(__qsweep_words --first .h5 --more .h5)'

complete -c qsweep -n __qsweep_is_first -a watch -d 'see how far a run is, from another terminal'
complete -c qsweep -n '__qsweep_is watch' -l once -d 'Print once, also on a terminal'
complete -c qsweep -n '__qsweep_is watch' -l json -d 'Print once, as json'
complete -c qsweep -n '__qsweep_is watch' -l help -s h -d 'Print what the command does'
complete -c qsweep -n '__qsweep_is watch' -a '(__qsweep_words --first .h5 --more @metrics)'

complete -c qsweep -n __qsweep_is_first -a show -d 'print results as a table, csv or json'
complete -c qsweep -n '__qsweep_is show' -l scope -x -a '(__qsweep_offer system class window line resource)' -d 'system (the default), class, window, line or resource'
complete -c qsweep -n '__qsweep_is show' -l member -x -a '(__qsweep_offer @members)' -d 'Only this class, window, resource or line'
complete -c qsweep -n '__qsweep_is show' -l interval -x -d 'Results by time of day (output.intervals): of the interval that starts then, such as 10:00 or 120, or of each'
complete -c qsweep -n '__qsweep_is show' -l where -x -a '(__qsweep_offer @axes)' -d 'Only scenarios with AXIS=VALUE, AXIS=VALUE,VALUE,..., AXIS!=VALUE, or <, <=, >, >= (in quotes, for the shell)'
complete -c qsweep -n '__qsweep_is show' -l sort -x -a '(__qsweep_offer @axes @metrics)' -d 'By a metric or an axis'
complete -c qsweep -n '__qsweep_is show' -l descending -d 'Sort from the largest down'
complete -c qsweep -n '__qsweep_is show' -l kept -d 'Only scenarios that keep all promises of the study: of each promise the whole interval lies within the limit'
complete -c qsweep -n '__qsweep_is show' -l cheapest -d 'The first in order of cost that keeps all promises, in a sentence and with its row'
complete -c qsweep -n '__qsweep_is show' -l pivot -x -a '(__qsweep_offer @metrics)' -d 'A matrix of one metric over two axes'
complete -c qsweep -n '__qsweep_is show' -l rows -x -a '(__qsweep_offer @axes class window resource)' -d 'What goes down in it'
complete -c qsweep -n '__qsweep_is show' -l columns -x -a '(__qsweep_offer @axes class window resource)' -d 'What goes across, likewise'
complete -c qsweep -n '__qsweep_is show' -l theory -d 'Beside each mean the exact value of the steady state, where the scenario reduces to a queue that has one, and how many standard errors the mean lies above it'
complete -c qsweep -n '__qsweep_is show' -l format -x -a '(__qsweep_offer table csv json)' -d 'table (the default), csv or json'
complete -c qsweep -n '__qsweep_is show' -l separator -x -d 'What stands between the cells of csv: a sign such as '\'''
complete -c qsweep -n '__qsweep_is show' -l decimal -x -d 'The decimal sign of numbers in csv: . or ,'
complete -c qsweep -n '__qsweep_is show' -l excel -d 'Begin csv with a byte order mark, by which Excel knows UTF-8, and put '\'' before texts that it would take for formulas (they begin with =, +, -, @ or a control character)'
complete -c qsweep -n '__qsweep_is show' -l help -s h -d 'Print what the command does'
complete -c qsweep -n '__qsweep_is show' -a '(__qsweep_words --first .h5 --more @metrics)'

complete -c qsweep -n __qsweep_is_first -a compare -d 'every scenario against a baseline, with confidence intervals'
complete -c qsweep -n '__qsweep_is compare' -l baseline -x -a '(__qsweep_offer @axes)' -d 'What to compare with: a scenario'\''s number (0), or a condition such as servers=1'
complete -c qsweep -n '__qsweep_is compare' -l scope -x -a '(__qsweep_offer system class window line resource)' -d 'system (the default), class, window, line or resource'
complete -c qsweep -n '__qsweep_is compare' -l member -x -a '(__qsweep_offer @members)' -d 'Only this class, window, resource or line'
complete -c qsweep -n '__qsweep_is compare' -l interval -x -d 'Results by time of day (output.intervals): of the interval that starts then, such as 10:00 or 120, or of each'
complete -c qsweep -n '__qsweep_is compare' -l where -x -a '(__qsweep_offer @axes)' -d 'Only scenarios with AXIS=VALUE and the like, as for qsweep show'
complete -c qsweep -n '__qsweep_is compare' -l correction -x -a '(__qsweep_offer none bonferroni)' -d 'none (each interval holds by itself with the confidence) or bonferroni (the default: all intervals hold at once with it)'
complete -c qsweep -n '__qsweep_is compare' -l confidence -x -d 'Such as 0.99'
complete -c qsweep -n '__qsweep_is compare' -l format -x -a '(__qsweep_offer table csv json)' -d 'table (the default), csv or json'
complete -c qsweep -n '__qsweep_is compare' -l separator -x -d 'What stands between the cells of csv: a sign such as '\'''
complete -c qsweep -n '__qsweep_is compare' -l decimal -x -d 'The decimal sign of numbers in csv: . or ,'
complete -c qsweep -n '__qsweep_is compare' -l excel -d 'Begin csv with a byte order mark, by which Excel knows UTF-8, and put '\'' before texts that it would take for formulas (they begin with =, +, -, @ or a control character)'
complete -c qsweep -n '__qsweep_is compare' -l help -s h -d 'Print what the command does'
complete -c qsweep -n '__qsweep_is compare' -a '(__qsweep_words --first .h5 --more .h5 @metrics)'

complete -c qsweep -n __qsweep_is_first -a plot -d 'draw a metric, a series or a distribution as a picture'
complete -c qsweep -n '__qsweep_is plot' -l kind -x -a '(__qsweep_offer line heat series distribution decision)' -d 'line (for a metric), heat (a metric over two axes), series, distribution or decision (of a study with select, no metric is named)'
complete -c qsweep -n '__qsweep_is plot' -l x -x -a '(__qsweep_offer @axes)' -d 'What lies along x'
complete -c qsweep -n '__qsweep_is plot' -l by -x -a '(__qsweep_offer @axes class window resource)' -d 'A line (in a heat map: a row) for each value'
complete -c qsweep -n '__qsweep_is plot' -l output -s o -x -a '(__qsweep_offer .svg .png .pdf)' -d 'FILE.svg, FILE.png or FILE.pdf'
complete -c qsweep -n '__qsweep_is plot' -l ascii -d 'Characters, wherever they go'
complete -c qsweep -n '__qsweep_is plot' -l where -x -a '(__qsweep_offer @axes)' -d 'Only scenarios with AXIS=VALUE, AXIS=VALUE,VALUE,..., AXIS!=VALUE, or <, <=, >, >= (in quotes, for the shell)'
complete -c qsweep -n '__qsweep_is plot' -l scope -x -a '(__qsweep_offer system class window line resource)' -d 'system (the default), class, window, line or resource'
complete -c qsweep -n '__qsweep_is plot' -l member -x -a '(__qsweep_offer @members)' -d 'Only this class, window, resource or line'
complete -c qsweep -n '__qsweep_is plot' -l interval -x -d 'Results by time of day (output.intervals): of the interval that starts then, such as 10:00 or 120, or of each'
complete -c qsweep -n '__qsweep_is plot' -l quantile -x -d 'Of wait_quantile and sojourn_quantile'
complete -c qsweep -n '__qsweep_is plot' -l target -x -d 'A line across the picture at a value of what is drawn, such as 0.1, '\''10 %'\'' or '\''5 min'\'', named so, or as NAME=VALUE says'
complete -c qsweep -n '__qsweep_is plot' -l percent -d 'Shares as per cent'
complete -c qsweep -n '__qsweep_is plot' -l title -x -d 'The title'
complete -c qsweep -n '__qsweep_is plot' -l x-label -x -d 'What stands below the x axis'
complete -c qsweep -n '__qsweep_is plot' -l y-label -x -d 'What stands beside the y axis'
complete -c qsweep -n '__qsweep_is plot' -l size -x -d 'WIDTHxHEIGHT in pixels of svg and png, such as 800x500'
complete -c qsweep -n '__qsweep_is plot' -l help -s h -d 'Print what the command does'
complete -c qsweep -n '__qsweep_is plot' -a '(__qsweep_words --first .h5 --more @metrics @subjects)'

complete -c qsweep -n __qsweep_is_first -a report -d 'results as one HTML page'
complete -c qsweep -n '__qsweep_is report' -l output -s o -x -a '(__qsweep_offer .html)' -d 'The page, such as report.html'
complete -c qsweep -n '__qsweep_is report' -l replay -x -d 'Simulate this replication (without :REPLICATION number 0) once more, and put it on the page as people who walk and wait'
complete -c qsweep -n '__qsweep_is report' -l help -s h -d 'Print what the command does'
complete -c qsweep -n '__qsweep_is report' -a '(__qsweep_words --first .h5 --more)'

complete -c qsweep -n __qsweep_is_first -a export -d 'results with their parameters as csv or json'
complete -c qsweep -n '__qsweep_is export' -l output -s o -x -a '(__qsweep_offer .csv .json)' -d 'FILE.csv or FILE.json'
complete -c qsweep -n '__qsweep_is export' -l format -x -a '(__qsweep_offer csv json)' -d 'csv or json, whatever the file is called'
complete -c qsweep -n '__qsweep_is export' -l form -x -a '(__qsweep_offer long wide replications)' -d 'Of csv: long (the default: a line for each number, all scopes in one file), wide (a line for each scenario, or scenario and member, of one scope) or replications (a line for each replication; needs output.replications: true)'
complete -c qsweep -n '__qsweep_is export' -l scope -x -a '(__qsweep_offer system class window line resource)' -d 'Only system, class, window, line or resource'
complete -c qsweep -n '__qsweep_is export' -l member -x -a '(__qsweep_offer @members)' -d 'Only this class, window, resource or line'
complete -c qsweep -n '__qsweep_is export' -l interval -x -d 'Only results by time of day, of the interval that starts then, or of each'
complete -c qsweep -n '__qsweep_is export' -l where -x -a '(__qsweep_offer @axes)' -d 'Only scenarios with AXIS=VALUE, AXIS=VALUE,VALUE,..., AXIS!=VALUE, or <, <=, >, >= (in quotes, for the shell)'
complete -c qsweep -n '__qsweep_is export' -l separator -x -d 'What stands between the cells of csv: a sign such as '\'''
complete -c qsweep -n '__qsweep_is export' -l decimal -x -d 'The decimal sign of numbers in csv: . or ,'
complete -c qsweep -n '__qsweep_is export' -l excel -d 'Begin csv with a byte order mark, by which Excel knows UTF-8, and put '\'' before texts that it would take for formulas (they begin with =, +, -, @ or a control character)'
complete -c qsweep -n '__qsweep_is export' -l help -s h -d 'Print what the command does'
complete -c qsweep -n '__qsweep_is export' -a '(__qsweep_words --first .h5 --more @metrics)'

complete -c qsweep -n __qsweep_is_first -a trace -d 'simulate one replication again, customer by customer'
complete -c qsweep -n '__qsweep_is trace' -l scenario -x -d 'Which scenario, counted from 0 as in the results (0)'
complete -c qsweep -n '__qsweep_is trace' -l replication -x -d 'Which replication, counted from 0 (0)'
complete -c qsweep -n '__qsweep_is trace' -l output -s o -x -a '(__qsweep_offer .csv .json .h5 .html)' -d 'FILE.csv, FILE.json (parameters, statistics and visits), FILE.h5, or FILE.html: a page on which the replication is seen at work'
complete -c qsweep -n '__qsweep_is trace' -l metrics -d 'Print the replication'\''s metrics: scope, member, metric, item, value'
complete -c qsweep -n '__qsweep_is trace' -l separator -x -d 'What stands between the cells of csv: a sign such as '\'''
complete -c qsweep -n '__qsweep_is trace' -l decimal -x -d 'The decimal sign of numbers in csv: . or ,'
complete -c qsweep -n '__qsweep_is trace' -l excel -d 'Begin csv with a byte order mark, by which Excel knows UTF-8, and put '\'' before texts that it would take for formulas (they begin with =, +, -, @ or a control character)'
complete -c qsweep -n '__qsweep_is trace' -l set -s s -x -d 'Set a value of the study by its path, such as -s run.horizon=3600 or -s '\''windows.W2.servers=[1, 2, 3]'\'''
complete -c qsweep -n '__qsweep_is trace' -l seed -x -d 'The same as -s run.seed=N'
complete -c qsweep -n '__qsweep_is trace' -l replications -x -d 'The same as -s run.replications=N'
complete -c qsweep -n '__qsweep_is trace' -l help -s h -d 'Print what the command does'
complete -c qsweep -n '__qsweep_is trace' -a '(__qsweep_words --first .yaml .yml .h5 --more)'

complete -c qsweep -n __qsweep_is_first -a fit -d 'make a study of a table of past visits'
complete -c qsweep -n '__qsweep_is fit' -l arrival -x -d 'When somebody came'
complete -c qsweep -n '__qsweep_is fit' -l start -x -d 'When the service began'
complete -c qsweep -n '__qsweep_is fit' -l end -x -d 'When the service ended'
complete -c qsweep -n '__qsweep_is fit' -l class -x -d 'What kind of visit it was: arrivals and services of each are its own'
complete -c qsweep -n '__qsweep_is fit' -l format -x -d 'How instants are written, such as '\''%d/%m/%Y %H:%M'\'', as for format in a study'
complete -c qsweep -n '__qsweep_is fit' -l every -x -d 'The length of the pieces of the day: 30min unless given'
complete -c qsweep -n '__qsweep_is fit' -l separator -x -d 'What stands between cells, or tab'
complete -c qsweep -n '__qsweep_is fit' -l decimal -x -d 'With , no comma is found as a separator'
complete -c qsweep -n '__qsweep_is fit' -l output -s o -x -a '(__qsweep_offer .svg .png .pdf)' -d 'FILE.svg, FILE.png or FILE.pdf: a picture of the data against what was fitted, for each class'
complete -c qsweep -n '__qsweep_is fit' -l help -s h -d 'Print what the command does'
complete -c qsweep -n '__qsweep_is fit' -a '(__qsweep_words --first .csv .txt .tsv --more)'

complete -c qsweep -n __qsweep_is_first -a new -d 'write a commented study to start from'
complete -c qsweep -n '__qsweep_is new' -l list -d 'List the names, each with what it is'
complete -c qsweep -n '__qsweep_is new' -l output -s o -x -a '(__qsweep_offer .yaml .yml)' -d 'The study'\''s file'
complete -c qsweep -n '__qsweep_is new' -l force -d 'Replace a file that is there already'
complete -c qsweep -n '__qsweep_is new' -l help -s h -d 'Print what the command does'
complete -c qsweep -n '__qsweep_is new' -a '(__qsweep_words --first @templates --more)'

complete -c qsweep -n __qsweep_is_first -a schema -d 'print the JSON Schema of a study, for editors'
complete -c qsweep -n '__qsweep_is schema' -l help -s h -d 'Print what the command does'
complete -c qsweep -n '__qsweep_is schema' -a '(__qsweep_words --first --more)'

complete -c qsweep -n __qsweep_is_first -a help -d 'what a command does, and its options'
complete -c qsweep -n '__qsweep_is help' -l help -s h -d 'Print what the command does'
complete -c qsweep -n '__qsweep_is help' -a '(__qsweep_words --first @commands --more)'
# table: end
