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

/* How a study calls a, b, c and d, by kind; those of a truncated law may be infinite. */
static const char *const parameter_name[QS_N_DISTRIBUTIONS][4] = {
    [QS_DISTRIBUTION_constant] = {"value"},
    [QS_DISTRIBUTION_exponential] = {"mean"},
    [QS_DISTRIBUTION_uniform] = {"min", "max"},
    [QS_DISTRIBUTION_normal] = {"mean", "sd"},
    [QS_DISTRIBUTION_lognormal] = {"mean", "sd"},
    [QS_DISTRIBUTION_gamma] = {"shape", "mean"},
    [QS_DISTRIBUTION_erlang] = {"k", "mean"},
    [QS_DISTRIBUTION_weibull] = {"shape", "scale"},
    [QS_DISTRIBUTION_triangular] = {"min", "mode", "max"},
    [QS_DISTRIBUTION_beta] = {"min", "max", "mean", "sd"},
    [QS_DISTRIBUTION_pert] = {"min", "mode", "max"},
    [QS_DISTRIBUTION_pareto] = {"shape", "scale"},
    [QS_DISTRIBUTION_loglogistic] = {"shape", "scale"},
    [QS_DISTRIBUTION_shifted] = {"by"},
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
    const double value[4] = {d->a, d->b, d->c, d->d};
    const char *const *name = parameter_name[d->kind];
    /* NOLINTNEXTLINE(clang-analyzer-core.uninitialized.Branch): what an initialiser leaves out is NULL */
    for (int i = 0; i < 4 && name[i]; i++) {
        if (!isfinite(value[i]))
            return refuse(name[i], "a finite number", value[i]);
    }
    return QS_OK;
}

/* Whether a value is too low for a time. */
static bool is_below(const qs_distribution *d, double value)
{
    return value < 0 && !d->is_signed;
}

static bool is_whole(double x)
{
    return x == floor(x);
}

static qs_status prepare_constant(qs_distribution *d)
{
    return is_below(d, d->a) ? refuse("value", "at least 0", d->a) : QS_OK;
}

static qs_status prepare_exponential(qs_distribution *d)
{
    d->p1 = -d->a;
    return d->a > 0 ? QS_OK : refuse("mean", "above 0", d->a);
}

static qs_status prepare_uniform(qs_distribution *d)
{
    if (is_below(d, d->a))
        return refuse("min", "at least 0", d->a);
    d->p1 = d->b - d->a;
    return d->b >= d->a ? QS_OK : refuse("max", "at least min", d->b);
}

static qs_status prepare_normal(qs_distribution *d)
{
    if (d->b < 0)
        return refuse("sd", "at least 0", d->b);
    if (d->is_signed) {
        d->p1 = 0;
        d->p2 = 1;
        return QS_OK;
    }
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
    if (is_below(d, d->a))
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

/* Shapes below this are all but two points, and tails of this one reach the end of what a number can be. */
#define MIN_SHAPE 0.1

static qs_status prepare_beta(qs_distribution *d)
{
    double width = d->b - d->a;
    if (is_below(d, d->a))
        return refuse("min", "at least 0", d->a);
    if (!(width > 0) || !isfinite(width))
        return refuse("max", "above min", d->b);
    if (!(d->c > d->a && d->c < d->b))
        return refuse("mean", "between min and max", d->c);
    if (d->d < 0)
        return refuse("sd", "at least 0", d->d);
    double m = (d->c - d->a) / width, s = d->d / width;
    double sum = s > 0 ? m * (1 - m) / (s * s) - 1 : 0;
    d->p3 = width;
    d->p1 = sum * m;
    d->p2 = sum * (1 - m);
    if (s > 0 && !(sum > 0 && d->p1 >= 0.01 && d->p2 >= 0.01))
        return refuse("sd", "less than the widest there is, sqrt((mean - min)(max - mean))", d->d);
    return isfinite(sum) ? QS_OK : refuse("sd", "0 or large enough to be told from it", d->d);
}

static qs_status prepare_pert(qs_distribution *d)
{
    double width = d->c - d->a;
    if (is_below(d, d->a))
        return refuse("min", "at least 0", d->a);
    if (d->b < d->a)
        return refuse("mode", "at least min", d->b);
    if (d->c < d->b)
        return refuse("max", "at least mode", d->c);
    d->p3 = width;
    d->p1 = width > 0 ? 1 + 4 * (d->b - d->a) / width : 0;
    d->p2 = width > 0 ? 1 + 4 * (d->c - d->b) / width : 0;
    return QS_OK;
}

static qs_status check_tail(const qs_distribution *d)
{
    if (!(d->a >= MIN_SHAPE))
        return refuse("shape", "at least 0.1", d->a);
    return d->b > 0 ? QS_OK : refuse("scale", "above 0", d->b);
}

static qs_status prepare_pareto(qs_distribution *d)
{
    d->p1 = -1 / d->a;
    return check_tail(d);
}

static qs_status prepare_loglogistic(qs_distribution *d)
{
    d->p1 = 1 / d->a;
    return check_tail(d);
}

static qs_status prepare_mixture(qs_distribution *d)
{
    return qs_table_from_weights(d);
}

static qs_status prepare_shifted(qs_distribution *d)
{
    double least = d->a + qs_distribution_min(d->of);
    if (d->is_signed || least >= 0)
        return QS_OK;
    return qs_fail(QS_ERROR_STUDY, "by must leave times of at least 0, but the least is %.15g (got %.15g)",
                   least, d->a);
}

/* Of less than this is too much drawn in vain. */
#define LEAST_LEFT 1e-4

static qs_status prepare_truncated(qs_distribution *d)
{
    double moment[3];
    if (isnan(d->a) || (is_below(d, d->a) && isfinite(d->a)))
        return refuse("min", "at least 0", d->a);
    if (isnan(d->b) || d->b <= d->a)
        return refuse("max", "above min", d->b);
    double left = qs_distribution_partial(d->of, d->a, d->b, moment);
    if (!(left >= LEAST_LEFT))
        return qs_fail(QS_ERROR_STUDY,
                       "the bounds must leave at least a ten-thousandth of the law they cut (got %.2g)",
                       left > 1e-12 ? left : 0);
    if (qs_distribution_is_monotone(d->of)) {
        d->p1 = qs_distribution_below(d->of, d->a, false);
        d->p2 = qs_distribution_below(d->of, d->b, true) - d->p1;
    }
    d->p3 = moment[0];
    d->p4 = isinf(moment[1]) ? INFINITY : fmax(0, moment[1] - moment[0] * moment[0]);
    return QS_OK;
}

static qs_status prepare_cumulative(qs_distribution *d)
{
    return qs_table_from_probabilities(d);
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
    return kind == QS_DISTRIBUTION_hyperexponential || kind == QS_DISTRIBUTION_empirical ||
           kind == QS_DISTRIBUTION_mixture || kind == QS_DISTRIBUTION_cumulative;
}

/* The largest k <= 2 such that E X^k is finite by the law, whatever fits into a number. */
static int finite_moments(const qs_distribution *d)
{
    int least = 2;
    if (d->kind == QS_DISTRIBUTION_pareto || d->kind == QS_DISTRIBUTION_loglogistic)
        return d->a > 2 ? 2 : d->a > 1;
    if (d->kind == QS_DISTRIBUTION_truncated && isfinite(d->b))
        return 2;
    for (size_t i = 0; i < d->n_of; i++) {
        int n = finite_moments(&d->of[i]);
        least = n < least ? n : least;
    }
    return least;
}

static bool is_in_range(const qs_distribution *d)
{
    double mean = qs_distribution_mean(d), variance = qs_distribution_variance(d);
    int n = finite_moments(d);
    return !isnan(mean) && !isnan(variance) && (isfinite(mean) || n < 1) && (isfinite(variance) || n < 2);
}

/* Parameters of a law that are times; those of the laws in it are divided by the caller. */
static void divide_parameters(qs_distribution *d, double by)
{
    switch (d->kind) {
    case QS_DISTRIBUTION_constant:
    case QS_DISTRIBUTION_exponential:
    case QS_DISTRIBUTION_uniform:
    case QS_DISTRIBUTION_normal:
    case QS_DISTRIBUTION_lognormal:
    case QS_DISTRIBUTION_triangular:
    case QS_DISTRIBUTION_beta:
    case QS_DISTRIBUTION_pert:
    case QS_DISTRIBUTION_shifted:
    case QS_DISTRIBUTION_truncated:
        d->a /= by;
        d->b /= by;
        d->c /= by;
        d->d /= by;
        break;
    case QS_DISTRIBUTION_gamma:
    case QS_DISTRIBUTION_erlang:
    case QS_DISTRIBUTION_weibull:
    case QS_DISTRIBUTION_pareto:
    case QS_DISTRIBUTION_loglogistic:
        d->b /= by;
        break;
    case QS_DISTRIBUTION_hyperexponential:
    case QS_DISTRIBUTION_empirical:
    case QS_DISTRIBUTION_cumulative:
        for (size_t i = 0; i < d->n_table; i++)
            d->value[i] /= by;
        break;
    case QS_DISTRIBUTION_mixture:
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
    for (size_t i = 0; i < distribution->n_of; i++) {
        qs_status status = qs_distribution_divide(&distribution->of[i], by);
        if (status)
            return status;
    }
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
    to->of = NULL;
    to->n_of = 0;
    to->value = NULL;
    to->cumulative = NULL;
    to->guide = NULL;
    if (from->n_of > 0)
        status = qs_calloc(from->n_of, sizeof *to->of, &to->of);
    for (; !status && to->n_of < from->n_of; to->n_of++)
        status = qs_distribution_copy(&from->of[to->n_of], &to->of[to->n_of]);
    if (!status && from->value)
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
    for (size_t i = 0; i < distribution->n_of; i++)
        qs_distribution_clear(&distribution->of[i]);
    qs_free(distribution->of);
    qs_free(distribution->guide);
    qs_free(distribution->cumulative);
    qs_free(distribution->value);
    *distribution = (qs_distribution){.kind = QS_DISTRIBUTION_constant};
}

bool qs_distribution_is_inverted(const qs_distribution *distribution)
{
    const qs_distribution *d = distribution;
    if (d->kind == QS_DISTRIBUTION_gamma || d->kind == QS_DISTRIBUTION_erlang ||
        d->kind == QS_DISTRIBUTION_beta || d->kind == QS_DISTRIBUTION_pert)
        return false;
    if (d->kind == QS_DISTRIBUTION_truncated)
        return qs_distribution_is_monotone(d->of);
    for (size_t i = 0; i < d->n_of; i++)
        if (!qs_distribution_is_inverted(&d->of[i]))
            return false;
    return true;
}

bool qs_distribution_is_monotone(const qs_distribution *distribution)
{
    const qs_distribution *d = distribution;
    bool begins_anew = d->kind == QS_DISTRIBUTION_mixture || d->kind == QS_DISTRIBUTION_hyperexponential;
    return !begins_anew && qs_distribution_is_inverted(d) &&
           (d->n_of == 0 || qs_distribution_is_monotone(d->of));
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
