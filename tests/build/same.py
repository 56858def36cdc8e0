"""Are two results files the same to the last bit, but for where and when they were made? Usage: same.py A.h5 B.h5

Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later"""
import sys

import h5py


def datasets(name):
    """Each dataset's bytes by its path; texts, which HDF5 keeps apart, as lists."""
    found = {}

    def visit(path, item):
        if isinstance(item, h5py.Dataset) and not path.startswith("provenance"):
            value = item[()]
            plain = hasattr(value, "tobytes") and value.dtype.kind not in "OV"
            found[path] = value.tobytes() if plain else repr(getattr(value, "tolist", lambda: value)())

    with h5py.File(name) as file:
        file.visititems(visit)
    return found


a, b = datasets(sys.argv[1]), datasets(sys.argv[2])
other = sorted(path for path in a.keys() | b.keys() if a.get(path) != b.get(path))
print(f"{len(a)} datasets, {len(other)} differ: {' '.join(other[:9])}")
sys.exit(len(a) < 20 or bool(other))
