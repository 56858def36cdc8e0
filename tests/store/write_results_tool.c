/* Writes a results file with made-up numbers through the store's interface, for the checks beside it.
 *
 *   write_results_tool FILE [scenarios=N] [replications=N] [classes=N] [windows=N] [rows=0|1]
 * [backward=1] [skip=K] [fail=K] [stop=K] [when=TEXT] [bare=1] [expect=FILE] [hold=SECONDS]
 *
 * skip: scenario K is never put; fail: scenario K has failed replications; stop: abandon after K scenarios;
 * when: goes into provenance; bare: no axes, quantiles or thresholds; expect: write what every dataset must
 * hold, one JSON object a line; histograms: made-up ones; series: of K instants; hold: stay alive that long
 * before finishing. Prints the seconds that storing took, and peak memory. Exits 1 with the failure's text.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>

#include "qsweep/memory.h"
#include "qsweep/store.h"

enum { MAX_MEMBERS = 64 };

typedef struct options {
    long scenarios, replications, classes, windows, rows, skip, fail, stop, bare, hold, backward, histograms,
        series;
    const char *path, *expect, *when;
} options;

typedef struct study {
    qs_plan plan;
    qs_layout layout;
    qs_store_header header;
    char *class_names[MAX_MEMBERS], *window_names[MAX_MEMBERS];
    bool *unstable, *window_unstable;
} study;

static const double quantiles[] = {0.5, 0.95}, thresholds[] = {2, 5, 10};

static void die(void)
{
    fprintf(stderr, "%s\n", qs_failure());
    exit(1);
}

static void *need(size_t n, size_t size)
{
    void *memory;
    if (qs_calloc(n, size, &memory))
        die();
    return memory;
}

static char *text(const char *format, long value)
{
    char buffer[128], *copy;
    snprintf(buffer, sizeof buffer, format, value);
    if (qs_strdup(buffer, &copy))
        die();
    return copy;
}

/* ---- the numbers: any function that tells all places apart, with NaN here and there ---- */

static double made_up(long scenario, int part, long replication, int index)
{
    if ((scenario + index) % 17 == 3)
        return (double)NAN;
    return (double)index + 0.125 * part + 1e-3 * (double)replication + 1e3 * (double)scenario;
}

static uint64_t made_up_n(long scenario, int index, long replications)
{
    return (scenario + index) % 17 == 3 ? 0 : (uint64_t)replications;
}

static void fill_histograms(const study *made, long scenario, qs_bytes *bytes)
{
    bytes->n = 0;
    for (int i = 0; i < made->layout.n_histograms; i++) {
        qs_histogram histogram = {0};
        for (uint32_t k = 0; k < 500; k++) {
            uint64_t count = k % 7 == 3 ? 0 : k + 3 * (uint64_t)i + 5 * (uint64_t)scenario;
            if (qs_histogram_add_counts(&histogram, 100 + 10 * ((uint32_t)scenario % 500) + 3 * k, &count, 1))
                die();
        }
        if (qs_histogram_pack(&histogram, bytes))
            die();
        qs_histogram_clear(&histogram);
    }
}

static void put_growth(const study *made, qs_summary *summary, qs_scope scope, long member, uint64_t n,
                       double mean)
{
    int at = qs_layout_growth(&made->layout, scope, (int)member);
    summary->n[at] = n;
    summary->mean[at] = mean;
    summary->sd[at] = 0.1;
}

/* Of five scenarios one has a last window that grows, one grows as a whole, and one has too few replications.
 */
static void fill_growth(const study *made, const options *o, long scenario, qs_summary *summary)
{
    uint64_t n = scenario % 5 == 4 ? QS_GROWTH_LEAST - 1 : 20;
    put_growth(made, summary, QS_SYSTEM, 0, n, scenario % 5 == 1 ? 1 : -1);
    for (long w = 0; w < o->windows; w++)
        put_growth(made, summary, QS_WINDOW, w, n, scenario % 5 == 2 && w + 1 == o->windows ? 1 : -1);
}

static void fill_summary(const study *made, const options *o, long scenario, qs_summary *summary)
{
    summary->scenario = (uint64_t)scenario;
    summary->n_replications =
        (uint64_t)(scenario % 3 == 1 && o->replications > 2 ? o->replications - 2 : o->replications);
    summary->n_failed = scenario == o->fail ? 2 : 0;
    summary->failed_first = scenario == o->fail ? 1 : 0;
    summary->failed_status = scenario == o->fail ? QS_ERROR_LIMIT : QS_OK;
    double *parts[] = {summary->mean, summary->sd, summary->lower, summary->upper};
    for (int i = 0; i < made->layout.n_values; i++) {
        for (int part = 0; part < 4; part++)
            parts[part][i] = made_up(scenario, part, 0, i);
        summary->n[i] = made_up_n(scenario, i, o->replications);
    }
    fill_growth(made, o, scenario, summary);
    for (long r = 0; summary->rows && r < (long)summary->n_replications; r++)
        for (int i = 0; i < made->layout.n_values; i++)
            summary->rows[r * made->layout.n_values + i] = made_up(scenario, 4, r, i);
    if (o->histograms)
        fill_histograms(made, scenario, &summary->histograms);
}

static void new_summary(const study *made, const options *o, qs_summary *summary)
{
    size_t n = (size_t)made->layout.n_values;
    *summary = (qs_summary){.n_values = (int)n,
                            .n = need(n, sizeof(uint64_t)),
                            .mean = need(n, sizeof(double)),
                            .sd = need(n, sizeof(double)),
                            .lower = need(n, sizeof(double)),
                            .upper = need(n, sizeof(double))};
    if (o->rows)
        summary->rows = need(n * (size_t)o->replications, sizeof(double));
}

/* ---- the study ---- */

static void make_axes(study *made, const options *o)
{
    static const char *const rules[] = {"shortest_queue", "random", "größte Ruhe"};
    size_t n = (size_t)o->scenarios;
    qs_plan *plan = &made->plan;
    plan->n_axes = o->bare ? 0 : 3;
    plan->axes = need(plan->n_axes, sizeof *plan->axes);
    if (o->bare)
        return;
    plan->axes[0] =
        (qs_axis){.name = text("windows.W2.servers", 0), .unit = text("1", 0), .numbers = need(n, 8)};
    plan->axes[1] =
        (qs_axis){.name = text("window_choice", 0), .unit = text("1", 0), .texts = need(n, sizeof(char *))};
    plan->axes[2] = (qs_axis){.name = text("arrivals.main door.interarrival/exponential.mean", 0),
                              .unit = text("min", 0),
                              .numbers = need(n, 8)};
    for (size_t i = 0; i < n; i++) {
        plan->axes[0].numbers[i] = (double)(1 + i % 4);
        plan->axes[1].texts[i] = text(rules[i / 4 % 3], 0);
        size_t round = i / 12;
        plan->axes[2].numbers[i] = 1.25 + 0.5 * (double)round;
    }
}

static void make_study(study *made, const options *o)
{
    *made = (study){0};
    made->plan = (qs_plan){.n_scenarios = (size_t)o->scenarios,
                           .n_replications = (uint64_t)o->replications,
                           .seed = 7,
                           .common_random_numbers = true,
                           .keep_rows = o->rows,
                           .keep_histograms = o->histograms,
                           .confidence = 0.95};
    make_axes(made, o);
    qs_layout_init(&made->layout, (int)o->classes, (int)o->windows, o->bare ? 0 : 2, o->bare ? 0 : 3);
    qs_layout_add_series(&made->layout, (int)o->series);
    for (long i = 0; i < o->classes; i++)
        made->class_names[i] = text(i == 1 ? "sénior" : "class%ld", i);
    for (long i = 0; i < o->windows; i++)
        made->window_names[i] = text("W%ld", i + 1);
    made->unstable = need((size_t)o->scenarios, 1);
    made->window_unstable = need((size_t)(o->scenarios * o->windows), 1);
    for (long i = 0; i < o->scenarios; i++)
        made->unstable[i] = made->window_unstable[i * o->windows + o->windows - 1] = i % 4 == 0;
    made->header = (qs_store_header){.plan = &made->plan,
                                     .layout = &made->layout,
                                     .class_names = (const char *const *)made->class_names,
                                     .window_names = (const char *const *)made->window_names,
                                     .quantiles = quantiles,
                                     .thresholds = thresholds,
                                     .is_unstable = made->unstable,
                                     .is_window_unstable = made->window_unstable,
                                     .time_unit = "min",
                                     .series_every = 2.5,
                                     .study_name = "made-up",
                                     .study_path = "made-up.yaml",
                                     .study_text = "qsweep: 1\nname: made-up\n",
                                     .study_resolved = "{qsweep: 1, name: made-up}\n",
                                     .study_hash = "0123456789abcdef",
                                     .version = "test",
                                     .compiler = __VERSION__,
                                     .mpi_version = "none",
                                     .sleef_version = "none",
                                     .vectors = "none",
                                     .n_ranks = 1,
                                     .command_line = o->when,
                                     .started = o->when};
}

static void free_study(study *made, const options *o)
{
    for (size_t i = 0; i < made->plan.n_axes; i++) {
        qs_axis *axis = &made->plan.axes[i];
        qs_free(axis->name);
        qs_free(axis->unit);
        for (long k = 0; axis->texts && k < o->scenarios; k++)
            qs_free(axis->texts[k]);
        qs_free(axis->texts);
        qs_free(axis->numbers);
    }
    qs_free(made->plan.axes);
    for (int i = 0; i < MAX_MEMBERS; i++) {
        qs_free(made->class_names[i]);
        qs_free(made->window_names[i]);
    }
    qs_free(made->unstable);
    qs_free(made->window_unstable);
}

/* ---- what the file must hold ---- */

static void print_value(FILE *out, bool *is_first, double value)
{
    fputs(*is_first ? "" : ",", out);
    *is_first = false;
    if (isnan(value))
        fputs("null", out);
    else
        fprintf(out, "%.17g", value);
}

static void expect_dataset(FILE *out, const study *made, const options *o, qs_scope scope, qs_metric metric,
                           int part)
{
    static const char *const suffixes[] = {"", "_sd", "_lo", "_hi", "", "_n"};
    const qs_layout *layout = &made->layout;
    bool is_first = true, is_rows = part == 4;
    int n_items = qs_layout_n_items(layout, metric);
    fprintf(out, "{\"path\":\"%s%s/%s%s\",\"shape\":[%ld", is_rows ? "replication/" : "",
            qs_scope_name(scope), qs_metric_get(metric)->name, suffixes[part], o->scenarios);
    if (is_rows)
        fprintf(out, ",%ld", o->replications);
    if (scope != QS_SYSTEM)
        fprintf(out, ",%d", layout->n_members[scope]);
    if (qs_metric_get(metric)->shape != QS_SCALAR)
        fprintf(out, ",%d", n_items);
    fputs("],\"values\":[", out);
    for (long s = 0; s < o->scenarios; s++) {
        long done = s % 3 == 1 && o->replications > 2 ? o->replications - 2 : o->replications;
        for (long r = 0; r < (is_rows ? o->replications : 1); r++)
            for (int member = 0; member < layout->n_members[scope]; member++)
                for (int item = 0; item < n_items; item++) {
                    int i = qs_layout_index(layout, scope, member, metric, item);
                    bool is_missing = s == o->skip || (is_rows && r >= done);
                    double n = is_missing ? 0 : (double)made_up_n(s, i, o->replications);
                    double value = is_missing ? (double)NAN : made_up(s, part, r, i);
                    print_value(out, &is_first, part == 5 ? n : value);
                }
    }
    fputs("]}\n", out);
}

static void expect(const study *made, const options *o)
{
    FILE *out = fopen(o->expect, "w");
    if (!out) {
        perror(o->expect);
        exit(1);
    }
    for (int scope = 0; scope < QS_N_SCOPES; scope++)
        for (int metric = 0; metric < QS_N_METRICS; metric++)
            for (int part = 0; part < 6; part++)
                if (qs_layout_index(&made->layout, (qs_scope)scope, 0, (qs_metric)metric, 0) >= 0 &&
                    (part != 4 || o->rows))
                    expect_dataset(out, made, o, (qs_scope)scope, (qs_metric)metric, part);
    fclose(out);
}

/* ---- */

static double now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

static void parse(options *o, const char *argument)
{
    const struct {
        const char *name;
        long *value;
    } numbers[] = {{"scenarios=", &o->scenarios}, {"replications=", &o->replications},
                   {"classes=", &o->classes},     {"windows=", &o->windows},
                   {"rows=", &o->rows},           {"skip=", &o->skip},
                   {"fail=", &o->fail},           {"stop=", &o->stop},
                   {"bare=", &o->bare},           {"hold=", &o->hold},
                   {"backward=", &o->backward},   {"histograms=", &o->histograms},
                   {"series=", &o->series}};
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++)
        if (strncmp(argument, numbers[i].name, strlen(numbers[i].name)) == 0)
            *numbers[i].value = strtol(argument + strlen(numbers[i].name), NULL, 10);
    if (strncmp(argument, "expect=", 7) == 0)
        o->expect = argument + 7;
    else if (strncmp(argument, "when=", 5) == 0)
        o->when = argument + 5;
    else if (!strchr(argument, '='))
        o->path = argument;
}

static void hold(long seconds)
{
    puts("holding");
    fflush(stdout);
    nanosleep(&(struct timespec){.tv_sec = seconds}, NULL);
}

int main(int argc, char **argv)
{
    options o = {.scenarios = 24,
                 .replications = 5,
                 .classes = 3,
                 .windows = 2,
                 .rows = 1,
                 .skip = -1,
                 .fail = -1,
                 .stop = -1,
                 .path = "made-up.h5",
                 .when = "2026-01-01T00:00:00Z"};
    for (int i = 1; i < argc; i++)
        parse(&o, argv[i]);
    study made;
    qs_summary summary;
    qs_store *store;
    make_study(&made, &o);
    new_summary(&made, &o, &summary);
    if (o.expect)
        expect(&made, &o);
    double storing = -now();
    if (qs_store_create(o.path, &made.header, &store))
        die();
    for (long i = 0; i < o.scenarios && i != o.stop; i++) {
        long scenario = o.backward ? o.scenarios - 1 - i : i;
        storing += now();
        fill_summary(&made, &o, scenario, &summary);
        storing -= now();
        if (scenario != o.skip && qs_store_put(store, &summary)) {
            fprintf(stderr, "%s\n", qs_failure());
            qs_store_abandon(store);
            exit(1);
        }
    }
    if (o.hold > 0)
        hold(o.hold);
    if (o.stop >= 0)
        qs_store_abandon(store);
    else if (qs_store_finish(store, o.when))
        die();
    storing += now();
    struct rusage usage;
    getrusage(RUSAGE_SELF, &usage);
    printf("%.4f s, %d values a row, %.0f rows/s, peak %ld MiB\n", storing, made.layout.n_values,
           (double)(o.scenarios * (o.rows ? o.replications : 1)) / storing, usage.ru_maxrss / 1024);
    qs_summary_clear(&summary);
    free_study(&made, &o);
    return 0;
}
