/* Numbers as text, for people and for machines.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "qsweep/daytime.h"
#include "qsweep/view.h"

const char *qs_number_exact(double value, char text[QS_NUMBER_TEXT])
{
    for (int digits = 15; digits <= 17; digits++) {
        snprintf(text, QS_NUMBER_TEXT, "%.*g", digits, value);
        if (strtod(text, NULL) == value)
            break;
    }
    if (isnan(value))
        snprintf(text, QS_NUMBER_TEXT, "nan");
    return text;
}

/* The decimal exponent of x > 0 once it is rounded to two digits: printf does the rounding. */
static int exponent_of(double x)
{
    char text[QS_NUMBER_TEXT];
    snprintf(text, sizeof text, "%.1e", x);
    return (int)strtol(strchr(text, 'e') + 1, NULL, 10);
}

/* Beyond these, plain decimals get longer than they are readable. */
static bool is_plain(double mean, int half_exponent)
{
    return half_exponent >= -6 && fabs(mean) < 1e9;
}

static void round_both(double mean, double half_width, char *value, char *half)
{
    int exponent = exponent_of(half_width);
    if (is_plain(mean, exponent)) {
        int decimals = exponent < 1 ? 1 - exponent : 0;
        snprintf(value, QS_NUMBER_TEXT, "%.*f", decimals, mean);
        snprintf(half, QS_NUMBER_TEXT, "%.*f", decimals, half_width);
        return;
    }
    int digits = mean == 0 ? 0 : exponent_of(fabs(mean)) - exponent + 1; /* behind the first */
    digits = digits < 0 ? 0 : digits > 16 ? 16 : digits;
    snprintf(value, QS_NUMBER_TEXT, "%.*e", digits, mean);
    snprintf(half, QS_NUMBER_TEXT, "%.1e", half_width);
}

/* Nothing says how many digits count: six, and all of a whole number's. */
static void print_alone(double mean, char *value)
{
    bool is_whole = fabs(mean) < 1e9 && (mean == floor(mean) || fabs(mean) >= 1e6);
    snprintf(value, QS_NUMBER_TEXT, is_whole ? "%.0f" : "%.6g", mean);
}

void qs_number_rounded(double mean, double half_width, char value[QS_NUMBER_TEXT], char half[QS_NUMBER_TEXT])
{
    if (fabs(half_width) < 1e-12 * fabs(mean)) /* rounding errors of a constant */
        half_width = 0;
    const char *plain = isnan(mean) ? "" : half_width == 0 ? "0" : isinf(half_width) ? "inf" : "";
    snprintf(half, QS_NUMBER_TEXT, "%s", plain);
    if (isnan(mean))
        snprintf(value, QS_NUMBER_TEXT, "-");
    else if (half_width > 0 && isfinite(half_width) && isfinite(mean))
        round_both(mean, half_width, value, half);
    else if (half_width == 0)
        snprintf(value, QS_NUMBER_TEXT, "%.10g", mean);
    else
        print_alone(mean, value);
}

void qs_view_item(const qs_view *view, qs_metric metric, int item, char text[QS_NUMBER_TEXT])
{
    char span[QS_DAYTIME_TEXT];
    switch (qs_metric_get(metric)->shape) {
    case QS_PER_QUANTILE:
        snprintf(text, QS_NUMBER_TEXT, "%.10g", view->about->quantiles[item]);
        break;
    case QS_PER_THRESHOLD:
        snprintf(text, QS_NUMBER_TEXT, "> %s",
                 qs_span_text(view->about->thresholds[item], view->about->time_unit, " ", span));
        break;
    case QS_PER_LEVEL:
        snprintf(text, QS_NUMBER_TEXT, "<= %s%s",
                 qs_span_text(qs_items_of(view->about, metric)[item], view->about->time_unit, " ", span),
                 view->about->abandoned[item] == QS_ABANDONED_BAD    ? ""
                 : view->about->abandoned[item] == QS_ABANDONED_GOOD ? " good"
                                                                     : " ignored");
        break;
    default:
        text[0] = '\0';
    }
}
