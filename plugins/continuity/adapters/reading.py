"""Plans read by two processes: what is loaded is the same as with one.

The other process takes the YAML, and this one makes records of it: a record costs about as much to make as its file costs to read, and cannot be handed
over for less than that. The other begins before this one has opened the rooms that know what a record is.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing
from itertools import count
from typing import TYPE_CHECKING

import msgspec

from continuity.adapters.hands import Ahead
from continuity.adapters.stages import STAGES
from continuity.text.quick import Packed, Plain, Root, is_yaml, pack_quickly, read_quickly, unpack

if TYPE_CHECKING:
    from continuity.load import Loaded, Quickly

__all__ = ["load_plans"]

_File = tuple[str, bytes]
_PIECE = 100
"""So many files are handed over at once."""

_encode = msgspec.msgpack.Encoder().encode
_decode = msgspec.msgpack.Decoder(list[tuple[str, Packed | None]]).decode


def load_plans(files: Iterable[_File], *, alone: bool, meanwhile: Callable[[], object] = lambda: None) -> Loaded:
    """``load``, and unless ``alone`` with a second process to help. What is loaded is the same. ``meanwhile`` is done here when the other has begun."""
    files = sorted(files)
    if alone:
        meanwhile()
        return _load(files, read_quickly)
    with closing(_Reader(files)) as reader:
        meanwhile()
        return _load(files, reader.read)


def _load(files: Sequence[_File], quickly: Quickly) -> Loaded:
    from continuity.load import load

    return load(files, quickly=_counted(quickly, files))


def _counted(quickly: Quickly, files: Sequence[_File]) -> Quickly:
    """The same, and says how far it has come."""
    if STAGES.bar is None:
        return quickly
    done, total = count(1), sum(is_yaml(path) for path, _ in files)

    def read(path: str, data: bytes) -> tuple[dict[str, Plain], Root] | None:
        STAGES.come(next(done), total)
        return quickly(path, data)

    return read


class _Reader:
    """What the other process has read."""

    def __init__(self, files: Sequence[_File]) -> None:
        self._read: dict[str, Packed | None] = {}
        self._coming = Ahead(lambda: _pieces([file for file in files if is_yaml(file[0])]))

    def read(self, path: str, data: bytes) -> tuple[dict[str, Plain], Root] | None:
        """As ``read_quickly``."""
        while path not in self._read:
            self._read.update(_decode(next(self._coming)))
        packed = self._read.pop(path)
        return packed and unpack(path, data, packed)

    def close(self) -> None:
        """All was asked for that is wanted: of two files that say they are one, the second is not."""
        self._coming.close()


def _pieces(files: Sequence[_File]) -> Iterator[bytes]:
    for start in range(0, len(files), _PIECE):
        yield _encode([(path, pack_quickly(path, data)) for path, data in files[start : start + _PIECE]])
