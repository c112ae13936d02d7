"""Real data bundled with scikit-learn, without the data frames it would need pandas for."""

from __future__ import annotations

from ..._check import pick
from ._errors import TableError
from ._frames import from_mapping
from .source import Source

EXAMPLES = {
    "wine": "load_wine",
    "breast_cancer": "load_breast_cancer",
    "diabetes": "load_diabetes",
    "iris": "load_iris",
    "digits": "load_digits",
}


def example(name: str) -> Source:
    try:
        loader = pick(name, EXAMPLES, "example")
    except ValueError as error:
        raise TableError(str(error)) from None
    from sklearn import datasets

    bunch = getattr(datasets, loader)()
    columns = {str(feature): bunch.data[:, i] for i, feature in enumerate(bunch.feature_names)}
    classes = bunch.get("target_names")
    named = classes is not None and classes.dtype.kind == "U"  # the classes of digits are numbers
    columns["target"] = classes[bunch.target] if named else bunch.target
    aliases = {} if classes is None else {"class": "target"}
    return from_mapping(columns, label=f"example {name}", aliases=aliases)
