"""Our templates stand in for templates of the theme: when the theme changes its own, somebody has to look."""

from __future__ import annotations

import hashlib
import json
from importlib.metadata import version
from importlib.resources import files

from continuity.adapters.mkdocs.chrome import THEME

LISTED = json.loads((files("continuity.adapters.mkdocs") / "overrides.json").read_text("utf-8"))


def test_every_override_is_listed_with_the_original_it_was_made_from() -> None:
    upstream = files("material") / "templates"
    ours = {path.relative_to(THEME).as_posix() for path in THEME.rglob("*.html")}
    standing_in = {path for path in ours if (upstream / path).is_file()}
    assert standing_in == set(LISTED["overrides"])


def test_no_original_has_changed() -> None:
    upstream = files("material") / "templates"
    for path, entry in LISTED["overrides"].items():
        now = hashlib.sha256((upstream / path).read_bytes()).hexdigest()
        assert now == entry["upstream_sha256"], (
            f"{path} is not that of Material {LISTED['material']} any more (now {version('mkdocs-material')}): compare, carry over, note it"
        )


def test_the_licence_of_the_originals_is_carried() -> None:
    notice = (THEME / "NOTICE.md").read_text("utf-8")
    assert "Martin Donath" in notice
    assert "Permission is hereby granted" in notice
