"""`infoscope learn`: this machine alone, any port, stops on Ctrl-C; the front page leads to every lesson."""

import math
import signal
import socket
import subprocess
import sys
import urllib.request

import pytest
from benchmarks.learn import served

from infoscope.learn.contents import LESSONS
from learn.reader import TELEPHONE, Reader


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


def test_what_draws_is_whole_before_anybody_can_read():
    """Else marimo can end a lesson that starts while another thread imports it: half of it stays empty."""
    lines = """
import os, sys
from infoscope.learn.server import serve

def announced(_):
    found = sys.modules.get("matplotlib.pyplot")
    print(bool(found) and not found.__spec__._initializing, flush=True)
    os._exit(0)

serve(browser=False, announce=announced)
"""
    done = subprocess.run([sys.executable, "-c", lines], capture_output=True, text=True, check=True)
    assert done.stdout == "True\n"


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


def test_a_lesson_is_found_moved_and_answered_by_keyboard_alone(reader):
    reader.page.goto(reader.address)
    reader.tab_to("A")
    reader.page.keyboard.press("Enter")
    reader.page.wait_for_selector(".scope-foot")
    reader.page.wait_for_load_state("networkidle")
    reader.tab_to("slider")
    reader.page.keyboard.press("ArrowRight")
    assert reader.shows("surprise of heads", -math.log2(0.51))
    reader.tab_to("INPUT text Answer 1 in bits")
    reader.page.keyboard.type("1.522")  # of .4, .4 and .2
    reader.page.keyboard.press("Enter")
    reader.page.wait_for_selector("article.exercise.right")
    reader.tab_to("SUMMARY")
    reader.page.keyboard.press("Enter")
    assert reader.page.locator("article.exercise details[open]").count() == 1


def test_the_front_page_asks_for_nothing_outside(address):
    text = urllib.request.urlopen(address).read().decode()
    assert "http:" not in text.replace("http://www.w3.org/", "")
    assert "https:" not in text


def test_a_telephone_shows_the_front_page_whole(chromium, address):
    reader = Reader(chromium, address, TELEPHONE)
    reader.page.goto(address)
    assert reader.beyond() == 0
    reader.close()
    assert reader.problems == []


def test_small_words_wide_pages_and_raw_formulas_are_found(chromium, address):
    reader = Reader(chromium, address)
    reader.page.set_content(BAD)
    assert reader.badly_set() == [
        "a formula that was not set",
        "a cell that failed",
        "2 panels were expected, 0 found",
        "at the width of a telephone 10 pixels lie beyond the edge",
        "words of 5.0 pixels in a picture",
    ]
    reader.close()


BAD = """<div id="App"><p style="width: 400px; margin: 0">$x$ This cell</p><div class="pictures">
<svg class="picture" viewBox="0 0 100 50" width="50"><text y="9" transform="rotate(-90)"
style="font-size: 10px">small</text></svg></div></div><style>body { margin: 0 }</style>"""
