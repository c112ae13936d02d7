"""Partial information: the standard gates with their published atoms, and the lattice."""

import itertools
import math

import numpy as np
import pytest
import torch

from infoscope import pmf
from infoscope.pmf.partial import below, lattice
from reference import pmf as reference

BITS = {"unit": "bits"}


def gate(f, *sizes):
    """Uniform inputs and the target f(inputs)."""
    targets = sorted({f(*x) for x in itertools.product(*map(range, sizes))})
    p = np.zeros((*sizes, len(targets)))
    for x in itertools.product(*map(range, sizes)):
        p[(*x, targets.index(f(*x)))] = 1 / math.prod(sizes)
    return p


XOR = gate(lambda a, b: a ^ b, 2, 2)
AND = gate(lambda a, b: a & b, 2, 2)
COPY = gate(lambda a, b: (a, b), 2, 2)
UNQ = gate(lambda a, b: a, 2, 2)
RDN = np.zeros((2, 2, 2))
RDN[0, 0, 0] = RDN[1, 1, 1] = 0.5
ONE_BIT = 0.8112781244591328 - 0.5  # I(X1;AND) = h(1/4) - h(1/2)/2 bits


@pytest.mark.parametrize(
    ("p", "measure", "atoms"),
    [
        # redundant, unique 1, unique 2, synergetic
        (XOR, "i_min", (0, 0, 0, 1)),
        (XOR, "broja", (0, 0, 0, 1)),
        (XOR, "mmi", (0, 0, 0, 1)),
        (RDN, "i_min", (1, 0, 0, 0)),
        (RDN, "broja", (1, 0, 0, 0)),
        (RDN, "mmi", (1, 0, 0, 0)),
        (UNQ, "i_min", (0, 1, 0, 0)),
        (UNQ, "broja", (0, 1, 0, 0)),
        (UNQ, "mmi", (0, 1, 0, 0)),
        (AND, "i_min", (ONE_BIT, 0, 0, 0.5)),
        (AND, "broja", (ONE_BIT, 0, 0, 0.5)),
        (AND, "mmi", (ONE_BIT, 0, 0, 0.5)),
        # The two-bit copy: I_min and MMI call it redundant (the criticism of Williams & Beer), BROJA unique.
        (COPY, "i_min", (1, 0, 0, 1)),
        (COPY, "mmi", (1, 0, 0, 1)),
        (COPY, "broja", (0, 1, 1, 0)),
    ],
)
def test_gates(p, measure, atoms):
    found = pmf.partial_information(p, measure=measure, **BITS)
    assert list(found) == ["{1}{2}", "{1}", "{2}", "{12}"]
    np.testing.assert_allclose([float(a) for a in found.values()], atoms, atol=1e-9)


def test_the_example_of_williams_and_beer():
    """Their figure 4: target 0, 1, 2 with X = (0,0), (0,1), (1,0), each a third.

    Each source alone gives h(1/3) = 0.9183 bits; by I_min 0.5850 redundant, 1/3 unique each, 1/3 synergetic.
    """
    p = np.zeros((2, 2, 3))
    p[0, 0, 0] = p[0, 1, 1] = p[1, 0, 2] = 1 / 3
    found = pmf.partial_information(p, **BITS)
    redundant = math.log2(3) - 1
    expected = (redundant, 1 / 3, 1 / 3, 1 / 3)
    np.testing.assert_allclose([float(a) for a in found.values()], expected, atol=1e-12)


def brute_broja(p, grid=4001):
    """The least I(X1,X2;Y) over the one free number of each y, for binary sources, by scanning it."""
    p1, p2 = p.sum(axis=1), p.sum(axis=0)
    best = math.inf
    choices = []
    for y in range(2):
        low = max(0.0, p1[0, y] + p2[0, y] - p[:, :, y].sum())
        choices.append(np.linspace(low, min(p1[0, y], p2[0, y]), grid))
    for c in choices[0]:
        d = choices[1]
        q = np.zeros((len(d), 4, 2))
        for y, corner in ((0, np.full_like(d, c)), (1, d)):
            q[:, 0, y] = corner
            q[:, 1, y] = p1[0, y] - corner
            q[:, 2, y] = p2[0, y] - corner
            q[:, 3, y] = p[:, :, y].sum() - q[:, :3, y].sum(axis=1)
        q = np.maximum(q, 0.0)
        pairs = q.sum(axis=2, keepdims=True)
        with np.errstate(divide="ignore", invalid="ignore"):
            terms = np.where(q > 0, q * np.log(q / pairs / q.sum(axis=1, keepdims=True)), 0.0)
        best = min(best, terms.sum(axis=(1, 2)).min())
    return best


@pytest.mark.parametrize("seed", range(3))
def test_broja_against_a_scan(seed):
    p = np.random.default_rng(seed).dirichlet(np.ones(8) * 0.7).reshape(2, 2, 2)
    found = pmf.partial_information(p, measure="broja")
    least = brute_broja(p, grid=401)
    whole = pmf.mutual_information(p.reshape(4, 2))
    # The scan is from above, and flat at its minimum: it is off by the square of its step.
    assert float(found["{12}"]) == pytest.approx(whole - least, abs=2e-5)
    assert whole - float(found["{12}"]) <= least + 1e-9
    assert min(float(a) for a in found.values()) > -1e-9
    total = pmf.mutual_information(p.sum(axis=1))
    assert float(found["{1}{2}"] + found["{1}"]) == pytest.approx(total, abs=1e-9)


def test_broja_of_larger_alphabets_is_consistent():
    p = np.random.default_rng(4).dirichlet(np.ones(60)).reshape(4, 5, 3)
    found = pmf.partial_information(p, measure="broja")
    assert min(float(a) for a in found.values()) > -1e-9
    swapped = pmf.partial_information(p.swapaxes(0, 1), measure="broja")
    assert float(found["{1}"]) == pytest.approx(float(swapped["{2}"]), abs=1e-8)
    # The unique information is no more than what the source says given the other, and what it says alone.
    given_other = pmf.conditional_mutual_information(np.moveaxis(p, 1, 2))
    alone = pmf.mutual_information(p.sum(axis=1))
    assert float(found["{1}"]) <= min(given_other, alone) + 1e-9


@pytest.mark.parametrize(("sources", "nodes"), [(1, 1), (2, 4), (3, 18), (4, 166)])
def test_size_of_the_lattice(sources, nodes):
    """The Dedekind numbers, less two."""
    found = lattice(sources)
    assert len(found) == nodes
    for i, node in enumerate(found):
        assert not any(below(later, node) for later in found[i + 1 :])


def test_three_sources():
    """Parity of three is all in {123}; a copied bit is all in {1}{2}{3}."""
    parity = gate(lambda a, b, c: a ^ b ^ c, 2, 2, 2)
    for measure in ("i_min", "mmi"):
        found = pmf.partial_information(parity, measure=measure, **BITS)
        assert len(found) == 18
        assert {name: round(float(a), 9) for name, a in found.items() if abs(a) > 1e-9} == {"{123}": 1.0}
    same = np.zeros((2, 2, 2, 2))
    same[0, 0, 0, 0] = same[1, 1, 1, 1] = 0.5
    found = pmf.partial_information(same, **BITS)
    assert {name: round(float(a), 9) for name, a in found.items() if abs(a) > 1e-9} == {"{1}{2}{3}": 1.0}


def test_one_source_and_four():
    p = np.array([[0.4, 0.1], [0.1, 0.4]])
    assert pmf.partial_information(p) == {"{1}": pmf.mutual_information(p)}
    q = np.random.default_rng(1).dirichlet(np.ones(32)).reshape((2,) * 5)
    found = pmf.partial_information(q)
    assert sum(found.values()) == pytest.approx(pmf.mutual_information(q.reshape(16, 2)), abs=1e-12)
    assert min(found.values()) > -1e-13


def test_broja_on_torch():
    found = pmf.partial_information(torch.asarray(AND), measure="broja", **BITS)
    assert isinstance(found["{12}"], torch.Tensor)
    assert found["{12}"].item() == pytest.approx(0.5, abs=1e-9)


@pytest.mark.parametrize("shape", [(2, 3, 3), (2, 2, 3, 2)])
@pytest.mark.parametrize("measure", ["i_min", "mmi"])
def test_atoms_as_defined(measure, shape):
    p = np.random.default_rng(8).dirichlet(np.ones(math.prod(shape)) * 0.6).reshape(shape)
    expected = reference.partial_information(p, getattr(reference, measure))
    found = pmf.partial_information(p, measure=measure)
    assert len(found) == len(expected)
    for name, atom in found.items():
        node = frozenset(frozenset(int(i) - 1 for i in s) for s in name.strip("{}").split("}{"))
        assert atom == pytest.approx(expected[node], abs=1e-13)
