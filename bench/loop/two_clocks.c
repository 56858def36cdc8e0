/* The unit of the benchmark: an M/M/1 queue written for nothing else, in nanoseconds a customer.
 *
 * There are two clocks, the next arrival and the next departure, and the earlier one is what happens next: no calendar,
 * no pool, no tables. It keeps what a person would ask of this queue: sums and squares of waits and sojourns, how many
 * are above a mark, the area of the queue, how long the server was busy. Machines differ, and so does one machine from
 * minute to minute, so costs are told as multiples of this loop's, which runs in turn with what is measured.
 * The generator is that of qsweep (PCG64-DXSM); exponential variates are made one by one by a ziggurat of 256
 * layers, which is the quickest way where no vectors are used.
 * Source: Marsaglia and Tsang, "The Ziggurat Method for Generating Random Variables", J. Stat. Software 5(8), 2000.
 *
 * usage: two_clocks [ROUNDS [CUSTOMERS]]     prints the mean sojourn, then the nanoseconds of each round
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "qsweep/pcg.h"

enum { LAYERS = 256, PLACES = 1 << 16, MOST_ROUNDS = 1000 };

/* Where the tail begins and the area of a layer, for 256 of them. */
static const double TAIL = 7.69711747013104972, AREA = 0.0039496598225815571993;
static const double LOAD = 0.9;

/* Layer i reaches from 0 to edge[i]; what is below edge[i + 1] lies wholly under the curve. */
typedef struct ziggurat {
    double edge[LAYERS + 1], density[LAYERS + 1];
} ziggurat;

typedef struct queue {
    ziggurat ziggurat;
    qs_pcg pcg;
    double joined[PLACES];
} queue;

typedef struct measured {
    double wait, wait_square, sojourn, sojourn_square, busy, area;
    long n_long_waits, n_long_sojourns, n_served;
} measured;

static void build(ziggurat *z)
{
    z->edge[0] = AREA / exp(-TAIL);
    z->edge[1] = TAIL;
    for (int i = 1; i + 1 < LAYERS; i++)
        z->edge[i + 1] = -log(exp(-z->edge[i]) + AREA / z->edge[i]);
    z->edge[LAYERS] = 0;
    for (int i = 0; i <= LAYERS; i++)
        z->density[i] = exp(-z->edge[i]);
}

/* Beyond the certain part of a layer. The tail is an exponential again. */
__attribute__((noinline, cold)) static double outside(queue *q, int layer, double x)
{
    const ziggurat *z = &q->ziggurat;
    double added = 0;
    for (;;) {
        if (layer == 0) {
            added += TAIL;
        } else {
            double u = (double)(qs_pcg_next(&q->pcg) >> 11) * 0x1p-53;
            double height = z->density[layer] + u * (z->density[layer + 1] - z->density[layer]);
            if (height < exp(-x))
                return added + x;
        }
        uint64_t bits = qs_pcg_next(&q->pcg);
        layer = (int)(bits % LAYERS);
        x = (double)(bits >> 11) * 0x1p-53 * z->edge[layer];
        if (x < z->edge[layer + 1])
            return added + x;
    }
}

static inline double exponential(queue *q)
{
    uint64_t bits = qs_pcg_next(&q->pcg);
    int layer = (int)(bits % LAYERS);
    double x = (double)(int64_t)(bits >> 11) * 0x1p-53 * q->ziggurat.edge[layer];
    return __builtin_expect(x < q->ziggurat.edge[layer + 1], 1) ? x : outside(q, layer, x);
}

static measured simulate(queue *q, long n)
{
    measured m = {0};
    double arrival = exponential(q) / LOAD, departure = INFINITY, came = 0, changed = 0;
    uint32_t first = 0, end = 0; /* of those who wait */
    while (m.n_served < n) {
        if (arrival < departure) {
            double now = arrival;
            arrival += exponential(q) * (1 / LOAD);
            if (isinf(departure)) {
                double work = exponential(q);
                came = now;
                m.busy += work;
                departure = now + work;
                continue;
            }
            m.area += (end - first) * (now - changed);
            changed = now;
            q->joined[end++ % PLACES] = now;
            continue;
        }
        double now = departure, sojourn = now - came;
        m.sojourn += sojourn;
        m.sojourn_square += sojourn * sojourn;
        m.n_long_sojourns += sojourn > 10;
        m.n_served++;
        departure = INFINITY;
        if (first == end)
            continue;
        m.area += (end - first) * (now - changed);
        changed = now;
        came = q->joined[first++ % PLACES];
        double wait = now - came, work = exponential(q);
        m.wait += wait;
        m.wait_square += wait * wait;
        m.n_long_waits += wait > 1;
        m.busy += work;
        departure = now + work;
    }
    return m;
}

static double cpu_seconds(void)
{
    struct timespec now;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

int main(int argc, char **argv)
{
    static queue q;
    static double ns[MOST_ROUNDS];
    long n_rounds = argc > 1 ? strtol(argv[1], NULL, 10) : 5,
         n = argc > 2 ? strtol(argv[2], NULL, 10) : 1000000;
    if (n_rounds < 1 || n_rounds > MOST_ROUNDS || n < 1) {
        fprintf(stderr, "usage: two_clocks [ROUNDS [CUSTOMERS]]\n");
        return 2;
    }
    q.pcg = (qs_pcg){.state = (qs_uint128)UINT64_C(0x9e3779b97f4a7c15) << 64 | 20, .increment = 2 * 2026 + 1};
    build(&q.ziggurat);
    (void)simulate(&q, n / 10 + 1); /* warms up */
    double sojourn = 0, check = 0;
    for (long round = 0; round < n_rounds; round++) {
        double start = cpu_seconds();
        measured all = simulate(&q, n);
        ns[round] = (cpu_seconds() - start) * 1e9 / (double)n;
        sojourn += all.sojourn / (double)n / (double)n_rounds;
        /* Nothing may be left out because nobody looks at it. */
        check += all.wait + all.wait_square + all.sojourn_square + all.busy + all.area +
                 (double)(all.n_long_waits + all.n_long_sojourns);
    }
    printf("%.3f", check > 0 ? sojourn : NAN);
    for (long round = 0; round < n_rounds; round++)
        printf("\t%.3f", ns[round]);
    putchar('\n');
    return 0;
}
