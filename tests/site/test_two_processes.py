"""A whole site made by two processes is the same to the byte as one made by a single one."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from continuity.adapters import hands
from mkdocs.commands.build import build
from mkdocs.config import load_config
from mkdocs.config.defaults import MkDocsConfig

PLANS = Path(__file__).parents[2] / "plans"
CONFIG = """\
site_name: Example
docs_dir: docs
use_directory_urls: false
theme: {{name: material, font: false, features: [navigation.tabs, navigation.path]}}
plugins: [{{continuity: {{as_of: 2026-11-23, cache: false, second_process: {two}, plans: {plans}}}}}]
"""


def _built(folder: Path, *, two: bool) -> dict[str, bytes]:
    (folder / "docs").mkdir(parents=True)
    (folder / "docs" / "about.md").write_text("# About\n", encoding="utf-8")
    (folder / "mkdocs.yml").write_text(CONFIG.format(two=str(two).lower(), plans=PLANS), encoding="utf-8")
    MkDocsConfig.__dict__["plugins"].plugin_cache.clear()
    config = load_config(str(folder / "mkdocs.yml"))
    config.plugins.on_startup(command="build", dirty=False)
    build(config)
    site = folder / "site"
    return {path.relative_to(site).as_posix(): path.read_bytes() for path in site.rglob("*") if path.is_file()}


def test_the_site_is_the_same(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    forks: list[int] = []
    fork = os.fork

    def counted() -> int:
        child = fork()
        forks.append(child)
        return child

    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1795424400")
    monkeypatch.setattr(hands, "can_be_two", lambda: True)  # threads of the test runner only wait; the copy does not need them
    monkeypatch.setattr(hands, "LARGE", 0)
    monkeypatch.setattr(os, "fork", counted)
    alone = _built(tmp_path / "alone", two=False)
    assert not forks
    both = _built(tmp_path / "both", two=True)
    assert len(forks) == 6, "one each for reading, checking, files, pages, pocket plans and the copy that browsers keep"
    assert alone.keys() == both.keys()
    assert [path for path, content in alone.items() if both[path] != content and not path.endswith(".gz")] == []
