/* The table of commands: finding one, and the words of an option as text.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#include "options_internal.h"

#include <stdio.h>
#include <string.h>

static const qs_command *const commands[] = {
    &qs_command_run,     &qs_command_check,  &qs_command_merge,  &qs_command_watch, &qs_command_show,
    &qs_command_compare, &qs_command_plot,   &qs_command_report, &qs_command_export, &qs_command_trace, &qs_command_fit,
    &qs_command_new,     &qs_command_schema, &qs_command_help,
};

const qs_command *qs_cli_command(size_t i)
{
    return i < sizeof commands / sizeof *commands ? commands[i] : NULL;
}

const qs_command *qs_cli_find(const char *name)
{
    for (size_t i = 0; i < sizeof commands / sizeof *commands; i++)
        if (strcmp(commands[i]->name, name) == 0)
            return commands[i];
    return NULL;
}

/* Append, cut at the end; `used` is the length so far. */
static size_t append(char *text, size_t used, const char *more, size_t n)
{
    size_t room = QS_OPTION_TEXT - 1 - used;
    n = n < room ? n : room;
    memcpy(text + used, more, n);
    text[used + n] = '\0';
    return used + n;
}

static size_t append_words(const qs_option_word *words, const char *quote, bool has_meanings, char *text,
                           size_t used)
{
    for (const qs_option_word *w = words; w->word; w++) {
        char one[QS_OPTION_TEXT];
        const char *meaning = has_meanings ? w->meaning : NULL;
        int n =
            snprintf(one, sizeof one, "%s%s%s%s%s%s%s",
                     w == words  ? ""
                     : w[1].word ? ", "
                                 : " or ",
                     quote, w->word, quote, meaning ? " (" : "", meaning ? meaning : "", meaning ? ")" : "");
        used = append(text, used, one, (size_t)n);
    }
    return used;
}

const char *qs_option_text(const qs_option *option, const char *quote, char text[QS_OPTION_TEXT])
{
    const char *at = option->words ? strchr(option->help, '@') : NULL;
    size_t used = append(text, 0, option->help, at ? (size_t)(at - option->help) : strlen(option->help));
    if (at) {
        used = append_words(option->words, quote, true, text, used);
        append(text, used, at + 1, strlen(at + 1));
    }
    return text;
}

const char *qs_option_choice(const qs_option *option, char text[QS_OPTION_TEXT])
{
    text[0] = '\0';
    append_words(option->words, "", false, text, 0);
    return text;
}
