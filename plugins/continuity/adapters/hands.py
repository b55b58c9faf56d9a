"""Work done by two processes: the one that was asked, and a copy of it."""

from __future__ import annotations

import os
import sys
import threading
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress

import msgspec

from continuity.adapters.shelf import DiskShelf, Entry
from continuity.pages.made import Slip

__all__ = ["beside", "can_be_two", "in_two"]


def can_be_two() -> bool:
    """Whether a second process can go on from here: not where a process is not copied (Windows), where the system's own libraries do not
    survive it (macOS), where there is one processor, or while threads run, which would not be in the copy."""
    return sys.platform not in ("win32", "darwin") and (os.cpu_count() or 1) > 1 and threading.active_count() == 1


def beside(other: Callable[[], None], work: Callable[[], None], *, alone: bool) -> None:
    """Does both, and unless ``alone``, ``other`` in a second process. They touch nothing in common, and ``other`` may be done twice: where
    the second process fails it is done again here, so that a fault is raised here in either case."""
    if alone:
        other()
        work()
        return
    child = os.fork()
    if not child:
        failed = 1
        try:
            other()
            failed = 0
        finally:
            os._exit(failed)
    try:
        work()
    finally:
        _, status = os.waitpid(child, 0)
    if status:
        other()


def in_two(tasks: Sequence[int], work: Callable[[int], list[Slip]], shelf: DiskShelf, *, alone: bool) -> Mapping[int, list[Slip]]:
    """What ``work`` puts on ``shelf`` for each of ``tasks``, done by this process and, unless ``alone``, by a second one beside it.

    Both take the next task when they have done one, so that the first should be the longest. What the second could not do, this one does: a
    fault is raised here in either case. ``tasks`` are numbers below 256.
    """
    if alone:
        return {task: work(task) for task in tasks}
    queue, fill = os.pipe()
    answer, say = os.pipe()
    os.write(fill, bytes(tasks))
    os.close(fill)
    child = os.fork()
    if not child:
        _second(queue, say, work, shelf)
    os.close(say)
    done: dict[int, list[Slip]] = {}
    try:
        while taken := os.read(queue, 1):
            done[taken[0]] = work(taken[0])
    finally:
        os.read(queue, len(tasks))  # nothing, unless a fault ended this: then the second has nothing more to do either
        os.close(queue)
        with os.fdopen(answer, "rb") as told:
            said = told.read()
        os.waitpid(child, 0)
    done.update(_told(said, shelf))
    for task in tasks:
        if task not in done:
            done[task] = work(task)
    return done


_decoder = msgspec.msgpack.Decoder(dict[int, list[Entry | str]])


def _told(said: bytes, shelf: DiskShelf) -> dict[int, list[Slip]]:
    """What the second process did; nothing when it ended before it could say."""
    try:
        return {task: shelf.receipts(entries) for task, entries in _decoder.decode(said).items()}
    except (msgspec.DecodeError, LookupError):
        return {}


def _second(queue: int, say: int, work: Callable[[int], list[Slip]], shelf: DiskShelf) -> None:
    """The life of the second process. It ends here, whatever happens, without the cleaning up that is the first one's to do."""
    try:
        shelf.turn_over()
        done: dict[int, list[Entry | str]] = {}
        while taken := os.read(queue, 1):
            # What fails here is done again by the first process, which meets the same fault where it can be reported.
            with suppress(Exception):
                done[taken[0]] = shelf.entries(work(taken[0]))
        shelf.flush()
        with os.fdopen(say, "wb") as out:
            out.write(msgspec.msgpack.encode(done))
    finally:
        os._exit(0)
