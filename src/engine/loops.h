/* The ways to compute a replication, and what they are made from.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef QSWEEP_ENGINE_LOOPS_H
#define QSWEEP_ENGINE_LOOPS_H

#include "state.h"

/* setup.c: everything but the recursion; on failure what is there is freed by qs_engine_free(). */
qs_status qs_engine_build(qs_engine *engine);

/* A draw of a law (QS_NONE: uniform) for a purpose, whose name is printed; names in it are at most 63 bytes
 * each. Errors: QS_ERROR_MEMORY. */
__attribute__((format(printf, 4, 5))) qs_status qs_add_draw(qs_engine *e, int distribution, int *draw,
                                                            const char *format, ...);

/* manners.c: draws of patience, balking, coming again and changing; and, once there are steps, of ways. */
qs_status qs_manners_build(qs_engine *e);
qs_status qs_manners_build_steps(qs_engine *e);
/* line_tables.c: lines for several windows, before stations are built and when they are. Errors:
 * QS_ERROR_MEMORY, to be freed in any case. */
qs_status qs_lines_build(qs_engine *e);
qs_status qs_lines_connect(qs_engine *e);
void qs_lines_free(qs_engine *e);

/* general.c: events of any model. plain.c: the same for models without any of the special features. */
void qs_general_run(qs_engine *e);
bool qs_plain_fits(const qs_engine *e);
void qs_plain_run(qs_engine *e);

/* recursion.c: chains without events. */
qs_status qs_recursion_build(qs_engine *e);
void qs_recursion_free(qs_engine *e);
bool qs_recursion_run(qs_engine *e); /* false: begun in vain, events are to be simulated instead */

/* joining.c: the event loops' customers and bits, customer by customer. Build: e->joining stays NULL where it
 * cannot simulate the model. */
qs_status qs_joining_build(qs_engine *e);
void qs_joining_free(qs_engine *e);
bool qs_joining_is_worth_it(const qs_engine *e); /* it is not begun in vain again and again */
bool qs_joining_run(qs_engine *e);               /* false: as of recursion */

/* relay.c: the events of the plain loop, customer by customer and bit by bit, of networks in which nobody goes back,
 * window after window. Build: e->relay stays NULL where it cannot simulate the model. */
qs_status qs_relay_build(qs_engine *e);
void qs_relay_free(qs_engine *e);
bool qs_relay_is_worth_it(
    const qs_engine *e);         /* this replication: nobody listens, it is not begun in vain again */
bool qs_relay_run(qs_engine *e); /* false: as of recursion */

/* circuit.c: lines of machines that block and send everybody round again, where only throughputs are read.
 * build leaves e->circuit NULL where the model is no such line. run: false: in vain, events are to be
 * simulated instead. Errors: QS_ERROR_MEMORY. */
qs_status qs_circuit_build(qs_engine *e);
void qs_circuit_free(qs_engine *e);
bool qs_circuit_run(qs_engine *e, double warmup);

#endif
