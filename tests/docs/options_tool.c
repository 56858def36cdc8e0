/* Prints what is made from the table of options, for docs/tables.sh:
 *
 *   options_tool synopsis | options COMMAND   of man/qsweep.1
 *   options_tool bash | zsh | fish            of tools/qsweep-completion.*
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdio.h>
#include <string.h>

#include "options.h"

int main(int argc, char **argv)
{
    static const struct {
        const char *name;
        void (*print)(void);
    } kinds[] = {{"synopsis", options_man_synopsis},
                 {"bash", options_bash},
                 {"zsh", options_zsh},
                 {"fish", options_fish}};
    const qs_command *command = argc == 3 && strcmp(argv[1], "options") == 0 ? qs_cli_find(argv[2]) : NULL;
    if (command) {
        options_man_list(command);
        return 0;
    }
    for (size_t i = 0; argc == 2 && i < sizeof kinds / sizeof *kinds; i++) {
        if (strcmp(argv[1], kinds[i].name) == 0) {
            kinds[i].print();
            return 0;
        }
    }
    fputs("usage: options_tool synopsis | options COMMAND | bash | zsh | fish\n", stderr);
    return 2;
}
