"""What a report leaves on disk: strict JSON that says everything, and never half a file."""

import json
import os

import pytest

from table import sample_report

REPORTS = ["discrete", "continuous", "untargeted", "hostile"]


@pytest.mark.parametrize("name", REPORTS)
def test_json_is_strict_and_says_everything(name, tmp_path):
    report = getattr(sample_report, name)()
    report.save_json(tmp_path / "report.json")

    def refuse(token):
        raise AssertionError(f"not JSON: {token}")

    found = json.loads((tmp_path / "report.json").read_text("utf-8"), parse_constant=refuse)
    expected = report.to_dict()
    if name == "hostile":
        assert found["features"][0]["information"] == "inf"
        assert found["features"][0]["entropy"] == "-inf"
        found["features"][0] |= {"information": float("inf"), "entropy": float("-inf")}
    assert found == expected
    assert found["unit"] == "bits"


def test_nan_is_refused():
    report = sample_report.discrete()
    report.features[0]["information"] = float("nan")
    with pytest.raises(ValueError, match="not JSON compliant"):
        report.to_json()


def test_html_is_saved_as_it_is(tmp_path):
    report = sample_report.hostile()
    report.save_html(str(tmp_path / "report.html"))
    assert (tmp_path / "report.html").read_bytes().decode("utf-8") == report.to_html()
    assert os.listdir(tmp_path) == ["report.html"]


@pytest.mark.parametrize("kind", ["json", "html"])
def test_an_interrupted_save_leaves_the_old_file(kind, tmp_path, monkeypatch):
    path = tmp_path / f"report.{kind}"
    path.write_text("old")

    def interrupted(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr("pathlib.Path.replace", interrupted)
    with pytest.raises(KeyboardInterrupt):
        getattr(sample_report.discrete(), f"save_{kind}")(path)
    assert path.read_text() == "old"
    assert os.listdir(tmp_path) == [path.name]


def test_a_folder_that_is_not_there_is_an_error(tmp_path):
    with pytest.raises(FileNotFoundError):
        sample_report.discrete().save_json(tmp_path / "nowhere" / "report.json")
