"""A picture of a replay's page for README: its stage, at the end of the longest wait.

Usage: picture.py PAGE.html PICTURE.png   (without chromium or selenium it says so and leaves the picture as it is)

Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later
"""
import base64
import pathlib
import sys
import time


def main(path, picture):
    try:
        import browser as tests  # pylint: disable=import-outside-toplevel
        browser = tests.start()
    except Exception as fault:  # pylint: disable=broad-except
        print(f"{picture} stays as it is: {type(fault).__name__}: no picture without chromium, chromium-driver and python3-selenium")
        return
    try:
        here = tests.Page(browser, path)
        browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride",
                                {"width": 1180, "height": 900, "deviceScaleFactor": 1.4, "mobile": False})
        here.button("Longest wait").click()
        here.button("Close the story").click()
        here.run("document.activeElement.blur()")
        time.sleep(0.5)
        box = here.run("const b = document.querySelector('.replay').getBoundingClientRect(),"
                       "c = document.querySelector('.replay-controls').getBoundingClientRect();"
                       "return {x: b.left - 16, y: b.top - 12, width: b.width + 32, height: c.bottom - b.top + 24, scale: 1}")
        shot = browser.execute_cdp_cmd("Page.captureScreenshot", {"clip": box, "captureBeyondViewport": True})
        pathlib.Path(picture).write_bytes(base64.b64decode(shot["data"]))
    finally:
        browser.quit()


main(*sys.argv[1:3])
