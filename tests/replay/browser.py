"""A replay's page in a real browser: every control, what it shows against the page's data, three sizes, light and dark.

Usage: browser.py PLAIN HOSTILE [NAME...]   of NAME.html;   prints `ok NAME` and `not ok NAME`

What the canvas shows at an instant is written beside it in words, by the same state; the words are held against the
columns as page.py reads them. Chromium runs headless.

Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later
"""
import contextlib
import pathlib
import random
import sys
import time

from selenium import webdriver
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.support.ui import Select

import page

SIZES = {"wide": (1280, 900), "middle": (800, 1000), "phone": (390, 844)}


def start(scripts=True):
    options = webdriver.ChromeOptions()
    for argument in ("--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--hide-scrollbars"):
        options.add_argument(argument)
    if not scripts:
        options.add_experimental_option("prefs", {"profile.managed_default_content_settings.javascript": 2})
    options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
    browser = webdriver.Chrome(options=options)
    browser.set_page_load_timeout(60)
    return browser


class Page:
    """A page under test."""

    def __init__(self, browser, path, size="wide", dark=False, calm=True):
        self.browser = browser
        width, height = SIZES[size]
        browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride",
                                {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": size == "phone"})
        browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": [
            {"name": "prefers-color-scheme", "value": "dark" if dark else "light"},
            {"name": "prefers-reduced-motion", "value": "reduce" if calm else "no-preference"}]})
        browser.get(pathlib.Path(path).resolve().as_uri())

    def one(self, css):
        return self.browser.find_element(By.CSS_SELECTOR, css)

    def run(self, script, *arguments):
        return self.browser.execute_script(script, *arguments)

    def button(self, label):
        return self.one(f".replay-stage button[title='{label}']")

    def seek(self, tick):
        self.run("const r = document.querySelector('.replay-range'); r.step = 1; r.value = arguments[0];"
                 "r.dispatchEvent(new Event('input'))", tick)

    def tick(self):
        return float(self.run("return document.querySelector('.replay-range').value"))

    def words(self):
        """The table beside the canvas."""
        rows = self.run("return [...document.querySelectorAll('.replay-words tbody tr')].map("
                        "row => [...row.querySelectorAll('td')].map(cell => cell.textContent))")
        return [tuple(int(cell) if cell else "" for cell in row) for row in rows]

    def key(self, key):
        self.one(".replay-canvas").send_keys(key)

    def factor(self):
        return int(self.one(".replay-controls select").get_attribute("value"))

    def story(self):
        return self.one(".replay-story").text

    def is_playing(self):
        return self.one(".replay-play").text == "Pause"

    def pixels(self):
        """How many colours, and how many drawn points, the canvas has."""
        return self.run("const c = document.querySelector('.replay-canvas'), d = c.getContext('2d').getImageData("
                        "0, 0, c.width, c.height).data, seen = new Set(); let n = 0;"
                        "for (let i = 0; i < d.length; i += 4) if (d[i + 3]) { n++; seen.add(d[i] << 16 | d[i + 1] << 8 | d[i + 2]); }"
                        "return [seen.size, n, c.width, c.height]")


def told(browser):
    return [entry["message"] for entry in browser.get_log("browser")]


@contextlib.contextmanager
def verdict(name):
    try:
        yield
        print(f"ok {name}", flush=True)
    except Exception as fault:  # pylint: disable=broad-except
        print(f"not ok {name}\n# " + str(fault).replace("\n", "\n# ")[:1500], flush=True)


def same(got, wanted, what):
    assert got == wanted, f"{what}: {got!r}, not {wanted!r}"


def check_instants(browser, path, n, seed):
    """At instants drawn at random, forwards and backwards, the words are those of the data."""
    here, crowd = Page(browser, path), page.Crowd(page.read(path))
    draw = random.Random(seed)
    ticks = [0, crowd.data["end"]] + [draw.randrange(crowd.data["end"] + 1) for _ in range(n)]
    ticks += [row["start"] for row in draw.sample(crowd.rows, min(n, len(crowd.rows))) if row["start"] is not None]
    for tick in ticks:
        here.seek(tick)
        wanted = crowd.at(tick)
        same(here.words(), wanted, f"{path} at {tick}")
        present = sum(waiting + (serving or 0) for waiting, serving, _ in wanted)
        assert here.one(".replay-counts").text.startswith(f"{present} present"), f"present at {tick}, not {present}"


def check_playing(browser, path):
    """Played forward, it comes to the same as sought; and time goes as fast as it says."""
    here, crowd = Page(browser, path), page.Crowd(page.read(path))
    assert not here.is_playing(), "it plays although motion is to be reduced"
    Select(here.one(".replay-controls select")).select_by_value("600")
    here.button("Play").click()
    since = time.monotonic()
    time.sleep(1.5)
    here.button("Pause").click()
    took = time.monotonic() - since
    tick = here.tick()
    ran = tick * crowd.data["tick"] * crowd.data["unit_seconds"]
    assert 0.3 * 600 * took < ran < 1.2 * 600 * took, f"{ran} s in {took} s of watching at 600"
    same(here.words(), crowd.at(tick), f"after playing to {tick}")
    time.sleep(0.4)
    same(here.tick(), tick, "time after a pause")
    Page(browser, path, calm=False)
    time.sleep(0.5)
    assert here.is_playing() and here.tick() > 0, "it does not begin by itself"
    here.key(Keys.END)
    time.sleep(0.4)
    assert not here.is_playing(), "it plays on after the end"
    here.button("Play").click()
    time.sleep(0.3)
    assert here.tick() < crowd.data["end"] / 2, "it does not begin again after the end"


def check_keys(browser, path):
    here, data = Page(browser, path), page.read(path)
    per_second = 1 / (data["tick"] * data["unit_seconds"])
    factor = here.factor()
    here.key(" ")
    assert here.is_playing(), "space does not play"
    here.key(" ")
    assert not here.is_playing(), "space does not pause"
    here.seek(round(data["end"] / 2))
    middle = here.tick()
    for key, wanted in ((Keys.ARROW_RIGHT, middle + 5 * factor * per_second), (Keys.ARROW_LEFT, middle),
                        (Keys.HOME, 0), (Keys.END, data["end"])):
        here.key(key)
        assert abs(here.tick() - wanted) < 2, f"{key!r}: {here.tick()}, not {wanted}"
    here.seek(0)
    crowd = page.Crowd(data)
    instants = sorted({row["join"] for row in crowd.rows} | {row["start"] for row in crowd.rows if row["start"]})
    here.key(".")
    same(here.tick(), instants[0] or instants[1], "the next event")
    here.key(".")
    here.key(",")
    same(here.tick(), instants[0] or instants[1], "the event before")
    here.key("+")
    assert here.factor() > factor, "+ is not faster"
    here.key("-")
    same(here.factor(), factor, "+ and -")
    here.key("l")
    assert here.one(".replay-story").is_displayed(), "L shows nothing"
    here.key(Keys.ESCAPE)
    assert not here.one(".replay-story").is_displayed(), "Escape does not close"


def check_controls(browser, path):
    here, data = Page(browser, path), page.read(path)
    rows = page.visits(data)
    per_second = 1 / (data["tick"] * data["unit_seconds"])
    here.button("On by 5 seconds").click()
    assert abs(here.tick() - 5 * here.factor() * per_second) < 2, "on"
    here.button("Back by 5 seconds").click()
    assert abs(here.tick()) < 2, "back"
    waits = [(min(x for x in (row["start"], row["end"], data["end"]) if x is not None) - row["join"], row) for row in rows]
    longest = max(waits, key=lambda one: one[0])
    here.button("Longest wait").click()
    assert f"Customer {longest[1]['customer']}:" in here.story(), f"not customer {longest[1]['customer']}: {here.story()}"
    same(round(here.tick()), longest[1]["join"] + longest[0] - 1, "just before the longest wait ends")
    here.button("Busiest moment").click()
    crowd = page.Crowd(data)
    present = sum(a + (b or 0) for a, b, _ in crowd.at(here.tick()))
    some = max(sum(a + (b or 0) for a, b, _ in crowd.at(data["end"] * k // 60)) for k in range(60))
    assert present >= some, f"{present} are present at the busiest moment, {some} at another"
    field = here.one(".replay-find input")
    field.send_keys("5", Keys.ENTER)
    mine = [row for row in rows if row["customer"] == 5]
    story = here.story()
    assert "Customer 5:" in story and data["classes"][mine[0]["klass"]] in story, story
    same(len(browser.find_elements(By.CSS_SELECTOR, ".replay-story li")), len(mine), "visits in the story")
    same(here.tick(), mine[0]["join"], "where the story begins")
    for row, item in zip(mine, browser.find_elements(By.CSS_SELECTOR, ".replay-story li")):
        assert data["services"][row["service"]] in item.text, f"{item.text} has no {data['services'][row['service']]}"
    here.button("Next customer").click()
    assert "Customer 6:" in here.story(), "next"
    here.button("Previous customer").click()
    assert "Customer 5:" in here.story(), "previous"
    browser.find_elements(By.CSS_SELECTOR, ".replay-story .replay-when")[-1].click()
    same(here.tick(), mine[-1]["join"], "the last visit's instant")
    here.button("Close the story").click()
    assert not here.one(".replay-story").is_displayed(), "close"
    field.clear()
    field.send_keys("999999", Keys.ENTER)
    assert "no customer 999999" in here.story(), here.story()
    field.clear()
    here.one(".replay-in-words summary").click()
    assert here.one(".replay-words").is_displayed(), "in words"


def check_click(browser, path):
    """Somebody on the canvas is clicked at and tells its story; a click beside closes it."""
    here = Page(browser, path)
    here.button("Busiest moment").click()
    time.sleep(0.3)
    box = here.run(
        "const c = document.querySelector('.replay-canvas'), b = c.getBoundingClientRect();"
        "for (let y = 8; y < b.height; y += 6) for (let x = 8; x < b.width; x += 6) {"
        "  c.dispatchEvent(new PointerEvent('pointermove', {clientX: b.left + x, clientY: b.top + y, pointerType: 'mouse'}));"
        "  if (c.classList.contains('replay-points')) return [x, y, b.width, b.height]; }"
        "return null")
    assert box, "nobody is found on the canvas"
    actions = webdriver.ActionChains(browser)
    canvas = here.one(".replay-canvas")
    actions.move_to_element_with_offset(canvas, box[0] - box[2] / 2, box[1] - box[3] / 2).click().perform()
    assert here.one(".replay-story").is_displayed() and "Customer" in here.story(), "a click shows no story"
    actions.move_to_element_with_offset(canvas, 3 - box[2] / 2, 3 - box[3] / 2).click().perform()
    assert not here.one(".replay-story").is_displayed(), "a click beside does not close it"


def check_sizes(browser, path):
    grounds = {}
    for dark in (False, True):
        for size in SIZES:
            here = Page(browser, path, size, dark)
            here.button("Busiest moment").click()
            time.sleep(0.2)
            wide, inner = here.run("return [document.documentElement.scrollWidth, window.innerWidth]")
            assert wide <= inner, f"{size}: the page is {wide} wide on {inner}"
            colours, drawn, width, height = here.pixels()
            assert colours > 20 and drawn > 0.05 * width * height, f"{size}: {colours} colours, {drawn} points"
            assert height < (2200 if size == "phone" else 900), f"{size}: a canvas {height} high"
            grounds[dark] = here.run("return getComputedStyle(document.body).backgroundColor")
            small = here.run("return [...document.querySelectorAll('.replay-stage button, .replay-stage select')].filter("
                             "b => b.offsetParent && !b.classList.contains('replay-when') && b.getBoundingClientRect().height < 32).length")
            same(small, 0, f"{size}: controls too small to touch")
    assert grounds[False] != grounds[True], "light and dark look the same"


def check_print(browser, path):
    """On paper the picture is light, whatever the screen is."""
    here = Page(browser, path, dark=True)
    here.button("Busiest moment").click()
    here.run("window.dispatchEvent(new Event('beforeprint'))")
    assert here.one(".replay-paper"), "nothing is made ready for paper"
    light = here.run("const c = document.querySelector('.replay-canvas'), d = c.getContext('2d').getImageData(0, 0, c.width, c.height).data;"
                     "let n = 0, light = 0; for (let i = 0; i < d.length; i += 4) if (d[i + 3] > 250) { n++; light += d[i + 1] > 235; }"
                     "return light / n")
    assert light > 0.5, f"{light:.0%} of the picture is light"
    here.run("window.dispatchEvent(new Event('afterprint'))")
    sheet = browser.execute_cdp_cmd("Page.printToPDF", {"printBackground": True})["data"]
    assert len(sheet) > 10000, "an empty sheet"


def check_hostile(browser, path):
    here = Page(browser, path)
    data = page.read(path)
    here.key("l")
    time.sleep(0.2)
    same(here.run("return [document.images.length, document.querySelectorAll('style').length > 1,"
                  "document.title === 'taken', document.scripts.length]")[0], 0, "pictures on the page")
    assert browser.title != "taken", "a script of the study ran"
    assert "</script>" in here.one("h1").text and "onerror" in here.one("h1").text, here.one("h1").text
    shown = here.run("return document.querySelector('.replay-words').textContent")
    for window in data["windows"]:
        assert window["name"] in shown, f"{window['name']} is not shown"
    names = here.run("return [...document.querySelectorAll('.replay-key bdi')].map(b => b.textContent)")
    same(names, data["classes"], "classes of the key")
    same(here.run("return document.querySelectorAll('[onerror], [onclick], [style*=display]').length"), 0, "handlers")


def check_no_scripts(path):
    browser = start(scripts=False)
    try:
        browser.get(pathlib.Path(path).resolve().as_uri())
        body = browser.find_element(By.TAG_NAME, "body").text
        assert "needs JavaScript" in body, body
        assert browser.find_element(By.CSS_SELECTOR, ".replay-figures").is_displayed(), "no figures"
        assert not browser.find_element(By.CSS_SELECTOR, ".replay-stage").is_displayed(), "an empty stage"
    finally:
        browser.quit()


def main():
    plain, hostile, *more = (name + ".html" for name in sys.argv[1:])
    browser = start()
    try:
        for i, path in enumerate([plain, hostile, *more]):
            with verdict(f"{pathlib.Path(path).stem}: what is shown at an instant is what the data says"):
                check_instants(browser, path, 8, 100 + i)
        for name, check, path in (
                ("it plays, pauses and begins again", check_playing, plain), ("every key", check_keys, plain),
                ("every control", check_controls, plain), ("a click on somebody", check_click, plain),
                ("three sizes, light and dark", check_sizes, plain),
                ("three sizes, light and dark, long and Arabic names", check_sizes, hostile),
                ("paper", check_print, plain), ("nothing of a study becomes markup", check_hostile, hostile)):
            with verdict(name):
                check(browser, path)
        with verdict("the console is empty"):
            same(told(browser), [], "console")
    finally:
        browser.quit()
    with verdict("without scripts the figures are there, with a word"):
        check_no_scripts(plain)


if __name__ == "__main__":
    main()
