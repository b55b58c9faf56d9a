"""Work done by two processes: the one that was asked, and a copy of it."""

from __future__ import annotations

import os
import signal
import sys
import tempfile
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from itertools import chain, islice
from typing import IO

import msgspec

from continuity.adapters.shelf import DiskShelf, Entry
from continuity.pages.made import Slip

__all__ = ["Ahead", "ahead", "can_be_two", "in_two", "pays"]


LARGE = 1_000
"""From this many plan files on, whoever works on them waits, and a second process does more than it costs."""

SWITCH = "CONTINUITY_SECOND_PROCESS"
"""The environment variable by which somebody leaves the second process out."""


def pays(files: int) -> bool:
    """Whether work on so many plan files, or on the pages of as many, is to be shared with a second process."""
    return files >= LARGE and can_be_two()


def can_be_two() -> bool:
    """Whether a second process can go on from here: not where a process is not copied (Windows), where the system's own libraries do not
    survive it (macOS), where this process may use one processor, while threads run, which would not be in the copy, or where the environment says no."""
    if os.environ.get(SWITCH, "").strip().lower() in ("0", "false", "no", "off"):
        return False
    return sys.platform not in ("win32", "darwin") and _processors() > 1 and threading.active_count() == 1


def _processors() -> int:
    """How many this process may use: in a container fewer than there are."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _copy() -> int | None:
    """A copy of this process, as ``os.fork``; None where there may be no more processes, or no memory for one."""
    try:
        return os.fork()
    except OSError:
        return None


class Ahead(Iterator[bytes]):
    """What ``work`` yields, made by a second process from now on, while this one does something else.

    ``work`` yields the same whenever it is done, and may be done twice: what the second process could not do is made here, so that a fault is raised
    here. Whoever began one takes all there is, or closes it.

    Where what ``work`` looks at may change meanwhile, ``again`` is the piece that says so: what could not be done is then made here from the beginning,
    after it, and what was taken before no longer counts.
    """

    def __init__(self, work: Callable[[], Iterable[bytes]], again: bytes | None = None) -> None:
        self._work = work
        self._again = again
        self._taken = self._at = 0
        self._here: Iterator[bytes] | None = None
        self._file = tempfile.TemporaryFile()  # noqa: SIM115 - as long as this
        self._heard, say = os.pipe()
        child = _copy()
        if child == 0:
            _say_all(work, self._file, say)
        os.close(say)
        if child is None:
            os.close(self._heard)
            self._file.close()
            self._here = self._all_here()
        else:
            self._child = child

    def __next__(self) -> bytes:
        if self._here is None:
            if told := os.read(self._heard, _LENGTH):
                length = int.from_bytes(told, "big")
                piece = os.pread(self._file.fileno(), length, self._at)
                self._at += length
                self._taken += 1
                return piece
            self._here = iter(()) if self._ended() else self._done_here()
        return next(self._here)

    def _done_here(self) -> Iterator[bytes]:
        return islice(self._work(), self._taken, None) if self._again is None else chain((self._again,), self._work())

    def _all_here(self) -> Iterator[bytes]:
        """Begun when the first is asked for: ``work`` may wait for what is done meanwhile."""
        yield from self._work()

    def close(self) -> None:
        """Nobody wants the rest."""
        if self._here is None:
            os.kill(self._child, signal.SIGKILL)
            self._ended()
        self._here = iter(())

    def _ended(self) -> bool:
        """Waits for the second process; whether it came to its end."""
        os.close(self._heard)
        self._file.close()
        return os.waitpid(self._child, 0)[1] == 0


_LENGTH = 8


def _say_all(work: Callable[[], Iterable[bytes]], file: IO[bytes], say: int) -> None:
    """The life of the second process: each piece goes into ``file``, its length is said when it is there. It ends here, without any cleaning up."""
    failed = 1
    try:
        for piece in work():
            file.write(piece)
            file.flush()
            os.write(say, len(piece).to_bytes(_LENGTH, "big"))
        failed = 0
    finally:
        os._exit(failed)


def ahead(work: Callable[[], Iterable[bytes]], *, alone: bool) -> Iterator[bytes]:
    """What ``work`` yields, made ahead by a second process (see ``Ahead``), or with ``alone`` here when it is asked for."""
    return iter(work()) if alone else Ahead(work)


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
    child = _copy()
    if child == 0:
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
        if child is not None:
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
