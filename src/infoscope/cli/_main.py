"""Run the command, and say in one line what was wrong with how it was called."""

import gc
import os
import sys

from cyclopts import CycloptsError
from cyclopts.exceptions import UnusedCliTokensError

from . import _diffusion, _learn, _report, _vae  # noqa: F401  which add their commands
from ._command import UsageError, app, say


def main(arguments: list[str] | None = None) -> None:
    """Run the command: exit code 0 when done, 2 for bad input, 130 when interrupted.

    >>> main(["--version"])  # doctest: +ELLIPSIS
    Traceback (most recent call last):
    SystemExit: 0
    """
    # Threads of torch that wait for one another must not spin: where other programs want the cores too, a
    # small network takes a hundred times as long. It is read when torch is first imported.
    os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")
    # Compiling makes millions of objects, most of which stay: looking for garbage among them after every
    # few hundred takes a tenth of its time.
    gc.set_threshold(1 << 16)
    try:
        app(_joined(sys.argv[1:] if arguments is None else arguments), exit_on_error=False, print_error=False)
    except KeyboardInterrupt as stop:
        say("; ".join(filter(None, ["interrupted", str(stop)])))
        sys.exit(130)
    except (CycloptsError, UsageError) as error:
        say(_too_many(error) if isinstance(error, UnusedCliTokensError) else str(error))
        sys.exit(2)
    sys.exit(0)


def _too_many(error: UnusedCliTokensError) -> str:
    words = ", ".join(map(repr, error.unused_tokens or ()))
    return f"{words}: not asked for; a name with spaces wants quotes, and --help says what may be given"


def _joined(arguments: list[str]) -> list[str]:
    """`--missing -` and `--missing -999` as --missing=-, which alone is not taken for an option."""
    whole: list[str] = []
    for one in arguments:
        if whole and whole[-1] == "--missing" and one.startswith("-") and not one.startswith("--"):
            whole[-1] = f"--missing={one}"
        else:
            whole.append(one)
    return whole
