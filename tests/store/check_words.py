"""What a results file keeps of a study's names, labels and clock.

Usage: check_words.py WORDS.h5 PLAIN.h5; the second is of a study with none of them. Exit status 1: something is missing.

Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later
"""
import sys

import h5py
import xarray

LABELS = ["as it is", "café, at noon", ""] * 4


def main(words, plain):
    with h5py.File(words) as file:
        assert file.attrs["clock"] in (b"08:30", "08:30"), file.attrs["clock"]
        assert file["cooks"].attrs["path"] in (b"windows.*.servers", "windows.*.servers")
        assert list(file["cooks"][:]) == [1] * 6 + [3] * 6
        assert list(file["run.horizon"][:]) == [90, 90, 90, 90.5, 90.5, 90.5] * 2
        assert "path" not in file["run.horizon"].attrs
        assert file["label"].asstr()[:].tolist() == LABELS
        assert list(file["series/time"][:]) == [0, 30, 60, 90]
    for group in ("system", "class", "window", "series", "replication/window"):
        data = xarray.open_dataset(words, group=group)
        assert data.label.values.tolist() == LABELS, group
        assert {"cooks", "label", "run.horizon"} <= set(data.coords), (group, data.coords)
    with h5py.File(plain) as file:
        assert "clock" not in file.attrs and "label" not in file


if __name__ == "__main__":
    main(*sys.argv[1:])
