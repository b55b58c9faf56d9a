"""Who must agree to a change, and which reviews it makes stale."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Final

from continuity.analysis.answerable import teams_of
from continuity.analysis.fingerprint import MATTERS, SCOPES, Fingerprinter, Scope, matches, reached
from continuity.changes.families import ChangeRule, ChangeSeverity
from continuity.model.attestation import Attestation, Fingerprints
from continuity.model.base import Holder, Record, Ref
from continuity.model.portfolio import Portfolio

__all__ = ["Approvals", "Stale", "stale"]

_SIGNED = ("review", "approval")


class Approvals:
    """Who is asked about a change: whoever owned the record before and owns it now; for what weakens, whoever may approve in its tier too."""

    def __init__(self, base: Portfolio, head: Portfolio) -> None:
        self._sides = (base, head)
        self._head = head
        self._teams = teams_of(head)

    def of(self, ref: Ref, old: Ref, rule: ChangeRule) -> tuple[Ref, ...]:
        """References to roles, teams and people, in order; empty for information, and where nobody is named."""
        if rule.severity is ChangeSeverity.INFO:
            return ()
        records = [record for record in (self._sides[0].get(old), self._sides[1].get(ref)) if record is not None]
        found: dict[Ref, None] = {}
        for record in records:
            found.update(dict.fromkeys(self._answering(record)))
        if rule.severity is ChangeSeverity.WEAKENS:
            for side, id_ in zip(self._sides, (old, ref), strict=True):
                there = side.get(id_)
                tier = side.tier(self._tier(side, there)) if there is not None else None
                found.update(dict.fromkeys(tier.approver_roles if tier else ()))
        if not found:
            programme = self._head.programme
            found.update(dict.fromkeys([programme.owner.ref] if programme and programme.owner else []))
        return tuple(sorted(self._head.resolve(ref) for ref in found if self._head.get(ref) is not None))

    def _answering(self, record: Record) -> Iterable[Ref]:
        owner = getattr(record, "owner", None)
        if isinstance(owner, Holder):
            return (owner.ref,)
        if record.kind == "team":
            return (record.ref,)
        if record.kind == "person":
            return self._teams.get(record.ref, ())
        return ()

    @staticmethod
    def _tier(side: Portfolio, record: Record) -> str | None:
        """The tier of a service or plan; of a runbook, of the first service it recovers that has one."""
        if record.kind == "runbook":
            services = (side.get(ref) for ref in getattr(record, "services", ()))
            return next((tier for service in services if (tier := getattr(service, "tier", None))), None)
        own: str | None = getattr(record, "tier", None)
        return own


@dataclass(frozen=True)
class Stale:
    """Reviews and approvals that stood for what was written and do not for what is written now, by changed record.

    ``own`` looked at the record itself or at something it is a part of; ``upstream`` at something that leans on it, by the part that matters.
    """

    own: Mapping[Ref, frozenset[Ref]]
    upstream: Mapping[Ref, frozenset[Ref]]

    def by(self, ref: Ref, field: str | None) -> tuple[Ref, ...]:
        """Those that a change of ``field`` (its first key; None for the whole record) of ``ref`` made stale, in order."""
        found = set(self.own.get(ref, ())) if field not in _NEVER else set()
        if field is None or field in _mattering(ref.kind):
            found |= self.upstream.get(ref, frozenset())
        return tuple(sorted(found))


#: Keys that no fingerprint covers.
_NEVER: Final = frozenset({"aliases", "verified", "absences", "log"})


@cache
def _mattering(kind: str) -> frozenset[str]:
    table = SCOPES.get(kind, {})
    return frozenset().union(*(table.get(scope, frozenset()) for scope in MATTERS.get(kind, ())))


def stale(base: Portfolio, head: Portfolio, changed: Mapping[Ref, Ref]) -> Stale:
    """Which signatures the changes make stale. ``changed`` are the records as they are called now, each with what it was called before."""
    before, after = Fingerprinter(base), Fingerprinter(head)
    own: dict[Ref, set[Ref]] = defaultdict(set)
    upstream: dict[Ref, set[Ref]] = defaultdict(set)
    for kind in _SIGNED:
        for record in head.of(kind).values():
            if not isinstance(record, Attestation) or record.fingerprints is None:
                continue
            subject = head.resolve(record.subject)
            was = changed.get(subject, subject)
            inside = [ref for ref in _inside(head, subject) if ref in changed]
            if inside and _differs(record.fingerprints, before.scopes(was), after.scopes(subject)):
                for ref in inside:
                    own[ref].add(record.ref)
            touched = _touched(head, record, changed)
            if touched:
                was_up, now_up = before.upstream(was), after.upstream(subject)
                for ref, causes in touched.items():
                    print_ = record.upstream[str(ref)]
                    if matches(print_, was_up.get(str(base.resolve(ref)), "")) and not matches(
                        print_, now_up.get(str(head.resolve(ref)), "")
                    ):
                        for cause in causes:
                            upstream[cause].add(record.ref)
    return Stale(*({ref: frozenset(reviews) for ref, reviews in side.items()} for side in (own, upstream)))


def _differs(signed: Fingerprints, was: Mapping[Scope, str], now: Mapping[Scope, str]) -> bool:
    given = {scope: getattr(signed, scope.value) for scope in Scope if getattr(signed, scope.value)}
    return any(matches(print_, was.get(scope, "")) and not matches(print_, now.get(scope, "")) for scope, print_ in given.items())


def _touched(head: Portfolio, signed: Attestation, changed: Mapping[Ref, Ref]) -> dict[Ref, list[Ref]]:
    """By what the signature leaned on, the changed records behind it; a role or a team is everybody it reaches."""
    found: dict[Ref, list[Ref]] = {}
    for text in signed.upstream:
        kind, _, name = text.partition("/")
        ref = Ref(kind, name)
        current = head.resolve(ref)
        reach = reached(head, current) if kind in ("role", "team") else (current,)
        if causes := [one for one in changed if one in reach or one == ref]:
            found[ref] = causes
    return found


def _inside(portfolio: Portfolio, subject: Ref) -> frozenset[Ref]:
    """The subject, and for a service the organisation's tiers and its runbooks: they are part of what is fingerprinted."""
    if subject.kind != "service":
        return frozenset({subject})
    service = portfolio.services.get(subject.id)
    named = {ref for strategy in service.strategies for ref in strategy.runbooks} if service else set()
    return frozenset({subject, Ref("organisation", "organisation"), *(portfolio.resolve(ref) for ref in named)})
