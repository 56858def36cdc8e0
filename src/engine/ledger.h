/* Who holds which units of the resources, and who may begin with what is left.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef QSWEEP_ENGINE_LEDGER_H
#define QSWEEP_ENGINE_LEDGER_H

#include "state.h"

qs_status qs_ledger_build(qs_engine *e);
void qs_ledger_free(qs_engine *e);
void qs_ledger_start(qs_engine *e);                   /* a replication begins: nobody holds anything */
qs_status qs_ledger_enrol(qs_engine *e, uint32_t id); /* a new customer, who holds nothing */
void qs_ledger_enter(qs_engine *e, uint32_t id);      /* its next stage, in which it has not been short yet */

/* Servers of its window that its service takes at once. */
static inline int qs_servers_needed(const qs_engine *e, const qs_customer *customer)
{
    return e->model->stages[customer->class * e->model->n_services + customer->service].servers;
}

void qs_ledger_hold(qs_engine *e, uint32_t id);         /* its service begins, with all that it needs */
void qs_ledger_leave_server(qs_engine *e, uint32_t id); /* and is over: what it needed and gives comes back */
void qs_ledger_rest(qs_engine *e, uint32_t id);         /* what it holds is not at work any more */
void qs_ledger_release(qs_engine *e, uint32_t id);      /* it leaves the system: all comes back */
void qs_ledger_shift(qs_engine *e, int slot);           /* the units of a resource change */

/* Whether a shift still to come brings units; where shifts repeat, whether there are ever more than now. */
bool qs_ledger_gets_more(const qs_engine *e, int resource);

/* Whether somebody not in the queue would begin at once, coming to a line with so much work: servers and
 * units are there, and nobody waits whom it may not overtake. */
bool qs_ledger_begins(const qs_engine *e, const qs_station *station, const qs_customer *who, int line);

/* Who of a queue begins now; QS_NOBODY: nobody can. notes [in] note who is next and short of units. */
uint32_t qs_ledger_next(qs_engine *e, qs_station *station, bool notes);

/* Something has changed at a demanding station: it is looked at when the event is over. */
void qs_ledger_changed(qs_engine *e, const qs_station *station);
/* Somebody stands in the queue of a demanding station; and does no more. */
void qs_ledger_queued(qs_engine *e, const qs_station *station, uint32_t id);
void qs_ledger_unqueued(qs_engine *e, const qs_station *station, uint32_t id);
/* Who was short up to now is not any more. */
void qs_ledger_close(qs_engine *e, const qs_station *station);

/* Whether somebody holds units of a resource. */
bool qs_ledger_holds(const qs_engine *e, uint32_t id, int resource);

/* Units of a resource that a service asks for at its start. */
int64_t qs_ledger_asks(const qs_engine *e, const qs_customer *who, int resource);

#endif
