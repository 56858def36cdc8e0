/* The beginning of a page: the question, as the head of the study asks it.
 *
 * A study's comments before its first key say what it is about; the results file keeps the study's text.
 * The first paragraph of that head is the lead, the rest can be opened. What editors and lawyers read there
 * is left out.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdlib.h>
#include <string.h>

#include "page_internal.h"
#include "qsweep/memory.h"
#include "table_internal.h"

/* Whether a line of the head is for programs, or of its licence. */
static bool is_for_others(const char *line)
{
    static const char *const marks[] = {"yaml-language-server:", "Copyright (C)", "SPDX-License-Identifier",
                                        "table: begin", "table: end"};
    for (size_t i = 0; i < sizeof marks / sizeof *marks; i++)
        if (strstr(line, marks[i]))
            return true;
    return false;
}

/* The comments before the first key, without their signs; blank lines part paragraphs.
 * out [out] the caller's (qs_free) */
static qs_status find_head(const char *study, char **out)
{
    qs_status status = qs_calloc(strlen(study) + 2, 1, out);
    size_t used = 0;
    while (!status && *study) {
        size_t n = strcspn(study, "\n"), from = strspn(study, " ");
        char *line = *out + used;
        bool is_blank = from >= n;
        if (!is_blank && study[from] != '#')
            break;
        from += is_blank ? 0 : 1;
        from += !is_blank && study[from] == ' ' ? 1 : 0;
        if (from < n)
            memcpy(line, study + from, n - from);
        size_t length = from < n ? n - from : 0;
        line[length] = '\0';
        if (!is_for_others(line)) {
            line[length] = '\n';
            used += length + 1;
        }
        (*out)[used] = '\0';
        study += n + (study[n] == '\n');
    }
    return status;
}

/* The end of the first paragraph. */
static size_t lead_of(const char *head)
{
    const char *end = strstr(head, "\n\n");
    return end ? (size_t)(end - head) : strlen(head);
}

/* A study's own words are set in one piece, for its lists and tables are of characters. */
static void put_head_of_study(FILE *out, char *head)
{
    head += strspn(head, "\n");
    size_t n = lead_of(head);
    char *rest = head + n + strspn(head + n, "\n");
    bool is_any = head[0] != '\0';
    for (size_t i = 0; i < n; i++)
        head[i] = head[i] == '\n' ? ' ' : head[i];
    head[n] = '\0';
    if (is_any) {
        fputs("<p class=\"lead\">", out);
        qs_html_text(out, head);
        fputs("</p>\n", out);
    }
    size_t end = strlen(rest);
    while (end > 0 && rest[end - 1] == '\n')
        rest[--end] = '\0';
    if (end > 0) {
        fputs("<details><summary>More of what the study says of itself</summary>\n<pre>", out);
        qs_html_text(out, rest);
        fputs("</pre></details>\n", out);
    }
}

/* What `show` says above its table, and how far a run is that is not done. */
static qs_status put_caption(const qs_page *page)
{
    qs_view view;
    char *text = NULL;
    size_t n = 0;
    qs_status status = qs_page_view(page, QS_SYSTEM, false, &view);
    FILE *memory = status ? NULL : open_memstream(&text, &n);
    if (!status && !memory)
        status = qs_fail(QS_ERROR_MEMORY, "no memory for a page");
    if (memory) {
        const qs_table table = {.view = &view, .n_rows = view.n_rows};
        qs_table_caption(&table, memory);
        qs_view_progress(&view, memory);
        if (fclose(memory) != 0)
            status = qs_fail(QS_ERROR_MEMORY, "no memory for a page");
        size_t name = strlen(page->about->name) + 2; /* the first line begins with it, and so does the page */
        for (char *line = text + (name < n ? name : 0); !status && *line;) {
            size_t length = strcspn(line, "\n");
            char *next = line + length + (line[length] == '\n');
            line[length] = '\0';
            fputs(line == text + name ? "<p class=\"facts\">" : "<p class=\"soft small\">", page->out);
            qs_html_text(page->out, line);
            fputs("</p>\n", page->out);
            line = next;
        }
    }
    free(text);
    qs_view_clear(&view);
    return status;
}

qs_status qs_page_head(qs_page *page)
{
    FILE *out = page->out;
    char *study = NULL, *head = NULL;
    fputs("<a class=\"skip\" href=\"#answer\">To the answer</a>\n<main>\n<header>\n"
          "<p class=\"eyebrow\">Queueing study</p>\n<h1>",
          out);
    qs_html_name(out, page->about->name);
    fputs("</h1>\n", out);
    qs_status status = qs_results_provenance(page->results, "study", &study);
    if (status == QS_ERROR_FORMAT) /* a file may lack it; the page does without */
        status = qs_strdup("", &study);
    if (!status)
        status = find_head(study, &head);
    if (!status) {
        put_head_of_study(out, head);
        status = put_caption(page);
    }
    fputs("</header>\n", out);
    qs_free(study);
    qs_free(head);
    return status;
}
