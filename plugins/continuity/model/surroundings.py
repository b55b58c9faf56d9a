"""Vendors, sites, resources, channels and parties: what an organisation leans on."""

from __future__ import annotations

from enum import StrEnum
from typing import ClassVar

from pydantic import Field

from continuity.model.base import ChannelRef, Holder, Link, Part, Prose, Record, ServiceRef, SiteRef, VendorRef
from continuity.model.directory import ContactPoint
from continuity.model.service import Readiness
from continuity.model.values import Date, Flag, Hours, MaybeDate, MaybeDuration, MaybeWhole, Text


class Commitment(Part):
    """What the contract says. Response is when somebody answers; recovery is when it works again. They are not the same."""

    response: MaybeDuration | None = None
    recovery: MaybeDuration | None = None
    hours: Hours | None = None
    on_site: MaybeDuration | None = None
    text: Prose | None = None


class Evidence(Part):
    """Proof that a vendor can do what it says."""

    short = "what"
    what: Text
    date: MaybeDate | None = None
    link: Link | None = None


class Vendor(Record):
    """``vendors/ID.yaml``."""

    kind: ClassVar[str] = "vendor"
    name: Text
    description: Prose | None = None
    contract: Text | None = None
    account: Text | None = Field(default=None, description="What to say when asked who is calling: customer or contract number")
    contract_ends: Date | None = None
    owner: Holder | None = None
    contacts: tuple[ContactPoint, ...] = ()
    commitment: Commitment | None = None
    substitutes: tuple[VendorRef, ...] = ()
    subcontractors: tuple[VendorRef, ...] = ()
    escalation: tuple[Prose, ...] = ()
    exit_plan: Prose | None = None
    test_evidence: tuple[Evidence, ...] = ()
    status_page: Link | None = None
    if_down: Prose | None = Field(default=None, description="What still works, and what to do, when this vendor is down")
    links: tuple[Link, ...] = ()
    notes: Prose | None = None


class Site(Record):
    """``sites/ID.yaml``."""

    kind: ClassVar[str] = "site"
    name: Text
    description: Prose | None = None
    address: Text | None = None
    time_zone: Text | None = None
    readiness: Readiness | None = None
    capacity: Text | None = None
    places: MaybeWhole | None = Field(default=None, description="Workplaces")
    hosts: tuple[Text, ...] = ()
    access: Prose | None = None
    contacts: tuple[ContactPoint, ...] = ()
    power: Prose | None = None
    within: SiteRef | None = Field(default=None, description="The larger site it shares its fate with")
    owner: Holder | None = None
    notes: Prose | None = None


class ResourceType(StrEnum):
    BREAK_GLASS = "break-glass"
    KEY = "key"
    LICENCE = "licence"
    SPARE = "spare"
    VITAL_RECORD = "vital-record"
    EQUIPMENT = "equipment"
    DOCUMENT = "document"


class Resource(Record):
    """``resources/ID.yaml``: something that must be at hand. Where it is, never the secret itself."""

    kind: ClassVar[str] = "resource"
    name: Text
    type: ResourceType
    description: Prose | None = None
    where: Prose | None = None
    offline_copy: Prose | None = None
    site: SiteRef | None = None
    holders: tuple[Holder, ...] = ()
    needs: tuple[ServiceRef, ...] = Field(default=(), description="Services without which it cannot be reached")
    quantity: MaybeWhole | None = None
    last_tested: MaybeDate | None = None
    expires: Date | None = None
    notes: Prose | None = None


class ChannelType(StrEnum):
    BRIDGE = "bridge"
    CHAT = "chat"
    RADIO = "radio"
    STATUS_PAGE = "status-page"
    EMAIL = "email"
    TELEPHONY = "telephony"
    SMS = "sms"
    INTERCOM = "intercom"
    OTHER = "other"


class Channel(Record):
    """``channels/ID.yaml``: a way to talk to each other or to the outside."""

    kind: ClassVar[str] = "channel"
    name: Text
    type: ChannelType
    description: Prose | None = None
    contacts: tuple[ContactPoint, ...] = ()
    pin: Prose | None = Field(default=None, description="The PIN, or who holds it")
    fallback: ChannelRef | None = None
    fallback_note: Prose | None = None
    vendor: VendorRef | None = None
    service: ServiceRef | None = Field(default=None, description="The service it runs on")
    owner: Holder | None = None
    tested: MaybeDate | None = None
    notes: Prose | None = None


class PartyType(StrEnum):
    AUTHORITY = "authority"
    CUSTOMER = "customer"
    INSURER = "insurer"
    MEDIA = "media"
    PARTNER = "partner"
    STAFF = "staff"
    REGULATOR = "regulator"
    LEADERSHIP = "leadership"
    OTHER = "other"


class Party(Record):
    """``parties/ID.yaml``: somebody who must be told."""

    kind: ClassVar[str] = "party"
    name: Text
    type: PartyType
    description: Prose | None = None
    contacts: tuple[ContactPoint, ...] = ()
    channel: ChannelRef | None = None
    reference: Text | None = Field(default=None, description="Policy, licence or registration number to quote")
    owner: Holder | None = None
    external: Flag = True
    notes: Prose | None = None
