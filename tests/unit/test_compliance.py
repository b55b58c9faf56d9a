"""Compliance: what stands for a clause, worked out by hand on a small programme."""

from __future__ import annotations

from datetime import date

from analysis_world import TODAY, portfolio
from continuity.analysis.compliance import EVIDENCE, Standing, compliance
from continuity.analysis.tier_coverage import Aspect, AspectCoverage, Covered, ServiceCoverage
from continuity.model.base import Ref
from continuity.views.compliance import _PAGES

CLAUSES = [
    {"id": "1", "title": "Tried", "evidence": ["exercises"]},
    {"id": "2", "title": "Known", "evidence": ["bia"]},
    {"id": "3", "title": "Audited", "evidence": ["audit"]},
    {"id": "4", "title": "Trained", "evidence": ["training", "audit"]},
    {"id": "5", "title": "Risks", "evidence": ["risks"]},
    {"id": "6", "title": "Buildings", "not_covered": True},
    {"id": "7", "title": "Cards", "not_applicable": "None are taken"},
    {"id": "8", "title": "Nobody said"},
    {"id": "9", "title": "One record", "evidence": ["service/web"]},
    {"id": "10", "title": "Mistyped", "evidence": ["excercises"]},
    {"id": "11", "title": "Reviewed by the top", "evidence": ["management-review"]},
    {"id": "12", "title": "Restores", "evidence": ["restores"]},
    {"id": "13", "title": "Scope", "evidence": ["scope", "interested-parties", "exercise-programme"]},
    {"id": "14", "title": "Measured", "evidence": ["objectives"]},
    {"id": "15", "title": "Copies", "evidence": ["backups"]},
    {"id": "16", "title": "Places", "evidence": ["sites", "channels", "resources"]},
    {"id": "17", "title": "Policy", "evidence": ["policy"]},
    {"id": "18", "title": "Law", "evidence": ["legal-register"]},
]
PROGRAMME = {
    "scope": "All of it",
    "policy": "Patients first",
    "objectives": [
        {"objective": "a", "measure": "b", "target": "c", "value": 0},
        {"objective": "d", "measure": "e", "target": "f", "value": "unknown"},
        {"objective": "g", "measure": "h", "target": "i"},
    ],
    "exercise_programme": [{"when": "May", "what": "Vault"}],
    "legal_register": [
        {"id": "a", "title": "A", "source": "B", "checked": "2026-06-30"},
        {"id": "c", "title": "C", "source": "D", "checked": "2024-06-30"},
    ],
}


def coverage(name: str, exercised: Covered, restored: Covered) -> tuple[Ref, ServiceCoverage]:
    cells = dict.fromkeys(Aspect, AspectCoverage(Covered.YES))
    cells[Aspect.EXERCISED] = AspectCoverage(exercised)
    cells[Aspect.RESTORE_TESTED] = AspectCoverage(restored)
    return Ref("service", name), ServiceCoverage(Ref("service", name), None, cells)


def standings() -> dict[str, tuple[Standing, tuple[tuple[int, int], ...]]]:
    plans = portfolio(
        services={"web": {"backups": [{"id": "nightly"}]}, "mail": {}},
        sites={"north": {}, "south": {}},
        channels={"phone": {"type": "telephony"}},
        programme={"programme": PROGRAMME},
        frameworks={"house": {"source": "Board paper", "clauses": CLAUSES}},
        records={
            "audit-old": {"type": "audit", "held": "2025-11-01"},
            "audit-new": {"type": "audit", "held": "2025-11-23"},
            "training": {"type": "training", "held": "2026-06-01", "valid_until": "2026-11-22"},
        },
        risks={"fire": {"assessed": "2026-01-01"}, "flood": {"assessed": "2024-01-01"}, "theft": {}},
    )
    cover = dict([coverage("web", Covered.YES, Covered.NOT_APPLICABLE), coverage("mail", Covered.UNKNOWN, Covered.NOT_APPLICABLE)])
    return {
        item.clause.id: (item.standing, tuple((proof.have, proof.of) for proof in item.proofs))
        for item in compliance(plans, TODAY, cover)["house"]
    }


def test_each_clause_stands_as_its_worst_evidence() -> None:
    assert date(2026, 11, 23) == TODAY
    assert standings() == {
        "1": (Standing.STALE, ((1, 2),)),  # what is not known does not count as tried
        "2": (Standing.CURRENT, ((2, 2),)),
        "3": (Standing.CURRENT, ((1, 2),)),  # a year to the day is still within it; one audit in force is enough
        "4": (Standing.ABSENT, ((0, 1), (1, 2))),  # the training ran out yesterday
        "5": (Standing.STALE, ((1, 3),)),
        "6": (Standing.NOT_COVERED, ()),
        "7": (Standing.NOT_APPLICABLE, ()),
        "8": (Standing.UNSAID, ()),
        "9": (Standing.CURRENT, ((1, 1),)),
        "10": (Standing.UNSAID, ()),
        "11": (Standing.ABSENT, ((0, 0),)),
        "12": (Standing.ABSENT, ((0, 0),)),
        "13": (Standing.ABSENT, ((1, 1), (0, 0), (1, 1))),
        "14": (Standing.STALE, ((1, 3),)),  # nought was measured; unknown and nothing were not
        "15": (Standing.CURRENT, ((1, 1),)),
        "16": (Standing.ABSENT, ((2, 2), (1, 1), (0, 0))),
        "17": (Standing.ABSENT, ((0, 1),)),  # nobody approved it
        "18": (Standing.STALE, ((1, 2),)),
    }


def test_an_organisation_without_frameworks_has_no_standing() -> None:
    assert compliance(portfolio(services={"web": {}}), TODAY, {}) == {}


def test_each_kind_of_evidence_has_a_page_to_look_at() -> None:
    assert set(_PAGES) == set(EVIDENCE)
