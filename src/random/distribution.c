/* Distributions: domains of their parameters and constants of their samplers.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#include "qsweep/distribution.h"

#include <math.h>
#include <string.h>

#include "distribution_internal.h"
#include "qsweep/memory.h"
#include "qsweep/variate.h"

enum { MAX_STAGES = 10000, MAX_COUNT_MEAN = 100000, MAX_COUNT = 1000000000 };

/* Below this many sd under 0 nearly nothing of a normal is left above 0, and its inverse loses digits. */
#define MIN_NORMAL_MEAN (-30.0)

/* The variance has gamma(1 + 2 / shape) in it, which overflows from gamma(171.6) on. */
#define MIN_WEIBULL_SHAPE 0.012

#define SQRT_2 1.4142135623730950488016887242097

/* How a study calls a, b and c, by kind. */
static const char *const parameter_name[QS_N_DISTRIBUTIONS][3] = {
    [QS_DISTRIBUTION_constant] = {"value"},
    [QS_DISTRIBUTION_exponential] = {"mean"},
    [QS_DISTRIBUTION_uniform] = {"min", "max"},
    [QS_DISTRIBUTION_normal] = {"mean", "sd"},
    [QS_DISTRIBUTION_lognormal] = {"mean", "sd"},
    [QS_DISTRIBUTION_gamma] = {"shape", "mean"},
    [QS_DISTRIBUTION_erlang] = {"k", "mean"},
    [QS_DISTRIBUTION_weibull] = {"shape", "scale"},
    [QS_DISTRIBUTION_triangular] = {"min", "mode", "max"},
    [QS_DISTRIBUTION_discrete_uniform] = {"min", "max"},
    [QS_DISTRIBUTION_bernoulli] = {"p"},
    [QS_DISTRIBUTION_binomial] = {"n", "p"},
    [QS_DISTRIBUTION_poisson] = {"mean"},
    [QS_DISTRIBUTION_geometric] = {"p"},
};

static qs_status refuse(const char *name, const char *allowed, double got)
{
    return qs_fail(QS_ERROR_STUDY, "%s must be %s (got %.15g)", name, allowed, got);
}

static qs_status check_finite(const qs_distribution *d)
{
    const double value[3] = {d->a, d->b, d->c};
    for (int i = 0; i < 3 && parameter_name[d->kind][i]; i++) {
        if (!isfinite(value[i]))
            return refuse(parameter_name[d->kind][i], "a finite number", value[i]);
    }
    return QS_OK;
}

static bool is_whole(double x)
{
    return x == floor(x);
}

static qs_status prepare_constant(qs_distribution *d)
{
    return d->a >= 0 ? QS_OK : refuse("value", "at least 0", d->a);
}

static qs_status prepare_exponential(qs_distribution *d)
{
    d->p1 = -d->a;
    return d->a > 0 ? QS_OK : refuse("mean", "above 0", d->a);
}

static qs_status prepare_uniform(qs_distribution *d)
{
    if (d->a < 0)
        return refuse("min", "at least 0", d->a);
    d->p1 = d->b - d->a;
    return d->b >= d->a ? QS_OK : refuse("max", "at least min", d->b);
}

static qs_status prepare_normal(qs_distribution *d)
{
    if (d->b < 0)
        return refuse("sd", "at least 0", d->b);
    if (d->a < 0 && d->b == 0)
        return refuse("mean", "at least 0 where sd is 0", d->a);
    if (d->a < MIN_NORMAL_MEAN * d->b)
        return refuse("mean", "at least -30 sd, because times below zero are drawn again", d->a);
    if (d->b > 0) {
        double z = d->a / d->b / SQRT_2;
        d->p1 = 0.5 * qs_erfc(z);
        d->p2 = 0.5 * qs_erfc(-z);
    }
    return QS_OK;
}

static qs_status prepare_lognormal(qs_distribution *d)
{
    if (d->a <= 0)
        return refuse("mean", "above 0", d->a);
    if (d->b < 0)
        return refuse("sd", "at least 0", d->b);
    double cv = d->b / d->a;
    double log_variance = qs_log1p(cv * cv);
    d->p1 = qs_log(d->a) - 0.5 * log_variance;
    d->p2 = sqrt(log_variance);
    return isfinite(d->p2) ? QS_OK : refuse("sd", "at most 1e150 times the mean", d->b);
}

static qs_status prepare_gamma(qs_distribution *d)
{
    if (d->a <= 0)
        return refuse("shape", "above 0", d->a);
    if (d->b <= 0)
        return refuse("mean", "above 0", d->b);
    /* A shape below 1 is sampled as one more, times u^(1/shape): Marsaglia and Tsang, section 6. */
    bool is_boosted = d->a < 1;
    d->p1 = (is_boosted ? d->a + 1 : d->a) - 1.0 / 3;
    d->p2 = 1 / sqrt(9 * d->p1);
    d->p3 = d->b / d->a;
    d->p4 = is_boosted ? 1 / d->a : 0;
    return QS_OK;
}

static qs_status prepare_erlang(qs_distribution *d)
{
    if (d->a < 1 || d->a > MAX_STAGES || !is_whole(d->a))
        return refuse("k", "a whole number from 1 to 10000", d->a);
    d->p1 = -d->b / d->a;
    return d->b > 0 ? QS_OK : refuse("mean", "above 0", d->b);
}

static qs_status prepare_hyperexponential(qs_distribution *d)
{
    return qs_table_from_rows(d, "means", false);
}

static qs_status prepare_weibull(qs_distribution *d)
{
    if (d->a <= 0)
        return refuse("shape", "above 0", d->a);
    if (d->a < MIN_WEIBULL_SHAPE)
        return refuse("shape", "at least 0.012, where the variance begins to fit in a number", d->a);
    d->p1 = 1 / d->a;
    return d->b > 0 ? QS_OK : refuse("scale", "above 0", d->b);
}

static qs_status prepare_triangular(qs_distribution *d)
{
    if (d->a < 0)
        return refuse("min", "at least 0", d->a);
    if (d->b < d->a)
        return refuse("mode", "at least min", d->b);
    if (d->c < d->b)
        return refuse("max", "at least mode", d->c);
    double width = d->c - d->a;
    d->p1 = width > 0 ? (d->b - d->a) / width : 0;
    d->p2 = width * (d->b - d->a);
    d->p3 = width * (d->c - d->b);
    return QS_OK;
}

static qs_status prepare_empirical(qs_distribution *d)
{
    return qs_table_from_rows(d, "values", true);
}

static qs_status prepare_discrete_uniform(qs_distribution *d)
{
    if (d->a < 0 || d->a > MAX_COUNT || !is_whole(d->a))
        return refuse("min", "a whole number from 0 to 1e9", d->a);
    if (d->b > MAX_COUNT || !is_whole(d->b))
        return refuse("max", "a whole number up to 1e9", d->b);
    d->p1 = d->b - d->a + 1;
    return d->b >= d->a ? QS_OK : refuse("max", "at least min", d->b);
}

static qs_status prepare_bernoulli(qs_distribution *d)
{
    return d->a >= 0 && d->a <= 1 ? QS_OK : refuse("p", "from 0 to 1", d->a);
}

static qs_status prepare_binomial(qs_distribution *d)
{
    if (d->a < 0 || !is_whole(d->a))
        return refuse("n", "a whole number, at least 0", d->a);
    if (d->b < 0 || d->b > 1)
        return refuse("p", "from 0 to 1", d->b);
    if (d->a > MAX_COUNT_MEAN)
        return qs_fail(QS_ERROR_LIMIT, "n may be at most %d (got %.15g)", MAX_COUNT_MEAN, d->a);
    return d->a == 0 || d->b == 0 || d->b == 1 ? QS_OK : qs_table_binomial(d);
}

static qs_status prepare_poisson(qs_distribution *d)
{
    if (d->a <= 0)
        return refuse("mean", "above 0", d->a);
    if (d->a > MAX_COUNT_MEAN)
        return qs_fail(QS_ERROR_LIMIT, "mean may be at most %d (got %.15g)", MAX_COUNT_MEAN, d->a);
    return qs_table_poisson(d);
}

static qs_status prepare_geometric(qs_distribution *d)
{
    if (d->a <= 0 || d->a > 1)
        return refuse("p", "above 0 and at most 1", d->a);
    if (d->a * MAX_COUNT_MEAN < 1)
        return qs_fail(QS_ERROR_LIMIT, "p may be no less than %g (got %.15g)", 1.0 / MAX_COUNT_MEAN, d->a);
    d->p1 = d->a < 1 ? 1 / qs_log1p(-d->a) : 0;
    return QS_OK;
}

static bool has_rows(qs_distribution_kind kind)
{
    return kind == QS_DISTRIBUTION_hyperexponential || kind == QS_DISTRIBUTION_empirical;
}

static bool is_in_range(const qs_distribution *d)
{
    return isfinite(qs_distribution_mean(d)) && isfinite(qs_distribution_variance(d));
}

/* Parameters of a law that are times. */
static void divide_parameters(qs_distribution *d, double by)
{
    switch (d->kind) {
    case QS_DISTRIBUTION_constant:
    case QS_DISTRIBUTION_exponential:
    case QS_DISTRIBUTION_uniform:
    case QS_DISTRIBUTION_normal:
    case QS_DISTRIBUTION_lognormal:
    case QS_DISTRIBUTION_triangular:
        d->a /= by;
        d->b /= by;
        d->c /= by;
        break;
    case QS_DISTRIBUTION_gamma:
    case QS_DISTRIBUTION_erlang:
    case QS_DISTRIBUTION_weibull:
        d->b /= by;
        break;
    case QS_DISTRIBUTION_hyperexponential:
    case QS_DISTRIBUTION_empirical:
        for (size_t i = 0; i < d->n_table; i++)
            d->value[i] /= by;
        break;
    case QS_DISTRIBUTION_discrete_uniform:
    case QS_DISTRIBUTION_bernoulli:
    case QS_DISTRIBUTION_binomial:
    case QS_DISTRIBUTION_poisson:
    case QS_DISTRIBUTION_geometric:
    case QS_N_DISTRIBUTIONS:
        break;
    }
}

qs_status qs_distribution_divide(qs_distribution *distribution, double by)
{
    double mean = qs_distribution_mean(distribution);
    divide_parameters(distribution, by);
    if (!has_rows(distribution->kind)) /* a table's rows keep their order and their weights */
        return qs_distribution_prepare(distribution);
    double now = qs_distribution_mean(distribution);
    return is_in_range(distribution) && (now > 0 || mean == 0)
               ? QS_OK
               : qs_fail(QS_ERROR_STUDY, "times over %g are out of range", by);
}

qs_status qs_distribution_prepare(qs_distribution *distribution)
{
    static qs_status (*const prepare[])(qs_distribution *) = {
#define PREPARE(name, parameters, counts) prepare_##name,
        QS_DISTRIBUTION_LIST(PREPARE)
#undef PREPARE
    };
    qs_status status = check_finite(distribution);
    if (!status)
        status = prepare[distribution->kind](distribution);
    if (status)
        return status;
    if (!is_in_range(distribution))
        return qs_fail(QS_ERROR_STUDY,
                       "the parameters of %s give a mean of %g and a variance of %g, which is out of range",
                       qs_distribution_name(distribution->kind), qs_distribution_mean(distribution),
                       qs_distribution_variance(distribution));
    return QS_OK;
}

static qs_status copy_array(const void *from, size_t n, size_t size, void *out)
{
    qs_status status = qs_calloc(n, size, out);
    if (!status)
        memcpy(*(void **)out, from, n * size);
    return status;
}

qs_status qs_distribution_copy(const qs_distribution *from, qs_distribution *to)
{
    qs_status status = QS_OK;
    *to = *from;
    to->value = NULL;
    to->cumulative = NULL;
    to->guide = NULL;
    if (from->value)
        status = copy_array(from->value, from->n_table, sizeof *from->value, &to->value);
    if (!status && from->cumulative)
        status = copy_array(from->cumulative, from->n_table, sizeof *from->cumulative, &to->cumulative);
    if (!status && from->guide)
        status = copy_array(from->guide, QS_GUIDE * from->n_table, sizeof *from->guide, &to->guide);
    if (status)
        qs_distribution_clear(to);
    return status;
}

void qs_distribution_clear(qs_distribution *distribution)
{
    qs_free(distribution->guide);
    qs_free(distribution->cumulative);
    qs_free(distribution->value);
    *distribution = (qs_distribution){.kind = QS_DISTRIBUTION_constant};
}

const char *qs_distribution_name(qs_distribution_kind kind)
{
    static const char *const name[] = {
#define NAME(name, parameters, counts) #name,
        QS_DISTRIBUTION_LIST(NAME)
#undef NAME
    };
    return (unsigned)kind < QS_N_DISTRIBUTIONS ? name[kind] : "unknown";
}

bool qs_distribution_is_count(qs_distribution_kind kind)
{
    static const bool is_count[] = {
#define IS_COUNT(name, parameters, counts) counts,
        QS_DISTRIBUTION_LIST(IS_COUNT)
#undef IS_COUNT
    };
    return (unsigned)kind < QS_N_DISTRIBUTIONS && is_count[kind];
}
