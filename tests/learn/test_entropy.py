"""Lesson 1, by hand: entropies from their formula, Huffman's lengths from merging by hand."""

import math
from collections import Counter

import pytest

from learn.lessons import run, solved

SENTENCE = "she sells sea shells by the sea shore"


def bits(*p):
    return -sum(x * math.log2(x) for x in p if x > 0)


def merged(counts):
    """Mean length of Huffman's code: the sum of all merged weights, over the number of letters."""
    weights, cost = sorted(counts), 0
    while len(weights) > 1:
        both = weights[0] + weights[1]
        cost += both
        weights = sorted([*weights[2:], both])
    return cost / sum(counts)


def test_its_numbers():
    told = run("entropy")
    assert told["coin_entropy"] == pytest.approx(1.0)
    weights = [math.exp(-0.5 * k) for k in range(6)]
    assert told["die_entropy"] == pytest.approx(bits(*(w / sum(weights) for w in weights)))
    counts = Counter(SENTENCE).values()
    assert told["sentence_entropy"] == pytest.approx(bits(*(n / len(SENTENCE) for n in counts)))
    assert told["huffman_length"] == pytest.approx(merged(list(counts)))


def test_its_answers():
    assert solved("entropy") == pytest.approx([1.521928, 1 + math.log2(7) / 2, 1.75], abs=1e-6)


def test_in_the_browser(reader):
    reader.open("entropy")
    before = reader.pictures()
    p = reader.move("p, the chance of heads", "ArrowLeft", 7)
    assert p == pytest.approx(0.43)
    assert reader.shows("H(p)", bits(p, 1 - p))
    assert reader.shows("surprise of heads", -math.log2(p))
    assert reader.pictures() != before
    assert reader.move("p, the chance of heads", "Home") == 0
    assert reader.shows("surprise of heads", math.inf)
    k = reader.move("K, the number of outcomes", "End")
    assert reader.move("tilt", "Home") == 0
    assert reader.shows("H", math.log2(k), panel=2)
    assert reader.answer(1, "1.59").startswith("Not yet")
    assert reader.answer(1, "1,522").startswith("Right")
    assert reader.answer(2, "1.666 nats").startswith("Right")
    assert reader.answer(3, "7/4").startswith("Right")
    assert reader.page.locator(".solved").inner_text() == "3 of 3 solved"


def test_the_keyboard_is_enough(reader):
    reader.open("entropy")
    hint = reader.page.locator("article.exercise summary").first
    hint.press("Enter")
    assert reader.page.locator("article.exercise details[open]").count() == 1
    field = reader.page.locator("article.exercise input").first
    field.focus()
    reader.page.keyboard.type("1.5219")
    reader.page.keyboard.press("Tab")  # leaving the field is an answer too
    reader.page.locator("article.exercise.right").wait_for()
    assert reader.page.locator("article.exercise details[open]").count() == 1  # the hint stays open
    assert reader.page.evaluate("document.activeElement.className") == "check"
    reader.page.locator(".scope-foot a").last.press("Enter")
    reader.page.wait_for_url("**/maximum_entropy/")
    reader.page.wait_for_selector(".scope-foot")
