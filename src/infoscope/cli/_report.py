"""`infoscope report`: what in a table tells about what."""

from pathlib import Path
from typing import Annotated, Literal

from cyclopts import Parameter
from cyclopts.validators import Number
from rich.console import Console

from ._command import HOW, WHAT, WHERE, UsageError, app, check_writable, progress, write


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

    For example:
      infoscope report --example wine --target class --html wine.html

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
    from ..table import TableError, open_example, open_table
    from ..table import report as study
    from ..table.showing._terminal import show

    if file is not None and example is not None:
        raise UsageError(
            f"a file and --example are two tables: leave out {str(file)!r}, or --example {example}"
        )
    if file is None and example is None:
        raise UsageError("name one table: infoscope report FILE, or infoscope report --example wine")
    if example and missing:
        raise UsageError("--missing goes with a file: the examples have no missing values")
    check_writable(html, json, reading=file, what="the table")
    kinds = _kinds(kind)
    try:
        source = open_example(example) if example else open_table(str(file), missing=missing)
        with progress() as tell:
            found = study(source, target, kind=kinds, unit=unit, rng=seed, n_jobs=jobs, progress=tell)
    except TableError as error:
        raise UsageError(str(error)) from None
    # Before anything is shown: whoever reads that may hang up.
    write((html, found.save_html), (json, found.save_json))
    show(found, Console(), top=top)


def _kinds(pairs: tuple[str, ...]) -> dict[str, str]:
    from ..table.measuring._feature import KINDS

    kinds = {}
    for pair in pairs:
        name, equals, kind = pair.rpartition("=")
        if not equals or kind not in KINDS:
            expected = " or ".join(f"NAME={one}" for one in KINDS)
            raise UsageError(f"--kind must be {expected}; got {pair!r}")
        kinds[name] = kind
    return kinds
