"""A check that finds what the one before left says the same, to the byte, as one that finds nothing."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner
from continuity.adapters import judging
from continuity.adapters.build import read_folder
from continuity.adapters.cli import main
from continuity.adapters.cli.check import FORMATS
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

GOLDEN = dict(read_folder(Path(__file__).parents[1] / "golden" / "plans"))
KEPT = Path(".cache", "continuity-check")
EDITS: dict[str, dict[str, bytes | None]] = {
    "broken": {"people/ada-fox.yaml": b"name: [\n"},
    "words": {"people/ada-fox.yaml": b"name: Ada Foxglove\nextra: 1\n"},
    "as it was": {"people/ada-fox.yaml": GOLDEN["people/ada-fox.yaml"]},
    "gone": {"people/ada-fox.yaml": None},
    "another name": {"people/ada-fox.yaml": None, "people/ada-foxglove.yaml": GOLDEN["people/ada-fox.yaml"]},
    "no plan": {"unheard-of/notes.yaml": b"first: line\n", "people/photo.png": b"", "README.md": b"# Read me\n"},
    "time zone": {"organisation.yaml": GOLDEN["organisation.yaml"].replace(b"time_zone: ", b"time_zone: Pacific/Auckland # ")},
    "milder": {"organisation.yaml": GOLDEN["organisation.yaml"] + b"\nrules: {never-reviewed: off, no-strategy: error}\n"},
}


def _put(top: Path, files: dict[str, bytes | None]) -> None:
    for name, content in files.items():
        path = top / "plans" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.unlink(missing_ok=True)
        if content is not None:
            path.write_bytes(content)


@pytest.fixture
def top(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    _put(tmp_path, {**GOLDEN})
    monkeypatch.chdir(tmp_path)
    return tmp_path


def _check(*arguments: str, epoch: str = "1795478400") -> tuple[int, str, str]:
    done = CliRunner().invoke(main, ["check", *arguments], env={"SOURCE_DATE_EPOCH": epoch})
    return done.exit_code, done.stdout, done.stderr


def test_the_same_plans_are_not_read_again(top: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _put(top, {**EDITS["broken"], **EDITS["no plan"]})
    alone = {form: _check("--format", form, "--no-cache") for form in FORMATS}
    assert not KEPT.exists()
    assert _check()[0] == 1
    monkeypatch.setattr("continuity.load.load", None)
    assert {form: _check("--format", form) for form in FORMATS} == alone
    one = (
        _check("plans", "plans/people/ada-fox.yaml", "--select", "yaml-syntax"),
        _check("plans", "--fail-on", "never", "--ignore", "yaml-syntax"),
    )
    monkeypatch.undo()
    monkeypatch.chdir(top)
    assert one == (
        _check("plans", "plans/people/ada-fox.yaml", "--select", "yaml-syntax", "--no-cache"),
        _check("plans", "--fail-on", "never", "--ignore", "yaml-syntax", "--no-cache"),
    )


def test_another_day_or_program_judges_anew(top: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _check()
    assert _check("--as-of", "2029-01-01") == _check("--as-of", "2029-01-01", "--no-cache")
    _put(top, EDITS["time zone"])
    days = set()
    for hours in (10, 11):  # midnight in Auckland lies between
        epoch = str(1795478400 + hours * 3600)
        said = _check(epoch=epoch)
        assert said == _check("--no-cache", epoch=epoch)
        days.add(said[1].splitlines()[-1])
    assert len(days) == 2
    monkeypatch.setattr("continuity.load.load", None)
    monkeypatch.setattr(judging, "program", lambda: "another")
    with pytest.raises(TypeError):
        CliRunner().invoke(main, ["check"], env={"SOURCE_DATE_EPOCH": epoch}, catch_exceptions=False)


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(edits=st.lists(st.sampled_from(sorted(EDITS)), min_size=1, max_size=5), forms=st.permutations(["text", "json", "sarif"]))
def test_any_run_of_edits_comes_to_the_same_with_and_without(top: Path, edits: list[str], forms: list[str]) -> None:
    for name in edits:
        _put(top, EDITS[name])
        for form in forms:
            assert _check("--format", form) == _check("--format", form, "--no-cache")


@pytest.mark.parametrize("damage", ["cut", "flip", "empty", "text"])
def test_what_is_damaged_is_looked_for_again(top: Path, damage: str) -> None:
    first = _check()
    file = KEPT / judging.FILE
    good = file.read_bytes()
    data = {
        "cut": good[: len(good) // 2],
        "flip": good[:200] + bytes([good[200] ^ 1]) + good[201:],
        "empty": b"",
        "text": b"not what was left",
    }[damage]
    file.write_bytes(data)
    assert _check() == first
    assert file.read_bytes() == good


def test_nothing_is_left_in_the_plans_nor_shown_to_git(top: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _check()
    assert (KEPT / ".gitignore").read_text(encoding="utf-8").splitlines()[-1] == "*"
    assert sorted(path.name for path in KEPT.iterdir()) == [".gitignore", judging.FILE]
    (top / KEPT / judging.FILE).unlink()
    before = sorted((top / "plans").rglob("*"))
    for inside in (top / "plans", top / "plans" / "people"):
        monkeypatch.chdir(inside)
        _check(str(top / "plans"))
        assert sorted((top / "plans").rglob("*")) == before


def test_a_check_that_can_leave_nothing_is_as_good(top: Path) -> None:
    Path(".cache").write_text("in the way")
    assert _check() == _check("--no-cache")
