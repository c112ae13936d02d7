"""Partial information: what sources say about a target alone, redundantly and together.

The redundancy lattice (Williams & Beer, arXiv:1004.2515) has a node for each antichain of sets of sources;
{1}{2} is what sources 1 and 2 both say, {12} what only the two together say. A measure gives each node
its redundancy; the atom of a node is what the nodes below it do not already hold (Möbius inversion).
"""

from collections.abc import Callable, Mapping
from functools import lru_cache
from itertools import combinations
from typing import Any

from .._array import namespace, total
from .._check import as_laws, pick
from ..estimate import Unit
from ._broja import broja_atoms
from ._terms import divergence_terms, log_or
from .joint import information_of

__all__ = ["partial_information"]

Sets = tuple[tuple[int, ...], ...]


def partial_information(
    p: Any, *, measure: str = "i_min", normalize: bool = False, unit: Unit = "nats"
) -> dict[str, Any]:
    """Atoms of the information that sources give on a target, as a dict from node to number.

    `p` has one axis a source, up to four, and the target on its last axis; it sums to 1. With two sources
    the nodes are "{1}{2}" (redundant), "{1}" and "{2}" (unique) and "{12}" (synergetic); the atoms sum to
    I(sources; target). `measure` is "i_min" (Williams & Beer, equation 4), "mmi" (the least of the mutual
    informations; Barrett, Phys. Rev. E 91 (2015) 052802) or, for two sources, "broja" (Bertschinger, Rauh,
    Olbrich, Jost & Ay, Entropy 16 (2014) 2161, solved to about 1e-10 nats; on host memory, without
    gradients). Raises ValueError where p is no law, has fewer than two axes or more sources than the
    measure takes.

    >>> xor = [[[0.25, 0.0], [0.0, 0.25]], [[0.0, 0.25], [0.25, 0.0]]]
    >>> {node: round(float(value), 6) for node, value in partial_information(xor, unit="bits").items()}
    {'{1}{2}': 0.0, '{1}': 0.0, '{2}': 0.0, '{12}': 1.0}
    """
    atoms_of = pick(measure, _MEASURES, "measure")
    _, (p,), answer = as_laws(lambda a: tuple(range(a.ndim)), normalize=normalize, unit=unit, p=p)
    sources = p.ndim - 1
    most = 2 if measure == "broja" else 4
    if not 1 <= sources <= most or (measure == "broja" and sources != 2):
        raise ValueError(
            f"p must have one axis a source, at most {most} for measure={measure!r}, and the target last; "
            f"got shape {tuple(p.shape)}"
        )
    return {name: answer(atom) for name, atom in atoms_of(p).items()}


def name_of(node: Sets) -> str:
    return "".join("{" + "".join(str(i + 1) for i in source) + "}" for source in node)


@lru_cache
def lattice(sources: int) -> tuple[Sets, ...]:
    """All antichains of non-empty sets of sources, each after those below it."""
    sets = [s for size in range(1, sources + 1) for s in combinations(range(sources), size)]
    chains: list[Sets] = [()]
    for s in sets:
        chains += [(*c, s) for c in chains if not any(set(t) <= set(s) for t in c)]
    nodes = [c for c in chains if c]
    depth = {node: sum(below(other, node) for other in nodes) for node in nodes}
    return tuple(sorted(nodes, key=lambda node: (depth[node], node)))


def below(lower: Sets, upper: Sets) -> bool:
    return all(any(set(a) <= set(b) for a in lower) for b in upper)


def _invert(redundancy: dict[Sets, Any]) -> dict[str, Any]:
    atoms: dict[Sets, Any] = {}
    for node, value in redundancy.items():
        atoms[node] = value - sum(atom for other, atom in atoms.items() if below(other, node))
    return {name_of(node): atom for node, atom in atoms.items()}


def _with_target(p: Any, source: tuple[int, ...]) -> Any:
    """The joint law of a set of sources, as one variable, and the target."""
    xp = namespace(p)
    others = tuple(i for i in range(p.ndim - 1) if i not in source)
    return xp.reshape(xp.sum(p, axis=others) if others else p, (-1, p.shape[-1]))


def _specific(p: Any) -> Any:
    """Σ_a p(a,y) ln(p(a,y) / p(a) p(y)) for each y: what the source says when the target is y."""
    xp = namespace(p)
    p_a, p_y = xp.sum(p, axis=1, keepdims=True), xp.sum(p, axis=0, keepdims=True)
    return total(divergence_terms(p, p_a * p_y, log_or(p_a, 0.0) + log_or(p_y, 0.0)), 0)


def _least(values: list[Any]) -> Any:
    xp = namespace(*values)
    least = values[0]
    for value in values[1:]:
        least = xp.minimum(least, value)
    return least


def _i_min(p: Any) -> dict[str, Any]:
    nodes = lattice(p.ndim - 1)
    specific = {s: _specific(_with_target(p, s)) for node in nodes for s in node}
    return _invert({node: total(_least([specific[s] for s in node])) for node in nodes})


def _mmi(p: Any) -> dict[str, Any]:
    nodes = lattice(p.ndim - 1)
    informations = {s: information_of(_with_target(p, s)) for node in nodes for s in node}
    return _invert({node: _least([informations[s] for s in node]) for node in nodes})


_MEASURES: Mapping[str, Callable] = {"broja": broja_atoms, "i_min": _i_min, "mmi": _mmi}
