/* PCG64-DXSM: jumping ahead. What is hot is in the header.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#include "qsweep/pcg.h"

void qs_pcg_advance(qs_pcg *pcg, qs_uint128 steps)
{
    /* One step is x -> a x + c. Squaring that map gives two steps, four, eight, ...: those whose
     * bit is set in `steps` are chained into (total_a, total_c). */
    qs_uint128 a = QS_PCG_MULTIPLIER, c = pcg->increment;
    qs_uint128 total_a = 1, total_c = 0;
    for (; steps; steps >>= 1) {
        if (steps & 1) {
            total_a *= a;
            total_c = total_c * a + c;
        }
        c *= a + 1;
        a *= a;
    }
    pcg->state = total_a * pcg->state + total_c;
}
