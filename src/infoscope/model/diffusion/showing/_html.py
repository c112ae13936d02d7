"""A profile as a page: the figure, the numbers, conventions and warnings."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ....estimate import Unit
from ..._page import Page, Table, as_page, as_section, svg
from ._plot import figure
from ._summary import rows_along, scalars, title

if TYPE_CHECKING:
    from ..result import DiffusionProfile

__all__ = ["page", "section"]


def page(profile: DiffusionProfile, unit: Unit) -> str:
    return as_page(_page(profile, unit))


def section(profile: DiffusionProfile, unit: Unit) -> str:
    return as_section(_page(profile, unit))


def _page(profile: DiffusionProfile, unit: Unit) -> Page:
    head, *rows = rows_along(profile, unit, count=24)
    return Page(
        title="Where is the information of this diffusion model?",
        lead=title(profile),
        picture=svg(figure(profile, unit)),
        tables=[
            Table(f"The bound, in {unit}", (), [tuple(row) for row in scalars(profile, unit)]),
            Table(f"Along the steps, in {unit}", head, rows),
        ],
        notes=profile.conventions,
        warnings=profile.warnings,
    )
