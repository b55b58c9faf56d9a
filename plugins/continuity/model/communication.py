"""Who calls whom, and what is said to whom by when."""

from __future__ import annotations

from enum import StrEnum
from typing import ClassVar

from pydantic import Field

from continuity.model.base import ChannelRef, Holder, MessageRef, Part, PartyRef, Prose, Record, ScenarioRef, ServiceRef
from continuity.model.plan import Quorum
from continuity.model.values import Duration, Flag, Text, Whole


class Order(StrEnum):
    """Whether a caller makes the calls one after another, or they go out at once."""

    SERIAL = "serial"
    PARALLEL = "parallel"


class TakeOver(StrEnum):
    """Who makes the calls of somebody who cannot be reached."""

    CALLER = "caller"
    DEPUTY = "deputy"
    NOBODY = "nobody"


class Call(Holder):
    """A node of the tree: who is called, and whom they call then."""

    confirms: Text | None = None
    attempts: Whole | None = None
    ring: Duration | None = None
    talk: Duration | None = None
    order: Order | None = None
    call_back: Flag = False
    note: Text | None = None
    calls: tuple[Call, ...] = ()


class ContactTree(Record):
    """``contact-trees/ID.yaml``: a call tree."""

    kind: ClassVar[str] = "contact-tree"
    name: Text | None = None
    description: Prose | None = None
    owner: Holder | None = None
    services: tuple[ServiceRef, ...] = ()
    scenarios: tuple[ScenarioRef, ...] = ()
    initiator: Holder
    alternate: Holder | None = None
    script: MessageRef | None = None
    attempts: Whole = 2
    ring: Duration = Duration(60)
    talk: Duration = Duration(120)
    order: Order = Order.SERIAL
    take_over: TakeOver = TakeOver.CALLER
    quorum: tuple[Quorum, ...] = ()
    calls: tuple[Call, ...] = ()
    review_every: Text | None = None
    notes: Prose | None = None


class Clock(StrEnum):
    """The moment a due time is counted from."""

    STARTED = "started"
    DETECTED = "detected"
    AWARE = "aware"
    CLASSIFIED = "classified"
    INVOKED = "invoked"
    RECOVERED = "recovered"


class Due(Part):
    """``within`` this long of that moment."""

    within: Duration
    from_: Clock = Field(alias="from")


class Message(Record):
    """``messages/ID.yaml``: a communication template. ``legal_basis`` names the law and the clause a legal clock comes from."""

    kind: ClassVar[str] = "message"
    title: Text
    audience: tuple[PartyRef, ...] = ()
    audience_note: Text | None = None
    channel: ChannelRef | None = None
    channels: tuple[ChannelRef, ...] = ()
    fallback: ChannelRef | None = None
    owner: Holder | None = None
    approver: Holder | None = None
    due: Due | None = None
    repeat: Duration | None = None
    until: Text | None = None
    when: Text | None = None
    legal_basis: Text | None = None
    text: Prose | None = None
    notes: Prose | None = None


Call.model_rebuild()
