/* Who has a journal, where the file system has no locks to tell.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#include "owner_internal.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "qsweep/clock.h"
#include "qsweep/hash.h"
#include "qsweep/memory.h"
#include "qsweep/plain.h"

/* A record is short; the number of signs of life stands at a fixed place, in so many digits. */
enum { RECORD_BYTES = 1024, WORD = 160, ATTEMPTS = 20, BEATS_AT = 44, BEATS_DIGITS = 20 };

/* Seconds between signs of life, whatever the record says; so many may be missing before it is said that
 * there are none: less than a minute. */
#define LEAST_EVERY 0.1
#define MOST_EVERY 10.0
#define MISSING_SIGNS 5
#define MORE_SECONDS 1.0

/* Two that take over at the same moment: after so long each sees whose record it is. */
#define SETTLE_SECONDS 0.2

struct qs_owner {
    char *path, *part_path, *results;
    uint64_t token, beats;
    double every, next; /* seconds; the next sign of life */
    bool is_lost;
    char whose[2 * WORD]; /* who has taken over */
};

/* Where and what a process is. */
typedef struct identity {
    char host[WORD], machine[WORD]; /* machine: this boot, this space of process ids; "-": not known */
    long long pid;
    unsigned long long started;     /* clock ticks since the boot; 0: not known */
    char job[WORD], restarts[WORD]; /* of SLURM; "-": none */
} identity;

/* ---- what is known of a process ---- */

static void copy_word(const char *from, char to[WORD])
{
    size_t n = from ? strcspn(from, " \t\r\n") : 0;
    n = n < WORD ? n : WORD - 1;
    if (n == 0)
        snprintf(to, WORD, "-");
    else
        snprintf(to, WORD, "%.*s", (int)n, from);
}

/* The beginning of a file of /proc; "" if there is none. */
static void read_beginning(const char *path, char *text, size_t size)
{
    int descriptor = open(path, O_RDONLY | O_CLOEXEC);
    ssize_t n = descriptor >= 0 ? read(descriptor, text, size - 1) : -1;
    text[n > 0 ? n : 0] = '\0';
    if (descriptor >= 0)
        close(descriptor);
}

/* When a process began: the 22nd field of its stat, the 20th behind its name, which may hold anything. */
static unsigned long long started_at(long long pid)
{
    char path[64], text[RECORD_BYTES];
    snprintf(path, sizeof path, "/proc/%lld/stat", pid);
    read_beginning(path, text, sizeof text);
    const char *at = strrchr(text, ')');
    for (int field = 0; at && field < 20; field++)
        at = strchr(at + 1, ' ');
    return at ? strtoull(at, NULL, 10) : 0;
}

/* Without the space of process ids two containers of one machine would take each other's for their own. */
static void find_machine(char machine[WORD])
{
    char boot[64], space[64];
    read_beginning("/proc/sys/kernel/random/boot_id", boot, sizeof boot);
    boot[strcspn(boot, " \n")] = '\0';
    ssize_t n = readlink("/proc/self/ns/pid", space, sizeof space - 1);
    space[n > 0 ? n : 0] = '\0';
    if (boot[0] && space[0])
        snprintf(machine, WORD, "%s/%s", boot, space);
    else
        snprintf(machine, WORD, "-");
}

static void find_self(identity *self)
{
    char host[WORD] = "";
    if (gethostname(host, sizeof host - 1) != 0)
        host[0] = '\0';
    copy_word(host, self->host);
    find_machine(self->machine);
    self->pid = getpid();
    self->started = started_at(self->pid);
    copy_word(getenv("SLURM_JOB_ID"), self->job);
    copy_word(getenv("SLURM_RESTART_COUNT"), self->restarts);
}

/* Does a process of this machine live, other than this one? A number may have been given to another since. */
static bool lives(const identity *other)
{
    unsigned long long now = started_at(other->pid);
    if (other->pid <= 0 || (kill((pid_t)other->pid, 0) != 0 && errno != EPERM))
        return false;
    return other->started && now ? other->started == now : other->pid != getpid();
}

/* ---- the record ---- */

static size_t write_record(const qs_owner *owner, char text[RECORD_BYTES])
{
    identity self;
    find_self(&self);
    int n =
        snprintf(text, RECORD_BYTES,
                 "qsweep owner 1\ntoken %016llx\nbeats %0*llu\nevery %.3f\nhost %s\nmachine %s\npid %lld\n"
                 "started %llu\njob %s\nrestarts %s\n",
                 (unsigned long long)owner->token, BEATS_DIGITS, (unsigned long long)owner->beats,
                 owner->every, self.host, self.machine, self.pid, self.started, self.job, self.restarts);
    return (size_t)n;
}

/* A line's value; "-" if there is no such line. */
static void find_word(const char *text, const char *name, char word[WORD])
{
    size_t n = strlen(name);
    const char *at = text;
    while (at && !(strncmp(at, name, n) == 0 && at[n] == ' '))
        at = (at = strchr(at, '\n')) ? at + 1 : NULL;
    copy_word(at ? at + n + 1 : NULL, word);
}

static uint64_t token_of(const char *text)
{
    char word[WORD];
    find_word(text, "token", word);
    return strtoull(word, NULL, 16);
}

static void read_identity(const char *text, identity *other)
{
    char word[WORD];
    find_word(text, "host", other->host);
    find_word(text, "machine", other->machine);
    find_word(text, "job", other->job);
    find_word(text, "restarts", other->restarts);
    find_word(text, "pid", word);
    other->pid = strtoll(word, NULL, 10);
    find_word(text, "started", word);
    other->started = strtoull(word, NULL, 10);
}

static void say_whose(const char *text, char *whose, size_t size)
{
    identity other;
    read_identity(text, &other);
    snprintf(whose, size, "process %lld on %s", other.pid, other.host);
}

/* What lies at the record's path; "" if there is nothing, *descriptor -1. Errors: QS_REFUSED, QS_ERROR_IO. */
static qs_status open_record(const qs_owner *owner, char text[RECORD_BYTES], int *descriptor)
{
    const char *why;
    text[0] = '\0';
    qs_plain_reopen(owner->path, descriptor, &why);
    if (why)
        return qs_fail(QS_REFUSED, "%s: cannot be written: %s", owner->path, why);
    if (*descriptor < 0)
        return errno == ENOENT ? QS_OK : qs_fail_errno(owner->path, "open");
    ssize_t n = pread(*descriptor, text, RECORD_BYTES - 1, 0);
    text[n > 0 ? n : 0] = '\0';
    return n >= 0 ? QS_OK : qs_fail_errno(owner->path, "read");
}

static qs_status read_record(const qs_owner *owner, char text[RECORD_BYTES], bool *is_there)
{
    int descriptor;
    qs_status status = open_record(owner, text, &descriptor);
    *is_there = descriptor >= 0;
    if (descriptor >= 0)
        close(descriptor);
    return status;
}

/* Fill a file that was just created, and close it. */
static qs_status fill(const qs_owner *owner, const char *path, int descriptor)
{
    char text[RECORD_BYTES];
    size_t n = write_record(owner, text);
    bool is_written = descriptor >= 0 && write(descriptor, text, n) == (ssize_t)n;
    int why = errno;
    if (descriptor >= 0 && close(descriptor) != 0 && is_written) {
        is_written = false;
        why = errno;
    }
    return is_written ? QS_OK : qs_fail(QS_ERROR_IO, "%s: cannot write: %s", path, strerror(why));
}

/* ---- claiming ---- */

static qs_status is_theirs(const qs_owner *owner, const char *text)
{
    char whose[2 * WORD];
    say_whose(text, whose, sizeof whose);
    return qs_fail(QS_ERROR_IO, "%s: another process is writing this file (%s)", owner->results, whose);
}

/* How often it gives a sign of life; a record that is torn or made up is waited for no longer than others. */
static double read_every(const char *text)
{
    char word[WORD];
    find_word(text, "every", word);
    double every = strtod(word, NULL);
    return every >= LEAST_EVERY && every <= MOST_EVERY ? every : MOST_EVERY;
}

static void tell(const qs_owner *owner, const qs_journal_wait *wait, const char *text, double seconds)
{
    char whose[2 * WORD], words[RECORD_BYTES];
    if (!wait || !wait->tell)
        return;
    say_whose(text, whose, sizeof whose);
    snprintf(words, sizeof words,
             "%s: %s had or has these files, and there are no locks to tell; watching for its signs of life "
             "for up to %.0f s",
             owner->results, whose, seconds);
    wait->tell(wait->context, words);
}

/* Watch a record of another machine: it moves, or it goes, or nothing happens. */
static qs_status watch(const qs_owner *owner, const qs_journal_wait *wait, const char *text)
{
    double every = read_every(text), limit = MISSING_SIGNS * every + MORE_SECONDS;
    double end = qs_clock_seconds() + limit;
    tell(owner, wait, text, limit);
    while (qs_clock_seconds() < end) {
        char now[RECORD_BYTES];
        bool is_there;
        qs_clock_sleep(0.25 * (every < 1 ? every : 1));
        if (wait && wait->should_stop && wait->should_stop(wait->context))
            return qs_fail(QS_STOPPED, "stopped early");
        qs_status status = read_record(owner, now, &is_there);
        if (status || !is_there)
            return status;
        if (strcmp(now, text) != 0)
            return is_theirs(owner, now);
    }
    return QS_OK;
}

/* Whether the files may be taken from whoever has them by this record. */
static qs_status judge(const qs_owner *owner, const qs_journal_wait *wait, const char *text)
{
    identity self, other;
    find_self(&self);
    read_identity(text, &other);
    bool is_here = strcmp(self.host, other.host) == 0 && strcmp(self.machine, other.machine) == 0 &&
                   strcmp(self.machine, "-") != 0;
    if (is_here)
        return lives(&other) ? is_theirs(owner, text) : QS_OK;
    /* SLURM queues a job again once its processes have ended. */
    bool is_requeued = strcmp(self.job, "-") != 0 && strcmp(self.job, other.job) == 0 &&
                       strcmp(self.restarts, other.restarts) != 0;
    return is_requeued ? QS_OK : watch(owner, wait, text);
}

/* Put our record in the place of another that has not changed since it was judged. */
static qs_status replace(const qs_owner *owner, const char *judged, bool *is_ours)
{
    char now[RECORD_BYTES];
    bool is_there;
    *is_ours = false;
    qs_status status = fill(owner, owner->part_path, qs_plain_create(owner->part_path, 0666));
    if (!status)
        status = read_record(owner, now, &is_there);
    if (status || strcmp(now, judged) != 0) {
        unlink(owner->part_path);
        return status;
    }
    if (rename(owner->part_path, owner->path) != 0)
        return qs_fail_errno(owner->path, "replace");
    qs_clock_sleep(SETTLE_SECONDS);
    status = read_record(owner, now, &is_there);
    *is_ours = !status && token_of(now) == owner->token;
    return status;
}

/* One attempt; neither ours nor an error: what lies there has changed meanwhile. */
static qs_status claim(const qs_owner *owner, const qs_journal_wait *wait, bool *is_ours)
{
    char text[RECORD_BYTES];
    bool is_there;
    int descriptor = qs_plain_claim(owner->path, 0666);
    *is_ours = descriptor >= 0;
    if (descriptor >= 0 || errno != EEXIST)
        return fill(owner, owner->path, descriptor);
    qs_status status = read_record(owner, text, &is_there);
    if (status || !is_there)
        return status;
    status = judge(owner, wait, text);
    return status ? status : replace(owner, text, is_ours);
}

static qs_status new_owner(const char *journal, const char *results, double every, qs_owner **out)
{
    struct timespec now;
    identity self = {0};
    size_t n = strlen(journal) + sizeof QS_OWNER_SUFFIX ".part";
    qs_status status = qs_calloc(1, sizeof **out, out);
    if (status)
        return status;
    qs_owner *owner = *out;
    status = qs_strdup(results, &owner->results);
    if (!status)
        status = qs_calloc(n, 1, &owner->path);
    if (!status)
        status = qs_calloc(n, 1, &owner->part_path);
    if (status)
        return status;
    snprintf(owner->path, n, "%s" QS_OWNER_SUFFIX, journal);
    snprintf(owner->part_path, n, "%s" QS_OWNER_SUFFIX ".part", journal);
    find_self(&self);
    clock_gettime(CLOCK_REALTIME, &now);
    owner->token =
        qs_hash_bytes(&self, sizeof self) ^ qs_mix64((uint64_t)now.tv_sec) ^ qs_mix64(~(uint64_t)now.tv_nsec);
    owner->every = every < LEAST_EVERY ? LEAST_EVERY : every > MOST_EVERY ? MOST_EVERY : every;
    return QS_OK;
}

static void free_owner(qs_owner *owner)
{
    qs_free(owner->path);
    qs_free(owner->part_path);
    qs_free(owner->results);
    qs_free(owner);
}

qs_status qs_owner_claim(const char *journal, const char *results, const qs_journal_wait *wait, double every,
                         qs_owner **out)
{
    qs_owner *owner = NULL;
    bool is_ours = false;
    *out = NULL;
    qs_status status = new_owner(journal, results, every, &owner);
    for (int attempt = 0; attempt < ATTEMPTS && !status && !is_ours; attempt++)
        status = claim(owner, wait, &is_ours);
    if (!status && !is_ours)
        status = qs_fail(QS_ERROR_IO, "%s: other processes keep replacing this file", owner->path);
    if (!status)
        *out = owner;
    else if (owner)
        free_owner(owner);
    return status;
}

/* ---- having ---- */

static qs_status lost(qs_owner *owner)
{
    return qs_fail(QS_ERROR_IO,
                   "%s: another run has taken over these files (%s), as this one gave no sign of life; it "
                   "writes no more",
                   owner->results, owner->whose);
}

qs_status qs_owner_renew(qs_owner *owner)
{
    char text[RECORD_BYTES], digits[BEATS_DIGITS + 1];
    int descriptor = -1;
    if (!owner)
        return QS_OK;
    if (owner->is_lost)
        return lost(owner);
    owner->next = qs_clock_seconds() + owner->every;
    qs_status status = open_record(owner, text, &descriptor);
    if (status == QS_ERROR_IO)
        return status; /* the file system's fault: nobody has taken anything */
    owner->is_lost = status || token_of(text) != owner->token;
    if (owner->is_lost)
        say_whose(text, owner->whose, sizeof owner->whose);
    snprintf(digits, sizeof digits, "%0*llu", BEATS_DIGITS, (unsigned long long)++owner->beats);
    bool is_written = !owner->is_lost && pwrite(descriptor, digits, BEATS_DIGITS, BEATS_AT) == BEATS_DIGITS;
    int why = errno;
    if (descriptor >= 0)
        close(descriptor);
    if (owner->is_lost)
        return lost(owner);
    return is_written ? QS_OK : qs_fail(QS_ERROR_IO, "%s: cannot write: %s", owner->path, strerror(why));
}

qs_status qs_owner_beat(qs_owner *owner)
{
    return owner && (owner->is_lost || qs_clock_seconds() >= owner->next) ? qs_owner_renew(owner) : QS_OK;
}

bool qs_owner_is_lost(const qs_owner *owner)
{
    return owner && owner->is_lost;
}

void qs_owner_free(qs_owner *owner)
{
    char text[RECORD_BYTES];
    bool is_there;
    if (!owner)
        return;
    if (!owner->is_lost && read_record(owner, text, &is_there) == QS_OK && is_there &&
        token_of(text) == owner->token)
        unlink(owner->path);
    free_owner(owner);
}
