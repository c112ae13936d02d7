"""The acceleration of the iteration: from the last steps of each β, where the next should go."""

from typing import Any

import numpy as np

__all__ = ["Past"]

MEMORY = 4  # steps of which an accelerated one is made
AT_LEAST = 0.1  # of its root, that an entry keeps of where a plain step would leave it


class Past:
    """The last steps of each β, of which the next is made: Anderson, J. ACM 12 (1965) 547.

    On √q, in which distances of laws are Euclidean: a step goes on from that combination of past steps that
    would have left least to move.
    """

    def __init__(self, shape: tuple):
        batch, clusters, outcomes = shape
        # Single precision will do: a step ahead is a proposal, and one that does harm is taken back.
        self.turned, self.gone = (
            np.zeros((batch, MEMORY, clusters * outcomes), np.float32) for _ in range(2)
        )
        self.gram = np.zeros((batch, MEMORY, MEMORY))
        self.last: Any = None
        self.count = 0

    def keep(self, which: np.ndarray) -> None:
        self.turned, self.gone, self.gram = self.turned[which], self.gone[which], self.gram[which]
        if self.last is not None:
            self.last = tuple(a[which] for a in self.last)

    def forget(self, which: np.ndarray) -> None:
        self.turned[which], self.gone[which], self.gram[which] = 0.0, 0.0, 0.0

    def ahead(self, joints: np.ndarray, following: np.ndarray) -> np.ndarray:
        batch, at = len(joints), self.count % MEMORY
        image = np.sqrt(following).reshape(batch, -1)
        residual = image - np.sqrt(joints).reshape(batch, -1)
        self.last, before = (residual, image), self.last
        if before is None:
            return following
        self.count += 1
        self.turned[:, at], self.gone[:, at] = residual - before[0], image - before[1]
        both = np.stack([residual.astype(np.float32), self.turned[:, at]], axis=2)
        products = (self.turned @ both).astype(float)
        self.gram[:, at], self.gram[:, :, at] = products[:, :, 1], products[:, :, 1]
        diagonal, system = np.arange(MEMORY), self.gram.copy()
        system[:, diagonal, diagonal] = system[:, diagonal, diagonal] * (1.0 + 1e-6) + 1e-30
        shares = np.linalg.solve(system, products[:, :, :1]).astype(np.float32)
        root = image - (shares.transpose(0, 2, 1) @ self.gone)[:, 0]
        np.maximum(root, AT_LEAST * image, out=root)
        root *= root
        root /= root.sum(axis=1, keepdims=True)
        return root.reshape(joints.shape)
