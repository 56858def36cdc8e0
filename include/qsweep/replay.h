/* One replication as people walk through it: a section of a page, on which src/page/replay.js draws it.
 *
 * No picture is kept. The section has the visits and the incidents as columns of differences, about a dozen bytes a
 * visit, and the script works out from them who stands where at any instant. docs/replay.md has the format.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef QSWEEP_REPLAY_H
#define QSWEEP_REPLAY_H

#include <stdint.h>
#include <stdio.h>

#include "qsweep/html.h"
#include "qsweep/status.h"
#include "qsweep/study.h"
#include "qsweep/trace.h"

#ifdef __cplusplus
extern "C" {
#endif

/* More visits than this, and no page is made of them. The script numbers them with 20 bits. */
enum { QS_REPLAY_MOST_VISITS = 1000000 };

/* One replication and what it is one of; everything borrowed. */
typedef struct qs_replay {
    const qs_study *study;
    const qs_model *model; /* of the scenario */
    const qs_trace *trace; /* of qs_trace_watch() */
    uint64_t scenario, replication;
} qs_replay;

/* Put a section on a page: <section id="ID"> with its heading (<h2>), the stage, the main figures as a table, and
 * the data; the script and its styles are put on the page with it. Several may stand on one page.
 * id [in] ours: letters, digits, hyphens; of this page alone
 * Errors: QS_ERROR_LIMIT (more than QS_REPLAY_MOST_VISITS; nothing is written), QS_ERROR_MEMORY. */
qs_status qs_replay_section(qs_html *html, const char *id, const qs_replay *replay);

/* Simulate a replication and put its section on a page. One that fails leaves the page as it is.
 * scenario, replication [in] that the study's plan has
 * Errors: those of qs_trace_watch and qs_replay_section. */
qs_status qs_replay_simulate(qs_html *html, const char *id, const qs_study *study, uint64_t scenario,
                             uint64_t replication);

/* A page with one section alone. Errors: those of qs_replay_section. */
qs_status qs_replay_page(const qs_replay *replay, FILE *out);

#ifdef __cplusplus
}
#endif

#endif
