/* What must hold in every replication.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef QSWEEP_ENGINE_CHECK_H
#define QSWEEP_ENGINE_CHECK_H

#include "state.h"

/* check.c: at the end of a replication, it fails if somebody is counted twice or not at all. */
void qs_check_conservation(qs_engine *e);

/* Little's law: before gauges forget, when somebody leaves a window or the system, at the very end. Time:
 * before each event of the general loop. */
#ifdef QS_CHECK
qs_status qs_check_build(qs_engine *e);
void qs_check_free(qs_engine *e);
void qs_check_start(qs_engine *e);
void qs_check_areas(qs_engine *e);
void qs_check_visit(qs_engine *e, int window, double time);
void qs_check_stay(qs_engine *e, int class, double time);
void qs_check_little(qs_engine *e);
void qs_check_time(qs_engine *e, double next);
#else
#define qs_check_build(e) QS_OK
#define qs_check_free(e) ((void)(e))
#define qs_check_start(e) ((void)(e))
#define qs_check_areas(e) ((void)(e))
#define qs_check_visit(e, window, time) ((void)(e))
#define qs_check_stay(e, class, time) ((void)(e))
#define qs_check_little(e) ((void)(e))
#define qs_check_time(e, next) ((void)(e))
#endif

#endif
