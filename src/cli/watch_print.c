/* What is seen of a run, for people and for scripts.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <string.h>

#include "cli_internal.h"
#include "qsweep/visible.h"
#include "watch_internal.h"

enum { WIDEST_BAR = 40 };

static const char *const state_words[] = {
    [QS_WATCHED_NOTHING] = "nothing", [QS_WATCHED_BEGINS] = "begun",      [QS_WATCHED_RUNNING] = "running",
    [QS_WATCHED_SILENT] = "silent",   [QS_WATCHED_DIED] = "died",         [QS_WATCHED_STOPPED] = "stopped",
    [QS_WATCHED_FAILED] = "failed",   [QS_WATCHED_FINISHED] = "finished", [QS_WATCHED_LEFT] = "unfinished",
};

static unsigned long long number(uint64_t n)
{
    return n;
}

/* "3 s", "4 min 05 s". */
static const char *span(double seconds, char text[QS_CLOCK_TEXT])
{
    if (seconds < 59.5)
        snprintf(text, QS_CLOCK_TEXT, "%.0f s", seconds);
    else
        qs_clock_duration(seconds, text);
    return text;
}

/* Replications a second of this run; NaN before the first. */
static double rate(const qs_sign *sign)
{
    double n = (double)(sign->progress.replications - sign->n_before);
    return n > 0 && sign->elapsed > 0 ? n / sign->elapsed : NAN;
}

static double seconds_left(const qs_sign *sign)
{
    return (double)(sign->progress.n_replications - sign->progress.replications) / rate(sign);
}

/* ---- for people ---- */

/* Where, on how much, since when. */
static void print_place(const qs_watched *watched, FILE *out)
{
    const qs_sign *sign = &watched->sign;
    char elapsed[QS_CLOCK_TEXT];
    qs_visible_print(out, " on %s (process %ld", sign->host, sign->pid);
    if (sign->job[0])
        qs_visible_print(out, ", SLURM job %s", sign->job);
    qs_visible_print(out, "), %d rank%s, since %s (%s)", sign->n_ranks, sign->n_ranks == 1 ? "" : "s",
                     sign->began, span(sign->elapsed, elapsed));
}

static void print_state(const qs_watched *watched, FILE *out)
{
    char age[QS_CLOCK_TEXT];
    span(watched->age, age);
    qs_visible_print(out, "%s: ", watched->path);
    if (watched->has_sign && watched->sign.n_parts > 0)
        fprintf(out, "part %llu of %llu: ", number(watched->sign.part), number(watched->sign.n_parts));
    switch (watched->state) {
    case QS_WATCHED_RUNNING:
        fputs("running", out);
        print_place(watched, out);
        break;
    case QS_WATCHED_SILENT:
        fprintf(out, "no sign of life for %s: it was killed, or its file system is slow; it ran", age);
        print_place(watched, out);
        break;
    case QS_WATCHED_DIED:
        fprintf(out,
                "its process is gone, %s after its last sign: it was killed; what was saved is kept, go on "
                "with --resume; it ran",
                age);
        print_place(watched, out);
        break;
    case QS_WATCHED_STOPPED:
    case QS_WATCHED_FAILED:
        qs_visible_print(out, "%s %s ago: %s", state_words[watched->state], age,
                         watched->sign.text[0] ? watched->sign.text : "see what it said itself");
        break;
    case QS_WATCHED_FINISHED:
        qs_visible_print(out, "finished; see the results with: qsweep show %s", watched->path);
        break;
    case QS_WATCHED_LEFT:
        fputs("not all scenarios are there, and nobody is at work on it: it is a part, or was left", out);
        break;
    case QS_WATCHED_BEGINS:
        fputs("it has begun, and has not given a sign of life yet", out);
        break;
    case QS_WATCHED_NOTHING:
        fputs("neither results nor a run that writes them", out);
        break;
    }
    fputc('\n', out);
}

static void print_bar(const qs_progress *progress, int width, FILE *out)
{
    char counts[200];
    double share =
        progress->n_replications > 0 ? (double)progress->replications / (double)progress->n_replications : 0;
    snprintf(counts, sizeof counts, " %3.0f %%  %llu of %llu replications, %llu of %llu scenarios finished",
             100 * share, number(progress->replications), number(progress->n_replications),
             number(progress->scenarios), number(progress->n_scenarios));
    int room = width - (int)strlen(counts) - 2;
    int n = room > WIDEST_BAR ? WIDEST_BAR : room;
    if (n >= 10) {
        fputc('[', out);
        for (int i = 0; i < n; i++)
            fputc(i < (int)(share * n) ? '#' : '.', out);
        fputc(']', out);
    }
    fprintf(out, "%s\n", counts);
}

/* A decision: nobody knows how long it takes, but who leads is known. */
static void print_deciding(const qs_progress *progress, FILE *out)
{
    const qs_deciding *d = &progress->deciding;
    fprintf(out, "deciding: %llu of %llu scenarios may still be the answer, %llu replications\n",
            number(d->n_left), number(progress->n_scenarios), number(progress->replications));
    if (!d->has_leader)
        fputs(d->is_best ? "nobody leads before the first look\n"
                         : "no scenario is proven to keep all promises yet\n",
              out);
    else if (!d->is_best)
        fprintf(out, "the cheapest that is proven to keep all promises: scenario %llu\n", number(d->leader));
    else
        fprintf(out, "scenario %llu leads", number(d->leader));
    if (d->has_leader && d->is_best && isfinite(d->bound))
        fprintf(out, "; others may be better by %.3g at most", d->bound);
    if (d->has_leader && d->is_best)
        fputc('\n', out);
}

static void print_speed(const qs_watched *watched, FILE *out)
{
    const qs_sign *sign = &watched->sign;
    char left[QS_CLOCK_TEXT], heard[QS_CLOCK_TEXT], saved[QS_CLOCK_TEXT];
    double speed = rate(sign);
    if (isnan(speed))
        fputs("no replication has come in yet", out);
    else
        fprintf(out, "%.3g replications a second", speed);
    if (!isnan(speed) && !sign->progress.is_deciding)
        fprintf(out, ", about %s left", span(seconds_left(sign), left));
    fprintf(out, "; last sign of life %s ago", span(watched->age, heard));
    if (isfinite(sign->saved))
        fprintf(out, ", saved %s before", span(sign->saved, saved));
    if (isfinite(sign->folded))
        fprintf(out, ", results written %s before", span(sign->folded, saved));
    fputc('\n', out);
}

/* The share of its time that a rank simulates, of those that are listed. */
static void print_ranks(const qs_sign *sign, FILE *out)
{
    int n = sign->n_ranks < QS_SIGN_RANKS ? sign->n_ranks : QS_SIGN_RANKS, least = 0, most = 0;
    if (n < 2 || !(sign->elapsed > 0))
        return;
    for (int r = 1; r < n; r++) {
        least = sign->ranks[r].n < sign->ranks[least].n ? r : least;
        most = sign->ranks[r].n > sign->ranks[most].n ? r : most;
    }
    fprintf(out,
            "ranks: %d has done least (%llu replications, %.0f %% of its time), %d most (%llu, %.0f %%)\n",
            least, number(sign->ranks[least].n), 100 * sign->ranks[least].seconds / sign->elapsed, most,
            number(sign->ranks[most].n), 100 * sign->ranks[most].seconds / sign->elapsed);
}

void qs_watch_print(const qs_watched *watched, int width, FILE *out)
{
    print_state(watched, out);
    if (!watched->has_sign)
        return;
    if (watched->sign.progress.is_deciding)
        print_deciding(&watched->sign.progress, out);
    else
        print_bar(&watched->sign.progress, width, out);
    if (watched->state == QS_WATCHED_RUNNING || watched->state == QS_WATCHED_SILENT) {
        print_speed(watched, out);
        print_ranks(&watched->sign, out);
    }
}

/* ---- for scripts ---- */

static void put_number(FILE *out, const char *key, double value)
{
    if (isfinite(value))
        fprintf(out, ", \"%s\": %.6g", key, value);
    else
        fprintf(out, ", \"%s\": null", key);
}

static void put_text(FILE *out, const char *key, const char *text)
{
    fprintf(out, ", \"%s\": ", key);
    qs_visible_json(out, text);
}

static void put_deciding(const qs_deciding *d, FILE *out)
{
    fprintf(out, ", \"deciding\": {\"select\": \"%s\", \"left\": %llu, \"decided\": %llu, \"leader\": ",
            d->is_best ? "best" : "cheapest", number(d->n_left), number(d->n_settled));
    if (d->has_leader)
        fprintf(out, "%llu", number(d->leader));
    else
        fputs("null", out);
    put_number(out, "bound", d->bound);
    fputc('}', out);
}

static void put_sign(const qs_watched *watched, FILE *out)
{
    const qs_sign *sign = &watched->sign;
    const qs_progress *progress = &sign->progress;
    put_text(out, "host", sign->host);
    put_text(out, "job", sign->job);
    fprintf(out, ", \"pid\": %ld, \"ranks\": %d", sign->pid, sign->n_ranks);
    if (sign->n_parts > 0)
        fprintf(out, ", \"part\": %llu, \"parts\": %llu", number(sign->part), number(sign->n_parts));
    put_text(out, "began", sign->began);
    put_number(out, "elapsed_s", sign->elapsed);
    put_number(out, "sign_age_s", watched->age);
    fprintf(out, ", \"scenarios\": {\"finished\": %llu, \"of\": %llu}", number(progress->scenarios),
            number(progress->n_scenarios));
    fprintf(out, ", \"replications\": {\"done\": %llu, \"of\": %llu, \"before\": %llu}",
            number(progress->replications), number(progress->n_replications), number(sign->n_before));
    put_number(out, "replications_per_s", rate(sign));
    put_number(out, "left_s", progress->is_deciding ? (double)NAN : seconds_left(sign));
    if (progress->is_deciding)
        put_deciding(&progress->deciding, out);
    put_number(out, "saved_s", sign->saved);
    put_number(out, "written_s", sign->folded);
    put_text(out, "text", sign->text);
    fputs(", \"by_rank\": [", out);
    for (int r = 0; r < sign->n_ranks && r < QS_SIGN_RANKS; r++)
        fprintf(out, "%s{\"replications\": %llu, \"busy_s\": %.3f}", r > 0 ? ", " : "",
                number(sign->ranks[r].n), sign->ranks[r].seconds);
    fputc(']', out);
}

void qs_watch_json(const qs_watched *watched, FILE *out)
{
    fputs("{\"file\": ", out);
    qs_visible_json(out, watched->path);
    put_text(out, "state", state_words[watched->state]);
    if (watched->has_sign)
        put_sign(watched, out);
    fputs("}\n", out);
}
