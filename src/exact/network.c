/* Which visits go where, and where their streams are still Poisson.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#include "network_internal.h"

#include <math.h>
#include <stdlib.h>

#include "qsweep/memory.h"

/* Larger models are not looked at: they reduce to nothing, and looking costs. */
enum { MOST_STAGES = 20000, MOST_WINDOWS = 500 };

/* Visits of a stage per unit of time; of a closed source's classes, per visit of its customers. */
static double rate_of(const qs_model *model, int class, int service)
{
    double visits = model->stages[class * model->n_services + service].visits_per_arrival;
    double arrivals = model->classes[class].arrival_rate;
    if (model->sources[0].kind == QS_SOURCE_CLOSED)
        arrivals = model->sources[0].shares[class];
    return visits > 0 ? visits * arrivals : 0;
}

static int compare_streams(const void *a, const void *b)
{
    const qs_exact_stream *x = a, *y = b;
    if (x->window != y->window)
        return x->window < y->window ? -1 : 1;
    if (x->class != y->class)
        return x->class < y->class ? -1 : 1;
    return (x->service > y->service) - (x->service < y->service);
}

/* False: a stage has a choice among windows, or something that is not understood. */
static bool fill_stream(const qs_model *model, int class, int service, qs_exact_stream *stream)
{
    const qs_stage *stage = &model->stages[class * model->n_services + service];
    if (stage->n_candidates != 1)
        return false;
    int window = model->candidates[stage->first_candidate];
    bool holds = false;
    int time = qs_model_service_time(model, window, class, service);
    int dead = qs_model_dead_time(model, window, class, service, &holds);
    if (time == QS_NONE)
        return false;
    *stream = (qs_exact_stream){.class = class,
                                .service = service,
                                .window = window,
                                .rate = rate_of(model, class, service),
                                .time = &model->distributions[time],
                                .dead = dead == QS_NONE ? NULL : &model->distributions[dead],
                                .holds = holds,
                                .speed = model->windows[window].speed,
                                .served = EXACT_NAN,
                                .wait = EXACT_NAN,
                                .sojourn = EXACT_NAN,
                                .queue = EXACT_NAN,
                                .number = EXACT_NAN};
    return isfinite(stream->rate);
}

static bool fill_streams(qs_exact_network *net)
{
    const qs_model *model = net->model;
    for (int c = 0; c < model->n_classes; c++)
        for (int s = 0; s < model->n_services; s++)
            if (rate_of(model, c, s) != 0 && !fill_stream(model, c, s, &net->streams[net->n_streams++]))
                return false;
    qsort(net->streams, (size_t)net->n_streams, sizeof *net->streams, compare_streams);
    return net->n_streams > 0;
}

static void fill_stations(qs_exact_network *net)
{
    const qs_model *model = net->model;
    for (int i = 0; i < net->n_streams; i++) {
        qs_exact_stream *stream = &net->streams[i];
        if (i == 0 || stream->window != net->streams[i - 1].window)
            net->stations[net->n_stations++] = (qs_exact_station){
                .window = &model->windows[stream->window], .index = stream->window, .streams = stream};
        qs_exact_station *station = &net->stations[net->n_stations - 1];
        station->n_streams++;
        station->rate += stream->rate;
        net->station_of[stream->class * model->n_services + stream->service] = net->n_stations - 1;
    }
}

/* The station of the service that may come after a stream's, QS_NONE if it does not. */
static int next_station(const qs_exact_network *net, const qs_exact_stream *stream, int next)
{
    const qs_model *model = net->model;
    const double *then = model->classes[stream->class].then + stream->service * model->n_services;
    return then[next] > 0 ? net->station_of[stream->class * model->n_services + next] : QS_NONE;
}

/* What is downstream: in front of a window that blocks when it is full, who is done stays, and the server is
 * not free. What is further upstream does not notice, unless it is blocked itself. */
static void find_held_up(qs_exact_network *net)
{
    const qs_model *model = net->model;
    for (int i = 0; i < net->n_streams; i++) {
        const qs_exact_stream *stream = &net->streams[i];
        int from = net->station_of[stream->class * model->n_services + stream->service];
        for (int next = 0; next < model->n_services; next++) {
            int to = next_station(net, stream, next);
            if (to == QS_NONE)
                continue;
            net->stations[from].is_held_up |= (net->stations[to].features & QS_FEATURE(BLOCKING)) != 0;
        }
    }
}

/* ---- who has become of another class ---- */

/* Come to a stage: streams of it are no Poisson streams of their own, and no rate counts them. */
static void taint_stage(qs_exact_network *net, int class, int service)
{
    const qs_stage *stage = &net->model->stages[class * net->model->n_services + service];
    for (int i = 0; i < stage->n_candidates; i++)
        for (int k = 0; k < net->n_stations; k++)
            if (net->stations[k].index == net->model->candidates[stage->first_candidate + i])
                net->stations[k].is_tainted = true;
}

/* Note that customers may be at a stage in a class that they have become; whether that was news. */
static bool reach(qs_exact_network *net, bool *reached, int class, int service)
{
    bool *is_reached = &reached[class * net->model->n_services + service];
    if (*is_reached)
        return false;
    taint_stage(net, class, service);
    return *is_reached = true;
}

/* From a stage: to what its class becomes there, and, if it has become this class, to what comes next. */
static bool reach_on(qs_exact_network *net, bool *reached, int c, int service)
{
    const qs_model *model = net->model;
    const qs_class *class = &model->classes[c];
    bool is_news = false, has_become = reached[c * model->n_services + service];
    if (!has_become && net->station_of[c * model->n_services + service] == QS_NONE)
        return false;
    for (size_t i = 0; i < class->n_changes; i++)
        is_news |= reach(net, reached, class->changes[i].to, service);
    for (int next = 0; next < model->n_services && has_become; next++)
        if (class->then[service * model->n_services + next] > 0)
            is_news |= reach(net, reached, c, next);
    return is_news;
}

/* Who becomes of another class goes ways that are not those of the class it came in. */
static qs_status taint_changed(qs_exact_network *net)
{
    const qs_model *model = net->model;
    bool *reached, is_news = (model->features & QS_FEATURE(BECOMES)) != 0;
    if (!is_news)
        return QS_OK;
    qs_status status =
        qs_calloc((size_t)model->n_classes * (size_t)model->n_services, sizeof *reached, &reached);
    while (!status && is_news) {
        is_news = false;
        for (int c = 0; c < model->n_classes; c++)
            for (int s = 0; s < model->n_services; s++)
                is_news |= reach_on(net, reached, c, s);
    }
    qs_free(reached);
    return status;
}

/* ---- what leaves ---- */

/* Hand on from each station to those behind it that its output is no Poisson stream; whether that was news.
 */
static bool taint_once(qs_exact_network *net)
{
    const qs_model *model = net->model;
    bool is_news = false;
    for (int i = 0; i < net->n_streams; i++) {
        const qs_exact_stream *stream = &net->streams[i];
        int from = net->station_of[stream->class * model->n_services + stream->service];
        if (net->stations[from].is_product_form && !net->stations[from].is_tainted)
            continue;
        for (int next = 0; next < model->n_services; next++) {
            int to = next_station(net, stream, next);
            if (to == QS_NONE || net->stations[to].is_tainted)
                continue;
            net->stations[to].is_tainted = is_news = true;
        }
    }
    return is_news;
}

static bool goes_on(const qs_model *model, const qs_exact_stream *stream)
{
    const double *then = model->classes[stream->class].then + stream->service * model->n_services;
    for (int next = 0; next < model->n_services; next++)
        if (then[next] > 0)
            return true;
    return false;
}

qs_status qs_exact_network_make(const qs_model *model, qs_exact_network *net, bool *is_understood)
{
    size_t n_stages = (size_t)model->n_classes * (size_t)model->n_services;
    *net = (qs_exact_network){.model = model};
    *is_understood = false;
    if (n_stages > MOST_STAGES || model->n_windows > MOST_WINDOWS)
        return QS_OK;
    qs_status status = qs_calloc(n_stages, sizeof *net->streams, &net->streams);
    if (!status)
        status = qs_calloc((size_t)model->n_windows, sizeof *net->stations, &net->stations);
    if (!status)
        status = qs_calloc(n_stages, sizeof *net->station_of, &net->station_of);
    for (size_t i = 0; i < n_stages && !status; i++)
        net->station_of[i] = QS_NONE;
    if (status || !fill_streams(net))
        return status;
    fill_stations(net);
    for (int i = 0; i < net->n_stations; i++)
        net->stations[i].features = qs_exact_features(model, &net->stations[i]);
    find_held_up(net);
    for (int i = 0; i < net->n_stations; i++)
        net->stations[i].is_product_form = qs_exact_is_product_form(&net->stations[i]);
    status = taint_changed(net);
    while (!status && taint_once(net))
        continue;
    net->is_single_visit = true;
    for (int i = 0; i < net->n_streams; i++)
        net->is_single_visit &= !goes_on(model, &net->streams[i]);
    *is_understood = !status;
    return status;
}

void qs_exact_network_clear(qs_exact_network *net)
{
    qs_free(net->streams);
    qs_free(net->stations);
    qs_free(net->station_of);
}
