"""Where tests find a browser and a web server, and what is said when there is none."""

from __future__ import annotations

from pathlib import Path

import prepare
import pytest
from programs import arial, chromium, nginx


def program(folder: Path, name: str) -> str:
    folder.mkdir(exist_ok=True)
    path = folder / name
    path.write_text("#!/bin/sh\n", encoding="utf-8")
    path.chmod(0o755)
    return str(path)


def test_a_browser_is_taken_from_path_in_order(tmp_path: Path) -> None:
    environment = {"PATH": str(tmp_path / "bin")}
    assert chromium(environment) is None
    chrome = program(tmp_path / "bin", "google-chrome")
    assert chromium(environment) == chrome
    debian = program(tmp_path / "bin", "chromium")
    assert chromium(environment) == debian


def test_a_browser_that_is_named_goes_before_all_and_is_not_replaced_in_silence(tmp_path: Path) -> None:
    program(tmp_path / "bin", "chromium")
    mine = program(tmp_path / "mine", "my-chromium")
    path = str(tmp_path / "bin")
    assert chromium({"PATH": path, "CONTINUITY_CHROMIUM": mine}) == mine
    assert chromium({"PATH": path, "CONTINUITY_CHROMIUM": str(tmp_path / "gone")}) is None


def test_a_web_server_is_taken_from_path(tmp_path: Path) -> None:
    mine = program(tmp_path / "bin", "nginx")
    assert nginx({"PATH": str(tmp_path / "bin")}) == mine


@pytest.mark.parametrize(("taken", "found"), [("Liberation Sans", "Liberation Sans"), ("DejaVu Sans", None), ("", None)])
def test_a_font_counts_only_where_it_is_as_wide_as_arial(tmp_path: Path, taken: str, found: str | None) -> None:
    assert arial({"PATH": str(tmp_path)}) is None
    matcher = program(tmp_path, "fc-match")
    Path(matcher).write_text(f"#!/bin/sh\nprintf %s '{taken}'\n", encoding="utf-8")
    assert arial({"PATH": str(tmp_path)}) == found


@pytest.mark.parametrize(("ci", "code"), [("", 0), ("true", 1)])
def test_what_cannot_be_had_is_said_and_stops_a_build_server(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], ci: str, code: int
) -> None:
    monkeypatch.setenv("CI", ci)
    monkeypatch.setattr(prepare, "install", lambda packages: None)
    monkeypatch.setattr(prepare, "missing", lambda: ["nginx-light"])
    assert prepare.main() == code
    assert "MISSING: nginx-light" in capsys.readouterr().err


def test_nothing_is_installed_where_all_is_there(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(prepare, "install", lambda packages: pytest.fail("installs"))
    monkeypatch.setattr(prepare, "missing", list)
    assert prepare.main() == 0
    assert capsys.readouterr().err == ""
