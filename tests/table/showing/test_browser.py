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
# A frame of the width wanted, since a window can hardly be made as narrow as a telephone.
FRAME = """<!doctype html><body style="margin: 0"><iframe src="page.html" width="{width}" height="900"
style="border: 0"></iframe><script>onload = () => {{
const page = document.querySelector("iframe").contentDocument, width = (e) => e.scrollWidth - e.clientWidth;
const beyond = [page.documentElement, ...page.querySelectorAll("#numbers .box, #columns .box")].map(width);
document.body.dataset.beyond = beyond.join(" "); }}</script>"""


def beyond(report, width, folder):
    """Pixels hidden beyond the right edge: of the page, then of its tables."""
    (folder / "page.html").write_text(report.to_html(), "utf-8")
    (folder / "frame.html").write_text(FRAME.format(width=width), "utf-8")
    command = [CHROMIUM, "--headless", "--no-sandbox", "--disable-gpu", "--allow-file-access-from-files"]
    command += [f"--user-data-dir={folder / 'profile'}", "--window-size=1400,1000", "--dump-dom"]
    done = subprocess.run(
        [*command, (folder / "frame.html").as_uri()], capture_output=True, text=True, check=True, timeout=60
    )
    found = re.search(r'data-beyond="([-\d ]+)"', done.stdout)
    assert found, done.stdout[-2000:] + done.stderr[-2000:]
    return [int(pixels) for pixels in found[1].split()]


@pytest.mark.skipif(
    CHROMIUM is None, reason="no Chromium is installed: how wide the page is was not looked at"
)
@pytest.mark.parametrize("name", REPORTS)
def test_nothing_lies_beyond_the_edge(name, tmp_path):
    report = getattr(sample_report, name)()
    wide = beyond(report, 1200, tmp_path)
    assert (len(wide), max(wide)) == (3, 0)  # the page and its two tables
    assert beyond(report, 390, tmp_path)[0] <= 0  # the tables may scroll inside their boxes


@pytest.mark.skipif(
    CHROMIUM is None, reason="no Chromium is installed: how wide the page is was not looked at"
)
def test_the_rule_can_fail(tmp_path):
    class Wide:
        def to_html(self):
            return "<!doctype html><div style='width: 1210px'>wide</div>"

    assert beyond(Wide(), 1200, tmp_path)[0] > 0
