"""What each kind of change means: every rule has its twin, every field its rule, and the two ends of a scale are told apart."""

from __future__ import annotations

import re
from typing import Any

import pytest
from continuity.changes.edits import Action, edits
from continuity.changes.families import FAMILIES, ChangeSeverity
from continuity.changes.measures import Sides
from continuity.changes.rules import RULES, record_rule, rule_of
from continuity.model.kinds import KINDS
from continuity.model.shape import part_at

W, A, I = "weakens", "attention", "info"  # noqa: E741 - the three letters of a table


def test_every_rule_has_a_twin_that_has_it() -> None:
    assert [rule.id for rule in RULES.values() if RULES[rule.twin].twin != rule.id] == []


def test_what_is_for_the_better_is_never_said_to_weaken() -> None:
    for family in FAMILIES:
        assert family.better.severity.rank >= family.worse.severity.rank, family.better.id
        assert family.worse.twin == family.better.id
        assert family.other is None or family.other.twin == family.other.id, "a change sideways is its own twin"


def test_every_rule_says_what_it_is_about() -> None:
    for rule in RULES.values():
        assert re.fullmatch(r"[a-z]+(-[a-z]+)+", rule.id)
        assert rule.title[0].isupper() and not rule.title.endswith(".") and len(rule.title) < 80
        assert rule.why.endswith(".") and len(rule.why) < 120


def test_every_place_a_rule_names_is_a_field_there_is() -> None:
    wrong = []
    for family in FAMILIES:
        for where in family.where:
            if ":" in where and not where.startswith("*"):
                kind, _, field = where.partition(":")
                path = tuple(key.removesuffix("[]") for key in field.removesuffix(".**").removesuffix("**").split(".") if key)
                if not path or path[:1] == ("rules",):
                    continue
                part = part_at(KINDS[kind].model, path[:-1])
                names = {field.alias or name for name, field in part.model_fields.items()} if part else set()
                if path[-1] not in names:
                    wrong.append(where)
    assert wrong == []


SIDES = Sides(base_tiers=("tier-1", "tier-2"), head_tiers=("tier-1", "tier-2"), rules={"no-owner": "error"})


def said(kind: str, before: dict[str, Any], after: dict[str, Any]) -> list[tuple[str, str]]:
    sides = Sides(before, after, SIDES.base_tiers, SIDES.head_tiers, SIDES.rules)
    rules = [rule_of(kind, edit, sides) for edit in edits(before, after)]
    return [(rule.severity.value, rule.id) for rule in rules]


STEP = {"id": "stop", "do": {"text": "Stop it"}}
CASES: list[tuple[str, dict[str, Any], dict[str, Any], str]] = [
    ("service", {"objectives": {"rto": "4h"}}, {"objectives": {"rto": "6h"}}, "objective-relaxed"),
    ("service", {"objectives": {"rto": "4h"}}, {}, "objective-relaxed"),
    ("service", {"objectives": {"rpo": "0"}}, {"objectives": {"rpo": "unknown"}}, "objective-relaxed"),
    ("organisation", {"tiers": [{"id": "one", "rto": "4h"}]}, {"tiers": [{"id": "one", "rto": "8h"}]}, "objective-relaxed"),
    ("service", {"tier": "tier-1"}, {"tier": "tier-2"}, "tier-lowered"),
    ("service", {"tier": "tier-2"}, {}, "tier-lowered"),
    ("service", {"objectives": {"mbco": {"percent": 60}}}, {"objectives": {"mbco": {"percent": 40}}}, "mbco-lowered"),
    ("person", {"contacts": [{"mobile": "+44 7700 900001"}]}, {}, "contact-removed"),
    ("person", {"deputies": ["person/a", "person/b"]}, {"deputies": ["person/b"]}, "deputy-removed"),
    ("person", {}, {"left": "2026-12-01"}, "person-left"),
    ("team", {"contacts": [{"duty": "+44 7700 900001", "hours": "24x7"}]},
     {"contacts": [{"duty": "+44 7700 900001", "hours": "Mon-Fri 09:00-17:00"}]}, "hours-cut"),
    ("team", {"contacts": [{"duty": "+44 7700 900001", "hours": "Mon-Fri 07:00-20:00, Sat 08:00-16:00"}]},
     {"contacts": [{"duty": "+44 7700 900001", "hours": "Mon-Fri 07:00-18:00, Sat 08:00-16:00"}]}, "hours-cut"),
    ("team", {"members": ["person/a", "person/b"]}, {"members": ["person/a"]}, "member-removed"),
    ("service", {"escalation": [{"ref": "team/a"}, {"ref": "role/b"}]}, {"escalation": [{"ref": "team/a"}]}, "escalation-level-removed"),
    ("service", {"escalation": [{"ref": "team/a", "wait": "5m"}]}, {"escalation": [{"ref": "team/a", "wait": "15m"}]}, "calling-slowed"),
    ("contact-tree", {"calls": [{"ref": "role/a", "calls": [{"ref": "team/b"}]}]}, {"calls": [{"ref": "role/a"}]}, "call-removed"),
    ("contact-tree", {"attempts": 3}, {"attempts": 1}, "tree-weakened"),
    ("runbook", {"steps": [STEP, {"id": "go", "do": {"text": "Go"}}]}, {"steps": [STEP]}, "step-removed"),
    ("runbook", {"steps": [{**STEP, "irreversible": True}]}, {"steps": [STEP]}, "irreversible-removed"),
    ("runbook", {"steps": [{**STEP, "warning": {"text": "Hot"}}]}, {"steps": [STEP]}, "warning-removed"),
    ("runbook", {"steps": [{**STEP, "expect": {"text": "Off"}}]}, {"steps": [STEP]}, "expect-removed"),
    ("runbook", {"steps": [{**STEP, "commands": [{"run": "a"}, {"run": "b"}]}]}, {"steps": [{**STEP, "commands": [{"run": "a"}]}]}, "command-removed"),
    ("runbook", {"steps": [{**STEP, "approval": {"ref": "role/a"}}]}, {"steps": [STEP]}, "approver-loosened"),
    ("runbook", {"not_when": [{"text": "It burns"}]}, {}, "stop-sign-removed"),
    ("service", {"strategies": [{"scenario": "scenario/fire", "approach": "accept"}]}, {}, "strategy-removed"),
    ("service", {"strategies": [{"scenario": "scenario/fire", "capacity": 60}]}, {"strategies": [{"scenario": "scenario/fire", "capacity": 30}]},
     "strategy-weakened"),
    ("service", {"strategies": [{"scenario": "scenario/fire", "approach": "hot-standby"}]},
     {"strategies": [{"scenario": "scenario/fire", "approach": "accept"}]}, "strategy-weakened"),
    ("service", {"strategies": [{"scenario": "scenario/fire", "runbooks": ["runbook/a"]}]}, {"strategies": [{"scenario": "scenario/fire"}]},
     "runbook-unlinked"),
    ("service", {"backups": [{"id": "db", "every": "15m"}]}, {"backups": [{"id": "db", "every": "1h"}]}, "backup-weakened"),
    ("service", {"backups": [{"id": "db", "keep": "35d"}]}, {"backups": [{"id": "db", "keep": "7d"}]}, "backup-weakened"),
    ("service", {"backups": [{"id": "db", "isolated": True}]}, {"backups": [{"id": "db"}]}, "backup-weakened"),
    ("service", {"depends_on": [{"any_of": [{"ref": "service/a"}, {"ref": "service/b"}]}]},
     {"depends_on": [{"any_of": [{"ref": "service/a"}]}]}, "fallback-removed"),
    ("service", {"review_every": "4 months"}, {"review_every": "6 months"}, "cadence-lengthened"),
    ("organisation", {"tiers": [{"id": "one", "review_every": "90 days"}]}, {"tiers": [{"id": "one", "review_every": "6 months"}]},
     "cadence-lengthened"),
    ("organisation", {"review_policy": {"exercise_every": "6 months"}}, {}, "cadence-lengthened"),
    ("organisation", {"tiers": [{"id": "one", "reviewers": 2}]}, {"tiers": [{"id": "one"}]}, "approver-loosened"),
    ("organisation", {"tiers": [{"id": "one", "approver_roles": ["role/a"]}]}, {"tiers": [{"id": "one"}]}, "approver-loosened"),
    ("organisation", {"tiers": [{"id": "one", "approver_roles": ["role/a"]}]}, {"tiers": [{"id": "one", "approver_roles": ["role/a", "role/b"]}]},
     "approver-loosened"),
    ("continuity-plan", {"activation": {"authority": {"any_of": [{"n": 2, "of": {"ref": "team/a"}}]}}},
     {"activation": {"authority": {"any_of": [{"of": {"ref": "team/a"}}]}}}, "approver-loosened"),
    ("organisation", {"rules": {"no-owner": "error"}}, {"rules": {"no-owner": "note"}}, "rule-lowered"),
    ("organisation", {}, {"rules": {"no-owner": "warning"}}, "rule-lowered"),
    ("organisation", {"risk_appetite": {"accept_up_to": 6}}, {"risk_appetite": {"accept_up_to": 9}}, "appetite-raised"),
    ("waiver", {"until": "2026-12-01"}, {"until": "2027-12-01"}, "acceptance-extended"),
    ("waiver", {"subject": "service/a"}, {}, "waiver-broadened"),
    ("risk", {"controls": ["control/a"]}, {}, "control-removed"),
    ("vendor", {"commitment": {"recovery": "4h"}}, {"commitment": {"recovery": "8h"}}, "commitment-weakened"),
    ("message", {"due": {"within": "15m"}}, {"due": {"within": "1h"}}, "deadline-relaxed"),
    ("service", {"owner": {"ref": "team/a"}}, {}, "owner-removed"),
    ("site", {"readiness": "hot"}, {"readiness": "cold"}, "readiness-lowered"),
    ("scenario", {"gates": [{"text": "Released by security"}]}, {}, "gate-removed"),
    ("exercise", {"results": [{"service": "service/a", "passed": True}]}, {"results": [{"service": "service/a", "passed": False}]}, "evidence-removed"),
]  # fmt: skip


@pytest.mark.parametrize(("kind", "before", "after", "rule"), CASES, ids=[f"{case[3]}-{number}" for number, case in enumerate(CASES)])
def test_less_weakens_and_the_way_back_does_not(kind: str, before: dict[str, Any], after: dict[str, Any], rule: str) -> None:
    assert said(kind, before, after) == [(W, rule)]
    assert said(kind, after, before) == [(RULES[RULES[rule].twin].severity.value, RULES[rule].twin)]
    assert RULES[RULES[rule].twin].severity is not ChangeSeverity.WEAKENS


@pytest.mark.parametrize(
    ("kind", "before", "after", "rule"),
    [
        ("runbook", {"steps": [{**STEP, "commands": [{"run": "sudo stop app"}]}]}, {"steps": [{**STEP, "commands": [{"run": "sudo stop application"}]}]},
         "command-changed"),
        ("runbook", {"steps": [{**STEP, "warning": {"text": "Hot"}}]}, {"steps": [{**STEP, "warning": {"text": "Cold"}}]}, "warning-changed"),
        ("runbook", {"steps": [STEP, {"id": "b"}]}, {"steps": [{"id": "b"}, STEP]}, "order-changed"),
        ("runbook", {"not_when": [{"text": "it burns in hall one"}]}, {"not_when": [{"text": "it burns in hall two"}]}, "stop-sign-changed"),
        ("person", {"contacts": [{"mobile": "+44 7700 900001"}]}, {"contacts": [{"mobile": "+44 7700 900002"}]}, "contact-changed"),
        ("organisation", {"crisis_line": {"number": "+44 7700 900001"}}, {"crisis_line": {"number": "+44 7700 900002"}}, "contact-changed"),
        ("service", {}, {"depends_on": [{"service": "service/a"}]}, "dependency-added"),
        ("service", {"owner": {"ref": "team/a"}}, {"owner": {"ref": "team/b"}}, "owner-changed"),
        ("service", {"escalation": [{"ref": "team/a"}, {"ref": "team/b"}]}, {"escalation": [{"ref": "team/b"}, {"ref": "team/a"}]}, "order-changed"),
        ("review", {"outcome": "approved"}, {"outcome": "rejected"}, "attestation-edited"),
        ("action", {"due": "2026-12-01"}, {"due": "2027-12-01"}, "action-postponed"),
        ("action", {"due": "2026-12-01"}, {"due": "unknown"}, "action-postponed"),
        ("action", {"due": "2026-12-01"}, {}, "action-postponed"),
        ("exercise", {"planned": "2026-12-01"}, {"planned": "2027-12-01"}, "exercise-postponed"),
        ("exercise", {"planned": "2026-12-01"}, {}, "exercise-postponed"),
        ("person", {"contacts": [{"mobile": "+44 7700 900001"}]}, {"contacts": [{"mobile": "+44 7700 900001", "visibility": "restricted"}]},
         "visibility-changed"),
    ],
)  # fmt: skip
def test_what_is_other_but_not_less_asks_for_a_look(kind: str, before: dict[str, Any], after: dict[str, Any], rule: str) -> None:
    assert said(kind, before, after) == [(A, rule)]


@pytest.mark.parametrize(
    ("kind", "before", "after"),
    [
        ("service", {"description": {"text": "Labels"}}, {"description": {"text": "Labels and stock"}}),
        ("service", {"notes": {"text": "A"}}, {}),
        ("service", {"find_by": {"hosts": ["a"]}}, {"find_by": {"hosts": ["a", "b"]}}),
        ("person", {"contacts": [{"email": "a@example.org"}]}, {"contacts": [{"email": "a@example.org", "verified": "2026-11-01"}]}),
        ("runbook", {"steps": [{**STEP, "why": {"text": "A"}}]}, {"steps": [{**STEP, "why": {"text": "B"}}]}),
        ("service", {"links": [{"href": "https://a.example.org"}]}, {}),
        ("runbook", {"alerts": ["a", "b"]}, {"alerts": ["b", "a"]}),
        ("exercise", {}, {"planned": "2026-12-01"}),
        ("exercise", {"planned": "2026-12-01"}, {"held": "2026-12-02"}),
        ("action", {"due": "unknown"}, {"due": "2026-12-01"}),
    ],
)
def test_nothing_harmless_is_cried(kind: str, before: dict[str, Any], after: dict[str, Any]) -> None:
    assert {severity for severity, _ in said(kind, before, after)} == {I}


@pytest.mark.parametrize(
    ("before", "after", "rules"),
    [
        (["Tell the shops to write orders down"], ["Tell all shops to write orders down"], [(A, "step-changed"), (I, "value-changed")]),
        (["Stop"], ["Go"], [(I, "step-added"), (W, "step-removed")]),
        (["Stop the app on host one", "Stop the app on host two"], ["Stop the app on host two"], [(W, "step-removed")]),
    ],
)
def test_a_step_whose_id_is_made_of_its_words_is_the_same_step_when_one_of_them_changes(
    before: list[str], after: list[str], rules: list[tuple[str, str]]
) -> None:
    def steps(texts: list[str]) -> dict[str, Any]:
        return {"steps": [{"id": text.lower().replace(" ", "-"), "do": {"text": text}} for text in texts]}

    assert sorted(said("runbook", steps(before), steps(after))) == sorted(rules)


def test_a_step_that_is_given_an_id_or_another_one_is_the_same_step() -> None:
    text = {"do": {"text": "Stop it"}, "expect": {"text": "It is quiet"}}
    for one, other in (({}, {"id": "stop"}), ({"id": "stop"}, {"id": "halt"})):
        assert {severity for severity, _ in said("runbook", {"steps": [{**one, **text}]}, {"steps": [{**other, **text}]})} == {I}


def test_one_of_several_is_the_same_dependency_as_that_one_alone() -> None:
    """How many ways there are may change; what is needed on both sides did not come or go."""
    several = {"depends_on": [{"any_of": [{"ref": "service/a"}, {"ref": "service/b"}, {"ref": "service/c"}], "effect": "It stops"}]}
    alone = {"depends_on": [{"service": "service/b", "effect": "It stops"}]}
    assert sorted(said("service", several, alone)) == [(I, "value-added"), (I, "value-removed"), *[(W, "fallback-removed")] * 2]
    assert sorted(said("service", alone, several)) == [*[(I, "fallback-added")] * 2, (I, "value-added"), (I, "value-removed")]
    other = {"depends_on": [{"any_of": [{"ref": "service/x"}]}, *several["depends_on"]]}
    assert said("service", several, other) == [(A, "dependency-added")], "it is paired by what it names, not by its place"


@pytest.mark.parametrize(
    ("kind", "removed", "added"),
    [("service", W, I), ("runbook", W, I), ("exercise", W, I), ("review", W, I), ("waiver", I, W), ("action", W, I)],
)
def test_a_record_that_is_gone_is_less_except_a_waiver(kind: str, removed: str, added: str) -> None:
    gone, new = record_rule(kind, Action.REMOVED), record_rule(kind, Action.ADDED)
    assert (gone.severity.value, new.severity.value, gone.twin) == (removed, added, new.id)
