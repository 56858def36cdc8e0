/* arrivals: sources of customers.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "build_internal.h"
#include "qsweep/memory.h"

static const double SHARE_TOLERANCE = 1e-9;

enum {
    INTERARRIVAL,
    TIMES,
    RATE,
    POPULATION,
    THINK_TIME,
    PERIOD,
    BATCH,
    FACTOR,
    DAY_FACTOR,
    LATENESS,
    NO_SHOW,
    COUNT,
    LIMIT,
    CLASSES,
    N_KEYS
};
enum { N_KINDS = POPULATION + 1, MOST_POPULATION = 10000000 };
#define MOST_ARRIVALS (INT64_C(1) << 53)

enum { LENGTH, ON, N_PERIOD_KEYS };
static const qs_key period_keys[N_PERIOD_KEYS] = {
    [LENGTH] = {"length", QS_TIME_IN(qs_positive), NULL, "The time after which everything begins anew"},
    [ON] = {"on", QS_TIME_IN(qs_positive), NULL,
            "With interarrival: arrivals come in the first so much of every length"},
};
static const qs_key_table period_map = {
    .name = "period", .about = "What repeats", QS_KEYS(period_keys), .needs = "length"};
/* Of pieces of a rate, which repeat as they are. */
static const qs_key_table bare_period_map = {.name = "period", .keys = period_keys, .n = ON};

static const qs_key source_keys[N_KEYS] = {
    [INTERARRIVAL] = {"interarrival", QS_IS(GAPS), NULL,
                      "The time between arrivals: a time, a distribution, or {rate: 35 / h}"},
    [TIMES] =
        {"times",
         QS_EITHER_OF(QS_LIST_OF(1, 0, QS_INSTANT_IN(qs_not_negative)), QS_MAP_OF(qs_keys_instant_column),
                      QS_MAP_OF(qs_keys_appointments)),
         NULL,
         "Recorded or planned arrivals, ascending: a list, {file: NAME}, or {from: 0, every: 15, count: "
         "20}"},
    [RATE] = {"rate",
              QS_EITHER_OF(QS_NUMBER_IN(qs_positive, QS_PER_TIME),
                           QS_LIST_OF(1, 0, QS_MAP_OF(qs_keys_rate_step)), QS_MAP_OF(qs_keys_even_rates)),
              NULL,
              "A Poisson process whose rate may change: a rate, pieces of it, or counts by time of day"},
    [POPULATION] = {"population", QS_WHOLE_IN(1, MOST_POPULATION), NULL,
                    "A closed source: so many customers, each of which returns after think_time"},
    [THINK_TIME] = {"think_time", QS_IS(TIMES), NULL, "With population: how long a customer is away"},
    [PERIOD] = {"period", QS_MAP_OF(period_map), NULL,
                "Arrivals only in a part of every period; pieces of a rate repeat with it"},
    [BATCH] = {"batch", QS_IS(COUNTS), "1",
               "How many arrive together: a number, or a distribution of counts"},
    [FACTOR] = {"factor", QS_NUMBER_IN(qs_positive, QS_PLAIN), "1",
                "Multiplies the rate, whatever kind it is of"},
    [DAY_FACTOR] = {"day_factor", QS_EITHER_OF(QS_IS(NAME), QS_IS(TIMES)), NULL,
                    "The same, drawn once a replication: a distribution, or the name of one of day_factors"},
    [LATENESS] = {"lateness", QS_IS(DELAYS), "0",
                  "With times: how much later than planned each comes, or earlier: a time or a distribution"},
    [NO_SHOW] = {"no_show", QS_NUMBER_IN(qs_probability, QS_SHARE), "0",
                 "With times: how likely each does not come at all"},
    [COUNT] = {"count", QS_WHOLE_IN(1, QS_MAX_SOURCES), "1", "So many equal, independent sources"},
    [LIMIT] = {"limit", QS_WHOLE_IN(1, MOST_ARRIVALS), NULL, "Arrivals in all; else there is no limit"},
    [CLASSES] = {"classes", QS_SHARES, NULL,
                 "Shares of the classes, which sum to 1; needed where there are several"},
};
const qs_key_table qs_keys_source = {
    .name = "source",
    .about = "A source of customers, of exactly one kind: interarrival, rate, times or population",
    QS_KEYS(source_keys),
    .one_of = {"interarrival rate times population"},
    .apart = {"times period", "times think_time", "rate think_time", "interarrival think_time",
              "population period", "population batch", "population limit"}};

/* The one key that says what kind of source it is. */
static bool find_kind(qs_study_reader *reader, qs_node *node, qs_node **values, int *kind)
{
    int n = 0;
    for (int k = 0; k < N_KINDS; k++)
        if (values[k] && n++ == 0)
            *kind = k;
    if (n == 1)
        return true;
    if (n == 0 && !node->is_unsure)
        qs_problem_at(reader, node->at, "none of them",
                      "must have one of interarrival, rate, times and population (with think_time)");
    for (int k = *kind + 1; n > 1 && k < N_KINDS; k++)
        if (values[k]) {
            qs_enter(reader, source_keys[k].name);
            qs_problem_node(reader, values[k],
                            "stands beside %s, but a source has only one of interarrival, rate, "
                            "times and population",
                            source_keys[*kind].name);
            qs_leave(reader);
        }
    return false;
}

/* Keys that mean nothing with this kind of source are refused, not passed over. */
static void refuse_strangers(qs_study_reader *reader, qs_node **values, int kind)
{
    static const unsigned factors = 1u << FACTOR | 1u << DAY_FACTOR;
    static const unsigned manners = 1u << LATENESS | 1u << NO_SHOW;
    static const unsigned allowed[N_KINDS] = {
        [INTERARRIVAL] = 1u << PERIOD | 1u << BATCH | 1u << LIMIT | factors,
        [TIMES] = 1u << BATCH | 1u << LIMIT | manners,
        [RATE] = 1u << PERIOD | 1u << BATCH | 1u << LIMIT | factors,
        [POPULATION] = 1u << THINK_TIME,
    };
    for (int k = THINK_TIME; k <= LIMIT; k++)
        if (values[k] && k != COUNT && !(allowed[kind] & 1u << k)) {
            qs_enter(reader, source_keys[k].name);
            if (kind == TIMES && (factors & 1u << k))
                qs_problem_node(reader, values[k],
                                "has no meaning with times, for instants that are recorded have no rate to "
                                "multiply; give a rate by time of day instead (qsweep fit writes one)");
            else if (manners & 1u << k)
                qs_problem_node(
                    reader, values[k],
                    "has no meaning with %s, for only those who come at planned times can be late "
                    "or stay away; write times: {from: 0, every: 15, count: 20}",
                    source_keys[kind].name);
            else
                qs_problem_node(reader, values[k], "has no meaning with %s, leave it out",
                                source_keys[kind].name);
            qs_leave(reader);
        }
}

static void build_period(qs_study_reader *reader, qs_node *node, bool has_on, qs_source *source)
{
    qs_node *values[N_PERIOD_KEYS];
    qs_enter(reader, "period");
    if (qs_read_map(reader, node, has_on ? &period_map : &bare_period_map, values)) {
        qs_require(reader, node, "length", values[LENGTH], "a time");
        bool is_good = qs_read_time(reader, "length", values[LENGTH], qs_positive, &source->period_length);
        if (has_on) {
            qs_require(reader, node, "on", values[ON],
                       "a time, arrivals come in the first so much of every length");
            is_good &= qs_read_time(reader, "on", values[ON], qs_positive, &source->period_on);
            if (is_good && source->period_on > source->period_length) {
                qs_enter(reader, "on");
                qs_problem_node(reader, values[ON], "must be at most length, which is %g",
                                source->period_length);
                qs_leave(reader);
            }
        }
    }
    qs_leave(reader);
}

static void check_rates(qs_study_reader *reader, qs_node *node, qs_source *source)
{
    double most = 0, *last = &source->rates[source->n_rates - 1].until;
    for (size_t i = 0; i < source->n_rates; i++)
        most = fmax(most, source->rates[i].value);
    if (!(most > 0))
        qs_problem_at(reader, node->at, NULL, "some rate must be above 0 (got 0 in all pieces)");
    if (source->period_length > 0 && isinf(*last))
        *last = source->period_length;
    else if (source->period_length > 0 && *last > source->period_length * (1 + 1e-12))
        qs_problem_at(reader, node->at, NULL,
                      "the pieces must end with the period of length %g that repeats them (got %g)",
                      source->period_length, *last);
}

static void build_rate(qs_study_reader *reader, qs_node *node, qs_source *source)
{
    double rate;
    source->kind = QS_SOURCE_RATE;
    qs_enter(reader, "rate");
    if (node->kind == QS_NODE_SCALAR) {
        if (qs_read_number(reader, NULL, node, qs_positive, QS_PER_TIME, &rate) &&
            !qs_reader_fail(reader, qs_calloc(1, sizeof *source->rates, &source->rates))) {
            source->rates[0] = (qs_piece){.until = INFINITY, .value = rate};
            source->n_rates = 1;
        }
    } else if (node->kind == QS_NODE_MAP && !qs_node_get(node, "until") && !qs_node_get(node, "rate")) {
        qs_read_even_rates(reader, node, &source->rates, &source->n_rates);
    } else {
        qs_read_steps(reader, node, "rate", qs_not_negative, 0, QS_PER_TIME, &source->rates,
                      &source->n_rates);
    }
    if (source->n_rates)
        check_rates(reader, node, source);
    qs_leave(reader);
}

static void build_closed(qs_study_reader *reader, qs_node *node, qs_node **values, qs_source *source)
{
    int64_t population;
    source->kind = QS_SOURCE_CLOSED;
    if (qs_read_integer(reader, "population", values[POPULATION], 1, MOST_POPULATION, &population))
        source->population = (int)population;
    qs_require(reader, node, "think_time", values[THINK_TIME],
               "a distribution, the time until a customer returns");
    if (qs_read_distribution(reader, "think_time", values[THINK_TIME], QS_FOR_TIMES, &source->think_time))
        qs_need_mean(reader, "think_time", values[THINK_TIME], source->think_time);
}

static void build_shares(qs_study_reader *reader, qs_node *node, qs_node *shares, qs_source *source)
{
    qs_model *model = reader->model;
    double sum;
    if (!shares) {
        if (model->n_classes == 1)
            source->shares[0] = 1;
        else if (model->n_classes > 1)
            qs_require(reader, node, "classes", NULL,
                       "a map from classes to shares, as there are several classes");
        return;
    }
    qs_enter(reader, "classes");
    if (qs_read_shares(reader, shares, QS_NAMED_CLASS, source->shares, &sum) &&
        fabs(sum - 1) > SHARE_TOLERANCE)
        qs_problem_at(reader, shares->at, NULL, "the shares must sum to 1 (got %.10g)", sum);
    qs_leave(reader);
}

static void build_extras(qs_study_reader *reader, qs_node **values, qs_source *source)
{
    int64_t whole;
    qs_read_distribution(reader, "batch", values[BATCH], QS_FOR_COUNTS, &source->batch);
    if (qs_read_integer(reader, "count", values[COUNT], 1, QS_MAX_SOURCES, &whole))
        source->count = (int)whole;
    if (qs_read_integer(reader, "limit", values[LIMIT], 1, MOST_ARRIVALS, &whole))
        source->limit = (uint64_t)whole;
}

static void build_appointments(qs_study_reader *reader, qs_node **values, qs_source *source)
{
    qs_build_times(reader, values[TIMES], source);
    qs_read_distribution(reader, "lateness", values[LATENESS], QS_FOR_DELAYS, &source->lateness);
    qs_read_number(reader, "no_show", values[NO_SHOW], qs_probability, QS_SHARE, &source->no_show);
}

static void build_source(qs_study_reader *reader, qs_node *node, qs_source *source)
{
    qs_node *values[N_KEYS];
    int kind = 0;
    if (!qs_read_map(reader, node, &qs_keys_source, values))
        return;
    if (find_kind(reader, node, values, &kind)) {
        refuse_strangers(reader, values, kind);
        if (values[PERIOD] && (kind == INTERARRIVAL || kind == RATE))
            build_period(reader, values[PERIOD], kind == INTERARRIVAL, source);
        if (kind == INTERARRIVAL)
            qs_read_gaps(reader, "interarrival", values[INTERARRIVAL], &source->interarrival);
        else if (kind == RATE)
            build_rate(reader, values[RATE], source);
        else if (kind == TIMES)
            build_appointments(reader, values, source);
        else
            build_closed(reader, node, values, source);
    }
    if (kind == INTERARRIVAL || kind == RATE) {
        qs_build_factor(reader, values[FACTOR], source);
        qs_build_day_factor(reader, values[DAY_FACTOR], source);
    }
    build_extras(reader, values, source);
    build_shares(reader, node, values[CLASSES], source);
}

void qs_build_arrivals(qs_study_reader *reader, qs_node *section)
{
    qs_model *model = reader->model;
    int64_t n = 0;
    qs_enter(reader, "arrivals");
    for (int s = 0; s < model->n_sources; s++) {
        qs_enter(reader, section->keys[s]->text);
        build_source(reader, section->values[s], &model->sources[s]);
        qs_leave(reader);
        n += model->sources[s].count;
    }
    if (n > QS_MAX_SOURCES)
        qs_problem_at(reader, section->at, NULL,
                      "has too many sources with their counts, at most %d are allowed (got %lld)",
                      QS_MAX_SOURCES, (long long)n);
    qs_leave(reader);
}
