"""What was tried, what happened, and what is to be done about it."""

from __future__ import annotations

from enum import StrEnum
from typing import ClassVar

from pydantic import Field

from continuity.findings import Severity
from continuity.model.base import (
    ExerciseRef,
    Holder,
    IncidentRef,
    Link,
    OneOf,
    Part,
    PersonRef,
    PlanRef,
    Prose,
    Record,
    RunbookRef,
    ScenarioRef,
    ServiceRef,
    SiteRef,
    Subject,
    TeamRef,
    TreeRef,
    VendorRef,
)
from continuity.model.values import Date, Duration, Flag, Id, Instant, MaybeDate, MaybeDuration, MaybeWhole, Text


class ExerciseKind(StrEnum):
    """Kinds of exercise (NIST SP 800-84, ISO 22398), least demanding first."""

    WALKTHROUGH = "walkthrough"
    SEMINAR = "seminar"
    TABLETOP = "tabletop"
    NOTIFICATION_DRILL = "notification-drill"
    COMPONENT_TEST = "component-test"
    RESTORE_TEST = "restore-test"
    FUNCTIONAL = "functional"
    PARALLEL = "parallel"
    FULL_SCALE = "full-scale"

    @property
    def operational(self) -> bool:
        """Whether systems are really recovered, so that a time measured in it proves something."""
        return self in (
            ExerciseKind.RESTORE_TEST,
            ExerciseKind.FUNCTIONAL,
            ExerciseKind.PARALLEL,
            ExerciseKind.FULL_SCALE,
            ExerciseKind.COMPONENT_TEST,
        )


class Completeness(StrEnum):
    COMPLETE = "complete"
    PARTIAL = "partial"


class Inject(Part):
    """An event given to the participants ``offset`` after the start."""

    offset: Duration
    event: Prose
    expect: Prose | None = None


class Participant(OneOf):
    short = "person"
    person: PersonRef | None = None
    team: TeamRef | None = None
    vendor: VendorRef | None = None
    observer: Flag = False


class Result(Part):
    """What was measured for one service. ``rta`` and ``rpa`` run from disruption start. ``procedures`` is the fingerprint the runbooks had then."""

    service: ServiceRef
    rta: MaybeDuration | None = None
    rpa: MaybeDuration | None = None
    passed: Flag | None = None
    scope: Completeness = Completeness.COMPLETE
    left_out: Text | None = None
    restored: tuple[Id, ...] = ()
    site: SiteRef | None = None
    runbooks: tuple[RunbookRef, ...] = ()
    procedures: Text | None = None
    notes: Prose | None = None


class TreeResult(Part):
    """How a call tree did: ``reached`` of ``of`` people in ``took``."""

    tree: TreeRef
    reached: MaybeWhole
    of: MaybeWhole
    took: MaybeDuration | None = None


class Exercise(Record):
    """``exercises/ID.yaml``."""

    kind: ClassVar[str] = "exercise"
    title: Text | None = None
    exercise_kind: ExerciseKind = Field(alias="kind")
    environment: Text | None = None
    scope: Prose | None = None
    scenario: ScenarioRef | None = None
    plan: PlanRef | None = None
    announced: Flag | None = None
    planned: MaybeDate | None = None
    held: Date | None = None
    took: MaybeDuration | None = None
    lead: Holder | None = None
    objectives: tuple[Prose, ...] = ()
    success: tuple[Prose, ...] = ()
    abort: tuple[Prose, ...] = ()
    injects: tuple[Inject, ...] = ()
    services: tuple[ServiceRef, ...] = ()
    participants: tuple[Participant, ...] = ()
    results: tuple[Result, ...] = ()
    call_trees: tuple[TreeResult, ...] = ()
    summary: Prose | None = None
    report_approved_by: PersonRef | None = None
    links: tuple[Link, ...] = ()
    notes: Prose | None = None


class Times(Part):
    """Moments of an incident."""

    started: Instant | None = None
    detected: Instant | None = None
    invoked: Instant | None = None
    at_mbco: Instant | None = None
    recovered: Instant | None = None
    returned: Instant | None = None


class LogLine(Part):
    at: Instant
    text: Text
    by: Text | None = None


class Incident(Record):
    """``incidents/ID.yaml``: a real activation."""

    kind: ClassVar[str] = "incident"
    title: Text
    severity: Id | None = None
    scenario: ScenarioRef | None = None
    plan: PlanRef | None = None
    times: Times = Times()
    services: tuple[Result, ...] = ()
    call_trees: tuple[TreeResult, ...] = ()
    summary: Prose | None = None
    lessons: tuple[Prose, ...] = ()
    log: tuple[LogLine, ...] = ()
    links: tuple[Link, ...] = ()
    notes: Prose | None = None


class Origin(Part):
    """Where a finding came from."""

    exercise: ExerciseRef | None = None
    incident: IncidentRef | None = None
    review: Text | None = None
    audit: Text | None = None


class Status(StrEnum):
    OPEN = "open"
    IN_PROGRESS = "in-progress"
    DONE = "done"
    CANCELLED = "cancelled"


class Verified(Part):
    by: PersonRef
    on: Date | None = Field(default=None, alias="date")
    effective: Flag = True
    notes: Prose | None = None


class Action(Record):
    """``actions/ID.yaml``: a finding and what is done about it. Closing one never edits the record it came from."""

    kind: ClassVar[str] = "action"
    title: Text
    origin: Origin | None = None
    about: tuple[Subject, ...] = ()
    severity: Severity = Severity.WARNING
    cause: Prose | None = None
    correction: Prose | None = None
    owner: Holder | None = None
    raised: Date | None = None
    due: MaybeDate | None = None
    status: Status = Status.OPEN
    closed: Date | None = None
    verified: Verified | None = None
    notes: Prose | None = None
