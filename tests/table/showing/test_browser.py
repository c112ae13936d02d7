"""The page in a browser: at the width of a desk and of a telephone nothing lies beyond the edge."""

import re
import shutil
import subprocess

import pytest

from table import sample_report

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
REPORTS = ["discrete", "continuous", "untargeted", "hostile", "wide"]
needs_browser = pytest.mark.skipif(
    CHROMIUM is None, reason="no Chromium is installed: how wide the page is was not looked at"
)
# Frames of the widths wanted, since a window can hardly be made as narrow as a telephone.
FRAME = '<iframe src="page.html" width="{}" height="900" style="border: 0; display: block"></iframe>'
FRAMES = """<!doctype html><body style="margin: 0">{frames}<script>onload = () => {{
const hidden = (element) => element.scrollWidth - element.clientWidth;
document.body.dataset.beyond = [...document.querySelectorAll("iframe")].map((frame) => {{
const page = frame.contentDocument, boxes = page.querySelectorAll("#numbers .box, #columns .box");
return [page.documentElement, ...boxes].map(hidden).join(" "); }}).join(";"); }}</script>"""


def beyond(report, widths, folder):
    """For each width the pixels hidden beyond the right edge: of the page, then of its tables."""
    (folder / "page.html").write_text(report.to_html(), "utf-8")
    (folder / "frames.html").write_text(FRAMES.format(frames="".join(map(FRAME.format, widths))), "utf-8")
    command = [CHROMIUM, "--headless", "--no-sandbox", "--disable-gpu", "--allow-file-access-from-files"]
    command += [f"--user-data-dir={folder / 'profile'}", "--window-size=1400,1000", "--dump-dom"]
    done = subprocess.run(
        [*command, (folder / "frames.html").as_uri()], capture_output=True, text=True, check=True, timeout=60
    )
    found = re.search(r'data-beyond="([-\d ;]+)"', done.stdout)
    assert found, done.stdout[-2000:] + done.stderr[-2000:]
    return [[int(pixels) for pixels in one.split()] for one in found[1].split(";")]


@needs_browser
@pytest.mark.parametrize("name", REPORTS)
def test_nothing_lies_beyond_the_edge(name, tmp_path):
    desk, telephone = beyond(getattr(sample_report, name)(), (1200, 390), tmp_path)
    assert desk == [0, 0, 0]  # the page and its two tables
    assert telephone[0] == 0  # the tables may scroll inside their boxes


@needs_browser
def test_the_rule_can_fail(tmp_path):
    class Wide:
        def to_html(self):
            return "<!doctype html><body style='margin: 0'><div style='width: 1210px'>wide</div>"

    assert beyond(Wide(), (1200, 1300), tmp_path) == [[10], [0]]
