/* The shortest of many queues without going through them: a tree over the stations of a choice.
 *
 * Each node holds the lowest score below it and how many stations have it, so that a tie is drawn among all
 * of them as going through them in order would. It is kept up where the number present, or on shift, changes.
 * Only for the shortest queue, among many windows none of which can be full: any other score changes with the
 * time, the class or the room there is, and is looked up when it is wanted.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>

#include "engine_internal.h"
#include "qsweep/memory.h"

/* Fewer are gone through as fast. */
enum { FEWEST = 24, MOST_PLACES = 4 };

static bool can_be_ranked(const qs_engine *e, const qs_options *options)
{
    bool can = e->model->window_choice == QS_CHOOSE_SHORTEST_QUEUE && options->n >= FEWEST;
    for (int i = 0; i < options->n && can; i++) {
        const qs_station *station = &e->stations[e->option_stations[options->first + i]];
        can = e->model->windows[station->window].capacity_kind == QS_CAPACITY_NONE &&
              station->n_places < MOST_PLACES;
    }
    return can;
}

static qs_status build(qs_engine *e, qs_options *options, int index)
{
    options->n_leaves = 1;
    while (options->n_leaves < options->n)
        options->n_leaves *= 2;
    qs_status status = qs_calloc(2 * (size_t)options->n_leaves, sizeof *options->ranks, &options->ranks);
    for (int i = 0; i < options->n && !status; i++) {
        qs_station *station = &e->stations[e->option_stations[options->first + i]];
        if (!station->places)
            status = qs_calloc(MOST_PLACES, sizeof *station->places, &station->places);
        if (!status)
            station->places[station->n_places++] = (qs_place){index, i};
    }
    return status;
}

qs_status qs_ranking_build(qs_engine *e)
{
    qs_status status = QS_OK;
    for (int i = 0; i < e->n_options && !status; i++)
        if (can_be_ranked(e, &e->options[i]))
            status = build(e, &e->options[i], i);
    return status;
}

static qs_rank join_ranks(qs_rank left, qs_rank right)
{
    if (left.score == right.score)
        return (qs_rank){left.score, left.n + right.n};
    return left.score < right.score ? left : right;
}

void qs_ranking_start(qs_engine *e)
{
    for (int i = 0; i < e->n_options; i++) {
        qs_options *options = &e->options[i];
        if (!options->ranks)
            continue;
        for (int k = 0; k < options->n_leaves; k++)
            options->ranks[options->n_leaves + k] =
                k < options->n
                    ? (qs_rank){qs_queue_score(&e->stations[e->option_stations[options->first + k]]), 1}
                    : (qs_rank){INFINITY, 0};
        for (int node = options->n_leaves - 1; node > 0; node--)
            options->ranks[node] = join_ranks(options->ranks[2 * node], options->ranks[2 * node + 1]);
    }
}

void qs_ranking_change(qs_engine *e, const qs_station *station)
{
    double score = qs_queue_score(station);
    for (int i = 0; i < station->n_places; i++) {
        const qs_options *options = &e->options[station->places[i].options];
        int node = options->n_leaves + station->places[i].leaf;
        options->ranks[node].score = score;
        while (node > 1) {
            node /= 2;
            qs_rank rank = join_ranks(options->ranks[2 * node], options->ranks[2 * node + 1]);
            if (rank.score == options->ranks[node].score && rank.n == options->ranks[node].n)
                break;
            options->ranks[node] = rank;
        }
    }
}

int qs_ranking_first(const qs_engine *e, const qs_options *options, double u)
{
    const qs_rank *ranks = options->ranks;
    double best = ranks[1].score;
    int pick = (int)(u * ranks[1].n), node = 1;
    while (node < options->n_leaves) {
        node *= 2;
        int here = ranks[node].score == best ? ranks[node].n : 0;
        if (pick >= here) {
            pick -= here;
            node++;
        }
    }
    return e->option_stations[options->first + node - options->n_leaves];
}
