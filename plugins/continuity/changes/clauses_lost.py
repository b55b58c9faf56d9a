"""Evidence that clauses of frameworks lose: what there was of it before, and is no more.

Only less of it counts. A new service that nobody has exercised yet takes none away. What reviews and approvals lose by a change is said where it is said
which of them it makes stale.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from continuity.analysis.compliance import ASPECTS, EVIDENCE, KINDS_COUNTED, ClauseStanding, Proof, compliance, names_record
from continuity.analysis.everything import Analysis
from continuity.analysis.tier_coverage import Aspect, Covered, ServiceCoverage
from continuity.changes.impact_of import Impact
from continuity.model.base import Ref

__all__ = ["CLAUSE_LOSES_EVIDENCE", "TOLD_ELSEWHERE", "clauses_lost"]

CLAUSE_LOSES_EVIDENCE = "clause-loses-evidence"
TOLD_ELSEWHERE = frozenset({"reviews", "approvals"})
"""Evidence that every change takes away until somebody has looked again."""

_MOST = 4
"""Clauses named one by one."""


def clauses_lost(base: Analysis, head: Analysis, was: Callable[[Ref], Ref]) -> Iterator[Impact]:
    """One for each kind of evidence of which there is less now, with the clauses that have it for an answer in both versions."""
    before = {(name, entry.clause.id): entry for name, entry in _standings(base)}
    less: dict[str, tuple[Proof, Proof | None, list[tuple[Ref, str]]]] = {}
    for name, entry in _standings(head):
        framework = was(Ref("framework", name))
        earlier = before.get((framework.id, entry.clause.id))
        now = {proof.evidence: proof for proof in entry.proofs}
        for proof in earlier.proofs if earlier else ():
            found = now.get(proof.evidence)
            still_asked = proof.evidence in entry.clause.evidence
            if still_asked and proof.evidence not in TOLD_ELSEWHERE and (found.have if found else 0) < proof.have:
                less.setdefault(proof.evidence, (proof, found, []))[2].append((Ref("framework", name), entry.clause.id))
    for evidence, (proof, found, clauses) in less.items():
        yield Impact(
            CLAUSE_LOSES_EVIDENCE, clauses[0][0], _said(evidence, proof, found, clauses), _causes(base, head, was, evidence, proof)
        )


def _standings(study: Analysis) -> Iterator[tuple[str, ClauseStanding]]:
    for name, entries in compliance(study.portfolio, study.as_of, study.coverage).items():
        yield from ((name, entry) for entry in entries)


def _said(evidence: str, before: Proof, now: Proof | None, clauses: list[tuple[Ref, str]]) -> str:
    by_framework: dict[str, list[str]] = {}
    for framework, clause in clauses[:_MOST]:
        by_framework.setdefault(framework.id, []).append(clause)
    named = "; ".join(f"{framework} {', '.join(found)}" for framework, found in by_framework.items())
    listed = named + (f" and {len(clauses) - _MOST} more" if len(clauses) > _MOST else "")
    if evidence not in EVIDENCE:
        return f"{evidence} is gone, which is evidence for {listed}"
    have, of = (now.have, now.of) if now else (0, 0)
    count = f"{have} instead of {before.have}" if before.counted else f"{have} of {of} instead of {before.have} of {before.of}"
    return f"Less evidence for {listed}: {EVIDENCE[evidence]}, {count}"


def _causes(base: Analysis, head: Analysis, was: Callable[[Ref], Ref], evidence: str, proof: Proof) -> frozenset[Ref]:
    """The records that it can come from."""
    if evidence in ASPECTS:
        return _of_services(base, head, was, ASPECTS[evidence])
    if evidence in KINDS_COUNTED:
        kind = KINDS_COUNTED[evidence]
        stay = {was(ref).id for ref in (Ref(kind, name) for name in head.portfolio.of(kind))}
        return frozenset(Ref(kind, name) for name in base.portfolio.of(kind) if name not in stay)
    if evidence == "backups":
        bare = {was(service.ref) for service in head.portfolio.services.values() if not service.backups}
        return frozenset(
            service.ref
            for service in base.portfolio.services.values()
            if service.backups and (service.ref in bare or head.portfolio.get(service.ref) is None)
        )
    ref = names_record(evidence)
    everything = (record.ref for kind in ("record", "risk", "control", "action") for record in base.portfolio.of(kind).values())
    return frozenset({Ref("programme", "programme"), *((ref,) if ref else ()), *proof.records, *everything})


def _of_services(base: Analysis, head: Analysis, was: Callable[[Ref], Ref], aspect: Aspect) -> frozenset[Ref]:
    """Services that had it and have it no more, with the records that were their evidence."""
    rows: Mapping[Ref, ServiceCoverage] = {was(ref): row for ref, row in head.coverage.items()}
    found: set[Ref] = set()
    for ref, row in base.coverage.items():
        cell, after = row.aspects[aspect], rows.get(ref)
        if cell.covered is Covered.YES and (after is None or after.aspects[aspect].covered is not Covered.YES):
            found |= {ref, *cell.evidence, *(after.aspects[aspect].lacking if after else ())}
    return frozenset(found)
