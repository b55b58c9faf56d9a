"""A service that somebody relies on: what was promised, what it needs, and how it comes back."""

from __future__ import annotations

from enum import StrEnum
from typing import ClassVar

from pydantic import Field, model_validator

from continuity.model.base import (
    ChannelRef,
    Holder,
    Link,
    OneOf,
    Part,
    PersonRef,
    Prose,
    Record,
    Ref,
    ResourceRef,
    RunbookRef,
    ScenarioRef,
    ServiceRef,
    SiteRef,
    VendorRef,
)
from continuity.model.values import Date, Duration, Flag, Id, MaybeDate, MaybeDuration, MaybePercent, Number, Text, problem


class Lifecycle(StrEnum):
    PLANNED = "planned"
    LIVE = "live"
    RETIRING = "retiring"
    RETIRED = "retired"


class Stage(Part):
    """A stage of an MBCO: so many per cent of normal by so long after the start."""

    percent: MaybePercent
    by: MaybeDuration


class Mbco(Part):
    """Minimum business continuity objective (ISO 22300): the least level that must go on."""

    short = "text"
    text: Prose | None = None
    percent: MaybePercent | None = None
    stages: tuple[Stage, ...] = ()


class Objectives(Part):
    """What was agreed. RTO runs from disruption start on elapsed time; RPO 0 is a value, left out is unknown (or the tier's)."""

    rto: MaybeDuration | None = None
    rpo: MaybeDuration | None = None
    mbco: Mbco | None = None
    wrt: MaybeDuration | None = None
    detect: MaybeDuration | None = Field(default=None, description="From start until someone knows")
    invoke: MaybeDuration | None = Field(default=None, description="From start until the plan is in force, counted after detection")
    accepted_gap: Gap | None = None


class Gap(Part):
    """Someone's acceptance of an agreed RTO longer than the business requires."""

    reason: Text
    by: PersonRef
    until: Date


class Strength(StrEnum):
    """Hard: without it this stops. Soft: it degrades."""

    HARD = "hard"
    SOFT = "soft"


class Need(StrEnum):
    """What the dependency is needed for."""

    RUN = "run"
    RECOVER = "recover"
    CHANGE = "change"
    OBSERVE = "observe"


class Needed(OneOf):
    """One thing a service can depend on."""

    short = "service"
    service: ServiceRef | None = None
    vendor: VendorRef | None = None
    site: SiteRef | None = None
    resource: ResourceRef | None = None
    channel: ChannelRef | None = None


class Dependency(Part):
    """Something a service needs, or any one of several. ``tolerates`` is how long it goes on without."""

    service: ServiceRef | None = None
    vendor: VendorRef | None = None
    site: SiteRef | None = None
    resource: ResourceRef | None = None
    channel: ChannelRef | None = None
    any_of: tuple[Needed, ...] = ()
    strength: Strength = Strength.HARD
    use: Need = Field(default=Need.RUN, alias="for")
    tolerates: MaybeDuration | None = None
    effect: Text | None = None
    alternative: Prose | None = Field(default=None, description="What to do without it, and where that was tested")
    alternative_tested: MaybeDate | None = None

    @model_validator(mode="after")
    def _exactly_one(self) -> Dependency:
        named = [ref for ref in (self.service, self.vendor, self.site, self.resource, self.channel) if ref]
        if len(named) + bool(self.any_of) != 1:
            raise problem("one-key", "expected exactly one of service, vendor, site, resource, channel, any_of")
        return self

    @property
    def targets(self) -> tuple[Ref, ...]:
        """What it needs; more than one when any one of them is enough."""
        named = tuple(ref for ref in (self.service, self.vendor, self.site, self.resource, self.channel) if ref)
        return named or tuple(needed.ref for needed in self.any_of)


class Backup(Part):
    """A backup or replica. Worst data loss = ``every`` + ``takes`` + ``offsite`` (or ``lag`` for replication)."""

    id: Id
    name: Text | None = None
    every: MaybeDuration | None = None
    takes: MaybeDuration | None = None
    offsite: MaybeDuration | None = None
    lag: MaybeDuration | None = None
    keep: MaybeDuration | None = None
    site: SiteRef | None = None
    isolated: Flag | None = Field(default=None, description="Out of reach of whoever holds the live system")
    size_gb: Number | None = None
    restore_gb_per_hour: Number | None = None
    restores_with: Text | None = Field(default=None, description="Consistency group: what must come back to the same point in time")
    holds: Prose | None = None
    data: Id | None = Field(
        default=None,
        description="Which data it is a copy of; copies of the same stand in for one another. Left out: all data of the service",
    )


class SiteUse(StrEnum):
    PRIMARY = "primary"
    ALTERNATE = "alternate"
    BOTH = "active"


class Readiness(StrEnum):
    """How ready an alternate site is (NIST SP 800-34r1, 3.4.4)."""

    HOT = "hot"
    WARM = "warm"
    COLD = "cold"
    MIRRORED = "mirrored"
    MOBILE = "mobile"
    WORKPLACE = "workplace"


class Placement(Part):
    """Where a service runs or can run."""

    short = "site"
    site: SiteRef
    use: SiteUse = SiteUse.PRIMARY
    readiness: Readiness | None = None


class Approach(StrEnum):
    ACTIVE_ACTIVE = "active-active"
    HOT_STANDBY = "hot-standby"
    WARM_STANDBY = "warm-standby"
    COLD_SITE = "cold-site"
    BACKUP_RESTORE = "backup-restore"
    CLOUD_FAILOVER = "cloud-failover"
    ALTERNATE_SITE = "alternate-site"
    SUPPLIER_SWITCH = "supplier-switch"
    MANUAL_WORKAROUND = "manual-workaround"
    WORK_FROM_HOME = "work-from-home"
    ACCEPT = "accept"


class Option(Part):
    """A strategy that was looked at and not taken, and why."""

    approach: Approach
    why_not: Text
    cost: Text | None = None


class Strategy(Part):
    """What is done about one scenario, and from how long an outage until how long. ``accept`` says there is no plan, by whom, until when."""

    scenario: ScenarioRef
    approach: Approach
    description: Prose | None = None
    from_: Duration | None = Field(default=None, alias="from", description="Used when the outage is expected to last at least this long")
    until_outage: Duration | None = Field(default=None, description="Used when the outage is expected to last less than this")
    activates_in: MaybeDuration | None = None
    sustains: MaybeDuration | None = None
    capacity: MaybePercent | None = None
    runbooks: tuple[RunbookRef, ...] = ()
    prerequisites: tuple[Prose, ...] = ()
    approval: Holder | None = Field(default=None, description="Whose approval is needed before it is used")
    cost: Text | None = None
    rejected: tuple[Option, ...] = ()
    accepted_by: PersonRef | None = None
    until: Date | None = Field(default=None, description="When the acceptance ends")


class Escalation(Holder):
    """Who mends it, in order; ``wait`` is how long to wait for them before the next."""

    wait: Duration | None = None
    note: Text | None = None


class FindBy(Part):
    """How people find this page in an incident: alert names and hosts as the tools write them, symptoms as people say them."""

    alerts: tuple[Text, ...] = ()
    hosts: tuple[Text, ...] = ()
    symptoms: tuple[Text, ...] = ()


class Hint(Part):
    """When an incident with this service is of which severity."""

    severity: Text
    when: Text


class Offering(Part):
    """Something of a vendor's that this service resells or brokers: its customers feel that vendor's outage even when this service runs."""

    name: Text
    vendor: VendorRef
    fallback: Prose | None = None
    fallback_vendor: VendorRef | None = None
    approval: Holder | None = None
    status: Text | None = None


class NotIf(Part):
    """A stop sign: not this page if ``text``, go there instead."""

    short = "text"
    text: Text
    go_to: Needed | None = None
    runbook: RunbookRef | None = None
    scenario: ScenarioRef | None = None


class Service(Record):
    """``services/ID.yaml``."""

    kind: ClassVar[str] = "service"
    name: Text
    description: Prose | None = None
    environment: Text | None = None
    lifecycle: Lifecycle = Lifecycle.LIVE
    tier: Id | None = None
    owner: Holder | None = None
    users: Text | None = Field(default=None, description="Who relies on it")
    not_when: tuple[NotIf, ...] = ()
    objectives: Objectives = Objectives()
    review_every: Text | None = None
    depends_on: tuple[Dependency, ...] = ()
    backups: tuple[Backup, ...] = ()
    sites: tuple[Placement, ...] = ()
    strategies: tuple[Strategy, ...] = ()
    escalation: tuple[Escalation, ...] = ()
    bridge: ChannelRef | None = None
    chat: ChannelRef | None = None
    find_by: FindBy = FindBy()
    severity_hints: tuple[Hint, ...] = ()
    offerings: tuple[Offering, ...] = ()
    links: tuple[Link, ...] = ()
    notes: Prose | None = None


Objectives.model_rebuild()
