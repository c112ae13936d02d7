"""Files: what a file is, by its first bytes and its extension, and how it becomes Parquet."""

from __future__ import annotations

import gzip
import os
import shutil
import stat
import zlib
from typing import Any

from ..._check import nearest
from ._csv import csv_to_parquet
from ._duckdb import Workspace, first_line, told, workspace
from ._errors import TableError, shown
from ._json import json_to_parquet
from ._parquet import open_parquet
from .source import Source

_DELIMITED = (".csv", ".tsv", ".tab", ".txt")
_JSON = (".json", ".jsonl", ".ndjson")
_PARQUET = (".parquet", ".pq")
_EXPECTED = "a CSV, TSV, Parquet or JSON lines file (.csv, .tsv, .txt, .parquet, .jsonl; .gz after it)"

_NOT_TABLES = {
    b"PK\x03\x04": "a zip archive or an Excel workbook",
    b"\xd0\xcf\x11\xe0": "an old Excel workbook",
    b"\x89PNG": "a PNG image",
    b"\xff\xd8\xff": "a JPEG image",
    b"GIF8": "a GIF image",
    b"%PDF": "a PDF document",
    b"ARROW1": "an Arrow (Feather) file",
    b"SQLite format 3": "an SQLite database",
    b"\x93NUMPY": "a NumPy array",
    b"\x89HDF": "an HDF5 file",
    b"BZh": "a bzip2 archive",
    b"\xfd7zXZ": "an xz archive",
    b"\x28\xb5\x2f\xfd": "a Zstandard archive",
}
_HEAD = 65536


def open_file(path: str, missing: tuple[str, ...]) -> Source:
    label = os.path.basename(path) or path
    label = label if label.isprintable() and len(label) < 80 else shown(label)
    path = os.path.abspath(path)  # so that nothing reads as a URL
    head = _head(path, label)
    space = workspace()
    stem = path
    if head.startswith(b"\x1f\x8b"):
        stem = path[:-3] if path.lower().endswith(".gz") else path
        path = _unpacked(path, label, space)
        head = _head(path, label)
    if head.startswith(b"PAR1"):
        return open_parquet([path], label, missing, space)
    extension = os.path.splitext(stem)[1].lower()
    _expect_text(head, label, extension)
    convert = json_to_parquet if extension in _JSON else csv_to_parquet
    paths, names, notes, remarks = convert(path, label, missing, space, extension)
    return open_parquet(paths, label, missing, space, names, notes, remarks)


def open_lazy(frame: Any, label: str, missing: tuple[str, ...]) -> Source:
    """A lazy frame, evaluated once: evaluated column by column its rows could come in any order."""
    space = workspace()
    path = space.file("table.parquet")
    try:
        with told(first_line):
            frame.sink_parquet(path)
    except Exception as error:  # each library raises its own
        raise TableError(f"the {label} cannot be evaluated: {first_line(error)}") from error
    return open_parquet([path], label, missing, space)


def _head(path: str, label: str) -> bytes:
    try:
        mode = os.stat(path).st_mode
        if stat.S_ISDIR(mode):
            raise TableError(f"expected {_EXPECTED}; {label} is a folder")
        if not stat.S_ISREG(mode):
            raise TableError(f"expected {_EXPECTED}; {label} is not a regular file: save it as one first")
        with open(path, "rb") as file:
            return file.read(_HEAD)
    except FileNotFoundError:
        raise TableError(f"there is no file {shown(path, 200)}{_neighbour(path)}") from None
    except (OSError, ValueError) as error:
        if isinstance(error, TableError):
            raise
        reason = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
        raise TableError(f"cannot read {shown(path, 200)}: {reason.lower()}") from None


def _neighbour(path: str) -> str:
    folder = os.path.dirname(path)
    if not os.path.isdir(folder):
        return f": there is no folder {shown(folder, 200)} either"
    return nearest(os.path.basename(path), os.listdir(folder))


def _unpacked(path: str, label: str, space: Workspace) -> str:
    """The decompressed file: Python checks its length and checksum, and DuckDB reads it in parallel."""
    unpacked = space.file("unpacked")
    try:
        with gzip.open(path) as packed, open(unpacked, "wb") as plain:
            shutil.copyfileobj(packed, plain, 1 << 20)
    except (EOFError, zlib.error, gzip.BadGzipFile) as error:
        raise TableError(f"{label} is a damaged gzip file ({error}): fetch it again") from None
    return unpacked


def _expect_text(head: bytes, label: str, extension: str) -> None:
    start = head.removeprefix(b"\xef\xbb\xbf").lstrip()[:20].lower()
    if not start:
        raise TableError(f"{label} is empty: a table with a header line and at least one row was expected")
    for magic, what in _NOT_TABLES.items():
        if head.startswith(magic):
            raise TableError(f"expected {_EXPECTED}; {label} is {what}: save the table as CSV or Parquet")
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise TableError(
            f"{label} is UTF-16, not UTF-8: convert it, as with iconv -f UTF-16 -t UTF-8 OLD > NEW"
        )
    if b"\0" in head:
        raise TableError(f"expected {_EXPECTED}; {label} is binary, of an unknown kind")
    if start.startswith((b"<!doctype", b"<html", b"<?xml")):
        raise TableError(f"expected {_EXPECTED}; {label} is an HTML or XML page: download the table itself")
    if extension in _PARQUET:
        raise TableError(
            f"{label} is text, not a Parquet file: fetch it again, or name it .csv or .jsonl if it is that"
        )
    if extension not in (*_DELIMITED, *_JSON):
        what = f"the extension {shown(extension)}" if extension else "no extension"
        raise TableError(f"expected {_EXPECTED}; {label} has {what}: rename it to say what it holds")
