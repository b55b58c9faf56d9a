"""Plans read and checked by two processes: the same records, places and findings as by one."""

from __future__ import annotations

import datetime as dt
import os
import signal
from pathlib import Path

import pytest
from continuity.adapters import reading
from continuity.adapters.build import read_folder
from continuity.adapters.checking import check_plans
from continuity.adapters.reading import load_plans
from continuity.analysis import study
from continuity.checks import Half, Subject, findings_of
from continuity.findings import Finding
from continuity.load import Loaded, load
from continuity.text import quick
from hypothesis import given, settings
from hypothesis import strategies as st

FOLDERS = Path(__file__).parents[1] / "golden" / "plans", Path(__file__).parents[2] / "plans"
DAY = dt.date(2026, 11, 23)
File = tuple[str, bytes]


def _all_of(loaded: Loaded) -> tuple[object, ...]:
    roots = {str(ref): (root.position, root._node, root._shape, root._places) for ref, root in loaded.sources.roots.items()}
    return loaded.portfolio, loaded.findings, loaded.unreadable, dict(loaded.sources.texts), list(roots), roots


@pytest.fixture(scope="module", params=FOLDERS, ids=lambda folder: folder.parent.name)
def files(request: pytest.FixtureRequest) -> tuple[File, ...]:
    return read_folder(request.param)


def test_the_same_is_read(files: tuple[File, ...], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "_PIECE", 7)
    here = []
    monkeypatch.setattr(reading, "read_quickly", lambda path, data: here.append(path) or quick.read_quickly(path, data))
    assert _all_of(load_plans(files, alone=False)) == _all_of(load(files))
    assert not here, "the other process reads all of it"


def test_the_same_is_found(files: tuple[File, ...]) -> None:
    loaded = load(files)
    assert check_plans(Subject(loaded, DAY), alone=False) == check_plans(Subject(loaded, DAY), alone=True) != ()


def test_reviews_that_the_other_process_judged_are_not_judged_here(files: tuple[File, ...], monkeypatch: pytest.MonkeyPatch) -> None:
    here: list[dt.date] = []
    judged = study.statuses
    monkeypatch.setattr(study, "statuses", lambda portfolio, day, known: here.append(day) or judged(portfolio, day, known))
    subject = Subject(load(files), DAY)
    check_plans(subject, alone=False)
    assert subject.study.reviews == judged(subject.portfolio, DAY) != ()
    assert not here


def test_the_rules_are_shared_out() -> None:
    halves: list[int] = []

    def count(subject: Subject, here: Half, there: Half) -> tuple[Finding, ...]:
        halves.extend((len(here), len(there)))
        return ()

    findings_of(Subject(load(()), DAY), ask=count)
    assert min(halves) > 10


def test_all_is_read_when_the_other_process_dies(files: tuple[File, ...], monkeypatch: pytest.MonkeyPatch) -> None:
    here, pack = os.getpid(), reading.pack_quickly

    def mortal(path: str, data: bytes) -> quick.Packed | None:
        if path > "runbooks/" and os.getpid() != here:
            os.kill(os.getpid(), signal.SIGKILL)
        return pack(path, data)

    monkeypatch.setattr(reading, "_PIECE", 5)
    monkeypatch.setattr(reading, "pack_quickly", mortal)
    assert _all_of(load_plans(files, alone=False)) == _all_of(load(files))


_CONTENTS = st.sampled_from(
    (b"name: Anna\n", b"name: [\n", b"id: other\nname: A\n", b"", b"\xff", b"a: &a [*a]\n", b"name: x\nname: y\n", b"nam: B\n")
)
_PATHS = st.sampled_from(
    (
        "people/a.yaml",
        "people/a.yml",
        "people/b.yaml",
        "people/_b.yaml",
        "people/B C.yaml",
        "services/a.yaml",
        "x/y.yaml",
        "runbooks/a.md",
        "o.yaml",
    )
)


@settings(deadline=None, max_examples=40)
@given(st.dictionaries(_PATHS, _CONTENTS, max_size=9))
def test_plans_with_anything_wrong_are_read_the_same(plans: dict[str, bytes]) -> None:
    files = tuple(plans.items())
    assert _all_of(load_plans(files, alone=False)) == _all_of(load(files))
