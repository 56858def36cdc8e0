/* qsweep, the program.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli_internal.h"

int main(int argc, char **argv)
{
    return qs_cli_main(argc, argv);
}
