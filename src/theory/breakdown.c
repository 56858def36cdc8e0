/* A server that is interrupted: by breakdowns, or by customers of higher priority.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#include "theory_internal.h"

qs_raw_moments qs_theory_completion(qs_raw_moments service, double breakdown_rate, qs_raw_moments repair)
{
    double f = breakdown_rate, slow = 1 + f * repair.m1;
    return (qs_raw_moments){service.m1 * slow, service.m2 * slow * slow + service.m1 * f * repair.m2,
                            service.m3 * slow * slow * slow + 3 * service.m2 * slow * f * repair.m2 +
                                service.m1 * f * repair.m3};
}

qs_raw_moments qs_theory_completion_restart(double service, double breakdown_rate, qs_raw_moments repair)
{
    double s = service, f = breakdown_rate;
    if (!(s >= 0 && f >= 0))
        return (qs_raw_moments){QS_NAN, QS_NAN, QS_NAN};
    if (s == 0 || f == 0)
        return (qs_raw_moments){s, s * s, s * s * s};
    /* N failed attempts, geometric: each an up time cut short by the breakdown, given that it is below s, and
     * a repair. */
    double works = theory_exp(-f * s), fails = -theory_expm1(-f * s);
    double tries = fails / works, tries_variance = fails / (works * works);
    double up = 1 / f - s * works / fails, up_variance = 1 / (f * f) - s * s * works / (fails * fails);
    double attempt = up + repair.m1, attempt_variance = up_variance + qs_theory_variance(repair);
    double mean = s + tries * attempt;
    return (qs_raw_moments){mean, mean * mean + tries * attempt_variance + tries_variance * attempt * attempt,
                            QS_NAN};
}

qs_raw_moments qs_theory_busy_period(double arrival_rate, qs_raw_moments service)
{
    double left = 1 - arrival_rate * service.m1;
    if (!(left > 0))
        return (qs_raw_moments){QS_INF, QS_INF, QS_INF};
    double left3 = left * left * left;
    return (qs_raw_moments){service.m1 / left, service.m2 / left3,
                            service.m3 / (left3 * left) +
                                3 * arrival_rate * service.m2 * service.m2 / (left3 * left * left)};
}

qs_steady qs_theory_mg1_interrupted(double arrival_rate, double mean_service, qs_raw_moments completion,
                                    double breakdown_rate, qs_raw_moments repair, bool is_always_ageing)
{
    qs_steady q = qs_theory_mg1(arrival_rate, completion, QS_ORDER_FIFO);
    if (!(breakdown_rate >= 0 && repair.m1 >= 0))
        return qs_theory_undefined();
    if (!isfinite(q.wait))
        return q;
    q.utilisation = arrival_rate * mean_service;
    if (!is_always_ageing)
        return q;
    /* While nobody is being served the server is down with probability f d / (1 + f d); what is left of that
     * repair adds to the wait, independently of the rest (decomposition). */
    double down = breakdown_rate * repair.m1 / (1 + breakdown_rate * repair.m1);
    double up = 1 / (1 + breakdown_rate * repair.m1);
    double left = breakdown_rate * repair.m2 / 2 * up, left2 = breakdown_rate * repair.m3 / 3 * up;
    q.wait_probability = 1 - (1 - q.wait_probability) * (1 - down);
    q.wait += left;
    q.wait_variance += left2 - left * left;
    q.sojourn += left;
    q.sojourn_variance += left2 - left * left;
    q.queue += arrival_rate * left;
    q.number += arrival_rate * left;
    return q;
}

qs_steady qs_theory_mg1_breakdowns(double arrival_rate, qs_raw_moments service, double breakdown_rate,
                                   qs_raw_moments repair, bool is_always_ageing)
{
    qs_raw_moments completion = qs_theory_completion(service, breakdown_rate, repair);
    return qs_theory_mg1_interrupted(arrival_rate, service.m1, completion, breakdown_rate, repair,
                                     is_always_ageing);
}
