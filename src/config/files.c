/* Data files that a study names: one number a line, or value,weight.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>

#include "build_internal.h"
#include "encoding_internal.h"
#include "qsweep/memory.h"

enum { MAX_FILE_BYTES = 256 << 20 };
static const double LARGEST = 1e100; /* as of times in the study */

qs_status qs_file_slurp(const char *path, bool is_plain, size_t most, char **text, size_t *n)
{
    qs_status status = QS_OK;
    size_t capacity = 0;
    struct stat what;
    *text = NULL;
    *n = 0;
    int descriptor = open(path, O_RDONLY | O_NOCTTY | O_CLOEXEC | (is_plain ? O_NONBLOCK : 0));
    FILE *file = descriptor < 0 ? NULL : fdopen(descriptor, "rb");
    if (!file)
        return qs_fail(QS_ERROR_IO, "%s: cannot be opened: %s", path, strerror(errno));
    mode_t kind = fstat(descriptor, &what) == 0 ? what.st_mode : 0;
    if (S_ISDIR(kind) || (is_plain && !S_ISREG(kind))) {
        status = qs_fail(QS_ERROR_IO, "%s: is %s", path, S_ISDIR(kind) ? "a folder" : "not a plain file");
        goto cleanup;
    }
    for (size_t got = 1; got && !status;) {
        status = qs_reserve(text, &capacity, *n + 65536, 1);
        if (status)
            break;
        got = fread(*text + *n, 1, capacity - *n - 1, file);
        *n += got;
        if (*n > most)
            status = qs_fail(QS_ERROR_IO, "%s: is larger than %zu bytes", path, most);
    }
    if (!status && ferror(file))
        status = qs_fail(QS_ERROR_IO, "%s: cannot be read: %s", path, strerror(errno));
    if (!status)
        (*text)[*n] = 0;
cleanup:
    if (status) {
        qs_free(*text);
        *text = NULL;
    }
    fclose(file);
    return status;
}

static void free_file(qs_data_file *file)
{
    if (!file)
        return;
    qs_free(file->name);
    qs_free(file->path);
    qs_free(file->text);
    qs_free(file->values);
    qs_free(file->weights);
    qs_free(file);
}

/* Takes over the text. */
static qs_status add_file(qs_files *files, const char *name, char *text, size_t n_bytes)
{
    qs_data_file *file = NULL;
    qs_status status = qs_reserve(&files->items, &files->capacity, files->n + 1, sizeof(qs_data_file *));
    if (!status)
        status = qs_calloc(1, sizeof *file, &file);
    if (!status)
        status = qs_strdup(name, &file->name);
    if (status) {
        free_file(file);
        qs_free(text);
        return status;
    }
    file->text = text;
    file->n_bytes = n_bytes;
    file->origin = (qs_node_origin){.name = file->name, .order = 1000 + (int)files->n, .has_lines = true};
    files->items[files->n++] = file;
    return QS_OK;
}

qs_status qs_files_add(qs_files *files, const char *name, const char *text, size_t n_bytes)
{
    char *copy;
    qs_status status = qs_calloc(n_bytes + 1, 1, &copy);
    if (status)
        return status;
    memcpy(copy, text, n_bytes);
    return add_file(files, name, copy, n_bytes);
}

void qs_files_clear(qs_files *files)
{
    for (size_t i = 0; i < files->n; i++)
        free_file(files->items[i]);
    qs_free(files->items);
    *files = (qs_files){0};
}

qs_data_file *qs_files_find(const qs_files *files, const char *name)
{
    for (size_t i = 0; i < files->n; i++)
        if (!strcmp(files->items[i]->name, name))
            return files->items[i];
    return NULL;
}

/* Spreadsheets put a byte order mark in front of UTF-8: it says nothing, and nobody sees it. */
static void skip_byte_order_mark(char *text, size_t *n)
{
    if (*n < 3 || memcmp(text, "\xef\xbb\xbf", 3) != 0)
        return;
    *n -= 3;
    memmove(text, text + 3, *n + 1);
}

qs_status qs_files_keep(qs_files *files, const char *name, const char *path, char *text, size_t n_bytes,
                        qs_data_file **out)
{
    qs_status status = add_file(files, name, text, n_bytes);
    if (status)
        return status;
    *out = files->items[files->n - 1];
    status = qs_strdup(path, &(*out)->path);
    if (!status)
        (*out)->origin.name = (*out)->path;
    return status;
}

qs_status qs_files_place(const qs_files *files, const char *name, char *path, size_t size)
{
    if (!files->may_open)
        return qs_fail(QS_ERROR_INTERNAL, "%s: did not come with the packed study", name);
    int length = snprintf(path, size, "%s%s", name[0] == '/' ? "" : files->folder, name);
    return length >= (int)size ? qs_fail(QS_ERROR_IO, "the path is too long") : QS_OK;
}

static qs_data_file *open_file(qs_study_reader *reader, qs_node *name)
{
    qs_files *files = reader->files;
    char path[4096], *text;
    size_t n;
    qs_status status = qs_files_place(files, name->text, path, sizeof path);
    if (!status)
        status = qs_file_slurp(path, true, MAX_FILE_BYTES, &text, &n);
    if (!status)
        skip_byte_order_mark(text, &n);
    if (!status)
        status = add_file(files, name->text, text, n);
    if (status == QS_ERROR_IO)
        qs_problem_node(reader, name, "must be a file that can be read, but %s", qs_failure());
    else if (status)
        qs_reader_fail(reader, status);
    return status ? NULL : files->items[files->n - 1];
}

/* A number at *text, which is moved behind it and the blanks that follow. */
static bool read_field(char **text, double *out)
{
    char *end;
    *text += strspn(*text, " \t");
    if (!strchr("+-.0123456789", **text) || !**text)
        return false;
    *out = strtod(*text, &end);
    bool is_good = end != *text && isfinite(*out);
    *text = end + strspn(end, " \t\r");
    return is_good;
}

/* Enough to find it by. The file may be one that the study's author cannot read and whoever runs it can. */
enum { SHOWN = 16 };

static void refuse_line(qs_study_reader *reader, const qs_data_file *file, int line, const char *text,
                        bool may_have_weights)
{
    char got[64];
    size_t length = strcspn(text, "\r\n");
    bool is_long = length > SHOWN;
    snprintf(got, sizeof got, "'%.*s%s'", (int)(is_long ? SHOWN : length), text, is_long ? "..." : "");
    qs_problem_at(reader, (qs_position){.origin = &file->origin, .line = line}, got,
                  may_have_weights
                      ? "must be one number from %s to 1e100, or a number and its weight with a comma "
                        "between"
                      : "must be one number from %s to 1e100",
                  reader->may_be_signed ? "-1e100" : "0");
}

static void refuse_comma(qs_study_reader *reader, const qs_data_file *file, int line, const char *text)
{
    int whole = (int)strspn(text, "0123456789"), fraction = (int)strspn(text + whole + 1, "0123456789");
    qs_problem_at(
        reader, (qs_position){.origin = &file->origin, .line = line}, NULL,
        "must be one number: a comma is no decimal point, write %.*s.%.*s, in all lines (got '%.*s')",
        whole < SHOWN ? whole : SHOWN, text, fraction < SHOWN ? fraction : SHOWN, text + whole + 1,
        whole + fraction < SHOWN ? whole + fraction + 1 : SHOWN, text);
}

/* 3,75 in all lines: nothing says which it is. */
static void refuse_ambiguous(qs_study_reader *reader, const qs_data_file *file)
{
    const char *text = file->text;
    for (int i = 1; i < file->comma_line; i++)
        text = strchr(text, '\n') + 1;
    text += strspn(text, " \t\r");
    int whole = (int)strspn(text, "0123456789"), fraction = (int)strspn(text + whole + 1, "0123456789");
    whole = whole < SHOWN ? whole : SHOWN;
    const char *weight = strchr(text, ',') + 1;
    fraction = fraction < SHOWN ? fraction : SHOWN;
    qs_problem_at(
        reader, (qs_position){.origin = &file->origin, .line = file->comma_line}, NULL,
        "is ambiguous: the number %.*s.%.*s, or the value %.*s with the weight %.*s? For numbers write a "
        "point in place of the comma; for weights begin the file with the line value,weight, or write a "
        "blank behind the commas (got '%.*s,%.*s')",
        whole, text, fraction, weight, whole, text, fraction, weight, whole, text, fraction, weight);
}

/* A first line that names the columns. */
static bool is_header(const char *text)
{
    static const char *const columns[] = {"value", "weight"};
    for (int i = 0; i < 2; i++) {
        size_t n = strlen(columns[i]);
        text += strspn(text, " \t\"");
        if (strncasecmp(text, columns[i], n) != 0)
            return false;
        text += n + strspn(text + n, " \t\"\r");
        if (*text++ != (i == 0 ? ',' : '\0'))
            return false;
    }
    return true;
}

/* Digits, a comma and digits, and nothing else. */
static bool is_decimal_comma(const char *text)
{
    size_t whole = strspn(text, "0123456789"),
           fraction = text[whole] == ',' ? strspn(text + whole + 1, "0123456789") : 0;
    return whole && fraction && !text[whole + 1 + fraction + strspn(text + whole + 1 + fraction, " \t\r")];
}

/* What a line says of the file's commas: a point, an exponent or a blank beside one parts values from
 * weights. */
static void look_at_comma(qs_data_file *file, const char *text, int number)
{
    if (!is_decimal_comma(text))
        file->is_parted |= strchr(text, ',') || strpbrk(text, ".eE");
    else if (!file->comma_line)
        file->comma_line = number;
}

/* One line; false when it is wrong. Blank lines and lines that begin with # are passed over. */
static bool read_line(qs_study_reader *reader, qs_data_file *file, char *line, int number,
                      bool may_have_weights, size_t *capacity)
{
    char *text = line + strspn(line, " \t\r");
    double value, weight = 1;
    if (!*text || *text == '#')
        return true;
    if (may_have_weights && file->n == 0 && !file->is_parted && is_header(text)) {
        file->is_parted = true;
        return true;
    }
    look_at_comma(file, text, number);
    bool is_good =
             read_field(&text, &value) && value >= (reader->may_be_signed ? -LARGEST : 0) && value <= LARGEST,
         has_weight = is_good && *text == ',';
    if (has_weight) {
        text++;
        is_good = may_have_weights && read_field(&text, &weight) && weight >= 0;
        file->has_weights = true;
    }
    if (!may_have_weights && file->comma_line == number) {
        refuse_comma(reader, file, number, line + strspn(line, " \t"));
        return false;
    }
    if (!is_good || *text) {
        refuse_line(reader, file, number, line, may_have_weights);
        return false;
    }
    size_t weights_capacity = *capacity;
    if (qs_reader_fail(reader, qs_reserve(&file->values, capacity, file->n + 1, sizeof(double))) ||
        qs_reader_fail(reader, qs_reserve(&file->weights, &weights_capacity, file->n + 1, sizeof(double))))
        return false;
    file->has_negative |= value < 0;
    file->values[file->n] = value;
    file->weights[file->n++] = weight;
    return true;
}

void qs_files_parse(qs_study_reader *reader, qs_data_file *file, qs_node *name, bool may_have_weights)
{
    enum { MOST_LINES_REFUSED = 10 };
    size_t capacity = 0;
    int number = 0, n_refused = 0;
    if (file->is_parsed)
        return;
    file->is_parsed = true;
    if (!qs_encoding_is_text(reader, &file->origin, "a file of numbers", file->text, file->n_bytes))
        return;
    for (char *line = file->text; line && n_refused < MOST_LINES_REFUSED && !reader->status;) {
        if (n_refused > 1 && file->n == 0) /* no file of numbers: that is said by two lines too */
            break;
        if (n_refused > 0 && file->comma_line && !may_have_weights) /* and commas by one */
            break;
        char *end = strchr(line, '\n');
        if (end)
            *end = 0;
        n_refused += !read_line(reader, file, line, ++number, may_have_weights, &capacity);
        if (end)
            *end = '\n';
        line = end ? end + 1 : NULL;
    }
    if (n_refused == 0 && file->comma_line && !file->is_parted) {
        refuse_ambiguous(reader, file);
        n_refused++;
    }
    file->is_good = n_refused == 0 && file->n > 0;
    if (n_refused == 0 && file->n == 0)
        qs_problem_node(reader, name, "must name a file with at least one number, but it has none");
}

const qs_data_file *qs_files_of_sign(qs_study_reader *reader, const qs_data_file *file, qs_node *name)
{
    if (!file || !file->has_negative || reader->may_be_signed)
        return file;
    qs_problem_node(reader, name, "must name a file of numbers from 0 on, but some are below it");
    return NULL;
}

const qs_data_file *qs_files_numbers(qs_study_reader *reader, qs_node *name, bool may_have_weights)
{
    if (name->kind != QS_NODE_SCALAR || !name->text[0]) {
        qs_problem_node(reader, name, "must be the name of a file");
        return NULL;
    }
    qs_data_file *file = qs_files_find(reader->files, name->text);
    if (!file)
        file = open_file(reader, name);
    if (file)
        qs_files_parse(reader, file, name, may_have_weights);
    if (file && file->is_good && file->has_weights && !may_have_weights) {
        qs_problem_node(reader, name, "must name a file with one number a line, but it has weights");
        return NULL;
    }
    return file && file->is_good ? qs_files_of_sign(reader, file, name) : NULL;
}
