/* How csv is written: --separator, --decimal, --excel.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#include "dialect_internal.h"

#include "qsweep/csv.h"

qs_status qs_cli_take_dialect(const qs_arguments *argument, qs_dialect *dialect)
{
    switch (argument->id) {
    case QS_OPTION_SEPARATOR:
        return qs_cell_separator(argument->value, &dialect->separator)
                   ? QS_OK
                   : qs_fail(QS_ERROR_USAGE, "--separator must be one sign such as ';', or tab (got %s)",
                             argument->value);
    case QS_OPTION_DECIMAL:
        return qs_cell_decimal(argument->value, &dialect->decimal)
                   ? QS_OK
                   : qs_fail(QS_ERROR_USAGE, "--decimal must be '.' or ',' (got %s)", argument->value);
    case QS_OPTION_EXCEL:
        dialect->is_spreadsheet = true;
        return QS_OK;
    default:
        return qs_cli_forgotten(argument);
    }
}

qs_status qs_cli_complete_dialect(qs_dialect *dialect, bool is_csv, const char *advice)
{
    const char *said = dialect->separator ? "--separator" : dialect->decimal ? "--decimal" : "--excel";
    if (!is_csv && (dialect->separator || dialect->decimal || dialect->is_spreadsheet))
        return qs_fail(QS_ERROR_USAGE, "%s is for csv%s", said, advice);
    if (!dialect->decimal)
        dialect->decimal = '.';
    if (!dialect->separator)
        dialect->separator = dialect->decimal == ',' ? ';' : ',';
    if (dialect->separator == dialect->decimal)
        return qs_fail(QS_ERROR_USAGE, "--separator must not be the decimal sign");
    return QS_OK;
}
