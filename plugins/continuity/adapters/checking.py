"""Plans checked by two processes: what is found is the same as with one.

Each has half of the rules, and the other process judges reviews on the way, which pages ask for as well: that is handed over with what it found.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import closing
from itertools import chain

import msgspec

from continuity.adapters.hands import Ahead
from continuity.adapters.stages import STAGES
from continuity.adapters.told import Told, findings_from, told
from continuity.analysis.reviewed import ReviewStatus
from continuity.checks import RULES, Half, Subject, ask_all, findings_of
from continuity.findings import Finding, Severity

__all__ = ["check_plans"]

_encode = msgspec.msgpack.Encoder().encode
_decode_told = msgspec.msgpack.Decoder(list[Told]).decode
_decode_reviews = msgspec.msgpack.Decoder(tuple[ReviewStatus, ...]).decode


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
        yield from findings_from(_decode_told(next(others)), RULES)
        subject.study.take_over(_decode_reviews(next(others)))
