/* Which window a customer goes to.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef QSWEEP_ENGINE_CHOICE_H
#define QSWEEP_ENGINE_CHOICE_H

#include "state.h"

/* One number for a choice among a line's free windows, where the rule needs one: drawn for every choice so
 * that scenarios stay in step. */
QS_TEXT double qs_choose_draw(qs_engine *e, const qs_customer *customer);

/* The station that takes somebody from a line at once, or QS_NONE: of the line's own windows with a free
 * server, by the rule of the model; then, if there is none, of those that help by now, rule by rule.
 * rule [in] only of this rule of help, 1 being the first; 0: of all
 * u    [in] picks among equals */
QS_TEXT int qs_choose_free(qs_engine *e, qs_station *line, const qs_customer *customer, int rule, double u);

/* The station for a stage, a line's where it is waited for in one; `step` is e->tables.steps[...] of the customer. */
QS_TEXT int qs_choose_station(qs_engine *e, const qs_step *step, const qs_customer *customer);

/* Whether a station gives a class both services in one visit. */
QS_TEXT bool qs_choice_gives_both(const qs_engine *e, const qs_station *station, int class, int first,
                                  int second);

#endif
