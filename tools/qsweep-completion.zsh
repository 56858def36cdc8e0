#compdef qsweep
# Completion of qsweep's command lines in zsh. Installed as share/zsh/site-functions/_qsweep; any folder of $fpath will do.
#
# Names of axes, classes and windows are read from the results file that the line names. What stands between the marks is made
# from the table of options: `.h5` is any file that ends so, `@axes` and the like are names to be found.
#
# Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later

# table: zsh (docs/refresh.sh writes this)
_qsweep_commands='run check merge watch show compare plot report export trace fit new schema help'
_qsweep_metrics='arrived served rejected dropped balked reneged cancelled unfinished wait_mean wait_sd wait_max wait_quantile wait_over sojourn_mean sojourn_sd sojourn_quantile queue_mean queue_max number_mean utilisation occupation throughput served_at_horizon in_service_at_horizon waiting_at_horizon drain_time warmup_used wait_censored reneged_share rejected_share balked_share dropped_share served_share service_level server_hours overtime cost retried orbit_mean units_mean persons'
_qsweep_subjects='queue number serving wait sojourn'
_qsweep_templates='appointments call-centre clinic mmc office restaurant'
_qsweep_summaries=(
    'run:simulate a study, alone or under mpirun or srun'
    'check:validate a study and print its scenarios'
    'merge:put the parts of a study (run --part) together'
    'watch:see how far a run is, from another terminal'
    'show:print results as a table, csv or json'
    'compare:every scenario against a baseline, with confidence intervals'
    'plot:draw a metric, a series or a distribution as a picture'
    'report:results as one HTML page'
    'export:results with their parameters as csv or json'
    'trace:simulate one replication again, customer by customer'
    'fit:make a study of a table of past visits'
    'new:write a commented study to start from'
    'schema:print the JSON Schema of a study, for editors'
    'help:what a command does, and its options'
)

# What _arguments is to know of a command, into the caller's `arguments`.
_qsweep_arguments()
{
    case $1 in
    run)
        arguments=(
            '(-o --output)'{-o+,--output=}'[The results file]:FILE: _qsweep_offer .h5'
            '*'{-s+,--set=}'[Set a value of the study by its path, such as -s run.horizon=3600 or -s '\''windows.W2.servers=\[1, 2, 3\]'\'']:PATH=VALUE: '
            --seed='[The same as -s run.seed=N]:N: '
            --replications='[The same as -s run.replications=N]:N: '
            --progress='[auto (the default: a bar on a terminal, a line a minute otherwise), always (the bar) or never]:WHEN: _qsweep_offer auto always never'
            '(-q --quiet)'{-q,--quiet}'[Say nothing but errors and warnings]'
            --resume'[Go on where a run was stopped or killed, to the same results to the last bit, on any number of ranks]'
            --force'[Begin anew, though there are results or a journal already]'
            --part='[Simulate only the K-th of N parts of the scenarios, and keep the journal, for qsweep merge]:K/N: '
            --time-limit='[Stop in time and keep what is done: 90 (seconds), 30min, 8h, 2d]:TIME: '
            --lost-after='[A rank on another machine than rank 0'\''s that has not been heard of for so long is lost: what is done is kept, and the run ends with status 75]:TIME: '
            '(- *)'{-h,--help}'[Print what the command does]'
            '1:word: _qsweep_offer .yaml .yml'
        )
        ;;
    check)
        arguments=(
            '*'{-s+,--set=}'[Set a value of the study by its path, such as -s run.horizon=3600 or -s '\''windows.W2.servers=\[1, 2, 3\]'\'']:PATH=VALUE: '
            --seed='[The same as -s run.seed=N]:N: '
            --replications='[The same as -s run.replications=N]:N: '
            --all'[Print every scenario on a terminal, too, where else a long list is shortened in its middle]'
            '(- *)'{-h,--help}'[Print what the command does]'
            '1:word: _qsweep_offer .yaml .yml'
        )
        ;;
    merge)
        arguments=(
            '(-o --output)'{-o+,--output=}'[The results file]:FILE: _qsweep_offer .h5'
            --force'[Replace results that are there already]'
            '(-q --quiet)'{-q,--quiet}'[Say nothing but errors and warnings]'
            '(- *)'{-h,--help}'[Print what the command does]'
            '1:word: _qsweep_offer .h5'
            '*:word: _qsweep_offer .h5'
        )
        ;;
    watch)
        arguments=(
            --once'[Print once, also on a terminal]'
            --json'[Print once, as json]'
            '(- *)'{-h,--help}'[Print what the command does]'
            '1:word: _qsweep_offer .h5'
            '*:word: _qsweep_offer @metrics'
        )
        ;;
    show)
        arguments=(
            --scope='[system (the default), class, window, line or resource]:SCOPE: _qsweep_offer system class window line resource'
            '*'--member='[Only this class, window, resource or line]:NAME: _qsweep_offer @members'
            '*'--interval='[Results by time of day (output.intervals): of the interval that starts then, such as 10:00 or 120, or of each]:START: '
            '*'--where='[Only scenarios with AXIS=VALUE, AXIS=VALUE,VALUE,..., AXIS!=VALUE, or <, <=, >, >= (in quotes, for the shell)]:CONDITION: _qsweep_offer @axes'
            --sort='[By a metric or an axis]:KEY: _qsweep_offer @axes @metrics'
            --descending'[Sort from the largest down]'
            --kept'[Only scenarios that keep all promises of the study: of each promise the whole interval lies within the limit]'
            --cheapest'[The first in order of cost that keeps all promises, in a sentence and with its row]'
            --pivot='[A matrix of one metric over two axes]:METRIC: _qsweep_offer @metrics'
            --rows='[What goes down in it]:AXIS: _qsweep_offer @axes class window resource'
            --columns='[What goes across, likewise]:AXIS: _qsweep_offer @axes class window resource'
            --theory'[Beside each mean the exact value of the steady state, where the scenario reduces to a queue that has one, and how many standard errors the mean lies above it]'
            --format='[table (the default), csv or json]:FORMAT: _qsweep_offer table csv json'
            --separator='[What stands between the cells of csv: a sign such as '\'']:SIGN: '
            --decimal='[The decimal sign of numbers in csv: . or ,]:SIGN: '
            --excel'[Begin csv with a byte order mark, by which Excel knows UTF-8, and put '\'' before texts that it would take for formulas (they begin with =, +, -, @ or a control character)]'
            '(- *)'{-h,--help}'[Print what the command does]'
            '1:word: _qsweep_offer .h5'
            '*:word: _qsweep_offer @metrics'
        )
        ;;
    compare)
        arguments=(
            '*'--baseline='[What to compare with: a scenario'\''s number (0), or a condition such as servers=1]:WHICH: _qsweep_offer @axes'
            --scope='[system (the default), class, window, line or resource]:SCOPE: _qsweep_offer system class window line resource'
            '*'--member='[Only this class, window, resource or line]:NAME: _qsweep_offer @members'
            '*'--interval='[Results by time of day (output.intervals): of the interval that starts then, such as 10:00 or 120, or of each]:START: '
            '*'--where='[Only scenarios with AXIS=VALUE and the like, as for qsweep show]:CONDITION: _qsweep_offer @axes'
            --correction='[none (each interval holds by itself with the confidence) or bonferroni (the default: all intervals hold at once with it)]:HOW: _qsweep_offer none bonferroni'
            --confidence='[Such as 0.99]:P: '
            --format='[table (the default), csv or json]:FORMAT: _qsweep_offer table csv json'
            --separator='[What stands between the cells of csv: a sign such as '\'']:SIGN: '
            --decimal='[The decimal sign of numbers in csv: . or ,]:SIGN: '
            --excel'[Begin csv with a byte order mark, by which Excel knows UTF-8, and put '\'' before texts that it would take for formulas (they begin with =, +, -, @ or a control character)]'
            '(- *)'{-h,--help}'[Print what the command does]'
            '1:word: _qsweep_offer .h5'
            '*:word: _qsweep_offer .h5 @metrics'
        )
        ;;
    plot)
        arguments=(
            --kind='[line (for a metric), heat (a metric over two axes), series, distribution or decision (of a study with select, no metric is named)]:KIND: _qsweep_offer line heat series distribution decision'
            --x='[What lies along x]:AXIS: _qsweep_offer @axes'
            --by='[A line (in a heat map: a row) for each value]:AXIS: _qsweep_offer @axes class window resource'
            '(-o --output)'{-o+,--output=}'[FILE.svg, FILE.png or FILE.pdf]:FILE: _qsweep_offer .svg .png .pdf'
            --ascii'[Characters, wherever they go]'
            '*'--where='[Only scenarios with AXIS=VALUE, AXIS=VALUE,VALUE,..., AXIS!=VALUE, or <, <=, >, >= (in quotes, for the shell)]:CONDITION: _qsweep_offer @axes'
            --scope='[system (the default), class, window, line or resource]:SCOPE: _qsweep_offer system class window line resource'
            '*'--member='[Only this class, window, resource or line]:NAME: _qsweep_offer @members'
            '*'--interval='[Results by time of day (output.intervals): of the interval that starts then, such as 10:00 or 120, or of each]:START: '
            --quantile='[Of wait_quantile and sojourn_quantile]:P: '
            '*'--target='[A line across the picture at a value of what is drawn, such as 0.1, '\''10 %'\'' or '\''5 min'\'', named so, or as NAME=VALUE says]:VALUE: '
            --percent'[Shares as per cent]'
            --title='[The title]:TEXT: '
            --x-label='[What stands below the x axis]:TEXT: '
            --y-label='[What stands beside the y axis]:TEXT: '
            --size='[WIDTHxHEIGHT in pixels of svg and png, such as 800x500]:SIZE: '
            '(- *)'{-h,--help}'[Print what the command does]'
            '1:word: _qsweep_offer .h5'
            '*:word: _qsweep_offer @metrics @subjects'
        )
        ;;
    report)
        arguments=(
            '(-o --output)'{-o+,--output=}'[The page, such as report.html]:FILE: _qsweep_offer .html'
            '*'--replay='[Simulate this replication (without :REPLICATION number 0) once more, and put it on the page as people who walk and wait]:SCENARIO:REPLICATION: '
            '(- *)'{-h,--help}'[Print what the command does]'
            '1:word: _qsweep_offer .h5'
        )
        ;;
    export)
        arguments=(
            '(-o --output)'{-o+,--output=}'[FILE.csv or FILE.json]:FILE: _qsweep_offer .csv .json'
            --format='[csv or json, whatever the file is called]:FORMAT: _qsweep_offer csv json'
            --form='[Of csv: long (the default: a line for each number, all scopes in one file), wide (a line for each scenario, or scenario and member, of one scope) or replications (a line for each replication; needs output.replications: true)]:FORM: _qsweep_offer long wide replications'
            --scope='[Only system, class, window, line or resource]:SCOPE: _qsweep_offer system class window line resource'
            '*'--member='[Only this class, window, resource or line]:NAME: _qsweep_offer @members'
            '*'--interval='[Only results by time of day, of the interval that starts then, or of each]:START: '
            '*'--where='[Only scenarios with AXIS=VALUE, AXIS=VALUE,VALUE,..., AXIS!=VALUE, or <, <=, >, >= (in quotes, for the shell)]:CONDITION: _qsweep_offer @axes'
            --separator='[What stands between the cells of csv: a sign such as '\'']:SIGN: '
            --decimal='[The decimal sign of numbers in csv: . or ,]:SIGN: '
            --excel'[Begin csv with a byte order mark, by which Excel knows UTF-8, and put '\'' before texts that it would take for formulas (they begin with =, +, -, @ or a control character)]'
            '(- *)'{-h,--help}'[Print what the command does]'
            '1:word: _qsweep_offer .h5'
            '*:word: _qsweep_offer @metrics'
        )
        ;;
    trace)
        arguments=(
            --scenario='[Which scenario, counted from 0 as in the results (0)]:K: '
            --replication='[Which replication, counted from 0 (0)]:R: '
            '(-o --output)'{-o+,--output=}'[FILE.csv, FILE.json (parameters, statistics and visits), FILE.h5, or FILE.html: a page on which the replication is seen at work]:FILE: _qsweep_offer .csv .json .h5 .html'
            --metrics'[Print the replication'\''s metrics: scope, member, metric, item, value]'
            --separator='[What stands between the cells of csv: a sign such as '\'']:SIGN: '
            --decimal='[The decimal sign of numbers in csv: . or ,]:SIGN: '
            --excel'[Begin csv with a byte order mark, by which Excel knows UTF-8, and put '\'' before texts that it would take for formulas (they begin with =, +, -, @ or a control character)]'
            '*'{-s+,--set=}'[Set a value of the study by its path, such as -s run.horizon=3600 or -s '\''windows.W2.servers=\[1, 2, 3\]'\'']:PATH=VALUE: '
            --seed='[The same as -s run.seed=N]:N: '
            --replications='[The same as -s run.replications=N]:N: '
            '(- *)'{-h,--help}'[Print what the command does]'
            '1:word: _qsweep_offer .yaml .yml .h5'
        )
        ;;
    fit)
        arguments=(
            --arrival='[When somebody came]:COLUMN: '
            --start='[When the service began]:COLUMN: '
            --end='[When the service ended]:COLUMN: '
            --class='[What kind of visit it was: arrivals and services of each are its own]:COLUMN: '
            --format='[How instants are written, such as '\''%d/%m/%Y %H:%M'\'', as for format in a study]:FORMAT: '
            --every='[The length of the pieces of the day: 30min unless given]:TIME: '
            --separator='[What stands between cells, or tab]:SIGN: '
            --decimal='[With , no comma is found as a separator]:SIGN: '
            '(-o --output)'{-o+,--output=}'[FILE.svg, FILE.png or FILE.pdf: a picture of the data against what was fitted, for each class]:FILE: _qsweep_offer .svg .png .pdf'
            '(- *)'{-h,--help}'[Print what the command does]'
            '1:word: _qsweep_offer .csv .txt .tsv'
        )
        ;;
    new)
        arguments=(
            --list'[List the names, each with what it is]'
            '(-o --output)'{-o+,--output=}'[The study'\''s file]:FILE: _qsweep_offer .yaml .yml'
            --force'[Replace a file that is there already]'
            '(- *)'{-h,--help}'[Print what the command does]'
            '1:word: _qsweep_offer @templates'
        )
        ;;
    schema)
        arguments=(
            '(- *)'{-h,--help}'[Print what the command does]'
        )
        ;;
    help)
        arguments=(
            '(- *)'{-h,--help}'[Print what the command does]'
            '1:word: _qsweep_offer @commands'
        )
        ;;
    esac
}
# table: end

# The first word on the line that is a results file which is there.
_qsweep_file()
{
    local word
    for word in $words; do
        if [[ $word == *.h5 && -e $word ]]; then
            print -r -- $word
            return
        fi
    done
    return 1
}

# The axes are what stands between `scenario` and `replications` in the first line of csv.
_qsweep_axes()
{
    local file
    file=$(_qsweep_file) || return
    $_qsweep_program show $file arrived --format csv 2>/dev/null | head -n 1 | sed 's/^scenario,//; s/,*replications,.*//' | tr ',' '\n'
}

_qsweep_members()
{
    local file scope=class
    file=$(_qsweep_file) || return
    (( ${words[(I)window]} )) && scope=window
    $_qsweep_program show $file arrived --scope $scope --format csv 2>/dev/null |
        awk -F, -v scope=$scope 'NR == 1 { for (i = 1; i <= NF; i++) if ($i == scope) k = i; next } k { print $k }' | sort -u
}

# _qsweep_offer WHAT...: what may be typed
_qsweep_offer()
{
    local what
    local -a kinds names
    for what in "$@"; do
        case $what in
        .*) kinds+=(${what#.}) ;;
        @axes) names+=(${(f)"$(_qsweep_axes)"}) ;;
        @members) names+=(${(f)"$(_qsweep_members)"}) ;;
        @metrics) names+=(${=_qsweep_metrics}) ;;
        @subjects) names+=(${=_qsweep_subjects}) ;;
        @commands) names+=(${=_qsweep_commands}) ;;
        @templates) names+=(${=_qsweep_templates}) ;;
        *) names+=($what) ;;
        esac
    done
    (( $#names )) && compadd -a names
    (( $#kinds )) && _files -g "*.(${(j:|:)kinds})(-.)"
}

_qsweep()
{
    local _qsweep_program=$words[1]
    local -a arguments
    if (( CURRENT == 2 )); then
        _describe command _qsweep_summaries
        compadd -- --help --version --self-test
        return
    fi
    _qsweep_arguments $words[2]
    shift words
    (( CURRENT-- ))
    _arguments -S $arguments
}

if [[ $funcstack[1] == _qsweep ]]; then _qsweep "$@"; else compdef _qsweep qsweep; fi
