"""Reviews, approvals and contact checks: three acts, three records, never edited afterwards; and waivers."""

from __future__ import annotations

from enum import StrEnum
from typing import ClassVar

from pydantic import Field

from continuity.model.base import ActionRef, Part, PersonRef, Prose, Record, RoleRef, Subject
from continuity.model.values import Date, Flag, Text, Whole


class Method(StrEnum):
    DESK = "desk"
    WALKTHROUGH = "walkthrough"
    EXERCISE = "exercise"
    LIVE_EVENT = "live-event"


class Outcome(StrEnum):
    APPROVED = "approved"
    APPROVED_WITH_ACTIONS = "approved-with-actions"
    REJECTED = "rejected"


class Fingerprints(Part):
    """SHA-256 in hexadecimal, per scope, of what was looked at; ``version`` says how they were made."""

    version: Whole
    all: Text | None = None
    objectives: Text | None = None
    contacts: Text | None = None
    procedures: Text | None = None
    dependencies: Text | None = None


class Attestation(Record):
    """What the three acts share."""

    subject: Subject
    by: PersonRef
    role: RoleRef | None = None
    owned_by: Text | None = Field(default=None, description="Who owned the subject that day, as KIND/ID: a new owner makes a review due")
    notes: Prose | None = None
    fingerprints: Fingerprints | None = None
    upstream: dict[str, Text] = Field(default_factory=dict)


class Review(Attestation):
    """``reviews/DATE-KIND-ID-PERSON.yaml``: someone looked."""

    kind: ClassVar[str] = "review"
    reviewed: Date
    method: Method | None = None
    outcome: Outcome
    actions: tuple[ActionRef, ...] = ()

    @property
    def date(self) -> Date:
        return self.reviewed


class Approval(Attestation):
    """``approvals/DATE-KIND-ID-PERSON.yaml``: someone with authority put this version in force."""

    kind: ClassVar[str] = "approval"
    approved: Date
    version: Text | None = None
    outcome: Outcome = Outcome.APPROVED

    @property
    def date(self) -> Date:
        return self.approved


class Reached(Part):
    """One contact point that was tried. ``contact`` is the way (``mobile``) or the address itself."""

    contact: Text
    worked: Flag
    note: Text | None = None


class ContactCheck(Attestation):
    """``contact-checks/DATE-KIND-ID-PERSON.yaml``: the numbers were tried."""

    kind: ClassVar[str] = "contact-check"
    checked: Date
    tried: tuple[Reached, ...] = ()
    outcome: Outcome = Outcome.APPROVED

    @property
    def date(self) -> Date:
        return self.checked


class Waiver(Record):
    """``waivers/ID.yaml``: an accepted finding. ``field`` and ``value`` narrow it; without a subject it stands for every subject of the rule."""

    kind: ClassVar[str] = "waiver"
    rule: Text
    subject: Subject | None = None
    field: Text | None = None
    value: Text | None = None
    reason: Text
    accepted_by: PersonRef
    authority: Text | None = None
    role: RoleRef | None = None
    until: Date
