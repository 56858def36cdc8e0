#!/usr/bin/env bash
# Studies on this processor and on 64-bit ARM (pretended by qemu-user): the same bits.
#
# usage: tests/aarch64/compare.sh DIGEST_TOOL ARM_DIGEST_TOOL ARM_LIBRARIES
#
# Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later
set -u
cd "$(dirname "$0")/../.." || exit 1
here=$1 there=$2 libraries=$(realpath "$3")
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
mkdir "$work/random"
"${PYTHON:-/usr/bin/python3}" tests/fuzz/generate.py 1 "${N_RANDOM:-150}" "$work/random" || exit 1
studies=(configs/*.yaml tests/trace/studies/*.yaml tests/validation/*.yaml tests/config/valid/*.yaml "$work"/random/*.yaml)
timeout 1800 "$here" "${studies[@]}" >"$work/here" &
first=$!
timeout 1800 qemu-aarch64 -L /usr/aarch64-linux-gnu -E LD_LIBRARY_PATH="$libraries/usr/lib/aarch64-linux-gnu:$libraries/lib/aarch64-linux-gnu" \
    "$there" "${studies[@]}" >"$work/there"
second=$?
wait $first || exit 1
[ $second -eq 0 ] || { echo "not ok the tool failed on aarch64 (status $second)"; exit 1; }
if ! diff "$work/here" "$work/there"; then
    echo "not ok the same bits on $(uname -m) and aarch64"
    exit 1
fi
awk '/refused/ { r++; next } { n++; c += $3; v += $5 }
     END { printf "ok %d studies (%d refused), %d customers, %d numbers: the same bits on this processor and on aarch64\n", n, r, c, v; exit n < 20 }' "$work/here"
