# Completion of qsweep's command lines in bash. Installed as share/bash-completion/completions/qsweep; or: source this file.
#
# Needs nothing but bash. Names of axes, classes and windows are read from the results file that the line names. What stands
# between the marks is made from the table of options: `.h5` is any file that ends so, `@axes` and the like are names to be found.
#
# Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later
# shellcheck shell=bash disable=SC2207  # words of the program have no spaces

# table: bash (docs/refresh.sh writes this)
_qsweep_commands='run check merge watch show compare plot report export trace fit new schema help'
_qsweep_metrics='arrived served rejected dropped balked reneged cancelled unfinished wait_mean wait_sd wait_max wait_quantile wait_over sojourn_mean sojourn_sd sojourn_quantile queue_mean queue_max number_mean utilisation occupation throughput served_at_horizon in_service_at_horizon waiting_at_horizon drain_time warmup_used wait_censored reneged_share rejected_share balked_share dropped_share served_share service_level server_hours overtime cost retried orbit_mean units_mean persons'
_qsweep_subjects='queue number serving wait sojourn'
_qsweep_templates='appointments call-centre clinic mmc office restaurant'

# The options of a command.
_qsweep_options()
{
    case $1 in
    run) echo --output --set --seed --replications --progress --quiet --resume --force --part --time-limit --lost-after --help ;;
    check) echo --set --seed --replications --all --help ;;
    merge) echo --output --force --quiet --help ;;
    watch) echo --once --json --help ;;
    show) echo --scope --member --interval --where --sort --descending --kept --cheapest --pivot --rows --columns --theory --format --separator --decimal --excel --help ;;
    compare) echo --baseline --scope --member --interval --where --correction --confidence --format --separator --decimal --excel --help ;;
    plot) echo --kind --x --by --output --ascii --where --scope --member --interval --quantile --target --percent --title --x-label --y-label --size --help ;;
    report) echo --output --replay --help ;;
    export) echo --output --format --form --scope --member --interval --where --separator --decimal --excel --help ;;
    trace) echo --scenario --replication --output --metrics --separator --decimal --excel --set --seed --replications --help ;;
    fit) echo --arrival --start --end --class --format --every --separator --decimal --output --help ;;
    new) echo --list --output --force --help ;;
    schema) echo --help ;;
    help) echo --help ;;
    esac
}

# What its first word may be.
_qsweep_first()
{
    case $1 in
    run) echo .yaml .yml ;;
    check) echo .yaml .yml ;;
    merge) echo .h5 ;;
    watch) echo .h5 ;;
    show) echo .h5 ;;
    compare) echo .h5 ;;
    plot) echo .h5 ;;
    report) echo .h5 ;;
    export) echo .h5 ;;
    trace) echo .yaml .yml .h5 ;;
    fit) echo .csv .txt .tsv ;;
    new) echo @templates ;;
    schema) echo ;;
    help) echo @commands ;;
    esac
}

# What its other words may be.
_qsweep_more()
{
    case $1 in
    run) echo ;;
    check) echo ;;
    merge) echo .h5 ;;
    watch) echo @metrics ;;
    show) echo @metrics ;;
    compare) echo .h5 @metrics ;;
    plot) echo @metrics @subjects ;;
    report) echo ;;
    export) echo @metrics ;;
    trace) echo ;;
    fit) echo ;;
    new) echo ;;
    schema) echo ;;
    help) echo ;;
    esac
}

# What the value of COMMAND,OPTION may be; fails if it takes none, prints nothing if it may be anything.
_qsweep_value()
{
    case $1 in
    run,--output | run,-o) echo .h5 ;;
    run,--set | run,-s) echo ;;
    run,--seed) echo ;;
    run,--replications) echo ;;
    run,--progress) echo auto always never ;;
    run,--part) echo ;;
    run,--time-limit) echo ;;
    run,--lost-after) echo ;;
    check,--set | check,-s) echo ;;
    check,--seed) echo ;;
    check,--replications) echo ;;
    merge,--output | merge,-o) echo .h5 ;;
    show,--scope) echo system class window line resource ;;
    show,--member) echo @members ;;
    show,--interval) echo ;;
    show,--where) echo @axes ;;
    show,--sort) echo @axes @metrics ;;
    show,--pivot) echo @metrics ;;
    show,--rows) echo @axes class window resource ;;
    show,--columns) echo @axes class window resource ;;
    show,--format) echo table csv json ;;
    show,--separator) echo ;;
    show,--decimal) echo ;;
    compare,--baseline) echo @axes ;;
    compare,--scope) echo system class window line resource ;;
    compare,--member) echo @members ;;
    compare,--interval) echo ;;
    compare,--where) echo @axes ;;
    compare,--correction) echo none bonferroni ;;
    compare,--confidence) echo ;;
    compare,--format) echo table csv json ;;
    compare,--separator) echo ;;
    compare,--decimal) echo ;;
    plot,--kind) echo line heat series distribution decision ;;
    plot,--x) echo @axes ;;
    plot,--by) echo @axes class window resource ;;
    plot,--output | plot,-o) echo .svg .png .pdf ;;
    plot,--where) echo @axes ;;
    plot,--scope) echo system class window line resource ;;
    plot,--member) echo @members ;;
    plot,--interval) echo ;;
    plot,--quantile) echo ;;
    plot,--target) echo ;;
    plot,--title) echo ;;
    plot,--x-label) echo ;;
    plot,--y-label) echo ;;
    plot,--size) echo ;;
    report,--output | report,-o) echo .html ;;
    report,--replay) echo ;;
    export,--output | export,-o) echo .csv .json ;;
    export,--format) echo csv json ;;
    export,--form) echo long wide replications ;;
    export,--scope) echo system class window line resource ;;
    export,--member) echo @members ;;
    export,--interval) echo ;;
    export,--where) echo @axes ;;
    export,--separator) echo ;;
    export,--decimal) echo ;;
    trace,--scenario) echo ;;
    trace,--replication) echo ;;
    trace,--output | trace,-o) echo .csv .json .h5 .html ;;
    trace,--separator) echo ;;
    trace,--decimal) echo ;;
    trace,--set | trace,-s) echo ;;
    trace,--seed) echo ;;
    trace,--replications) echo ;;
    fit,--arrival) echo ;;
    fit,--start) echo ;;
    fit,--end) echo ;;
    fit,--class) echo ;;
    fit,--format) echo ;;
    fit,--every) echo ;;
    fit,--separator) echo ;;
    fit,--decimal) echo ;;
    fit,--output | fit,-o) echo .svg .png .pdf ;;
    new,--output | new,-o) echo .yaml .yml ;;
    *) return 1 ;;
    esac
}
# table: end

# The first word on the line that is a results file which is there.
_qsweep_file()
{
    local word
    for word in "${COMP_WORDS[@]:2}"; do
        if [[ $word == *.h5 && -e $word ]]; then
            echo "$word"
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
    "${COMP_WORDS[0]}" show "$file" arrived --format csv 2>/dev/null | head -n 1 | sed 's/^scenario,//; s/,*replications,.*//' | tr ',' '\n'
}

_qsweep_members()
{
    local file scope=class word
    file=$(_qsweep_file) || return
    for word in "${COMP_WORDS[@]:2}"; do
        [ "$word" != window ] || scope=window
    done
    "${COMP_WORDS[0]}" show "$file" arrived --scope $scope --format csv 2>/dev/null |
        awk -F, -v scope=$scope 'NR == 1 { for (i = 1; i <= NF; i++) if ($i == scope) k = i; next } k { print $k }' | sort -u
}

# Names of a results file, a line each: never looked at by the shell, whatever they are.
_qsweep_names()
{
    local name
    while IFS= read -r name; do
        if [[ $name == "$word"* && -n $name ]]; then COMPREPLY+=("$(printf %q "$name")"); fi
    done
}

# _qsweep_offer WHAT...: what may be typed as $word
_qsweep_offer()
{
    local what words=
    for what in "$@"; do
        case $what in
        .*)
            compopt -o filenames 2>/dev/null
            COMPREPLY+=($(compgen -f -X "!*$what" -- "$word"))
            ;;
        @axes) _qsweep_names < <(_qsweep_axes) ;;
        @members) _qsweep_names < <(_qsweep_members) ;;
        @metrics) words+=" $_qsweep_metrics" ;;
        @subjects) words+=" $_qsweep_subjects" ;;
        @commands) words+=" $_qsweep_commands" ;;
        @templates) words+=" $_qsweep_templates" ;;
        *) words+=" $what" ;;
        esac
    done
    if [[ ${1-} == .* ]]; then COMPREPLY+=($(compgen -d -- "$word")); fi
    COMPREPLY+=($(compgen -W "$words" -- "$word"))
}

_qsweep()
{
    local word=${COMP_WORDS[COMP_CWORD]} previous=${COMP_WORDS[COMP_CWORD - 1]} command=${COMP_WORDS[1]} what
    COMPREPLY=()
    if [ "$COMP_CWORD" -eq 1 ]; then
        _qsweep_offer @commands --help --version --self-test
        return
    fi
    # bash makes words of their own of what stands around `=`.
    if [ "$previous" = = ] && [ "$COMP_CWORD" -gt 2 ]; then previous=${COMP_WORDS[COMP_CWORD - 2]}; fi
    if [ "$word" = = ]; then word=; fi
    if [[ $previous == -* ]] && what=$(_qsweep_value "$command,$previous"); then
        : # the value of an option
    elif [[ $word == -* ]]; then
        what=$(_qsweep_options "$command")
    else
        what=$(_qsweep_more "$command")
        if [ -z "$what" ] || ! _qsweep_file >/dev/null; then what=$(_qsweep_first "$command"); fi
    fi
    # shellcheck disable=SC2086  # words
    _qsweep_offer $what
}

complete -F _qsweep qsweep
