/* Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#include "state.h"

void qs_engine_ask(qs_engine *e)
{
    if (e->hooks.poll && e->hooks.poll(e->hooks.poll_context))
        qs_fail_replication(e, qs_fail(QS_STOPPED, "stopped early"));
}
