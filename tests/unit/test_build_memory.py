"""A build lets go of what nobody will ask for any more, so that the site is brought together in the memory that plans took."""

from __future__ import annotations

import datetime as dt
import weakref
from pathlib import Path
from typing import Any

import pytest
from continuity.adapters import build
from continuity.adapters.build import build_site, read_folder
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
