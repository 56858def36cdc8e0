/* Windows that not everybody joins or stays at: limited room, balking, patience.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>

#include "exact_internal.h"

/* Sums over states take this many steps at most; the recursion for dropped customers the square. */
enum { MOST_PLACES = 100000, MOST_DROPPING = 1000 };

/* What all classes have in common: patience (a distribution, or NULL) and balk_at. False if they
 * differ. */
static bool common_manners(const qs_model *model, const qs_exact_station *station,
                           const qs_distribution **patience, int64_t *balk_at)
{
    for (int i = 0; i < station->n_streams; i++) {
        const qs_class *class = &model->classes[station->streams[i].class];
        const qs_distribution *own =
            class->patience == QS_NONE ? NULL : &model->distributions[class->patience];
        if (i == 0) {
            *patience = own;
            *balk_at = class->balk_at;
        } else if (class->balk_at != *balk_at || (own != NULL) != (*patience != NULL) ||
                   (own && (own->kind != (*patience)->kind || own->a != (*patience)->a ||
                            own->b != (*patience)->b || own->n_table > 0))) {
            return false;
        }
    }
    return true;
}

/* Room for how many in all; 0: not a case that is known. Nobody both balks and is rejected. */
static size_t places_of(const qs_window *window, int64_t balk_at)
{
    int64_t servers = window->servers, places = 0;
    if (balk_at != QS_NONE)
        places = window->capacity_kind == QS_CAPACITY_NONE ? servers + balk_at : 0;
    else if (window->overflow == QS_BLOCK)
        places = 0;
    else if (window->capacity_kind == QS_CAPACITY_QUEUE)
        places = servers + window->capacity;
    else if (window->capacity_kind == QS_CAPACITY_TOTAL)
        places = window->capacity;
    return places >= servers && places <= servers + MOST_PLACES ? (size_t)places : 0;
}

static double mean_service(const qs_exact_station *station)
{
    double mean = 0;
    for (int i = 0; i < station->n_streams; i++) {
        const qs_exact_stream *stream = &station->streams[i];
        if (stream->dead)
            return EXACT_NAN;
        mean +=
            stream->rate / station->rate * qs_exact_scaled(qs_exact_moments(stream->time), stream->speed).m1;
    }
    return mean;
}

static qs_status solve_places(qs_exact_station *station, size_t places, bool drops)
{
    const qs_window *window = station->window;
    size_t servers = (size_t)window->servers;
    double mean = qs_exact_common_mean(station, qs_exact_is_exponential);
    /* Without a queue the law of service does not matter (Erlang's loss formula). */
    if (!(mean > 0) && places == servers && !drops)
        mean = mean_service(station);
    if (!(mean > 0))
        return QS_OK;
    qs_steady steady = {.wait = EXACT_NAN};
    qs_status status = QS_OK;
    if (!drops)
        steady = qs_theory_mmck(station->rate, 1 / mean, servers, places);
    else if (window->discipline == QS_FIFO && places > servers && places <= servers + MOST_DROPPING)
        status = qs_theory_mmck_drop_oldest(station->rate, 1 / mean, servers, places, &steady);
    if (status)
        return status;
    qs_exact_spread(station, &steady);
    station->is_lossy = true;
    if (station->is_known && !drops && window->discipline == QS_FIFO)
        station->law = (qs_exact_law){.has_wait = true,
                                      .room = places,
                                      .arrival_rate = station->rate,
                                      .service_rate = 1 / mean,
                                      .servers = servers};
    return QS_OK;
}

static void solve_patience(qs_exact_station *station, const qs_distribution *patience)
{
    const qs_window *window = station->window;
    double mean = qs_exact_common_mean(station, qs_exact_is_exponential);
    qs_steady steady = {.wait = EXACT_NAN};
    if (window->discipline != QS_FIFO || !(mean > 0))
        return;
    if (qs_exact_is_exponential(patience))
        steady = qs_theory_erlang_a(station->rate, 1 / mean, (size_t)window->servers,
                                    1 / qs_exact_moments(patience).m1);
    else if (qs_exact_is_constant(patience) && patience->a > 0)
        steady = qs_theory_mmc_fixed_patience(station->rate, 1 / mean, (size_t)window->servers, patience->a);
    qs_exact_spread(station, &steady);
    station->is_lossy = true;
}

qs_status qs_exact_solve_room(const qs_model *model, qs_exact_station *station)
{
    const qs_distribution *patience = NULL;
    int64_t balk_at = QS_NONE;
    if (!common_manners(model, station, &patience, &balk_at))
        return QS_OK;
    if (patience) {
        if (balk_at == QS_NONE && station->window->capacity_kind == QS_CAPACITY_NONE)
            solve_patience(station, patience);
        return QS_OK;
    }
    size_t places = places_of(station->window, balk_at);
    bool drops = balk_at == QS_NONE && station->window->overflow == QS_DROP_OLDEST;
    return places > 0 ? solve_places(station, places, drops) : QS_OK;
}
