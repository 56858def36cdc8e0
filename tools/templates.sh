#!/bin/sh
# Studies as a C file: an array of bytes for each, as a string literal has a limit. Usage: tools/templates.sh FILE.yaml...
#
# Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later
set -eu
echo '/* Made by tools/templates.sh. */'
echo '#include "templates_internal.h"'
i=0
for file in "$@"; do
    echo "static const unsigned char bytes_${i}[] = {"
    od -An -v -tu1 "$file" | sed 's/[0-9][0-9]*/&,/g'
    echo '};'
    i=$((i + 1))
done
echo 'const qs_template qs_templates[] = {'
i=0
for file in "$@"; do
    echo "    {\"$(basename "$file" .yaml)\", bytes_$i, sizeof bytes_$i},"
    i=$((i + 1))
done
echo '    {NULL, NULL, 0}};'
