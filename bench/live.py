"""Measures how long a browser waits for an edit under ``mkdocs serve``, beside plain Material on the same pages.

``python bench/live.py [SERVICES] [--edits N]``. A stand-in for a browser has a service's page open and asks the server for news, as the page's own
script does. The plans are in git.
Time runs from the moment the server says that it has seen the edit until the page with the edit is there.
"""

from __future__ import annotations

import argparse
import http.client
import os
import re
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from organisation import organisation
from run import _OURS

PAGE = re.compile(r"description: ?")


def _port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        found: int = probe.getsockname()[1]
    return found


def _get(port: int, path: str, **headers: str) -> str:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=600)
    try:
        connection.request("GET", path, headers=headers)
        return connection.getresponse().read().decode()
    finally:
        connection.close()


def _until_seen(log: Path, times: int) -> None:
    while log.read_text().count("Detected file changes") < times:
        time.sleep(0.002)


def main() -> None:
    """Measures, and prints what it measured."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("services", type=int, nargs="?", default=1000)
    parser.add_argument("--edits", type=int, default=7)
    asked = parser.parse_args()
    shm = Path("/dev/shm")  # noqa: S108 - memory, where it is
    with tempfile.TemporaryDirectory(dir=shm if shm.is_dir() else None) as scratch:
        folder = Path(scratch)
        for path, content in organisation(asked.services).items():
            file = folder / "plans" / path
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(content, encoding="utf-8")
        (folder / "docs").mkdir()
        (folder / "docs" / "about.md").write_text("# About\n")
        (folder / "mkdocs.yml").write_text(_OURS)
        (folder / ".gitignore").write_text(".cache/\nsite/\nlog\n")
        for words in (("init", "--quiet"), ("add", "."), ("commit", "--quiet", "--message", "Plans")):
            subprocess.run(("git", "-c", "user.name=Anna Berg", "-c", "user.email=anna@example.org", *words), cwd=folder, check=True)
        plan = sorted((folder / "plans" / "services").glob("*.yaml"))[asked.services // 2]
        page, port, log = f"/services/{plan.stem}.html", _port(), folder / "log"
        with log.open("w") as out:
            server = subprocess.Popen(
                [sys.executable, "-m", "mkdocs", "serve", "-a", f"127.0.0.1:{port}"],
                cwd=folder, stdout=out, stderr=out, env={**os.environ, "NO_MKDOCS_2_WARNING": "1"},
            )  # fmt: skip
            try:
                while "Serving on" not in log.read_text():
                    time.sleep(0.1)
                took = []
                for number in range(1, asked.edits + 1):
                    epoch = re.findall(r"livereload\((\d+), \d+\)", _get(port, page))[-1]
                    text = plan.read_text()
                    plan.write_text(PAGE.sub(f"description: Edit {number}. ", text, count=1))
                    _until_seen(log, number)
                    start = time.perf_counter()
                    _get(port, f"/livereload/{epoch}/1", Referer=f"http://127.0.0.1:{port}{page}")
                    if f"Edit {number}." not in _get(port, page):
                        raise SystemExit("the page came without the edit")
                    took.append(time.perf_counter() - start)
                    # The rest of the site is made before the next edit.
                    while log.read_text().count("Reloading browsers") < number:
                        time.sleep(0.05)
                    print(f"  edit {number}: {took[-1]:.2f} s", flush=True)
            finally:
                server.terminate()
                server.wait(20)
    print(f"{asked.services} services: median {statistics.median(took[1:]):.2f} s of {len(took) - 1} edits after the first")


if __name__ == "__main__":
    main()
