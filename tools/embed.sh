#!/bin/sh
# Files as a C file: an array of bytes for each, as a string literal has a limit.
# Usage: tools/embed.sh HEADER TYPE ARRAY SUFFIX FILE...   (SUFFIX is left off the names)
#
# Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later
set -eu
header=$1 type=$2 array=$3 suffix=$4
shift 4
echo '/* Made by tools/embed.sh. */'
echo "#include \"$header\""
i=0
for file in "$@"; do
    echo "static const unsigned char bytes_${i}[] = {"
    od -An -v -tu1 "$file" | sed 's/[0-9][0-9]*/&,/g'
    echo '};'
    i=$((i + 1))
done
echo "const $type ${array}[] = {"
i=0
for file in "$@"; do
    echo "    {\"$(basename "$file" "$suffix")\", bytes_$i, sizeof bytes_$i},"
    i=$((i + 1))
done
echo '    {NULL, NULL, 0}};'
