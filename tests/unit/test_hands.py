"""Work shared by two processes comes to the same, whatever becomes of the second one."""

from __future__ import annotations

import datetime as dt
import os
import signal
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from continuity.adapters import hands
from continuity.adapters.build import build_site, read_folder
from continuity.adapters.hands import Ahead, ahead, in_two
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
    monkeypatch.setattr(hands, "LARGE", 0)
    monkeypatch.setattr(os, "fork", counted)
    return forked


def test_two_processes_make_the_same_site(two_always: list[int]) -> None:
    alone = _site(alone=True)
    assert not two_always
    assert _site(alone=False) == alone
    assert len(two_always) == 4, "one each for reading, checking, files and pages"


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


def _pieces() -> Iterator[bytes]:
    for number in range(50):
        yield b"%d" % number * number * 1000


@pytest.mark.parametrize("alone", [True, False])
def test_pieces_come_ahead_in_their_order(alone: bool) -> None:
    assert list(ahead(_pieces, alone=alone)) == list(_pieces())


@pytest.mark.parametrize("last", [0, 1, 30])
def test_pieces_that_the_second_process_does_not_give_are_made_here(last: int) -> None:
    here = os.getpid()

    def work() -> Iterator[bytes]:
        for number, piece in enumerate(_pieces()):
            if number == last and os.getpid() != here:
                os.kill(os.getpid(), signal.SIGKILL)
            yield piece

    assert list(ahead(work, alone=False)) == list(_pieces())


def test_a_fault_ahead_is_raised_here() -> None:
    def work() -> Iterator[bytes]:
        yield b"first"
        raise ValueError("ahead")

    pieces = ahead(work, alone=False)
    assert next(pieces) == b"first"
    with pytest.raises(ValueError, match="ahead"):
        next(pieces)


def test_where_no_more_processes_are_allowed_one_does_all(monkeypatch: pytest.MonkeyPatch) -> None:
    def refused() -> int:
        raise BlockingIOError("Resource temporarily unavailable")

    monkeypatch.setattr(os, "fork", refused)
    assert len(_shared(DiskShelf(), os.getpid())) == 9
    assert list(ahead(_pieces, alone=False)) == list(_pieces())
    begun: list[int] = []
    waits = Ahead(lambda: [b"%d" % len(begun)])
    begun.append(1)
    assert list(waits) == [b"1"], "begun when it is asked for: it may wait for what is done meanwhile"
    unwanted = Ahead(_pieces)
    unwanted.close()
    assert list(unwanted) == []


def test_nobody_waits_for_pieces_that_nobody_wants() -> None:
    def work() -> Iterator[bytes]:
        yield b"first"
        time.sleep(600)

    pieces = Ahead(work)
    assert next(pieces) == b"first"
    pieces.close()
    assert list(pieces) == []
    with pytest.raises(ChildProcessError):
        os.waitpid(pieces._child, os.WNOHANG)
