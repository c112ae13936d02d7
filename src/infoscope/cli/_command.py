"""What every command shares: the application, its groups of options, its files, its voice."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from cyclopts import App, Group

from .._progress import Report, bars, lines

HELP = """Measure information: what in a table tells about what, how sure that is, what is redundant;
and where the information of a generative model is.

Begin with
  infoscope report --example wine --target class
then with a file of your own
  infoscope report FILE --target COLUMN
Of models
  infoscope vae --example digits
  infoscope diffusion --example digits
"""

app = App(
    name="infoscope",
    help=HELP,
    help_format="plaintext",
    version_flags=["--version"],
    suppress_keyboard_interrupt=False,  # `main` says what became of the files
)
WHAT = Group("What to read", sort_key=1)
HOW = Group("How to measure", sort_key=2)
WHERE = Group("Where to put it", sort_key=3)


class UsageError(Exception):
    """The command was called in a way that cannot be carried out: said in one line, exit code 2."""


def check_writable(*paths: Path | None, reading: Path | None, what: str) -> None:
    """Before the work, not after it."""
    taken = [path.resolve() for path in (reading, *paths) if path is not None]
    if len(set(taken)) < len(taken):
        raise UsageError(f"{what}, --html and --json must be different files: one would overwrite another")
    for path in paths:
        if path is not None and not path.absolute().parent.is_dir():
            raise UsageError(
                f"cannot write {str(path)!r}: there is no folder {str(path.absolute().parent)!r}"
            )
        if path is not None and path.is_dir():
            raise UsageError(f"cannot write {str(path)!r}: it is a folder; name a file in it")


def write(*files: tuple[Path | None, Callable[[Path], None]]) -> None:
    """Save each file that was asked for, and say so."""
    for path, save in files:
        if path is None:
            continue
        try:
            save(path)
        except OSError as error:  # a full disk, a folder that may not be written to
            raise UsageError(f"cannot write {str(path)!r}: {error.strerror}") from None
        say(f"wrote {path}")


@contextmanager
def progress() -> Iterator[Report]:
    """Bars on a terminal; where the output goes elsewhere, plain lines of a run that takes long."""
    if not sys.stderr.isatty():
        yield lines(say)
        return
    with bars() as report:
        yield report


def say(text: str) -> None:
    """One line on stderr, its control characters written out."""
    safe = "".join(c if c.isprintable() else repr(c)[1:-1] for c in text)
    print(f"infoscope: {safe}", file=sys.stderr)
