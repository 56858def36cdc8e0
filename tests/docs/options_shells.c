/* The table of options for the shells: the blocks in the middle of tools/qsweep-completion.*.
 *
 * What may be typed somewhere is a list of words: `.h5` is any file that ends so, `@axes` and the like are
 * names that the shell finds out (QS_OFFERS_...), all others are themselves.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdio.h>
#include <string.h>

#include "options.h"
#include "qsweep/metric.h"

/* ---- what may be typed ---- */

static void put_files(const char *kinds)
{
    for (const char *k = kinds; k && *k; k += strcspn(k, " "), k += *k == ' ')
        printf(" .%.*s", (int)strcspn(k, " "), k);
}

static void put_offers(unsigned offers)
{
    static const struct {
        unsigned offer;
        const char *name;
    } names[] = {{QS_OFFERS_AXES, "axes"},         {QS_OFFERS_MEMBERS, "members"},
                 {QS_OFFERS_METRICS, "metrics"},   {QS_OFFERS_SUBJECTS, "subjects"},
                 {QS_OFFERS_COMMANDS, "commands"}, {QS_OFFERS_TEMPLATES, "templates"}};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (offers & names[i].offer)
            printf(" @%s", names[i].name);
    if (offers & QS_OFFERS_SCOPES)
        fputs(" class window resource", stdout);
}

static void put_value(const qs_option *option)
{
    put_files(option->files);
    put_offers(option->offers);
    for (const qs_option_word *w = option->words; w && w->word; w++)
        printf(" %s", w->word);
}

static bool has_value_to_offer(const qs_option *option)
{
    return option->files || option->offers || option->words;
}

static void put_first_words(const qs_command *command)
{
    put_files(command->files);
    if (!command->files)
        put_offers(command->offers);
}

static void put_more_words(const qs_command *command)
{
    put_files(command->more_files);
    if (command->files)
        put_offers(command->offers);
}

static void put_metrics(void)
{
    for (int m = 0; m < QS_N_METRICS; m++)
        printf("%s%s", m ? " " : "", qs_metric_get((qs_metric)m)->name);
}

static void put_subjects(void)
{
    for (int i = 0; i < QS_N_SERIES; i++)
        printf("%s ", qs_series_name((qs_series)i));
    fputs("wait sojourn", stdout);
}

static void put_commands(void)
{
    for (size_t i = 0; qs_cli_command(i); i++)
        printf("%s%s", i ? " " : "", qs_cli_command(i)->name);
}

static void put_templates(void)
{
    for (const qs_template *t = qs_templates; t->name; t++)
        printf("%s%s", t == qs_templates ? "" : " ", t->name);
}

/* The words that @commands and the like stand for, each as a variable. */
static void put_lists(const char *begin, const char *middle, const char *end)
{
    static const struct {
        const char *name;
        void (*put)(void);
    } lists[] = {{"commands", put_commands},
                 {"metrics", put_metrics},
                 {"subjects", put_subjects},
                 {"templates", put_templates}};
    for (size_t i = 0; i < sizeof lists / sizeof *lists; i++) {
        printf("%s_%s%s", begin, lists[i].name, middle);
        lists[i].put();
        printf("%s\n", end);
    }
}

/* Is it the end of what a text says first? */
static bool is_end(const char *c, int depth)
{
    return *c == '\0' || (*c == ';' && depth == 0) || (c[0] == '.' && (c[1] == '\0' || c[1] == ' '));
}

/* What a text says first, to stand between ' and '; a \\ guards what the shell would take for its own. */
static void put_description(const char *text, const char *guarded)
{
    int depth = 0;
    for (const char *c = text; !is_end(c, depth); c++) {
        depth += (*c == '(') - (*c == ')');
        if (*c == '\'')
            fputs("'\\''", stdout);
        else if (*c != '`')
            printf(strchr(guarded, *c) ? "\\%c" : "%c", *c);
    }
}

static void describe(const qs_option *option, const char *guarded)
{
    char text[QS_OPTION_TEXT];
    put_description(qs_option_text(option, "", text), guarded);
}

/* ---- bash ---- */

static void bash_case(const char *command, const qs_option *option)
{
    printf("    %s,%s", command, option->name);
    if (option->short_name)
        printf(" | %s,%s", command, option->short_name);
    fputs(") echo", stdout);
    put_value(option);
    puts(" ;;");
}

static void bash_function(const char *name, const char *about, void (*put)(const qs_command *))
{
    printf("\n# %s\n%s()\n{\n    case $1 in\n", about, name);
    for (size_t i = 0; qs_cli_command(i); i++) {
        printf("    %s) echo", qs_cli_command(i)->name);
        put(qs_cli_command(i));
        puts(" ;;");
    }
    puts("    esac\n}");
}

static void put_option_names(const qs_command *command)
{
    for (const qs_option *o = command->options; o && o->name; o++)
        printf(" %s", o->name);
    fputs(" --help", stdout);
}

void options_bash(void)
{
    put_lists("_qsweep", "='", "'");
    bash_function("_qsweep_options", "The options of a command.", put_option_names);
    bash_function("_qsweep_first", "What its first word may be.", put_first_words);
    bash_function("_qsweep_more", "What its other words may be.", put_more_words);
    puts("\n# What the value of COMMAND,OPTION may be; fails if it takes none, prints nothing if it may be "
         "anything.\n"
         "_qsweep_value()\n{\n    case $1 in");
    for (size_t i = 0; qs_cli_command(i); i++)
        for (const qs_option *o = qs_cli_command(i)->options; o && o->name; o++)
            if (o->value)
                bash_case(qs_cli_command(i)->name, o);
    puts("    *) return 1 ;;\n    esac\n}");
}

/* ---- zsh ---- */

/* One line for _arguments. */
static void zsh_option(const qs_option *option)
{
    const char *equals = option->value ? "=" : "";
    fputs("            ", stdout);
    if (option->is_repeated)
        fputs("'*'", stdout);
    else if (option->short_name)
        printf("'(%s %s)'", option->short_name, option->name);
    if (option->short_name)
        printf("{%s%s,%s%s}'[", option->short_name, option->value ? "+" : "", option->name, equals);
    else
        printf("%s%s'[", option->name, equals);
    describe(option, "[]\\");
    putchar(']');
    if (option->value) {
        printf(":%s:", option->value);
        fputs(has_value_to_offer(option) ? " _qsweep_offer" : " ", stdout);
        put_value(option);
    }
    puts("'");
}

static void zsh_words(const qs_command *command)
{
    if (command->files || command->offers) {
        fputs("            '1:word: _qsweep_offer", stdout);
        put_first_words(command);
        puts("'");
    }
    if (command->more_files || (command->files && command->offers)) {
        fputs("            '*:word: _qsweep_offer", stdout);
        put_more_words(command);
        puts("'");
    }
}

void options_zsh(void)
{
    const qs_command *command;
    put_lists("_qsweep", "='", "'");
    puts("_qsweep_summaries=(");
    for (size_t i = 0; (command = qs_cli_command(i)); i++) {
        printf("    '%s:", command->name);
        put_description(command->summary, ":\\");
        puts("'");
    }
    puts(")\n\n# What _arguments is to know of a command, into the caller's `arguments`.\n"
         "_qsweep_arguments()\n{\n    case $1 in");
    for (size_t i = 0; (command = qs_cli_command(i)); i++) {
        printf("    %s)\n        arguments=(\n", command->name);
        for (const qs_option *o = command->options; o && o->name; o++)
            zsh_option(o);
        puts("            '(- *)'{-h,--help}'[Print what the command does]'");
        zsh_words(command);
        puts("        )\n        ;;");
    }
    puts("    esac\n}");
}

/* ---- fish ---- */

static void fish_option(const qs_command *command, const qs_option *option)
{
    printf("complete -c qsweep -n '__qsweep_is %s' -l %s", command->name, option->name + 2);
    if (option->short_name)
        printf(" -s %s", option->short_name + 1);
    if (option->value)
        fputs(" -x", stdout);
    if (has_value_to_offer(option)) {
        fputs(" -a '(__qsweep_offer", stdout);
        put_value(option);
        fputs(")'", stdout);
    }
    fputs(" -d '", stdout);
    describe(option, "\\");
    puts("'");
}

void options_fish(void)
{
    const qs_command *command;
    put_lists("set -g __qsweep", " ", "");
    for (size_t i = 0; (command = qs_cli_command(i)); i++) {
        printf("\ncomplete -c qsweep -n __qsweep_is_first -a %s -d '", command->name);
        put_description(command->summary, "\\");
        puts("'");
        for (const qs_option *o = command->options; o && o->name; o++)
            fish_option(command, o);
        printf("complete -c qsweep -n '__qsweep_is %s' -l help -s h -d 'Print what the command does'\n",
               command->name);
        printf("complete -c qsweep -n '__qsweep_is %s' -a '(__qsweep_words --first", command->name);
        put_first_words(command);
        fputs(" --more", stdout);
        put_more_words(command);
        puts(")'");
    }
}
