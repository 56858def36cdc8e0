/* Blocks: making them, and their form as bytes.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#include "qsweep/block.h"

#include <math.h>
#include <string.h>

#include "qsweep/memory.h"

/* Tells a torn or foreign record from a block; the last digit is the version of the form. */
#define BLOCK_MARK UINT64_C(0x71736220626c6b32)

static qs_status make_rows(qs_block *block, uint64_t n)
{
    size_t row = (size_t)block->n_values * sizeof *block->rows;
    qs_status status = qs_calloc(n, row, &block->rows);
    block->rows_room = status ? 0 : n * row;
    return status;
}

qs_status qs_block_init(qs_block *block, const qs_layout *layout, uint64_t n_rows)
{
    memset(block, 0, sizeof *block);
    block->n_values = layout->n_values;
    block->n_histograms = layout->n_histograms;
    size_t n_values = (size_t)layout->n_values, n_members = (size_t)layout->n_histograms / 2;
    qs_status status = qs_calloc(n_values, sizeof *block->moments, &block->moments);
    if (!status)
        status = qs_calloc((size_t)layout->n_histograms, sizeof *block->histograms, &block->histograms);
    if (!status && layout->n_controls > 0)
        status = qs_calloc(n_values, sizeof *block->controls, &block->controls);
    if (!status && layout->n_weights > 0)
        status = qs_calloc(n_values, sizeof *block->ratios, &block->ratios);
    if (!status)
        status = qs_calloc(n_members, sizeof *block->members, &block->members);
    for (size_t i = 0; i < n_members && !status; i++)
        block->members[i].same_as = (uint16_t)i;
    if (!status && n_rows > 0)
        status = make_rows(block, n_rows);
    if (status)
        qs_block_clear(block);
    return status;
}

/* Whether a block's memory is that of a layout. */
static bool is_of(const qs_block *block, const qs_layout *layout)
{
    return block->moments && block->n_values == layout->n_values &&
           block->n_histograms == layout->n_histograms &&
           (block->controls != NULL) == (layout->n_controls > 0) &&
           (block->ratios != NULL) == (layout->n_weights > 0);
}

/* Make what stays of a block as if it were new. */
static void clean(qs_block *block)
{
    size_t n = (size_t)block->n_values;
    memset(block->moments, 0, n * sizeof *block->moments);
    if (block->controls)
        memset(block->controls, 0, n * sizeof *block->controls);
    if (block->ratios)
        memset(block->ratios, 0, n * sizeof *block->ratios);
    for (int i = 0; i < block->n_histograms; i++)
        qs_histogram_reset(&block->histograms[i]);
    for (int i = 0; i < block->n_histograms / 2; i++)
        block->members[i] = (qs_block_member){.same_as = (uint16_t)i};
}

qs_status qs_block_renew(qs_block *block, const qs_layout *layout, uint64_t n_rows)
{
    if (!is_of(block, layout)) {
        qs_block_clear(block);
        return qs_block_init(block, layout, n_rows);
    }
    qs_block kept = {.n_values = block->n_values,
                     .n_histograms = block->n_histograms,
                     .moments = block->moments,
                     .controls = block->controls,
                     .ratios = block->ratios,
                     .members = block->members,
                     .histograms = block->histograms};
    block->moments = NULL;
    block->controls = NULL;
    block->ratios = NULL;
    block->members = NULL;
    block->histograms = NULL;
    if (n_rows > 0 && block->rows_room >= n_rows * (size_t)layout->n_values * sizeof *block->rows) {
        kept.rows = block->rows;
        kept.rows_room = block->rows_room;
        block->rows = NULL;
    }
    qs_block_clear(block);
    *block = kept;
    clean(block);
    qs_status status = n_rows > 0 && !block->rows ? make_rows(block, n_rows) : QS_OK;
    if (status)
        qs_block_clear(block);
    return status;
}

void qs_block_clear(qs_block *block)
{
    for (int i = 0; block->histograms && i < block->n_histograms; i++)
        qs_histogram_clear(&block->histograms[i]);
    qs_free(block->histograms);
    qs_free(block->moments);
    qs_free(block->controls);
    qs_free(block->ratios);
    qs_free(block->members);
    qs_free(block->singles);
    qs_free(block->n_other);
    qs_free(block->rows);
    qs_free(block->points);
    qs_sections_clear(&block->sections);
    memset(block, 0, sizeof *block);
}

qs_status qs_block_count_conditions(qs_block *block, size_t n_untils)
{
    block->n_untils = (int)n_untils;
    return n_untils == 0 ? QS_OK : qs_calloc(n_untils, sizeof *block->n_other, &block->n_other);
}

/* The numbers of a block in the order of its form. */
enum { HEADER_LENGTH = 15 };

static qs_status pack_header(const qs_block *block, qs_bytes *bytes)
{
    const uint64_t header[HEADER_LENGTH] = {
        BLOCK_MARK,
        block->scenario,
        block->index,
        block->first,
        block->n,
        block->n_failed,
        block->failed_first,
        (uint64_t)block->failed_status,
        (uint64_t)block->n_values,
        (uint64_t)block->n_histograms,
        block->rows != NULL,
        block->singles != NULL,
        (uint64_t)block->n_untils,
        block->sections.length,
        (uint64_t)block->n_points,
    };
    return qs_bytes_put(bytes, header, sizeof header);
}

qs_status qs_histogram_pack(const qs_histogram *histogram, qs_bytes *bytes)
{
    const uint64_t range[2] = {histogram->first, histogram->n};
    qs_status status = qs_bytes_put_packed(bytes, range, 2);
    bool has_grid = histogram->grid > 0 && histogram->largest > 0;
    double largest =
        has_grid ? -histogram->largest : histogram->largest; /* the sign says that a grid follows */
    if (!status && histogram->n > 0)
        status = qs_bytes_put(bytes, &largest, sizeof largest);
    if (!status && histogram->n > 0 && has_grid)
        status = qs_bytes_put(bytes, &histogram->grid, sizeof histogram->grid);
    return status ? status : qs_bytes_put_packed(bytes, histogram->count, histogram->n);
}

bool qs_block_is_beginning(const qs_block *block)
{
    return block->first == 0 && block->index > 0;
}

static size_t points_size(const qs_block *block)
{
    return (size_t)block->n_histograms * (size_t)block->n_points * sizeof *block->points;
}

static qs_status pack_what_some_have(const qs_block *block, qs_bytes *bytes)
{
    qs_status status = QS_OK;
    if (block->singles)
        status = qs_bytes_put(bytes, block->singles, (size_t)block->n_values * sizeof *block->singles);
    if (!status && block->n_other)
        status = qs_bytes_put(bytes, block->n_other, (size_t)block->n_untils * sizeof *block->n_other);
    if (!status && block->sections.length > 0)
        status = qs_sections_pack(&block->sections, bytes);
    return status || !block->points ? status : qs_bytes_put(bytes, block->points, points_size(block));
}

qs_status qs_block_pack(const qs_block *block, qs_bytes *bytes)
{
    size_t before = bytes->n, n_values = (size_t)block->n_values;
    qs_status status = pack_header(block, bytes);
    if (!status)
        status = qs_bytes_put(bytes, block->moments, n_values * sizeof *block->moments);
    if (!status)
        status =
            qs_bytes_put(bytes, block->members, (size_t)block->n_histograms / 2 * sizeof *block->members);
    if (!status && block->controls)
        status = qs_bytes_put(bytes, block->controls, n_values * sizeof *block->controls);
    if (!status && block->ratios)
        status = qs_bytes_put(bytes, block->ratios, n_values * sizeof *block->ratios);
    for (int i = 0; !status && i < block->n_histograms; i++)
        status = qs_histogram_pack(&block->histograms[i], bytes);
    if (!status)
        status = pack_what_some_have(block, bytes);
    if (!status && block->rows)
        status = qs_bytes_put(bytes, block->rows, block->n * n_values * sizeof *block->rows);
    if (status)
        bytes->n = before;
    return status;
}

/* What stands before the counts. range [out] the first bin and how many; false if there are none. */
static bool read_range(qs_reader *reader, uint64_t range[2], double *largest, double *grid)
{
    *grid = 0;
    qs_reader_get_packed(reader, range, 2);
    if (range[0] > QS_HISTOGRAM_BINS || range[1] > QS_HISTOGRAM_BINS - range[0])
        reader->is_short = true;
    if (reader->is_short || range[1] == 0)
        return false;
    qs_reader_get(reader, largest, sizeof *largest);
    if (*largest < 0)
        qs_reader_get(reader, grid, sizeof *grid);
    return true;
}

qs_packed_counts qs_packed_counts_begin(qs_reader *reader)
{
    uint64_t range[2];
    double largest, grid;
    qs_packed_counts counts = {.reader = reader};
    if (read_range(reader, range, &largest, &grid) && !reader->is_short) {
        counts.bin = (uint32_t)range[0];
        counts.end = (uint32_t)(range[0] + range[1]);
    }
    return counts;
}

/* Counts of 0 are bytes of 0. */
static void pass_zeros(qs_packed_counts *counts)
{
    qs_reader *reader = counts->reader;
    size_t left = counts->end - counts->bin, at = reader->at, i = 0;
    left = left < reader->n - at ? left : reader->n - at;
    for (uint64_t word = 0; i + sizeof word <= left; i += sizeof word) {
        memcpy(&word, reader->data + at + i, sizeof word);
        if (word != 0)
            break;
    }
    while (i < left && reader->data[at + i] == 0)
        i++;
    reader->at += i;
    counts->bin += (uint32_t)i;
}

bool qs_packed_counts_next(qs_packed_counts *counts, uint32_t *bin, uint64_t *count)
{
    if (counts->reader->is_short)
        return false;
    pass_zeros(counts);
    if (counts->bin == counts->end)
        return false;
    *bin = counts->bin++;
    qs_reader_get_packed(counts->reader, count, 1);
    return !counts->reader->is_short;
}

qs_status qs_histogram_unpack(qs_reader *reader, qs_histogram *histogram)
{
    uint64_t range[2], scratch[QS_HISTOGRAM_BINS];
    double largest, grid;
    if (!read_range(reader, range, &largest, &grid))
        return QS_OK;
    qs_reader_get_packed(reader, scratch, range[1]);
    if (reader->is_short)
        return QS_OK;
    qs_histogram_has(histogram, fabs(largest));
    histogram->grid = grid > 0 ? grid : histogram->grid;
    return qs_histogram_add_counts(histogram, (uint32_t)range[0], scratch, (uint32_t)range[1]);
}

static qs_status unpack_what_some_have(qs_reader *reader, const uint64_t *header, qs_block *block)
{
    qs_status status = QS_OK;
    size_t n_values = (size_t)block->n_values;
    if (header[11])
        status = qs_calloc(n_values, sizeof *block->singles, &block->singles);
    if (!status && header[11])
        qs_reader_get(reader, block->singles, n_values * sizeof *block->singles);
    if (!status)
        status = qs_block_count_conditions(block, header[12]);
    if (!status && header[12])
        qs_reader_get(reader, block->n_other, header[12] * sizeof *block->n_other);
    if (!status && header[13] && !reader->is_short)
        status = qs_sections_unpack(reader, block->n_histograms, &block->sections);
    block->n_points = (int)header[14];
    if (!status && header[14])
        status = qs_calloc((size_t)block->n_histograms * header[14], sizeof *block->points, &block->points);
    if (!status && header[14])
        qs_reader_get(reader, block->points, points_size(block));
    return status;
}

static void get_members(qs_reader *reader, qs_block *block)
{
    int n = block->n_histograms / 2;
    qs_reader_get(reader, block->members, (size_t)n * sizeof *block->members);
    for (int i = 0; i < n; i++)
        if (block->members[i].same_as > i) {
            reader->is_short = true;
            block->members[i].same_as = (uint16_t)i;
        }
}

static qs_status unpack_histograms(qs_reader *reader, qs_block *block)
{
    qs_status status = QS_OK;
    for (int i = 0; !status && i < block->n_histograms; i++)
        status = qs_histogram_unpack(reader, &block->histograms[i]);
    return status;
}

/* Take the header's numbers over; false if they are not those of a block of this layout, or promise more than
 * there is. */
static bool accept_header(qs_reader *reader, const qs_layout *layout, const uint64_t *header)
{
    size_t row = (size_t)layout->n_values * sizeof(double);
    bool fits = !reader->is_short && header[0] == BLOCK_MARK && header[8] == (uint64_t)layout->n_values &&
                header[9] == (uint64_t)layout->n_histograms && header[7] < QS_N_STATUS && header[10] <= 1 &&
                header[12] <= reader->n / sizeof(uint64_t) &&
                (header[14] == 0 || header[14] == (uint64_t)layout->n_quantiles);
    return fits && (header[10] == 0 || row == 0 || header[4] <= (reader->n - reader->at) / row);
}

static void fill_from_header(qs_block *block, const uint64_t *header)
{
    block->scenario = header[1];
    block->index = header[2];
    block->first = header[3];
    block->n = header[4];
    block->n_failed = header[5];
    block->failed_first = header[6];
    block->failed_status = (int)header[7];
}

bool qs_block_peek(const unsigned char *packed, size_t n, uint64_t *scenario, uint64_t *index)
{
    uint64_t header[HEADER_LENGTH];
    if (n < sizeof header)
        return false;
    memcpy(header, packed, sizeof header);
    *scenario = header[1];
    *index = header[2];
    return header[0] == BLOCK_MARK;
}

qs_status qs_block_unpack(qs_reader *reader, const qs_layout *layout, qs_block *block)
{
    uint64_t header[HEADER_LENGTH];
    memset(block, 0, sizeof *block);
    qs_reader_get(reader, header, sizeof header);
    if (!accept_header(reader, layout, header))
        return qs_fail(QS_ERROR_FORMAT, "a block of results is torn or of another study");
    qs_status status = qs_block_init(block, layout, header[10] ? header[4] : 0);
    if (status)
        return status;
    fill_from_header(block, header);
    size_t n_values = (size_t)layout->n_values;
    qs_reader_get(reader, block->moments, n_values * sizeof *block->moments);
    get_members(reader, block);
    if (block->controls)
        qs_reader_get(reader, block->controls, n_values * sizeof *block->controls);
    if (block->ratios)
        qs_reader_get(reader, block->ratios, n_values * sizeof *block->ratios);
    status = unpack_histograms(reader, block);
    if (!status)
        status = unpack_what_some_have(reader, header, block);
    if (!status && block->rows)
        qs_reader_get(reader, block->rows, block->n * n_values * sizeof *block->rows);
    if (!status && reader->is_short)
        status = qs_fail(QS_ERROR_FORMAT, "a block of results is torn");
    if (status)
        qs_block_clear(block);
    return status;
}

void qs_summary_clear(qs_summary *summary)
{
    qs_free(summary->n);
    qs_free(summary->mean);
    qs_free(summary->sd);
    qs_free(summary->lower);
    qs_free(summary->upper);
    qs_free(summary->rows);
    qs_bytes_clear(&summary->histograms);
    memset(summary, 0, sizeof *summary);
}
