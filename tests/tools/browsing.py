"""A browser that nothing escapes, and a small web server, for tests of pages."""

from __future__ import annotations

import functools
import http.server
import os
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Request, Route, sync_playwright

HERE = frozenset({"127.0.0.1", "localhost"})
FLAGS = (
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-dev-shm-usage",
    "--disable-gpu",
    "--disable-quic",
    "--disable-sync",
    "--no-first-run",
)


@contextmanager
def launched(chromium: str) -> Iterator[Browser]:
    """The Chromium at the path ``chromium``, without a window and without talk to its maker."""
    # Its sandbox does not work for root, which is what containers run tests as.
    unconfined = ["--no-sandbox"] if hasattr(os, "geteuid") and os.geteuid() == 0 else []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=[*FLAGS, *unconfined])
        yield browser
        browser.close()


def is_elsewhere(url: str) -> bool:
    """Whether asking for ``url`` would leave this machine. Files, data and blobs do not."""
    parts = urlsplit(url)
    return parts.scheme in {"http", "https", "ws", "wss"} and parts.hostname not in HERE


def watch(context: BrowserContext) -> list[str]:
    """A list that fills with what goes wrong in ``context``: errors on the console, exceptions, requests to other hosts (which are stopped)."""
    wrong: list[str] = []

    def said(message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"}:
            wrong.append(f"console {message.type}: {message.text} ({message.location.get('url', '')})")

    def asked(request: Request) -> None:
        if is_elsewhere(request.url):
            wrong.append(f"request to another host: {request.url}")

    def stop(route: Route) -> None:
        route.abort()

    context.on("console", said)
    context.on("request", asked)
    context.on("weberror", lambda error: wrong.append(f"exception: {error.error}"))
    context.route(is_elsewhere, stop)
    return wrong


@contextmanager
def watched_page(browser: Browser, **options: Any) -> Iterator[Page]:
    """A page in a context of its own. Fails in the end, with all of it, if anything went wrong on the way."""
    context = browser.new_context(locale="en-GB", timezone_id="Europe/London", **options)
    wrong = watch(context)
    try:
        yield context.new_page()
    finally:
        context.close()
    assert not wrong, "\n".join(wrong)


class _Quiet(http.server.SimpleHTTPRequestHandler):
    def __init__(self, *arguments: Any, headers: Mapping[str, str], **options: Any) -> None:
        self._more = headers
        super().__init__(*arguments, **options)

    def end_headers(self) -> None:
        for name, value in self._more.items():
            self.send_header(name, value)
        super().end_headers()

    def log_message(self, format: str, *args: object) -> None:
        """Nothing: a test report is no place for an access log."""


@contextmanager
def serving(folder: Path, headers: Mapping[str, str]) -> Iterator[str]:
    """The address, without a slash at its end, of a server of ``folder`` on a free port of this machine."""
    handler = functools.partial(_Quiet, directory=str(folder), headers=headers)
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()
