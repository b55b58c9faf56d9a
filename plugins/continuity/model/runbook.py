"""A recovery procedure, step by step."""

from __future__ import annotations

from enum import StrEnum
from typing import ClassVar

from pydantic import Field, model_validator

from continuity.model.base import (
    ChannelRef,
    Holder,
    Link,
    MessageRef,
    OneOf,
    Part,
    PlanRef,
    Prose,
    Record,
    Ref,
    ResourceRef,
    RoleRef,
    RunbookRef,
    ScenarioRef,
    ServiceRef,
    TeamRef,
    VendorRef,
)
from continuity.model.plan import Authority, PhaseName
from continuity.model.values import Flag, Id, MaybeDate, MaybeDuration, Text, Visibility, problem


class Mode(StrEnum):
    """Read-do: read a step, do it. Do-confirm: do from memory, then confirm each."""

    READ_DO = "read-do"
    DO_CONFIRM = "do-confirm"


class GoTo(Part):
    """Where to go on: a step of this runbook, another runbook, a person to call, or words."""

    short = "text"
    step: Id | None = None
    runbook: RunbookRef | None = None
    service: ServiceRef | None = None
    scenario: ScenarioRef | None = None
    role: RoleRef | None = None
    team: TeamRef | None = None
    vendor: VendorRef | None = None
    text: Prose | None = None

    @model_validator(mode="after")
    def _something(self) -> GoTo:
        if not self.model_fields_set:
            raise problem("missing-field", "needs one of step, runbook, service, scenario, role, team, vendor, text")
        return self

    @property
    def ref(self) -> Ref | None:
        """The record it leads to, if it leads to one."""
        return self.runbook or self.service or self.scenario or self.role or self.team or self.vendor


class StopSign(Part):
    """Do not use this if ``text``; go there instead."""

    short = "text"
    text: Text
    go_to: GoTo | None = None


class Takes(Part):
    """How long it takes: planned, and at worst. Without ``worst``, the planned time is all that is known."""

    short = "planned"
    planned: MaybeDuration
    worst: MaybeDuration | None = None


class Placeholder(Part):
    """Asked once per use and filled into every command. ``pattern`` is a regular expression the whole answer must match."""

    short = "ask"
    ask: Text
    pattern: Text | None = None
    example: Text | None = None
    default: Text | None = None
    secret: Flag = Field(default=False, description="Never kept or shown again")


class Branch(Part):
    """One answer to a decision, and where it leads. Left out, it goes on with the next step."""

    if_: Text = Field(alias="if")
    then: GoTo | None = None


class Command(Part):
    """Something to type. Several lines stay together."""

    short = "run"
    run: Text
    on: Text | None = Field(default=None, description="Where to type it")
    visibility: Visibility | None = None

    def __str__(self) -> str:
        return self.run


class Step(Part):
    """One action. Left-out ``after`` means after the step before it."""

    short = "do"
    id: Id | None = None
    section: Text | None = None
    do: Prose
    why: Prose | None = None
    details: Prose | None = None
    role: RoleRef | None = None
    team: TeamRef | None = None
    vendor: VendorRef | None = None
    commands: tuple[Command, ...] = ()
    expect: Prose | None = None
    if_not: GoTo | None = None
    takes: Takes | None = None
    after: tuple[Id, ...] | None = None
    warning: Prose | None = None
    critical: Flag = False
    irreversible: Flag = False
    approval: Holder | None = None
    decision: Text | None = None
    options: tuple[Branch, ...] = ()
    message: MessageRef | None = None
    undo: Prose | None = None
    phase: PhaseName | None = None

    @model_validator(mode="before")
    @classmethod
    def _decision_is_action(cls, value: object) -> object:
        # A decision is the action of its step: "decide whether ..." would only say it twice.
        if isinstance(value, dict) and "decision" in value and "do" not in value:
            return {**value, "do": value["decision"]}
        return value


class Access(OneOf):
    """Something to have at hand before step 1."""

    short = "resource"
    resource: ResourceRef | None = None
    service: ServiceRef | None = None
    channel: ChannelRef | None = None
    note: Text | None = None
    alternative: Prose | None = Field(default=None, description="What to do without it")
    alternative_tested: MaybeDate | None = None


class Passage(Part):
    """Prose of a Markdown runbook that is no step: shown where it stood, before or after the steps."""

    title: Text | None = None
    text: Prose
    place: Text = "before"
    step: Id | None = Field(default=None, description="The step it stands in front of, when it stands between two")


class Runbook(Record):
    """``runbooks/ID.yaml`` or ``runbooks/ID.md``."""

    kind: ClassVar[str] = "runbook"
    title: Text
    summary: Prose | None = None
    owner: Holder | None = None
    plan: PlanRef | None = None
    services: tuple[ServiceRef, ...] = ()
    scenarios: tuple[ScenarioRef, ...] = ()
    alerts: tuple[Text, ...] = ()
    symptoms: tuple[Text, ...] = ()
    mode: Mode = Mode.READ_DO
    use_when: Prose | None = None
    not_when: tuple[StopSign, ...] = ()
    authority: Authority | None = None
    prerequisites: tuple[Prose, ...] = ()
    access: tuple[Access, ...] = ()
    placeholders: dict[str, Placeholder] = Field(default_factory=dict)
    steps: tuple[Step, ...] = ()
    ends: tuple[Prose, ...] = Field(default=(), description="End states: how to tell that it is done")
    background: Prose | None = None
    prose: tuple[Passage, ...] = ()
    bridge: ChannelRef | None = None
    held_elsewhere: Link | None = Field(default=None, description="The procedure itself is kept there, not here")
    held_by: Text | None = None
    review_every: Text | None = None
    links: tuple[Link, ...] = ()

    @model_validator(mode="before")
    @classmethod
    def _one_stop_sign(cls, value: object) -> object:
        if isinstance(value, dict) and isinstance(value.get("not_when"), dict | str):
            return {**value, "not_when": [value["not_when"]]}
        return value
