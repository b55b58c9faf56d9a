"""A continuity plan: who may put it in force, who leads, what is done in which phase (ISO 22301 8.4)."""

from __future__ import annotations

from enum import StrEnum
from typing import ClassVar

from pydantic import Field

from continuity.model.base import (
    ChannelRef,
    Holder,
    Link,
    MessageRef,
    Part,
    PersonRef,
    PlanRef,
    Prose,
    Record,
    Ref,
    ResourceRef,
    RoleRef,
    RunbookRef,
    ScenarioRef,
    ServiceRef,
    SiteRef,
    TeamRef,
)
from continuity.model.values import Date, Duration, Flag, Hours, Id, MaybeDate, Text, Whole


class PlanType(StrEnum):
    """Contingency: an information system contingency plan (NIST SP 800-34r1, 2.2), which covers one system wherever it runs."""

    CONTINUITY = "continuity"
    CONTINGENCY = "contingency"
    DISASTER_RECOVERY = "disaster-recovery"
    CRISIS = "crisis"
    EMERGENCY = "emergency"


class Scope(Part):
    """What the plan covers, and what it leaves out on purpose."""

    services: tuple[ServiceRef, ...] = ()
    sites: tuple[SiteRef, ...] = ()
    units: tuple[Id, ...] = ()
    text: Prose | None = None


class Quorum(Part):
    """``n`` of a group, or one holder: ``{role: director}``, ``{n: 2, of: {team: operators}}``."""

    role: RoleRef | None = None
    person: PersonRef | None = None
    team: TeamRef | None = None
    n: Whole = 1
    of: Holder | None = None

    @property
    def ref(self) -> Ref | None:
        """The holder or group meant."""
        return self.of.ref if self.of else self.role or self.person or self.team


class Authority(Part):
    """Who may decide. Any one entry of ``any_of`` is enough."""

    any_of: tuple[Quorum, ...] = ()
    note: Prose | None = None


class Threshold(Part):
    """Invoke after an outage of this long, in these hours of the day."""

    after: Duration
    during: Hours | None = None
    tier: Id | None = None
    text: Text | None = None


class Activation(Part):
    criteria: Prose | None = None
    thresholds: tuple[Threshold, ...] = ()
    authority: Authority = Authority()
    assumed_by: Prose | None = Field(default=None, description="Who is incident commander from first discovery")
    how: Prose | None = None
    first_actions: tuple[Prose, ...] = ()


class StandDown(Part):
    criteria: Prose | None = None
    authority: Authority = Authority()
    actions: tuple[Prose, ...] = ()


class Level(StrEnum):
    """Levels of a response structure (strategic: gold; tactical: silver; operational: bronze)."""

    STRATEGIC = "strategic"
    TACTICAL = "tactical"
    OPERATIONAL = "operational"


class ResponseTeam(Part):
    """A team of the response structure."""

    level: Level
    name: Text | None = None
    team: TeamRef | None = None
    lead: Holder | None = None
    members: tuple[Holder, ...] = ()
    duties: tuple[Prose, ...] = ()


class CommandCentre(Part):
    site: SiteRef | None = None
    alternate: SiteRef | None = None
    channel: ChannelRef | None = None
    alternate_channel: ChannelRef | None = None
    note: Prose | None = None


class PhaseName(StrEnum):
    ACTIVATE = "activate"
    ASSESS = "assess"
    RECOVER = "recover"
    VALIDATE = "validate"
    RETURN = "return"
    REVIEW = "review"


class Duty(Part):
    """Something done in a phase; ``every`` makes it an ongoing duty."""

    short = "do"
    do: Prose
    by: Holder | None = None
    every: Duration | None = None
    within: Duration | None = None
    message: MessageRef | None = None
    runbook: RunbookRef | None = None
    optional: Flag = False


class Phase(Part):
    phase: PhaseName
    name: Text | None = None
    text: Prose | None = None
    duties: tuple[Duty, ...] = ()


class Shifts(Part):
    """Nobody works longer than ``at_most``; ``expected_longer_than`` is the length of an incident that calls for shifts."""

    at_most: Duration
    expected_longer_than: Duration | None = None
    handover: RunbookRef | None = None
    text: Prose | None = None


class RelatedPlan(Part):
    """A plan that is kept elsewhere or by somebody else."""

    title: Text
    plan: PlanRef | None = None
    held_by: Text | None = None
    link: Link | None = None
    when: Prose | None = None


class Copy(Part):
    """Where a copy of the plan is: who holds it, in which form."""

    to: Text
    holder: Holder | None = None
    form: Text | None = None
    site: SiteRef | None = None
    link: Link | None = Field(default=None, description="Where the copy can be read")
    checked: MaybeDate | None = None


class Maintenance(Part):
    """How the plan is reviewed, who approves changes, and how it is guarded against changes nobody approved."""

    aim: Prose | None = Field(default=None, description="What the plan needs from people to be of use")
    review: Prose | None = None
    changes: Prose | None = None
    protection: Prose | None = None
    initial: Prose | None = None
    training: Prose | None = None


class LogEntry(Part):
    date: Date
    change: Text
    by: Text | None = None
    version: Text | None = None


class ContinuityPlan(Record):
    """``continuity-plans/ID.yaml``. Authority lives here; runbooks may only narrow it."""

    kind: ClassVar[str] = "continuity-plan"
    title: Text
    type: PlanType
    version: Text | None = None
    effective: Date | None = None
    approved_by: Holder | None = None
    owner: Holder | None = None
    tier: Id | None = None
    purpose: Prose | None = None
    objective: Prose | None = None
    scope: Scope = Scope()
    exclusions: tuple[Prose, ...] = ()
    assumptions: tuple[Prose, ...] = ()
    scenarios: tuple[ScenarioRef, ...] = ()
    response: tuple[ResponseTeam, ...] = ()
    command_centre: CommandCentre | None = None
    activation: Activation = Activation()
    stand_down: StandDown = StandDown()
    phases: tuple[Phase, ...] = ()
    messages: tuple[MessageRef, ...] = ()
    runbooks: tuple[RunbookRef, ...] = ()
    resources: tuple[ResourceRef, ...] = ()
    shifts: Shifts | None = None
    related: tuple[RelatedPlan, ...] = ()
    distribution: tuple[Copy, ...] = ()
    retention: Prose | None = None
    maintenance: Maintenance | None = None
    review_every: Text | None = None
    log: tuple[LogEntry, ...] = ()
    links: tuple[Link, ...] = ()
    notes: Prose | None = None
