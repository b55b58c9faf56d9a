"""``mkdocs serve`` while an author works: edits show, mistakes show too, and the last good site stays."""

from __future__ import annotations

import http.client
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

from adapter_sites import CONFIG, environment, make, write

PATIENCE = 60.0
"""Seconds after which something that should have come is taken not to come."""


class Served:
    """A running ``mkdocs serve``."""

    def __init__(self, port: int, log: Path) -> None:
        self.port, self.log = port, log

    def get(self, path: str) -> tuple[int, str]:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
        try:
            connection.request("GET", quote(path))
            answer = connection.getresponse()
            return answer.status, answer.read().decode("utf-8", "replace")
        finally:
            connection.close()

    def until(self, path: str, right: Callable[[int, str], bool]) -> str:
        """The page at ``path`` as soon as it is ``right``."""
        end = time.monotonic() + PATIENCE
        last: object = None
        while time.monotonic() < end:
            try:
                last = status, text = self.get(path)
                if right(status, text):
                    return text
            except OSError as error:
                last = error
            time.sleep(0.1)
        raise AssertionError(f"{path} did not come: {str(last)[:2000]}\n{self.log.read_text()}")


@contextmanager
def serve(folder: Path, *arguments: str, program: str = "mkdocs") -> Iterator[Served]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    log = folder / "serve.log"
    with log.open("w") as out:
        process = subprocess.Popen(
            [sys.executable, "-m", program, "serve", "-a", f"127.0.0.1:{port}", *arguments],
            cwd=folder,
            env=environment(),
            stdout=out,
            stderr=out,
        )
        try:
            yield Served(port, log)
        finally:
            process.terminate()
            process.wait(20)


def has(text: str, status: int = 200) -> Callable[[int, str], bool]:
    return lambda got, page: got == status and text in page


def test_edit_break_and_mend(tmp_path: Path) -> None:
    folder = make(tmp_path / "site", {"services/one.yaml": "title: One", "services/two.yaml": "title: Two"})
    with serve(folder, "--strict") as site:
        site.until("/services/one.html", has("<h1>One</h1>"))

        write(folder, "services/one.yaml", "title: First")
        site.until("/services/one.html", has("<h1>First</h1>"))

        write(folder, "services/one.yaml", "title: Third\nerror: no such <tier>")
        page = site.until("/services/one.html", has("no such &lt;tier&gt;"))
        assert "<h1>First</h1>" in page, "the last good page is still there"
        assert 'role="alert"' in page and "plans/services/one.yaml:2:8" in page and "mend it" in page
        assert "livereload" in page
        assert "no such &lt;tier&gt;" in site.get("/services/two.html")[1], "every page says so"
        assert site.get("/assets/continuity/build.js")[0] == 200
        assert site.get("/nowhere.html")[0] == 404

        write(folder, "services/one.yaml", "title: Third\nerror: no such role")
        site.until("/services/one.html", has("no such role"))

        write(folder, "services/one.yaml", "title: Third")
        page = site.until("/services/one.html", has("<h1>Third</h1>"))
        assert "no such" not in page


def test_a_broken_first_start_shows_the_findings_at_every_address(tmp_path: Path) -> None:
    folder = make(tmp_path / "site", {"services/one.yaml": "title: One\nerror: no such tier"})
    with serve(folder, "--strict") as site:
        page = site.until("/index.html", has("no such tier"))
        assert "plans/services/one.yaml:2:8" in page
        page = site.until("/services/one.html", has("no such tier", 503))
        assert "livereload" in page, "the browser stays connected, so that the page comes when the plan is mended"

        write(folder, "services/one.yaml", "title: One\nerror: no such role")
        site.until("/services/one.html", has("no such role", 503))

        write(folder, "services/one.yaml", "title: One")
        page = site.until("/services/one.html", has("<h1>One</h1>"))
        assert "no such" not in page
        site.until("/about.html", has("About"))

        write(folder, "services/one.yaml", "error: again")
        assert "<h1>One</h1>" in site.until("/services/one.html", has("again"))


def test_other_mistakes_keep_the_last_good_site_too(tmp_path: Path) -> None:
    folder = make(tmp_path / "site")
    with serve(folder) as site:
        site.until("/services/one.html", has("<h1>One</h1>"))

        (folder / "mkdocs.yml").write_text(CONFIG.replace("name: material", "name: no-such-theme"))
        page = site.until("/services/one.html", has("could not be built"))
        assert "<h1>One</h1>" in page
        (folder / "mkdocs.yml").write_text(CONFIG)
        site.until("/services/one.html", lambda _, text: "could not be built" not in text and "<h1>One</h1>" in text)

        (folder / "docs" / "services").mkdir()
        (folder / "docs" / "services" / "one.md").write_text("# by hand")
        page = site.until("/services/one.html", has("Two pages with one address"))
        assert "<h1>One</h1>" in page


def test_a_new_file_becomes_a_page_and_a_deleted_one_goes(tmp_path: Path) -> None:
    folder = make(tmp_path / "site")
    with serve(folder) as site:
        site.until("/services/one.html", has("<h1>One</h1>"))
        write(folder, "services/ü two.yaml", "title: Two")
        site.until("/services/ü two.html", has("<h1>Two</h1>"))
        (folder / "plans" / "services" / "ü two.yaml").unlink()
        site.until("/services/ü two.html", lambda status, _: status == 404)
