"""Where reviews, contact checks and exercises stand on a day."""

from __future__ import annotations

import json
from datetime import date, timedelta
from itertools import combinations
from typing import Any

import pytest
from continuity.analysis.cadence import CadenceSource, TimeState
from continuity.analysis.contact_status import ContactStatus, contact_checks
from continuity.analysis.content import ContentState
from continuity.analysis.exercise_status import ExerciseStatus, exercise_status
from continuity.analysis.fingerprint import Fingerprinter, Scope
from continuity.analysis.review_status import by_reviewer, by_team, statuses
from continuity.analysis.reviewed import ApprovalState, ReasonCode, ReviewStatus, Sign
from continuity.analysis.signs import rubber_stamps
from continuity.load import load
from continuity.model.base import Ref
from continuity.model.portfolio import Portfolio
from hypothesis import given, settings
from hypothesis import strategies as st

TODAY = date(2026, 11, 23)
GOLD, SILVER = Ref("service", "gold"), Ref("service", "silver")

FILES: dict[str, Any] = {
    "organisation.yaml": {
        "name": "Example",
        "time_zone": "Europe/London",
        "tiers": [
            {"id": "one", "name": "One", "review_every": "6 months", "contact_check_every": "3 months", "reviewers": "2",
             "reviewer_roles": ["owner", "manager"], "approver_roles": ["manager"], "restore_test_every": "6 months"},
            {"id": "two", "name": "Two", "review_every": "12 months"},
        ],
    },
    "services/gold.yaml": {"name": "Gold", "tier": "one", "owner": "ops", "objectives": {"rto": "2h"}, "depends_on": [{"service": "silver"}],
                           "escalation": [{"role": "manager"}]},
    "services/silver.yaml": {"name": "Silver", "tier": "two", "owner": {"person": "tom"}, "objectives": {"rto": "1h"}, "review_every": "2 years"},
    "services/old.yaml": {"name": "Old", "tier": "one", "lifecycle": "retired"},
    "services/new.yaml": {"name": "New", "tier": "one", "lifecycle": "planned"},
    "teams/ops.yaml": {"name": "Ops", "lead": "anna", "members": ["tom"], "contacts": [{"duty": "+44 20 7946 0001"}]},
    "roles/owner.yaml": {"name": "Owner", "holders": [{"person": "anna"}]},
    "roles/manager.yaml": {"name": "Manager", "holders": [{"person": "grace"}], "deputies": [{"person": "ivo"}]},
    **{f"people/{name}.yaml": {"name": name.title(), "contacts": [{"mobile": f"+44 7700 90000{n}"}]} for n, name in
       enumerate(["anna", "tom", "grace", "ivo"])},
}  # fmt: skip


def plan(files: dict[str, Any] | None = None, /, **records: Any) -> Portfolio:
    """The plan above, with files changed and ``records`` (``review_1=...`` goes to the folder ``reviews``)."""
    every = {**FILES, **(files or {})}
    for name, data in records.items():
        kind, _, number = name.partition("_")
        every[f"{kind}s/{number}.yaml"] = data
    loaded = load((name, json.dumps(data).encode()) for name, data in every.items())
    fatal = [f for f in loaded.findings if not f.rule.id.startswith("dangling") and f.rule.id not in {"future-date", "in-the-future"}]
    assert not fatal, fatal
    return loaded.portfolio


def prints(portfolio: Portfolio, ref: Ref) -> dict[str, Any]:
    """What the command writes into an attestation."""
    taken = Fingerprinter(portfolio)
    return {
        "fingerprints": {"version": "1", **{str(scope): value for scope, value in taken.scopes(ref).items()}},
        "upstream": taken.upstream(ref),
    }


GOLD_NOW, SILVER_NOW = prints(plan(), GOLD), prints(plan(), SILVER)


def review(subject: Ref, by: str, on: str, outcome: str = "approved", **more: Any) -> dict[str, Any]:
    return {"subject": str(subject), "reviewed": on, "by": by, "outcome": outcome, **more}


def of(portfolio: Portfolio, ref: Ref, as_of: date = TODAY) -> ReviewStatus:
    return next(status for status in statuses(portfolio, as_of) if status.subject == ref)


def codes(status: ReviewStatus) -> set[ReasonCode]:
    return {reason.code for reason in status.reasons}


def test_never_reviewed() -> None:
    found = of(plan(), SILVER)
    assert (found.state, found.due, found.last, found.content.state) == (TimeState.NEVER, None, None, ContentState.NONE)
    assert found.ask == (Ref("person", "tom"),)
    assert found.approval.state is ApprovalState.NONE


def test_only_what_is_live_must_be_reviewed() -> None:
    subjects = {str(status.subject) for status in statuses(plan(), TODAY)}
    assert subjects == {"service/gold", "service/silver"}
    again = plan(review_1=review(Ref("service", "new"), "tom", "2026-11-01"), review_2=review(Ref("team", "ops"), "tom", "2026-11-01"),
                 review_3=review(Ref("service", "old"), "tom", "2026-11-01"))  # fmt: skip
    assert {str(status.subject) for status in statuses(again, TODAY)} == {*subjects, "service/new", "team/ops"}


def test_due_dates_follow_the_tier_and_a_looser_wish_is_ignored() -> None:
    portfolio = plan(review_1=review(SILVER, "tom", "2025-11-23", **SILVER_NOW))
    found = of(portfolio, SILVER)
    assert (found.state, found.due, found.clock.due_soon_from) == (TimeState.DUE, TODAY, date(2026, 10, 24))
    assert found.clock.every.source is CadenceSource.TIER
    assert [entry.looser for entry in found.clock.every.ignored] == [True]
    assert of(portfolio, SILVER, TODAY + timedelta(days=1)).state is TimeState.OVERDUE
    assert found.content.state is ContentState.AS_REVIEWED


def test_a_review_in_the_future_is_not_looked_at() -> None:
    assert of(plan(review_1=review(SILVER, "tom", "2026-11-24")), SILVER).state is TimeState.NEVER


def test_a_review_without_fingerprints_leaves_the_content_unknown() -> None:
    found = of(plan(review_1=review(SILVER, "tom", "2026-11-01")), SILVER)
    assert (found.state, found.content.state) == (TimeState.CURRENT, ContentState.UNKNOWN)


def test_changed_fields_are_named_by_scope() -> None:
    files = {"services/silver.yaml": {**FILES["services/silver.yaml"], "objectives": {"rto": "3h"}}}
    found = of(plan(files, review_1=review(SILVER, "tom", "2026-11-01", **SILVER_NOW)), SILVER)
    assert (found.content.state, found.content.changed) == (ContentState.CHANGED, (Scope.OBJECTIVES,))


def test_a_change_outside_every_scope_is_still_a_change() -> None:
    files = {"services/silver.yaml": {**FILES["services/silver.yaml"], "users": "Everybody"}}
    found = of(plan(files, review_1=review(SILVER, "tom", "2026-11-01", **SILVER_NOW)), SILVER)
    assert found.content.changed == (Scope.ALL,)


def test_scopes_nobody_attested_are_unknown_not_fine() -> None:
    attested = {
        "fingerprints": {"version": "1", "objectives": SILVER_NOW["fingerprints"]["objectives"]},
        "upstream": SILVER_NOW["upstream"],
    }
    found = of(plan(review_1=review(SILVER, "tom", "2026-11-01", **attested)), SILVER).content
    assert found.state is ContentState.UNKNOWN
    assert found.unattested == (Scope.CONTACTS, Scope.PROCEDURES, Scope.DEPENDENCIES)


def test_a_version_nobody_knows_is_unknown() -> None:
    attested = {"fingerprints": {**SILVER_NOW["fingerprints"], "version": "7"}}
    assert of(plan(review_1=review(SILVER, "tom", "2026-11-01", **attested)), SILVER).content.state is ContentState.UNKNOWN


def both(on: str = "2026-11-01", **more: Any) -> dict[str, Any]:
    return {
        "review_1": review(GOLD, "anna", on, role="owner", **(GOLD_NOW | more)),
        "review_2": review(GOLD, "grace", on, role="manager", **(GOLD_NOW | more)),
    }


@pytest.mark.parametrize(
    ("path", "data", "ref"),
    [
        ("services/silver.yaml", {"name": "Silver", "objectives": {"rto": "9h"}}, "service/silver"),
        ("people/ivo.yaml", {"name": "Ivo", "contacts": [{"mobile": "+44 7700 900099"}]}, "role/manager"),
    ],
)
def test_upstream_changes_are_told_apart(path: str, data: dict[str, Any], ref: str) -> None:
    found = of(plan({path: data}, **both()), GOLD)
    assert found.content.state is ContentState.UPSTREAM_CHANGED
    assert [str(entry) for entry in found.content.upstream] == [ref]
    assert found.state is TimeState.CURRENT


def test_two_people_complete_a_review_of_the_highest_tier() -> None:
    found = of(plan(**both()), GOLD)
    assert (found.state, found.needed, found.missing) == (TimeState.CURRENT, 2, 0)
    assert {str(look.by) for look in found.reviews} == {"person/anna", "person/grace"}
    assert found.due == date(2027, 5, 1)


def test_one_of_two_is_due_until_the_window_closes() -> None:
    portfolio = plan(review_1=review(GOLD, "anna", "2026-11-01", role="owner", **GOLD_NOW))
    found = of(portfolio, GOLD)
    assert (found.state, found.missing, found.due, found.last) == (TimeState.DUE, 1, date(2026, 12, 1), None)
    assert Ref("person", "anna") not in found.ask
    assert found.ask == (Ref("person", "grace"),)
    assert found.content.state is ContentState.AS_REVIEWED
    assert of(portfolio, GOLD, date(2026, 12, 2)).state is TimeState.OVERDUE


@pytest.mark.parametrize(("second", "missing"), [("2026-10-31", 0), ("2026-11-01", 1)])
def test_looks_further_apart_than_the_window_are_not_one_review(second: str, missing: int) -> None:
    records = both("2026-10-01")
    records["review_2"]["reviewed"] = second
    assert of(plan(**records), GOLD).missing == missing


def test_what_it_leaned_on_and_is_gone_has_changed() -> None:
    kept = {name: data for name, data in FILES.items() if name != "services/silver.yaml"}
    loaded = load((name, json.dumps(data).encode()) for name, data in {**kept, "reviews/1.yaml": both()["review_1"]}.items())
    found = of(loaded.portfolio, GOLD).content
    assert (found.state, found.upstream, found.changed) == (ContentState.UPSTREAM_CHANGED, (SILVER,), ())


def test_two_looks_at_different_content_are_not_one_review() -> None:
    other = {**GOLD_NOW, "fingerprints": {**GOLD_NOW["fingerprints"], "objectives": "0" * 64}}
    records = both()
    records["review_2"] |= other
    found = of(plan(**records), GOLD)
    assert (found.missing, found.last) == (1, None)
    assert ReasonCode.NOT_SAME_CONTENT in codes(found)


def test_nobody_knows_whether_looks_without_fingerprints_were_at_the_same_content() -> None:
    records = {name: {key: value for key, value in data.items() if key not in GOLD_NOW} for name, data in both().items()}
    assert of(plan(**records), GOLD).missing == 1


def test_the_same_person_twice_is_one_person() -> None:
    records = both()
    records["review_2"]["by"] = "anna"
    assert of(plan(**records), GOLD).missing == 1


def test_owners_alone_do_not_suffice() -> None:
    files = {"services/gold.yaml": {**FILES["services/gold.yaml"], "owner": {"role": "owner"}},
             "roles/owner.yaml": {"name": "Owner", "holders": [{"person": "anna"}, {"person": "grace"}]}}  # fmt: skip
    now = prints(plan(files), GOLD)
    found = of(plan(files, **both(**now)), GOLD)
    assert (found.missing, found.last) == (1, None)
    assert ReasonCode.OWNERS_ONLY in codes(found)


def test_who_may_not_review_does_not_count() -> None:
    found = of(plan(review_1=review(GOLD, "tom", "2026-11-01", **GOLD_NOW)), GOLD)
    assert found.state is TimeState.NEVER
    assert [(r.code, str(r.refs[0])) for r in found.reasons] == [(ReasonCode.NOT_ENTITLED, "review/1")]


def test_a_role_that_was_left_since_still_counts_and_is_said() -> None:
    records = both()
    records["review_1"]["by"] = "tom"
    found = of(plan(**records), GOLD)
    assert found.state is TimeState.CURRENT
    assert ReasonCode.ROLE_NOT_HELD in codes(found)


def test_the_newest_rejection_blocks_current() -> None:
    portfolio = plan(review_1=review(SILVER, "tom", "2026-06-01"), review_2=review(SILVER, "ivo", "2026-11-20", "rejected"))
    found = of(portfolio, SILVER)
    assert (found.state, found.due, found.blocked_by) == (TimeState.OVERDUE, date(2026, 11, 20), Ref("review", "2"))
    assert found.last is not None
    assert found.last.on == date(2026, 6, 1)
    assert of(portfolio, SILVER, date(2026, 11, 19)).state is TimeState.CURRENT
    assert statuses(portfolio, TODAY)[0].subject == SILVER


def test_a_later_approval_answers_a_rejection_and_one_of_the_same_day_does_not() -> None:
    rejected = review(SILVER, "ivo", "2026-11-20", "rejected")
    assert of(plan(review_1=rejected, review_2=review(SILVER, "tom", "2026-11-20")), SILVER).blocked_by is not None
    found = of(plan(review_1=rejected, review_2=review(SILVER, "tom", "2026-11-21")), SILVER)
    assert (found.blocked_by, found.state) == (None, TimeState.CURRENT)


@pytest.mark.parametrize(
    ("action", "state"),
    [
        ({"due": "2026-11-23"}, TimeState.CURRENT),
        ({"due": "2026-11-22"}, TimeState.DUE),
        ({"due": "2026-11-21"}, TimeState.OVERDUE),
        ({"due": "2026-11-21", "status": "done", "closed": "2026-11-22"}, TimeState.CURRENT),
        ({"due": "2026-11-21", "status": "done", "closed": "2026-11-24"}, TimeState.OVERDUE),
        ({"due": "2026-11-21", "status": "cancelled"}, TimeState.CURRENT),
        ({"due": "unknown"}, TimeState.CURRENT),
    ],
)
def test_overdue_actions_lapse_an_approval(action: dict[str, str], state: TimeState) -> None:
    approved = review(SILVER, "tom", "2026-11-01", "approved-with-actions", actions=["mend"])
    found = of(plan({"actions/mend.yaml": {"title": "Mend", **action}}, review_1=approved), SILVER)
    assert found.state is state
    assert (ReasonCode.ACTIONS_LAPSED in codes(found)) is (state is not TimeState.CURRENT)
    assert (ReasonCode.ACTION_UNKNOWN in codes(found)) is (action["due"] == "unknown")


def test_actions_of_a_plain_approval_do_not_lapse_it() -> None:
    files = {"actions/mend.yaml": {"title": "Mend", "due": "2026-11-02", "origin": {"review": "1"}}}
    assert of(plan(files, review_1=review(SILVER, "tom", "2026-11-01")), SILVER).state is TimeState.CURRENT
    asked = of(plan(files, review_1=review(SILVER, "tom", "2026-11-01", "approved-with-actions")), SILVER)
    assert [(str(a.action), a.lapsed) for a in asked.actions] == [("action/mend", True)]


INCIDENT = {
    "title": "Fire",
    "times": {"started": "2026-11-09T20:00+00:00", "returned": "2026-11-10T23:30-01:00"},
    "services": [{"service": "silver"}],
}


def test_an_incident_makes_a_review_due() -> None:
    portfolio = plan(review_1=review(SILVER, "tom", "2026-11-01"), incident_fire=INCIDENT)
    found = of(portfolio, SILVER)
    assert (found.state, found.clock.due_from, found.due) == (TimeState.DUE, date(2026, 11, 11), date(2026, 12, 11))
    assert (ReasonCode.INCIDENT, (Ref("incident", "fire"),)) in [(r.code, r.refs) for r in found.reasons]
    assert of(portfolio, SILVER, date(2026, 11, 10)).state is TimeState.CURRENT
    assert of(plan(review_1=review(SILVER, "tom", "2026-11-11"), incident_fire=INCIDENT), SILVER).state is TimeState.CURRENT


@pytest.mark.parametrize(("passed", "state"), [("false", TimeState.DUE), ("true", TimeState.CURRENT), (None, TimeState.CURRENT)])
def test_only_a_failed_exercise_makes_a_review_due(passed: str | None, state: TimeState) -> None:
    result = {"service": "silver"} if passed is None else {"service": "silver", "passed": passed}
    exercise = {"kind": "functional", "held": "2026-11-10", "results": [result]}
    assert of(plan(review_1=review(SILVER, "tom", "2026-11-01"), exercise_x=exercise), SILVER).state is state


def test_approvals_say_whether_the_version_in_force_is_what_is_written() -> None:
    approval = {"subject": "service/gold", "approved": "2026-06-01", "by": "grace", "role": "manager", "version": "2", **GOLD_NOW}
    found = of(plan(approval_1=approval), GOLD).approval
    assert (found.state, found.version, found.entitled) == (ApprovalState.IN_FORCE, "2", True)
    changed = plan({"services/gold.yaml": {**FILES["services/gold.yaml"], "objectives": {"rto": "8h"}}}, approval_1=approval)
    assert of(changed, GOLD).approval.state is ApprovalState.CHANGED
    bare = plan(approval_1={"subject": "service/gold", "approved": "2026-06-01", "by": "tom"})
    assert (of(bare, GOLD).approval.state, of(bare, GOLD).approval.entitled) == (ApprovalState.UNVERIFIED, False)


def test_signs_of_rubber_stamping_are_shown_and_do_not_block() -> None:
    files = {f"services/s{n}.yaml": {"name": f"S{n}"} for n in range(5)}
    records = {f"review_{n}": review(Ref("service", f"s{n}"), "tom", "2026-11-01") for n in range(5)}
    portfolio = plan(files, **records)
    assert [(str(sign.by), len(sign.reviews), sign.bare) for sign in rubber_stamps(portfolio, TODAY)] == [("person/tom", 5, 5)]
    found = of(portfolio, Ref("service", "s0"))
    assert found.state is TimeState.CURRENT
    assert found.last is not None
    assert set(found.last.signs) == {Sign.MANY_ON_ONE_DAY, Sign.NO_NOTES, Sign.NO_METHOD}
    records["review_4"]["reviewed"] = "2026-11-02"
    assert rubber_stamps(plan(files, **records), TODAY) == ()


def test_groups_by_team_and_by_reviewer() -> None:
    portfolio = plan()
    found = statuses(portfolio, TODAY)
    teams = by_team(portfolio, found)
    assert {str(team): {str(s.subject) for s in group} for team, group in teams.items()} == {"team/ops": {"service/gold", "service/silver"}}
    people = by_reviewer(found)
    assert {str(p): [str(s.subject) for s in group] for p, group in people.items()} == {
        "person/anna": ["service/gold"], "person/grace": ["service/gold"], "person/tom": ["service/silver"],
    }  # fmt: skip


PEOPLE = ["anna", "tom", "grace", "ivo"]
LOOKS = st.lists(
    st.tuples(
        st.sampled_from(PEOPLE), st.integers(0, 70), st.sampled_from(["a", "b"]), st.sampled_from(["approved", "approved", "rejected"])
    ),
    max_size=6,
    unique_by=lambda look: (look[0], look[1]),
)


@given(LOOKS)
@settings(max_examples=120, deadline=None)
def test_a_review_by_several_agrees_with_trying_every_pair(looks: list[tuple[str, int, str, str]]) -> None:
    """Oracle: of all pairs that meet the rule, the day of the newest; the owner (anna) may be one of two, never both."""
    start = date(2026, 9, 1)
    files = {"organisation.yaml": {"name": "E", "tiers": [{"id": "one", "name": "One", "reviewers": "2"}]}}
    records = {
        f"review_{n}": review(GOLD, by, str(start + timedelta(days=day)), outcome, fingerprints={"version": "1", "all": content * 64})
        for n, (by, day, content, outcome) in enumerate(looks)
    }
    found = of(plan(files, **records), GOLD)
    rejected = max((day for _, day, _, outcome in looks if outcome == "rejected"), default=-1)
    good = [look for look in looks if look[3] != "rejected" and look[1] > rejected]
    pairs = [
        max(one[1], other[1])
        for one, other in combinations(good, 2)
        if one[0] != other[0] and one[2] == other[2] and abs(one[1] - other[1]) <= 30
    ]
    if pairs:
        assert found.last is not None
        assert (found.last.on - start).days == max(pairs)
        assert found.blocked_by is None
        assert found.due == date(2027, 9, 1) + timedelta(days=max(pairs))
    else:
        assert (found.blocked_by is not None) is (rejected >= 0)
        assert found.missing == (1 if good else 0)
        if rejected < 0:
            assert found.last is None


def contact(portfolio: Portfolio, ref: str, as_of: date = TODAY) -> ContactStatus:
    return next(status for status in contact_checks(portfolio, as_of) if str(status.subject) == ref)


def check(**more: Any) -> dict[str, Any]:
    return {"subject": "person/ivo", "checked": "2026-11-01", "by": "tom", **more}


def test_contact_points_have_a_clock_of_their_own() -> None:
    found = contact(plan(), "person/ivo")
    assert (found.state, found.untried, found.clock.every.tier) == (TimeState.NEVER, (0,), "one")
    assert contact(plan({"contact-checks/1.yaml": check()}), "person/ivo").clock.due == date(2027, 2, 1)


def test_a_verified_date_counts_and_an_unknown_one_is_unknown() -> None:
    def person(verified: str) -> Portfolio:
        return plan(
            {
                "people/ivo.yaml": {
                    "name": "Ivo",
                    "contacts": [{"mobile": "+44 7700 900003", "verified": verified}, {"email": "i@example.org"}],
                }
            }
        )

    found = contact(person("2026-11-01"), "person/ivo")
    assert [point.clock.state for point in found.points] == [TimeState.CURRENT, TimeState.NEVER]
    assert (found.state, found.reached) == (TimeState.NEVER, date(2026, 11, 1))
    assert contact(person("unknown"), "person/ivo").points[0].clock.state is TimeState.UNKNOWN
    assert contact(person("2026-12-01"), "person/ivo").points[0].clock.state is TimeState.NEVER


@pytest.mark.parametrize("written", ["mobile", "+447700900003", "+44 7700 900003"])
def test_a_number_that_did_not_work_is_due_at_once(written: str) -> None:
    tried = {"contact-checks/1.yaml": check(tried=[{"contact": written, "worked": "false"}])}
    found = contact(plan(tried), "person/ivo")
    assert (found.state, found.failed, found.reached) == (TimeState.OVERDUE, (0,), None)
    mended = {**tried, "contact-checks/2.yaml": check(checked="2026-11-05", tried=[{"contact": written, "worked": "true"}])}
    assert contact(plan(mended), "person/ivo").state is TimeState.CURRENT


def test_a_check_of_another_point_says_nothing_about_this_one() -> None:
    tried = {"contact-checks/1.yaml": check(tried=[{"contact": "email", "worked": "true"}])}
    assert contact(plan(tried), "person/ivo").state is TimeState.NEVER


def test_on_one_day_what_did_not_work_counts() -> None:
    files = {"people/ivo.yaml": {"name": "Ivo", "contacts": [{"mobile": "+44 7700 900003", "verified": "2026-11-01"}]}}
    tried = {"contact-checks/1.yaml": check(tried=[{"contact": "mobile", "worked": "false"}])}
    assert contact(plan({**files, **tried}), "person/ivo").failed == (0,)


def test_the_tightest_tier_that_reaches_somebody_counts() -> None:
    other = {"name": "Zinc", "tier": "two", "escalation": [{"role": "manager"}]}
    assert contact(plan({"services/a.yaml": other}), "person/ivo").clock.every.tier == "one"
    assert contact(plan({"services/zinc.yaml": other}), "person/ivo").clock.every.tier == "one"


def test_who_has_left_is_not_called() -> None:
    gone = plan({"people/ivo.yaml": {"name": "Ivo", "left": "2026-01-31", "contacts": [{"mobile": "+44 7700 900003"}]}})
    assert "person/ivo" not in {str(status.subject) for status in contact_checks(gone, TODAY)}


def exercised(portfolio: Portfolio, ref: Ref = GOLD, as_of: date = TODAY) -> ExerciseStatus:
    return next(status for status in exercise_status(portfolio, as_of) if status.service == ref)


def run(held: str, kind: str = "functional", **result: Any) -> dict[str, Any]:
    return {"kind": kind, "held": held, "results": [{"service": "gold", **result}]}


def test_exercises_have_a_clock_of_their_own() -> None:
    assert exercised(plan()).state is TimeState.NEVER
    found = exercised(plan(exercise_a=run("2026-01-10", passed="true"), exercise_b=run("2026-05-01", kind="tabletop")))
    assert (found.state, found.clock.due) == (TimeState.CURRENT, date(2027, 5, 1))
    assert found.last is not None and found.last_passed is not None
    assert (found.last.on, found.last_passed.on) == (date(2026, 5, 1), date(2026, 1, 10))
    assert found.restore.state is TimeState.NEVER


def test_a_failed_exercise_does_not_set_the_clock_forward() -> None:
    found = exercised(plan(exercise_a=run("2026-01-10"), exercise_b=run("2026-11-20", passed="false")))
    assert (found.state, found.clock.last, found.clock.due) == (TimeState.DUE, date(2026, 1, 10), date(2026, 12, 20))
    assert exercised(plan(exercise_b=run("2026-10-01", passed="false"))).state is TimeState.OVERDUE


def test_drills_of_a_call_tree_and_future_exercises_do_not_count() -> None:
    plan_ = plan(exercise_a=run("2026-10-01", kind="notification-drill"), exercise_b=run("2026-12-01"))
    assert exercised(plan_).state is TimeState.NEVER


def test_restores_have_their_own_clock() -> None:
    found = exercised(plan(exercise_a=run("2026-08-01", kind="parallel", restored=["db"]), exercise_b=run("2026-11-01", kind="tabletop")))
    assert (found.restore.last, found.restore.due) == (date(2026, 8, 1), date(2027, 2, 1))


def test_an_incident_counts_as_an_exercise_and_the_next_one_is_found() -> None:
    incident = {**INCIDENT, "services": [{"service": "gold"}]}
    planned = {"kind": "functional", "planned": "2026-12-05", "services": ["gold"]}
    found = exercised(plan(incident_fire=incident, exercise_next=planned))
    assert (found.clock.last, str(found.planned), found.planned_on) == (date(2026, 11, 11), "exercise/next", date(2026, 12, 5))
