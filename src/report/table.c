/* A view for people: the table's columns, made one at a time.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "qsweep/memory.h"
#include "qsweep/visible.h"
#include "table_internal.h"
#include "view_internal.h"

/* Characters of a path in one line of the head; fewer where lines are short. */
enum { LONGEST_HEAD = 17, SHORT_HEAD = 9, SHORT_LINE = 80 };

/* ---- columns ---- */

qs_status qs_table_new_column(const qs_table *t, qs_table_column *c)
{
    *c = (qs_table_column){0};
    return qs_calloc(t->n_rows, sizeof *c->cells, &c->cells);
}

static void measure(const qs_table *t, qs_table_column *c)
{
    for (uint64_t i = 0; i < t->n_rows; i++) {
        int value = qs_visible_width(c->cells[i].value), half = qs_visible_width(c->cells[i].half);
        c->value_width = value > c->value_width ? value : c->value_width;
        c->half_width = half > c->half_width ? half : c->half_width;
    }
    c->width = c->value_width + (c->half_width ? 3 + c->half_width : 0);
    for (int line = 0; line < QS_HEAD_LINES; line++) {
        int head = qs_visible_width(c->head[line]);
        if (head > c->width) {
            c->value_width += c->is_text ? 0 : head - c->width;
            c->width = head;
        }
    }
}

qs_status qs_table_append(qs_table *t, qs_table_column *c)
{
    measure(t, c);
    qs_status status = qs_reserve(&t->columns, &t->capacity, t->n_columns + 1, sizeof *t->columns);
    if (status)
        qs_free(c->cells);
    else
        t->columns[t->n_columns++] = *c;
    return status;
}

void qs_table_put_text(char out[QS_CELL], const char *text)
{
    qs_legend_cut(text, out, QS_CELL);
}

qs_status qs_table_put_texts(qs_table *t, qs_table_column *c, const char *name, const char *const *texts,
                             uint64_t n)
{
    qs_status status = qs_reserve(&t->legends, &t->legend_capacity, t->n_legends + 1, sizeof *t->legends);
    if (status)
        return status;
    qs_legend *legend = &t->legends[t->n_legends++];
    status = qs_legend_make(name, texts, n, QS_CELL, legend);
    for (uint64_t i = 0; i < n && !status; i++)
        qs_legend_put(legend, texts[i], c->cells[i].value, QS_CELL);
    return status;
}

const char *qs_table_word(const char *text)
{
    return *text ? text : "-";
}

/* ---- labels: scenario, axes, member ---- */

static qs_status scenario_column(qs_table *t)
{
    qs_table_column c;
    qs_status status = qs_table_new_column(t, &c);
    if (status)
        return status;
    qs_table_put_text(c.head[QS_HEAD_LINES - 2], "scenario");
    for (uint64_t i = 0; i < t->n_rows; i++)
        snprintf(c.cells[i].value, QS_CELL, "%llu", (unsigned long long)t->view->rows[i].scenario);
    return qs_table_append(t, &c);
}

/* A path in lines of at most `longest` characters, broken at its dots, as low in the head as it goes. */
static void break_path(qs_table_column *c, const char *path, size_t longest)
{
    char lines[QS_HEAD_LINES][QS_CELL];
    int n = 0;
    while (*path && n < QS_HEAD_LINES - 1) {
        size_t length = strlen(path), end = length;
        if (n < QS_HEAD_LINES - 2 && qs_visible_width(path) > (int)longest) {
            end = strcspn(path, ".");
            for (size_t next = end; path[next] == '.'; next += 1 + strcspn(path + next + 1, ".")) {
                if (next > longest)
                    break;
                end = next;
            }
            end += path[end] == '.';
        }
        char line[256];
        snprintf(line, sizeof line, "%.*s", (int)(end < 255 ? end : 255), path);
        qs_table_put_text(lines[n++], line);
        path += end;
    }
    for (int i = 0; i < n; i++)
        memcpy(c->head[QS_HEAD_LINES - 1 - n + i], lines[i], QS_CELL);
}

void qs_table_head_axis(const qs_table *t, qs_table_column *c, const char *path, const char *unit)
{
    break_path(c, path, t->width > 0 && t->width < SHORT_LINE ? SHORT_HEAD : LONGEST_HEAD);
    if (strcmp(unit, "1") != 0)
        qs_table_put_text(c->head[QS_HEAD_LINES - 1], unit);
}

static qs_status axis_texts(qs_table *t, const qs_axis *axis, qs_table_column *c)
{
    const char **texts;
    qs_status status = qs_calloc(t->n_rows, sizeof *texts, &texts);
    for (uint64_t i = 0; i < t->n_rows && !status; i++)
        texts[i] = qs_table_word(axis->texts[t->view->rows[i].scenario]);
    if (!status)
        status = qs_table_put_texts(t, c, axis->name, texts, t->n_rows);
    qs_free(texts);
    return status;
}

static qs_status axis_column(qs_table *t, size_t index)
{
    const qs_results_about *about = t->view->about;
    const qs_axis *axis = &about->axes[index];
    qs_table_column c;
    char text[QS_AXIS_TEXT];
    qs_status status = qs_table_new_column(t, &c);
    if (status)
        return status;
    qs_table_head_axis(t, &c, axis->name, qs_axis_unit(about, index));
    c.is_text = !axis->numbers;
    for (uint64_t i = 0; i < t->n_rows && axis->numbers; i++)
        qs_table_put_text(c.cells[i].value, qs_axis_words(about, index, t->view->rows[i].scenario, text));
    status = axis->numbers ? QS_OK : axis_texts(t, axis, &c);
    if (status)
        qs_free(c.cells);
    return status ? status : qs_table_append(t, &c);
}

static qs_status member_column(qs_table *t)
{
    const qs_view *view = t->view;
    qs_table_column c;
    qs_status status = qs_table_new_column(t, &c);
    if (status)
        return status;
    c.is_text = true;
    qs_table_put_text(c.head[QS_HEAD_LINES - 2], qs_scope_name(view->scope));
    for (uint64_t i = 0; i < t->n_rows; i++)
        qs_table_put_text(c.cells[i].value, view->about->members[view->scope][view->rows[i].member]);
    return qs_table_append(t, &c);
}

static qs_status interval_column(qs_table *t)
{
    const qs_view *view = t->view;
    qs_table_column c;
    qs_status status = qs_table_new_column(t, &c);
    if (status)
        return status;
    c.is_text = view->about->clock;
    qs_table_head_axis(t, &c, "interval", qs_view_interval_unit(view->about));
    for (uint64_t i = 0; i < t->n_rows; i++)
        qs_view_interval(view->about, view->rows[i].interval, c.cells[i].value);
    return qs_table_append(t, &c);
}

qs_status qs_table_labels(qs_table *t)
{
    const qs_results_about *about = t->view->about;
    qs_status status = scenario_column(t);
    for (size_t i = 0; i < about->n_axes && !status; i++)
        if (!qs_axis_is_explained(about, i))
            status = axis_column(t, i);
    if (!status && t->view->scope != QS_SYSTEM)
        status = member_column(t);
    if (!status && t->view->by_interval)
        status = interval_column(t);
    t->n_labels = t->n_columns;
    return status;
}

/* What is to be noted of a row, separated by commas. */
static void note_row(const qs_view *view, const qs_view_row *row, char *text, size_t size)
{
    const qs_results_about *about = view->about;
    long long n_done = about->replications[row->scenario], n_failed = about->failed[row->scenario];
    char done[48] = "", failed[48] = "";
    if (about->state[row->scenario] == QS_SCENARIO_INCOMPLETE)
        snprintf(done, sizeof done, "%lld so far", n_done);
    else if (about->state[row->scenario] == QS_SCENARIO_IMPRECISE)
        snprintf(done, sizeof done, "imprecise");
    if (n_failed > 0)
        snprintf(failed, sizeof failed, "%lld failed", n_failed);
    const char *notes[] = {qs_view_steadiness(view, row), done, failed};
    size_t n = 0;
    for (size_t i = 0; i < sizeof notes / sizeof *notes && n < size; i++)
        if (*notes[i])
            n += (size_t)snprintf(text + n, size - n, "%s%s", n > 0 ? ", " : "", notes[i]);
}

void qs_table_row_note(const qs_view *view, const qs_view_row *row, char text[QS_CELL])
{
    text[0] = '\0';
    if (view->about->state[row->scenario] == QS_SCENARIO_NOT_RUN)
        qs_table_put_text(text, "not run");
    else
        note_row(view, row, text, QS_CELL);
}

static qs_status note_column(qs_table *t)
{
    qs_status status = qs_table_new_column(t, &t->note);
    for (uint64_t i = 0; i < t->n_rows && !status; i++)
        qs_table_row_note(t->view, &t->view->rows[i], t->note.cells[i].value);
    t->note.is_text = true;
    if (!status)
        measure(t, &t->note);
    return status;
}

/* ---- metrics ---- */

static void metric_head(const qs_table *t, const qs_view_value *from, qs_table_column *c)
{
    const qs_results_about *about = t->view->about;
    char item[QS_NUMBER_TEXT], unit[16];
    int line = QS_HEAD_LINES - 2;
    qs_results_unit(from->metric, about->time_unit, unit);
    qs_view_item(t->view, from->metric, from->item, item);
    if (strcmp(unit, "1") != 0)
        qs_table_put_text(c->head[QS_HEAD_LINES - 1], unit);
    if (*item)
        qs_table_put_text(c->head[line--], item);
    if (from->member >= 0)
        qs_table_put_text(c->head[line--], about->members[from->scope][from->member]);
    qs_table_put_text(c->head[line], qs_metric_get(from->metric)->name);
}

/* Where in the numbers a row's value lies. */
static uint64_t place_of(const qs_table *t, const qs_view_value *from, uint64_t row)
{
    const qs_view_row *of = &t->view->rows[row];
    int slot = qs_view_slot_at(t->view, from->member >= 0 ? from->member : of->member, of->interval);
    return qs_view_place(t->view, from->scope, from->metric, of->scenario, slot, from->item);
}

/* The exact value, and how many standard errors the mean lies above it; nothing where there is none. */
static qs_status theory_columns(qs_table *t, const qs_view_value *from, const qs_view_numbers *n)
{
    qs_table_column exact = {0}, deviation = {0};
    qs_status status = qs_table_new_column(t, &exact);
    if (!status)
        status = qs_table_new_column(t, &deviation);
    if (status) {
        qs_free(exact.cells);
        return status;
    }
    exact.is_attached = deviation.is_attached = true;
    qs_table_put_text(exact.head[QS_HEAD_LINES - 2], "exact");
    char unit[16];
    qs_results_unit(from->metric, t->view->about->time_unit, unit);
    if (strcmp(unit, "1") != 0)
        qs_table_put_text(exact.head[QS_HEAD_LINES - 1], unit);
    qs_table_put_text(deviation.head[QS_HEAD_LINES - 2], "std.");
    qs_table_put_text(deviation.head[QS_HEAD_LINES - 1], "errors");
    for (uint64_t i = 0; i < t->n_rows; i++) {
        uint64_t at = place_of(t, from, i);
        if (!isnan(n->exact[at]))
            snprintf(exact.cells[i].value, QS_CELL, "%.6g", n->exact[at]);
        if (!isnan(n->deviation[at]))
            snprintf(deviation.cells[i].value, QS_CELL, "%+.1f",
                     fabs(n->deviation[at]) < 0.05 ? 0 : n->deviation[at]);
    }
    status = qs_table_append(t, &exact);
    if (status)
        qs_free(deviation.cells);
    return status ? status : qs_table_append(t, &deviation);
}

static qs_status metric_column(qs_table *t, const qs_view_value *from, const qs_view_numbers *n)
{
    qs_table_column c;
    qs_status status = qs_table_new_column(t, &c);
    if (status)
        return status;
    metric_head(t, from, &c);
    for (uint64_t i = 0; i < t->n_rows; i++) {
        uint64_t at = place_of(t, from, i);
        t->marks |= qs_interval_text(from->metric, n->mean[at], n->lower[at], n->upper[at], c.cells[i].value,
                                     c.cells[i].half);
        if (qs_view_is_uncorrected(n, t->view->rows[i].scenario, at)) {
            if (c.cells[i].half[0])
                strcat(c.cells[i].half, "'");
            t->marks |= QS_INTERVAL_PLAIN;
        }
    }
    status = qs_table_append(t, &c);
    return status || !n->exact ? status : theory_columns(t, from, n);
}

/* All items of a metric of the rows' own members. */
static qs_status metric_columns(qs_table *t, qs_metric metric, int first_item, int n_items)
{
    qs_view_value from = {.scope = t->view->scope, .metric = metric, .member = -1};
    qs_view_numbers n;
    qs_status status = qs_view_read_numbers(t->view, from.scope, from.metric, &n);
    if (status)
        return status;
    for (from.item = first_item; from.item < first_item + n_items && !status; from.item++)
        status = metric_column(t, &from, &n);
    qs_view_clear_numbers(&n);
    return status;
}

static qs_status default_columns(qs_table *t)
{
    qs_view_value *values;
    size_t n;
    qs_status status = qs_view_defaults(t->view, &values, &n);
    for (size_t i = 0; i < n && !status; i++) {
        qs_view_numbers numbers;
        status = qs_view_read_numbers(t->view, values[i].scope, values[i].metric, &numbers);
        if (status)
            break;
        status = metric_column(t, &values[i], &numbers);
        qs_view_clear_numbers(&numbers);
    }
    qs_free(values);
    return status;
}

static qs_status chosen_columns(qs_table *t)
{
    const qs_view *view = t->view;
    qs_status status = QS_OK;
    for (size_t i = 0; i < view->n_metrics && !status; i++)
        status =
            metric_columns(t, view->metrics[i].metric, view->metrics[i].first_item, view->metrics[i].n_items);
    return status;
}

static qs_status find_censored(qs_table *t)
{
    const qs_view *view = t->view;
    bool has_waits = view->is_default;
    for (size_t i = 0; i < view->n_metrics; i++)
        has_waits |= qs_view_is_of_waits(view->metrics[i].metric);
    return has_waits ? qs_view_find_censored(view, &t->censored) : QS_OK;
}

void qs_table_clear(qs_table *t)
{
    for (size_t i = 0; i < t->n_columns; i++)
        qs_free(t->columns[i].cells);
    qs_free(t->columns);
    qs_free(t->note.cells);
    for (size_t i = 0; i < t->n_legends; i++)
        qs_legend_clear(&t->legends[i]);
    qs_free(t->legends);
}

qs_status qs_view_table(const qs_view *view, int width, FILE *out)
{
    qs_table t = {.view = view, .n_rows = view->n_rows, .width = width};
    qs_status status = qs_table_labels(&t);
    if (!status)
        status = note_column(&t);
    if (!status)
        status = qs_table_verdicts(&t);
    if (!status)
        status = view->is_default ? default_columns(&t) : chosen_columns(&t);
    if (!status)
        status = find_censored(&t);
    if (!status)
        status = qs_table_print(&t, width, out);
    qs_table_clear(&t);
    return status;
}
