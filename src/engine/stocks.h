/* What is measured of resources.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef QSWEEP_ENGINE_STOCKS_H
#define QSWEEP_ENGINE_STOCKS_H

#include "state.h"

void qs_stocks_restart(qs_engine *e);  /* the measured period begins */
void qs_stocks_averages(qs_engine *e); /* and ends */
void qs_stocks_report(qs_engine *e);   /* values of customers, at the end */

#endif
