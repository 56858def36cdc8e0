/* The study that a journal holds, read without knowing whose journal it is.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "journal_internal.h"
#include "qsweep/bytes.h"
#include "qsweep/memory.h"
#include "qsweep/plain.h"

/* More than any study may have. */
static const uint64_t LONGEST_IDENTITY = UINT64_C(1) << 30;

static qs_status refuse(const char *path)
{
    return qs_fail(QS_REFUSED, "%s: it is not a whole journal of this version of qsweep", path);
}

/* The payload of the first record. payload [out] the caller's. */
static qs_status read_identity(FILE *file, const char *path, unsigned char **payload, uint64_t *n)
{
    char magic[QS_MAGIC_LENGTH];
    qs_record_head head;
    *payload = NULL;
    if (fread(magic, sizeof magic, 1, file) != 1 || memcmp(magic, QS_JOURNAL_MAGIC, sizeof magic) != 0 ||
        fread(&head, sizeof head, 1, file) != 1 || head.kind != QS_RECORD_IDENTITY ||
        head.length > LONGEST_IDENTITY)
        return refuse(path);
    qs_status status = qs_calloc(head.length, 1, payload);
    if (status)
        return status;
    if (fread(*payload, 1, head.length, file) != head.length ||
        qs_record_check(head.kind, QS_MAGIC_LENGTH, *payload, head.length) != head.check)
        return refuse(path);
    *n = head.length;
    return QS_OK;
}

/* Behind the words come the numbers and the study, which is last. */
static qs_status find_study(const char *path, const unsigned char *payload, uint64_t n, char **bytes,
                            size_t *n_bytes)
{
    qs_reader reader = {.data = payload, .n = n};
    for (int word = 0; word < QS_IDENTITY_WORDS; word++) {
        uint64_t length = qs_reader_get_u64(&reader);
        if (reader.is_short || length > n - reader.at)
            return refuse(path);
        reader.at += length;
    }
    uint64_t skipped = QS_IDENTITY_NUMBERS * sizeof(uint64_t);
    if (skipped > n - reader.at)
        return refuse(path);
    reader.at += skipped;
    uint64_t length = qs_reader_get_u64(&reader);
    if (reader.is_short || length > n - reader.at)
        return refuse(path);
    qs_status status = qs_calloc(length, 1, bytes);
    if (!status)
        memcpy(*bytes, payload + reader.at, length);
    *n_bytes = length;
    return status;
}

qs_status qs_journal_read_study(const char *path, char **bytes, size_t *n)
{
    char *journal = NULL;
    unsigned char *payload = NULL;
    uint64_t n_payload = 0;
    size_t length = strlen(path) + sizeof QS_JOURNAL_SUFFIX;
    *bytes = NULL;
    qs_status status = qs_calloc(length, 1, &journal);
    if (status)
        return status;
    snprintf(journal, length, "%s%s", path, QS_JOURNAL_SUFFIX);
    int descriptor;
    status = qs_plain_open(journal, &descriptor);
    FILE *file = status ? NULL : fdopen(descriptor, "rb");
    if (file) {
        status = read_identity(file, journal, &payload, &n_payload);
        fclose(file);
    } else if (!status) {
        close(descriptor);
        status = qs_fail_errno(journal, "open");
    }
    if (!status)
        status = find_study(journal, payload, n_payload, bytes, n);
    qs_free(payload);
    qs_free(journal);
    return status;
}
