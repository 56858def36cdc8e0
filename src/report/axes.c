/* The axes of a scenario in csv and json. The label is a column of csv as axes are, and a member of its own
 * in json.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#include "qsweep/cells.h"
#include "view_internal.h"

void qs_axes_csv_head(const qs_results_about *about, bool is_spreadsheet, FILE *out)
{
    fputs("scenario", out);
    for (size_t i = 0; i < about->n_axes; i++) {
        fputc(',', out);
        qs_csv_cell(out, about->axes[i].name, is_spreadsheet);
    }
}

void qs_axes_csv(const qs_results_about *about, uint64_t scenario, bool is_spreadsheet, FILE *out)
{
    fprintf(out, "%llu", (unsigned long long)scenario);
    for (size_t i = 0; i < about->n_axes; i++) {
        fputc(',', out);
        if (about->axes[i].numbers)
            qs_csv_number(out, about->axes[i].numbers[scenario]);
        else
            qs_csv_cell(out, about->axes[i].texts[scenario], is_spreadsheet);
    }
}

void qs_axes_json(const qs_results_about *about, uint64_t scenario, FILE *out)
{
    if (about->labels) {
        fputs("\"label\":", out);
        qs_visible_json(out, about->labels[scenario]);
        fputc(',', out);
    }
    fputs("\"axes\":{", out);
    size_t first = about->labels ? 1 : 0;
    for (size_t i = first; i < about->n_axes; i++) {
        fputs(i > first ? "," : "", out);
        qs_visible_json(out, about->axes[i].name);
        fputc(':', out);
        if (about->axes[i].numbers)
            qs_json_number(out, about->axes[i].numbers[scenario]);
        else
            qs_visible_json(out, about->axes[i].texts[scenario]);
    }
    fputc('}', out);
}
