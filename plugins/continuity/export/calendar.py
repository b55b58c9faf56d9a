"""Days as a calendar (RFC 5545): entries of a whole day each, for programs that subscribe to a feed or read a file."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from icalendar import Calendar, Event

from continuity.export.identity import uid
from continuity.model.portfolio import Portfolio

__all__ = ["Entry", "calendar"]


@dataclass(frozen=True, slots=True)
class Entry:
    """One day. ``name`` tells it from all other entries of these plans for good, so that a calendar that has it moves it; ``lines`` say more
    than ``summary``."""

    name: str
    day: date
    summary: str
    lines: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()


def calendar(entries: Iterable[Entry], portfolio: Portfolio, as_of: date, title: str) -> str:
    """The entries of the plans ``portfolio`` as a file. The same entries on the same day give the same bytes; ``as_of`` is when they were judged."""
    made = Calendar()
    made.add("prodid", "-//mkdocs-continuity//status//EN")
    made.add("version", "2.0")
    made.add("method", "PUBLISH")
    made.add("x-wr-calname", _seen(title))
    stamp = datetime.combine(as_of, time(), UTC)
    for entry in entries:
        made.add_component(_event(entry, uid(entry.name, portfolio), stamp))
    return str(made.to_ical().decode("utf-8"))


def _event(entry: Entry, name: str, stamp: datetime) -> Event:
    event = Event()
    event.add("uid", name)
    event.add("dtstamp", stamp)
    event.add("dtstart", entry.day)
    if entry.day < date.max:
        event.add("dtend", entry.day + timedelta(days=1))
    event.add("summary", _seen(entry.summary))
    event.add("description", "\n".join(_seen(line) for line in entry.lines))
    event.add("categories", list(entry.categories))
    event.add("transp", "TRANSPARENT")
    return event


def _seen(text: str) -> str:
    """On one line, without what no reader sees."""
    return " ".join("".join(char if char.isprintable() else " " for char in text).split())
