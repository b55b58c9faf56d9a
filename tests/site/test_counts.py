"""What a build does, counted: figures that do not depend on the machine, and grow when somebody makes work twice."""

from __future__ import annotations

import shutil
import subprocess
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from continuity import frameworks
from continuity.adapters.build import read_folder
from continuity.adapters.mkdocs.shell import Shells
from continuity.changes import git
from continuity.changes.attest import Wish, draft
from continuity.load import load
from continuity.pages import prose
from continuity.pages.render import Renderer
from continuity.text import quick, yaml_reader
from markdown import Markdown
from mkdocs.commands.build import build
from mkdocs.config import load_config
from mkdocs.config.defaults import MkDocsConfig
from repositories import Repo

PLANS = Path(__file__).parents[2] / "plans"
FRAMEWORKS = Path(frameworks.__file__).parent
CONFIG = """\
site_name: Example
docs_dir: docs
use_directory_urls: false
theme: {name: material, font: false, features: [navigation.tabs, navigation.path]}
plugins: [{continuity: {as_of: 2026-11-23, cache: CACHE, fail_on: never, second_process: false}}]
"""


@dataclass
class Counted:
    """How often each thing was done."""

    parsed: Counter[str] = field(default_factory=Counter)
    converted: Counter[str] = field(default_factory=Counter)
    rendered: Counter[str] = field(default_factory=Counter)
    asked: list[str] = field(default_factory=list)
    shells: list[Shells] = field(default_factory=list)


@pytest.fixture
def counted(monkeypatch: pytest.MonkeyPatch) -> Counted:
    found = Counted()

    def spy(owner: Any, name: str, note: Callable[..., object]) -> None:
        real = getattr(owner, name)

        def noted(*args: Any, **named: Any) -> Any:
            note(*args)
            return real(*args, **named)

        monkeypatch.setattr(owner, name, noted)

    for reader in (quick, yaml_reader):
        spy(reader, "parser", lambda text: found.parsed.update((text,)))
    spy(Markdown, "convert", lambda _, text: found.converted.update((text,)))
    spy(Renderer, "page", lambda _, view: found.rendered.update((view.path,)))
    spy(git.subprocess, "Popen", lambda command, *_: found.asked.append(" ".join(map(str, command))))  # type: ignore[attr-defined]
    spy(Shells, "render", lambda shells, *_: found.shells.append(shells) if shells not in found.shells else None)
    prose._converted.cache_clear()
    return found


def _build(folder: Path, plans: Path, *, cache: bool = False) -> int:
    """Builds the site of ``plans``; how many pages it has."""
    (folder / "docs").mkdir(exist_ok=True)
    (folder / "docs" / "about.md").write_text("# About\n")
    (folder / "mkdocs.yml").write_text(CONFIG.replace("CACHE", str(cache).lower()).replace("}}]", f", plans: {plans}}}}}]"))
    MkDocsConfig.__dict__["plugins"].plugin_cache.clear()
    config = load_config(config_file=str(folder / "mkdocs.yml"), site_dir=str(folder / "site"))
    config.plugins.on_startup(command="build", dirty=False)
    build(config)
    return (
        sum(1 for path in (folder / "site").rglob("*.html") if path.parent.name != "pocket") - 2
    )  # about, and the page for unknown addresses


def test_nothing_is_done_twice(tmp_path: Path, counted: Counted) -> None:
    shutil.copytree(PLANS, tmp_path / "plans")  # without a history, whose earlier texts would be read as well
    pages = _build(tmp_path, tmp_path / "plans")
    files = {path.read_text(encoding="utf-8-sig") for path in PLANS.rglob("*.yaml")}
    assert {text: count for text, count in counted.parsed.items() if text in files and count > 1} == {}
    assert set(counted.parsed) >= files
    ours = sum(1 for _ in FRAMEWORKS.rglob("*.yaml"))
    assert len(counted.parsed) <= len(files) + ours + sum(1 for _ in PLANS.rglob("*.md")), "the front of a runbook in Markdown is YAML too"
    assert max(counted.converted.values()) == 1, counted.converted.most_common(3)
    assert max(counted.rendered.values()) == 1, counted.rendered.most_common(3)
    assert len(counted.rendered) == pages
    (shells,) = counted.shells
    assert shells.whole + shells.spliced == pages
    assert shells.whole < pages / 3, "the theme's templates are gone through for one page of each kind"


def test_nothing_is_done_again_when_nothing_changed(tmp_path: Path, counted: Counted) -> None:
    pages = _build(tmp_path, PLANS, cache=True)
    for counts in (counted.parsed, counted.converted, counted.rendered):
        counts.clear()
    assert _build(tmp_path, PLANS, cache=True) == pages
    assert not counted.parsed
    assert not counted.rendered
    assert set(counted.converted) <= {"# About\n"}


def test_git_is_asked_as_often_for_many_files_as_for_few(tmp_path: Path, counted: Counted) -> None:
    asked = []
    for name, wanted in (("few", ("organisation.yaml", "services/dns-north.yaml")), ("all", ("**/*.yaml",))):
        folder = tmp_path / name
        plans = folder / "plans"
        for pattern in wanted:
            for path in PLANS.glob(pattern):
                target = plans / path.relative_to(PLANS)
                target.parent.mkdir(parents=True, exist_ok=True)
                shutil.copyfile(path, target)
        said = ("git", "-c", "user.name=Anna Berg", "-c", "user.email=anna@example.org", "-C", str(folder))
        for words in (("init", "-q"), ("add", "plans"), ("commit", "-qm", "Plans")):
            subprocess.run((*said, *words), check=True)
        counted.asked.clear()
        _build(folder, plans)
        asked.append(list(counted.asked))
    assert asked[0]
    assert len(asked[1]) <= len(asked[0]) + 2 < 20, "two more, for the texts that reviews were of and whether this clone has them"


def test_git_is_asked_as_often_for_many_reviewed_subjects_as_for_one(tmp_path: Path, counted: Counted) -> None:
    asked = []
    for many in (1, 12):
        repo = Repo(tmp_path / str(many))
        plans = repo.folder / "plans"
        text = "name: One\ntier: a\nobjectives: {rto: 2h}\n"
        start: dict[str, str | bytes | None] = {f"plans/services/s{n}.yaml": text for n in range(many)}
        tiers = "name: Example\ntiers: [{id: a, name: A}]\n"
        repo.commit("Plans", {**start, "plans/organisation.yaml": tiers, "plans/people/anna.yaml": "name: Anna\n"})
        day = date(2026, 6, 1)
        for n in range(many):
            (made,), _ = draft(
                load(read_folder(plans)), [Wish("review", f"service/s{n}", "anna", day, None, "desk", "approved", "Read")], day
            )
            repo.commit("Review", {f"plans/{made.path}": made.text}, day=f"2026-06-{n + 1:02}")
        for n in range(many):
            repo.commit("Edit", {f"plans/services/s{n}.yaml": text.replace("2h", f"{n + 3}h")}, day=f"2026-07-{n + 1:02}")
        counted.asked.clear()
        _build(repo.folder, plans)
        asked.append(list(counted.asked))
        for n in range(many):
            page = (repo.folder / "site" / "services" / f"s{n}.html").read_text(encoding="utf-8")
            assert 'id="since-review"' in page and f"{n + 3}h" in page
    assert len(asked[0]) == len(asked[1]) < 20, asked[1]
