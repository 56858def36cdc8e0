/* A full window that drops who has waited longest.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#include "qsweep/memory.h"
#include "theory_internal.h"

/* Of one customer with some ahead and some behind: P(served), E(wait; served), E(wait^2; served). */
typedef struct fate {
    double served, wait1, wait2;
} fate;

/* An exponential stage with mean `stage`, then fate a with probability p, else b. */
static fate after_stage(double stage, double p, fate a, fate b)
{
    fate next = {p * a.served + (1 - p) * b.served, p * a.wait1 + (1 - p) * b.wait1,
                 p * a.wait2 + (1 - p) * b.wait2};
    return (fate){next.served, stage * next.served + next.wait1,
                  2 * stage * stage * next.served + 2 * stage * next.wait1 + next.wait2};
}

/* table[j] is the fate with i ahead and j behind, i + 1 + j <= places; made for i = 0, 1, … from the table of
 * i - 1. A service takes one from ahead, or starts ours; an arrival joins behind, and drops the first of the
 * queue if that was full. */
static void next_row(fate *table, size_t i, size_t places, double arrival_rate, double drain)
{
    const fate started = {1, 0, 0}, dropped = {0, 0, 0};
    double stage = 1 / (arrival_rate + drain), is_service = drain * stage;
    fate behind = {0, 0, 0}; /* with one more behind us */
    for (size_t j = places - i; j-- > 0;) {
        bool is_full = i + 1 + j == places;
        fate on_service = i > 0 ? table[j] : started;
        fate on_arrival = !is_full ? behind : i > 0 ? table[j + 1] : dropped;
        behind = after_stage(stage, is_service, on_service, on_arrival);
        /* table[j + 1] of the row before is not needed any more below, table[j] is only now replaced. */
        table[j] = behind;
    }
}

/* The weight of i waiting while all servers are busy: rho^i, the largest being 1. */
static double weight(double rho, size_t i, size_t places)
{
    return rho <= 1 ? theory_pow(rho, (double)i) : theory_pow(rho, -(double)(places - i));
}

qs_status qs_theory_mmck_drop_oldest(double arrival_rate, double service_rate, size_t servers,
                                     size_t capacity, qs_steady *steady)
{
    qs_steady q = qs_theory_mmck(arrival_rate, service_rate, servers, capacity);
    *steady = q;
    if (isnan(q.loss) || capacity == servers)
        return QS_OK;
    size_t places = capacity - servers;
    fate *table, sum = {0, 0, 0};
    *steady = qs_theory_undefined();
    qs_status status = qs_calloc(places, sizeof *table, &table);
    if (status)
        return status;
    double drain = (double)servers * service_rate, rho = arrival_rate / drain, norm = 0;
    for (size_t i = 0; i <= places; i++)
        norm += weight(rho, i, places);
    double waits = q.wait_probability * (1 - q.loss) + q.loss;
    for (size_t i = 0; i < places; i++) {
        next_row(table, i, places, arrival_rate, drain);
        /* Who finds the queue full drops the first, and has as many ahead as who finds one place left. */
        double p =
            waits / norm * (weight(rho, i, places) + (i + 1 == places ? weight(rho, places, places) : 0));
        sum.served += p * table[0].served;
        sum.wait1 += p * table[0].wait1;
        sum.wait2 += p * table[0].wait2;
    }
    qs_free(table);
    double served = 1 - waits + sum.served;
    q.wait_probability = waits;
    q.loss = 1 - served;
    q.wait = sum.wait1 / served;
    q.wait_variance = sum.wait2 / served - q.wait * q.wait;
    q.sojourn = q.wait + 1 / service_rate;
    q.sojourn_variance = q.wait_variance + 1 / (service_rate * service_rate);
    *steady = q;
    return QS_OK;
}
