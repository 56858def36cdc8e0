/* Numbers on a picture, and where ticks lie: at round values, of time at round times.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <string.h>

#include "plot_internal.h"
#include "qsweep/daytime.h"

enum { MOST_DIGITS = 17 };

/* ---- texts ---- */

void qs_plot_number(double value, int digits, char text[QS_PLOT_TEXT])
{
    double size = fabs(value);
    if (isinf(value)) {
        snprintf(text, QS_PLOT_TEXT, "%s", value > 0 ? "∞" : "-∞");
        return;
    }
    if (size >= 1 && size < 1e15) /* no power of ten where the digits do */
        digits = (int)fmax(digits, floor(log10(size)) + 1);
    snprintf(text, QS_PLOT_TEXT, "%.*g", digits, value);
}

/* The digits from `from` on with which no two neighbours that differ read the same. */
int qs_plot_digits(const double *numbers, size_t n, int from)
{
    char text[QS_PLOT_TEXT], before[QS_PLOT_TEXT];
    for (size_t i = 1; i < n; i++) {
        for (; from < MOST_DIGITS && numbers[i] != numbers[i - 1]; from++) {
            qs_plot_number(numbers[i - 1], from, before);
            qs_plot_number(numbers[i], from, text);
            if (strcmp(text, before) != 0)
                break;
        }
    }
    return from;
}

/* ---- round steps ---- */

/* In seconds; also the steps that are round in hours and days. */
static const double times[] = {1,    2,    5,    10,    15,    30,    60,    120,    300,    600,    900,
                               1800, 3600, 7200, 10800, 21600, 43200, 86400, 172800, 604800, 1209600};
enum { N_TIMES = sizeof times / sizeof *times };

static const struct {
    const char *name;
    double seconds;
} units[] = {{"s", 1}, {"min", 60}, {"h", 3600}, {"d", 86400}};
enum { N_UNITS = 4 };

/* 1, 2 or 5 times a power of ten, not below `least`. */
static double decimal_step(double least)
{
    double power = pow(10, floor(log10(least)));
    for (int i = 0; i < 3; i++) {
        static const double steps[] = {1, 2, 5};
        if (steps[i] * power >= least * (1 - 1e-9))
            return steps[i] * power;
    }
    return 10 * power;
}

/* The least round time that is not below `least`, all in seconds. */
static double time_step(double least)
{
    if (least <= 1)
        return decimal_step(least);
    for (int i = 0; i < N_TIMES; i++)
        if (times[i] >= least * (1 - 1e-9))
            return times[i];
    return 86400 * decimal_step(least / 86400);
}

double qs_plot_step(double span, int most, const char *unit)
{
    double seconds = qs_unit_seconds(unit), least = span / most, step = decimal_step(least);
    if (seconds == 0 || step < (seconds < 3600 ? 10 : 2)) /* 2 and 5 of a unit are round */
        return step;
    return time_step(least * seconds) / seconds;
}

/* In the study's unit where that gives short numbers, else in the largest unit that divides the step. */
qs_plot_clock qs_plot_find_clock(double end, const char *unit)
{
    enum { MOST = 9 };
    double seconds = qs_unit_seconds(unit);
    if (seconds == 0 || !(end > 0))
        return (qs_plot_clock){.unit = unit, .step = end > 0 ? decimal_step(end / MOST) : 1, .per_unit = 1};
    double step = time_step(end * seconds / MOST);
    qs_plot_clock clock = {.unit = unit, .step = step / seconds, .per_unit = 1};
    bool is_plain = end < 1000 && (fmod(2 * step, seconds) == 0 || (step < 1 && seconds == 1));
    for (int i = 0; i < N_UNITS && !is_plain; i++) {
        if (i == 0 || fmod(step, units[i].seconds) == 0) {
            clock.unit = units[i].name;
            clock.per_unit = units[i].seconds / seconds;
        }
    }
    return clock;
}

/* ---- ticks ---- */

void qs_plot_ticks_between(double least, double most, double step, double per_unit, qs_plot_ticks *ticks)
{
    double numbers[QS_PLOT_TICKS] = {0};
    size_t n = 0;
    for (double k = ceil(least / step - 1e-9); k * step <= most + 1e-9 * step && n < QS_PLOT_TICKS; k++) {
        ticks->at[n] = k * step + 0.0;
        numbers[n] = ticks->at[n] / per_unit;
        n++;
    }
    int digits = qs_plot_digits(numbers, n, 6);
    for (size_t i = 0; i < n; i++)
        qs_plot_number(numbers[i], digits, ticks->texts[i]);
    ticks->n = n;
}

void qs_plot_ticks_of_day(const qs_daytime *day, double least, double most, int most_ticks,
                          qs_plot_ticks *ticks)
{
    double from = day->start + least * day->unit, to = day->start + most * day->unit;
    double step = time_step((to > from ? to - from : 1) / most_ticks);
    ticks->n = 0;
    for (double k = ceil(from / step - 1e-9); k * step <= to + 1e-9 * step && ticks->n < QS_PLOT_TICKS; k++) {
        char text[QS_DAYTIME_TEXT];
        ticks->at[ticks->n] = (k * step - day->start) / day->unit + 0.0;
        qs_daytime_text(day, ticks->at[ticks->n], text);
        snprintf(ticks->texts[ticks->n++], QS_PLOT_TEXT, "%s", text);
    }
}

/* Powers of ten, with 2 and 5 times them where the range is short. */
void qs_plot_ticks_log(double least, double most, qs_plot_ticks *ticks)
{
    static const double steps[] = {1, 2, 5};
    bool is_short = log10(most / least) < 3.5;
    double every = ceil((log10(most / least) + 1) / 10);
    ticks->n = 0;
    for (double power = floor(log10(least)); power <= log10(most); power += every)
        for (int i = 0; i < (is_short ? 3 : 1) && ticks->n < QS_PLOT_TICKS; i++) {
            double at = steps[i] * pow(10, power);
            if (at < least * (1 - 1e-9) || at > most * (1 + 1e-9))
                continue;
            ticks->at[ticks->n] = at;
            qs_plot_number(at, 6, ticks->texts[ticks->n++]);
        }
}
