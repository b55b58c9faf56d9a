"""``mkdocs serve`` that survives a broken plan.

MkDocs empties the site before it builds and, when a rebuild raises, leaves every request waiting. So the last good site is moved aside
during a rebuild and put back if that fails, the rebuild returns as if all were well, and the findings are shown in every page.

An edit of the plans alone is shown without a rebuild where it can be (``preview.py``).
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable, Iterable
from contextlib import AbstractContextManager
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol
from urllib.parse import quote, unquote, urlsplit

from mkdocs.plugins import get_plugin_logger

if TYPE_CHECKING:
    from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

    from mkdocs.livereload import LiveReloadServer

log = get_plugin_logger("continuity")

_BODY = re.compile(rb"<body\b[^>]*>", re.IGNORECASE)
ASIDE = ".last-good"
_QUIET = 0.02
"""Seconds without news before an edit is looked at. MkDocs looks for changed files twice a second and tells of all it found at once."""


def keep_last_good(server: LiveReloadServer, *, edit: Callable[[], bool], on_failure: Callable[[BaseException], None]) -> None:
    """Makes every rebuild of ``server`` all or nothing. ``on_failure`` is told why there is no new site.

    ``edit`` says whether it could do without a rebuild, and did.
    """
    build = server.builder
    root, aside = Path(server.root), Path(server.root + ASIDE)

    def rebuild() -> None:
        if edit():
            return
        shutil.rmtree(aside, ignore_errors=True)
        root.replace(aside)
        try:
            build()
        except BaseException as error:
            shutil.rmtree(root, ignore_errors=True)
            aside.replace(root)
            if not isinstance(error, Exception):  # an interrupt by the author ends the server, as ever
                raise
            on_failure(error)
        else:
            shutil.rmtree(aside, ignore_errors=True)

    server.builder = rebuild
    server.build_delay = min(server.build_delay, _QUIET)


def publish(server: LiveReloadServer) -> None:
    """Serves what is there now, and tells the browsers, though the builder has not returned yet."""
    with server._epoch_cond:
        server._visible_epoch = server._wanted_epoch
        server._epoch_cond.notify_all()


def interrupted(server: LiveReloadServer) -> bool:
    """Whether a file changed since the builder was called, or the server is to end."""
    return server._want_rebuild or server._shutdown


class Readers(Protocol):
    """Who looks at which page."""

    def reading(self, path: str) -> AbstractContextManager[None]: ...

    def wait_for(self, path: str) -> None: ...


def tell_of_readers(server: LiveReloadServer, readers: Readers) -> None:
    """Tells ``readers`` which pages browsers show, and which are asked for."""
    application = server.get_app()
    if application is None:  # pragma: no cover - MkDocs sets it when the server is made
        return

    def answer(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        if environ["PATH_INFO"].startswith("/livereload/"):
            with readers.reading(_page_at(server, urlsplit(environ.get("HTTP_REFERER", "")).path)):
                return application(environ, start_response)
        readers.wait_for(_page_at(server, quote(environ["PATH_INFO"], encoding="latin-1")))
        return application(environ, start_response)

    server.set_app(answer)


def _page_at(server: LiveReloadServer, address: str) -> str:
    """The page below the site's root that the path of an address stands for."""
    path = unquote(address).removeprefix(server.mount_path)
    return f"{path}index.html" if not path or path.endswith("/") else path


def show_in_pages(server: LiveReloadServer, panel: Callable[[], str], *, placeholder: Callable[[], bool]) -> None:
    """Puts ``panel()`` at the top of every page served while it is not empty.

    While ``placeholder()`` says that there has not been a good site yet, every address shows the findings: readers keep the address
    they asked for, and the page appears there once the plans are mended.
    """
    application = server.get_app()
    if application is None:  # pragma: no cover - MkDocs sets it when the server is made
        return
    server.set_app(_with_panel(application, server.mount_path, panel, placeholder))


def _with_panel(
    application: WSGIApplication, mount_path: str, panel: Callable[[], str], placeholder: Callable[[], bool]
) -> WSGIApplication:
    def answer(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        if environ["PATH_INFO"].startswith("/livereload/"):
            return application(environ, start_response)
        status, headers, body = _call(application, environ)
        if status.startswith("404") and placeholder():
            _, headers, body = _call(application, {**environ, "PATH_INFO": mount_path + "404.html"})
            status = "503 Service Unavailable"
        html = panel().encode()
        if html and _is_html(headers):
            document = b"".join(body)
            getattr(body, "close", lambda: None)()
            body = [_insert(document, html)]
            headers = [
                *((name, value) for name, value in headers if name.lower() != "content-length"),
                ("Content-Length", str(len(body[0]))),
            ]
        start_response(status, headers)
        return body

    return answer


def _call(application: WSGIApplication, environ: WSGIEnvironment) -> tuple[str, list[tuple[str, str]], Iterable[bytes]]:
    answered: list[Any] = []

    def start_response(status: str, headers: list[tuple[str, str]], exc_info: object = None) -> Callable[[bytes], object]:
        answered[:] = [status, headers]
        return lambda data: None

    body = application(environ, start_response)
    return answered[0], answered[1], body


def _is_html(headers: list[tuple[str, str]]) -> bool:
    return any(name.lower() == "content-type" and value.startswith("text/html") for name, value in headers)


def _insert(document: bytes, panel: bytes) -> bytes:
    body = _BODY.search(document)
    at = body.end() if body else 0
    return document[:at] + panel + document[at:]
