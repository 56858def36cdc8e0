/* Which window a customer goes to.
 *
 * A window that would turn the customer away, or make it wait outside, is passed over while
 * another has room, and one without a server on shift while another with one has. Ties are broken at
 * random by one number of the stage's own stream, drawn for every choice so that scenarios stay in step.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#include "choice.h"
#include "customer.h"
#include "house.h"
#include "line.h"
#include "queue.h"
#include "ranking.h"
#include "speed.h"

QS_INLINE int ahead_of(const qs_station *station, int line)
{
    int ahead = station->n_present - station->n_waiting;
    if (line == station->n_lines - 1)
        return station->n_present;
    for (int l = 0; l <= line; l++)
        ahead += station->lines[l].n;
    return ahead;
}

/* Servers that count when loads are compared. */
static double servers_of(const qs_station *station)
{
    return station->is_endless ? (double)INFINITY : station->n_on_shift;
}

static double unfinished_work(const qs_engine *e, const qs_station *station)
{
    if (station->n_present == 0 || station->is_endless)
        return 0;
    double work = station->queued_work;
    for (int s = 0; s < station->n_servers; s++)
        work += qs_server_unfinished(e, &e->servers[station->first_server + s]);
    return work;
}

/* SimuQ's param: how many times round the servers until this customer is served, at least 1. */
QS_INLINE double simuq_param(const qs_engine *e, const qs_station *station, int class, int service)
{
    int ahead = ahead_of(station, qs_queue_line(e, station, class, service));
    double param = (1 + ahead) / servers_of(station);
    return param > 1 ? param : 1;
}

/* rule [in] a constant where it is asked of one station after another */
QS_INLINE double score_by(qs_window_choice rule, const qs_engine *e, const qs_station *station, int class,
                          int service)
{
    if (!station->is_endless && station->n_on_shift == 0)
        return QS_CLOSED_SCORE + station->n_present;
    switch (rule) {
    case QS_CHOOSE_LEAST_WORK:
        return unfinished_work(e, station) / servers_of(station);
    case QS_CHOOSE_SIMUQ:
        return simuq_param(e, station, class, service);
    default:
        return qs_queue_score(station);
    }
}

static double score(const qs_engine *e, const qs_station *station, int class, int service)
{
    return score_by(e->model->window_choice, e, station, class, service);
}

QS_TEXT bool qs_choice_gives_both(const qs_engine *e, const qs_station *station, int class, int first,
                                  int second)
{
    const qs_window *window = station->rules;
    if (!window->serves[class * e->model->n_services + second])
        return false;
    for (size_t i = 0; i < window->n_together; i++)
        if (window->together[i].a == first && window->together[i].b == second)
            return true;
    return false;
}

typedef struct best_station {
    int station;
    double score;
} best_station;

/* What is looked for among a stage's stations. */
typedef struct search {
    const qs_step *step;
    const qs_customer *who;
    int class, service;
    int second;      /* not QS_NONE: only windows that give both services in one visit */
    bool needs_room; /* only windows that take the customer */
} search;

QS_INLINE bool is_wanted(const qs_engine *e, const search *what, const qs_station *station)
{
    return (what->second == QS_NONE ||
            (station->rules->n_together > 0 &&
             qs_choice_gives_both(e, station, what->class, what->service, what->second))) &&
           (!what->needs_room || qs_takes(e, station, what->who));
}

/* So many equals behind the best one. */
__attribute__((noinline)) static int find_equal(const qs_engine *e, const search *what,
                                                const best_station *best, int pick)
{
    const qs_options *options = &e->options[what->step->options];
    const int *at = e->tables.option_stations + options->first;
    for (int i = 0; i < options->n; i++) {
        const qs_station *station = &e->stations[at[i]];
        if (at[i] > best->station && is_wanted(e, what, station) &&
            score(e, station, what->class, what->service) == best->score && --pick == 0)
            return at[i];
    }
    return best->station;
}

/* The lowest score; u in (0, 1) picks among equals, which are only gone through again if there are any. */
QS_INLINE best_station find_by(qs_window_choice rule, const qs_engine *e, const search *what, double u)
{
    const qs_options *options = &e->options[what->step->options];
    const int *at = e->tables.option_stations + options->first;
    best_station best = {QS_NONE, INFINITY};
    int ties = 0, last = QS_NONE, second = QS_NONE;
    for (int i = 0; i < options->n; i++) {
        const qs_station *station = &e->stations[at[i]];
        if (!is_wanted(e, what, station))
            continue;
        double value = score_by(rule, e, station, what->class, what->service);
        if (value < best.score) {
            best = (best_station){at[i], value};
            ties = 1;
        } else if (value == best.score) {
            second = ++ties == 2 ? at[i] : second;
            last = at[i];
        }
    }
    int pick = (int)(u * ties);
    if (pick > 0 && (pick == 1 || pick == ties - 1)) /* mostly there are two, or three */
        best.station = pick == 1 ? second : last;
    else if (pick > 0)
        best.station = find_equal(e, what, &best, pick);
    return best;
}

QS_INLINE best_station find_among(const qs_engine *e, const search *what, double u)
{
    switch (e->model->window_choice) {
    case QS_CHOOSE_LEAST_WORK:
        return find_by(QS_CHOOSE_LEAST_WORK, e, what, u);
    case QS_CHOOSE_SIMUQ:
        return find_by(QS_CHOOSE_SIMUQ, e, what, u);
    default:
        return find_by(QS_CHOOSE_SHORTEST_QUEUE, e, what, u);
    }
}

/* With second not QS_NONE, only windows that give both services in one visit. */
__attribute__((noinline)) static best_station find_best(const qs_engine *e, const qs_step *step,
                                                        const qs_customer *who, int second, double u)
{
    search what = {step, who, who->class, who->service, second, true};
    for (;; what.needs_room = false) {
        best_station best = find_among(e, &what, u);
        if (best.station != QS_NONE || !what.needs_room)
            return best;
    }
}

/* Who needs A and then B compares two visits with one. Source: SimuQ 1.0, choose_window. */
static int choose_simuq(const qs_engine *e, const qs_step *step, const qs_customer *customer, double u)
{
    int then = customer->then;
    best_station first = find_best(e, step, customer, QS_NONE, u);
    if (then == QS_NONE)
        return first.station;
    best_station both = find_best(e, step, customer, then, u);
    if (both.station == QS_NONE)
        return first.station;
    const qs_step *next = &e->tables.steps[customer->class * e->model->n_services + then];
    qs_customer later = *customer;
    later.service = (int16_t)then;
    best_station second = find_best(e, next, &later, QS_NONE, u);
    double reach = e->tables.window_reach[e->stations[second.station].window];
    double two_stops = (first.score + second.score) * (e->model->two_stop_factor + reach);
    return both.score <= two_stops ? both.station : first.station;
}

/* The windows that are considered: with a server on shift and room; if there is none, with room; else all. */
typedef enum demand { ON_SHIFT, WITH_ROOM, ANY } demand;

static bool is_considered(const qs_engine *e, const qs_station *station, const qs_customer *who, demand what)
{
    bool is_on_shift = station->is_endless || station->n_on_shift > 0;
    return what == ANY || (qs_takes(e, station, who) && (what == WITH_ROOM || is_on_shift));
}

static int count_considered(const qs_engine *e, const qs_options *options, const qs_customer *who,
                            demand *what)
{
    const int *at = e->tables.option_stations + options->first;
    int n = 0;
    for (*what = ON_SHIFT;; ++*what) {
        for (int i = 0; i < options->n; i++)
            n += is_considered(e, &e->stations[at[i]], who, *what);
        if (n > 0)
            return n;
    }
}

/* The k-th of those considered, k = floor(u n). */
static int choose_at_random(const qs_engine *e, const qs_options *options, const qs_customer *who, double u)
{
    const int *at = e->tables.option_stations + options->first;
    demand what;
    int n = count_considered(e, options, who, &what), k = (int)(u * n);
    if (n == options->n)
        return at[k];
    for (int i = 0;; i++)
        if (is_considered(e, &e->stations[at[i]], who, what) && k-- == 0)
            return at[i];
}

/* The first of those considered, looking round from number `turn`. */
static int find_considered(const qs_engine *e, const qs_options *options, const qs_customer *who, int turn)
{
    const int *at = e->tables.option_stations + options->first;
    for (demand what = ON_SHIFT;; what++)
        for (int n = 0; n < options->n; n++) {
            int i = turn + n < options->n ? turn + n : turn + n - options->n;
            if (is_considered(e, &e->stations[at[i]], who, what))
                return i;
        }
}

static int choose_first(const qs_engine *e, const qs_options *options, const qs_customer *who)
{
    return e->tables.option_stations[options->first + find_considered(e, options, who, 0)];
}

static int choose_round_robin(qs_engine *e, qs_options *options, const qs_customer *who)
{
    int i = find_considered(e, options, who, options->turn);
    options->turn = i + 1 == options->n ? 0 : i + 1;
    return e->tables.option_stations[options->first + i];
}

/* Least work: the ranking is told anew of stations where somebody has come or gone. */
static int choose_ranked(qs_engine *e, const qs_options *options, double u)
{
    for (qs_station *station; (station = qs_ranking_stale(e)) != NULL;)
        qs_ranking_place(e, station,
                         station->n_present == 0 ? -INFINITY : e->now + unfinished_work(e, station));
    return qs_ranking_first(e, options, u);
}

/* Of the idle servers of a station, since when the first one is; -INFINITY: it has them without end. */
static double idle_since(const qs_engine *e, const qs_station *station)
{
    double since = INFINITY;
    if (station->is_endless)
        return -INFINITY;
    for (int word = 0; word < (station->n_servers + 63) / 64; word++)
        for (uint64_t bits = station->idle[word]; bits; bits &= bits - 1) {
            int k = station->first_server + 64 * word + __builtin_ctzll(bits);
            since = fmin(since, e->servers[k].idle_since);
        }
    return since;
}

/* Of those considered, the one that has been idle longest, the first listed of equals; QS_NONE: none is. */
static int find_longest_idle(const qs_engine *e, const qs_options *options, const qs_customer *who)
{
    const int *at = e->tables.option_stations + options->first;
    int found = QS_NONE;
    double earliest = INFINITY;
    for (int i = 0; i < options->n; i++) {
        const qs_station *station = &e->stations[at[i]];
        bool is_idle =
            (station->n_idle > 0 || station->is_endless) && is_considered(e, station, who, ON_SHIFT);
        double since = is_idle ? idle_since(e, station) : INFINITY;
        if (is_idle && (found == QS_NONE || since < earliest)) {
            found = at[i];
            earliest = since;
        }
    }
    return found;
}

/* Where nobody is idle, the shortest queue. */
static int choose_longest_idle(const qs_engine *e, const qs_step *step, const qs_customer *who, double u)
{
    int found = find_longest_idle(e, &e->options[step->options], who);
    return found != QS_NONE ? found : find_best(e, step, who, QS_NONE, u).station;
}

/* ---- a line's free windows ---- */

static bool needs_draw(qs_window_choice rule)
{
    return rule == QS_CHOOSE_SHORTEST_QUEUE || rule == QS_CHOOSE_LEAST_WORK || rule == QS_CHOOSE_RANDOM;
}

QS_TEXT double qs_choose_draw(qs_engine *e, const qs_customer *customer)
{
    int draw = e->tables.steps[customer->class * e->model->n_services + customer->service].choice_draw;
    return needs_draw(e->model->window_choice) && draw != QS_NONE ? qs_draw(e, draw) : 0;
}

/* What the free are compared by, the least first. */
static double free_score(const qs_engine *e, const qs_station *station, const qs_customer *who)
{
    switch (e->model->window_choice) {
    case QS_CHOOSE_LONGEST_IDLE:
        return idle_since(e, station);
    case QS_CHOOSE_SHORTEST_QUEUE:
    case QS_CHOOSE_LEAST_WORK:
        return score(e, station, who->class, who->service);
    default:
        return 0; /* in the order of the list, or by lot */
    }
}

static bool is_taker(const qs_engine *e, const qs_taker *taker, const qs_customer *who, int helped)
{
    return taker->helped == helped &&
           qs_line_is_free(e, &e->stations[taker->station], who->class, who->service);
}

/* Of those of a rule of help (0: the line's own windows). */
static int find_free(const qs_engine *e, const qs_shared_line *shared, const qs_customer *who, int helped,
                     double u)
{
    double best = INFINITY;
    int n = 0, first = e->model->window_choice == QS_CHOOSE_ROUND_ROBIN ? shared->turn : 0;
    for (int i = 0; i < shared->n_takers; i++) {
        if (!is_taker(e, &shared->takers[i], who, helped))
            continue;
        double value = free_score(e, &e->stations[shared->takers[i].station], who);
        n = n == 0 || value < best ? 1 : n + (value == best);
        best = fmin(best, value);
    }
    int pick = needs_draw(e->model->window_choice) ? (int)(u * n) : 0;
    for (int i = 0; n > 0; i++) {
        int at = (first + i) % shared->n_takers;
        if (is_taker(e, &shared->takers[at], who, helped) &&
            free_score(e, &e->stations[shared->takers[at].station], who) == best && pick-- == 0)
            return at;
    }
    return QS_NONE;
}

QS_TEXT int qs_choose_free(qs_engine *e, qs_station *line, const qs_customer *customer, int rule, double u)
{
    qs_shared_line *shared = &e->tables.lines[line->line];
    int found = QS_NONE, last = rule > 0 ? rule : customer->helped;
    for (int helped = rule; helped <= last && found == QS_NONE; helped++)
        found = find_free(e, shared, customer, helped, u);
    if (found == QS_NONE)
        return QS_NONE;
    shared->turn = (found + 1) % shared->n_takers;
    return shared->takers[found].station;
}

/* Of several. */
static int choose_among(qs_engine *e, const qs_step *step, const qs_customer *customer, qs_options *options)
{
    if (options->ranks) {
        double u = qs_draw(e, step->choice_draw);
        int station = choose_ranked(e, options, u);
        return station != QS_NONE ? station : find_best(e, step, customer, QS_NONE, u).station;
    }
    switch (e->model->window_choice) {
    case QS_CHOOSE_RANDOM:
        return choose_at_random(e, options, customer, qs_draw(e, step->choice_draw));
    case QS_CHOOSE_ROUND_ROBIN:
        return choose_round_robin(e, options, customer);
    case QS_CHOOSE_FIRST:
        return choose_first(e, options, customer);
    case QS_CHOOSE_SIMUQ:
        return choose_simuq(e, step, customer, qs_draw(e, step->choice_draw));
    case QS_CHOOSE_LONGEST_IDLE:
        return choose_longest_idle(e, step, customer, qs_draw(e, step->choice_draw));
    default:
        return find_best(e, step, customer, QS_NONE, qs_draw(e, step->choice_draw)).station;
    }
}

QS_PART int qs_choose_station(qs_engine *e, const qs_step *step, const qs_customer *customer)
{
    qs_options *options = &e->options[step->options];
    if (QS_RARE(step->line != QS_NONE))
        return step->line;
    if (options->n == 1)
        return e->tables.option_stations[options->first];
    return choose_among(e, step, customer, options);
}
