"""A page in a browser: every control is used, what it shows is held against the results file, nothing is complained of.

Usage: browser.py FOLDER FILE.h5 PAGE PAGE_WITHOUT_LIBRARY; prints `ok NAME` or `not ok NAME`, and `done` at the end.

Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later
"""
import pathlib
import re
import sys
import time
import traceback

import h5py
from selenium import webdriver
from selenium.webdriver.chrome.options import Options
from selenium.webdriver.chrome.service import Service
from selenium.webdriver.common.action_chains import ActionChains
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.support.ui import Select

SIZES = ((1280, 900), (820, 1100), (390, 800))
SETTLED = 0.3


def start(folder):
    options = Options()
    for word in ("--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", f"--user-data-dir={folder}/profile"):
        options.add_argument(word)
    options.binary_location = "/usr/bin/chromium"
    options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
    return webdriver.Chrome(options=options, service=Service("/usr/bin/chromedriver"))


class Page:
    def __init__(self, driver, folder, results):
        self.driver, self.folder = driver, pathlib.Path(folder)
        self.file = h5py.File(results)

    def open(self, name, width=1280, height=900, scheme="light"):
        cdp = self.driver.execute_cdp_cmd
        cdp("Emulation.setEmulatedMedia", {"features": [{"name": "prefers-color-scheme", "value": scheme},
                                                         {"name": "prefers-reduced-motion", "value": "reduce"}]})
        cdp("Emulation.setDeviceMetricsOverride", {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": False})
        self.driver.get((self.folder / name).as_uri())
        time.sleep(SETTLED)

    def js(self, code, *arguments):
        return self.driver.execute_script("return " + code, *arguments)

    def all(self, selector):
        return self.driver.find_elements(By.CSS_SELECTOR, selector)

    def one(self, selector):
        return self.driver.find_element(By.CSS_SELECTOR, selector)

    def quiet(self):
        said = self.driver.get_log("browser")
        assert not said, said[:3]


def silent(page):
    """No message, no dialogue, nothing wider than the window; text on its ground has a contrast of 4.5 to 1."""
    contrast = (pathlib.Path(__file__).parent / "contrast.js").read_text(encoding="utf-8")
    for scheme in ("light", "dark"):
        for width, height in SIZES:
            page.open("s.html", width, height, scheme)
            for option in page.all("details"):
                page.driver.execute_script("arguments[0].open = true", option)
            wide = page.js("document.documentElement.scrollWidth")
            assert wide <= width, (scheme, width, wide)
            if width == SIZES[0][0]:
                low = page.driver.execute_script(contrast)
                assert low["looked"] > 150 and not low["bad"], (scheme, width, low["bad"][:5])
            if "--pictures" in sys.argv:
                page.driver.save_screenshot(f"{page.folder}/page-{width}-{scheme}.png")
    page.quiet()


def rows(page, table="#table-system"):
    return page.js("Array.from(document.querySelectorAll(arguments[0] + ' tbody tr')).filter(r => !r.hidden)"
                   ".map(r => Number(r.cells[0].dataset.v))", table)


def sorting(page):
    """By each head, up and down, by keys and the mouse."""
    page.open("s.html")
    heads = page.all("#table-system thead th")
    column = "Array.from(document.querySelectorAll('#table-system tbody tr')).map(r => r.cells[arguments[0]].dataset.v ?? r.cells[arguments[0]].textContent)"
    kinds = page.js("Array.from(document.querySelectorAll('#table-system thead th')).map(h => [h.dataset.kind, h.hidden])")
    for i, (kind, hidden) in enumerate(kinds):
        if hidden:
            continue
        for way in ("ascending", "descending"):
            button = "document.querySelectorAll('#table-system thead th')[arguments[0]].querySelector('button')"
            if i < 2:
                page.driver.execute_script(button + ".focus()", i)
                page.driver.switch_to.active_element.send_keys(Keys.ENTER if way == "ascending" else Keys.SPACE)
            else:
                page.driver.execute_script(button + ".click()", i)
            sorts = page.js("Array.from(document.querySelectorAll('#table-system thead th')).map(h => h.getAttribute('aria-sort'))")
            assert sorts[i] == way and sorts.count("none") == len(sorts) - 1
            values = page.js(column, i)
            if kind == "number":
                values = [float(v) for v in values]
                assert values == sorted(values, reverse=way == "descending"), (i, way, values)
    wait = page.file["system/wait_mean"][()]
    column = [h.get_attribute("data-key") for h in heads].index("system/wait_mean/0/-1")
    heads[column].find_element(By.TAG_NAME, "button").click()
    assert rows(page) == list(wait.argsort()), rows(page)
    page.quiet()


def filtering(page):
    page.open("s.html")
    words = page.one(".option:not([hidden]) input[type=search]")
    count = page.one(".option:not([hidden]) .count")
    assert count.text == "9 rows"
    words.send_keys("2.5")
    kept = [s for s in range(9) if page.file["gap"][s] == 2.5]
    assert set(kept) <= set(rows(page)) and count.text.endswith("of 9 rows")
    words.send_keys(" nothing like it")
    assert rows(page) == [] and count.text == "0 of 9 rows"
    words.clear()
    words.send_keys(Keys.SPACE)
    assert len(rows(page)) == 9
    for select in page.all(".option:not([hidden]) .controls:not(.choice > .controls) select"):
        name = page.js("arguments[0].parentElement.firstChild.textContent", select)
        for option in [o.text for o in Select(select).options][1:]:
            Select(select).select_by_visible_text(option)
            shown = rows(page)
            if name in ("gap min", "desks") or name.startswith(("gap", "desks")):
                axis = "gap" if name.startswith("gap") else "desks"
                assert shown == [s for s in range(9) if page.file[axis][s] == float(option)], (name, option, shown)
            assert shown and count.text.startswith(f"{len(shown)}")
        Select(select).select_by_index(0)
    assert len(rows(page)) == 9
    page.quiet()


def columns(page):
    """Another metric is shown, with the file's numbers, and taken away again."""
    page.open("s.html")
    details = page.one(".option:not([hidden]) details.columns")
    details.find_element(By.TAG_NAME, "summary").click()
    label = [e for e in details.find_elements(By.TAG_NAME, "label") if e.text == "arrived"][0]
    box = label.find_element(By.TAG_NAME, "input")
    cells = "Array.from(document.querySelectorAll('#table-system [data-key=\"system/arrived/0/-1\"]')).concat(Array.from(document" \
            ".querySelectorAll('#table-system tbody tr')).map(r => r.cells[document.querySelector('[data-key=\"system/arrived/0/-1\"]').cellIndex]))"
    assert not box.is_selected() and all(page.js(cells + ".map(c => c.hidden)"))
    box.click()
    assert not any(page.js(cells + ".map(c => c.hidden)"))
    shown = [float(v) for v in page.js(cells + ".slice(1).map(c => c.dataset.v)")]
    assert shown == list(page.file["system/arrived"][()])
    box.send_keys(Keys.SPACE)
    assert all(page.js(cells + ".map(c => c.hidden)"))
    page.quiet()


def choices(page):
    """Each list shows one of several, and the chosen one alone."""
    page.open("s.html")
    lists = page.all(".choice > .controls select")
    assert len(lists) >= 5
    for select in lists:
        choice = page.js("arguments[0].closest('.choice')", select)
        names = page.js("Array.from(arguments[0].options).map(o => o.text)", select)
        assert len(names) > 1
        Select(select).select_by_index(1)
        for i in list(range(1, len(names))) + [0]:
            page.driver.execute_script("arguments[0].value = arguments[1]; arguments[0].dispatchEvent(new Event('change'))", select, str(i))
            seen = page.js("Array.from(arguments[0].children).filter(c => c.classList.contains('option')).map(c => c.offsetHeight > 0)", choice)
            assert seen == [k == i for k in range(len(names))], (names[i], seen)
    time.sleep(SETTLED)
    assert page.js("Array.from(document.querySelectorAll('.plotbox')).filter(b => b.clientWidth > 0).every(b => b.querySelector('canvas'))")
    page.quiet()


def key_of(page, figure):
    return page.js("Array.from(arguments[0].querySelectorAll('.key b')).map(b => b.textContent)", figure)


def numbers(texts):
    return [[float(v) for v in re.findall(r"-?[0-9.]+(?:e[+-]?\d+)?", t)] for t in texts]


def cursor(page):
    """The cursor tells the file's numbers: by keys at each point, by the mouse too, in all pictures of its group."""
    page.open("s.html")
    figure = page.one("#curves .option:not([hidden]) figure")
    box = figure.find_element(By.CSS_SELECTOR, ".plotbox")
    page.driver.execute_script("arguments[0].focus(); arguments[0].scrollIntoView({block: 'center'})", box)
    for k, gap in enumerate((2.5, 3, 4)):
        box.send_keys(Keys.ARROW_RIGHT if k else Keys.HOME)
        assert figure.find_element(By.CSS_SELECTOR, ".axis").text.endswith(f": {gap:g}")
        for desk, told in zip((2, 3, 4), numbers(key_of(page, figure))):
            s = [i for i in range(9) if page.file["gap"][i] == gap and page.file["desks"][i] == desk][0]
            wanted = [page.file["system/wait_mean" + e][s] for e in ("", "_lo", "_hi")]
            assert all(abs(a - b) <= 6e-4 * abs(b) for a, b in zip(told, wanted)), (gap, desk, told, wanted)
    assert "gap" in page.js("arguments[0].querySelector('[role=status]').textContent", figure)
    box.send_keys(Keys.ESCAPE)
    assert key_of(page, figure) == ["", "", ""]
    pictures = page.all("#series .option:not([hidden]) figure")
    mouse = pictures[0].find_element(By.CSS_SELECTOR, ".plotbox")
    page.driver.execute_script("arguments[0].scrollIntoView({block: 'center'})", mouse)
    ActionChains(page.driver).move_to_element(mouse).perform()
    time.sleep(SETTLED)
    at = [page.js("arguments[0].querySelector('.axis').textContent", p) for p in pictures]
    assert len(pictures) == 3 and len(set(at)) == 1 and re.search(r": \d\d:\d\d$", at[0]), at
    assert all(all(key_of(page, p)) for p in pictures)
    page.quiet()


def ticks(page, figure):
    return page.js("Array.from(arguments[0].querySelectorAll('.dygraph-axis-label-x')).map(b => b.textContent)", figure)


def zooming(page):
    """By buttons, keys and the mouse; pictures of a group move together; all comes back."""
    page.open("s.html")
    pictures = page.all("#series .option:not([hidden]) figure")
    box = pictures[0].find_element(By.CSS_SELECTOR, ".plotbox")
    page.driver.execute_script("arguments[0].focus(); arguments[0].scrollIntoView({block: 'center'})", box)
    time.sleep(SETTLED)
    whole = ticks(page, pictures[0])
    assert len(whole) > 3 and whole[0] == "08:00"
    buttons = {b.get_attribute("aria-label"): b for b in pictures[0].find_elements(By.TAG_NAME, "button")}
    assert sorted(buttons) == ["Show all", "Zoom in", "Zoom out"]
    for deed, undo in ((buttons["Zoom in"].click, buttons["Show all"].click), (lambda: box.send_keys("+"), lambda: box.send_keys("0")),
                       (lambda: ActionChains(page.driver).move_to_element(box).click_and_hold().move_by_offset(150, 0).release().perform(),
                        lambda: ActionChains(page.driver).double_click(box).perform())):
        deed()
        time.sleep(SETTLED)
        assert ticks(page, pictures[0]) != whole and all(ticks(page, p) == ticks(page, pictures[0]) for p in pictures)
        undo()
        time.sleep(SETTLED)
        assert all(ticks(page, p) == whole for p in pictures), (ticks(page, pictures[0]), whole)
    buttons["Zoom in"].click()
    buttons["Zoom in"].click()
    near = ticks(page, pictures[0])
    buttons["Zoom out"].click()
    assert ticks(page, pictures[0]) != near
    box.send_keys("-")
    assert ticks(page, pictures[0]) == whole
    page.quiet()


def links(page):
    """What there is: a link to each section; and the one that skips to the answer."""
    page.open("s.html")
    heads = page.js("Array.from(document.querySelectorAll('main > section > h2')).map(h => h.textContent)")
    items = page.all("nav a")
    assert [a.text for a in items] == heads and len(heads) >= 6
    for a in items:
        page.driver.execute_script("arguments[0].click()", a)
        assert page.js("document.querySelector(location.hash) !== null")
    skip = page.one("a.skip")
    skip.send_keys(Keys.ENTER)
    assert page.js("location.hash") == "#answer"
    for details in page.all("main details"):
        if details.is_displayed():
            was = details.get_attribute("open")
            page.driver.execute_script("arguments[0].querySelector('summary').click()", details)
            assert details.get_attribute("open") != was
    page.quiet()


def turned(page):
    """From light to dark while it is open, and onto paper: the pictures turn, print has the plain ones."""
    page.open("s.html")
    cdp = page.driver.execute_cdp_cmd
    pixel = "document.querySelector('#curves .option:not([hidden]) canvas').toDataURL()"
    light = page.js(pixel)
    cdp("Emulation.setEmulatedMedia", {"features": [{"name": "prefers-color-scheme", "value": "dark"}]})
    time.sleep(SETTLED)
    assert light.startswith("data:image/png") and page.js(pixel) != light
    cdp("Emulation.setEmulatedMedia", {"media": "print"})
    seen = page.js("Array.from(document.querySelectorAll('#curves .option:not([hidden]) figure')).every(f => f.querySelector('svg').clientWidth > 0"
                   " && f.querySelector('.plotbox').clientWidth === 0)")
    assert seen and page.js("document.querySelector('.controls').offsetHeight") == 0
    cdp("Emulation.setEmulatedMedia", {"media": ""})
    page.quiet()


def replayed(page):
    """A page with replays: two more sections, which play, beside all the rest; a hostile name is a text there, too."""
    page.open("replayed.html")
    sections = page.all("main > section[id^=replay-]")
    assert len(sections) == 2 and [a.text for a in page.all("nav a")][1:3] == ["Replay: scenario 1, replication 0", "Replay: scenario 4, replication 3"]
    assert all(s.find_element(By.CSS_SELECTOR, ".replay-canvas").is_displayed() for s in sections)
    before = sections[0].find_element(By.CSS_SELECTOR, ".replay-clock").text
    [b for b in sections[0].find_elements(By.TAG_NAME, "button") if b.text == "Busiest moment"][0].click()
    time.sleep(SETTLED)
    assert before.startswith("08:00") and sections[0].find_element(By.CSS_SELECTOR, ".replay-clock").text != before
    assert not page.all("img")
    page.quiet()


def plain(page):
    """Without scripts: all tables and pictures are there, and no control that would do nothing; without dygraphs, too."""
    page.driver.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": True})
    page.open("s.html")
    assert not page.all(".controls") and not page.all("thead button") and not page.all(".plotbox")
    assert all(t.is_displayed() for t in page.all("table[data-sorts]")) and len(page.all("table[data-sorts]")) == 3
    assert all(s.is_displayed() for s in page.all("figure svg"))
    assert not any(e.is_displayed() for e in page.all(".with-js"))
    page.driver.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": False})
    page.open("none.html")
    assert all(page.js("Array.from(document.querySelectorAll('.option:not([hidden]) figure')).map(f => f.querySelector('svg').clientWidth > 0)"))
    assert page.all("thead button") and not page.all(".plotbox")
    page.quiet()


def main():
    folder, results = sys.argv[1:3]
    driver = start(folder)
    page = Page(driver, folder, folder + "/" + results if "/" not in results else results)
    try:
        for test in (silent, sorting, filtering, columns, choices, cursor, zooming, links, turned, replayed, plain):
            began = time.time()
            try:
                test(page)
                print(f"ok {test.__name__}", flush=True)
            except Exception:  # pylint: disable=broad-except
                traceback.print_exc(file=sys.stdout)
                print(f"not ok {test.__name__}", flush=True)
            print(f"# {time.time() - began:.1f} s", flush=True)
    finally:
        driver.quit()
    print("done")


main()
