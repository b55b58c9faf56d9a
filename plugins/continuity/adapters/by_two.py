"""Plans read and checked by two processes: what is found is the same as with one.

In reading, the other process takes most of the YAML, and this one makes records of it: a record costs as much to make as a third of its file costs to
read, and cannot be handed over for less than that. In checking, each has half of the rules, and the other process judges reviews on the way, which pages
ask for as well: that is handed over with what it found.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing
from itertools import accumulate, chain, count

import msgspec

from continuity.adapters.hands import Ahead
from continuity.adapters.stages import STAGES
from continuity.adapters.told import Told, finding_of, told
from continuity.analysis.reviewed import ReviewStatus
from continuity.checks import RULES, Half, Subject, ask_all, findings_of
from continuity.findings import Finding, Severity
from continuity.load import Loaded, Quickly, is_yaml, load
from continuity.text.quick import Packed, Plain, Root, pack_quickly, read_quickly, unpack

__all__ = ["check_plans", "load_plans"]

_File = tuple[str, bytes]
_OWN = 0.15
"""The share of all bytes that this process reads itself: by when it needs the rest, the other is ahead of it."""
_PIECE = 100
"""So many files are handed over at once."""

_encode = msgspec.msgpack.Encoder().encode
_decode = msgspec.msgpack.Decoder(list[tuple[str, Packed | None]]).decode
_decode_told = msgspec.msgpack.Decoder(list[Told]).decode
_decode_reviews = msgspec.msgpack.Decoder(tuple[ReviewStatus, ...]).decode


def load_plans(files: Iterable[_File], *, alone: bool) -> Loaded:
    """``load``, and unless ``alone`` with a second process to help. What is loaded is the same."""
    files = sorted(files)
    if alone:
        return load(files, quickly=_counted(read_quickly, files))
    with closing(_Reader(files)) as reader:
        return load(files, quickly=_counted(reader.read, files))


def _counted(quickly: Quickly, files: Sequence[_File]) -> Quickly:
    """The same, and says how far it has come."""
    if STAGES.bar is None:
        return quickly
    done, total = count(1), sum(is_yaml(path) for path, _ in files)

    def read(path: str, data: bytes) -> tuple[dict[str, Plain], Root] | None:
        STAGES.come(next(done), total)
        return quickly(path, data)

    return read


def check_plans(subject: Subject, mildest: Severity = Severity.NOTE, *, alone: bool) -> tuple[Finding, ...]:
    """``checks.findings_of``, and unless ``alone`` with a second process to help. What rules find that look at one record at a time is then not all noted in
    ``subject``, for the next version of the plans to go on from."""
    return findings_of(subject, mildest, _ask_alone if alone else _ask)


def _ask_alone(subject: Subject, *halves: Half) -> Iterable[Finding]:
    """``ask_all``, and says how far it has come."""
    asked = tuple(chain.from_iterable(halves))
    for done, function in enumerate(asked):
        STAGES.come(done, len(asked))
        yield from function(subject)


def _ask(subject: Subject, here: Half, there: Half) -> Iterable[Finding]:
    def other() -> Iterator[bytes]:
        yield _encode([told(finding) for finding in ask_all(subject, there)])
        yield _encode(subject.study.reviews)

    with closing(Ahead(other)) as others:
        yield from _ask_alone(subject, here)
        for kept in _decode_told(next(others)):
            yield finding_of(kept, RULES)
        subject.study.take_over(_decode_reviews(next(others)))


class _Reader:
    """What the other process has read, and who reads what it does not."""

    def __init__(self, files: Sequence[_File]) -> None:
        rest = _rest([file for file in files if is_yaml(file[0])])
        self._promised = {path for path, _ in rest}
        self._read: dict[str, Packed | None] = {}
        self._coming = Ahead(lambda: _pieces(rest))

    def read(self, path: str, data: bytes) -> tuple[dict[str, Plain], Root] | None:
        """As ``read_quickly``."""
        if path not in self._promised:
            return read_quickly(path, data)
        while path not in self._read:
            self._read.update(_decode(next(self._coming)))
        packed = self._read.pop(path)
        return packed and unpack(path, data, packed)

    def close(self) -> None:
        """All was asked for that is wanted: of two files that say they are one, the second is not."""
        self._coming.close()


def _rest(files: Sequence[_File]) -> Sequence[_File]:
    """All but the first files, which this process reads."""
    ends = accumulate(len(data) for _, data in files)
    own = sum(map(len, (data for _, data in files))) * _OWN
    return files[sum(end <= own for end in ends) :]


def _pieces(files: Sequence[_File]) -> Iterator[bytes]:
    for start in range(0, len(files), _PIECE):
        yield _encode([(path, pack_quickly(path, data)) for path, data in files[start : start + _PIECE]])
