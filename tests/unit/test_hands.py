"""Work shared by two processes comes to the same, whatever becomes of the second one."""

from __future__ import annotations

import datetime as dt
import os
import signal
from pathlib import Path

import pytest
from continuity.adapters import build, hands
from continuity.adapters.build import build_site, read_folder
from continuity.adapters.hands import beside, in_two
from continuity.adapters.shelf import DiskShelf
from continuity.pages.made import Slip

GOLDEN = Path(__file__).parents[1] / "golden" / "plans"
NOW = dt.datetime(2026, 11, 23, 9, tzinfo=dt.UTC)


def _site(*, alone: bool) -> dict[str, bytes]:
    built = build_site(read_folder(GOLDEN), as_of=NOW.date(), now=NOW, audience="internal", alone=alone)
    assert built.site is not None
    assets = {asset.path: asset.content for asset in built.site.assets}
    return assets | {page.path: repr((page.title, page.crumbs, page.headings, page.html)).encode() for page in built.site.pages}


@pytest.fixture
def two_always(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Makes small sites in two processes as well, and lists the second ones."""
    forked: list[int] = []
    fork = os.fork

    def counted() -> int:
        child = fork()
        if child:
            forked.append(child)
        return child

    # Threads of the test runner only wait; the copy does not need them.
    monkeypatch.setattr(hands, "can_be_two", lambda: True)
    monkeypatch.setattr(build, "LARGE", 0)
    monkeypatch.setattr(os, "fork", counted)
    return forked


def test_two_processes_make_the_same_site(two_always: list[int]) -> None:
    alone = _site(alone=True)
    assert not two_always
    assert _site(alone=False) == alone
    assert len(two_always) == 1


def _numbered(shelf: DiskShelf, task: int) -> list[Slip]:
    return [shelf.put("", f"{task}".encode(), b"x" * task), shelf.put("", b"", b"second")]


def _shared(shelf: DiskShelf, here: int) -> dict[int, list[bytes]]:
    """Tasks 1 to 9 in two processes; the second has a fault with 4, which process ``here`` has not."""

    def work(task: int) -> list[Slip]:
        if task == 4 and os.getpid() != here:
            raise ValueError(task)
        return _numbered(shelf, task)

    done = in_two(range(1, 10), work, shelf, alone=False)
    return {task: [slip.about + b"|" + slip.read() for slip in slips] for task, slips in done.items()}


def test_everything_is_done_once_and_can_be_read() -> None:
    found = _shared(DiskShelf(), os.getpid())
    assert found == {task: [f"{task}|".encode() + b"x" * task, b"|second"] for task in range(1, 10)}


def test_what_the_second_process_cannot_do_is_done_here() -> None:
    shelf = DiskShelf()
    here = os.getpid()

    def work(task: int) -> list[Slip]:
        if os.getpid() != here:
            os.kill(os.getpid(), signal.SIGKILL)
        return _numbered(shelf, task)

    done = in_two(range(1, 200), work, shelf, alone=False)
    assert {task: slips[0].read() for task, slips in done.items()} == {task: b"x" * task for task in range(1, 200)}


def test_a_fault_is_raised_here() -> None:
    shelf = DiskShelf()

    def work(task: int) -> list[Slip]:
        raise ValueError(f"task {task}")

    with pytest.raises(ValueError, match="task"):
        in_two(range(1, 10), work, shelf, alone=False)


@pytest.mark.parametrize("alone", [True, False])
def test_both_are_done_side_by_side(tmp_path: Path, alone: bool) -> None:
    def write(name: str) -> None:
        (tmp_path / name).write_text(name)

    beside(lambda: write("a"), lambda: write("b"), alone=alone)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a", "b"]


def test_a_fault_beside_is_raised_here() -> None:
    def wrong() -> None:
        raise ValueError("beside")

    with pytest.raises(ValueError, match="beside"):
        beside(wrong, lambda: None, alone=False)
