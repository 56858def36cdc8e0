/* An HTML page in one file, for `report` and `replay`: what any page needs, nothing of what is on it.
 *
 * A page is put together in memory and written at the end, because its head names what its body holds: a
 * content security policy
 *
 *     default-src 'none'; script-src 'sha256-...' ...; style-src 'sha256-...' ...; img-src data:; ...
 *
 * with the SHA-256 of exactly the scripts and styles that stand on it. So a browser runs our files and nothing
 * else: no handler in an attribute, no style attribute, no address outside. Two things follow for those who
 * write sections:
 *
 * - A name of a study, or any other text that was not written here, goes out by qs_html_text() (between tags, and
 *   in attributes, which are always in double quotes), qs_html_name() (the same, set apart, so that an Arabic
 *   name does not turn the words around it) or qs_html_json_text() (in data). Nothing else may write it.
 * - A section's script is a file src/page/NAME.js, its styles are src/page/NAME.css; the build makes both part
 *   of the program. qs_html_use() puts them on the page, once however often it is asked for. No `style=`, no
 *   `on...=`: a script sets `element.style.x` and adds listeners, which the policy allows. Data goes into
 *   <script type="application/json" id="ID">, which a browser does not execute and the policy does not ask for.
 *
 * Every page has src/page/page.css (colours as custom properties, light and dark; print; narrow screens) and
 * src/page/page.js, which comes first and marks the root element with the class `js`: what is for readers
 * without scripts, or only with them, has the class `without-js` or `with-js`. Scripts stand at the end of the
 * body in the order in which they were asked for, so each finds the whole document, and they share no names
 * but `window.qsweep` (page.js).
 *
 * Memory that cannot be had while the body is written is told by qs_html_end().
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef QSWEEP_HTML_H
#define QSWEEP_HTML_H

#include <stddef.h>
#include <stdio.h>

#include "qsweep/status.h"

#ifdef __cplusplus
extern "C" {
#endif

/* A page under way. */
typedef struct qs_html qs_html;

/* Begin a page. title [in] anybody's text. Errors: QS_ERROR_MEMORY. */
qs_status qs_html_new(const char *title, qs_html **out);
void qs_html_free(qs_html *html);

/* Where the body is written. Owned by the page. */
FILE *qs_html_body(qs_html *html);

/* Put a file of src/page on the page, NAME.css or NAME.js. Errors: QS_ERROR_INTERNAL when there is none. */
qs_status qs_html_use(qs_html *html, const char *file);

/* The same for a script or a style from elsewhere (a library read from its installed place); copied.
 * Errors: QS_ERROR_FORMAT when it holds what would end it before its end, QS_ERROR_MEMORY. */
qs_status qs_html_use_script(qs_html *html, const char *bytes, size_t n);
qs_status qs_html_use_style(qs_html *html, const char *bytes, size_t n);

/* Write the page: head with the policy, styles, body, scripts. The page is done then, and still to be freed.
 * Errors: QS_ERROR_MEMORY, if that was so at any time before. Whether `out` took it is the caller's to ask. */
qs_status qs_html_end(qs_html *html, FILE *out);

/* A text between tags or in an attribute in double quotes. What has no sign of its own is made visible. */
void qs_html_text(FILE *out, const char *text);

/* As fprintf, then as qs_html_text. */
void qs_html_print(FILE *out, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* A text between tags that may run from right to left: <bdi>, the same text. */
void qs_html_name(FILE *out, const char *text);

/* Data of the page, read by `qsweep.data("ID")` in a script. id [in] ours: letters, digits, hyphens */
void qs_html_data_begin(FILE *out, const char *id);
void qs_html_data_end(FILE *out);

/* A string of json in its quotes, safe in a script of any type. */
void qs_html_json_text(FILE *out, const char *text);

/* A number of json with all its digits; null where it is not finite. */
void qs_html_json_number(FILE *out, double value);

/* Bytes as base64, without line ends; in a string of json, or a data: address. */
void qs_html_base64(FILE *out, const void *bytes, size_t n);

#ifdef __cplusplus
}
#endif

#endif
