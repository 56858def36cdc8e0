/* Reading a results file back. Rank 0 only; nothing here is collective.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef QSWEEP_RESULTS_H
#define QSWEEP_RESULTS_H

#include <stdbool.h>
#include <stdint.h>

#include "qsweep/decide.h"
#include "qsweep/growth.h"
#include "qsweep/histogram.h"
#include "qsweep/metric.h"
#include "qsweep/plan.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef struct qs_results qs_results;

/* What is kept of a metric: the mean over replications, its standard deviation, the ends of its interval, and
 * in how many replications it was observed. */
typedef enum qs_statistic { QS_MEAN, QS_SD, QS_LOWER, QS_UPPER, QS_N_OBSERVED, QS_N_STATISTICS } qs_statistic;

/* "", "_sd", "_lo", "_hi", "_n": what a dataset's name ends in. Static. */
const char *qs_statistic_suffix(qs_statistic statistic);

/* The name of the axis that labels are. */
#define QS_LABEL "label"

/* What became of a scenario. */
#define QS_SCENARIO_STATE_LIST(X)                                                                            \
    X(QS_SCENARIO_OK, ok)                                                                                    \
    X(QS_SCENARIO_SOME_FAILED, some_replications_failed)                                                     \
    X(QS_SCENARIO_ALL_FAILED, all_replications_failed)                                                       \
    X(QS_SCENARIO_NOT_RUN, not_run)                                                                          \
    X(QS_SCENARIO_INCOMPLETE, incomplete)                                                                    \
    X(QS_SCENARIO_IMPRECISE, max_reached_before_precision)                                                   \
    X(QS_SCENARIO_NOT_REPORTED, not_reported)

typedef enum qs_scenario_state {
#define QS_SCENARIO_STATE_ENUM(name, word) name,
    QS_SCENARIO_STATE_LIST(QS_SCENARIO_STATE_ENUM)
#undef QS_SCENARIO_STATE_ENUM
        QS_N_SCENARIO_STATES
} qs_scenario_state;

/* The word for a state, as in the file's flag_meanings; state < QS_N_SCENARIO_STATES. Static. */
const char *qs_scenario_state_word(qs_scenario_state state);

/* What a file says beside the numbers; all owned by the qs_results. */
typedef struct qs_results_about {
    const char *name;      /* of the study */
    const char *time_unit; /* "s", "min", "h", "d" */
    const char *clock;     /* the time of day at time 0, "08:30"; NULL: there is none */
    double confidence;     /* of the intervals */
    bool common_random_numbers;
    bool weighs_customers;   /* output.weighting: means over customers are of all of them together */
    bool has_controls;       /* means are corrected by control variates, where all observations have them */
    bool antithetic;         /* replications 2k and 2k + 1 are a pair: one observation */
    bool has_rows;           /* each replication's row was kept */
    uint64_t n_replications; /* length of the replication dimension; 0 without rows */
    uint64_t n_scenarios;
    size_t n_axes;
    const qs_axis *axes; /* [n_axes], by their own names, else named by their paths; labels come first */
    const char *const
        *labels; /* [n_scenarios] "" where a scenario has none; those of axes[0]; NULL: none has */
    const bool *is_explained; /* [n_axes] its value follows from the scenario's label; NULL: there are none */
    qs_layout layout;         /* sizes; offsets as of a row */
    char **members[QS_N_SCOPES];          /* [layout n_members]; the system's is "system" */
    const double *quantiles, *thresholds; /* thresholds: behind them the times of service_level */
    const qs_abandoned *abandoned;        /* [layout n_levels] what those who gave up earlier count as */
    const double *times;                  /* [layout n_times] instants of the series */
    const double *starts, *ends;          /* [layout n_intervals] of the intervals of output.intervals */
    bool has_histograms;
    const int64_t *replications, *failed; /* [n_scenarios] */
    const int8_t *state;                  /* [n_scenarios] a qs_scenario_state */
    const double *cost;                   /* [n_scenarios] what each costs, exactly; NULL: not known */
    const qs_decided *decided;            /* NULL: the study decides nothing */
    const qs_select *select;              /* what it decides, and on which tests; NULL likewise */
    const int8_t *unstable;               /* [n_scenarios] 1: the offered load is 1 or more somewhere */
    const int8_t *window_unstable;        /* [n_scenarios][n_windows] 1: it is so at this window */
    const int8_t *growing;                /* [n_scenarios] a qs_growth: the queues still grow at the end */
    const int8_t *window_growing;         /* [n_scenarios][n_windows] */
} qs_results_about;

/* Open a results file.
 * out [out] owned by the caller (qs_results_free)
 * Errors: QS_ERROR_IO (it cannot be opened or read), QS_ERROR_FORMAT (not a results file, torn, or of a later
 * version), QS_ERROR_MEMORY; each names the file. */
qs_status qs_results_open(const char *path, qs_results **out);
void qs_results_free(qs_results *results);

const qs_results_about *qs_results_get_about(const qs_results *results);

/* Whether the file has a metric in a scope (with at least one item). */
bool qs_results_has(const qs_results *results, qs_scope scope, qs_metric metric);

/* The unit of a metric, such as "min", "1/min", "1"; written into text. */
void qs_results_unit(qs_metric metric, const char *time_unit, char text[16]);

/* A statistic of a metric for the scenarios [first, first + n).
 * values [out] [n][n_members][n_items]; NaN where never observed
 * Errors: QS_ERROR_IO, QS_ERROR_FORMAT (no such dataset, or of another shape). */
qs_status qs_results_read(const qs_results *results, qs_scope scope, qs_metric metric, qs_statistic statistic,
                          uint64_t first, uint64_t n, double *values);

/* The same of results by interval; only if layout n_intervals > 0.
 * values [out] [n][n_members][n_intervals][n_items], of rows
 * [n_replications][n_members][n_intervals][n_items]
 */
bool qs_results_has_intervals(const qs_results *results, qs_scope scope, qs_metric metric);
qs_status qs_results_read_intervals(const qs_results *results, qs_scope scope, qs_metric metric,
                                    qs_statistic statistic, uint64_t first, uint64_t n, double *values);
qs_status qs_results_read_interval_rows(const qs_results *results, qs_scope scope, qs_metric metric,
                                        uint64_t scenario, double *values);

/* Whether the file has exact values of a metric in a scope, for at least one scenario. */
bool qs_results_has_exact(const qs_results *results, qs_scope scope, qs_metric metric);

/* The exact values of a metric (NaN where there are none), and how many standard errors the means lie above
 * them. exact, deviation [out] [n][n_members][n_items] Errors: as qs_results_read. */
qs_status qs_results_read_exact(const qs_results *results, qs_scope scope, qs_metric metric, uint64_t first,
                                uint64_t n, double *exact, double *deviation);

/* An attribute of the group provenance, as a text (numbers in decimal).
 * out [out] owned by the caller (qs_free)
 * Errors: QS_ERROR_FORMAT (there is none), QS_ERROR_MEMORY. */
qs_status qs_results_provenance(const qs_results *results, const char *name, char **out);

/* A metric in each replication of one scenario; only if has_rows.
 * values [out] [n_replications][n_members][n_items]
 * Errors: as qs_results_read. */
qs_status qs_results_read_rows(const qs_results *results, qs_scope scope, qs_metric metric, uint64_t scenario,
                               double *values);

/* A statistic of a series for the scenarios [first, first + n); only if layout n_times > 0.
 * values [out] [n][n_windows][n_times]
 * Errors: as qs_results_read. */
qs_status qs_results_read_series(const qs_results *results, qs_series series, qs_statistic statistic,
                                 uint64_t first, uint64_t n, double *values);

/* The histogram of the wait, or of the sojourn, of a scenario and member; only if has_histograms.
 * out [out] cleared first; the caller's to clear
 * Errors: as qs_results_read; QS_ERROR_MEMORY. */
qs_status qs_results_read_histogram(const qs_results *results, qs_scope scope, int member, bool is_sojourn,
                                    uint64_t scenario, qs_histogram *out);

#ifdef __cplusplus
}
#endif

#endif
