"""Days as a calendar (RFC 5545): entries of a whole day each, for programs that subscribe to a feed or read a file."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from icalendar import Calendar, Event

from continuity.export.identity import uid
from continuity.model.portfolio import Portfolio

__all__ = ["Calendars", "Entry"]


@dataclass(frozen=True, slots=True)
class Entry:
    """One day. ``name`` tells it from all other entries of these plans for good, so that a calendar that has it moves it; ``lines`` say more
    than ``summary``."""

    name: str
    day: date
    summary: str
    lines: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()


class Calendars:
    """Writes the entries of the plans ``portfolio`` as files. The same entries on the same day give the same bytes; ``as_of`` is when they
    were judged. An entry that stands in several files is written out once."""

    def __init__(self, portfolio: Portfolio, as_of: date) -> None:
        self._portfolio = portfolio
        self._stamp = datetime.combine(as_of, time(), UTC)
        self._written: dict[Entry, str] = {}

    def of(self, entries: Iterable[Entry], title: str) -> str:
        """A file with ``entries``, in the order given; ``title`` is what programs call it."""
        made = Calendar()
        made.add("prodid", "-//mkdocs-continuity//status//EN")
        made.add("version", "2.0")
        made.add("method", "PUBLISH")
        made.add("x-wr-calname", _seen(title))
        head, end, rest = made.to_ical().decode("utf-8").rpartition("END:VCALENDAR")
        return "".join((head, *(self._entry(entry) for entry in entries), end, rest))

    def _entry(self, entry: Entry) -> str:
        if entry not in self._written:
            self._written[entry] = _event(entry, uid(entry.name, self._portfolio), self._stamp).to_ical().decode("utf-8")
        return self._written[entry]


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
