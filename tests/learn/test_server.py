"""`infoscope learn`: this machine alone, any port, stops on Ctrl-C; the front page leads to every lesson."""

import signal
import socket
import subprocess
import sys
import urllib.request

import pytest

from infoscope.learn.contents import LESSONS
from learn.reader import TELEPHONE, Reader, served


def test_ctrl_c_stops_it_while_a_lesson_is_open(chromium):
    process, where = served()
    page = chromium.new_page()
    page.goto(f"{where}entropy/")
    page.wait_for_selector(".scope-foot")
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=30)
    page.close()
    assert (process.returncode, out, err) == (0, "", "")


def test_a_port_can_be_chosen_and_one_that_is_taken_is_refused_in_one_line(capsys):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        done = subprocess.run(
            [sys.executable, "-m", "infoscope", "learn", "--no-browser", "--port", str(port)],
            capture_output=True,
            text=True,
            check=False,
        )
    assert done.returncode == 2
    assert done.stderr.startswith(f"infoscope: port {port} cannot be used: ")
    assert done.stderr.count("\n") == 1
    process, where = served("--port", str(port))
    process.kill()
    process.communicate()
    assert where == f"http://127.0.0.1:{port}/"


@pytest.mark.parametrize("missing", ["marimo", "uvicorn"])
def test_without_the_extra_one_line_says_what_to_install(missing, tmp_path, capsys):
    code = f"import sys; sys.modules[{missing!r}] = None; from infoscope.cli import main; main(['learn'])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert done.stderr == f"infoscope: the course needs {missing}: pip install 'infoscope[learn]'\n"


def test_only_this_machine_is_answered(address):
    port = int(address.rstrip("/").rpartition(":")[2])
    others = {found[4][0] for found in socket.getaddrinfo(socket.gethostname(), port, socket.AF_INET)}
    for other in others - {"127.0.0.1"}:
        with socket.socket() as door:
            door.settimeout(2)
            assert door.connect_ex((other, port)) != 0


def test_the_front_page_leads_to_every_lesson(reader):
    reader.page.goto(reader.address)
    cards = reader.page.locator("a.card")
    assert [card.locator("h2").inner_text() for card in cards.all()] == [one.title for one in LESSONS]
    assert reader.page.locator("a.card svg").count() == len(LESSONS)
    assert len({card.locator("svg").inner_html() for card in cards.all()}) == len(LESSONS)
    cards.first.press("Enter")
    reader.page.wait_for_selector(".scope-foot")
    assert reader.page.locator("h1").inner_text() == LESSONS[0].title


def test_the_front_page_asks_for_nothing_outside(address):
    text = urllib.request.urlopen(address).read().decode()
    assert "http:" not in text.replace("http://www.w3.org/", "")
    assert "https:" not in text


@pytest.mark.parametrize("name", ["", *(one.name for one in LESSONS)])
def test_a_telephone_shows_it_whole(chromium, address, name):
    reader = Reader(chromium, address, TELEPHONE)
    if name:
        reader.open(name)
    else:
        reader.page.goto(address)
    assert reader.beyond() == 0
    smallest = reader.page.evaluate(SMALLEST) if name else 9
    reader.close()
    assert smallest >= 9  # pixels, of the words in the pictures
    assert reader.problems == []


@pytest.mark.parametrize("name", [one.name for one in LESSONS])
def test_formulas_are_set_and_nothing_fails(reader, name):
    reader.open(name)
    reader.page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true })")
    text = reader.page.locator("#App").inner_text()
    assert "$" not in text
    assert "This cell" not in text  # what marimo says of one that failed
    assert reader.page.locator(".katex-error").count() == 0
    assert reader.page.locator(".scope-panel").count() >= 2
    assert reader.page.locator("article.exercise").count() >= 3


# The height of the lowest line of words in any picture, in pixels on the screen.
SMALLEST = """Math.min(9, ...[...document.querySelectorAll(".pictures svg.picture text")]
.filter((text) => text.textContent.trim()).map((text) =>
parseFloat(getComputedStyle(text).fontSize) * text.getScreenCTM().a))"""


def test_the_slowest_line_is_found(chromium):
    page = chromium.new_page()
    page.set_content('<div class="pictures"><svg class="picture" viewBox="0 0 100 50" width="50">'
                     '<text y="9" style="font-size: 10px">small</text></svg></div>')  # fmt: skip
    assert page.evaluate(SMALLEST) == pytest.approx(5)
    page.close()
