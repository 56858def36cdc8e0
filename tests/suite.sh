# shellcheck shell=bash
# What the suites' scripts (run.sh) share: verdicts and their count, and the program with what it said. Sourced, not run.
#
# Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later
passed=0 failed=0
evidence=() # files that say why, shown with a bad verdict that names none

# verdict NAME STATUS [FILE...]: the ends of the files are shown when it is bad
verdict()
{
    local name=$1 good=$2
    shift 2
    if [ "$good" -eq 0 ]; then
        passed=$((passed + 1))
        echo "ok $name"
        return
    fi
    failed=$((failed + 1))
    echo "not ok $name"
    [ $# -gt 0 ] || set -- "${evidence[@]}"
    [ $# -eq 0 ] || tail -qn 20 -- "$@" 2>/dev/null | sed 's/^/# /'
}

# check NAME COMMAND...: good if the command is; what it says is shown if not, and leaves no file where one is
check()
{
    local name=$1 said good
    shift
    said=$(mktemp) || return
    "$@" >"$said" 2>&1
    good=$?
    verdict "$name" $good "$said"
    rm -f "$said"
}

# count: verdicts that another program prints, from standard input
count()
{
    while IFS= read -r line; do
        echo "$line"
        case $line in
        "ok "*) passed=$((passed + 1)) ;;
        "not ok "*) failed=$((failed + 1)) ;;
        esac
    done
}

# qsweep ARGUMENT...: into out, err and $status
qsweep()
{
    timeout -k 5 120 "$QSWEEP" "$@" >out 2>err </dev/null
    status=$?
}

# says STATUS STREAM PATTERN: qsweep ended with it and said it there
says()
{
    [ "$status" -eq "$1" ] && grep -qE -- "$3" "$2"
}

# refuses NAME STATUS PATTERN ARGUMENT...: that status, a message on stderr alone
refuses()
{
    local name=$1 wanted=$2 pattern=$3
    shift 3
    qsweep "$@"
    says "$wanted" err "$pattern" && [ ! -s out ]
    verdict "$name" $?
}

# The last line of a suite, and whether it is good.
sum_up()
{
    echo "$passed passed, $failed failed"
    [ "$failed" -eq 0 ]
}
