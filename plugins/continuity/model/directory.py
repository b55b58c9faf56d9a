"""People, teams and roles: who to reach, and how."""

from __future__ import annotations

from enum import StrEnum
from typing import Any, ClassVar

from pydantic import Field, model_validator

from continuity.model.base import ChannelRef, Holder, Part, PersonRef, Prose, Record, SiteRef
from continuity.model.plan import PhaseName
from continuity.model.values import Date, Flag, Hours, MaybeDate, MaybeWhole, Phone, Text, Visibility, problem

#: Keys that say the kind of a contact point; those of the first group are telephone numbers.
PHONE_KEYS = ("mobile", "phone", "home", "duty", "sms", "satellite")
OTHER_KEYS = ("email", "pager", "chat", "radio", "extension", "url")
_WAYS = (*PHONE_KEYS, *OTHER_KEYS)


class ContactPoint(Part):
    """One way to reach somebody: exactly one of the keys that say how, and when it is answered. ``verified`` is the day somebody tried it."""

    mobile: Phone | None = None
    phone: Phone | None = None
    home: Phone | None = None
    duty: Phone | None = None
    sms: Phone | None = None
    satellite: Phone | None = None
    email: Text | None = None
    pager: Text | None = None
    chat: Text | None = None
    radio: Text | None = None
    extension: Text | None = None
    url: Text | None = None
    hours: Hours | None = None
    visibility: Visibility | None = None
    verified: MaybeDate | None = None
    note: Text | None = None
    channel: ChannelRef | None = Field(
        default=None, description="The channel it depends on, so that a scenario that kills the channel kills this too"
    )

    @model_validator(mode="after")
    def _exactly_one(self) -> ContactPoint:
        given = self.model_fields_set & {*PHONE_KEYS, *OTHER_KEYS}
        if len(given) != 1:
            raise problem("one-key", "expected exactly one of {keys}", keys=", ".join((*PHONE_KEYS, *OTHER_KEYS)))
        if self.email is not None and ("@" not in self.email.strip("@") or any(c in self.email for c in " <>\"'\\\r\n")):
            raise problem("bad-email", "'{written}' is no e-mail address", written=self.email[:60])
        return self

    @property
    def how(self) -> str:
        """The key that says how: ``mobile``, ``email`` ..."""
        given = self.model_fields_set
        return next(name for name in _WAYS if name in given)

    @property
    def value(self) -> Phone | str:
        """The number or address."""
        found: Any = getattr(self, self.how)
        return found  # type: ignore[no-any-return]

    @property
    def uri(self) -> str | None:
        """What a tap does: ``tel:``, ``sms:``, ``mailto:`` or an address; None when there is nothing to tap."""
        value = self.value
        if isinstance(value, Phone):
            return value.uri.replace("tel:", "sms:", 1) if self.how == "sms" else value.uri
        if self.how == "email":
            return f"mailto:{value}"
        return value if self.how == "url" and value.lower().startswith(("http://", "https://")) else None


class Absence(Part):
    """Away from the first to the last day, both included."""

    from_: Date = Field(alias="from")
    until: Date
    deputy: PersonRef | None = None
    note: Text | None = None


class Person(Record):
    """``people/ID.yaml``."""

    kind: ClassVar[str] = "person"
    name: Text
    titles: tuple[Text, ...] = ()
    time_zone: Text | None = None
    languages: tuple[Text, ...] = ()
    skills: tuple[Text, ...] = ()
    base: SiteRef | None = None
    travel: Text | None = None
    deputies: tuple[PersonRef, ...] = ()
    contacts: tuple[ContactPoint, ...] = ()
    absences: tuple[Absence, ...] = ()
    verified: MaybeDate | None = None
    left: Date | None = Field(default=None, description="Last day in the organisation")
    notes: Prose | None = None


class Reach(StrEnum):
    """Whether one member of the team is enough, or all are wanted."""

    ANY = "any"
    ALL = "all"


class ScheduleLink(Part):
    """Where the roster is kept, and the hours it covers."""

    short = "text"
    text: Text
    href: Text | None = None
    hours: Hours | None = None


class Team(Record):
    """``teams/ID.yaml``. A duty number comes before any person: it reaches whoever is on."""

    kind: ClassVar[str] = "team"
    name: Text
    description: Prose | None = None
    lead: PersonRef | None = None
    members: tuple[PersonRef, ...] = ()
    contacts: tuple[ContactPoint, ...] = ()
    schedule: ScheduleLink | None = None
    channel: ChannelRef | None = None
    base: SiteRef | None = None
    minimum_crew: MaybeWhole | None = None
    reach: Reach = Reach.ANY
    notes: Prose | None = None


class PhaseDuties(Part):
    phase: PhaseName
    duties: tuple[Prose, ...]


class Role(Record):
    """``roles/ID.yaml``: duties, and who holds them."""

    kind: ClassVar[str] = "role"
    name: Text
    description: Prose | None = None
    holders: tuple[Holder, ...] = ()
    deputies: tuple[Holder, ...] = ()
    assumed_by: Text | None = None
    duties: tuple[PhaseDuties, ...] = ()
    spending_limit: Text | None = None
    contacts: tuple[ContactPoint, ...] = ()
    requires: tuple[Text, ...] = Field(default=(), description="Skills or training the holder needs")
    external: Flag = False
    notes: Prose | None = None
