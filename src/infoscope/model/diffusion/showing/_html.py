"""A profile as a page: the figure, the numbers, conventions and warnings."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ....estimate import Unit
from ..._page import Page, Table, as_notebook, as_page, pictured
from ._plot import panels
from ._summary import rows_along, scalars, title

if TYPE_CHECKING:
    from ..result import DiffusionProfile

__all__ = ["notebook", "page", "paged"]


def page(profile: DiffusionProfile, unit: Unit) -> str:
    return as_page(paged(profile, unit))


def notebook(profile: DiffusionProfile, unit: Unit) -> str:
    return as_notebook(paged(profile, unit))


def paged(profile: DiffusionProfile, unit: Unit) -> Page:
    head, *rows = rows_along(profile, unit, count=24)
    return Page(
        title="Where is the information of this diffusion model?",
        lead=title(profile),
        pictures=tuple(
            pictured(picture, name, words) for name, (picture, words) in panels(profile, unit).items()
        ),
        tables=[
            Table(f"The bound, in {unit}", (), [tuple(row) for row in scalars(profile, unit)]),
            Table(f"Along the steps, in {unit}", head, rows),
        ],
        notes=profile.conventions,
        warnings=profile.warnings,
    )
