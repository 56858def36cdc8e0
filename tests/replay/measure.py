"""How fast is a replay's page? Frames with 10,000 customers present; the time until a page of 100,000 visits stands.

Usage: measure.py QSWEEP FOLDER   prints a table; docs/replay.md tells of one

Times of the processor are those of the page's main thread, which other programs on the machine do not lengthen;
seconds of the clock are given beside them.

Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later
"""
import pathlib
import subprocess
import sys
import time

import browser as tests

# A window that is far too small for those who come, or just large enough; so many visits.
STUDIES = {
    "10,000 present": "horizon: 1000, gap: 0.04, servers: 100",
    "100,000 visits": "horizon: 20000, gap: 0.2, servers: 6",
    "1,000,000 visits": "horizon: 199000, gap: 0.2, servers: 6",
}
TEXT = """
qsweep: 1
name: crowd
services: {{call: {{time: {{exponential: {{mean: 1}}}}}}}}
classes: {{a: {{first: {{call: 1}}}}, b: {{first: {{call: 1}}}}}}
arrivals: {{door: {{interarrival: {{exponential: {{mean: {gap}}}}}, classes: {{a: 0.5, b: 0.5}}}}}}
windows: {{desk: {{servers: {servers}, services: [call]}}}}
run: {{horizon: {horizon}, at_horizon: stop, replications: 1}}
"""


def study(name):
    values = dict(part.split(": ") for part in STUDIES[name].split(", "))
    if name == "10,000 present":  # 25 come and 10 are served in a unit of time, which makes 15,000 at the end
        values["servers"] = 10
    return TEXT.format(**values)


def counters(browser):
    return {one["name"]: one["value"] for one in browser.execute_cdp_cmd("Performance.getMetrics", {})["metrics"]}


def frames(browser, seconds):
    """Frames a second, and main-thread milliseconds of each, while it plays."""
    before, since = counters(browser), time.monotonic()
    n = browser.execute_async_script(
        "const done = arguments[1], until = performance.now() + 1000 * arguments[0]; let n = 0;"
        "const count = () => { n++; if (performance.now() < until) requestAnimationFrame(count); else done(n); };"
        "requestAnimationFrame(count)", seconds)
    took, after = time.monotonic() - since, counters(browser)
    return n / took, 1000 * (after["TaskDuration"] - before["TaskDuration"]) / n


def main(program, folder):
    browser = tests.start()
    browser.execute_cdp_cmd("Performance.enable", {"timeDomain": "threadTicks"})
    print("| page | bytes | visits | opens in (clock) | of the processor | frames a second | processor a frame |\n|---|---|---|---|---|---|---|")
    for name in STUDIES:
        yaml, path = (pathlib.Path(folder, "crowd" + ending) for ending in (".yaml", ".html"))
        yaml.write_text(study(name), encoding="utf-8")
        subprocess.run([program, "trace", str(yaml), "-o", str(path)], check=True)
        before = counters(browser)
        here = tests.Page(browser, path)
        opened = here.run("return performance.timing.loadEventEnd - performance.timing.navigationStart")
        after = counters(browser)
        cost = after["TaskDuration"] - (before["TaskDuration"] if after["TaskDuration"] > before["TaskDuration"] else 0)
        present = 0
        data = tests.page.read(path)
        here.seek(round(data["end"] * (0.7 if name == "10,000 present" else 0.5)))
        tests.Select(here.one(".replay-controls select")).select_by_value("5")
        here.button("Play").click()
        rate, each = frames(browser, 4)
        present = here.one(".replay-counts").text.split()[0]
        print(f"| {name} ({present} present) | {path.stat().st_size} | {data['visits']['n']} | {opened / 1000:.2f} s | {cost:.2f} s "
              f"| {rate:.0f} | {each:.1f} ms |", flush=True)
    browser.quit()


if __name__ == "__main__":
    main(*sys.argv[1:3])
