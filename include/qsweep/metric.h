/* The one list of metrics, and where each lies in a row.
 *
 * A row is what one replication measures: an array of doubles, NaN for "never observed". It holds
 * a scope at a time: the system, then each class, then each window, then each line; within a scope the
 * metrics of the list that apply to it, in the list's order, a vector metric's items one after another.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef QSWEEP_METRIC_H
#define QSWEEP_METRIC_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "qsweep/status.h"

#ifdef __cplusplus
extern "C" {
#endif

/* Scopes a metric exists in. */
typedef enum qs_scope { QS_SYSTEM, QS_CLASS, QS_WINDOW, QS_LINE, QS_RESOURCE, QS_N_SCOPES } qs_scope;

enum {
    QS_IN_S = 1 << QS_SYSTEM,
    QS_IN_C = 1 << QS_CLASS,
    QS_IN_W = 1 << QS_WINDOW,
    QS_IN_R = 1 << QS_RESOURCE,
    QS_IN_L = 1 << QS_LINE,
    QS_IN_SC = QS_IN_S | QS_IN_C,
    QS_IN_SCW = QS_IN_S | QS_IN_C | QS_IN_W,
    QS_IN_SCWL = QS_IN_SCW | QS_IN_L,
    QS_IN_SCWRL = QS_IN_SCWL | QS_IN_R,
    QS_IN_SW = QS_IN_S | QS_IN_W,
    QS_IN_SWR = QS_IN_SW | QS_IN_R
};

/* Units; QS_UNIT_TIME is the study's time unit, QS_UNIT_RATE one over it. Hours are hours, whatever that unit
 * is; an amount is of money, or whatever else the study's prices are in. */
typedef enum qs_unit {
    QS_UNIT_COUNT,
    QS_UNIT_TIME,
    QS_UNIT_CUSTOMERS,
    QS_UNIT_RATIO,
    QS_UNIT_RATE,
    QS_UNIT_HOURS,
    QS_UNIT_AMOUNT
} qs_unit;

/* How many values a metric has. */
typedef enum qs_shape { QS_SCALAR, QS_PER_QUANTILE, QS_PER_THRESHOLD, QS_PER_LEVEL } qs_shape;

/* X(name, unit, scopes, shape, what it means). Counts and means over customers are over those who
 * arrived in the measured period, at a window over their visits there; time averages are over the
 * measured period. */
#define QS_METRIC_LIST(X)                                                                                    \
    X(arrived, COUNT, SCWL, SCALAR, "customers who arrived in the measured period (window: visits)")         \
    X(served, COUNT, SCWL, SCALAR, "of these, served to the end")                                            \
    X(rejected, COUNT, SCWL, SCALAR, "turned away because there was no room")                                \
    X(dropped, COUNT, SCWL, SCALAR, "pushed out of a full queue by a newcomer")                              \
    X(balked, COUNT, SCWL, SCALAR, "did not join because too many waited")                                   \
    X(reneged, COUNT, SCWL, SCALAR, "left the queue when their patience ran out")                            \
    X(cancelled, COUNT, SCWL, SCALAR, "sent away at the horizon or the timeout after it")                    \
    X(unfinished, COUNT, SCWL, SCALAR, "still there when the replication ended")                             \
    X(wait_mean, TIME, SCWRL, SCALAR,                                                                        \
      "mean complete wait (of those whose last service began; window: of visits whose service began)")       \
    X(wait_sd, TIME, SCWL, SCALAR,                                                                           \
      "standard deviation of the complete wait within a replication (of those in wait_mean)")                \
    X(wait_max, TIME, SCWL, SCALAR, "longest complete wait (of those in wait_mean)")                         \
    X(wait_quantile, TIME, SCWL, PER_QUANTILE, "quantile of the complete wait (of those in wait_mean)")      \
    X(wait_over, RATIO, SCWL, PER_THRESHOLD,                                                                 \
      "share of all who joined who waited longer than the threshold (without those of whom it is not "       \
      "known)")                                                                                              \
    X(sojourn_mean, TIME, SCW, SCALAR, "mean time from arrival to departure of those served")                \
    X(sojourn_sd, TIME, SCW, SCALAR, "standard deviation of that time within a replication")                 \
    X(sojourn_quantile, TIME, SCW, PER_QUANTILE, "quantile of that time")                                    \
    X(queue_mean, CUSTOMERS, SCWL, SCALAR, "mean number waiting")                                            \
    X(queue_max, CUSTOMERS, SCWL, SCALAR, "largest number waiting (window: longest single queue)")           \
    X(number_mean, CUSTOMERS, SCW, SCALAR, "mean number present")                                            \
    X(utilisation, RATIO, SWR, SCALAR, "mean share of servers serving")                                      \
    X(occupation, RATIO, SW, SCALAR, "mean share of servers serving, in dead time or blocked")               \
    X(throughput, RATE, SCW, SCALAR,                                                                         \
      "served per unit of time in the measured period, whenever they arrived")                               \
    X(served_at_horizon, COUNT, S, SCALAR, "served before the horizon")                                      \
    X(in_service_at_horizon, COUNT, S, SCALAR, "in service at the horizon")                                  \
    X(waiting_at_horizon, COUNT, S, SCALAR, "waiting at the horizon")                                        \
    X(drain_time, TIME, S, SCALAR, "from the horizon until the last customer left or was sent away")         \
    X(warmup_used, TIME, S, SCALAR, "length of the warm-up that was cut off")                                \
    X(wait_censored, COUNT, SCWL, SCALAR,                                                                    \
      "still waiting, or before a later stage, at the replication's end (window: still waiting): in no "     \
      "mean of waits, in wait_over only where over already")                                                 \
    X(reneged_share, RATIO, SCWL, SCALAR, "share of those who arrived who left when their patience ran out") \
    X(rejected_share, RATIO, SCWL, SCALAR, "share of those who arrived who were turned away")                \
    X(balked_share, RATIO, SCWL, SCALAR, "share of those who arrived who did not join")                      \
    X(dropped_share, RATIO, SCWL, SCALAR, "share of those who arrived who were pushed out")                  \
    X(served_share, RATIO, SCWL, SCALAR, "share of those who arrived who were served to the end")            \
    X(service_level, RATIO, SCWL, PER_LEVEL,                                                                 \
      "share of those who arrived who were served within the time, as output.service_level counts those "    \
      "who gave up (without those of whom it is not known)")                                                 \
    X(server_hours, HOURS, SW, SCALAR, "hours of servers on the roster, from 0 to the horizon")              \
    X(overtime, HOURS, SW, SCALAR, "hours served after a server's shift, or after the horizon")              \
    X(cost, AMOUNT, S, SCALAR, "server hours, things and outcomes at the study's prices")                    \
    X(retried, COUNT, SC, SCALAR, "attempts of those who arrived, beyond the first at each service")         \
    X(orbit_mean, CUSTOMERS, SC, SCALAR, "mean number outside who will come again (retry)") \
    X(units_mean, CUSTOMERS, R, SCALAR, "mean number of units held")                                         \
    X(persons, COUNT, SC, SCALAR, "people of the customers who arrived in the measured period")

/* What output.intervals measures for each interval of time too, in every scope that the metric has. A metric
 * that is added here is put by the engine's intervals.c. */
#define QS_INTERVAL_METRIC_LIST(X)                                                                           \
    X(arrived)                                                                                               \
    X(served)                                                                                                \
    X(rejected)                                                                                              \
    X(dropped)                                                                                               \
    X(balked)                                                                                                \
    X(reneged)                                                                                               \
    X(cancelled)                                                                                             \
    X(unfinished)                                                                                            \
    X(wait_mean)                                                                                             \
    X(wait_quantile)                                                                                         \
    X(wait_over)                                                                                             \
    X(reneged_share)                                                                                         \
    X(rejected_share)                                                                                        \
    X(balked_share)                                                                                          \
    X(dropped_share)                                                                                         \
    X(served_share)                                                                                          \
    X(service_level)                                                                                         \
    X(queue_mean)                                                                                            \
    X(number_mean)                                                                                           \
    X(utilisation)

typedef enum qs_metric {
#define QS_METRIC_ENUM(name, unit, scopes, shape, meaning) QS_METRIC_##name,
    QS_METRIC_LIST(QS_METRIC_ENUM)
#undef QS_METRIC_ENUM
        QS_N_METRICS
} qs_metric;

/* What a series through time shows of each window, sampled at 0, T, 2T, ... up to the horizon; X(name,
 * meaning). Samples are taken after the departures and before the arrivals of their instant. */
#define QS_SERIES_LIST(X)                                                                                    \
    X(queue, "number waiting")                                                                               \
    X(number, "number present")                                                                              \
    X(serving, "servers busy serving")

typedef enum qs_series {
#define QS_SERIES_ENUM(name, meaning) QS_SERIES_##name,
    QS_SERIES_LIST(QS_SERIES_ENUM)
#undef QS_SERIES_ENUM
        QS_N_SERIES
} qs_series;

typedef struct qs_metric_info {
    const char *name, *meaning;
    qs_unit unit;
    unsigned scopes; /* QS_IN_* bits */
    qs_shape shape;
} qs_metric_info;

/* The list's entry; metric < QS_N_METRICS. Static. */
const qs_metric_info *qs_metric_get(qs_metric metric);

/* The metric of a name, or QS_N_METRICS. */
qs_metric qs_metric_find(const char *name);

/* What it means of members of a scope. Static. */
const char *qs_metric_meaning(qs_metric metric, qs_scope scope);

/* "system", "class", "window", "line", "resource". */
const char *qs_scope_name(qs_scope scope);

/* Is it measured for each interval too? */
bool qs_metric_has_intervals(qs_metric metric);

/* The values of a scope's member, of the whole measured period or of one interval of it. */
enum { QS_WHOLE = 0 };

/* Which number it is; all that chooses one has this form. */
typedef struct qs_spot {
    qs_scope scope;
    int member;
    qs_metric metric;
    int item;     /* of its quantiles or thresholds */
    int interval; /* QS_WHOLE, or 1 and more: output.intervals in their order */
} qs_spot;

/* output.service_level: what somebody who gave up earlier than the time counts as. X(name) */
#define QS_ABANDONED_LIST(X) X(bad) X(good) X(ignored)
typedef enum qs_abandoned {
    QS_ABANDONED_BAD,
    QS_ABANDONED_GOOD,
    QS_ABANDONED_IGNORED,
    QS_N_ABANDONED
} qs_abandoned;
const char *qs_abandoned_word(qs_abandoned abandoned);

/* Where things lie in a row; made by qs_model_layout (model.h), a plain value that owns nothing. */
typedef struct qs_layout {
    int n_members[QS_N_SCOPES]; /* 1, n_classes, n_windows, n_lines, n_resources */
    int n_quantiles, n_thresholds, n_levels;
    bool has_cost;    /* the study has prices: there is a metric cost */
    bool has_persons; /* customers stand for parties: there is a metric persons */
    int offset[QS_N_SCOPES]
              [QS_N_METRICS]; /* of the metric within its scope's part; QS_NONE where it does not exist */
    int width[QS_N_SCOPES];   /* values of one member of the scope */
    int start[QS_N_SCOPES];   /* of the scope's first member in a row */
    int n_values;             /* of a row */
    int n_histograms;         /* two for each member of each scope: wait, sojourn; behind them, with
                                 quantiles by interval, two for each of its intervals, the second empty */
    int growth_start;         /* behind all metrics: how the numbers present grow (qs_layout_growth) */
    int n_times;              /* instants of the series; 0: no series */
    int series_start;         /* of the series in a row, behind growth */
    int n_intervals;          /* output.intervals; 0: none */
    bool has_interval_quantiles;
    int interval_offset[QS_N_SCOPES]
                       [QS_N_METRICS]; /* in values of one interval, within those of a member; QS_NONE */
    int interval_width[QS_N_SCOPES];   /* values of one interval of one member */
    int interval_start[QS_N_SCOPES];   /* of the scope's first member in a row, behind the series */
    int n_weights;                     /* output.weighting: customers, in all (qs_layout_weight); 0: none */
    int weights_start;                 /* behind the intervals */
    int n_controls;                    /* control variates (control.h), behind all else; 0: none */
    int controls_start;
} qs_layout;

void qs_layout_init(qs_layout *layout, int n_classes, int n_windows, int n_quantiles, int n_thresholds);

/* n lines for several windows; right after the layout is made, before all that is put behind. */
void qs_layout_add_lines(qs_layout *layout, int n);

/* The same of a study with prices: with the metric cost. */
void qs_layout_init_priced(qs_layout *layout, int n_classes, int n_windows, int n_quantiles,
                           int n_thresholds);

/* n resources, and whether there are parties; likewise. */
void qs_layout_add_resources(qs_layout *layout, int n, bool has_persons);

/* n items of output.service_level; right after the layout is made, before all that is put behind. */
void qs_layout_add_levels(qs_layout *layout, int n);

/* Index in a row of how the number present of the system (QS_SYSTEM, 0) or of a window grows: what
 * growth.h judges. No metric, and in no dataset. NaN where it would mean nothing. */
int qs_layout_growth(const qs_layout *layout, qs_scope scope, int member);
bool qs_layout_is_growth(const qs_layout *layout, int value);

/* The values of a row before there is a layout, which can only be of QS_MAX_ROW (model.h) at most; n_times:
 * instants of series. Counts are of at most 2^31 each; what is more than 64 bits hold is UINT64_MAX. */
uint64_t qs_layout_count(uint64_t n_classes, uint64_t n_windows, uint64_t n_quantiles, uint64_t n_thresholds,
                         uint64_t n_times);

/* The same of the values of n_intervals, which come on top. n_quantiles 0: none by interval. */
uint64_t qs_layout_count_intervals(uint64_t n_classes, uint64_t n_windows, uint64_t n_quantiles,
                                   uint64_t n_thresholds, uint64_t n_intervals);

/* The same of the values of n_levels, of the whole and of n_intervals. */
uint64_t qs_layout_count_levels(uint64_t n_classes, uint64_t n_windows, uint64_t n_levels,
                                uint64_t n_intervals);

/* Put series of n_times instants behind those of a layout; 0: none. */
void qs_layout_add_series(qs_layout *layout, int n_times);

/* Put n intervals behind the series; 0: none. A member's values of a metric lie together: those of its first
 * interval, then of the next one. has_quantiles [in] they have wait_quantile, and histograms for it */
void qs_layout_add_intervals(qs_layout *layout, int n, bool has_quantiles);

/* Values that a metric has in one interval of a member: 0 where it has none. */
int qs_layout_n_interval_items(const qs_layout *layout, qs_scope scope, qs_metric metric);

/* Index in a row of any value; QS_NONE where it does not exist. */
int qs_layout_spot(const qs_layout *layout, const qs_spot *spot);

/* Index of the wait histogram of a spot's member and interval; QS_NONE where there is none. */
int qs_layout_spot_histogram(const qs_layout *layout, const qs_spot *spot);

/* Histograms of the members' whole period: the first ones. */
int qs_layout_n_whole_histograms(const qs_layout *layout);

/* Put the numbers of customers that means are of behind the intervals (output.weighting: customers). */
void qs_layout_add_weights(qs_layout *layout);

/* Is it a mean over customers, or a share of them, so that output.weighting says how it is taken? */
bool qs_metric_is_weighted(qs_metric metric);

/* Index in a row of how many customers a spot's value is the mean of; QS_NONE without weights, or where it is
 * no mean over customers. Of all values: weight_of [out] [n_values]. */
int qs_layout_weight(const qs_layout *layout, const qs_spot *spot);
void qs_layout_weights(const qs_layout *layout, int *weight_of);

/* Put n control variates behind all else; a model has so many, or none. */
enum { QS_LAYOUT_CONTROLS = 2 };
void qs_layout_add_controls(qs_layout *layout, int n);

/* Index in a row of a series' value of a window at an instant (from 0). */
int qs_layout_series(const qs_layout *layout, qs_series series, int window, int time);

/* "queue", "number", "serving", and what it means. */
const char *qs_series_name(qs_series series);
const char *qs_series_meaning(qs_series series);

/* Values a metric has in one member: 1, n_quantiles, n_thresholds or n_levels. */
int qs_layout_n_items(const qs_layout *layout, qs_metric metric);

/* Index in a row of item `item` of a metric of a member of a scope; QS_NONE (-1) where it does not exist. */
int qs_layout_index(const qs_layout *layout, qs_scope scope, int member, qs_metric metric, int item);

/* Index of a member's wait histogram; its sojourn histogram is the next one. */
int qs_layout_histogram(const qs_layout *layout, qs_scope scope, int member);

#ifdef __cplusplus
}
#endif

#endif
