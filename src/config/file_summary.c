/* What the numbers of a study's data files come to, for `check`.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#include "study_internal.h"

size_t qs_study_n_files(const qs_study *study)
{
    return study->files->n;
}

/* Weighted where there are weights; of values that all weigh nothing nothing is known. */
qs_study_file qs_study_file_summary(const qs_study *study, size_t i)
{
    const qs_data_file *file = study->files->items[i];
    qs_study_file out = {.name = file->name, .n = file->n, .least = INFINITY, .largest = -INFINITY};
    double total = 0, mean = 0, squares = 0;
    for (size_t k = 0; k < file->n; k++) {
        if (file->has_days && file->weights[k] != floor(file->weights[k])) {
            out.n_days++;
            continue;
        }
        double x = file->values[k], w = file->has_days ? 1 : file->weights[k], above = x - mean;
        out.least = fmin(out.least, x);
        out.largest = fmax(out.largest, x);
        if (!(w > 0))
            continue;
        total += w;
        mean += above * w / total;
        squares += w * above * (x - mean);
    }
    out.n -= out.n_days;
    double n = (double)out.n, correction = n > 1 ? n / (n - 1) : NAN;
    out.has_weights = file->has_weights && !file->has_days;
    out.mean = total > 0 ? mean : NAN;
    out.sd = sqrt(squares / total * (out.has_weights ? 1 : correction));
    return out;
}
