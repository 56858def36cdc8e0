/* A window at which Poisson streams arrive, with room for all and nobody impatient; and a window with a
 * source of its own kind.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>

#include "exact_internal.h"
#include "qsweep/memory.h"

/* The sum over its roots takes long for many servers. */
enum { MDC_SERVERS = 10000 };

static qs_raw_moments service_of(const qs_exact_stream *stream)
{
    return qs_exact_scaled(qs_exact_moments(stream->time), stream->speed);
}

static bool is_endless(const qs_exact_station *station)
{
    return station->window->servers == QS_INFINITE_SERVERS;
}

/* In which order does not matter to means, as long as the choice is blind to how long services will take. */
#define BLIND (QS_FEATURE(LIFO) | QS_FEATURE(RANDOM_ORDER))

/* What each form supports. Those that need more say so where they are. */
#define PLAIN_SUPPORTED (QS_FEATURES_OF_TIMES | BLIND)
#define QUEUE_SUPPORTED (PLAIN_SUPPORTED | QS_FEATURE(DEAD_TIME))
#define PRIORITIES_SUPPORTED (QS_FEATURES_OF_TIMES | QS_FEATURE(PRIORITIES) | QS_FEATURE(PREEMPT_RESUME))
#define ROOM_SUPPORTED                                                                                       \
    (PLAIN_SUPPORTED | QS_FEATURE(CAPACITY) | QS_FEATURE(DROP_OLDEST) | QS_FEATURE(PATIENCE) |               \
     QS_FEATURE(BALKING))
/* Nobody waits, so it is all the same who would be next and who would leave. */
#define ENDLESS_SUPPORTED                                                                                    \
    (QS_FEATURES_OF_TIMES | QS_FEATURES_OF_ORDER | QS_FEATURES_OF_MANNERS | QS_FEATURE(INFINITE_SERVERS))

static bool is_within(const qs_exact_station *station, qs_features supported)
{
    return qs_features_within(station->features, supported);
}

double qs_exact_common_mean(const qs_exact_station *station, bool (*is_kind)(const qs_distribution *))
{
    double mean = EXACT_NAN;
    for (int i = 0; i < station->n_streams; i++) {
        const qs_exact_stream *stream = &station->streams[i];
        double own = service_of(stream).m1;
        if (!is_kind(stream->time) || stream->dead || (i > 0 && own != mean))
            return EXACT_NAN;
        mean = own;
    }
    return mean;
}

/* The level of a stream: the first line of the list that fits, as the queue's. */
static size_t level_of(const qs_window *window, const qs_exact_stream *stream)
{
    size_t level = 0;
    while (level < window->n_priorities) {
        const qs_pair *priority = &window->priorities[level];
        if ((priority->a == QS_NONE || priority->a == stream->class) &&
            (priority->b == QS_NONE || priority->b == stream->service))
            break;
        level++;
    }
    return level;
}

static bool has_priorities(const qs_exact_station *station)
{
    for (int i = 1; i < station->n_streams; i++)
        if (level_of(station->window, &station->streams[i]) !=
            level_of(station->window, &station->streams[0]))
            return true;
    return false;
}

/* Priorities that everybody shares, and what hangs on them, are none. */
qs_features qs_exact_features(const qs_model *model, const qs_exact_station *station)
{
    qs_features features = station->window->features & ~QS_FEATURE(DEAD_TIME);
    if (!has_priorities(station))
        features &= ~(QS_FEATURE(PRIORITIES) | QS_FEATURE(PREEMPT_RESUME) | QS_FEATURE(PREEMPT_RESTART));
    for (int i = 0; i < station->n_streams; i++) {
        const qs_exact_stream *stream = &station->streams[i];
        const qs_stage *stage = &model->stages[stream->class * model->n_services + stream->service];
        features |= model->classes[stream->class].features | (stage->features & ~QS_FEATURE(DEAD_TIME));
        features |= stream->dead ? QS_FEATURE(DEAD_TIME) : 0;
    }
    return features;
}

bool qs_exact_is_product_form(const qs_exact_station *station)
{
    if (station->is_held_up || !(station->window->speed > 0))
        return false;
    if (is_endless(station))
        return is_within(station, ENDLESS_SUPPORTED);
    double mean = qs_exact_common_mean(station, qs_exact_is_exponential);
    return station->rate * mean < station->window->servers && is_within(station, PLAIN_SUPPORTED);
}

/* ---- answers ---- */

void qs_exact_spread(qs_exact_station *station, const qs_steady *steady)
{
    station->is_known = isfinite(steady->wait) && isfinite(steady->number);
    station->utilisation = station->occupation = steady->utilisation;
    for (int i = 0; i < station->n_streams && station->is_known; i++) {
        qs_exact_stream *stream = &station->streams[i];
        double share = stream->rate / station->rate, own = service_of(stream).m1;
        stream->served = stream->rate * (1 - steady->loss);
        stream->wait = steady->wait;
        stream->sojourn = steady->wait + own;
        stream->queue = share * steady->queue;
        stream->number = share * steady->queue + stream->served * own;
    }
}

void qs_exact_law_mmc(qs_exact_station *station, double service_rate)
{
    size_t servers = (size_t)station->window->servers;
    if (station->window->discipline != QS_FIFO)
        return;
    station->law = (qs_exact_law){.has_wait = true,
                                  .waits = qs_theory_erlang_c(station->rate / service_rate, servers),
                                  .wait_rate = (double)servers * service_rate - station->rate,
                                  .sojourn = SOJOURN_MMC,
                                  .arrival_rate = station->rate,
                                  .service_rate = service_rate,
                                  .servers = servers};
}

static void solve_endless(qs_exact_station *station)
{
    qs_steady steady = {.utilisation = EXACT_NAN};
    double mean = qs_exact_common_mean(station, qs_exact_is_exponential);
    qs_exact_spread(station, &steady);
    station->law = (qs_exact_law){.has_wait = true};
    if (mean > 0) {
        station->law.sojourn = SOJOURN_EXPONENTIAL;
        station->law.service_rate = 1 / mean;
    }
}

/* One server, services and dead times of any law: to who waits, both are service. */
static void solve_mg1(qs_exact_station *station)
{
    qs_raw_moments busy = {0, 0, 0};
    double serving = 0;
    for (int i = 0; i < station->n_streams; i++) {
        const qs_exact_stream *stream = &station->streams[i];
        qs_raw_moments all = service_of(stream);
        double share = stream->rate / station->rate;
        serving += stream->rate * all.m1;
        if (stream->dead)
            all = qs_theory_sum(all, qs_exact_moments(stream->dead));
        busy.m1 += share * all.m1;
        busy.m2 += share * all.m2;
        busy.m3 += share * all.m3;
    }
    qs_steady steady = qs_theory_mg1(station->rate, busy, QS_ORDER_FIFO);
    qs_exact_spread(station, &steady);
    station->utilisation = serving;
    for (int i = 0; i < station->n_streams; i++) {
        qs_exact_stream *stream = &station->streams[i];
        if (!stream->dead || !stream->holds)
            continue;
        stream->sojourn += qs_exact_moments(stream->dead).m1;
        stream->number = stream->rate * stream->sojourn;
    }
}

static void solve_plain(qs_exact_station *station)
{
    const qs_window *window = station->window;
    double exponential = qs_exact_common_mean(station, qs_exact_is_exponential);
    double constant = qs_exact_common_mean(station, qs_exact_is_constant);
    size_t servers = (size_t)window->servers;
    if (exponential > 0) {
        qs_steady steady = qs_theory_mmc(station->rate, 1 / exponential, servers);
        qs_exact_spread(station, &steady);
        if (station->is_known)
            qs_exact_law_mmc(station, 1 / exponential);
    } else if (window->servers == 1) {
        solve_mg1(station);
    } else if (constant > 0 && servers <= MDC_SERVERS) {
        qs_steady steady = qs_theory_mdc(station->rate, constant, servers);
        qs_exact_spread(station, &steady);
    }
}

/* ---- priorities ---- */

typedef struct levels {
    size_t n;
    double *rate;
    qs_raw_moments *service; /* sums, then means over the level's streams */
    qs_steady *steady;
} levels;

static qs_status make_levels(const qs_exact_station *station, levels *l)
{
    l->n = station->window->n_priorities + 1;
    qs_status status = qs_calloc(l->n, sizeof *l->rate, &l->rate);
    if (!status)
        status = qs_calloc(l->n, sizeof *l->service, &l->service);
    if (!status)
        status = qs_calloc(l->n, sizeof *l->steady, &l->steady);
    for (int i = 0; i < station->n_streams && !status; i++) {
        const qs_exact_stream *stream = &station->streams[i];
        size_t level = level_of(station->window, stream);
        qs_raw_moments m = service_of(stream);
        l->rate[level] += stream->rate;
        l->service[level].m1 += stream->rate * m.m1;
        l->service[level].m2 += stream->rate * m.m2;
        l->service[level].m3 += stream->rate * m.m3;
    }
    for (size_t k = 0; k < l->n && !status; k++) {
        double rate = l->rate[k] > 0 ? l->rate[k] : 1;
        l->service[k] =
            (qs_raw_moments){l->service[k].m1 / rate, l->service[k].m2 / rate, l->service[k].m3 / rate};
    }
    return status;
}

static void free_levels(levels *l)
{
    qs_free(l->rate);
    qs_free(l->service);
    qs_free(l->steady);
}

static void take_levels(qs_exact_station *station, const levels *l, double load, bool is_preemptive)
{
    station->is_known = load < 1;
    station->utilisation = station->occupation = load;
    double before = 0;
    for (size_t k = 0; k < l->n && station->is_known; k++) {
        for (int i = 0; i < station->n_streams; i++) {
            qs_exact_stream *stream = &station->streams[i];
            if (level_of(station->window, stream) != k)
                continue;
            stream->served = stream->rate;
            stream->wait = l->steady[k].wait;
            stream->sojourn = stream->wait + service_of(stream).m1 / (is_preemptive ? 1 - before : 1);
            stream->number = stream->rate * stream->sojourn;
            /* Whether who was sent back to the queue waits is a matter of words. */
            stream->queue = is_preemptive ? EXACT_NAN : stream->rate * stream->wait;
        }
        before += l->rate[k] * l->service[k].m1;
    }
}

static qs_status solve_priorities(qs_exact_station *station)
{
    const qs_window *window = station->window;
    bool is_preemptive = window->preemption != QS_PREEMPT_NONE;
    double mean = qs_exact_common_mean(station, qs_exact_is_exponential), load = 0;
    if (window->servers > 1 && (is_preemptive || !(mean > 0)))
        return QS_OK;
    levels l = {0};
    qs_status status = make_levels(station, &l);
    for (size_t k = 0; k < l.n && !status; k++)
        load += l.rate[k] * l.service[k].m1 / window->servers;
    if (!status && window->servers > 1)
        qs_theory_mmc_priority(l.n, l.rate, 1 / mean, (size_t)window->servers, l.steady);
    else if (!status)
        qs_theory_mg1_priority(l.n, l.rate, l.service, is_preemptive, l.steady);
    if (!status)
        take_levels(station, &l, load, is_preemptive);
    free_levels(&l);
    return status;
}

/* ---- */

qs_status qs_exact_solve_poisson(const qs_model *model, qs_exact_station *station)
{
    if (!(station->window->speed > 0))
        return QS_OK;
    bool has_dead_at_speed =
        (station->features & QS_FEATURE(DEAD_TIME)) != 0 && (station->features & QS_FEATURE(SPEED)) != 0;
    if (is_endless(station) && is_within(station, ENDLESS_SUPPORTED))
        solve_endless(station);
    else if (is_within(station, QUEUE_SUPPORTED) && !has_dead_at_speed)
        solve_plain(station);
    else if (is_within(station, PRIORITIES_SUPPORTED))
        return solve_priorities(station);
    else if (is_within(station, ROOM_SUPPORTED))
        return qs_exact_solve_room(model, station);
    return QS_OK;
}

/* ---- sources of other kinds ---- */

static void solve_batches(const qs_model *model, const qs_source *source, qs_exact_station *station)
{
    double batch_rate = qs_exact_poisson_rate(model, source);
    if (station->n_streams != 1 || station->window->servers != 1 || station->window->discipline != QS_FIFO ||
        source->count != 1 || !(batch_rate > 0))
        return;
    qs_steady steady = qs_theory_mxg1(batch_rate, qs_exact_batch(&model->distributions[source->batch]),
                                      service_of(&station->streams[0]));
    qs_exact_spread(station, &steady);
}

static qs_status solve_renewal(const qs_model *model, const qs_source *source, qs_exact_station *station)
{
    double mean = qs_exact_common_mean(station, qs_exact_is_exponential), root;
    if (source->count != 1 || station->window->servers != 1 || !(mean > 0))
        return QS_OK;
    qs_steady steady;
    qs_status status = qs_exact_gm1(&model->distributions[source->interarrival], 1 / mean, &steady, &root);
    if (status || !(root < 1))
        return status;
    qs_exact_spread(station, &steady);
    if (station->is_known && station->window->discipline == QS_FIFO)
        station->law = (qs_exact_law){.has_wait = true,
                                      .waits = root,
                                      .wait_rate = (1 - root) / mean,
                                      .sojourn = SOJOURN_EXPONENTIAL,
                                      .service_rate = (1 - root) / mean};
    return QS_OK;
}

/* Each of a finite population comes back after a time outside: the rates are known only now. */
static void solve_closed(const qs_model *model, const qs_source *source, qs_exact_station *station)
{
    double mean = qs_exact_common_mean(station, qs_exact_is_exponential);
    double think = qs_exact_moments(&model->distributions[source->think_time]).m1;
    if (!(mean > 0 && think > 0))
        return;
    size_t population = (size_t)source->population * (size_t)source->count;
    qs_steady steady =
        qs_theory_machine_repair(population, 1 / think, 1 / mean, (size_t)station->window->servers);
    double throughput = ((double)population - steady.number) / think;
    for (int i = 0; i < station->n_streams; i++)
        station->streams[i].rate *= throughput / station->rate;
    station->rate = throughput;
    qs_exact_spread(station, &steady);
}

qs_status qs_exact_solve_alone(const qs_model *model, qs_exact_station *station)
{
    const qs_source *source = &model->sources[0];
    if (!is_within(station, PLAIN_SUPPORTED) || !(station->window->speed > 0))
        return QS_OK;
    if (source->kind == QS_SOURCE_CLOSED)
        solve_closed(model, source, station);
    else if (source->batch != QS_NONE)
        solve_batches(model, source, station);
    else if (source->kind == QS_SOURCE_RENEWAL)
        return solve_renewal(model, source, station);
    return QS_OK;
}
