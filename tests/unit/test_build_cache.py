"""A build that finds what an earlier one left makes the same site, to the byte, as one that finds nothing."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from pathlib import Path

import pytest
from continuity.adapters import edition, remembering
from continuity.adapters.build import Built, build_site, read_folder
from continuity.adapters.page_cache import PageCache
from continuity.pages.render import Renderer
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

GOLDEN = dict(read_folder(Path(__file__).parents[1] / "golden" / "plans"))
NOW = dt.datetime(2026, 11, 23, 9, tzinfo=dt.UTC)
TODAY = NOW.date()


def _build(plans: Mapping[str, bytes], cache: Path | None, *, day: dt.date = TODAY, audience: str = "internal") -> Built:
    built = build_site(sorted(plans.items()), as_of=day, now=NOW, audience=audience, fail_on="never", cache=cache, alone=True)
    built.keep()
    return built


def _bytes(built: Built) -> tuple[object, ...]:
    """All that a build says, as plain values."""
    assert built.site is not None
    pages = [(p.path, p.title, p.html, p.description, p.headings, p.crumbs, p.source) for p in built.site.pages]
    return pages, [(a.path, a.content) for a in built.site.assets], dict(built.site.pockets), built.findings, built.as_of, built.zone


@pytest.fixture
def printed(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Lists the pages that are printed."""
    found: list[str] = []
    page = Renderer.page

    def counted(self: Renderer, view: object) -> object:
        found.append(view.path)  # type: ignore[attr-defined]
        return page(self, view)  # type: ignore[arg-type]

    monkeypatch.setattr(Renderer, "page", counted)
    return found


def test_the_same_plans_are_neither_read_nor_printed_again(tmp_path: Path, printed: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    first = _bytes(_build(GOLDEN, tmp_path))
    assert len(printed) == len(set(printed)) > 40
    printed.clear()
    monkeypatch.setattr("continuity.load.load", None)
    assert _bytes(_build(GOLDEN, tmp_path)) == first
    assert printed == []


def test_an_edit_prints_the_pages_that_say_something_else(tmp_path: Path, printed: list[str]) -> None:
    _build(GOLDEN, tmp_path)
    printed.clear()
    edited = GOLDEN | {"people/ada-fox.yaml": GOLDEN["people/ada-fox.yaml"].replace(b"Ada Fox", b"Ada Foxglove")}
    warm = _bytes(_build(edited, tmp_path))
    assert "people/ada-fox.html" in printed
    assert "vendors/index.html" not in printed
    assert warm == _bytes(_build(edited, None))


def test_another_day_audience_or_program_is_another_site(tmp_path: Path, printed: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    _build(GOLDEN, tmp_path)
    later = NOW.date() + dt.timedelta(days=400)
    assert _bytes(_build(GOLDEN, tmp_path, day=later)) == _bytes(_build(GOLDEN, None, day=later))
    assert _bytes(_build(GOLDEN, tmp_path, audience="public")) == _bytes(_build(GOLDEN, None, audience="public"))
    monkeypatch.setattr(remembering, "program", lambda: "another")
    printed.clear()
    _build(GOLDEN, tmp_path)
    assert len(printed) > 40


_NAMES = sorted(path for path in GOLDEN if path.endswith(".yaml") and path != "organisation.yaml")
_edits = st.lists(
    st.tuples(st.sampled_from(_NAMES), st.sampled_from(["gone", "back", "words", "broken", "link"])),
    min_size=1,
    max_size=3,
)


def _edited(plans: dict[str, bytes], edits: list[tuple[str, str]]) -> dict[str, bytes]:
    plans = dict(plans)
    for path, how in edits:
        if how == "gone":
            plans.pop(path, None)
        elif how == "back":
            plans[path] = GOLDEN[path]
        elif how == "broken":
            plans[path] = plans.get(path, b"") + b"\nnonsense: [1\n"
        elif how == "link":
            plans[path] = (
                plans.get(path, b"") + b"\ndescription: See [the step](runbook/restart-orders#nowhere) and [it](service/orders).\n"
            )
        else:
            plans[path] = plans.get(path, b"") + b"\nnotes: Changed words\n"
    return plans


@settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(edits=st.lists(_edits, min_size=1, max_size=3))
def test_any_run_of_edits_comes_to_the_same_with_and_without(
    tmp_path_factory: pytest.TempPathFactory, edits: list[list[tuple[str, str]]]
) -> None:
    cache = tmp_path_factory.mktemp("cache")
    plans = GOLDEN
    for edit in edits:
        plans = _edited(plans, edit)
        warm, cold = _build(plans, cache), _build(plans, None)
        assert warm.findings == cold.findings
        assert warm.failed == cold.failed
        if cold.site is not None:
            assert _bytes(warm) == _bytes(cold)


@pytest.mark.parametrize("damage", ["cut", "flip", "empty", "text", "index"])
def test_a_damaged_cache_is_none(tmp_path: Path, damage: str) -> None:
    first = _bytes(_build(GOLDEN, tmp_path))
    file = tmp_path / remembering.FILE
    data = bytearray(file.read_bytes())
    if damage == "cut":
        del data[len(data) // 2 :]
    elif damage == "flip":
        middle = len(data) // 3
        data[middle : middle + 64] = bytes(64)
    elif damage == "empty":
        data.clear()
    elif damage == "text":
        data[:] = b"not a cache"
    else:
        data[-200] ^= 255
    file.write_bytes(data)
    assert _bytes(_build(GOLDEN, tmp_path)) == first
    assert PageCache.open(file) is not None, "a good one was written in its place"


def test_a_cache_that_cannot_be_written_is_no_fault(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    assert _bytes(_build(GOLDEN, tmp_path / "file")) == _bytes(_build(GOLDEN, None))


def test_a_reader_goes_on_with_the_cache_it_opened(tmp_path: Path) -> None:
    _build(GOLDEN, tmp_path)
    old = PageCache.open(tmp_path / remembering.FILE)
    assert old is not None
    assert old.site is not None
    _build({path: content for path, content in GOLDEN.items() if not path.startswith("people/")}, tmp_path)
    assert old.all(old.site.pages) is not None
    assert sorted(path.name for path in tmp_path.iterdir()) == [".gitignore", remembering.FILE]


def test_the_program_is_told_apart_by_its_code(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    assert edition.program() == edition.program()
    (tmp_path / "view.py").write_text("1")
    monkeypatch.setattr(edition, "files", lambda _: tmp_path)
    one = edition.program()
    (tmp_path / "view.py").write_text("2")
    assert edition.program() != one


def test_a_build_that_leaves_nothing_finds_what_is_there(tmp_path: Path, printed: list[str]) -> None:
    _build(GOLDEN, tmp_path)
    left = (tmp_path / remembering.FILE).read_bytes()
    printed.clear()
    edited = GOLDEN | {"people/ada-fox.yaml": GOLDEN["people/ada-fox.yaml"].replace(b"Ada Fox", b"Ada Foxglove")}
    build_site(sorted(edited.items()), as_of=TODAY, now=NOW, audience="internal", fail_on="never", cache=tmp_path)
    assert 0 < len(printed) < 40
    assert (tmp_path / remembering.FILE).read_bytes() == left
