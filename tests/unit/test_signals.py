"""Signals: signs of rubber-stamping, a new owner, and days to look that do not clump."""

from __future__ import annotations

import json
from collections import Counter
from datetime import date
from typing import Any

import pytest
from continuity.analysis.cadence import TimeState
from continuity.analysis.fingerprint import Fingerprinter
from continuity.analysis.planned_days import CLUMP, planned_days
from continuity.analysis.review_status import statuses
from continuity.analysis.reviewed import ReasonCode, ReviewStatus, Sign
from continuity.analysis.signs import ALIKE, signs_of
from continuity.load import load
from continuity.model.base import Ref
from continuity.model.organisation import Trigger
from continuity.model.portfolio import Portfolio
from hypothesis import given, settings
from hypothesis import strategies as st

TODAY = date(2026, 11, 24)
GOLD = Ref("service", "gold")


def plan(**files: Any) -> Portfolio:
    every: dict[str, Any] = {
        "organisation.yaml": {"name": "Example", "tiers": [{"id": "one", "name": "One", "review_every": "12 months"}]},
        "services/gold.yaml": {"name": "Gold", "tier": "one", "owner": "ops"},
        "teams/ops.yaml": {"name": "Ops", "lead": "anna"},
        "teams/apps.yaml": {"name": "Apps", "lead": "tom", "aliases": ["applications"]},
        "people/anna.yaml": {"name": "Anna"},
        "people/tom.yaml": {"name": "Tom"},
        **files,
    }
    loaded = load((name, json.dumps(data).encode()) for name, data in every.items())
    assert not loaded.findings, loaded.findings
    return loaded.portfolio


def prints(portfolio: Portfolio, ref: Ref = GOLD) -> dict[str, Any]:
    taken = Fingerprinter(portfolio)
    scopes = {str(scope): value for scope, value in taken.scopes(ref).items()}
    return {"fingerprints": {"version": "1", **scopes}, "upstream": taken.upstream(ref)}


def review(subject: str = "service/gold", on: str = "2026-06-01", **more: Any) -> dict[str, Any]:
    return {"subject": subject, "reviewed": on, "by": "anna", "outcome": "approved", "method": "desk", "notes": "Read", **more}


def of(portfolio: Portfolio, as_of: date = TODAY) -> ReviewStatus:
    return next(status for status in statuses(portfolio, as_of) if status.subject == GOLD)


SEEN = prints(plan())
MOVED = {"services/gold.yaml": {"name": "Gold", "tier": "one", "owner": "apps"}}


@pytest.mark.parametrize(
    ("seen", "files", "new"),
    [
        ({"owned_by": "team/ops"}, MOVED, True),
        ({"owned_by": "team/ops"}, {}, False),
        ({"owned_by": "team/gone-since"}, {}, True),
        ({"owned_by": "team/applications"}, MOVED, False),
        (SEEN, MOVED, True),
        (SEEN, {}, False),
        ({}, MOVED, False),
        ({"owned_by": "team/ops"}, {"services/gold.yaml": {"name": "Gold", "tier": "one"}}, False),
    ],
    ids=["moved", "stayed", "old owner gone", "renamed", "by fingerprints", "stayed by fingerprints", "nobody knows", "nobody owns it now"],
)
def test_a_new_owner_makes_a_review_due_and_never_overdue_early(seen: dict[str, Any], files: dict[str, Any], new: bool) -> None:
    portfolio = plan(**files, **{"reviews/one.yaml": review(**seen)})
    found = of(portfolio)
    assert found.state is (TimeState.DUE if new else TimeState.CURRENT)
    assert found.due == date(2027, 6, 1)
    assert (ReasonCode.NEW_OWNER in {reason.code for reason in found.reasons}) is new
    assert of(portfolio, date(2027, 6, 2)).state is TimeState.OVERDUE


def test_the_next_review_answers_a_new_owner() -> None:
    again = review(on="2026-11-01", owned_by="team/apps")
    assert of(plan(**MOVED, **{"reviews/one.yaml": review(owned_by="team/ops"), "reviews/two.yaml": again})).state is TimeState.CURRENT


INCIDENT = {"incidents/down.yaml": {"title": "Down", "times": {"recovered": "2026-07-01T12:00:00Z"}, "services": [{"service": "gold"}]}}
FAILED = {"exercises/try.yaml": {"kind": "tabletop", "held": "2026-07-02", "results": [{"service": "gold", "passed": "false"}]}}
EDITED = {"services/gold.yaml": {"name": "Gold", "tier": "one", "owner": "ops", "objectives": {"rto": "2h"}}}
UPSTREAM = {"teams/ops.yaml": {"name": "Ops", "lead": "tom"}}
USUAL = {"incident", "failed-exercise", "new-owner"}


@pytest.mark.parametrize(
    ("what", "trigger", "code"),
    [
        (INCIDENT, "incident", ReasonCode.INCIDENT),
        (FAILED, "failed-exercise", ReasonCode.FAILED_EXERCISE),
        (MOVED, "new-owner", ReasonCode.NEW_OWNER),
        (EDITED, "changed", ReasonCode.CHANGED),
        (UPSTREAM, "upstream-changed", ReasonCode.UPSTREAM_CHANGED),
    ],
    ids=["incident", "failed exercise", "new owner", "changed", "upstream changed"],
)
def test_the_policy_says_after_what_a_review_is_due(what: dict[str, Any], trigger: str, code: ReasonCode) -> None:
    def under(after: list[str] | None) -> ReviewStatus:
        tiers = {"name": "Example", "tiers": [{"id": "one", "name": "One", "review_every": "12 months"}]}
        policy = {} if after is None else {"review_policy": {"after": after}}
        return of(plan(**what, **{"organisation.yaml": {**tiers, **policy}, "reviews/one.yaml": review(**SEEN)}))

    for after, due in ((None, trigger in USUAL), ([trigger], True), ([], False), ([one for one in Trigger if one != trigger], False)):
        found = under(after)
        assert (code in {reason.code for reason in found.reasons}) is due, after
        assert found.state is not TimeState.CURRENT or not due
    assert under([trigger]).state in (TimeState.DUE, TimeState.OVERDUE)
    assert under([]).state is TimeState.CURRENT


@pytest.mark.parametrize(
    ("written", "mend"),
    [
        ("failed exercise", "did you mean failed-exercise?"),
        ("move of a data hall", "one of incident, failed-exercise, new-owner, changed, upstream-changed"),
    ],
)
def test_a_trigger_that_means_nothing_is_an_error(written: str, mend: str) -> None:
    text = f"name: Example\nreview_policy:\n  after: [incident, {written}]\n"
    (finding,) = load([("organisation.yaml", text.encode())]).findings
    assert (finding.rule.id, finding.level.value, finding.position.line, finding.position.column) == ("unknown-value", "error", 3, 21)
    assert finding.message == f"'{written}' is no value of review_policy.after"
    assert finding.help == mend


@pytest.mark.parametrize(("notes", "alike"), [(["Fine", "fine ", "FINE"], True), (["Fine", "fine", "Read the steps"], False)])
def test_the_same_words_about_several_things_are_a_sign(notes: list[str], alike: bool) -> None:
    assert ALIKE == 3
    services = {f"services/s{n}.yaml": {"name": f"S{n}"} for n in range(3)}
    reviews = {f"reviews/{n}.yaml": review(f"service/s{n}", f"2026-0{n + 1}-01", notes=text) for n, text in enumerate(notes)}
    found = signs_of(plan(**services, **reviews), TODAY)
    assert found == ({Ref("review", str(n)): (Sign.SAME_NOTES,) for n in range(3)} if alike else {})


def test_the_same_words_about_one_thing_are_none() -> None:
    reviews = {f"reviews/{n}.yaml": review(on=f"2026-0{n + 1}-01") for n in range(4)}
    assert signs_of(plan(**reviews), TODAY) == {}


def clump(days: list[str], owners: list[str] | None = None) -> list[ReviewStatus]:
    """Services last reviewed on ``days``, all with a cadence of 12 months."""
    owner_of = owners or ["ops"] * len(days)
    services = {f"services/s{n}.yaml": {"name": f"S{n}", "tier": "one", "owner": owner} for n, owner in enumerate(owner_of)}
    reviews = {f"reviews/r{n}.yaml": review(f"service/s{n}", day, notes=f"Read {n}") for n, day in enumerate(days)}
    return [status for status in statuses(plan(**services, **reviews), TODAY) if status.subject.id.startswith("s")]


def test_what_falls_due_together_is_spread_over_the_month_before() -> None:
    found = clump(["2026-06-01"] * 10)
    planned = planned_days(found)
    assert len(planned) == 10
    assert max(Counter(planned.values()).values()) <= 2
    assert {status.due for status in found} == {date(2027, 6, 1)}
    assert all(date(2027, 5, 2) <= day <= date(2027, 6, 1) and day.weekday() < 5 for day in planned.values())
    assert min(planned.values()) < date(2027, 5, 10)
    assert max(planned.values()) > date(2027, 5, 24)


def test_a_few_are_left_where_they_are() -> None:
    assert planned_days(clump(["2026-06-01"] * (CLUMP - 1))) == {}
    assert planned_days(clump(["2026-06-01"] * CLUMP, ["ops", "ops", "ops", "apps", "apps"])) == {}
    assert planned_days(clump(["2026-06-01", "2026-06-10", "2026-06-20", "2026-07-01", "2026-07-10"])) == {}


@settings(max_examples=25, deadline=None)
@given(st.lists(st.integers(0, 6), min_size=5, max_size=14), st.randoms(use_true_random=False))
def test_only_ever_earlier_and_whatever_the_order(offsets: list[int], chance: Any) -> None:
    found = clump([date(2026, 6, 1 + offset).isoformat() for offset in offsets])
    planned = planned_days(found)
    for status in found:
        assert status.due is not None and status.clock.due_soon_from is not None
        assert status.clock.due_soon_from <= planned.get(status.subject, status.due) <= status.due
    chance.shuffle(found)
    assert planned_days(found) == planned
