/* A view as csv: a line for each scenario (and class or window) and, for each metric M, the columns M, M_sd,
 * M_lo, M_hi, M_n as the datasets are called; an item of a vector metric is M_0.95, M_0.95_sd and so on. What
 * was never observed is empty. With theory M_theory and M_deviation follow. RFC 4180 but for the line ends,
 * which are the system's.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#include "qsweep/cells.h"
#include "qsweep/decision.h"
#include "qsweep/verdict.h"
#include "view_internal.h"

static const char *suffix_of(int column)
{
    return column == QS_COLUMN_THEORY      ? "_theory"
           : column == QS_COLUMN_DEVIATION ? "_deviation"
                                           : qs_statistic_suffix((qs_statistic)column);
}

static void csv_head(const qs_view *view, FILE *out)
{
    const qs_results_about *about = view->about;
    qs_axes_csv_head(about, view->is_spreadsheet, out);
    if (view->scope != QS_SYSTEM)
        fprintf(out, ",%s", qs_scope_name(view->scope));
    fputs(view->by_interval ? ",interval" : "", out);
    fprintf(out, ",replications,failed,status,unstable,growing%s%s", view->verdicts ? ",verdict" : "",
            about->decided ? ",decision,replications_taken" : "");
    for (size_t i = 0; i < view->n_metrics; i++) {
        const qs_chosen_metric *m = &view->metrics[i];
        char name[QS_ITEM_TEXT];
        for (int item = m->first_item; item < m->first_item + m->n_items; item++) {
            for (int c = 0; c < QS_N_COLUMNS; c++) {
                if (!qs_view_has_column(view, i, c))
                    continue;
                fprintf(out, ",%s", qs_item_name(about, m->metric, item, name));
                fputs(suffix_of(c), out);
            }
        }
    }
    fputs(view->csv_more_head ? view->csv_more_head : "", out);
    fputc('\n', out);
}

void qs_view_csv_interval(const qs_view *view, const qs_view_row *row, FILE *out)
{
    char text[QS_DAYTIME_TEXT];
    if (view->by_interval)
        fprintf(out, ",%s", qs_view_interval(view->about, row->interval, text));
}

static void csv_line(const qs_view_batch *b, const qs_view_row *row, FILE *out)
{
    uint64_t scenario = row->scenario;
    const qs_view *view = b->view;
    const qs_results_about *about = view->about;
    qs_axes_csv(about, scenario, view->is_spreadsheet, out);
    if (view->scope != QS_SYSTEM) {
        fputc(',', out);
        qs_csv_cell(out, about->members[view->scope][row->member], view->is_spreadsheet);
    }
    qs_view_csv_interval(view, row, out);
    fprintf(out, ",%lld,%lld,%s,%d,%s", (long long)about->replications[scenario],
            (long long)about->failed[scenario],
            qs_scenario_state_word((qs_scenario_state)about->state[scenario]), qs_view_is_unstable(view, row),
            qs_growth_csv(qs_view_growth(view, row)));
    if (view->verdicts)
        fprintf(out, ",%s", qs_verdict_word(view->verdicts->of[scenario]));
    qs_decision_csv(about, scenario, out);
    for (size_t i = 0; i < view->n_metrics; i++) {
        const qs_chosen_metric *m = &view->metrics[i];
        for (int item = m->first_item; item < m->first_item + m->n_items; item++) {
            for (int c = 0; c < QS_N_COLUMNS; c++) {
                if (!qs_view_has_column(view, i, c))
                    continue;
                fputc(',', out);
                qs_csv_number(out, qs_view_batch_value(b, i, c, scenario, qs_view_slot(view, row), item));
            }
        }
    }
    fputs(view->csv_more ? view->csv_more : "", out);
    fputc('\n', out);
}

static void csv_batch(const qs_view_batch *b, FILE *out)
{
    for (uint64_t i = b->first_row; i < b->end_row; i++)
        csv_line(b, &b->view->rows[i], out);
}

qs_status qs_view_csv(const qs_view *view, FILE *out)
{
    csv_head(view, out);
    return qs_view_each_batch(view, out, csv_batch);
}
