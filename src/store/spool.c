/* Histograms in the results file: put aside while scenarios come in any order, written in the order of
 * scenarios once it is known how many bins they use.
 *
 * Only bins that are in use are kept: one entry, bin and count, for each, those of a scenario and member one
 * after another (a ragged array: where they begin, how many there are).
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "qsweep/memory.h"
#include "qsweep/plain.h"
#include "store_internal.h"

enum { WAIT, SOJOURN, N_KINDS, CHUNK = 1 << 16, PIECE = 1 << 20 };

/* The entries of all histograms of one kind in one scope, on their way into their two datasets. */
typedef struct entries {
    hid_t bins, counts; /* datasets */
    qs_scale entry;
    uint64_t n_written;
    size_t n;     /* waiting */
    int16_t *bin; /* [CHUNK], or as many as there are in all */
    int64_t *count;
} entries;

typedef struct writing {
    qs_store *store;
    int16_t *place; /* [QS_HISTOGRAM_BINS] of a bin in the table of bins */
    uint64_t n_bins;
    double *lower, *upper; /* [n_bins] */
    qs_group groups[QS_N_SCOPES];
    qs_scale bin[QS_N_SCOPES];
    entries entries[QS_N_SCOPES][N_KINDS];
} writing;

static qs_status fail(const qs_store *store, const char *what)
{
    return qs_fail(QS_ERROR_IO, "%s: cannot %s the histograms put aside: %s", store->part.part_path, what,
                   strerror(errno));
}

/* ---- putting aside ---- */

/* The file loses its name at once, so that nothing is left of it however the process ends. */
static qs_status open_nameless(qs_store *store)
{
    size_t n = strlen(store->part.part_path) + sizeof ".histograms";
    char *path;
    qs_status status = qs_calloc(n, 1, &path);
    if (status)
        return status;
    snprintf(path, n, "%s.histograms", store->part.part_path);
    store->spool.descriptor = qs_plain_create(path, 0600);
    if (store->spool.descriptor < 0 || unlink(path) != 0)
        status = fail(store, "create a file for");
    qs_free(path);
    return status;
}

qs_status qs_spool_begin(qs_store *store)
{
    qs_spool *spool = &store->spool;
    size_t n = store->header.plan->n_scenarios,
           n_histograms = (size_t)qs_layout_n_whole_histograms(store->header.layout);
    qs_status status = qs_calloc(n, sizeof *spool->place, &spool->place);
    if (!status)
        status = qs_calloc(n, sizeof *spool->length, &spool->length);
    if (!status)
        status = qs_calloc(n, n_histograms * sizeof *spool->n_counts, &spool->n_counts);
    if (!status)
        status = qs_calloc(QS_HISTOGRAM_BINS, sizeof *spool->is_used, &spool->is_used);
    return status ? status : open_nameless(store);
}

void qs_spool_clear(qs_spool *spool)
{
    if (spool->descriptor >= 0)
        close(spool->descriptor);
    qs_free(spool->place);
    qs_free(spool->length);
    qs_free(spool->n_counts);
    qs_free(spool->is_used);
    qs_bytes_clear(&spool->piece);
    *spool = (qs_spool){.descriptor = -1};
}

static uint32_t count_bins(qs_reader *reader, bool *is_used)
{
    uint32_t n = 0, bin;
    uint64_t count;
    qs_packed_counts counts = qs_packed_counts_begin(reader);
    for (; qs_packed_counts_next(&counts, &bin, &count); n++)
        is_used[bin] = true;
    return n;
}

static qs_status count_all(qs_store *store, const qs_summary *summary)
{
    size_t n_histograms = (size_t)qs_layout_n_whole_histograms(store->header.layout);
    uint32_t *n_counts = store->spool.n_counts + summary->scenario * n_histograms;
    qs_reader reader = {.data = summary->histograms.data, .n = summary->histograms.n};
    for (size_t i = 0; i < n_histograms; i++)
        n_counts[i] = count_bins(&reader, store->spool.is_used);
    if (reader.is_short || reader.at != reader.n)
        return qs_fail(QS_ERROR_INTERNAL, "the histograms of scenario %llu are torn",
                       (unsigned long long)summary->scenario);
    return QS_OK;
}

/* What is still in memory, to the file. */
static qs_status write_piece(qs_store *store)
{
    qs_spool *spool = &store->spool;
    for (size_t done = 0; done < spool->piece.n;) {
        ssize_t n = pwrite(spool->descriptor, spool->piece.data + done, spool->piece.n - done,
                           (off_t)(spool->piece_at + done));
        if (n == 0) /* says nothing in errno, and what stands there may be of long ago */
            errno = ENOSPC;
        if (n <= 0 && errno != EINTR)
            return fail(store, "write");
        done += n < 0 ? 0 : (size_t)n;
    }
    spool->piece_at += spool->piece.n;
    qs_bytes_reset(&spool->piece);
    return QS_OK;
}

qs_status qs_spool_put(qs_store *store, const qs_summary *summary)
{
    qs_spool *spool = &store->spool;
    size_t n = summary->histograms.n;
    if (n == 0)
        return QS_OK;
    qs_status status = count_all(store, summary);
    if (!status && spool->piece.n + n > PIECE)
        status = write_piece(store);
    if (!status)
        status = qs_bytes_put(&spool->piece, summary->histograms.data, n);
    if (status)
        return status;
    spool->place[summary->scenario] = spool->size;
    spool->length[summary->scenario] = n;
    spool->size += n;
    return QS_OK;
}

/* A piece of the file from some place on, with the bytes of one scenario at least. */
static qs_status read_piece(qs_store *store, uint64_t place, size_t length)
{
    qs_spool *spool = &store->spool;
    qs_bytes *piece = &spool->piece;
    uint64_t behind = spool->size - place, n_wanted = length > PIECE ? length : PIECE;
    size_t wanted = (size_t)(n_wanted < behind ? n_wanted : behind);
    qs_bytes_reset(piece);
    spool->piece_at = place;
    qs_status status = qs_reserve(&piece->data, &piece->capacity, wanted, 1);
    while (!status && piece->n < wanted) {
        ssize_t n =
            pread(spool->descriptor, piece->data + piece->n, wanted - piece->n, (off_t)(place + piece->n));
        if (n == 0) /* shorter than what was written */
            errno = EIO;
        if (n <= 0 && errno != EINTR)
            return fail(store, "read");
        piece->n += n > 0 ? (size_t)n : 0;
    }
    return status;
}

/* The bytes of a scenario back again, until the next is fetched. */
static qs_status fetch(qs_store *store, uint64_t scenario, qs_reader *reader)
{
    const qs_spool *spool = &store->spool;
    uint64_t place = spool->place[scenario];
    size_t length = (size_t)spool->length[scenario];
    bool is_there = place >= spool->piece_at && place + length <= spool->piece_at + spool->piece.n;
    qs_status status = is_there ? QS_OK : read_piece(store, place, length);
    if (!status)
        *reader = (qs_reader){.data = spool->piece.data + (place - spool->piece_at), .n = length};
    return status;
}

/* ---- the groups ---- */

static const char *const kinds[N_KINDS] = {"wait", "sojourn"};

/* The bins in use by any histogram, in ascending order. */
static qs_status list_bins(writing *w)
{
    const bool *is_used = w->store->spool.is_used;
    qs_status status = qs_calloc(QS_HISTOGRAM_BINS, sizeof *w->place, &w->place);
    if (!status)
        status = qs_calloc(QS_HISTOGRAM_BINS, sizeof *w->lower, &w->lower);
    if (!status)
        status = qs_calloc(QS_HISTOGRAM_BINS, sizeof *w->upper, &w->upper);
    for (unsigned i = 0; i < QS_HISTOGRAM_BINS && !status; i++) {
        if (!is_used[i])
            continue;
        w->place[i] = (int16_t)w->n_bins;
        w->lower[w->n_bins] = qs_histogram_lower(i);
        w->upper[w->n_bins++] = qs_histogram_upper(i);
    }
    return status;
}

/* A dimension of length 0 means "unlimited" to netCDF: where nothing was observed there is one bin, and one
 * entry of nothing. */
static uint64_t at_least_one(uint64_t n)
{
    return n > 0 ? n : 1;
}

static qs_status write_bins(writing *w, qs_scope scope)
{
    qs_h5 *h5 = &w->store->h5;
    hid_t group = w->groups[scope].id;
    uint64_t n = at_least_one(w->n_bins);
    const struct {
        const char *name, *meaning;
        const double *values;
    } bounds[] = {{"lower", "lower bound of the bin, part of it", w->lower},
                  {"upper", "upper bound of the bin, not part of it", w->upper}};
    qs_status status = qs_h5_dimension(h5, group, "bin", n, &w->bin[scope]);
    for (size_t i = 0; i < 2 && !status; i++) {
        qs_variable variable = {.name = bounds[i].name,
                                .units = w->store->header.time_unit,
                                .long_name = bounds[i].meaning,
                                .type = H5T_IEEE_F64LE,
                                .chunk = n,
                                .rank = 1,
                                .scales = {&w->bin[scope]}};
        status = qs_h5_array(h5, group, &variable, H5T_NATIVE_DOUBLE, bounds[i].values);
    }
    return status;
}

/* Where each scenario's and member's entries begin (int64) or how many there are (int32). */
static qs_status write_ranges(writing *w, qs_scope scope, int kind, uint64_t *n_entries)
{
    const qs_store_header *header = &w->store->header;
    const qs_layout *layout = header->layout;
    size_t n_members = (size_t)layout->n_members[scope], n = header->plan->n_scenarios * n_members;
    int64_t *start = NULL, *size = NULL;
    qs_status status = qs_calloc(n, sizeof *start, &start);
    if (!status)
        status = qs_calloc(n, sizeof *size, &size);
    *n_entries = 0;
    for (size_t i = 0; i < n && !status; i++) {
        int histogram = qs_layout_histogram(layout, scope, (int)(i % n_members)) + kind;
        start[i] = (int64_t)*n_entries;
        size[i] =
            w->store->spool
                .n_counts[i / n_members * (size_t)qs_layout_n_whole_histograms(layout) + (size_t)histogram];
        *n_entries += (uint64_t)size[i];
    }
    char name[32], meaning[96];
    qs_variable variable = {.name = name,
                            .units = "1",
                            .long_name = meaning,
                            .coordinates = w->store->coordinates,
                            .rank = scope == QS_SYSTEM ? 1 : 2,
                            .scales = {&w->store->scenario, &w->groups[scope].member}};
    snprintf(name, sizeof name, "%s_start", kinds[kind]);
    snprintf(meaning, sizeof meaning, "index of the first entry of the histogram of the %s", kinds[kind]);
    variable.type = H5T_STD_I64LE;
    if (!status)
        status = qs_h5_array(&w->store->h5, w->groups[scope].id, &variable, H5T_NATIVE_INT64, start);
    snprintf(name, sizeof name, "%s_size", kinds[kind]);
    snprintf(meaning, sizeof meaning, "entries of the histogram of the %s", kinds[kind]);
    variable.type = H5T_STD_I32LE;
    if (!status)
        status = qs_h5_array(&w->store->h5, w->groups[scope].id, &variable, H5T_NATIVE_INT64, size);
    qs_free(start);
    qs_free(size);
    return status;
}

static qs_status create_entries(writing *w, qs_scope scope, int kind, uint64_t n)
{
    entries *e = &w->entries[scope][kind];
    qs_h5 *h5 = &w->store->h5;
    hid_t group = w->groups[scope].id;
    char name[32], meaning[96];
    qs_variable variable = {
        .name = name, .units = "1", .long_name = meaning, .rank = 1, .scales = {&e->entry}};
    variable.chunk = at_least_one(n) < CHUNK ? at_least_one(n) : CHUNK;
    snprintf(name, sizeof name, "%s_entry", kinds[kind]);
    qs_status status = qs_h5_dimension(h5, group, name, at_least_one(n), &e->entry);
    snprintf(name, sizeof name, "%s_bin", kinds[kind]);
    snprintf(meaning, sizeof meaning, "which bin, an index into lower and upper");
    variable.type = H5T_STD_I16LE;
    if (!status)
        status = qs_h5_variable(h5, group, &variable, &e->bins);
    snprintf(name, sizeof name, "%s_count", kinds[kind]);
    snprintf(meaning, sizeof meaning, "customers whose %s was in that bin, in all replications", kinds[kind]);
    variable.type = H5T_STD_I64LE;
    if (!status)
        status = qs_h5_variable(h5, group, &variable, &e->counts);
    if (!status)
        status = qs_calloc(variable.chunk, sizeof *e->bin, &e->bin);
    return status ? status : qs_calloc(variable.chunk, sizeof *e->count, &e->count);
}

static qs_status create_group(writing *w, hid_t parent, qs_scope scope)
{
    qs_group *group = &w->groups[scope];
    if (w->store->header.layout->n_members[scope] == 0)
        return QS_OK;
    qs_status status = qs_h5_group(&w->store->h5, parent, qs_scope_name(scope), &group->id);
    if (!status)
        status = qs_schema_members(w->store, scope, group);
    if (!status)
        status = qs_schema_repeat_axes(w->store, group->id);
    if (!status)
        status = write_bins(w, scope);
    for (int kind = 0; kind < N_KINDS && !status; kind++) {
        uint64_t n;
        status = write_ranges(w, scope, kind, &n);
        if (!status)
            status = create_entries(w, scope, kind, n);
    }
    return status;
}

/* ---- the entries ---- */

static qs_status flush_entries(const writing *w, entries *e)
{
    uint64_t n = e->n;
    qs_status status =
        qs_h5_write(&w->store->h5, e->bins, "histograms", 1, &e->n_written, &n, H5T_NATIVE_INT16, e->bin);
    if (!status)
        status = qs_h5_write(&w->store->h5, e->counts, "histograms", 1, &e->n_written, &n, H5T_NATIVE_INT64,
                             e->count);
    e->n_written += n;
    e->n = 0;
    return status;
}

static qs_status add_entries(const writing *w, entries *e, qs_reader *reader)
{
    qs_status status = QS_OK;
    uint32_t bin;
    uint64_t count;
    qs_packed_counts counts = qs_packed_counts_begin(reader);
    while (!status && qs_packed_counts_next(&counts, &bin, &count)) {
        e->bin[e->n] = w->place[bin];
        e->count[e->n++] = (int64_t)count;
        if (e->n == CHUNK)
            status = flush_entries(w, e);
    }
    return status;
}

/* Scopes behind those of windows have none. */
static qs_status add_scenario(writing *w, qs_reader *reader)
{
    const qs_layout *layout = w->store->header.layout;
    qs_status status = QS_OK;
    for (int scope = 0; scope < QS_RESOURCE; scope++)
        for (int i = 0; i < N_KINDS * layout->n_members[scope] && !status; i++)
            status = add_entries(w, &w->entries[scope][i % N_KINDS], reader);
    return status;
}

static qs_status write_entries(writing *w)
{
    qs_reader reader;
    qs_status status = write_piece(w->store);
    for (uint64_t s = 0; s < w->store->header.plan->n_scenarios && !status; s++) {
        if (w->store->spool.length[s] == 0)
            continue;
        status = fetch(w->store, s, &reader);
        if (!status)
            status = add_scenario(w, &reader);
    }
    for (int i = 0; i < QS_RESOURCE * N_KINDS && !status; i++) {
        entries *e = &w->entries[i / N_KINDS][i % N_KINDS];
        e->n += e->n_written == 0 && e->n == 0 && e->bin; /* one entry of nothing */
        if (e->n > 0)
            status = flush_entries(w, e);
    }
    return status;
}

/* ---- */

static qs_status end_scales(writing *w)
{
    qs_status status = QS_OK;
    for (int scope = 0; scope < QS_RESOURCE && !status; scope++) {
        status = qs_schema_end_group(w->store, &w->groups[scope]);
        if (!status)
            status = qs_h5_scale_end(&w->store->h5, &w->bin[scope]);
        for (int kind = 0; kind < N_KINDS && !status; kind++)
            status = qs_h5_scale_end(&w->store->h5, &w->entries[scope][kind].entry);
    }
    return status;
}

static void clear(writing *w)
{
    for (int scope = 0; scope < QS_N_SCOPES; scope++) {
        qs_schema_drop_group(&w->groups[scope]);
        qs_h5_scale_drop(&w->bin[scope]);
        for (int kind = 0; kind < N_KINDS; kind++) {
            qs_h5_scale_drop(&w->entries[scope][kind].entry);
            qs_free(w->entries[scope][kind].bin);
            qs_free(w->entries[scope][kind].count);
        }
    }
    qs_free(w->place);
    qs_free(w->lower);
    qs_free(w->upper);
}

static const char comment[] = "Histograms of wait and sojourn over all replications. The entries "
                              "[wait_start, wait_start + wait_size) of "
                              "wait_bin and wait_count are those of one scenario (and class or window): "
                              "wait_count customers waited at least "
                              "lower[wait_bin] and less than upper[wait_bin]. Bins without customers are "
                              "left out. sojourn_...: the same.";

qs_status qs_spool_write(qs_store *store)
{
    writing w = {.store = store};
    hid_t group;
    qs_status status = list_bins(&w);
    if (!status)
        status = qs_h5_group(&store->h5, store->h5.file, "histogram", &group);
    if (!status)
        status = qs_h5_text(&store->h5, group, "comment", comment);
    for (int scope = 0; scope < QS_RESOURCE && !status; scope++) /* of the others there are none */
        status = create_group(&w, group, (qs_scope)scope);
    if (!status)
        status = write_entries(&w);
    if (!status)
        status = end_scales(&w);
    clear(&w);
    return status;
}
