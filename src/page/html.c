/* A page: its parts in memory, the policy made of their hashes, all written at the end.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#include "qsweep/html.h"

#include <nettle/sha2.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "assets_internal.h"
#include "qsweep/memory.h"

/* A script or a style. */
typedef struct part {
    bool is_script;
    const char *bytes; /* [n] */
    size_t n;
    char *copy; /* the bytes where they are ours to free, else NULL */
} part;

struct qs_html {
    char *title;
    FILE *body;
    char *text; /* [n_text] of the body, once it is closed */
    size_t n_text;
    part *parts;
    size_t n_parts, capacity;
};

/* ---- parts ---- */

static qs_status add(qs_html *html, part one)
{
    for (size_t i = 0; i < html->n_parts; i++)
        if (html->parts[i].n == one.n && memcmp(html->parts[i].bytes, one.bytes, one.n) == 0) {
            qs_free(one.copy);
            return QS_OK;
        }
    qs_status status = qs_reserve(&html->parts, &html->capacity, html->n_parts + 1, sizeof *html->parts);
    if (status) {
        qs_free(one.copy);
        return status;
    }
    html->parts[html->n_parts++] = one;
    return QS_OK;
}

qs_status qs_html_use(qs_html *html, const char *file)
{
    size_t length = strlen(file);
    bool is_script = length > 3 && strcmp(file + length - 3, ".js") == 0;
    for (const qs_asset *a = qs_assets; a->name; a++)
        if (strcmp(a->name, file) == 0)
            return add(html, (part){.is_script = is_script, .bytes = (const char *)a->bytes, .n = a->n});
    return qs_fail(QS_ERROR_INTERNAL, "there is no src/page/%s", file);
}

/* Whether a text has these letters, large or small. */
static bool has(const char *bytes, size_t n, const char *word)
{
    size_t length = strlen(word);
    for (size_t i = 0; i + length <= n; i++)
        if (strncasecmp(bytes + i, word, length) == 0)
            return true;
    return false;
}

/* A script ends at its end tag, wherever that stands; `<!--` changes what an end tag is. */
static qs_status use_bytes(qs_html *html, bool is_script, const char *bytes, size_t n)
{
    if (has(bytes, n, is_script ? "</script" : "</style") || has(bytes, n, "<!--"))
        return qs_fail(QS_ERROR_FORMAT, "this file cannot stand in a page as it is");
    part one = {.is_script = is_script, .n = n};
    qs_status status = qs_calloc(n + 1, 1, &one.copy);
    if (status)
        return status;
    memcpy(one.copy, bytes, n);
    one.bytes = one.copy;
    return add(html, one);
}

qs_status qs_html_use_script(qs_html *html, const char *bytes, size_t n)
{
    return use_bytes(html, true, bytes, n);
}

qs_status qs_html_use_style(qs_html *html, const char *bytes, size_t n)
{
    return use_bytes(html, false, bytes, n);
}

/* ---- the page ---- */

qs_status qs_html_new(const char *title, qs_html **out)
{
    qs_status status = qs_calloc(1, sizeof **out, out);
    if (status)
        return status;
    status = qs_strdup(title, &(*out)->title);
    if (!status)
        status = qs_html_use(*out, "page.css");
    if (!status)
        status = qs_html_use(*out, "page.js");
    if (!status && !((*out)->body = open_memstream(&(*out)->text, &(*out)->n_text)))
        status = qs_fail(QS_ERROR_MEMORY, "no memory for a page");
    if (status) {
        qs_html_free(*out);
        *out = NULL;
    }
    return status;
}

void qs_html_free(qs_html *html)
{
    if (!html)
        return;
    if (html->body)
        fclose(html->body);
    free(html->text);
    for (size_t i = 0; i < html->n_parts; i++)
        qs_free(html->parts[i].copy);
    qs_free(html->parts);
    qs_free(html->title);
    qs_free(html);
}

FILE *qs_html_body(qs_html *html)
{
    return html->body;
}

/* 'sha256-...' of each script or style. */
static void put_hashes(const qs_html *html, bool of_scripts, FILE *out)
{
    int n = 0;
    for (size_t i = 0; i < html->n_parts; i++) {
        const part *p = &html->parts[i];
        if (p->is_script != of_scripts)
            continue;
        struct sha256_ctx context;
        uint8_t digest[SHA256_DIGEST_SIZE];
        sha256_init(&context);
        sha256_update(&context, p->n, (const uint8_t *)p->bytes);
        sha256_digest(&context, sizeof digest, digest);
        fputs(" 'sha256-", out);
        qs_html_base64(out, digest, sizeof digest);
        fputs("'", out);
        n++;
    }
    if (n == 0)
        fputs(" 'none'", out);
}

static void put_parts(const qs_html *html, bool scripts, FILE *out)
{
    const char *tag = scripts ? "script" : "style";
    for (size_t i = 0; i < html->n_parts; i++) {
        const part *p = &html->parts[i];
        if (p->is_script != scripts)
            continue;
        fprintf(out, "<%s>", tag);
        fwrite(p->bytes, 1, p->n, out);
        fprintf(out, "</%s>\n", tag);
    }
}

/* The policy comes before what it is about. The empty icon keeps a browser from asking a server for one. */
static void put_head(const qs_html *html, FILE *out)
{
    fputs("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
          "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; script-src",
          out);
    put_hashes(html, true, out);
    fputs("; style-src", out);
    put_hashes(html, false, out);
    fputs("; img-src data:; base-uri 'none'; form-action 'none'\">\n"
          "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
          "<meta name=\"color-scheme\" content=\"light dark\">\n"
          "<meta name=\"generator\" content=\"qsweep " QS_VERSION "\">\n"
          "<link rel=\"icon\" href=\"data:,\">\n<title>",
          out);
    qs_html_text(out, html->title);
    fputs("</title>\n", out);
    put_parts(html, false, out);
    fputs("</head>\n<body>\n", out);
}

qs_status qs_html_end(qs_html *html, FILE *out)
{
    bool is_short = ferror(html->body) != 0;
    if (fclose(html->body) != 0)
        is_short = true;
    html->body = NULL;
    if (is_short)
        return qs_fail(QS_ERROR_MEMORY, "no memory for a page");
    put_head(html, out);
    fwrite(html->text, 1, html->n_text, out);
    put_parts(html, true, out);
    fputs("</body>\n</html>\n", out);
    return QS_OK;
}
