"""Checks of the series and histograms of a results file: through other people's readers, and against the customers that
`qsweep trace` tells of. Usage: check_series.py CHECK [ARGUMENT...]

Each check is a function below; it ends with an AssertionError that says what is wrong, or quietly.

Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later
"""
import csv
import io
import os
import subprocess
import sys
import warnings

import h5py
import numpy as np

SERIES = ["queue", "number", "serving"]
HISTOGRAMS = ["histogram/system", "histogram/class", "histogram/window"]
AXES = ["windows.T.servers", "arrivals.door.interarrival.exponential.mean"]


def visits(qsweep, study, scenario, replication):
    """The visits of one replication as arrays; NaN for what did not happen."""
    words = [qsweep, "trace", study, "--scenario", str(scenario), "--replication", str(replication)]
    text = subprocess.run(words, check=True, capture_output=True, text=True).stdout
    rows = list(csv.DictReader(io.StringIO(text)))
    times = {key: np.array([float(r[key]) if r[key] else np.nan for r in rows]) for key in ("arrival", "join", "start", "end")}
    names = {key: np.array([r[key] for r in rows]) for key in ("customer", "class", "window", "outcome")}
    return {**times, **names}


def series_of_customers(qsweep, study, path):
    """Each sample is what the customers' times say, and the mean over replications is theirs."""
    with h5py.File(path) as file:
        group = file["series"]
        times, windows = group["time"][()], [name.decode() for name in group["window"][()]]
        assert np.array_equal(times, np.arange(13) * 5.0), times
        for scenario in (0, 4):
            n = int(file["replications"][scenario])
            samples = {name: np.zeros((n, len(windows), len(times))) for name in SERIES}
            for r in range(n):
                v = visits(qsweep, study, scenario, r)
                for w, window in enumerate(windows):
                    of = v["window"] == window
                    join, start, end = (v[key][of][:, None] for key in ("join", "start", "end"))
                    samples["queue"][r, w] = ((join < times) & (times < start)).sum(0)
                    samples["serving"][r, w] = ((start < times) & (times < end)).sum(0)
                    samples["number"][r, w] = ((join < times) & (times < end)).sum(0)
            for name in SERIES:
                wanted = samples[name]
                assert wanted.any(), f"{name}: a test of nothing"
                assert np.allclose(group[name][scenario], wanted.mean(0), rtol=1e-12, atol=1e-12), name
                assert np.allclose(group[name + "_sd"][scenario], wanted.std(0, ddof=1), rtol=1e-9, atol=1e-12), name
                assert (group[name + "_n"][scenario] == n).all()
                half = group[name + "_hi"][scenario] - group[name][scenario]
                t = 2.0226909 if n == 40 else None  # Student's t, 39 degrees of freedom, 95 %
                assert np.allclose(half, t * wanted.std(0, ddof=1) / np.sqrt(n), rtol=1e-6, atol=1e-12), name


def histogram(group, kind, place):
    """Lower and upper bounds, and counts, of one histogram."""
    start, size = group[kind + "_start"][place], group[kind + "_size"][place]
    bins, counts = (group[f"{kind}_{part}"][start : start + size] for part in ("bin", "count"))
    return group["lower"][()][bins], group["upper"][()][bins], counts


def histograms_of_customers(qsweep, study, path):
    """Every count is that of the customers' own waits and sojourns at a window."""
    with h5py.File(path) as file:
        group = file["histogram/window"]
        windows = [name.decode() for name in group["window"][()]]
        lower, upper = group["lower"][()], group["upper"][()]
        positive = lower > 0
        assert (np.diff(lower) > 0).all() and (upper[:-1] <= lower[1:]).all()
        assert (upper[positive] / lower[positive] <= 1 + 1 / 128 + 1e-15).all(), "bins wider than 1 %"
        for scenario in (0, 4):
            waits, sojourns = {}, {}
            for r in range(int(file["replications"][scenario])):
                v = visits(qsweep, study, scenario, r)
                for window in windows:
                    of = (v["window"] == window) & ~np.isnan(v["start"])
                    waits.setdefault(window, []).append(v["start"][of] - v["join"][of])
                    sojourns.setdefault(window, []).append(v["end"][of] - v["join"][of])
            for w, window in enumerate(windows):
                for kind, values in (("wait", waits), ("sojourn", sojourns)):
                    low, high, counts = histogram(group, kind, (scenario, w))
                    x = np.concatenate(values[window])
                    assert (counts > 0).all() and counts.sum() == len(x) > 1000, (kind, window)
                    mine = np.array([((low_ <= x) & (x < high_)).sum() for low_, high_ in zip(low, high)])
                    # A time is a difference of two rounded ones in the trace: a value on a bound may change sides.
                    assert np.abs(mine - counts).sum() <= 4, (kind, window, np.abs(mine - counts).sum())


def quantile(low, high, counts, p):
    """docs/results.md: linear within the bin."""
    rank, below = p * counts.sum(), 0
    for lower, upper, count in zip(low, high, counts):
        if below + count >= rank:
            return lower + (upper - lower) * ((rank - below) / count) if lower > 0 else 0.0
        below += count


def quantiles(path):
    """The quantiles in the file are those of its histograms, to the bit; in every scope."""
    with h5py.File(path) as file:
        for scope in ("system", "class", "window"):
            group, members = file["histogram/" + scope], file[scope]
            for kind in ("wait", "sojourn"):
                stored = members[kind + "_quantile"][()]
                for place in np.ndindex(stored.shape[:-1]):
                    low, high, counts = histogram(group, kind, place)
                    mine = [quantile(low, high, counts, p) for p in members["quantile"][()]]
                    assert np.array_equal(mine, stored[place]), (scope, kind, place, mine, stored[place])


def order(path):
    """The entries lie one after another in the order of scenarios and members, without gaps."""
    with h5py.File(path) as file:
        for name in HISTOGRAMS:
            group = file[name]
            for kind in ("wait", "sojourn"):
                start, size = group[kind + "_start"][()].ravel(), group[kind + "_size"][()].ravel()
                assert np.array_equal(start, np.concatenate([[0], np.cumsum(size)[:-1]]))
                assert start[-1] + size[-1] == len(group[kind + "_count"]) == len(group[kind + "_bin"])
                assert len(group[kind + "_count"]) and group[kind + "_count"][()].min() > 0


def rows_without_series(path):
    with h5py.File(path) as file:
        assert set(file["replication"]) == {"system", "class", "window"}
        assert not set(SERIES) & set(file["replication/window"])


def absent(path):
    with h5py.File(path) as file:
        assert "histogram" not in file and "series" not in file and "wait_quantile" in file["system"]


def nothing_observed(path):
    """Nobody came: one bin and one entry of nothing, for a dimension of length 0 is none."""
    with h5py.File(path) as file:
        for name in HISTOGRAMS:
            group = file[name]
            assert list(group["wait_count"][()]) == [0] and not group["wait_size"][()].any()
    xarray_opens(path, "netcdf4")


# ---- other people's readers ---------------------------------------------------------------------------------------
def xarray_opens(path, engine):
    import netCDF4  # noqa: F401 warns by itself when imported
    import xarray

    warnings.simplefilter("error")
    for group in HISTOGRAMS:
        with xarray.open_dataset(path, group=group, engine=engine) as data:
            data.load()


def labels(path, engine):
    import netCDF4  # noqa: F401 warns by itself when imported
    import xarray

    warnings.simplefilter("error")
    with h5py.File(path) as file, xarray.open_dataset(path, group="series", engine=engine) as data:
        assert set(AXES) | {"scenario", "window", "time"} == set(data.coords), data.coords
        assert data.time.attrs["units"] == "min" and list(data.window.values) == ["T", "B"]
        for name in SERIES:
            for suffix in ("", "_sd", "_lo", "_hi", "_n"):
                variable = data[name + suffix]
                assert variable.dims == ("scenario", "window", "time") and variable.attrs["units"] == "1"
                assert variable.attrs["long_name"]
                assert np.array_equal(variable.values, file["series"][name + suffix][()], equal_nan=True)
        at = data.queue.sel(window="T", time=30).load().where(data["windows.T.servers"] == 2, drop=True)
        assert at.sizes == {"scenario": 3}
    for group in HISTOGRAMS:
        with h5py.File(path) as file, xarray.open_dataset(path, group=group, engine=engine) as data:
            assert data.lower.attrs["units"] == data.upper.attrs["units"] == "min"
            for name, variable in data.variables.items():
                assert variable.attrs.get("units") and variable.attrs.get("long_name"), name
            for axis in AXES:
                assert axis in data.coords, axis
            for name in ("wait_start", "wait_size", "wait_bin", "wait_count", "lower", "upper"):
                assert np.array_equal(data[name].values, file[group][name][()]), name
                assert data[name].dtype.kind == ("f" if name in ("lower", "upper") else "i"), name


def ncdump(path):
    text = subprocess.run(["ncdump", "-h", path], check=True, capture_output=True, text=True).stdout
    for line in (
        "time = 13 ;", "double queue(scenario, window, time) ;", "double serving_hi(scenario, window, time) ;",
        'string time:units = "min" ;', f'string queue:coordinates = "{" ".join(AXES)}" ;', "group: histogram {",
        "int64 wait_start(scenario, window) ;", "short sojourn_bin(sojourn_entry) ;", "int64 wait_count(wait_entry) ;",
        "double lower(bin) ;", 'string lower:units = "min" ;',
    ):
        assert line in text, f"ncdump -h lacks: {line}"


def nccopy(path, copy):
    """What the netCDF library reads and writes again is the same."""
    subprocess.run(["nccopy", path, copy], check=True, capture_output=True)
    with h5py.File(path) as one, h5py.File(copy) as two:
        for group in ["series", *HISTOGRAMS]:
            for name in one[group]:
                if name != "bin" and not name.endswith("_entry") and one[group][name].dtype != object:
                    assert np.array_equal(one[group][name][()], two[group][name][()], equal_nan=True), (group, name)


def unwritten(path):
    """What holds no values reads as zeros, not as what a reader's memory happened to hold: h5dump and h5diff read it too."""
    found = 0
    with h5py.File(path) as file:
        for group in HISTOGRAMS:
            for name, dataset in file[group].items():
                if dataset.id.get_storage_size() == 0 and dataset.size > 0:
                    found += 1
                    assert dataset.id.get_create_plist().get_fill_time() != h5py.h5d.FILL_TIME_NEVER, (group, name)
                    assert not dataset[()].any(), (group, name)
    assert found == 3 * len(HISTOGRAMS), found


def h5dump(path):
    text = subprocess.run(["h5dump", "-g", "/histogram", path], check=True, capture_output=True, text=True)
    assert not text.stderr and 'DATASET "wait_count"' in text.stdout
    text = subprocess.run(["h5dump", "-d", "/series/queue", path], check=True, capture_output=True, text=True)
    assert not text.stderr and "( 9, 2, 13 )" in text.stdout


def octave(path):
    """GNU Octave: numbers and coordinates by ncread, groups with a leading slash. Its netCDF knows no text of variable length,
    so labels and units are not for it (docs/results.md)."""
    program = f"""
        pkg load netcdf
        f = "{os.path.abspath(path)}";
        q = ncread(f, "/series/queue"); t = ncread(f, "/series/time");
        n = ncread(f, "/histogram/window/wait_count"); w = ncread(f, "/window/wait_mean"); s = ncread(f, "windows.T.servers");
        printf("%d %d %d|%g|%d|%.17g|%g\\n", size(q), t(end), sum(n), w(1, 1), s(end));
    """
    done = subprocess.run(["octave-cli", "--no-init-file", "--quiet", "--eval", program], capture_output=True, text=True,
                          timeout=120)
    with h5py.File(path) as file:
        wait = "%.17g" % file["window/wait_mean"][0, 0]
        total = file["histogram/window/wait_count"][()].sum()
        wanted = f"13 2 9|60|{total}|{wait}|3"
        assert done.stdout.strip() == wanted, (wanted, done.stdout, done.stderr)


def pandas_csv(qsweep, path):
    import pandas

    text = subprocess.run([qsweep, "show", path, "wait_mean", "--scope", "window", "--format", "csv"], check=True,
                          capture_output=True, text=True).stdout
    frame = pandas.read_csv(io.StringIO(text), float_precision="round_trip")
    with h5py.File(path) as file:
        assert set(AXES) | {"scenario", "window", "wait_mean", "wait_mean_lo", "wait_mean_hi"} <= set(frame.columns), frame.columns
        assert np.array_equal(frame["wait_mean"].values, file["window/wait_mean"][()].ravel())
        assert np.array_equal(frame[AXES[0]].values, np.repeat(file[AXES[0]][()], 2))


def pivot(readme, path):
    """The five lines of README, run as they stand beside the file they name."""
    lines = open(readme).read().split("```python\n")[1].split("```")[0]
    assert len(lines.strip().splitlines()) == 5, lines
    done = subprocess.run([sys.executable, "-W", "ignore", "-c", lines], capture_output=True, text=True,
                          cwd=os.path.dirname(os.path.abspath(path)))
    assert done.returncode == 0, done.stderr
    table = [line.split() for line in done.stdout.splitlines()]
    with h5py.File(path) as file:
        axes = ("cooks", "gap")
        wait, servers, gap = (file[name][()] for name in ("system/wait_mean", *axes))
        for s in np.unique(servers):
            row = next(words for words in table if words and words[0] == str(s))
            wanted = wait[servers == s][np.argsort(gap[servers == s])]
            assert np.allclose([float(x) for x in row[1:]], wanted, rtol=0, atol=1e-6), (row, wanted)


def main():
    check, *arguments = sys.argv[1:]
    try:
        globals()[check](*arguments)
    except AssertionError as error:
        sys.exit(f"{check} {' '.join(arguments)}: {error}")


if __name__ == "__main__":
    main()
