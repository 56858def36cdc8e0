/* `qsweep watch`: a run from another terminal or a login node, read-only.
 *
 * On a terminal the screen is drawn anew every two seconds until the run is over; elsewhere once. The other
 * screen of the terminal is used (smcup), and is left however the command ends, so that what stood there
 * before stands there again, with the last picture below it.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "cli_internal.h"
#include "qsweep/memory.h"
#include "qsweep/view.h"
#include "run_internal.h"
#include "watch_internal.h"

#define EVERY 2.0 /* seconds */

enum { LEAST_LINES = 6 };

typedef struct request {
    char *path; /* owned */
    qs_words names;
    bool is_once, is_json;
} request;

static qs_status take(void *context, const qs_arguments *argument)
{
    request *wanted = context;
    switch (argument->id) {
    case QS_WORD:
        return wanted->path ? qs_words_add(&wanted->names, argument->value)
                            : qs_strdup(argument->value, &wanted->path);
    case QS_OPTION_ONCE:
        wanted->is_once = true;
        return QS_OK;
    default:
        wanted->is_json = wanted->is_once = true;
        return QS_OK;
    }
}

static qs_status parse(int argc, char **argv, request *wanted)
{
    qs_status status = qs_cli_parse(argc, argv, take, wanted);
    if (!status && !wanted->path)
        return qs_fail(QS_ERROR_USAGE, "which results file?");
    return status ? status : qs_cli_follow_links(&wanted->path);
}

/* ---- first estimates ---- */

/* Those that are named, or the first of these that the file has. */
static qs_status choose_metrics(qs_view *view, const request *wanted)
{
    char *usual[3];
    static const struct {
        qs_metric metric;
        const char *name;
    } all[] = {{QS_METRIC_wait_mean, "wait_mean"},
               {QS_METRIC_wait_quantile, "wait_quantile"},
               {QS_METRIC_number_mean, "number_mean"}};
    size_t n = 0;
    if (wanted->names.n > 0)
        return qs_view_choose_metrics(view, (char *const *)wanted->names.items, wanted->names.n);
    for (size_t i = 0; i < sizeof all / sizeof *all; i++)
        if (qs_view_has(view, QS_SYSTEM, all[i].metric))
            usual[n++] = (char *)all[i].name;
    return qs_view_choose_metrics(view, usual, n);
}

static qs_status print_estimates(const qs_watched *watched, const request *wanted, int width, FILE *out)
{
    const qs_words none = {0};
    qs_view view = {
        .results = watched->results, .about = qs_results_get_about(watched->results), .scope = QS_SYSTEM};
    qs_status status = choose_metrics(&view, wanted);
    if (!status)
        status = qs_view_choose_rows(&view, &none, &none);
    if (!status)
        status = qs_view_table(&view, width, out);
    qs_view_clear(&view);
    return status;
}

/* What is seen, as a text. Results that are being replaced just now are left out this time. */
static qs_status compose(const qs_watched *watched, const request *wanted, int width, char **text)
{
    size_t n;
    *text = NULL;
    FILE *out = open_memstream(text, &n);
    if (!out)
        return qs_fail(QS_ERROR_MEMORY, "out of memory");
    qs_watch_print(watched, width, out);
    qs_status status = QS_OK;
    if (watched->results) {
        fputc('\n', out);
        status = print_estimates(watched, wanted, width, out);
    }
    if (fclose(out) != 0 && !status)
        status = qs_fail(QS_ERROR_MEMORY, "out of memory");
    return status == QS_ERROR_IO || status == QS_ERROR_FORMAT ? QS_OK : status;
}

/* ---- once ---- */

static qs_status say_once(const qs_watched *watched, const request *wanted)
{
    if (wanted->is_json) {
        qs_watch_json(watched, stdout);
        return QS_OK;
    }
    char *text;
    qs_status status = compose(watched, wanted, qs_cli_width(), &text);
    if (!status && text)
        fputs(text, stdout);
    free(text);
    return status;
}

/* ---- on a terminal ---- */

static volatile sig_atomic_t is_interrupted;

static void interrupt(int number)
{
    (void)number;
    is_interrupted = 1;
}

static void ignore(int number)
{
    (void)number; /* a window that changes its size wakes the sleeper */
}

static void catch_signals(void)
{
    struct sigaction action = {.sa_handler = interrupt};
    const int ends[] = {SIGINT, SIGTERM, SIGHUP, SIGQUIT};
    for (size_t i = 0; i < sizeof ends / sizeof *ends; i++)
        sigaction(ends[i], &action, NULL);
    action.sa_handler = ignore;
    sigaction(SIGWINCH, &action, NULL);
}

static int screen_lines(void)
{
    struct winsize size;
    bool is_known = ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_row > 0;
    int lines = is_known ? size.ws_row : 24;
    return lines < LEAST_LINES ? LEAST_LINES : lines;
}

/* As many lines as there are, from the top left corner; what does not fit is told in the last one. Lines are
 * not wrapped meanwhile, so that one is one. */
static void draw(const char *text, int lines)
{
    int n = 0, left = 0;
    for (const char *at = text; *at; at++)
        left += *at == '\n';
    fputs("\033[H\033[?7l", stdout);
    for (const char *at = text; *at; n++) {
        size_t length = strcspn(at, "\n");
        if (n == lines - 2 && left - n > 1) {
            printf("... and %d more lines\033[K\n", left - n);
            break;
        }
        printf("%.*s\033[K\n", (int)length, at);
        at += length + (at[length] == '\n');
    }
    fputs("\033[?7h\033[J", stdout);
    fflush(stdout);
}

static qs_status follow(request *wanted)
{
    qs_status status = QS_OK;
    char *text = NULL;
    catch_signals();
    fputs("\033[?1049h\033[?25l", stdout);
    for (bool is_over = false; !status && !is_over && !is_interrupted;) {
        qs_watched watched;
        free(text);
        text = NULL;
        status = qs_watch_look(wanted->path, &watched);
        if (!status)
            status = compose(&watched, wanted, qs_cli_width(), &text);
        is_over = qs_watch_is_over(&watched);
        if (!status)
            draw(text, screen_lines());
        qs_watch_clear(&watched);
        if (!status && !is_over && !is_interrupted)
            qs_clock_sleep(EVERY);
    }
    fputs("\033[?25h\033[?1049l", stdout);
    if (!status)
        fputs(text, stdout);
    fflush(stdout);
    free(text);
    return status;
}

int qs_cli_watch(int argc, char **argv)
{
    request wanted = {0};
    qs_watched watched = {0};
    qs_status status = parse(argc, argv, &wanted);
    if (!status && !wanted.is_once && isatty(STDOUT_FILENO)) {
        status = follow(&wanted);
    } else if (!status) {
        status = qs_watch_look(wanted.path, &watched);
        if (!status)
            status = say_once(&watched, &wanted);
        qs_watch_clear(&watched);
    }
    qs_free(wanted.path);
    qs_words_clear(&wanted.names);
    return status ? qs_cli_complain("watch", status) : QS_EXIT_DONE;
}
