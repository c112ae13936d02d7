"""The server of the course: the front page and every lesson, on this machine alone."""

import contextlib
import os
import socket
import threading
import webbrowser
from collections.abc import Callable
from mimetypes import guess_type
from pathlib import Path
from typing import Any

from .contents import LESSONS
from .front import front_page

__all__ = ["application", "serve"]

HERE = Path(__file__).parent
HOST = "127.0.0.1"
YEAR = "public, max-age=31536000, immutable"  # the names of marimo's files change with their contents


def application() -> Any:
    """The ASGI app: `/` lists the lessons, `/NAME/` is a lesson, `/static/` are marimo's own files.

    >>> [route.path for route in application().routes]
    ['/', '/static/{name:path}', '']
    """
    import marimo
    from starlette.applications import Starlette
    from starlette.responses import HTMLResponse, Response
    from starlette.routing import Mount, Route

    style = _style()
    lessons = marimo.create_asgi_app(
        quiet=True,
        include_code=False,
        asset_url="/static",  # one address for all lessons, so that a browser keeps the files
        html_head=f"<style>{style}</style>",
    )
    for one in LESSONS:
        lessons = lessons.with_app(path=f"/{one.name}", root=str(one.path))

    def front(request):
        return HTMLResponse(front_page(style))

    static = Path(marimo.__file__).parent / "_static"
    known = {path.relative_to(static).as_posix(): path for path in static.rglob("*") if path.is_file()}

    async def kept(request):  # in the server's own thread: a lesson asks for 250, and most are small
        path = known.get(request.path_params["name"])
        if path is None:
            return Response(status_code=404)
        kind = guess_type(path.name)[0]
        return Response(path.read_bytes(), media_type=kind, headers={"cache-control": YEAR})

    return Starlette(
        routes=[Route("/", front), Route("/static/{name:path}", kept), Mount("/", lessons.build())]
    )


def serve(port: int = 0, *, browser: bool = True, announce: Callable[[str], None]) -> None:
    """Serve the course until Ctrl-C, which ends the process; port 0 takes any that is free.

    `announce` is called with the address once it answers. `OSError` where the port is taken.

    >>> serve(-1, browser=False, announce=print)
    Traceback (most recent call last):
    OverflowError: bind(): port must be 0-65535.
    """
    # Whole before any lesson runs: while one thread still imports it, marimo ends a lesson of another
    # ("cannot access submodule 'mpl'"), and most of its page stays empty.
    import matplotlib.pyplot  # noqa: F401
    import uvicorn
    from threadpoolctl import threadpool_limits

    threadpool_limits(1)  # the lessons' matrices are small: threads would only wait for one another
    # Named as TCP, so that asyncio sends small answers at once; else each waits for the last one's receipt.
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP) as door:
        door.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        door.bind((HOST, port))
        door.listen(128)  # whoever comes before the server is up waits
        os.chdir(HERE / "lessons")  # marimo takes its settings from where it runs: here, the course's own
        where = f"http://{HOST}:{door.getsockname()[1]}/"
        settings = uvicorn.Config(
            application(),
            log_level="warning",
            lifespan="off",
            ws="websockets-sansio",
            timeout_graceful_shutdown=1,
        )
        threading.Thread(target=front_page, args=[_style()], daemon=True).start()  # draws, and so warms up
        if browser:
            threading.Thread(target=webbrowser.open, args=[where], daemon=True).start()
        announce(where)
        with contextlib.suppress(KeyboardInterrupt):
            uvicorn.Server(settings).run(sockets=[door])
        os._exit(0)  # each open lesson has a thread that waits for its reader; Python would wait for them


def _style() -> str:
    return (HERE / "style.css").read_text("utf-8")
