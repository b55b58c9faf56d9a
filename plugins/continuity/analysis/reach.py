"""How somebody is reached: their contact points in the order of trying, and whom to try next; with and without the channels a scenario kills.

A contact point dies with the channel it names. One that names none is *unknown* where a dead channel could be what carries it (a desk phone
where the exchange is down), and stands otherwise: a mobile phone does not hang on an organisation's exchange.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from enum import StrEnum
from typing import Final

import msgspec

from continuity.analysis.fingerprint import reached
from continuity.model.base import Record, Ref
from continuity.model.directory import PHONE_KEYS, ContactPoint, Person, Role, Team
from continuity.model.portfolio import Portfolio
from continuity.model.scenario import Scenario
from continuity.model.surroundings import Channel, ChannelType, Party
from continuity.model.values import Phone

__all__ = ["RINGS", "PointReach", "Reach", "Survives", "conceals", "lost_to", "media", "reach", "survives", "takes_calls"]

#: Ways that wake somebody up. E-mail, chat and web pages wait until they are looked at.
RINGS: Final = frozenset({*PHONE_KEYS, "pager", "radio", "extension"})
#: What a channel of a type could carry, where the contact point does not name its channel.
_CARRIES: Final = {
    ChannelType.TELEPHONY: frozenset({"phone", "duty", "extension"}),
    ChannelType.SMS: frozenset({"sms"}),
    ChannelType.EMAIL: frozenset({"email"}),
    ChannelType.CHAT: frozenset({"chat"}),
    ChannelType.RADIO: frozenset({"radio"}),
}


class Survives(StrEnum):
    """Whether something can still be used when channels are lost."""

    YES = "yes"
    UNKNOWN = "unknown"
    NO = "no"


class PointReach(msgspec.Struct, frozen=True):
    """A contact point: its place in the record's own list (from 0), the way, whether it rings, and whether it survives the loss."""

    index: int
    how: str
    rings: bool
    channel: Ref | None
    survives: Survives


class Reach(msgspec.Struct, frozen=True):
    """How ``ref`` is reached. ``points`` are in the order of trying, duty numbers first; ``then`` is whom to try next, in order.

    ``found`` is False when the reference dangles. ``withheld`` counts points this audience may not see. ``away_until`` is the last day of
    an absence that covers the day asked for; ``left`` says that the person is no longer there.
    """

    ref: Ref
    found: bool
    points: tuple[PointReach, ...]
    then: tuple[Ref, ...]
    withheld: int = 0
    away_until: date | None = None
    left: bool = False


def reach(portfolio: Portfolio, ref: Ref, as_of: date, lost: frozenset[Ref] = frozenset()) -> Reach:
    """How a directory entry is reached on a day, when the channels, people, teams and roles in ``lost`` are gone."""
    record = portfolio.get(ref)
    if record is None:
        return Reach(ref, False, (), ())
    contacts: tuple[ContactPoint, ...] = getattr(record, "contacts", ())
    order = sorted(range(len(contacts)), key=lambda index: contacts[index].how != "duty")
    gone = record.ref in lost
    points = tuple(_point(portfolio, index, contacts[index], lost, gone) for index in order)
    away = next((a for a in record.absences if a.from_ <= as_of <= a.until), None) if isinstance(record, Person) else None
    left = isinstance(record, Person) and record.left is not None and record.left < as_of
    named = [away.deputy] if away and away.deputy else []
    following = dict.fromkeys(portfolio.resolve(other) for other in (*named, *_then(record)))
    following.pop(record.ref, None)
    withheld = portfolio.points_withheld.get(record.ref, 0)
    return Reach(record.ref, True, points, tuple(following), withheld, away.until if away else None, left)


def _point(portfolio: Portfolio, index: int, point: ContactPoint, lost: frozenset[Ref], gone: bool) -> PointReach:
    channel = portfolio.resolve(point.channel) if point.channel else None
    state = Survives.NO if gone else survives(portfolio, point, lost)
    return PointReach(index, point.how, point.how in RINGS, channel, state)


def _then(record: Record) -> Iterable[Ref]:
    if isinstance(record, Person):
        return record.deputies
    if isinstance(record, Team):
        return ((record.lead,) if record.lead else ()) + record.members
    if isinstance(record, Role):
        return [holder.ref for holder in (*record.holders, *record.deputies)]
    if isinstance(record, Channel):
        return [record.fallback] if record.fallback else []
    if isinstance(record, Party):
        return [record.channel] if record.channel else []
    return ()


def survives(portfolio: Portfolio, point: ContactPoint, lost: frozenset[Ref]) -> Survives:
    """Whether one contact point can be used when ``lost`` is gone."""
    if not lost:
        return Survives.YES
    if point.channel is not None:
        return Survives.NO if portfolio.resolve(point.channel) in lost else Survives.YES
    dead = (channel for ref in lost if isinstance(channel := portfolio.get(ref), Channel))
    carried = any(point.how in _CARRIES.get(channel.type, ()) for channel in dead)
    return Survives.UNKNOWN if carried else Survives.YES


def lost_to(portfolio: Portfolio, scenario: Ref | None) -> frozenset[Ref]:
    """The channels, people, teams and roles that a scenario takes away: those it names, and channels that run on a service or vendor it names.

    A service that falls because another does is not followed: what a scenario stops is the blast radius's to say.
    """
    record = portfolio.get(scenario)
    if not isinstance(record, Scenario):
        return frozenset()
    named = {portfolio.resolve(ref) for ref in (*record.channels_lost, *(lost.ref for lost in record.loses))}
    carried = {
        channel.ref
        for channel in portfolio.channels.values()
        if any(ref is not None and portfolio.resolve(ref) in named for ref in (channel.service, channel.vendor))
    }
    return frozenset(ref for ref in named | carried if ref.kind in ("channel", "person", "team", "role"))


def takes_calls(portfolio: Portfolio, ref: Ref, as_of: date, lost: frozenset[Ref] = frozenset()) -> Survives:
    """Whether ``ref`` can be reached at all: by a point of its own that rings, or by somebody behind it (a role's holder, a team's member).

    Unknown where only points that may be dead are left, or where the audience may not see the numbers.
    """
    best = Survives.NO
    seen: set[Ref] = set()
    waiting = [portfolio.resolve(ref)]
    while waiting:
        current = waiting.pop(0)
        if current in seen or current in lost:
            continue
        seen.add(current)
        if current in portfolio.withheld:
            best = Survives.UNKNOWN
            continue
        how = reach(portfolio, current, as_of, lost)
        if how.left:
            continue
        states = {point.survives for point in how.points if point.rings}
        if Survives.YES in states:
            return Survives.YES
        if Survives.UNKNOWN in states or how.withheld:
            best = Survives.UNKNOWN
        if current.kind in ("role", "team"):
            waiting.extend(how.then)
    return best


def conceals(portfolio: Portfolio, ref: Ref) -> bool:
    """Whether the entry, or somebody behind it, is kept from this audience: then nothing can be said to be missing."""
    record = portfolio.get(ref)
    deputies = record.deputies if isinstance(record, Person) else ()
    return any(other in portfolio.withheld for other in (*reached(portfolio, ref), *(portfolio.resolve(deputy) for deputy in deputies)))


def media(points: Iterable[ContactPoint]) -> frozenset[str]:
    """The separate ways to reach somebody: the channel where a point names one, else the number, else the kind of way.

    Two points with the same number are one way.
    """
    found = set()
    for point in points:
        value = point.value
        found.add(str(point.channel) if point.channel else value.e164 if isinstance(value, Phone) else point.how)
    return frozenset(found)
