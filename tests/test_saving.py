"""Results as files: strict JSON, and no half of a file."""

import json
from pathlib import Path

import numpy as np
import pytest

from infoscope import channel
from infoscope._saving import as_json, save


def refuse(token):
    raise AssertionError(f"{token} is no JSON")


def test_json_has_no_token_that_a_strict_reader_refuses():
    told = as_json({"a": [float("inf"), -float("inf")], "b": (1, None), "c": "x"})
    assert json.loads(told, parse_constant=refuse) == {"a": ["inf", "-inf"], "b": [1, None], "c": "x"}
    with pytest.raises(ValueError, match="not JSON compliant"):
        as_json({"b": [float("nan")]})


def test_a_curve_without_certificates_is_strict_json_too():
    p = np.array([[0.3, 0.1], [0.1, 0.2], [0.05, 0.25]])
    curve = channel.information_bottleneck(p, [1.5, 4.0], deterministic=True)
    found = json.loads(curve.to_json(), parse_constant=refuse)
    assert found["beta"] == [1.5, 4.0]
    assert found["excess"] == [None, None]


def test_a_file_is_whole_or_as_it_was(tmp_path):
    path = tmp_path / "found.json"
    save(path, "old")
    with pytest.raises(UnicodeEncodeError):
        save(path, "new \ud800")  # cannot be written in UTF-8
    assert path.read_text() == "old"
    assert [p.name for p in tmp_path.iterdir()] == ["found.json"]


def test_an_error_names_the_file_that_was_asked_for(tmp_path):
    """Not the one beside it that is renamed; in the kind of error that the system gave."""
    (tmp_path / "file").write_text("")
    (tmp_path / "folder").mkdir()
    kinds = {
        tmp_path / "no" / "a.html": FileNotFoundError,
        tmp_path / "file" / "a.html": NotADirectoryError,
        tmp_path / "folder": IsADirectoryError,
    }
    for path, kind in kinds.items():
        with pytest.raises(kind) as caught:
            save(path, "text")
        assert Path(caught.value.filename) == path
        assert caught.value.filename2 is None
        assert ".part" not in str(caught.value)
    assert sorted(p.name for p in tmp_path.iterdir()) == ["file", "folder"]
