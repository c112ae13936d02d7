"""How long a reader of the course waits: python -m benchmarks.learn [LESSON …]

For each lesson a server of its own, which has just shown its front page, and a browser that has seen nothing
of it: seconds from asking for the lesson until its first picture and number are there, and until its foot is.
Then every slider is stepped by keyboard: seconds from the key until its panel has painted another number or
picture, the median of the steps of each slider. The table has the median of the sliders and the slowest.
"""

import re
import shutil
import statistics
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from infoscope.learn.contents import LESSONS

__all__ = ["CHROMIUM", "DESK", "browser", "main", "served"]

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
FLAGS = [
    *("--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"),
    *("--disable-background-networking", "--disable-component-update", "--disable-sync"),
]
DESK: Any = {"width": 1200, "height": 900}
STEPS = 4
DRAWN = (
    "() => document.querySelector('.scope-panel [data-value]') && document.querySelector('.scope-panel svg')"
)
LABEL = """(knob) => new DOMParser().parseFromString(
  JSON.parse(knob.getRootNode().host.dataset.label), "text/html").body.innerText.trim()"""
# Resolves, once the slider's panel has changed and the browser has painted, to the seconds since the key.
WATCH = """(knob) => {
  const panel = knob.getRootNode().host.closest(".scope-panel");
  const at = [...document.querySelectorAll(".scope-panel")].indexOf(panel);
  const seen = () => { const one = document.querySelectorAll(".scope-panel")[at];
    return one && one.querySelector(".numbers").innerText + one.querySelector(".pictures").innerHTML };
  window.step = new Promise((done) => {
    const before = seen();
    let start = 0;
    document.addEventListener("keydown", () => { start = performance.now() }, { capture: true, once: true });
    const watch = new MutationObserver(() => {
      const now = seen();
      if (!start || !now || now === before) return;
      watch.disconnect();
      requestAnimationFrame(() => setTimeout(() => done((performance.now() - start) / 1000)));
    });
    watch.observe(document.body, { childList: true, subtree: true, attributes: true });
    setTimeout(() => { watch.disconnect(); done(null) }, 8000);
  });
}"""


def served(*arguments: str) -> tuple[subprocess.Popen, str]:
    """The command in a process of its own, and the address that it announced."""
    command = [sys.executable, "-m", "infoscope", "learn", "--no-browser", *arguments]
    process = subprocess.Popen(command, stderr=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    line = process.stderr.readline()
    found = re.search(r"http://127\.0\.0\.1:\d+/", line)
    assert found, line + process.stderr.read()
    return process, found[0]


@contextmanager
def browser() -> Iterator[Any]:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as play:
        yield (chromium := play.chromium.launch(executable_path=CHROMIUM, args=FLAGS))
        chromium.close()


def opened(address: str, name: str, chromium) -> tuple:
    page = chromium.new_page(viewport=DESK)
    start = time.perf_counter()
    page.goto(f"{address}{name}/", wait_until="commit")
    page.wait_for_function(DRAWN, timeout=60_000)
    first = time.perf_counter() - start
    page.wait_for_selector(".scope-foot", timeout=60_000)
    return page, first, time.perf_counter() - start


def stepped(page) -> dict[str, float]:
    """The median step of each slider, seconds."""
    found = {}
    for at in range(page.get_by_role("slider").count()):
        knob = page.get_by_role("slider").nth(at)
        label, seconds = knob.evaluate(LABEL), []
        for turn in range(STEPS):
            knob.focus()
            knob.evaluate(WATCH)
            full = knob.get_attribute("aria-valuenow") == knob.get_attribute("aria-valuemax")
            page.keyboard.press("ArrowLeft" if full or turn % 2 else "ArrowRight")
            seconds.append(page.evaluate("window.step"))
            page.wait_for_timeout(300)  # as one who looks before going on
        found[label] = statistics.median(s for s in seconds if s is not None)
    return found


def main(names: list[str]) -> None:
    print("| lesson | first picture, s | whole, s | slider step, s | its slowest slider |")
    print("|---|---:|---:|---:|---|")
    for name in names or [one.name for one in LESSONS]:
        process, address = served()
        urllib.request.urlopen(address).read()
        with browser() as chromium:
            page, first, whole = opened(address, name, chromium)
            page.wait_for_timeout(1000)
            steps = stepped(page)
        slowest = max(steps, key=steps.get)
        print(
            f"| {name} | {first:.1f} | {whole:.1f} | {statistics.median(steps.values()):.2f} "
            f"| {steps[slowest]:.2f}: {slowest} |",
            flush=True,
        )
        process.kill()
        process.communicate()


if __name__ == "__main__":
    main(sys.argv[1:])
