"""The organisation: names, scales, tiers and the policies that everything else is measured against."""

from __future__ import annotations

from enum import StrEnum
from typing import ClassVar

from pydantic import Field

from continuity.model.base import ChannelRef, Link, Part, Prose, Record, RoleRef, ServiceRef
from continuity.model.values import Duration, Flag, Id, MaybeDuration, Phone, Text, Visibility, Whole


class CrisisLine(Part):
    """A number that must be found first. ``note`` says when to ring it."""

    short = "number"
    number: Phone
    name: Text | None = None
    note: Text | None = None


class Unit(Part):
    """A part of the organisation that plans and processes can name."""

    id: Id
    name: Text


class Tier(Part):
    """A recovery tier: the default objectives and the cadences of the services in it."""

    id: Id
    name: Text
    description: Text | None = None
    rto: MaybeDuration | None = None
    rpo: MaybeDuration | None = None
    review_every: Text | None = Field(default=None, description="Cadence in whole months or days: 12 months, 90 days")
    exercise_every: Text | None = None
    contact_check_every: Text | None = None
    restore_test_every: Text | None = None
    due_soon: Duration | None = Field(
        default=None, description="How long before its due date something is due soon; the review policy's where left out"
    )
    reviewers: Whole = 1
    reviewer_roles: tuple[RoleRef, ...] = ()
    approver_roles: tuple[RoleRef, ...] = ()


class Category(Part):
    """An impact category of the BIA, such as financial or health and safety."""

    id: Id
    name: Text
    description: Text | None = None


class Level(Part):
    """A level on the impact scale, least first. ``tolerable: false`` is where the MTPD begins."""

    id: Id
    name: Text
    tolerable: Flag = True
    description: Text | None = None


class SeverityLevel(Part):
    """A step of the incident severity scale, worst first."""

    id: Id
    name: Text
    description: Text | None = None
    invoke: Flag = False


class Likelihood(Part):
    """A step of the likelihood scale, least likely first."""

    id: Id
    name: Text
    description: Text | None = None


class Appetite(Part):
    """Risk appetite: the highest score (likelihood step x impact level, both from 1) borne without treatment, and the one nobody may accept."""

    accept_up_to: Whole
    never_above: Whole | None = None


class MoneyPer(StrEnum):
    """Whether the money given for a time band is per hour inside it, or the total since the start."""

    HOUR = "hour"
    CUMULATIVE = "cumulative"


class Trigger(StrEnum):
    """What makes a review due before its time: an incident the subject was in, an exercise it failed, another owner; that it changed since it was
    reviewed, or that something it leans on did.
    """

    INCIDENT = "incident"
    FAILED_EXERCISE = "failed-exercise"
    NEW_OWNER = "new-owner"
    CHANGED = "changed"
    UPSTREAM_CHANGED = "upstream-changed"


class ReviewPolicy(Part):
    """When a review is called due soon, what makes one due early, and how close together two reviewers must look."""

    due_soon: Duration = Duration(30 * 86_400)
    joint_window: Duration = Duration(30 * 86_400)
    review_every: Text = "12 months"
    contact_check_every: Text = "6 months"
    exercise_every: Text = "12 months"
    after: tuple[Trigger, ...] = (Trigger.INCIDENT, Trigger.FAILED_EXERCISE, Trigger.NEW_OWNER)


class RuleLevel(StrEnum):
    """How much a rule counts here. ``off``: its findings are not made."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"
    OFF = "off"


class Organisation(Record):
    """``organisation.yaml``."""

    kind: ClassVar[str] = "organisation"
    name: Text
    description: Prose | None = None
    time_zone: Text = "UTC"
    currency: Text | None = None
    locale: Text = "en"
    default_visibility: Visibility = Visibility.INTERNAL
    units: tuple[Unit, ...] = ()
    crisis_line: CrisisLine | None = None
    life_safety_line: CrisisLine | None = None
    tiers: tuple[Tier, ...] = ()
    impact_categories: tuple[Category, ...] = ()
    impact_levels: tuple[Level, ...] = ()
    time_bands: tuple[Duration, ...] = Field(default=(), description="Where each time band of the BIA starts; the first is 0")
    money_per: MoneyPer = MoneyPer.HOUR
    severities: tuple[SeverityLevel, ...] = ()
    likelihoods: tuple[Likelihood, ...] = ()
    risk_appetite: Appetite | None = None
    review_policy: ReviewPolicy = ReviewPolicy()
    rules: dict[str, RuleLevel] = Field(default_factory=dict, description="Severity of a rule here, or off, by rule id")
    plan_source: Link | None = None
    status_page: ChannelRef | None = None
    site_host: ServiceRef | None = Field(
        default=None, description="The service that serves this site: when it is down, the copy is all there is"
    )
