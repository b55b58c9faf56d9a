"""Whether something is still what was attested: its own record by scope, and what it leans on by record."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from continuity.analysis.fingerprint import Fingerprinter, Scope, matches
from continuity.model.attestation import Attestation, Fingerprints
from continuity.model.base import Ref
from continuity.model.portfolio import Portfolio

__all__ = ["Content", "ContentState", "compare", "same_content"]


class ContentState(StrEnum):
    """``unknown``: the attestation has no fingerprints, or none for some scope, or of a version nobody knows.

    ``none``: nothing is attested.
    """

    AS_REVIEWED = "as-reviewed"
    UNKNOWN = "unknown"
    UPSTREAM_CHANGED = "upstream-changed"
    CHANGED = "changed"
    NONE = "none"

    @property
    def rank(self) -> int:
        """0 for as reviewed; the higher the worse."""
        return _CONTENT_RANK[self]


_CONTENT_RANK: Final = {state: rank for rank, state in enumerate(ContentState)}


@dataclass(frozen=True, slots=True)
class Content:
    """What of a subject is no longer what was attested.

    ``changed`` are scopes of the record itself (``all`` alone: only fields that are in no other scope); ``upstream`` are records that it
    leans on that changed or are gone. ``unattested`` are scopes, and ``upstream_unattested`` records, of which the attestation says
    nothing.
    """

    state: ContentState
    changed: tuple[Scope, ...] = ()
    upstream: tuple[Ref, ...] = ()
    unattested: tuple[Scope, ...] = ()
    upstream_unattested: tuple[Ref, ...] = ()


def compare(portfolio: Portfolio, prints: Fingerprinter, subject: Ref, attestation: Attestation | None) -> Content:
    """``subject`` today beside what ``attestation`` saw."""
    if attestation is None:
        return Content(ContentState.NONE)
    given = _given(attestation.fingerprints)
    same = prints.of_version(attestation.fingerprints.version) if attestation.fingerprints else None
    if not given or same is None:
        return Content(ContentState.UNKNOWN, unattested=(Scope.ALL,))
    prints = same
    now = prints.scopes(subject)
    changed = [scope for scope, value in given.items() if scope in now and not matches(value, now[scope])]
    narrow = _named(changed) or tuple(changed)
    unattested = () if Scope.ALL in given else tuple(scope for scope in _named(now) or (Scope.ALL,) if scope not in given)
    upstream, missing = _upstream(portfolio, prints.upstream(subject), attestation)
    if narrow:
        state = ContentState.CHANGED
    elif upstream:
        state = ContentState.UPSTREAM_CHANGED
    else:
        state = ContentState.UNKNOWN if unattested or missing else ContentState.AS_REVIEWED
    return Content(state, narrow, upstream, unattested, missing)


def _named(scopes: Iterable[Scope]) -> tuple[Scope, ...]:
    return tuple(scope for scope in scopes if scope is not Scope.ALL)


def _given(prints: Fingerprints | None) -> dict[Scope, str]:
    if prints is None:
        return {}
    return {scope: value for scope in Scope if (value := getattr(prints, scope.value)) is not None}


def _upstream(portfolio: Portfolio, now: dict[str, str], attestation: Attestation) -> tuple[tuple[Ref, ...], tuple[Ref, ...]]:
    """What changed or is gone, and what nothing was said of. What the subject no longer leans on is a change of its own."""
    changed, said = set(), set()
    for key, value in attestation.upstream.items():
        kind, _, name = key.partition("/")
        ref = portfolio.resolve(Ref(kind, name))
        said.add(str(ref))
        if portfolio.get(ref) is None or (str(ref) in now and not matches(value, now[str(ref)])):
            changed.add(ref)
    missing = [Ref(*key.split("/", 1)) for key in now if key not in said]
    return tuple(sorted(changed)), tuple(missing)


def same_content(one: Attestation, other: Attestation) -> bool:
    """Whether two attestations carry fingerprints of the same content: every scope both have agrees, and there is one.

    One may be a start of the other. Fingerprints of two versions cannot be compared.
    """
    if one.fingerprints and other.fingerprints and one.fingerprints.version != other.fingerprints.version:
        return False
    first, second = _given(one.fingerprints), _given(other.fingerprints)
    shared = first.keys() & second.keys()
    return bool(shared) and all(matches(first[s], second[s].lower()) or matches(second[s], first[s].lower()) for s in shared)
