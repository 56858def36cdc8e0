/* Coverage of intervals: which shares are refused, and the table.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#include <gsl/gsl_cdf.h>
#include <math.h>
#include <string.h>

#include "cover.h"

/* Of the few studies of the short form a truth that is off by 0.15 of a half width takes no more than chance.
 */
static const double most_vague[COVER_FORMS] = {0.15, 0.1};

/* Does the exception's metric name this row: all of its name, or the metric or series it is of? */
static bool names_row(const char *metric, const cover_row *row)
{
    if (!strcmp(metric, row->name))
        return true;
    if (row->metric < QS_N_METRICS)
        return !strcmp(metric, qs_metric_get(row->metric)->name);
    size_t length = strlen(metric);
    return !strncmp(metric, row->name, length) && row->name[length] == ' ';
}

/* How many times too few the observations are for so skewed a value; a quantile is no mean. */
static double shortage(const cover_exception *e, const cover_row *row, int size)
{
    if (row->metric < QS_N_METRICS && qs_metric_get(row->metric)->shape == QS_PER_QUANTILE)
        return 0;
    return e->per_skewness * row->skewness * row->skewness / ((double)cover_size(size) * row->observed);
}

/* The least share that an exception allows a row. */
static double least_of(const cover_exception *e, const cover_row *row, int size)
{
    return e->per_skewness > 0 ? fmax(e->least, COVER_LEAST - 2.5 * (shortage(e, row, size) - 1)) : e->least;
}

static int find_exception(const cover_result *r, const cover_row *row, int size, cover_reduction how,
                          const cover_exception *exceptions, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        const cover_exception *e = &exceptions[i];
        bool is_of_it = (!e->system || !strcmp(e->system, r->system->name)) &&
                        (!e->metric || names_row(e->metric, row)) && cover_size(size) <= e->largest &&
                        (!e->reductions || e->reductions >> how & 1);
        is_of_it &= e->per_skewness <= 0 || shortage(e, row, size) > 1;
        is_of_it &= !e->is_unbounded || 100 * row->cells[size][how].n_infinite > row->cells[size][how].n;
        if (is_of_it)
            return (int)i;
    }
    return -1;
}

int cover_reason_number(const cover_exception *exceptions, int which)
{
    int number = 1;
    for (int i = 1; i <= which; i++)
        number += strcmp(exceptions[i].reason, exceptions[i - 1].reason) != 0;
    return number;
}

static bool is_outside(const cover_row *row, const cover_cell *cell)
{
    double share = cover_share(cell);
    return share < COVER_LEAST || (share > COVER_MOST && !row->is_atom);
}

/* P(so few, or so many, of the studies cover) where the true share is at the bound. */
static bool is_refused(const cover_row *row, const cover_cell *cell, double least, double most, double alarm)
{
    unsigned n = (unsigned)cell->n, k = (unsigned)cell->n_covered;
    if (row->is_constant)
        return k < n;
    if (gsl_cdf_binomial_P(k, least / 100, n) < alarm)
        return true;
    return !row->is_atom && k > 0 && gsl_cdf_binomial_Q(k - 1, most / 100, n) < alarm;
}

/* The truth's standard error against the cell's mean half width: a truth that is off by a tenth of that takes
 * 0.4 points of the share, by a twentieth 0.1. */
static double vagueness(const cover_row *row, const cover_cell *cell)
{
    return cell->width > 0 ? row->error / (cell->width / (double)cell->n_finite) : 0;
}

static bool judge_cell(const cover_result *r, const cover_row *row, int size, cover_reduction how,
                       cover_exception *exceptions, size_t n, double alarm, FILE *out)
{
    const cover_cell *cell = &row->cells[size][how];
    if (cell->n == 0)
        return false;
    if (vagueness(row, cell) > most_vague[r->form]) {
        fprintf(out, "#   REFUSED: %s, %s: the truth is not known well enough: %.2f of a half width\n",
                r->system->name, row->name, vagueness(row, cell));
        return true;
    }
    double least = COVER_LEAST, most = COVER_MOST;
    int known = find_exception(r, row, size, how, exceptions, n);
    if (known >= 0) {
        const cover_exception *e = &exceptions[known];
        least = least_of(e, row, size);
        most = e->most;
        exceptions[known].is_needed |= is_outside(row, cell);
    }
    if (!is_refused(row, cell, least, most, alarm))
        return false;
    fprintf(out, "#   REFUSED: %s, %s, %llu replications, %s: %.2f %% of %llu studies (%g to %g is right)\n",
            r->system->name, row->name, (unsigned long long)cover_size(size), cover_reduction_name(how),
            cover_share(cell), (unsigned long long)cell->n, least, most);
    return true;
}

int cover_judge(const cover_result *r, cover_exception *exceptions, size_t n, double alarm, FILE *out)
{
    int n_refused = 0;
    for (int i = 0; i < r->n_rows; i++)
        for (int size = 0; size < COVER_SIZES; size++)
            for (cover_reduction how = 0; how < COVER_REDUCTIONS; how++)
                n_refused += judge_cell(r, &r->rows[i], size, how, exceptions, n, alarm, out);
    fprintf(out, "#   %s: seed %llu, %d rows, %d cells, %d refused; %.0f s of processor time\n",
            r->system->name, (unsigned long long)r->seed, r->n_rows, cover_n_cells(r), n_refused, r->seconds);
    return n_refused;
}

int cover_n_cells(const cover_result *r)
{
    int n = 0;
    for (int i = 0; i < r->n_rows; i++)
        for (int size = 0; size < COVER_SIZES; size++)
            for (cover_reduction how = 0; how < COVER_REDUCTIONS; how++)
                n += r->rows[i].cells[size][how].n > 0;
    return n;
}

/* ---- the table ---- */

static void print_cell(const cover_result *r, const cover_row *row, int size, cover_reduction how,
                       const cover_exception *exceptions, size_t n, FILE *out)
{
    const cover_cell *cell = &row->cells[size][how];
    if (cell->n == 0) {
        fprintf(out, " |");
        return;
    }
    if (!is_outside(row, cell)) {
        fprintf(out, " %.1f |", cover_share(cell));
        return;
    }
    double share = cover_share(cell), noise = 2 * sqrt(share * (100 - share) / (double)cell->n);
    int known = find_exception(r, row, size, how, exceptions, n);
    bool is_near = share + noise >= COVER_LEAST && share - noise <= COVER_MOST;
    const char *mark = is_near ? "*" : "**";
    fprintf(out, " %s%.1f%s", mark, share, mark);
    if (known >= 0 && share + noise >= least_of(&exceptions[known], row, size) &&
        share - noise <= exceptions[known].most)
        fprintf(out, " (%d)", cover_reason_number(exceptions, known));
    fprintf(out, " |");
}

/* The columns behind the first ones, of which there are n. */
static void print_columns(int n, FILE *out)
{
    for (int size = 0; size < COVER_SIZES; size++)
        for (cover_reduction how = 0; how < COVER_REDUCTIONS; how++)
            fprintf(out, " %llu %s |", (unsigned long long)cover_size(size), cover_reduction_name(how));
    fprintf(out, "\n|");
    for (int i = 0; i < n + COVER_SIZES * COVER_REDUCTIONS; i++)
        fprintf(out, "---|");
    fprintf(out, "\n");
}

static void print_head(const cover_result *r, FILE *out)
{
    fprintf(out, "\n### %s\n\n", r->system->name);
    for (int size = 0; size < COVER_SIZES; size++) {
        uint64_t n = r->system->studies[r->form][size];
        if (n > 0)
            fprintf(out,
                    "%s%llu studies of %llu replications (standard deviation of a share %.2f, near 93 %.2f)",
                    size ? ", " : "", (unsigned long long)n, (unsigned long long)cover_size(size),
                    100 * sqrt(0.95 * 0.05 / (double)n), 100 * sqrt(0.93 * 0.07 / (double)n));
    }
    fprintf(out, ".\n\n| metric | truth | skewness |");
    print_columns(3, out);
}

/* In how many of a hundred studies the bounds were NaN, or one was infinite, in the order of the columns. */
static void print_unbounded(const cover_row *row, bool is_infinite, FILE *out)
{
    uint64_t n_in_all = 0;
    for (int size = 0; size < COVER_SIZES; size++)
        for (cover_reduction how = 0; how < COVER_REDUCTIONS; how++)
            n_in_all += is_infinite ? row->cells[size][how].n_infinite : row->cells[size][how].n_nan;
    if (n_in_all == 0)
        return;
    fprintf(out, "- %s, %s:", row->name, is_infinite ? "an infinite bound" : "no bounds (NaN)");
    for (int size = 0; size < COVER_SIZES; size++)
        for (cover_reduction how = 0; how < COVER_REDUCTIONS; how++) {
            const cover_cell *cell = &row->cells[size][how];
            uint64_t n = is_infinite ? cell->n_infinite : cell->n_nan;
            fprintf(out, " %.3g", cell->n ? 100 * (double)n / (double)cell->n : 0);
        }
    fprintf(out, " %% of the studies\n");
}

/* How well the truth is known where it is known worst. */
static void print_vagueness(const cover_result *r, FILE *out)
{
    double worst = 0;
    const cover_row *row = NULL;
    for (int i = 0; i < r->n_rows; i++)
        for (int size = 0; size < COVER_SIZES; size++)
            for (cover_reduction how = 0; how < COVER_REDUCTIONS; how++) {
                double vague = vagueness(&r->rows[i], &r->rows[i].cells[size][how]);
                row = vague > worst ? &r->rows[i] : row;
                worst = fmax(worst, vague);
            }
    if (row)
        fprintf(out, "\nStandard error of the truth: at most %.3f of a cell's mean half width (%s).\n", worst,
                row->name);
}

void cover_print_table(const cover_result *r, const cover_exception *exceptions, size_t n, FILE *out)
{
    int n_constant = 0;
    print_head(r, out);
    for (int i = 0; i < r->n_rows; i++) {
        const cover_row *row = &r->rows[i];
        n_constant += row->is_constant;
        if (row->is_constant)
            continue;
        fprintf(out, "| %s | %.5g%s | ", row->name, row->truth, row->error > 0 ? "" : " (exact)");
        fprintf(out, isnan(row->skewness) ? "|" : "%.2f |", row->skewness);
        for (int size = 0; size < COVER_SIZES; size++)
            for (cover_reduction how = 0; how < COVER_REDUCTIONS; how++)
                print_cell(r, row, size, how, exceptions, n, out);
        fprintf(out, "\n");
    }
    fprintf(out, "\n%d values are the same in every replication and left out.\n", n_constant);
    for (int i = 0; i < 2 * r->n_rows; i++)
        print_unbounded(&r->rows[i / 2], i % 2, out);
    print_vagueness(r, out);
}

/* ---- the summary ---- */

/* The name of the metric or series that a row is of. */
static void name_kind(const cover_row *row, char *name, size_t size)
{
    char series[24] = "";
    if (row->metric < QS_N_METRICS)
        snprintf(name, size, "%s", qs_metric_get(row->metric)->name);
    else if (sscanf(row->name, "series %23s", series) == 1)
        snprintf(name, size, "series %s", series);
}

typedef struct range {
    double least, most;
    int n;
} range;

static void print_range(const range *found, FILE *out)
{
    bool is_good = found->least >= COVER_LEAST && found->most <= COVER_MOST;
    const char *mark = is_good ? "" : "**";
    if (found->n == 0)
        fprintf(out, " |");
    else if (found->most - found->least < 0.05)
        fprintf(out, " %s%.1f%s |", mark, found->least, mark);
    else
        fprintf(out, " %s%.1f–%.1f%s |", mark, found->least, found->most, mark);
}

/* The least and the largest share of a kind's cells, among steady systems or among those that end. */
static range find_range(const cover_result *results, int n, const char *kind, bool is_steady, int size,
                        cover_reduction how)
{
    range found = {100, 0, 0};
    for (int s = 0; s < n; s++)
        for (int i = 0; i < results[s].n_rows && results[s].system->is_steady == is_steady; i++) {
            const cover_row *row = &results[s].rows[i];
            const cover_cell *cell = &row->cells[size][how];
            char name[64];
            name_kind(row, name, sizeof name);
            if (strcmp(name, kind) != 0 || row->is_constant || cell->n == 0)
                continue;
            double share = cover_share(cell);
            found.n++;
            found.least = fmin(found.least, share);
            found.most = fmax(found.most, row->is_atom ? found.most : share);
        }
    found.most = fmax(found.most, found.least); /* of atoms alone */
    return found;
}

static void print_kind(const cover_result *results, int n, const char *kind, bool is_steady, FILE *out)
{
    range found[COVER_SIZES][COVER_REDUCTIONS];
    int n_found = 0;
    for (int size = 0; size < COVER_SIZES; size++)
        for (cover_reduction how = 0; how < COVER_REDUCTIONS; how++) {
            found[size][how] = find_range(results, n, kind, is_steady, size, how);
            n_found += found[size][how].n;
        }
    if (n_found == 0)
        return;
    fprintf(out, "| %s | %s |", kind, is_steady ? "steady" : "ends");
    for (int size = 0; size < COVER_SIZES; size++)
        for (cover_reduction how = 0; how < COVER_REDUCTIONS; how++)
            print_range(&found[size][how], out);
    fprintf(out, "\n");
}

void cover_print_summary(const cover_result *results, int n, FILE *out)
{
    fprintf(out, "\n| metric | system |");
    print_columns(2, out);
    for (int m = 0; m < QS_N_METRICS; m++)
        for (int is_steady = 0; is_steady < 2; is_steady++)
            print_kind(results, n, qs_metric_get((qs_metric)m)->name, is_steady, out);
    for (int s = 0; s < QS_N_SERIES; s++) {
        char kind[64];
        snprintf(kind, sizeof kind, "series %s", qs_series_name((qs_series)s));
        print_kind(results, n, kind, false, out);
    }
}
