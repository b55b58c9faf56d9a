"""A line on a terminal that says how far long work has come. Elsewhere there is none: what is kept is read later, and there a line for each stage is enough."""

from __future__ import annotations

import logging
import mmap
import os
import shutil
import sys
import time
from collections.abc import Callable
from typing import TextIO

__all__ = ["Bar", "Tally", "bar_for"]

_BLANK = "\r\x1b[K"
_OFTEN = 0.1
"""Seconds between two drawings."""
_LONGEST = 40
"""Characters of the bar itself."""


class Bar:
    """Draws on ``stream``, over what it drew before; ``clock`` gives seconds."""

    def __init__(self, stream: TextIO, clock: Callable[[], float] = time.monotonic) -> None:
        self._stream = stream
        self._clock = clock
        self._drawn_at: float | None = None

    def show(self, name: str, done: int, total: int) -> None:
        """Says that ``done`` of ``total`` are made of the stage ``name``, not more often than anybody can read it."""
        now = self._clock()
        if not total or (self._drawn_at is not None and now - self._drawn_at < _OFTEN):
            return
        self._drawn_at = now
        said = f" {done:,} of {total:,}"
        room = shutil.get_terminal_size().columns - 1 - len(name) - len(said) - 1
        length = max(0, min(_LONGEST, room))
        full = length * min(done, total) // total
        self._write(f"{_BLANK}{name} {'█' * full}{'░' * (length - full)}{said}")

    def begin(self, name: str) -> None:
        """Says that the stage ``name`` has begun; how far it has come is drawn over it, where that is counted."""
        self._drawn_at = self._clock() - _OFTEN
        self._write(f"{_BLANK}{name} …"[: shutil.get_terminal_size().columns - 1 + len(_BLANK)])

    def clear(self) -> None:
        """Takes the line away, before somebody else writes one."""
        if self._drawn_at is not None:
            self._drawn_at = None
            self._write(_BLANK)

    def filter(self, record: logging.LogRecord) -> bool:
        """For handlers of a log: what is logged gets a line of its own."""
        self.clear()
        return True

    def _write(self, text: str) -> None:
        self._stream.write(text)
        self._stream.flush()


class Tally:
    """A count that this process and a copy of it made later both add to."""

    def __init__(self) -> None:
        self._counts = mmap.mmap(-1, 16)  # a number for each: neither waits for the other
        self._first = os.getpid()

    def add(self) -> bool:
        """One more; whether this is the process that counts for both."""
        first = os.getpid() == self._first
        place = slice(0, 8) if first else slice(8, 16)
        self._counts[place] = (int.from_bytes(self._counts[place], "little") + 1).to_bytes(8, "little")
        return first

    def __int__(self) -> int:
        return sum(int.from_bytes(self._counts[at : at + 8], "little") for at in (0, 8))


def bar_for(handlers: list[logging.Handler], stream: TextIO = sys.stderr) -> Bar | None:
    """A bar on ``stream`` that gives way to what ``handlers`` write; None where nobody looks at it as it is drawn."""
    if not stream.isatty() or os.environ.get("TERM") == "dumb":
        return None
    bar = Bar(stream)
    for handler in handlers:
        handler.addFilter(bar.filter)
    return bar
