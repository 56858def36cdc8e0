/* Servers on call: when they are called, and when they may go.
 *
 * A station has one slot for both. Nobody is there: it shows when the call that is under way is answered,
 * INFINITY without a call; a call is kept, however few wait by then. They are there: it is due at once when so
 * few wait that they may go, and duty.c looks whether that is still so when its turn has come.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>

#include "call.h"

void qs_call_look(qs_engine *e, const qs_station *station)
{
    const qs_call *call = &e->model->windows[station->window].call;
    if (call->servers == 0)
        return;
    if (station->n_called > 0)
        qs_slots_set(&e->slots, station->call_slot,
                     station->n_waiting <= call->release_at ? e->now : INFINITY);
    else if (station->n_waiting >= call->call_at && isinf(qs_slots_time(&e->slots, station->call_slot)))
        qs_slots_set(&e->slots, station->call_slot, e->now + call->delay);
}
