/* The end of a page: how to have the numbers, and where they come from.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#include "page_internal.h"
#include "qsweep/memory.h"

static void put_command(const qs_page *page, const char *what, const char *before, const char *after)
{
    FILE *out = page->out;
    fprintf(out, "<dt>%s</dt><dd><code>%s ", what, before);
    qs_html_text(out, page->request->path);
    fprintf(out, "%s</code></dd>\n", after);
}

static void put_commands(const qs_page *page)
{
    char trace[80];
    snprintf(trace, sizeof trace, " --scenario %llu --replication 0 -o visits.csv",
             (unsigned long long)(page->n_told ? page->told[0] : 0));
    fputs("<h3>The numbers themselves</h3>\n<dl class=\"commands\">\n", page->out);
    put_command(page, "for a spreadsheet, R or Python", "qsweep export", " -o results.csv");
    put_command(page, "as one JSON object", "qsweep export", " -o results.json");
    put_command(page, "one replication, customer by customer", "qsweep trace", trace);
    put_command(page, "this table in a terminal", "qsweep show", "");
    fputs("</dl>\n", page->out);
}

static qs_status put_fact(const qs_page *page, const char *name, const char *words)
{
    char *text;
    qs_status status = qs_results_provenance(page->results, name, &text);
    if (status)
        return status == QS_ERROR_FORMAT ? QS_OK : status;
    if (*text) {
        fprintf(page->out, "<dt>%s</dt><dd>", words);
        qs_html_name(page->out, text);
        fputs("</dd>\n", page->out);
    }
    qs_free(text);
    return QS_OK;
}

static qs_status put_study(const qs_page *page)
{
    char *text;
    qs_status status = qs_results_provenance(page->results, "study", &text);
    if (status)
        return status == QS_ERROR_FORMAT ? QS_OK : status;
    fputs("<details id=\"study\"><summary>The study as it was run</summary>\n<pre class=\"panel\">",
          page->out);
    qs_html_text(page->out, text);
    fputs("</pre></details>\n", page->out);
    qs_free(text);
    return QS_OK;
}

qs_status qs_page_origin(qs_page *page)
{
    static const struct {
        const char *name, *words;
    } facts[] = {{"study_path", "study"},  {"study_hash", "hash of what can change a number"},
                 {"seed", "seed"},         {"command_line", "command line"},
                 {"start", "begun"},       {"end", "ended"},
                 {"ranks", "ranks"},       {"version", "qsweep"},
                 {"compiler", "compiler"}, {"mpi", "MPI"},
                 {"hdf5", "HDF5"}};
    fputs("<section id=\"origin\" aria-labelledby=\"origin-head\">\n<h2 id=\"origin-head\">Where it comes "
          "from</h2>\n",
          page->out);
    put_commands(page);
    fputs("<h3>Provenance</h3>\n<dl class=\"facts-list\">\n", page->out);
    qs_status status = QS_OK;
    for (size_t i = 0; i < sizeof facts / sizeof *facts && !status; i++)
        status = put_fact(page, facts[i].name, facts[i].words);
    fputs("</dl>\n", page->out);
    if (!status)
        status = put_study(page);
    fputs("</section>\n", page->out);
    return status;
}
