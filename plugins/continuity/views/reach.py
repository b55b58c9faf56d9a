"""How somebody is reached, in the words of a page: numbers to tap first, hours, when they were last tried."""

from __future__ import annotations

from collections.abc import Iterable

from msgspec.structs import replace

from continuity.model.base import Record, Ref
from continuity.model.directory import ContactPoint, Person, Role, Team
from continuity.model.service import Service
from continuity.model.surroundings import Channel, Party, Vendor
from continuity.model.values import UNKNOWN, Duration, Phone
from continuity.views.blocks import Badge, Break, Contact, Day, Inline, Inlines, Muted, Point, Text, Tone
from continuity.views.context import Context, once, spoken

_HOW = {
    "mobile": "Mobile",
    "phone": "Phone",
    "home": "Home",
    "duty": "Duty number",
    "sms": "Text",
    "satellite": "Satellite",
    "email": "E-mail",
    "pager": "Pager",
    "chat": "Chat",
    "radio": "Radio",
    "extension": "Extension",
    "url": "Web",
}
#: How deep people are followed from a role to its holders to their deputies.
_DEPTH = 3


def points(context: Context, record: Record, first: bool = True) -> tuple[Point, ...]:
    """The contact points of a record in the order of trying; duty numbers before all others, since they reach whoever is on."""
    ordered = _in_order(record)
    zone = context.zone(getattr(record, "time_zone", None))
    elsewhere = "" if zone == context.zone(None) else zone
    shown = tuple(_point(point, elsewhere, primary=first and index == 0) for index, point in enumerate(ordered))
    hidden = context.portfolio.points_withheld.get(record.ref, 0)
    if hidden:
        how = "More" if shown else "Numbers"
        shown += (Point(how, f"{hidden} restricted"),)
    return shown


def _point(point: ContactPoint, zone: str, primary: bool) -> Point:
    notes: list[Inline] = []
    if point.hours is not None and point.hours.always:
        notes.append(Muted(str(point.hours)))
    if point.note:
        notes.append(Muted(f" · {point.note}" if notes else point.note))
    if point.verified is UNKNOWN:
        notes.append(Badge("not known when last tried", Tone.UNKNOWN))
    elif point.verified is not None:
        notes += [Muted(" · tried " if notes else "tried "), Day(point.verified)]
    value = point.value
    shown = str(value) if isinstance(value, Phone) else value
    hours = str(point.hours) if point.hours is not None and not point.hours.always else ""
    return Point(_HOW[point.how], shown, point.uri or "", tuple(notes), primary and isinstance(value, Phone), hours, zone if hours else "")


@once
def contact(
    context: Context, ref: Ref, *, role: Inlines = (), wait: Duration | None = None, depth: int = _DEPTH, seen: frozenset[Ref] = frozenset()
) -> Contact:
    """Somebody to call, with those to try next if there is no answer. Never follows the same one twice."""
    record = context.portfolio.get(ref)
    problems: list[str] = []
    then: tuple[Contact, ...] = ()
    notes: list[Inline] = []
    zone = ""
    shown_role = role
    if record is None:
        return Contact(context.name(ref), role, wait=_words(wait), patience=_seconds(wait))
    seen |= {record.ref}
    if isinstance(record, Person):
        # The time there is worth saying only where it is another one than here.
        there = context.zone(record.time_zone)
        zone = there if there != context.zone(None) else ""
        shown_role = role or _titles(record)
        away = next((a for a in record.absences if a.from_ <= context.as_of <= a.until), None)
        if away:
            notes += [Badge("away", Tone.SOON), Text(" until "), Day(away.until)]
        if record.left and record.left < context.as_of:
            notes.append(Badge("left the organisation", Tone.BAD))
        if not record.contacts and not context.portfolio.points_withheld.get(record.ref):
            problems.append("No number or address")
        then = _next(context, ((ref, "deputy") for ref in record.deputies), depth, seen)
    elif isinstance(record, Team):
        shown_role = role or (Text("team"),)
        if record.schedule:
            notes.append(Muted(record.schedule.text))
        members = ([record.lead] if record.lead else []) + [member for member in record.members if member != record.lead]
        then = _next(context, ((ref, "") for ref in members), depth, seen)
    elif isinstance(record, Role):
        shown_role = role or (Text("role"),)
        if record.assumed_by:
            notes.append(Muted(record.assumed_by))
        standing = [*((h.ref, "holder") for h in record.holders), *((h.ref, "deputy") for h in record.deputies)]
        then = _next(context, standing, depth, seen)
    elif isinstance(record, Vendor):
        shown_role = role or (Text("vendor"),)
        notes += _vendor_notes(record)
    elif isinstance(record, Channel | Party):
        shown_role = role or (Text(str(record.type.value).replace("-", " ")),)
    return Contact(
        context.name(ref),
        shown_role,
        points(context, record),
        zone,
        tuple(notes),
        _words(wait),
        tuple(problems),
        then,
        patience=_seconds(wait),
    )


def waits_of(context: Context, services: Iterable[Ref]) -> dict[Ref, Duration]:
    """How long to wait for somebody before calling the next, as the escalations of ``services`` say; the shortest where several do."""
    found: dict[Ref, Duration] = {}
    for service in (context.portfolio.get(ref) for ref in services):
        for step in service.escalation if isinstance(service, Service) else ():
            ref = context.portfolio.resolve(step.ref)
            if step.wait and (ref not in found or step.wait.seconds < found[ref].seconds):
                found[ref] = step.wait
    return found


def _words(wait: Duration | None) -> str:
    """What stands under somebody to call: how long to wait for them."""
    return f"No answer in {spoken(wait)}: call the next" if wait else ""


def _seconds(wait: Duration | None) -> int:
    return wait.seconds if wait else 0


@once
def brief(context: Context, ref: Ref, *, wait: Duration | None = None) -> Contact:
    """Somebody to call, for a first screen: one number that is answered, whose it is, and who comes next by name.

    Where that number is not answered round the clock, the first one in line that is stands below it: at night it is the one to call.
    """
    record = context.portfolio.get(ref)
    if record is None:
        return Contact(context.name(ref), wait=_words(wait), patience=_seconds(wait))
    order = _reached_through(context, record.ref)
    found = next(((whom, point) for whom in order for point in points(context, whom) if point.href and point.primary), None)
    if found is None:
        found = next(((whom, point) for whom in order for point in points(context, whom) if point.href), None)
    role: Inlines = ()
    shown: tuple[Point, ...] = ()
    whom: Record | None = None
    if found is not None:
        whom, point = found
        shown = (replace(point, primary=True), *_at_night(context, order, whom, point))
        role = () if whom.ref == record.ref else context.name(whom.ref)
    others = [other.ref for other in order if other is not whom and other.ref != record.ref][:2]
    notes: Inlines = (Text("Next: "), *context.names(others)) if others else ()
    problems = () if found else ("No number is known here",)
    zone = ""
    if isinstance(whom, Person):
        there = context.zone(whom.time_zone)
        zone = there if there != context.zone(None) else ""
    return Contact(context.name(ref), role, shown, zone, notes, _words(wait), problems, patience=_seconds(wait))


def _at_night(context: Context, order: list[Record], whom: Record, day: Point) -> tuple[Point, ...]:
    """The first telephone in line that is answered round the clock, if the one chosen for the first screen is not."""
    if not day.hours:
        return ()
    for record in order:
        for given, point in zip(_in_order(record), points(context, record), strict=False):
            if given.hours is not None and given.hours.always and isinstance(given.value, Phone) and point.href:
                who: Inlines = () if record is whom else (*context.name(record.ref), Text(" "))
                return (replace(point, how="Other hours", notes=(*who, *point.notes)),)
    return ()


def _in_order(record: Record) -> list[ContactPoint]:
    """Duty numbers before all others, since they reach whoever is on."""
    own: tuple[ContactPoint, ...] = getattr(record, "contacts", ())
    return sorted(own, key=lambda point: point.how != "duty")


def _reached_through(context: Context, ref: Ref, seen: frozenset[Ref] = frozenset()) -> list[Record]:
    """The record itself, then whom it stands for in order of trying, each once."""
    record = context.portfolio.get(ref)
    if record is None or record.ref in seen or len(seen) > _DEPTH:
        return []
    seen |= {record.ref}
    onward: list[Ref] = []
    if isinstance(record, Role):
        onward = [holder.ref for holder in (*record.holders, *record.deputies)]
    elif isinstance(record, Team):
        onward = [*([record.lead] if record.lead else []), *record.members]
    elif isinstance(record, Person):
        onward = list(record.deputies)
    out = [record]
    for other in onward:
        out += [found for found in _reached_through(context, other, seen) if all(found is not known for known in out)]
    return out


def _titles(person: Person) -> Inlines:
    return (Text(", ".join(person.titles)),) if person.titles else ()


def _next(context: Context, named: Iterable[tuple[Ref, str]], depth: int, seen: frozenset[Ref]) -> tuple[Contact, ...]:
    """Those to try next, each once: who stands beside somebody is not repeated below them."""
    if depth <= 0:
        return ()
    fresh: dict[Ref, str] = {}
    for ref, word in named:
        current = context.portfolio.resolve(ref)
        if current not in seen:
            fresh.setdefault(current, word)
    seen = seen.union(fresh)
    return tuple(contact(context, ref, role=_as(context, ref, word), depth=depth - 1, seen=seen) for ref, word in fresh.items())


def _as(context: Context, ref: Ref, word: str) -> Inlines:
    record = context.portfolio.get(ref)
    titles = ", ".join(record.titles) if isinstance(record, Person) else ""
    return (Text(": ".join(part for part in (word, titles) if part)),) if word or titles else ()


def _vendor_notes(vendor: Vendor) -> list[Inline]:
    notes: list[Inline] = []
    if vendor.account:
        notes.append(Text(f"Say: {vendor.account}"))
    if vendor.commitment:
        for word, value in (("answers in", vendor.commitment.response), ("restores in", vendor.commitment.recovery)):
            if value is not None:
                if notes:
                    notes.append(Break())
                said = "unknown" if value is UNKNOWN else spoken(value)
                notes.append(Muted(f"Contract: {word} {said}"))
    return notes
