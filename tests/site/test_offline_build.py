"""When a build lets browsers keep a copy, and when not."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from test_adapter_serve import serve

CONFIG = "site_name: Small\ntheme: {name: material}\nplugins: [{continuity: {fail_on: never, %s}}]\n"


def site(folder: Path, options: str) -> Path:
    (folder / "plans/services").mkdir(parents=True)
    (folder / "docs").mkdir()
    (folder / "plans/organisation.yaml").write_text("name: Small\n", encoding="utf-8")
    (folder / "plans/services/mail.yaml").write_text("name: Mail\n", encoding="utf-8")
    (folder / "mkdocs.yml").write_text(CONFIG % options, encoding="utf-8")
    return folder


def told(script: str) -> dict[str, object]:
    found = re.search(r"\{.*\}", script)
    assert found
    build: dict[str, object] = json.loads(found.group())
    return build


@pytest.mark.parametrize(
    ("options", "kept"),
    [
        ("audience: public", True),
        ("audience: internal", True),
        ("audience: restricted", False),
        ("audience: restricted, offline: true", True),
        ("audience: internal, offline: false", False),
    ],
)
def test_browsers_keep_what_the_option_and_the_audience_say(tmp_path: Path, options: str, kept: bool) -> None:
    folder = site(tmp_path, options)
    environment = {**os.environ, "NO_MKDOCS_2_WARNING": "1", "SOURCE_DATE_EPOCH": "1795424400"}
    subprocess.run([sys.executable, "-m", "mkdocs", "build", "-q"], cwd=folder, env=environment, check=True)
    for name in ("sw.js", "site.webmanifest", "assets/continuity/offline/pack.bin"):
        assert (folder / "site" / name).is_file() == kept, name
    assert told((folder / "site/assets/continuity/build.js").read_text(encoding="utf-8"))["offline"] == kept
    assert (folder / "site/pocket/services.mail.html").is_file()


def test_while_an_author_works_nothing_is_kept(tmp_path: Path) -> None:
    with serve(site(tmp_path, "audience: internal")) as served:
        served.until("/services/mail.html", lambda status, _: status == 200)
        build = told(served.get("/assets/continuity/build.js")[1])
        assert (build["offline"], build["serving"]) == (False, True)
        assert served.get("/sw.js")[0] == 404
