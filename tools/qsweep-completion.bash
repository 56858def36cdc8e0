# Completion of qsweep's command lines in bash. Installed as share/bash-completion/completions/qsweep; or: source this file.
#
# Needs nothing but bash. Names of axes, classes and windows are read from the results file that the line names.
#
# Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later
# shellcheck shell=bash disable=SC2207  # words of the program have no spaces

_qsweep_options()
{
    case $1 in
    run) echo --output --set --seed --replications --progress --quiet --resume --force --part --time-limit ;;
    check) echo --set --seed --replications --all ;;
    merge) echo --output --force --quiet ;;
    show) echo --scope --member --where --sort --descending --pivot --rows --columns --theory --format ;;
    compare) echo --baseline --scope --member --where --correction --confidence --format ;;
    plot) echo --kind --x --by --output --ascii --where --scope --member --quantile ;;
    export) echo --output --format --form --scope --member --where --excel ;;
    trace) echo --scenario --replication --output --metrics --set --seed --replications ;;
    esac
    echo --help
}

_qsweep_metrics()
{
    echo arrived served rejected dropped balked reneged cancelled unfinished wait_mean wait_sd wait_max wait_quantile wait_over \
        sojourn_mean sojourn_sd sojourn_quantile queue_mean queue_max number_mean utilisation occupation throughput \
        served_at_horizon in_service_at_horizon waiting_at_horizon drain_time warmup_used wait_censored
}

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
}

# The axes are what stands between `scenario` and `replications` in the first line of csv.
_qsweep_axes()
{
    local file
    file=$(_qsweep_file)
    [ -n "$file" ] || return
    "${COMP_WORDS[0]}" show "$file" arrived --format csv 2>/dev/null | head -n 1 | sed 's/^scenario,//; s/,*replications,.*//' | tr ',' '\n'
}

_qsweep_members()
{
    local file scope=class i
    file=$(_qsweep_file)
    [ -n "$file" ] || return
    for ((i = 2; i < ${#COMP_WORDS[@]}; i++)); do
        [[ ${COMP_WORDS[i]} != window ]] || scope=window
    done
    "${COMP_WORDS[0]}" show "$file" arrived --scope $scope --format csv 2>/dev/null |
        awk -F, -v scope=$scope 'NR == 1 { for (i = 1; i <= NF; i++) if ($i == scope) k = i; next } k { print $k }' | sort -u
}

# _qsweep_value COMMAND OPTION: the words that may follow the option; fails if it takes none, prints nothing if it may be anything.
_qsweep_value()
{
    case $2 in
    --scope) echo system class window ;;
    --format) if [ "$1" = export ]; then echo csv json; else echo table csv json; fi ;;
    --progress) echo auto always never ;;
    --correction) echo bonferroni none ;;
    --kind) echo line heat series distribution ;;
    --form) echo long wide replications ;;
    --member) _qsweep_members ;;
    --pivot) _qsweep_metrics ;;
    --sort) _qsweep_metrics; _qsweep_axes ;;
    --x | --where) _qsweep_axes ;;
    --by | --rows | --columns) echo class window; _qsweep_axes ;;
    --output | -o | --set | -s | --seed | --part | --time-limit | --baseline | --confidence | --quantile | --scenario | --replication) ;;
    --replications) [ "$1" != export ] ;;
    *) return 1 ;;
    esac
}

# Files of the kinds named, and folders.
_qsweep_files()
{
    local kind
    compopt -o filenames 2>/dev/null
    for kind in "$@"; do COMPREPLY+=($(compgen -f -X "!*.$kind" -- "$word")); done
    COMPREPLY+=($(compgen -d -- "$word"))
}

_qsweep()
{
    local word=${COMP_WORDS[COMP_CWORD]} previous=${COMP_WORDS[COMP_CWORD - 1]} command=${COMP_WORDS[1]} values
    COMPREPLY=()
    if [ "$COMP_CWORD" -eq 1 ]; then
        COMPREPLY=($(compgen -W 'run check merge show compare plot export trace --help --version' -- "$word"))
        return
    fi
    # bash makes words of their own of what stands around `=`.
    if [ "$previous" = = ] && [ "$COMP_CWORD" -gt 2 ]; then previous=${COMP_WORDS[COMP_CWORD - 2]}; fi
    if [ "$word" = = ]; then word=; fi
    if [[ $previous == -* ]] && values=$(_qsweep_value "$command" "$previous"); then
        case $previous in
        --output | -o) _qsweep_files h5 csv json svg png pdf ;;
        *) COMPREPLY=($(compgen -W "$values" -- "$word")) ;;
        esac
        return
    fi
    case $command,$word in
    *,-*) COMPREPLY=($(compgen -W "$(_qsweep_options "$command")" -- "$word")) ;;
    run,* | check,*) _qsweep_files yaml yml ;;
    trace,*) _qsweep_files yaml yml h5 ;;
    merge,*) _qsweep_files h5 ;;
    *)
        if [ -z "$(_qsweep_file)" ]; then
            _qsweep_files h5
        else
            COMPREPLY=($(compgen -W "$(_qsweep_metrics) $([ "$command" != plot ] || echo queue number serving wait sojourn)" -- "$word"))
        fi
        ;;
    esac
}

complete -F _qsweep qsweep
