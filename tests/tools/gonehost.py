"""A web server that can be taken away, slowed down, broken, and given another site, while a browser looks at it."""

from __future__ import annotations

import http.server
import threading
from http import HTTPStatus
from pathlib import Path
from typing import Any

from continuity.hosting import policy


class GoneHost:
    """Serves ``folder`` below ``prefix`` on one port of this machine, which it keeps across stops. ``mood`` is ``well``, ``slow``, ``failing`` or
    ``sign-in``."""

    def __init__(self, folder: Path, prefix: str = "/") -> None:
        self.folder = folder
        self.prefix = prefix
        self.mood = "well"
        self.asked: list[str] = []
        self._release = threading.Event()
        self._server: http.server.ThreadingHTTPServer | None = None
        self._thread: threading.Thread | None = None
        self.port = 0
        self.start()

    @property
    def address(self) -> str:
        """Where the site begins, with a slash at its end. To a browser ``localhost`` is as good as TLS."""
        return f"http://localhost:{self.port}{self.prefix}"

    def start(self) -> None:
        """Begins to answer, on the port it had."""
        self._server = http.server.ThreadingHTTPServer(("127.0.0.1", self.port), self._handler())
        self._server.daemon_threads = True
        self.port = self._server.server_port
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Is gone: a connection is refused."""
        if self._server is not None and self._thread is not None:
            self._release.set()
            self._server.shutdown()
            self._server.server_close()
            self._thread.join()
            self._server = None

    def _handler(self) -> type[http.server.SimpleHTTPRequestHandler]:
        host = self

        class Handler(http.server.SimpleHTTPRequestHandler):
            def __init__(self, *arguments: Any, **options: Any) -> None:
                super().__init__(*arguments, directory=str(host.folder), **options)

            def do_GET(self) -> None:
                host.asked.append(self.path)
                if host.mood == "slow":
                    host._release.wait(60)
                if host.mood == "failing":
                    self.send_error(HTTPStatus.BAD_GATEWAY)
                elif host.mood == "sign-in" and "/sign-in" not in self.path:
                    self.send_response(HTTPStatus.FOUND)
                    self.send_header("Location", "/sign-in")
                    self.end_headers()
                elif self.path.startswith(host.prefix) and self.path != "/sign-in":
                    self.path = "/" + self.path.removeprefix(host.prefix)
                    super().do_GET()
                else:
                    body = b"<!doctype html><title>Sign in</title><h1>Sign in</h1>"
                    self.send_response(HTTPStatus.OK if self.path == "/sign-in" else HTTPStatus.NOT_FOUND)
                    self.send_header("Content-Type", "text/html")
                    self.end_headers()
                    self.wfile.write(body)

            def end_headers(self) -> None:
                self.send_header("Content-Security-Policy", policy.CONTENT_SECURITY_POLICY)
                self.send_header("Cache-Control", policy.REVALIDATE)
                super().end_headers()

            def log_message(self, format: str, *args: object) -> None:
                """Nothing."""

        return Handler
