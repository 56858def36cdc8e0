/* Do the headers and the library of HDF5 belong together? Mixed, it ends the program when it is first called.
 * Prints the version; 3 if they do not.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#include <hdf5.h>
#include <hdf5_hl.h>
#include <stdio.h>

#ifdef H5_HAVE_PARALLEL
static const char kind[] = ", parallel";
#else
static const char kind[] = "";
#endif

int main(void)
{
    herr_t (*volatile used)(hid_t, const char *) = H5DSset_scale;
    unsigned major = 0, minor = 0, release = 0;
    if (!used || H5get_libversion(&major, &minor, &release) < 0)
        return 1;
    if (major != H5_VERS_MAJOR || minor != H5_VERS_MINOR || release != H5_VERS_RELEASE) {
        printf("the headers are of %d.%d.%d, the library is %u.%u.%u\n", H5_VERS_MAJOR, H5_VERS_MINOR,
               H5_VERS_RELEASE, major, minor, release);
        return 3;
    }
    printf("%u.%u.%u%s\n", major, minor, release, kind);
    return 0;
}
