/* dygraphs (MIT licence), a library that draws curves: it is embedded whole in a page, with its licence,
 * from where the system has it. Nothing of it is part of qsweep.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#include "library_internal.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "qsweep/memory.h"
#include "qsweep/plain.h"

/* Debian's; Fedora and others that package it put it into the same folder. */
#define FOLDER "/usr/share/javascript/dygraphs"
#define LICENCE "/usr/share/doc/libjs-dygraphs/copyright"
enum { MOST = 1 << 20, LONGEST_PATH = 4096 };

/* A plain file of at most a megabyte. bytes [out] the caller's (qs_free), ends in 0 */
static qs_status read_file(const char *path, char **bytes, size_t *n)
{
    int descriptor;
    *bytes = NULL;
    *n = 0;
    qs_status status = qs_plain_open(path, &descriptor);
    if (status)
        return status;
    status = qs_calloc(MOST + 1, 1, bytes);
    ssize_t got = 1;
    while (!status && got > 0 && *n < MOST) {
        got = read(descriptor, *bytes + *n, MOST - *n);
        *n += got > 0 ? (size_t)got : 0;
    }
    if (!status && got < 0)
        status = qs_fail_errno(path, "read");
    close(descriptor);
    return status;
}

static qs_status read_in(const char *folder, const char *name, char **bytes, size_t *n)
{
    char path[LONGEST_PATH];
    int length = snprintf(path, sizeof path, "%s/%s", folder, name);
    return length < (int)sizeof path ? read_file(path, bytes, n)
                                     : qs_fail(QS_ERROR_IO, "%s: the name is too long", folder);
}

/* The text of the licence is part of the bargain: without it the library stays out. */
static qs_status put_licence(qs_html *html, const char *text)
{
    FILE *out = qs_html_body(html);
    fputs("<details class=\"licence\"><summary>Licence of the curves’ library</summary>\n<p>The curves are "
          "drawn "
          "by dygraphs (<span class=\"soft\">dygraphs.com</span>), which stands in this page as it was "
          "installed.</p>\n<pre>",
          out);
    qs_html_text(out, text);
    fputs("</pre></details>\n", out);
    return QS_OK;
}

qs_status qs_library_use(qs_html *html, const char *folder, bool *is_there)
{
    char *script = NULL, *style = NULL, *licence = NULL;
    size_t n_script, n_style, n_licence;
    *is_there = false;
    qs_status status = read_in(folder ? folder : FOLDER, "dygraph.min.js", &script, &n_script);
    if (!status)
        status = read_in(folder ? folder : FOLDER, "dygraph.min.css", &style, &n_style);
    if (!status)
        status = folder ? read_in(folder, "copyright", &licence, &n_licence)
                        : read_file(LICENCE, &licence, &n_licence);
    if (!status)
        status = qs_html_use_script(html, script, n_script);
    if (!status)
        status = qs_html_use_style(html, style, n_style);
    *is_there = !status;
    if (status && status != QS_ERROR_MEMORY)
        status = QS_OK;
    if (!status && *is_there)
        status = qs_html_use(html, "charts.js");
    if (!status && *is_there)
        status = put_licence(html, licence);
    qs_free(script);
    qs_free(style);
    qs_free(licence);
    return status;
}
