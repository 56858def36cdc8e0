#!/usr/bin/env bash
# Studies on this processor and on another one, pretended by qemu-user: the same bits. aarch64 is 64-bit ARM; s390x has the
# other order of bytes.
#
# usage: tests/foreign/compare.sh MACHINE DIGEST_TOOL FOREIGN_DIGEST_TOOL FOREIGN_LIBRARIES
#
# Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later
set -u
cd "$(dirname "$0")/../.." || exit 1
machine=$1 here=$2 there=$3 libraries=$(realpath "$4")
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
mkdir "$work/random"
"${PYTHON:-/usr/bin/python3}" tests/fuzz/generate.py 1 "${N_RANDOM:-150}" "$work/random" || exit 1
studies=(configs/*.yaml tests/trace/studies/*.yaml tests/validation/*.yaml tests/config/valid/*.yaml "$work"/random/*.yaml)
timeout 1800 "$here" "${studies[@]}" >"$work/here" &
first=$!
path=$libraries/usr/lib/$machine-linux-gnu:$libraries/lib/$machine-linux-gnu
timeout 1800 "qemu-$machine" -L "/usr/$machine-linux-gnu" -E "LD_LIBRARY_PATH=$path" "$there" "${studies[@]}" >"$work/there"
second=$?
wait $first || exit 1
[ $second -eq 0 ] || { echo "not ok the tool failed on $machine (status $second)"; exit 1; }
if ! diff "$work/here" "$work/there"; then
    echo "not ok the same bits on $(uname -m) and $machine"
    exit 1
fi
awk -v machine="$machine" '/refused/ { r++; next } { n++; c += $3; v += $5 }
     END { printf "ok %d studies (%d refused), %d customers, %d numbers: the same bits on this processor and on %s\n", n, r, c, v, machine; exit n < 20 }' "$work/here"
