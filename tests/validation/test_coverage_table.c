/* How often the nominal 95 % interval of every metric covers the truth: four systems, one that stops, one
 * weighted by customers and one by interval of the day, 20, 100 and 1,000 replications, plain, in antithetic
 * pairs, with control variates.
 * `test_coverage_table --table [SYSTEM...]` prints it as markdown (long form: QS_LONG=1); QS_SEED sets the
 * seed, else the short form has a fixed one and the long form a fresh one, which it prints.
 *
 * What the truth is:
 *   - of a mean over replications (counts, time averages, wait_sd, wait_max, queue_max, drain_time, series)
 * its expectation: exact where known (M/M/1), else the mean of a reference run of another seed, plain, or of
 * a second one corrected by control variates where that is surer (the two must agree);
 *   - of a mean over the customers of a replication (wait_mean, wait_over, sojourn_mean), which some
 * replications may not have, the expectation over the replications that observed something, taken from the
 * reference run. Of M/M/1 it is the exact mean over customers: the difference (the bias of a ratio, 0.1 %)
 * counts against the intervals;
 *   - of a quantile that of all customers of all replications together: of the reference run's merged
 *     histogram, or of the exact law of M/M/1.
 * The references are so long that the truth's standard error is below a tenth of any mean half width (short
 * form: 0.15), which takes at most 0.4 points of a share; where it is more, the cell is refused for that. The
 * long form takes about half an hour of one core, the short one a minute.
 *
 * False alarms: a cell is refused when as few, or as many, of its studies cover as would with probability
 * 1e-7 if the true share were 93 %, or 97 %, or where an exception stands at its bounds. There are fewer than
 * 7,000 cells, so a program whose shares are right is refused with probability below 1e-3 at fresh seeds.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "cover.h"
#include "qsweep/chain.h"
#include "seed.h"

#define ALARM 1e-7
enum { MOST_CELLS = 7000 };

/* ---- exact values ---- */

/* M/M/1 of load 0.8 and mean service 1, in steady state. */
static double exact_steady(const qs_model *m, qs_metric metric, int item, int interval)
{
    (void)interval;
    const double load = 0.8, rest = 1 - load, length = m->run.horizon - m->run.warmup;
    double p = item < (int)m->output.n_quantiles ? m->output.quantiles[item] : NAN;
    switch (metric) {
    case QS_METRIC_arrived:
    case QS_METRIC_served:
        return load * length;
    case QS_METRIC_wait_mean:
        return load / rest;
    case QS_METRIC_sojourn_mean:
        return 1 / rest;
    case QS_METRIC_wait_quantile:
        return p <= rest ? 0 : log(load / (1 - p)) / rest;
    case QS_METRIC_sojourn_quantile:
        return -log(1 - p) / rest;
    case QS_METRIC_wait_over:
        return load * exp(-rest * m->output.thresholds[item]);
    case QS_METRIC_queue_mean:
        return load * load / rest;
    case QS_METRIC_number_mean:
        return load / rest;
    case QS_METRIC_utilisation:
    case QS_METRIC_occupation:
    case QS_METRIC_throughput:
        return load;
    default:
        return NAN;
    }
}

static double exact_day(const qs_model *m, qs_metric metric, int item, int interval)
{
    (void)m;
    (void)item;
    (void)interval;
    return metric == QS_METRIC_arrived || metric == QS_METRIC_served ? 120 * 0.5 + 180 * 0.8 + 180 * 0.3
                                                                     : NAN;
}

static double exact_few(const qs_model *m, qs_metric metric, int item, int interval)
{
    (void)item;
    (void)interval;
    bool is_known = metric == QS_METRIC_arrived || (metric == QS_METRIC_served && !m->run.stops);
    return is_known ? m->run.horizon / 3 : NAN;
}

/* M(t)/M/3 from empty, up to a time: integrals of the means, and how many have come. */
typedef struct so_far {
    double arrived, number, queue, busy;
} so_far;

static so_far hours_until(double time)
{
    enum { PLACES = 400 };
    const qs_chain_piece pieces[] = {{60, 0.5, 0.25, 3}, {150, 0.8, 0.25, 3}, {240, 0.3, 0.25, 3}};
    so_far sum = {0};
    qs_transient chain;
    double from = 0;
    for (int i = 0; i < 3; i++) {
        sum.arrived += pieces[i].arrival_rate * fmax(0, fmin(time, pieces[i].until) - from);
        from = pieces[i].until;
    }
    if (time <= 0 || qs_chain_transient(3, pieces, PLACES, time, NULL, &chain) != QS_OK)
        return sum;
    sum.number = chain.average_number * time;
    sum.queue = chain.average_queue * time;
    sum.busy = chain.average_busy * time;
    return sum;
}

static double exact_hours(const qs_model *m, qs_metric metric, int item, int interval)
{
    (void)item;
    double from = interval == QS_WHOLE ? 0 : m->output.edges[interval - 1];
    double to = interval == QS_WHOLE ? m->run.horizon : m->output.edges[interval];
    const so_far a = hours_until(from), b = hours_until(to);
    switch (metric) {
    case QS_METRIC_arrived:
    case QS_METRIC_served:
        return b.arrived - a.arrived;
    case QS_METRIC_number_mean:
        return (b.number - a.number) / (to - from);
    case QS_METRIC_queue_mean:
        return (b.queue - a.queue) / (to - from);
    case QS_METRIC_utilisation:
        return (b.busy - a.busy) / 3 / (to - from);
    default:
        return NAN;
    }
}

/* ---- systems ---- */

static const cover_system systems[] = {
    {.name = "day",
     .path = "tests/validation/cover_day.yaml",
     .n_times = 3,
     .times = {2, 5, 8},
     .reference = {60000, 400000},
     .studies = {{300, 120, 25}, {4000, 2000, 1000}},
     .exact = exact_day},
    {.name = "steady",
     .path = "tests/validation/cover_steady.yaml",
     .is_steady = true,
     .reference = {8000, 100000},
     .studies = {{200, 80, 0}, {4000, 2000, 1000}},
     .exact = exact_steady},
    {.name = "counter",
     .path = "tests/validation/cover_counter.yaml",
     .has_members = true,
     .n_times = 2,
     .times = {1, 2},
     .reference = {50000, 400000},
     .studies = {{300, 120, 25}, {4000, 2000, 1000}}},
    {.name = "few",
     .path = "tests/validation/cover_few.yaml",
     .n_times = 2,
     .times = {1, 2},
     .reference = {200000, 2000000},
     .studies = {{800, 300, 60}, {4000, 2000, 1000}},
     .exact = exact_few},
    {.name = "stopped",
     .path = "tests/validation/cover_few.yaml",
     .setting = {"run.at_horizon", "stop"},
     .reference = {200000, 2000000},
     .studies = {{800, 300, 60}, {4000, 2000, 1000}},
     .exact = exact_few},
    {.name = "weighted",
     .path = "tests/validation/cover_few.yaml",
     .setting = {"output.weighting", "customers"},
     .reference = {200000, 2000000},
     .studies = {{800, 300, 60}, {4000, 2000, 1000}},
     .exact = exact_few},
    {.name = "hours",
     .path = "tests/validation/cover_hours.yaml",
     .reference = {20000, 400000},
     .studies = {{200, 80, 0}, {4000, 2000, 1000}},
     .exact = exact_hours},
};
enum { N_SYSTEMS = sizeof systems / sizeof *systems };

/* ---- exceptions ---- */

#define UNBOUNDED                                                                                            \
    "So few customers are seen that the quantile's upper bound lies beyond all of them: it is infinite, "    \
    "and "                                                                                                   \
    "the interval can miss on one side only."
#define RARE                                                                                                 \
    "Seen in few replications, and as skewed as (4) says; where none of them saw it the upper bound is "     \
    "that "                                                                                                  \
    "of a share of replications, which the mean is seldom near."
#define LATTICE                                                                                              \
    "Nearly all replications say 0 or 1: of the mean of so few such values the share that is covered goes "  \
    "up and down with their number (Brown, Cai, DasGupta, Statistical Science 16(2), 2001)."
#define BAD_DAYS                                                                                             \
    "On few of so few days people wait long, and those days have most of the long waits: the spread of the " \
    "shares below the quantile is mostly too small then, as that of skewed means (4)."
#define SKEWED                                                                                               \
    "Skewed: of n observations of skewness g Student's t misses by about 25 g^2/n points more than it "      \
    "should, mostly on the side of the long tail (Hall, The Bootstrap and Edgeworth Expansion, 1992, 2.6), " \
    "which is more than 2 points while n is below 12.5 g^2."

/* Where the intervals are known to cover elsewhere, and why; the first that fits counts. */
static cover_exception exceptions[] = {
    {.system = "stopped",
     .metric = "sojourn_sd",
     .largest = 20,
     .least = 70,
     .most = COVER_MOST,
     .number = 1,
     .reason =
         "In one study of eight fewer than two of the 20 replications observed it: there is no interval, "
         "which counts as one that does not cover."},
    {"hours", "0 to 10: wait_quantile 0.9", 20, .least = 90, .most = 100, .number = 6, .reason = BAD_DAYS},
    {"hours", "180 to 240: wait_quantile 0.9", 20, .least = 90, .most = 100, .number = 6, .reason = BAD_DAYS},
    {"hours", "180 to 240: wait_quantile 0.95", 20, .least = 90, .most = 100, .number = 6,
     .reason = BAD_DAYS},
    {.largest = 1000,
     .is_unbounded = true,
     .least = COVER_LEAST,
     .most = 100,
     .number = 2,
     .reason = UNBOUNDED},
    {NULL, "wait_over", 1000, .per_skewness = 15, .least = 50, .most = 100, .number = 3, .reason = RARE},
    {NULL, "service_level", 1000, .per_skewness = 15, .least = 50, .most = 100, .number = 3, .reason = RARE},
    {.largest = 1000, .per_skewness = 15, .least = 50, .most = COVER_MOST, .number = 4, .reason = SKEWED},
    {"weighted", "sojourn_mean", 100, .least = 89, .most = COVER_MOST, .number = 4, .reason = SKEWED},
    {NULL, "in_service_at_horizon", 20, .least = 90, .most = COVER_MOST, .number = 5, .reason = LATTICE},
    {NULL, "series serving", 20, .least = 90, .most = COVER_MOST, .number = 5, .reason = LATTICE},
};
enum { N_EXCEPTIONS = sizeof exceptions / sizeof *exceptions, N_REASONS = 6 };

/* ---- */

static cover_result results[N_SYSTEMS];
static int n_results;   /* systems chosen */
static cover_form form; /* set once, by main, as are the next two */
static uint64_t seed;
static bool wants_table;

static void choose_form(void)
{
    form = seed_is_long() ? COVER_LONG : COVER_SHORT;
    seed = seed_fresh() > 0 ? seed_fresh() : 20269;
}

static bool is_chosen(const char *name, int n, char **names)
{
    bool is_named = n == 0;
    for (int i = 0; i < n; i++)
        is_named |= !strcmp(names[i], name);
    return is_named;
}

/* The systems with these names; of none, all. */
static void open_all(int n, char **names)
{
    double expected = 0;
    for (int i = 0; i < N_SYSTEMS; i++) {
        if (!is_chosen(systems[i].name, n, names))
            continue;
        cover_result *result = &results[n_results++];
        cover_open(result, &systems[i], form, seed * N_SYSTEMS + (uint64_t)i);
        expected += result->expected;
        fprintf(stderr, "# %s: truth found in %.0f s of processor time, its studies will take %.0f\n",
                systems[i].name, result->seconds, result->expected);
    }
    fprintf(stderr, "# in all about %.0f s of processor time\n", expected);
}

static void close_all(void)
{
    for (int i = 0; i < n_results; i++)
        cover_close(&results[i]);
}

static void print_table(void)
{
    for (int i = 0; i < n_results; i++) {
        cover_run(&results[i]);
        cover_judge(&results[i], exceptions, N_EXCEPTIONS, ALARM, stderr);
        cover_print_table(&results[i], exceptions, N_EXCEPTIONS, stdout);
        fflush(stdout);
    }
    cover_print_summary(results, n_results, stdout);
    printf("\nWhat is outside of %g to %g %% is bold, where chance may have put it there (two standard "
           "deviations) slanted; the number says why:\n\n",
           COVER_LEAST, COVER_MOST);
    for (int number = 1, i; number <= N_REASONS; number++) {
        for (i = 0; exceptions[i].number != number; i++)
            continue;
        printf("%d. %s\n", number, exceptions[i].reason);
    }
}

static void test_system(void **state)
{
    cover_result *result = *state;
    cover_run(result);
    assert_int_equal(cover_judge(result, exceptions, N_EXCEPTIONS, ALARM, stdout), 0);
}

/* Cells are so many that the false alarms add up to what the head says. */
static void test_size(void **state)
{
    (void)state;
    int n_cells = 0;
    for (int i = 0; i < N_SYSTEMS; i++)
        n_cells += cover_n_cells(&results[i]);
    printf("# %d cells\n", n_cells);
    for (int i = 0; i < N_EXCEPTIONS; i++)
        if (!exceptions[i].is_needed)
            printf("# exception %d (%s) is not needed\n", i + 1, exceptions[i].metric);
    assert_in_range(n_cells, 1500, MOST_CELLS);
}

int main(int argc, char **argv)
{
    choose_form();
    wants_table = argc > 1 && !strcmp(argv[1], "--table");
    open_all(wants_table ? argc - 2 : 0, argv + 2);
    if (wants_table) {
        print_table();
        close_all();
        return 0;
    }
    struct CMUnitTest tests[N_SYSTEMS + 1];
    for (int i = 0; i < N_SYSTEMS; i++)
        tests[i] = (struct CMUnitTest){systems[i].name, test_system, NULL, NULL, &results[i]};
    tests[N_SYSTEMS] = (struct CMUnitTest){"size", test_size, NULL, NULL, NULL};
    int n_failed = cmocka_run_group_tests(tests, NULL, NULL);
    close_all();
    return n_failed;
}
