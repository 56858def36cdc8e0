/* Past visits as a study: arrivals by time of day, laws of service, each with what it was estimated from.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "past_internal.h"
#include "qsweep/distribution.h"
#include "qsweep/fit.h"
#include "qsweep/instant.h"
#include "qsweep/memory.h"
#include "qsweep/sort.h"

enum { N_RESAMPLES = 199, SEED = 1, MOST_JUDGED = 1000, MOST_VALUES = 200, LEAST_TIMES = 10, NAME_SIZE = 64 };
static const double LEVEL = 0.01;

typedef struct past_names {
    char (*of)[NAME_SIZE]; /* [n_classes] as the study may have them; owned */
} past_names;

static const char *clock_text(double seconds, char text[16])
{
    int whole = (int)(seconds + 0.5), minutes = whole / 60;
    snprintf(text, 16, whole % 60 ? "%02d:%02d:%02d" : "%02d:%02d", minutes / 60 % 100, minutes % 60,
             whole % 60);
    return text;
}

/* Letters, digits, _ and -; others become _, and what is there already gets a number. */
static void make_name(const qs_past *past, const past_names *names, size_t i)
{
    const char *text = past->class_name ? past->classes[i].name : "visitor";
    char *out = names->of[i];
    size_t n = 0;
    for (; text[n] && n < NAME_SIZE - 8; n++) {
        unsigned char c = (unsigned char)text[n];
        bool is_good = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                       c >= 128 || (c == '-' && n > 0);
        out[n] = is_good ? (char)c : '_';
    }
    out[n] = '\0';
    for (size_t k = 0; k < i; k++)
        if (!strcmp(names->of[k], out))
            snprintf(out + n, NAME_SIZE - n, "_%zu", i + 1);
}

/* A text in a comment stays in its line. */
static void print_text(const char *text, FILE *out)
{
    for (; *text; text++)
        fputc((unsigned char)*text < ' ' ? ' ' : *text, out);
}

/* ---- arrivals ---- */

void qs_past_find_open(const qs_past *past, size_t *first, size_t *last)
{
    *first = past->n_pieces;
    *last = 0;
    for (size_t p = 0; p < past->n_pieces; p++)
        for (size_t c = 0; c < past->n_classes; c++)
            if (past->classes[c].pieces[p] > 0) {
                *first = *first < p ? *first : p;
                *last = p + 1;
            }
}

static void print_dispersion(const qs_fit_days *days, FILE *out)
{
    if (isnan(days->p_value)) {
        fprintf(out, "# How days vary cannot be told from one day.\n");
    } else if (days->p_value >= LEVEL) {
        fprintf(out,
                "# Days vary no more than chance would have it: variance / mean is %.3g (p = %.2g), no "
                "day_factor is "
                "needed.\n",
                days->variance / days->mean, days->p_value);
    } else {
        fprintf(out,
                "# Days vary by more than chance: variance / mean is %.3g (p = %.2g). A factor of the day "
                "with mean 1 "
                "and\n# sd %.3g explains it; without it busy days would be missing.\n",
                days->variance / days->mean, days->p_value, days->factor_sd);
    }
}

static bool has_factor(const qs_fit_days *days)
{
    return days->p_value < LEVEL && days->factor_sd > 0;
}

static qs_status print_days(const qs_past *past, qs_fit_days *days, FILE *out)
{
    char least[16], most[16], from[16], to[16];
    double *totals;
    size_t low = 0, high = 0, n = past->n_days;
    qs_status status = qs_calloc(n, sizeof *totals, &totals);
    if (status)
        return status;
    for (size_t i = 0; i < n; i++) {
        totals[i] = past->days[i].total;
        low = totals[i] < totals[low] ? i : low;
        high = totals[i] > totals[high] ? i : high;
    }
    *days = qs_fit_dispersion(totals, n);
    qs_instant_date(past->days[0].day, from);
    qs_instant_date(past->days[n - 1].day, to);
    qs_instant_date(past->days[low].day, least);
    qs_instant_date(past->days[high].day, most);
    bool has_dates = past->days[0].day != 0;
    if (has_dates)
        fprintf(out, "# %zu day%s with arrivals, %s to %s: %.4g a day, from %.0f (%s) to %.0f (%s).\n", n,
                n == 1 ? "" : "s", from, to, days->mean, totals[low], least, totals[high], most);
    else
        fprintf(out, "# %zu day%s with arrivals: %.4g a day.\n", n, n == 1 ? "" : "s", days->mean);
    print_dispersion(days, out);
    qs_free(totals);
    return QS_OK;
}

static void print_source(const qs_past *past, const qs_past_class *c, const char *name, size_t first,
                         size_t last, bool has_day_factor, FILE *out)
{
    fprintf(out, "  %s: # ", name);
    if (past->class_name) {
        fputc('\'', out);
        print_text(c->name, out);
        fputs("', ", out);
    }
    fprintf(out, "%llu arrivals\n    rate:\n      every: %.10g\n      counts: [", (unsigned long long)c->n,
            past->every / 60);
    for (size_t p = first; p < last; p++)
        fprintf(out, "%s%s%.6g", p == first ? "" : ",",
                p == first         ? ""
                : (p - first) % 12 ? " "
                                   : "\n               ",
                c->pieces[p] / (double)past->n_days);
    fprintf(out, "]\n%s    classes: {%s: 1}\n", has_day_factor ? "    day_factor: day\n" : "", name);
}

static qs_status print_arrivals(const qs_past *past, const past_names *names, size_t first, size_t last,
                                FILE *out)
{
    char from[16], to[16];
    qs_fit_days days;
    clock_text((double)first * past->every, from);
    clock_text((double)last * past->every, to);
    fprintf(out, "clock: \"%s\"\n\n# Arrivals from %s to %s, expected in each piece: means over the days.\n",
            from, from, to);
    qs_status status = print_days(past, &days, out);
    bool has_day_factor = !status && has_factor(&days);
    if (has_day_factor)
        fprintf(out, "day_factors:\n  day: {gamma: {shape: %.4g, mean: 1}}\n",
                1 / (days.factor_sd * days.factor_sd));
    fprintf(out, "arrivals:\n");
    for (size_t i = 0; i < past->n_classes && !status; i++)
        print_source(past, &past->classes[i], names->of[i], first, last, has_day_factor, out);
    return status;
}

/* ---- services ---- */

/* No server can keep up with times whose tail leaves them without a mean. */
static bool has_mean(const qs_fitted *f)
{
    return (f->law != QS_FIT_pareto && f->law != QS_FIT_loglogistic) || f->p[0] > 1;
}

static void print_law(const qs_fitted *f, FILE *out)
{
    fprintf(out, "{%s: {", qs_fit_name(f->law));
    for (int i = 0; i < f->n_parameters; i++)
        fprintf(out, "%s%s: %.5g", i ? ", " : "", qs_fit_parameter(f->law, i), f->p[i]);
    fprintf(out, "}}");
}

/* The sample itself, or so many of its quantiles; x is sorted. */
static void print_empirical(const double *x, size_t n, FILE *out)
{
    size_t m = n < MOST_VALUES ? n : MOST_VALUES;
    fprintf(out, "{empirical: {values: [");
    for (size_t i = 0; i < m; i++)
        fprintf(out, "%s%s%.5g", i ? "," : "",
                i == 0   ? ""
                : i % 12 ? " "
                         : "\n      ",
                x[(2 * i + 1) * n / (2 * m)]);
    fprintf(out, "]}}");
}

/* Some of a sorted sample at random, sorted: the bootstrap of all would take too long. Knuth's algorithm S. */
static size_t thin(const double *x, size_t n, double *out)
{
    qs_pcg choice = {.state = SEED, .increment = 1};
    size_t m = n < MOST_JUDGED ? n : MOST_JUDGED, taken = 0;
    for (size_t i = 0; i < n && taken < m; i++) {
        double u = qs_uniform_from_bits(qs_pcg_next(&choice));
        if (u * (double)(n - i) < (double)(m - taken))
            out[taken++] = x[i];
    }
    return taken;
}

static void print_table(const qs_fitted *all, size_t n, FILE *out)
{
    fprintf(out, "  # law            AIC      A-D   p-value\n");
    for (size_t i = 0; i < n; i++) {
        fprintf(out, "  # %-11s %8.1f %8.3g %9.3g  ", qs_fit_name(all[i].law), all[i].aic, all[i].distance,
                all[i].p_value);
        print_law(&all[i], out);
        fprintf(out, "%s\n", has_mean(&all[i]) ? "" : " (its mean is infinite)");
    }
}

/* Fits and p-values; judged [in] what the distance is taken of. */
static qs_status fit_all(const double *x, size_t n, qs_fitted *all, size_t *n_all)
{
    double *judged;
    qs_status status = qs_calloc(n, sizeof *judged, &judged);
    size_t m = status ? 0 : thin(x, n, judged);
    if (!status)
        status = qs_fit_all(x, n, all, n_all);
    for (size_t i = 0; i < *n_all && !status; i++) {
        qs_fitted again;
        if (qs_fit_law_to(all[i].law, judged, m, &again) == QS_OK) {
            status = qs_fit_judge(&again, m, SEED, N_RESAMPLES);
            all[i].distance = again.distance;
            all[i].p_value = again.p_value;
        }
    }
    qs_free(judged);
    return status;
}

static void print_sample(const qs_past_class *c, FILE *out)
{
    double mean = 0, squares = 0, n = (double)c->n_kept;
    for (size_t i = 0; i < c->n_kept; i++)
        mean += c->times[i] / n;
    for (size_t i = 0; i < c->n_kept; i++)
        squares += (c->times[i] - mean) * (c->times[i] - mean);
    fprintf(out, "  # %llu times, mean %.4g min, sd %.4g min, from %.4g to %.4g min",
            (unsigned long long)(c->n_times - c->n_zero), mean, n > 1 ? sqrt(squares / (n - 1)) : 0,
            c->times[0], c->times[c->n_kept - 1]);
    if (c->n_times - c->n_zero > c->n_kept)
        fprintf(out, "; laws fitted to %zu of them, drawn at random", c->n_kept);
    fprintf(out, "\n");
    if (c->n_zero)
        fprintf(out, "  # %llu more end in the minute or second in which they start; they are left out\n",
                (unsigned long long)c->n_zero);
    if (c->n_kept > MOST_JUDGED)
        fprintf(out, "  # A-D and p-values are those of %d of them, drawn at random\n", MOST_JUDGED);
}

static qs_status print_service(qs_past_class *c, const char *name, FILE *out)
{
    qs_fitted all[QS_N_FIT_LAWS];
    size_t n = 0, best = 0;
    qs_status status = QS_OK;
    if (c->n_kept == 0) {
        fprintf(out, "  # not in the data: put your own time here\n  %s: {time: {exponential: {mean: 5}}}\n",
                name);
        return QS_OK;
    }
    qs_sort_ascending(c->times, c->n_kept);
    print_sample(c, out);
    if (c->n_kept >= LEAST_TIMES && c->times[c->n_kept - 1] > c->times[0])
        status = fit_all(c->times, c->n_kept, all, &n);
    else
        fprintf(out, "  # too few, or all equal: no law is fitted\n");
    if (status)
        return status;
    if (n)
        print_table(all, n, out);
    while (best < n && !(has_mean(&all[best]) && all[best].p_value > LEVEL))
        best++;
    if (best == n)
        fprintf(out, "  # no law fits at the 1 %% level: the times themselves%s\n",
                c->n_kept > MOST_VALUES ? ", as 200 quantiles" : "");
    fprintf(out, "  %s: {time: ", name);
    c->has_law = best < n;
    if (c->has_law)
        c->law = all[best];
    if (best < n)
        print_law(&all[best], out);
    else
        print_empirical(c->times, c->n_kept, out);
    fprintf(out, "}\n");
    return QS_OK;
}

/* ---- windows and the run ---- */

static int by_start(const void *a, const void *b)
{
    const qs_past_visit *x = a, *y = b;
    return (x->start > y->start) - (x->start < y->start);
}

static int by_end(const void *a, const void *b)
{
    const qs_past_visit *x = a, *y = b;
    return (x->end > y->end) - (x->end < y->end);
}

/* The most that were served at once: who ends at the instant at which another starts has gone. */
static qs_status most_at_once(qs_past *past, size_t *most)
{
    qs_past_visit *ends;
    size_t gone = 0;
    *most = 0;
    if (past->n_visits == 0)
        return QS_OK;
    qs_status status = qs_calloc(past->n_visits, sizeof *ends, &ends);
    if (status)
        return status;
    memcpy(ends, past->visits, past->n_visits * sizeof *ends);
    qsort(past->visits, past->n_visits, sizeof *past->visits, by_start);
    qsort(ends, past->n_visits, sizeof *ends, by_end);
    for (size_t i = 0; i < past->n_visits; i++) {
        while (ends[gone].end <= past->visits[i].start && gone < i)
            gone++;
        size_t there = i + 1 - gone;
        *most = there > *most ? there : *most;
    }
    qs_free(ends);
    return QS_OK;
}

static qs_status print_rest(qs_past *past, size_t last, FILE *out)
{
    size_t most = 0;
    char end[16];
    qs_status status = most_at_once(past, &most);
    fprintf(out, "\nwindows:\n");
    if (most)
        fprintf(out, "  # so many were served at once at most\n");
    else
        fprintf(out, "  # not in the data: put your own number here\n");
    fprintf(out, "  desk: {servers: %zu}\n", most ? most : 1);
    if (past->n_waits)
        fprintf(out, "# The data's mean wait is %.4g min (%llu visits): does the study give it back?\n",
                past->wait_sum / (double)past->n_waits, (unsigned long long)past->n_waits);
    fprintf(out, "run: {horizon: \"%s\", at_horizon: drain, replications: 100}\n",
            clock_text((double)last * past->every, end));
    return status;
}

static qs_status print_services(qs_past *past, const past_names *names, FILE *out)
{
    qs_status status = QS_OK;
    fprintf(
        out,
        "\n# Laws by maximum likelihood, in the order of AIC; p-values of the Anderson-Darling distance by\n"
        "# %d samples of each law. The first with p above 0.01 is taken.\nservices:\n",
        N_RESAMPLES);
    for (size_t i = 0; i < past->n_classes && !status; i++)
        status = print_service(&past->classes[i], names->of[i], out);
    fprintf(out, "\nclasses:\n");
    for (size_t i = 0; i < past->n_classes; i++)
        fprintf(out, "  %s: {first: {%s: 1}}\n", names->of[i], names->of[i]);
    return status;
}

static uint64_t n_left_out(const qs_past *past)
{
    return past->n_faults[QS_PAST_NO_RECORD] + past->n_faults[QS_PAST_ARRIVAL] +
           past->n_faults[QS_PAST_CLASS];
}

qs_status qs_past_print(qs_past *past, FILE *out)
{
    size_t first, last;
    past_names names;
    qs_status status = qs_calloc(past->n_classes, NAME_SIZE, &names.of);
    if (status)
        return status;
    for (size_t i = 0; i < past->n_classes; i++)
        make_name(past, &names, i);
    qs_past_find_open(past, &first, &last);
    fprintf(out, "# Made by `qsweep fit` from ");
    print_text(past->path, out);
    fprintf(out, ": %llu visits", (unsigned long long)(past->n_rows - n_left_out(past)));
    if (n_left_out(past))
        fprintf(out, ", %llu lines left out", (unsigned long long)n_left_out(past));
    fprintf(out, ".\nqsweep: 1\ntime_unit: min\n");
    status = print_arrivals(past, &names, first, last, out);
    if (!status)
        status = print_services(past, &names, out);
    if (!status)
        status = print_rest(past, last, out);
    qs_free(names.of);
    return status;
}
