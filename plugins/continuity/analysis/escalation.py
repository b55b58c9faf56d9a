"""Who mends a service: the levels of its escalation, each with the people behind it, when it begins, and what is wrong with it.

A level begins when the waits before it are over; a wait that is left out makes every later beginning unknown. Hours are covered when
somebody in any level answers a way that rings; a point that does not say its hours covers nothing for sure.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

import msgspec

from continuity.analysis.contact_problems import ContactProblem, ContactProblemCode, entry_problems
from continuity.analysis.contact_status import ContactStatus, contact_checks
from continuity.analysis.coverage import WEEK, Gap, answered, gaps, zone_of
from continuity.analysis.digraph import knots
from continuity.analysis.fingerprint import reached
from continuity.analysis.holders import people_of
from continuity.analysis.lazily import Lazily
from continuity.analysis.reach import RINGS, Reach, reach
from continuity.model.base import Ref
from continuity.model.directory import ContactPoint, Person, Team
from continuity.model.portfolio import Portfolio
from continuity.model.service import Escalation, Need, Service, Strength
from continuity.model.surroundings import Site, Vendor
from continuity.model.values import Duration, Hours, Unknown

__all__ = ["EscalationLevel", "EscalationPath", "Inform", "escalations"]


class EscalationLevel(msgspec.Struct, frozen=True):
    """One level. ``starts`` counts from the first call, None when an earlier wait is not known.

    ``people`` are those meant, in the order of trying (a role's holders, a team's lead and members); ``deputies`` come when none of them
    answers. ``response`` is a vendor's contractual time to answer: None where no contract says.
    """

    index: int
    ref: Ref
    starts: Duration | None
    wait: Duration | None
    reach: Reach
    people: tuple[Ref, ...]
    deputies: tuple[Ref, ...]
    response: Duration | Unknown | None


@dataclass(frozen=True, slots=True)
class Inform:
    """Who else must hear of it: the owners of the services that need this one to run, hard and directly.

    ``everything`` counts all that stops with it, directly or not.
    """

    owners: tuple[Ref, ...]
    services: tuple[Ref, ...]
    unowned: tuple[Ref, ...]
    everything: int


@dataclass(frozen=True, slots=True)
class EscalationPath:
    """The escalation of one service. ``gaps`` are hours of the week, in the organisation's time, when nobody answers for all that is written;
    ``unsure`` the minutes of a week that only points cover which do not say their hours.
    """

    service: Ref
    levels: tuple[EscalationLevel, ...]
    problems: tuple[ContactProblem, ...]
    gaps: tuple[Gap, ...]
    unsure: int
    inform: Inform


_C = ContactProblemCode


def escalations(
    portfolio: Portfolio, as_of: date, checks: tuple[ContactStatus, ...] | None = None, lost: frozenset[Ref] = frozenset()
) -> Mapping[str, EscalationPath]:
    """By service id.

    ``checks`` are those of ``contact_checks``, when they are at hand; ``lost`` is what a scenario takes away (``lost_to``).
    """
    verified = {status.subject: status for status in (contact_checks(portfolio, as_of) if checks is None else checks)}
    return _Escalations(portfolio, as_of, verified, lost).run()


class _Escalations:
    def __init__(self, portfolio: Portfolio, as_of: date, checks: Mapping[Ref, ContactStatus], lost: frozenset[Ref]) -> None:
        self.portfolio = portfolio
        self.as_of = as_of
        self.checks = checks
        self.lost = lost
        self.zone = zone_of(portfolio.organisation.time_zone)
        self.entries: dict[Ref, tuple[Reach, tuple[Ref, ...], tuple[Ref, ...], tuple[ContactProblem, ...]]] = {}
        self.hours: dict[Ref, tuple[int, int]] = {}

    def run(self) -> Mapping[str, EscalationPath]:
        dependents, counts = _dependents(self.portfolio)

        def path(name: str) -> EscalationPath:
            service = self.portfolio.services[name]
            return self._path(service, dependents.get(service.ref, ()), counts.get(service.ref, 0))

        return Lazily(self.portfolio.services, path)

    def _path(self, service: Service, dependents: tuple[Ref, ...], count: int) -> EscalationPath:
        levels = tuple(self._levels(service))
        problems: list[ContactProblem] = [] if levels else [ContactProblem(_C.NOBODY)]
        first: dict[Ref, int] = {}
        sure = maybe = 0
        for level in levels:
            problems += [ContactProblem(p.code, level.index, p.refs, p.minutes) for p in self._entry(level.ref)[3]]
            if level.wait is None and level.index < len(levels) - 1:
                problems.append(ContactProblem(_C.NO_WAIT, level.index, (level.ref,)))
            again = tuple(person for person in level.people if first.setdefault(person, level.index) != level.index)
            if again:
                problems.append(ContactProblem(_C.TWICE, level.index, again))
            for entry in (level.ref, *reached(self.portfolio, level.ref), *level.deputies):
                known, possible = self._hours(entry)
                sure, maybe = sure | known, maybe | possible
        free = gaps(sure | maybe)
        unsure = (maybe & ~sure).bit_count()
        open_minutes = sum(gap.end - gap.start for gap in free)
        if levels and open_minutes:
            problems.append(ContactProblem(_C.HOURS_NOT_COVERED, None, (), open_minutes))
        if levels and unsure:
            problems.append(ContactProblem(_C.HOURS_UNKNOWN, None, (), unsure))
        return EscalationPath(service.ref, levels, tuple(problems), free, unsure, self._inform(dependents, count))

    def _levels(self, service: Service) -> Iterator[EscalationLevel]:
        starts: Duration | None = Duration(0)
        for index, step in enumerate(service.escalation):
            ref = self.portfolio.resolve(step.ref)
            how, people, deputies, _ = self._entry(ref)
            yield EscalationLevel(index, ref, starts, step.wait, how, people, deputies, self._response(step))
            starts = starts + step.wait if starts is not None and step.wait is not None else None

    def _entry(self, ref: Ref) -> tuple[Reach, tuple[Ref, ...], tuple[Ref, ...], tuple[ContactProblem, ...]]:
        if ref not in self.entries:
            people = people_of(self.portfolio, ref)
            behind = [*people_of(self.portfolio, ref, deputies=True)]
            behind += [other for person in people for other in reach(self.portfolio, person, self.as_of).then]
            deputies = tuple(other for other in dict.fromkeys(behind) if other not in people)
            problems = entry_problems(self.portfolio, ref, self.as_of, self.checks, self.lost)
            self.entries[ref] = (reach(self.portfolio, ref, self.as_of, self.lost), people, deputies, problems)
        return self.entries[ref]

    def _response(self, step: Escalation) -> Duration | Unknown | None:
        vendor = self.portfolio.get(step.ref)
        return vendor.commitment.response if isinstance(vendor, Vendor) and vendor.commitment else None

    def _hours(self, ref: Ref) -> tuple[int, int]:
        """Minutes of the week in which the entry's own points are answered for sure, and those in which they may be."""
        if ref not in self.hours:
            record = self.portfolio.get(ref)
            points: tuple[ContactPoint, ...] = getattr(record, "contacts", ())
            zone = zone_of(getattr(record, "time_zone", None), self.zone) if isinstance(record, Person | Site) else self.zone
            standing: Hours | None = None
            if isinstance(record, Team) and record.schedule is not None:
                standing = record.schedule.hours
            elif isinstance(record, Vendor) and record.commitment is not None:
                standing = record.commitment.hours
            gone = isinstance(record, Person) and record.left is not None and record.left < self.as_of
            sure = maybe = 0
            for point in points if not gone else ():
                hours = point.hours or standing
                if point.how in RINGS and hours is not None:
                    sure |= answered(hours, zone, self.zone, self.as_of)
                elif point.how in RINGS:
                    maybe = (1 << WEEK) - 1
            if self.portfolio.points_withheld.get(ref) or ref in self.portfolio.withheld:
                maybe = (1 << WEEK) - 1
            self.hours[ref] = (sure, maybe)
        return self.hours[ref]

    def _inform(self, dependents: tuple[Ref, ...], count: int) -> Inform:
        owners: dict[Ref, None] = {}
        unowned: list[Ref] = []
        for ref in dependents:
            service = self.portfolio.get(ref)
            if isinstance(service, Service) and service.owner is not None:
                owners[self.portfolio.resolve(service.owner.ref)] = None
            else:
                unowned.append(ref)
        return Inform(tuple(sorted(owners)), dependents, tuple(unowned), count)


def _dependents(portfolio: Portfolio) -> tuple[dict[Ref, tuple[Ref, ...]], dict[Ref, int]]:
    """By service: those that need it to run, hard and with nothing in its place; and how many stop with it in all, itself not counted."""
    direct: dict[Ref, set[Ref]] = defaultdict(set)
    for service in portfolio.services.values():
        for needed in service.depends_on:
            if needed.strength is Strength.HARD and needed.use is Need.RUN and len(needed.targets) == 1:
                target = portfolio.resolve(needed.targets[0])
                if target.kind == "service" and target != service.ref:
                    direct[target].add(service.ref)
    nodes = sorted({*direct, *(source for sources in direct.values() for source in sources)})
    place = {ref: 1 << index for index, ref in enumerate(nodes)}
    # Whole numbers as sets: those who stop with a service are one bit each. Components come with dependents before what they need.
    below: dict[Ref, int] = {}
    for members in knots(nodes, direct):
        mask = 0
        for member in members:
            mask |= place[member]
            for source in direct.get(member, ()):
                mask |= below.get(source, 0)
        for member in members:
            below[member] = mask
    counts = {ref: (mask & ~place[ref]).bit_count() for ref, mask in below.items()}
    return {ref: tuple(sorted(sources)) for ref, sources in direct.items()}, counts
