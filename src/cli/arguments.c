/* Walking over a command's arguments, and the values of options.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#include <ctype.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "cli_internal.h"
#include "qsweep/memory.h"
#include "qsweep/nearest.h"

/* Does `argument` give the option by its long name, or by its short one? *value is what is joined to it, or
 * NULL. */
static bool matches(const qs_option *option, const char *argument, const char **value)
{
    size_t n = strlen(option->name);
    *value = NULL;
    if (strncmp(argument, option->name, n) == 0 && (argument[n] == '\0' || argument[n] == '=')) {
        if (argument[n] == '=')
            *value = argument + n + 1;
        return true;
    }
    if (!option->short_name || argument[1] == '-')
        return false;
    n = strlen(option->short_name);
    if (strncmp(argument, option->short_name, n) != 0 || (argument[n] != '\0' && !option->value))
        return false;
    if (argument[n] != '\0')
        *value = argument + n;
    return true;
}

static qs_status unknown_option(const qs_command *command, const char *argument)
{
    enum { MOST = 32 };
    const char *names[MOST];
    char word[QS_NEAREST_NONE];
    size_t n = 0;
    for (const qs_option *o = command->options; o && o->name && n < MOST; o++)
        names[n++] = o->name;
    snprintf(word, sizeof word, "%.*s", (int)strcspn(argument, "="), argument);
    const char *meant = qs_nearest(word, names, n);
    if (meant)
        return qs_fail(QS_ERROR_USAGE, "unknown option %s; did you mean %s?", argument, meant);
    return qs_fail(QS_ERROR_USAGE, "unknown option %s", argument);
}

static qs_status take_value(qs_arguments *arguments)
{
    const qs_option *option = arguments->option;
    if (!option->value && arguments->value)
        return qs_fail(QS_ERROR_USAGE, "%s takes no value (got %s)", option->name, arguments->value);
    if (!option->value || arguments->value)
        return QS_OK;
    if (arguments->next + 1 >= arguments->argc)
        return qs_fail(QS_ERROR_USAGE, "%s needs a value", option->name);
    arguments->value = arguments->argv[++arguments->next];
    return QS_OK;
}

static qs_status next(qs_arguments *arguments)
{
    arguments->option = NULL;
    arguments->value = NULL;
    arguments->id = QS_END;
    if (++arguments->next >= arguments->argc)
        return QS_OK;
    const char *argument = arguments->argv[arguments->next];
    if (!arguments->only_words && strcmp(argument, "--") == 0) {
        arguments->only_words = true;
        return next(arguments);
    }
    if (arguments->only_words || argument[0] != '-' || argument[1] == '\0') {
        arguments->id = QS_WORD;
        arguments->value = argument;
        return QS_OK;
    }
    for (const qs_option *o = arguments->command->options; o && o->name; o++) {
        if (matches(o, argument, &arguments->value)) {
            arguments->option = o;
            arguments->id = o->id;
            return take_value(arguments);
        }
    }
    return unknown_option(arguments->command, argument);
}

qs_status qs_cli_parse(int argc, char **argv, qs_status (*take)(void *request, const qs_arguments *argument),
                       void *request)
{
    qs_arguments arguments = {.argc = argc, .argv = argv, .command = qs_cli_find(argv[0])};
    for (;;) {
        qs_status status = next(&arguments);
        if (!status && arguments.id == QS_END)
            return QS_OK;
        if (!status)
            status = take(request, &arguments);
        if (status)
            return status;
    }
}

qs_status qs_cli_forgotten(const qs_arguments *argument)
{
    return qs_fail(QS_ERROR_INTERNAL, "nothing is done with %s",
                   argument->option ? argument->option->name : argument->value);
}

qs_status qs_settings_add(qs_settings *settings, const char *text)
{
    const char *equals = strchr(text, '=');
    if (!equals || equals == text)
        return qs_fail(QS_ERROR_USAGE, "-s needs PATH=VALUE, such as run.seed=7 (got %s)", text);
    qs_status status =
        qs_reserve(&settings->items, &settings->capacity, settings->n + 1, sizeof *settings->items);
    char *copy = NULL;
    if (!status)
        status = qs_strdup(text, &copy);
    if (status)
        return status;
    copy[equals - text] = '\0';
    settings->items[settings->n++] = (qs_setting){.path = copy, .value = copy + (equals - text) + 1};
    return QS_OK;
}

void qs_settings_clear(qs_settings *settings)
{
    for (size_t i = 0; i < settings->n; i++)
        qs_free((void *)settings->items[i].path);
    qs_free(settings->items);
    memset(settings, 0, sizeof *settings);
}

qs_status qs_cli_number(const qs_arguments *argument, unsigned long long least, unsigned long long *out)
{
    const char *text = argument->value;
    char *end;
    errno = 0;
    *out = strtoull(text, &end, 10);
    if (!isdigit((unsigned char)text[0]) || *end != '\0' || errno == ERANGE || *out < least)
        return qs_fail(QS_ERROR_USAGE, "%s must be a whole number from %llu up (got %s)",
                       argument->option->name, least, text);
    return QS_OK;
}

qs_status qs_cli_word(const qs_arguments *argument, int *out)
{
    const qs_option_word *words = argument->option->words;
    char list[QS_OPTION_TEXT];
    for (int i = 0; words[i].word; i++) {
        if (strcmp(words[i].word, argument->value) == 0) {
            *out = i;
            return QS_OK;
        }
    }
    return qs_fail(QS_ERROR_USAGE, "%s must be %s (got %s)", argument->option->name,
                   qs_option_choice(argument->option, list), argument->value);
}
