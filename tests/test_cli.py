"""The command: exit codes, one sentence for bad input, files whole or not at all, hostile text made safe."""

import csv
import gzip
import json
import math
import os
import re
import signal
import subprocess
import sys
import time
from importlib.metadata import version
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from infoscope import cli
from infoscope.table import Report, open_example, report

CONTROL = re.compile(r"[\x00-\x09\x0b-\x1f\x7f-\x9f]")
HOSTILE = ["<script>alert(1)</script>", "\x1b[31mred", "two\nlines", "a\u202eb"]


def run(capsys, *arguments):
    """(exit code, stdout, stderr) of the command in this process."""
    with pytest.raises(SystemExit) as caught:
        cli.main([str(a) for a in arguments])
    out, err = capsys.readouterr()
    assert "Traceback" not in out + err
    return caught.value.code, out, err


def refused(capsys, *arguments):
    """The one sentence said of bad input."""
    code, out, err = run(capsys, *arguments)
    assert (code, out) == (2, "")
    assert err.startswith("infoscope: ")
    assert err.count("\n") == 1
    assert not CONTROL.search(err.rstrip("\n"))
    return err


def command(*arguments, start=("-m", "infoscope")):
    """The command in a process of its own, its output in a pipe."""
    return subprocess.Popen(
        [sys.executable, *start, *map(str, arguments)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        encoding="utf-8",
        env=os.environ | {"PYTHONPATH": os.pathsep.join(sys.path), "PYTHONIOENCODING": "utf-8"},
    )


def rows(n=60):
    rng = np.random.default_rng(0)
    x = rng.normal(size=n)
    return {"size": x.tolist(), "colour": rng.choice(["red", "blue"], n).tolist(), "grade": (x > 0).tolist()}


def write(path, table=None, delimiter=",", open_=open):
    table = table or rows()
    with open_(path, "wt", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, delimiter=delimiter, lineterminator="\n")
        writer.writerow(table)
        writer.writerows(zip(*table.values()))
    return path


@pytest.fixture
def table(tmp_path):
    return write(tmp_path / "table.csv")


def test_the_terminal_tells_what_the_report_tells(capsys, table):
    code, out, err = run(capsys, "report", table, "--target", "grade")
    assert code == 0
    assert re.fullmatch(r"(infoscope: [a-z ]+: [\d,]+ of [\d,]+\n)*", err)  # of long work
    told = report(rows(), "grade")
    assert out.splitlines()[0] == "infoscope report · table.csv"
    assert "60 rows · 3 columns" in out
    assert "size tells the most about grade" in out
    for f in told.features:
        assert f["name"] in out
    assert told.stopped in " ".join(out.split())


def test_an_example(capsys):
    code, out, _ = run(capsys, "report", "--example", "iris", "--target", "class")
    assert code == 0
    assert "150 rows · 5 columns" in out
    assert re.search(r"1 petal (width|length)", out)


def test_without_a_target(capsys, table):
    code, out, _ = run(capsys, "report", table)
    assert code == 0
    assert "size and grade share the most" in out


def bad_bytes(folder, name, content):
    path = folder / name
    path.write_bytes(content)
    return path


BAD_FILES = {
    "no such file": (None, "there is no file"),
    "not a table": (b"\x89PNG\r\n\x1a\n" + bytes(40), "is a PNG image"),
    "empty": (b"", "is empty"),
    "no rows": (b"x,grade\n", "0 rows"),
    "a name twice": (b"x,x,grade\n1,2,a\n", "more than one column named 'x'"),
    "not UTF-8": ("x,grade\ncafé,1\n".encode("latin-1"), "is not UTF-8"),
    "ragged": (b"x,grade\n1,a\n1\n", "line 3"),
    "infinite": (b"x,grade\n1.5,1.5\n2.5,inf\n2.5,2.5\n", "column 'grade' holds 1 infinite value"),
    "unknown column": (b"x,grades\n1.5,a\n2.5,b\n", "no column 'grade' (did you mean 'grades'?)"),
    "constant target": (b"x,grade\n1.5,a\n2.5,a\n3.5,a\n4.5,a\n", "the target 'grade' is constant"),
    "missing target": (b"x,grade\n1.5,\n2.5,\n3.5,\n", "every value of the target 'grade' is missing"),
    "a label a row": (b"x,grade\n1.5,a\n2.5,b\n", "a different value in each of its 2 rows"),
    "a hostile name": (b"x,gra\x1b[31mde\n1,2\n", r"(did you mean 'gra\x1b[31mde'?)"),
}


@pytest.mark.parametrize("name", BAD_FILES)
def test_bad_files_get_one_sentence(capsys, tmp_path, name):
    content, message = BAD_FILES[name]
    path = tmp_path / "t.csv"
    if content is not None:
        path.write_bytes(content)
    html = tmp_path / "report.html"
    assert message in refused(capsys, "report", path, "--target", "grade", "--html", html)
    assert not html.exists()


@pytest.mark.parametrize("token", ["-", "-999", "?"])
def test_any_text_may_stand_for_missing(capsys, tmp_path, token):
    path = tmp_path / "t.csv"
    rows = [f"{i / 7},{'ab'[i % 2]}" for i in range(40)] + [f"{token},a"] * 3
    path.write_text("\n".join(["x,grade", *rows]))
    code, out, _ = run(capsys, "report", path, "--target", "grade", "--missing", token)
    assert code == 0
    assert "3 values missing in 1 column" in out


def test_files_are_written_before_anything_is_shown(monkeypatch, tmp_path):
    def hang_up(*_, **__):
        raise BrokenPipeError

    monkeypatch.setattr("infoscope.table.showing._terminal.show", hang_up)
    html = tmp_path / "w.html"
    with pytest.raises((BrokenPipeError, SystemExit)):
        cli.main(["report", "--example", "iris", "--target", "class", "--html", str(html)])
    assert html.read_text(encoding="utf-8").startswith("<!doctype html>")


BAD_WORDS = {
    "no table": ("report", "name one table: infoscope report FILE"),
    "two tables": ("report FILE --example wine", "a file and --example are two tables: leave out"),
    "two files": ("report FILE FILE", ": not asked for; a name with spaces wants quotes"),
    "no such command": ("rport FILE", 'Did you mean "report"?'),
    "no such option": ("report FILE --targt grade", "Did you mean --target?"),
    "no such example": ("report --example win", 'Did you mean "wine"?'),
    "no such unit": ("report FILE --unit bit", 'Did you mean "bits"?'),
    "a folder": ("report FOLDER", "is a folder"),
    "no folder": ("report FILE --html FOLDER/none/r.html", "there is no folder"),
    "no folder for JSON": ("report FILE --json FOLDER/none/r.json", "there is no folder"),
    "a folder to write": ("report FILE --html FOLDER", "it is a folder; name a file in it"),
    "a kind without a column": ("report FILE --kind discrete", "--kind must be NAME=discrete or NAME="),
    "no such kind": ("report FILE --kind size=real", "--kind must be NAME=discrete or NAME=continuous"),
    "a kind of no column": ("report FILE --kind siz=discrete", "no column 'siz' (did you mean 'size'?)"),
    "labels measured": ("report FILE --kind colour=continuous", "'colour' holds labels, not numbers"),
    "seed of text": ("report FILE --seed one", 'Invalid value for --seed: unable to convert "one"'),
    "negative seed": ("report FILE --seed -1", "--seed. Must be >= 0"),
    "no job": ("report FILE --jobs 0", "--jobs. Must be >= 1"),
    "no row": ("report FILE --top 0", "--top. Must be >= 1"),
    "no value": ("report FILE --target", "--target"),
}


@pytest.mark.parametrize("name", BAD_WORDS)
def test_bad_words_get_one_sentence(capsys, table, name):
    words, message = BAD_WORDS[name]
    places = {"FILE": str(table), "FOLDER": str(table.parent)}
    line = [re.sub("FILE|FOLDER", lambda found: places[found[0]], word) for word in words.split()]
    assert message in refused(capsys, *line)


def test_a_file_that_cannot_be_written(capsys, table, monkeypatch):
    def full(*_):
        raise OSError(28, "No space left on device", "hidden name")

    monkeypatch.setattr(Report, "save_json", full)
    code, _, err = run(capsys, "report", table, "--json", table.parent / "r.json")
    assert code == 2
    assert err == f"infoscope: cannot write {str(table.parent / 'r.json')!r}: No space left on device\n"


def strict(text):
    def refuse(token):
        raise AssertionError(f"{token} is not JSON")

    return json.loads(text, parse_constant=refuse)


def as_json(value):
    """Infinite numbers as their names; all else as JSON gives it back."""
    if isinstance(value, dict):
        return {key: as_json(item) for key, item in value.items()}
    if isinstance(value, list):
        return [as_json(item) for item in value]
    return str(value) if isinstance(value, float) and math.isinf(value) else value


def test_json_is_the_report(capsys, tmp_path):
    path = tmp_path / "r.json"
    code, _, err = run(capsys, "report", "--example", "wine", "--target", "class", "--json", path)
    assert (code, err) == (0, f"infoscope: wrote {path}\n")
    told = strict(path.read_text("utf-8"))
    assert told == as_json(report(open_example("wine"), "class").to_dict())
    assert all(isinstance(c["entropy"], float) for c in told["columns"])
    assert sorted(os.listdir(tmp_path)) == ["r.json"]


def test_html_is_written(capsys, table, tmp_path):
    path = tmp_path / "r.html"
    code, _, err = run(capsys, "report", table, "--target", "grade", "--html", path)
    assert (code, err) == (0, f"infoscope: wrote {path}\n")
    page = path.read_text("utf-8")
    assert page == report(str(table), "grade").to_html()
    assert page.startswith("<!doctype html>")


OPTIONS = {
    "unit": (["--unit", "nats"], {"unit": "nats"}),
    "seed": (["--seed", "7"], {"rng": 7}),
    "kind": (["--kind", "size=discrete", "--kind", "colour=discrete"], {"kind": {"size": "discrete"}}),
    "missing": (["--missing", "red", "--missing", "-9"], {"missing": ["red", "-9"]}),
    "jobs": (["--jobs", "1"], {}),
}


@pytest.mark.parametrize("name", OPTIONS)
def test_options_reach_the_report(capsys, table, tmp_path, name):
    arguments, options = OPTIONS[name]
    path = tmp_path / "r.json"
    assert run(capsys, "report", table, "--target", "grade", "--json", path, *arguments)[0] == 0
    told = report(str(table), "grade", **options).to_dict()
    assert strict(path.read_text("utf-8")) == as_json(told)


def test_a_kind_whose_column_holds_an_equals_sign(capsys, tmp_path):
    path = write(tmp_path / "t.csv", {"a=b": [1, 2, 3, 1] * 9, "y": list("uvuu") * 9})
    json_ = tmp_path / "r.json"
    assert run(capsys, "report", path, "--kind", "a=b=continuous", "--json", json_)[0] == 0
    assert strict(json_.read_text("utf-8"))["columns"][0]["kind"] == "continuous"


def test_top_shows_so_many(capsys):
    shown = [
        len(
            re.findall(
                r"^ *\d+ \S.*cont$",
                run(capsys, "report", "--example", "wine", "--target", "class", *top)[1],
                re.M,
            )
        )
        for top in ([], ["--top", "3"])
    ]
    assert shown == [13, 3]


@pytest.mark.parametrize("form", ["csv.gz", "tsv", "tsv.gz", "jsonl", "parquet"])
def test_every_form_of_file(capsys, table, tmp_path, form):
    path, json_ = tmp_path / f"t.{form}", tmp_path / "r.json"
    if form == "jsonl":
        lines = (json.dumps(dict(zip(rows(), row))) for row in zip(*rows().values()))
        path.write_text("\n".join(lines), "utf-8")
    elif form == "parquet":
        pq.write_table(pa.table(rows()), path)
    else:
        write(path, None, "\t" if "tsv" in form else ",", gzip.open if form.endswith("gz") else open)
    assert run(capsys, "report", path, "--target", "grade", "--json", json_)[0] == 0
    told, there = strict(json_.read_text("utf-8")), as_json(report(str(table), "grade").to_dict())
    assert told.pop("source") == path.name
    assert there.pop("source") == "table.csv"
    assert told == there


def hostile_file(folder):
    values = np.random.default_rng(0).normal(size=(len(HOSTILE), 80))
    told = {name: column.tolist() for name, column in zip(HOSTILE, values)}
    return write(folder / "t.csv", told | {"y": ["<img src=x>", "\x1b[2Jgone"] * 40})


def test_hostile_names_come_out_as_text(capsys, tmp_path):
    html, json_ = tmp_path / "r.html", tmp_path / "r.json"
    arguments = "--target", "y", "--html", html, "--json", json_
    code, out, err = run(capsys, "report", hostile_file(tmp_path), *arguments)
    assert code == 0
    assert not CONTROL.search(out.replace("\n", "") + err.replace("\n", ""))
    assert "\u202e" not in out
    page = html.read_text("utf-8")
    assert "<script>alert" not in page
    assert "<img src=x" not in page
    assert "\x1b" not in page
    told = strict(json_.read_text("utf-8"))
    assert [c["name"] for c in told["columns"]] == [*HOSTILE, "y"]
    assert not CONTROL.search(json_.read_text("utf-8").replace("\n", ""))


def test_a_hostile_path_comes_out_as_text(capsys, table, tmp_path):
    path = tmp_path / "[red]\x1b[31m.html"
    code, _, err = run(capsys, "report", table, "--html", path)
    assert code == 0
    assert path.exists()
    assert not CONTROL.search(err.replace("\n", ""))
    assert r"[red]\x1b[31m.html" in err


def test_help_mentions_every_option_and_an_example(capsys):
    code, out, _ = run(capsys, "report", "--help")
    assert code == 0
    options = "target example missing kind unit seed jobs html json top"
    assert {"FILE", *(f"--{option}" for option in options.split())} <= set(out.split())
    assert "infoscope report --example wine --target class" in " ".join(out.split())
    code, out, _ = run(capsys, "--help")
    assert code == 0
    assert "infoscope report FILE --target COLUMN" in " ".join(out.split())


def test_the_version(capsys):
    code, out, _ = run(capsys, "--version")
    assert (code, out.strip()) == (0, version("infoscope"))


def test_in_a_process_of_its_own(tmp_path):
    path = tmp_path / "r.json"
    process = command("report", "--example", "iris", "--target", "class", "--json", path)
    out, err = process.communicate(timeout=120)
    assert process.returncode == 0
    assert err == f"infoscope: wrote {path}\n"  # no bar, no warning
    assert not CONTROL.search(out.replace("\n", ""))
    assert max(map(len, out.splitlines())) <= 80
    # Another process, the same digits.
    assert strict(path.read_text("utf-8")) == as_json(report(open_example("iris"), "class").to_dict())


@pytest.mark.skipif(
    sys.platform == "win32", reason="there Ctrl-C is no signal that can be sent to one process"
)
def test_interrupted(tmp_path):
    rng = np.random.default_rng(0)
    path = tmp_path / "t.parquet"
    pq.write_table(pa.table({f"x{i}": rng.normal(size=20_000) for i in range(100)}), path)
    # Whether Python has read its modules cannot be seen from outside: it says so.
    start = "-c", "import sys, infoscope.cli as c; print('ready', flush=True); c.main(sys.argv[1:])"
    process = command(
        "report", path, "--target", "x0", "--html", tmp_path / "r.html", "--jobs", 1, start=start
    )
    assert process.stdout.readline() == "ready\n"
    time.sleep(2)
    assert process.poll() is None
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=60)
    assert (process.returncode, out, err) == (130, "", "infoscope: interrupted\n")
    assert os.listdir(tmp_path) == ["t.parquet"]


def test_interrupted_while_saving(capsys, table, monkeypatch):
    def interrupted(*_):
        raise KeyboardInterrupt

    # After all has been written, before it takes its place.
    monkeypatch.setattr(Path, "replace", interrupted)
    code, _, err = run(capsys, "report", table, "--html", table.parent / "r.html")
    assert (code, err) == (130, "infoscope: interrupted\n")
    assert os.listdir(table.parent) == [table.name]


def test_nothing_overwrites_the_table_or_the_other_file(capsys, table):
    before = table.read_bytes()
    for options in (["--html", table], ["--json", table], ["--html", "same", "--json", "./same"]):
        code, out, err = run(capsys, "report", table, *options)
        assert (code, out) == (2, "")
        assert err == (
            "infoscope: the table, --html and --json must be different files: one would overwrite another\n"
        )
    assert table.read_bytes() == before
