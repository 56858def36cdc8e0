/* The versions of qsweep and of what it was built with.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#include <hdf5.h>

#include "cli_internal.h"
#include "qsweep/compiler.h"
#include "qsweep/farm.h"
#include "qsweep/run.h"

void qs_cli_print_version(FILE *out)
{
    fprintf(out, "qsweep %s\n%s\n%s\nHDF5 %d.%d.%d\n%s, vectors by %s\n", QS_VERSION, qs_compiler(),
            qs_farm_library(), H5_VERS_MAJOR, H5_VERS_MINOR, H5_VERS_RELEASE, qs_run_functions(),
            qs_run_vectors());
}
