"""The ellipsoid of a cloud of points: its log-volume, and how far out each point lies."""

from dataclasses import dataclass

import numpy as np

__all__ = ["Ellipsoid", "ellipsoid", "standardised", "triangle"]


@dataclass(frozen=True, eq=False)
class Ellipsoid:
    """Of a scatter matrix C of d columns, within the subspace it spans.

    root     (d, rank), root rootᵀ the inverse of C there
    log_det  ln of the product of the eigenvalues of C that are not 0
    flat     d - rank: how many columns are linear functions of the others
    """

    root: np.ndarray
    log_det: float
    flat: int

    @property
    def rank(self) -> int:
        return self.root.shape[1]

    def squares(self, z: np.ndarray) -> np.ndarray:
        """(n,) squared Mahalanobis lengths zᵀ C⁻¹ z of the rows."""
        whitened = z @ self.root
        return np.einsum("ij,ij->i", whitened, whitened)


def standardised(x: np.ndarray) -> tuple[np.ndarray, np.ndarray, float]:
    """Columns of mean 0 and variance 1, ln of what each was divided by, and how rounded they are.

    A constant column becomes 0 and is divided by 1. A singular value of the rest that is below what
    rounding alone leaves tells of a column that is a linear function of others.
    """
    largest = np.abs(x).max(axis=0)
    size = np.where(largest > 0, largest, 1.0)  # so that no square overflows
    z = x / size
    z = z - z.mean(axis=0)
    z -= z.mean(axis=0)
    sd = np.sqrt((z * z).mean(axis=0))
    moves = (x != x[:1]).any(axis=0)
    sd[~moves], z[:, ~moves] = 1.0, 0.0
    rounding = float(np.finfo(float).eps / sd.min())  # of a column whose largest value was made 1
    return z / sd, np.log(size) + np.log(sd), 4 * x.shape[1] * rounding


def triangle(z: np.ndarray) -> np.ndarray:
    """T (m, d) with TᵀT = the mean of z zᵀ over rows, so that groups of columns need no rows."""
    return np.asarray(np.linalg.qr(z / np.sqrt(len(z)), mode="r"))


def ellipsoid(root_of_scatter: np.ndarray, rounding: float) -> Ellipsoid:
    """The ellipsoid of C = TᵀT; a direction in which T is no longer than `rounding` is flat."""
    _, s, rows = np.linalg.svd(root_of_scatter, full_matrices=False)
    kept = s > rounding
    d = root_of_scatter.shape[1]
    return Ellipsoid(rows[kept].T / s[kept], float(2 * np.log(s[kept]).sum()), d - int(kept.sum()))
