"""The management system around the plans: scope, policy, evidence, and the control sets they are held against."""

from __future__ import annotations

from enum import StrEnum
from typing import ClassVar

from pydantic import Field

from continuity.model.base import Holder, Link, Part, PartyRef, PersonRef, Prose, Record, Subject
from continuity.model.values import Date, Duration, Flag, Id, MaybeDate, MaybeNumber, Text


class LegalDuty(Part):
    """An entry of the legal register."""

    id: Id
    title: Text
    source: Text
    checked: MaybeDate | None = None
    notify: PartyRef | None = None
    within: Duration | None = None
    text: Prose | None = None


class Measure(Part):
    """A continuity objective with what it is measured by."""

    objective: Text
    measure: Text
    target: Text
    value: MaybeNumber | None = None
    on: Date | None = Field(default=None, alias="date")
    owner: Holder | None = None


class PlannedExercise(Part):
    when: Text
    what: Text
    owner: Holder | None = None


class Programme(Record):
    """``programme.yaml``."""

    kind: ClassVar[str] = "programme"
    name: Text = "Continuity programme"
    owner: Holder | None = None
    scope: Prose | None = None
    exclusions: tuple[Prose, ...] = ()
    policy: Prose | None = None
    policy_approved: Date | None = None
    policy_approved_by: PersonRef | None = None
    interested_parties: tuple[PartyRef, ...] = ()
    legal_register: tuple[LegalDuty, ...] = ()
    objectives: tuple[Measure, ...] = ()
    exercise_programme: tuple[PlannedExercise, ...] = ()
    frameworks: tuple[Id, ...] = ()


class RecordType(StrEnum):
    TRAINING = "training"
    COMPETENCE = "competence"
    AUDIT = "audit"
    MANAGEMENT_REVIEW = "management-review"


class EvidenceRecord(Record):
    """``records/ID.yaml``: management-system evidence."""

    kind: ClassVar[str] = "record"
    title: Text
    type: RecordType
    held: Date
    valid_until: Date | None = None
    by: Holder | None = None
    people: tuple[PersonRef, ...] = ()
    about: tuple[Subject, ...] = ()
    outcome: Prose | None = None
    nonconformities: tuple[Prose, ...] = ()
    links: tuple[Link, ...] = ()
    notes: Prose | None = None


class Clause(Part):
    """A clause: its number in the source, a title in our own words, and what in the plans answers it.

    ``evidence`` names what is looked for (see the compliance page); ``not_covered`` says it is answered elsewhere; ``not_applicable`` says why not.
    """

    id: Text
    title: Text
    evidence: tuple[Text, ...] = ()
    not_covered: Flag = False
    not_applicable: Text | None = None
    note: Prose | None = None


class Framework(Record):
    """``frameworks/ID.yaml``: a control set. ``source`` names the edition the clause numbers were checked against, ``checked`` when."""

    kind: ClassVar[str] = "framework"
    name: Text
    source: Text
    checked: MaybeDate | None = None
    clauses: tuple[Clause, ...] = ()
    link: Link | None = None
