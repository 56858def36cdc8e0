#!/usr/bin/env bash
# What `make install` puts where, the manual pages and the shells' completion: well-formed, and with every command, option, metric
# and key that the program has. tests/docs/run.sh runs it; it prints `ok NAME` or `not ok NAME` for each test.
#
# Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later
set -u
cd "$(dirname "$0")/../.." || exit 1
# shellcheck source=tests/suite.sh
. tests/suite.sh
build=${BUILD_DIR:-build}
qsweep=$(realpath "${QSWEEP:-$build/qsweep}")
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

commands=$("$qsweep" --help | sed -n 's/^  \([a-z]*\) .*/\1/p')
[ "$(wc -w <<<"$commands")" -ge 8 ]
verdict 'qsweep --help lists the commands' $?

# options COMMAND: those that its --help explains
options()
{
    "$qsweep" "$1" --help | grep -E '^ {2,6}-' | grep -oE -- '--[a-z][a-z-]*' | sort -u | grep -vx -- --help
}

# ---- the manual pages ----
for page in man/*; do
    for reader in 'man --warnings -l' 'groff -ww -mdoc -Tutf8' 'mandoc -Tlint -W warning'; do
        $reader "$page" >"$scratch/read" 2>"$scratch/said"
        [[ $reader != mandoc* ]] || cp "$scratch/read" "$scratch/said"
        grep -q '[^ ]' "$scratch/said" && cat "$scratch/said"
        ! grep -q '[^ ]' "$scratch/said"
        verdict "$page: nothing to say for ${reader%% *}" $?
    done
    LC_ALL=C.UTF-8 MANWIDTH=2000 mandoc -Tutf8 "$page" 2>/dev/null | col -bx >"$scratch/$(basename "$page").txt"
done

# The part of the page on a command, from its heading to the next.
for command in $commands; do
    sed -n "/^\.Ss qsweep $command\$/,/^\.S[sh] /p" man/qsweep.1 >"$scratch/part"
    absent=$(options "$command" | while read -r option; do grep -qE -- "Fl -${option#--}( |\$)" "$scratch/part" || echo "$option"; done)
    [ -s "$scratch/part" ] && [ -z "$absent" ] || echo "not in man/qsweep.1: $absent"
    [ -s "$scratch/part" ] && [ -z "$absent" ]
    verdict "man/qsweep.1 has every option of $command" $?
    beyond=$(grep '^\.It Fl' "$scratch/part" | grep -oE -- 'Fl -[a-z][a-z-]*' | sed 's/^Fl -/--/' | grep -vxF -f <(options "$command"))
    [ -z "$beyond" ] || echo "only in man/qsweep.1: $beyond"
    [ -z "$beyond" ]
    verdict "man/qsweep.1 has no option of $command that is not there" $?
done

# What is made from the table of options is what is committed; `make pages` makes it.
for file in man/qsweep.1 tools/qsweep-completion.*; do
    BUILD_DIR=$build docs/tables.sh "$file" | diff "$file" -
    verdict "$file is as the table of options makes it" $?
done
[ "$(grep -c '^\.\\" table: options' man/qsweep.1)" -ge 8 ] && grep -q '^\.\\" table: synopsis (' man/qsweep.1 &&
    [ "$(grep -l '^# table: [a-z]* (' tools/qsweep-completion.* | wc -l)" -eq 3 ]
verdict 'the tables of options have their places' $?

"$build/tests/docs/metrics_tool" --man >"$scratch/metrics"
sed -n '/^\.\\" metrics: begin/,/^\.\\" metrics: end/p' man/qsweep.1 | sed '1d; $d' | diff - "$scratch/metrics"
verdict "man/qsweep.1 has the program's metrics" $?

# Keys are the first column of the tables of docs/study.md, between backquotes.
# shellcheck disable=SC2016  # backquotes are Markdown, not commands
sed -n '/^## Random numbers/q; s/^| \(`[a-z_`, ]*`\) |.*/\1/p' docs/study.md | tr -d '`,' | tr ' ' '\n' | sort -u >"$scratch/keys"
absent=$(while read -r key; do grep -qw -- "$key" "$scratch/qsweep-study.5.txt" || echo "$key"; done <"$scratch/keys")
[ -z "$absent" ] || echo "not in man/qsweep-study.5: $absent"
[ "$(wc -l <"$scratch/keys")" -gt 60 ] && [ -z "$absent" ]
verdict 'man/qsweep-study.5 has every key of docs/study.md' $?

sed -n '/^A service point with two kinds/,/^\.Ed/p' man/qsweep-study.5 | grep -v '^\.\|^A ' >"$scratch/example.yaml"
"$qsweep" check "$scratch/example.yaml" >"$scratch/said" 2>&1 || cat "$scratch/said"
"$qsweep" check "$scratch/example.yaml" >/dev/null 2>&1
verdict 'the example of man/qsweep-study.5 is right' $?

# ---- make install ----
# What was built is installed, whatever has changed since.
"${MAKE:-make}" -s -o all install DESTDIR="$scratch/root" PREFIX=/opt/q PROGRAM="$qsweep" >"$scratch/said" 2>&1 || cat "$scratch/said"
root=$scratch/root/opt/q
for file in bin/qsweep share/man/man1/qsweep.1 share/man/man5/qsweep-study.5 share/bash-completion/completions/qsweep \
    share/zsh/site-functions/_qsweep share/fish/vendor_completions.d/qsweep.fish \
    share/doc/qsweep/README.md share/doc/qsweep/docs/study.md share/doc/qsweep/configs/office.yaml share/qsweep/study.schema.json share/doc/qsweep/configs/study.schema.json share/doc/qsweep/jobs/chain.sbatch share/doc/qsweep/jobs/chain.pbs share/doc/qsweep/jobs/chain.lsf share/doc/qsweep/jobs/chain.sge; do
    [ -s "$root/$file" ]
    verdict "make install puts $file there" $?
done
[ -z "$(find "$scratch/root" -not -path "$root*" -type f)" ] && [ -x "$root/bin/qsweep" ] && [ -x "$root/share/doc/qsweep/jobs/array.sh" ]
verdict 'make install keeps to DESTDIR and PREFIX' $?
"$root/bin/qsweep" --version | head -n 1 | grep -q '^qsweep [0-9]'
verdict 'the installed program runs' $?
links=$(cd "$root/share/doc/qsweep" && grep -ohE '\]\([^)#]*' ./*.md docs/*.md | sed 's/^](//' | grep -v '^http' | sort -u |
    while read -r link; do [ -z "$link" ] || [ -e "$link" ] || [ -e "docs/$link" ] || echo "$link"; done)
[ -z "$links" ] || echo "linked but not installed: $links"
[ -z "$links" ]
verdict 'links among the installed pages hold' $?
man -M "$root/share/man" -w 5 qsweep-study >/dev/null 2>&1
verdict 'man finds the installed pages' $?

# ---- completion: bash ----
program=$qsweep
# complete WORD...: what bash offers for the last word
complete_words()
{
    bash -c 'source "$1"; shift; COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _qsweep; printf "%s\n" "${COMPREPLY[@]}"' - \
        "$root/share/bash-completion/completions/qsweep" "$program" "$@" 2>&1 | sort
}

# offers NAME WORDS_EXPECTED WORD...
offers()
{
    local name=$1 expected=$2 offered
    shift 2
    offered=$(complete_words "$@" | tr '\n' ' ')
    [ "$offered" = "$expected " ] || echo "offered: $offered"
    [ "$offered" = "$expected " ]
    verdict "completion: $name" $?
}

[ "$(complete_words '' | grep -v '^-')" = "$(sort <<<"$commands")" ]
verdict 'completion knows every command' $?
for command in $commands; do
    diff <(complete_words "$command" -- | grep -vx -- --help) <(options "$command")
    verdict "completion knows every option of $command" $?
done
"$qsweep" run configs/cafeteria.yaml --replications 2 -q -o "$scratch/r.h5" 2>/dev/null
[ "$(complete_words show "$scratch/r.h5" '')" = "$("$build/tests/docs/metrics_tool" --names | sort)" ]
verdict 'completion knows every metric' $?
offers 'axes of the file' 'cooks gap' show "$scratch/r.h5" --where ''
offers 'windows of the file' 'cashier kitchen' show "$scratch/r.h5" --scope window --member ''
offers 'classes of the file' 'americano capuchino latte' show "$scratch/r.h5" --scope class --member ''
offers 'values behind =' 'csv' show "$scratch/r.h5" --format = c
# A name in a file from elsewhere may be anything: it is offered as it is to be typed, and never executed.
cat >"$scratch/strange" <<'END'
#!/bin/sh
echo 'scenario,$(touch harm),`touch harm`,replications,arrived'
END
chmod +x "$scratch/strange"
program=$scratch/strange
complete_words show "$scratch/r.h5" --where '' >"$scratch/offered"
program=$qsweep
typed=()
eval "typed=($(cat "$scratch/offered"))"
# shellcheck disable=SC2016  # as they are
[ "${#typed[@]}" -eq 2 ] && [ "${typed[0]}" = '$(touch harm)' ] && [ "${typed[1]}" = '`touch harm`' ] && [ ! -e harm ]
verdict 'completion: names are never executed' $?
offers 'studies' 'configs/cafeteria.yaml' run configs/caf
offers 'results' "$scratch/r.h5" plot "$scratch/r."
offers 'commands' 'trace' help tr
offers 'studies to start from' 'call-centre clinic' new c
touch "$scratch/p.svg" "$scratch/p.h5"
offers 'pictures' "$scratch/p.svg" plot "$scratch/r.h5" wait_mean -o "$scratch/p."

# ---- completion: zsh, fish, where they are ----
# has_options NAME COMMAND FILE: the file's lines begin with the command's options
has_options()
{
    diff <(options "$2") <(grep -oE '^--[a-z][a-z-]*' "$3" | sort -u | grep -vx -- --help)
    verdict "$1 completion knows every option of $2" $?
}

if command -v zsh >/dev/null; then
    completion=$root/share/zsh/site-functions/_qsweep
    # in_zsh WORD...: what tests/docs/ask.zsh says
    in_zsh()
    {
        zsh -f tests/docs/ask.zsh "$completion" "$qsweep" "$@" 2>&1
    }
    zsh -n "$completion"
    verdict 'zsh: nothing to say of the syntax' $?
    [ "$(in_zsh '' | cut -d : -f 1 | grep -v '^-' | sort)" = "$(sort <<<"$commands")" ]
    verdict 'zsh: completion knows every command' $?
    for command in $commands; do
        in_zsh "$command" '' >"$scratch/asked"
        has_options zsh "$command" "$scratch/asked"
    done
    [ "$(in_zsh offer show "$scratch/r.h5" @axes)" = $'gap\ncooks' ] &&
        [ "$(in_zsh offer show "$scratch/r.h5" --scope window @members)" = $'cashier\nkitchen' ] &&
        [ "$(in_zsh offer run .h5)" = 'files *.(h5)(-.)' ]
    verdict 'zsh: completion knows names of the file' $?
else
    echo 'zsh is not here: its completion is not tried'
fi

if command -v fish >/dev/null; then
    completion=$root/share/fish/vendor_completions.d/qsweep.fish
    mkdir "$scratch/bin"
    ln -s "$qsweep" "$scratch/bin/qsweep"
    # in_fish LINE: what is offered, without descriptions
    in_fish()
    {
        HOME=$scratch PATH=$scratch/bin:$PATH timeout 60 fish --no-config -c "source '$completion'; complete -C '$1'" 2>&1 | cut -f 1 | sort
    }
    fish -n "$completion"
    verdict 'fish: nothing to say of the syntax' $?
    [ "$(in_fish 'qsweep ')" = "$(sort <<<"$commands")" ]
    verdict 'fish: completion knows every command' $?
    for command in $commands; do
        in_fish "qsweep $command --" >"$scratch/asked"
        has_options fish "$command" "$scratch/asked"
    done
    [ "$(in_fish "qsweep show $scratch/r.h5 --where ")" = $'cooks\ngap' ] &&
        [ "$(in_fish "qsweep show $scratch/r.h5 --scope window --member ")" = $'cashier\nkitchen' ] &&
        [ "$(in_fish "qsweep show $scratch/r.h5 wait_q")" = wait_quantile ] && [ "$(in_fish "qsweep plot $scratch/r.")" = "$scratch/r.h5" ] &&
        [ "$(in_fish 'qsweep run configs/caf')" = configs/cafeteria.yaml ]
    verdict 'fish: completion knows names, metrics and files' $?
else
    echo 'fish is not here: its completion is not tried'
fi

# Without the shells too: every command and option of the table is in each file.
for shell in bash zsh fish; do
    absent=$(for command in $commands; do
        grep -qw -- "$command" tools/qsweep-completion.$shell || echo "$command"
        options "$command" | while read -r option; do
            [ $shell != fish ] || option="'__qsweep_is $command' -l ${option#--}"
            grep -qE -- "$option( |=|'|\\[|,|}|\$)" tools/qsweep-completion.$shell || echo "$command $option"
        done
    done)
    [ -z "$absent" ] || echo "not in tools/qsweep-completion.$shell: $absent"
    [ -z "$absent" ]
    verdict "$shell: the completion has every command and option" $?
done
echo 'the end'
