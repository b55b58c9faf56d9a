"""What is to be done as entries of a calendar: one for everything that has a day."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Final

from continuity.export.calendar import Calendars, Entry
from continuity.export.duties import Act, Duty
from continuity.model.base import Ref
from continuity.model.kinds import KINDS
from continuity.model.portfolio import Portfolio

__all__ = ["as_calendar", "day_in_words", "entries", "name_of"]

_WORDS: Final = {
    Act.REVIEW: "Review",
    Act.CONTACT_CHECK: "Try the numbers of",
    Act.EXERCISE: "Exercise",
    Act.RESTORE_TEST: "Test a restore of",
}


def as_calendar(found: Iterable[Duty], portfolio: Portfolio, as_of: date, title: str) -> str:
    """A calendar of these duties alone, in the words of ``portfolio``."""
    return Calendars(portfolio, as_of).of(entries(found, portfolio), title)


def entries(found: Iterable[Duty], portfolio: Portfolio) -> tuple[Entry, ...]:
    """Entries on the day to do it (where many fall due together) or the last day in time; what was never done has no day and is left out."""
    return tuple(_entry(duty, portfolio, day) for duty in found if (day := duty.planned or duty.due) is not None)


def name_of(ref: Ref, portfolio: Portfolio) -> str:
    """What people call a record; its id where it is not there."""
    record = portfolio.get(ref)
    return record.label if record else ref.id


def day_in_words(day: date) -> str:
    """``12 Oct 2026``: no order of day and month to guess."""
    return f"{day.day} {day:%b %Y}"


def _entry(duty: Duty, portfolio: Portfolio, day: date) -> Entry:
    lines = [f"{KINDS[duty.subject.kind].title}: {duty.name}"]
    if duty.planned and duty.due and duty.planned < duty.due:
        lines.append(f"In time until {day_in_words(duty.due)}; earlier because many fall due that week")
    if duty.last:
        by = f" by {name_of(duty.last_by, portfolio)}" if duty.last_by else ""
        lines.append(f"Last: {day_in_words(duty.last)}{by}")
    if duty.changed:
        lines.append(f"Changed since: {', '.join(duty.changed)}")
    if duty.teams:
        lines.append(f"Answers for it: {', '.join(name_of(team, portfolio) for team in duty.teams)}")
    if duty.ask:
        lines.append(f"Ask: {', '.join(name_of(ref, portfolio) for ref in duty.ask[:5])}")
    name = f"{duty.act}-{duty.subject.kind}-{duty.subject.id}"
    act = duty.act.value.replace("-", " ").capitalize()
    return Entry(name, day, f"{_WORDS[duty.act]} {duty.name}", tuple(lines), (act, *(name_of(team, portfolio) for team in duty.teams)))
