/* What the pages and the shells need of the table of options.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef QSWEEP_TEST_OPTIONS_H
#define QSWEEP_TEST_OPTIONS_H

#include "../../src/cli/options_internal.h"
#include "../../src/cli/templates_internal.h"

/* For man/qsweep.1: the lines of SYNOPSIS; the list of a command's options. */
void options_man_synopsis(void);
void options_man_list(const qs_command *command);

/* For tools/qsweep-completion.*: what each command and option is, and what may be typed behind it. */
void options_bash(void);
void options_zsh(void);
void options_fish(void);

#endif
