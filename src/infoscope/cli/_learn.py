"""`infoscope learn`: the course, in the browser."""

from typing import Annotated

from cyclopts import Parameter
from cyclopts.validators import Number

from ._command import UsageError, app, say

_EXTRA = ("marimo", "starlette", "uvicorn", "websockets", "zmq")  # what pip install 'infoscope[learn]' brings


@app.command
def learn(
    *, port: Annotated[int, Parameter(validator=Number(gte=0, lte=65535))] = 0, browser: bool = True
) -> None:
    """Open the interactive course: lessons on information, with pictures to move and exercises.

    It is served by this machine for this machine, without the network, until Ctrl-C.

    Parameters
    ----------
    port
        Of the address; 0 takes any that is free.
    browser
        Open the front page in the browser.
    """
    try:
        from ..learn.server import serve

        serve(port, browser=browser, announce=lambda at: say(f"the course is at {at} (Ctrl-C stops it)"))
    except ModuleNotFoundError as missing:
        if missing.name not in _EXTRA:
            raise
        raise UsageError(f"the course needs {missing.name}: pip install 'infoscope[learn]'") from None
    except OSError as error:
        raise UsageError(f"port {port} cannot be used: {error.strerror}; leave --port out") from None
