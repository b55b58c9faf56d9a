"""Finished pages and files outside memory: what a build makes is appended to a file without a name and read back when it is written out."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import BinaryIO

from continuity.pages.made import Slip

__all__ = ["DiskShelf", "Entry", "Receipt"]

Entry = tuple[str, int, int, int, int]
"""The key, which file, where it begins, and how many bytes of it are about the page and of its body."""


@dataclass(frozen=True, slots=True)
class Receipt:
    """Where something was put. It reads what it stands for anew each time."""

    entry: Entry
    part: Callable[[int, int, int], bytes]

    @property
    def key(self) -> str:
        """What it is found again by; empty where it is not."""
        return self.entry[0]

    @property
    def about(self) -> bytes:
        """What was said of it."""
        _, file, start, about, _ = self.entry
        return self.part(file, start, about)

    def read(self) -> bytes:
        """What was put there."""
        _, file, start, about, body = self.entry
        return self.part(file, start + about, body)


class DiskShelf:
    """A shelf on disk. It may be filled by two processes, each with a file of its own; ``earlier`` finds what another build left."""

    def __init__(self, earlier: Callable[[str], Slip | None] | None = None) -> None:
        self._earlier = earlier
        self._files: tuple[BinaryIO, BinaryIO] = (tempfile.TemporaryFile(), tempfile.TemporaryFile())  # noqa: SIM115 - as long as the shelf
        self._own = 0
        self._end = 0
        self._flushed = True

    def find(self, key: str) -> Slip | None:
        """What an earlier build left under ``key``."""
        return self._earlier(key) if self._earlier else None

    def put(self, key: str, about: bytes, body: bytes) -> Slip:
        """Appends ``body`` and what is said of it."""
        file = self._files[self._own]
        file.write(about)
        file.write(body)
        self._flushed = False
        entry = (key, self._own, self._end, len(about), len(body))
        self._end += len(about) + len(body)
        return Receipt(entry, self._part)

    def _part(self, file: int, start: int, length: int) -> bytes:
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

    def entries(self, slips: Iterable[Slip]) -> list[Entry | str]:
        """What another process needs to read the same: of what an earlier build left, the key is enough."""
        found = [slip for slip in slips if isinstance(slip, Receipt)]
        return [slip.entry if slip.part == self._part else slip.key for slip in found]

    def receipts(self, entries: Sequence[Entry | str]) -> list[Slip]:
        """The other way round. Raises LookupError when an earlier build's page is not there any more."""
        return [Receipt(entry, self._part) if isinstance(entry, tuple) else self._again(entry) for entry in entries]

    def _again(self, key: str) -> Slip:
        found = self.find(key)
        if found is None:
            raise LookupError(key)
        return found
