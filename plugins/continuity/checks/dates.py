"""Dates that cannot be: a review tomorrow, an incident that ended before it began, an acceptance that has run out."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from itertools import pairwise

from continuity.checks.base import Subject, check, check_each
from continuity.findings import Finding, Rule, Severity
from continuity.model.base import Path, Record

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


#: The field of a record that says when it happened.
_HAPPENED = {
    "review": "reviewed", "approval": "approved", "contact-check": "checked", "exercise": "held", "record": "held", "process": "recorded",
    "person": "verified",
}  # fmt: skip


def _happened(record: Record) -> Iterable[tuple[Path, date]]:
    if (name := _HAPPENED.get(record.kind)) and isinstance(day := getattr(record, name), date):
        yield (name,), day
    for index, point in enumerate(getattr(record, "contacts", ())):
        if isinstance(point.verified, date):
            yield ("contacts", index, "verified"), point.verified


@check_each(IN_THE_FUTURE, Record)
def in_the_future(subject: Subject, record: Record) -> Iterable[Finding]:
    for path, day in _happened(record):
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
