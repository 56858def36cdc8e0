/* `qsweep plot`: a picture of results.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>
#include <unistd.h>

#include "cli_internal.h"
#include "picture_internal.h"
#include "qsweep/plot.h"

static qs_status take_word(qs_plot_request *request, const char *word)
{
    if (request->path && request->subject)
        return qs_fail(QS_ERROR_USAGE, "one metric is drawn at a time (got %s and %s)", request->subject,
                       word);
    *(request->path ? &request->subject : &request->path) = word;
    return QS_OK;
}

static qs_status take(void *context, const qs_arguments *argument)
{
    qs_plot_request *request = context;
    const char *value = argument->value;
    switch (argument->id) {
    case QS_WORD:
        return take_word(request, value);
    case QS_OPTION_KIND:
        return qs_cli_word(argument, &request->kind);
    case QS_OPTION_SCOPE:
        return qs_cli_word(argument, &request->scope);
    case QS_OPTION_WHERE:
        return qs_words_add(&request->conditions, value);
    case QS_OPTION_MEMBER:
        return qs_words_add(&request->members, value);
    case QS_OPTION_INTERVAL:
        return qs_words_add(&request->intervals, value);
    case QS_OPTION_ASCII:
        request->is_ascii = true;
        return QS_OK;
    case QS_OPTION_X:
        request->x = value;
        return QS_OK;
    case QS_OPTION_BY:
        request->by = value;
        return QS_OK;
    case QS_OPTION_QUANTILE:
        request->quantile = value;
        return QS_OK;
    case QS_OPTION_TITLE:
        request->title = value;
        return QS_OK;
    case QS_OPTION_X_LABEL:
        request->x_label = value;
        return QS_OK;
    case QS_OPTION_Y_LABEL:
        request->y_label = value;
        return QS_OK;
    case QS_OPTION_SIZE:
        request->size = value;
        return QS_OK;
    case QS_OPTION_TARGET:
        return qs_words_add(&request->targets, value);
    case QS_OPTION_PERCENT:
        request->is_percent = true;
        return QS_OK;
    case QS_OPTION_OUTPUT:
        request->output = value;
        return QS_OK;
    default:
        return qs_cli_forgotten(argument);
    }
}

/* It has no axes to choose, and no metric. */
static qs_status check_decision(const qs_plot_request *request)
{
    const char *vain = request->subject                       ? request->subject
                       : request->x                           ? "--x"
                       : request->by                          ? "--by"
                       : request->quantile                    ? "--quantile"
                       : request->title                       ? "--title"
                       : request->x_label || request->y_label ? "a label"
                       : request->size                        ? "--size"
                       : request->is_percent                  ? "--percent"
                       : request->conditions.n || request->members.n || request->intervals.n
                           ? "a choice of scenarios"
                       : request->targets.n ? "--target"
                                            : NULL;
    return vain ? qs_fail(QS_ERROR_USAGE, "--kind decision draws the decision as it is, without %s", vain)
                : QS_OK;
}

static qs_status parse(int argc, char **argv, qs_plot_request *request)
{
    qs_status status = qs_cli_parse(argc, argv, take, request);
    if (!status && !request->path)
        status = qs_fail(QS_ERROR_USAGE, "which results file?");
    if (!status && request->kind == QS_PLOT_DECISION)
        return check_decision(request);
    if (!status && !request->subject)
        status =
            qs_fail(QS_ERROR_USAGE,
                    "which metric? wait_mean, queue_mean and utilisation are some; queue is a series, wait a "
                    "distribution");
    return status;
}

qs_status qs_cli_picture_format(const char *path, qs_plot_format *format)
{
    static const char *const ends[] = {".svg", ".png", ".pdf"};
    const char *dot = strrchr(path, '.');
    for (int i = 0; dot && i < 3; i++) {
        if (strcmp(dot, ends[i]) == 0) {
            *format = (qs_plot_format)i;
            return QS_OK;
        }
    }
    return qs_fail(QS_ERROR_USAGE, "-o must end in .svg, .png or .pdf (got %s)", path);
}

/* By the end of the file's name; a terminal gets characters. */
static qs_status choose_format(const qs_plot_request *request, qs_plot_format *format)
{
    *format = QS_PLOT_ASCII;
    if (request->is_ascii && request->output)
        return qs_fail(QS_ERROR_USAGE, "--ascii draws onto the standard output, -o into a file");
    if (request->is_ascii || (!request->output && isatty(STDOUT_FILENO)))
        return QS_OK;
    if (!request->output)
        return qs_fail(QS_ERROR_USAGE, "where to? -o FILE.svg, .png or .pdf, or --ascii for characters");
    return qs_cli_picture_format(request->output, format);
}

static qs_status draw(qs_plot *plot, const qs_plot_request *request)
{
    qs_status status = qs_plot_choose(plot, request);
    if (!status)
        status = qs_plot_read(plot);
    if (!status)
        status = qs_plot_describe(plot);
    return status ? status : qs_plot_draw(plot, request->output);
}

int qs_cli_plot(int argc, char **argv)
{
    qs_plot_request request = {.scope = QS_SYSTEM, .kind = QS_PLOT_N_KINDS};
    qs_plot plot = {0};
    qs_results *results = NULL;
    qs_status status = parse(argc, argv, &request);
    if (!status)
        status = choose_format(&request, &plot.format);
    if (!status)
        status = qs_results_open(request.path, &results);
    if (!status) {
        plot.results = results;
        plot.about = qs_results_get_about(results);
        plot.columns = qs_cli_width();
        status = request.kind == QS_PLOT_DECISION
                     ? qs_plot_decision(results, plot.format, plot.columns, request.output)
                     : draw(&plot, &request);
    }
    qs_plot_clear(&plot);
    qs_results_free(results);
    qs_words_clear(&request.conditions);
    qs_words_clear(&request.members);
    qs_words_clear(&request.targets);
    qs_words_clear(&request.intervals);
    return status ? qs_cli_complain("plot", status) : QS_EXIT_DONE;
}
