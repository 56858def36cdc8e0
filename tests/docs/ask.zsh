# What tools/qsweep-completion.zsh asks of zsh: ask.zsh COMPLETION PROGRAM WORD... prints the options or commands that may
# be typed for the last word; ask.zsh COMPLETION PROGRAM offer WORD... @WHAT the names that it finds for @WHAT.
#
# The line editor's own functions are not there: each prints what it is given.
#
# Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later
compdef() { }
compadd() { [[ $1 = -a ]] && print -rl -- ${(P)2} }
_describe() { print -rl -- ${(P)2} }
_files() { print -r -- files $2 }
_arguments()
{
    shift
    print -rl -- "$@" | sed 's/^([^)]*)//; s/^\*--/--/; s/\[.*//; s/=$//'
}

source $1
shift
if [[ $2 != offer ]]; then
    words=("$@") CURRENT=$#
    _qsweep
else
    _qsweep_program=$1
    shift 2
    words=(${@[1,-2]})
    _qsweep_offer $@[-1]
fi
