"""The theme's search outside a browser: its scripts run by node, on the files a build writes."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import playwright
from continuity.pages.page import Asset

RUNNER = Path(__file__).parents[1] / "js" / "engine.js"


def node() -> str:
    """A node: the one Playwright's wheel brings, else the machine's."""
    bundled = Path(playwright.__file__).parent / "driver" / ("node.exe" if os.name == "nt" else "node")
    found = str(bundled) if bundled.exists() else shutil.which("node")
    assert found, "Playwright's wheel brings no node and none is on PATH"
    return found


def written(assets: Iterable[Asset], folder: Path) -> Path:
    """Puts the files of search into ``folder``, without the folders of their addresses."""
    folder.mkdir(parents=True, exist_ok=True)
    for asset in assets:
        (folder / asset.path.rpartition("/")[2]).write_bytes(asset.content)
    return folder


def ask(folder: Path, questions: Sequence[Any], what: str = "search") -> list[Any]:
    """What the engine answers to each question; ``what`` is ``search``, ``slug``, ``stem``, ``terms`` or ``marks``."""
    done = subprocess.run(
        [node(), str(RUNNER), str(folder), what], input=json.dumps(questions), capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    answers: list[Any] = json.loads(done.stdout)
    return answers


def found(results: Sequence[dict[str, Any]]) -> list[str]:
    """Addresses of results, without the place in the page."""
    return [result["path"] for result in results]
