"""Finished pages and files outside memory: what a build makes is appended to a file without a name and read back when it is written out."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from typing import BinaryIO

from continuity.pages.made import Slip

__all__ = ["DiskShelf", "Entry"]

Entry = tuple[int, int, int, int]
"""Which file, where it begins, and how many bytes of it are about the page and of its body."""


@dataclass(frozen=True, slots=True)
class _Receipt:
    shelf: DiskShelf
    entry: Entry

    @property
    def about(self) -> bytes:
        file, start, about, _ = self.entry
        return self.shelf.part(file, start, about)

    def read(self) -> bytes:
        file, start, about, body = self.entry
        return self.shelf.part(file, start + about, body)


class DiskShelf:
    """A shelf on disk. It may be filled by two processes, each with a file of its own."""

    def __init__(self) -> None:
        self._files: tuple[BinaryIO, BinaryIO] = (tempfile.TemporaryFile(), tempfile.TemporaryFile())  # noqa: SIM115 - as long as the shelf
        self._own = 0
        self._end = 0
        self._flushed = True

    def find(self, key: str) -> Slip | None:
        """Nothing: this shelf begins empty."""
        return None

    def put(self, key: str, about: bytes, body: bytes) -> Slip:
        """Appends ``body`` and what is said of it."""
        file = self._files[self._own]
        file.write(about)
        file.write(body)
        self._flushed = False
        entry = (self._own, self._end, len(about), len(body))
        self._end += len(about) + len(body)
        return _Receipt(self, entry)

    def part(self, file: int, start: int, length: int) -> bytes:
        """Some bytes of one of the files."""
        if file == self._own and not self._flushed:
            self.flush()
        return os.pread(self._files[file].fileno(), length, start)

    def flush(self) -> None:
        """Makes what was put here visible to the other process."""
        self._files[self._own].flush()
        self._flushed = True

    def turn_over(self) -> None:
        """In the second process: what is put from here on goes into the second file."""
        self._own, self._end, self._flushed = 1, 0, True

    def entries(self, slips: Sequence[Slip]) -> list[Entry]:
        """What another process needs to read the same."""
        return [slip.entry for slip in slips if isinstance(slip, _Receipt)]

    def receipts(self, entries: Sequence[Entry]) -> list[Slip]:
        """The other way round."""
        return [_Receipt(self, entry) for entry in entries]
