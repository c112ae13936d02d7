"""One server and one browser for all tests of the course in this process."""

import pytest
from benchmarks.learn import CHROMIUM, browser, served

from learn.reader import Reader


@pytest.fixture(scope="session")
def address():
    process, where = served()
    yield where
    process.kill()
    process.communicate()


@pytest.fixture(scope="session")
def chromium():
    if CHROMIUM is None:
        pytest.skip("no Chromium is installed: the course was not opened in a browser")
    with browser() as opened:
        yield opened


@pytest.fixture
def reader(chromium, address):
    """Reads at a desk; whatever went wrong on the page, or is badly set there, is an error in the end."""
    one = Reader(chromium, address)
    yield one
    bad = one.badly_set() if one.page.locator(".scope-foot").count() else []
    one.close()
    assert one.problems + bad == []
