/* Do the headers and the library of MPI belong together? Mixed, a program links, and crashes later: MPI's handles are numbers
 * to one kin (MPICH, Intel, Cray, MVAPICH), addresses to the other (Open MPI). Prints the version; 3 if they do not.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#include <mpi.h>
#include <stdio.h>
#include <string.h>

#ifdef OPEN_MPI
enum { HEADERS_ARE_OPEN_MPI = 1 };
#else
enum { HEADERS_ARE_OPEN_MPI = 0 };
#endif

int main(void)
{
    /* As large as anybody's: the headers' own constant is too small for another's library. */
    static char library[16384];
    int length = 0;
    if (MPI_Get_library_version(library, &length) != MPI_SUCCESS)
        return 1;
    library[strcspn(library, "\n,")] = 0;
    for (char *c = library; *c; c++)
        if (*c == '\t')
            *c = ' ';
    int library_is_open_mpi = strstr(library, "Open MPI") != NULL;
    if (library_is_open_mpi != HEADERS_ARE_OPEN_MPI) {
        printf("the headers are %sOpen MPI's, the library is %s\n", HEADERS_ARE_OPEN_MPI ? "" : "not ",
               library);
        return 3;
    }
    printf("%d.%d, %s\n", MPI_VERSION, MPI_SUBVERSION, library);
    return 0;
}
