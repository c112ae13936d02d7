"""Somebody who reads the course: opens a lesson in Chromium, moves its sliders, answers its exercises."""

import re
import time

from benchmarks.learn import DESK

TELEPHONE = {"width": 390, "height": 844}
PATIENCE = 60  # seconds; machines that test are busy
# What lies beyond the right edge of the page, in pixels; a lesson scrolls in a frame of its own.
BEYOND = """Math.max(...[document.documentElement, document.querySelector("#App")].filter(Boolean)
.map((one) => one.scrollWidth - one.clientWidth))"""

# What has the focus: its role or tag, and of a field its kind and label; marimo's lie in trees of their own.
FOCUSED = """() => { let one = document.activeElement;
  while (one.shadowRoot && one.shadowRoot.activeElement) one = one.shadowRoot.activeElement;
  return [one.getAttribute("role") || one.tagName, one.tagName === "INPUT" ? one.type : "",
    one.tagName === "INPUT" && one.labels.length ? one.labels[0].innerText.trim() : ""].join(" ").trim() }"""

# The height of the lowest line of words in any picture, in pixels on the screen; some are turned.
SMALLEST = """Math.min(...[...document.querySelectorAll(".pictures svg.picture text")]
.filter((text) => text.textContent.trim()).map((text) => { const m = text.getScreenCTM();
return parseFloat(getComputedStyle(text).fontSize) * Math.hypot(m.a, m.b); }))"""


class Reader:
    """One page, with whatever went wrong on it in `problems`."""

    def __init__(self, browser, address, size=DESK):
        self.address, self.problems = address, []
        self.page = browser.new_page(viewport=size)
        self.page.set_default_timeout(PATIENCE * 1000)
        self.page.on("console", self._heard)
        self.page.on("pageerror", lambda error: self.problems.append(str(error)))
        self.page.on("requestfailed", lambda request: self.problems.append(f"failed: {request.url}"))
        self.page.on("response", self._answered)
        self.page.on("request", self._asked)

    def _heard(self, message):
        if message.type == "error":
            self.problems.append(message.text)

    def _answered(self, response):
        if response.status >= 400:
            self.problems.append(f"{response.status}: {response.url}")

    def _asked(self, request):
        if not request.url.startswith((self.address, "data:", "blob:")):
            self.problems.append(f"left this machine: {request.url}")

    def open(self, name):
        self.page.goto(f"{self.address}{name}/")
        self.page.wait_for_selector(".scope-foot")
        self.page.wait_for_load_state("networkidle")  # a key pressed before the page has settled can be lost
        return self

    def close(self):
        self.page.close()

    def number(self, name, panel=1):
        """The number that a panel shows under this name."""
        card = self.page.locator(".scope-panel").nth(panel - 1).locator(f'[data-name="{name}"]')
        return float(card.get_attribute("data-value"))

    def shows(self, name, expected, panel=1, within=1e-9):
        """Does the panel come to show this number?"""
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until:
            if (shown := self.number(name, panel)) == expected or abs(shown - expected) <= within:
                return True
            time.sleep(0.01)
        return False

    def move(self, label, key, times=1):
        """Give the slider the focus, as Tab would, and press a key."""
        knob = self.page.get_by_role("slider", name=re.compile(f"^{re.escape(label)}"))
        knob.focus()
        for _ in range(times):
            self.page.keyboard.press(key)
        return float(knob.get_attribute("aria-valuenow"))

    def tab_to(self, wanted):
        """Press Tab until what has the focus is this, of what a key can reach at all."""
        met = []
        while wanted not in met and len(met) < 60:
            self.page.keyboard.press("Tab")
            met.append(self.page.evaluate(FOCUSED))
        assert wanted in met, met

    def pictures(self, panel=1):
        return self.page.locator(".scope-panel").nth(panel - 1).locator(".pictures").inner_html()

    def answer(self, number, text):
        """Type the answer to an exercise and press Enter; what is said of it."""
        box = self.page.locator("article.exercise").nth(number - 1)
        before = box.locator(".verdict").inner_text()
        box.locator("input").fill(text)
        self.page.keyboard.press("Enter")
        return self._verdict(box, before)

    def choose(self, number, sentence):
        box = self.page.locator("article.exercise").nth(number - 1)
        before = box.locator(".verdict").inner_text()
        box.get_by_role("radio", name=sentence).click()
        return self._verdict(box, before)

    def _verdict(self, box, before):
        until = time.monotonic() + PATIENCE
        while (said := box.locator(".verdict").inner_text()) == before and time.monotonic() < until:
            time.sleep(0.01)
        return said

    def badly_set(self):
        """What is not as it should be on a lesson: formulas, cells, words; at the end, on a telephone."""
        self.page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true })")
        text, panels = self.page.locator("#App").inner_text(), self.page.locator(".scope-panel").count()
        bad = ["a formula that was not set"] if "$" in text or "\\" in text else []
        bad += ["a formula with a fault"] if self.page.locator(".katex-error").count() else []
        bad += ["a cell that failed"] if "This cell" in text else []  # as marimo says it
        bad += [f"2 panels were expected, {panels} found"] if panels < 2 else []
        self.page.set_viewport_size(TELEPHONE)
        beyond, smallest = self.beyond(), self.page.evaluate(SMALLEST)
        bad += [f"at the width of a telephone {beyond} pixels lie beyond the edge"] if beyond else []
        return bad + ([f"words of {smallest:.1f} pixels in a picture"] if smallest < 9 else [])

    def beyond(self):
        return self.page.evaluate(BEYOND)
