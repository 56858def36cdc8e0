/* The shortest of many queues, or the least work, without going through them: a tree over the stations of a
 * choice.
 *
 * Each node holds the lowest score below it and how many stations have it, so that a tie is drawn among all
 * of them as going through them in order would.
 * Shortest queue: the score is kept up where the number present, or on shift, changes.
 * Least work: at windows of one server that works steadily the score is the time at which the present work
 * will be done, minus infinity where there is none; their order does not change with the time. Where somebody
 * has come or gone it is looked up before the next choice. Two windows whose times differ by rounding only
 * are left to a comparison of the work itself.
 * Only among many windows none of which can be full: any other score changes with the time, the class or the
 * room there is, and is looked up when it is wanted.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>

#include "qsweep/memory.h"
#include "ranking.h"

/* Fewer are gone through as fast. */
enum { FEWEST = 24, MOST_LEAVES = 4 };

/* Windows whose scores the tree keeps: none of them is ever full. */
#define SUPPORTED                                                                                            \
    (QS_FEATURES_OF_ORDER | QS_FEATURES_OF_TIMES | QS_FEATURES_OF_MANNERS | QS_FEATURE(MEMBERS) |            \
     QS_FEATURE(INFINITE_SERVERS) | QS_FEATURE(SHIFTS) | QS_FEATURE(TOGETHER) | QS_FEATURE(BREAKDOWNS) |     \
     QS_FEATURE(CHANGING_SPEED) | QS_FEATURE(DEAD_TIME) | QS_FEATURE(REPEATING_SHIFTS) |                     \
     QS_FEATURE(INTERRUPTING_SHIFTS) | QS_FEATURE(CLOSING) | QS_FEATURE(ON_CALL))

/* Of these, windows of one server that works steadily through what waits. */
#define STEADY                                                                                               \
    (QS_FEATURE(LIFO) | QS_FEATURE(RANDOM_ORDER) | QS_FEATURE(SHORTEST_FIRST) | QS_FEATURE(PRIORITIES) |     \
     QS_FEATURE(OWN_TIMES) | QS_FEATURE(MEMBERS))

/* Dead times and blocking hold up a server with nothing to do. */
static bool serves_steadily(const qs_engine *e)
{
    return (e->model->features & (QS_FEATURE(DEAD_TIME) | QS_FEATURE(BLOCKING))) == 0;
}

static bool has_steady_server(const qs_window *window, const qs_station *station)
{
    return station->n_servers == 1 && qs_features_within(window->features, STEADY);
}

static bool can_be_ranked(const qs_engine *e, const qs_options *options)
{
    bool by_work = e->model->window_choice == QS_CHOOSE_LEAST_WORK;
    bool can = (by_work || e->model->window_choice == QS_CHOOSE_SHORTEST_QUEUE) && options->n >= FEWEST;
    for (int i = 0; i < options->n && can; i++) {
        const qs_station *station = &e->stations[e->tables.option_stations[options->first + i]];
        const qs_window *window = &e->model->windows[station->window];
        can = qs_features_within(window->features, SUPPORTED) && station->n_leaves < MOST_LEAVES &&
              (!by_work || has_steady_server(window, station));
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
        qs_station *station = &e->stations[e->tables.option_stations[options->first + i]];
        if (!station->leaves)
            status = qs_calloc(MOST_LEAVES, sizeof *station->leaves, &station->leaves);
        if (!status)
            station->leaves[station->n_leaves++] = (qs_leaf){index, i};
    }
    return status;
}

qs_status qs_ranking_build(qs_engine *e)
{
    qs_status status = QS_OK;
    bool by_work = e->model->window_choice == QS_CHOOSE_LEAST_WORK;
    if (by_work && !serves_steadily(e))
        return QS_OK;
    if (by_work)
        status = qs_calloc((size_t)e->n_stations, sizeof *e->ranking.stale, &e->ranking.stale);
    for (int i = 0; i < e->n_options && !status; i++)
        if (can_be_ranked(e, &e->options[i]))
            status = build(e, &e->options[i], i);
    return status;
}

static double lesser(double a, double b)
{
    return a < b ? a : b;
}

static qs_rank join_ranks(qs_rank left, qs_rank right)
{
    if (left.score == right.score)
        return (qs_rank){left.score, lesser(left.next, right.next), left.n + right.n};
    if (left.score < right.score)
        return (qs_rank){left.score, lesser(left.next, right.score), left.n};
    return (qs_rank){right.score, lesser(right.next, left.score), right.n};
}

void qs_ranking_start(qs_engine *e)
{
    e->ranking.n_stale = 0;
    for (int i = 0; i < e->n_options; i++) {
        qs_options *options = &e->options[i];
        if (!options->ranks)
            continue;
        for (int k = 0; k < options->n_leaves; k++) {
            options->ranks[options->n_leaves + k] = (qs_rank){INFINITY, INFINITY, 0};
            if (k >= options->n)
                continue;
            qs_station *station = &e->stations[e->tables.option_stations[options->first + k]];
            station->is_stale = false;
            options->ranks[options->n_leaves + k] =
                (qs_rank){e->ranking.stale ? -INFINITY : qs_queue_score(station), INFINITY, 1};
        }
        for (int node = options->n_leaves - 1; node > 0; node--)
            options->ranks[node] = join_ranks(options->ranks[2 * node], options->ranks[2 * node + 1]);
    }
}

void qs_ranking_place(qs_engine *e, const qs_station *station, double score)
{
    for (int i = 0; i < station->n_leaves; i++) {
        const qs_options *options = &e->options[station->leaves[i].options];
        int node = options->n_leaves + station->leaves[i].leaf;
        options->ranks[node].score = score;
        while (node > 1) {
            node /= 2;
            qs_rank rank = join_ranks(options->ranks[2 * node], options->ranks[2 * node + 1]);
            const qs_rank *old = &options->ranks[node];
            if (rank.score == old->score && rank.next == old->next && rank.n == old->n)
                break;
            options->ranks[node] = rank;
        }
    }
}

void qs_ranking_change(qs_engine *e, qs_station *station)
{
    if (!e->ranking.stale)
        qs_ranking_place(e, station, qs_queue_score(station));
    else if (!station->is_stale)
        e->ranking.stale[e->ranking.n_stale++] = (int)(station - e->stations);
    station->is_stale = e->ranking.stale != NULL;
}

/* Whether the lowest score is for sure the least work: idle windows, and nobody about to be; or one window,
 * and no other nearly as soon. The work itself is the score less the time, but for a few roundings of both.
 */
static bool is_sure(const qs_engine *e, const qs_rank *root)
{
    const double roundings = 1e-12;
    double least = root->score < 0 ? e->now : root->score;
    return (root->score < 0 || root->n == 1) && root->next > least + roundings * least;
}

qs_station *qs_ranking_stale(qs_engine *e)
{
    if (e->ranking.n_stale == 0)
        return NULL;
    qs_station *station = &e->stations[e->ranking.stale[--e->ranking.n_stale]];
    station->is_stale = false;
    return station;
}

int qs_ranking_first(qs_engine *e, const qs_options *options, double u)
{
    const qs_rank *ranks = options->ranks;
    if (e->ranking.stale && !is_sure(e, &ranks[1]))
        return QS_NONE;
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
    return e->tables.option_stations[options->first + node - options->n_leaves];
}
