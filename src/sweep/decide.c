/* The decider: filing outcomes in the order of their number, whatever the order in which they come.
 *
 * The invariant: of a contender the first n_in observations are there and have been told, those of early
 * pieces wait. A piece is handed out once, unless a run was left in between.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <string.h>

#include "decide_internal.h"
#include "qsweep/memory.h"

const char *qs_choice_word(qs_choice choice)
{
    static const char *const words[] = {
#define QS_CHOICE_WORD(name, word) #word,
        QS_CHOICE_LIST(QS_CHOICE_WORD)
#undef QS_CHOICE_WORD
    };
    return words[choice];
}

/* ---- what is found ---- */

qs_status qs_decided_init(qs_decided *decided, const qs_plan *plan)
{
    size_t n = plan->n_scenarios, n_cells = plan->select.n_cells;
    *decided =
        (qs_decided){.kind = plan->select.kind, .n_scenarios = n, .n_cells = n_cells, .bound = (double)NAN};
    qs_status status = qs_calloc(n, sizeof *decided->choice, &decided->choice);
    if (!status)
        status = qs_calloc(n, sizeof *decided->replications, &decided->replications);
    if (!status)
        status = qs_calloc(n, n_cells * sizeof *decided->finding, &decided->finding);
    if (!status)
        status = qs_calloc(n, sizeof *decided->is_reported, &decided->is_reported);
    double **columns[] = {&decided->mean, &decided->lower, &decided->upper};
    for (size_t i = 0; i < sizeof columns / sizeof *columns && !status; i++)
        status = qs_calloc(n, n_cells * sizeof(double), columns[i]);
    for (size_t i = 0; i < n * n_cells && !status; i++)
        decided->mean[i] = decided->lower[i] = decided->upper[i] = (double)NAN;
    if (status)
        qs_decided_clear(decided);
    return status;
}

void qs_decided_clear(qs_decided *decided)
{
    qs_free(decided->choice);
    qs_free(decided->replications);
    qs_free(decided->finding);
    qs_free(decided->is_reported);
    qs_free(decided->mean);
    qs_free(decided->lower);
    qs_free(decided->upper);
    memset(decided, 0, sizeof *decided);
}

/* ---- making it ---- */

qs_status qs_decider_new(const qs_plan *plan, const double *cost, qs_decider **out)
{
    qs_decider *d;
    *out = NULL;
    qs_status status = qs_calloc(1, sizeof *d, &d);
    if (status)
        return status;
    d->plan = plan;
    d->select = &plan->select;
    d->n = plan->n_scenarios;
    d->n_columns = qs_outcomes_columns(&plan->select);
    d->step = qs_outcomes_step(plan);
    d->most = plan->select.max / d->step;
    status = qs_calloc(d->n, sizeof *d->contenders, &d->contenders);
    if (!status)
        status = qs_decided_init(&d->decided, plan);
    if (!status)
        status = plan->select.kind == QS_SELECT_CHEAPEST ? qs_cheapest_begin(d, cost) : qs_best_begin(d);
    if (status)
        qs_decider_free(d);
    else
        *out = d;
    return status;
}

static void drop_early(qs_decider *d, qs_contender *c)
{
    while (c->early) {
        qs_early *next = c->early->next;
        d->n_thrown += c->early->piece.n;
        qs_outcomes_clear(&c->early->piece);
        qs_free(c->early);
        c->early = next;
    }
}

static void let_go(qs_decider *d, qs_contender *c)
{
    drop_early(d, c);
    qs_free(c->values);
    qs_contest_clear(&c->contest);
    c->values = NULL;
    c->capacity = 0;
}

void qs_decider_free(qs_decider *d)
{
    if (!d)
        return;
    for (uint64_t s = 0; d->contenders && s < d->n; s++)
        let_go(d, &d->contenders[s]);
    void *arrays[] = {d->contenders, d->order,    d->place,     d->rules,
                      d->alive,      d->outcomes, d->is_beaten, d->upper};
    for (size_t i = 0; i < sizeof arrays / sizeof *arrays; i++)
        qs_free(arrays[i]);
    qs_decided_clear(&d->decided);
    qs_free(d);
}

/* ---- handing out ---- */

void qs_decider_hand_out(qs_decider *d, uint64_t scenario, uint64_t to, qs_task *task)
{
    qs_contender *c = &d->contenders[scenario];
    *task = (qs_task){
        .scenario = scenario, .first_block = c->n_out, .n_blocks = to - c->n_out, .is_outcomes = true};
    c->n_out = to;
}

bool qs_decider_next(qs_decider *d, qs_task *task)
{
    if (d->decided.is_over)
        return false;
    return d->select->kind == QS_SELECT_CHEAPEST ? qs_cheapest_next(d, task) : qs_best_next(d, task);
}

uint64_t qs_decider_n_left(const qs_decider *d)
{
    uint64_t n = d->select->kind == QS_SELECT_BEST ? d->n_alive - d->cursor : d->end - d->first;
    return n > 0 ? n : 1;
}

/* ---- filing ---- */

void qs_contender_settle(qs_decider *d, uint64_t scenario, qs_choice choice)
{
    qs_contender *c = &d->contenders[scenario];
    d->decided.choice[scenario] = (int8_t)choice;
    d->decided.replications[scenario] = (int64_t)(c->n_in * d->step);
    d->n_settled++;
    c->is_settled = true;
    let_go(d, c);
}

/* The first observations of a piece go behind those that are there. */
static qs_status append(qs_decider *d, qs_contender *c, const qs_outcomes *piece)
{
    qs_status status =
        qs_reserve(&c->values, &c->capacity, c->n_in + piece->n, d->n_columns * sizeof *c->values);
    if (status)
        return status;
    memcpy(c->values + c->n_in * d->n_columns, piece->values, piece->n * d->n_columns * sizeof *c->values);
    c->n_in += piece->n;
    return QS_OK;
}

static qs_status keep_early(qs_contender *c, qs_outcomes *piece)
{
    qs_early *early, **at = &c->early;
    while (*at && (*at)->piece.first < piece->first)
        at = &(*at)->next;
    if (*at && (*at)->piece.first == piece->first)
        return QS_OK;
    qs_status status = qs_calloc(1, sizeof *early, &early);
    if (status)
        return status;
    early->piece = *piece;
    early->next = *at;
    *at = early;
    memset(piece, 0, sizeof *piece);
    return QS_OK;
}

/* Append, and take, what has waited for it too. */
static qs_status take(qs_decider *d, uint64_t scenario, const qs_outcomes *piece)
{
    qs_contender *c = &d->contenders[scenario];
    uint64_t from = c->n_in;
    qs_status status = append(d, c, piece);
    while (!status && c->early && c->early->piece.first == c->n_in) {
        qs_early *early = c->early;
        status = append(d, c, &early->piece);
        c->early = early->next;
        qs_outcomes_clear(&early->piece);
        qs_free(early);
    }
    if (!status)
        status = d->select->kind == QS_SELECT_CHEAPEST ? qs_cheapest_take(d, scenario, from)
                                                       : qs_best_take(d, scenario, from);
    return status;
}

static qs_status file(qs_decider *d, qs_outcomes *piece)
{
    qs_contender *c = &d->contenders[piece->scenario];
    bool is_vain = d->decided.is_over || c->is_settled || piece->first < c->n_in ||
                   (d->order && d->place[piece->scenario] >= d->end);
    d->n_told += piece->n;
    if (piece->first + piece->n > c->n_out) /* an earlier run's */
        c->n_out = piece->first + piece->n;
    if (!is_vain)
        return piece->first > c->n_in ? keep_early(c, piece) : take(d, piece->scenario, piece);
    d->n_thrown += piece->n;
    return QS_OK;
}

qs_status qs_decider_file(qs_decider *d, qs_outcomes *piece)
{
    qs_status status = piece->n_columns == d->n_columns && piece->scenario < d->n
                           ? file(d, piece)
                           : qs_fail(QS_ERROR_INTERNAL, "outcomes of another study");
    if (!status && d->decided.is_over && d->select->kind == QS_SELECT_BEST)
        status = qs_best_report(d);
    else if (!status && d->decided.is_over)
        qs_cheapest_report(d);
    qs_outcomes_clear(piece);
    return status;
}

void qs_decider_go_on(qs_decider *d)
{
    for (uint64_t s = 0; s < d->n; s++) {
        qs_contender *c = &d->contenders[s];
        drop_early(d, c);
        c->n_out = c->n_in;
    }
    d->cursor = d->ahead = d->fresh = 0;
}

/* ---- what is known ---- */

const qs_decided *qs_decider_result(const qs_decider *d)
{
    return &d->decided;
}

bool qs_decider_reports(const qs_decider *d, uint64_t scenario)
{
    return d->decided.is_over && d->decided.is_reported[scenario];
}

qs_deciding qs_decider_progress(const qs_decider *d)
{
    bool is_best = d->select->kind == QS_SELECT_BEST;
    uint64_t n = d->n_told * d->step, n_used = d->decided.n_used;
    return (qs_deciding){.n_settled = d->n_settled,
                         .n_left = is_best ? d->n_alive : d->end - d->first,
                         .n_replications = n,
                         .n_wasted = d->decided.is_over && n > n_used ? n - n_used : d->n_thrown * d->step,
                         .has_leader = d->decided.has_chosen,
                         .leader = d->decided.chosen,
                         .is_best = is_best,
                         .bound = d->decided.bound};
}
