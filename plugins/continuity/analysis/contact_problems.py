"""What is wrong with the way somebody is reached, before the night it matters."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from enum import StrEnum

import msgspec

from continuity.analysis.cadence import TimeState
from continuity.analysis.contact_status import ContactStatus
from continuity.analysis.holders import people_of
from continuity.analysis.reach import Survives, conceals, media, reach, takes_calls
from continuity.model.base import Ref
from continuity.model.directory import ContactPoint, Person, Role, Team
from continuity.model.portfolio import Portfolio

__all__ = ["ContactProblem", "ContactProblemCode", "entry_problems"]


class ContactProblemCode(StrEnum):
    """``refs`` of the problem are the people or entries concerned."""

    DANGLING = "dangling"
    NOBODY = "nobody"
    NO_POINT = "no-point"
    NO_DEPUTY = "no-deputy"
    ONE_CHANNEL = "one-channel"
    ONE_SITE = "one-site"
    NEVER_VERIFIED = "never-verified"
    NOT_VERIFIED_LATELY = "not-verified-lately"
    DID_NOT_WORK = "did-not-work"
    LEFT = "left"
    AWAY = "away"
    TWICE = "twice"
    NO_WAIT = "no-wait"
    HOURS_NOT_COVERED = "hours-not-covered"
    HOURS_UNKNOWN = "hours-unknown"
    UNREACHABLE = "unreachable"
    REACH_UNKNOWN = "reach-unknown"
    NO_ALTERNATE = "no-alternate"
    CALLS_ITS_CALLER = "calls-its-caller"
    NOT_IN_TREE = "not-in-tree"
    NO_QUORUM = "no-quorum"
    LOSES_BRANCH = "loses-branch"


class ContactProblem(msgspec.Struct, frozen=True, order=True):
    """One thing wrong. ``at`` is the level or node it concerns (from 0; None for the whole), ``minutes`` how much of a week for hours."""

    code: ContactProblemCode
    at: int | None = None
    refs: tuple[Ref, ...] = ()
    minutes: int | None = None


_C = ContactProblemCode


def entry_problems(
    portfolio: Portfolio,
    ref: Ref,
    as_of: date,
    checks: Mapping[Ref, ContactStatus],
    lost: frozenset[Ref] = frozenset(),
    at: int | None = None,
) -> tuple[ContactProblem, ...]:
    """What is wrong with one directory entry: a level of an escalation, a node of a call tree.

    A team with a number of its own is reached by it, so that only that number is looked at; otherwise everybody behind the entry is. What
    this audience may not see is not said to be missing.
    """
    if portfolio.resolve(ref) in portfolio.withheld:
        return ()
    record = portfolio.get(ref)
    if record is None:
        return (ContactProblem(_C.DANGLING, at, (ref,)),)
    found: list[ContactProblem] = []

    def add(code: ContactProblemCode, refs: Iterable[Ref]) -> None:
        if listed := tuple(dict.fromkeys(refs)):
            found.append(ContactProblem(code, at, listed))

    people = people_of(portfolio, record.ref)
    own: tuple[ContactPoint, ...] = getattr(record, "contacts", ())
    tried = (record.ref,) if own else people
    standing = takes_calls(portfolio, record.ref, as_of)
    if standing is Survives.NO:
        add(_C.NO_POINT, [record.ref])
    if lost and standing is not Survives.NO and (after := takes_calls(portfolio, record.ref, as_of, lost)) is not Survives.YES:
        add(_C.UNREACHABLE if after is Survives.NO else _C.REACH_UNKNOWN, [record.ref])
    whole = not conceals(portfolio, record.ref)
    add(_C.NO_DEPUTY, [record.ref] if whole and _alone(portfolio, record.ref, people, bool(own)) else [])
    add(_C.ONE_CHANNEL, [entry for entry in tried if _one_channel(portfolio, entry)])
    add(_C.ONE_SITE, _one_site(portfolio, record.ref) if whole else ())
    by_state: dict[TimeState, list[Ref]] = {}
    for entry in tried:
        if entry in checks:
            by_state.setdefault(checks[entry].state, []).append(entry)
    add(_C.NEVER_VERIFIED, [*by_state.get(TimeState.NEVER, ()), *by_state.get(TimeState.UNKNOWN, ())])
    add(_C.DID_NOT_WORK, [entry for entry in tried if entry in checks and checks[entry].failed])
    add(_C.NOT_VERIFIED_LATELY, [entry for entry in by_state.get(TimeState.OVERDUE, ()) if not checks[entry].failed])
    states = {person: reach(portfolio, person, as_of) for person in people}
    add(_C.LEFT, [person for person, how in states.items() if how.left])
    add(_C.AWAY, [person for person, how in states.items() if how.away_until and not how.left])
    return tuple(found)


def _alone(portfolio: Portfolio, ref: Ref, people: tuple[Ref, ...], own: bool) -> bool:
    """Whether one person stands behind the entry, and nobody behind that person."""
    if ref.kind not in ("person", "team", "role") or (ref.kind == "team" and own) or len(people) > 1:
        return False
    record = portfolio.get(ref)
    if isinstance(record, Role) and record.deputies:
        return False
    person = portfolio.get(people[0]) if people else None
    return not (isinstance(person, Person) and person.deputies)


def _one_channel(portfolio: Portfolio, ref: Ref) -> bool:
    points: tuple[ContactPoint, ...] = getattr(portfolio.get(ref), "contacts", ())
    return bool(points) and not portfolio.points_withheld.get(ref) and len(media(points)) < 2


def _one_site(portfolio: Portfolio, ref: Ref) -> tuple[Ref, ...]:
    """A person with deputies, or a role's or team's people, who all sit at one site; empty where a site is not known."""
    record = portfolio.get(ref)
    if isinstance(record, Person):
        group = (record.ref, *(portfolio.resolve(deputy) for deputy in record.deputies))
    elif isinstance(record, Role | Team):
        group = people_of(portfolio, ref, deputies=True)
    else:
        return ()
    bases = [person.base if isinstance(person := portfolio.get(one), Person) else None for one in group]
    sites = {portfolio.resolve(base) if base else None for base in bases}
    return group if len(group) > 1 and len(sites) == 1 and None not in sites else ()
