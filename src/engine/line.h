/* Lines for several windows.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef QSWEEP_ENGINE_LINE_H
#define QSWEEP_ENGINE_LINE_H

#include "state.h"

/* A server that has come free takes somebody from a line, if the turn is one of theirs; false: it is that of
 * its own queue, or nobody's. */
bool qs_line_feeds(qs_engine *e, qs_station *station, int k);

/* Whether a station could take a customer of a line at once. */
bool qs_line_is_free(const qs_engine *e, const qs_station *station, int class, int service);

/* Somebody who is counted at a line, but stands in no queue, is served by server k of a station. */
void qs_line_serve(qs_engine *e, uint32_t id, qs_station *station, int k);

/* One who waits is told when its next rule of help is due, unless it has had them all. */
void qs_line_await_help(qs_engine *e, uint32_t id);

/* Somebody waits in a line from which a station takes. */
bool qs_line_waits(const qs_engine *e, const qs_station *station);

#endif
