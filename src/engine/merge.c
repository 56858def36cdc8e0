/* The longest queue of a whole chain: the links' stretches of waiting, merged in order of time.
 *
 * Nothing that is still to be computed happens before the last arrival of the block, so the merge
 * goes as far as that and keeps the rest. At one instant starts come before joinings, as ends of
 * service come before arrivals.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>

#include "qsweep/memory.h"
#include "recursion.h"

/* Arrivals from one look at the queues' bound to the next. */
enum { MERGE_STEP = 8 };

void qs_recursion_reset_merge(qs_recursion *r)
{
    r->waiting = r->largest = 0;
    r->is_measured = false;
    for (int l = 0; l < r->n_links; l++)
        r->links[l].first_join = r->links[l].first_start = r->links[l].n_pending = 0;
}

static qs_status add_pending(qs_link *link, double join, double start)
{
    uint64_t size = link->pending ? link->pending_mask + 1 : 0;
    if (link->n_pending - link->first_start == size) {
        uint64_t wide = size ? 2 * size : 256;
        qs_stretch *ring;
        qs_status status = qs_calloc(wide, sizeof *ring, &ring);
        if (status)
            return status;
        for (uint64_t i = link->first_start; i < link->n_pending; i++)
            ring[i & (wide - 1)] = link->pending[i & link->pending_mask];
        qs_free(link->pending);
        link->pending = ring;
        link->pending_mask = wide - 1;
    }
    link->pending[link->n_pending++ & link->pending_mask] = (qs_stretch){join, start};
    return QS_OK;
}

static double next_start(const qs_link *link)
{
    return link->first_start < link->first_join ? link->pending[link->first_start & link->pending_mask].start
                                                : INFINITY;
}

static double next_join(const qs_link *link)
{
    return link->first_join < link->n_pending ? link->pending[link->first_join & link->pending_mask].join
                                              : INFINITY;
}

/* The largest number is wanted over [warm-up, horizon]. */
static void count(qs_engine *e, qs_recursion *r, double time, int by)
{
    if (!r->is_measured && (time > e->warmup || (time == e->warmup && by > 0))) {
        r->is_measured = true;
        r->largest = r->waiting;
    }
    r->waiting += by;
    if (time <= e->horizon && r->waiting > r->largest)
        r->largest = r->waiting;
}

static void merge_until(qs_engine *e, qs_recursion *r, double until)
{
    for (;;) {
        double start = INFINITY, join = INFINITY;
        qs_link *starts = NULL, *joins = NULL;
        for (int l = 0; l < r->n_links; l++) {
            qs_link *link = &r->links[l];
            double s = next_start(link), j = next_join(link);
            starts = s < start ? link : starts;
            start = s < start ? s : start;
            joins = j < join ? link : joins;
            join = j < join ? j : join;
        }
        if (start <= join) {
            if (!(start < until))
                return;
            starts->first_start++;
            count(e, r, start, -1);
        } else {
            if (!(join < until))
                return;
            joins->first_join++;
            count(e, r, join, 1);
        }
    }
}

/* Go on to `until` without merging, if the queues together cannot have been longer on the way than they
 * already were once: all that wait at any time of the way is no more than all that waited at its
 * beginning and all that joined on it. */
static bool skip_until(const qs_engine *e, qs_recursion *r, double until)
{
    uint64_t joined[QS_RECURSION_LINKS];
    int64_t bound = 0, waiting = 0;
    if (!r->is_measured || until > e->horizon)
        return false;
    for (int l = 0; l < r->n_links; l++) {
        const qs_link *link = &r->links[l];
        uint64_t at = link->first_join;
        while (at < link->n_pending && link->pending[at & link->pending_mask].join < until)
            at++;
        joined[l] = at;
        bound += (int64_t)(at - link->first_start);
    }
    if (bound > r->largest)
        return false;
    for (int l = 0; l < r->n_links; l++) {
        qs_link *link = &r->links[l];
        link->first_join = joined[l];
        while (link->first_start < joined[l] &&
               link->pending[link->first_start & link->pending_mask].start < until)
            link->first_start++;
        waiting += (int64_t)(link->first_join - link->first_start);
    }
    r->waiting = waiting;
    return true;
}

qs_status qs_recursion_merge(qs_engine *e, qs_recursion *r, int n)
{
    qs_status status = QS_OK;
    for (int l = 0; l < r->n_links && !status; l++)
        for (int i = 0; i < n && !status; i++)
            if (r->start[l][i] > r->join[l][i])
                status = add_pending(&r->links[l], r->join[l][i], r->start[l][i]);
    for (int i = MERGE_STEP - 1; i < n && !status; i += MERGE_STEP)
        if (!skip_until(e, r, r->join[0][i]))
            merge_until(e, r, r->join[0][i]);
    if (!status && n < QS_RECURSION_BLOCK)
        merge_until(e, r, INFINITY); /* the last block */
    return status;
}
