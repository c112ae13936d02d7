"""The command `infoscope`: measure the information in a table."""

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Literal

from cyclopts import App, CycloptsError, Group, Parameter
from cyclopts.validators import Number
from rich.console import Console

__all__ = ["main"]

HELP = """Measure information: what in a table tells about what, how sure that is, what is redundant.

Start with `infoscope report --example wine --target class`, then with a file of your own:
`infoscope report FILE --target COLUMN`."""

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
    """The command was called in a way that cannot be carried out."""


@app.command
def report(
    file: Annotated[Path | None, Parameter(group=WHAT)] = None,
    *,
    target: Annotated[str | None, Parameter(group=WHAT)] = None,
    example: Annotated[
        Literal["wine", "breast_cancer", "diabetes", "iris", "digits"] | None, Parameter(group=WHAT)
    ] = None,
    missing: Annotated[tuple[str, ...], Parameter(group=WHAT, negative=(), show_default=False)] = (),
    kind: Annotated[tuple[str, ...], Parameter(group=HOW, negative=(), show_default=False)] = (),
    unit: Annotated[Literal["bits", "nats", "hartleys"], Parameter(group=HOW)] = "bits",
    seed: Annotated[int, Parameter(group=HOW, validator=Number(gte=0))] = 0,
    jobs: Annotated[int | None, Parameter(group=HOW, validator=Number(gte=1))] = None,
    html: Annotated[Path | None, Parameter(group=WHERE)] = None,
    json: Annotated[Path | None, Parameter(group=WHERE)] = None,
    top: Annotated[int, Parameter(group=WHERE, validator=Number(gte=1))] = 20,
) -> None:
    """Say what in a table carries information about the target, how sure that is, what is redundant.

    Without --target: the pairs of columns that share most, and the groups that say the same.

    For example: infoscope report --example wine --target class --html wine.html

    Parameters
    ----------
    file
        CSV or TSV (or a gzip of either), Parquet, or JSON lines.
    target
        The column to be told about.
    example
        Read real data bundled with scikit-learn instead of a file.
    missing
        A text that stands for a missing value, such as '?'; may be repeated.
    kind
        NAME=discrete or NAME=continuous, where the guess is wrong; may be repeated.
    unit
        Of every information shown and written.
    seed
        Of the shuffles behind the p-values of sparse tables; same seed, same digits.
    jobs
        Threads; all cores by default. The digits do not depend on it.
    html
        Also write the report as one self-contained page.
    json
        Also write everything as JSON.
    top
        Rows of the ranking to show; the files hold all of them.
    """
    from .table import open_example, open_table
    from .table import report as study
    from .table.showing._terminal import show

    if file is not None and example is not None:
        raise UsageError(
            f"a file and --example are two tables: leave out {str(file)!r}, or --example {example}"
        )
    if file is None and example is None:
        raise UsageError("name one table: infoscope report FILE, or infoscope report --example wine")
    if example and missing:
        raise UsageError("--missing goes with a file: the examples have no missing values")
    _writable(html, json, reading=file)
    source = open_example(example) if example else open_table(str(file), missing=missing)
    with _Progress() as progress:
        found = study(source, target, kind=_kinds(kind), unit=unit, rng=seed, n_jobs=jobs, progress=progress)
    for path, save in ((html, found.save_html), (json, found.save_json)):
        if path is not None:  # before anything is shown: whoever reads that may hang up
            _save(save, path)
            _say(f"wrote {path}")
    show(found, Console(), top=top)


def _kinds(pairs: tuple[str, ...]) -> dict[str, str]:
    from .table.measuring._feature import KINDS

    kinds = {}
    for pair in pairs:
        name, equals, kind = pair.rpartition("=")
        if not equals or kind not in KINDS:
            expected = " or ".join(f"NAME={one}" for one in KINDS)
            raise UsageError(f"--kind must be {expected}; got {pair!r}")
        kinds[name] = kind
    return kinds


def _writable(*paths: Path | None, reading: Path | None) -> None:
    """Before the work, not after it."""
    taken = [path.resolve() for path in (reading, *paths) if path is not None]
    if len(set(taken)) < len(taken):
        raise UsageError("the table, --html and --json must be different files: one would overwrite another")
    for path in paths:
        if path is not None and not path.absolute().parent.is_dir():
            raise UsageError(
                f"cannot write {str(path)!r}: there is no folder {str(path.absolute().parent)!r}"
            )
        if path is not None and path.is_dir():
            raise UsageError(f"cannot write {str(path)!r}: it is a folder; name a file in it")


def _save(save: Callable[[Path], None], path: Path) -> None:
    try:
        save(path)
    except OSError as error:  # a full disk, a folder that may not be written to
        raise UsageError(f"cannot write {str(path)!r}: {error.strerror}") from None


class _Progress:
    """A bar on a terminal, nothing where the output goes to a pipe."""

    def __enter__(self):
        from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

        console = Console(stderr=True)
        columns = TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn()
        self._bar = Progress(*columns, console=console, transient=True, disable=not console.is_terminal)
        self._bar.__enter__()
        self._tasks = {}
        return self

    def __call__(self, done: int, total: int, what: str) -> None:
        if what not in self._tasks:
            self._tasks[what] = self._bar.add_task(what, total=total)
        self._bar.update(self._tasks[what], completed=done)

    def __exit__(self, *error):
        return self._bar.__exit__(*error)


def main(arguments: list[str] | None = None) -> None:
    """Run the command: exit code 0 when done, 2 for bad input, 130 when interrupted.

    >>> main(["--version"])  # doctest: +ELLIPSIS
    Traceback (most recent call last):
    SystemExit: 0
    """
    try:
        app(_joined(sys.argv[1:] if arguments is None else arguments), exit_on_error=False, print_error=False)
    except KeyboardInterrupt:
        _say("interrupted")
        sys.exit(130)
    except (CycloptsError, UsageError) as error:
        _say(str(error))
        sys.exit(2)
    except ValueError as error:
        from .table import TableError

        if not isinstance(error, TableError):
            raise  # a fault of ours, not of the table
        _say(str(error))
        sys.exit(2)
    sys.exit(0)


def _joined(arguments: list[str]) -> list[str]:
    """`--missing -` and `--missing -999` as --missing=-, which alone is not taken for an option."""
    whole: list[str] = []
    for one in arguments:
        if whole and whole[-1] == "--missing" and one.startswith("-") and not one.startswith("--"):
            whole[-1] = f"--missing={one}"
        else:
            whole.append(one)
    return whole


def _say(text: str) -> None:
    safe = "".join(c if c.isprintable() else repr(c)[1:-1] for c in text)
    print(f"infoscope: {safe}", file=sys.stderr)
