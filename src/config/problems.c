/* What is wrong with a study: collected, each once, and told in the order of the lines.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#include <inttypes.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "encoding_internal.h"
#include "qsweep/hash.h"
#include "qsweep/memory.h"
#include "qsweep/visible.h"
#include "reader_internal.h"

enum { LONGEST_TRAIL = 12 }; /* steps shown */

/* A key is shown bare when it could stand so in a path. */
static qs_status add_key(qs_text *text, const char *key)
{
    char shown[96];
    size_t n = 0;
    for (; key[n] && n + 4 < sizeof shown; n++)
        shown[n] = (unsigned char)key[n] < ' ' || key[n] == 127 ? ' ' : key[n];
    shown[n] = 0;
    bool is_plain = !strpbrk(shown, ".[\"' :") && shown[0];
    return qs_text_format(text, is_plain ? "%s%s" : "%s\"%s\"", text->n ? "." : "", shown);
}

static qs_status add_trail(qs_text *text, const qs_trail *trail)
{
    qs_status status = trail->n ? QS_OK : qs_text_format(text, "(study)");
    for (int i = 0; i < trail->n && !status; i++) {
        if (i == LONGEST_TRAIL)
            return qs_text_format(text, "...");
        if (trail->steps[i].key)
            status = add_key(text, trail->steps[i].key);
        else
            status = qs_text_format(text, "[%zu]", trail->steps[i].index);
    }
    return status;
}

/* The same kind of problem (the same format) at the same place and path is the same problem, whatever was
 * got. */
static uint64_t problem_key(const qs_study_reader *reader, qs_position at, const char *format)
{
    uint64_t key = qs_mix64((uint64_t)(uintptr_t)format) ^ (uint64_t)(uintptr_t)at.origin;
    key = qs_mix64(key ^ (uint64_t)at.line << 32 ^ (uint64_t)at.column);
    for (int i = 0; i < reader->trail.n; i++) {
        const char *step = reader->trail.steps[i].key;
        key = qs_mix64(key ^ (step ? qs_hash_name(step) : reader->trail.steps[i].index));
    }
    return key;
}

static bool is_known(const qs_problem_list *list, uint64_t key)
{
    for (size_t i = 0; i < list->n; i++)
        if (list->problems[i].key == key)
            return true;
    return false;
}

/* Whether the scenario belongs to the message: the value's own place does not tell which it is. */
static bool needs_scenario(const qs_study_reader *reader, qs_position at)
{
    return reader->is_swept && reader->scenario > 0 && !at.is_axis_value;
}

/* Where "(got ...)" begins at the end of a message, or its end. */
static char *find_got(char *message)
{
    size_t n = strlen(message);
    char *found = NULL;
    for (char *at = strstr(message, " (got "); at && n && message[n - 1] == ')';
         at = strstr(at + 1, " (got "))
        found = at;
    return found ? found : message + n;
}

/* What is said of the scenario, and of look-alikes in what was got, stands before what was got. */
static qs_status write_problem(const qs_study_reader *reader, qs_position at, const char *got,
                               const char *hint, const char *format, va_list arguments, qs_text *text)
{
    char message[1024], scenario[48] = "";
    vsnprintf(message, sizeof message, format, arguments);
    if (needs_scenario(reader, at))
        snprintf(scenario, sizeof scenario, ", in scenario %" PRId64, reader->scenario);
    char *tail = find_got(message);
    qs_status status = add_trail(text, &reader->trail);
    if (!status)
        status = qs_text_format(text, ": %.*s%s%s%s%s", (int)(tail - message), message, scenario,
                                hint[0] ? "; " : "", hint, tail);
    if (!status && got)
        status = qs_text_format(text, " (got %s)", got);
    return status;
}

static void note(qs_study_reader *reader, qs_position at, const char *got, const char *hint,
                 const char *format, va_list arguments)
{
    qs_problem_list *list = reader->problems;
    uint64_t key = problem_key(reader, at, format);
    list->n_found++;
    if (is_known(list, key))
        return;
    if (list->n == QS_MAX_PROBLEMS) {
        list->n_more++;
        return;
    }
    qs_text text = {0};
    qs_status status = qs_reserve(&list->problems, &list->capacity, list->n + 1, sizeof *list->problems);
    if (!status)
        status = write_problem(reader, at, got, hint, format, arguments, &text);
    if (status) {
        qs_free(text.bytes);
        list->status = status;
        return;
    }
    if (strstr(format, "not supported yet"))
        list->n_unsupported++;
    list->problems[list->n] = (qs_problem){.at = at, .key = key, .order = list->n, .text = text.bytes};
    list->n++;
}

void qs_problem_at(qs_study_reader *reader, qs_position at, const char *got, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    note(reader, at, got, "", format, arguments);
    va_end(arguments);
}

void qs_problem_node(qs_study_reader *reader, qs_node *node, const char *format, ...)
{
    char got[128], hint[200] = "";
    va_list arguments;
    if (node->kind == QS_NODE_SCALAR)
        qs_lookalike_hint(node->text, hint, sizeof hint);
    va_start(arguments, format);
    note(reader, node->at, qs_node_describe(node, got, sizeof got), hint, format, arguments);
    va_end(arguments);
}

/* Count a line to the problem of a topic; false when there is none yet. */
static bool is_again(qs_problem_list *list, uint64_t topic, qs_position at)
{
    enum { MOST = sizeof list->problems->again / sizeof *list->problems->again };
    for (size_t i = 0; i < list->n; i++) {
        qs_problem *problem = &list->problems[i];
        if (problem->topic != topic)
            continue;
        bool is_noted = at.line == problem->at.line || at.origin != problem->at.origin;
        for (int k = 0; k < problem->n_again && k < MOST; k++)
            is_noted |= problem->again[k] == at.line;
        if (!is_noted && problem->n_again < MOST)
            problem->again[problem->n_again] = at.line;
        if (!is_noted && problem->n_again <= MOST)
            problem->n_again++;
        list->n_found++;
        return true;
    }
    return false;
}

void qs_problem_once(qs_study_reader *reader, qs_node *node, uint64_t topic, const char *format, ...)
{
    qs_problem_list *list = reader->problems;
    char got[128], hint[200] = "";
    if (is_again(list, topic, node->at))
        return;
    size_t n = list->n;
    if (node->kind == QS_NODE_SCALAR)
        qs_lookalike_hint(node->text, hint, sizeof hint);
    va_list arguments;
    va_start(arguments, format);
    note(reader, node->at, qs_node_describe(node, got, sizeof got), hint, format, arguments);
    va_end(arguments);
    if (list->n > n)
        list->problems[n].topic = topic;
}

static int compare(const void *a, const void *b)
{
    const qs_problem *p = a, *q = b;
    int p_order = p->at.origin ? p->at.origin->order : -1, q_order = q->at.origin ? q->at.origin->order : -1;
    if (p_order != q_order)
        return p_order < q_order ? -1 : 1;
    if (p->at.line != q->at.line)
        return p->at.line < q->at.line ? -1 : 1;
    if (p->at.column != q->at.column)
        return p->at.column < q->at.column ? -1 : 1;
    return (p->order > q->order) - (p->order < q->order);
}

static qs_status write_line(const qs_problem *problem, qs_text *line)
{
    const qs_position *at = &problem->at;
    qs_status status = qs_text_format(line, "%s", at->origin->name);
    if (!status && at->origin->has_lines)
        status = at->column ? qs_text_format(line, ":%d:%d", at->line, at->column)
                            : qs_text_format(line, ":%d", at->line);
    if (!status)
        status = qs_text_format(line, ": %s", problem->text);
    enum { MOST = sizeof problem->again / sizeof *problem->again };
    for (int i = 0; i < problem->n_again && i < MOST && !status; i++)
        status = qs_text_format(line, "%s %d",
                                i                      ? ","
                                : problem->n_again > 1 ? ", also in lines"
                                                       : ", also in line",
                                problem->again[i]);
    if (!status && problem->n_again > MOST)
        status = qs_text_format(line, ", ...");
    return status;
}

static qs_status add_line(qs_problems *out, const qs_text *line)
{
    qs_status status = qs_reserve(&out->lines, &out->n_lines_capacity, out->n + 1, sizeof *out->lines);
    if (!status)
        out->lines[out->n++] = line->bytes;
    return status;
}

qs_status qs_problem_list_finish(qs_problem_list *list, qs_problems *out)
{
    qs_status status = list->status;
    if (list->n)
        qsort(list->problems, list->n, sizeof *list->problems, compare);
    for (size_t i = 0; i < list->n + (list->n_more > 0) && !status; i++) {
        qs_text line = {0};
        status = i < list->n ? write_line(&list->problems[i], &line)
                             : qs_text_format(&line, "... and %zu problems more", list->n_more);
        if (!status)
            status = add_line(out, &line);
        if (status)
            qs_free(line.bytes);
    }
    qs_problem_list_clear(list);
    return status;
}

void qs_problem_list_clear(qs_problem_list *list)
{
    for (size_t i = 0; i < list->n; i++)
        qs_free(list->problems[i].text);
    qs_free(list->problems);
    *list = (qs_problem_list){0};
}

void qs_problems_print(const qs_problems *problems, FILE *out)
{
    for (size_t i = 0; i < problems->n; i++)
        qs_visible_print(out, "%s\n", problems->lines[i]);
}

void qs_problems_clear(qs_problems *problems)
{
    for (size_t i = 0; i < problems->n; i++)
        qs_free(problems->lines[i]);
    qs_free(problems->lines);
    *problems = (qs_problems){0};
}
