/* A study with some settings changed, and expectations that come back.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#include "model.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

enum { MOST_SETTINGS = 16, MOST_TEXT = 400 };

void model_settings(validation *run, const char *study, size_t n, const char *const *settings)
{
    static char text[MOST_SETTINGS][MOST_TEXT];
    qs_setting made[MOST_SETTINGS];
    char path[MOST_TEXT];
    assert_true(n <= MOST_SETTINGS);
    for (size_t i = 0; i < n; i++) {
        const char *equals = strchr(settings[i], '=');
        assert_true(equals && strlen(settings[i]) < MOST_TEXT);
        memcpy(text[i], settings[i], strlen(settings[i]) + 1);
        text[i][equals - settings[i]] = 0;
        made[i].path = text[i];
        made[i].value = text[i] + (equals - settings[i]) + 1;
        printf("# %s\n", settings[i]);
    }
    snprintf(path, sizeof path, "tests/validation/%s.yaml", study);
    validation_run(run, path, made, n);
}

double model_length(const validation *run)
{
    return run->model.run.horizon - run->model.run.warmup;
}

static void expect_known(validation *run, const char *where, qs_metric metric, double exact)
{
    if (!isnan(exact))
        validation_expect(run, 0, where, metric, 0, exact);
}

void model_expect_steady(validation *run, const char *where, const qs_steady *exact)
{
    expect_known(run, where, QS_METRIC_wait_mean, exact->wait);
    expect_known(run, where, QS_METRIC_sojourn_mean, exact->sojourn);
    expect_known(run, where, QS_METRIC_queue_mean, exact->queue);
    expect_known(run, where, QS_METRIC_number_mean, exact->number);
    if (!isnan(exact->wait_variance))
        validation_expect_variance(run, 0, where, QS_METRIC_wait_mean, exact->wait_variance);
    if (!isnan(exact->sojourn_variance))
        validation_expect_variance(run, 0, where, QS_METRIC_sojourn_mean, exact->sojourn_variance);
    if (!isnan(exact->wait_probability))
        validation_expect(run, 0, where, QS_METRIC_wait_over, 0, exact->wait_probability);
    if (!isnan(exact->utilisation) && where[0] != 'c')
        validation_expect(run, 0, where, QS_METRIC_utilisation, 0, exact->utilisation);
}

void model_expect_rate(validation *run, const char *where, qs_metric metric, double rate)
{
    validation_expect(run, 0, where, metric, 0, rate * model_length(run));
}

/* E(sum - exact n) = 0, and each replication gives one such difference. */
void model_expect_pooled(validation *run, const char *where, qs_metric mean, qs_metric count, double exact)
{
    const validation_scenario *found = &run->scenarios[0];
    int mean_at = validation_locate(run, where, mean, 0), count_at = validation_locate(run, where, count, 0);
    double r = (double)found->n_replications, n = 0, sum = 0, squares = 0;
    for (uint64_t i = 0; i < found->n_replications; i++) {
        const double *row = found->rows + i * (size_t)run->layout.n_values;
        double d = row[count_at] > 0 ? row[count_at] * (row[mean_at] - exact) : 0;
        n += row[count_at];
        sum += d;
        squares += d * d;
    }
    double error = sqrt((squares - sum * sum / r) * r / (r - 1));
    validation_judge(run, 0, where, qs_metric_get(mean)->name, 0, exact + sum / n, error / n, exact);
}

/* Six standard errors of the difference: a false alarm in 5e8. */
static void expect_within(validation *run, const char *what, double estimate, double error, double reported,
                          double reported_error, double decimal)
{
    double limit = decimal / 2 + 6 * sqrt(error * error + reported_error * reported_error);
    bool is_refused = !(fabs(estimate - reported) <= limit);
    run->n_refused += is_refused;
    printf("#   %-30s reported %-10.6g estimate %-10.6g limit %.3g%s\n", what, reported, estimate, limit,
           is_refused ? "  <- REFUSED" : "");
}

void model_expect_reported(validation *run, const char *where, qs_metric metric, double mean, double sd,
                           double decimal, double n)
{
    const validation_scenario *found = &run->scenarios[0];
    int index = validation_locate(run, where, metric, 0);
    double r = (double)found->n_replications, sum = 0, squares = 0, fourth = 0;
    char what[64];
    for (uint64_t i = 0; i < found->n_replications; i++)
        sum += found->rows[i * (size_t)run->layout.n_values + (size_t)index] / r;
    for (uint64_t i = 0; i < found->n_replications; i++) {
        double d = found->rows[i * (size_t)run->layout.n_values + (size_t)index] - sum;
        squares += d * d / r;
        fourth += d * d * d * d / r;
    }
    double own_sd = sqrt(squares * r / (r - 1));
    snprintf(what, sizeof what, "%s", qs_metric_get(metric)->name);
    expect_within(run, what, sum, own_sd / sqrt(r), mean, own_sd / sqrt(n), decimal);
    if (isnan(sd))
        return;
    /* The error of a standard deviation from the fourth moment. Source: Kendall and Stuart 1, 10.5. */
    double error = sqrt((fourth - squares * squares) / (4 * squares));
    snprintf(what, sizeof what, "%s, standard deviation", qs_metric_get(metric)->name);
    expect_within(run, what, own_sd, error / sqrt(r), sd, error / sqrt(n), decimal);
}
