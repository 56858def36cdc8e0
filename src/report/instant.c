/* Axes whose values are instants: with a clock people read and write them as times of day.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "qsweep/choose.h"

bool qs_axis_is_instant(const qs_results_about *about, size_t axis)
{
    static const char *const keys[] = {"horizon", "warmup", "until"};
    if (!about->clock || axis >= about->n_axes || !about->axes[axis].numbers)
        return false;
    const qs_axis *one = &about->axes[axis];
    const char *path = one->path ? one->path : one->name, *dot = strrchr(path, '.');
    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++)
        if (strcmp(dot ? dot + 1 : path, keys[i]) == 0)
            return strcmp(one->unit, about->time_unit) == 0;
    return false;
}

const char *qs_axis_words(const qs_results_about *about, size_t axis, uint64_t scenario,
                          char text[QS_AXIS_TEXT])
{
    if (!qs_axis_is_instant(about, axis))
        return qs_axis_text(about, axis, scenario, text);
    qs_daytime day = qs_daytime_of(about->clock, about->time_unit);
    return qs_daytime_text(&day, about->axes[axis].numbers[scenario], text);
}

bool qs_axis_read_instant(const qs_results_about *about, size_t axis, const char *text, size_t n, double *out)
{
    qs_daytime day = qs_daytime_of(about->clock, about->time_unit);
    return qs_axis_is_instant(about, axis) && qs_daytime_read(&day, text, n, out);
}

const char *qs_axis_unit(const qs_results_about *about, size_t axis)
{
    if (axis >= about->n_axes || qs_axis_is_instant(about, axis) || !about->axes[axis].unit)
        return "1";
    return about->axes[axis].unit;
}
