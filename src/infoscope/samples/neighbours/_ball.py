"""Any signed sum of entropies from one ball about each row: KSG of every quantity. Nats, one value a row.

The ball reaches to the k-th neighbour in the space of all the variables, at ε, and in each group S of them
n_S others lie strictly nearer than ε. Kozachenko and Leonenko's estimate of H(S) with that radius is

    ψ(n) - ψ(n_S + 1) + d_S ln 2ε,      with ψ(k) for ψ(n_S + 1) where S is all the variables,

so Σ c_S H(S) is the mean of Σ c_S (ψ(n) - ψ(n_S + 1)) + (Σ c_S d_S) ln 2ε. Where units cancel, so does
the last term. For {X}, {Y}, -{X,Y} this is eq. 8 of Kraskov et al. (2004), for the total correlation
their eq. 23, for {X,Z}, {Y,Z}, -{Z}, -{X,Y,Z} that of Frenzel & Pompe (2007).

Rows of different labels are infinitely far apart, and a row whose labels k others or fewer share takes as
many neighbours as there are. For a column and labels this is eq. 7 of Ross (2014); for mixtures, the ball
of Gao et al. (2017) and Mesner & Shalizi (2021).

Where rows share the k-th distance, ψ is averaged over all ways of breaking the tie, as for a pair. The
average takes the noise of a variable to be uniform, of whatever many columns: on coarse grids it is about
a hundredth of a nat off, and several where each of five columns has two or three values.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from ..._kernels import space, space_nearest, space_shells, space_ties
from .._quantity import Group
from ..reading._sorted import Sorted
from ..reading._variables import joined
from ._alone import kth_distances
from ._labels import members
from ._psi import psi_table

__all__ = ["Balls", "Rows", "ball"]

APART = 4.0  # between rows of different labels, whose numbers are within ±1


@dataclass(frozen=True, eq=False)
class Rows:
    """n rows of m variables: columns (n, d) each, and codes where some of their values are labels.

    Where there are labels, the numbers lie from -1 to 1.
    """

    columns: Sequence[np.ndarray]
    codes: Sequence[np.ndarray | None]

    @property
    def n(self) -> int:
        return len(self.columns[0])

    @property
    def every(self) -> Group:
        return frozenset(range(len(self.columns)))

    @property
    def measured(self) -> np.ndarray:
        """(m,): whether the variable has numbers."""
        return np.array([c.shape[1] > 0 for c in self.columns])

    def only(self, kept: np.ndarray) -> "Rows":
        return Rows([c[kept] for c in self.columns], [c if c is None else c[kept] for c in self.codes])

    def label(self, group: Group) -> np.ndarray | None:
        """(n,) codes of the labels of a group taken jointly; None where it has none."""
        given = [(c, int(c.max()) + 1) for i in sorted(group) if (c := self.codes[i]) is not None]
        return joined(given)[0] if given else None

    def points(self, group: Group) -> np.ndarray:
        """(n, d) coordinates; rows of different labels are farther apart than any two of one label."""
        columns, label = np.hstack([self.columns[i] for i in sorted(group)]), self.label(group)
        return columns if label is None else np.column_stack([columns, APART * label])

    def variable(self, group: Group) -> np.ndarray:
        """(d,): which variable of the group each coordinate is of, -1 for the labels."""
        of = np.repeat(np.arange(len(group)), [self.columns[i].shape[1] for i in sorted(group)])
        return of if self.label(group) is None else np.append(of, -1)

    def directions(self, group: Group) -> np.ndarray:
        """(n,): in how many columns of the group the rows that share all labels of each are spread."""
        own, label = np.hstack([self.columns[i] for i in sorted(group)]), self.label(self.every)
        if label is None:
            return np.full(self.n, own.shape[1])
        found = np.empty(self.n)
        for mine in members(label):
            found[mine] = (own[mine] != own[mine[0]]).any(axis=0).sum()
        return found

    def kth_distances(self, k: np.ndarray) -> np.ndarray:
        """(n,): from each row to its k-th neighbour of the same labels."""
        columns, label = np.hstack(self.columns), self.label(self.every)
        if label is None:
            return kth_distances(columns, int(k[0]))
        distance = np.empty(self.n)
        for mine in members(label):
            distance[mine] = kth_distances(columns[mine], int(k[mine[0]]))
        return distance

    def kth_and_next(self, k: int) -> tuple[np.ndarray, np.ndarray]:
        """(n,) distances as above, of rows without labels; and (m, n) in which variables the k-th neighbour
        is so far: in all, where another row is as far as it.
        """
        ahead = min(k + 1, self.n - 1)
        tree = space.tree(np.hstack(self.columns))
        gaps, which = space_nearest.nearest(tree, ahead, last=ahead - k + 1)
        distance, at = gaps[:, 0], which[:, 0]
        edge = np.array([(np.abs(c[at] - c) == distance[:, None]).any(axis=1) for c in self.columns])
        return distance, edge | (gaps[:, -1] <= distance if ahead > k else False)

    def others_within(self, group: Group, distance: np.ndarray) -> np.ndarray:
        """(2, n): how many others lie nearer in the group than the distance, and how many no farther."""
        if not self.measured[sorted(group)].any():
            label = self.label(group)
            assert label is not None
            return np.tile(_times(label) - 1, (2, 1))
        points = self.points(group)
        if points.shape[1] == 1:
            return Sorted.of(points[:, 0]).others_within(distance)
        return space.counts_within(space.tree(points), distance)


@dataclass(frozen=True, eq=False)
class Balls:
    """(n,) each: local values, distances to the k-th neighbour, and how each value moves as the ball grows.

    slope   -d(local value) / d ln(mass of the ball in all the space), but for the factor c of that term:
            1 where every group holds many more than the k neighbours, 0 where none holds any other
    """

    local: np.ndarray
    distance: np.ndarray
    slope: np.ndarray


def ball(rows: Rows, terms: dict[Group, int], k: int) -> Balls:
    """Σ c_S H(S); each row shares its labels with another, and some variable has numbers."""
    n, psi, label = rows.n, psi_table(rows.n), rows.label(rows.every)
    k_each = np.full(n, k) if label is None else np.minimum(k, _times(label) - 1)
    groups = [group for group in terms if group != rows.every]
    if _told_by_counts(rows, groups) or not groups or any(codes is not None for codes in rows.codes):
        distance, edge = rows.kth_distances(k_each), None
    else:
        distance, edge = rows.kth_and_next(k)
    counts = {group: rows.others_within(group, distance) for group in groups}
    found = {group: psi[1 + inside] for group, (inside, _) in counts.items()}
    if groups and (tied := _tied(rows, distance, counts, edge)).any():
        _average_ties(rows, found, distance, tied, k_each)
    # Summed in ascending order, so that no digit depends on the order of the variables.
    parts = np.sort([terms[group] * found[group] for group in groups], axis=0)
    local = sum(terms.values()) * psi[n] - terms.get(rows.every, 0) * psi[k_each] - parts.sum(axis=0)
    units = sum(c * sum(rows.columns[i].shape[1] for i in group) for group, c in terms.items())
    if units:
        with np.errstate(divide="ignore"):  # ln 0 = -inf: the law has an atom there
            local = local + units * (np.log(2) + np.log(distance))
    return Balls(local, distance, _slope(rows, terms, counts, k_each))


def _times(label: np.ndarray) -> np.ndarray:
    """(n,): how many rows have the label of each."""
    return np.bincount(label)[label]


def _slope(rows, terms, counts, k_each):
    if all(codes is None for codes in rows.codes):
        return np.ones(rows.n)
    slope, directions = np.zeros(rows.n), np.maximum(rows.directions(rows.every), 1)
    for group, (inside, _) in counts.items():
        others = np.maximum(1 - k_each / (inside + 1), 0)
        slope += terms[group] * rows.directions(group) / directions * others
    return slope / -terms.get(rows.every, -1)


def _told_by_counts(rows, groups):
    """Whether counts in each variable alone show every tie."""
    alone = [frozenset([i]) for i in rows.every]
    return all(codes is None for codes in rows.codes) and all(one in groups for one in alone)


def _tied(rows, distance, counts, edge):
    """(n,): whether any but the k-th neighbour, in one variable, lies at its distance.

    edge   (m, n) in which variables the farthest in the ball are at its edge; None where not known yet
    """
    shell = {group: at_most - inside for group, (inside, at_most) in counts.items()}
    if _told_by_counts(rows, shell):
        return sum(shell[frozenset([i])] for i in rows.every) != 1
    if edge is None:
        tree = space.tree(rows.points(rows.every))
        inside, at_most = space.counts_within(tree, distance)
        tied = np.any([distance == 0, at_most - inside > 1, *(s > 1 for s in shell.values())], axis=0)
        unsure = np.where(tied, -1.0, distance)
        reach = space_shells.edges(tree, unsure, rows.variable(rows.every), len(rows.columns))
        edge = reach == unsure
    # One neighbour at the edge, in one variable, lies at that of each group that holds the variable.
    others = [s != edge[sorted(group)].any(axis=0) for group, s in shell.items()]
    return (edge.sum(axis=0) != 1) | np.any(others, axis=0)


def _average_ties(rows, found, distance, tied, k_each):
    """Replace ψ of the tied rows in `found`; on distinct rows, since equal ones may be many."""
    points, variable = rows.points(rows.every), rows.variable(rows.every)
    points, first, place, weight = np.unique(
        points, axis=0, return_index=True, return_inverse=True, return_counts=True
    )
    asked = first[tied[first]]
    at = np.cumsum(tied[first])[place.ravel()[tied]] - 1  # where the answer for each tied row will be
    tree, radius = space.tree(points), distance[asked]
    for group in found:
        member = np.isin(np.arange(len(rows.columns)), list(group))
        shell = space_shells.shells(tree, weight, points[tied[first]], radius, variable, member)
        inside, apart = _beside(rows, group, asked, radius)
        _without_itself(shell, radius, rows.measured.sum(), rows.measured[member].sum())
        apart[1:] -= shell[:, 1:].sum(axis=0)
        r = k_each[asked] - shell[0, 0]
        psi = psi_table(rows.n)
        found[group][tied] = space_ties.expected_psi(psi, inside, r, shell, apart)[at]


def _beside(rows, group, asked, radius):
    """Others no farther than the radius in the group: (q,) nearer, and (s + 1, q) tied in so many."""
    given = rows.points(group)
    points, weight = np.unique(given, axis=0, return_counts=True)
    every = np.ones(len(group), bool)
    variable = rows.variable(group)
    count = space_shells.shells(space.tree(points), weight, given[asked], radius, variable, every)
    measured = rows.measured[sorted(group)].sum()
    _without_itself(count, radius, measured, measured)
    apart = np.array([count[u, u] for u in range(len(count))])
    return apart[0], apart


def _without_itself(count, radius, t, u):
    count[t, u] -= radius == 0
    count[0, 0] -= radius > 0
