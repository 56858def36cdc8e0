/* What `qsweep plot --help` prints.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#include "help_internal.h"

const char qs_help_plot[] =
    "usage: qsweep plot FILE.h5 METRIC [OPTION]...\n"
    "       qsweep plot FILE.h5 queue|number|serving [OPTION]...\n"
    "       qsweep plot FILE.h5 wait|sojourn [OPTION]...\n"
    "\n"
    "Draw one metric against an axis, with its confidence interval as a band; or queues, numbers present or busy\n"
    "servers through time (the study's output.series); or the distribution of the wait or sojourn, with its\n"
    "quantiles. Pictures are drawn by gnuplot.\n"
    "\n"
    "      --kind KIND        line (for a metric), heat (a metric over two axes), series, distribution\n"
    "      --x AXIS           what lies along x; else the axis with the most values\n"
    "      --by AXIS          a line (in a heat map: a row) for each value; also class or window under --scope\n"
    "  -o, --output FILE      FILE.svg, FILE.png or FILE.pdf; else characters, if the standard output is a terminal\n"
    "      --ascii            characters, wherever they go\n"
    "      --where CONDITION  only scenarios such as windows.W2.servers=3; also !=, <, <=, >, >=, a list after =;\n"
    "                         may be given many times, all must hold\n"
    "      --scope SCOPE      system (the default), class or window\n"
    "      --member NAME      this class or window; may be given many times\n"
    "      --quantile P       of wait_quantile and sojourn_quantile\n"
    "      --help             this text\n"
    "\n"
    "An axis is named by its path, or by its end where that is enough: servers. Hollow points (in heat maps: grey\n"
    "cells) are unstable: they grow with the horizon; a hollow triangle at the top lies beyond it.\n"
    "\n"
    "Exit status: 0 drawn, 1 a file cannot be read or written or gnuplot is not there, 2 the command line is wrong.\n";
