"""Contact cards (vCard 3.0, RFC 2426; lines as RFC 2425 has them) of people, roles and teams, for a phone's address book."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Final

import segno

from continuity.export.identity import uid
from continuity.model.base import Holder, Ref
from continuity.model.directory import ContactPoint, Person, Role, Team
from continuity.model.portfolio import Portfolio
from continuity.model.values import Phone

__all__ = ["card", "code"]

_TYPES: Final = {
    "duty": "WORK,VOICE",
    "mobile": "CELL,VOICE",
    "phone": "WORK,VOICE",
    "home": "HOME,VOICE",
    "sms": "CELL,MSG",
    "satellite": "VOICE",
}
#: What a card may hold to be read from paper by an ordinary phone, in bytes: a code of 85 modules a side at most.
_CODE_BYTES: Final = 640
#: Characters of a name in a code.
_CODE_NAME: Final = 60


@dataclass(frozen=True, slots=True)
class _Way:
    """One way to reach the subject of a card. ``of`` is whose it is, empty when it is the subject's own."""

    point: ContactPoint
    of: str = ""

    @property
    def label(self) -> str:
        return f"{self.of}, {self.point.how}" if self.of else self.point.how

    @property
    def phone(self) -> Phone | None:
        return self.point.value if isinstance(self.point.value, Phone) else None


def card(portfolio: Portfolio, subject: Person | Role | Team, as_of: date) -> bytes:
    """The card of a person, role or team, as a file. Duty numbers come first, then the subject's own, then those of who holds the role or
    is in the team (who left before ``as_of`` is left out). ``portfolio`` is already filtered for its audience.

    The same plans on the same day give the same bytes; the card of a subject keeps its UID, so that a phone replaces what it has.
    """
    ways = tuple(_ways(portfolio, subject, as_of))
    return _file([*_head(portfolio, subject), *_numbers(ways), *_tail(portfolio, subject, ways, as_of)])


def code(portfolio: Portfolio, subject: Person | Role | Team, as_of: date) -> bytes:
    """A QR code of the card as an SVG, with a title and a description. It holds the name and as many numbers as a phone can read from
    paper, those to be called first first; a name nobody could read aloud is cut."""
    ways = [way for way in _ways(portfolio, subject, as_of) if way.phone]
    while len(made := _file([*_head(portfolio, subject, _CODE_NAME), *_numbers(ways)])) > _CODE_BYTES and ways:
        ways.pop()
    picture = segno.make(made, error="m", micro=False).svg_inline(
        border=4,
        scale=3,
        light="#fff",
        title=_seen(f"Contact card of {subject.name}"),
        desc=_seen("; ".join(f"{way.label} {way.point.value}" for way in ways) or "No telephone number"),
        svgclass=None,
        lineclass=None,
    )
    return str(picture).replace("<svg", '<svg xmlns="http://www.w3.org/2000/svg"', 1).encode()


def _ways(portfolio: Portfolio, subject: Person | Role | Team, as_of: date) -> Iterator[_Way]:
    own = [_Way(point) for point in subject.contacts]
    of_others = list(_of_others(portfolio, subject, as_of))
    every = (*own, *of_others)
    yield from (way for way in every if way.point.how == "duty")
    yield from (way for way in every if way.point.how != "duty")


def _of_others(portfolio: Portfolio, subject: Person | Role | Team, as_of: date) -> Iterator[_Way]:
    """Telephone numbers of who holds a role, then of who stands in; of who leads a team, then of its members; each once."""
    holders: Iterable[Holder | Ref | None] = ()
    if isinstance(subject, Role):
        holders = (*subject.holders, *subject.deputies)
    elif isinstance(subject, Team):
        holders = (subject.lead, *subject.members)
    refs = (holder.ref if isinstance(holder, Holder) else holder for holder in holders)
    for ref in dict.fromkeys(portfolio.resolve(ref) for ref in refs if ref is not None):
        held = portfolio.get(ref)
        if not isinstance(held, Person | Role | Team) or (isinstance(held, Person) and held.left is not None and held.left < as_of):
            continue
        yield from (_Way(point, held.name) for point in held.contacts if isinstance(point.value, Phone))


def _head(portfolio: Portfolio, subject: Person | Role | Team, longest: int | None = None) -> Iterator[str]:
    name, organisation = subject.name.strip()[:longest], portfolio.organisation.name[:longest]
    yield "BEGIN:VCARD"
    yield "VERSION:3.0"
    if isinstance(subject, Person):
        # Phones show given and family names one after the other: cut at the last space, every name is shown as it is written.
        given, _, family = name.rpartition(" ")
        yield f"N:{_text(family)};{_text(given)};;;"
    else:
        yield f"N:{_text(name)};;;;"
    yield f"FN:{_text(name)}"
    yield f"ORG:{_text(organisation)}"


def _numbers(ways: Iterable[_Way]) -> Iterator[str]:
    first = True
    for number, way in enumerate(ways, start=1):
        group = f"item{number}."
        if (phone := way.phone) is not None:
            preferred = ",PREF" if first else ""
            first = False
            # A comma is a pause: the phone dials the number, waits, and dials the extension.
            dialled = _text(phone.e164 + (f",{phone.extension}" if phone.extension else ""))
            yield f"{group}TEL;TYPE={_TYPES[way.point.how]}{preferred}:{dialled}"
            yield f"{group}X-ABLabel:{_text(way.label)}"
        elif way.point.how == "email":
            yield f"{group}EMAIL;TYPE=INTERNET:{_text(str(way.point.value))}"
        elif way.point.how == "url" and way.point.uri:
            yield f"{group}URL:{_text(way.point.uri)}"


def _tail(portfolio: Portfolio, subject: Person | Role | Team, ways: Iterable[_Way], as_of: date) -> Iterator[str]:
    if isinstance(subject, Person) and subject.titles:
        yield f"TITLE:{_text(', '.join(subject.titles))}"
    lines = [line for way in ways if (line := _remark(way))]
    yield f"NOTE:{_text(chr(10).join((*lines, f'Copied from the continuity plans of {as_of.isoformat()}.')))}"
    yield f"UID:{_text(uid(f'{subject.kind}-{subject.id}', portfolio))}"
    yield f"REV:{as_of.isoformat()}T00:00:00Z"


def _remark(way: _Way) -> str:
    """What a number's own line cannot say: when it is answered, and ways that no address book knows."""
    said = [f"answered {way.point.hours}"] if way.point.hours else []
    said += [way.point.note] if way.point.note else []
    known = way.phone is not None or way.point.how == "email" or way.point.uri is not None
    if known and not said:
        return ""
    return f"{way.label} {way.point.value}" + (f": {'; '.join(said)}" if said else "")


def _text(value: str) -> str:
    """A text value: separators escaped, line ends as the letters that stand for them, nothing no reader sees."""
    escaped = value.replace("\\", "\\\\").replace(",", "\\,").replace(";", "\\;")
    lines = escaped.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    return "\\n".join(_seen(line) for line in lines)


def _seen(text: str) -> str:
    """Without what no reader sees, most of which may not stand in XML either."""
    return "".join(char if char.isprintable() else " " for char in text)


def _file(lines: Iterable[str]) -> bytes:
    return b"".join(_folded(line) for line in (*lines, "END:VCARD"))


def _folded(line: str) -> bytes:
    """A line and its end, in pieces of at most 75 bytes, no character cut in two."""
    out, piece = bytearray(), bytearray()
    for char in line:
        encoded = char.encode("utf-8", "replace")
        if len(piece) + len(encoded) > 75:
            out += piece + b"\r\n"
            piece = bytearray(b" ")
        piece += encoded
    return bytes(out + piece + b"\r\n")
