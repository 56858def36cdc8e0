#!/bin/sh
# What the demo shows of its results. Usage: docs/demo-table.sh PROGRAM RESULTS.h5
#
# Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later
exec "$1" show "$2" wait_over wait_mean sojourn_mean
