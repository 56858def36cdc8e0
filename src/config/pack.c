/* A study as one block of bytes: path, text, settings and data files, so that other ranks need no disk.
 *
 * Fields follow each other, each its length in eight bytes (of this machine's order) and its bytes.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "qsweep/memory.h"
#include "study_internal.h"

static const char MAGIC[] = "qsweep study 1";

static qs_status add_field(qs_text *out, const char *bytes, size_t n)
{
    uint64_t length = n;
    qs_status status = qs_text_add(out, (const char *)&length, sizeof length);
    return status ? status : qs_text_add(out, bytes, n);
}

static qs_status add_number(qs_text *out, uint64_t number)
{
    return qs_text_add(out, (const char *)&number, sizeof number);
}

qs_status qs_study_pack(const qs_study *study, char **bytes, size_t *n)
{
    qs_text out = {0};
    qs_status status = add_field(&out, MAGIC, sizeof MAGIC);
    if (!status)
        status = add_field(&out, study->path, strlen(study->path));
    if (!status)
        status = add_field(&out, study->text, study->n_text);
    if (!status)
        status = add_number(&out, study->n_settings);
    for (size_t i = 0; i < study->n_settings && !status; i++) {
        status = add_field(&out, study->settings[i].path, strlen(study->settings[i].path));
        if (!status)
            status = add_field(&out, study->settings[i].value, strlen(study->settings[i].value));
    }
    if (!status)
        status = add_number(&out, study->files->n);
    for (size_t i = 0; i < study->files->n && !status; i++) {
        const qs_data_file *file = study->files->items[i];
        status = add_field(&out, file->name, strlen(file->name));
        if (!status)
            status = add_field(&out, file->text, file->n_bytes);
    }
    if (status)
        qs_free(out.bytes);
    *bytes = status ? NULL : out.bytes;
    *n = status ? 0 : out.n;
    return status;
}

typedef struct cursor {
    const char *bytes;
    size_t left;
} cursor;

static qs_status take_number(cursor *in, uint64_t *number)
{
    if (in->left < sizeof *number)
        return qs_fail(QS_ERROR_FORMAT, "a packed study is cut short");
    memcpy(number, in->bytes, sizeof *number);
    in->bytes += sizeof *number;
    in->left -= sizeof *number;
    return QS_OK;
}

/* A copy of a field, zero-terminated; owned by the caller. */
static qs_status take_field(cursor *in, char **out, size_t *n)
{
    uint64_t length = 0;
    *out = NULL;
    qs_status status = take_number(in, &length);
    if (!status && length > in->left)
        status = qs_fail(QS_ERROR_FORMAT, "a packed study is cut short");
    if (!status)
        status = qs_calloc((size_t)length + 1, 1, out);
    if (status)
        return status;
    memcpy(*out, in->bytes, (size_t)length);
    in->bytes += length;
    in->left -= (size_t)length;
    *n = (size_t)length;
    return QS_OK;
}

static void free_settings(qs_setting *settings, size_t n)
{
    for (size_t i = 0; settings && i < n; i++) {
        qs_free((void *)(uintptr_t)settings[i].path);
        qs_free((void *)(uintptr_t)settings[i].value);
    }
    qs_free(settings);
}

static qs_status take_settings(cursor *in, qs_setting **settings, size_t *n_settings)
{
    uint64_t n = 0;
    size_t length;
    *settings = NULL;
    *n_settings = 0;
    qs_status status = take_number(in, &n);
    if (!status && n > in->left)
        status = qs_fail(QS_ERROR_FORMAT, "a packed study is cut short");
    if (!status)
        status = qs_calloc((size_t)n, sizeof **settings, settings);
    for (uint64_t i = 0; i < n && !status; i++) {
        char *path = NULL, *value = NULL;
        status = take_field(in, &path, &length);
        if (!status)
            status = take_field(in, &value, &length);
        (*settings)[i] = (qs_setting){.path = path, .value = value};
        ++*n_settings;
    }
    return status;
}

static qs_status take_files(cursor *in, qs_files *files)
{
    uint64_t n = 0;
    qs_status status = take_number(in, &n);
    for (uint64_t i = 0; i < n && !status; i++) {
        char *name = NULL, *text = NULL;
        size_t length;
        status = take_field(in, &name, &length);
        if (!status)
            status = take_field(in, &text, &length);
        if (!status)
            status = qs_files_add(files, name, text, length);
        qs_free(name);
        qs_free(text);
    }
    return status;
}

qs_status qs_study_unpack(const char *bytes, size_t n, qs_study **out)
{
    cursor in = {bytes, n};
    char *magic = NULL, *path = NULL, *text = NULL;
    size_t length, n_text = 0, n_settings = 0;
    qs_setting *settings = NULL;
    qs_study *study = NULL;
    qs_problems problems = {0};
    *out = NULL;
    qs_status status = take_field(&in, &magic, &length);
    if (!status && (length != sizeof MAGIC || memcmp(magic, MAGIC, sizeof MAGIC)))
        status = qs_fail(QS_ERROR_FORMAT, "this is no packed study of this version");
    if (!status)
        status = take_field(&in, &path, &length);
    if (!status)
        status = take_field(&in, &text, &n_text);
    if (!status)
        status = take_settings(&in, &settings, &n_settings);
    if (!status)
        status = qs_study_new(&study);
    if (!status) {
        status = qs_study_set(study, path, text, n_text, settings, n_settings, false);
        text = NULL; /* the study's now */
    }
    if (!status)
        status = take_files(&in, study->files);
    if (!status)
        status = qs_study_assemble(study, true, NULL, &problems);
    if (status)
        qs_study_free(study);
    else
        *out = study;
    qs_problems_clear(&problems);
    free_settings(settings, n_settings);
    qs_free(text);
    qs_free(path);
    qs_free(magic);
    return status;
}
