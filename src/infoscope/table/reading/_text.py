"""What CSV and JSON lines have in common: text that must be UTF-8."""

from __future__ import annotations

import codecs

from ._errors import TableError


def not_utf8(path: str) -> int | None:
    """The offset of the first byte that is not UTF-8, or None."""
    decoder, done = codecs.getincrementaldecoder("utf-8")(), 0
    with open(path, "rb") as file:
        while True:
            block = file.read(1 << 20)
            pending = len(decoder.getstate()[0])
            try:
                decoder.decode(block, final=not block)
            except UnicodeDecodeError as error:
                return done - pending + error.start
            if not block:
                return None
            done += len(block)


def expect_utf8(path: str, label: str) -> None:
    """Called once something has failed: reading a whole file is not free."""
    offset = not_utf8(path)
    if offset is not None:
        raise TableError(
            f"{label} is not UTF-8 (first at byte {offset}): convert it, "
            "as with iconv -f LATIN1 -t UTF-8 OLD > NEW, or -f with the encoding it has"
        )
