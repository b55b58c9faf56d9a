"""What is to be done as entries of a calendar: one for everything that has a day."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Final

from continuity.export.calendar import Entry, calendar
from continuity.export.duties import Act, Duty

__all__ = ["as_calendar", "entries"]

_WORDS: Final = {
    Act.REVIEW: "Review",
    Act.CONTACT_CHECK: "Try the numbers of",
    Act.EXERCISE: "Exercise",
    Act.RESTORE_TEST: "Test a restore of",
}


def as_calendar(found: Iterable[Duty], as_of: date, name: str) -> str:
    """A calendar of these duties alone."""
    return calendar(entries(found), as_of, name)


def entries(found: Iterable[Duty]) -> tuple[Entry, ...]:
    """Entries on the day to do it (where many fall due together) or the last day in time; what was never done has no day and is left out."""
    return tuple(_entry(duty, day) for duty in found if (day := duty.planned or duty.due) is not None)


def _entry(duty: Duty, day: date) -> Entry:
    lines = [str(duty.subject)]
    if duty.planned and duty.due and duty.planned < duty.due:
        lines.append(f"In time until {duty.due.isoformat()}; earlier because many fall due that week")
    if duty.last:
        lines.append(f"Last: {duty.last.isoformat()}{f' by {duty.last_by.id}' if duty.last_by else ''}")
    if duty.changed:
        lines.append(f"Changed since: {', '.join(duty.changed)}")
    if duty.ask:
        lines.append(f"Ask: {', '.join(ref.id for ref in duty.ask[:5])}")
    name = f"{duty.act}-{duty.subject.kind}-{duty.subject.id}"
    return Entry(name, day, f"{_WORDS[duty.act]} {duty.name}", tuple(lines), (duty.act.value, *(team.id for team in duty.teams)))
