#!/bin/sh
# Studies as a C file: an array of bytes for each, as a string literal has a limit, and a list for each folder:
# qs_templates of templates/, qs_configs of configs/. Usage: tools/templates.sh FILE.yaml...
#
# Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later
set -eu
echo '/* Made by tools/templates.sh. */'
echo '#include "templates_internal.h"'
for file in "$@"; do
    echo "static const unsigned char $(echo "$file" | tr -c 'a-z0-9\n' _)[] = {"
    od -An -v -tu1 "$file" | sed 's/[0-9][0-9]*/&,/g'
    echo '0};'
done
for folder in configs templates; do
    echo "const qs_template qs_${folder}[] = {"
    for file in "$@"; do
        bytes=$(echo "$file" | tr -c 'a-z0-9\n' _)
        [ "$(dirname "$file")" != "$folder" ] || echo "    {\"$(basename "$file" .yaml)\", $bytes, sizeof $bytes - 1},"
    done
    echo '    {NULL, NULL, 0}};'
done
