/* A table for people: the columns laid side by side, in blocks that fit the terminal.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdlib.h>

#include "qsweep/verdict.h"
#include "qsweep/visible.h"
#include "table_internal.h"

/* What nobody asked for by name is not worth more than two blocks: a study may have a hundred windows. */
enum { GAP = 2, DEFAULT_BLOCKS = 2 };

static void pad(FILE *out, int n)
{
    fprintf(out, "%*s", n > 0 ? n : 0, "");
}

static void print_head(FILE *out, const qs_table_column *c, int line)
{
    int room = c->width - qs_visible_width(c->head[line]);
    pad(out, c->is_text ? 0 : room);
    fputs(c->head[line], out);
    pad(out, c->is_text ? room : 0);
}

static void print_cell(FILE *out, const qs_table_column *c, const qs_cell *shown)
{
    int value = qs_visible_width(shown->value), half = qs_visible_width(shown->half);
    if (c->is_text) {
        fputs(shown->value, out);
        pad(out, c->width - value);
        return;
    }
    pad(out, c->value_width - value);
    fputs(shown->value, out);
    if (half)
        fprintf(out, " ± %s", shown->half);
    else if (c->half_width)
        pad(out, 3);
    pad(out, c->half_width - half);
}

/* Lines end without blanks, so that they survive being copied: a line is made in full, then cut. */
static void print_line(FILE *out, char *line, size_t n)
{
    while (n > 0 && line[n - 1] == ' ')
        n--;
    line[n] = '\0';
    qs_visible_print(out, "%s\n", line);
}

/* One line of a block: a head (row < 0 counts up from -QS_HEAD_LINES) or a row. */
static qs_status print_row(const qs_table *t, size_t first, size_t end, int64_t row, FILE *out)
{
    char *text = NULL;
    size_t size = 0;
    FILE *line = open_memstream(&text, &size);
    if (!line)
        return qs_fail(QS_ERROR_MEMORY, "out of memory for a line of the table");
    for (size_t i = 0; i <= end; i++) {
        const qs_table_column *c = i < end ? &t->columns[i] : &t->note;
        if (i >= t->n_labels && i < first)
            continue;
        if (i > 0)
            pad(line, GAP);
        if (row < 0)
            print_head(line, c, (int)(row + QS_HEAD_LINES));
        else
            print_cell(line, c, &c->cells[row]);
    }
    bool is_made = fclose(line) == 0;
    if (is_made)
        print_line(out, text, size);
    free(text);
    return is_made ? QS_OK : qs_fail(QS_ERROR_MEMORY, "out of memory for a line of the table");
}

static bool is_head_used(const qs_table *t, size_t first, size_t end, int line)
{
    for (size_t i = 0; i < end; i++)
        if ((i < t->n_labels || i >= first) && t->columns[i].head[line][0])
            return true;
    return false;
}

static qs_status print_block(const qs_table *t, size_t first, size_t end, FILE *out)
{
    qs_status status = QS_OK;
    fputc('\n', out);
    for (int line = 0; line < QS_HEAD_LINES && !status; line++)
        if (is_head_used(t, first, end, line))
            status = print_row(t, first, end, line - QS_HEAD_LINES, out);
    for (uint64_t row = 0; row < t->n_rows && !status; row++)
        status = print_row(t, first, end, (int64_t)row, out);
    return status;
}

/* A column and those attached to it: where they end, and how wide they are with the gaps before them. */
static size_t end_of_group(const qs_table *t, size_t first, int *width)
{
    size_t end = first;
    *width = 0;
    do
        *width += GAP + t->columns[end++].width;
    while (end < t->n_columns && t->columns[end].is_attached);
    return end;
}

/* The columns [first, end) that fit beside the labels; at least one, with what is attached to it. */
static size_t fitting(const qs_table *t, size_t first, int width)
{
    int used = t->note.width ? GAP + t->note.width : 0, more;
    for (size_t i = 0; i < t->n_labels; i++)
        used += (i ? GAP : 0) + t->columns[i].width;
    size_t end = first;
    while (end < t->n_columns) {
        size_t next = end_of_group(t, end, &more);
        if (end > first && width != 0 && used + more > width)
            break;
        used += more;
        end = next;
    }
    return end;
}

void qs_table_caption(const qs_table *t, FILE *out)
{
    const qs_results_about *about = t->view->about;
    int64_t least = INT64_MAX, most = 0;
    const qs_view *view = t->view;
    uint64_t n_chosen = view->n_chosen;
    for (uint64_t i = 0; i < view->n_rows; i++) {
        uint64_t scenario = view->rows[i].scenario;
        int64_t n = about->replications[scenario];
        if (about->state[scenario] == QS_SCENARIO_NOT_RUN ||
            about->state[scenario] == QS_SCENARIO_NOT_REPORTED)
            continue;
        least = n < least ? n : least;
        most = n > most ? n : most;
    }
    qs_visible_print(out, "%s: ", about->name);
    if (n_chosen < about->n_scenarios)
        fprintf(out, "%llu of ", (unsigned long long)n_chosen);
    fprintf(out, "%llu scenario%s, ", (unsigned long long)about->n_scenarios,
            about->n_scenarios == 1 ? "" : "s");
    if (least < most)
        fprintf(out, "%lld to ", (long long)least);
    fprintf(out, "%lld replication%s%s\n", (long long)most, most == 1 ? "" : "s",
            n_chosen > 1 && least >= most ? " each" : "");
    if (most > 1)
        fprintf(out, "mean over replications ± half width of its %.10g %% confidence interval\n",
                100 * about->confidence);
    else
        fputs("one replication gives no confidence interval\n", out);
    if (about->weighs_customers)
        fputs("waits, times from arrival to departure and shares: mean over all customers together\n"
              "(output.weighting: customers)\n",
              out);
}

static void print_legends(const qs_table *t, FILE *out)
{
    for (size_t i = 0; i < t->n_legends; i++)
        qs_legend_print(&t->legends[i], out);
}

static bool any_row(const qs_table *t, bool (*is_so)(const qs_table *, uint64_t))
{
    for (uint64_t i = 0; i < t->n_rows; i++)
        if (is_so(t, i))
            return true;
    return false;
}

static bool is_unstable(const qs_table *t, uint64_t row)
{
    return qs_view_is_unstable(t->view, &t->view->rows[row]);
}

static bool is_growing(const qs_table *t, uint64_t row)
{
    return strcmp(qs_view_steadiness(t->view, &t->view->rows[row]), "growing") == 0;
}

static bool has_failed(const qs_table *t, uint64_t row)
{
    return t->view->about->failed[t->view->rows[row].scenario] > 0;
}

static bool is_not_run(const qs_table *t, uint64_t row)
{
    return t->view->about->state[t->view->rows[row].scenario] == QS_SCENARIO_NOT_RUN;
}

static bool is_incomplete(const qs_table *t, uint64_t row)
{
    return t->view->about->state[t->view->rows[row].scenario] == QS_SCENARIO_INCOMPLETE;
}

static bool is_imprecise(const qs_table *t, uint64_t row)
{
    return t->view->about->state[t->view->rows[row].scenario] == QS_SCENARIO_IMPRECISE;
}

void qs_table_notes(const qs_table *t, FILE *out)
{
    static const char *const notes[] = {
        "unstable: more work arrives at a window with an infinite queue than it can do (offered load 1\n"
        "or more). The queue grows as long as one looks, so the means are no steady state: they say how\n"
        "long one looked.\n",
        "growing: the queues still grow at the end of what was measured: by the last quarter of it against\n"
        "the second, over all replications. No window's load says why; a resource's may, or how the windows\n"
        "depend on one another. The means are no steady state: they say how long one looked. A longer\n"
        "horizon, or a warm-up, shows whether it ends.\n",
        "failed: replications that broke off; they are in no mean.\n",
        "not run: the run was stopped before this scenario; qsweep run --resume goes on.\n",
        "so far: the run was stopped, or is still under way; qsweep run --resume goes on. The numbers are "
        "those\n"
        "of the replications done.\n",
        "imprecise: the most replications allowed were done, and an interval is wider than asked for.\n"};
    bool (*const when[])(const qs_table *, uint64_t) = {is_unstable, is_growing,    has_failed,
                                                        is_not_run,  is_incomplete, is_imprecise};
    for (size_t i = 0; i < sizeof notes / sizeof *notes; i++)
        if (any_row(t, when[i]))
            fprintf(out, "\n%s", notes[i]);
    qs_interval_notes(t->marks, out);
    qs_view_note_censored(t->censored, out);
    if (t->view->with_theory)
        fputs("\nexact: the known value of the steady state, where the scenario reduces to a queue that has "
              "one;\n"
              "std. errors: how many standard errors the mean lies above it. A run that starts empty or is "
              "short\n"
              "is not yet in its steady state.\n",
              out);
}

static void print_notes(const qs_table *t, FILE *out)
{
    qs_table_notes(t, out);
    if (t->view->verdicts)
        qs_verdicts_note(t->view, out);
    if (t->n_left_out > 0)
        fprintf(out, "\n%zu more column%s left out: name the metrics, or show --scope window.\n",
                t->n_left_out, t->n_left_out == 1 ? "" : "s");
}

qs_status qs_table_print_blocks(qs_table *t, int width, FILE *out)
{
    qs_status status = QS_OK;
    size_t first = t->n_labels;
    while (first < t->n_columns && !status) {
        size_t end = fitting(t, first, width);
        status = print_block(t, first, end, out);
        first = end;
    }
    print_legends(t, out);
    return status;
}

qs_status qs_table_print(qs_table *t, int width, FILE *out)
{
    qs_table_caption(t, out);
    qs_view_progress(t->view, out);
    qs_status status = QS_OK;
    size_t first = t->n_labels;
    for (int block = 0; first < t->n_columns && !status && (block < DEFAULT_BLOCKS || !t->view->is_default);
         block++) {
        size_t end = fitting(t, first, width);
        status = print_block(t, first, end, out);
        first = end;
    }
    t->n_left_out = t->n_columns - first;
    print_legends(t, out);
    if (!status)
        print_notes(t, out);
    return status;
}
