"""What is to be done as a calendar (RFC 5545): an entry of a whole day for everything that has a day."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta
from typing import Final

from icalendar import Calendar, Event

from continuity.export.duties import Act, Duty

__all__ = ["as_calendar"]

_WORDS: Final = {
    Act.REVIEW: "Review",
    Act.CONTACT_CHECK: "Try the numbers of",
    Act.EXERCISE: "Exercise",
    Act.RESTORE_TEST: "Test a restore of",
}


def as_calendar(found: Iterable[Duty], as_of: date, name: str) -> str:
    """Entries on the day to do it (where many fall due together) or the last day in time; what was never done has no day and is left out.

    The same duties on the same day give the same bytes. An entry keeps its identity, so that a calendar that has it moves it.
    """
    calendar = Calendar()
    calendar.add("prodid", "-//mkdocs-continuity//status//EN")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", name)
    stamp = datetime.combine(as_of, time(), UTC)
    for duty in found:
        day = duty.planned or duty.due
        if day is not None:
            calendar.add_component(_entry(duty, day, stamp))
    return str(calendar.to_ical().decode("utf-8"))


def _entry(duty: Duty, day: date, stamp: datetime) -> Event:
    entry = Event()
    entry.add("uid", f"{duty.act}-{duty.subject.kind}-{duty.subject.id}@continuity")
    entry.add("dtstamp", stamp)
    entry.add("dtstart", day)
    if day < date.max:
        entry.add("dtend", day + timedelta(days=1))
    entry.add("summary", f"{_WORDS[duty.act]} {_seen(duty.name)}")
    lines = [str(duty.subject)]
    if duty.planned and duty.due and duty.planned < duty.due:
        lines.append(f"In time until {duty.due.isoformat()}; earlier because many fall due that week")
    if duty.last:
        lines.append(f"Last: {duty.last.isoformat()}{f' by {duty.last_by.id}' if duty.last_by else ''}")
    if duty.changed:
        lines.append(f"Changed since: {', '.join(duty.changed)}")
    if duty.ask:
        lines.append(f"Ask: {', '.join(ref.id for ref in duty.ask[:5])}")
    entry.add("description", "\n".join(lines))
    entry.add("categories", [duty.act.value, *(team.id for team in duty.teams)])
    entry.add("transp", "TRANSPARENT")
    return entry


def _seen(text: str) -> str:
    """On one line, without what no reader sees."""
    return " ".join("".join(char if char.isprintable() else " " for char in text).split())
