"""Compliance: for each clause of a control set, what in the plans answers it, and whether that is current (ISO 22301 9.1, 9.2).

Evidence that is present is not conformity: somebody has to read it. What is said here is only that it is there, and how old it is.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from continuity.analysis.tier_coverage import Aspect, Covered, ServiceCoverage
from continuity.model.base import Record, Ref
from continuity.model.exercise import Status
from continuity.model.portfolio import Portfolio
from continuity.model.programme import Clause, Programme, RecordType
from continuity.model.values import UNKNOWN

__all__ = ["ASPECTS", "EVIDENCE", "KINDS_COUNTED", "ClauseStanding", "Proof", "Standing", "compliance", "names_record"]

_YEAR = timedelta(days=365)

ASPECTS = {
    "bia": Aspect.BIA,
    "strategies": Aspect.STRATEGY,
    "runbooks": Aspect.RUNBOOK,
    "exercises": Aspect.EXERCISED,
    "restores": Aspect.RESTORE_TESTED,
    "contact-checks": Aspect.CONTACTS_VERIFIED,
    "reviews": Aspect.REVIEWED,
    "approvals": Aspect.APPROVED,
}
"""Evidence that is an aspect of services."""
KINDS_COUNTED = {
    "plans": "continuity-plan",
    "scenarios": "scenario",
    "contact-trees": "contact-tree",
    "messages": "message",
    "roles": "role",
    "teams": "team",
    "vendors": "vendor",
    "incidents": "incident",
    "sites": "site",
    "channels": "channel",
    "resources": "resource",
}
"""Evidence that is merely there, by the kind of record it is."""
_RECORDS = {
    "training": RecordType.TRAINING,
    "competence": RecordType.COMPETENCE,
    "audit": RecordType.AUDIT,
    "management-review": RecordType.MANAGEMENT_REVIEW,
}
_OF_THE_PROGRAMME = frozenset({"scope", "policy", "interested-parties", "objectives", "exercise-programme", "legal-register"})
_COUNTED = frozenset(KINDS_COUNTED) | {"backups", "interested-parties", "exercise-programme", "scope"}
EVIDENCE: Mapping[str, str] = {
    "bia": "services whose impact is known",
    "strategies": "services with a strategy for each scenario that stops them",
    "runbooks": "services with a runbook",
    "exercises": "services exercised in time",
    "restores": "services whose restore was tested in time",
    "contact-checks": "services whose contacts were tried in time",
    "reviews": "services reviewed in time",
    "approvals": "services approved as they are",
    "plans": "continuity plans",
    "scenarios": "scenarios",
    "contact-trees": "contact trees",
    "messages": "messages",
    "roles": "roles",
    "teams": "teams",
    "vendors": "vendors",
    "incidents": "incidents",
    "sites": "sites",
    "channels": "channels",
    "resources": "resources",
    "backups": "services with a backup",
    "risks": "risks assessed within a year",
    "controls": "controls that were tested",
    "actions": "actions not overdue",
    "scope": "a scope of the programme",
    "policy": "a policy with a date of approval",
    "interested-parties": "interested parties",
    "objectives": "continuity objectives with a measured value",
    "exercise-programme": "exercises of the year's programme",
    "legal-register": "legal duties checked within a year",
    "training": "training in force",
    "competence": "proofs of competence in force",
    "audit": "audits in force",
    "management-review": "management reviews in force",
}
"""What a clause may name as its evidence, besides a single record as ``kind/id``, and what is counted. In force: until the date the record
gives, else for a year after it was held."""


class Standing(StrEnum):
    """How a clause is answered. STALE: there, but not all of it is current. UNSAID: nobody named what would answer it."""

    CURRENT = "current"
    STALE = "stale"
    ABSENT = "absent"
    UNSAID = "unsaid"
    NOT_COVERED = "not-covered"
    NOT_APPLICABLE = "not-applicable"


@dataclass(frozen=True, slots=True)
class Proof:
    """One kind of evidence: ``have`` of ``of`` are current. ``records``: single records, where it stands in few."""

    evidence: str
    standing: Standing
    have: int
    of: int
    records: tuple[Ref, ...] = ()

    @property
    def counted(self) -> bool:
        """Whether it is merely there, so that nothing of it can be late."""
        return self.evidence in _COUNTED


@dataclass(frozen=True, slots=True)
class ClauseStanding:
    """A clause with its evidence; it stands as its worst evidence does."""

    clause: Clause
    standing: Standing
    proofs: tuple[Proof, ...] = ()


_WORST = (Standing.ABSENT, Standing.STALE, Standing.CURRENT)


def names_record(evidence: str) -> Ref | None:
    """The record that evidence written as ``kind/id`` names."""
    kind, slash, ident = evidence.partition("/")
    return Ref(kind, ident) if slash and kind and ident else None


def compliance(portfolio: Portfolio, as_of: date, coverage: Mapping[Ref, ServiceCoverage]) -> Mapping[str, tuple[ClauseStanding, ...]]:
    """By framework, in order, the standing of each clause on ``as_of``. ``coverage`` is that of the same services."""
    search = _Search(portfolio, as_of, coverage)
    return {framework.id: tuple(search.clause(clause) for clause in framework.clauses) for framework in portfolio.frameworks.values()}


class _Search:
    def __init__(self, portfolio: Portfolio, as_of: date, coverage: Mapping[Ref, ServiceCoverage]) -> None:
        self.portfolio, self.as_of, self.coverage = portfolio, as_of, coverage
        self.found: dict[str, Proof | None] = {}

    def clause(self, clause: Clause) -> ClauseStanding:
        if clause.not_applicable:
            return ClauseStanding(clause, Standing.NOT_APPLICABLE)
        if clause.not_covered:
            return ClauseStanding(clause, Standing.NOT_COVERED)
        proofs = tuple(proof for name in clause.evidence if (proof := self.proof(name)))
        standing = next((worst for worst in _WORST if any(proof.standing is worst for proof in proofs)), Standing.UNSAID)
        return ClauseStanding(clause, standing, proofs)

    def proof(self, name: str) -> Proof | None:
        """What is there of one kind of evidence; None where the name says nothing (a finding tells)."""
        if name not in self.found:
            self.found[name] = self._look(name)
        return self.found[name]

    def _look(self, name: str) -> Proof | None:
        if name in ASPECTS:
            cells = [row.aspects[ASPECTS[name]].covered for row in self.coverage.values()]
            asked = [cell for cell in cells if cell is not Covered.NOT_APPLICABLE]
            return _proof(name, sum(cell is Covered.YES for cell in asked), len(asked))
        if name in KINDS_COUNTED:
            count = len(self.portfolio.of(KINDS_COUNTED[name]))
            return _proof(name, count, count)
        if name in _RECORDS:
            held = [record for record in self.portfolio.evidence_records.values() if record.type is _RECORDS[name]]
            return self._listed(name, ((record, self._fresh(record.held, record.valid_until)) for record in held), one_is_enough=True)
        if name == "risks":
            return self._listed(name, ((risk, self._fresh(risk.assessed)) for risk in self.portfolio.risks.values()))
        if name == "controls":
            return self._listed(name, ((control, isinstance(control.tested, date)) for control in self.portfolio.controls.values()))
        if name == "actions":
            open_states = (Status.OPEN, Status.IN_PROGRESS)
            items = self.portfolio.actions.values()
            return self._listed(
                name, ((a, a.status not in open_states or not isinstance(a.due, date) or a.due >= self.as_of) for a in items)
            )
        if name == "backups":
            count = sum(bool(service.backups) for service in self.portfolio.services.values())
            return _proof(name, count, count)
        if name in _OF_THE_PROGRAMME:
            return _proof(name, *self._programme(name, self.portfolio.programme or Programme(id="programme")))
        ref = names_record(name)
        record = self.portfolio.get(ref) if ref else None
        return Proof(name, Standing.CURRENT, 1, 1, (record.ref,)) if record else None

    def _programme(self, name: str, programme: Programme) -> tuple[int, int]:
        """Of what the programme itself says: how many are in order, of how many."""
        match name:
            case "scope":
                return (int(programme.scope is not None),) * 2
            case "policy":
                return int(programme.policy is not None and programme.policy_approved is not None), int(programme.policy is not None)
            case "interested-parties":
                return (len(programme.interested_parties),) * 2
            case "objectives":
                measured = [item for item in programme.objectives if item.value is not None and item.value is not UNKNOWN]
                return len(measured), len(programme.objectives)
            case "exercise-programme":
                return (len(programme.exercise_programme),) * 2
        duties = programme.legal_register
        return sum(isinstance(duty.checked, date) and self._fresh(duty.checked) for duty in duties), len(duties)

    def _fresh(self, day: date | None, until: date | None = None) -> bool:
        if until is not None:
            return until >= self.as_of
        return day is not None and day + _YEAR >= self.as_of

    def _listed(self, name: str, items: Iterable[tuple[Record, bool]], *, one_is_enough: bool = False) -> Proof:
        found = list(items)
        late = tuple(record.ref for record, fresh in found if not fresh)
        have = len(found) - len(late)
        if one_is_enough and have:
            return Proof(name, Standing.CURRENT, have, len(found), tuple(record.ref for record, fresh in found if fresh))
        proof = _proof(name, have, len(found))
        return Proof(name, proof.standing, have, len(found), late)


def _proof(name: str, have: int, of: int) -> Proof:
    standing = Standing.ABSENT if not of or not have else Standing.CURRENT if have == of else Standing.STALE
    return Proof(name, standing, have, of)
