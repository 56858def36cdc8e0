#!/bin/sh
# Files as a C file: an array of bytes for each (and a zero), as a string literal has a limit, and lists of them.
# Usage: tools/embed.sh HEADER TYPE SUFFIX LIST: FILE... [LIST: FILE...]...   (SUFFIX is left off the names)
#
# Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later
set -eu
header=$1 type=$2 suffix=$3
shift 3
echo '/* Made by tools/embed.sh. */'
echo "#include \"$header\""
i=0
for file in "$@"; do
    case $file in *:) continue ;; esac
    echo "static const unsigned char bytes_${i}[] = {"
    od -An -v -tu1 "$file" | sed 's/[0-9][0-9]*/&,/g'
    echo '0};'
    i=$((i + 1))
done
i=0 end=
for file in "$@"; do
    case $file in
    *:)
        printf '%s' "$end"
        echo "const $type ${file%:}[] = {"
        end='    {NULL, NULL, 0}};
' ;;
    *)
        echo "    {\"$(basename "$file" "$suffix")\", bytes_$i, sizeof bytes_$i - 1},"
        i=$((i + 1)) ;;
    esac
done
printf '%s' "$end"
