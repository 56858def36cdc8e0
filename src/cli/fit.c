/* `qsweep fit`: a study from a table of past visits.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "past_internal.h"
#include "picture_internal.h"
#include "qsweep/instant.h"

/* A piece of the day: a number with a unit, of which the day is a whole number. */
static qs_status set_every(qs_past *past, const char *text)
{
    static const struct {
        const char *unit;
        double seconds;
    } units[] = {{"s", 1}, {"min", 60}, {"h", 3600}};
    char *end;
    double number = strtod(text, &end), seconds = 0;
    bool is_number = end != text && isfinite(number) && number > 0;
    end += strspn(end, " ");
    for (size_t i = 0; is_number && i < sizeof units / sizeof *units; i++)
        if (!strcmp(end, units[i].unit))
            seconds = number * units[i].seconds;
    double pieces = seconds > 0 ? QS_PAST_DAY / seconds : 0;
    if (!(pieces >= 1 && pieces <= 1440 && pieces == floor(pieces)))
        return qs_fail(QS_ERROR_USAGE,
                       "--every must be a time such as 30min or 1h, from a minute up, that divides 24 "
                       "h (got %s)",
                       text);
    past->every = seconds;
    past->n_pieces = (size_t)pieces;
    return QS_OK;
}

static qs_status set_format(qs_past *past, const char *text)
{
    bool has_date;
    const char *why;
    if (!qs_instant_format(text, &has_date, &why))
        return qs_fail(QS_ERROR_USAGE, "--format %s (got %s)", why, text);
    past->format = text;
    return QS_OK;
}

static qs_status take(void *context, const qs_arguments *argument)
{
    qs_past *past = context;
    const char *value = argument->value;
    switch (argument->id) {
    case QS_WORD:
        if (past->path)
            return qs_fail(QS_ERROR_USAGE, "one table at a time (got %s and %s)", past->path, value);
        past->path = value;
        return QS_OK;
    case QS_OPTION_ARRIVAL:
        past->arrival = value;
        return QS_OK;
    case QS_OPTION_START:
        past->start = value;
        return QS_OK;
    case QS_OPTION_END:
        past->end = value;
        return QS_OK;
    case QS_OPTION_CLASS:
        past->class_name = value;
        return QS_OK;
    case QS_OPTION_EVERY:
        return set_every(past, value);
    case QS_OPTION_FORMAT:
        return set_format(past, value);
    case QS_OPTION_OUTPUT:
        past->picture = value;
        return QS_OK;
    case QS_OPTION_SEPARATOR:
        return qs_cell_separator(value, &past->separator)
                   ? QS_OK
                   : qs_fail(QS_ERROR_USAGE, "--separator must be one sign such as ';', or tab (got %s)",
                             value);
    case QS_OPTION_DECIMAL:
        return qs_cell_decimal(value, &past->decimal)
                   ? QS_OK
                   : qs_fail(QS_ERROR_USAGE, "--decimal must be '.' or ',' (got %s)", value);
    default:
        return qs_cli_forgotten(argument);
    }
}

static qs_status read_request(int argc, char **argv, qs_past *past)
{
    past->decimal = '.';
    qs_status status = set_every(past, "30min");
    if (!status)
        status = qs_cli_parse(argc, argv, take, past);
    if (status)
        return status;
    if (!past->path)
        return qs_fail(QS_ERROR_USAGE, "which table? (a CSV file)");
    if (!past->arrival)
        return qs_fail(QS_ERROR_USAGE, "which column has the arrivals? (--arrival COLUMN)");
    if (past->end && !past->start)
        return qs_fail(QS_ERROR_USAGE,
                       "--end needs --start: a service lasts from its start, and not from the arrival");
    if (past->separator == past->decimal)
        return qs_fail(QS_ERROR_USAGE, "--separator must not be the decimal sign");
    return QS_OK;
}

int qs_cli_fit(int argc, char **argv)
{
    qs_past past = {0};
    qs_plot_format format = QS_PLOT_SVG;
    qs_status status = read_request(argc, argv, &past);
    if (!status && past.picture)
        status = qs_cli_picture_format(past.picture, &format);
    if (!status)
        status = qs_past_read(&past);
    if (!status)
        status = qs_past_print(&past, stdout);
    if (!status && past.picture)
        status = qs_past_draw(&past, format);
    qs_past_clear(&past);
    if (!status)
        return QS_EXIT_DONE;
    qs_cli_complain("fit", status);
    return status == QS_ERROR_FORMAT || status == QS_ERROR_IO ? QS_EXIT_WRONG : qs_status_exit(status);
}
