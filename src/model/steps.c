/* Step functions of time, which may repeat.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#include "qsweep/steps.h"

/* Integral over [0, end) of one that does not repeat. */
static double area_once(const qs_steps *steps, double end)
{
    double area = 0, from = 0;
    for (size_t i = 0; i < steps->n && from < end; i++) {
        double until = fmin(steps->pieces[i].until, end);
        area += steps->pieces[i].value * (until - from);
        from = until;
    }
    return area + (from < end ? steps->pieces[steps->n - 1].value * (end - from) : 0);
}

double qs_steps_area(const qs_steps *steps, double end)
{
    if (steps->period <= 0 || end <= steps->period)
        return area_once(steps, end);
    double turns = floor(end / steps->period);
    return turns * area_once(steps, steps->period) + area_once(steps, end - turns * steps->period);
}

double qs_steps_mean(const qs_steps *steps, double end)
{
    if (steps->period > 0 && end >= steps->period)
        return area_once(steps, steps->period) / steps->period;
    return area_once(steps, end) / end;
}

/* The instant within the period, in [0, period). */
static double phase_of(const qs_steps *steps, double at)
{
    return steps->period > 0 ? at - floor(at / steps->period) * steps->period : at;
}

double qs_steps_before(const qs_steps *steps, double at)
{
    double phase = phase_of(steps, at);
    if (steps->period > 0 && phase <= 0 && at > 0)
        return steps->pieces[steps->n - 1].value;
    for (size_t i = 0; i < steps->n; i++)
        if (phase <= steps->pieces[i].until)
            return steps->pieces[i].value;
    return steps->pieces[steps->n - 1].value;
}

double qs_steps_at(const qs_steps *steps, double at)
{
    double phase = phase_of(steps, at);
    for (size_t i = 0; i < steps->n; i++)
        if (phase < steps->pieces[i].until)
            return steps->pieces[i].value;
    return steps->pieces[steps->n - 1].value;
}

double qs_steps_least(const qs_steps *steps, double end)
{
    double least = INFINITY, from = 0;
    for (size_t i = 0; i < steps->n && from < end; from = steps->pieces[i++].until)
        least = fmin(least, steps->pieces[i].value);
    return steps->period <= 0 && from < end ? fmin(least, steps->pieces[steps->n - 1].value) : least;
}
