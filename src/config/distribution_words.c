/* Distributions as other books and programs write them: which of our parameters these are, and how to get
 * them.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "build_internal.h"

enum { TEXT_SIZE = 500 };

/* A number as it is written; NaN: none. */
static double number_of(const qs_node *body, const char *const *names)
{
    for (; *names; names++) {
        qs_node *node = qs_node_get(body, *names);
        qs_scalar_kind kind = node ? qs_scalar_of(node) : QS_SCALAR_TEXT;
        if (node && node->kind == QS_NODE_SCALAR && kind == QS_SCALAR_NUMBER)
            return node->number;
    }
    return NAN;
}

#define NUMBER(body, ...) number_of(body, (const char *const[]){__VA_ARGS__, NULL})

static bool has(const qs_node *body, const char *name)
{
    return qs_node_get(body, name) != NULL;
}

/* ": {shape: 2, mean: 6}" where both are known. */
static void add_example(char *out, size_t size, const char *before, const char *a, double x, const char *b,
                        double y)
{
    size_t n = strlen(out);
    if (n < size && isfinite(x) && isfinite(y))
        snprintf(out + n, size - n, "%s{%s: %.6g, %s: %.6g}", before, a, x, b, y);
}

static void say_exponential(const qs_node *body, char *out)
{
    double x = NUMBER(body, "lambda", "mu", "beta", "theta", "scale", "lam");
    if (has(body, "scale") || has(body, "theta"))
        snprintf(out, TEXT_SIZE, "takes mean or rate; the scale is the mean");
    else if (isfinite(x))
        snprintf(out, TEXT_SIZE,
                 "takes mean or rate: write {rate: %.6g} if that many come in a unit of time, {mean: %.6g} "
                 "if it is "
                 "a time",
                 x, x);
    else
        snprintf(out, TEXT_SIZE, "takes mean or rate; the rate is how many come in a unit of time, 1 / mean");
}

static void say_normal(const qs_node *body, char *out)
{
    snprintf(out, TEXT_SIZE, "takes mean, which is mu, and sd, which is sigma (or variance)");
    add_example(out, TEXT_SIZE, ": ", "mean", NUMBER(body, "mu", "mean"), "sd", NUMBER(body, "sigma", "sd"));
}

static void say_lognormal(const qs_node *body, char *out)
{
    double mu = NUMBER(body, "mu"), sigma = NUMBER(body, "sigma"), mean = NUMBER(body, "mean");
    double of_time = exp(mu + sigma * sigma / 2), variance = NUMBER(body, "variance", "var"),
           cv = NUMBER(body, "cv");
    snprintf(out, TEXT_SIZE, "takes mean and sd, those of the time itself");
    if (has(body, "mu") || has(body, "sigma")) {
        add_example(out, TEXT_SIZE, ", which mu and sigma may be: ", "mean", mu, "sd", sigma);
        snprintf(out + strlen(out), TEXT_SIZE - strlen(out),
                 "; if they are of its logarithm, mean = exp(mu + sigma^2 / 2) and sd = mean "
                 "sqrt(exp(sigma^2) - 1)");
        add_example(out, TEXT_SIZE, ": ", "mean", of_time, "sd", of_time * sqrt(expm1(sigma * sigma)));
    } else if (has(body, "variance") || has(body, "var")) {
        snprintf(out + strlen(out), TEXT_SIZE - strlen(out), "; sd = sqrt(variance)");
        add_example(out, TEXT_SIZE, ": ", "mean", mean, "sd", sqrt(variance));
    } else {
        snprintf(out + strlen(out), TEXT_SIZE - strlen(out), "; sd = cv mean");
        add_example(out, TEXT_SIZE, ": ", "mean", mean, "sd", cv * mean);
    }
}

static void say_gamma(const qs_node *body, char *out)
{
    double shape = NUMBER(body, "shape", "k", "alpha"), mean = NUMBER(body, "mean"),
           sd = NUMBER(body, "sd", "sigma");
    double variance = NUMBER(body, "variance", "var"), scale = NUMBER(body, "scale", "theta"),
           rate = NUMBER(body, "rate"), cv = NUMBER(body, "cv"), beta = NUMBER(body, "beta");
    snprintf(out, TEXT_SIZE, "takes shape and mean; ");
    size_t n = strlen(out);
    if (has(body, "scale") || has(body, "theta"))
        snprintf(out + n, TEXT_SIZE - n, "mean = shape x scale");
    else if (has(body, "beta"))
        snprintf(out + n, TEXT_SIZE - n,
                 "mean = shape x beta if beta is the scale, shape / beta if it is the rate");
    else if (has(body, "rate"))
        snprintf(out + n, TEXT_SIZE - n, "mean = shape / rate");
    else if (has(body, "sd") || has(body, "sigma"))
        snprintf(out + n, TEXT_SIZE - n, "shape = (mean / sd)^2");
    else if (has(body, "cv"))
        snprintf(out + n, TEXT_SIZE - n, "shape = 1 / cv^2");
    else if (has(body, "variance") || has(body, "var"))
        snprintf(out + n, TEXT_SIZE - n, "shape = mean^2 / variance");
    else
        snprintf(out + n, TEXT_SIZE - n, "the shape is k or alpha elsewhere");
    if (!isnan(shape)) {
        mean = !isnan(scale) ? shape * scale : !isnan(rate) ? shape / rate : mean;
        add_example(out, TEXT_SIZE, ": ", "shape", shape, "mean", mean);
        if (!isnan(beta)) {
            add_example(out, TEXT_SIZE, ": ", "shape", shape, "mean", shape * beta);
            add_example(out, TEXT_SIZE, " or ", "shape", shape, "mean", shape / beta);
        }
    } else if (!isnan(mean)) {
        shape = !isnan(sd) ? mean * mean / sd / sd : !isnan(cv) ? 1 / cv / cv : mean * mean / variance;
        add_example(out, TEXT_SIZE, ": ", "shape", shape, "mean", mean);
    }
}

static void say_erlang(const qs_node *body, char *out)
{
    double k = NUMBER(body, "k", "shape", "n", "stages", "phases"),
           rate = NUMBER(body, "rate", "lambda", "mu"), scale = NUMBER(body, "scale", "theta");
    snprintf(out, TEXT_SIZE,
             "takes k, the number of stages, and mean, of all of them together: mean = k / rate of a "
             "stage, or k x scale");
    add_example(out, TEXT_SIZE, ": ", "k", k, "mean", !isnan(rate) ? k / rate : k * scale);
}

static void say_uniform(const qs_node *body, char *out)
{
    double low = NUMBER(body, "a", "low", "lower", "lo", "from", "minimum", "left", "min"),
           high = NUMBER(body, "b", "high", "upper", "hi", "to", "maximum", "right", "max");
    snprintf(out, TEXT_SIZE, "takes min and max, the shortest and the longest time");
    if (has(body, "mean"))
        snprintf(out + strlen(out), TEXT_SIZE - strlen(out),
                 "; these are mean - w and mean + w with half the width w, which is sd x sqrt(3)");
    add_example(out, TEXT_SIZE, ": ", "min", low, "max", high);
}

static void say_weibull(const qs_node *body, char *out)
{
    double shape = NUMBER(body, "shape", "k", "alpha", "beta"),
           scale = NUMBER(body, "scale", "lambda", "eta"), mean = NUMBER(body, "mean");
    snprintf(out, TEXT_SIZE, "takes shape (k elsewhere) and scale (lambda or eta elsewhere)");
    if (has(body, "mean"))
        snprintf(out + strlen(out), TEXT_SIZE - strlen(out), "; scale = mean / gamma(1 + 1 / shape)");
    add_example(out, TEXT_SIZE, ": ", "shape", shape, "scale",
                isnan(scale) ? mean / tgamma(1 + 1 / shape) : scale);
}

static void say_triangular(const qs_node *body, char *out)
{
    double low = NUMBER(body, "min", "a", "low", "left", "lower"),
           high = NUMBER(body, "max", "b", "high", "right", "upper"),
           mode = NUMBER(body, "mode", "c", "likely", "peak", "most_likely");
    snprintf(out, TEXT_SIZE, "takes min, mode (the most likely time) and max");
    if (has(body, "mean"))
        snprintf(out + strlen(out), TEXT_SIZE - strlen(out), "; mode = 3 mean - min - max");
    if (!isnan(low) && !isnan(mode) && !isnan(high))
        snprintf(out + strlen(out), TEXT_SIZE - strlen(out), ": {min: %.6g, mode: %.6g, max: %.6g}", low,
                 mode, high);
}

static void say_hyperexponential(const qs_node *body, char *out)
{
    (void)body;
    snprintf(out, TEXT_SIZE,
             "takes weights, one a branch, and means, the mean time of each branch (1 / its rate): {weights: "
             "[0.4, "
             "0.6], means: [1, 5]}");
}

static void say_constant(const qs_node *body, char *out)
{
    double x = NUMBER(body, "mean", "time", "c", "constant");
    snprintf(out, TEXT_SIZE, "takes value, or is written as a bare time");
    if (!isnan(x))
        snprintf(out + strlen(out), TEXT_SIZE - strlen(out), ": %.6g", x);
}

static void say_pareto(const qs_node *body, char *out)
{
    snprintf(
        out, TEXT_SIZE,
        "takes shape (alpha or b elsewhere) and scale, the least value (xm or k elsewhere); a Lomax law, "
        "which begins at 0, is {shifted: {by: -scale, of: {pareto: {shape, scale}}}}");
    add_example(out, TEXT_SIZE, ": ", "shape", NUMBER(body, "shape", "alpha", "b", "a"), "scale",
                NUMBER(body, "scale", "xm", "x_m", "min", "minimum", "k", "sigma"));
}

static void say_loglogistic(const qs_node *body, char *out)
{
    double mu = NUMBER(body, "mu"), s = NUMBER(body, "s", "sigma");
    snprintf(out, TEXT_SIZE, "takes shape (beta or c elsewhere) and scale, the median (alpha elsewhere)");
    if (has(body, "mu") || has(body, "s") || has(body, "sigma")) {
        snprintf(out + strlen(out), TEXT_SIZE - strlen(out),
                 "; of the logarithm's mu and s they are 1 / s and exp(mu)");
        add_example(out, TEXT_SIZE, ": ", "shape", 1 / s, "scale", exp(mu));
        return;
    }
    add_example(out, TEXT_SIZE, ": ", "shape", NUMBER(body, "shape", "beta", "c", "k"), "scale",
                NUMBER(body, "scale", "alpha", "median", "lambda"));
}

static void say_beta(const qs_node *body, char *out)
{
    double p = NUMBER(body, "alpha", "a", "p", "alpha1", "shape1"),
           q = NUMBER(body, "beta", "b", "q", "alpha2", "shape2");
    double min = NUMBER(body, "min", "loc", "low", "lower"), max = NUMBER(body, "max", "high", "upper");
    double scale = NUMBER(body, "scale");
    min = isnan(min) ? 0 : min;
    max = !isnan(max) ? max : !isnan(scale) ? min + scale : 1;
    double mean = min + (max - min) * p / (p + q), sd = (max - min) * sqrt(p * q / (p + q + 1)) / (p + q);
    snprintf(out, TEXT_SIZE,
             "takes min, max, mean and sd; of the shapes a and b the mean is min + (max - min) a / (a + b), "
             "and sd "
             "is (max - min) sqrt(a b / (a + b + 1)) / (a + b)");
    if (isfinite(mean) && isfinite(sd))
        snprintf(out + strlen(out), TEXT_SIZE - strlen(out), ": {min: %.6g, max: %.6g, mean: %.6g, sd: %.6g}",
                 min, max, mean, sd);
}

static void say_pert(const qs_node *body, char *out)
{
    double low = NUMBER(body, "min", "a", "low", "optimistic", "minimum"),
           mode = NUMBER(body, "mode", "m", "likely", "most_likely", "b", "peak"),
           high = NUMBER(body, "max", "c", "high", "pessimistic", "maximum");
    snprintf(out, TEXT_SIZE, "takes min, mode (the most likely time) and max");
    if (has(body, "mean"))
        snprintf(out + strlen(out), TEXT_SIZE - strlen(out), "; mode = (6 mean - min - max) / 4");
    if (has(body, "lambda") || has(body, "gamma"))
        snprintf(out + strlen(out), TEXT_SIZE - strlen(out),
                 "; its weight of the mode is 4, another one is a beta law");
    if (!isnan(low) && !isnan(mode) && !isnan(high))
        snprintf(out + strlen(out), TEXT_SIZE - strlen(out), ": {min: %.6g, mode: %.6g, max: %.6g}", low,
                 mode, high);
}

static void say_mixture(const qs_node *body, char *out)
{
    (void)body;
    snprintf(out, TEXT_SIZE,
             "takes weights, one a distribution, and of, the list of them: {weights: [0.8, 0.2], of: "
             "[{exponential: {mean: 4}}, 30]}");
}

static void say_shifted(const qs_node *body, char *out)
{
    double by = NUMBER(body, "shift", "loc", "offset", "add", "location", "min");
    snprintf(out, TEXT_SIZE, "takes by, what is added, and of, the distribution");
    if (!isnan(by))
        snprintf(out + strlen(out), TEXT_SIZE - strlen(out), ": {by: %.6g, of: ...}", by);
}

static void say_truncated(const qs_node *body, char *out)
{
    (void)body;
    snprintf(out, TEXT_SIZE,
             "takes of, the distribution, and min, max or both: {of: {exponential: {mean: 4}}, max: 15}");
}

static void say_cumulative(const qs_node *body, char *out)
{
    (void)body;
    snprintf(out, TEXT_SIZE,
             "takes values and probabilities, one for each value, from 0 to 1: {values: [1, 3, 10], "
             "probabilities: "
             "[0, 0.5, 1]}");
}

/* Parameters that others give the distribution; those of ours among them are no reason. */
static const struct {
    qs_distribution_kind kind;
    const char *foreign; /* blanks around each */
    void (*say)(const qs_node *body, char *out);
} books[] = {
    {QS_DISTRIBUTION_exponential, " lambda mu beta theta scale lam ", say_exponential},
    {QS_DISTRIBUTION_normal, " mu sigma loc ", say_normal},
    {QS_DISTRIBUTION_lognormal, " mu sigma variance var cv ", say_lognormal},
    {QS_DISTRIBUTION_gamma, " scale theta beta rate sd sigma variance var cv k alpha ", say_gamma},
    {QS_DISTRIBUTION_erlang, " shape n stages phases rate lambda mu scale theta ", say_erlang},
    {QS_DISTRIBUTION_uniform,
     " a b low high lower upper lo hi from to minimum maximum left right mean sd width ", say_uniform},
    {QS_DISTRIBUTION_weibull, " k alpha beta lambda eta mean ", say_weibull},
    {QS_DISTRIBUTION_triangular, " a b c low high left right lower upper likely peak most_likely mean ",
     say_triangular},
    {QS_DISTRIBUTION_hyperexponential, " p probs probabilities rates lambda lambdas mu mean rate ",
     say_hyperexponential},
    {QS_DISTRIBUTION_constant, " mean time c constant ", say_constant},
    {QS_DISTRIBUTION_pareto, " alpha xm x_m a b k min minimum sigma loc mean ", say_pareto},
    {QS_DISTRIBUTION_loglogistic, " alpha beta c k median lambda mu s sigma loc mean ", say_loglogistic},
    {QS_DISTRIBUTION_beta, " alpha beta a b p q alpha1 alpha2 shape1 shape2 loc scale low high lower upper ",
     say_beta},
    {QS_DISTRIBUTION_pert,
     " a b c m low high likely most_likely peak optimistic pessimistic minimum maximum mean lambda gamma ",
     say_pert},
    {QS_DISTRIBUTION_mixture, " p probs probabilities shares components distributions laws ", say_mixture},
    {QS_DISTRIBUTION_shifted, " shift loc offset add location min ", say_shifted},
    {QS_DISTRIBUTION_truncated, " low high lower upper a b distribution dist ", say_truncated},
    {QS_DISTRIBUTION_cumulative, " x p points weights cdf quantiles ", say_cumulative},
};

bool qs_refuse_foreign(qs_study_reader *reader, qs_node *body, qs_distribution_kind kind)
{
    char word[48], text[TEXT_SIZE] = "";
    for (size_t i = 0; i < sizeof books / sizeof *books; i++)
        for (size_t k = 0; books[i].kind == kind && k < body->n; k++) {
            const char *key = body->keys[k]->text;
            if (qs_node_is_absent(body->values[k]) || strlen(key) > 40)
                continue;
            snprintf(word, sizeof word, " %s ", key);
            if (!strstr(books[i].foreign, word))
                continue;
            books[i].say(body, text);
            qs_enter(reader, key);
            qs_problem_node(reader, body->keys[k], "unknown parameter, %s %s", qs_distribution_name(kind),
                            text);
            qs_leave(reader);
            return true;
        }
    return false;
}

qs_distribution_kind qs_distribution_elsewhere(const char *name)
{
    static const struct {
        const char *name;
        qs_distribution_kind kind;
    } names[] = {{"gaussian", QS_DISTRIBUTION_normal},
                 {"gauss", QS_DISTRIBUTION_normal},
                 {"norm", QS_DISTRIBUTION_normal},
                 {"expon", QS_DISTRIBUTION_exponential},
                 {"exp", QS_DISTRIBUTION_exponential},
                 {"expo", QS_DISTRIBUTION_exponential},
                 {"negexp", QS_DISTRIBUTION_exponential},
                 {"markov", QS_DISTRIBUTION_exponential},
                 {"markovian", QS_DISTRIBUTION_exponential},
                 {"deterministic", QS_DISTRIBUTION_constant},
                 {"fixed", QS_DISTRIBUTION_constant},
                 {"const", QS_DISTRIBUTION_constant},
                 {"det", QS_DISTRIBUTION_constant},
                 {"unif", QS_DISTRIBUTION_uniform},
                 {"lognorm", QS_DISTRIBUTION_lognormal},
                 {"log_normal", QS_DISTRIBUTION_lognormal},
                 {"triangle", QS_DISTRIBUTION_triangular},
                 {"triang", QS_DISTRIBUTION_triangular},
                 {"hyperexp", QS_DISTRIBUTION_hyperexponential},
                 {"fisk", QS_DISTRIBUTION_loglogistic},
                 {"log_logistic", QS_DISTRIBUTION_loglogistic},
                 {"betapert", QS_DISTRIBUTION_pert},
                 {"beta_pert", QS_DISTRIBUTION_pert},
                 {"mixed", QS_DISTRIBUTION_mixture},
                 {"shift", QS_DISTRIBUTION_shifted},
                 {"truncate", QS_DISTRIBUTION_truncated},
                 {"truncnorm", QS_DISTRIBUTION_truncated},
                 {"cdf", QS_DISTRIBUTION_cumulative},
                 {"piecewise_linear", QS_DISTRIBUTION_cumulative},
                 {"cont", QS_DISTRIBUTION_cumulative}};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (!strcmp(name, names[i].name))
            return names[i].kind;
    return QS_N_DISTRIBUTIONS;
}
