"""A build lets go of what nobody will ask for any more, so that the site is brought together in the memory that plans took."""

from __future__ import annotations

import datetime as dt
import weakref
from pathlib import Path
from typing import Any

import pytest
from continuity.adapters import build
from continuity.adapters.build import build_site, read_folder
from continuity.analysis.figures import Figure, earliest, exact, given, latest, merged, total, unknown
from continuity.analysis.lazily import Lazily
from continuity.model.base import Ref
from continuity.model.values import Duration
from continuity.pages.maker import Gathered
from repositories import Repo, needs_git

NOW = dt.datetime(2026, 11, 23, 9, tzinfo=dt.UTC)
GOLDEN = dict(read_folder(Path(__file__).parents[1] / "golden" / "plans"))


@pytest.fixture
def repo(tmp_path: Path) -> Repo:
    """The golden plans, and an edit of every service after its reviews."""
    made = Repo(tmp_path / "work")
    made.commit("Plans", {f"plans/{path}": data for path, data in GOLDEN.items()}, day="2026-01-01")
    edited = {f"plans/{path}": data + b"users: twelve\n" for path, data in GOLDEN.items() if path.startswith("services/")}
    made.commit("Edit", dict(edited), day="2026-11-01")
    return made


@needs_git
@pytest.mark.parametrize("audience", ["public", "internal", "restricted"])
@pytest.mark.parametrize("going_on", [False, True])
def test_plans_are_let_go_before_the_site_is_brought_together(
    repo: Repo, audience: str, going_on: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    known: list[weakref.ref[Any]] = []
    there: list[bool] = []
    context_of, bring_together = build.context_of, Gathered.site

    def context_noted(examined: build.Examined, *rest: Any, **named: Any) -> Any:
        context = context_of(examined, *rest, **named)
        known.extend(map(weakref.ref, (examined.loaded.portfolio, examined.loaded.sources, examined.subject, context, context.portfolio)))
        return context

    def seen(self: Gathered) -> Any:
        there.extend(one() is not None for one in known)
        return bring_together(self)

    monkeypatch.setattr(build, "context_of", context_noted)
    monkeypatch.setattr(Gathered, "site", seen)
    plans = repo.folder / "plans"
    built = build_site(
        read_folder(plans), as_of=None, now=NOW, audience=audience, fail_on="never", plans=plans, alone=True, going_on=going_on
    )
    assert built.site is not None
    assert len(there) == 5
    assert any(there) is going_on
    assert (built.left is not None) is going_on


def test_what_makes_values_goes_when_all_are_made() -> None:
    made: list[str] = []

    def make(key: str) -> str:
        made.append(key)
        return key.upper()

    maker = weakref.ref(make)
    values = Lazily("cab", make)
    assert values["b"] == "B"
    del make
    assert maker() is not None
    values.reckon()
    assert maker() is None
    assert list(values.items()) == [("c", "C"), ("a", "A"), ("b", "B")]
    assert sorted(made) == ["a", "b", "c"]
    assert ("a" in values, "d" in values, len(values)) == (True, False, 3)
    with pytest.raises(KeyError):
        values["d"]


def test_figures_that_say_the_same_are_one() -> None:
    hour, nobody_knows = exact(3_600), unknown(Ref("service", "one"), "rto")
    known_in_part = Figure(Duration(7_200), nobody_knows.missing)
    assert exact(3_600) is hour
    assert given(Duration(3_600), Ref("service", "two"), "rto") is hour
    assert total((exact(1_800), exact(1_800))) is hour
    assert latest((exact(60), hour, exact(120))) is hour
    assert unknown(Ref("service", "one"), "rto") is nobody_knows
    assert latest((hour, known_in_part)) is known_in_part
    assert earliest((hour, nobody_knows)) == Figure(Duration(3_600), nobody_knows.missing)
    assert merged((hour, nobody_knows, known_in_part)) is nobody_knows.missing
