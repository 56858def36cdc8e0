#!/bin/sh
# Write the digests of `qsweep --self-test` as those of the release, when a study of configs/ has changed or the numbers
# of the program have on purpose. Usage: tools/digests.sh PROGRAM
#
# Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later
set -eu
said=$("$1" --self-test) || [ $? -eq 1 ]
header=$(dirname "$0")/../src/cli/self_test_digests.h
sed '/qs_release_digests\[\] = {/q' "$header" | cat >"$header.new"
echo "$said" | sed -n 's/^ok  *\([^ ]*\) *\([0-9a-f]*\)$/    {"\1", UINT64_C(0x\2)},/p; s/^not ok \([^ ]*\) *\([0-9a-f]\{16\}\).*/    {"\1", UINT64_C(0x\2)},/p' >>"$header.new"
sed -n '/^    {NULL, 0}/,$p' "$header" >>"$header.new"
mv "$header.new" "$header"
