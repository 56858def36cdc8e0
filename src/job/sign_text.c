/* The sign of life as a text: `word value` lines between `qsweep-status 1` and `end`. Words that are not known
 * are skipped, so that a later version can say more.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "qsweep/plain.h"
#include "qsweep/visible.h"
#include "sign_internal.h"

#define FIRST_LINE "qsweep-status 1"

enum { LARGEST = 64 * 1024 };

static const char *const state_words[] = {"running", "stopped", "failed"};

/* ---- writing ---- */

static void put_text(FILE *file, const char *word, const char *text)
{
    char line[QS_SIGN_TEXT];
    if (!text[0])
        return;
    qs_visible_copy(text, false, line, sizeof line);
    fprintf(file, "%s %s\n", word, line);
}

static void put_time(FILE *file, const char *word, double seconds)
{
    if (isfinite(seconds))
        fprintf(file, "%s %.3f\n", word, seconds);
}

static unsigned long long number(uint64_t n)
{
    return n;
}

/* How far a decision is, so that whoever reads it needs to know nothing else of it. */
static void put_deciding(const qs_progress *progress, FILE *file)
{
    const qs_deciding *d = &progress->deciding;
    if (!progress->is_deciding)
        return;
    fprintf(file, "deciding %s\n", d->is_best ? "best" : "cheapest");
    fprintf(file, "survivors %llu %llu\n", number(d->n_left), number(d->n_settled));
    if (d->has_leader)
        fprintf(file, "leader %llu\n", number(d->leader));
    put_time(file, "bound", d->is_best && d->has_leader ? d->bound : (double)NAN);
}

void qs_sign_put(const qs_sign *sign, FILE *file)
{
    const qs_progress *progress = &sign->progress;
    fprintf(file, "%s\nstate %s\n", FIRST_LINE, state_words[sign->state]);
    put_text(file, "host", sign->host);
    put_text(file, "job", sign->job);
    fprintf(file, "pid %ld\n", sign->pid);
    put_text(file, "began", sign->began);
    put_time(file, "written", sign->written);
    put_time(file, "elapsed", sign->elapsed);
    put_time(file, "heard", sign->heard);
    put_time(file, "saved", sign->saved);
    put_time(file, "folded", sign->folded);
    if (sign->n_parts > 0)
        fprintf(file, "part %llu %llu\n", number(sign->part), number(sign->n_parts));
    fprintf(file, "before %llu\n", number(sign->n_before));
    fprintf(file, "scenarios %llu %llu\n", number(progress->scenarios), number(progress->n_scenarios));
    fprintf(file, "replications %llu %llu\n", number(progress->replications),
            number(progress->n_replications));
    put_deciding(progress, file);
    fprintf(file, "ranks %d\n", sign->n_ranks);
    for (int r = 0; r < sign->n_ranks && r < QS_SIGN_RANKS; r++)
        fprintf(file, "rank %d %llu %.3f\n", r, number(sign->ranks[r].n), sign->ranks[r].seconds);
    put_text(file, "text", sign->text);
    fputs("end\n", file);
}

/* ---- reading ---- */

static bool read_count(char **at, uint64_t *out)
{
    char *end;
    errno = 0;
    unsigned long long value = strtoull(*at, &end, 10);
    if (end == *at || errno || **at == '-')
        return false;
    *at = end;
    *out = value;
    return true;
}

static bool read_time(char *at, double *out)
{
    char *end;
    *out = strtod(at, &end);
    return end != at && isfinite(*out);
}

static bool read_state(const char *word, qs_sign *sign)
{
    for (int i = 0; i <= QS_SIGN_FAILED; i++)
        if (!strcmp(word, state_words[i])) {
            sign->state = (qs_sign_state)i;
            return true;
        }
    return false;
}

static bool read_text(const char *value, char *out, size_t size)
{
    snprintf(out, size, "%s", value);
    return true;
}

static bool read_pair(char *value, uint64_t *first, uint64_t *second)
{
    return read_count(&value, first) && read_count(&value, second);
}

static bool read_rank(char *value, qs_sign *sign)
{
    uint64_t rank, n;
    double seconds;
    if (!read_pair(value, &rank, &n) || rank >= QS_SIGN_RANKS)
        return false;
    const char *last = strrchr(value, ' ');
    if (!last || !read_time((char *)last, &seconds))
        return false;
    sign->ranks[rank].n = n;
    sign->ranks[rank].seconds = seconds;
    return true;
}

static bool read_ranks(char *value, qs_sign *sign)
{
    uint64_t n;
    if (!read_count(&value, &n) || n == 0 || n > 10000000)
        return false;
    sign->n_ranks = (int)n;
    return true;
}

static bool read_pid(char *value, qs_sign *sign)
{
    uint64_t pid;
    if (!read_count(&value, &pid) || pid > INT32_MAX)
        return false;
    sign->pid = (long)pid;
    return true;
}

static bool read_deciding(const char *word, qs_progress *progress)
{
    progress->is_deciding = true;
    progress->deciding.is_best = !strcmp(word, "best");
    return progress->deciding.is_best || !strcmp(word, "cheapest");
}

static bool read_leader(char *value, qs_deciding *deciding)
{
    deciding->has_leader = true;
    return read_count(&value, &deciding->leader);
}

/* A line; false: its value is not what it may be. */
static bool read_line(const char *word, char *value, qs_sign *sign)
{
    const struct {
        const char *word;
        double *time;
    } times[] = {{"written", &sign->written}, {"elapsed", &sign->elapsed},
                 {"heard", &sign->heard},     {"saved", &sign->saved},
                 {"folded", &sign->folded},   {"bound", &sign->progress.deciding.bound}};
    const struct {
        const char *word;
        uint64_t *first, *second;
    } pairs[] = {{"part", &sign->part, &sign->n_parts},
                 {"scenarios", &sign->progress.scenarios, &sign->progress.n_scenarios},
                 {"replications", &sign->progress.replications, &sign->progress.n_replications},
                 {"survivors", &sign->progress.deciding.n_left, &sign->progress.deciding.n_settled}};
    const struct {
        const char *word;
        char *text;
        size_t size;
    } texts[] = {{"host", sign->host, sizeof sign->host},
                 {"job", sign->job, sizeof sign->job},
                 {"began", sign->began, sizeof sign->began},
                 {"text", sign->text, sizeof sign->text}};
    for (size_t i = 0; i < sizeof times / sizeof *times; i++)
        if (!strcmp(word, times[i].word))
            return read_time(value, times[i].time);
    for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++)
        if (!strcmp(word, pairs[i].word))
            return read_pair(value, pairs[i].first, pairs[i].second);
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        if (!strcmp(word, texts[i].word))
            return read_text(value, texts[i].text, texts[i].size);
    if (!strcmp(word, "deciding"))
        return read_deciding(value, &sign->progress);
    if (!strcmp(word, "leader"))
        return read_leader(value, &sign->progress.deciding);
    if (!strcmp(word, "state"))
        return read_state(value, sign);
    if (!strcmp(word, "before"))
        return read_count(&value, &sign->n_before);
    if (!strcmp(word, "pid"))
        return read_pid(value, sign);
    if (!strcmp(word, "ranks"))
        return read_ranks(value, sign);
    return strcmp(word, "rank") != 0 || read_rank(value, sign);
}

qs_status qs_sign_parse(char *text, qs_sign *sign)
{
    char *rest = NULL, *line = strtok_r(text, "\n", &rest);
    bool is_whole = false;
    *sign = (qs_sign){.saved = NAN, .folded = NAN, .heard = NAN, .elapsed = NAN, .written = NAN};
    sign->progress.deciding.bound = (double)NAN;
    if (!line || strcmp(line, FIRST_LINE) != 0)
        return qs_fail(QS_ERROR_FORMAT, "it is not the status of a run of qsweep");
    while (!is_whole && (line = strtok_r(NULL, "\n", &rest)) != NULL) {
        char *value = strchr(line, ' ');
        is_whole = !strcmp(line, "end");
        if (is_whole || !value)
            continue;
        *value++ = '\0';
        if (!read_line(line, value, sign))
            return qs_fail(QS_ERROR_FORMAT, "its line %s is damaged", line);
    }
    if (!is_whole || sign->n_ranks < 1 || !isfinite(sign->written) || !isfinite(sign->elapsed))
        return qs_fail(QS_ERROR_FORMAT, "it is not whole");
    return QS_OK;
}

static qs_status read_file(const char *path, char text[LARGEST], bool *is_there)
{
    int descriptor;
    *is_there = access(path, F_OK) == 0;
    if (!*is_there)
        return QS_OK;
    qs_status status = qs_plain_open(path, &descriptor);
    if (status) { /* it may have gone just now: the run is over */
        *is_there = access(path, F_OK) == 0;
        return *is_there ? status : QS_OK;
    }
    ssize_t n = read(descriptor, text, LARGEST - 1);
    close(descriptor);
    if (n < 0)
        return qs_fail_errno(path, "read");
    text[n] = '\0';
    return QS_OK;
}

qs_status qs_sign_read(const char *results, qs_sign *sign, bool *is_there)
{
    char path[4096], text[LARGEST], why[QS_SIGN_TEXT];
    snprintf(path, sizeof path, "%s%s", results, QS_SIGN_SUFFIX);
    qs_status status = read_file(path, text, is_there);
    if (status || !*is_there)
        return status;
    status = qs_sign_parse(text, sign);
    if (!status)
        return QS_OK;
    snprintf(why, sizeof why, "%s", qs_failure());
    return qs_fail(status, "%s: %s", path, why);
}
