"""A disruption scenario, and the risks that lead to it."""

from __future__ import annotations

from enum import StrEnum
from typing import ClassVar

from pydantic import Field

from continuity.model.base import (
    ChannelRef,
    ControlRef,
    Holder,
    Link,
    OneOf,
    Part,
    PersonRef,
    PlanRef,
    Prose,
    Record,
    ResourceRef,
    RoleRef,
    RunbookRef,
    ScenarioRef,
    ServiceRef,
    SiteRef,
    TeamRef,
    VendorRef,
)
from continuity.model.values import Date, Flag, Id, MaybeDate, MaybeDuration, Text


class LossClass(StrEnum):
    """What kind of thing is lost. Compromise: it runs, but cannot be trusted any more."""

    FACILITY = "facility"
    DATA_CENTRE = "data-centre"
    WORKPLACE = "workplace"
    UTILITIES = "utilities"
    NETWORK = "network-and-telecoms"
    IDENTITY = "identity"
    APPLICATION = "application"
    INFRASTRUCTURE = "infrastructure"
    DATA_CORRUPTION = "data-corruption"
    RANSOMWARE = "ransomware"
    COMPROMISE = "compromise"
    PEOPLE = "people"
    SUPPLIER = "supplier"


class Lost(OneOf):
    """Something the scenario takes away."""

    short = "service"
    service: ServiceRef | None = None
    site: SiteRef | None = None
    vendor: VendorRef | None = None
    channel: ChannelRef | None = None
    resource: ResourceRef | None = None
    team: TeamRef | None = None
    role: RoleRef | None = None
    person: PersonRef | None = None
    note: Text | None = None


class Gate(Part):
    """What must be true before recovery may start."""

    short = "text"
    text: Text
    by: Holder | None = None
    takes: MaybeDuration | None = None
    applies_to: tuple[ServiceRef, ...] = ()


class Band(Part):
    """What to do when the outage is expected to last this long (``from`` inclusive, ``until`` exclusive)."""

    from_: MaybeDuration | None = Field(default=None, alias="from")
    until: MaybeDuration | None = None
    do: Prose
    runbooks: tuple[RunbookRef, ...] = ()
    approval: Holder | None = None
    steps: tuple[Prose, ...] = ()


class Scenario(Record):
    """``scenarios/ID.yaml``."""

    kind: ClassVar[str] = "scenario"
    name: Text
    loss_class: LossClass
    description: Prose | None = None
    owner: Holder | None = None
    plan: PlanRef | None = None
    loses: tuple[Lost, ...] = ()
    channels_lost: tuple[ChannelRef, ...] = ()
    still_works: Prose | None = Field(default=None, description="What goes on in spite of it")
    expected_outage: MaybeDuration | None = None
    detect: MaybeDuration | None = Field(
        default=None, description="Time until someone knows; for corruption, how far back the damage may lie"
    )
    gates: tuple[Gate, ...] = ()
    fallbacks: tuple[Band, ...] = ()
    after: tuple[Prose, ...] = Field(default=(), description="What to do once it is over")
    runbooks: tuple[RunbookRef, ...] = ()
    symptoms: tuple[Text, ...] = ()
    links: tuple[Link, ...] = ()
    review_every: Text | None = None
    notes: Prose | None = None


class Treatment(StrEnum):
    MITIGATE = "mitigate"
    ACCEPT = "accept"
    AVOID = "avoid"
    TRANSFER = "transfer"


class Rating(Part):
    """Ids on the organisation's likelihood and impact scales."""

    likelihood: Id
    impact: Id


class Asset(OneOf):
    short = "service"
    service: ServiceRef | None = None
    site: SiteRef | None = None
    vendor: VendorRef | None = None
    resource: ResourceRef | None = None
    team: TeamRef | None = None
    person: PersonRef | None = None


class Acceptance(Part):
    by: PersonRef
    authority: Text | None = None
    until: Date
    reason: Text


class Risk(Record):
    """``risks/ID.yaml``."""

    kind: ClassVar[str] = "risk"
    title: Text
    threat: Prose | None = None
    scenario: ScenarioRef | None = None
    assets: tuple[Asset, ...] = ()
    inherent: Rating | None = None
    residual: Rating | None = None
    treatment: Treatment | None = None
    plan: Prose | None = None
    controls: tuple[ControlRef, ...] = ()
    acceptance: Acceptance | None = None
    owner: Holder | None = None
    assessed: Date | None = None
    notes: Prose | None = None


class Control(Record):
    """``controls/ID.yaml``: what is in place against a risk. One that was never tested cannot lower a residual rating."""

    kind: ClassVar[str] = "control"
    name: Text
    description: Prose | None = None
    owner: Holder | None = None
    tested: MaybeDate | None = None
    effective: Flag | None = None
    evidence: tuple[Link, ...] = ()
    services: tuple[ServiceRef, ...] = ()
