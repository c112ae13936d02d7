"""The examples are scikit-learn's own data, read without scikit-learn."""

import subprocess
import sys

import numpy as np
import pytest
from sklearn import datasets

from infoscope.table import TableError, open_example
from infoscope.table.reading import _examples


@pytest.mark.parametrize("name", _examples.EXAMPLES)
def test_an_example_is_what_scikit_learn_loads(name):
    bunch, table = getattr(datasets, f"load_{name}")(), open_example(name)
    assert table.names == [*map(str, bunch.feature_names), "target"]
    for i, feature in enumerate(table.names[:-1]):
        assert table.read(feature).values == pytest.approx(bunch.data[:, i], rel=1e-13, abs=1e-15)
    target = table.read("target")
    if target.labels:
        names = np.array(target.labels)[target.values]
        assert names.tolist() == bunch.target_names[bunch.target].tolist()
    else:
        assert target.values.tolist() == bunch.target.tolist()


def test_an_example_is_read_without_scikit_learn():
    code = "import sys; from infoscope.table import open_example; open_example('wine'); "
    subprocess.run([sys.executable, "-c", code + "assert 'sklearn' not in sys.modules"], check=True)


def test_data_that_is_not_there_is_said_in_a_sentence(monkeypatch, tmp_path):
    monkeypatch.setattr(_examples, "_folder", lambda: tmp_path)
    with pytest.raises(TableError, match="example digits is not where scikit-learn keeps it"):
        open_example("digits")
