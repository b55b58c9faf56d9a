"""A business process and its business impact analysis (ISO 22301 8.2.2, ISO/TS 22317)."""

from __future__ import annotations

from typing import ClassVar

from pydantic import Field, model_validator

from continuity.model.base import Holder, OneOf, Part, PersonRef, Prose, Record, ResourceRef, ServiceRef, SiteRef, TeamRef, VendorRef
from continuity.model.service import Mbco
from continuity.model.values import Date, Duration, Id, MaybeDate, MaybeDuration, MaybeNumber, MaybePercent, MaybeWhole, Text, problem


class Use(Part):
    """A service that the process uses, and how much of its data it may lose."""

    short = "service"
    service: ServiceRef
    rpo: MaybeDuration | None = None
    effect: Text | None = None


class Quantity(Part):
    """How many are needed from this long after the start."""

    by: Duration
    at_least: MaybeWhole


class Requirement(OneOf):
    """People, places, suppliers and records without which the process does not run."""

    short = "team"
    team: TeamRef | None = None
    site: SiteRef | None = None
    vendor: VendorRef | None = None
    resource: ResourceRef | None = None
    what: Text | None = None
    quantities: tuple[Quantity, ...] = ()


class Impact(Part):
    """Impact in one category from the start of one time band on. ``money`` is in the organisation's currency, per hour or in total as it says."""

    short = "level"
    level: Id | None = None
    money: MaybeNumber | None = None
    reason: Text | None = None

    @model_validator(mode="after")
    def _something(self) -> Impact:
        if self.level is None and self.money is None:
            raise problem("missing-field", "needs a level or money")
        return self


class Peak(Part):
    """A time when less can be borne: month end, winter, clinics on Monday."""

    name: Text
    when: Text
    mtpd: MaybeDuration | None = None
    reason: Text | None = None


class Workaround(Part):
    """How the work goes on without the services."""

    how: Prose
    capacity: MaybePercent | None = None
    sustains: MaybeDuration | None = None
    ready_in: MaybeDuration | None = None
    proven: MaybeDate | None = None


class Obligation(Part):
    """What law, contract or licence asks of the process, and where that is written."""

    short = "text"
    text: Text
    source: Text | None = None
    within: Duration | None = None


class Process(Record):
    """``processes/ID.yaml``. ``impact`` is by category id, then by the start of a time band."""

    kind: ClassVar[str] = "process"
    name: Text
    description: Prose | None = None
    owner: Holder | None = None
    unit: Id | None = None
    uses: tuple[Use, ...] = ()
    requires: tuple[Requirement, ...] = ()
    impact: dict[Id, dict[Duration, Impact]] = Field(default_factory=dict)
    peaks: tuple[Peak, ...] = ()
    rto: MaybeDuration | None = None
    wrt: MaybeDuration | None = None
    mtpd: MaybeDuration | None = None
    mbco: Mbco | None = None
    workaround: Workaround | None = None
    obligations: tuple[Obligation, ...] = ()
    recorded_by: PersonRef | None = None
    recorded: Date | None = None
    notes: Prose | None = None
