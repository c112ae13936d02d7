"""Real data bundled with scikit-learn, read from its folder: importing it would take longer than a report."""

from __future__ import annotations

from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path

import numpy as np

from ..._check import pick
from ._errors import TableError
from ._frames import from_mapping
from .source import Source

Read = tuple[list[str], np.ndarray, np.ndarray]  # names of the features, their values, the target


def example(name: str) -> Source:
    try:
        read = pick(name, EXAMPLES, "example")
    except ValueError as error:
        raise TableError(str(error)) from None
    try:
        names, values, target = read()
    except OSError as error:
        raise TableError(
            f"example {name} is not where scikit-learn keeps it ({error}): reinstall scikit-learn"
        ) from None
    columns = dict(zip(names, values.T)) | {"target": target}
    aliases = {} if name == "diabetes" else {"class": "target"}
    return from_mapping(columns, label=f"example {name}", aliases=aliases)


def _folder() -> Path:
    found = find_spec("sklearn")  # which looks it up, and does not import it
    if found is None or not found.submodule_search_locations:
        raise FileNotFoundError("scikit-learn is not installed")
    return Path(found.submodule_search_locations[0]) / "datasets" / "data"


def _classes(file: str, names: list[str]) -> Read:
    """A first line of the size and the names of the classes, then numbers, the class last."""
    path = _folder() / file
    with path.open(encoding="utf-8") as lines:
        labels = np.array(next(lines).strip().split(",")[2:])
    table = np.loadtxt(path, delimiter=",", skiprows=1)
    return names, table[:, :-1], labels[table[:, -1].astype(int)]


def _digits() -> Read:
    table = np.loadtxt(_folder() / "digits.csv.gz", delimiter=",")
    names = [f"pixel_{row}_{column}" for row in range(8) for column in range(8)]
    return names, table[:, :-1], table[:, -1].astype(int)


def _diabetes() -> Read:
    """Centred, each column of norm 1, as scikit-learn hands them out."""
    raw = np.loadtxt(_folder() / "diabetes_data_raw.csv.gz")
    values = (raw - raw.mean(axis=0)) / raw.std(axis=0) / len(raw) ** 0.5
    names = ["age", "sex", "bmi", "bp", *(f"s{i}" for i in range(1, 7))]
    return names, values, np.loadtxt(_folder() / "diabetes_target.csv.gz")


IRIS = [f"{part} {size} (cm)" for part in ("sepal", "petal") for size in ("length", "width")]
WINE = [
    *("alcohol", "malic_acid", "ash", "alcalinity_of_ash", "magnesium", "total_phenols", "flavanoids"),
    *("nonflavanoid_phenols", "proanthocyanins", "color_intensity", "hue"),
    *("od280/od315_of_diluted_wines", "proline"),
]
CELL = [
    *("radius", "texture", "perimeter", "area", "smoothness", "compactness", "concavity"),
    *("concave points", "symmetry", "fractal dimension"),
]
CANCER = [
    *(f"mean {size}" for size in CELL),
    *(f"{size} error" for size in CELL),
    *(f"worst {size}" for size in CELL),
]

EXAMPLES: dict[str, Callable[[], Read]] = {
    "wine": lambda: _classes("wine_data.csv", WINE),
    "breast_cancer": lambda: _classes("breast_cancer.csv", CANCER),
    "diabetes": _diabetes,
    "iris": lambda: _classes("iris.csv", IRIS),
    "digits": _digits,
}
