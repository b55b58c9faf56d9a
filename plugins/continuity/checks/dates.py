"""Dates that cannot be: a review tomorrow, an incident that ended before it began, an acceptance that has run out."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from itertools import pairwise

from continuity.checks.base import Subject, check
from continuity.findings import Finding, Rule, Severity
from continuity.model.base import Path, Record
from continuity.model.values import UNKNOWN

IN_THE_FUTURE = Rule(
    "date-in-the-future",
    Severity.ERROR,
    "Something that is said to have happened, on a day that has not come",
    "A review dated ahead would keep a plan current that nobody looked at.",
    "reviewed: 2031-01-01",
    "Write the day it happened.",
)
OUT_OF_ORDER = Rule(
    "times-out-of-order",
    Severity.ERROR,
    "Moments of an incident in an impossible order",
    "Measured times are computed from them.",
    "started: 03:00, detected: 02:00",
    "Mend the times.",
)
ACCEPTANCE_EXPIRED = Rule(
    "acceptance-expired",
    Severity.WARNING,
    "An acceptance that has run out",
    "Somebody bore this risk until a day that has passed; nobody bears it now.",
    "accepted_by: anna-berg, until: 2026-03-31",
    "Accept it again, or write a strategy.",
)


def _happened(subject: Subject) -> Iterable[tuple[Record, Path, date]]:
    portfolio = subject.portfolio
    for review in portfolio.reviews.values():
        yield review, ("reviewed",), review.reviewed
    for approval in portfolio.approvals.values():
        yield approval, ("approved",), approval.approved
    for checked in portfolio.contact_checks.values():
        yield checked, ("checked",), checked.checked
    for exercise in portfolio.exercises.values():
        if exercise.held:
            yield exercise, ("held",), exercise.held
    for record in portfolio.evidence_records.values():
        yield record, ("held",), record.held
    for process in portfolio.processes.values():
        if process.recorded:
            yield process, ("recorded",), process.recorded
    for record_ in portfolio:
        for index, point in enumerate(getattr(record_, "contacts", ())):
            if point.verified is not None and point.verified is not UNKNOWN:
                yield record_, ("contacts", index, "verified"), point.verified
    for person in portfolio.people.values():
        if person.verified is not None and person.verified is not UNKNOWN:
            yield person, ("verified",), person.verified


@check(IN_THE_FUTURE)
def in_the_future(subject: Subject) -> Iterable[Finding]:
    for record, path, day in _happened(subject):
        if day > subject.as_of:
            message = f"{path[-1]} {day.isoformat()} lies after {subject.as_of.isoformat()}"
            yield subject.finding(IN_THE_FUTURE, record, path, message, "write the day it happened", date=day.isoformat())


@check(OUT_OF_ORDER)
def out_of_order(subject: Subject) -> Iterable[Finding]:
    for incident in subject.portfolio.incidents.values():
        times = incident.times
        moments = [(name, getattr(times, name)) for name in ("started", "detected", "invoked", "at_mbco", "recovered", "returned")]
        known = [(name, at) for name, at in moments if at is not None]
        for (before, first), (after, second) in pairwise(known):
            # At MBCO may come before the plan is in force: people start to work around at once.
            if second < first and after != "at_mbco":
                yield subject.finding(
                    OUT_OF_ORDER, incident, ("times", after), f"{after} is before {before}", None, before=before, after=after
                )


@check(ACCEPTANCE_EXPIRED)
def acceptance_expired(subject: Subject) -> Iterable[Finding]:
    found: list[tuple[Record, Path, date, str]] = []
    for service in subject.portfolio.services.values():
        for index, strategy in enumerate(service.strategies):
            if strategy.until:
                found.append(
                    (service, ("strategies", index, "until"), strategy.until, f"{service.name}: doing nothing about {strategy.scenario.id}")
                )
        if service.objectives.accepted_gap:
            found.append(
                (
                    service,
                    ("objectives", "accepted_gap", "until"),
                    service.objectives.accepted_gap.until,
                    f"{service.name}: the gap in its RTO",
                )
            )
    for risk in subject.portfolio.risks.values():
        if risk.acceptance:
            found.append((risk, ("acceptance", "until"), risk.acceptance.until, risk.title))
    for record, path, until, what in found:
        if until < subject.as_of:
            yield subject.finding(
                ACCEPTANCE_EXPIRED,
                record,
                path,
                f"{what} was accepted until {until.isoformat()}",
                "accept it again, or treat it",
                until=until.isoformat(),
            )
