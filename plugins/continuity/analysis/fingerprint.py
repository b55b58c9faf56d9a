"""Fingerprints: what a reviewer looked at, in a form that tells later whether it is still that.

Version 1 is SHA-256, in lower-case hexadecimal, over the canonical form of a record (see ``canonical``) together with the version, the kind
and the scope. Comments, order of keys, quoting, moved files, new aliases, attestations and dates of checks do not change it; a step or an
RTO does. The order of a list counts: it does for steps, escalation and contact points.

A record's own words and what it leans on are kept apart. ``Fingerprinter.scopes`` is the record itself: for a service, ``procedures`` takes
in the procedures of its runbooks too, and ``objectives`` what its tier supplies. ``Fingerprinter.upstream`` is everything else, each by the
part that matters to the subject. ``all`` covers every other scope: it changes whenever one of them does.

Both are taken of a portfolio before the audience filter, so that everybody computes the same.

A version is never changed once attestations carry it. What is to be fingerprinted otherwise becomes the next version, a ``Recipe`` of its own,
and the recipes before it stay: an attestation is held against fingerprints of the version it carries.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from continuity.analysis.canonical import Pen, encode, encoded_fields, join, map_of
from continuity.model.base import Record, Ref, references
from continuity.model.directory import Role, Team
from continuity.model.portfolio import Portfolio
from continuity.model.service import Service

__all__ = ["MATTERS", "PREFIX", "RECIPES", "SCOPES", "VERSION", "Fingerprinter", "Recipe", "Scope", "matches", "reached", "upstream"]

#: What new attestations carry.
VERSION: Final = 1
#: An attestation may carry the start of a fingerprint, never less than this: 64 bits, which nobody meets by chance among a plan's records.
PREFIX: Final = 16


class Scope(StrEnum):
    """A part of a record that somebody can look at by itself."""

    OBJECTIVES = "objectives"
    CONTACTS = "contacts"
    PROCEDURES = "procedures"
    DEPENDENCIES = "dependencies"
    ALL = "all"


_O, _C, _P, _D = Scope.OBJECTIVES, Scope.CONTACTS, Scope.PROCEDURES, Scope.DEPENDENCIES


def _keys(text: str) -> frozenset[str]:
    return frozenset(text.split())


#: Keys of each kind, by the scope they fall into. A key that is not named here is in ``all`` only; kinds not named have nothing but
#: ``all``.
SCOPES: Final[Mapping[str, Mapping[Scope, frozenset[str]]]] = {
    "service": {
        _O: _keys("objectives tier"),
        _C: _keys("owner escalation bridge chat"),
        _P: _keys("strategies backups not_when"),
        _D: _keys("depends_on sites offerings"),
    },
    "process": {
        _O: _keys("rto wrt mtpd mbco impact peaks obligations"),
        _C: _keys("owner"),
        _P: _keys("workaround"),
        _D: _keys("uses requires"),
    },
    "continuity-plan": {
        _O: _keys("type tier objective scope exclusions assumptions scenarios"),
        _C: _keys("owner approved_by response command_centre messages distribution"),
        _P: _keys("activation stand_down phases shifts"),
        _D: _keys("runbooks resources related"),
    },
    "runbook": {
        _C: _keys("owner authority bridge held_by"),
        _P: _keys("mode use_when not_when prerequisites access placeholders steps ends prose held_elsewhere"),
        _D: _keys("plan services scenarios access"),
    },
    "scenario": {
        _O: _keys("loss_class expected_outage detect"),
        _C: _keys("owner channels_lost"),
        _P: _keys("gates fallbacks after still_works"),
        _D: _keys("plan loses channels_lost runbooks"),
    },
    "risk": {
        _O: _keys("inherent residual treatment acceptance"),
        _C: _keys("owner"),
        _P: _keys("plan"),
        _D: _keys("scenario assets controls"),
    },
    "control": {_O: _keys("effective"), _C: _keys("owner"), _D: _keys("services")},
    "person": {_C: _keys("name time_zone languages base deputies contacts left")},
    "team": {_C: _keys("lead members contacts schedule channel base minimum_crew reach")},
    "role": {_O: _keys("spending_limit"), _C: _keys("holders deputies assumed_by contacts"), _P: _keys("duties requires")},
    "vendor": {
        _O: _keys("commitment contract_ends"),
        _C: _keys("owner contacts account escalation"),
        _P: _keys("exit_plan if_down"),
        _D: _keys("substitutes subcontractors"),
    },
    "site": {_O: _keys("readiness capacity places"), _C: _keys("owner contacts"), _P: _keys("access"), _D: _keys("within power")},
    "resource": {_O: _keys("quantity expires"), _C: _keys("holders"), _P: _keys("where offline_copy"), _D: _keys("needs site")},
    "channel": {_C: _keys("owner contacts pin"), _D: _keys("vendor service fallback fallback_note")},
    "party": {_C: _keys("owner contacts channel reference")},
    "contact-tree": {
        _C: _keys("owner initiator alternate attempts ring talk order take_over quorum calls"),
        _P: _keys("script"),
        _D: _keys("services scenarios"),
    },
    "message": {
        _O: _keys("due repeat until legal_basis"),
        _C: _keys("audience audience_note channel channels fallback owner approver"),
        _P: _keys("text when"),
    },
}

#: The part of an upstream record that matters to whoever leans on it. Kinds not named are no upstream: a plan edited for another service's
#: sake says nothing about this one.
MATTERS: Final[Mapping[str, tuple[Scope, ...]]] = {
    "service": (_O,), "process": (_O,), "scenario": (_O, _D), "runbook": (_P,), "control": (_O,), "vendor": (_O, _C), "site": (_O, _D),
    "resource": (_P, _C, _D), "channel": (_C, _D), "person": (_C,), "team": (_C,), "role": (_C,), "party": (_C,), "message": (_P, _C),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Recipe:
    """How one version is made: what falls into which scope, and what of an upstream record matters."""

    scopes: Mapping[str, Mapping[Scope, frozenset[str]]]
    matters: Mapping[str, tuple[Scope, ...]]


#: Every version there ever was.
RECIPES: Final[Mapping[int, Recipe]] = {1: Recipe(SCOPES, MATTERS)}
#: People named because they signed something, not because they are called.
_SIGNATURES: Final = frozenset({"by", "accepted_by", "approved_by", "recorded_by"})
#: A record's name in the file system, and the names it used to have.
_NAMES: Final = frozenset({"id", "aliases"})


def matches(attested: str, current: str) -> bool:
    """Whether an attested fingerprint is the current one. Capital letters are read; a start of it counts from 16 digits on."""
    text = attested.strip().lower()
    return re.fullmatch(r"[0-9a-f]+", text, re.ASCII) is not None and len(text) >= PREFIX and current.startswith(text)


def reached(portfolio: Portfolio, ref: Ref) -> tuple[Ref, ...]:
    """Whom a directory entry reaches, itself first, nobody twice: a role its holders and deputies, a team its lead and members."""
    found: dict[Ref, None] = {}
    waiting = [portfolio.resolve(ref)]
    while waiting:
        current = waiting.pop()
        if current in found:
            continue
        found[current] = None
        record = portfolio.get(current)
        below: Iterable[Ref] = ()
        if isinstance(record, Role):
            below = (holder.ref for holder in (*record.holders, *record.deputies))
        elif isinstance(record, Team):
            below = ((record.lead,) if record.lead else ()) + record.members
        waiting.extend(reversed([portfolio.resolve(inner) for inner in below]))
    return tuple(found)


def _resolving(portfolio: Portfolio) -> Callable[[Ref], Ref]:
    """``portfolio.resolve``, each reference once."""
    current: dict[Ref, Ref] = {}

    def resolve(ref: Ref) -> Ref:
        if (found := current.get(ref)) is None:
            found = current[ref] = portfolio.resolve(ref)
        return found

    return resolve


_AS_IT_IS: Final = Pen(lambda ref: ref)
"""For what holds no references."""


class Fingerprinter:
    """Takes the fingerprints of one portfolio, each once, in one version (a key of ``recipes``)."""

    def __init__(self, portfolio: Portfolio, version: int = VERSION, recipes: Mapping[int, Recipe] = RECIPES) -> None:
        self._portfolio = portfolio
        self._version = version
        self._recipes = recipes
        self._recipe = recipes[version]
        self._others: dict[int, Fingerprinter] = {}
        self._scopes: dict[Ref, dict[Scope, str]] = {}
        self._resolve = _resolving(portfolio)
        self._pen = Pen(self._resolve, remembering=True)
        self._upstream: dict[Ref, str] = {}
        self._runbooks: dict[Ref, set[Ref]] = {}
        for runbook in portfolio.runbooks.values():
            for service in runbook.services:
                self._runbooks.setdefault(portfolio.resolve(service), set()).add(runbook.ref)

    def of_version(self, version: int) -> Fingerprinter | None:
        """The same for an attestation that carries ``version``; None when nobody knows how that one was made."""
        if version == self._version:
            return self
        if version not in self._recipes:
            return None
        if version not in self._others:
            self._others[version] = Fingerprinter(self._portfolio, version, self._recipes)
        return self._others[version]

    def scopes(self, ref: Ref) -> Mapping[Scope, str]:
        """The fingerprint of each scope the record's kind has; empty when there is no such record."""
        record = self._portfolio.get(ref)
        if record is None:
            return {}
        if record.ref not in self._scopes:
            self._scopes[record.ref] = self._take(record)
        return self._scopes[record.ref]

    def upstream(self, ref: Ref) -> dict[str, str]:
        """By ``kind/id``, in order: the fingerprint of what the record leans on.

        A reference that dangles is left out: it stands in the record itself.
        """
        record = self._portfolio.get(ref)
        if record is None:
            return {}
        found = {target for target in self._upstream_refs(record) if self._portfolio.get(target) is not None and target != record.ref}
        return {str(target): self._matter(target) for target in sorted(found)}

    def runbooks(self, service: Service) -> tuple[Ref, ...]:
        """The runbooks of a service that are there: those its strategies name and those that name it."""
        named = {self._portfolio.resolve(ref) for strategy in service.strategies for ref in strategy.runbooks}
        return tuple(sorted(ref for ref in named | self._runbooks.get(service.ref, set()) if self._portfolio.get(ref)))

    def _fields(self, record: Record) -> list[tuple[str, bytes]]:
        found = [entry for entry in encoded_fields(record, self._pen) if entry[0] not in _NAMES]
        return found + self._from_tier(record) if isinstance(record, Service) else found

    def _from_tier(self, service: Service) -> list[tuple[str, bytes]]:
        """Objectives that the tier supplies count as the service's own: whoever changes the tier changes what was promised."""
        tier = self._portfolio.tier(service.tier)
        found: list[tuple[str, bytes]] = []
        for name in ("rto", "rpo"):
            given = getattr(tier, name, None)
            if given is not None and getattr(service.objectives, name) is None:
                found.append(("objectives", encode(f"objectives.{name}", _AS_IT_IS) + encode(given, _AS_IT_IS)))
        return found

    def _take(self, record: Record) -> dict[Scope, str]:
        fields = self._fields(record)
        table = self._recipe.scopes.get(record.kind, {})
        attached = self._procedures(record) if isinstance(record, Service) else b""
        taken: dict[Scope, str] = {}
        for scope, keys in table.items():
            entries = [entry for key, entry in fields if key in keys]
            taken[scope] = self._hash(record.kind, scope, map_of(entries), attached if scope is Scope.PROCEDURES else b"")
        taken[Scope.ALL] = self._hash(record.kind, Scope.ALL, map_of([entry for _, entry in fields]), attached)
        return taken

    def _procedures(self, service: Service) -> bytes:
        parts = [(str(ref), self.scopes(ref)[Scope.PROCEDURES]) for ref in self.runbooks(service)]
        return encode(tuple(parts), _AS_IT_IS)

    def _hash(self, kind: str, scope: str, *data: bytes) -> str:
        head = encode((f"continuity fingerprint {self._version}", kind, scope), _AS_IT_IS)
        return hashlib.sha256(join([head, *data])).hexdigest()

    def _upstream_refs(self, record: Record) -> Iterator[Ref]:
        wanted = frozenset().union(*self._recipe.scopes.get(record.kind, {}).values())
        inside = set(self.runbooks(record)) if isinstance(record, Service) else set()
        for path, ref in references(record):
            if path[0] in wanted and ref.kind in self._recipe.matters and path[-1] not in _SIGNATURES:
                target = self._resolve(ref)
                if target not in inside:
                    yield target

    def _matter(self, ref: Ref) -> str:
        """One fingerprint for what matters of a record to others; for a role or a team, with the numbers of everybody it reaches."""
        if ref not in self._upstream:
            members = reached(self._portfolio, ref) if ref.kind in ("role", "team") else (ref,)
            parts: list[tuple[str, ...]] = []
            for member in members:
                scopes = self.scopes(member)
                parts.append((str(member), *(scopes[scope] for scope in self._recipe.matters.get(member.kind, ()) if scope in scopes)))
            if len(parts) == 1 and len(parts[0]) == 2:
                self._upstream[ref] = parts[0][1]
            else:
                self._upstream[ref] = self._hash(ref.kind, "upstream", encode(tuple(sorted(parts)), _AS_IT_IS))
        return self._upstream[ref]


def upstream(portfolio: Portfolio, ref: Ref) -> dict[str, str]:
    """``Fingerprinter.upstream`` for a single record."""
    return Fingerprinter(portfolio).upstream(ref)
