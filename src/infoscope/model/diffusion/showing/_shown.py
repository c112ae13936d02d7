"""A profile as the command shows it: bits a dimension, then where they are learned, then all the rest."""

from __future__ import annotations

import os
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from ...._saving import as_json, save
from ....estimate import Estimate
from ..._page import Page, Table, as_page
from ..result import DiffusionProfile
from ._bits import likelihood_table, saved, where_table
from ._html import paged
from ._summary import _columns

__all__ = ["Shown"]


@dataclass(frozen=True, eq=False)
class Shown:
    """A profile, what it is of, and −ln p (n,) of the same data by a baseline, where there is one."""

    profile: DiffusionProfile
    name: str
    about: str
    baseline: str = ""
    surprise: np.ndarray | None = None

    def tables(self) -> list[Table]:
        return [likelihood_table(self.profile, *self._others()), where_table(self.profile, self.profile.unit)]

    def text(self, width: int = 100) -> str:
        lines = [f"infoscope diffusion · {self.name}", self.about]
        for table in self.tables():
            lines += ["", table.title, *_columns([*([table.head] if table.head else []), *table.rows])]
        return (
            "\n".join(line.rstrip() for line in lines)
            + "\n\n"
            + self.profile.summary(self.profile.unit, width)
        )

    def save_html(self, path: str | os.PathLike) -> None:
        page: Page = paged(self.profile, self.profile.unit)
        page = replace(
            page, lead=f"{self.name}: {self.about}. {page.lead}", tables=[*self.tables(), *page.tables]
        )
        save(path, as_page(page))

    def save_json(self, path: str | os.PathLike) -> None:
        found: dict[str, Any] = {"name": self.name, "about": self.about, **self.profile.to_dict()}
        found["bits_per_dim_by"] = {
            name: {
                "value": e.to("bits").value / self.profile.dim,
                "std_error": e.to("bits").std_error / self.profile.dim,
            }
            for name, e in self.profile.likelihoods.items()
        }
        if self.surprise is not None:
            total, less = (e.to(self.profile.unit) for e in self._against())
            found["baseline"] = {"name": self.baseline, "total": total.to_dict(), "saved": less.to_dict()}
        save(path, as_json(found) + "\n")

    def _others(self) -> list[tuple[str, Estimate, str]]:
        if self.surprise is None:
            return []
        total, less = self._against()
        return [
            (self.baseline, total, "fitted on the training images, mass of each level"),
            ("the bound saves", less, "the Gaussian less the variational bound, paired"),
        ]

    def _against(self) -> tuple[Estimate, Estimate]:
        assert self.surprise is not None
        s = self.surprise
        total = Estimate(s.mean(), s.std(ddof=1) / len(s) ** 0.5, "nats", self.baseline, len(s))
        return total, saved(self.profile, s)
