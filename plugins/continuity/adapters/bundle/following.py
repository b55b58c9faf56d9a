"""The files of a site in the order of a copy of it, each as soon as it is written, while another process still writes the site.

Nothing here is taken on trust: what was handed out is compared in the end with what the site then has, by size and time of change.
"""

from __future__ import annotations

import mmap
import os
import time
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from continuity.adapters.bundle.contents import SiteFile, kept_files

__all__ = ["Following", "Writing"]

_ALL = 2**32 - 1
_PAUSE = 0.002
"""Seconds to wait for a page that is not written yet."""


class Writing:
    """How far the writing of ``pages`` (paths below the site, in the order they are written) has come, for a copy of this process to see."""

    def __init__(self, pages: Sequence[str]) -> None:
        self.number: Mapping[str, int] = {path: number for number, path in enumerate(pages)}
        self._writer = os.getpid()
        self._written = mmap.mmap(-1, 4)

    def is_at(self, page: str) -> None:
        """Said before ``page`` is written: all before it are there."""
        if (number := self.number.get(page)) is not None:
            self._written[:] = number.to_bytes(4, "little")

    def is_done(self) -> None:
        """Said when all that belongs into the copy is there."""
        self._written[:] = _ALL.to_bytes(4, "little")

    def wait_for(self, page: str) -> None:
        """Returns when ``page`` is written. Raises EOFError when nobody writes any more."""
        number = self.number[page]
        while int.from_bytes(self._written[:], "little") <= number:
            if os.getpid() != self._writer != os.getppid():
                raise EOFError(page)
            time.sleep(_PAUSE)


class Following:
    """What belongs into the copy of ``site``, found while it is written."""

    def __init__(self, site: Path, writing: Writing) -> None:
        self._site = site
        self._writing = writing
        self._seen: dict[str, tuple[int, int]] = {}

    def files(self) -> Iterator[SiteFile]:
        """As ``kept_files``, in the same order; to be asked when everything but pages is there."""
        pages = self._writing.number
        there = {file.path for file in kept_files(self._site)}
        for path in sorted(there | pages.keys()):
            if path in pages:
                self._writing.wait_for(path)
            place = self._site / path
            if place.is_file():
                self._seen[path] = _state(place)
                yield SiteFile(path, place)

    def saw_all(self) -> bool:
        """Whether the site has now what ``files`` gave, and nothing else; to be asked when all is written."""
        return self._seen == {file.path: _state(file.place) for file in kept_files(self._site)}


def _state(place: Path) -> tuple[int, int]:
    stat = place.stat()
    return stat.st_size, stat.st_mtime_ns
