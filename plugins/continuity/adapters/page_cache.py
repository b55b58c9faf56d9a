"""What a build leaves for the next one: its pages by what they say, and which of them made up the site.

One file, replaced whole, so that two builds may share it; without it, or with one that is damaged or of another make, everything is made anew.
A cache may come from elsewhere (a build server keeps it between jobs), so nothing in it is run or trusted as to its form: it is read by type, and each
page is held against the hash it was written with. Whoever can write the cache can write the site, as whoever can write the plans can.

The file: a mark; what is about each page and its body, one after another; the index, as MessagePack; the length of the index in 8 bytes, most
significant first; its SHA-256.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import BinaryIO

import msgspec

from continuity.adapters.edition import cache_folder
from continuity.adapters.shelf import Receipt
from continuity.adapters.told import Told
from continuity.pages.made import Slip

__all__ = ["PageCache", "Remembered"]

_MARK = b"continuity pages 1\n"
_TAIL = 40
_DIGEST = 16


class Remembered(msgspec.Struct, frozen=True):
    """A whole site: by which inputs, day and time zone; the keys of its pages in order; keys of files by path; findings that did not stop it."""

    inputs: str
    day: str
    zone: str
    pages: list[str]
    assets: dict[str, str]
    pockets: dict[str, str]
    findings: list[Told]


class _Index(msgspec.Struct, frozen=True):
    """``entries`` are by key: start, bytes about, bytes of the body, first bytes of the SHA-256 of both."""

    entries: dict[str, tuple[int, int, int, bytes]]
    site: Remembered | None


class PageCache:
    """The pages an earlier build left. Slips stay good when the file is replaced meanwhile."""

    def __init__(self, file: BinaryIO, index: _Index) -> None:
        self._file = file
        self._index = index
        self._good: set[str] = set()

    @classmethod
    def open(cls, path: Path) -> PageCache | None:
        """The cache at ``path``; None when there is none that can be used."""
        try:
            file = path.open("rb")
        except OSError:
            return None
        index = _read_index(file)
        if index is None:
            file.close()
            return None
        return cls(file, index)

    @property
    def site(self) -> Remembered | None:
        """The site that was made last."""
        return self._index.site

    def __contains__(self, key: str) -> bool:
        return key in self._index.entries

    def __len__(self) -> int:
        return len(self._index.entries)

    def find(self, key: str) -> Slip | None:
        """The page of this ``key``, if it is as it was written."""
        entry = self._index.entries.get(key)
        if entry is None:
            return None
        start, about, body, digest = entry
        if key not in self._good:
            if _digest(self._part(0, start, about + body)) != digest:
                return None
            self._good.add(key)
        return Receipt((key, 0, start, about, body), self._part)

    def all(self, keys: Iterable[str]) -> list[Slip] | None:
        """The pages of these ``keys``; None unless all are there."""
        found = []
        for key in keys:
            slip = self.find(key)
            if slip is None:
                return None
            found.append(slip)
        return found

    def _part(self, file: int, start: int, length: int) -> bytes:
        return os.pread(self._file.fileno(), length, start)

    @staticmethod
    def write(path: Path, slips: Mapping[str, Slip], site: Remembered | None) -> None:
        """Replaces the cache at ``path`` by one of these pages, by key. Raises OSError, and leaves the old one then."""
        cache_folder(path.parent)
        new = path.with_name(f"{path.name}.{os.getpid()}")
        try:
            with new.open("wb") as out:
                out.write(_MARK)
                entries = dict(_written(out, slips))
                index = msgspec.msgpack.encode(_Index(entries, site))
                out.write(index)
                out.write(len(index).to_bytes(8, "big") + hashlib.sha256(index).digest())
            new.replace(path)
        finally:
            new.unlink(missing_ok=True)


def _written(out: BinaryIO, slips: Mapping[str, Slip]) -> Iterator[tuple[str, tuple[int, int, int, bytes]]]:
    start = len(_MARK)
    for key, slip in slips.items():
        about, body = slip.about, slip.read()
        out.write(about)
        out.write(body)
        yield key, (start, len(about), len(body), _digest(about + body))
        start += len(about) + len(body)


def _digest(data: bytes) -> bytes:
    return hashlib.sha256(data).digest()[:_DIGEST]


def _read_index(file: BinaryIO) -> _Index | None:
    try:
        size = os.fstat(file.fileno()).st_size
        tail = os.pread(file.fileno(), _TAIL, max(0, size - _TAIL))
        length = int.from_bytes(tail[:8], "big")
        start = size - _TAIL - length
        if len(tail) < _TAIL or start < len(_MARK) or os.pread(file.fileno(), len(_MARK), 0) != _MARK:
            return None
        packed = os.pread(file.fileno(), length, start)
        if hashlib.sha256(packed).digest() != tail[8:]:
            return None
        return msgspec.msgpack.decode(packed, type=_Index)
    except (OSError, msgspec.DecodeError):
        return None
