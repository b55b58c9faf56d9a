"""What has to be looked at, tried or exercised, as one list: reviews, contact checks, exercises and restore tests, worst first."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Final

from continuity.analysis.answerable import owners_of, teams_of
from continuity.analysis.cadence import Clock, TimeState
from continuity.analysis.content import ContentState
from continuity.analysis.judged import Judged
from continuity.analysis.reviewed import ApprovalState, Backing, ReviewStatus, Sign
from continuity.model.base import Holder, Ref
from continuity.model.portfolio import Portfolio

__all__ = ["FORMAT_VERSION", "Act", "Duty", "as_json", "by_team", "days_from", "duties"]

#: Of the JSON; docs/formats/status.schema.json describes it.
FORMAT_VERSION: Final = 1


class Act(StrEnum):
    """What is to be done."""

    REVIEW = "review"
    CONTACT_CHECK = "contact-check"
    EXERCISE = "exercise"
    RESTORE_TEST = "restore-test"


@dataclass(frozen=True, slots=True)
class Duty:
    """One thing to do about one subject.

    ``owner`` owns the subject; ``teams`` and ``people`` answer for it. ``ask`` are those who may do it, best first (reviews only).
    ``planned`` is the day to do it where many fall due together, never after ``due``. ``changed`` are scopes, ``upstream`` records that are
    no longer as they were reviewed. ``reasons`` are the codes of what makes the state what it is. ``signs`` are those of rubber-stamping in the
    reviews that count; ``backing`` is the least that stands behind the names in those, None where nobody knows.
    """

    act: Act
    subject: Ref
    name: str
    owner: Ref | None
    teams: tuple[Ref, ...]
    people: tuple[Ref, ...]
    ask: tuple[Ref, ...]
    state: TimeState
    last: date | None
    last_by: Ref | None
    due: date | None
    planned: date | None
    content: ContentState | None
    changed: tuple[str, ...]
    upstream: tuple[Ref, ...]
    approval: ApprovalState | None
    rejected: bool
    missing: int
    reasons: tuple[str, ...]
    signs: tuple[Sign, ...] = ()
    backing: Backing | None = None

    @property
    def open(self) -> bool:
        """Whether somebody has something to do: it is due or soon will be, was never done, or is no longer what was reviewed."""
        moved = self.content in (ContentState.CHANGED, ContentState.UPSTREAM_CHANGED)
        lapsed = self.approval in (ApprovalState.CHANGED, ApprovalState.REJECTED)
        return self.state is not TimeState.CURRENT or moved or lapsed or self.rejected or self.missing > 0

    def within(self, last_day: date) -> bool:
        """Whether it is to be done on ``last_day`` or before; what was never done is late already."""
        day = self.planned or self.due
        return self.state is TimeState.NEVER or (day is not None and day <= last_day)

    @property
    def worst_first(self) -> tuple[bool, int, int, date, str, Ref]:
        """Sort key: rejected, then by time, then by content, then by due date."""
        return (
            not self.rejected,
            -self.state.rank,
            -(self.content.rank if self.content else 0),
            self.due or date.min,
            self.act,
            self.subject,
        )


def duties(
    portfolio: Portfolio, judged: Judged, signs: Mapping[Ref, tuple[Sign, ...]] = {}, backing: Mapping[Ref, Backing] = {}
) -> tuple[Duty, ...]:
    """Everything with a clock. ``portfolio`` is the whole one, not an audience's.

    ``signs`` and ``backing`` are by review what the history of the plans adds, as ``changes.looked`` reads it.
    """
    return _Duties(portfolio, judged, signs, backing).all()


def by_team(found: Iterable[Duty]) -> dict[Ref | None, tuple[Duty, ...]]:
    """By the team that answers for it; None, which comes last, holds what no team does. Order is kept."""
    groups: dict[Ref | None, list[Duty]] = defaultdict(list)
    for duty in found:
        for team in duty.teams or (None,):
            groups[team].append(duty)
    return {team: tuple(groups[team]) for team in sorted(groups, key=lambda ref: (ref is None, ref or Ref("", "")))}


class _Duties:
    def __init__(self, portfolio: Portfolio, judged: Judged, signs: Mapping[Ref, tuple[Sign, ...]], backing: Mapping[Ref, Backing]) -> None:
        self.portfolio = portfolio
        self.judged = judged
        self.signs = signs
        self.backing = backing
        self.members = teams_of(portfolio)

    def all(self) -> tuple[Duty, ...]:
        found = [self._review(status) for status in self.judged.reviews]
        found += [self._clocked(Act.CONTACT_CHECK, s.subject, s.clock, s.reached, s.by) for s in self.judged.contacts]
        for service in self.judged.exercises:
            if service.clock.every.cadence is not None:
                last = service.last.on if service.last else None
                found.append(self._clocked(Act.EXERCISE, service.service, service.clock, last, None))
            if service.restore.every.cadence is not None:
                found.append(self._clocked(Act.RESTORE_TEST, service.service, service.restore, service.restore.last, None))
        return tuple(sorted(found, key=lambda duty: duty.worst_first))

    def _review(self, status: ReviewStatus) -> Duty:
        last = status.last
        teams, people = self._answering(status.owner)
        return Duty(
            act=Act.REVIEW,
            subject=status.subject,
            name=self._label(status.subject),
            owner=status.owner,
            teams=teams,
            people=people,
            ask=status.ask,
            state=status.state,
            last=last.on if last else None,
            last_by=last.by if last else None,
            due=status.due,
            planned=self.judged.planned.get(status.subject),
            content=status.content.state,
            changed=tuple(scope.value for scope in status.content.changed),
            upstream=status.content.upstream,
            approval=status.approval.state,
            rejected=status.blocked_by is not None,
            missing=status.missing,
            reasons=tuple(dict.fromkeys(reason.code.value for reason in status.reasons)),
            signs=tuple(dict.fromkeys(sign for look in status.reviews for sign in (*look.signs, *self.signs.get(look.review, ())))),
            backing=self._backing(status),
        )

    def _backing(self, status: ReviewStatus) -> Backing | None:
        known = [self.backing.get(look.review) for look in status.reviews]
        if Backing.SOMEBODY_ELSE in known:
            return Backing.SOMEBODY_ELSE
        if not known or None in known:
            return None
        return Backing.COMMITTED if Backing.COMMITTED in known else Backing.SIGNED

    def _clocked(self, act: Act, subject: Ref, clock: Clock, last: date | None, by: Ref | None) -> Duty:
        owner = self._owner(subject)
        teams, people = self._answering(owner)
        return Duty(
            act, subject, self._label(subject), owner, teams, people, (), clock.state, last, by, clock.due, None, None, (), (), None, False, 0, ()
        )  # fmt: skip

    def _owner(self, subject: Ref) -> Ref | None:
        """Directory entries answer for themselves."""
        if subject.kind in ("person", "team", "role"):
            return subject
        owner = getattr(self.portfolio.get(subject), "owner", None)
        return self.portfolio.resolve(owner.ref) if isinstance(owner, Holder) else None

    def _answering(self, owner: Ref | None) -> tuple[tuple[Ref, ...], tuple[Ref, ...]]:
        people = owners_of(self.portfolio, owner)
        if owner is not None and owner.kind == "team":
            return (owner,), people
        return tuple(sorted({team for person in people for team in self.members.get(person, ())})), people

    def _label(self, ref: Ref) -> str:
        record = self.portfolio.get(ref)
        return record.label if record else ref.id


def as_json(found: Iterable[Duty], as_of: date) -> str:
    """The list for programs, with counts by state."""
    listed = [_entry(duty) for duty in found]
    counts = Counter(entry["state"] for entry in listed)
    states = {state.value: counts[state.value] for state in TimeState}
    data = {"format_version": FORMAT_VERSION, "as_of": as_of.isoformat(), "counts": states, "duties": listed}
    return json.dumps(data, indent=2, ensure_ascii=False).encode("utf-8", "backslashreplace").decode() + "\n"


def _entry(duty: Duty) -> Mapping[str, object]:
    return {
        "act": duty.act.value,
        "subject": str(duty.subject),
        "name": duty.name,
        "owner": str(duty.owner) if duty.owner else None,
        "teams": [ref.id for ref in duty.teams],
        "people": [ref.id for ref in duty.people],
        "ask": [ref.id for ref in duty.ask],
        "state": duty.state.value,
        "last": duty.last.isoformat() if duty.last else None,
        "last_by": duty.last_by.id if duty.last_by else None,
        "due": duty.due.isoformat() if duty.due else None,
        "planned": duty.planned.isoformat() if duty.planned else None,
        "content": duty.content.value if duty.content else None,
        "changed": list(duty.changed),
        "upstream": [str(ref) for ref in duty.upstream],
        "approval": duty.approval.value if duty.approval else None,
        "rejected": duty.rejected,
        "missing": duty.missing,
        "reasons": list(duty.reasons),
        "signs": [sign.value for sign in duty.signs],
        "committed_by_reviewer": None if duty.backing is None else duty.backing is not Backing.SOMEBODY_ELSE,
        "signed_by_reviewer": None if duty.backing is None else duty.backing is Backing.SIGNED,
    }


def days_from(as_of: date, days: int) -> date:
    """``days`` after ``as_of``, ending with the calendar."""
    return as_of + timedelta(days=min(days, (date.max - as_of).days))
