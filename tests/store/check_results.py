"""Checks of a results file with other people's readers. Usage: check_results.py CHECK FILE [ARGUMENT...]

Each check is a function below; it ends with an AssertionError that says what is wrong, or quietly.

Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later
"""
import json
import subprocess
import sys

import h5py
import numpy as np

GROUPS = ["system", "class", "window"]
ROW_GROUPS = ["replication/" + name for name in GROUPS]
AXES = ["windows.W2.servers", "window_choice", "arrivals.main_door.interarrival_exponential.mean"]


def expected(path):
    """What every dataset must hold: path -> array, NaN for never observed."""
    datasets = {}
    with open(path) as lines:
        for line in lines:
            entry = json.loads(line)
            values = [np.nan if v is None else v for v in entry["values"]]
            datasets[entry["path"]] = np.array(values).reshape(entry["shape"])
    return datasets


def same(path, actual, wanted):
    actual = np.asarray(actual, dtype=float)
    assert actual.shape == wanted.shape, f"{path}: shape {actual.shape}, expected {wanted.shape}"
    assert np.array_equal(actual, wanted, equal_nan=True), f"{path}: other values"


def all_datasets(file):
    found = {}
    # visititems skips further links to what it has seen, so walk.
    def walk(group, prefix):
        for name, item in group.items():
            if isinstance(item, h5py.Group):
                walk(item, prefix + name + "/")
            else:
                found[prefix + name] = item
    walk(file, "")
    return found


# ---- values -------------------------------------------------------------------------------------------------------
def values_h5py(path, expect):
    wanted = expected(expect)
    with h5py.File(path) as file:
        for name, array in wanted.items():
            same(name, file[name][()], array)
        metrics = {n for n in all_datasets(file) if "/" in n}
        known = set(AXES) | {"scenario", "class", "window", "quantile", "threshold", "replication", "unstable", "growing"}
        extra = {n for n in metrics if n not in wanted and n.rsplit("/", 1)[1] not in known}
        assert not extra, f"datasets nobody expects: {sorted(extra)}"


def values_netcdf4(path, expect):
    import netCDF4

    with netCDF4.Dataset(path) as file:
        file.set_auto_mask(False)
        for name, array in expected(expect).items():
            same(name, file[name][...], array)


def values_xarray(path, expect, engine):
    import warnings

    import netCDF4  # noqa: F401 warns by itself when imported
    import xarray

    warnings.simplefilter("error")
    wanted = expected(expect)
    seen = 0
    for group in GROUPS + ROW_GROUPS:
        with xarray.open_dataset(path, group=group, engine=engine) as data:
            for name, array in wanted.items():
                if name.rsplit("/", 1)[0] == group:
                    same(name, data[name.rsplit("/", 1)[1]].values, array)
                    assert data[name.rsplit("/", 1)[1]].dtype.kind in "fi", f"{name}: not a number"
                    seen += 1
    assert seen == len(wanted)


# ---- labels -------------------------------------------------------------------------------------------------------
def labels_xarray(path, engine):
    import xarray

    for group in [None] + GROUPS + ROW_GROUPS:
        with xarray.open_dataset(path, group=group, engine=engine) as data:
            for axis in AXES + ["scenario"]:
                assert axis in data.coords, f"{group}: {axis} is no coordinate"
            member = group.rsplit("/", 1)[-1] if group else None
            if member in ("class", "window"):
                assert member in data.indexes
            for name, variable in data.variables.items():
                assert variable.attrs.get("units"), f"{group}/{name}: no units"
                assert variable.attrs.get("long_name"), f"{group}/{name}: no long_name"
                assert isinstance(variable.attrs["units"], str)
    with xarray.open_dataset(path, group="window", engine=engine) as data:
        wait = data.wait_quantile
        assert wait.dims == ("scenario", "window", "quantile"), wait.dims
        assert wait.attrs["units"] == "min" and data.throughput.attrs["units"] == "1/min"
        assert data.arrived.attrs["units"] == "1"
        assert list(data.window.values) == ["W1", "W2"]
        data.load()  # netCDF4-python cannot index text lazily with steps other than 1
        one = wait.load().sel(window="W2", quantile=0.95).where(data["windows.W2.servers"] == 3, drop=True)
        assert one.sizes["scenario"] == 6
        assert data.wait_over.dims == ("scenario", "window", "threshold")
        assert list(data.threshold.values) == [2, 5, 10]
        frame = data.wait_mean.to_dataframe()
        assert set(AXES) <= set(frame.columns)
    with xarray.open_dataset(path, group="class", engine=engine) as data:
        assert list(data["class"].values) == ["class0", "sénior", "class2"]
        assert list(data.window_choice.values[[0, 4, 8]]) == ["shortest_queue", "random", "größte Ruhe"]
    with xarray.open_dataset(path, group="replication/window", engine=engine) as data:
        assert data.wait_over.dims == ("scenario", "replication", "window", "threshold")


def scales_h5py(path):
    """HDF5's own view of the dimensions, both directions, as H5DS would have written it."""
    with h5py.File(path) as file:
        wait = file["window/wait_quantile"]
        names = [[scale.name for scale in dimension.values()] for dimension in wait.dims]
        assert names == [["/scenario"], ["/window/window"], ["/window/quantile"]], names
        datasets = all_datasets(file)
        users = {}
        for name, data in datasets.items():
            if h5py.h5ds.is_scale(data.id):
                listed = data.attrs["REFERENCE_LIST"]
                assert listed.dtype.itemsize == 16 and listed.dtype.fields["dimension"][1] == 8
                users["/" + name] = {(file[ref].name, int(index)) for ref, index in listed}
        for name, data in datasets.items():
            if not h5py.h5ds.is_scale(data.id):
                own = file[data.ref].name
                for i, dimension in enumerate(data.dims):
                    assert len(dimension) == 1, f"{name}: dimension {i} has {len(dimension)} scales"
                    assert (own, i) in users[dimension[0].name], f"{name} is not in its scale's list"
        ids = [int(d.attrs["_Netcdf4Dimid"]) for d in all_datasets(file).values() if h5py.h5ds.is_scale(d.id)]
        assert sorted(ids) == list(range(len(ids))), ids


def scale_functions(path):
    """HDF5's high-level library finds every scale attached."""
    with h5py.File(path) as file:
        for name, data in all_datasets(file).items():
            if not h5py.h5ds.is_scale(data.id):
                for i in range(data.ndim):
                    assert h5py.h5ds.is_attached(data.id, data.dims[i][0].id, i), name


def states(path, failed, skipped):
    failed, skipped = int(failed), int(skipped)
    with h5py.File(path) as file:
        n = len(file["scenario"])
        status = file["status"]
        meanings = status.attrs["flag_meanings"].split()
        words = [meanings[i] for i in status[()]]
        assert list(status.attrs["flag_values"]) == list(range(len(meanings))) and status.dtype == np.int8
        assert words[failed] == "some_replications_failed" and words[skipped] == "not_run"
        assert all(w == "ok" for i, w in enumerate(words) if i not in (failed, skipped))
        assert file["failed"][failed] == 2 and file["failed"][()].sum() == 2
        assert file["failed_first"][failed] == 1 and file["failed_first"][0] == -1
        reasons = file["failed_status"].attrs["flag_meanings"].split()
        assert reasons[file["failed_status"][failed]] == "QS_ERROR_LIMIT"
        done = [0 if i == skipped else 3 if i % 3 == 1 else 5 for i in range(n)]
        assert list(file["replications"][()]) == done
        assert list(file["unstable"][()]) == [int(i % 4 == 0) for i in range(n)]
        assert list(file["window/unstable"][:, 1]) == [int(i % 4 == 0) for i in range(n)]
        assert not file["window/unstable"][:, 0].any()
        growing = file["growing"]
        assert growing.attrs["flag_meanings"].split() == ["not_growing", "growing", "not_judged"] and growing.dtype == np.int8
        assert list(growing.attrs["flag_values"]) == [0, 1, 2] == list(file["window/growing"].attrs["flag_values"])
        assert list(growing[()]) == [2 if i == skipped else (0, 1, 1, 0, 2)[i % 5] for i in range(n)]
        assert list(file["window/growing"][:, 1]) == [2 if i == skipped else (0, 0, 1, 0, 2)[i % 5] for i in range(n)]
        assert list(file["window/growing"][:, 0]) == [2 if i == skipped else (0, 0, 0, 0, 2)[i % 5] for i in range(n)]


def provenance(path, when):
    with h5py.File(path) as file:
        said = dict(file["provenance"].attrs)
        assert said["study"] == "qsweep: 1\nname: made-up\n" and said["study_hash"] == "0123456789abcdef"
        assert said["seed"] == 7 and said["ranks"] == 1 and said["start"] == when and said["end"] == when
        assert said["hdf5"] == "HDF5 " + h5py.version.hdf5_version
        for name in ("study_resolved", "version", "compiler", "mpi", "sleef", "vectors", "command_line", "study_path"):
            assert isinstance(said[name], str) and said[name], name


def bare(path, engine):
    import xarray

    with xarray.open_dataset(path, group="system", engine=engine) as data:
        assert "wait_quantile" not in data and "wait_over" not in data
        assert data.wait_mean.dims == ("scenario",) and list(data.coords) == ["scenario"]


# ---- files --------------------------------------------------------------------------------------------------------
def flat(path):
    """All outside provenance, as comparable bytes."""
    content = {}
    with h5py.File(path) as file:
        things = dict(all_datasets(file))
        things["/"] = file
        for name, item in things.items():
            for key, value in item.attrs.items():
                if key not in ("DIMENSION_LIST", "REFERENCE_LIST"):
                    content[name, key] = repr(value)
            if isinstance(item, h5py.Dataset):
                data = item[()]
                content[name, "data"] = data.tolist() if data.dtype == object else data.tobytes()
                content[name, "type"] = (item.dtype.str, item.shape)
    return content


def same_outside_provenance(path, other):
    a, b = flat(path), flat(other)
    assert a.keys() == b.keys()
    different = [key for key in a if a[key] != b[key]]
    assert not different, different
    with h5py.File(path) as one, h5py.File(other) as two:
        assert dict(one["provenance"].attrs) != dict(two["provenance"].attrs), "the test compares a file with itself"


def no_times(path):
    """No time stamps in object headers, and all made by an HDF5 of 1.8's format."""
    with h5py.File(path) as file:
        for name, data in all_datasets(file).items():
            assert h5py.h5g.get_objinfo(data.id).mtime == 0, name


def pieces(path, small):
    """Rows written in several pieces a scenario are those of a file written at once."""
    with h5py.File(path) as file, h5py.File(small) as other:
        n = len(other["replication/window/replication"])
        for name, data in all_datasets(file["replication"]).items():
            if data.ndim < 2:
                continue
            rows, few = data[()], other["replication/" + name][()]
            # scenario 1 has two replications fewer at its end; made-up rows grow by 0.001 a replication
            assert np.array_equal(rows[:, : n - 2], few[:, : n - 2], equal_nan=True), name
            steps = rows[0] - rows[0, :1]
            wanted = 1e-3 * np.arange(rows.shape[1]).reshape((-1,) + (1,) * (rows.ndim - 2)) + 0 * steps
            assert np.allclose(steps, wanted, rtol=0, atol=1e-9, equal_nan=True), name
            assert np.isnan(rows[1, -2:]).all(), name


def ncdump(path):
    text = subprocess.run(["ncdump", "-h", path], check=True, capture_output=True, text=True).stdout
    for line in (
        "scenario = 24 ;", "window = 2 ;", "class = 3 ;", "quantile = 2 ;", "replication = 5 ;",
        "double wait_quantile(scenario, window, quantile) ;", "double wait_mean_sd(scenario) ;",
        "double wait_over(scenario, replication, class, threshold) ;", "string class(class) ;",
        "string window_choice(scenario) ;", "byte status(scenario) ;", 'string wait_mean:units = "min" ;',
        "double windows.W2.servers(scenario) ;", f'string wait_mean:coordinates = "{" ".join(AXES)}" ;',
    ):
        assert line in text, f"ncdump -h lacks: {line}"
    data = subprocess.run(["ncdump", "-v", "window_choice", path], check=True, capture_output=True, text=True).stdout
    assert "größte Ruhe" in data


def nccopy(path, copy, expect):
    """What the netCDF library reads and writes again is the same."""
    subprocess.run(["nccopy", path, copy], check=True, capture_output=True)
    values_h5py(copy, expect)


def h5dump(path):
    text = subprocess.run(["h5dump", path], check=True, capture_output=True, text=True)
    assert not text.stderr and 'DATASET "wait_mean_lo"' in text.stdout


def main():
    check, *arguments = sys.argv[1:]
    try:
        globals()[check](*arguments)
    except AssertionError as error:
        sys.exit(f"{check} {' '.join(arguments)}: {error}")


if __name__ == "__main__":
    main()
