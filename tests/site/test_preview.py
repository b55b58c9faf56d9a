"""Under ``serve`` an edit of the plans is shown without building the site anew, and the site is then what a build would make."""

from __future__ import annotations

import re
import shutil
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from continuity.adapters.draft import Draft
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from mkdocs.commands.build import build
from mkdocs.config import load_config
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.livereload import LiveReloadServer, _timestamp

PLANS = Path(__file__).parents[2] / "plans"
CONFIG = """\
site_name: Example
docs_dir: docs
use_directory_urls: false
theme: {name: material, font: false, features: [navigation.tabs, navigation.path]}
plugins: [{continuity: {as_of: 2026-11-23, cache: false, second_process: false}}]
"""
SERVICE, PAGE = "services/dispensing.yaml", "services/dispensing.html"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1795392000")
    monkeypatch.setenv("NO_MKDOCS_2_WARNING", "1")
    shutil.copytree(PLANS, tmp_path / "plans")
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs" / "about.md").write_text("# About\n\n[Dispensing](services/dispensing.md)\n")
    (tmp_path / "mkdocs.yml").write_text(CONFIG)
    return tmp_path


class Served:
    """What ``mkdocs serve`` does with ``folder``, without its threads."""

    def __init__(self, folder: Path, root: Path) -> None:
        self.folder, self.root, self.builds = folder, root, 0
        # MkDocs keeps plugins for the life of the process, and a process serves one site.
        MkDocsConfig.__dict__["plugins"].plugin_cache.clear()
        config = self._config()
        config.plugins.on_startup(command="serve", dirty=False)
        self.server = LiveReloadServer(lambda: self._build(self._config()), "127.0.0.1", 0, str(root))
        self._build(config)
        self.server.watch(config.docs_dir)
        self.server.watch(str(config.config_file_path))
        config.plugins.on_serve(self.server, config=config, builder=self.server.builder)
        self.config = config
        self.preview = config.plugins["continuity"]._preview  # type: ignore[attr-defined]

    def _config(self) -> MkDocsConfig:
        return load_config(config_file=str(self.folder / "mkdocs.yml"), site_dir=str(self.root))

    def _build(self, config: MkDocsConfig) -> None:
        self.builds += 1
        build(config)

    def end(self) -> None:
        """What the server does last."""
        self.config.plugins.on_shutdown()

    def edited(self) -> None:
        """What the server does when it has seen that files changed."""
        self.server._want_rebuild = False
        self.server._wanted_epoch = _timestamp()
        self.server.builder()
        self.server._visible_epoch = self.server._wanted_epoch

    def get(self, path: str, before: str = "") -> str:
        """What a browser gets; ``before`` is the page that it asks from."""
        said: list[str] = []
        environ = {"PATH_INFO": path, "HTTP_REFERER": f"http://127.0.0.1/{before}"}
        body = self.server.get_app()(environ, lambda status, headers: said.append(status))  # type: ignore[misc, arg-type, func-returns-value]
        return said[0] + b"".join(body).decode()

    def files(self) -> dict[str, bytes]:
        return {path.relative_to(self.root).as_posix(): path.read_bytes() for path in self.root.rglob("*") if path.is_file()}


def edit(folder: Path, path: str, change: Callable[[str], str]) -> None:
    file = folder / "plans" / path
    text = file.read_text()
    assert change(text) != text
    file.write_text(change(text))


def describe(text: str) -> Callable[[str], str]:
    return lambda old: old.replace("description: ", f"description: {text} ", 1)


def test_an_edit_writes_the_pages_that_it_changes(folder: Path, tmp_path: Path) -> None:
    site = Served(folder, tmp_path / "served")
    before = site.files()
    edit(folder, SERVICE, describe("Edited."))
    site.edited()
    after = site.files()
    assert site.builds == 1
    changed = {path for path in before | after if before.get(path) != after.get(path)}
    assert PAGE in changed
    assert len([path for path in changed if path.endswith(".html")]) < 6, changed
    site.end()
    assert not list(tmp_path.glob("served.*")), "nothing is left beside the site"
    assert after == Served(folder, tmp_path / "anew").files()


EDITS: dict[str, tuple[str, Callable[[str], str]]] = {
    "text": (SERVICE, describe("Another.")),
    "name": (SERVICE, lambda text: text.replace("name: ", "name: New ", 1)),
    "objective": (SERVICE, lambda text: text.replace("rto: ", "rto: 1", 1)),
    "step": ("runbooks/dispensing-restore.yaml", lambda text: text.replace("do: ", "do: Now ", 1)),
    "person": ("people/amara-diallo.yaml", lambda text: text.replace("name: ", "name: Dr ", 1)),
    "organisation": ("organisation.yaml", lambda text: text.replace("name: ", "name: The ", 1)),
    "scenario": ("scenarios/ransomware.yaml", lambda text: text.replace("name: ", "name: Big ", 1)),
    "broken": (SERVICE, lambda text: text + "\nno-such-key: 1\n"),
}


@settings(max_examples=3, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.sampled_from(sorted(EDITS)), min_size=1, max_size=4, unique=True))
def test_after_any_edits_the_site_is_what_a_build_makes(folder: Path, tmp_path: Path, edits: list[str]) -> None:
    shutil.rmtree(folder / "plans")
    shutil.copytree(PLANS, folder / "plans")
    site = Served(folder, tmp_path / "served")
    for name in edits:
        path, change = EDITS[name]
        before, good = (folder / "plans" / path).read_text(), site.files()
        edit(folder, path, change)
        site.edited()
        if name == "broken":
            assert site.files() == good
            assert "no-such-key" in site.get("/index.html")
            (folder / "plans" / path).write_text(before)
            site.edited()
            assert "no-such-key" not in site.get("/index.html")
    assert site.files() == Served(folder, tmp_path / "anew").files()
    shutil.rmtree(tmp_path / "served")
    shutil.rmtree(tmp_path / "anew")


def test_what_reaches_further_takes_a_build(folder: Path, tmp_path: Path) -> None:
    site = Served(folder, tmp_path / "served")
    (folder / "plans" / "services" / "brand-new.yaml").write_text("name: Brand new\n")
    site.edited()
    assert site.builds == 2
    assert "Brand new" in site.get("/services/brand-new.html")
    edit(folder, SERVICE, describe("Edited."))
    site.edited()
    assert site.builds == 2
    (folder / "docs" / "about.md").write_text("# About us\n")
    site.edited()
    assert site.builds == 3
    assert "About us" in site.get("/about.html")


def test_what_readers_look_at_comes_first(folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    site = Served(folder, tmp_path / "served")
    order: list[str] = []
    got: list[str] = []
    reader = threading.Thread(target=lambda: got.append(site.get("/vendors/index.html")))
    make = Draft.make

    def noted(draft: Draft, path: str) -> None:
        make(draft, path)
        order.append(path)
        if len(order) == 5:
            assert site.server._visible_epoch == site.server._wanted_epoch, "browsers are told before all is made"
            reader.start()
            while not site.preview._asked:
                time.sleep(0.001)

    monkeypatch.setattr(Draft, "make", noted)
    edit(folder, SERVICE, describe("Edited."))
    with site.preview.reading("vendors/nowhere.html"), site.preview.reading(PAGE):
        site.edited()
    reader.join()
    assert order[0] == PAGE
    assert order[5] == "vendors/index.html"
    assert got[0].startswith("200")
    assert len(order) == len(set(order))


def test_another_edit_ends_the_work_on_the_first(folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    site = Served(folder, tmp_path / "served")
    made: list[str] = []
    make = Draft.make

    def interrupted(draft: Draft, path: str) -> None:
        make(draft, path)
        made.append(path)
        site.server._want_rebuild = len(made) == 3

    monkeypatch.setattr(Draft, "make", interrupted)
    edit(folder, SERVICE, describe("Edited."))
    site.edited()
    assert len(made) == 3
    edit(folder, SERVICE, lambda text: text + "\nno-such-key: 1\n")
    site.edited()
    assert PAGE in made, "what was good is finished, though the next edit is not"
    good = site.files()
    edit(folder, SERVICE, lambda text: text.replace("\nno-such-key: 1\n", ""))
    site.edited()
    assert site.files() == good == Served(folder, tmp_path / "anew").files()
    assert site.builds == 1


def test_what_an_edit_is_warned_of_is_said_once(folder: Path, tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    site = Served(folder, tmp_path / "served")
    caplog.clear()
    caplog.set_level("INFO", logger="mkdocs.plugins.continuity")
    edit(folder, SERVICE, describe("Edited."))
    site.edited()
    assert [line for line in caplog.messages if "plans/" in line] == [], "what the build said already"
    edit(folder, "services/bed-management.yaml", lambda text: re.sub(r"rto: \w+", "rto: 30d", text, count=1))
    site.edited()
    said = [line for line in caplog.messages if "plans/" in line]
    assert any("bed-management" in line and "[rto-too-long]" in line for line in said), said
    caplog.clear()
    edit(folder, SERVICE, describe("Edited again."))
    site.edited()
    assert [line for line in caplog.messages if "plans/" in line] == []
