#!/usr/bin/env bash
# tables.sh FILE: print the file with what stands in it of the table of options made anew. That is between a line with
# `table: WHAT (` and one with `table: end`; WHAT is for build/tests/docs/options_tool. `make pages` writes the files so, tests/docs
# holds them against it.
#
# Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later
set -eu
awk -v tool="${BUILD_DIR:-build}/tests/docs/options_tool" '
    /table: end/ { skip = 0 }
    !skip { print }
    match($0, /table: [a-z ]+ \(/) {
        fflush()
        if (system(tool " " substr($0, RSTART + 7, RLENGTH - 9))) exit 1
        skip = 1
    }' "$1"
