"""Columns of text in a data frame: factorised by the library that holds them, where it can be asked to."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from ._column import Column, labelled
from ._objects import as_labels


def from_strings(name: str, series: Any, doubt: bool) -> Column:
    """The column of a narwhals series of text or of categories, missing where None or NaN."""
    factorise = FACTORISE.get(series.implementation.name)
    codes, keys = factorise(series.to_native()) if factorise else (None, [])
    if codes is None or not all(type(key) is str for key in keys):  # categories may be anything
        return as_labels(name, series.to_list(), doubt)
    return labelled(name, codes, keys, doubt=doubt)


def _pandas(native: Any) -> tuple[np.ndarray, list[Any]]:
    codes, keys = native.factorize()
    return codes, list(keys)


def _polars(native: Any) -> tuple[np.ndarray, list[Any]]:
    import polars

    text = native.cast(polars.String).rename("text")
    levels = text.drop_nulls().unique().to_frame().with_row_index("code")
    coded = text.to_frame().join(levels, on="text", how="left", maintain_order="left")["code"]
    return coded.cast(polars.Int64).fill_null(-1).to_numpy(), levels["text"].to_list()


def _pyarrow(native: Any) -> tuple[np.ndarray | None, list[Any]]:
    coded = native.dictionary_encode().combine_chunks()
    if not hasattr(coded, "indices"):  # too much text for one array
        return None, []
    return coded.indices.fill_null(-1).to_numpy(zero_copy_only=False), coded.dictionary.to_pylist()


FACTORISE: dict[str, Callable[[Any], tuple[np.ndarray | None, list[Any]]]] = {
    "PANDAS": _pandas,
    "POLARS": _polars,
    "PYARROW": _pyarrow,
}
