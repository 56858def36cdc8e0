/* How much work arrives, and whether the windows can do it.
 *
 * A load is the work that comes while customers come over what can be done in that time. It is the same all
 * the time, or it is added up over the stretches in which nothing changes; the highest of these is the peak.
 * What grows without end is asked of what holds for ever.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <string.h>

#include "load_internal.h"
#include "qsweep/memory.h"

/* ---- rates as the engine and other rooms know them ---- */

/* Mean of a step function over [0, end). */
static double step_mean(const qs_piece *pieces, size_t n, double end)
{
    double area = 0, from = 0;
    for (size_t i = 0; i < n && from < end; i++) {
        double until = fmin(pieces[i].until, end);
        area += pieces[i].value * (until - from);
        from = until;
    }
    return area / end;
}

/* The arrival rate of a source while it lasts. NaN: unknown. */
static double source_rate(const qs_model *model, const qs_source *source)
{
    double batch = source->batch == QS_NONE ? 1 : qs_model_mean(model, source->batch);
    double last;
    if (source->day_factor != QS_NONE)
        batch *= qs_model_mean_factor(model, source);
    switch (source->kind) {
    case QS_SOURCE_RENEWAL:
        return source->count * batch / qs_model_mean(model, source->interarrival) *
               (source->period_length > 0 ? source->period_on / source->period_length : 1);
    case QS_SOURCE_RATE:
        last = source->period_length > 0 ? source->period_length
                                         : fmin(source->rates[source->n_rates - 1].until, model->run.horizon);
        if (isinf(last))
            return source->count * batch * source->rates[source->n_rates - 1].value;
        return source->count * batch * step_mean(source->rates, source->n_rates, last);
    default:
        return NAN;
    }
}

double qs_model_expected_arrivals(const qs_model *model, const qs_source *source)
{
    double lasts = model->run.horizon;
    if (source->kind == QS_SOURCE_RATE && source->period_length <= 0)
        lasts = fmin(lasts, source->rates[source->n_rates - 1].until);
    double n = source_rate(model, source) * lasts;
    return source->limit > 0 ? fmin(n, (double)source->limit * source->count) : n;
}

/* Who may find a window's last server gone. */
static void derive_closings(qs_model *model)
{
    for (int c = 0; c < model->n_classes; c++)
        model->classes[c].may_be_moved = model->classes[c].may_be_sent_away = false;
    for (int i = 0; i < model->n_classes * model->n_services; i++) {
        const qs_stage *stage = &model->stages[i];
        qs_class *class = &model->classes[i / model->n_services];
        for (int k = 0; stage->visits_per_arrival > 0 && k < stage->n_candidates; k++) {
            const qs_window *window = &model->windows[model->candidates[stage->first_candidate + k]];
            class->may_be_sent_away |= window->closing == QS_CLOSING_LEAVE;
            class->may_be_moved |= window->closing == QS_CLOSING_MOVE && stage->n_candidates > 1;
        }
    }
}

static void derive_rates(qs_model *model)
{
    for (int c = 0; c < model->n_classes; c++)
        model->classes[c].arrival_rate = 0;
    for (int s = 0; s < model->n_sources; s++) {
        double rate = source_rate(model, &model->sources[s]);
        for (int c = 0; c < model->n_classes; c++)
            if (model->sources[s].shares[c] > 0)
                model->classes[c].arrival_rate += rate * model->sources[s].shares[c];
    }
}

/* ---- bounds ---- */

/* Whether services at a window begin anew so often as is not known. */
static bool restarts_unknown(const qs_model *model, int w)
{
    for (int c = 0; c < model->n_classes && model->windows[w].preemption == QS_PREEMPT_RESTART; c++)
        for (int s = 0; s < model->n_services; s++) {
            const qs_stage *stage = &model->stages[c * model->n_services + s];
            for (int k = 0; stage->visits_per_arrival > 0 && k < stage->n_candidates; k++) {
                double more = model->candidates[stage->first_candidate + k] == w
                                  ? qs_model_restart_work(model, w, c, s)
                                  : 0;
                if (isnan(more) || (more > 0 && stage->n_candidates > 1))
                    return true;
            }
        }
    return false;
}

static bool stage_may_block(const qs_model *model, int class, int service)
{
    const qs_stage *stage = &model->stages[class * model->n_services + service];
    for (int k = 0; k < stage->n_candidates; k++) {
        const qs_window *window = &model->windows[model->candidates[stage->first_candidate + k]];
        if (window->overflow == QS_BLOCK && window->capacity_kind != QS_CAPACITY_NONE)
            return true;
    }
    return false;
}

/* Whether its servers may be held by who finds no place at the next window. */
static bool may_be_blocked(const qs_model *model, int w)
{
    for (int c = 0; c < model->n_classes; c++)
        for (int s = 0; s < model->n_services; s++) {
            const qs_stage *stage = &model->stages[c * model->n_services + s];
            bool is_here = false;
            for (int k = 0; stage->visits_per_arrival > 0 && k < stage->n_candidates; k++)
                is_here |= model->candidates[stage->first_candidate + k] == w;
            for (int r = 0; is_here && r < stage->n_routes; r++)
                if (stage_may_block(model, c, model->routes[stage->first_route + r].to))
                    return true;
        }
    return false;
}

/* Where the speed follows the queue or the work done, the last factor is the one at a long queue: the work is
 * less or more while it is short. */
static qs_bound bound_by_speed(const qs_window *window)
{
    double last = window->n_speeds > 0 ? window->speeds[window->n_speeds - 1].value : 1;
    bool is_most = last >= 1, is_least = last <= 1;
    if (window->speed_kind != QS_SPEED_BY_QUEUE && window->speed_kind != QS_SPEED_BY_WORK)
        return QS_EXACTLY;
    for (size_t i = 0; i < window->n_speeds; i++) {
        is_most &= window->speeds[i].value <= last;
        is_least &= window->speeds[i].value >= last;
    }
    return is_most && is_least ? QS_EXACTLY : is_least ? QS_AT_MOST : QS_AT_LEAST;
}

/* What makes the work at a window other than what was counted, whoever comes. */
static qs_bound bound_of_work(const qs_model *model, int w)
{
    const qs_window *window = &model->windows[w];
    bool is_unlike =
        window->n_server_speeds > 0 && qs_model_window_has_dead_time(model, w); /* in which all are as fast */
    if (restarts_unknown(model, w) || may_be_blocked(model, w) || window->group_max > 0 || is_unlike)
        return QS_AT_LEAST;
    if (window->call.servers > 0) /* who are there at a long queue, and less while it is short */
        return QS_AT_LEAST;
    return bound_by_speed(window);
}

/* Whether all who come are served in the end, if windows can. */
static bool nobody_is_lost(const qs_model *model)
{
    for (int s = 0; s < model->n_sources; s++)
        if (model->sources[s].kind == QS_SOURCE_CLOSED)
            return false;
    for (int c = 0; c < model->n_classes; c++)
        if (!qs_class_is_patient(model, c))
            return false;
    for (int w = 0; w < model->n_windows + model->n_lines; w++)
        if (model->windows[w].capacity_kind != QS_CAPACITY_NONE)
            return false;
    return true;
}

/* All is known if besides no queue in front grows, and the choice does not depend on who finds room. */
static bool is_all_known(const qs_model *model, const qs_sharing *high)
{
    for (int w = 0; w < model->n_windows; w++)
        if (high->is_shared[w])
            return false;
    for (int i = 0; i < model->n_classes * model->n_services; i++) {
        const qs_stage *stage = &model->stages[i];
        if (high->passes[i] < 1)
            return false;
        for (int k = 0; k < stage->n_candidates && stage->n_routes > 0 && high->flow[i] > 0; k++)
            if (high->is_restrained[model->candidates[stage->first_candidate + k]])
                return false;
    }
    return nobody_is_lost(model);
}

/* ---- all together ---- */

/* Windows that are looked at once more. */
enum { MOST_AGAIN = 64 };

typedef struct loads {
    qs_model *model;
    double lasts;
    qs_regime mean, ever, now;
    qs_sharing high, low, one; /* one: low, of a window that is taken to keep up */
    qs_changes changes;
    double *least, *most; /* [n_windows] loads on average */
    double *open;         /* [n_windows] the most without closed sources */
    double *limited;      /* [n_windows] the most, before it is looked at stretch by stretch */
    double *work, *stuck, *capacity, *alone; /* [n_windows] added up over the stretches */
    double *peak;                            /* [n_windows] */
    double *pooled;  /* [n_windows] what its line must ask of it at least; NAN: no line */
    bool *is_shared; /* [n_windows] on average */
    bool has_closed, is_known;
} loads;

static qs_status make(loads *l)
{
    size_t n = (size_t)l->model->n_windows;
    double **const of_windows[] = {&l->least, &l->most,     &l->limited, &l->open, &l->work,
                                   &l->stuck, &l->capacity, &l->alone,   &l->peak, &l->pooled};
    qs_regime *const regimes[] = {&l->mean, &l->ever, &l->now};
    qs_status status = qs_sharing_make(l->model, &l->high);
    if (!status)
        status = qs_sharing_make(l->model, &l->low);
    if (!status)
        status = qs_sharing_make(l->model, &l->one);
    for (size_t i = 0; i < sizeof of_windows / sizeof *of_windows && !status; i++)
        status = qs_calloc(n, sizeof(double), of_windows[i]);
    if (!status)
        status = qs_calloc(n, sizeof *l->is_shared, &l->is_shared);
    for (size_t i = 0; i < sizeof regimes / sizeof *regimes && !status; i++)
        status = qs_regime_make(l->model, l->lasts, regimes[i]);
    l->low.is_low = l->one.is_low = true;
    return status;
}

static void clear(loads *l)
{
    double *const of_windows[] = {l->least, l->most,     l->limited, l->open, l->work,
                                  l->stuck, l->capacity, l->alone,   l->peak, l->pooled};
    for (size_t i = 0; i < sizeof of_windows / sizeof *of_windows; i++)
        qs_free(of_windows[i]);
    qs_free(l->is_shared);
    qs_regime_clear(&l->mean);
    qs_regime_clear(&l->ever);
    qs_regime_clear(&l->now);
    qs_sharing_clear(&l->high);
    qs_sharing_clear(&l->low);
    qs_sharing_clear(&l->one);
    qs_free(l->changes.at);
}

static void take_loads(const qs_sharing *sharing, double *out)
{
    for (int w = 0; w < sharing->model->n_windows; w++)
        out[w] = qs_sharing_load(sharing, w);
}

/* A window that grows lets fewer through to itself: it is asked what comes if it kept up. That it could not
 * is what the answer then shows. */
static const qs_sharing *without_itself(loads *l, const qs_regime *regime, int w)
{
    l->one.exempt = w;
    qs_sharing_solve(&l->one, regime);
    return &l->one;
}

static void look_again(loads *l)
{
    int n = 0;
    for (int w = 0; w < l->model->n_windows && n < MOST_AGAIN; w++)
        if (l->least[w] < 1 && l->low.full[w] >= 1) {
            n++;
            l->least[w] = qs_sharing_load(without_itself(l, &l->mean, w), w);
        }
}

/* On average: the most, the least, and the most that comes from open sources. */
static void find_means(loads *l)
{
    const qs_model *model = l->model;
    for (int s = 0; s < model->n_sources; s++)
        l->has_closed |= model->sources[s].kind == QS_SOURCE_CLOSED;
    if (isinf(l->lasts))
        qs_regime_for_ever(model, false, &l->mean);
    else
        qs_regime_mean(model, l->lasts, &l->mean);
    if (l->has_closed) {
        qs_sharing_solve(&l->high, &l->mean);
        take_loads(&l->high, l->open);
    }
    l->high.has_closed = l->has_closed;
    qs_sharing_solve(&l->high, &l->mean);
    take_loads(&l->high, l->most);
    take_loads(&l->high, l->limited);
    memcpy(l->is_shared, l->high.is_shared, (size_t)model->n_windows * sizeof *l->is_shared);
    l->is_known = is_all_known(model, &l->high);
    if (!l->is_known)
        qs_sharing_solve(&l->low, &l->mean);
    take_loads(l->is_known ? &l->high : &l->low, l->least);
    if (!l->is_known)
        look_again(l);
    for (int w = 0; w < model->n_windows; w++)
        l->pooled[w] = qs_line_load(l->is_known ? &l->high : &l->low, w);
}

/* A closed source waits for its customers: what it brings is never more than can be done, where all stay. */
static double hold_back(const loads *l, int w, double load)
{
    bool is_held = l->has_closed && l->open[w] < 1 && l->model->windows[w].capacity_kind == QS_CAPACITY_NONE;
    return is_held ? fmin(load, 1) : load;
}

static void add_stretch(loads *l, double from, double to)
{
    qs_regime_between(l->model, from, to, &l->now);
    qs_sharing_again(&l->high, &l->now);
    for (int w = 0; w < l->model->n_windows; w++) {
        bool is_by_time =
            l->model->windows[w].speed_kind == QS_SPEED_BY_TIME; /* twice as fast does as much */
        double length = (to - from) * (is_by_time ? l->now.speed[w] : 1);
        l->work[w] += l->high.work[w] * length;
        l->stuck[w] += l->high.stuck[w] * length;
        l->capacity[w] += l->high.capacity[w] * length;
        l->alone[w] += l->high.member[w] * length;
        l->peak[w] = fmax(l->peak[w], qs_sharing_load(&l->high, w));
    }
}

/* Load by load over the stretches; where these are all there is, their mean is better than that of means, for
 * who comes at night does not use what can be done by day. */
static void add_stretches(loads *l)
{
    const qs_changes *changes = &l->changes;
    double from = 0;
    if (changes->is_given_up) {
        qs_regime_worst(l->model, l->lasts, &l->now);
        qs_sharing_again(&l->high, &l->now);
        take_loads(&l->high, l->peak);
        return;
    }
    for (size_t i = 0; i <= changes->n; i++) {
        double to = i < changes->n ? changes->at[i] : changes->end;
        add_stretch(l, from, to);
        from = to;
    }
    for (int w = 0; changes->is_whole && w < l->model->n_windows; w++) {
        double all = l->work[w] > 0 ? l->work[w] / l->capacity[w] : 0;
        bool was_known = l->least[w] == l->most[w];
        l->most[w] = l->stuck[w] > 0 ? fmax(all, l->stuck[w] / l->alone[w]) : all;
        l->least[w] = was_known ? l->most[w] : fmin(l->least[w], l->most[w]);
    }
}

static bool is_same(double a, double b)
{
    return a == b || fabs(a - b) <= 1e-7 * fmax(fabs(a), fabs(b));
}

/* Who is held up at a window that grows does not bring there what comes later on its way: its load is all
 * that those who arrive would bring. */
static bool is_as_if_all_came(const loads *l, int w)
{
    return nobody_is_lost(l->model) && l->least[w] >= 1 && l->high.full[w] > l->most[w] && l->limited[w] > 0;
}

/* One number and what it says: where both ends are known, the one that tells more. */
static void set_load(const loads *l, int w)
{
    qs_window *window = &l->model->windows[w];
    if (is_as_if_all_came(l, w))
        l->most[w] = l->least[w] = l->most[w] * (l->high.full[w] / l->limited[w]);
    if (isinf(l->high.leaders[w].spread)) /* a group may take no time at all, or any: nothing is known */
        return;
    double most = hold_back(l, w, l->most[w]), least = fmin(l->least[w], most);
    qs_bound bound = bound_of_work(l->model, w);
    if (!isnan(l->pooled[w])) {
        window->offered_load = l->pooled[w];
        window->load_bound = QS_AT_LEAST;
        return;
    }
    if (qs_model_window_helps(l->model, w)) /* what it does for others comes on top */
        bound = QS_AT_LEAST;
    if (is_same(least, most)) {
        window->offered_load = most;
        window->load_bound = bound != QS_EXACTLY || !l->is_shared[w] ? bound : QS_AT_MOST;
        if (window->load_bound == QS_EXACTLY && l->high.is_restrained[w])
            window->load_bound = QS_AT_LEAST; /* servers stand idle while somebody waits */
        return;
    }
    if (bound == QS_EXACTLY)
        bound = least > 0 && most >= 1 ? QS_AT_LEAST : QS_AT_MOST;
    window->load_bound = bound;
    window->offered_load = bound == QS_AT_LEAST ? least : most;
}

/* Whether something comes to an end, or changes. */
static bool has_peaks(const loads *l)
{
    bool ends = false;
    for (int s = 0; s < l->model->n_sources; s++)
        ends |= l->model->sources[s].kind != QS_SOURCE_TIMES && !isinf(l->mean.ends[s]);
    return ends || l->changes.n > 0 || l->changes.is_given_up;
}

/* A load in which some time has no mean is infinite. */
static double told(double load)
{
    return load > QS_ENDLESS_LOAD ? INFINITY : load;
}

static void set_peak(const loads *l, int w)
{
    qs_window *window = &l->model->windows[w];
    if (isnan(window->offered_load))
        return;
    window->peak_load = told(hold_back(l, w, l->peak[w]));
    window->peak_bound = window->load_bound;
    if (l->changes.is_given_up && window->peak_bound == QS_EXACTLY)
        window->peak_bound = QS_AT_MOST;
    if (window->load_bound == QS_AT_LEAST && (!is_same(l->least[w], l->most[w]) || !isnan(l->pooled[w])))
        window->peak_load = NAN; /* the most is not what is told */
}

/* What holds for ever; the same as on average if nothing ends or changes. Where days differ by chance only
 * what is too much on the quietest is too much for certain. */
static void set_verdicts(loads *l)
{
    const qs_model *model = l->model;
    bool is_steady = l->changes.n == 0 && !l->changes.is_given_up && !isnan(l->lasts);
    for (int s = 0; s < model->n_sources; s++)
        is_steady &= isinf(l->mean.ends[s]) != 0 && model->sources[s].day_factor == QS_NONE;
    if (!is_steady)
        qs_regime_for_ever(model, true, &l->ever);
    const qs_regime *regime = is_steady ? &l->mean : &l->ever;
    int n_again = 0;
    qs_sharing_solve(&l->low, regime);
    l->model->is_unstable = false;
    for (int w = 0; w < model->n_windows; w++) {
        qs_window *window = &l->model->windows[w];
        window->is_unstable = qs_load_grows(&l->low, w);
        if (!window->is_unstable && l->low.full[w] >= 1 && qs_sharing_load(&l->low, w) < l->low.full[w] &&
            n_again++ < MOST_AGAIN)
            window->is_unstable = qs_load_grows(without_itself(l, regime, w), w);
        if (qs_model_line_of_window(model, w) != QS_NONE)
            window->is_unstable = qs_line_grows(&l->low, w);
        if (l->changes.is_a_day && !isinf(model->run.horizon))
            window->is_unstable &= l->least[w] >= 1 - 1e-12;
        l->model->is_unstable |= window->is_unstable;
    }
}

qs_status qs_model_derive_load(qs_model *model)
{
    derive_rates(model);
    derive_closings(model);
    loads l = {.model = model, .lasts = qs_load_lasts(model)};
    qs_status status = make(&l);
    if (!status && !isnan(l.lasts))
        status = qs_changes_find(model, l.lasts, &l.changes);
    if (status)
        goto cleanup;
    for (int w = 0; w < model->n_windows; w++) {
        model->windows[w].offered_load = model->windows[w].peak_load = NAN;
        model->windows[w].load_bound = model->windows[w].peak_bound = QS_EXACTLY;
    }
    if (!isnan(l.lasts)) {
        find_means(&l);
        if (l.changes.n > 0 || l.changes.is_given_up)
            add_stretches(&l);
        for (int w = 0; w < model->n_windows; w++) {
            l.peak[w] = fmax(l.peak[w], l.most[w]);
            set_load(&l, w);
            model->windows[w].offered_load = told(model->windows[w].offered_load);
            if (has_peaks(&l))
                set_peak(&l, w);
        }
    }
    if (!isnan(l.lasts))
        status = qs_load_resources(model, &l.high, l.is_known ? &l.high : &l.low, l.lasts);
    set_verdicts(&l);
    if (model->features & QS_FEATURE(BECOMES))
        status = qs_load_forget_changed(model);
cleanup:
    clear(&l);
    return status;
}

qs_status qs_model_finish(qs_model *model)
{
    qs_model_derive_features(model);
    qs_status status = qs_model_derive_routes(model);
    if (!status)
        status = qs_model_derive_candidates(model);
    if (!status)
        status = qs_model_derive_visits(model);
    if (!status)
        status = qs_model_derive_worth(model);
    if (!status)
        status = qs_model_derive_lines(model);
    if (!status)
        status = qs_model_derive_load(model);
    return status;
}
